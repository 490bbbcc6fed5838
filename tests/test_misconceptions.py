"""Every wrong idea, held against the wrong arithmetic that a learner would do by hand."""

import math
import os
import pkgutil
import random
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import cache
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from free_graphs import circuit, skip
from networks import mazur, network
from together import together
from work import calls

from backprop_tutor.formula.expression import Negative, names_in
from backprop_tutor.loader import load, load_text
from backprop_tutor.maths.tape.tape import GIVEN, Role
from backprop_tutor.scenario.scenario import Direction, Method, RateSteps, Sample, Scenario, Update
from backprop_tutor.teaching.misconceptions import (
    IDEAS,
    Consequence,
    Idea,
    candidates,
    consequences,
    ideas,
    pairs,
)
from backprop_tutor.teaching.misconceptions.consequence import consequence
from backprop_tutor.teaching.misconceptions.dependencies import Dependencies
from backprop_tutor.teaching.subject.subject import Subject, subject_of
from backprop_tutor.wording import text

CONTRACT = frozenset(
    """
error-sign half-lost mean-for-sum loss-for-derivative absolute-error other-outputs-error
only-one-output bce-sign
no-output-activation-slope slope-kept-with-cross-entropy softmax-diagonal-only
softmax-not-normalised-exp slope-of-activated-value slope-of-net slope-of-error half-the-slope
slope-sign wrong-function-slope other-neurons-slope relu-slope net-for-output output-for-net
exp-sign missing-parentheses
weight-for-input input-for-weight delta-for-gradient previous-net-for-output
network-input-at-output neighbour other-delta no-error-term
one-path-only paths-multiplied paths-averaged error-split-by-weight raw-errors-back
no-hidden-activation-slope incoming-weights transposed-weights weights-left-out updated-weights
hidden-target
bias-forgotten bias-does-not-learn bias-times-input shared-bias-one-term
uphill step-for-weight no-learning-rate rate-in-gradient rate-twice no-update
errors-averaged-first sum-for-mean-over-samples one-sample-only updated-inside-batch
error-for-loss squares-apart log-base bce-one-half output-for-delta weighted-sum-left-out
inner-derivative power-rule-on-exp velocity-convention path-counted-twice
no-bias-correction decay-in-the-moments
shared-weight-one-use scale-forgotten keys-for-queries mean-path-forgotten variance-path-forgotten
skip-path-forgotten mask-forgotten
""".split()  # noqa: SIM905 - seventy names in quotes would hide the order of the contract.
)
"""The ids of MISCONCEPTIONS.md, without the plain slips, which are the judge's."""

_IN_A_GRAPH = {Role.NODE, Role.NODE_SLOPE, Role.ADJOINT}
_FORWARD = {Role.NET, Role.OUT, Role.NODE, Role.ERROR, Role.TOTAL}


@together("idea", IDEAS, ids=lambda idea: idea.id)
def test_a_sentence_names_nothing_that_the_learner_has_not_met(idea: Idea) -> None:
    one_letter = re.search(r"(?<!')\b(?![aA]\b)[a-zA-Z]\b", text(idea.say))
    assert one_letter is None or idea.id in {"bce-sign", "mean-for-sum"}, "no name of a book"
    of_every_line = len(idea.roles) == len(Role)
    if idea.roles & _IN_A_GRAPH and not of_every_line:
        assert "the loss" not in text(idea.say), "a graph may have none"
    if idea.roles & _FORWARD and not of_every_line and not idea.roles & {Role.LOSS_SLOPE}:
        assert not re.search("derivative|slope|gradient", text(idea.say)), (
            "not met in the forward pass"
        )


TEXTS = {
    "soft": """
version: 1
title: softmax and cross-entropy after tanh
inputs: {x1: 0.5, x2: -1.2}
targets: {y1: 0, y2: 1, y3: 0}
layers:
  - neurons: [h1, h2]
    activation: tanh
    weights: [[0.3, -0.4], [0.7, 0.2]]
    biases: [0.1, -0.2]
  - neurons: [y1, y2, y3]
    activation: softmax
    weights: [[0.6, -0.3], [0.4, 0.8], [-0.5, 0.1]]
    biases: [0.05, -0.15, 0.25]
loss: cross_entropy
learning_rate: 0.1
""",
    "relu": """
version: 1
title: ReLU, a linear output, and a loss without a half
inputs: {x1: 0.5, x2: -1.2}
targets: {y: 0.7}
layers:
  - neurons: [h1, h2, h3]
    activation: relu
    weights: [[0.9, -0.4], [0.7, 0.2], [-0.8, -0.6]]
    biases: [0.1, -0.4, 0.3]
  - neurons: [y]
    activation: linear
    weights: [[0.6, -0.3, 0.4]]
    biases: [0.05]
loss: squared_error
learning_rate: 0.1
""",
    "one": """
version: 1
title: one weight
inputs: {x: 0.5}
targets: {y: 0.7}
layers:
  - neurons: [y]
    activation: sigmoid
    weights: [[0.6]]
loss: half_squared_error
learning_rate: 0.1
""",
    "chain": """
version: 1
title: three hidden layers of one neuron
inputs: {x: 0.5}
targets: {y: 0.7}
layers:
  - {neurons: [h1], activation: sigmoid, weights: [[0.6]], biases: [0.1]}
  - {neurons: [h2], activation: sigmoid, weights: [[-0.8]], biases: [0.2]}
  - {neurons: [h3], activation: tanh, weights: [[0.9]], biases: [0.3]}
  - {neurons: [y], activation: sigmoid, weights: [[1.1]], biases: [0.4]}
loss: half_squared_error
learning_rate: 0.3
""",
    "deep": """
version: 1
title: three hidden layers
inputs: {x1: 0.5, x2: -0.4, x3: 0.9}
targets: {y1: 0.7, y2: 0.2}
layers:
  - neurons: [a1, a2, a3]
    activation: sigmoid
    weights: [[0.6, -0.1, 0.3], [0.2, 0.5, -0.7], [0.8, 0.4, -0.2]]
    bias: 0.15
  - neurons: [b1, b2]
    activation: tanh
    weights: [[0.35, -0.6, 0.45], [0.75, 0.25, -0.55]]
    biases: [0.1, -0.2]
  - neurons: [c1, c2]
    activation: linear
    weights: [[0.65, -0.95], [0.85, 0.05]]
  - neurons: [y1, y2]
    activation: sigmoid
    weights: [[0.44, -0.33], [0.22, 0.66]]
    biases: [0.12, 0.13]
loss: half_squared_error
learning_rate: 0.3
frozen: [bb1]
""".replace("biases: [0.1, -0.2]", "biases: [{bb1: 0.1}, {bb2: -0.2}]"),
}


_LINEAR = """
version: 1
title: A linear neuron and a loss
inputs: {{x: 1.5}}
targets: {{y: {target}}}
layers:
  - {{neurons: [y], activation: linear, weights: [[{weight}]], biases: [0.1]}}
loss: {loss}
learning_rate: 0.3
"""
GRAPHS = {
    "silu": _LINEAR.replace("linear,", "silu,").format(
        target=-1, weight=0.9, loss="half_squared_error"
    ),
    "huber far": _LINEAR.format(target=0, weight=0.9, loss="huber\ndelta: 0.5"),
    "huber near": _LINEAR.format(target=0, weight=0.2, loss="huber\ndelta: 0.5"),
    "score": _LINEAR.format(target=1, weight=0.3, loss="binary_cross_entropy\nfrom_scores: true"),
    "scores": """
version: 1
title: Two scores
inputs: {x: 1.5}
targets: {y1: 1, y2: 0}
layers:
  - {neurons: [y1, y2], activation: linear, weights: [[0.4], [-0.3]], biases: [0.1, 0.2]}
loss: cross_entropy
from_scores: true
learning_rate: 0.3
""",
    "own": """
version: 1
title: A loss of its own, with a penalty
inputs: {x: 0.5}
targets: {y: 0.7}
layers:
  - {neurons: [y], activation: sigmoid, weights: [[0.6]], biases: [0.1]}
loss: {E_y: 3*(target_y - out_y)^2 + w1^2}
learning_rate: 0.1
""",
    "fork": """
version: 1
title: One input, one shared hidden unit, two units, one output
inputs: {I: 1.5}
parameters: {w1: 0.5, w2: -0.4, w3: 0.3, w4: 0.8, w5: 0.7}
nodes:
  - a = sigmoid(w1*I + 1)
  - b = sigmoid(w2*a + 1)
  - c = sigmoid(w3*a + 1)
  - O = sigmoid(w4*b + w5*c + 1)
differentiate: O
""",
    "recurrent": """
version: 1
title: One weight that is used at every step
inputs: {x1: 0.5, x2: -1.2}
parameters: {u: 0.9, w: 0.6}
targets: {h2: 0.7}
nodes:
  - h1 = tanh(u*x1)
  - h2 = tanh(u*x2 + w*h1)
loss: half_squared_error
learning_rate: 0.8
""",
    "twice": """
version: 1
title: A number that is used twice
inputs: {a: 2}
nodes:
  - b = a + a
  - c = a*a
  - d = b*c
differentiate: d
""",
    "diamond": """
version: 1
title: A value reached by several paths
inputs: {x: 1, a: 1}
nodes:
  - xa = x*a
  - x2 = x*x
  - f1 = x*xa
  - f2 = x*xa
  - f3 = x2*a
  - f = f1 + f3 + f2
differentiate: f
""",
    "exponential": """
version: 1
title: Exponentials and a square
inputs: {x: 2}
nodes:
  - u = exp(x)
  - k = exp(3*x) + x
  - m = (u - x)^2
  - f = u^2 + k + m
differentiate: f
""",
    "block": """
version: 1
title: Short cuts, then a norm
inputs: {x1: 0.5, x2: -1.2, x3: 2}
parameters: {w: 0.6}
nodes:
  - p1 = w*x1
  - r1 = x1 + p1
  - r2 = x2 + w*x2
  - r3 = x3 + w*x3
  - g = (r1 + r2 + r3)/3
  - c1 = r1 - g
  - c2 = r2 - g
  - c3 = r3 - g
  - u = (c1^2 + c2^2 + c3^2)/3
  - s = sqrt(u + 0.01)
  - n1 = c1/s
  - n2 = c2/s
  - n3 = c3/s
  - f = 2*n1 - 3*n2 + 4*n3
differentiate: f
""",
    "head": """
version: 1
title: A score of queries and keys, and a mask
inputs: {x1: 0.7, x2: -0.4, m: 0}
parameters: {a: 0.9, b: -0.5}
nodes:
  - q1 = a*x1
  - q2 = b*x1
  - k1 = a*x2
  - k2 = b*x2
  - s1 = (q1*k1 + q2*k2)/sqrt(2)
  - s2 = (q1*x1 + q2*x2)/sqrt(2)
  - h1, h2 = softmax(s1, s2)
  - o = h1*k1 + h2*k2
  - y = m*o/0.8 + tanh(o)
differentiate: y
""",
    "gated": """
version: 1
title: One neuron gates another, beside a product of two weights
inputs: {x: 0.5}
parameters: {w1: 0.6, w2: -0.8, w3: 0.4, w4: 0.9}
targets: {f: 0.7}
nodes:
  - a = sigmoid(w1*x)
  - b = tanh(w2*x)
  - f = a*b + w3*w4
loss: half_squared_error
learning_rate: 0.5
""",
}


