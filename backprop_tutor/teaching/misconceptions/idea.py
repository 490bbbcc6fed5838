"""A wrong idea, as the wrong formula it puts in the place of a right one; and what follows from it.

An ``Idea`` changes lines of some roles. What a learner who holds it would answer to *any* question
follows by calculation: the changed lines take the place of the right ones, and all that is computed
from them is computed again. So nothing here is a number, and every scenario has its own.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from math import nan

from backprop_tutor.expression import Expr, names_in
from backprop_tutor.maths.floats import number
from backprop_tutor.maths.tape import Line, Pass, Role
from backprop_tutor.scenario import Part
from backprop_tutor.teaching.misconceptions.alone import WrongFormulas, wrong_for_sample
from backprop_tutor.teaching.misconceptions.way import Way
from backprop_tutor.teaching.subject import Subject

_MOST_SINGLE = 24
"""An idea is tried in one line at a time, in so many ways at the most."""
MOST_IN_A_LINE = 8
"""Of these, so many in one line behind the question: a wide layer has many neighbours."""
_MOST_ALIKE = 4
"""An idea with several wrong formulas is held everywhere in so many of these ways."""


@dataclass(frozen=True, slots=True)
class Idea:
    """One way to be wrong, after ``id`` as files, JSON and the documentation call it."""

    id: str
    example: str
    """Wrong → right, in a few signs; for the documentation."""
    say: str
    """The one sentence that a learner who holds it needs."""
    roles: frozenset[Role]
    wrong: WrongFormulas
    everywhere: bool = True
    """Whether who holds it makes the slip in all lines alike, or once, in the line at hand."""
    itself: bool = True
    """Whether it shows when a line of its roles is the very one asked."""
    behind: bool = True
    """Whether it shows in what is computed from a line of its roles."""
    telling: bool = True
    """Whether a question asks for as many figures as it takes to tell it from the right answer."""
    whole: bool = False
    """Whether it is about several samples together and follows all of their passes, instead of one
    line of one of them."""


def idea(
    id: str,  # noqa: A002 - the word that files and the documentation use.
    *roles: Role,
    say: str,
    everywhere: bool = True,
    itself: bool = True,
    behind: bool = True,
    telling: bool = True,
    whole: bool = False,
) -> Callable[[WrongFormulas], Idea]:
    """Make an ``Idea`` of a function from a line to its wrong formulas.

    The function's docstring is the example.
    """

    def made(wrong: WrongFormulas) -> Idea:
        example = (wrong.__doc__ or "").strip().removesuffix(".")
        rest = (everywhere, itself, behind, telling, whole)
        return Idea(id, example, say, frozenset(roles), wrong, *rest)

    return made


@dataclass(frozen=True, slots=True)
class Consequence:
    """What an idea makes of a question: which lines are wrong, with their wrong formulas."""

    idea: Idea
    asked: str
    changed: Mapping[str, Expr]
    _way: Way = field(repr=False, compare=False)
    _again: tuple[str, ...] = field(repr=False, compare=False)
    """The lines to calculate again, in order."""

    def joined(self, other: "Consequence") -> "Consequence":
        """Return what follows from this and another slip, in other lines, both at once."""
        changed = {**self.changed, **other.changed}
        return Consequence(self.idea, self.asked, changed, self._way, self._way.after(changed))

    def value(self, right: Pass, subject: Subject) -> float:
        """Return the answer that follows, at the numbers of a pass; nan where there is none.

        Lines that use a changed line are calculated again; all others are taken from ``right``.
        """
        tape, way = subject.tape, self._way
        values = way.values(right)

        def value_of(name: str) -> float:
            return values[tape.position(name)] if way.reads(name) else right[name]

        value = nan
        kept: list[tuple[int, float]] = []
        try:
            for name in self._again:
                slot = tape.position(name)
                kept.append((slot, values[slot]))
                if (formula := self.changed.get(name)) is not None:
                    value = number(formula, value_of)
                else:
                    try:
                        value = float(tape.function(name)(values))
                    except (ArithmeticError, ValueError, TypeError):  # TypeError: a complex power.
                        value = nan
                values[slot] = value
        finally:  # Put back: to copy the values of a large network would take most of the time.
            for slot, right_value in kept:
                values[slot] = right_value
        return value


def consequences(idea: Idea, asked: str, subject: Subject) -> Iterator[Consequence]:
    """Yield what an idea makes of a question: first in its own line, then in those behind it."""
    way = Way(asked, subject)
    yield from direct(idea, way)
    yield from indirect(idea, way)


def direct(idea: Idea, way: Way) -> Iterator[Consequence]:
    """Yield what an idea makes of a question by a slip in the very line asked.

    First in that line only, then in all lines on the way alike, if the idea is held everywhere.
    """
    asked = way.asked
    if idea.whole:
        if asked.name in (changed := _throughout(idea, way)):
            yield consequence(idea, way, changed)
        return
    if not idea.itself or asked.role not in idea.roles:
        return
    wrong = list(islice(wrong_formulas(idea, asked, way), _MOST_SINGLE))
    for formula in wrong:
        yield consequence(idea, way, {asked.name: formula})
    if wrong and idea.everywhere and idea.behind and (lines := way.behind(idea.roles)):
        ways = {asked: wrong[:MOST_IN_A_LINE], **_ways(idea, lines, way)}
        for changed in alike(ways):
            if asked.name in changed and len(changed) > 1:
                yield consequence(idea, way, changed)


def indirect(idea: Idea, way: Way) -> Iterator[Consequence]:
    """Yield what an idea makes of a question by slips in lines behind it.

    First in all of them alike, if the idea is held everywhere; then in one, the nearest first.
    """
    if idea.whole:
        if (changed := _throughout(idea, way)) and way.asked.name not in changed:
            yield consequence(idea, way, changed)
        return
    if not idea.behind or not (lines := way.behind(idea.roles)):
        return
    if idea.everywhere:
        ways = _ways(idea, lines, way)
        for changed in alike(ways):
            if len(changed) > 1:
                yield consequence(idea, way, changed)
        if way.asked.part is Part.AGAIN:
            # Who is wrong everywhere is so in the gradients of all weights, not in one of many.
            ways = {line: wrong for line, wrong in ways.items() if line.part is Part.AGAIN}
        single = ((line, formula) for line, wrong in ways.items() for formula in wrong)
    else:
        single = (
            (line, formula)
            for line in lines
            for formula in islice(wrong_formulas(idea, line, way), MOST_IN_A_LINE)
        )
    for line, formula in islice(single, _MOST_SINGLE):
        yield consequence(idea, way, {line.name: formula})


def _throughout(idea: Idea, way: Way) -> dict[str, Expr]:
    """Return all lines that an idea about whole passes changes, with their first wrong formula."""
    lines = (way.asked, *way.behind(idea.roles, whole=True))
    return {
        line.name: wrong for line in lines for wrong in islice(wrong_formulas(idea, line, way), 1)
    }


def _ways(idea: Idea, lines: list[Line], way: Way) -> dict[Line, list[Expr]]:
    """Return the wrong formulas of each line, the nearest first."""
    return {line: list(islice(wrong_formulas(idea, line, way), MOST_IN_A_LINE)) for line in lines}


def alike(ways: Mapping[Line, list[Expr]]) -> Iterator[dict[str, Expr]]:
    """Yield the lines changed in the idea's first way, then in its second, and so on.

    First all of them; then, where they have several roles, those of one role alone: weights may be
    transposed forwards and not backwards.
    """
    found = [
        {line: wrong[index] for line, wrong in ways.items() if index < len(wrong)}
        for index in range(min(_MOST_ALIKE, max(map(len, ways.values()))))
    ]
    for changed in found:
        yield {line.name: formula for line, formula in changed.items()}
    for changed in found:
        roles = dict.fromkeys(line.role for line in changed)
        if len(roles) > 1:
            for role in roles:
                yield {line.name: wrong for line, wrong in changed.items() if line.role is role}


def wrong_formulas(idea: Idea, line: Line, way: Way) -> Iterator[Expr]:
    """Yield the wrong formulas of a line, each once; none with a name that there is no line of."""
    seen = [line.formula]
    alone = line.sample and not idea.whole
    imagined = (
        wrong_for_sample(idea.wrong, line, way.subject) if alone else idea.wrong(line, way.subject)
    )
    for formula in imagined:
        if formula not in seen and all(name in way.subject.tape for name in names_in(formula)):
            seen.append(formula)
            yield formula


def consequence(idea: Idea, way: Way, changed: Mapping[str, Expr]) -> Consequence:
    """Return what follows at a question when an idea changes some lines on the way to it."""
    return Consequence(idea, way.asked.name, changed, way, way.after(changed))
