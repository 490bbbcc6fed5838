"""What the operating system refused, in the program's own words; its own are another's sentences.

They differ from system to system and are in the system's language. To tell one more kind of refusal
apart, add a row to ``_REASONS``.
"""

import errno

from backprop_tutor.wording import marked, text

TOO_MANY_FILES = marked(
    "this system does not let the program open enough files at once; "
    "raise the limit ('ulimit -n' shows it)"
)

_REASONS = {
    "ENOENT": marked("there is no such file or folder"),
    "EACCES": marked("you do not have permission"),
    "EPERM": marked("you do not have permission"),
    "EEXIST": marked("it exists already"),
    "EISDIR": marked("it is a folder"),
    "ENOTDIR": marked("part of its path is a file"),
    "ENAMETOOLONG": marked("its name is too long"),
    "ELOOP": marked("its links lead in a circle"),
    "ENXIO": marked("it is not a regular file"),
    "EBADF": marked("it is not open for that"),
    "EROFS": marked("its disk is read-only"),
    "ENOSPC": marked("the disk is full"),
    "EDQUOT": marked("your share of the disk is used up"),
    "EFBIG": marked("it would be larger than this system allows"),
    "EIO": marked("its disk or device does not answer"),
    "EBUSY": marked("another program is using it"),
    "ETXTBSY": marked("another program is using it"),
    "ENOMEM": marked("the memory is full"),
    "EMFILE": TOO_MANY_FILES,
    "ENFILE": TOO_MANY_FILES,
}
"""By the name of the error, since its number is another one on another system."""


class ObstacleError(OSError):
    """What stands in the way of a file and was found by the program; ``reason`` says what it is."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def reason_of(error: OSError) -> str:
    """Return why the system refused, as it stands in brackets after what cannot be done."""
    if isinstance(error, ObstacleError):
        return error.reason
    name = _name(error)
    if name in _REASONS:
        return text(_REASONS[name])
    return text("the system gives the error {name}", name=name)


def is_too_many_files(error: OSError) -> bool:
    """Whether the program, or the whole system, has as many files open as it may."""
    return _name(error) in {"EMFILE", "ENFILE"}


def _name(error: OSError) -> str:
    number = error.errno or 0
    return errno.errorcode.get(number, str(number))
