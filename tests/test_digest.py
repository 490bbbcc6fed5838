"""A scenario's digest: of its network and its numbers, so that a comment begins no lesson anew."""

from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

import pytest

from backprop_tutor.loader import bundled, load, load_text
from backprop_tutor.progress.recorder import Recorder
from backprop_tutor.progress.rows import Event, Heard, Mode, Row, Sitting
from backprop_tutor.scenario.digest import _WORDS
from backprop_tutor.scenario.scenario import Scenario
from backprop_tutor.session import sitting
from backprop_tutor.teaching.variants.variants import variant

TEXT = """\
version: 1
title: One neuron
about: A few words, and a comma.
inputs: {x1: 0.5, x2: -1}
targets: {y: 1}
layers:
  - {neurons: [y], activation: sigmoid, weights: [{w1: 0.40, w2: 0.3}], bias: {b: 0.1}}
loss: half_squared_error
learning_rate: 0.5
notes: {out_y: Between 0 and 1.}
"""


def _digest(text: str) -> str:
    return load_text(text, "neuron.yaml").digest


SAME: dict[str, Callable[[str], str]] = {
    "a comment": lambda text: "# Mine\n" + text.replace("targets:", "targets:  # one\n "),
    "line ends": lambda text: text.replace("\n", "\r\n"),
    "spaces": lambda text: text.replace("{x1: 0.5, x2: -1}", "{ x1:  0.5,  x2: -1 }"),
    "a title": lambda text: text.replace("One neuron", "A neuron"),
    "a comma in the prose": lambda text: text.replace("words, and", "words and"),
    "a note": lambda text: text.replace("Between 0 and 1.", "Always between 0 and 1."),
    "a language": lambda text: text.replace("title: One", "title: {en: One").replace(
        "neuron\nabout", "neuron, fr: Un neurone}\nabout"
    ),
    "how a number is written": lambda text: text.replace("0.40", "0.4").replace("-1", "-1.0"),
    "the order of the keys": lambda text: text.replace("learning_rate: 0.5\n", "").replace(
        "inputs:", "learning_rate: 0.5\ninputs:"
    ),
    "notation": lambda text: text + "notation: z-a\n",
    "what holds anyway": lambda text: text + "direction: descent\ndigits: 4\nfrozen: []\n",
    "nodes for layers": lambda text: text.replace(
        "layers:\n  - {neurons: [y], activation: sigmoid, weights: [{w1: 0.40, w2: 0.3}], "
        "bias: {b: 0.1}}",
        "parameters: {w1: 0.40, w2: 0.3, b: 0.1}\nnodes: [y = sigmoid(w1*x1 + w2*x2 + b)]",
    ),
}
OTHER: dict[str, Callable[[str], str]] = {
    "an input": lambda text: text.replace("x1: 0.5", "x1: 0.6"),
    "a weight": lambda text: text.replace("0.40", "0.41"),
    "a name": lambda text: text.replace("w2:", "v2:"),
    "a target": lambda text: text.replace("y: 1}", "y: 0}"),
    "the activation": lambda text: text.replace("sigmoid", "tanh"),
    "the loss": lambda text: text.replace("half_squared_error", "squared_error"),
    "a loss of one's own": lambda text: text.replace("half_squared_error", "{E_o: (t - o)^4}"),
    "the rate": lambda text: text.replace("learning_rate: 0.5", "learning_rate: 0.4"),
    "what is frozen": lambda text: text + "frozen: [b]\n",
    "what is asked first": lambda text: text + "focus: [w2]\n",
    "how exactly": lambda text: text + "digits: 3\n",
    "which parts": lambda text: text + "lesson: [forward]\n",
    "a value that is given": lambda text: text + "given: {net_y: 0.1}\n",
}


@pytest.mark.parametrize("change", SAME.values(), ids=SAME)
def test_words_change_no_digest(change: Callable[[str], str]) -> None:
    changed = change(TEXT)
    assert changed != TEXT
    assert _digest(changed) == _digest(TEXT)


