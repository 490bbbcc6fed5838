"""Networks, graphs and chains as lines for those who hear them."""

from collections.abc import Sequence
from typing import assert_never

from backprop_tutor.blocks.pictures import Arrow, Chain, Graph, Network, NeuronPicture
from backprop_tutor.formula.expression import Name
from backprop_tutor.untrusted import on_one_line
from backprop_tutor.views.notation import notated, signed
from backprop_tutor.views.text.chain import is_lit
from backprop_tutor.views.text.layout import Signs
from backprop_tutor.views.text.long_lists import kept_items
from backprop_tutor.wording import text, text_so_many, text_with_commas

_MOST_ON_PATH = 32
"""In a wide network all lies on the path from a first weight to the loss."""

_MOST_ON_WAY = 16
_LONG_WAY = 3
"""Nodes of a way that is heard in their formulas; a longer one is told by itself."""


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
    lines = _inputs(picture.inputs, signs, picture.lit)
    for layer in picture.layers:
        caption = on_one_line(notated(layer.caption, signs))
        chosen, more = kept_items(layer.neurons, [one.name in picture.lit for one in layer.neurons])
        for neuron in chosen:
            entering = _entering(neuron, signs, picture.lit)
            lines.append(_told(neuron.name, caption, entering))
        if more:
            lines.append(
                text_so_many("and {n} more in this layer", "and {n} more in this layer", more)
            )
    return _with_path(lines, _in_order(picture), picture.lit)


def _graph(picture: Graph, signs: Signs) -> list[str]:
    """Return all of a graph: a drawing that leaves something out leads here."""
    from backprop_tutor.views.text.drawing.graph.levels import longest_way, spots_of
    from backprop_tutor.views.text.drawing.graph.words import shared_parameters

    lines = []
    inputs = [pair for pair in picture.given if pair[0] not in picture.learnt]
    if inputs:
        lines.append(text("inputs: {inputs}", inputs=_numbers(inputs, signs)))
    learnt = dict(pair for pair in picture.given if pair not in inputs)
    learnt |= dict(pair for node in picture.nodes for pair in node.parameters)
    if learnt:
        told = _numbers(tuple(learnt.items()), signs)
        lines.append(text("parameters: {parameters}", parameters=told))
    on_path: list[str] = [name for name, _ in picture.given]
    for node in picture.nodes:
        if node.summed is not None:
            neuron = node.summed
            entering = text_with_commas(_facts(neuron, neuron.arrows, 0, signs))
            lines.append(_told(neuron.name, node.activation, entering))
            on_path += _within(neuron)
            continue
        for of, formula in node.formulas:
            lines.append(f"{notated(Name(of), signs)} = {notated(formula, signs)}")
        for name, target in node.targets:
            number = signed(target, signs)
            lines.append(text("target of {node}: {number}", node=name, number=number))
        for (called, worked), name in zip(node.worked, node.worked_for, strict=True):
            lines.append(
                text(
                    "{quantity} of {nodes}: {number}",
                    quantity=called,
                    nodes=name,
                    number=signed(worked, signs),
                )
            )
        on_path += (*node.uses(), *node.names)
    way = [text_with_commas(spot.names) for spot in longest_way(spots_of(picture))]
    if len(way) > _LONG_WAY:
        half = _MOST_ON_WAY // 2
        more = len(way) - 2 * half
        way = [*way[:half], *_and_more(more), *way[-half:]] if more > 1 else way
        lines.append(text("the longest way: {nodes}", nodes=text_with_commas(way)))
    lines += shared_parameters(picture)
    return _with_path(lines, on_path, picture.lit)


def _inputs(pairs: Sequence[tuple[str, str]], signs: Signs, lit: frozenset[str]) -> list[str]:
    return [text("inputs: {inputs}", inputs=_given(pairs, signs, lit))] if pairs else []


def _told(neuron: str, caption: str, entering: str) -> str:
    # Translators: {caption} is an activation or a layer, {facts} what enters the neuron.
    return text("{neuron} ({caption}): {facts}", neuron=neuron, caption=caption, facts=entering)


def _numbers(pairs: Sequence[tuple[str, str]], signs: Signs) -> str:
    return text_with_commas([f"{name} {signed(number, signs)}".rstrip() for name, number in pairs])


def _given(pairs: Sequence[tuple[str, str]], signs: Signs, lit: frozenset[str]) -> str:
    """Return names with their numbers; where each sample has its own, the names alone."""
    chosen, more = kept_items(pairs, [name in lit for name, _ in pairs])
    return text_with_commas([_numbers((pair,), signs) for pair in chosen] + _and_more(more))


def _and_more(count: int) -> list[str]:
    """Say that there are more, as many as would hide what is asked behind thousands of facts."""
    return [text_so_many("and {n} more", "and {n} more", count)] if count else []


def _with_path(lines: list[str], names: Sequence[str], lit: frozenset[str]) -> list[str]:
    """Add the lit names, once each, in the order of the picture."""
    on_path = [name for name in dict.fromkeys(names) if name in lit]
    told = [*on_path[:_MOST_ON_PATH], *_and_more(len(on_path[_MOST_ON_PATH:]))]
    if not told:
        return lines
    return [*lines, text("on the path: {names}", names=text_with_commas(told))]


def _entering(neuron: NeuronPicture, signs: Signs, lit: frozenset[str]) -> str:
    arrows, more = kept_items(neuron.arrows, [arrow.weight in lit for arrow in neuron.arrows])
    return text_with_commas(_facts(neuron, arrows, more, signs))


def _facts(neuron: NeuronPicture, arrows: Sequence[Arrow], more: int, signs: Signs) -> list[str]:
    """Return what enters a neuron, and what has been worked out of it."""
    facts = [
        text(
            "{weight} {number} from {sender}",
            weight=arrow.weight,
            number=signed(arrow.number, signs),
            sender=arrow.sender,
        )
        for arrow in arrows
    ]
    facts += _and_more(more)
    if neuron.bias is not None:
        name, number = neuron.bias
        facts.append(text("bias {bias} {number}", bias=name, number=signed(number, signs)))
    if neuron.target is not None:
        facts.append(text("target {number}", number=signed(neuron.target, signs)))
    facts += [f"{_heard(name)} {signed(number, signs)}" for name, number in neuron.worked]
    return facts


def _heard(name: str) -> str:
    """Return what a value is called where it is heard."""
    return text("delta") if name == "δ" else name


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
    if not lit:
        return text("Chain: {chain}", chain=whole)
    return text("Chain: {chain} (now: {part})", chain=whole, part=" <- ".join(now))
