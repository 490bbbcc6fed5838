"""Free graphs, samples and the other keys: a table of broken files, then what good ones mean."""

import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from typing import Any

import networks
import pytest
import yaml
from together import together

from backprop_tutor.errors import ScenarioError
from backprop_tutor.formula.expression import (
    Call,
    Name,
    Number,
    Power,
    Product,
    Sum,
    difference,
    number,
)
from backprop_tutor.loader import load, load_text
from backprop_tutor.loader.yaml import document
from backprop_tutor.maths.functions import TYPEABLE
from backprop_tutor.maths.tape.assembly import tape_of
from backprop_tutor.scenario.by_language import UNWRITTEN, in_every_language
from backprop_tutor.scenario.graph import Gate, Neuron, Softmax
from backprop_tutor.scenario.scenario import Direction, Erratum, Method, Notation, Sample, Update
from backprop_tutor.teaching.subject.subject import subject_of

CALLABLE_LISTED = ", ".join(name for name in TYPEABLE if name not in ("floor", "step"))

FREE = """\
version: 1
title: A graph
inputs: {x1: 1, x2: -2}
parameters: {w1: 0.5, w2: 0.25, b: 0.1}
nodes:
  - h = tanh(w1*x1 + b)
  - "q = h*x2 + w2"
  - 'y1, y2 = softmax(q, 2*h)'
  - f = q^2
targets: {y1: 1, y2: 0}
loss: cross_entropy
learning_rate: 0.5
"""
H = "- h = tanh(w1*x1 + b)"
Q = '- "q = h*x2 + w2"'
Y = "- 'y1, y2 = softmax(q, 2*h)'"
F = "- f = q^2"
AIM = "targets: {y1: 1, y2: 0}\nloss: cross_entropy"
RATE = "learning_rate: 0.5"
SAMPLES = {
    "inputs: {x1: 1, x2: -2}\n": """\
samples:
  - inputs: {x1: 1, x2: -2}
    targets: {y1: 1, y2: 0}
  - inputs: {x1: 2, x2: 1}
    targets: {y1: 0, y2: 1}
update: batch_sum
""",
    "targets: {y1: 1, y2: 0}\nloss": "loss",
}