SAMPLES = (("0.5", "0.7"), ("-1.2", "0.1"), ("0.9", "0.4"))
"""What goes into the network "one", and what should come out."""


def several(update: Update, count: int, **changes: Any) -> Scenario:
    """Return the network of one weight, with so many samples."""
    samples = tuple(Sample({"x": Decimal(x)}, {"y": Decimal(t)}) for x, t in SAMPLES[:count])
    one = load_text(TEXTS["one"], "one.yaml")
    return replace(one, samples=samples, update=update, learning_rate=Decimal("0.8"), **changes)


def _shares(sizes: list[int]) -> Scenario:
    """Return a network whose error is shared out along the weights, of layers unlike in size."""
    return replace(network(sizes, "sigmoid", seed=6), method=Method.ERROR_SPLIT)


OPTIMIZED = """\
version: 1
title: One weight and one bias
inputs: {x: 2}
targets: {y: 2}
parameters: {w: 0.5, b: -0.2}
nodes: [y = linear(w*x + b)]
loss: squared_error
learning_rate: 0.1
weight_decay: 0.2
"""
STATES = {
    "nesterov": "{v_w: 0.7, v_b: 0.4}",
    "rmsprop": "{v_w: 0.7, v_b: 0.4}\nepsilon: 0.01",
    "adam": "{m_w: 0.6, v_w: 0.7, m_b: -0.3, v_b: 0.4, t: 5}",
    "adamw": "{m_w: 0.6, v_w: 0.7, m_b: -0.3, v_b: 0.4, t: 5}\nepsilon: 0.01",
}


def squares() -> float:
    """The second moment of w after the update of rmsprop."""
    return 0.9 * 0.7 + 0.1 * 4.7**2


def adam_step() -> float:
    """How far adamw moves w besides its decay."""
    first = (0.9 * 0.6 - 0.1 * 4.8) / (1 - 0.9**6)
    second = (0.999 * 0.7 + 0.001 * 4.8**2) / (1 - 0.999**6)
    return 0.1 * first / (second**0.5 + 0.01)


BUILT: dict[str, Callable[[], Scenario]] = {
    "skip": skip,
    "circuit": circuit,
    "ascent": lambda: mazur(direction=Direction.ASCENT),
    "binary": lambda: network(
        [2, 2, 1], "sigmoid", loss="binary_cross_entropy", targets=["0.8"], seed=3
    ),
    "mse": lambda: network([2, 3, 3], ["leaky_relu", "tanh"], loss="mean_squared_error", seed=4),
    "bipolar": lambda: network([2, 2, 1], ["softplus", "bipolar_sigmoid"], seed=5),
    "batch": lambda: several(Update.BATCH_SUM, 2),
    "mean": lambda: several(Update.BATCH_MEAN, 3),
    "to one output": lambda: _shares([2, 3, 1]),
    "from one input": lambda: _shares([1, 2, 3]),
    "through one neuron": lambda: _shares([2, 1, 2]),
    "binary, two outputs": lambda: network(
        [2, 2, 2], "sigmoid", loss="binary_cross_entropy", targets=["0.8", "0.3"], seed=3
    ),
    "online": lambda: several(Update.ONLINE, 2, optimizer="momentum"),
    **{
        rule: lambda rule=rule: load_text(  # type: ignore[misc]
            f"{OPTIMIZED}optimizer: {rule}\nstate: {STATES[rule]}\n", f"{rule}.yaml"
        )
        for rule in ("nesterov", "rmsprop", "adam", "adamw")
    },
    "falling": lambda: replace(
        load_text(OPTIMIZED, "falling.yaml"),
        rate_steps=RateSteps(Decimal("0.8"), 5),
        state={"t": Decimal(12)},
    ),
}
"""Networks that are made here: skips, gates, samples and other losses."""


@cache
def subject(name: str) -> Subject:
    if name in BUILT:
        return subject_of(BUILT[name]())
    if name == "shares":
        return subject_of(replace(load("mazur"), method=Method.ERROR_SPLIT))
    texts = {**TEXTS, **GRAPHS}
    return subject_of(load_text(texts[name], f"{name}.yaml") if name in texts else load(name))


@cache
def plain(name: str) -> SimpleNamespace:
    """Return the given numbers and the forward pass, worked out here in floats."""
    scenario = subject(name).scenario
    numbers = {**scenario.inputs, **scenario.parameters}
    v = {key: float(value) for key, value in numbers.items()}
    v |= {f"t_{key}": float(value) for key, value in scenario.targets.items()}
    v["eta"] = float(scenario.learning_rate or 0)
    if name in FORWARD:
        return FORWARD[name](SimpleNamespace(**v))
    sent = {key: float(value) for key, value in scenario.inputs.items()}
    for layer in scenario.layers:
        nets = {}
        for neuron in layer.neurons:
            products = [v[w] * sent[s] for w, s in zip(neuron.weights, layer.senders, strict=True)]
            nets[neuron.name] = sum(products) + (v[neuron.bias] if neuron.bias else 0)
        whole = sum(math.exp(z) for z in nets.values())
        functions: dict[str, Callable[[float], float]] = {
            "sigmoid": sigmoid,
            "tanh": math.tanh,
            "relu": lambda z: max(z, 0.0),
            "leaky_relu": lambda z: z if z > 0 else z / 100,
            "softplus": lambda z: math.log(1 + math.exp(z)),
            "bipolar_sigmoid": lambda z: 2 * sigmoid(z) - 1,
            "silu": lambda z: z * sigmoid(z),
            "linear": lambda z: z,
            "softmax": lambda z, whole=whole: math.exp(z) / whole,  # type: ignore[misc]
        }
        sent = sent | {key: functions[layer.activation](z) for key, z in nets.items()}
        v |= {f"z_{key}": z for key, z in nets.items()} | sent
    return SimpleNamespace(**v)


def sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z))


def s(o: float) -> float:
    """The slope of the sigmoid."""
    return o * (1 - o)


def d1(v: SimpleNamespace) -> float:
    """The delta of o1 on a network with sigmoids and half the squared error."""
    return float((v.o1 - v.t_o1) * s(v.o1))


def d2(v: SimpleNamespace) -> float:
    return float((v.o2 - v.t_o2) * s(v.o2))


def back(v: SimpleNamespace, w5: float, w7: float) -> float:
    """dE_total/dw1 on mazur, with some weights back to h1."""
    return float((d1(v) * w5 + d2(v) * w7) * s(v.h1) * v.i1)


def g(w: float, sample: int) -> float:
    """The gradient of the one weight of the network "one", in one sample."""
    return d(w, sample) * float(SAMPLES[sample - 1][0])


def d(w: float, sample: int) -> float:
    """The delta there."""
    x, target = map(float, SAMPLES[sample - 1])
    return (sigmoid(w * x) - target) * s(sigmoid(w * x))


def inside_batch(v: SimpleNamespace) -> float:
    """The mean of three gradients, each at the weight that the one before has left behind."""
    first = g(v.w1, 1)
    second = g(v.w1 - v.eta * first, 2)
    third = g(v.w1 - v.eta * first - v.eta * second, 3)
    return (first + second + third) / 3


def loss_after_mazur(v: SimpleNamespace) -> float:
    """Mazur's own slip, in plain floats: back to the hidden layer along the new weights."""
    new = {
        "w5": v.w5 - v.eta * d1(v) * v.h1,
        "w6": v.w6 - v.eta * d1(v) * v.h2,
        "w7": v.w7 - v.eta * d2(v) * v.h1,
        "w8": v.w8 - v.eta * d2(v) * v.h2,
    }
    e1 = (d1(v) * new["w5"] + d2(v) * new["w7"]) * s(v.h1)
    e2 = (d1(v) * new["w6"] + d2(v) * new["w8"]) * s(v.h2)
    h1 = sigmoid((v.w1 - v.eta * e1 * v.i1) * v.i1 + (v.w2 - v.eta * e1 * v.i2) * v.i2 + v.b1)
    h2 = sigmoid((v.w3 - v.eta * e2 * v.i1) * v.i1 + (v.w4 - v.eta * e2 * v.i2) * v.i2 + v.b1)
    o1 = sigmoid(new["w5"] * h1 + new["w6"] * h2 + v.b2)
    o2 = sigmoid(new["w7"] * h1 + new["w8"] * h2 + v.b2)
    return float(0.5 * (v.t_o1 - o1) ** 2 + 0.5 * (v.t_o2 - o2) ** 2)


def after(v: SimpleNamespace) -> SimpleNamespace:
    """mazur once more, after an update that makes no mistake."""
    e1 = back(v, v.w5, v.w7)
    e2 = (d1(v) * v.w6 + d2(v) * v.w8) * s(v.h2) * v.i1
    per_input = v.i2 / v.i1
    h1 = sigmoid((v.w1 - v.eta * e1) * v.i1 + (v.w2 - v.eta * e1 * per_input) * v.i2 + v.b1)
    h2 = sigmoid((v.w3 - v.eta * e2) * v.i1 + (v.w4 - v.eta * e2 * per_input) * v.i2 + v.b1)
    w7, w8 = v.w7 - v.eta * d2(v) * v.h1, v.w8 - v.eta * d2(v) * v.h2
    return SimpleNamespace(h1=h1, h2=h2, o2=sigmoid(w7 * h1 + w8 * h2 + v.b2))


