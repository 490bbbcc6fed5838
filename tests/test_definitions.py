"""What a question needs has been told: the formulas of activations and of the loss."""

import pytest
from tried import QUICK, slow_but

from backprop_tutor.blocks.blocks import Equation
from backprop_tutor.formula.expression import Expr, Name, names_in
from backprop_tutor.loader import bundled, load
from backprop_tutor.maths.floats import float_value
from backprop_tutor.maths.functions import ACTIVATIONS
from backprop_tutor.maths.tape.tape import Role
from backprop_tutor.teaching.dialogue.walk import Walk
from backprop_tutor.teaching.learner.skills import skill_of
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.quiz.exercise import Exercise
from backprop_tutor.teaching.quiz.question import Asked
from backprop_tutor.teaching.subject.definitions import definition
from backprop_tutor.teaching.subject.subject import subject_of

MAZUR = Lesson(subject_of(load("mazur")))


def told(block: object) -> Expr:
    """The formula on the right of a definition."""
    assert isinstance(block, Equation)
    (formula,) = block.right
    assert not isinstance(formula, str)
    return formula  # type: ignore[return-value]


@pytest.mark.parametrize(
    "name", [name for name in ACTIVATIONS if name not in ("softmax", "linear")]
)
def test_the_formula_that_is_told_gives_the_value_of_the_activation(name: str) -> None:
    formula = told(definition(name, MAZUR.subject))
    (letter,) = names_in(formula)
    for x in (-1.5, -0.25, 0.0, 0.75, 2.0):
        assert float_value(formula, {letter: x}.__getitem__) == pytest.approx(
            ACTIVATIONS[name].value(x)
        )


@pytest.mark.parametrize("name", ("mazur", "softmax"))
def test_the_formula_of_the_loss_gives_the_error_of_an_output(name: str) -> None:
    subject = subject_of(load(name))
    formula = told(definition(subject.scenario.loss, subject))
    for output in subject.scenario.outputs:
        numbers = {"target": f"target_{output}", "out": f"out_{output}"}
        value = float_value(formula, lambda letter, of=numbers: subject.values[of[letter]])
        assert value == pytest.approx(subject.values[f"E_{output}"])


@pytest.mark.parametrize("name", slow_but(QUICK, bundled()))
def test_each_formula_is_told_once_in_a_part_at_the_first_step_that_needs_it(name: str) -> None:
    lesson = Lesson(subject_of(load(name)))
    walk = Walk(lesson)
    seen = []
    for index in range(len(lesson)):
        if lesson.is_told(index):
            continue
        walk.go_to(index)
        step, shown = lesson[index], walk.presented()
        new = [(step.part, one) for one in step.definitions if one in shown]
        assert {(step.part, one) for one in step.definitions} <= {*seen, *new}, step.name
        assert not {*seen} & {*new}, step.name
        seen += new
        if lesson.subject[step.name].role is Role.ERROR:
            assert step.definitions
    assert len(seen) == len({*seen})


@pytest.mark.parametrize("first", ("out_h2", "out_o1", "E_o2", "dout_o1/dnet_o1"))
def test_who_begins_further_on_is_told_what_that_step_needs(first: str) -> None:
    at = MAZUR.find(first)
    assert at is not None
    walk = Walk(MAZUR, position=at)
    (formula,) = MAZUR[at].definitions
    assert formula in walk.presented()
    assert formula in walk.hear("again").blocks
    after = next(k for k in range(at + 1, len(MAZUR)) if formula in MAZUR[k].definitions)
    walk.go_to(after)
    assert (formula in walk.presented()) is (MAZUR[at].part is not MAZUR[after].part)


def test_who_goes_on_is_told_what_the_step_needs_that_was_told_before() -> None:
    walk = Walk(MAZUR)
    while walk.step.name != "out_h2":
        walk.hear("skip")
    assert definition("sigmoid", MAZUR.subject) in walk.presented()


def test_what_is_differentiated_on_the_way_is_in_sight() -> None:
    circuit = Lesson(subject_of(load("circuit")))
    at = circuit.find("df/dy")
    assert at is not None
    assert circuit[at].question.terms == ("dq/dy",)
    formula = Equation(Name("q"), (circuit.subject["q"].formula,))
    assert formula in Walk(circuit, position=at).presented()


def test_the_walk_and_each_question_of_a_quiz_show_them() -> None:
    at = MAZUR.find("out_h2")
    assert at is not None
    step = MAZUR[at]
    sigmoid = definition("sigmoid", MAZUR.subject)
    first = MAZUR.find("out_h1")
    assert first is not None
    walk = Walk(MAZUR, position=first)
    assert sigmoid in walk.presented()
    walk.hear("skip")
    assert walk.position == at
    assert sigmoid not in walk.presented()
    skill = skill_of(MAZUR.subject[step.name], MAZUR.subject)
    asked = Asked("mazur", MAZUR, at, step, step.question, skill)
    assert sigmoid in Exercise(asked, exam=True, question=step.question, working=()).presented()
