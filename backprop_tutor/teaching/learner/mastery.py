"""What a learner can do, skill by skill: Bayesian knowledge tracing, and when to ask again.

Knowledge tracing is Corbett and Anderson's (1995, "Knowledge tracing: modeling the acquisition of
procedural knowledge", User Modeling and User-Adapted Interaction 4, 253-278). A skill is known or
not; p is the probability that it is. After the first attempt at a question

    right:  p' = p·(1 − slip) / (p·(1 − slip) + (1 − p)·guess)
    wrong:  p' = p·slip / (p·slip + (1 − p)·(1 − guess))
    then:   p  = p' + (1 − p')·learn

and a skill is mastered from p = 0.95 on, their threshold, if it was right at the first attempt with
the numbers of two networks. With the parameters below that takes three first attempts in a row that
are right. Of a wrong answer that is put right at once and without help only the learning counts:
p = p + (1 − p)·learn. Who types an answer that the same question has told before, at the same
numbers, shows nothing, and p stays. One of a few answers may be guessed: to choose it counts for
less, and for no network; and to put it right counts for nothing.

When to ask again follows the one idea that all schedules of repetition share: what was remembered
over a time will be remembered over a longer one. The first success is asked again after a day, and
each success at something that was due doubles the interval, up to half a year. A success before it
was due changes nothing: three in a row in one evening say little of next week. After a miss the
skill is due again in ten minutes, and the next interval is half the last one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from backprop_tutor.progress.rows import Row
from backprop_tutor.teaching.learner.question_outcomes import (
    Outcome,
    Result,
    outcomes,
    told_before,
)
from backprop_tutor.teaching.learner.skills import Skill

PRIOR = 0.10
"""Known before the first question: who starts a tutor of back-propagation rarely knows it."""
LEARN = 0.10
"""Learnt at one question, from its working."""
SLIP = 0.10
"""Known, and wrong all the same: arithmetic by hand. Corbett and Anderson allow no more."""
GUESS = 0.10
"""Not known, and right all the same. A typed number is not guessed, but a copied pattern may fit;
far below the 0.3 that Corbett and Anderson allow."""
GUESS_OF_A_FEW = 0.30
"""The same where one of three or four answers has to be chosen."""
MASTERED = 0.95
NETWORKS = 2
"""On so many sets of numbers: the same file at other numbers, or another one."""

FIRST_INTERVAL = timedelta(days=1)
LONGEST_INTERVAL = timedelta(days=182)
AFTER_A_MISS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Mastery:
    """What the record says of one skill."""

    skill: Skill
    probability: float = PRIOR
    """That the skill is known."""
    seen: int = 0
    """Questions that came to an end, however."""
    right_first: int = 0
    """Of these, right at the first attempt and unaided."""
    streak: int = 0
    """So many of these in a row, up to now."""
    misses: int = 0
    """So many misses in a row, up to now."""
    again: bool = False
    """Whether to ask the skill once more at once: after a miss, unless it was the second try."""
    last: datetime | None = None
    """When a question of the skill was last asked."""
    due: datetime | None = None
    """When to ask again; None before the first attempt."""
    interval: timedelta = FIRST_INTERVAL
    """How long the next success will last."""
    networks: frozenset[tuple[str, int | None]] = frozenset()
    """The numbers at which it was right at the first attempt."""

    @property
    def sure(self) -> bool:
        """Whether the skill is as good as certainly known, if perhaps on one network only."""
        return self.probability >= MASTERED

    @property
    def mastered(self) -> bool:
        """Whether the skill is as good as certainly known, and not on one network only."""
        return self.sure and len(self.networks) >= NETWORKS

    def is_due(self, now: datetime) -> bool:
        """Whether the time to ask again has come."""
        return self.due is not None and self.due <= now


def masteries(rows: Iterable[Row]) -> Mapping[Skill, Mastery]:
    """Return what the rows say of every skill; one that was never asked is at its beginning.

    Rows of a skill that this version does not know are passed over.
    """
    found = {skill: Mastery(skill) for skill in Skill}
    all_of_them = outcomes(rows)
    for outcome, told in zip(all_of_them, told_before(all_of_them), strict=True):
        if outcome.skill in found:
            skill = Skill(outcome.skill)
            found[skill] = after(found[skill], outcome, told=told)
    return found


def due(known: Mapping[Skill, Mastery], now: datetime) -> tuple[Skill, ...]:
    """Return the skills to ask again by now, the longest due first."""
    waiting = [(one.due, skill) for skill, one in known.items() if one.due and one.is_due(now)]
    return tuple(skill for _, skill in sorted(waiting, key=lambda pair: pair[0]))


def after(known: Mastery, outcome: Outcome, *, told: bool = False) -> Mastery:
    """Return what is known of a skill after one more question, whose answer was ``told`` before."""
    if outcome.result is Result.OPEN:
        return known
    if outcome.only_value:  # Of the skill itself nothing was asked.
        return replace(known, last=outcome.at, again=False)
    seen = replace(known, seen=known.seen + 1, last=outcome.at, again=False)
    match outcome.first:
        case None:
            return seen
        case True:
            return seen if told else _after_success(seen, outcome)
        case False:
            guess = GUESS_OF_A_FEW if outcome.is_choice else GUESS
            missed = traced(seen.probability, right=False, guess=guess)
            learnt = with_learning(seen.probability)
            corrected = outcome.corrected and not (told or outcome.is_choice)
            return replace(
                seen,
                probability=learnt if corrected else missed,
                streak=0,
                misses=seen.misses + 1,
                again=seen.misses % 2 == 0,
                due=outcome.at + AFTER_A_MISS,
                # The interval is the next one, twice the last: a quarter of it is half of that.
                interval=max(FIRST_INTERVAL, seen.interval / 4),
            )


def _after_success(seen: Mastery, outcome: Outcome) -> Mastery:
    at = outcome.at
    guess = GUESS_OF_A_FEW if outcome.is_choice else GUESS
    right = replace(
        seen,
        networks=seen.networks if outcome.is_choice else seen.networks | {outcome.numbers},
        probability=traced(seen.probability, right=True, guess=guess),
        right_first=seen.right_first + 1,
        streak=seen.streak + 1,
        misses=0,
    )
    # Right again soon after a miss, before the ten minutes are over, is an answer to it as well.
    if seen.due is not None and not seen.is_due(at) and not seen.misses:
        return right
    longer = min(seen.interval * 2, LONGEST_INTERVAL)
    return replace(right, due=at + seen.interval, interval=longer)


def traced(probability: float, *, right: bool, guess: float = GUESS) -> float:
    """Return the probability that a skill is known, after one more first attempt at it."""
    if_known = 1 - SLIP if right else SLIP
    if_not = guess if right else 1 - guess
    known = probability * if_known
    known /= known + (1 - probability) * if_not
    return with_learning(known)


def with_learning(probability: float) -> float:
    """Return the probability that a skill is known, after one more chance to learn it."""
    return probability + (1 - probability) * LEARN