def fork_ahead(v: SimpleNamespace) -> SimpleNamespace:
    v.z_a = v.w1 * v.I + 1
    v.a = sigmoid(v.z_a)
    v.z_b, v.z_c = v.w2 * v.a + 1, v.w3 * v.a + 1
    v.b, v.c = sigmoid(v.z_b), sigmoid(v.z_c)
    v.z_O = v.w4 * v.b + v.w5 * v.c + 1
    v.O = sigmoid(v.z_O)
    return v


def fork(v: SimpleNamespace, **wrong: float) -> float:
    """∂O/∂out of a, with some weights wrong on the way back."""
    w = {**vars(v), **wrong}
    return float(s(v.O) * (w["w4"] * s(v.b) * w["w2"] + w["w5"] * s(v.c) * w["w3"]))


def fork_w1(v: SimpleNamespace, **wrong: float) -> float:
    return float(fork(v, **wrong) * s(v.a) * v.I)


def recurrent_ahead(v: SimpleNamespace) -> SimpleNamespace:
    v.h1 = math.tanh(v.u * v.x1)
    v.h2 = math.tanh(v.u * v.x2 + v.w * v.h1)
    v.d2 = (v.h2 - v.t_h2) * (1 - v.h2**2)
    return v


def gated_ahead(v: SimpleNamespace) -> SimpleNamespace:
    v.z_b = v.w2 * v.x
    v.f = sigmoid(v.w1 * v.x) * math.tanh(v.z_b) + v.w3 * v.w4
    return v


def block_ahead(v: SimpleNamespace) -> SimpleNamespace:
    """The sums, their norm, and the slopes of f by two of them, by hand."""
    rows = [v.x1, v.x2, v.x3]
    v.p1 = v.w * v.x1
    v.r1, v.r2, v.r3 = sums = [x + v.w * x for x in rows]
    v.g = sum(sums) / 3
    v.c1, v.c2, v.c3 = off = [r - v.g for r in sums]
    v.u = sum(c * c for c in off) / 3
    v.s = math.sqrt(v.u + 0.01)
    v.n1, counts = v.c1 / v.s, (2.0, -3.0, 4.0)
    along = sum(k * c for k, c in zip(counts, off, strict=True)) / v.s**3
    v.by_c = [k / v.s - along * c / 3 for k, c in zip(counts, off, strict=True)]
    v.by_r1 = v.by_c[0] - sum(v.by_c) / 3
    return v


def head_ahead(v: SimpleNamespace) -> SimpleNamespace:
    v.q1, v.q2, v.k1, v.k2 = v.a * v.x1, v.b * v.x1, v.a * v.x2, v.b * v.x2
    v.s1 = (v.q1 * v.k1 + v.q2 * v.k2) / math.sqrt(2)
    v.s2 = (v.q1 * v.x1 + v.q2 * v.x2) / math.sqrt(2)
    h1 = math.exp(v.s1) / (math.exp(v.s1) + math.exp(v.s2))
    v.o = h1 * v.k1 + (1 - h1) * v.k2
    return v


FORWARD: dict[str, Callable[[SimpleNamespace], SimpleNamespace]] = {
    "fork": fork_ahead,
    "gated": gated_ahead,
    "recurrent": recurrent_ahead,
    "block": block_ahead,
    "head": head_ahead,
    **dict.fromkeys(("twice", "diamond", "exponential", "micrograd"), lambda v: v),
}
"""The forward pass of the graphs that are no layers, once more in floats."""


Arithmetic = Callable[[SimpleNamespace], float]

