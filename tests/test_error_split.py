"""The error shared out by weights: its numbers, its lesson, its end beside the gradient."""

import io
import math
import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from diagnosis import diagnosed
from networks import HIDDEN, mazur, network
from test_walk import number_for, words
from views_pages import expect_golden

from backprop_tutor.cli.json_output.solution import solution
from backprop_tutor.errors import ScenarioError, TutorError
from backprop_tutor.loader import load_text
from backprop_tutor.maths.tape.tape import SPLIT, Role
from backprop_tutor.scenario.by_language import in_every_language
from backprop_tutor.scenario.graph import Layer, Unit, nodes_of
from backprop_tutor.scenario.scenario import Method, Part, Scenario
from backprop_tutor.session import at_the_terminal, loop
from backprop_tutor.teaching.authoring.collisions import collisions
from backprop_tutor.teaching.dialogue.walk import Walk
from backprop_tutor.teaching.judging.judge import Judge
from backprop_tutor.teaching.judging.verdict import Correctness
from backprop_tutor.teaching.lesson import pages
from backprop_tutor.teaching.lesson.documents.worked_solution import worked_solution
from backprop_tutor.teaching.lesson.error_split import against_gradient
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.subject.limits import CannotSplit
from backprop_tutor.teaching.subject.subject import subject_of
from backprop_tutor.views.markdown import markdown
from backprop_tutor.views.text.terminal import Terminal

FILE = Path(__file__).parent.parent / "scenarios" / "coding-train.yaml"


def numbers(**given: str) -> Mapping[str, Decimal]:
    return {name: Decimal(value) for name, value in given.items()}


def coding_train(**changes: object) -> Scenario:
    """The bundled scenario, its numbers written here and not read from its file."""
    hidden = Layer(
        (Unit("h1", ("w1", "w2"), None), Unit("h2", ("w3", "w4"), None)), ("x1", "x2"), "sigmoid"
    )
    last = Layer(
        (Unit("o1", ("w5", "w6"), "b1"), Unit("o2", ("w7", "w8"), "b2")), ("h1", "h2"), "sigmoid"
    )
    weights = numbers(
        w1="0.4", w2="0.2", w3="-0.3", w4="0.5",
        w5="0.2", w6="0.1", w7="0.3", w8="0.9", b1="0.67", b2="-1.03",
    )  # fmt: skip
    scenario = Scenario(
        name="coding-train",
        called="coding-train",
        title=in_every_language("Who is to blame? The error in shares"),
        inputs=numbers(x1="1", x2="0.5"),
        targets=numbers(o1="1", o2="0"),
        nodes=nodes_of((hidden, last)),
        parameters=weights,
        loss="half_squared_error",
        method=Method.ERROR_SPLIT,
        given=numbers(out_o1="0.7", out_o2="0.4"),
    )
    return replace(scenario, **changes)  # type: ignore[arg-type]


def one_output(**changes: object) -> Scenario:
    """The video's first blackboard: a guess of 0.7, an answer of 1, weights 0.2 and 0.1."""
    return replace(
        network(
            [2, 2, 1],
            "sigmoid",
            numbers={"w5": "0.2", "w6": "0.1"},
            targets=["1"],
        ),
        method=Method.ERROR_SPLIT,
        learning_rate=None,
        given=numbers(out_o1="0.7"),
        **changes,  # type: ignore[arg-type]
    )


def judged(scenario: Scenario, quantity: str, typed: str) -> tuple[Correctness, tuple[str, ...]]:
    subject = subject_of(scenario)
    verdict = Judge(Lesson(subject).question(quantity), subject).judge(typed)
    return verdict.kind, verdict.misconceptions


# The blackboard's numbers, in plain arithmetic.
ONE = {
    "miss_o1": 1 - 0.7,
    "share_w5": 0.2 / 0.3,
    "share_w6": 0.1 / 0.3,
    "miss_h1": 0.2 / 0.3 * 0.3,
    "miss_h2": 0.1 / 0.3 * 0.3,
}
TWO = {
    "miss_o1": 0.3,
    "miss_o2": -0.4,
    "share_w5": 2 / 3,
    "share_w6": 1 / 3,
    "blame_h1_o1": 0.2,
    "blame_h2_o1": 0.1,
    "share_w7": 0.3 / 1.2,
    "share_w8": 0.9 / 1.2,
    "blame_h1_o2": -0.4 * 0.25,
    "blame_h2_o2": -0.4 * 0.75,
    "miss_h1": 0.2 - 0.1,
    "miss_h2": 0.1 - 0.3,
}


