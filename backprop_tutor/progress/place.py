"""Where the learner's record is: what was asked for, else the variable, else the user's folder."""

import os
from collections.abc import Mapping
from pathlib import Path

from backprop_tutor.errors import FileError
from backprop_tutor.system_errors import ObstacleError
from backprop_tutor.untrusted import visible
from backprop_tutor.wording import text

HOME = "BACKPROP_TUTOR_HOME"
FILE = "progress.sqlite"


def place_of_record(given: str | None = None, environment: Mapping[str, str] = os.environ) -> Path:
    """Return the path of the record; raises ``FileError`` for one that leads nowhere.

    ``given`` is a file (``--progress-file``), the variable ``BACKPROP_TUTOR_HOME`` a folder; empty
    ones are as good as none. Nothing is made or looked at.
    """
    try:
        if given:
            return Path(given).expanduser().absolute()
        if home := environment.get(HOME):
            return Path(home).expanduser().absolute() / FILE
    except RuntimeError:  # ``~nobody/x``
        asked = visible(given or environment[HOME])
        raise FileError(
            text(
                "{path}: cannot be found (no home folder is known by that name); give a whole path",
                path=asked,
            )
        ) from None
    except FileNotFoundError:
        asked = visible(given or environment[HOME])
        raise FileError(
            text(
                "{path}: cannot be found (the folder you are in is gone); give a whole path",
                path=asked,
            )
        ) from None
    from platformdirs import user_data_path

    return user_data_path("backprop-tutor", appauthor=False) / FILE


def made_ready(path: Path) -> None:
    """Make the file, readable for its owner alone, and its folder if they are not there.

    Raises ``OSError`` with what stands in the way.
    """
    if not path.parent.is_dir():
        if path.parent.exists():
            raise ObstacleError(text("its folder is a file"))
        path.parent.parent.mkdir(parents=True, exist_ok=True)
        path.parent.mkdir(mode=0o700, exist_ok=True)
    if path.is_dir():
        raise ObstacleError(text("it is a folder"))
    if not path.exists():
        # SQLite gives its journal the permissions of the file, but would make the file for all.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    elif not path.is_file():
        raise ObstacleError(text("it is not a regular file"))
