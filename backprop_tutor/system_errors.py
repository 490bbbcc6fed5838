"""What the operating system refused, in the program's own words; its own are another's sentences.

They differ from system to system and are in the system's language. To tell one more kind of refusal
apart, add a row to ``_REASONS``.
"""

import errno

TOO_MANY_FILES = (
    "this system does not let the program open enough files at once; "
    "raise the limit ('ulimit -n' shows it)"
)

_REASONS = {
    "ENOENT": "there is no such file or folder",
    "EACCES": "you do not have permission",
    "EPERM": "you do not have permission",
    "EEXIST": "it exists already",
    "EISDIR": "it is a folder",
    "ENOTDIR": "part of its path is a file",
    "ENAMETOOLONG": "its name is too long",
    "ELOOP": "its links lead in a circle",
    "ENXIO": "it is not a regular file",
    "EBADF": "it is not open for that",
    "EROFS": "its disk is read-only",
    "ENOSPC": "the disk is full",
    "EDQUOT": "your share of the disk is used up",
    "EFBIG": "it would be larger than this system allows",
    "EIO": "its disk or device does not answer",
    "EBUSY": "another program is using it",
    "ETXTBSY": "another program is using it",
    "ENOMEM": "the memory is full",
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
    return _REASONS.get(name, f"the system gives the error {name}")


def is_too_many_files(error: OSError) -> bool:
    """Whether the program, or the whole system, has as many files open as it may."""
    return _name(error) in {"EMFILE", "ENFILE"}


def _name(error: OSError) -> str:
    number = error.errno or 0
    return errno.errorcode.get(number, str(number))
