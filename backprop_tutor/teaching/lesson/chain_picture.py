"""Where a derivative stands on the way from the loss back to a parameter."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from backprop_tutor.formula import names
from backprop_tutor.formula.expression import ZERO, Name
from backprop_tutor.maths.tape.tape import SPLIT, Line, Role
from backprop_tutor.scenario.scenario import Part
from backprop_tutor.teaching.subject.subject import Subject

if TYPE_CHECKING:  # A plan asks for ways, and shows none.
    from backprop_tutor.blocks.pictures import Chain


def chain_of(line: Line, subject: Subject, parameter: str | None) -> "Chain | None":
    """Return the chain that a line of the backward part belongs to, its own arrows lit.

    ``E_total ← out_o1 ← net_o1 ← w5`` for the weight w5. For a hidden neuron the first arrow
    stands for all paths from its output to the loss.
    """
    if line.part is not Part.BACKWARD or line.role in SPLIT or line.formula == ZERO:
        return None  # Where no way leads to the loss there is none to draw.
    by, aim = subject[line.by], subject.aim
    match line.role:
        case Role.LOSS_SLOPE | Role.PATHS | Role.DELTA | Role.ADJOINT:
            links = _down_to(by, subject)
            lit = (aim, line.by)
        case Role.ACTIVATION_SLOPE:
            links, lit = (aim, line.of, line.by), (line.of, line.by)
        case Role.SHARE:
            through = subject[line.of].of
            return _lit(
                (line.of, names.out(through), names.net(through), line.by), line.of, line.by
            )
        case Role.GRADIENT:
            return _of_gradient(line, subject)
        case (
            Role.NET_BY_WEIGHT
            | Role.NET_BY_BIAS
            | Role.NET_BY_OUT
            | Role.NODE_SLOPE
            | Role.ERROR_SLOPE
            | Role.BATCH_GRADIENT
        ):
            return _lit((*_down_to(subject[line.of], subject), line.by), line.of, line.by)
        case _:
            raise AssertionError(f"{line.name}, {line.role}, is no derivative of the way back")
    if parameter is not None and parameter in entering(by.of, subject):
        links = (*links, parameter)
    return _lit(links, *lit)


def marked_at(chain: "Chain", amiss: Collection[str], subject: Subject) -> "Chain":
    """Return a chain with the arrows marked that an answer left out or mistook.

    An arrow stands for a derivative, which may itself be one number: ∂net_o1/∂w5 is out_h1.
    """

    def is_amiss(first: int, last: int) -> bool:
        slope = names.derivative(chain.links[first], chain.links[last])
        if slope in amiss:
            return slope != chain.asked  # That all of it is wrong leads nowhere.
        formula = subject.tape[slope].formula if slope in subject.tape else None
        return isinstance(formula, Name) and formula.id in amiss

    count = len(chain.links)
    found = (
        range(first, last)
        for first in range(count)
        for last in range(first + 1, count)
        if is_amiss(first, last)
    )
    return replace(chain, amiss=frozenset(arrow for arrows in found for arrow in arrows))


def _lit(links: Iterable[str], first: str, last: str) -> "Chain":
    """Return a chain, each link once, lit between two of them."""
    from backprop_tutor.blocks.pictures import Chain

    once = tuple(dict.fromkeys(links))
    return Chain(once, once.index(first), once.index(last), names.derivative(first, last))


def _down_to(line: Line, subject: Subject) -> tuple[str, ...]:
    """Return the links from the aim down to a quantity, through its neuron if it has one."""
    if line.role not in (Role.NET, Role.OUT) or names.net(line.of) not in subject.tape:
        return (subject.aim, line.name)
    return (subject.aim, names.out(line.of), names.net(line.of))


def entering(node: str, subject: Subject) -> frozenset[str]:
    """Return the names in a node's own formula: for a neuron, in its net input."""
    net = names.net(node)
    own = net if net in subject.tape else names.out(node) if node in subject.layer_of else node
    return frozenset(subject[own].uses)


def _of_gradient(line: Line, subject: Subject) -> "Chain":
    """A parameter of one node has a chain; a shared one is reached on several ways at once."""
    entered = subject.users(line.by)
    if len(entered) != 1:
        return _lit((subject.aim, line.by), subject.aim, line.by)
    return _lit((*_down_to(entered[0], subject), line.by), subject.aim, line.by)
