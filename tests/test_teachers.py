"""Every kind of line that is worked out has a teacher, and every teacher something to say."""

import pytest
from networks import network

from backprop_tutor.loader import bundled, load
from backprop_tutor.maths.tape import GIVEN, Role
from backprop_tutor.scenario import Part, Scenario
from backprop_tutor.teaching.lesson import Lesson
from backprop_tutor.teaching.step import Equation, Prose, Step
from backprop_tutor.teaching.subject import subject_of
from backprop_tutor.teaching.teachers import TEACHERS

NETWORKS = [
    *(load(name) for name in bundled()),
    network([2, 3, 2], ["relu", "linear"], loss="squared_error"),
    network([2, 2, 3], ["tanh", "softmax"], loss="cross_entropy"),
]


def test_every_role_that_is_worked_out_has_a_teacher() -> None:
    assert set(TEACHERS) == set(Role) - GIVEN


@pytest.mark.parametrize("scenario", NETWORKS, ids=lambda one: f"{one.name}, {one.loss}")
def test_every_step_is_whole(scenario: Scenario) -> None:
    lesson = Lesson(subject_of(scenario), frozenset(Part))
    taught = set()
    for index, step in enumerate(lesson):
        for one in (*(lesson.term(name, index) for name in step.question.terms), step):
            _is_whole(one)
            taught.add(lesson.subject[one.name].role)
    assert taught == set(TEACHERS) - ({Role.SHARE} if _has_no_shares(scenario) else set())


def _has_no_shares(scenario: Scenario) -> bool:
    """With softmax every net input reaches every error."""
    return scenario.layers[-1].activation == "softmax"


def _is_whole(step: Step) -> None:
    assert len(step.hints) == 3
    assert all(step.hints), "a hint says something"
    assert any(isinstance(block, Prose) for block in step.setting)
    assert step.why
    assert isinstance(step.working[-1], Equation | Prose)
    assert step.known
