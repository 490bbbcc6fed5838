"""Two wrong ideas at once: tried only when nothing simpler explains an answer.

An idea that is a lost sign itself has to be named in ``_ABOUT_SIGNS``.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from backprop_tutor.formula.expression import Expr, Negative
from backprop_tutor.maths.tape.tape import Line, Role
from backprop_tutor.teaching.misconceptions.consequence import Consequence
from backprop_tutor.teaching.misconceptions.idea import idea
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import marked

COMMON = frozenset(
    {
        "bias-forgotten",
        "delta-for-gradient",
        "error-sign",
        "half-lost",
        "input-for-weight",
        "loss-for-derivative",
        "no-hidden-activation-slope",
        "no-learning-rate",
        "no-output-activation-slope",
        "one-path-only",
        "raw-errors-back",
        "uphill",
        "weight-for-input",
    }
)
"""Ideas common enough to meet another. With all of them, one number in ten would be explained by
accident."""

_ABOUT_SIGNS = frozenset(
    {"absolute-error", "bce-sign", "error-sign", "minus-lost", "slope-sign", "uphill"}
)
"""Ideas that are a lost sign themselves: turned once more, they may be right."""


@idea(
    "sign",
    *Role,
    say=marked("The sign is turned round, too."),
)
def sign(line: Line, _subject: Subject) -> Iterator[Expr]:
    """−x → x."""
    yield Negative(line.formula)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two consequences, and what follows from both."""

    one: Consequence
    other: Consequence
    both: Consequence


def pairs(candidates: Iterable[Consequence]) -> Iterator[Pair]:
    """Yield the common ideas two by two, where they change other lines; then any idea with a sign.

    Each idea at its likeliest; with a sign, as it is in the very line asked, too.
    """
    first: dict[str, Consequence] = {}
    signed: list[Consequence] = []
    for candidate in candidates:
        is_first = first.setdefault(candidate.idea.id, candidate) is candidate
        if is_first or list(candidate.changed) == [candidate.asked]:
            signed.append(candidate)
    common = [one for id_, one in first.items() if id_ in COMMON]
    for one, other in combinations(common, 2):
        if not one.changed.keys() & other.changed.keys():
            yield Pair(one, other, one.joined(other))
    for one in signed:
        if one.idea.id not in _ABOUT_SIGNS and (both := one.turned()) is not None:
            yield Pair(one, replace(both, idea=sign), both)
    if (climbing := first.get("uphill")) is not None:
        for id_, one in first.items():
            if id_ not in COMMON and not one.changed.keys() & climbing.changed.keys():
                yield Pair(one, climbing, one.joined(climbing))
