"""What stands in each box of a network's picture, and how wide and high it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from backprop_tutor.blocks.pictures import Arrow, LayerPicture, Network, NeuronPicture
from backprop_tutor.views.notation import label, notated, signed
from backprop_tutor.views.text.ascii import ascii_text
from backprop_tutor.views.text.drawing.canvas import HEAVY, LIGHT, Canvas
from backprop_tutor.views.text.layout import Signs, cells
from backprop_tutor.views.text.long_lists import kept_items
from backprop_tutor.views.text.tables import aligned
from backprop_tutor.wording import text, text_so_many


@dataclass(frozen=True, slots=True)
class Box:
    """A neuron or an input: its rows, which of them are lit, and its target if it has one.

    Without a frame it is no neuron, but says how many are not drawn.
    """

    name: str
    rows: tuple[str, ...]
    lit_rows: frozenset[int] = frozenset()
    lit: bool = False
    framed: bool = True
    title: str = ""
    """What stands in the frame, where it is more than the name."""
    titled: bool = True
    """Whether the name stands in the frame; that of an input stands beside its number."""
    target: str | None = None
    lit_senders: frozenset[str] = frozenset()
    pad: int = 1
    """The cells of air inside its frame, left and right."""

    @property
    def width(self) -> int:
        """The cells its frame takes."""
        widest = max(map(cells, self.rows), default=0)
        return (
            max(
                widest + 2 + 2 * self.pad,
                cells(self.title or self.name) + 4 + 2 * self.pad if self.titled else 0,
            )
            if self.framed
            else widest
        )

    @property
    def height(self) -> int:
        """The rows its frame takes."""
        return len(self.rows) + (2 if self.framed else 0)


@dataclass(frozen=True, slots=True)
class Column:
    """The inputs or a layer: boxes under a caption."""

    caption: str
    boxes: tuple[Box, ...]

    @property
    def width(self) -> int:
        """The cells of the widest box."""
        return max((box.width for box in self.boxes), default=0)


def columns_of(picture: Network, signs: Signs, *, with_targets: bool) -> list[Column]:
    """Return the inputs and the layers; ``with_targets`` puts a target as a row into its box."""
    inputs = _inputs(picture, signs)
    return [*inputs, *(_layer(layer, picture.lit, signs, with_targets) for layer in picture.layers)]


def draw(canvas: Canvas, box: Box, x: int, y: int, width: int) -> None:
    """Draw a box with its top left corner at ``x``, ``y``."""
    if not box.framed:
        canvas.text(x + (width - box.width) // 2, y, box.rows[0], "remark")
        return
    canvas.box(x, y, width, box.height, HEAVY if box.lit else LIGHT)
    if box.titled:
        canvas.text(x + 1 + box.pad, y, f" {box.title or box.name} ", "lit" if box.lit else "value")
    x += (width - max(map(cells, box.rows), default=0)) // 2
    for k, row in enumerate(box.rows, 1):
        lit = k - 1 in box.lit_rows
        canvas.text(x, y + k, row, "lit" if lit else "")
        if lit and box.pad:
            canvas.text(x - 1, y + k, canvas.signs.lit, "lit")


def _inputs(picture: Network, signs: Signs) -> list[Column]:
    if not picture.inputs:
        return []
    chosen, more = kept_items(picture.inputs, [name in picture.lit for name, _ in picture.inputs])
    boxes = input_boxes(chosen, picture.lit, signs)
    return [Column(notated(text("inputs"), signs), (*boxes, *_more(more, signs)))]


def input_boxes(
    inputs: Sequence[tuple[str, str]], lit: frozenset[str], signs: Signs
) -> tuple[Box, ...]:
    """Return the boxes of numbers that go in; where each sample has its own, of names alone."""
    numbers = aligned([signed(number, signs) for _, number in inputs])
    widest = max((cells(name) for name, _ in inputs), default=0)
    return tuple(
        Box(
            name,
            (f"{name.ljust(widest)}  {shown}" if shown else name,),
            frozenset({0}) if name in lit else frozenset(),
            name in lit,
            titled=False,
        )
        for (name, _), shown in zip(inputs, numbers, strict=True)
    )


def _layer(layer: LayerPicture, lit: frozenset[str], signs: Signs, with_targets: bool) -> Column:
    caption = label(layer.caption)
    chosen, more = kept_items(layer.neurons, [neuron.name in lit for neuron in layer.neurons])
    boxes = [neuron_box(neuron, lit, signs, with_targets=with_targets) for neuron in chosen]
    return Column(
        caption if signs.unicode else ascii_text(caption),
        (*boxes, *_more(more, signs)),
    )


def neuron_box(
    neuron: NeuronPicture,
    lit: frozenset[str],
    signs: Signs,
    *,
    with_targets: bool,
    is_aligned: bool = True,
    is_whole: bool = False,
) -> Box:
    """Return the box of a neuron: a row for each weight with its number and its sender.

    Not aligned, the rows take less room; of many weights some are left out, unless it is whole.
    """
    arrows, more = (list(neuron.arrows), 0) if is_whole else kept_arrows(neuron, lit)
    named = [(arrow.weight, arrow.number, signs.times + arrow.sender) for arrow in arrows]
    gap_at = len(named)
    if neuron.bias is not None:
        named.append((*neuron.bias, ""))
    widest = max((cells(name) for name, _, _ in named), default=0)
    numbers = aligned([signed(number, signs) for _, number, _ in named])
    rows = [
        f"{name.ljust(widest)}  {shown}{sender}".rstrip()
        if is_aligned
        else f"{name} {shown.strip()}{sender.replace(' ', '')}"
        for (name, _, sender), shown in zip(named, numbers, strict=True)
    ]
    lit_rows = [name in lit for name, _, _ in named]
    if more:
        rows.insert(gap_at, and_more(more, signs))
        lit_rows.insert(gap_at, False)
    # A column of their own: beside the senders of the weights their figures would widen the box.
    named_worked = [
        (name if signs.unicode else ascii_text(name), signed(number, signs))
        for name, number in neuron.worked
    ]
    widest = max((cells(name) for name, _ in named_worked), default=0)
    rows += [
        f"{name.ljust(widest)}  {number}" if is_aligned else f"{name} {number}"
        for name, number in named_worked
    ]
    target = None if neuron.target is None else signed(neuron.target, signs)
    if with_targets and target is not None:
        rows.append(notated(text("target {number}", number=target), signs))
    return Box(
        neuron.name,
        tuple(rows),
        frozenset(k for k, is_lit in enumerate(lit_rows) if is_lit),
        neuron.name in lit,
        target=None if with_targets else target,
        lit_senders=frozenset(_lit_senders(arrows, lit)),
    )


def kept_arrows(neuron: NeuronPicture, lit: frozenset[str]) -> tuple[list[Arrow], int]:
    """Return which of the weights stand in the box of a neuron, and how many do not."""
    return kept_items(neuron.arrows, [arrow.weight in lit for arrow in neuron.arrows])


def _lit_senders(arrows: Iterable[Arrow], lit: frozenset[str]) -> Iterable[str]:
    return (arrow.sender for arrow in arrows if arrow.weight in lit)


def _more(count: int, signs: Signs) -> tuple[Box, ...]:
    return (Box("", (and_more(count, signs),), framed=False),) if count else ()


def and_more(count: int, signs: Signs) -> str:
    """Return the row that stands for so many that are not drawn."""
    more = text_so_many("{dots} {n} more", "{dots} {n} more", count, dots=signs.ellipsis)
    return notated(more, signs)
