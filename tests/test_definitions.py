"""What a question needs has been told: the formulas of activations and of the loss."""

import pytest

from backprop_tutor.blocks.blocks import Equation
from backprop_tutor.formula.expression import Expr, names_in
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


@pytest.mark.parametrize("name", bundled())
def test_each_formula_is_told_at_the_first_step_that_needs_it_and_only_there(name: str) -> None:
    lesson = Lesson(subject_of(load(name)))
    seen = []
    for index in range(len(lesson)):
        if lesson.is_told(index):
            continue
        step = lesson[index]
        assert {*step.definitions} <= {*seen, *step.defined_here}, step.name
        assert not {*seen} & {*step.defined_here}, step.name
        seen += step.defined_here
        if lesson.subject[step.name].role is Role.ERROR:
            assert step.definitions
    assert len(seen) == len({*seen})


def test_the_walk_and_each_question_of_a_quiz_show_them() -> None:
    at = MAZUR.find("out_h2")
    assert at is not None
    step = MAZUR[at]
    sigmoid = definition("sigmoid", MAZUR.subject)
    first = MAZUR.find("out_h1")
    assert first is not None
    assert sigmoid in Walk(MAZUR, position=first).presented()
    assert sigmoid not in Walk(MAZUR, position=at).presented()
    skill = skill_of(MAZUR.subject[step.name], MAZUR.subject)
    asked = Asked("mazur", MAZUR, at, step, step.question, skill)
    assert sigmoid in Exercise(asked, exam=True, question=step.question, working=()).presented()