ROWS: list[tuple[str, str, str, Arithmetic]] = [
    # the loss and its derivative
    ("error-sign", "mazur", "dE_total/dout_o1", lambda v: v.t_o1 - v.o1),
    ("error-sign", "soft", "dE_total/dnet_y2", lambda v: v.t_y2 - v.y2),
    ("half-lost", "mazur", "dE_total/dout_o1", lambda v: 2 * (v.o1 - v.t_o1)),
    ("half-lost", "mazur", "E_o1", lambda v: (v.t_o1 - v.o1) ** 2),
    ("half-lost", "relu", "dE_total/dout_y", lambda v: v.y - v.t_y),
    ("half-lost", "relu", "E_total", lambda v: 0.5 * (v.t_y - v.y) ** 2),
    ("two-not-brought-down", "mazur", "dE_total/dout_o1", lambda v: (v.o1 - v.t_o1) / 2),
    ("two-not-brought-down", "mazur", "dE_total/dw5", lambda v: d1(v) * v.h1 / 2),
    (
        "mean-for-sum",
        "mazur",
        "E_total",
        lambda v: ((v.t_o1 - v.o1) ** 2 + (v.t_o2 - v.o2) ** 2) / 4,
    ),
    ("mean-for-sum", "soft", "E_total", lambda v: -math.log(v.y2) / 3),
    ("error-for-loss", "mazur", "E_o1", lambda v: 0.5 * (v.t_o1 - v.o1)),
    ("half-in-the-square", "mazur", "E_o1", lambda v: (v.t_o1 - v.o1) ** 2 / 4),
    ("other-bias", "mazur", "net_o1", lambda v: v.z_o1 - v.b2 + v.b1),
    ("exponential-alone", "mazur", "out_h1", lambda v: math.exp(-v.z_h1)),
    ("sign-of-a-term", "mazur", "net_h1", lambda v: v.w1 * v.i1 - v.w2 * v.i2 + v.b1),
    ("loss-for-derivative", "mazur", "dE_total/dout_o2", lambda v: 0.5 * (v.t_o2 - v.o2) ** 2),
    ("absolute-error", "mazur", "dE_total/dw7", lambda v: -d2(v) * v.h1),
    ("other-outputs-error", "mazur", "dE_total/dout_o1", lambda v: v.o2 - v.t_o2),
    (
        "other-outputs-error",
        "mazur",
        "dE_total/dnet_o1",
        lambda v: (v.o1 - v.t_o1 + v.o2 - v.t_o2) * s(v.o1),
    ),
    ("other-outputs-error", "mazur", "dE_total/dout_o1", lambda v: v.o1 - v.t_o2),
    ("only-one-output", "mazur", "E_total", lambda v: 0.5 * (v.t_o2 - v.o2) ** 2),
    # activations
    ("no-output-activation-slope", "mazur", "dE_total/dw5", lambda v: (v.o1 - v.t_o1) * v.h1),
    ("no-output-activation-slope", "mazur", "dout_o1/dnet_o1", lambda v: 1.0),
    ("slope-kept-with-cross-entropy", "soft", "dE_total/dnet_y1", lambda v: v.y1 * s(v.y1)),
    (
        "slope-kept-with-cross-entropy",
        "soft",
        "dE_total/dw7",
        lambda v: (v.y2 - 1) * s(v.y2) * v.h1,
    ),
    ("softmax-diagonal-only", "soft", "dout_y1/dnet_y2", lambda v: 0.0),
    ("softmax-diagonal-only", "soft", "dE_total/dnet_y1", lambda v: 0.0),
    (
        "softmax-not-normalised-exp",
        "soft",
        "out_y1",
        lambda v: v.z_y1 / (v.z_y1 + v.z_y2 + v.z_y3),
    ),
    ("softmax-not-normalised-exp", "soft", "out_y1", lambda v: math.exp(v.z_y1)),
    ("slope-of-activated-value", "mazur", "dout_o1/dnet_o1", lambda v: s(sigmoid(v.o1))),
    ("slope-of-activated-value", "soft", "dout_h1/dnet_h1", lambda v: 1 - math.tanh(v.h1) ** 2),
    ("slope-of-net", "mazur", "dout_h1/dnet_h1", lambda v: v.z_h1 * (1 - v.z_h1)),
    ("slope-of-net", "soft", "dout_h2/dnet_h2", lambda v: 1 - v.z_h2**2),
    ("slope-of-net", "soft", "dout_y1/dnet_y2", lambda v: -v.z_y1 * v.z_y2),
    ("slope-of-error", "mazur", "dout_o1/dnet_o1", lambda v: s(v.o1 - v.t_o1)),
    ("half-the-slope", "mazur", "dout_o1/dnet_o1", lambda v: 1 - v.o1),
    ("half-the-slope", "mazur", "dE_total/dnet_o1", lambda v: (v.o1 - v.t_o1) * v.o1),
    ("half-the-slope", "soft", "dout_h1/dnet_h1", lambda v: v.h1**2),
    ("slope-sign", "mazur", "dout_h1/dnet_h1", lambda v: -s(v.h1)),
    ("slope-sign", "soft", "dout_y1/dnet_y2", lambda v: v.y1 * v.y2),
    ("wrong-function-slope", "mazur", "dout_o1/dnet_o1", lambda v: 1 - v.o1**2),
    ("wrong-function-slope", "soft", "dout_h1/dnet_h1", lambda v: s(v.h1)),
    ("other-neurons-slope", "mazur", "dout_h1/dnet_h1", lambda v: s(v.h2)),
    ("other-neurons-slope", "mazur", "dE_total/dw5", lambda v: (v.o1 - v.t_o1) * s(v.h1) * v.h1),
    ("relu-slope", "relu", "dout_h1/dnet_h1", lambda v: v.z_h1),
    ("relu-slope", "relu", "dout_h2/dnet_h2", lambda v: 1.0),
    ("net-for-output", "mazur", "out_h1", lambda v: v.z_h1),
    ("net-for-output", "mazur", "net_o1", lambda v: v.w5 * v.z_h1 + v.w6 * v.z_h2 + v.b2),
    ("net-for-output", "mazur", "E_o1", lambda v: 0.5 * (v.t_o1 - v.z_o1) ** 2),
    ("output-for-net", "mazur", "net_h1", lambda v: v.h1),
    ("output-for-net", "soft", "net_y2", lambda v: v.y2),
    ("exp-sign", "mazur", "out_h1", lambda v: 1 / (1 + math.exp(v.z_h1))),
    ("missing-parentheses", "mazur", "out_h1", lambda v: 1 + math.exp(-v.z_h1)),
    # weights and inputs
    ("weight-for-input", "mazur", "dE_total/dw5", lambda v: d1(v) * v.w5),
    ("input-for-weight", "mazur", "dnet_o1/dout_h2", lambda v: v.h2),
    ("input-for-weight", "mazur", "dE_total/dw1", lambda v: back(v, v.h1, v.h1)),
    ("delta-for-gradient", "mazur", "dE_total/dw5", d1),
    ("delta-for-gradient", "mazur", "w5_new", lambda v: v.w5 - v.eta * d1(v)),
    ("previous-net-for-output", "mazur", "dE_total/dw5", lambda v: d1(v) * v.z_h1),
    ("network-input-at-output", "mazur", "dE_total/dw5", lambda v: d1(v) * v.i2),
    ("network-input-at-output", "mazur", "net_o1", lambda v: v.w5 * v.i1 + v.w6 * v.i2 + v.b2),
    ("neighbour", "mazur", "dE_total/dw5", lambda v: d1(v) * v.h2),
    ("neighbour", "mazur", "dnet_h1/dw1", lambda v: v.i2),
    ("neighbour", "mazur", "net_h1", lambda v: v.w1 * v.i2 + v.w2 * v.i2 + v.b1),
    ("inputs-swapped", "mazur", "net_h1", lambda v: v.w1 * v.i2 + v.w2 * v.i1 + v.b1),
    ("other-delta", "mazur", "dE_total/dw5", lambda v: d2(v) * v.h1),
    ("other-delta", "mazur", "dE_o1/dout_h1", lambda v: d2(v) * v.w5),
    ("no-error-term", "mazur", "dE_total/dw5", lambda v: s(v.o1) * v.h1),
    ("no-error-term", "mazur", "dE_total/dw1", lambda v: s(v.h1) * v.i1),
    # hidden neurons
    ("one-path-only", "mazur", "dE_total/dw1", lambda v: back(v, v.w5, 0)),
    ("one-path-only", "mazur", "dE_total/dout_h1", lambda v: d2(v) * v.w7),
    (
        "paths-multiplied",
        "mazur",
        "dE_total/dw1",
        lambda v: d1(v) * v.w5 * d2(v) * v.w7 * s(v.h1) * v.i1,
    ),
    ("paths-averaged", "mazur", "dE_total/dw1", lambda v: back(v, v.w5, v.w7) / 2),
    (
        "error-split-by-weight",
        "mazur",
        "dE_total/dout_h1",
        lambda v: (v.o1 - v.t_o1) * v.w5 / (v.w5 + v.w6) + (v.o2 - v.t_o2) * v.w7 / (v.w7 + v.w8),
    ),
    (
        "raw-errors-back",
        "mazur",
        "dE_total/dw1",
        lambda v: ((v.o1 - v.t_o1) * v.w5 + (v.o2 - v.t_o2) * v.w7) * s(v.h1) * v.i1,
    ),
    (
        "no-hidden-activation-slope",
        "mazur",
        "dE_total/dw1",
        lambda v: (d1(v) * v.w5 + d2(v) * v.w7) * v.i1,
    ),
    ("incoming-weights", "mazur", "dE_total/dw1", lambda v: back(v, v.w1, v.w2)),
    ("transposed-weights", "mazur", "dE_total/dw1", lambda v: back(v, v.w5, v.w6)),
    ("transposed-weights", "mazur", "net_h1", lambda v: v.w1 * v.i1 + v.w3 * v.i2 + v.b1),
    ("weights-left-out", "mazur", "dE_total/dw1", lambda v: back(v, 1, 1)),
    (
        "updated-weights",
        "mazur",
        "dE_total/dw1",
        lambda v: back(v, v.w5 - v.eta * d1(v) * v.h1, v.w7 - v.eta * d2(v) * v.h1),
    ),
    ("updated-weights", "mazur", "E_total_new", loss_after_mazur),
    ("hidden-target", "mazur", "dE_total/dout_h1", lambda v: v.t_o1 - v.h1),
    ("hidden-target", "mazur", "dE_total/dnet_h2", lambda v: (v.h2 - v.t_o2) * s(v.h2)),
    # the error shared out
    ("error-sign", "shares", "miss_o1", lambda v: v.o1 - v.t_o1),
    ("split-evenly", "shares", "share_w5", lambda v: 0.5),
    ("split-evenly", "shares", "blame_h1_o1", lambda v: (v.t_o1 - v.o1) / 2),
    ("split-evenly", "shares", "miss_h1", lambda v: (v.t_o1 - v.o1 + v.t_o2 - v.o2) / 2),
    ("wrong-share-total", "shares", "share_w5", lambda v: v.w5 / (v.w5 + v.w7)),
    ("wrong-share-total", "shares", "share_w5", lambda v: v.w5 / v.w6),
    ("wrong-share-total", "shares", "blame_h1_o2", lambda v: v.w7 * (v.t_o2 - v.o2)),
    ("neighbour", "shares", "share_w7", lambda v: v.w8 / (v.w7 + v.w8)),
    ("neighbour", "shares", "blame_h1_o1", lambda v: v.w5 / (v.w5 + v.w6) * (v.t_o2 - v.o2)),
    ("transposed-weights", "shares", "share_w6", lambda v: v.w7 / (v.w5 + v.w7)),
    ("one-path-only", "shares", "miss_h1", lambda v: v.w5 / (v.w5 + v.w6) * (v.t_o1 - v.o1)),
    # biases
    ("bias-forgotten", "mazur", "net_h1", lambda v: v.w1 * v.i1 + v.w2 * v.i2),
    ("bias-forgotten", "mazur", "out_h1", lambda v: sigmoid(v.w1 * v.i1 + v.w2 * v.i2)),
    ("bias-does-not-learn", "mazur", "dE_total/db2", lambda v: 0.0),
    ("bias-does-not-learn", "relu", "b4_new", lambda v: v.b4),
    ("bias-times-input", "relu", "dE_total/db4", lambda v: 2 * (v.y - v.t_y) * v.b4),
    ("bias-times-input", "mazur", "dnet_o1/db2", lambda v: v.h2),
    ("shared-bias-one-term", "mazur", "dE_total/db2", d1),
    # updates
    ("uphill", "mazur", "w5_new", lambda v: v.w5 + v.eta * d1(v) * v.h1),
    ("step-for-weight", "mazur", "w5_new", lambda v: -v.eta * d1(v) * v.h1),
    ("no-learning-rate", "mazur", "w5_new", lambda v: v.w5 - d1(v) * v.h1),
    ("rate-in-gradient", "mazur", "dE_total/dw5", lambda v: v.eta * d1(v) * v.h1),
    ("rate-twice", "mazur", "w5_new", lambda v: v.w5 - v.eta**2 * d1(v) * v.h1),
    ("no-update", "mazur", "w5_new", lambda v: v.w5),
    (
        "no-update",
        "mazur",
        "E_total_new",
        lambda v: 0.5 * (v.t_o1 - v.o1) ** 2 + 0.5 * (v.t_o2 - v.o2) ** 2,
    ),
    ("uphill", "ascent", "w5_new", lambda v: v.w5 - v.eta * d1(v) * v.h1),
    ("no-learning-rate", "ascent", "w5_new", lambda v: v.w5 + d1(v) * v.h1),
    (
        "velocity-forgotten",
        "online",
        "w1_new[2]",
        lambda v: v.w1 - v.eta * g(v.w1, 1) - v.eta * g(v.w1 - v.eta * g(v.w1, 1), 2),
    ),
    ("uphill", "online", "w1_new[1]", lambda v: v.w1 + v.eta * g(v.w1, 1)),
    # other losses and activations
    (
        "bce-sign",
        "binary",
        "dE_total/dout_o1",
        lambda v: -(v.t_o1 / v.o1 + (1 - v.t_o1) / (1 - v.o1)),
    ),
    (
        "bce-sign",
        "binary",
        "dE_total/dnet_o1",
        lambda v: -(v.t_o1 / v.o1 + (1 - v.t_o1) / (1 - v.o1)) * s(v.o1),
    ),
    (
        "slope-kept-with-cross-entropy",
        "binary",
        "dE_total/dnet_o1",
        lambda v: (v.o1 - v.t_o1) * s(v.o1),
    ),
    ("half-the-activation", "silu", "out_y", lambda v: sigmoid(v.z_y)),
    ("half-the-slope", "silu", "dout_y/dnet_y", lambda v: sigmoid(v.z_y)),
    ("half-the-slope", "silu", "dE_total/dw1", lambda v: (v.y + 1) * sigmoid(v.z_y) * 1.5),
    ("huber-as-square", "huber far", "E_total", lambda v: 0.5 * v.y**2),
    ("huber-as-square", "huber far", "dE_total/dout_y", lambda v: v.y),
    ("huber-as-square", "huber far", "dE_total/dw1", lambda v: v.y * 1.5),
    ("huber-as-line", "huber near", "E_total", lambda v: 0.5 * (abs(v.y) - 0.25)),
    ("huber-as-line", "huber near", "dE_total/dout_y", lambda _: 0.5),
    ("huber-delta-left-out", "huber far", "E_total", lambda v: 0.5 * abs(v.y)),
    ("huber-delta-left-out", "huber far", "E_total", lambda v: abs(v.y) - 0.25),
    ("huber-delta-left-out", "huber far", "dE_total/dout_y", lambda _: 1.0),
    ("score-for-share", "score", "dE_total/dout_y", lambda v: v.y - 1),
    ("score-for-share", "score", "dE_total/dw1", lambda v: (v.y - 1) * 1.5),
    ("score-for-share", "scores", "dE_total/dout_y1", lambda v: math.exp(v.y1) - 1),
    (
        "slope-kept-with-scores",
        "score",
        "dE_total/dout_y",
        lambda v: (sigmoid(v.y) - 1) * s(sigmoid(v.y)),
    ),
    (
        "slope-kept-with-scores",
        "scores",
        "dE_total/dout_y1",
        lambda v: (sigmoid(v.y1 - v.y2) - 1) * s(sigmoid(v.y1 - v.y2)),
    ),
    ("target-left-out", "score", "E_total", lambda v: math.log(1 + math.exp(v.y))),
    ("target-left-out", "score", "dE_total/dout_y", lambda v: sigmoid(v.y)),
    ("target-left-out", "scores", "dE_total/dout_y1", lambda v: sigmoid(v.y1 - v.y2)),
    ("mean-for-sum", "mse", "dE_total/dout_o1", lambda v: 2 * (v.o1 - v.t_o1)),
    ("half-lost", "mse", "dE_total/dout_o2", lambda v: (v.o2 - v.t_o2) / 3),
    ("half-lost", "mse", "E_o2", lambda v: (v.o2 - v.t_o2) ** 2 / 6),
    ("wrong-function-slope", "mse", "dout_h1/dnet_h1", lambda v: float(v.z_h1 > 0)),
    ("relu-slope", "mse", "dout_h2/dnet_h2", lambda v: v.z_h2),
    ("half-the-slope", "bipolar", "dout_o1/dnet_o1", lambda v: (1 + v.o1) * (1 - v.o1)),
    ("wrong-function-slope", "bipolar", "dout_o1/dnet_o1", lambda v: 1 - v.o1**2),
    ("wrong-function-slope", "bipolar", "dout_h1/dnet_h1", lambda v: s(v.h1)),
    ("slope-of-activated-value", "bipolar", "dout_h1/dnet_h1", lambda v: sigmoid(v.h1)),
    ("slope-of-net", "bipolar", "dout_o1/dnet_o1", lambda v: (1 - v.z_o1**2) / 2),
    # the loss itself
    ("error-for-loss", "mazur", "E_o1", lambda v: v.t_o1 - v.o1),
    ("error-for-loss", "mazur", "E_o1", lambda v: abs(v.t_o1 - v.o1)),
    ("error-for-loss", "mazur", "E_total", lambda v: v.t_o1 - v.o1 + v.t_o2 - v.o2),
    ("error-for-loss", "relu", "E_total", lambda v: v.y - v.t_y),
    ("squares-apart", "mazur", "E_o2", lambda v: (v.t_o2**2 - v.o2**2) / 2),
    ("squares-apart", "relu", "E_total", lambda v: v.t_y**2 - v.y**2),
    ("squares-apart", "mse", "E_o1", lambda v: (v.t_o1**2 - v.o1**2) / 3),
    ("squares-apart", "own", "E_total", lambda v: 3 * (v.t_y**2 - v.y**2) + v.w1**2),
    ("log-base", "soft", "E_total", lambda v: -math.log10(v.y2)),
    ("log-base", "soft", "E_y2", lambda v: -math.log2(v.y2)),
    (
        "log-base",
        "binary",
        "E_total",
        lambda v: -(v.t_o1 * math.log10(v.o1) + (1 - v.t_o1) * math.log10(1 - v.o1)),
    ),
    ("bce-one-half", "binary", "E_total", lambda v: -v.t_o1 * math.log(v.o1)),
    ("bce-one-half", "binary", "E_total", lambda v: -(1 - v.t_o1) * math.log(1 - v.o1)),
    ("bce-one-half", "binary", "dE_total/dout_o1", lambda v: -v.t_o1 / v.o1),
    ("bce-one-half", "binary, two outputs", "dE_total/dout_o2", lambda v: -v.t_o2 / v.o2),
    ("bce-one-half", "binary", "dE_total/dnet_o1", lambda v: (1 - v.t_o1) * v.o1),
    ("other-outputs-error", "mazur", "E_o1", lambda v: (v.t_o2 - v.o2) ** 2 / 2),
    ("other-outputs-error", "mazur", "E_o1", lambda v: (v.t_o1 - v.o2) ** 2 / 2),
    ("other-outputs-error", "mazur", "E_o1_new", lambda v: (v.t_o2 - after(v).o2) ** 2 / 2),
    ("other-outputs-error", "soft", "E_total", lambda v: -math.log(v.y1)),
    ("other-outputs-error", "mazur", "dE_total/dout_o1", lambda v: v.t_o2 - v.o2),
    (
        "no-output-activation-slope",
        "binary",
        "dE_total/dnet_o1",
        lambda v: (1 - v.t_o1) / (1 - v.o1) - v.t_o1 / v.o1,
    ),
    ("no-output-activation-slope", "soft", "dE_total/dnet_y2", lambda v: -1 / v.y2),
    ("no-output-activation-slope", "soft", "dE_total/dw7", lambda v: -v.h1 / v.y2),
    ("inner-derivative", "mazur", "dE_total/dout_o1", lambda v: (v.t_o1 - v.o1) * v.o1),
    ("inner-derivative", "relu", "dE_total/dout_y", lambda v: 2 * (v.t_y - v.y) * v.y),
    # whole deltas, and what goes back
    ("slope-of-error", "mazur", "dE_total/dnet_o1", lambda v: s(v.o1 - v.t_o1)),
    ("slope-of-error", "mazur", "dE_total/dw5", lambda v: s(v.o1 - v.t_o1) * v.h1),
    (
        "error-split-by-weight",
        "mazur",
        "dE_total/dout_h1",
        lambda v: d1(v) * v.w5 / (v.w5 + v.w6) + d2(v) * v.w7 / (v.w7 + v.w8),
    ),
    ("error-split-by-weight", "mazur", "dE_o1/dout_h1", lambda v: d1(v) * v.w5 / (v.w5 + v.w6)),
    ("output-for-delta", "mazur", "dE_total/dout_h1", lambda v: v.o1 * v.w5 + v.o2 * v.w7),
    ("output-for-delta", "mazur", "dE_total/dout_h1", lambda v: v.o1 * v.w5 + d2(v) * v.w7),
    (
        "output-for-delta",
        "mazur",
        "dE_total/dw1",
        lambda v: (v.o1 * v.w5 + v.o2 * v.w7) * s(v.h1) * v.i1,
    ),
    (
        "raw-errors-back",
        "mazur",
        "dE_total/dout_h1",
        lambda v: (v.o1 - v.t_o1) * v.w5 + d2(v) * v.w7,
    ),
    ("net-for-output", "mazur", "net_o1", lambda v: v.w5 * v.z_h1 + v.w6 * v.h2 + v.b2),
    ("weighted-sum-left-out", "mazur", "net_o1", lambda v: v.b2),
    ("weighted-sum-left-out", "mazur", "out_h1", lambda v: sigmoid(v.b1)),
    ("weighted-sum-left-out", "fork", "out_a", lambda v: sigmoid(1)),
    # several samples
    ("sum-for-mean-over-samples", "batch", "dE_total/dw1", lambda v: (g(v.w1, 1) + g(v.w1, 2)) / 2),
    (
        "sum-for-mean-over-samples",
        "mean",
        "dE_total/dw1",
        lambda v: sum(g(v.w1, k) for k in (1, 2, 3)),
    ),
    ("one-sample-only", "batch", "dE_total/dw1", lambda v: g(v.w1, 2)),
    ("one-sample-only", "batch", "w1_new", lambda v: v.w1 - v.eta * g(v.w1, 1)),
    (
        "errors-averaged-first",
        "batch",
        "dE_total/dw1",
        lambda v: (d(v.w1, 1) + d(v.w1, 2)) * (0.5 - 1.2) / 2,
    ),
    (
        "errors-averaged-first",
        "mean",
        "dE_total/dw1",
        lambda v: (d(v.w1, 1) + d(v.w1, 2) + d(v.w1, 3)) / 3 * (0.5 - 1.2 + 0.9) / 3,
    ),
    (
        "updated-inside-batch",
        "batch",
        "dE_total/dw1",
        lambda v: g(v.w1, 1) + g(v.w1 - v.eta * g(v.w1, 1), 2),
    ),
    ("updated-inside-batch", "batch", "dE_total/dw1[2]", lambda v: g(v.w1 - v.eta * g(v.w1, 1), 2)),
    (
        "updated-inside-batch",
        "batch",
        "net_y[2]",
        lambda v: (v.w1 - v.eta * g(v.w1, 1)) * -1.2,
    ),
    ("updated-inside-batch", "mean", "dE_total/dw1", inside_batch),
    ("updated-inside-batch", "mean", "w1_new", lambda v: v.w1 - v.eta * inside_batch(v)),
    ("no-error-term", "batch", "dE_total/dw1[2]", lambda v: s(sigmoid(v.w1 * -1.2)) * -1.2),
    (
        "velocity-convention",
        "online",
        "v_w1_new[2]",
        lambda v: 0.9 * g(v.w1, 1) + 0.1 * g(v.w1 - v.eta * g(v.w1, 1), 2),
    ),
    (
        "velocity-convention",
        "online",
        "v_w1_new[2]",
        lambda v: 0.9 * g(v.w1, 1) - v.eta * g(v.w1 - v.eta * g(v.w1, 1), 2),
    ),
    # what optimizers remember: the gradient by w is −4.8, by b −2.4; with its decay, −4.7
    ("no-look-ahead", "nesterov", "w_new", lambda v: 0.5 - 0.1 * (0.9 * 0.7 - 4.7)),
    ("velocity-forgotten", "nesterov", "w_new", lambda v: 0.5 + 0.1 * 4.7),
    ("old-moment", "adam", "m_w_hat", lambda v: 0.6 / (1 - 0.9**6)),
    ("square-forgotten", "rmsprop", "v_w_new", lambda v: 0.9 * 0.7 - 0.1 * 4.7),
    ("shares-swapped", "rmsprop", "v_w_new", lambda v: 0.1 * 0.7 + 0.9 * 4.7**2),
    ("rest-forgotten", "rmsprop", "v_w_new", lambda v: 0.9 * 0.7 + 4.7**2),
    ("past-forgotten", "rmsprop", "v_w_new", lambda v: 0.1 * 4.7**2),
    ("present-forgotten", "rmsprop", "v_w_new", lambda v: 0.9 * 0.7),
    ("root-forgotten", "rmsprop", "w_new", lambda v: 0.5 + 0.1 * 4.7 / (squares() + 0.01)),
    ("epsilon-forgotten", "rmsprop", "w_new", lambda v: 0.5 + 0.1 * 4.7 / squares() ** 0.5),
    (
        "epsilon-in-the-root",
        "rmsprop",
        "w_new",
        lambda v: 0.5 + 0.1 * 4.7 / (squares() + 0.01) ** 0.5,
    ),
    ("plain-step", "rmsprop", "w_new", lambda v: 0.5 + 0.1 * 4.7),
    ("decay-forgotten", "rmsprop", "g_w", lambda v: -4.8),
    ("decay-adds", "rmsprop", "g_w", lambda v: -4.8 - 0.1),
    ("decay-without-lambda", "rmsprop", "g_w", lambda v: -4.8 + 0.5),
    ("decay-not-halved", "rmsprop", "g_w", lambda v: -4.8 + 0.2),
    ("penalty-for-its-slope", "rmsprop", "g_w", lambda v: -4.8 + 0.2 * 0.25 / 2),
    (
        "bias-decayed",
        "rmsprop",
        "b_new",
        lambda v: -0.2 + 0.1 * 2.44 / ((0.9 * 0.4 + 0.1 * 2.44**2) ** 0.5 + 0.01),
    ),
    ("betas-confused", "adam", "m_w_new", lambda v: 0.999 * 0.6 - 0.001 * 4.7),
    ("no-bias-correction", "adam", "m_w_hat", lambda v: 0.9 * 0.6 - 0.1 * 4.7),
    (
        "no-bias-correction",
        "adam",
        "w_new",
        lambda v: 0.5 - 0.1 * (0.9 * 0.6 - 0.47) / ((0.999 * 0.7 + 0.001 * 4.7**2) ** 0.5 + 1e-8),
    ),
    (
        "correction-multiplied",
        "adam",
        "m_w_hat",
        lambda v: (0.9 * 0.6 - 0.47) * (1 - 0.9**6),
    ),
    ("correction-by-the-power", "adam", "m_w_hat", lambda v: (0.9 * 0.6 - 0.47) / 0.9**6),
    (
        "correction-of-another-update",
        "adam",
        "m_w_hat",
        lambda v: (0.9 * 0.6 - 0.47) / (1 - 0.9**5),
    ),
    (
        "decay-in-the-moments",
        "adamw",
        "m_w_new",
        lambda v: 0.9 * 0.6 + 0.1 * (-4.8 + 0.2 * 0.5),
    ),
    ("decay-forgotten", "adamw", "w_new", lambda v: 0.5 - adam_step()),
    ("decay-adds", "adamw", "w_new", lambda v: 0.5 + 0.1 * 0.2 * 0.5 - adam_step()),
    ("decay-without-lambda", "adamw", "w_new", lambda v: 0.5 - 0.1 * 0.5 - adam_step()),
    ("decay-without-rate", "adamw", "w_new", lambda v: 0.5 - 0.2 * 0.5 - adam_step()),
    ("rate-not-fallen", "falling", "eta", lambda v: 0.1),
    ("rate-falls-each-time", "falling", "eta", lambda v: 0.1 * 0.8**12),
    ("rate-falls-early", "falling", "eta", lambda v: 0.1 * 0.8**3),
    ("rate-falls-once", "falling", "eta", lambda v: 0.1 * 0.8),
    # graphs of formulas and of neurons
    ("one-path-only", "twice", "db/da", lambda v: 1.0),
    ("one-path-only", "twice", "dc/da", lambda v: 2.0),
    ("one-path-only", "diamond", "df/dx", lambda v: 5.0),
    ("path-counted-twice", "diamond", "df/dx", lambda v: 7.0),
    ("local-slope-only", "circuit", "df/dx", lambda v: 1.0),
    ("local-slope-only", "diamond", "df/dx", lambda v: 1.0 + 2.0 + 1.0 + 1.0),
    ("slope-passed-on", "diamond", "df/dx", lambda v: 2.0 + 1.0 + 1.0 + 1.0),
    ("slopes-added", "mazur", "dE_total/dw5", lambda v: d1(v) + v.h1),
    ("value-for-slope", "circuit", "da/dx", lambda v: v.x),
    ("power-rule-on-exp", "exponential", "du/dx", lambda v: 2 * math.exp(1)),
    (
        "power-rule-on-exp",
        "exponential",
        "df/dx",
        lambda v: (
            (2 * math.exp(2) + 2 * (math.exp(2) - 2)) * 2 * math.e
            + (18 * math.exp(5) + 1)
            - 2 * (math.exp(2) - 2)
        ),
    ),
    ("power-rule-on-exp", "exponential", "dk/dx", lambda v: 3 * 6 * math.exp(5) + 1),
    ("gates-confused", "circuit", "da/dx", lambda v: v.y),
    ("gates-confused", "twice", "dd/dc", lambda v: 1.0),
    ("power-rule-half-done", "exponential", "dm/dx", lambda v: -2 * (math.exp(2) - 2) ** 2),
    ("power-rule-half-done", "micrograd", "df/de", lambda v: 2 * 49.0),
    ("squares-apart", "exponential", "m", lambda v: math.exp(4) - 4),
    ("weights-left-out", "fork", "dout_O/dout_a", lambda v: fork(v, w2=1, w3=1)),
    ("weights-left-out", "fork", "dout_O/dout_a", lambda v: fork(v, w2=1)),
    ("weights-left-out", "fork", "dout_O/dw1", lambda v: fork_w1(v, w2=1, w3=1, w4=1, w5=1)),
    ("weights-left-out", "fork", "dout_O/dw1", lambda v: fork_w1(v, w4=1, w5=1)),
    ("neighbour", "fork", "dout_O/dw4", lambda v: s(v.O) * v.c),
    ("previous-net-for-output", "fork", "dout_O/dw4", lambda v: s(v.O) * v.z_b),
    ("weight-for-input", "fork", "dout_O/dw4", lambda v: s(v.O) * v.w4),
    ("one-path-only", "fork", "dout_O/dw1", lambda v: fork_w1(v, w3=0)),
    (
        "updated-weights",
        "recurrent",
        "dE_total/dout_h1",
        lambda v: v.d2 * (v.w - v.eta * v.d2 * v.h1),
    ),
    ("weights-left-out", "recurrent", "dE_total/dout_h1", lambda v: v.d2),
    (
        "weights-left-out",
        "recurrent",
        "dE_total/du",
        lambda v: v.d2 * v.x2 + v.d2 * (1 - v.h1**2) * v.x1,
    ),
    ("shared-weight-one-use", "recurrent", "dE_total/du", lambda v: v.d2 * v.x2),
    # norms, scales, masks, short cuts
    ("operation-mistaken", "block", "p1", lambda v: v.w + v.x1),
    ("operation-mistaken", "block", "r1", lambda v: v.x1 * v.p1),
    ("factor-left-out", "block", "p1", lambda v: v.x1),
    ("factor-left-out", "mazur", "net_h1", lambda v: v.i1 + v.w2 * v.i2 + v.b1),
    ("term-left-out", "block", "g", lambda v: (v.r1 + v.r3) / 3),
    ("factors-swapped", "head", "s1", lambda v: (v.q1 * v.k2 + v.q2 * v.k1) / math.sqrt(2)),
    ("fraction-mistaken", "block", "n1", lambda v: v.c1),
    ("fraction-mistaken", "block", "n1", lambda v: v.s / v.c1),
    ("fraction-mistaken", "block", "dn1/ds", lambda v: -v.c1 / v.s),
    ("fraction-mistaken", "block", "dn1/ds", lambda v: v.c1 / v.s**2),
    ("fraction-mistaken", "block", "dn1/dc1", lambda v: 1.0),
    ("square-mistaken", "block", "u", lambda v: (v.c1 + v.c2**2 + v.c3**2) / 3),
    ("square-mistaken", "block", "u", lambda v: (v.c1**2 + 2 * v.c2 + v.c3**2) / 3),
    ("square-of-sum", "block", "u", lambda v: (v.c1 + v.c2 + v.c3) ** 2 / 3),
    ("root-mistaken", "block", "s", lambda v: v.u + 0.01),
    ("root-mistaken", "block", "s", lambda v: (v.u + 0.01) / 2),
    ("root-mistaken", "block", "n1", lambda v: v.c1 / (v.u + 0.01)),
    ("root-mistaken", "block", "ds/du", lambda v: 1 / v.s),
    ("root-mistaken", "block", "ds/du", lambda v: v.s / 2),
    ("function-left-out", "head", "y", lambda v: v.o),
    ("function-slope-forgotten", "head", "dy/do", lambda v: 1.0),
    ("inner-slope-forgotten", "exponential", "dk/dx", lambda v: math.exp(6) + 1),
    ("choice-mistaken", "circuit", "m", lambda v: min(v.y, v.z)),
    ("choice-mistaken", "circuit", "m", lambda v: (v.y + v.z) / 2),
    ("neighbour-for-node", "block", "r2", lambda v: v.x1 + v.p1),
    ("minus-lost", "block", "dc1/dg", lambda v: 1.0),
    ("mean-not-divided", "block", "g", lambda v: v.r1 + v.r2 + v.r3),
    ("mean-not-divided", "block", "g", lambda v: v.r1 + v.r2 + v.r3 / 3),
    ("mean-not-divided", "block", "u", lambda v: (v.c1**2 + v.c2**2 + v.c3**2) / 2),
    ("mean-not-divided", "block", "dg/dr1", lambda v: 1.0),
    ("mean-not-divided", "block", "du/dc1", lambda v: 2 * v.c1),
    ("scale-forgotten", "head", "s1", lambda v: v.q1 * v.k1 + v.q2 * v.k2),
    ("scale-forgotten", "head", "ds1/dq1", lambda v: v.k1),
    ("scale-mistaken", "head", "s1", lambda v: (v.q1 * v.k1 + v.q2 * v.k2) * math.sqrt(2)),
    ("keys-for-queries", "head", "ds1/dq1", lambda v: v.q1 / math.sqrt(2)),
    ("keys-for-queries", "head", "ds1/dk2", lambda v: v.k2 / math.sqrt(2)),
    ("mask-forgotten", "head", "y", lambda v: v.o / 0.8 + math.tanh(v.o)),
    ("mask-forgotten", "head", "dy/do", lambda v: 1 / 0.8 + 1 - math.tanh(v.o) ** 2),
    ("mean-path-forgotten", "block", "df/dr1", lambda v: v.by_c[0]),
    ("variance-path-forgotten", "block", "df/dc1", lambda v: 2 / v.s),
    ("skip-path-forgotten", "block", "df/dx1", lambda v: v.by_r1 * v.w),
    ("other-function", "mazur", "out_h1", lambda v: math.tanh(v.z_h1)),
    # gates, and connections past a layer
    ("input-for-weight", "circuit", "df/da", lambda v: v.x + v.y),
    ("max-slope-to-both", "circuit", "df/dy", lambda v: v.z + (v.x + v.y)),
    ("max-slope-to-loser", "circuit", "df/dz", lambda v: 0.0),
    ("one-path-only", "circuit", "df/dy", lambda v: 0.0),
    ("paths-averaged", "circuit", "df/dy", lambda v: v.z / 2),
    ("neighbour", "skip", "dE_total/dw5", lambda v: (v.o - v.t_o) * v.h2),
    ("network-input-at-output", "skip", "dE_total/dw6", lambda v: (v.o - v.t_o) * v.v),
    (
        "error-split-by-weight",
        "skip",
        "dE_total/dout_h2",
        lambda v: (v.o - v.t_o) / s(v.o) * v.w6 / (v.w5 + v.w6 + v.w7),
    ),
    ("incoming-weights", "skip", "dE_total/dout_h1", lambda v: (v.o - v.t_o) * v.w1),
    ("bias-forgotten", "skip", "net_o", lambda v: v.w5 * v.h1 + v.w6 * v.h2 + v.w7 * v.x),
]


