"""What is told and not asked: the rest of a kind that was right, and the later ones of samples."""

import io
import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest
from networks import network
from tried import TRIED

from backprop_tutor.blocks.blocks import Block, Folded, Prose, Table, Tone, WithNumbers
from backprop_tutor.formula.expression import Name
from backprop_tutor.loader import load
from backprop_tutor.maths import figures
from backprop_tutor.maths.floats import float_value
from backprop_tutor.maths.tape.tape import Role
from backprop_tutor.progress.rows import Heard
from backprop_tutor.scenario.scenario import Part, Sample, Scenario, Update
from backprop_tutor.session import at_the_terminal, loop
from backprop_tutor.teaching.dialogue.walk import MOST_ROWS, Walk
from backprop_tutor.teaching.judging.judge import Judge
from backprop_tutor.teaching.lesson.documents.worked_solution import worked_solution
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.subject.subject import Subject, subject_of
from backprop_tutor.views.markdown import markdown
from backprop_tutor.views.text.layout import UNICODE
from backprop_tutor.views.text.spoken.spoken import lines_of
from backprop_tutor.views.text.terminal import Terminal


@cache
def lesson(source: str) -> Lesson:
    return Lesson(subject_of(load(source)))


def words(blocks: Iterable[Block]) -> str:
    return "\n".join(line for block in blocks for line in lines_of(block, UNICODE))


def right(walk: Walk) -> str:
    """The right number in just the figures asked for."""
    place = Judge(walk.step.question, walk.subject).numbers.place
    return f"{figures.rounded(walk.subject.values[walk.step.name], place):f}"


def rows_of(blocks: Iterable[Block]) -> dict[str, tuple[object, ...]]:
    """The rows of all tables of told steps, by the quantity."""
    return {
        row[0].id: row
        for block in blocks
        if isinstance(block, Table) and block.heads == ("quantity", "worked out", "value")
        for row in block.rows
        if isinstance(row[0], Name)
    }


