"""Tries a wrong idea on one of several samples as if it were the only one.

An idea speaks of ``net_h1``; on a tape of several samples that is ``net_h1[2]``.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Expr, rename
from backprop_tutor.maths.tape.tape import Line
from backprop_tutor.scenario.scenario import Part
from backprop_tutor.teaching.subject.subject import Subject

WrongFormulas: TypeAlias = Callable[[Line, Subject], Iterator[Expr]]
"""From a line to the wrong right-hand sides that an idea leads to, the likelier first; none where
the idea does not apply, or would be right whatever the numbers are.

A wrong formula may use any name of the tape. A name that the changed line does not come after
keeps its right value.
"""


def wrong_for_sample(wrong: WrongFormulas, line: Line, subject: Subject) -> Iterator[Expr]:
    """Yield what an idea makes of a line of one of several samples, by that sample's own tape."""
    one = subject.alone[line.sample - 1]
    plain, _ = names.of_sample(line.name)
    called = dict(one.called)
    if line.part is Part.AGAIN:  # The pass after the update is the forward pass under new names.
        plain = names.before_update(plain)
        called |= _after_the_update(one.called, line.sample, subject)
    if plain in one.subject.tape:
        for formula in wrong(one.subject.tape[plain], one.subject):
            yield rename(formula, called)


def _after_the_update(plain: Iterable[str], sample: int, subject: Subject) -> dict[str, str]:
    """Return how the names of one sample are called in the pass after the update."""
    found: dict[str, str] = {}
    for name in plain:
        own = name if name in subject.scenario.parameters else names.at_sample(name, sample)
        ways = (names.updated(own), own, name)
        found[name] = next((way for way in ways if way in subject.tape), name)
    return found
