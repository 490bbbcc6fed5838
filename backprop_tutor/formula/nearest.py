"""The known name that a wrong one was probably meant to be: a slip or two away, and no farther.

In files, on the command line and in answers alike.
"""

import difflib
import heapq
from collections.abc import Callable, Iterable
from itertools import takewhile

_LONGEST_MISSPELT = 48
_MOST_COMPARED = 96
_MOST_LENGTHS_APART = 4
_MOST_ALIKE = 12
_SHORT, _LONG = 4, 5
"""In a name of four letters one slip is enough to be another word; from five on two are few.

But of five letters two are nearly half, unless the first is right: E_tot is E_total, moose not
house.
"""
_MEANT = {"sig": "sigmoid", "sigm": "sigmoid"}
"""What is short for a function, or another word for it, though others are spelled more like it."""


def nearest(
    typed: str, known: Iterable[str], distance: Callable[[str], float] | None = None
) -> str | None:
    """Return the known spelling that a wrong one was probably meant to be.

    Of several that are equally alike, the one at the least ``distance``, where one is given.
    """
    if len(typed) > _LONGEST_MISSPELT:
        return None
    folded = typed.casefold()
    pool = []
    for name in known:
        if name.casefold() == folded or name == _MEANT.get(folded):
            return name
        if abs(len(name) - len(typed)) <= _MOST_LENGTHS_APART:
            pool.append(name)
    if len(pool) > _MOST_COMPARED:
        # difflib takes tens of microseconds a name; a large network has thousands of names.
        pool = heapq.nlargest(_MOST_COMPARED, pool, key=lambda name: _shared(name, typed))
    alike = difflib.get_close_matches(typed, pool, _MOST_ALIKE)
    near = (name for name in alike if _is_near(folded, name.casefold()))
    best = next(near, None)
    if distance is None or best is None:
        return best
    likeness = _alike(typed, best)
    others = takewhile(lambda name: _alike(typed, name) == likeness, near)
    return min((best, *others), key=distance)


def _alike(typed: str, name: str) -> float:
    return difflib.SequenceMatcher(None, name, typed).ratio()


def _is_near(typed: str, name: str) -> bool:
    """Whether a name is so few slips away that hardly another was meant."""
    if "[" not in name:  # What stands in brackets is no part of the word.
        typed = typed.partition("[")[0]
    if len(typed) < _SHORT:  # Of three letters each is a third of the word; but hh is h, w55 w5.
        return _undoubled(typed) == _undoubled(name)
    two = len(typed) > _LONG or (len(typed) == _LONG and typed[0] == name[0])
    return _slips(typed, name) <= (2 if two else 1)


def _undoubled(text: str) -> str:
    return "".join(
        letter for before, letter in zip(" " + text, text, strict=False) if letter != before
    )


def _slips(one: str, other: str) -> int:
    """Return how many letters are wrong, missing, too many, or in the place of their neighbour.

    d(i, j) = min(d(i−1, j) + 1, d(i, j−1) + 1, d(i−1, j−1) + [aᵢ ≠ bⱼ], d(i−2, j−2) + 1 if the two
    letters changed places): Damerau's distance of neighbours.
    """
    earlier: list[int] = []
    before = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, wanted in enumerate(other, 1):
            least = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                least = min(least, earlier[j - 2] + 1)
            row.append(least)
        earlier, before = before, row
    return before[-1]


def _shared(one: str, other: str) -> int:
    """Return how many characters two names share at their beginnings and ends."""
    return _same(one, other) + _same(one[::-1], other[::-1])


def _same(one: str, other: str) -> int:
    place = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        place += 1
    return place