@together(
    ("id_", "name", "asked", "arithmetic"),
    ROWS,
    ids=[f"{row[0]} {row[1]} {row[2]}" for row in ROWS],
)
def test_an_idea_leads_where_its_arithmetic_leads(
    id_: str, name: str, asked: str, arithmetic: Arithmetic
) -> None:
    about = subject(name)
    ideas = [one for one in IDEAS if one.id == id_]
    values = [
        found.value(about.values) for one in ideas for found in consequences(one, asked, about)
    ]
    expected = arithmetic(plain(name))
    assert any(math.isclose(value, expected, rel_tol=1e-9, abs_tol=1e-15) for value in values)
    ranked = [found.idea.id for found in candidates(asked, about)]
    assert ranked.count(id_) == len(values)


NOT_ABOUT: list[tuple[str, str, str, Arithmetic]] = [
    # On the diagonal a softmax has a slope like any other neuron.
    ("softmax-diagonal-only", "mazur", "dout_o1/dnet_o1", lambda v: 0.0),
    ("softmax-diagonal-only", "soft", "dout_y1/dnet_y1", lambda v: 0.0),
    # A straight line has the slope 1 everywhere, and no sign in it to lose.
    ("slope-of-error", "relu", "dE_total/dnet_y", lambda v: 1.0),
    ("slope-sign", "relu", "dout_y/dnet_y", lambda v: -1.0),
    ("slope-sign", "mse", "dout_h1/dnet_h1", lambda v: -0.01),
    # A maximum is no ReLU.
    ("relu-slope", "circuit", "dm/dy", lambda v: 0.0),
    # Towards a single output no other neuron's weights could be taken for the total.
    ("wrong-share-total", "to one output", "share_w7", lambda v: 1.0),
    # What passes a weight, and what a weight gets, are ideas of their own.
    ("slope-passed-on", "fork", "dout_O/dI", lambda v: fork(v) * s(v.a)),
    ("slope-passed-on", "fork", "dout_O/dw4", lambda v: s(v.O)),
    ("slope-passed-on", "mazur", "dE_total/dw5", d1),
    # An input has no delta that could be taken for its gradient.
    ("delta-for-gradient", "diamond", "df/dx", lambda v: 5.0),
    # The penalty on a weight is no path to it.
    ("one-path-only", "own", "dE_total/dw1", lambda v: 2 * v.w1),
    # What the last of several samples has left behind is no step.
    ("no-update", "online", "w1_new", lambda v: v.w1),
    # Only weights are multiplied by what neurons send; only along weights is anything sent.
    ("neighbour", "fork", "dnet_O/dw4", lambda v: v.w4),
    ("input-for-weight", "twice", "db/da", lambda v: 2.0),
    ("previous-net-for-output", "gated", "df/dout_a", lambda v: v.z_b),
    # The slope with respect to a weight is no way back along another one.
    ("updated-weights", "gated", "df/dw3", lambda v: v.w4 - v.eta * (v.f - v.t_f) * v.w3),
]
"""Where an idea would lead in a line that it says nothing true of."""


