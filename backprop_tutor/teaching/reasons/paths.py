"""What becomes of the numbers that come back to one place along several paths."""

from backprop_tutor.blocks.blocks import Inline
from backprop_tutor.formula.expression import Name, Sum
from backprop_tutor.maths.tape.tape import Line, Role
from backprop_tutor.teaching.learner.skills import skill_of
from backprop_tutor.teaching.reasons.beliefs import wrong_choices
from backprop_tutor.teaching.reasons.question import FEWEST, Belief, Choice, Kind, ReasonQuestion
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import marked, say

_ROLES = frozenset({Role.PATHS, Role.ADJOINT, Role.GRADIENT})
_STEM = marked(
    "{by} leads to {aim} along {count} paths, and along each of them a number comes back. What "
    "becomes of these numbers in {line}, and why?"
)
_SAID = marked("They are added: when {by} moves, it moves {aim} along all paths at once.")
_REMARK = marked("Multiply along a path, and add across paths.")
_HINT = marked("Nudge {by} alone. Along each path {aim} moves a little: how much is that together?")
_BELIEFS = (
    Belief(
        "paths-averaged",
        marked("Their mean is taken: otherwise what has many paths would count for too much."),
    ),
    Belief("paths-multiplied", marked("They are multiplied: slopes along a path multiply.")),
    Belief("one-path-only", marked("One of them is enough: each path tells the whole of {aim}.")),
)


def what_becomes_of_paths(line: Line, subject: Subject) -> ReasonQuestion | None:
    """Return what becomes of Σ over paths of dE/du · du/ds; None where there is one path."""
    if line.role not in _ROLES or not isinstance(line.formula, Sum):
        return None
    parts: dict[str, Inline] = {
        "by": Name(line.by),
        "aim": Name(line.of),
        "line": Name(line.name),
        "count": str(len(line.formula.terms)),
    }
    wrong = tuple(wrong_choices(_BELIEFS, (line.name,), parts, subject))
    if len(wrong) + 1 < FEWEST:
        return None
    right = Choice(say(_SAID, **parts), say(_REMARK, **parts))
    return ReasonQuestion(
        Kind.SUM,
        line.name,
        skill_of(line, subject),
        (),
        say(_STEM, **parts),
        (right, *wrong),
        0,
        say(_HINT, **parts),
    )
