"""What holds for all tests."""

import gc
import os
import sqlite3
import sys
from collections.abc import Iterator
from functools import lru_cache, partial, wraps
from pathlib import Path
from typing import Any

import pytest
import thorough  # noqa: F401 - sets how many examples are tried.
import typer
from program import run
from typer import main

from backprop_tutor import cli
from backprop_tutor.loader import files
from backprop_tutor.loader.yaml import document
from backprop_tutor.scenario.scenario import Scenario
from backprop_tutor.teaching.judging.wrong_answers import Mistakes, WrongAnswers
from backprop_tutor.teaching.lesson import lesson
from backprop_tutor.teaching.subject import subject
from backprop_tutor.teaching.subject.step import Question
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.teaching.variants import variants
from backprop_tutor.teaching.variants.soundness import Soundness
from backprop_tutor.wording.language import LOCALE, spoken

__all__ = ["run"]

TASTES = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "LINES")
_NETWORKS_AT_HAND = 12
_FILES_AT_HAND = 64
_RUBBISH = (100_000, 20, 50)
_SUBJECTS_AT_HAND = 24
_MISTAKES_AT_HAND = 400


@pytest.fixture(autouse=True, scope="session")
def _shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Iterator[Path]]:
    """What holds from the first test to the last, as one fixture: each is looked up by every test.

    Yields folders of which each is empty.
    """
    _no_taste_of_whoever_runs_it()
    with pytest.MonkeyPatch.context() as patched:
        _no_record_waits_for_the_disk(patched)
        _a_file_is_read_once(patched)
        _what_a_scenario_says_is_worked_out_once(patched)
        _what_follows_from_a_network_is_worked_out_once(patched)
        _commands_are_made_once(patched)
        patched.setattr(cli, "RUBBISH", _RUBBISH)
        yield _empty_folders(tmp_path_factory)


