"""A network in layers as a drawing: weights on the arrows, what is worked out in the neurons."""

from collections.abc import Sequence

from backprop_tutor.blocks.pictures import Arrow, Graph, LayerPicture, Network, NeuronPicture
from backprop_tutor.views.html.markup import Markup, element, escaped, in_one
from backprop_tutor.views.html.svg import (
    SIZE,
    arrow_head,
    drawing,
    lettering,
    masked,
    quantity,
    width_of,
)
from backprop_tutor.views.notation import signed
from backprop_tutor.views.text.layout import UNICODE
from backprop_tutor.views.text.long_lists import MOST_DRAWN
from backprop_tutor.wording import text

_SMALL = 12
_RADIUS = 24
_NARROWEST = 190
"""Of a column."""
_UPHILL, _DOWNHILL = 0.27, 0.73
"""How far along its arrow a number stands: at the lower end, above the neuron.

Below a neuron stands what is worked out there.
"""
_AIR = 34
_LINE = SIZE + 3
_ABOVE = 40
"""Room for the captions."""
_LABELLED = 4
"""With more neurons in a layer the numbers of all arrows would lie on each other."""


def fits(picture: Network) -> bool:
    """Whether a drawing of the network can be read."""
    sizes = [len(picture.inputs), *(len(layer.neurons) for layer in picture.layers)]
    return max(sizes, default=0) <= MOST_DRAWN


def network_svg(picture: Network) -> Markup:
    """Return the layers from left to right, inputs first."""
    captions = [*([text("inputs")] if picture.inputs else []), *_captions(picture.layers)]
    columns = [[name for name, _ in picture.inputs]] if picture.inputs else []
    columns += [[neuron.name for neuron in layer.neurons] for layer in picture.layers]
    below = {neuron.name: _below(neuron) for layer in picture.layers for neuron in layer.neurons}
    below |= {name: [_number(number)] if number else [] for name, number in picture.inputs}
    neurons = [neuron for layer in picture.layers for neuron in layer.neurons]
    column = _width_of_a_column(neurons)
    row = 2 * _RADIUS + _AIR + _LINE * max(map(len, below.values()), default=0)
    tallest = max(map(len, columns))
    height = _ABOVE + tallest * row
    places = {
        name: (column * (k + 0.5), _ABOVE + row * (i + 0.5 + (tallest - len(names)) / 2) - _AIR)
        for k, names in enumerate(columns)
        for i, name in enumerate(names)
    }
    crowded = max(map(len, columns)) > _LABELLED
    arrows = [piece for one in neurons for piece in _arrows(one, places, picture, crowded)]
    heads = [
        lettering(column * (k + 0.5), SIZE + 2, escaped(caption), class_="caption")
        for k, caption in enumerate(captions)
    ]
    nodes = [
        _node(name, places[name], below[name], classes_of("node", name, picture))
        for names in columns
        for name in names
    ]
    return drawing(column * len(columns), height, *arrows, *heads, *nodes)


def _width_of_a_column(neurons: Sequence[NeuronPicture]) -> float:
    """Return how wide a column is where the numbers of two arrows that cross stand in one row."""
    widest = max((_width(arrow) for one in neurons for arrow in one.arrows), default=0)
    return max(_NARROWEST, 2 * _RADIUS + (widest + SIZE / 2) / (_DOWNHILL - _UPHILL))


def _width(arrow: Arrow) -> float:
    return width_of(f"{arrow.weight} = {arrow.number}", _SMALL)


def _captions(layers: Sequence[LayerPicture]) -> list[str]:
    return [layer.caption for layer in layers]


def _number(number: str) -> Markup:
    return escaped(signed(number, UNICODE))


def _below(neuron: NeuronPicture) -> list[Markup]:
    """Return the lines below a neuron: its bias, what is worked out, its target."""
    lines = []
    if neuron.bias is not None:
        lines.append(_assigned(quantity(neuron.bias[0]), neuron.bias[1]))
    lines += [_assigned(escaped(name), number) for name, number in neuron.worked]
    if neuron.target is not None:
        lines.append(escaped(text("target {number}", number=signed(neuron.target, UNICODE))))
    return lines


def _assigned(name: Markup, number: str) -> Markup:
    return in_one([name, escaped(" = "), _number(number)])


def classes_of(kind: str, name: str, picture: Network | Graph) -> str:
    """Return the classes of a part of a picture: whether it is lit, and whether it is amiss."""
    lit = " lit" if name in picture.lit else ""
    return f"{kind}{lit} amiss" if name in picture.amiss else f"{kind}{lit}"


def _node(name: str, place: tuple[float, float], below: Sequence[Markup], style: str) -> Markup:
    x, y = place
    return element(
        "g",
        element("circle", cx=x, cy=y, r=_RADIUS),
        lettering(x, y + SIZE / 3, quantity(name)),
        *(
            lettering(x, y + _RADIUS + _LINE * (k + 1), line, class_="small")
            for k, line in enumerate(below)
        ),
        class_=style,
    )


def _arrows(
    neuron: NeuronPicture,
    places: dict[str, tuple[float, float]],
    picture: Network,
    crowded: bool,
) -> list[Markup]:
    pieces = []
    for arrow in neuron.arrows:
        if arrow.sender not in places:
            continue
        (x, y), (to_x, to_y) = places[arrow.sender], places[neuron.name]
        is_shown = arrow.weight in picture.lit | picture.amiss
        length = ((to_x - x) ** 2 + (to_y - y) ** 2) ** 0.5
        cut_x, cut_y = (to_x - x) * _RADIUS / length, (to_y - y) * _RADIUS / length
        start, end = (x + cut_x, y + cut_y), (to_x - cut_x, to_y - cut_y)
        pieces.append(_arrow(start, end, classes_of("arrow", arrow.weight, picture)))
        if is_shown or not crowded:
            share = 0.5 if to_y == y else _DOWNHILL if to_y > y else _UPHILL
            at = (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)
            told = _assigned(quantity(arrow.weight), arrow.number)
            style = classes_of("weight", arrow.weight, picture)
            pieces.append(
                masked(at, _width(arrow), lettering(at[0], at[1] + SIZE / 4, told, class_=style))
            )
    return pieces


def _arrow(start: tuple[float, float], end: tuple[float, float], style: str) -> Markup:
    (x, y), (to_x, to_y) = start, end
    length = ((to_x - x) ** 2 + (to_y - y) ** 2) ** 0.5
    along = (to_x - x) / length, (to_y - y) / length
    line = element("path", d=f"M{x:.1f} {y:.1f} L{to_x:.1f} {to_y:.1f}")
    return element("g", line, arrow_head(end, along), class_=style)
