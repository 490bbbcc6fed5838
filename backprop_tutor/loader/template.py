"""Drafts a scenario file: a layered network with drawn numbers, commented for its new author."""

import random
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import sqrt

from backprop_tutor.wording import text

_LETTERS = "hkmnpqrs"
"""Hidden layers: h1, h2, …, then k1, …; deeper ones than these are l9_1, l9_2, …"""
_NAMED = 40
"""A network with more parameters than this has them numbered on, not named one by one."""
_LINE = 96


def draft(
    sizes: Sequence[int],
    activation: str,
    seed: int,
    attempt: int = 0,
    *,
    commands: bool = True,
) -> str:
    """Return the text of a scenario with so many inputs and so many neurons in each layer.

    Numbers have two decimals, are never 0, and are small where many are added, so that no neuron is
    saturated. The same seed gives the same text on every machine; another attempt other numbers.
    With ``commands`` it says at its head what to try it with.
    """
    draw = random.Random(f"{seed}/{attempt}" if attempt else seed)
    shape = "-".join(map(str, sizes))
    softmax = activation == "softmax"
    outputs = [f"o{index + 1}" for index in range(sizes[-1])]
    # Translators: what stands for the name of a file in a command.
    file = text("THIS-FILE.yaml")
    head = [
        _comment("", text("A network to start from: change what you like, then try it with")),
        f"#   backprop-tutor walk {file}",
        f"#   backprop-tutor check {file}",
    ]
    if not commands:
        head = [_comment("", text("A network to start from: change what you like."))]
    lines = [
        *head,
        "",
        _comment("version: 1", text("of this file format, always 1")),
        _comment(
            f"title: {text('A {shape} network', shape=shape)}", text("shown above the lesson")
        ),
        "",
        *_mapping("inputs", [f"i{index + 1}" for index in range(sizes[0])], draw),
        "",
        _comment("", text("what should come out: one number per neuron of the last layer")),
        *(_one_hot(outputs) if softmax else _mapping("targets", outputs, draw)),
        "",
        _comment("layers:", text("from the first hidden layer to the outputs")),
    ]
    named = names_each_parameter(sizes)
    weights = biases = 0
    for place, (before, after) in enumerate(pairwise(sizes)):
        is_last = place == len(sizes) - 2
        neurons = outputs if is_last else _hidden(place, after)
        own = activation if is_last or not softmax else "sigmoid"
        lines += _layer(neurons, own, before, (weights, biases) if named else None, draw)
        weights, biases = weights + before * after, biases + after
    loss = "cross_entropy" if softmax else "half_squared_error"
    lines += [
        "",
        f"loss: {loss}",
        _comment("learning_rate: 0.5", text("without it the lesson ends at the gradients")),
        _comment("# optimizer: adam", text("how a step is made of gradients; else plain descent")),
        _comment("# frozen: [b1]", text("parameters that never learn")),
        _comment("# digits: 4", text("significant figures asked for")),
        # Translators: an entry of a scenario file; its slopes are what is taught.
        _comment("", text("course: [{{place: 1, level: beginner, teaches: its slopes}}]")),
        "",
    ]
    return "\n".join(lines)


def _comment(entry: str, comment: str) -> str:
    """Return an entry of the file with a comment behind it, or the comment alone."""
    return f"{entry:34}# {comment}" if entry else f"# {comment}"


def names_each_parameter(sizes: Sequence[int]) -> bool:
    """Whether a network has so few parameters that each is named, and each is asked about."""
    return sum((before + 1) * after for before, after in pairwise(sizes)) <= _NAMED


def _hidden(place: int, size: int) -> list[str]:
    letter = _LETTERS[place] if place < len(_LETTERS) else f"l{place + 1}_"
    return [f"{letter}{index + 1}" for index in range(size)]


def _layer(
    neurons: Sequence[str],
    activation: str,
    senders: int,
    last: tuple[int, int] | None,
    draw: random.Random,
) -> Iterator[str]:
    """Yield the lines of a layer; ``last`` are the numbers of its names so far, if it has names."""
    reach = min(1.0, 2.5 / sqrt(senders + 1))
    yield from _list("  - neurons: [", neurons)
    yield f"    activation: {activation}"
    yield _comment("    weights:", text("a row per neuron, in it a weight per sender"))
    for row in range(len(neurons)):
        numbers = [_drawn(draw, reach) for _ in range(senders)]
        if last is None:
            yield from _list("      - [", numbers)
        else:
            first = last[0] + row * senders + 1
            entries = [f"w{first + index}: {number}" for index, number in enumerate(numbers)]
            yield from _list("      - {", entries, "}")
    numbers = [_drawn(draw, reach) for _ in neurons]
    if last is not None:
        numbers = [f"{{b{last[1] + index + 1}: {number}}}" for index, number in enumerate(numbers)]
    yield from _list("    biases: [", numbers)


def _mapping(key: str, names: Sequence[str], draw: random.Random) -> Iterator[str]:
    entries = [f"{name}: {_drawn(draw, 0.95, negative=False)}" for name in names]
    yield from _list(f"{key}: {{", entries, "}")


def _one_hot(outputs: Sequence[str]) -> Iterator[str]:
    entries = [f"{name}: {int(index == 0)}" for index, name in enumerate(outputs)]
    yield from _list("targets: {", entries, "}")


def _list(start: str, entries: Sequence[str], end: str = "]") -> Iterator[str]:
    """Yield a list in as many lines as it takes."""
    line = start
    for index, entry in enumerate(entries):
        piece = entry + (", " if index < len(entries) - 1 else end)
        if len(line) + len(piece.rstrip()) > _LINE and line != start:
            yield line.rstrip()
            line = " " * len(start)
        line += piece
    yield line


def _drawn(draw: random.Random, reach: float, *, negative: bool = True) -> str:
    """Return a number of two decimals, never 0."""
    hundredths = draw.randint(1, max(1, round(100 * reach)))
    sign = "-" if negative and draw.random() < 0.5 else ""
    return f"{sign}{hundredths / 100:.2f}"