@pytest.mark.parametrize(
    ("scenario", "expected"), [(one_output(), ONE), (coding_train(), TWO)], ids=["one", "two"]
)
def test_the_shares_are_those_of_the_blackboard(
    scenario: Scenario, expected: Mapping[str, float]
) -> None:
    subject = subject_of(scenario)
    found = {
        name: subject.values[name] for name, line in subject.tape.items() if line.role in SPLIT
    }
    assert found == pytest.approx(expected, rel=1e-12)
    assert list(found) == sorted(found, key=subject.tape.position)


def test_the_first_output_is_shared_out_before_the_others() -> None:
    roles = [name for name, line in subject_of(coding_train()).tape.items() if line.role in SPLIT]
    assert roles == [
        *("miss_o1", "miss_o2"),
        *("share_w5", "share_w6", "blame_h1_o1", "blame_h2_o1"),
        *("share_w7", "share_w8", "blame_h1_o2", "blame_h2_o2"),
        *("miss_h1", "miss_h2"),
    ]


@pytest.mark.parametrize("sizes", [(2, 2, 1), (3, 2, 4, 2), (1, 3, 2, 3, 2), (2, 1, 1, 2)])
@pytest.mark.parametrize("seed", range(3))
def test_misses_go_back_through_every_layer(sizes: tuple[int, ...], seed: int) -> None:
    """Against matrices written out: e_hidden = Σ over rows of w/(sum of its row) · e."""
    activations = ["tanh"] * (len(sizes) - 2) + ["sigmoid"]
    scenario = replace(network(sizes, activations, seed=seed), method=Method.ERROR_SPLIT)
    subject = subject_of(scenario)
    weights = iter(range(1, 10_000))
    matrices = [
        [[float(scenario.parameters[f"w{next(weights)}"]) for _ in range(m)] for _ in range(n)]
        for m, n in pairwise(sizes)
    ]
    missed = [
        float(target) - subject.values[f"out_{output}"]
        for output, target in scenario.targets.items()
    ]
    for depth in range(len(sizes) - 2, 0, -1):
        rows = matrices[depth]
        missed = [
            sum(row[j] / sum(row) * e for row, e in zip(rows, missed, strict=True))
            for j in range(sizes[depth])
        ]
        letter = HIDDEN[depth - 1]
        found = [subject.values[f"miss_{letter}{j + 1}"] for j in range(sizes[depth])]
        assert found == pytest.approx(missed, rel=1e-9)


@pytest.mark.parametrize("parts", [frozenset(Part), frozenset({Part.BACKWARD, Part.ERROR})])
def test_the_gradient_is_not_asked(parts: frozenset[Part]) -> None:
    lesson = Lesson(subject_of(replace(mazur(), method=Method.ERROR_SPLIT)), parts)
    roles = {lesson.subject[name].role for name in lesson.quantities(len(lesson))}
    assert roles - SPLIT <= {Role.NET, Role.OUT}
    assert roles >= SPLIT


def test_gradients_and_updates_are_there_for_who_asks_by_name() -> None:
    asked = frozenset(set(Part) - {Part.AGAIN})
    scenario = replace(mazur(), method=Method.ERROR_SPLIT, lesson=asked)
    lesson = Lesson(subject_of(scenario))
    found = lesson.quantities(len(lesson))
    assert {"miss_h1", "E_total", "dE_total/dw1", "w1_new"} <= set(found)
    assert found.index("miss_h2") < found.index("dE_total/dw5")
    assert "What came out" in words(pages.end(lesson.subject))
    assert "What came out" not in words(pages.end(subject_of(coding_train())))


