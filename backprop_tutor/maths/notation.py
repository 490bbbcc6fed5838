"""How a scenario's names are shown: ``net_h1`` and ``out_h1``, or ``z_h1`` and ``a_h1``.

Tapes, files and JSON have the first spelling only; screens and documents ask here.
"""

from collections.abc import Callable
from typing import TypeAlias

from backprop_tutor.formula import names
from backprop_tutor.scenario.graph import names_of
from backprop_tutor.scenario.scenario import Notation, Scenario

Naming: TypeAlias = Callable[[str], str]
"""From what a quantity is called to how that is shown."""

_Z_A = (("net_", "z_"), ("out_", "a_"))


def naming(scenario: Scenario) -> Naming:
    """Return how names are shown in the notation of a scenario.

    ``dE_total/dnet_h1[2]`` → ``dE_total/dz_h1[2]``. Where an author has called something else
    ``z_h1``, the net input stays ``net_h1``.
    """
    if scenario.notation is Notation.NET_OUT:
        return _as_it_is
    nodes = (name for node in scenario.nodes for name in names_of(node))
    taken = frozenset({*scenario.inputs, *scenario.parameters, *nodes})

    def shown(name: str) -> str:
        if (parts := names.fraction(name)) is not None:
            return names.derivative(*map(shown, parts))
        for long, short in _Z_A:  # No author's name begins so.
            if name.startswith(long):
                other = short + name.removeprefix(long)
                return name if names.before_update(names.of_sample(other)[0]) in taken else other
        return name

    return shown


def _as_it_is(name: str) -> str:
    return name
