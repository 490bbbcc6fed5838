"""Learners who do not learn, and some who do: what their record says of them."""

from dataclasses import replace
from datetime import timedelta
from itertools import chain

import pytest
from learners import DIGEST, EVERYWHERE, START, Record, written
from students import BEGAN, always_right, holding, lessons_of, rightly, taken, walked

from backprop_tutor.blocks.blocks import Prose, Tone
from backprop_tutor.errors import UsageError
from backprop_tutor.loader import load
from backprop_tutor.progress.rows import Event, Mode, Row, Sitting
from backprop_tutor.teaching.dialogue.walk import Walk
from backprop_tutor.teaching.learner.mastery import PRIOR, Mastery, masteries
from backprop_tutor.teaching.learner.misconceptions_met import OVERCOME, ideas_met
from backprop_tutor.teaching.learner.progress_page import progress_page
from backprop_tutor.teaching.learner.recommendation import MENDED_BY
from backprop_tutor.teaching.learner.sittings import (
    LAST,
    QUESTIONS,
    courses,
    finished_scenarios,
)
from backprop_tutor.teaching.learner.skills import Skill
from backprop_tutor.teaching.quiz.deck import Deck, Rules

E = Event
NET = Skill.NET_INPUT
_LEFT = "Left in the middle; to go on with it:"


def _known(rows: list[Row]) -> Mastery:
    return masteries(rows)[NET]


def _three(seeds: list[int | None]) -> list[Row]:
    days = enumerate(seeds)
    return list(chain(*(walked(rightly, load("circuit"), seed, day) for day, seed in days)))


def test_who_types_the_same_network_three_times_has_mastered_nothing() -> None:
    once, thrice = masteries(_three([None])), masteries(_three([None, None, None]))
    assert any(one.right_first for one in once.values())
    for skill, one in thrice.items():
        assert one.probability == once[skill].probability, skill
        assert not one.mastered, skill
        assert one.due == once[skill].due, "and it is asked again as soon"


def test_who_walks_three_networks_has_mastered_what_they_ask() -> None:
    known = masteries(_three([None, 1, 2]))
    assert (
        {skill for skill, one in known.items() if one.right_first >= 3}
        == {skill for skill, one in known.items() if one.mastered}
        != set()
    )


def test_many_right_answers_on_one_network_are_no_mastery() -> None:
    record = Record()
    for neuron in range(1, 6):
        record.add(E.RIGHT, f"net_h{neuron}")
    assert _known(record.rows).sure
    assert not _known(record.rows).mastered
    page = _page(record.rows)
    assert "94 %, right on one network so far" in page
    record.add(E.RIGHT, seed=1)
    assert _known(record.rows).mastered


def test_what_was_told_before_is_no_success_and_a_miss_is_one() -> None:
    record = Record()
    record.add(E.SHOWN)
    record.sitting = "s2"
    record.add(E.RIGHT)
    assert _known(record.rows).probability == PRIOR
    assert _known(record.rows).right_first == 0
    record.sitting = "s3"
    record.add(E.WRONG)
    assert _known(record.rows).misses == 1


def test_who_skips_all_has_walked_nothing() -> None:
    def skips(_: Walk) -> str:
        return "skip"

    for types, is_walked in ((skips, False), (_shows, False), (rightly, True)):
        rows = walked(types, load("circuit"))
        sitting = _sitting(rows)
        assert courses(rows, [sitting])[0].finished
        assert finished_scenarios([sitting], rows) == ({"circuit"} if is_walked else set())
        page = _page(rows, [sitting])
        assert ("Walked through to the end: circuit" in page) is is_walked
        assert ("most answers shown or skipped: circuit." in page) is not is_walked
        assert "Begun" not in page


def _shows(_: Walk) -> str:
    return "show"


def _sitting(rows: list[Row]) -> Sitting:
    last, digest = rows[-1].heard.quantity, rows[0].heard.digest
    options = {LAST: last}
    return Sitting(rows[0].sitting, Mode.WALK, "circuit", digest, options, written(BEGAN))


def _page(rows: list[Row], sittings: list[Sitting] | None = None) -> str:
    page = progress_page(rows, sittings or [], START, EVERYWHERE)
    return " ".join(str(block) for block in page)


def test_who_is_wrong_once_and_corrects_it_stands_above_who_asked_for_show() -> None:
    for before in range(4):
        known = {}
        for name, events in (("corrects", (E.WRONG, E.RIGHT)), ("shown", (E.SHOWN,))):
            record = Record()
            for seed in range(before):
                record.add(E.RIGHT, seed=seed)
            record.all(*events, seed=99)
            known[name] = _known(record.rows).probability
        assert known["corrects"] > known["shown"]


@pytest.mark.parametrize(
    "events",
    [
        (E.WRONG,),
        (E.WRONG, E.WRONG, E.RIGHT),
        (E.WRONG, E.HINT, E.RIGHT),
        (E.WRONG, E.SHOWN, E.RIGHT),
        (E.WRONG, E.SKIPPED, E.RIGHT),
    ],
)
def test_what_was_not_put_right_alone_and_at_once_is_a_miss(events: tuple[Event, ...]) -> None:
    corrected, other = Record(), Record()
    for record, typed in ((corrected, (E.WRONG, E.RIGHT)), (other, events)):
        record.add(E.RIGHT, seed=1)
        record.all(*typed, seed=2)
    assert _known(other.rows).probability < _known(corrected.rows).probability
    assert _known(corrected.rows).misses == 1, "it is asked again soon all the same"


