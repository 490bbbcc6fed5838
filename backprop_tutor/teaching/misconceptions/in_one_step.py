"""What wrong ideas make of one step by slips of the step itself: in its lines, none before them.

The same as ``candidates`` with what is changed elsewhere left out, without the cost of finding it.
An idea that is held everywhere is followed in this step's lines alone, even where it would show
farther back too; so there may be a few more of these, never fewer.
"""

from collections.abc import Iterable, Iterator, Mapping

from backprop_tutor.formula.expression import Expr
from backprop_tutor.maths.tape.tape import Line
from backprop_tutor.teaching.misconceptions.consequence import Consequence, consequence
from backprop_tutor.teaching.misconceptions.dependencies import Dependencies
from backprop_tutor.teaching.misconceptions.idea import Idea
from backprop_tutor.teaching.misconceptions.propagation import (
    MOST_IN_A_LINE,
    MOST_SINGLE,
    in_one_term,
    together,
    wrong_formulas,
)


def made_in(
    lines: Iterable[str], ideas: Iterable[Idea], way: Dependencies
) -> Iterator[Consequence]:
    """Yield what the ideas make of a question by slips in some lines, the asked one included."""
    near = frozenset(lines)
    roles = {way.asked.role, *(way.subject.tape[name].role for name in near)}
    for idea in ideas:
        if roles.isdisjoint(idea.roles):
            continue
        behind = (line for line in way.behind(idea.roles, whole=idea.whole) if line.name in near)
        for changed in _changes(idea, [way.asked, *behind], way):
            yield consequence(idea, way, changed)


def _changes(idea: Idea, here: list[Line], way: Dependencies) -> Iterator[Mapping[str, Expr]]:
    """Yield the lines that an idea changes, each with its wrong formula: one alone, then alike."""
    ways: dict[Line, list[Expr]] = {}
    for line in here:
        shows = idea.whole or (idea.itself if line is way.asked else idea.behind)
        if shows and line.role in idea.roles:
            most = MOST_SINGLE if line is way.asked else MOST_IN_A_LINE
            ways[line] = wrong_formulas(idea, line, way, most)
    if idea.whole:
        if changed := {line.name: wrong[0] for line, wrong in ways.items() if wrong}:
            yield changed
        return
    for line, wrong in ways.items():
        for formula in (*wrong, *in_one_term(idea, line, wrong)):
            yield {line.name: formula}
    if idea.everywhere and len(ways) > 1:
        yield from (changed for changed in together(ways, way) if len(changed) > 1)
