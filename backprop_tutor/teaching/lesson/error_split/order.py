"""In what order the shares of the error are taught (``maths.tape.error_split``).

The first output's miss is shared out in full; then each hidden neuron is asked for what it gets of
all outputs, layer by layer, which takes up the other shares on the way.
"""

from collections.abc import Collection

from backprop_tutor.formula import names
from backprop_tutor.maths.tape.tape import SPLIT, Role
from backprop_tutor.scenario.scenario import Part
from backprop_tutor.teaching.subject.subject import Subject

_MOST_SHARERS = 4
"""A miss that goes back to more neurons is shared out among so many; the others follow."""


def update_wanted(parts: Collection[Part]) -> bool:
    """Whether a lesson on shares is to hold gradients and updates too: if it is asked by name.

    To name no parts is to ask for all; who names them, and the update among them, means it.
    """
    return Part.UPDATE in parts and frozenset(parts) != frozenset(Part)


def error_split_order(subject: Subject) -> tuple[str, ...]:
    """Return what is asked of the way back, in order; none where the method is the gradient."""
    lines = [line for line in subject.tape.values() if line.role in SPLIT]
    first = [line for line in lines if line.role is Role.BLAME and line.by == lines[0].of]
    hidden = [line for line in lines if line.role is Role.HIDDEN_MISS]
    return tuple(line.name for line in (*first[:_MOST_SHARERS], *hidden))


def blames_of(parameter: str, subject: Subject) -> tuple[str, ...]:
    """Return what is asked about one parameter: the misses it answers for, its own share last.

    It answers for the misses of the nodes that it enters.
    """
    tape = subject.tape
    nets = (line for line in tape.values() if line.role is Role.NET)
    wanted = {names.miss(net.of) for net in nets if parameter in net.uses} & tape.keys()
    wanted |= {
        name
        for name, line in tape.items()
        if line.role in SPLIT and names.share(parameter) in line.uses
    }
    misses = {name for name in tape.needed_for(*wanted) if tape[name].role is Role.MISS}
    return tuple(name for name in tape if name in misses | wanted)
