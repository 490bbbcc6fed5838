"""What the tests of the views show: Mazur's network, and a page with every kind of block."""

import os
from pathlib import Path

from backprop_tutor.blocks.blocks import (
    Block,
    Equation,
    Figure,
    Prose,
    Table,
    Tone,
    Value,
    WithNumbers,
)
from backprop_tutor.blocks.pictures import Arrow, Chain, LayerPicture, Network, NeuronPicture
from backprop_tutor.formula.expression import (
    ONE,
    Call,
    Name,
    Power,
    Product,
    Sum,
    difference,
    number,
    product,
)

GOLDEN = Path(__file__).parent / "golden" / "views"
N = Name

NET = Sum((Product((N("w1"), N("i1"))), Product((N("w2"), N("i2"))), N("b1")))
NUMBERS = {"w1": "0.15", "i1": "0.05", "w2": "0.20", "i2": "0.10", "b1": "0.35"}
LINKS = ("E_total", "out_o1", "net_o1", "w5")


def expect_golden(name: str, text: str) -> None:
    """Compare with a golden file; ``GOLDEN=write pytest`` writes it anew, for a reader to judge."""
    path = GOLDEN / name
    if os.environ.get("GOLDEN") == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def mazur(lit: frozenset[str] = frozenset()) -> Figure:
    hidden = (
        NeuronPicture("h1", (Arrow("w1", "0.15", "i1"), Arrow("w2", "0.20", "i2")), ("b1", "0.35")),
        NeuronPicture("h2", (Arrow("w3", "0.25", "i1"), Arrow("w4", "0.30", "i2")), ("b1", "0.35")),
    )
    outputs = (
        NeuronPicture(
            "o1",
            (Arrow("w5", "0.40", "h1"), Arrow("w6", "0.45", "h2")),
            ("b2", "0.60"),
            "0.01",
        ),
        NeuronPicture(
            "o2",
            (Arrow("w7", "0.50", "h1"), Arrow("w8", "0.55", "h2")),
            ("b2", "0.60"),
            "0.99",
        ),
    )
    layers = (
        LayerPicture("hidden layer, sigmoid", hidden),
        LayerPicture("output layer, sigmoid", outputs),
    )
    return Figure(Network((("i1", "0.05"), ("i2", "0.10")), layers, lit))


def wide(*sizes: int, lit: frozenset[str] = frozenset()) -> Figure:
    """A network of any shape, with negative weights: inputs x1 …, neurons a1 … b1 …"""
    inputs = tuple((f"x{k}", f"{k * 0.37 - 3:.2f}") for k in range(1, sizes[0] + 1))
    senders = [name for name, _ in inputs]
    layers: list[LayerPicture] = []
    weight = 0
    for depth, size in enumerate(sizes[1:], 2):
        last = depth == len(sizes)
        neurons = []
        for k in range(1, size + 1):
            arrows = []
            for sender in senders:
                weight += 1
                arrows.append(Arrow(f"w{weight}", f"{weight * 0.618 % 1 - 0.5:.3f}", sender))
            bias = (f"c{depth}{k}", "0.1")
            target = "1" if last else None
            neurons.append(NeuronPicture(f"{'_zabcdefg'[depth]}{k}", tuple(arrows), bias, target))
        caption = "output layer, softmax" if last else "hidden layer, tanh"
        layers.append(LayerPicture(caption, tuple(neurons)))
        senders = [neuron.name for neuron in neurons]
    return Figure(Network(inputs, tuple(layers), lit))


STEP: tuple[Block, ...] = (
    Prose(("A step by step backpropagation example",), Tone.TITLE),
    Prose(
        (
            "Two inputs, two hidden neurons, two outputs. In each update the weight ",
            N("w5"),
            " becomes ",
            difference(N("w5"), product(N("eta"), N("dE_total/dw5"))),
            ", and so does every other.\nThe biases stay.",
        ),
    ),
    Prose(("Step 12 of 64: the slope of ", N("out_o1")), Tone.HEADING),
    Figure(Chain(LINKS, 1, 2, "dout_o1/dnet_o1")),
    Prose(("What is ", N("dout_o1/dnet_o1"), "?")),
    Prose(("Cannot be read as an answer: it ends too early.",), Tone.WRONG),
    Prose(("out_o1**\n        ^",), Tone.CODE),
    Prose(
        (
            "Not yet. It looks as if the slope ",
            Product((N("out_o1"), difference(ONE, N("out_o1")))),
            " was left out.",
        ),
        Tone.WRONG,
    ),
    Prose(("The slope of the sigmoid has a short form.",), Tone.HINT),
    Prose(("Correct. It is never more than 0.25.",), Tone.RIGHT),
    Prose(("Forward",), Tone.SUBHEADING),
    Equation(N("net_h1"), (NET, WithNumbers(NET, NUMBERS), Value("0.3775"))),
    Equation(N("out_h1"), (Call("sigmoid", (N("net_h1"),)), Value("0.593270", exact=False))),
    Equation(
        N("E_o1"),
        (Product((number("1/2"), Power(difference(N("target_o1"), N("out_o1")), number(2)))),),
    ),
    Equation(
        N("dE_total/dw5"),
        (
            product(N("dE_total/dout_o1"), N("dout_o1/dnet_o1"), N("dnet_o1/dw5")),
            Value("0.0821670", exact=False),
        ),
    ),
    Prose(("The published page rounds here.",), Tone.REMARK),
    Table(
        ("parameter", "before", "gradient", "after"),
        (
            (N("w5"), Value("0.40"), Value("0.0821670"), Value("0.358916")),
            (N("w7"), Value("0.50"), Value("-0.0226025"), Value("0.511301")),
            (N("w8"), Value("0.55"), Value("-4.3857e-10"), Value("12.5614")),
        ),
    ),
    Table(
        ("say", "and you get"),
        (
            ("hint", "the next hint: first the principle, then the formula, then the numbers"),
            ("quit", "out of here; nothing that was answered is lost"),
        ),
    ),
)
