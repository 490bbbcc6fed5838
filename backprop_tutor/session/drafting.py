"""Drafts of networks: numbers are drawn until an author has nothing to mend in them."""

from collections.abc import Collection
from itertools import pairwise

from backprop_tutor.errors import UsageError
from backprop_tutor.formula.nearest import nearest
from backprop_tutor.invocation import Program
from backprop_tutor.loader import load_text
from backprop_tutor.loader.template import draft, names_each_parameter
from backprop_tutor.maths.functions import ACTIVATIONS
from backprop_tutor.teaching.variants.soundness import Soundness
from backprop_tutor.untrusted import shown
from backprop_tutor.wording import grouped, text, text_with_commas

_ATTEMPTS = 1_000
"""Some shapes have answers that meet, whatever the numbers; then the first draft has to do."""


def drafted(layers: str, activation: str, seed: int, program: Program) -> str:
    """Return a draft of a network with so many inputs, and neurons in each layer, ``2,3,1``.

    Of a small network it is one that ``check`` has nothing to say against. That is also what is
    wanted of a variant: each answer another, and no wrong idea's. Raises ``UsageError`` unless
    there can be such a network.
    """
    sizes = _sizes(layers, program)
    if activation not in ACTIVATIONS:
        raise UsageError(_no_activation(activation, ACTIVATIONS))
    if activation == "softmax" and sizes[-1] < 2:
        raise UsageError(
            text("softmax shares 1 among at least 2 outputs; use sigmoid for a single one")
        )
    first = draft(sizes, activation, seed, commands=not program.on_page)
    if not names_each_parameter(sizes):
        return first
    soundness = Soundness(load_text(first, "draft"))
    for attempt in range(_ATTEMPTS):
        another = draft(sizes, activation, seed, attempt, commands=not program.on_page)
        scenario = load_text(another, "draft")
        if soundness.is_fit(scenario) and not any(soundness.faults(scenario)):
            return another
    return first


_MOST_SIZES, _MOST_NEURONS, _MOST_PARAMETERS = 64, 512, 30_000


def _sizes(typed: str, program: Program) -> tuple[int, ...]:
    """Return the sizes of the layers; raises ``UsageError`` unless they are some that work."""
    parts = [part.strip() for part in typed.split(",")]
    if not 2 <= len(parts) <= _MOST_SIZES or not all(
        part.isascii() and part.isdigit() and 1 <= len(part) <= 3 for part in parts
    ):
        if program.on_page:
            raise UsageError(
                text(
                    "the layers are 2 to {most} numbers with commas between, inputs first, such as "
                    "2,3,1; found {typed}",
                    most=_MOST_SIZES,
                    typed=shown(typed),
                )
            )
        raise UsageError(
            text(
                "--layers takes 2 to {most} numbers with commas between, inputs first, such as "
                "2,3,1; found {typed}",
                most=_MOST_SIZES,
                typed=shown(typed),
            )
        )
    sizes = tuple(map(int, parts))
    if not all(1 <= size <= _MOST_NEURONS for size in sizes):
        raise UsageError(
            text(
                "a layer has 1 to {most} neurons; found {typed}",
                most=_MOST_NEURONS,
                typed=shown(typed),
            )
        )
    parameters = sum((before + 1) * after for before, after in pairwise(sizes))
    if parameters > _MOST_PARAMETERS:
        raise UsageError(
            text(
                "that is {count} weights and biases; a file holds at most {most}",
                count=grouped(parameters),
                most=grouped(_MOST_PARAMETERS),
            )
        )
    return sizes


def _no_activation(typed: str, known: Collection[str]) -> str:
    near, activations = nearest(typed, known), text_with_commas(tuple(known))
    if near is None:
        return text(
            "there is no activation {typed}; choose one of {activations}",
            typed=shown(typed),
            activations=activations,
        )
    return text(
        "there is no activation {typed} (did you mean {near}?); choose one of {activations}",
        typed=shown(typed),
        near=near,
        activations=activations,
    )