@pytest.mark.parametrize(
    ("id_", "name", "asked", "arithmetic"),
    NOT_ABOUT,
    ids=[f"{row[0]} {row[1]} {row[2]}" for row in NOT_ABOUT],
)
def test_an_idea_keeps_to_the_lines_that_it_is_about(
    id_: str, name: str, asked: str, arithmetic: Arithmetic
) -> None:
    about = subject(name)
    unexpected = arithmetic(plain(name))
    for found in candidates(asked, about):
        if found.idea.id == id_ and asked in found.changed:
            value = found.value(about.values)
            assert not math.isclose(value, unexpected, rel_tol=1e-9, abs_tol=1e-15)


TURNED: list[tuple[str, str, str, Arithmetic]] = [
    ("no-output-activation-slope", "mazur", "dE_total/dw5", lambda v: -(v.o1 - v.t_o1) * v.h1),
    ("other-outputs-error", "mazur", "dE_total/dnet_o1", lambda v: (v.t_o2 - v.o2) * s(v.o1)),
    ("weights-left-out", "mazur", "dE_total/dw1", lambda v: -back(v, 1, 1)),
    ("half-lost", "mazur", "dE_total/dout_o1", lambda v: 2 * (v.t_o1 - v.o1)),
    ("log-base", "soft", "E_total", lambda v: math.log10(v.y2)),
    ("half-the-slope", "mazur", "dout_o1/dnet_o1", lambda v: v.o1 - 1),
]
"""Any idea, with the sign of the answer turned round on top of it."""


