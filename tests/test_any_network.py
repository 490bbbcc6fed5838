"""Whatever network a file holds, it can be walked, solved, exported and checked.

The files are drawn here as text and go through the real loader.
"""

import json
import random
import sys
from pathlib import Path

import pytest
from thorough import IS_THOROUGH

from backprop_tutor.cli import main
from backprop_tutor.formula.spelling import typed
from backprop_tutor.loader import load_text
from backprop_tutor.maths.functions import ACTIVATIONS
from backprop_tutor.teaching.dialogue.walk import Walk
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.lesson.plan import planned
from backprop_tutor.teaching.subject.limits import OutOfRange
from backprop_tutor.teaching.subject.subject import subject_of

pytestmark = pytest.mark.slow

FILES = 60 if IS_THOROUGH else 8
_GATES = (
    *("{0} + {1}", "{0} - {1}", "{0}*{1}", "-{0}*{1} + {0}", "{0}/({1}^2 + 1)", "({0} + {1})^2"),
    *("max({0}, {1})", "min({0}, {1})", "abs({0}) + {1}", "exp({0}) - {1}", "sqrt({0}^2 + 1)"),
    *("log({0}^2 + 2)*{1}", "{0}*relu({1})", "1.5*{0} - 0.25", "{0}*({1} + {0}*{1})"),
)
_NEURONS = tuple(name for name in ACTIVATIONS if name != "softmax")
_NAMES = ("q", "e", "h1", "da", "E", "pi", "z_1", "k" * 32)


def drawn(seed: int) -> str:
    """Return the text of a file: a free graph, with a loss or without, of one sample or more."""
    chance = random.Random(seed)

    def number() -> str:
        return f"{chance.choice((-1, 1)) * chance.uniform(0.1, 1.5):.2f}"

    inputs = ["x", "y"][: chance.randint(1, 2)]
    parameters = [f"w{index + 1}" for index in range(chance.randint(2, 4))]
    known = [*inputs, *parameters]
    nodes = []
    for name in chance.sample(_NAMES, chance.randint(1, 4)):
        one, other = chance.choice(known), chance.choice(known)
        if chance.random() < 0.5:
            nodes.append(f"{name} = {chance.choice(_GATES).format(one, other)}")
        elif chance.random() < 0.8:
            net = f"{chance.choice(parameters)}*{one} + {other}"
            nodes.append(f"{name} = {chance.choice(_NEURONS)}({net})")
        else:
            net = f"{chance.choice(parameters)}*{other}"
            nodes.append(f"{name}, s_{len(known)} = softmax({one}, {net})")
        known.append(name)
    nodes.append(f"o = sigmoid({parameters[0]}*{known[-1]} + {chance.choice(known)})")

    def example() -> str:
        given = ", ".join(f"{name}: {number()}" for name in inputs)
        return f"{{inputs: {{{given}}}, targets: {{o: {chance.choice((0, 1))}}}}}"

    lines = ["version: 1", f"title: Drawn from {seed}", "nodes:", *(f"  - {one}" for one in nodes)]
    lines.append("parameters: {" + ", ".join(f"{name}: {number()}" for name in parameters) + "}")
    if chance.random() < 0.4:
        lines.append("inputs: {" + ", ".join(f"{name}: {number()}" for name in inputs) + "}")
        return "\n".join([*lines, "differentiate: o", ""])
    update = chance.choice(("online", "batch_sum", "batch_mean"))
    lines += ["samples:", *(f"  - {example()}" for _ in range(chance.randint(1, 3)))]
    lines += [f"update: {update}", f"learning_rate: {chance.choice((0.1, 0.5, 2))}"]
    losses = ("half_squared_error", "squared_error", "absolute_error", "binary_cross_entropy")
    lines.append(f"loss: {chance.choice(losses)}")
    if chance.random() < 0.5:
        lines.append(f"momentum: {chance.choice((0, 0.5, 0.999))}")
    if chance.random() < 0.3:
        lines.append("direction: ascent")
    if chance.random() < 0.3:
        lines.append(f"frozen: [{parameters[-1]}]")
    return "\n".join([*lines, ""])


@pytest.mark.parametrize("seed", range(FILES))
def test_any_network(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = drawn(seed)
    file = tmp_path / "drawn.yaml"
    file.write_text(text, encoding="utf-8")

    def run(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["backprop-tutor", *arguments])
        with pytest.raises(SystemExit) as end:
            main()
        return int(end.value.code or 0), capsys.readouterr().out

    try:
        subject = subject_of(load_text(text, "drawn.yaml"))
        subject.check_finite(subject.tape)
    except OutOfRange:
        assert run("solve", str(file), "--json")[0] == OutOfRange.exit_code
        return
    answers = tmp_path / "answers.txt"
    rehearsed, shown = Walk(Lesson(subject, None)), list[str]()
    while not rehearsed.finished:
        name = rehearsed.step.name
        by_formula = len(shown) % 2
        shown.append(typed(subject.typeable(name)) if by_formula else repr(subject.values[name]))
        assert rehearsed.hear(shown[-1]).moved, (name, shown[-1])
    answers.write_text("\n".join(shown) + "\n", encoding="utf-8")
    code, out = run("walk", str(file), "--answers", str(answers), "--plain")
    assert code == 0, out[-800:]
    assert out.count("Not yet") == 0, out
    code, out = run("solve", str(file), "--json")
    assert code == 0
    json.loads(out, parse_constant=pytest.fail)
    assert run("export", str(file))[0] == 0
    assert run("check", str(file))[0] in (0, 1)


def in_a_row(count: int) -> str:
    """Return the text of a file with so many neurons, one behind the other."""
    nodes = [f"  - n{k + 1} = tanh(w*n{k} + x)" for k in range(1, count)]
    head = ["version: 1", "title: A long way", "inputs: {x: 0.5}", "parameters: {w: 0.5}"]
    return "\n".join(
        [*head, "nodes:", "  - n1 = tanh(w*x)", *nodes, f"differentiate: n{count}", ""]
    )


def test_a_chain_may_be_longer_than_python_recurses() -> None:
    subject = subject_of(load_text(in_a_row(512), "row.yaml"))
    names = [item.name for item in planned(subject, subject.scenario.lesson, None)]
    assert len(names) > sys.getrecursionlimit()
    assert subject.gradient("w") in names
