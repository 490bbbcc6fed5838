"""A wrong idea, as the wrong formula it puts in the place of a right one."""

from collections.abc import Callable
from dataclasses import dataclass

from backprop_tutor.maths.tape.tape import Role
from backprop_tutor.teaching.misconceptions.per_sample import WrongFormulas
from backprop_tutor.wording import Marked


@dataclass(frozen=True, slots=True)
class Idea:
    """One way to be wrong, after ``id`` as files, JSON and the documentation call it."""

    id: str
    example: str
    """Wrong → right, in a few signs; for the documentation."""
    say: Marked
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
    of_terms: bool = False
    """Whether it is about each term of a sum by itself, so that it may spoil one and spare the
    others."""

    def __hash__(self) -> int:
        return hash(self.id)


def idea(
    id: str,  # noqa: A002 - the word that files and the documentation use.
    *roles: Role,
    say: Marked,
    everywhere: bool = True,
    itself: bool = True,
    behind: bool = True,
    telling: bool = True,
    whole: bool = False,
    of_terms: bool = False,
) -> Callable[[WrongFormulas], Idea]:
    """Make an ``Idea`` of a function from a line to its wrong formulas.

    The function's docstring is the example.
    """

    def made(wrong: WrongFormulas) -> Idea:
        example = (wrong.__doc__ or "").strip().removesuffix(".")
        rest = (everywhere, itself, behind, telling, whole, of_terms)
        return Idea(id, example, say, frozenset(roles), wrong, *rest)

    return made