def test_what_is_asked_changes_it() -> None:
    digests = {_digest(change(TEXT)) for change in OTHER.values()}
    assert len(digests | {_digest(TEXT)}) == len(OTHER) + 1


def test_every_version_finds_the_same() -> None:
    """Learners go on by it: a change here leaves all their records behind."""
    assert _digest(TEXT) == ("c8f7df434e160d5fa93c59bf5f2de0f38791f5396b51cf30af8e733696728561")


def test_each_field_either_counts_or_is_words() -> None:
    scenario = load_text(TEXT, "neuron.yaml")
    plain = replace(scenario, as_read=None)
    for one in fields(Scenario):
        if one.compare and one.name not in _WORDS:
            other = replace(plain, **{one.name: ("another", "value")})
            assert other.digest != plain.digest, one.name
    assert {one.name for one in fields(Scenario)} >= _WORDS


def test_a_variant_is_of_the_same_scenario() -> None:
    mazur = load("mazur")
    assert variant(mazur, 3).digest == mazur.digest
    assert len({load(name).digest for name in bundled()}) == len(bundled())


# A record of an earlier version, which knew scenarios by the sha256 of their files.


def _begun_long_ago(recorder: Recorder, scenario: Scenario, digest: str) -> None:
    where = str(Path("neuron.yaml").resolve())
    recorder.begin(Sitting("s1", Mode.WALK, where, digest, {}, "2026-11-22T19:55:00.123Z"))
    heard = Heard(
        quantity="net_y", skill="net-input", typed="0", event=Event.RIGHT, hints=0, attempt=1,
        scenario=where, digest=digest,
    )  # fmt: skip
    recorder.add(Row("s1", 1, "2026-11-22T19:56:00.123Z", 100, heard))


@pytest.fixture
def neuron() -> Scenario:
    Path("neuron.yaml").write_text(TEXT, encoding="utf-8")
    return load(str(Path("neuron.yaml").resolve()))


@pytest.mark.parametrize("by", ["file_digest", "digest"])
def test_an_old_record_is_gone_on_with_and_renewed(neuron: Scenario, by: str) -> None:
    with Recorder(Path("record.sqlite").resolve(), print) as recorder:
        _begun_long_ago(recorder, neuron, getattr(neuron, by))
        kept = sitting.begun(Mode.WALK, neuron, {}, recorder)
        assert (kept.sitting.id, len(kept.rows), kept.changed) == ("s1", 1, False)
        assert {row.heard.digest for row in recorder.rows()} == {neuron.digest}
    Path("neuron.yaml").write_text("# A comment since\n" + TEXT, encoding="utf-8")
    with Recorder(Path("record.sqlite").resolve(), print) as recorder:
        again = sitting.begun(Mode.WALK, load(neuron.called), {}, recorder)
        assert (again.sitting.id, again.changed) == ("s1", False)


def test_with_other_numbers_it_begins_anew(neuron: Scenario) -> None:
    with Recorder(Path("record.sqlite").resolve(), print) as recorder:
        _begun_long_ago(recorder, neuron, neuron.digest)
        Path("neuron.yaml").write_text(TEXT.replace("0.40", "0.41"), encoding="utf-8")
        kept = sitting.begun(Mode.WALK, load(neuron.called), {}, recorder)
        assert (kept.rows, kept.changed) == ([], True)


def test_nothing_is_written_where_nothing_is_old(neuron: Scenario) -> None:
    path = Path("record.sqlite").resolve()
    with Recorder(path, print) as recorder:
        _begun_long_ago(recorder, neuron, neuron.digest)
    before = path.read_bytes()
    with Recorder(path, print) as recorder:
        sitting.begun(Mode.WALK, neuron, {}, recorder)
    assert path.read_bytes() == before
