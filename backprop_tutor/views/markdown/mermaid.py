"""A network or a graph as a Mermaid flowchart; a large network as the rows of a table."""

import re
from collections.abc import Collection, Sequence

from backprop_tutor.blocks.blocks import Inline
from backprop_tutor.blocks.pictures import Arrow, Graph, Network, NeuronPicture, NodePicture
from backprop_tutor.untrusted import on_one_line, visible
from backprop_tutor.views.notation import screen, signed
from backprop_tutor.views.text.layout import UNICODE
from backprop_tutor.views.text.long_lists import MOST_DRAWN, kept_items
from backprop_tutor.wording import text, text_in, text_so_many, text_with_commas

_ACTING = re.compile(r"[^\w \u00a0\u202f.,()=+−½/-]")


def is_small_chart(picture: Network) -> bool:
    """Whether a chart of the network can be read."""
    sizes = [len(picture.inputs), *(len(layer.neurons) for layer in picture.layers)]
    arrows = [len(neuron.arrows) for layer in picture.layers for neuron in layer.neurons]
    return max((*sizes, *arrows), default=0) <= MOST_DRAWN


def flowchart(picture: Network) -> str:
    """Return the chart from left to right: weights on the arrows, biases in the neurons."""
    ids: dict[str, str] = {}
    lines = ["flowchart LR"]

    def group(caption: str, nodes: Sequence[tuple[str, str, str]]) -> None:
        lines.append(f'    subgraph g{len(ids)}["{_text(caption)}"]')
        for name, opening, closing in nodes:
            ids[name] = f"n{len(ids)}"
            lines.append(f"        {ids[name]}{opening}{closing}")
        lines.append("    end")

    inputs = [(name, f'(["{_given(name, number)}', '"])') for name, number in picture.inputs]
    if inputs:
        group(text("inputs"), inputs)
    for layer in picture.layers:
        group(layer.caption, [(n.name, f'["{_neuron(n)}', '"]') for n in layer.neurons])
    lit_edges: list[str] = []
    edges = 0
    neurons = [neuron for layer in picture.layers for neuron in layer.neurons]
    for neuron in neurons:
        for arrow in (arrow for arrow in neuron.arrows if arrow.sender in ids):
            label = _assigned(arrow.weight, arrow.number)
            lines.append(f'    {ids[arrow.sender]} -->|"{label}"| {ids[neuron.name]}')
            lit_edges += [str(edges)] if arrow.weight in picture.lit else []
            edges += 1
    for neuron in neurons:
        if neuron.target is not None:
            node = ids[neuron.name]
            told = text("target {number}", number=_number(neuron.target))
            lines.append(f'    {node} -.- t{node}("{_text(told)}")')
    return "\n".join([*lines, *_lit([ids[name] for name in ids if name in picture.lit], lit_edges)])


def graph_chart(picture: Graph) -> str:
    """Return the chart of a graph: each node with its formulas, an arrow for each use."""
    ids = {name: f"n{k}" for k, (name, _) in enumerate(picture.given)}
    lines = ["flowchart LR"]
    lines += [f'    {ids[name]}(["{_given(name, number)}"])' for name, number in picture.given]
    lit_edges: list[str] = []
    arrows: list[str] = []
    for node in picture.nodes:
        own = f"n{len(ids)}"
        ids |= dict.fromkeys(node.names, own)
        lines.append(f'    {own}["{_node(node)}"]')
        weights = {arrow.sender: arrow for arrow in node.summed.arrows} if node.summed else {}
        for sender in node.senders:
            told = weights.get(sender)
            label = f'|"{_assigned(told.weight, told.number)}"|' if told else ""
            lit_edges += [str(len(arrows))] if picture.is_lit(sender, node) else []
            arrows.append(f"    {ids[sender]} -->{label} {own}")
    lines += arrows
    for k, node in enumerate(picture.nodes):
        for j, (name, target) in enumerate(node.targets):
            one, shown = f"t{k}", text("target {number}", number=_number(target))
            if len(node.names) > 1:
                one += f"_{j}"
                shown = text("target of {node} {number}", node=name, number=_number(target))
            lines.append(f'    {ids[name]} -.- {one}("{_text(shown)}")')
    return "\n".join(
        [*lines, *_lit(dict.fromkeys(ids[n] for n in ids if n in picture.lit), lit_edges)]
    )