def test_what_only_serves_given_values_is_not_taught() -> None:
    lesson = Lesson(subject_of(coding_train()))
    assert [step.name for step in lesson] == [
        *("miss_o1", "miss_o2", "share_w5", "blame_h1_o1", "blame_h2_o1", "blame_h1_o2"),
        *("miss_h1", "miss_h2"),
    ]


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ({}, {"net_h1", "out_h1", "net_h2", "out_h2", "net_o1", "out_o1", "net_o2", "out_o2"}),
        ({"out_h1": "0.6"}, {"net_h2", "out_h2", "net_o1", "out_o1", "net_o2", "out_o2"}),
        # The hidden outputs are factors of the gradients: they are worked out all the same.
        ({"out_o1": "0.7", "out_o2": "0.8"}, {"net_h1", "out_h1", "net_h2", "out_h2"}),
        ({"net_o1": "1.1"}, {"net_h1", "out_h1", "net_h2", "out_h2", "out_o1", "net_o2", "out_o2"}),
    ],
)
def test_given_values_are_told_with_any_method(given: Mapping[str, str], asked: set[str]) -> None:
    lesson = Lesson(subject_of(mazur(given=numbers(**given))))
    forward = {
        name for name in lesson.quantities(len(lesson)) if lesson.subject[name].part is Part.FORWARD
    }
    assert forward == asked


def test_what_is_given_is_on_the_first_page() -> None:
    file = io.StringIO()
    screen = Terminal(plain=True, width=80, colour=False, file=file)
    at_the_terminal.run(loop.greet(coding_train()), screen)
    assert "given: out_o1; value: 0.7" in file.getvalue()


@pytest.mark.parametrize("scenario", [coding_train(), one_output()], ids=["two", "one"])
def test_a_whole_walk_by_right_answers(scenario: Scenario) -> None:
    subject = subject_of(scenario)
    walk = Walk(Lesson(subject))
    while not walk.finished:
        step = walk.step
        assert len(step.hints) == 3
        assert step.why
        reply = walk.hear(number_for(step, subject))
        assert reply.moved, (step.name, words(reply.blocks))
    assert walk.completed


def test_two_thirds_may_be_typed_as_a_fraction_or_a_formula() -> None:
    for typed in ("2/3", "0.6667", "w5/(w5+w6)", "0.2/(0.2+0.1)", "w5/(w6+w5)"):
        assert judged(coding_train(), "share_w5", typed)[0] is Correctness.RIGHT, typed
    for typed in ("share_w5*miss_o1", "w5/(w5+w6)*(target_o1-out_o1)", "0.2"):
        assert judged(coding_train(), "blame_h1_o1", typed)[0] is Correctness.RIGHT, typed


@pytest.mark.parametrize(
    ("quantity", "typed", "id_"),
    [
        ("miss_o1", "-0.3", "error-sign"),
        ("share_w5", "0.5", "split-evenly"),
        ("share_w5", "w6/(w5+w6)", "neighbour"),
        ("share_w5", "0.4", "wrong-share-total"),
        ("share_w5", "w5/(w5+w7)", "wrong-share-total"),
        ("share_w6", "0.6", "transposed-weights"),
        ("blame_h1_o1", "0.15", "split-evenly"),
        ("blame_h2_o1", "0.2", "neighbour"),
        ("miss_h1", "0.2", "one-path-only"),
        ("miss_h2", "blame_h2_o2", "one-path-only"),
    ],
)
def test_a_wrong_idea_is_named(quantity: str, typed: str, id_: str) -> None:
    kind, named = judged(coding_train(), quantity, typed)
    assert kind is Correctness.WRONG
    assert named[0] == id_


def test_no_wrong_idea_passes_for_right_on_the_bundled_numbers() -> None:
    counts, faults = diagnosed(coding_train())
    assert not faults
    assert counts["4 figures: named"] > 20
    assert not collisions(Lesson(subject_of(coding_train()))).unseen


# Weights into o1 that leave nothing to divide by, however floats would round them.
@pytest.mark.parametrize(("w5", "w6"), [("0.5", "-0.5"), ("0", "0"), ("0.1", "-0.10")])
def test_weights_that_add_up_to_0_are_told_in_a_sentence(w5: str, w6: str) -> None:
    parameters = {**coding_train().parameters, **numbers(w5=w5, w6=w6)}
    with pytest.raises(TutorError) as caught:
        subject_of(coding_train(parameters=parameters))
    assert caught.value.exit_code == 3
    assert str(caught.value) == (
        "coding-train: the error of o1 cannot be shared out: the weights that enter it, w5 + w6, "
        "add up to 0, and a share w/Σw would be divided by it; change one of them, or write "
        "'method: gradient'"
    )


