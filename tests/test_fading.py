"""Fading: who knows a skill is given the first lines of a working and asked for the value."""

import io
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from math import isclose
from types import SimpleNamespace

import pytest
from students import walked
from tried import TRIED

from backprop_tutor.blocks.blocks import Block, Equation, Prose, Value, WithNumbers
from backprop_tutor.formula.expression import Name
from backprop_tutor.formula.spelling import typed
from backprop_tutor.loader import load
from backprop_tutor.maths.floats import float_value
from backprop_tutor.progress.recorder import Recorder
from backprop_tutor.progress.rows import Event, Mode, Row
from backprop_tutor.session import at_the_terminal, loop, sitting
from backprop_tutor.teaching.dialogue.fading import first_lines
from backprop_tutor.teaching.dialogue.walk import Walk
from backprop_tutor.teaching.learner.mastery import Mastery, masteries
from backprop_tutor.teaching.learner.question_outcomes import Result, outcomes
from backprop_tutor.teaching.learner.skills import Skill
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.subject.subject import subject_of
from backprop_tutor.views.text.terminal import Terminal

MAZUR = Lesson(subject_of(load("mazur")))
NOTHING = {skill: Mastery(skill) for skill in Skill}
ALL = {skill: Mastery(skill, probability=0.99) for skill in Skill}
GIVEN = "first lines of the working are given"


def words(blocks: tuple[Block, ...]) -> str:
    file = io.StringIO()
    Terminal(plain=True, width=200, colour=False, file=file).show(*blocks)
    return file.getvalue()


def at(quantity: str, lesson: Lesson = MAZUR) -> Walk:
    """A walk at a step, of a learner who knows all but this scenario's functions."""
    place = lesson.find(quantity)
    assert place is not None
    return Walk(lesson, position=place, known=ALL)


def right(walk: Walk) -> str:
    return "skip" if isinstance(walk.prompt(), str) else repr(walk.subject.values[walk.step.name])


@cache
def before() -> tuple[Row, ...]:
    """What the record holds of who walked another network rightly, at three sets of numbers."""
    scenario = load("sigmoid-circuit")
    return tuple(one for seed in (None, 1, 2) for one in walked(right, scenario, seed))


def is_faded(walk: Walk) -> bool:
    return GIVEN in words(walk.presented())


def equations(blocks: tuple[Block, ...]) -> Iterator[Equation]:
    """Yield the lines of a working on a page: those that name a quantity of the walk."""
    behind = False
    for block in blocks:
        behind = behind or (isinstance(block, Prose) and GIVEN in str(block.parts))
        if behind and isinstance(block, Equation):
            yield block


def listed(blocks: tuple[Block, ...]) -> dict[str, float]:
    """The numbers that are listed as known on a page."""
    found = {}
    for block in blocks:
        if isinstance(block, Prose) and block.parts[0] == "Known: ":
            for name, value in zip(block.parts, block.parts[2:], strict=False):
                if isinstance(name, Name) and isinstance(value, Value):
                    found[name.id] = float(value.text)
    return found


def worked_out(blocks: tuple[Block, ...]) -> float:
    """What who can do nothing but sums works out from a page on which lines are given."""
    known = listed(blocks)
    for line in equations(blocks):
        last = line.right[-1]
        assert isinstance(line.left, Name)
        if isinstance(last, WithNumbers):
            numbers = {name: float(spelled) for name, spelled in last.numbers.items()}
            known[line.left.id] = float_value(last.formula, numbers.__getitem__)
        else:
            assert not isinstance(last, Value), "a value is never given"
            known[line.left.id] = float_value(last, known.__getitem__)
    return known[line.left.id]


def check_whole_walk(source: str) -> int:
    """Walk with all skills known; return how many steps were faded."""
    walk, faded = Walk(Lesson(subject_of(load(source))), known=ALL), 0
    while not walk.finished:
        page = walk.presented()
        if GIVEN not in words(page):
            walk.hear(right(walk))
            continue
        faded += 1
        value = walk.subject.values[walk.step.question.quantity]
        for line in equations(page):
            shown = [one for one in line.right if isinstance(one, WithNumbers)]
            numbers = [float(text) for one in shown for text in one.numbers.values()]
            if line == [*equations(page)][-1]:
                assert not any(isclose(one, value, rel_tol=1e-4) for one in numbers), line
        answer = worked_out(page)
        assert isclose(answer, value, rel_tol=2e-3, abs_tol=1e-9), (walk.step.name, answer)
        reply = walk.hear(repr(answer))
        assert reply.moved, (walk.step.name, words(reply.blocks))
    return faded


def test_what_is_given_leads_to_the_answer_and_does_not_hold_it() -> None:
    assert check_whole_walk("mazur") > 9


@pytest.mark.slow
@pytest.mark.parametrize("source", sorted({*TRIED} - {"mazur"}))
def test_so_it_does_in_every_scenario(source: str) -> None:
    assert check_whole_walk(source) >= (0 if source == "circuit" else 2)


def test_who_has_walked_another_network_is_given_the_first_lines_at_once() -> None:
    known = masteries(before())
    assert known[Skill.NET_INPUT].sure
    walk = Walk(MAZUR, known=known)
    page = words(walk.presented())
    assert "0.15 · 0.05 + 0.20 · 0.10 + 0.35" in page
    assert "0.3775" not in page
    assert "The forward pass" in page, "what is said where a part begins stays"
    assert walk.hear("0.3775").moved
    assert not is_faded(Walk(MAZUR, known=NOTHING))
    assert not is_faded(Walk(MAZUR)), "who is not known is taught in full"


