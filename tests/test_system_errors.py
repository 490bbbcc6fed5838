"""What the operating system refuses, told in the program's own words."""

import errno
import os

import pytest

from backprop_tutor.system_errors import (
    TOO_MANY_FILES,
    ObstacleError,
    is_too_many_files,
    reason_of,
)

REASONS = [
    ("ENOENT", "there is no such file or folder"),
    ("EACCES", "you do not have permission"),
    ("EISDIR", "it is a folder"),
    ("ENOTDIR", "part of its path is a file"),
    ("ENAMETOOLONG", "its name is too long"),
    ("EROFS", "its disk is read-only"),
    ("ENOSPC", "the disk is full"),
    ("EMFILE", TOO_MANY_FILES.english),
    ("ENFILE", TOO_MANY_FILES.english),
    ("ENOTTY", "the system gives the error ENOTTY"),
]


@pytest.mark.parametrize(("name", "reason"), REASONS)
def test_reasons(name: str, reason: str) -> None:
    error = OSError(getattr(errno, name), "the system's own words")
    assert reason_of(error) == reason
    assert is_too_many_files(error) == (reason == TOO_MANY_FILES.english)


def test_no_sentence_of_the_system_is_shown() -> None:
    for number in errno.errorcode:
        assert os.strerror(number) not in reason_of(OSError(number, os.strerror(number)))


def test_errors_without_a_name() -> None:
    assert reason_of(OSError("of a library")) == "the system gives the error 0"
    assert reason_of(OSError(99_999, "of a driver")) == "the system gives the error 99999"
    assert reason_of(ObstacleError("it is a folder")) == "it is a folder"
