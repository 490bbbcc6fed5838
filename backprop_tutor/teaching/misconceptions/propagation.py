"""Which lines an idea changes on the way to a question.

The asked one; one behind it; one term of one; all terms that one line adds up; all lines of a layer
or of a kind alike. An idea only says what it makes of a line: how far it goes is found here, from
which line uses which, so it is the same in layers, in any graph, and where weights are shared.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice

from backprop_tutor.formula.expression import Expr, Sum, names_in
from backprop_tutor.maths.tape.tape import Line, Role
from backprop_tutor.scenario.scenario import Part
from backprop_tutor.teaching.misconceptions.consequence import Consequence, consequence
from backprop_tutor.teaching.misconceptions.dependencies import Dependencies
from backprop_tutor.teaching.misconceptions.idea import Idea
from backprop_tutor.teaching.misconceptions.per_sample import wrong_for_sample
from backprop_tutor.teaching.subject.subject import Subject

MOST_SINGLE = 24
"""An idea is tried in one line at a time, in so many ways at the most."""
MOST_IN_A_LINE = 8
"""Of these, so many in one line behind the question: a wide layer has many neighbours."""
_MOST_ALIKE = 4
"""An idea with several wrong formulas is held everywhere in so many of these ways."""
_MOST_TOGETHER = 12
"""So many groups of lines, the terms of one line each, are wrong together, the nearest first."""
_MOST_TERMS = 4
"""Of a longer sum, no term is taken to be wrong alone: there would be too many."""


def consequences(idea: Idea, asked: str, subject: Subject) -> Iterator[Consequence]:
    """Yield what an idea makes of a question: first in its own line, then in those behind it."""
    way = Dependencies(asked, subject)
    yield from direct(idea, way)
    yield from indirect(idea, way)


def direct(idea: Idea, way: Dependencies) -> Iterator[Consequence]:
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
    wrong = wrong_formulas(idea, asked, way, MOST_SINGLE)
    for formula in wrong:
        yield consequence(idea, way, {asked.name: formula})
    for formula in in_one_term(idea, asked, wrong):
        yield consequence(idea, way, {asked.name: formula})
    if wrong and idea.everywhere and idea.behind and (lines := way.behind(idea.roles)):
        ways = {asked: wrong[:MOST_IN_A_LINE], **_ways(idea, lines, way)}
        for changed in alike(ways):
            if asked.name in changed and way.is_met_by(changed[asked.name], changed):
                yield consequence(idea, way, changed)


def indirect(idea: Idea, way: Dependencies) -> Iterator[Consequence]:
    """Yield what an idea makes of a question by slips in lines behind it.

    First in all of them alike, if the idea is held everywhere, then in those of a layer, then in
    those that one line adds up; then in one, the nearest first, and in one term of one.
    """
    if idea.whole:
        if (changed := _throughout(idea, way)) and way.asked.name not in changed:
            yield consequence(idea, way, changed)
        return
    if not idea.behind or not (lines := way.behind(idea.roles)):
        return
    if idea.everywhere:
        ways = _ways(idea, lines, way)
        # Who is wrong everywhere is so in the gradients of all weights, not in one of many.
        after = way.asked.part is Part.AGAIN
        for changed in alike(ways) if after else together(ways, way):
            if len(changed) > 1:
                yield consequence(idea, way, changed)
        lines = [line for line in lines if line.part is Part.AGAIN or not after]
    spoilt = ((line, wrong_formulas(idea, line, way, MOST_IN_A_LINE)) for line in lines)
    single = ((line, formula, wrong) for line, wrong in spoilt for formula in wrong)
    met: dict[Line, list[Expr]] = {}
    for line, formula, wrong in islice(single, MOST_SINGLE):
        met[line] = wrong
        yield consequence(idea, way, {line.name: formula})
    of_terms = (
        (line, formula) for line, wrong in met.items() for formula in in_one_term(idea, line, wrong)
    )
    for line, formula in islice(of_terms, MOST_IN_A_LINE):
        yield consequence(idea, way, {line.name: formula})


def _throughout(idea: Idea, way: Dependencies) -> dict[str, Expr]:
    """Return all lines that an idea about whole passes changes, with their first wrong formula."""
    lines = (way.asked, *way.behind(idea.roles, whole=True))
    return {line.name: wrong for line in lines for wrong in wrong_formulas(idea, line, way, 1)}


def _ways(idea: Idea, lines: list[Line], way: Dependencies) -> dict[Line, list[Expr]]:
    """Return the wrong formulas of each line that are held in others too, the nearest first."""
    return {line: wrong_formulas(idea, line, way, _MOST_ALIKE) for line in lines}


def alike(ways: Mapping[Line, list[Expr]]) -> Iterator[dict[str, Expr]]:
    """Yield the lines changed in the idea's first way, then in its second, and so on.

    First all of them; then, where they have several roles, those of one role alone: weights may be
    transposed forwards and not backwards.
    """
    yield from _in_groups([list(ways), *_by_role(ways)], ways)


def together(ways: Mapping[Line, list[Expr]], way: Dependencies) -> Iterator[dict[str, Expr]]:
    """Yield what ``alike`` yields; then the same for each layer, and for the terms of one line.

    Back to two hidden layers, the weights may be left out at either of them, or on all the paths
    that leave a single neuron.
    """
    by_layer: dict[int, list[Line]] = {}
    for line in ways:
        by_layer.setdefault(way.level(line.name), []).append(line)
    of_a_line = islice(way.used_together(ways), _MOST_TOGETHER)
    yield from _in_groups([list(ways), *_by_role(ways), *by_layer.values(), *of_a_line], ways)


def _by_role(ways: Mapping[Line, list[Expr]]) -> list[list[Line]]:
    """Return the lines of each role; none where all have one."""
    found: dict[Role, list[Line]] = {}
    for line in ways:
        found.setdefault(line.role, []).append(line)
    return list(found.values()) if len(found) > 1 else []


def _in_groups(
    groups: Iterable[Collection[Line]], ways: Mapping[Line, list[Expr]]
) -> Iterator[dict[str, Expr]]:
    """Yield the lines of each group changed alike, the same change once."""
    most = min(_MOST_ALIKE, max(map(len, ways.values())))
    seen: set[tuple[int, frozenset[str]]] = set()
    for group in groups:
        for index in range(most):
            changed = {line.name: ways[line][index] for line in group if index < len(ways[line])}
            key = (index, frozenset(changed))
            if changed and key not in seen:
                seen.add(key)
                yield changed


def in_one_term(idea: Idea, line: Line, wrong: list[Expr]) -> Iterator[Expr]:
    """Yield a sum with one term as an idea has it and the others right, if it is about terms."""
    if not (idea.of_terms and isinstance(line.formula, Sum)):
        return
    right = line.formula.terms
    for formula in wrong:
        if isinstance(formula, Sum) and len(formula.terms) == len(right) <= _MOST_TERMS:
            differ = [place for place, term in enumerate(formula.terms) if term != right[place]]
            if len(differ) > 1:
                for place in differ:
                    yield Sum((*right[:place], formula.terms[place], *right[place + 1 :]))


def wrong_formulas(
    idea: Idea, line: Line, way: Dependencies, most: int | None = None
) -> list[Expr]:
    """Return the wrong formulas of a line, each once; none with a name that there is no line of.

    They are the same whatever is asked, so they are kept for the next question with the line on its
    way; each is found when it is first wanted, since a wide layer has many.
    """
    kept, key = way.subject.imagined, (idea, line.name)
    if key not in kept:
        kept[key] = ([], _imagined(idea, line, way.subject))
    found, more = kept[key]
    if most is None or len(found) < most:
        found.extend(islice(more, None if most is None else most - len(found)))
    return found[:most]


def _imagined(idea: Idea, line: Line, subject: Subject) -> Iterator[Expr]:
    seen = [line.formula]
    alone = line.sample and not idea.whole
    imagined = wrong_for_sample(idea.wrong, line, subject) if alone else idea.wrong(line, subject)
    for formula in imagined:
        if formula not in seen and all(name in subject.tape for name in names_in(formula)):
            seen.append(formula)
            yield formula
