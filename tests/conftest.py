"""What holds for all tests."""

from pathlib import Path

import pytest
from hypothesis import settings
from program import run

__all__ = ["run"]

# A busy machine makes single examples slow; how long a whole file takes is what matters.
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")


@pytest.fixture(autouse=True)
def _a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test leaves a file in the checkout, nor leans on being started there."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture(autouse=True)
def _a_record_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the record of whoever runs it, nor that of another test."""
    monkeypatch.setenv("BACKPROP_TUTOR_HOME", str(tmp_path / "record"))


@pytest.fixture(autouse=True)
def _no_taste_of_whoever_runs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a terminal is told of colours and widths is what a test tells it."""
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)
