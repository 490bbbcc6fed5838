"""What wrong formulas depend on besides the right ones: whether a value is 0, or next to it.

Ideas look at no other values. So where two sets of numbers of one network have the same
``telling_values``, they have the same wrong formulas, and these need to be found only once.
"""

from collections.abc import Hashable

from backprop_tutor.maths.tape.tape import GIVEN, Role
from backprop_tutor.teaching.subject.subject import Subject

_FROM_0 = 10
"""Net inputs below 1 divided by this are next to 0: there tanh(z) is z."""


def is_zero(name: str, subject: Subject) -> bool:
    """Whether the value of a quantity is 0."""
    return subject.values[name] == 0


def is_next_to_zero(net: str, subject: Subject) -> bool:
    """Whether a net input is so near 0 that its tanh is the net input itself."""
    return not _FROM_0 * abs(subject.values[net]) >= 1


def telling_values(subject: Subject) -> Hashable:
    """Return which quantities are 0, and which net inputs are next to it."""
    lines = subject.tape.values()
    asked = (line.name for line in lines if line.role in GIVEN or line.role in _READ)
    nets = (line.name for line in lines if line.role is Role.NET)
    return (
        frozenset(name for name in asked if is_zero(name, subject)),
        frozenset(name for name in nets if is_next_to_zero(name, subject)),
    )


_READ = frozenset(
    {
        *(Role.NODE, Role.NET, Role.OUT),
        *(Role.NODE_SLOPE, Role.NET_BY_WEIGHT, Role.NET_BY_BIAS, Role.NET_BY_OUT),
    }
)
"""What a node or a slope reads, besides what is given. Of errors, of what comes back and of updates
no idea asks if they are 0."""