BROKEN: list[tuple[dict[str, str], list[str]]] = [
    (
        {H: "- h = tanh(w1*z + b)"},
        ["6:17: in nodes[0], 'z' is not a name here; the names here are x1, x2, w1, w2, b"],
    ),
    (
        {Q: '- "q = h*x3 + w2"'},
        [("7:12: in nodes[1], 'x3' is not a name here; the names here are x1, x2, w1, w2, b, h")],
    ),
    (
        {Y: "- 'y1, y2 = softmax(q, 2*hh)'"},
        ["8:28: in nodes[2], 'hh' is not a name here; did you mean 'h'?"],
    ),
    ({H: "- h = tanh(f)"}, ["6:14: nodes[0] uses 'f', which is defined later; move it up"]),
    ({H: "- h = tanh(net_q)"}, ["6:14: nodes[0] uses 'net_q', which is defined later; move it up"]),
    (
        {F: "- f = f + 1"},
        ["9:9: nodes[3] uses 'f', its own name; a node is computed from earlier ones"],
    ),
    ({F: "- f = out_q"}, ["9:9: nodes[3] uses 'out_q', but q has no activation; write q"]),
    ({F: "- h = q^2"}, ["9:5: the name 'h' is already taken in line 6; choose another name"]),
    ({F: "- x1 = q^2"}, ["9:5: the name 'x1' is already taken in line 3; choose another name"]),
    ({F: "- f ="}, ["9:8: nodes[3] lacks a formula; write one, such as w*x + b"]),
    (
        {F: "- f"},
        [
            (
                "9:5: nodes[3] has no '='; write a name and a formula such as 'h1 = "
                "sigmoid(w1*x1 + b1)'"
            )
        ],
    ),
    ({F: "- = q"}, ["9:5: nodes[3] lacks a name here; write it as in 'h1 = sigmoid(w1*x1 + b1)'"]),
    (
        {F: "- f = q = h"},
        ["9:11: nodes[3] has more than one '='; write an entry of its own for each node"],
    ),
    (
        {F: "- f = " + "q+" * 150 + "q"},
        ["9:209: in nodes[3], this has more than 200 parts; write it shorter"],
    ),
    (
        {F: "- f = " + "1+" * 120 + "1"},
        ["9:209: in nodes[3], this has more than 200 parts; write it shorter"],
    ),
    ({F: "- f = q^"}, ["9:11: in nodes[3], something is missing after '^'"]),
    (
        {F: "- f = step(q)"},
        [(f"9:9: nodes[3] calls 'step', which is no function here; use one of {CALLABLE_LISTED}")],
    ),
    (
        {F: "- f = sigmod(q)"},
        ["9:9: in nodes[3], 'sigmod' is not a name here; did you mean 'sigmoid'?"],
    ),
    (
        {F: "- f = foo(q)"},
        [(f"9:9: nodes[3] calls 'foo', which is no function here; use one of {CALLABLE_LISTED}")],
    ),
    (
        {F: "- f = q.x"},
        [
            (
                "9:10: in nodes[3], this dot is not a decimal point; write it between "
                "digits, such as 0.5"
            )
        ],
    ),
    ({F: "- f = 1/0"}, ["9:10: in nodes[3], this divides by zero"]),
    (
        {F: "- f = 1 + softmax(q, h)"},
        [
            (
                "9:13: in nodes[3], softmax has to be the whole right side, with a "
                "name for each of its arguments, as in 'y1, y2 = softmax(z1, z2)'"
            )
        ],
    ),
    (
        {F: "- f = softmax(q, h)"},
        [
            (
                "9:5: nodes[3] has 1 name for 2 arguments of softmax; write a name for "
                "each argument, as in 'y1, y2 = softmax(z1, z2)'"
            )
        ],
    ),
    (
        {F: "- f, g = softmax(q)"},
        [
            (
                "9:5: nodes[3] has 2 names for 1 argument of softmax; write a name for "
                "each argument, as in 'y1, y2 = softmax(z1, z2)'"
            )
        ],
    ),
    (
        {F: "- f, g = q"},
        [
            (
                "9:5: nodes[3] has 2 names, which only softmax can define at once; "
                "write an entry of its own for each node"
            )
        ],
    ),
    (
        {F: "- f = softmax(q)"},
        ["9:5: in nodes[3], softmax of a single argument is always 1; give it two or more"],
    ),
    (
        {F: "- 'f, = softmax(q, h)'"},
        ["9:8: nodes[3] lacks a name here; write it as in 'h1 = sigmoid(w1*x1 + b1)'"],
    ),
    (
        {F: "- net_f = q"},
        [
            (
                "9:5: 'net_f' cannot be a node: names that begin with net_ are the "
                "lesson's own; choose another name"
            )
        ],
    ),
    (
        {F: "- f: q^2"},
        ["9:5: nodes[3] must be a name and a formula, joined by '='; write 'f = q^2'"],
    ),
    (
        {F: "- {f = q^2}"},
        [
            (
                "9:5: nodes[3] must be a name and a formula such as 'h1 = "
                "sigmoid(w1*x1 + b1)'; found a mapping; write it with '=', in quotes"
            )
        ],
    ),
    (
        {F: "-"},
        [
            (
                "9:4: nodes[3] must be a name and a formula such as 'h1 = "
                "sigmoid(w1*x1 + b1)'; found nothing"
            )
        ],
    ),
    (
        {F: "- [f = q]"},
        [
            (
                "9:5: nodes[3] must be a name and a formula such as 'h1 = "
                "sigmoid(w1*x1 + b1)'; found a list of 1 entry; write it with '=', in "
                "quotes"
            )
        ],
    ),
    (
        {F: "- 5"},
        [
            (
                "9:5: nodes[3] has no '='; write a name and a formula such as 'h1 = "
                "sigmoid(w1*x1 + b1)'"
            )
        ],
    ),
    (
        {F: "- f(x) = q"},
        [("9:5: 'f(x)' cannot be a node; names are in the letters a to z, digits and _; write f")],
    ),
    (
        {F: "- sigmoid = q"},
        ["9:5: 'sigmoid' cannot be a node: it is a function; choose another name"],
    ),
    (
        {F: '- "f = \\x71 + zz"'},
        [
            (
                "9:5: in nodes[3], 'zz' is not a name here; the names here are x1, x2, "
                "w1, w2, b, h, q, y1, …"
            )
        ],
    ),
    (
        {F: "- >\n    f = q +\n    zz"},
        [
            (
                "9:5: in nodes[3], 'zz' is not a name here; the names here are x1, x2, "
                "w1, w2, b, h, q, y1, …"
            )
        ],
    ),
    (
        {F: "- f = q + é"},
        [
            (
                "9:13: in nodes[3], 'é' is not a name here; names are in the letters a to z, "
                "digits and _; write e"
            )
        ],
    ),
    ({F: "- f = max(q)"}, ["9:9: in nodes[3], max takes 2 to 16 arguments; 1 given"]),
    (
        {F: "- f = q == h"},
        ["9:11: nodes[3] has more than one '='; write an entry of its own for each node"],
    ),
    (
        {"parameters: {w1: 0.5, w2: 0.25, b: 0.1}\n": ""},
        [
            "5:14: in nodes[0], 'w1' is not a name here; the names here are x1, x2",
            "6:17: in nodes[1], 'w2' is not a name here; the names here are x1, x2, h",
        ],
    ),
    (
        {"parameters: {w1: 0.5, ": "parameters: {1w: 0.5, "},
        [
            (
                "4:14: '1w' cannot be a parameter; a name is a letter, then at most 31 "
                "letters, digits and _"
            )
        ],
    ),
    (
        {"{w1: 0.5, w2: 0.25, b: 0.1}": "[1]"},
        [
            (
                "4:13: parameters must be a mapping such as {w1: 0.15, b1: 0.35}; "
                "found a list of 1 entry"
            )
        ],
    ),
    (
        {"{x1: 1": "{1x: 1"},
        [
            (
                "3:10: '1x' cannot be an input; a name is a letter, then at most 31 "
                "letters, digits and _"
            )
        ],
    ),
    (
        {"nodes:\n  - h = tanh(w1*x1 + b)\n": "layers: []\nnodes:\n  - h = tanh(w1*x1 + b)\n"},
        [
            (
                "6:1: the file has both 'layers' and 'nodes'; keep 'layers' for a "
                "network in layers, or 'parameters' and 'nodes' for a free graph"
            )
        ],
    ),
    ({"nodes:": "nods:"}, ["5:1: unknown key 'nods'; did you mean 'nodes'?"]),
    (
        {"nodes:": "layers:"},
        [
            (
                "5:1: the file has both 'layers' and 'parameters'; keep 'layers' for a "
                "network in layers, or 'parameters' and 'nodes' for a free graph"
            )
        ],
    ),
    (
        {AIM: "differentiate: g"},
        ["10:16: 'g' in differentiate is not a node; name one of h, q, y1, y2, f"],
    ),
    (
        {AIM: "differentiate: x1"},
        ["10:16: 'x1' in differentiate is not a node; name one of h, q, y1, y2, f"],
    ),
    ({AIM: "differentiate:"}, ["10:1: differentiate must be the name of a node; found nothing"]),
    (
        {AIM: "differentiate: [f]"},
        ["10:16: differentiate must be the name of a node; found a list of 1 entry"],
    ),
    (
        {AIM: AIM + "\ndifferentiate: f"},
        [
            (
                "12:1: the file has both 'targets' and 'differentiate'; keep 'targets' "
                "to learn towards targets, or 'differentiate' for the derivatives of a "
                "node"
            )
        ],
    ),
    (
        {AIM: "loss: cross_entropy"},
        [
            (
                "1:1: the file has no 'targets'; add 'differentiate: f' for the "
                "derivatives of a node, or 'targets: {f: 1}' with 'loss: squared_error'"
            )
        ],
    ),
    (
        {AIM: "targets: {y1: 1, y2: 0}"},
        ["1:1: the file has no 'loss'; add 'loss: half_squared_error'"],
    ),
    (
        {AIM: ""},
        [
            (
                "1:1: the file has no 'targets'; add 'differentiate: f' for the "
                "derivatives of a node, or 'targets: {f: 1}' with 'loss: squared_error'"
            )
        ],
    ),
    (
        {"{y1: 1, y2: 0}": "{y1: 1, y3: 0}"},
        ["10:18: 'y3' is not a node; give a target to one or more of h, q, y1, y2, f"],
    ),
    (
        {"{y1: 1, y2: 0}": "{h: 1}"},
        [
            (
                "11:7: cross_entropy is for outputs that add up to 1, as those of softmax do; "
                "found tanh in h: change one of the two"
            )
        ],
    ),
    (
        {"{y1: 1, y2: 0}": "{y1: 0.5, y2: 0}"},
        [
            (
                "10:10: with softmax and cross_entropy the targets must add up to 1; "
                "they add up to 0.5"
            )
        ],
    ),
    (
        {"{y1: 1, y2: 0}": "{y1: 1, y2: 2}"},
        ["10:10: cross_entropy needs targets from 0 to 1; change that of y2"],
    ),
    (
        {"loss: cross_entropy": "loss: hinge", "y2: 0": "y2: 0.5"},
        ["10:10: hinge needs one target of 1 and the others 0; found 1, 0.5"],
    ),
    (
        {"loss: cross_entropy": "loss: hinge", "{y1: 1, y2: 0}": "{f: 1}"},
        ["10:10: hinge compares outputs and needs at least 2; found 1"],
    ),
    (
        {"loss: cross_entropy": "loss: binary_cross_entropy", "y2: 0}": "y2: 0, h: 1}"},
        [
            (
                "11:7: binary_cross_entropy takes the logarithm of each output, so h "
                "must be softmax or sigmoid; found tanh: change one of the two"
            )
        ],
    ),
    ({RATE: "margin: 2"}, ["12:1: margin is for 'loss: hinge' only; remove it"]),
    (
        {"loss: cross_entropy": "loss: hinge\nmargin: 0"},
        ["12:9: margin must be above 0, such as 1; found '0'"],
    ),
    ({RATE: "delta: 2"}, ["12:1: delta is for 'loss: huber' only; remove it"]),
    (
        {"loss: cross_entropy": "loss: huber\ndelta: 0"},
        ["12:8: delta must be above 0, such as 1; found '0'"],
    ),
    (
        {RATE: "from_scores: true"},
        [
            (
                "11:7: with from_scores, cross_entropy itself turns y1 into a share, and softmax "
                "has done so before: write linear in its place, or leave out from_scores"
            )
        ],
    ),
    (
        {"loss: cross_entropy": "loss: hinge\nfrom_scores: true"},
        [
            (
                "12:1: from_scores is for 'loss: binary_cross_entropy' or 'loss: cross_entropy' "
                "only; remove it"
            )
        ],
    ),
    (
        {"loss: cross_entropy": "loss: binary_cross_entropy\nfrom_scores: 1"},
        ["12:14: from_scores must be one of true, false; found '1'"],
    ),
    (
        {AIM: "targets: {q: 0.4, f: 0.4}\nloss: cross_entropy\nfrom_scores: true"},
        [("10:10: cross_entropy from scores needs targets that add up to 1; they add up to 0.8")],
    ),
    (
        {AIM: "targets: {f: 1}\nloss: cross_entropy\nfrom_scores: true"},
        ["10:10: cross_entropy compares outputs and needs at least 2; found 1"],
    ),
    (
        {AIM: "targets: {f: 1.5}\nloss: binary_cross_entropy\nfrom_scores: true"},
        ["10:10: binary_cross_entropy needs targets from 0 to 1; change that of f"],
    ),
    (
        {RATE: RATE + "\nmomentum: 1"},
        ["13:11: momentum must be at least 0 and below 1, such as 0.9; found '1'"],
    ),
    ({RATE: "momentum: 0.9"}, ["12:1: momentum needs a learning rate; add 'learning_rate: 0.5'"]),
    (
        {RATE: RATE + "\nmomentum: 0.9", "b: 0.1": "mu: 0.1, v_w1: 3", "x1 + b": "x1"},
        [
            "4:33: the name 'mu' is that of the number under momentum; choose another name",
            "4:42: the name 'v_w1' is that of what the optimizer keeps for w1; choose another name",
        ],
    ),
    (
        {RATE: RATE + "\ndirection: up"},
        ["13:12: direction must be one of descent, ascent; found 'up'"],
    ),
    (
        {RATE: "update: online"},
        [
            (
                "12:1: update says when the parameters learn from several samples, and "
                "this file has no 'samples'; remove it"
            )
        ],
    ),
    (
        {**SAMPLES, "update: batch_sum\n": ""},
        [
            (
                "3:1: the file has 2 samples and no 'update'; add 'update: online' to "
                "learn after each, 'update: batch_sum' or 'update: batch_mean' to "
                "learn from all at once"
            )
        ],
    ),
    (
        {**SAMPLES, "batch_sum": "batch"},
        ["8:9: unknown update 'batch'; did you mean 'batch_sum'?"],
    ),
    (
        {**SAMPLES, "    targets: {y1: 0, y2: 1}\n": ""},
        ["6:5: samples[1] has no 'targets'; add 'targets: {o1: 0.01, o2: 0.99}'"],
    ),
    (
        {**SAMPLES, "{x1: 2, x2: 1}": "{x1: 2, x3: 1}"},
        ["6:21: 'x3' is not in samples[0].inputs; all samples have the same inputs (x1, x2)"],
    ),
    (
        {**SAMPLES, "{x1: 2, x2: 1}": "{x1: 2}"},
        [("6:13: samples[1].inputs has nothing for x2; all samples have the same inputs (x1, x2)")],
    ),
    (
        {**SAMPLES, "{y1: 0, y2: 1}": "{y1: 0, y2: 1, h: 2}"},
        ["7:29: 'h' is not in samples[0].targets; all samples have the same targets (y1, y2)"],
    ),
    (
        {**SAMPLES, "{y1: 0, y2: 1}": "{y2: 1}"},
        [
            (
                "7:14: samples[1].targets has nothing for y1; all samples have the "
                "same targets (y1, y2)"
            )
        ],
    ),
    (
        {**SAMPLES, "{y1: 0, y2: 1}": "{y1: 0, y2: 2}"},
        ["7:14: cross_entropy needs targets from 0 to 1; change that of y2"],
    ),
    (
        {**SAMPLES, RATE: "differentiate: f"},
        [
            (
                "16:1: the file has both 'targets' and 'differentiate'; keep 'targets' "
                "to learn towards targets, or 'differentiate' for the derivatives of a "
                "node"
            )
        ],
    ),
    (
        {**SAMPLES, RATE: "inputs: {x1: 0}\ntargets: {y1: 0}"},
        [
            (
                "16:1: the file has both 'samples' and 'inputs'; keep 'samples' for "
                "several samples, or 'inputs' with 'targets' for one"
            ),
            (
                "17:1: the file has both 'samples' and 'targets'; keep 'samples' for "
                "several samples, or 'targets' with 'inputs' for one"
            ),
        ],
    ),
    (
        {"inputs: {x1: 1, x2: -2}": "samples: []", "targets: {y1: 1, y2: 0}\n": ""},
        [
            (
                "3:10: samples must be a list such as [{inputs: …, targets: …}, …]; "
                "found an empty list"
            )
        ],
    ),
    (
        {"inputs: {x1: 1, x2: -2}": "samples: [1]", "targets: {y1: 1, y2: 0}\n": ""},
        [
            (
                "3:11: samples[0] must be a mapping such as {inputs: {i1: 0.05}, "
                "targets: {o1: 0.01}}; found '1'"
            )
        ],
    ),
    (
        {**SAMPLES, "  - inputs: {x1: 2": "  - input: {x1: 2"},
        ["6:5: unknown key 'input' in samples[1]; did you mean 'inputs'?"],
    ),
    (
        {"loss: cross_entropy": "loss: {E_y1: (t - u)^2}"},
        [
            "11:7: loss has nothing for y2; add E_y2",
            (
                "11:19: in loss.E_y1, 'u' is not a name here; the names here are t_y1, "
                "t_y2, x1, x2, w1, w2, b, h, …"
            ),
        ],
    ),
    (
        {"loss: cross_entropy": "loss: {E_y1: (t_y1 - y1)^2}"},
        ["11:7: loss has nothing for y2; add E_y2"],
    ),
    (
        {"loss: cross_entropy": "loss: {E_o: (t - o)^2, E_y1: y1}"},
        ["11:24: loss.E_y1 says again what the loss is; keep one of the two"],
    ),
    (
        {"loss: cross_entropy": "loss: {E_total: y1}"},
        [
            (
                "11:8: 'E_total' is not the error of an output; write E_y1, E_y2, or "
                "E_o alone for every output alike"
            )
        ],
    ),
    (
        {"loss: cross_entropy": "loss: {E_o: }"},
        ["11:8: loss.E_o must be a formula such as (t - o)^4; found nothing"],
    ),
    (
        {"loss: cross_entropy": "loss: {E_o: [1]}"},
        ["11:13: loss.E_o must be a formula such as (t - o)^4; found a list of 1 entry"],
    ),
    ({"loss: cross_entropy": "loss: {}"}, ["11:7: loss has nothing for y1, y2; add E_y1, E_y2"]),
    (
        {"loss: cross_entropy": "loss: {E_o: zz}"},
        [
            (
                "11:13: in loss.E_o, 'zz' is not a name here; the names here are o, t, "
                "t_o, t_y1, t_y2, x1, x2, w1, …"
            )
        ],
    ),
    (
        {"loss: cross_entropy": "loss: {E_f: y1}"},
        [
            (
                "11:8: 'E_f' is not the error of an output; write E_y1, E_y2, or E_o "
                "alone for every output alike"
            )
        ],
    ),
    (
        {"loss: cross_entropy": "loss: {E_y1: y1, E_y2: y2, E_o: o}"},
        ["11:28: loss.E_o says again what the loss is; keep one of the two"],
    ),
    (
        {RATE: "given: {out_h: x}"},
        ["12:16: given.out_h must be a number such as 0.5 or 1e-3; found 'x'"],
    ),
    (
        {RATE: "given: {out_hh: 1}"},
        [
            (
                "12:9: 'out_hh' in given is not a quantity: nothing is called "
                "'out_hh'; did you mean 'out_h'?"
            )
        ],
    ),
    ({RATE: "given: {x1: 1}"}, ["12:9: 'x1' in given is a number of the file; change it there"]),
    ({RATE: "given: {w1: 1}"}, ["12:9: 'w1' in given is a number of the file; change it there"]),
    (
        {RATE: "given: {w1_new: 1}"},
        [
            (
                "12:9: 'w1_new' in given is not computed on the way forward; name a "
                "quantity such as out_h1"
            )
        ],
    ),
    (
        {RATE: "given: {dE_total/dw1: 1}"},
        [
            (
                "12:9: 'dE_total/dw1' in given is not computed on the way forward; "
                "name a quantity such as out_h1"
            )
        ],
    ),
    (
        {RATE: "given: [1]"},
        ["12:8: given must be a mapping such as {out_h1: 0.62}; found a list of 1 entry"],
    ),
    (
        {RATE: 'given: {"out_h[1]": 1}'},
        [
            (
                "12:9: 'out_h[1]' in given is not a quantity: nothing is called "
                "'out_h[1]'; did you mean 'out_h'?"
            )
        ],
    ),
    (
        {RATE: "given: {f_new: 1}"},
        [
            (
                "12:9: 'f_new' in given is not computed on the way forward; name a "
                "quantity such as out_h1"
            )
        ],
    ),
    (
        {RATE: "method: error_split"},
        [
            (
                "12:9: error_split shares the errors of the outputs out along weights, "
                "so it needs a network in layers, with targets and a loss; write "
                "'method: gradient'"
            )
        ],
    ),
    ({RATE: "method: magic"}, ["12:9: method must be one of gradient, error_split; found 'magic'"]),
    ({RATE: "notation: za"}, ["12:11: unknown notation 'za'; did you mean 'z-a'?"]),
    (
        {RATE: "published: {E_total: x}"},
        ["12:22: published.E_total must be a number such as 0.5 or 1e-3; found 'x'"],
    ),
    (
        {RATE: "published: {E_tot: 1}"},
        [
            (
                "12:13: 'E_tot' in published is not a quantity: nothing is called "
                "'E_tot'; did you mean 'E_total'?"
            )
        ],
    ),
    (
        {RATE: "published: {df/dqq: 1}"},
        [
            (
                "12:13: 'df/dqq' in published is not a quantity: nothing is called "
                "'qq'; did you mean 'q'?"
            )
        ],
    ),
    (
        {RATE: "published: 4"},
        ["12:12: published must be a mapping such as {E_total: \"0.298371109\"}; found '4'"],
    ),
    (
        {RATE: "errata: [1]"},
        [
            (
                "12:10: errata[0] must be a mapping such as {quantity: w5_new, "
                "published: \"0.3589\", note: …}; found '1'"
            )
        ],
    ),
    (
        {RATE: "errata: [{quantity: E_totl, published: 1, note: x}]"},
        [
            (
                "12:21: 'E_totl' in errata[0].quantity is not a quantity: nothing is "
                "called 'E_totl'; did you mean 'E_total'?"
            )
        ],
    ),
    (
        {RATE: "errata: [{quantity: E_total}]"},
        [
            "12:10: errata[0] has no 'note'; add 'note: what the source does wrong'",
            "12:10: errata[0] has no 'published'; add 'published: \"0.3589\"'",
        ],
    ),
    (
        {RATE: "errata: [{quantity: [1], published: x, note: , misconception: No Way}]"},
        [
            (
                "12:21: errata[0].quantity must be a quantity such as w5_new; found a "
                "list of 1 entry"
            ),
            "12:37: errata[0].published must be a number such as 0.5 or 1e-3; found 'x'",
            "12:40: errata[0].note must be text; found nothing",
            (
                "12:63: errata[0].misconception must be an id of small letters, digits "
                "and '-', such as uphill; docs/misconceptions.md lists them; found 'No Way'"
            ),
        ],
    ),
    (
        {RATE: "errata: [{quantiy: E_total, published: 1, note: x}]"},
        ["12:11: unknown key 'quantiy' in errata[0]; did you mean 'quantity'?"],
    ),
    (
        {RATE: "frozen: [x1]"},
        ["12:10: 'x1' in frozen is not a weight or bias of this network; remove it"],
    ),
    (
        {AIM: "differentiate: f", RATE: "frozen: [x1]\nfocus: [x1, x3]"},
        [
            "11:10: 'x1' in frozen is not a weight or bias of this network; remove it",
            ("12:13: 'x3' in focus is not an input, a weight or a bias of this network; remove it"),
        ],
    ),
    (
        {RATE: "frozen: [x1]"},
        ["12:10: 'x1' in frozen is not a weight or bias of this network; remove it"],
    ),
]
"""What is changed in ``FREE``, and what is then said: line, column and words."""


