"""What authors write by a habit from elsewhere: the table of it, each row with all that is said."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from together import together

from backprop_tutor.errors import NoSuchScenarioError, ScenarioError
from backprop_tutor.loader import load, load_text
from backprop_tutor.loader.expressions import CALLABLE
from backprop_tutor.loader.scenario_keys import SCENARIO_KEYS
from backprop_tutor.loader.yaml import document
from backprop_tutor.maths.functions import ACTIVATIONS
from backprop_tutor.maths.losses import NAMED
from backprop_tutor.wording import ENGLISH, speak

_TABLE = yaml.safe_load((Path(__file__).parent / "author_slips.yaml").read_text(encoding="utf-8"))
SLIPS = _TABLE["slips"]
_LISTS = {
    "ACTIVATIONS": ", ".join(ACTIVATIONS),
    "LOSSES": ", ".join(NAMED),
    "FUNCTIONS": ", ".join(CALLABLE),
    "KEYS": ", ".join(SCENARIO_KEYS),
}


def _written(slip: dict[str, Any]) -> str:
    contents = _TABLE["files"][slip["file"]]
    for old, new in slip["change"].items():
        assert old in contents
        contents = contents.replace(old, new, 1)
    return contents


def _said(contents: str) -> list[str]:
    try:
        load_text(contents, "t.yaml")
    except ScenarioError as error:
        return [line.removeprefix("t.yaml:") for line in str(error).split("\n")]
    return []


@pytest.mark.parametrize("name", _TABLE["files"])
def test_the_files_are_good_before_the_slip(name: str) -> None:
    assert _said(_TABLE["files"][name]) == []


@together("slip", SLIPS, ids=lambda slip: f"{slip['file']}: {slip['habit']}")
@together("parser", [yaml.CSafeLoader, yaml.SafeLoader], ids=["C", "Python"])
def test_each_slip_is_told_in_full(
    slip: dict[str, Any], parser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document, "PARSER", parser)
    wanted = slip["said"]
    for word, listed in _LISTS.items():
        wanted = [line.replace(word, listed) for line in wanted]
    assert _said(_written(slip)) == wanted


def test_each_is_told_in_french_too() -> None:
    speak("fr")
    try:
        told = {slip["habit"]: (_said(_written(slip)), slip["said"]) for slip in SLIPS}
    finally:
        speak(ENGLISH)
    for habit, (french, english) in told.items():
        assert len(french) == len(english), habit
        assert not set(french) & set(english), habit
        for there, here in zip(french, english, strict=True):
            # What is to be written is YAML, which has no language: 0.5 stays 0.5.
            wanted = re.split(r": write '?", here)
            assert wanted[-1].strip("'").split(" ")[0] in there, habit


CUT_OFF = [
    ("title: Lesson #1", ["2:8"]),
    ("title: Lesson  # the first", []),
    ("title: 'Lesson #1'", []),
    ("title: Lesson#1", []),
    ("title: Lesson 1 #", []),
    ("title: {en: Lesson, fr: Leçon #1\n  }", ["2:25"]),
    ("title: T\nabout: In two\n  groups #3", ["3:8"]),
    ("title: T\nlearning_rate: 0.5 #slow", []),
]


@pytest.mark.parametrize(("written", "places"), CUT_OFF)
@pytest.mark.parametrize("parser", [yaml.CSafeLoader, yaml.SafeLoader], ids=["C", "Python"])
def test_a_text_that_ends_at_a_hash_is_doubted(
    written: str, places: list[str], parser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document, "PARSER", parser)
    contents = _TABLE["files"]["graph"].replace("title: A test", written, 1)
    if "learning_rate" in written:
        contents = contents.replace("learning_rate: 0.1\n", "")
    scenario = load_text(contents, "t.yaml")
    assert [f"{one.line}:{one.column}" for one in scenario.doubts] == places


def test_a_doubt_says_what_was_left_out() -> None:
    contents = _TABLE["files"]["graph"].replace("A test", "Lesson #1")
    (doubt,) = load_text(contents, "t.yaml").doubts
    assert doubt.text == (
        "title ends before '#1', because a space and '#' begin a comment; "
        "if it is part of the text, put the whole in quotes"
    )


@pytest.mark.parametrize("written", ["−0.4", "-0.4", "–0.4"])
def test_the_minus_of_print_is_read(written: str) -> None:
    contents = _TABLE["files"]["graph"].replace("w: 0.4", f"w: {written}")
    assert float(load_text(contents, "t.yaml").parameters["w"]) == -0.4


def test_a_file_beside_whose_ending_was_left_out_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mazr.yml").write_text(_TABLE["files"]["graph"])
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NoSuchScenarioError) as refused:
        load("mazr")
    assert str(refused.value) == "no scenario is called 'mazr'; did you mean 'mazr.yml'?"
    with pytest.raises(NoSuchScenarioError) as refused:
        load("mazu")
    assert str(refused.value) == "no scenario is called 'mazu'; did you mean 'mazur'?"