def _node(node: NodePicture) -> str:
    if node.summed is not None:
        bias = f"<br>{_assigned(*node.summed.bias)}" if node.summed.bias else ""
        name, activation = _text(node.summed.name), _text(node.activation)
        return text("{node}: {activation}", node=name, activation=activation) + bias
    formulas = [_text(f"{name} = {screen(formula)}") for name, formula in node.formulas]
    return "<br>".join([*formulas, *(_assigned(*pair) for pair in node.parameters)])


def _lit(nodes: Collection[str], edges: Sequence[str]) -> list[str]:
    """Return the lines that draw nodes and arrows heavy."""
    lines = ["    classDef lit stroke-width:4px", f"    class {','.join(nodes)} lit"]
    arrows = [f"    linkStyle {','.join(edges)} stroke-width:4px"] if edges else []
    return [*(lines if nodes else ()), *arrows]


def listing(picture: Network) -> tuple[tuple[str, ...], list[tuple[Inline, ...]]]:
    """Return heads and rows: what enters each neuron, in short."""
    rows: list[tuple[Inline, ...]] = []
    if picture.inputs:
        shown, more = kept_items(
            picture.inputs, [name in picture.lit for name, _ in picture.inputs]
        )
        given = [_shown(name, number) if number else name for name, number in shown]
        rows.append((text("inputs"), "", text_with_commas(_and_more(given, more)), "", ""))
    for layer in picture.layers:
        neurons, more = kept_items(layer.neurons, [n.name in picture.lit for n in layer.neurons])
        for neuron in neurons:
            bias = _shown(*neuron.bias) if neuron.bias else ""
            entering = _entering(neuron.arrows, picture.lit)
            target = _number(neuron.target) if neuron.target is not None else ""
            rows.append((layer.caption, neuron.name, entering, bias, target))
        if more:
            rows.append((layer.caption, *_and_more([], more), "", "", ""))
    heads = (
        text_in("a column of a table", "layer"),
        text_in("a column of a table", "neuron"),
        text_in("a column of a table", "what enters"),
        text_in("a column of a table", "bias"),
        text_in("a column of a table", "target"),
    )
    return heads, rows


def _entering(arrows: Sequence[Arrow], lit: frozenset[str]) -> str:
    shown, more = kept_items(arrows, [arrow.weight in lit for arrow in arrows])
    each = [f"{_number(arrow.number)}·{arrow.sender} ({arrow.weight})" for arrow in shown]
    return text_with_commas(_and_more(each, more))


def _and_more(shown: Sequence[str], more: int) -> list[str]:
    """Return what is shown of a list, and how many are not."""
    if not more:
        return list(shown)
    return [*shown, text_so_many("{dots} {n} more", "{dots} {n} more", more, dots="…")]


def _neuron(neuron: NeuronPicture) -> str:
    name = _text(neuron.name)
    return f"{name}<br>{_assigned(*neuron.bias)}" if neuron.bias else name


def _given(name: str, number: str) -> str:
    return _assigned(name, number) if number else _text(name)


def _assigned(name: str, number: str) -> str:
    return _text(_shown(name, number))


def _shown(name: str, number: str) -> str:
    return f"{name} = {_number(number)}"


def _number(number: str) -> str:
    return signed(number, UNICODE)


def _text(label: str) -> str:
    """Return text for a quoted label, with Mermaid's own escapes for what acts in it."""
    return _ACTING.sub(lambda found: f"#{ord(found[0])};", on_one_line(visible(label)))