@pytest.fixture(params=[yaml.CSafeLoader, yaml.SafeLoader], ids=["parser in C", "parser in Python"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(document, "PARSER", request.param)
    return request.param


def changed(edits: dict[str, str]) -> str:
    text = FREE
    for old, new in edits.items():
        assert old in text
        text = text.replace(old, new, 1)
    return text


def said(text: str) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        load_text(text, "t.yaml")
    return [line.removeprefix("t.yaml:") for line in str(caught.value).split("\n")]


@pytest.mark.usefixtures("parser")
@together(("edits", "expected"), BROKEN, ids=range(len(BROKEN)))
def test_a_broken_graph_is_refused_with(edits: dict[str, str], expected: list[str]) -> None:
    assert said(changed(edits)) == expected


def read(**edits: str) -> Any:
    return load_text(changed({globals()[key]: new for key, new in edits.items()}), "t.yaml")


def with_formula(text: str) -> Any:
    return read(F=f"- {text}").nodes[-1]


X, W = Name("x1"), Name("w1")

FORMULAS = [
    ("f = w1*x1", Gate("f", Product((W, X)))),
    ("f = sigmoid(w1*x1)", Neuron("f", Product((W, X)), "sigmoid")),
    ("f = (sigmoid(x1))", Neuron("f", X, "sigmoid")),
    ("f = linear(x1)", Neuron("f", X, "linear")),
    ("f = exp(x1)", Gate("f", Call("exp", (X,)))),
    ("f = 1 - sigmoid(x1)", Gate("f", difference(number(1), Call("sigmoid", (X,))))),
    ("f = max(x1, 0)", Gate("f", Call("max", (X, number(0))))),
    ("f = 0.1*x1", Gate("f", Product((number("1/10"), X)))),
    ("f = x1**2", Gate("f", Power(X, number(2)))),
    ("f = h", Gate("f", Name("out_h"))),
    ("f = out_h*net_h", Gate("f", Product((Name("out_h"), Name("net_h"))))),
    ("f = y1 + q", Gate("f", Sum((Name("out_y1"), Name("q"))))),
    ("f = net_y2", Gate("f", Name("net_y2"))),
    ("f,g=softmax( max(x1, 0) , w1 )", Softmax(("f", "g"), (Call("max", (X, number(0))), W))),
    ("e = x1", Gate("e", X)),
    ("pi = x1", Gate("pi", X)),
    ("E = x1", Gate("E", X)),
    ("d = x1", Gate("d", X)),
    ("f = e", Gate("f", Call("exp", (number(1),)))),
    ("f = 3", Gate("f", number(3))),
    (">\n      f = x1 +\n        w1", Gate("f", Sum((X, W)))),
    ("f = x1 +\n      w1", Gate("f", Sum((X, W)))),
]


@pytest.mark.usefixtures("parser")
@together(("text", "node"), FORMULAS, ids=[text for text, _ in FORMULAS])
def test_a_formula_becomes_a_node(text: str, node: Any) -> None:
    assert with_formula(text) == node


def test_the_scenarios_own_names_win_over_constants() -> None:
    nodes = read(
        H="- e = w1*x1", Q="- pi = e^2 + b", Y="- 'y1, y2 = softmax(pi, e)'", F="- d = e/pi"
    )
    assert nodes.nodes[1] == Gate("pi", Sum((Power(Name("e"), number(2)), Name("b"))))
    assert nodes.nodes[2] == Softmax(("y1", "y2"), (Name("pi"), Name("e")))


MAZUR = """\
version: 1
title: A step by step backpropagation example
inputs: {i1: 0.05, i2: 0.10}
targets: {o1: 0.01, o2: 0.99}
parameters:
  {w1: 0.15, w2: 0.20, w3: 0.25, w4: 0.30, b1: 0.35,
   w5: 0.40, w6: 0.45, w7: 0.50, w8: 0.55, b2: 0.60}
nodes:
  - h1 = sigmoid(w1*i1 + w2*i2 + b1)
  - h2 = sigmoid(w3*i1 + w4*i2 + b1)
  - o1 = sigmoid(w5*h1 + w6*h2 + b2)
  - o2 = sigmoid(w7*out_h1 + w8*out_h2 + b2)
loss: half_squared_error
learning_rate: 0.5
frozen: [b1, b2]
"""


def test_layers_and_nodes_are_two_ways_to_write_the_same() -> None:
    layered, free = load("mazur"), load_text(MAZUR, "mazur.yaml")
    of_text = {"title": free.title, "source": UNWRITTEN, "about": UNWRITTEN, "notes": {}}
    of_text |= {"published": {}, "errata": (), "course": ()}
    assert free == replace(layered, **of_text)
    assert free == networks.mazur(called="mazur")
    assert free.is_layered
    ours, theirs = tape_of(free), tape_of(layered)
    assert list(ours) == list(theirs)
    assert [ours[name].formula for name in ours] == [theirs[name].formula for name in theirs]


def test_layers_can_be_differentiated_too() -> None:
    text = MAZUR.replace("targets: {o1: 0.01, o2: 0.99}\n", "")
    scenario = load_text(text.replace("loss: half_squared_error", "differentiate: o1"), "t.yaml")
    assert (scenario.differentiate, scenario.has_loss, scenario.targets) == ("o1", False, {})
    assert scenario.learning_rate == Decimal("0.5")


def test_a_circuit_without_parameters() -> None:
    scenario = load_text(
        "version: 1\ntitle: A circuit\ninputs: {x: -2, y: 5, z: -4}\n"
        "nodes: [q = x + y, f = q*z]\ndifferentiate: f\nfocus: [x, z]\nnotes: {df/dq: z}\n",
        "t.yaml",
    )
    assert scenario.focus == ("x", "z")
    assert scenario.notes == {"df/dq": in_every_language("z")}
    assert "df/dx" in tape_of(scenario)


def test_targets_come_in_the_order_of_the_nodes_and_may_be_of_any() -> None:
    scenario = read(AIM="targets: {f: 2, h: 1}\nloss: squared_error")
    assert list(scenario.targets) == ["h", "f"]


def test_several_samples() -> None:
    scenario = load_text(
        changed(
            {
                **SAMPLES,
                "{x1: 2, x2: 1}": "{x2: 1, x1: 2}",
                "batch_sum": "online",
                RATE: RATE + '\npublished: {"w1_new[2]": "0.50", "dE_total/dw1[1]": 2, E_total: 1}',
            }
        ),
        "t.yaml",
    )
    assert scenario.samples == (
        Sample({"x1": Decimal(1), "x2": Decimal(-2)}, {"y1": Decimal(1), "y2": Decimal(0)}),
        Sample({"x1": Decimal(2), "x2": Decimal(1)}, {"y1": Decimal(0), "y2": Decimal(1)}),
    )
    assert list(scenario.samples[1].inputs) == ["x1", "x2"]
    assert (scenario.inputs, scenario.targets) == (
        scenario.samples[0].inputs,
        scenario.samples[0].targets,
    )
    assert scenario.update is Update.ONLINE
    assert set(scenario.published) <= set(tape_of(scenario))


@pytest.mark.parametrize(
    ("quantity", "one"),
    [
        ("out_h", True),
        ("out_h_new", True),
        ("E_y1", True),
        ("dE_total/dnet_h", True),
        ("E_total", False),
        ("E_total_new", False),
        ("dE_total/dw1", False),
        ("w1_new", False),
        ("w1", False),
    ],
)
def test_what_is_published_of_several_samples_says_of_which(quantity: str, one: bool) -> None:
    text = changed({**SAMPLES, RATE: f"{RATE}\npublished: {{{quantity}: 1}}"})
    if one:
        assert said(text) == [
            f"17:13: '{quantity}' in published is another number in each sample; "
            f"write {quantity}[1] for the first one's"
        ]
        text = text.replace(quantity, f'"{quantity}[2]"')
    scenario = load_text(text, "t.yaml")
    assert set(scenario.published) <= set(tape_of(scenario))


def test_a_single_sample_is_a_plain_scenario() -> None:
    text = changed(SAMPLES).replace(
        "  - inputs: {x1: 2, x2: 1}\n    targets: {y1: 0, y2: 1}\nupdate: batch_sum\n", ""
    )
    for with_update in (text, text.replace("loss:", "update: batch_sum\nloss:")):
        plain = load_text(FREE, "t.yaml")
        one = load_text(with_update, "t.yaml")
        assert one.digest == plain.digest, "it is the same network"
        assert one.file_digest != plain.file_digest
        assert one == plain


def test_samples_of_a_layered_network() -> None:
    text = """\
version: 1
title: Layers
samples:
  - {inputs: {x: 1}, targets: {a: 1, b: 0}}
  - {inputs: {x: 2}, targets: {b: 0, a: 1}}
update: batch_mean
layers: [{neurons: [a, b], activation: linear, weights: [[1], [2]]}]
loss: hinge
margin: 0.5
"""
    scenario = load_text(text, "t.yaml")
    assert [list(sample.targets) for sample in scenario.samples] == [["a", "b"]] * 2
    assert (scenario.update, scenario.margin) == (Update.BATCH_MEAN, Decimal("0.5"))
    assert said(text.replace("{b: 0, a: 1}", "{b: 0}"))[0].startswith(
        "5:31: samples[1].targets has nothing for a"
    )


def test_the_keys_of_learning_and_teaching() -> None:
    scenario = read(
        RATE="""\
learning_rate: 0.5
momentum: 0.90
direction: ascent
notation: z-a
given: {out_h: 0.62, net_y1: 1, q: -1e-3, E_y1: 2}
published: {E_total: "0.298371109", v_w1_new: -0.10}
errata:
  - {quantity: w1_new, published: "0.40", misconception: updated-2nd-layer, note: An old weight.}
  - {quantity: E_total_new, published: 0.291027924, note: x}
method: gradient
"""
    )
    assert scenario.hyperparameters == {"mu": Decimal("0.9")}
    assert scenario.direction is Direction.ASCENT
    assert (scenario.notation, scenario.method) == (Notation.Z_A, Method.GRADIENT)
    assert scenario.given == {
        "out_h": Decimal("0.62"),
        "net_y1": Decimal(1),
        "q": Decimal("-0.001"),
        "E_y1": Decimal(2),
    }
    assert str(scenario.published["v_w1_new"]) == "-0.10", "printed figures are kept"
    assert scenario.errata == (
        Erratum(
            "w1_new", Decimal("0.40"), "updated-2nd-layer", in_every_language("An old weight.")
        ),
        Erratum("E_total_new", Decimal("0.291027924"), None, in_every_language("x")),
    )


def test_error_split_needs_layers() -> None:
    assert load_text(MAZUR + "method: error_split", "t.yaml").method is Method.ERROR_SPLIT


T1, O1 = Name("target_y1"), Name("out_y1")
FOURTH = Power(difference(T1, O1), number(4))
LOSSES = [
    ("{E_o: (t - o)^4}", "y1", FOURTH),
    ("{E_o: (target_o - out_o)^4}", "y1", FOURTH),
    ("{E_y1: (target_y1 - out_y1)^4, E_y2: f}", "y1", FOURTH),
    ("{E_y2: f, E_y1: '(t_y1 - y1)^4'}", "y1", FOURTH),
    ("{E_o: w1*f}", "y2", Product((Name("w1"), Name("f")))),
    ("{E_y1: b, E_y2: x1 + net_h}", "y2", Sum((Name("x1"), Name("net_h")))),
]


@pytest.mark.parametrize(("loss", "output", "formula"), LOSSES)
def test_a_loss_of_ones_own(loss: str, output: str, formula: Any) -> None:
    scenario = load_text(changed({"loss: cross_entropy": f"loss: {loss}"}), "t.yaml")
    assert (scenario.loss, list(scenario.own_loss)) == ("", ["y1", "y2"])
    assert scenario.own_loss[output] == formula


@pytest.mark.parametrize("key", ["E_total", "E_f", "E_o"])
def test_the_loss_of_a_single_output(key: str) -> None:
    scenario = read(AIM=f"targets: {{f: 1}}\nloss: {{{key}: abs(target_f - f)}}")
    assert scenario.own_loss == {"f": Call("abs", (difference(Name("target_f"), Name("f")),))}


LETTERS = [
    # inputs, nodes, targets, loss; then of each output the target and the value that are meant.
    ("x: 1", "o = sigmoid(x)", "o: 1", "E_o: (t - o)^4", {"o": ("target_o", "out_o")}),
    ("x: 1", "o = sigmoid(x)", "o: 1", "E_o: (t_o - out_o)^4", {"o": ("target_o", "out_o")}),
    ("x: 1", "o = sigmoid(x)", "o: 1", "E_total: (t - o)^4", {"o": ("target_o", "out_o")}),
    ("x: 1", "o = x^2", "o: 1", "E_o: (t - o)^4", {"o": ("target_o", "o")}),
    ("t: 1", "o = sigmoid(t)", "o: 1", "E_o: (t - o)^4", {"o": ("target_o", "out_o")}),
    ("t: 1", "o = sigmoid(t)", "o: 1", "E_total: (t - o)^4", {"o": ("t", "out_o")}),
    ("o: 1", "y = sigmoid(o)", "y: 1", "E_o: (t - o)^4", {"y": ("target_y", "out_y")}),
    ("o: 1", "y = sigmoid(o)", "y: 1", "E_y: (t_y - o)^4", {"y": ("target_y", "o")}),
    ("t: 1", "y = sigmoid(t)", "y: 1", "E_y: (t - y)^4", {"y": ("t", "out_y")}),
    ("x: 1", "y = sigmoid(x)", "y: 1", "E_y: (t - o)^4", {"y": ("target_y", "out_y")}),
    ("x: 1", "t = sigmoid(x)", "t: 1", "E_o: (t - o)^4", {"t": ("target_t", "out_t")}),
    ("x: 1", "t = sigmoid(x)", "t: 1", "E_t: (t_t - t)^4", {"t": ("target_t", "out_t")}),
    (
        *("x: 1", "o = sigmoid(x)\n  - p = o^2", "o: 1, p: 2", "E_o: (t - o)^4"),
        {"o": ("target_o", "out_o"), "p": ("target_p", "p")},
    ),
    (
        *("x: 1", "o = sigmoid(x)\n  - p = o^2", "o: 1, p: 2"),
        *("E_o: (t - o)^4, E_p: (t_p - p)^4", {"o": ("target_o", "out_o"), "p": ("target_p", "p")}),
    ),
]


@pytest.mark.parametrize(("inputs", "nodes", "targets", "loss", "meant"), LETTERS)
def test_what_t_and_o_mean_in_a_loss(
    inputs: str, nodes: str, targets: str, loss: str, meant: dict[str, tuple[str, str]]
) -> None:
    text = (
        f"version: 1\ntitle: Letters\ninputs: {{{inputs}}}\nnodes:\n  - {nodes}\n"
        f"targets: {{{targets}}}\nloss: {{{loss}}}\n"
    )
    assert load_text(text, "t.yaml").own_loss == {
        output: Power(difference(Name(target), Name(value)), number(4))
        for output, (target, value) in meant.items()
    }


@pytest.mark.parametrize(
    ("inputs", "nodes", "targets", "loss", "letter"),
    [
        ("o: 1", "y = sigmoid(o)", "y: 1", "E_y: (t - o)^4", "t"),
        ("t: 1", "y = sigmoid(t)", "y: 1", "E_y: (t - o)^4", "o"),
        ("x: 1", "o = sigmoid(x)\n  - p = o^2", "o: 1, p: 2", "E_o: 1, E_p: (t - o)^4", "t"),
    ],
)
def test_one_letter_of_an_entry_and_one_of_the_network_are_refused(
    inputs: str, nodes: str, targets: str, loss: str, letter: str
) -> None:
    (found,) = said(
        f"version: 1\ntitle: Letters\ninputs: {{{inputs}}}\nnodes:\n  - {nodes}\n"
        f"targets: {{{targets}}}\nloss: {{{loss}}}\n"
    )
    assert f"'{letter}' is not a name here; the names here are " in found


@pytest.mark.slow
def test_every_formula_of_a_file_counts() -> None:
    long = "+".join(["x1"] * 100)
    nodes = "".join(f"  - n{i} = {long}\n" for i in range(200))
    found = said(changed({F: F + "\n" + nodes.rstrip()}))
    assert found == [
        "176:5: the formulas are longer than 50,000 characters together; make the network smaller"
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nodes: [" + "a = 1," * 513 + "]", "there are 513 nodes; use at most 512"),
        (
            "nodes: ['" + ",".join(f"n{i}" for i in range(513)) + " = softmax(1, 2)']",
            "there are 513 nodes; use at most 512",
        ),
        ("samples: [" + "{inputs: {}}," * 65 + "]", "there are 65 samples; use at most 64"),
    ],
)
def test_sizes_are_limited(text: str, words: str) -> None:
    assert any(words in line for line in said("version: 1\n" + text))


def test_a_file_without_formulas_needs_no_grammar() -> None:
    code = "from backprop_tutor.loader import load; load('mazur'); print('lark' in sys.modules)"
    command = [sys.executable, "-c", f"import sys; {code}"]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert run.stdout == "False\n"


def test_numbers_are_exact() -> None:
    node = with_formula("f = 0.10*x1")
    assert node.formula.factors[0] == Number(number("0.1").value)


def test_a_given_value_without_a_sample_is_meant_for_every_sample() -> None:
    text = """version: 1
title: Two samples, one of them with a value of its own
samples:
  - {inputs: {x: 1}, targets: {o: 1}}
  - {inputs: {x: 2}, targets: {o: 0}}
update: batch_sum
layers:
  - {neurons: [h], activation: tanh, weights: [[0.3]]}
  - {neurons: [o], activation: sigmoid, weights: [[0.4]]}
loss: half_squared_error
learning_rate: 1
given: {"out_h[2]": 0.7, out_h: 0.5}
"""
    values = subject_of(load_text(text, "given.yaml")).values
    assert (values["out_h[1]"], values["out_h[2]"]) == (0.5, 0.7)
    assert (values["net_o[1]"], values["net_o[2]"]) == (0.4 * 0.5, 0.4 * 0.7)