@pytest.mark.parametrize(("id_", "name", "asked", "arithmetic"), TURNED)
def test_an_idea_is_known_with_its_sign_turned(
    id_: str, name: str, asked: str, arithmetic: Arithmetic
) -> None:
    about = subject(name)
    signs = {"sign", "error-sign"}
    values = [
        pair.both.value(about.values)
        for pair in pairs(candidates(asked, about))
        if signs & {pair.one.idea.id, pair.other.idea.id}
        and id_ in {pair.one.idea.id, pair.other.idea.id}
    ]
    wrong = arithmetic(plain(name))
    alone = [one.value(about.values) for one in candidates(asked, about) if one.idea.id == id_]
    assert any(math.isclose(value, wrong, rel_tol=1e-9) for value in (*values, *alone))


def test_a_sign_is_not_turned_where_there_is_none_to_lose() -> None:
    about = subject("mazur")
    for asked in ("net_h1", "out_h1", "w5_new"):
        ids = {pair.other.idea.id for pair in pairs(candidates(asked, about))}
        assert "sign" not in ids
    climbing = [
        pair.both.value(about.values)
        for pair in pairs(candidates("w5_new", about))
        if {pair.one.idea.id, pair.other.idea.id} == {"neighbour", "uphill"}
    ]
    v = plain("mazur")
    assert any(math.isclose(one, v.w5 + v.eta * d1(v) * v.h2, rel_tol=1e-12) for one in climbing)


@pytest.mark.parametrize("asked", ["dE_total/dout_o1", "dE_total/dw5", "w5_new", "E_total_new"])
def test_two_ideas_at_once_are_both_wrong_together(asked: str) -> None:
    """Each keeps the lines that it changes, and no lost sign is turned back again."""
    about = subject("mazur")
    for pair in pairs(candidates(asked, about)):
        if pair.other.idea.id == "sign":
            assert not same(pair.both.value(about.values), about.values[asked])
        else:
            assert pair.one.changed.items() | pair.other.changed.items() == set(
                pair.both.changed.items()
            )


@pytest.mark.parametrize(("outputs", "is_turned"), [(63, True), (64, False)])
def test_a_sign_is_not_turned_on_top_of_more_than_anybody_works_out(
    outputs: int, is_turned: bool
) -> None:
    """Of a loss of 63 errors, 64 lines are worked out again where all of them are wrong."""
    about = subject_of(network([1, outputs], "linear"))
    errors = [name for name, line in about.tape.items() if line.role is Role.ERROR]
    before = {name: Negative(about.tape[name].formula) for name in errors if "_new" not in name}
    assert len(before) == outputs
    found = consequence(IDEAS[0], Dependencies("E_total", about), before)
    assert (found.turned() is not None) == is_turned


# What was printed, where, and to how many figures.
PUBLISHED = [
    ("no-output-activation-slope", "mazur", "dE_total/dw5", "0.4398"),
    ("neighbour", "mazur", "dE_total/dw5", "0.08267"),
    ("weight-for-input", "mazur", "dE_total/dw5", "0.05540"),
    ("updated-weights", "mazur", "E_total_new", "0.291027924"),
    ("other-outputs-error", "defend-intelligence", "dE_total/dout_o1", "-0.18"),
    ("other-neurons-slope", "defend-intelligence", "dout_j2/dnet_j2", "0.16"),
    ("weight-for-input", "defend-intelligence", "dnet_o2/dw8", "0.52"),
]


@pytest.mark.parametrize(("id_", "name", "asked", "printed"), PUBLISHED)
def test_a_printed_value_is_recognised(id_: str, name: str, asked: str, printed: str) -> None:
    about = subject(name)
    decimals = len(printed.partition(".")[2])
    found = [
        one.idea.id
        for one in candidates(asked, about)
        if f"{one.value(about.values):.{decimals}f}" == printed
    ]
    assert found[:1] == [id_]


OUR_OWN = {
    *("inputs-swapped", "max-slope-to-both", "max-slope-to-loser", "velocity-forgotten"),
    *("split-evenly", "wrong-share-total", "local-slope-only", "slope-passed-on"),
    *("slopes-added", "value-for-slope"),
    *("gates-confused", "power-rule-half-done", "sign-of-a-term", "two-not-brought-down"),
    *("no-look-ahead", "square-forgotten", "shares-swapped", "rest-forgotten", "past-forgotten"),
    "present-forgotten",
    *("betas-confused", "correction-multiplied", "correction-by-the-power", "old-moment"),
    *("correction-of-another-update", "plain-step", "root-forgotten", "epsilon-forgotten"),
    *("epsilon-in-the-root", "decay-forgotten", "decay-adds", "decay-without-lambda"),
    *("decay-not-halved", "penalty-for-its-slope", "decay-without-rate", "bias-decayed"),
    *("rate-not-fallen", "rate-falls-each-time", "rate-falls-early", "rate-falls-once"),
    "half-the-activation",
    *("huber-as-square", "huber-as-line", "huber-delta-left-out"),
    *("score-for-share", "slope-kept-with-scores", "target-left-out"),
    *("half-in-the-square", "other-bias", "exponential-alone", "other-function"),
    *("operation-mistaken", "factor-left-out", "term-left-out", "factors-swapped"),
    *("fraction-mistaken", "square-mistaken", "square-of-sum", "root-mistaken"),
    *("function-left-out", "choice-mistaken", "neighbour-for-node", "minus-lost"),
    *("function-slope-forgotten", "inner-slope-forgotten", "scale-mistaken", "mean-not-divided"),
}
"""Ideas that learners have and the contract does not list."""


