"""Large networks: what is asked costs what it needs, and what would be too much says so."""

from collections.abc import Callable
from typing import Any

import pytest
from program import Run, run  # noqa: F401 - a fixture

from backprop_tutor.formula.expression import Name, rename
from backprop_tutor.loader import load_text
from backprop_tutor.loader.template import draft
from backprop_tutor.scenario.scenario import Part
from backprop_tutor.session import asked_for
from backprop_tutor.teaching.authoring import collisions
from backprop_tutor.teaching.dialogue.walk import Walk
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.lesson.pages import solution_table
from backprop_tutor.teaching.misconceptions.dependencies import Dependencies
from backprop_tutor.teaching.subject.readers import Readers
from backprop_tutor.teaching.subject.subject import subject_of
from backprop_tutor.views.text.layout import UNICODE
from backprop_tutor.views.text.spoken import spoken


def _lesson(*sizes: int) -> Lesson:
    return Lesson(subject_of(load_text(draft(sizes, "sigmoid", 1), "drawn.yaml")), frozenset(Part))


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Callable[[type, str], list[object]]:
    """Count how often a method is called."""

    def count(owner: type, method: str) -> list[object]:
        calls: list[object] = []
        whole = getattr(owner, method)

        def counting(*arguments: object, **named: object) -> object:
            calls.append(arguments[1] if len(arguments) > 1 else None)
            return whole(*arguments, **named)

        monkeypatch.setattr(owner, method, counting)
        return calls

    return count


SMALL, LARGE = (2, 4, 4, 2), (4, 8, 8, 3)  # 42 and 139 parameters.


@pytest.mark.slow
def test_a_question_is_checked_in_its_own_lines(
    counted: Callable[[type, str], list[object]],
) -> None:
    """The lines looked at for a question do not grow with the network."""
    each = []
    for sizes in (SMALL, LARGE):
        lesson = _lesson(*sizes)
        calls = counted(Dependencies, "_is_followed")
        questions = collisions.collisions(lesson).questions
        each.append(len(calls) / questions)
    assert each[1] <= 1.5 * each[0]


def test_a_document_looks_at_each_number_once(
    counted: Callable[[type, str], list[object]],
) -> None:
    lesson = _lesson(*SMALL)
    calls = counted(Readers, "place_for")
    for step in lesson:
        assert step.working
    assert len(calls) == len(set(calls))


def test_a_slope_that_is_another_number_is_shown_as_that_one(
    counted: Callable[[type, str], list[object]],
) -> None:
    """Of dnet_h1/dw1, which is i1, nobody asks again how many figures it needs."""
    subject = _lesson(*SMALL).subject
    calls = counted(Readers, "place_for")
    solution_table(subject, subject.tape)
    assert calls and not [
        name for name in calls if isinstance(subject[str(name)].formula, Name)
    ]  # fmt: skip


def test_the_step_behind_a_nudge_is_made_when_the_nudge_is_answered(
    counted: Callable[[type, str], list[object]],
) -> None:
    """A walk of one weight begins with its nudge; the step's picture is of the whole network."""
    calls = counted(Lesson, "_made")
    subject = subject_of(load_text(draft(SMALL, "sigmoid", 1), "drawn.yaml"), "w1")
    walk = Walk(Lesson(subject, None, "w1"))
    assert "change per unit" in str(walk.prompt())
    assert not calls
    walk.hear("skip")
    assert walk.presented() and len(calls) == 1


def test_how_a_row_is_read_out_is_found_once_for_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    whole = spoken.text
    monkeypatch.setattr(
        spoken, "text", lambda message, **holes: said.append(message) or whole(message, **holes)
    )
    tables = [
        solution_table(one, one.tape) for one in (_lesson(*s).subject for s in (SMALL, LARGE))
    ]
    each = []
    for table in tables:
        said.clear()
        lines = spoken.lines_of(table, UNICODE)
        assert len(lines) == len(table.rows)
        each.append(len(said))
    assert 0 < each[1] == each[0]


def test_all_points_of_a_check_are_passes_of_one_network(
    counted: Callable[[type, str], list[object]],
) -> None:
    calls = counted(collisions.Points, "_draw")
    collisions.collisions(_lesson(*SMALL))
    assert 0 < len(calls) <= 12


def test_of_many_questions_some_are_looked_at(
    run: Run,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(collisions, "MOST_QUESTIONS", 20)
    code, out, _ = run("check", "mazur")
    assert code == 0
    assert "20 questions of 58, evenly chosen; " in " ".join(out.split())


@pytest.mark.parametrize("command", [("export", "mazur"), ("walk", "mazur", "--auto")])
def test_what_nobody_would_read_is_refused_at_once(
    run: Run,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    command: tuple[str, ...],
) -> None:
    monkeypatch.setattr(asked_for, "MOST_IN_A_WHOLE_LESSON", 9)
    code, out, err = run(*command)
    assert (code, out) == (2, "")
    assert f"take what one of them needs: backprop-tutor {command[0]} mazur --only w1" in err
    code, out, err = run(*command, "--only", "w1")
    assert (code, err) == (0, "")


class _NeverGoneThrough(dict[str, str]):
    def items(self) -> Any:
        raise AssertionError("all names are looked at for the few in one formula")


def test_a_name_among_many_is_put_in_without_looking_at_all() -> None:
    names = _NeverGoneThrough({f"w{index}": f"w{index}_new" for index in range(9)})
    assert rename(Name("w7"), names) == Name("w7_new")