def _empty_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Yield one folder for as long as nobody leaves anything in it, and then the next."""
    while True:
        folder = tmp_path_factory.mktemp("folder")
        while not any(folder.iterdir()):
            yield folder


@pytest.fixture(autouse=True)
def _a_folder_and_a_record_of_its_own(
    request: pytest.FixtureRequest, _shared: Iterator[Path]
) -> None:
    """No test leaves a file in the checkout, leans on being started there or on what another left.

    Nor does it read or write the record of whoever runs it.
    """
    asked_for = "tmp_path" in request.fixturenames
    folder = request.getfixturevalue("tmp_path") if asked_for else next(_shared)
    os.chdir(folder)
    os.environ["BACKPROP_TUTOR_HOME"] = str(folder / "record")


def _no_taste_of_whoever_runs_it() -> None:
    """What a terminal is told of colours, widths and languages is what a test tells it."""
    for name in TASTES:
        os.environ.pop(name, None)
    os.environ["BACKPROP_TUTOR_LANG"] = "en"


class _Same:
    """An object as a key: another that is equal is another one."""

    def __init__(self, it: Any) -> None:
        self.it = it

    def __hash__(self) -> int:
        return id(self.it)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.it is self.it


class Unhurried(sqlite3.Connection):
    """A connection that does not wait for the disk: no test takes the power away.

    Killed programs are processes of their own, and what they wrote is there anyway.
    """

    def execute(self, statement: str, *given: Any) -> sqlite3.Cursor:
        return super().execute(statement.replace("synchronous = FULL", "synchronous = OFF"), *given)


def _no_record_waits_for_the_disk(patched: pytest.MonkeyPatch) -> None:
    """To be sure of each answer takes ten milliseconds; of thousands, a tenth of the time.

    That the program is sure of it is held by ``test_record.py``.
    """
    patched.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=Unhurried))


def _a_file_is_read_once(patched: pytest.MonkeyPatch) -> None:
    """The same text is the same scenario, whichever run of the program asks for it.

    Tests of reading call ``load_text`` themselves, and so read anew.
    """
    read = files.load_text
    kept = lru_cache(_FILES_AT_HAND)(lambda contents, file, *_: read(contents, file))

    def once(contents: str | bytes, file: str) -> Scenario:
        return kept(contents, file, spoken(), document.PARSER)

    patched.setattr(files, "load_text", once)


def _what_a_scenario_says_is_worked_out_once(patched: pytest.MonkeyPatch) -> None:
    """Whether other numbers are sound depends on the network alone, which many tests begin with.

    Each run of the program would collect its questions and wrong ideas anew, all in one process.
    """
    known: list[tuple[Scenario, Soundness]] = []

    def of(scenario: Scenario) -> Soundness:
        for network, soundness in known:
            if network == scenario:
                return soundness
        soundness = Soundness(scenario)
        known.insert(0, (scenario, soundness))
        del known[_NETWORKS_AT_HAND:]
        return soundness

    patched.setattr(variants, "Soundness", of)


def _what_follows_from_a_network_is_worked_out_once(patched: pytest.MonkeyPatch) -> None:
    """A scenario that is walked through again has the same lines, values and wrong formulas.

    Only where it is the very same object, in the same language: as many runs of the program read it
    from one file.
    """
    made = subject.subject_of

    @lru_cache(_SUBJECTS_AT_HAND)
    def kept(_: str, key: _Same, *options: Any, inputs: bool = False) -> Subject:
        return made(key.it, *options, inputs=inputs)

    @wraps(made)
    def once(scenario: Scenario, *options: Any, inputs: bool = False, **named: Any) -> Subject:
        if named:
            return made(scenario, *options, inputs=inputs, **named)
        return kept(spoken(), _Same(scenario), *options, inputs=inputs)

    for module in list(sys.modules.values()):
        # In the browser some modules are no Python.
        if getattr(module, "__dict__", {}).get("subject_of") is made:
            patched.setattr(module, "subject_of", once)

    @lru_cache(_MISTAKES_AT_HAND)
    def mistakes(_: str, question: Question, key: _Same) -> Mistakes:
        return Mistakes(question, key.it)

    begin = WrongAnswers.__init__

    def begun(
        self: WrongAnswers, question: Question, about: Subject, known: Mistakes | None = None
    ) -> None:
        begin(self, question, about, known or mistakes(spoken(), question, _Same(about)))

    patched.setattr(WrongAnswers, "__init__", begun)
    # Whole lessons are gone through here, by one test after the other.
    patched.setattr(lesson, "_AT_HAND", 512)


def _commands_are_made_once(patched: pytest.MonkeyPatch) -> None:
    """Each run of the program would make them anew from their functions, all in one process.

    What is put into a language for a help page is made for that page.
    """
    make = main.get_command

    @lru_cache
    def kept(_: str, so_many: int, app: typer.Typer) -> Any:
        return make(app)

    def made(app: typer.Typer) -> Any:
        if not {"-h", "--help"}.isdisjoint(sys.argv):
            return make(app)
        return kept(spoken(), len(app.registered_commands), app)

    patched.setattr(main, "get_command", made)


def pytest_configure(config: pytest.Config) -> None:
    """Nothing has built what is tested in a checkout: its catalogues are compiled here, once."""
    if hasattr(config, "workerinput"):
        return
    for file in LOCALE.glob("*/LC_MESSAGES/*.po"):
        compiled = file.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < file.stat().st_mtime:
            from catalogues import compile_catalogue  # Mostly there is nothing to be done.

            compile_catalogue(file)


def pytest_collection_finish() -> None:
    """What was collected lives to the end: the collector of garbage need not look at it again.

    Nor need it look after every few hundred objects; that took a tenth of the time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_RUBBISH)


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Of several processes, each runs tests that stand together: they share what they work out."""
    if getattr(config.option, "numprocesses", None) and config.option.dist == "no":
        config.option.dist = "worksteal"
