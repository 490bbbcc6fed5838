"""What a learner can do: against the formula in fractions, against tables, and by simulation."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from fractions import Fraction
from itertools import pairwise
from random import Random

import pytest
from learners import START, Record
from students import lessons_of
from thorough import some

from backprop_tutor.loader import load
from backprop_tutor.progress.rows import Event
from backprop_tutor.teaching.learner.mastery import (
    AFTER_A_MISS,
    LONGEST_INTERVAL,
    MASTERED,
    PRIOR,
    Mastery,
    due,
    masteries,
)
from backprop_tutor.teaching.learner.question_outcomes import (
    LONGEST_THOUGHT,
    Result,
    outcomes,
    time_spent,
)
from backprop_tutor.teaching.learner.skill_selection import next_skill
from backprop_tutor.teaching.learner.skills import ALL, Skill
from backprop_tutor.teaching.quiz.deck import Asked, Deck, Rules

pytestmark = pytest.mark.slow

E = Event
NET = Skill.NET_INPUT
DAY = timedelta(days=1)
EACH = dict.fromkeys(ALL, 1)


def _known(record: Record) -> Mastery:
    return masteries(record.rows)[NET]


FIRST_ATTEMPTS: Sequence[tuple[tuple[Event, ...], Result, bool | None]] = [
    ((E.RIGHT,), Result.FIRST, True),
    ((E.PRECISION, E.EARLY_ROUNDING, E.INVALID, E.OTHER, E.RIGHT), Result.FIRST, True),
    ((E.WRONG, E.RIGHT), Result.LATER, False),
    ((E.WRONG, E.WRONG), Result.WRONG, False),
    ((E.WRONG, E.SHOWN), Result.SHOWN, False),
    ((E.WRONG, E.HINT, E.RIGHT), Result.HINTED, False),
    ((E.HINT, E.RIGHT), Result.HINTED, None),
    ((E.HINT, E.WRONG, E.RIGHT), Result.HINTED, False),
    ((E.SHOWN,), Result.SHOWN, None),
    ((E.SHOWN, E.RIGHT), Result.SHOWN, None),
    ((E.SHOWN, E.WRONG), Result.SHOWN, None),
    ((E.SKIPPED,), Result.SKIPPED, None),
    ((E.SKIPPED, E.RIGHT), Result.LATER, None),
    ((E.RIGHT, E.WRONG), Result.FIRST, True),
    ((E.HINT,), Result.OPEN, None),
    ((E.PRECISION,), Result.OPEN, None),
]


@pytest.mark.parametrize(("events", "result", "first"), FIRST_ATTEMPTS)
def test_only_the_first_attempt_counts(
    events: tuple[Event, ...], result: Result, first: bool | None
) -> None:
    (one,) = outcomes(Record().all(*events))
    assert (one.result, one.first) == (result, first)


def test_a_row_that_saw_a_hint_is_no_success_even_alone() -> None:
    record = Record()
    record.add(E.RIGHT, hints=1)
    (one,) = outcomes(record.rows)
    assert (one.result, one.first) == (Result.HINTED, None)


def test_questions_are_told_apart_by_sitting_quantity_and_seed() -> None:
    record = Record()
    record.add(E.WRONG)
    record.add(E.RIGHT, seed=1)
    record.add(E.RIGHT, "net_h2")
    record.sitting = "s2"
    record.add(E.RIGHT)
    assert [one.first for one in outcomes(record.rows)] == [False, True, True, True]


def test_the_order_in_which_rows_arrive_does_not_matter() -> None:
    record = Record()
    for number in range(12):
        record.add(E.RIGHT if number % 3 else E.WRONG, seed=number)
    shuffled = record.rows.copy()
    Random(7).shuffle(shuffled)
    assert masteries(shuffled) == masteries(record.rows)


def test_tracing_is_bayes_rule() -> None:
    """Against the same rule in fractions, through the joint probabilities, without a formula."""
    answers = [True, False, True, True, False, False, True, True, True]
    tenth = known = Fraction(1, 10)
    record = Record()
    assert masteries([])[NET].probability == PRIOR
    for number, right in enumerate(answers):
        both = known * (1 - tenth if right else tenth)
        neither = (1 - known) * (tenth if right else 1 - tenth)
        known = both / (both + neither)
        known += (1 - known) * tenth
        record.add(E.RIGHT if right else E.WRONG, seed=number)
        assert _known(record).probability == pytest.approx(float(known), rel=1e-12)


def test_three_in_a_row_are_mastery_and_two_are_not() -> None:
    record = Record()
    for seed in range(3):
        assert not _known(record).mastered
        record.add(E.RIGHT, seed=seed)
    assert _known(record).mastered
    assert (_known(record).streak, _known(record).right_first) == (3, 3)


@pytest.mark.parametrize("events", [(E.HINT, E.RIGHT), (E.SHOWN,), (E.SKIPPED,)])
def test_help_is_no_success_and_breaks_no_streak(events: tuple[Event, ...]) -> None:
    record = Record()
    record.add(E.RIGHT, seed=1)
    before = _known(record)
    record.all(*events, seed=2)
    now = _known(record)
    assert (now.probability, now.streak, now.right_first, now.due) == (
        before.probability, 1, 1, before.due,
    )  # fmt: skip
    assert now.seen == 2
    record.add(E.WRONG, seed=3)
    assert (_known(record).streak, _known(record).misses) == (0, 1)


def test_who_only_looks_never_masters_anything() -> None:
    record = Record()
    for seed in range(100):
        record.all(E.SHOWN, E.RIGHT, seed=seed)
    assert _known(record).probability == PRIOR


def test_a_skill_of_another_version_is_passed_over() -> None:
    record = Record()
    record.add(E.RIGHT, skill="telepathy")
    assert set(masteries(record.rows)) == set(Skill)
    assert not any(one.seen for one in masteries(record.rows).values())


def test_intervals_double_when_due_and_halve_after_a_miss() -> None:
    record = Record()
    days = []
    for seed in range(5):
        record.add(E.RIGHT, seed=seed)
        known = _known(record)
        assert known.due is not None
        days.append((known.due - record.now) / DAY)
        record.now = known.due
    assert days == [1, 2, 4, 8, 16]
    record.add(E.WRONG, seed=10)
    assert _known(record).due == record.now + AFTER_A_MISS
    record.add(E.RIGHT, seed=11)  # At once: an answer to the miss.
    assert _known(record).due == record.now + 8 * DAY


def test_cramming_does_not_postpone() -> None:
    record = Record()
    record.add(E.RIGHT, seed=0)
    first = _known(record).due
    for seed in range(1, 20):
        record.add(E.RIGHT, seed=seed)
    assert _known(record).due == first


def test_the_interval_has_an_end() -> None:
    record = Record()
    for seed in range(20):
        record.add(E.RIGHT, seed=seed)
        known = _known(record)
        assert known.due is not None
        assert known.due - record.now <= LONGEST_INTERVAL
        record.now = known.due


def test_due_is_by_the_clock_that_is_handed_over() -> None:
    record = Record()
    record.add(E.RIGHT)
    record.add(E.WRONG, "out_h1", Skill.ACTIVATION)
    known = masteries(record.rows)
    assert due(known, record.now) == ()
    assert due(known, record.now + timedelta(hours=1)) == (Skill.ACTIVATION,)
    assert due(known, record.now + 2 * DAY) == (Skill.ACTIVATION, NET)


def test_choosing_goes_by_due_then_by_weakness() -> None:
    record = Record()
    for seed in range(2):
        record.add(E.RIGHT, seed=seed)
    record.add(E.RIGHT, "out_h1", Skill.ACTIVATION)
    known = masteries(record.rows)
    three = dict.fromkeys((NET, Skill.ACTIVATION, Skill.DELTA), 1)
    assert next_skill(known, three, record.now, Random(1)) is Skill.DELTA
    later = record.now + 2 * DAY
    assert next_skill(known, three, later, Random(1)) is Skill.ACTIVATION
    assert next_skill(known, {NET: 1, Skill.DELTA: 1}, later, Random(1)) is NET
    with pytest.raises(ValueError, match="no skill"):
        next_skill(known, {}, later, Random(1))


def test_after_a_miss_the_same_skill_and_after_two_another() -> None:
    record = Record()
    record.add(E.WRONG, seed=1)
    chosen = [next_skill(masteries(record.rows), EACH, record.now, Random(s)) for s in range(20)]
    assert set(chosen) == {NET}
    record.add(E.WRONG, seed=2)
    chosen = [next_skill(masteries(record.rows), EACH, record.now, Random(s)) for s in range(20)]
    assert NET not in chosen
    assert next_skill(masteries(record.rows), {NET: 1}, record.now, Random(1)) is NET


def test_after_a_miss_and_help_another_skill() -> None:
    record = Record()
    record.add(E.WRONG, seed=1)
    record.add(E.SHOWN, seed=2)
    assert next_skill(masteries(record.rows), EACH, record.now, Random(3)) is not NET


def test_the_seed_decides_among_equals_and_nothing_else_does() -> None:
    known = masteries([])
    chosen = [next_skill(known, EACH, START, Random(seed)) for seed in range(60)]
    other = dict.fromkeys(reversed(ALL), 1)
    assert chosen == [next_skill(known, other, START, Random(seed)) for seed in range(60)]
    assert len(set(chosen)) > 6


def test_a_skill_with_one_question_comes_less_often_than_one_with_several() -> None:
    known = masteries([])
    many = {NET: 9, Skill.ACTIVATION: 4, Skill.LEARNING_RATE: 1}
    chosen = Counter(next_skill(known, many, START, Random(seed)) for seed in range(300))
    assert 3 * chosen[Skill.LEARNING_RATE] < min(chosen[NET], chosen[Skill.ACTIVATION])
    assert chosen[Skill.LEARNING_RATE]


@pytest.mark.parametrize("seed", range(some(8)))
def test_no_question_comes_twice_in_a_row(seed: int) -> None:
    deck = Deck(lessons_of(load("mazur")), Rules(topic="hidden", seed=seed), (), START)
    asked: list[Asked] = []
    for _ in range(12):
        asked.append(deck.draw((), asked, missed=False))
    told = [(one.question.quantity, one.seed) for one in asked]
    assert all(one != other for (one, _), (other, _) in pairwise(told))
    numbers = [one for one in asked if one.reason is None]
    told = [(one.question.quantity, one.seed) for one in numbers]
    # All steps come once before any comes again, and then with other numbers.
    assert len({one.question.quantity for one in numbers[:3]}) == 3
    assert {one.seed for one in numbers[:3]} == {None}
    assert len(set(told)) == len(told) == 10


def test_the_only_question_comes_again_with_other_numbers() -> None:
    deck = Deck(lessons_of(load("mazur")), Rules(topic="learning-rate"), (), START)
    first = deck.draw((), (), missed=False)
    second = deck.draw((), (first,), missed=False)
    assert (first.position, first.seed) == (second.position, None)
    assert second.seed is not None


def asked_of(chance: float, questions: int, seed: int) -> tuple[int, int]:
    """Ask the skill that is next; return how many questions it took to master all, and how many
    skills were mastered at the end."""
    rng, record = Random(seed), Record()
    for count in range(questions):
        known = masteries(record.rows)
        if all(known[skill].mastered for skill in ALL):
            return count, len(ALL)
        skill = next_skill(known, EACH, record.now, rng)
        event = E.RIGHT if rng.random() < chance else E.WRONG
        record.add(event, skill, skill, seed=count)
    known = masteries(record.rows)
    return questions, sum(known[skill].mastered for skill in ALL)


@pytest.mark.parametrize("seed", range(5))
def test_who_is_always_right_masters_every_skill_within_sixty(seed: int) -> None:
    count, mastered = asked_of(1.0, 60, seed)
    assert mastered == len(ALL)
    assert count == 3 * len(ALL) == 39


def test_who_guesses_does_not_within_two_hundred() -> None:
    mastered = [asked_of(0.15, 200, seed)[1] for seed in range(4)]
    assert max(mastered) <= 3
    assert sum(mastered) / len(mastered) < 1


def test_who_knows_and_slips_gets_there_too() -> None:
    counts = [asked_of(0.9, 200, seed) for seed in range(5)]
    assert all(mastered == len(ALL) for _, mastered in counts)
    assert sum(count for count, _ in counts) / len(counts) < 80


def test_time_is_capped_so_that_a_night_does_not_count() -> None:
    record = Record()
    record.add(E.WRONG, milliseconds=20_000)
    record.add(E.RIGHT, milliseconds=50_000)
    assert time_spent(record.rows) == timedelta(seconds=50)
    record.add(E.RIGHT, seed=1, milliseconds=9 * 3_600_000)
    assert time_spent(record.rows) == timedelta(seconds=50) + LONGEST_THOUGHT
    record.add(E.INVALID, seed=2, milliseconds=40_000)
    record.add(E.RIGHT, seed=2, milliseconds=10_000)  # Shown again after an interruption.
    assert time_spent(record.rows) == timedelta(seconds=100) + LONGEST_THOUGHT


def test_the_threshold_is_theirs() -> None:
    assert MASTERED == 0.95
