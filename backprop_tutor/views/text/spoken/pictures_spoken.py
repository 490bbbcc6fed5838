"""Networks, graphs and chains as lines for those who hear them."""

from collections.abc import Sequence
from typing import assert_never

from backprop_tutor.blocks.pictures import Chain, Graph, Network, NeuronPicture
from backprop_tutor.formula.expression import Name
from backprop_tutor.untrusted import on_one_line
from backprop_tutor.views.notation import notated, signed
from backprop_tutor.views.text.chain import is_lit
from backprop_tutor.views.text.layout import Signs
from backprop_tutor.views.text.long_lists import kept_items

_MOST_ON_PATH = 32
"""In a wide network all lies on the path from a first weight to the loss."""


def picture_spoken(picture: Network | Graph | Chain, signs: Signs) -> list[str]:
    """Return the lines of a picture: a neuron or a node each, and what is on the path."""
    match picture:
        case Network():
            return _network(picture, signs)
        case Graph():
            return _graph(picture, signs)
        case Chain():
            return [_chain(picture)]
        case _:
            assert_never(picture)


def _network(picture: Network, signs: Signs) -> list[str]:
    lines = [f"inputs: {_given(picture.inputs, signs, picture.lit)}"] if picture.inputs else []
    for layer in picture.layers:
        caption = on_one_line(notated(layer.caption, signs))
        chosen, more = kept_items(layer.neurons, [one.name in picture.lit for one in layer.neurons])
        for neuron in chosen:
            entering = _entering(neuron, signs, picture.lit)
            lines.append(f"{neuron.name} ({caption}): {entering}")
        lines += [f"and {more} more in this layer"] if more else []
    return _with_path(lines, _in_order(picture), picture.lit)


def _graph(picture: Graph, signs: Signs) -> list[str]:
    lines = [f"inputs: {_given(picture.given, signs, picture.lit)}"] if picture.given else []
    on_path: list[str] = [name for name, _ in picture.given]
    for node in picture.nodes:
        if node.summed is not None:
            name, entering = node.summed.name, _entering(node.summed, signs, picture.lit)
            lines.append(f"{name} ({node.activation}): {entering}")
            on_path += _within(node.summed)
        else:
            for of, formula in node.formulas:
                lines.append(f"{notated(Name(of), signs)} = {notated(formula, signs)}")
            for name, target in node.targets:
                lines.append(f"target of {name}: {signed(target, signs)}")
            for called, number in node.worked:
                lines.append(f"{called} of {', '.join(node.names)}: {signed(number, signs)}")
            on_path += node.names
    return _with_path(lines, on_path, picture.lit)


def _given(pairs: Sequence[tuple[str, str]], signs: Signs, lit: frozenset[str]) -> str:
    """Return names with their numbers; where each sample has its own, the names alone."""
    chosen, more = kept_items(pairs, [name in lit for name, _ in pairs])
    facts = [f"{name} {signed(number, signs)}".rstrip() for name, number in chosen]
    return ", ".join([*facts, *_and_more(more)])


def _and_more(count: int) -> list[str]:
    """Say that there are more, as many as would hide what is asked behind thousands of facts."""
    return [f"and {count} more"] if count else []


def _with_path(lines: list[str], names: Sequence[str], lit: frozenset[str]) -> list[str]:
    """Add the lit names, once each, in the order of the picture."""
    on_path = [name for name in dict.fromkeys(names) if name in lit]
    told = [*on_path[:_MOST_ON_PATH], *_and_more(len(on_path[_MOST_ON_PATH:]))]
    return [*lines, f"on the path: {', '.join(told)}"] if told else lines


def _entering(neuron: NeuronPicture, signs: Signs, lit: frozenset[str]) -> str:
    arrows, more = kept_items(neuron.arrows, [arrow.weight in lit for arrow in neuron.arrows])
    facts = [
        f"{arrow.weight} {signed(arrow.number, signs)} from {arrow.sender}" for arrow in arrows
    ]
    facts += _and_more(more)
    if neuron.bias is not None:
        name, number = neuron.bias
        facts.append(f"bias {name} {signed(number, signs)}")
    if neuron.target is not None:
        facts.append(f"target {signed(neuron.target, signs)}")
    facts += [f"{_heard(name)} {signed(number, signs)}" for name, number in neuron.worked]
    return ", ".join(facts)


def _heard(name: str) -> str:
    """Return what a value is called where it is heard."""
    return "delta" if name == "δ" else name


def _in_order(picture: Network) -> list[str]:
    """Return all names in the order of the network."""
    every = [name for name, _ in picture.inputs]
    for layer in picture.layers:
        for neuron in layer.neurons:
            every += _within(neuron)
    return every


def _within(neuron: NeuronPicture) -> list[str]:
    bias = [neuron.bias[0]] if neuron.bias else []
    return [*(arrow.weight for arrow in neuron.arrows), *bias, neuron.name]


def _chain(picture: Chain) -> str:
    now = picture.links[picture.first : picture.last + 1]
    whole = " <- ".join(picture.links)
    lit = any(is_lit(picture, k) for k in range(len(picture.links) - 1))
    return f"Chain: {whole} (now: {' <- '.join(now)})" if lit else f"Chain: {whole}"