def test_exact_sums_are_taken_not_those_of_floats() -> None:
    scenario = replace(
        network([1, 3, 1], "sigmoid", numbers={"w4": "0.1", "w5": "0.2", "w6": "-0.3"}),
        method=Method.ERROR_SPLIT,
    )
    assert 0.1 + 0.2 - 0.3 != 0
    with pytest.raises(CannotSplit, match=r"w4 \+ w5 \+ w6, add up to 0"):
        subject_of(scenario)


def test_a_name_that_the_method_needs_is_refused_in_a_sentence() -> None:
    hidden = Layer((Unit("h1", ("miss_o1",), None),), ("x1",), "sigmoid")
    last = Layer((Unit("o1", ("w2",), None),), ("h1",), "sigmoid")
    scenario = coding_train(
        inputs=numbers(x1="1"),
        targets=numbers(o1="1"),
        parameters=numbers(miss_o1="0.4", w2="0.3"),
        nodes=nodes_of((hidden, last)),
        given={},
    )
    with pytest.raises(CannotSplit, match="two uses for the name miss_o1"):
        subject_of(scenario)


def test_shares_of_mixed_signs_are_shown_for_what_they_are() -> None:
    parameters = {**coding_train().parameters, **numbers(w5="0.5", w6="-0.4")}
    subject = subject_of(coding_train(parameters=parameters))
    assert subject.values["share_w5"] == pytest.approx(5)
    assert subject.values["share_w6"] == pytest.approx(-4)
    lesson = Lesson(subject)
    place = lesson.find("share_w5")
    assert place is not None
    assert "more than the whole" in words(lesson[place].working)
    assert "Such shares occur here: share_w5 is 5, share_w6 is −4." in words(
        against_gradient.comparison_page(subject)
    )
    assert "Such shares occur" not in words(
        against_gradient.comparison_page(subject_of(coding_train()))
    )


def test_the_page_sets_the_gradient_of_plain_arithmetic_beside_the_share() -> None:
    """−δ·w = (t − o)·o(1 − o)·w, a row per weight, and the sums."""
    text = words(against_gradient.comparison_page(subject_of(coding_train())))
    d1, d2 = 0.3 * 0.7 * 0.3, -0.4 * 0.4 * 0.6
    expected = [
        ("o1", "h1", 0.2, d1 * 0.2),
        ("o1", "h2", 0.1, d1 * 0.1),
        ("o2", "h1", -0.1, d2 * 0.3),
        ("o2", "h2", -0.3, d2 * 0.9),
        ("all", "h1", 0.1, d1 * 0.2 + d2 * 0.3),
        ("all", "h2", -0.2, d1 * 0.1 + d2 * 0.9),
    ]
    found = re.findall(r"from: (\w+); to: (\w+);.*share·miss: (\S+); −δ·w: (\S+)", text)
    assert [row[:2] for row in found] == [row[:2] for row in expected]
    for (*_, share, sent), (*_, right_share, right_sent) in zip(found, expected, strict=True):
        assert math.isclose(float(share.replace("−", "-")), right_share, rel_tol=1e-5)
        assert math.isclose(float(sent.replace("−", "-")), right_sent, rel_tol=1e-5)
    assert "For h1 they even point in opposite directions" in text


def test_the_page_says_where_the_two_agree() -> None:
    linear = replace(
        network([2, 2, 2], ["tanh", "linear"], numbers={"w5": "0.3", "w6": "0.7", "w7": "0.6",
                                                        "w8": "0.4"}),
        method=Method.ERROR_SPLIT,
    )  # fmt: skip
    assert "the two agree" in words(against_gradient.comparison_page(subject_of(linear)))
    alike = words(against_gradient.comparison_page(subject_of(one_output())))
    assert "Here −δ·w is 0.063 times share·miss" in alike  # 0.7·0.3 · (0.2 + 0.1)
    assert "in the same proportion" in alike
    right = coding_train(given=numbers(out_o1="1", out_o2="0"))
    assert "point in opposite" not in words(against_gradient.comparison_page(subject_of(right)))


