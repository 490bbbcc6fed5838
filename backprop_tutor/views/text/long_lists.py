"""What is shown of a list that is too long to be shown in full."""

from collections.abc import Sequence
from typing import TypeVar

MOST_DRAWN = 6
"""More neurons in a layer, or more arrows into a neuron, are not all drawn."""

_SHOWN = 2
_Item = TypeVar("_Item")


def kept_items(items: Sequence[_Item], lit: Sequence[bool]) -> tuple[list[_Item], int]:
    """Return what is drawn of a long list, its lit items among it, and how many are not."""
    if len(items) <= MOST_DRAWN:
        return list(items), 0
    places = [k for k, is_lit in enumerate(lit) if is_lit][: MOST_DRAWN - _SHOWN]
    drawn = sorted({*range(_SHOWN), *places})
    return [items[k] for k in drawn], len(items) - len(drawn)