def test_an_idea_is_overcome_at_other_numbers() -> None:
    record = Record()
    record.add(E.WRONG, ideas=("bias-forgotten",))
    record.sitting = "s2"
    for _ in range(4 * OVERCOME):
        record.add(E.RIGHT)
    for neuron in range(2, 2 + 2 * OVERCOME):
        record.add(E.RIGHT, f"net_h{neuron}")
    assert not ideas_met(record.rows, record.now)[0].overcome, "these numbers are known by now"
    for _ in range(4):
        record.add(E.RIGHT, seed=8)
    assert not ideas_met(record.rows, record.now)[0].overcome, "one question counts once"
    for seed in range(9, 8 + OVERCOME):
        record.add(E.RIGHT, seed=seed)
    assert ideas_met(record.rows, record.now)[0].overcome


@pytest.mark.parametrize("idea", ["weight-for-input", "uphill", "no-output-activation-slope"])
def test_who_mends_an_idea_at_other_numbers_has_overcome_it(idea: str) -> None:
    mazur = load("mazur")
    rules = Rules(questions=MENDED_BY, mend=idea, variant=True, seed=3)
    held = taken(holding(idea), mazur, rules, tries=1)
    assert len(held.asked) == MENDED_BY, "it ends by itself"
    assert all(one.mistake is None for one in held.asked)
    first = [row for row in held.rows if row.sitting == "1"]
    assert [idea in row.heard.misconceptions for row in first] == [True, False], "it shows"
    (met,) = [one for one in ideas_met(held.rows, BEGAN) if one.id == idea]
    assert met.times >= MENDED_BY - 1
    later = BEGAN + timedelta(days=1)
    mended = taken(always_right, mazur, replace(rules, seed=4), held.rows, later)
    rows = held.rows + [replace(row, sitting=f"later {row.sitting}") for row in mended.rows]
    (met,) = [one for one in ideas_met(rows, later) if one.id == idea]
    assert met.overcome


def test_an_idea_that_cannot_show_here_is_not_asked_for() -> None:
    with pytest.raises(UsageError, match="circuit has no question at which this would show: a"):
        Deck(lessons_of(load("circuit")), Rules(mend="bias-times-input"), [], BEGAN)


def _exam(*events: Event, questions: int) -> tuple[list[Row], list[Sitting]]:
    record = Record(sitting="exam")
    for seed, event in enumerate(events):
        record.add(event, seed=seed, ideas=("bias-forgotten",) if event is E.WRONG else ())
    options = {QUESTIONS: str(questions), "exam": "true", "seed": "7", "known": "0"}
    return record.rows, [Sitting("exam", Mode.QUIZ, "mazur", DIGEST, options, written(BEGAN))]


def test_an_exam_is_gone_on_with_and_tells_nothing_before_its_end() -> None:
    rows, sittings = _exam(E.RIGHT, E.WRONG, questions=3)
    page = _page(rows, sittings)
    command = "backprop-tutor quiz mazur --questions 3 --exam --seed 7"
    assert page.count(command) == 2, "among what was left, and as the next thing"
    assert "exam, 2 questions, today" in page
    assert "Continue the exam where you left off:" in page
    assert "Bar(" not in page, "no skill has been asked, as far as the page tells"
    assert "0 of 0 questions right" in page
    page = _page(*_exam(E.RIGHT, E.WRONG, E.RIGHT, questions=3))
    assert "2 of 3 questions right" in page
    assert "bias-forgotten" in page
    assert "Left in the middle" not in page


def test_what_was_left_is_listed_once_the_latest_first() -> None:
    record = Record()
    sittings = []
    for number, (mode, options) in enumerate(
        [
            (Mode.WALK, {LAST: "E_total_new"}),
            (Mode.QUIZ, {QUESTIONS: "5", "topic": "chain"}),
            (Mode.WALK, {LAST: "E_total_new"}),
            (Mode.WALK, {LAST: "w5_new", "only": "w5"}),
            (Mode.WALK, {LAST: "w5_new", "from": "w5_new"}),
        ]
    ):
        record.sitting = str(number)
        record.add(E.WRONG)
        at = written(record.now)
        sittings.append(Sitting(str(number), mode, "mazur", DIGEST, options, at))
    page = progress_page(record.rows, sittings, record.now, EVERYWHERE)
    first = next(
        at for at, block in enumerate(page) if isinstance(block, Prose) and block.parts[0] == _LEFT
    )
    shown = [block for block in page[first:] if isinstance(block, Prose)]
    assert [block.parts[0] for block in shown if block.tone is Tone.COMMAND] == [
        "backprop-tutor walk mazur --only w5",
        "backprop-tutor walk mazur",
        "backprop-tutor quiz mazur --questions 5 --topic chain",
    ]