def test_why_gives_everything_and_again_the_lines_once_more() -> None:
    walk = at("net_h1")
    assert is_faded(walk)
    assert walk.hear("why").blocks == MAZUR[0].why
    assert GIVEN in words(walk.hear("again").blocks)
    assert "0.3775" in words(walk.hear("show").blocks)


def test_only_the_value_is_asked() -> None:
    walk = at("out_h1")
    walk.hear(right(walk))
    reply = walk.hear(typed(MAZUR.subject.ways("out_h2")[-1]))
    assert not reply.moved
    assert reply.heard is not None
    assert reply.heard.event is Event.INVALID
    assert "asks for a number" in words(reply.blocks)
    assert "0.3925" in words(walk.hear("calc w3*i1 + w4*i2 + b1").blocks)
    assert walk.hear("1/(1 + e^(-0.3925))").moved, "what is to be worked out may be typed"


def test_a_function_that_the_scenario_chose_is_asked_in_full_once() -> None:
    walk = Walk(MAZUR, known=ALL)
    asked = {}
    while walk.step.name != "E_total":
        asked[walk.step.name] = is_faded(walk)
        walk.hear(right(walk))
    assert not asked["out_h1"], "the sigmoid is new here"
    assert asked["out_h2"]
    assert not asked["E_o1"], "and so is the loss"
    assert asked["net_h1"]


def test_what_is_right_in_this_walk_counts_and_a_miss_ends_it() -> None:
    walk = Walk(Lesson(subject_of(load("house"))), known=NOTHING)
    faded = dict[str, bool]()
    while not walk.finished and walk.step.name != "out_o2":
        faded[walk.step.name] = is_faded(walk)
        walk.hear(right(walk))
    assert not faded["net_g1"]
    assert not faded["out_h1"], "of a skill right twice nothing is given"
    assert faded["out_o1"]
    assert is_faded(walk)
    walk.hear("0.123")
    walk.hear(right(walk))
    assert walk.step.name == "out_o3"
    assert not is_faded(walk), "who misses it is asked in full"


@pytest.mark.parametrize("word", ["apart", "back"])
def test_behind_parts_or_an_answer_it_is_asked_as_ever(word: str) -> None:
    walk = at("out_h1")
    walk.hear(right(walk))
    assert is_faded(walk), "out_h2"
    if word == "back":
        walk.hear(right(walk))
    walk.hear(word)
    if word == "apart":
        assert walk.step.name == "net_h2"
        assert not is_faded(walk)
        walk.hear(right(walk))
    assert walk.step.name == "out_h2"
    page = words(walk.presented())
    assert GIVEN not in page
    assert "Known: " in page


def test_what_was_told_and_is_wanted_is_asked_in_full() -> None:
    walk = at("dE_total/dw5")
    while "Type do" not in words(walk.hear(right(walk)).blocks):
        pass
    walk.hear("do")
    assert not is_faded(walk)


def test_of_a_value_alone_nothing_is_learnt_and_a_miss_counts() -> None:
    walk, rows = at("net_h1"), list[Row]()
    heard = walk.hear("0.3775").heard
    assert heard is not None
    assert heard.faded
    rows = [Row("s", 1, "2026-11-29T10:00:00.000Z", 1, heard)]
    (outcome,) = outcomes(rows)
    assert outcome.result is Result.FIRST, "the learner was right"
    known = masteries(rows)[Skill.NET_INPUT]
    assert (known.seen, known.probability) == (0, NOTHING[Skill.NET_INPUT].probability)
    wrong = replace(rows[0], heard=replace(heard, event=Event.WRONG, typed="0.5"))
    sure = masteries(before())[Skill.NET_INPUT].probability
    assert masteries([*before(), wrong])[Skill.NET_INPUT].probability < sure


def test_a_bare_name_is_no_working_to_give() -> None:
    for place in range(len(MAZUR)):
        step = MAZUR[place]
        if step.name == "dnet_o1/dw5":
            assert not [*first_lines(step, MAZUR.subject)]
            return
    raise AssertionError


# A sitting


class Screen:
    """Keeps what is shown; nobody is there to be asked."""

    put_away = False

    def __init__(self) -> None:
        self.shown: list[Block] = []

    def show(self, *blocks: Block, **_: object) -> None:
        self.shown += blocks

    def ask(self, *_: object) -> None:
        return None

    def echo(self, *_: object) -> None:
        pass


def sat(record: Recorder, answers: list[str], *, by_record: bool = True) -> str:
    """Go on with a walk of mazur, and return all that was shown."""
    kept = sitting.begun(Mode.WALK, load("mazur"), {}, record)
    if not kept.rows and by_record:
        kept = kept.going_by_the_record()
    screen = Screen()
    session = loop.run_walk(MAZUR, kept=kept, scripted=True)
    at_the_terminal.run(session, screen, answers)
    return words(tuple(screen.shown))


def test_a_walk_that_is_gone_on_with_knows_what_was_known_when_it_began() -> None:
    with Recorder(None, SimpleNamespace) as record:
        for one in before():
            record.add(one)
        assert GIVEN in sat(record, ["0.3775", "0.5933"])
        rows = record.rows()
        assert [one.heard.faded for one in rows[-2:]] == [True, False]
        again = sat(record, [])
        assert "Step 3" in again
        assert GIVEN in again, "of out_h2 now"
        assert record.rows() == rows


def test_a_walk_that_was_begun_before_there_was_any_of_this_is_asked_in_full() -> None:
    with Recorder(None, SimpleNamespace) as record:
        for one in before():
            record.add(one)
        assert GIVEN not in sat(record, ["w1*i1 + w2*i2 + b1"], by_record=False)
        assert GIVEN not in sat(record, ["0.5933", "0.5969"])
        assert [one.heard.quantity for one in record.rows()][-3:] == ["net_h1", "out_h1", "out_h2"]
