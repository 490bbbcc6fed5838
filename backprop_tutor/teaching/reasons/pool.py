"""Which questions about reasons there are: of one line, and of a whole lesson for a quiz.

To add a kind: a member of ``Kind``, its generator in a module of its own, and a row of ``_ASKED``;
where a walk asks it says ``placement``. A generator returns None unless exactly one of its choices
is right by what the tape calculates.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import islice

from backprop_tutor.maths.tape.tape import Line
from backprop_tutor.scenario.scenario import Method
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.reasons.direction import which_way
from backprop_tutor.teaching.reasons.factors import what_becomes_of_two_slopes, why_a_factor
from backprop_tutor.teaching.reasons.largest import which_has_most_to_say
from backprop_tutor.teaching.reasons.paths import what_becomes_of_paths
from backprop_tutor.teaching.reasons.question import Kind, ReasonQuestion
from backprop_tutor.teaching.reasons.saturated import what_shuts_the_way
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.teaching.variants.dice import Dice

_MOST_LINES = 80
"""So many lines of a lesson are looked at for questions: those of a large one are alike."""

_ASKED: Mapping[Kind, Callable[[Line, Subject], ReasonQuestion | None]] = {
    Kind.SUM: what_becomes_of_paths,
    Kind.DIRECTION: which_way,
    Kind.LARGEST: which_has_most_to_say,
    Kind.SATURATED: what_shuts_the_way,
    Kind.FACTOR: why_a_factor,
    Kind.CHAIN: what_becomes_of_two_slopes,
}


def reason_about(kind: Kind, quantity: str, subject: Subject) -> ReasonQuestion | None:
    """Return the question of a kind about a line, its right choice first; None if there is none.

    Where values are given in place of those that follow, nothing moves when what is before them
    does, and where an error is handed back in shares no slopes are taught: there is none then.
    """
    if subject.scenario.given or subject.scenario.method is Method.ERROR_SPLIT:
        return None
    return _ASKED[kind](subject[quantity], subject)


@lru_cache(maxsize=4 * _MOST_LINES)
def reasons_about(quantity: str, subject: Subject) -> tuple[ReasonQuestion, ...]:
    """Return the questions about a line, their right choices first.

    A quiz looks for one among all of a lesson, again and again, so they are worked out once.
    """
    found = (reason_about(kind, quantity, subject) for kind in Kind)
    return tuple(one for one in found if one is not None)


def reasons_of(lesson: Lesson, dice: Dice) -> Iterator[ReasonQuestion]:
    """Yield questions about what a lesson teaches, in an order that the dice choose.

    First the kind is chosen, then the line: a kind that fits many lines is not met more often.
    """
    by_kind: dict[Kind, list[ReasonQuestion]] = {}
    for quantity in islice(dice.mixed(lesson.quantities(len(lesson))), _MOST_LINES):
        for found in reasons_about(quantity, lesson.subject):
            by_kind.setdefault(found.kind, []).append(found)
    kinds = dice.mixed(tuple(kind for kind in Kind if kind in by_kind))
    for turn in range(max(map(len, by_kind.values()), default=0)):
        for kind in kinds:
            yield from by_kind[kind][turn : turn + 1]
