"""The network as a Mermaid flowchart or, where it is large, as the rows of a table."""

import re
from collections.abc import Sequence

from backprop_tutor.teaching.pictures import Arrow, Network, NeuronPicture
from backprop_tutor.teaching.step import Inline
from backprop_tutor.untrusted import visible
from backprop_tutor.views.boxes import MOST, kept

_ACTING = re.compile(r"[^\w .,()=+−½/-]")


def is_small(picture: Network) -> bool:
    """Whether a chart of the network can be read."""
    sizes = [len(picture.inputs), *(len(layer.neurons) for layer in picture.layers)]
    arrows = [len(neuron.arrows) for layer in picture.layers for neuron in layer.neurons]
    return max((*sizes, *arrows), default=0) <= MOST


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

    inputs = [(name, f'(["{_assigned(name, number)}', '"])') for name, number in picture.inputs]
    if inputs:
        group("inputs", inputs)
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
            node, target = ids[neuron.name], _text(f"target {_number(neuron.target)}")
            lines.append(f'    {node} -.- t{node}("{target}")')
    lit = [ids[name] for name in ids if name in picture.lit]
    if lit:
        lines += ["    classDef lit stroke-width:4px", f"    class {','.join(lit)} lit"]
    if lit_edges:
        lines.append(f"    linkStyle {','.join(lit_edges)} stroke-width:4px")
    return "\n".join(lines)


def listing(picture: Network) -> tuple[tuple[str, ...], list[tuple[Inline, ...]]]:
    """Return heads and rows: what enters each neuron, in short."""
    rows: list[tuple[Inline, ...]] = []
    if picture.inputs:
        shown, more = kept(picture.inputs, [name in picture.lit for name, _ in picture.inputs])
        given = ", ".join(_shown(name, number) for name, number in shown)
        rows.append(("inputs", "", _and_more(given, more), "", ""))
    for layer in picture.layers:
        neurons, more = kept(layer.neurons, [n.name in picture.lit for n in layer.neurons])
        for neuron in neurons:
            bias = _shown(*neuron.bias) if neuron.bias else ""
            entering = _entering(neuron.arrows, picture.lit)
            target = _number(neuron.target) if neuron.target is not None else ""
            rows.append((layer.caption, neuron.name, entering, bias, target))
        if more:
            rows.append((layer.caption, f"… {more} more", "", "", ""))
    return ("layer", "neuron", "what enters", "bias", "target"), rows


def _entering(arrows: Sequence[Arrow], lit: frozenset[str]) -> str:
    shown, more = kept(arrows, [arrow.weight in lit for arrow in arrows])
    each = (f"{_number(arrow.number)}·{arrow.sender} ({arrow.weight})" for arrow in shown)
    return _and_more(", ".join(each), more)


def _and_more(text: str, more: int) -> str:
    return f"{text}, … {more} more" if more else text


def _neuron(neuron: NeuronPicture) -> str:
    name = _text(neuron.name)
    return f"{name}<br>{_assigned(*neuron.bias)}" if neuron.bias else name


def _assigned(name: str, number: str) -> str:
    return _text(_shown(name, number))


def _shown(name: str, number: str) -> str:
    return f"{name} = {_number(number)}"


def _number(text: str) -> str:
    return text.replace("-", "−")


def _text(text: str) -> str:
    """Return text for a quoted label, with Mermaid's own escapes for what acts in it."""
    return _ACTING.sub(lambda found: f"#{ord(found[0])};", " ".join(visible(text).split()))
