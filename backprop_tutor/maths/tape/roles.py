"""Which role a derivative has, by what it is taken of and by."""

from collections.abc import Collection, Mapping, Sequence

from backprop_tutor.formula.expression import Call, Name
from backprop_tutor.maths.tape.tape import GIVEN, Line, Role

PARAMETERS = frozenset({Role.WEIGHT, Role.BIAS})
"""What learns."""


def direct_role(user: Line, by: Line, plain: Collection[str]) -> Role:
    """Return the role of a slope of the loss itself, or of the node to differentiate."""
    if user.role not in (Role.ERROR, Role.TOTAL):
        return local_role(user, by, plain)
    return Role.GRADIENT if by.role in GIVEN else Role.LOSS_SLOPE


def local_role(user: Line, by: Line, plain: Collection[str]) -> Role:
    """Return the role of du/ds: one line, differentiated with respect to one of its names.

    ``plain`` are the net inputs that are weighted sums.
    """
    if user.role is Role.OUT:
        return Role.ACTIVATION_SLOPE
    if user.role in (Role.ERROR, Role.TOTAL):
        return Role.ERROR_SLOPE
    if user.name not in plain:
        return Role.NODE_SLOPE
    if by.role is Role.BIAS:
        return Role.NET_BY_BIAS
    return Role.NET_BY_WEIGHT if by.role is Role.WEIGHT else Role.NET_BY_OUT


def adjoint_role(line: Line, users: Sequence[Line]) -> Role:
    """Return the role of dE/ds, the sum over the users of s."""
    match line.role:
        case Role.WEIGHT | Role.BIAS | Role.INPUT:
            return Role.GRADIENT
        case Role.NET:
            return Role.DELTA
        case Role.OUT | Role.NODE if all(user.role in (Role.ERROR, Role.TOTAL) for user in users):
            return Role.LOSS_SLOPE
        case Role.OUT:
            return Role.PATHS
        case Role.NODE | Role.ERROR:
            return Role.ADJOINT
        case _:
            raise AssertionError(f"the loss is not differentiated with respect to a {line.role}")


def is_own_slope(line: Line, tape: Mapping[str, Line]) -> bool:
    """Whether a slope is with respect to the neuron's own net input; softmax has others."""
    formula = tape[line.of].formula
    own = formula.arguments[0] if isinstance(formula, Call) else formula
    return own == Name(line.by)