def test_golden_of_the_last_page() -> None:
    file = io.StringIO()
    Terminal(plain=False, width=80, colour=False, file=file).show(
        *pages.end(subject_of(coding_train()))
    )
    expect_golden("../lesson/coding-train-end.txt", file.getvalue())


def test_export_holds_every_question_and_the_comparison() -> None:
    subject = subject_of(coding_train())
    text = markdown.document(worked_solution(Lesson(subject)))
    assert text.count("\n### ") == 8
    assert "The share and the gradient side by side" in text
    assert r"\mathrm{share}_{w5} = \frac{w_5}{w_5 + w_6}" in text.replace("&", "").replace(
        "  ", " "
    )
    assert "w₁₂ = w6 = 0.1" in text


def test_solve_knows_the_shares() -> None:
    subject = subject_of(coding_train())
    found = solution(subject, ["share_w5", "miss_h1", "out_o1"])["quantities"]
    assert found["share_w5"]["formula"] == "w5/(w5 + w6)"
    assert found["miss_h1"]["role"] == "hidden_miss"
    assert found["out_o1"]["formula"] is None


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        ("w5", ["miss_o1", "share_w5", "blame_h1_o1"]),
        ("b2", ["miss_o2"]),
        ("w3", ["miss_o1", "miss_o2", "share_w6", "blame_h2_o1", "blame_h2_o2", "miss_h2"]),
    ],
)
def test_a_lesson_on_one_parameter(only: str, expected: list[str]) -> None:
    lesson = Lesson(subject_of(coding_train(), only), None, only)
    assert [step.name for step in lesson] == expected
    assert f"What {only} answers for" in words(lesson[0].opening)
    assert pages.end(lesson.subject)


def test_a_wide_network_opens_and_ends_too() -> None:
    scenario = replace(
        network([4, 12, 10, 6], ["tanh", "tanh", "sigmoid"]), method=Method.ERROR_SPLIT
    )
    lesson = Lesson(subject_of(scenario))
    text = words(pages.end(lesson.subject))
    assert len(lesson) < 80
    assert text.count("share·miss:") <= 24


def test_the_bundled_file_says_what_is_written_here() -> None:
    read = load_text(FILE.read_text(encoding="utf-8"), FILE.name)
    written = coding_train()
    for field in ("inputs", "targets", "nodes", "parameters", "loss", "method", "given"):
        assert getattr(read, field) == getattr(written, field), field


def test_a_file_may_speak_of_shares_and_give_an_error() -> None:
    """The error may simply be given, as on a blackboard; its name is known to all keys."""
    text = (Path(__file__).parents[1] / "scenarios" / "coding-train.yaml").read_text("utf-8")
    text += """
notes: {miss_h1: Handed back along two weights.}
published: {share_w5: "0.667", blame_h1_o2: "-0.1"}
errata: [{quantity: miss_h2, published: "0.2", note: the sign is lost}]
"""
    text = text.replace("given: {out_o1: 0.7,", "given: {miss_o1: 0.6, out_o1: 0.7,")
    subject = subject_of(load_text(text, "given.yaml"))
    asked = Lesson(subject).asked()
    assert "miss_o1" not in asked
    assert subject.values["blame_h1_o1"] == pytest.approx(0.6 * 0.2 / 0.3)
    assert subject.values["miss_h1"] == pytest.approx(0.6 * 0.2 / 0.3 - 0.4 * 0.25)


@pytest.mark.parametrize("name", ["share_w1", "miss_x1", "blame_h1", "blame_o1_h1"])
def test_what_is_not_handed_back_has_no_name(name: str) -> None:
    text = (Path(__file__).parents[1] / "scenarios" / "coding-train.yaml").read_text("utf-8")
    with pytest.raises(ScenarioError, match=f"nothing is called '{name}'"):
        load_text(f"{text}\nnotes: {{{name}: x}}\n", "given.yaml")


def test_shares_are_known_where_the_error_is_shared_out_only() -> None:
    text = (Path(__file__).parents[1] / "scenarios" / "mazur.yaml").read_text("utf-8")
    with pytest.raises(ScenarioError, match="nothing is called 'miss_o1'"):
        load_text(f"{text}\ngiven: {{miss_o1: 0.3}}\n", "given.yaml")
