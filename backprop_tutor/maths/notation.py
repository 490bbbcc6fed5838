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
        other = names.in_z_a(name)  # No author's name begins as these do.
        if other is None or names.before_update(names.of_sample(other)[0]) in taken:
            return name
        return other

    return shown


def _as_it_is(name: str) -> str:
    return name