def unfolded(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks of a document with those that are folded away on its page."""
    for block in blocks:
        if isinstance(block, Folded):
            yield from unfolded(block.blocks)
        else:
            yield block


def updates(*answers: str) -> Walk:
    """A walk through the updates of Mazur's network, with some of them answered."""
    walk = Walk(Lesson(lesson("mazur").subject, frozenset({Part.UPDATE, Part.AGAIN})))
    for answer in answers:
        walk.hear(right(walk) if answer == "right" else answer)
    return walk


# The rest of a kind


def test_after_three_of_a_kind_the_rest_of_it_is_told_with_its_working() -> None:
    walk = updates("right", "right")
    assert walk.step.name == "w3_new"
    reply = walk.hear(right(walk))
    told = rows_of(reply.blocks)
    assert [*told] == ["w4_new", "w5_new", "w6_new", "w7_new", "w8_new"]
    of = walk.subject
    for name, (_, worked, value) in told.items():
        assert isinstance(worked, WithNumbers)
        assert worked.formula == of[name].formula
        assert value == of.value(name)
    assert "Type do" in words(reply.blocks)
    assert "Keep 0.35891648 aside" in words(reply.blocks), "a note is told with its quantity"
    assert walk.step.name == "E_total_new"
    assert reply.heard is not None
    assert reply.heard.quantity == "w3_new", "the record knows of what was answered alone"


@pytest.mark.parametrize(
    "answers",
    [
        ("right", "right", "0.5", "right"),
        ("right", "right", "hint", "right"),
        ("right", "right", "show"),
        ("right", "skip", "right"),
        ("0.5", "right", "right", "right"),
        ("right", "right", "back", "right"),
    ],
)
def test_two_in_a_row_are_not_three(answers: tuple[str, ...]) -> None:
    walk = updates(*answers)
    assert walk.step.name not in ("E_total_new", "w1_new")
    assert not walk.completed


def test_a_question_taken_apart_is_not_right_at_the_first_try() -> None:
    walk = Walk(lesson("house"), position=lesson("house").find("out_o2") or 0)
    walk.hear("apart")
    walk.hear("back")
    assert "Three of these" not in words(walk.hear(right(walk)).blocks)


def test_do_asks_what_was_told_and_then_goes_on() -> None:
    walk = updates("right", "right", "right")
    assert walk.hear("do").moved
    asked = []
    while walk.step.name != "E_total_new":
        asked.append(walk.step.name)
        assert walk.hear(right(walk)).moved
    assert asked == ["w4_new", "w5_new", "w6_new", "w7_new", "w8_new"]
    assert not walk.hear("do").moved, "there is nothing more that was told"
    assert walk.hear(right(walk)).moved
    assert walk.completed


def test_what_was_told_counts_no_more_and_what_is_asked_after_all_counts_again() -> None:
    walk = updates("right", "right")
    assert walk.step_of == (3, 9)
    walk.hear(right(walk))
    assert walk.step_of == (4, 4)
    assert "Step 4 of 4" in words(walk.presented())
    assert "You stopped at step 4 of 4." in words(updates(*["right"] * 3).hear("quit").blocks)
    walk.hear("do")
    assert walk.step_of == (4, 9)


def test_do_with_nothing_told_says_so() -> None:
    reply = updates().hear("do")
    assert not reply.moved
    assert "nothing here that was told" in words(reply.blocks)


def test_back_passes_over_what_was_told() -> None:
    walk = updates("right", "right", "right")
    assert walk.hear("back").moved
    assert walk.step.name == "w3_new"


def test_where_the_lesson_ends_with_what_is_told_the_way_to_do_it_is_a_command() -> None:
    walk = Walk(Lesson(lesson("mazur").subject, frozenset({Part.UPDATE})))
    for _ in range(3):
        reply = walk.hear(right(walk))
    assert walk.completed
    assert "backprop-tutor walk mazur --from w4_new" in words(reply.blocks)


@pytest.mark.parametrize(
    "typed",
    [
        ["right"] * 28,
        ["right"] * 24 + ["do", "0.5", "right", "right", "back", "skip"],
        ["0.5", "0.6", "right"] * 12 + ["right"] * 9 + ["do", "right", "apart", "right"],
        ["skip"] * 9 + ["right"] * 20 + ["do", "do", "back", "back", "right"],
    ],
)
def test_a_walk_that_is_heard_again_comes_to_the_same_place(typed: list[str]) -> None:
    walk, rows = Walk(lesson("mazur")), list[Heard]()
    for text in typed:
        if not walk.finished:
            heard = walk.hear(right(walk) if text == "right" else text).heard
            assert heard is not None
            rows.append(heard)
    again = Walk(lesson("mazur"))
    for heard in rows:
        assert again.takes(heard.quantity, heard.seed)
        again.hear(heard.typed)
    assert again.position == walk.position
    assert again.finished or again.step == walk.step


def test_a_long_table_is_cut_off_and_says_how_to_see_the_rest() -> None:
    large = Lesson(subject_of(network([8, 10, 3], ["tanh", "sigmoid"])))
    places = [place for place, name in enumerate(large.asked()) if name.endswith("_new")]
    told = large.table(places[0], places[-2], MOST_ROWS)
    assert len(rows_of(told)) == MOST_ROWS
    left = places[-2] - places[0] - MOST_ROWS
    assert f"{left} more are left out here" in words(told)
    assert len(rows_of(large.table(places[0], places[-2]))) == left + MOST_ROWS


# Several samples


@pytest.mark.parametrize("update", Update)
def test_the_first_sample_is_taught_the_second_by_layers_and_the_others_are_told(
    update: Update,
) -> None:
    steps = Lesson(subject_of(replace(load("siraj-xor"), update=update)))
    of = steps.subject
    asked = [name for place, name in enumerate(steps.asked()) if not steps.is_told(place)]
    roles: dict[int, list[Role]] = {}
    for name in asked:
        roles.setdefault(of[name].sample or 0, []).append(of[name].role)
    assert {1, 2} <= roles.keys()
    assert not {3, 4} & roles.keys()
    assert roles[2].count(Role.OUT) == 5
    assert roles[2].count(Role.DELTA) == 5
    assert roles[2].count(Role.GRADIENT) == 2, "those in focus"
    assert roles[1].count(Role.GRADIENT) == 16
    longest = max(len(steps[steps.find(name) or 0].question.terms) for name in asked)
    assert longest <= 4, "the losses of four samples after the update"


def xor(update: Update) -> Scenario:
    """Exclusive or with biases that learn, and nothing in focus."""
    scenario = network([2, 2, 1], ["tanh", "sigmoid"])
    samples = tuple(
        Sample(
            {name: Decimal(value) for name, value in zip(scenario.inputs, ins, strict=True)},
            {"o1": Decimal(out)},
        )
        for ins, out in (((0, 0), 0), ((0, 1), 1), ((1, 0), 1), ((1, 1), 0))
    )
    first = samples[0]
    return replace(
        scenario, samples=samples, inputs=first.inputs, targets=first.targets, update=update
    )


def new_values(of: Subject) -> list[str]:
    """Every new value of a parameter: with online updates, after each sample."""
    online = of.scenario.update is Update.ONLINE
    return [
        name
        for name, line in of.tape.items()
        if line.role is Role.UPDATE and bool(line.sample) is online
    ]


def is_worked_out(worked: WithNumbers, name: str, of: Subject) -> bool:
    """Whether numbers put into the formula of a quantity come to its value."""
    numbers = {one: float(text) for one, text in worked.numbers.items()}
    value = float_value(worked.formula, numbers.__getitem__)
    return math.isclose(value, of.values[name], rel_tol=1e-4)


@pytest.mark.slow
@pytest.mark.parametrize("update", Update)
def test_every_new_value_is_worked_out_on_the_screen_in_the_pool_and_in_the_export(
    update: Update,
) -> None:
    """Four samples, weights and biases, no focus: nothing comes from nowhere."""
    of = subject_of(xor(update))
    assert of.scenario.biases
    assert not of.scenario.focus
    wanted = new_values(of)
    count = len(of.scenario.parameters) * (4 if update is Update.ONLINE else 1)
    assert len(wanted) == count
    steps = Lesson(of)
    walk, screen = Walk(steps), list[Block]()
    while not walk.finished:
        reply = walk.hear(right(walk))
        assert reply.moved
        screen += reply.blocks
    document = [*unfolded(worked_solution(steps))]
    for blocks in (screen, document):
        told = rows_of(blocks)
        shown = {
            block.left.id: side
            for block in blocks
            for side in getattr(block, "right", ())
            if isinstance(side, WithNumbers) and isinstance(getattr(block, "left", None), Name)
        }
        for name in wanted:
            worked = told[name][1] if name in told else shown[name]
            assert isinstance(worked, WithNumbers)
            assert is_worked_out(worked, name, of), name
    assert set(wanted) <= set(steps.asked()), "what a quiz draws from"


@pytest.mark.slow
def test_reading_along_and_the_document_tell_what_is_told() -> None:
    steps = lesson("siraj-xor")
    file = io.StringIO()
    screen = Terminal(plain=True, width=80, colour=False, file=file)
    at_the_terminal.run(loop.read_along(steps), screen)
    document = markdown.document(worked_solution(steps))
    for text in (file.getvalue(), document):
        assert "Sample 4 of 4" in text
        assert text.count(steps.subject.spelled("out_h3[4]")) >= 1
    assert file.getvalue().count("\nStep ") == steps.questions


@pytest.mark.parametrize("source", TRIED)
def test_the_steps_that_are_asked_are_counted(source: str) -> None:
    steps = lesson(source)
    numbers = [steps.number(place) for place in range(len(steps)) if not steps.is_told(place)]
    assert numbers == [*range(1, steps.questions + 1)]
    assert (steps.questions == len(steps)) == (len(steps.subject.scenario.samples) < 2)


def test_a_told_step_can_be_begun_at() -> None:
    steps = lesson("siraj-xor")
    place = steps.find("out_h1[3]")
    assert place is not None
    walk = Walk(steps, position=place)
    assert "One of the steps that are told" in words(walk.presented())
    assert walk.hear(right(walk)).moved
    assert walk.step.name == "E_total", "those behind it are told"


def test_what_is_told_is_no_answer() -> None:
    heard = [walk.hear(right(walk)).heard for walk in [updates()] for _ in range(4)]
    assert [one.quantity for one in heard if one] == ["w1_new", "w2_new", "w3_new", "E_total_new"]


def test_what_an_offer_says_is_a_hint() -> None:
    walk = updates("right", "right")
    offer = walk.hear(right(walk)).blocks[-1]
    assert isinstance(offer, Prose)
    assert offer.tone is Tone.HINT


def test_a_frozen_network_of_samples_asks_what_learns() -> None:
    scenario = xor(Update.BATCH_MEAN)
    bias = next(iter(scenario.biases))
    asked = Lesson(subject_of(replace(scenario, frozen=frozenset({bias})))).asked()
    assert f"dE_total/d{bias}" not in asked
    assert f"dE_total/d{bias}[1]" not in asked
    learning = scenario.parameters.keys() - {bias}
    assert {f"dE_total/d{name}[1]" for name in learning} <= set(asked)
