"""Which lines an idea changes on the way to a question: the asked one, one behind it, all alike."""

from collections.abc import Iterator, Mapping
from itertools import islice

from backprop_tutor.formula.expression import Expr, names_in
from backprop_tutor.maths.tape.tape import Line
from backprop_tutor.scenario.scenario import Part
from backprop_tutor.teaching.misconceptions.consequence import Consequence, consequence
from backprop_tutor.teaching.misconceptions.dependencies import Way
from backprop_tutor.teaching.misconceptions.idea import Idea
from backprop_tutor.teaching.misconceptions.per_sample import wrong_for_sample
from backprop_tutor.teaching.subject.subject import Subject

_MOST_SINGLE = 24
"""An idea is tried in one line at a time, in so many ways at the most."""
MOST_IN_A_LINE = 8
"""Of these, so many in one line behind the question: a wide layer has many neighbours."""
_MOST_ALIKE = 4
"""An idea with several wrong formulas is held everywhere in so many of these ways."""


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
