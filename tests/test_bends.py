"""What plot says where a curve has no tangent, where it is level, and where momentum takes over."""

import re

import pytest
from test_cli import Runner, run  # noqa: F401 - a fixture

KINK = """\
version: 1
title: At the kink
inputs: {x1: 1, x2: 2}
targets: {o: 1.5}
layers:
  - neurons: [h1, h2]
    activation: relu
    weights: [[0.4, -0.2], [0.3, 0.15]]
  - neurons: [o]
    activation: linear
    weights: [[0.4, -0.6]]
    biases: [{d: 0.1}]
loss: absolute_error
learning_rate: 0.1
"""
MOMENTUM = """\
version: 1
title: Momentum over a batch
samples:
  - {inputs: {x1: 0, x2: 1}, targets: {y: 1}}
  - {inputs: {x1: 1, x2: 1}, targets: {y: 0}}
  - {inputs: {x1: 0.5, x2: -0.5}, targets: {y: 0.25}}
update: batch_mean
momentum: 0.9
layers:
  - neurons: [h1, h2]
    activation: tanh
    weights: [{w1: 0.3, w2: -0.8}, {w3: 0.5, w4: 0.2}]
    biases: [{b1: 0.1}, {b2: -0.3}]
  - neurons: [y]
    activation: sigmoid
    weights: [{w5: 1.1, w6: -0.7}]
    biases: [{b3: 0.2}]
loss: binary_cross_entropy
learning_rate: 0.4
"""


def graph(nodes: str, **parameters: float) -> str:
    """A file whose node f is brought down; x is 1."""
    numbers = ", ".join(f"{name}: {number}" for name, number in parameters.items())
    rows = "".join(f"  - {node}\n" for node in nodes.split("; "))
    return (
        f"version: 1\ntitle: A node\ninputs: {{x: 1}}\nparameters: {{{numbers}}}\n"
        f"nodes:\n{rows}differentiate: f\nlearning_rate: 0.1\n"
    )


def plotted(run: Runner, text: str, weight: str, *options: str) -> str:  # noqa: F811
    return run("plot", "-", "--weight", weight, "--plain", *options, stdin=text).out


@pytest.mark.parametrize(
    ("text", "weight", "says"),
    [
        (KINK, "w1", "relu(net_h1) bends there, because net_h1 is 0. To the left of it the slope "
         "is 0, to the right −0.4. The lesson has to choose one: that of ReLU at 0 is taken as 0. "
         "So ∂E_total/∂w1 is 0, and this is the slope of the dotted line."),
        (KINK.replace("o: 1.5", "o: -0.26"), "w6", "because target_o − out_o is 0. To the left of "
         "it the slope is −0.6, to the right 0.6. The lesson has to choose one: that of the "
         "absolute value at 0 is taken as 0."),
        (KINK.replace("activation: relu", "activation: leaky_relu"), "w1",
         "to the right −0.4. The lesson has to choose one: that of leaky ReLU at 0 is taken as "
         "0.01. So ∂E_total/∂w1 is −0.004"),
        (graph("q = max(a*x, b); f = 3*q + a", a=2, b=2), "a", "max(a·x, b) bends there, because "
         "two of its arguments are equal. To the left of it the slope is 1, to the right 4. The "
         "lesson has to choose one: where two arguments of max are equal, its slope is taken as 1 "
         "with respect to the first and as 0 with respect to the other; a number counts before a "
         "name. So ∂f/∂a is 4, and this is the slope of the dotted line."),
        (graph("q = min(a*x, b, x); f = 3*q", a=1, b=2), "a", "to the right 0."),
    ],
)  # fmt: skip
def test_a_kink_is_named_with_its_convention(
    run: Runner,  # noqa: F811
    text: str,
    weight: str,
    says: str,
) -> None:
    page = plotted(run, text, weight)
    assert "The curve has a kink at the current point: " in page
    assert says in page
    assert "touches the curve" not in page
    assert "makes no difference" not in page


@pytest.mark.parametrize(
    ("text", "weight", "says"),
    [
        (KINK, "w5", "A little more or less of w5 makes no difference."),
        (KINK, "w2", "The curve has a kink"),
        (KINK, "w6", "touches the curve"),
        (graph("h = relu(a*x); f = h^2", a=0), "a", "makes almost no difference."),
        (graph("f = (a*x - 1)^2", a=1), "a", "A little more or less of a makes almost no"),
        (graph("h = relu(a*x); f = h*b + b", a=0, b=2), "b", "touches the curve"),
        (graph("h = relu(a*x); f = h*b", a=0.001, b=2), "a", "touches the curve"),
        (graph("q = abs(a*x); r = abs(a*x); f = q - r + 2*a", a=0), "a", "touches the curve"),
    ],
)
def test_where_there_is_a_tangent_it_touches(
    run: Runner,  # noqa: F811
    text: str,
    weight: str,
    says: str,
) -> None:
    assert says in plotted(run, text, weight)


def test_a_step_from_a_kink_is_not_said_to_jump(run: Runner) -> None:  # noqa: F811
    """The lowest point of a V, with a slope beside it: there is no valley to land in."""
    page = plotted(run, graph("q = abs(a*x); f = 2*q + a", a=0), "a")
    assert "kink" in page
    assert "jumped" not in page
    assert "at a kink the slope may say nothing about the side to which the step goes" in page


def test_momentum_against_the_slope(run: Runner) -> None:  # noqa: F811
    page = plotted(run, MOMENTUM, "b2", "--after", "5")
    assert "its slope is 0.0224543" in page
    assert (
        "Uphill is to the right, and yet the step goes there: v_b2_new = −0.0128285, which is "
        "kept from the earlier steps, carries it on against the slope, from b2 = −0.17515327 to "
        "−0.17002188. There the loss is 0.492147, no lower than before." in page
    )
    assert "jumped" not in page
    climbing = plotted(run, MOMENTUM + "direction: ascent\n", "b2")
    assert re.search("Uphill is to the (left|right), and there the step goes: from b2", climbing)