def test_every_id_of_the_contract_is_an_idea() -> None:
    ids = [one.id for one in IDEAS]
    roles = [(one.id, role) for one in IDEAS for role in one.roles]
    assert len(set(roles)) == len(roles), "one idea of an id for each kind of line"
    assert set(ids) == CONTRACT | OUR_OWN
    assert {row[0] for row in ROWS} == set(ids)


def test_every_idea_says_one_sentence_of_its_own() -> None:
    said = [text(one.say) for one in IDEAS]
    assert len(set(said)) == len(said)
    for one in IDEAS:
        assert text(one.say).endswith(".")
        assert ". " not in text(one.say)
        assert "→" in one.example or "asked" in one.example


BUNDLED = ("mazur", "defend-intelligence", "micrograd", "sigmoid-circuit")
NETWORKS = (*BUNDLED, "shares", *TEXTS, *GRAPHS, *BUILT)


def random_pass(about: Subject, seed: int) -> dict[str, float]:
    draw = random.Random(seed)
    given = about.tape.given()
    return {name: draw.uniform(0.1 if name == "eta" else -1.5, 1.5) for name in given}


def same(wrong: float, right: float) -> bool:
    return math.isclose(wrong, right, rel_tol=1e-9, abs_tol=1e-12)


@cache
def all_candidates(name: str) -> dict[str, list[Consequence]]:
    about = subject(name)
    return {asked: list(candidates(asked, about)) for asked in about.tape}


@pytest.mark.slow
@pytest.mark.parametrize("name", NETWORKS)
def test_no_idea_leads_to_the_right_formula(name: str) -> None:
    about = subject(name)
    # Most are another number at the first pass already: no other one is worked out for them.
    at_seed = cache(lambda seed: about.tape.at(random_pass(about, seed)))
    equal = []
    for asked in filter(about.taught, about.tape):
        for one in all_candidates(name)[asked]:
            if all(same(one.value(at), at[asked]) for at in map(at_seed, range(60))):
                equal.append((asked, one.idea.id))
    # A closed ReLU gets no gradient, so it is closed after the update too: what is then wrong about
    # the weight that leaves it is multiplied by 0.
    closed = {
        (asked, "previous-net-for-output")
        for asked in ("net_y_new", "out_y_new", "E_total_new")
        if name == "relu"
    }
    # Behind a single neuron the shares are 1, and two misses that change places have the same sum.
    exchanged = {("miss_h1", "neighbour")} if name == "through one neuron" else set()
    # A square is the same whatever the sign of the gradient.
    of_squares = {
        (name, id_)
        for name, id_ in equal
        if about[name].role is Role.SECOND_MOMENT_UPDATE and id_ in ("error-sign", "absolute-error")
    }
    # Two ways to the same product.
    alike = {("f", "neighbour-for-node")} if name == "diamond" else set()
    # Differences from a mean add up to 0: what comes by the variance does not move the mean.
    balanced = {one for one in equal if (name, one[0]) == ("block", "df/dg")}
    assert set(equal) - of_squares == closed | exchanged | alike | balanced


@pytest.mark.slow
@pytest.mark.parametrize("name", NETWORKS)
def test_candidates_are_finite_distinct_and_direct_first(name: str) -> None:
    about = subject(name)
    for asked, found in all_candidates(name).items():
        assert not (found and about.tape[asked].role in GIVEN)
        assert sorted(found, key=lambda one: one.asked not in one.changed) == found
        keys = [(one.idea.id, tuple(sorted(map(repr, one.changed.items())))) for one in found]
        assert len(set(keys)) == len(keys)
        for one in found:  # The logarithm of what is not between 0 and 1 is no number.
            assert not math.isinf(one.value(about.values))
            if one.idea.id not in ("net-for-output", "softmax-not-normalised-exp") and (
                about.scenario.loss != "binary_cross_entropy"
            ):
                assert math.isfinite(one.value(about.values))


@pytest.mark.slow
@pytest.mark.parametrize("name", NETWORKS)
def test_a_wrong_formula_uses_names_of_the_tape_only(name: str) -> None:
    about = subject(name)
    for found in all_candidates(name).values():
        for one in found:
            used = {used for formula in one.changed.values() for used in names_in(formula)}
            assert used | set(one.changed) <= set(about.tape)


def test_valuing_leaves_the_pass_as_it_was() -> None:
    about = subject("mazur")
    first = [one.value(about.values) for one in candidates("E_total_new", about)]
    again = list(candidates("E_total_new", about))
    assert [one.value(about.values) for one in reversed(again)] == first[::-1]
    assert math.isclose(about.values["E_total_new"], 0.29102777369359933, rel_tol=1e-14)


@pytest.mark.slow
def test_a_wrong_value_is_what_the_changed_lines_lead_to() -> None:
    """Each consequence again, by walking the whole tape with the changed lines put in."""
    from backprop_tutor.maths.floats import float_value

    about = subject("deep")
    gradients = [name for name in about.tape if about.tape[name].role is Role.GRADIENT]
    for asked in (gradients[-1], "E_total_new"):
        for one in candidates(asked, about):
            values = dict(about.tape.given())
            for name, line in about.tape.items():
                if name in one.changed:
                    reads = {**about.values, **values}
                    values[name] = float_value(one.changed[name], reads.__getitem__)
                elif name not in values:
                    values[name] = float_value(line.formula, values.__getitem__)
            assert math.isclose(one.value(about.values), values[asked], rel_tol=1e-12)


def test_a_bias_that_a_softmax_layer_shares_does_not_learn_indeed() -> None:
    text = TEXTS["soft"].replace("biases: [0.05, -0.15, 0.25]", "bias: {c: 0.05}")
    about = subject_of(load_text(text, "shared.yaml"))
    assert math.isclose(about.values["dE_total/dc"], 0, abs_tol=1e-15)
    for asked in ("dE_total/dc", "c_new"):
        assert "bias-does-not-learn" not in {one.idea.id for one in candidates(asked, about)}


def test_a_lesson_about_one_weight_recognises_its_ideas_too() -> None:
    alone = subject_of(subject("mazur").scenario, only="w5")
    ids = {one.idea.id for one in candidates("dE_total/dw5", alone)}
    everywhere = {one.idea.id for one in candidates("dE_total/dw5", subject("mazur"))}
    assert everywhere - ids == {"other-delta"}  # The delta of o2 is not in that lesson.
    deep = subject_of(subject("mazur").scenario, only="w1")
    found = {one.idea.id for one in candidates("dE_total/dw1", deep)}
    assert {one.idea.id for one in candidates("dE_total/dw1", subject("mazur"))} == found


@pytest.mark.slow
def test_a_deep_gradient_of_a_large_network_is_quick() -> None:
    draw = random.Random(1)
    sizes = (16, 32, 32, 10)
    lines = ["version: 1", "title: large"]
    lines.append(f"inputs: {{{', '.join(f'x{i}: {draw.uniform(-1, 1):.3f}' for i in range(16))}}}")
    lines.append(f"targets: {{{', '.join(f'y{i}: {int(i == 3)}' for i in range(10))}}}")
    lines.append("layers:")
    for index, (senders, size) in enumerate(pairwise(sizes)):
        letter, activation = ("ab"[index], "tanh") if index < 2 else ("y", "softmax")
        lines.append(f"  - neurons: {[f'{letter}{i}' for i in range(size)]}".replace("'", ""))
        lines.append(f"    activation: {activation}")
        rows = [[round(draw.uniform(-0.5, 0.5), 3) for _ in range(senders)] for _ in range(size)]
        lines.append(f"    weights: {rows}")
        lines.append("    bias: 0.1")
    lines += ["loss: cross_entropy", "learning_rate: 0.1"]
    about = subject_of(load_text("\n".join(lines), "large.yaml"), only="w1")
    assert math.isfinite(about.values["dE_total/dw1"])
    values: list[object] = []
    work = calls(
        lambda: values.extend(one.value(about.values) for one in candidates("dE_total/dw1", about))
    )
    assert len(values) > 300
    assert work < 2_000 * len(values)


# The page of all of them


PAGE = Path(__file__).parents[1] / "docs" / "misconceptions.md"
HEAD = """\
# Wrong ideas that are named

Each is a wrong formula in the place of a right one. What it leads to is worked out on the network
at hand, so it is recognised with any numbers. A scenario's `errata` may name one as the reason.

| id | wrong → right | what is said |
|---|---|---|
"""


def test_the_page_lists_them_all() -> None:
    """``DOCS=write pytest tests/test_misconceptions.py`` writes it anew."""
    rows: dict[str, list[Idea]] = {}
    for one in IDEAS:
        rows.setdefault(one.id, []).append(one)

    def cell(parts: list[str]) -> str:
        return "<br>".join(dict.fromkeys(parts)).replace("|", "\\|")

    page = HEAD
    for name, alike in sorted(rows.items()):
        example, said = cell([one.example for one in alike]), cell([text(one.say) for one in alike])
        page += f"| `{name}` | {example} | {said} |\n"
    if os.environ.get("DOCS") == "write":
        PAGE.write_text(page, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page


def test_each_idea_of_the_package_is_tried() -> None:
    """An idea that its module's tuple does not name would never be recognised."""
    made = {
        id(thing)
        for info in pkgutil.walk_packages(ideas.__path__, f"{ideas.__name__}.")
        for thing in vars(import_module(info.name)).values()
        if isinstance(thing, Idea)
    }
    assert made == {id(one) for one in IDEAS}
