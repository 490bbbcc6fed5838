"""What a teacher says about one line."""

from collections.abc import Callable
from dataclasses import dataclass

from backprop_tutor.blocks.blocks import Block, Inline, Prose
from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Name
from backprop_tutor.maths.tape.tape import Line, Role
from backprop_tutor.scenario.graph import Unit
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import listed_and, marked, say, say_so_many


@dataclass(frozen=True, slots=True)
class Words:
    """What a teacher says about one line."""

    sentence: tuple[Inline, ...]
    """What the quantity is, in one plain sentence."""
    principle: tuple[Inline, ...]
    """The first hint: the idea, without the formula."""
    why: tuple[Block, ...]
    """Why the formula is what it is."""
    before: tuple[Block, ...] = ()
    """What has to be in sight to answer, such as the line that is differentiated."""
    after: tuple[Block, ...] = ()
    """What the working is worth knowing for, said below it."""


Teacher = Callable[[Line, Subject], Words]


def how_to_weigh(unit: Unit) -> tuple[Inline, ...]:
    """Return the first hint to a weighted sum, whatever is done with it."""
    if len(unit.weights) == 1:
        if unit.bias is None:
            return say("Multiply the value by its weight: there is nothing to add.")
        return say(
            "Multiply the value by its weight. Then add the bias {bias}.", bias=Name(unit.bias)
        )
    if unit.bias is None:
        return say("Multiply each value by its weight. Add the products.")
    return say(
        "Multiply each value by its weight. Add the products. Then add the bias {bias}.",
        bias=Name(unit.bias),
    )


def along_paths(line: Line, subject: Subject, ways: int) -> tuple[Inline, ...]:
    """Return the first hint to the slope of what is used in so many places."""
    places = acts_in(line.by, subject)
    if ways > 1 and len(places) == ways <= _MOST_PLACES:
        return say(
            "{quantity} is used in {n} places: {places}. Multiply the slopes along each path, then "
            "add the paths.",
            quantity=Name(line.by),
            n=ways,
            places=listed_and([Name(place) for place in places]),
        )
    return say_so_many(
        "{quantity} is used in one place. Multiply the slope of what comes after it by the slope "
        "of this one step.",
        "{quantity} is used in {n} places. Multiply the slopes along each path, then add the "
        "paths.",
        ways,
        quantity=Name(line.by),
    )


_MOST_PLACES = 8
"""So many names in a row can be read."""


def acts_in(name: str, subject: Subject) -> tuple[str, ...]:
    """Return the quantities whose formulas hold a number, as far as they move the loss."""
    tape = subject.tape
    return tuple(
        user.name
        for user in subject.users(name)
        if user.name == subject.aim
        or names.derivative(user.name, name) in tape
        or user.role is Role.ERROR
    )


def several_places(name: str, subject: Subject) -> tuple[Inline, ...]:
    """Say where a parameter acts that stands in several formulas: one sentence, or none.

    In layers a bias is shared by its layer, which is said where the network is shown.
    """
    places = acts_in(name, subject)
    if len(places) < 2 or name not in subject.scenario.parameters or subject.scenario.is_layered:
        return ()
    if len(places) > _MOST_PLACES:
        return say("{number} acts in {n} places.", number=Name(name), n=len(places))
    return say(
        "{number} acts in {n} places: {places}.",
        number=Name(name),
        n=len(places),
        places=listed_and([Name(place) for place in places]),
    )


def nudged(line: Line, subject: Subject) -> Prose:
    """Say why the slope of the loss, or of what is there in its place, is a sum of products."""
    if len(places := acts_in(line.by, subject)) == 1:
        return on_one_way(line, places[0], subject)
    return Prose(
        subject.said_of_goal(
            marked(
                "A nudge of {quantity} moves everything that uses it, and each of these moves the "
                "loss. Slopes along a path multiply; the paths add."
            ),
            _MOVES_IT,
            quantity=Name(line.by),
        )
    )


def on_one_way(line: Line, through: str, subject: Subject) -> Prose:
    """Say why a product is enough."""
    return Prose(
        subject.said_of_goal(
            marked("{number} moves the loss only through {through}. Slopes along a path multiply."),
            marked("{number} moves {aim} only through {through}. Slopes along a path multiply."),
            number=Name(line.by),
            through=Name(through),
        )
    )


def nudged_by_name(line: Line, subject: Subject) -> Prose:
    """Say why the slope of a quantity is a sum of products."""
    if line.of == subject.aim and len(places := acts_in(line.by, subject)) == 1:
        return on_one_way(line, places[0], subject)
    return Prose(say(_MOVES_IT, quantity=Name(line.by), aim=Name(line.of)))


_MOVES_IT = marked(
    "A nudge of {quantity} moves everything that uses it, and each of these moves {aim}. Slopes "
    "along a path multiply; the paths add."
)
