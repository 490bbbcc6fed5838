"""The loader: a table of broken files with what is said about each, then what good files mean."""

import io
import math
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from together import together

from backprop_tutor.errors import FileError, ScenarioError
from backprop_tutor.loader import bundled, load, load_text
from backprop_tutor.loader.scenario_keys import SCENARIO_KEYS
from backprop_tutor.loader.yaml import document, syntax_errors
from backprop_tutor.maths.functions import ACTIVATIONS
from backprop_tutor.maths.losses import NAMED
from backprop_tutor.scenario.by_language import UNWRITTEN, in_every_language
from backprop_tutor.scenario.scenario import Part, Scenario

BASE = """\
version: 1
title: A test
inputs: {i1: 0.05, i2: 0.10}
targets: {o1: 0.01, o2: 0.99}
layers:
  - neurons: [h1, h2]
    activation: sigmoid
    weights:
      - {w1: 0.15, w2: 0.20}
      - {w3: 0.25, w4: 0.30}
    bias: {b1: 0.35}
  - neurons: [o1, o2]
    activation: sigmoid
    weights: [[0.40, 0.45], [0.50, 0.55]]
    biases: [{bo1: 0.60}, {bo2: 0.61}]
loss: half_squared_error
learning_rate: 0.5
"""

BROKEN: list[tuple[dict[str, str], list[str]]] = [
    ({"version: 1\n": ""}, ["1:1: the file has no 'version'; add 'version: 1'"]),
    (
        {"version: 1": "version: 2"},
        [
            (
                "1:10: version 2 of the format is not known here; write 'version: 1', or get a "
                "newer backprop-tutor"
            )
        ],
    ),
    (
        {"version: 1": "version: '1'"},
        ["1:10: version must be 1; found the quoted text '1': write 'version: 1'"],
    ),
    ({"version: 1": "version:"}, ["1:1: version must be 1; found nothing: write 'version: 1'"]),
    ({"version: 1": "version: 1.0"}, ["1:10: version must be 1; found '1.0': write 'version: 1'"]),
    ({"title: A test\n": ""}, ["1:1: the file has no 'title'; add 'title: My first network'"]),
    ({"title: A test": "title:"}, ["2:1: title must be text; found nothing"]),
    ({"title: A test": "title: ''"}, ["2:8: title must be text; found empty text"]),
    ({"title: A test": "title: [A test]"}, ["2:8: title must be text; found a list of 1 entry"]),
    ({"title: A test": "title: {}"}, ["2:8: title must be text; found an empty mapping"]),
    (
        {"title: A test": "title: {en: A test, eng: B, fr: [], FR: D}"},
        [
            (
                "2:21: 'eng' in title is not a language; write a text, or one for each language: "
                "{en: …, fr: …}"
            ),
            "2:33: title.fr must be text; found an empty list",
            (
                "2:37: 'FR' in title is not a language; write a text, or one for each language: "
                "{en: …, fr: …}"
            ),
        ],
    ),
    (
        {"title: A test": "title: {en: {en: A test}}"},
        ["2:13: title.en must be text; found a mapping"],
    ),
    (
        {"title: A test": "title: A test\nnotes: {net_h1: {en: a, xx: b}}"},
        [
            "3:25: 'xx' in notes.net_h1 is not a language; write a text, or one for each "
            "language: {en: …, fr: …}"
        ],
    ),
    (
        {"title: A test": 'title: {en: A test, fr: "A\\u202Etest"}'},
        ["2:25: in title.fr, the invisible character U+202E is not allowed here; remove it"],
    ),
    (
        {"title: A test": 'title: "A\\atest"'},
        ["2:8: in title, the invisible character U+0007 is not allowed here; remove it"],
    ),
    (
        {"title: A test": 'title: "A\\u202Etest"'},
        ["2:8: in title, the invisible character U+202E is not allowed here; remove it"],
    ),
    ({"title: A test": "tilte: A test"}, ["2:1: unknown key 'tilte'; did you mean 'title'?"]),
    (
        {"title: A test": "title: A test\ntitle: Another"},
        ["3:1: the key 'title' was already given in line 2; remove one of the two"],
    ),
    (
        {"inputs: {i1: 0.05, i2: 0.10}\n": ""},
        ["1:1: the file has no 'inputs'; add 'inputs: {i1: 0.05, i2: 0.10}'"],
    ),
    (
        {"{i1: 0.05, i2: 0.10}": "[0.05, 0.10]"},
        [
            (
                "3:9: inputs needs a name for each number; found a list of 2 entries: write "
                "{x1: 0.05, x2: 0.10}"
            )
        ],
    ),
    (
        {"{i1: 0.05, i2: 0.10}": "{}"},
        ["3:9: inputs must be a mapping such as {i1: 0.05, i2: 0.10}; found an empty mapping"],
    ),
    (
        {"{i1: 0.05, i2: 0.10}": "0.05"},
        ["3:9: inputs needs a name for each number; found '0.05': write {x1: 0.05}"],
    ),
    (
        {"inputs: {i1: 0.05, i2: 0.10}": "inputs:"},
        ["3:1: inputs must be a mapping such as {i1: 0.05, i2: 0.10}; found nothing"],
    ),
    (
        {"{i1: 0.05,": "{i1: no,"},
        ["3:14: inputs.i1 must be a number such as 0.5 or 1e-3; found 'no'"],
    ),
    (
        {"{i1: 0.05,": "{i1: '0.05',"},
        ["3:14: inputs.i1 must be a number; found the quoted text '0.05': remove the quotes"],
    ),
    (
        {"{i1: 0.05,": "{i1: ,"},
        ["3:10: inputs.i1 must be a number such as 0.5 or 1e-3; found nothing"],
    ),
    (
        {"{i1: 0.05,": "{i1: .nan,"},
        ["3:14: inputs.i1 must be a number such as 0.5 or 1e-3; found '.nan'"],
    ),
    (
        {"{i1: 0.05,": "{i1: -.inf,"},
        ["3:14: inputs.i1 must be a number such as 0.5 or 1e-3; found '-.inf'"],
    ),
    (
        {"{i1: 0.05,": "{i1: 1_000,"},
        ["3:14: inputs.i1 must be a number such as 0.5 or 1e-3; found '1_000'"],
    ),
    (
        {"{i1: 0.05,": "{i1: 0x1F,"},
        ["3:14: inputs.i1 must be a number such as 0.5 or 1e-3; found '0x1F'"],
    ),
    (
        {"{i1: 0.05,": "{i1: 0o17,"},
        ["3:14: inputs.i1 must be a number such as 0.5 or 1e-3; found '0o17'"],
    ),
    (
        {"{i1: 0.05,": "{i1: 010,"},
        ["3:14: inputs.i1 must be a number such as 0.5 or 1e-3; found '010'"],
    ),
    (
        {"{i1: 0.05,": "{i1: 1:30,"},
        ["3:14: inputs.i1 must be a number such as 0.5 or 1e-3; found '1:30'"],
    ),
    (
        {"{i1: 0.05,": "{i1: 1/3,"},
        [("3:14: inputs.i1 must be a number such as 0.5 or 1e-3; found '1/3': write 0.333333")],
    ),
    (
        {"{i1: 0.05,": "{i1: ٣,"},
        ["3:14: inputs.i1 must be a number such as 0.5 or 1e-3; found '٣'"],
    ),
    (
        {"{i1: 0.05,": "{i1: 0.1234567890123456789012345678901,"},
        ["3:14: inputs.i1 has more than 30 digits; round it"],
    ),
    (
        {"{i1: 0.05,": "{i1: 1e100,"},
        ["3:14: inputs.i1 has an exponent beyond 99; use a smaller one"],
    ),
    (
        {"{i1: 0.05,": "{i1: 1e-100,"},
        ["3:14: inputs.i1 has an exponent beyond 99; use a smaller one"],
    ),
    (
        {"{i1: 0.05,": "{i1: 1000001,"},
        [
            (
                "3:14: inputs.i1 is '1000001', too large for a lesson; keep numbers between "
                "-1000000 and 1000000"
            )
        ],
    ),
    (
        {"{i1: 0.05,": "{i1: [1],"},
        ["3:14: inputs.i1 must be a number such as 0.5 or 1e-3; found a list of 1 entry"],
    ),
    (
        {"{i1: 0.05,": "{i1: {a: 1},"},
        ["3:14: inputs.i1 must be a number such as 0.5 or 1e-3; found a mapping"],
    ),
    (
        {"{i1: 0.05,": "{i1: 0,05,"},
        [
            (
                "3:16: '05' cannot be an input; if it is the rest of a number, write a point, as "
                "in 0.5"
            )
        ],
    ),
    (
        {"{i1: 0.05,": "{i1:0.05,"},
        [("3:10: 'i1:0.05' cannot be an input; if it is a name and a number, write 'i1: 0.05'")],
    ),
    (
        {"{i1: 0.05,": "{1i: 0.05,"},
        [
            (
                "3:10: '1i' cannot be an input; a name is a letter, then at most 31 letters, "
                "digits and _"
            )
        ],
    ),
    (
        {"{i1: 0.05,": "{i-1: 0.05,"},
        [
            (
                "3:10: 'i-1' cannot be an input; names are in the letters a to z, digits and _; "
                "write i1"
            )
        ],
    ),
    (
        {"{i1: 0.05,": "{sigmoid: 0.05,"},
        ["3:10: 'sigmoid' cannot be an input: it is a function; choose another name"],
    ),
    (
        {"{i1: 0.05,": "{hint: 0.05,"},
        [("3:10: 'hint' cannot be an input: it is a command in the lesson; choose another name")],
    ),
    (
        {"{i1: 0.05,": "{eta: 0.05,"},
        ["3:10: 'eta' cannot be an input: it is the learning rate; choose another name"],
    ),
    (
        {"{i1: 0.05,": "{net_x: 0.05,"},
        [
            (
                "3:10: 'net_x' cannot be an input: names that begin with net_ are the lesson's "
                "own; choose another name"
            )
        ],
    ),
    (
        {"{i1: 0.05,": "{i1_new: 0.05,"},
        [
            (
                "3:10: 'i1_new' cannot be an input: names that end with _new are the lesson's own; "
                "choose another name"
            )
        ],
    ),
    (
        {"{i1: 0.05,": "{i12345678901234567890123456789012: 0.05,"},
        [
            (
                "3:10: 'i12345678901234567890123456789012' cannot be an input; a name is a letter, "
                "then at most 31 letters, digits and _"
            )
        ],
    ),
    ({"{i1: 0.05,": "{~: 0.05,"}, ["3:10: an input needs a name here; found nothing"]),
    (
        {"{i1: 0.05,": "{i1: 0.05, i1: 0.06,"},
        ["3:20: the key 'i1' was already given in line 3; remove one of the two"],
    ),
    (
        {"{i1: 0.05,": "{h2: 0.05,"},
        ["6:19: the name 'h2' is already taken in line 3; choose another name"],
    ),
    (
        {"targets: {o1: 0.01, o2: 0.99}\n": ""},
        ["1:1: the file has no 'targets'; add 'targets: {o1: 0.01, o2: 0.99}'"],
    ),
    (
        {"o2: 0.99}": "o3: 0.99}"},
        ["4:21: 'o3' is not a neuron of the last layer; give a target to each of o1, o2"],
    ),
    (
        {", o2: 0.99}": "}"},
        [
            (
                "4:10: targets has nothing for o2; give a target to each neuron of the last layer "
                "(o1, o2)"
            )
        ],
    ),
    ({"o2: 0.99}": "o2: x}"}, ["4:25: targets.o2 must be a number such as 0.5 or 1e-3; found 'x'"]),
    (
        {"{o1: 0.01, o2: 0.99}": "[0.01, 0.99]"},
        [
            (
                "4:10: targets needs a name for each number; found a list of 2 entries: write "
                "{o1: 0.01, o2: 0.99}"
            )
        ],
    ),
    (
        {"{o1: 0.01, o2: 0.99}": "{o1: 0.01, o2: 0.99, h1: 1}"},
        ["4:31: 'h1' is not a neuron of the last layer; give a target to each of o1, o2"],
    ),
    (
        {"neurons: [h1, h2]": "neurons: 2"},
        [
            (
                "6:14: layers[0].neurons must be the names of the neurons, and not how many "
                "there are; write [h1, h2]"
            )
        ],
    ),
    (
        {"neurons: [h1, h2]": "neurons: []"},
        ["6:14: layers[0].neurons must be a list such as [h1, h2]; found an empty list"],
    ),
    (
        {"neurons: [h1, h2]": "neurons: [h1, h1]"},
        ["6:19: the name 'h1' is already taken in line 6; choose another name"],
    ),
    (
        {"neurons: [h1, h2]": "neurons: [h1, [h2]]"},
        ["6:19: a neuron needs a name here; found a list of 1 entry"],
    ),
    (
        {"neurons: [h1, h2]": "neurons: [h1, h2, h3]"},
        ["9:7: layers[0].weights has 2 rows; 3 are needed, one per neuron (h1, h2, h3)"],
    ),
    (
        {"neurons: [h1, h2]": "neurons: [h1, i1]"},
        ["6:19: the name 'i1' is already taken in line 3; choose another name"],
    ),
    (
        {"  - neurons: [h1, h2]\n    activation": "  - activation"},
        ["6:5: layers[0] has no 'neurons'; add 'neurons: [h1, h2]'"],
    ),
    (
        {"  - neurons: [h1, h2]": "  - neuron: [h1, h2]"},
        ["6:5: unknown key 'neuron' in layers[0]; did you mean 'neurons'?"],
    ),
    (
        {"    activation: sigmoid\n    weights:\n": "    weights:\n"},
        ["6:5: layers[0] has no 'activation'; add 'activation: sigmoid'"],
    ),
    (
        {"activation: sigmoid\n    weights:\n": "activation: sigmoidal\n    weights:\n"},
        ["7:17: unknown activation 'sigmoidal'; did you mean 'sigmoid'?"],
    ),
    (
        {"activation: sigmoid\n    weights:\n": "activation: Heaviside\n    weights:\n"},
        [f"7:17: activation must be one of {', '.join(ACTIVATIONS)}; found 'Heaviside'"],
    ),
    (
        {"activation: sigmoid\n    weights:\n": "activation: [sigmoid]\n    weights:\n"},
        [f"7:17: activation must be one of {', '.join(ACTIVATIONS)}; found a list of 1 entry"],
    ),
    (
        {"activation: sigmoid\n    weights:\n": "activation: softmax\n    weights:\n"},
        ["7:17: softmax is for the last layer only; choose another activation"],
    ),
    (
        {"{w1: 0.15, w2: 0.20}": "{w1: 0.15}"},
        ["9:9: layers[0].weights[0] has 1 entry; 2 are needed, one per sender (i1, i2)"],
    ),
    (
        {"{w1: 0.15, w2: 0.20}": "{w1: 0.15, w2: 0.20, w9: 1}"},
        ["9:9: layers[0].weights[0] has 3 entries; 2 are needed, one per sender (i1, i2)"],
    ),
    (
        {"{w1: 0.15, w2: 0.20}": "{w1: 0.15, w1: 0.20}"},
        ["9:20: the key 'w1' was already given in line 9; remove one of the two"],
    ),
    (
        {"{w1: 0.15, w2: 0.20}": "{w1: 0.15, h1: 0.20}"},
        ["9:20: the name 'h1' is already taken in line 6; choose another name"],
    ),
    (
        {"{w1: 0.15, w2: 0.20}": "0.15"},
        [
            (
                "9:9: layers[0].weights[0] must be a mapping such as {w1: 0.15, w2: 0.20} or a "
                "list of numbers; found '0.15'"
            )
        ],
    ),
    (
        {"{w1: 0.15, w2: 0.20}": "[]"},
        [
            (
                "9:9: layers[0].weights[0] must be a mapping such as {w1: 0.15, w2: 0.20} or a "
                "list of numbers; found an empty list"
            )
        ],
    ),
    (
        {"{w1: 0.15, w2: 0.20}": "[0.15, {w2: 0.20}]"},
        [("9:16: layers[0].weights[0][1] must be a number such as 0.5 or 1e-3; found a mapping")],
    ),
    (
        {"{w1: 0.15, w2: 0.20}": "{w1: 0,15, w2: 0.20}"},
        [
            (
                "9:16: '15' cannot be a weight; if it is the rest of a number, write a point, as "
                "in 0.5"
            )
        ],
    ),
    (
        {"{w3: 0.25, w4: 0.30}": "{w1: 0.25, w4: 0.30}"},
        ["10:10: the name 'w1' is already taken in line 9; choose another name"],
    ),
    (
        {"      - {w3: 0.25, w4: 0.30}\n": ""},
        ["9:7: layers[0].weights has 1 row; 2 are needed, one per neuron (h1, h2)"],
    ),
    (
        {"[[0.40, 0.45], [0.50, 0.55]]": "[[0.40, 0.45, 0.5], [0.50, 0.55]]"},
        ["14:15: layers[1].weights[0] has 3 entries; 2 are needed, one per sender (h1, h2)"],
    ),
    (
        {"[[0.40, 0.45], [0.50, 0.55]]": "[0.40, 0.45]"},
        [
            (
                "14:14: layers[1].weights must be a list with a row of weights for each neuron "
                "(o1, o2), such as [[0.15, 0.20], …]; found a list of 2 entries without rows"
            )
        ],
    ),
    (
        {"[[0.40, 0.45], [0.50, 0.55]]": "{w5: 1}"},
        [
            (
                "14:14: layers[1].weights must be a list with a row of weights for each neuron "
                "(o1, o2), such as [[0.15, 0.20], …]; found a mapping without rows"
            )
        ],
    ),
    (
        {"    weights: [[0.40, 0.45], [0.50, 0.55]]\n": ""},
        ["12:5: layers[1] has no 'weights'; add 'weights: [{w1: 0.15, w2: 0.20}, …]'"],
    ),
    (
        {"bias: {b1: 0.35}": "bias: {b1: 0.35, b2: 0.4}"},
        [
            (
                "11:11: layers[0].bias must be one bias such as {b1: 0.35}; found 2 entries: for a "
                "bias of each neuron write 'biases: [{b1: 0.35}, …]'"
            )
        ],
    ),
    (
        {"bias: {b1: 0.35}": "bias: {}"},
        ["11:11: layers[0].bias must be one bias such as {b1: 0.35}; found 0 entries"],
    ),
    (
        {"bias: {b1: 0.35}": "bias: [0.35]"},
        [
            (
                "11:11: layers[0].bias must be one number; found a list of 1 entry: for a bias "
                "of each neuron write 'biases: [0.35]'"
            )
        ],
    ),
    (
        {"bias: {b1: 0.35}": "bias:"},
        ["11:5: layers[0].bias must be a number such as 0.5 or 1e-3; found nothing"],
    ),
    (
        {"bias: {b1: 0.35}": "bias: {w1: 0.35}"},
        ["11:12: the name 'w1' is already taken in line 9; choose another name"],
    ),
    (
        {"bias: {b1: 0.35}": "bias: {b1: 0.35}\n    biases: [1, 2]"},
        [
            (
                "12:5: layers[0] has both 'bias' and 'biases'; keep 'bias' if its neurons share "
                "one, 'biases' if each has its own"
            )
        ],
    ),
    (
        {"bias: {b1: 0.35}": "biases: {b1: 0.35}"},
        ["11:13: layers[0].biases must be a list; found a mapping: write [{b1: 0.35}]"],
    ),
    (
        {"bias: {b1: 0.35}": "biases: [0.35]"},
        ["11:13: layers[0].biases has 1 entry; 2 are needed, one per neuron (h1, h2)"],
    ),
    (
        {"bias: {b1: 0.35}": "biases: [0.35, x]"},
        ["11:20: layers[0].biases[1] must be a number such as 0.5 or 1e-3; found 'x'"],
    ),
    (
        {"bias: {b1: 0.35}": "bais: {b1: 0.35}"},
        ["11:5: unknown key 'bais' in layers[0]; did you mean 'bias'?"],
    ),
    (
        {"loss: half_squared_error\n": ""},
        ["1:1: the file has no 'loss'; add 'loss: half_squared_error'"],
    ),
    (
        {"loss: half_squared_error": "loss: half_square_error"},
        ["16:7: unknown loss 'half_square_error'; did you mean 'half_squared_error'?"],
    ),
    (
        {"loss: half_squared_error": "loss: mse"},
        ["16:7: unknown loss 'mse'; did you mean 'mean_squared_error'?"],
    ),
    (
        {"loss: half_squared_error": "loss: [E_o]"},
        [
            (
                f"16:7: loss must be one of {', '.join(NAMED)}, "
                "or formulas such as {E_o: (t - o)^4}; found a list of 1 entry"
            )
        ],
    ),
    (
        {"learning_rate: 0.5": "learning_rte: 0.5"},
        ["17:1: unknown key 'learning_rte'; did you mean 'learning_rate'?"],
    ),
    (
        {"learning_rate: 0.5": "learning_rate: 0"},
        ["17:16: learning_rate must be above 0, such as 0.5; found '0'"],
    ),
    (
        {"learning_rate: 0.5": "learning_rate: -0.5"},
        ["17:16: learning_rate must be above 0, such as 0.5; found '-0.5'"],
    ),
    (
        {"learning_rate: 0.5": "learning_rate: fast"},
        ["17:16: learning_rate must be a number such as 0.5 or 1e-3; found 'fast'"],
    ),
    (
        {"learning_rate: 0.5": "xyz: 0.5"},
        ["17:1: unknown key 'xyz'; remove it, or use one of " + ", ".join(SCENARIO_KEYS)],
    ),
    (
        {"learning_rate: 0.5": "momentum: 0.9"},
        ["17:1: momentum needs a learning rate; add 'learning_rate: 0.5'"],
    ),
    (
        {"learning_rate: 0.5": "digits: 1"},
        ["17:9: digits must be a whole number from 2 to 10; found '1'"],
    ),
    (
        {"learning_rate: 0.5": "digits: 11"},
        ["17:9: digits must be a whole number from 2 to 10; found '11'"],
    ),
    (
        {"learning_rate: 0.5": "digits: 4.0"},
        ["17:9: digits must be a whole number from 2 to 10; found '4.0'"],
    ),
    (
        {"learning_rate: 0.5": "digits: '4'"},
        ["17:9: digits must be a whole number from 2 to 10; found the quoted text '4'"],
    ),
    (
        {"learning_rate: 0.5": "frozen: b1"},
        ["17:9: frozen must be a list; found 'b1': write [b1]"],
    ),
    (
        {"learning_rate: 0.5": "frozen: [b3]"},
        ["17:10: 'b3' in frozen is not a weight or bias of this network; remove it"],
    ),
    (
        {"learning_rate: 0.5": "frozen: [learning]"},
        ["17:10: 'learning' in frozen is not a weight or bias of this network; remove it"],
    ),
    (
        {"learning_rate: 0.5": "frozen: [h1]"},
        ["17:10: 'h1' in frozen is not a weight or bias of this network; remove it"],
    ),
    (
        {"learning_rate: 0.5": "frozen: [b1, b1]"},
        ["17:14: 'b1' is twice in frozen; remove one of the two"],
    ),
    (
        {"learning_rate: 0.5": "frozen: [[b1]]"},
        [("17:10: frozen must be a list of names such as [w1, b1]; found a list of 1 entry in it")],
    ),
    (
        {"learning_rate: 0.5": "focus: [w9]"},
        ["17:9: 'w9' in focus is not an input, a weight or a bias of this network; remove it"],
    ),
    (
        {"learning_rate: 0.5": "focus: [~]"},
        ["17:9: focus must be a list of names such as [w1, b1]; found nothing in it"],
    ),
    (
        {"learning_rate: 0.5": "lesson: []"},
        ["17:9: lesson must be a list such as [forward, error]; found an empty list"],
    ),
    (
        {"learning_rate: 0.5": "lesson: [foward]"},
        ["17:10: unknown part of a lesson 'foward'; did you mean 'forward'?"],
    ),
    (
        {"learning_rate: 0.5": "lesson: [all]"},
        [
            (
                "17:10: part of a lesson must be one of forward, error, backward, update, again; "
                "found 'all'"
            )
        ],
    ),
    (
        {"learning_rate: 0.5": "lesson: forward"},
        ["17:9: lesson must be a list such as [forward, error]; found 'forward'"],
    ),
    (
        {"learning_rate: 0.5": "notes: hello"},
        ["17:8: notes must be a mapping such as {net_h1: a remark}; found 'hello'"],
    ),
    (
        {"learning_rate: 0.5": "notes: {E_tot: a remark}"},
        [
            "17:9: 'E_tot' in notes is not a quantity: nothing is called 'E_tot'; "
            "did you mean 'E_total'?"
        ],
    ),
    (
        {"learning_rate: 0.5": "notes: {dE_total/dw77: x, dnet_o1/dw5: y}"},
        [
            "17:9: 'dE_total/dw77' in notes is not a quantity: nothing is called 'w77'; "
            "did you mean 'w7'?"
        ],
    ),
    (
        {"learning_rate: 0.5": "notes: {net_h1: }"},
        ["17:9: notes.net_h1 must be text; found nothing"],
    ),
    (
        {"learning_rate: 0.5": "notes: {net_h1: [x]}"},
        ["17:17: notes.net_h1 must be text; found a list of 1 entry"],
    ),
    (
        {
            "learning_rate: 0.5": (
                "notes: {? "
                "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx "
                ": y}"
            )
        },
        [
            (
                "17:11: 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…' in notes is longer than 80 "
                "characters; name a quantity such as net_h1"
            )
        ],
    ),
    (
        {"learning_rate: 0.5": 'notes: {"a\\eb": y}'},
        ["17:9: in notes, the invisible character U+001B is not allowed here; remove it"],
    ),
    (
        {"learning_rate: 0.5": 'notes: {net_h1: "\\u2067x"}'},
        [("17:17: in notes.net_h1, the invisible character U+2067 is not allowed here; remove it")],
    ),
    (
        {"learning_rate: 0.5": 'notes: {"": x}'},
        ["17:9: notes lacks the name of a quantity here; write 'net_h1: …'"],
    ),
    ({"title: A test": "title: &a A test"}, ["2:8: the anchor &a is not allowed; remove it"]),
    (
        {"title: A test": "title: *a"},
        ["2:8: the alias *a is not allowed; write the value out, or put the text in quotes"],
    ),
    (
        {"title: A test": "title: !!str A test"},
        ["2:8: the tag '!!str' is not allowed; remove it, or put the text in quotes"],
    ),
    (
        {"title: A test": "title: !!python/object:os.system A"},
        [
            (
                "2:8: the tag '!!python/object:os.system' is not allowed; remove it, or put the "
                "text in quotes"
            )
        ],
    ),
    (
        {"title: A test": "title: A test\n<<: {digits: 3}"},
        ["3:1: the merge key '<<' is not allowed; write the entries out"],
    ),
    (
        {"title: A test": "title: A test\n? [a]\n: b"},
        ["3:3: a key must be a single name; found a list or mapping"],
    ),
    (
        {"title: A test": "title: A\x07test"},
        ["2:9: the invisible character U+0007 is not allowed here; remove it"],
    ),
    (
        {"title: A test": "title: A\u202etest"},
        ["2:9: the invisible character U+202E is not allowed here; remove it"],
    ),
    (
        {"title: A test": "title: A\tte\x00st"},
        ["2:12: the invisible character U+0000 is not allowed here; remove it"],
    ),
    (
        {"learning_rate: 0.5": "---\nversion: 1"},
        ["17:1: a second document begins here; a file holds one scenario"],
    ),
    (
        {"version: 1": "%YAML 1.2\n---\nversion: 1"},
        ["1:1: a line may not begin with '%'; remove it"],
    ),
    (
        {"title: A test": "title: 'it's'"},
        [("2:12: this line does not fit the lines above it; check its indentation and its quotes")],
    ),
    (
        {"title: A test": "title: 'A test"},
        ["2:8: this quote is never closed; add the missing quote"],
    ),
    (
        {"title: A test": "title A test"},
        ["2:1: a ':' is missing here; write 'key: value', with a space after the ':'"],
    ),
    (
        {"title: A test": "title: a: test"},
        [
            (
                "2:9: a ':' is not expected here; start keys in the same column, each with a space "
                "after its ':', and put text that holds ': ' in quotes"
            )
        ],
    ),
    (
        {"title: A test": " title: A test"},
        [
            (
                "2:7: a ':' is not expected here; start keys in the same column, each with a space "
                "after its ':', and put text that holds ': ' in quotes"
            )
        ],
    ),
    (
        {"    activation: sigmoid\n    weights:\n": "\tactivation: sigmoid\n    weights:\n"},
        ["7:1: a tab stands where YAML needs spaces; indent with spaces"],
    ),
    (
        {"{i1: 0.05, i2: 0.10}": "{i1: 0.05, i2: 0.10"},
        [
            (
                "4:8: the mapping that was opened in line 3 goes wrong here; check for a missing "
                "',' or '}'"
            )
        ],
    ),
    (
        {"neurons: [h1, h2]": "neurons: [h1, h2"},
        [
            (
                "7:15: the list that was opened in line 6 goes wrong here; check for a missing ',' "
                "or ']'"
            )
        ],
    ),
    (
        {"title: A test": "title: @test"},
        ["2:8: nothing can begin with '@'; put the text in quotes"],
    ),
    (
        {"title: A test": 'title: "\\d"'},
        [
            (
                "2:9: a backslash in double quotes begins something unknown here; write \\\\ for a "
                "backslash, or use single quotes"
            )
        ],
    ),
    (
        {"title: A test": "title: - x"},
        ["2:8: a '- ' is not expected here; start the list on a line of its own"],
    ),
    (
        {
            "activation: sigmoid\n    weights: [": "activation: linear\n    weights: [",
            "loss: half_squared_error": "loss: cross_entropy",
        },
        [
            (
                "16:7: cross_entropy is for outputs that add up to 1, as those of softmax do; "
                "found linear in o1: change one of the two"
            )
        ],
    ),
    (
        {"o2: 0.99": "o2: 1.5", "loss: half_squared_error": "loss: binary_cross_entropy"},
        ["4:10: binary_cross_entropy needs targets from 0 to 1; change that of o2"],
    ),
    (
        {
            "activation: sigmoid\n    weights: [": "activation: softmax\n    weights: [",
            "loss: half_squared_error": "loss: cross_entropy",
            "o2: 0.99": "o2: 0.9900000000000000000000000001",
        },
        [
            (
                "4:10: with softmax and cross_entropy the targets must add up to 1; they add up to "
                "1.0000000000000000000000000001"
            )
        ],
    ),
    (
        {
            "neurons: [o1, o2]\n    activation: sigmoid": "neurons: [o1]\n    activation: softmax",
            ", o2: 0.99": "",
            "[[0.40, 0.45], [0.50, 0.55]]": "[[0.40, 0.45]]",
            "[{bo1: 0.60}, {bo2: 0.61}]": "[0.6]",
        },
        ["13:17: softmax needs at least 2 neurons; use sigmoid for a single one"],
    ),
    (
        {
            "{w3: 0.25, w4: 0.30}": "{w3: 0.25, w4: 0.30, w5: 1}",
            "learning_rate: 0.5": "learning_rte: 0.5",
        },
        [
            "10:9: layers[0].weights[1] has 3 entries; 2 are needed, one per sender (i1, i2)",
            "17:1: unknown key 'learning_rte'; did you mean 'learning_rate'?",
        ],
    ),
    (
        {
            "activation: sigmoid\n    weights:\n": "activation: tahn\n    weights:\n",
            "title: A test\n": "",
            "w4: 0.30": "w4: x",
            "learning_rate: 0.5": "digits: 99",
        },
        [
            "1:1: the file has no 'title'; add 'title: My first network'",
            "6:17: unknown activation 'tahn'; did you mean 'tanh'?",
            "9:24: layers[0].weights[1].w4 must be a number such as 0.5 or 1e-3; found 'x'",
            "16:9: digits must be a whole number from 2 to 10; found '99'",
        ],
    ),
    (
        {"{i1: 0.05, i2: 0.10}": "{i1: 0.05}"},
        [("9:9: every row of layers[0].weights has 2 entries; 1 is needed, one per sender (i1)")],
    ),
    (
        {
            "{i1: 0.05, i2: 0.10}": "[0.05]",
            "{w3: 0.25, w4: 0.30}": "{w3: 0.25}",
            "neurons: [h1, h2]": "neurons: h1",
            "learning_rate: 0.5": "frozen: [w1]",
        },
        [
            ("3:9: inputs needs a name for each number; found a list of 1 entry: write {x1: 0.05}"),
            "6:14: layers[0].neurons must be a list; found 'h1': write [h1]",
        ],
    ),
    (
        {"[{bo1: 0.60}, {bo2: 0.61}]": "[*x, 0.61]", "learning_rate: 0.5": "frozen: [b9]"},
        ["15:14: the alias *x is not allowed; write the value out, or put the text in quotes"],
    ),
]
"""What is changed in ``BASE``, and what is then said: line, column and words."""


@pytest.fixture(params=[yaml.CSafeLoader, yaml.SafeLoader], ids=["parser in C", "parser in Python"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(document, "PARSER", request.param)
    return request.param


def changed(edits: dict[str, str]) -> str:
    text = BASE
    for old, new in edits.items():
        assert old in text
        text = text.replace(old, new, 1)
    return text


def said(text: str | bytes) -> list[str]:
    """Return the problems of a text, without the name of the file."""
    with pytest.raises(ScenarioError) as caught:
        load_text(text, "t.yaml")
    assert caught.value.exit_code == 3
    return [line.removeprefix("t.yaml:") for line in str(caught.value).split("\n")]


@pytest.mark.usefixtures("parser")
@together(("edits", "expected"), BROKEN, ids=range(len(BROKEN)))
def test_a_broken_file_is_refused_with(edits: dict[str, str], expected: list[str]) -> None:
    found = said(changed(edits))
    if "backslash" in expected[0]:  # The parsers point at the backslash or at what follows it.
        assert [line.split(": ", 1)[1] for line in found] == [expected[0].split(": ", 1)[1]]
    else:
        assert found == expected


WHOLE: list[tuple[str | bytes, str]] = [
    ("", "1:1: the file is empty; a scenario begins with 'version: 1'"),
    ("# nothing\n", "1:1: the file is empty; a scenario begins with 'version: 1'"),
    (
        "- a\n",
        "1:1: a scenario must be a mapping such as {version: 1, title: …}; found a list of 1 entry",
    ),
    ("foo", "1:1: a scenario must be a mapping such as {version: 1, title: …}; found 'foo'"),
    ("~", "1:1: a scenario must be a mapping such as {version: 1, title: …}; found nothing"),
    (BASE.encode("utf-16"), "1:1: the file is in UTF-16; save it as UTF-8"),
    (b"version: 1\r\ntitle: caf\xe9", "2:11: the byte 0xE9 is not UTF-8; save the file as UTF-8"),
    (
        "#" * 262_145,
        "1:1: the file is larger than 256 KiB; a scenario is one small network: make it shorter",
    ),
    (
        "é" * 131_073,
        "1:1: the file is larger than 256 KiB; a scenario is one small network: make it shorter",
    ),
    ("\ufeff\ufefftitle: x", "1:1: the invisible character U+FEFF is not allowed here; remove it"),
    ("a: \ud800", "1:4: the invisible character U+D800 is not allowed here; remove it"),
    ("a:\r\n  b: \u2028", "2:6: the invisible character U+2028 is not allowed here; remove it"),
    (
        "[" * 100_000,
        "1:21: lists and mappings are nested deeper than 20; a scenario needs no more than 5",
    ),
    (
        "[" + "a," * 131_000 + "]",
        "1:220002: there are more than 110,000 values; make the file shorter",
    ),
]


@pytest.mark.slow
@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(("text", "expected"), WHOLE, ids=range(len(WHOLE)))
def test_a_file_that_is_no_scenario_at_all(text: str | bytes, expected: str) -> None:
    assert said(text) == [expected]


def test_of_a_flood_the_first_fifty_are_listed_and_the_rest_counted() -> None:
    found = said(BASE + "".join(f"key{i}: 1\n" for i in range(173)))
    assert len(found) == 51
    assert found[0].startswith("18:1: unknown key 'key0'")
    assert found[-1] == "68:1: … and 123 more"


def test_a_piece_of_the_file_is_quoted_safely_and_cut() -> None:
    assert "'" + "x" * 39 + "…'" in said(changed({"A test": "A test\n" + "x" * 300 + ": 1"}))[0]
    escaped = said(changed({"A test": 'A test\n"\\e[2J\\u202e": 1'}))
    assert "unknown key 'U+001B[2JU+202E'" in escaped[0]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("layers: [" + "{}," * 65 + "]", "there are 65 layers; use at most 64"),
        (
            "layers: [{neurons: [" + ",".join(f"h{i}" for i in range(513)) + "]}]",
            "layers[0].neurons has 513 entries; use at most 512",
        ),
        (
            "inputs: {" + ",".join(f"i{i}: 1" for i in range(513)) + "}",
            "there are 513 inputs; use at most 512",
        ),
        (
            "layers: [{weights: [" + ("[" + "1," * 500 + "]," + "\n") * 201 + "]}]",
            "the network has 100,500 parameters; use at most 100,000",
        ),
    ],
)
def test_sizes_are_limited(text: str, place: str) -> None:
    assert any(place in line for line in said("version: 1\n" + text))


# ---------------------------------------------------------------------------------------------
# What good files mean.


@pytest.mark.usefixtures("parser")
def test_the_base_is_read_whole() -> None:
    scenario = load_text(BASE, "folder/t.yaml")
    assert scenario.name == "t"
    assert scenario.title == in_every_language("A test")
    assert scenario.inputs == {"i1": Decimal("0.05"), "i2": Decimal("0.10")}
    assert str(scenario.inputs["i2"]) == "0.10", "numbers are kept as they were written"
    hidden, output = scenario.layers
    assert hidden.senders == ("i1", "i2")
    assert [(n.name, n.weights, n.bias) for n in hidden.neurons] == [
        ("h1", ("w1", "w2"), "b1"),
        ("h2", ("w3", "w4"), "b1"),
    ]
    assert output.senders == ("h1", "h2")
    assert [(n.name, n.weights, n.bias) for n in output.neurons] == [
        ("o1", ("w5", "w6"), "bo1"),
        ("o2", ("w7", "w8"), "bo2"),
    ]
    assert list(scenario.parameters) == [
        "w1",
        "w2",
        "w3",
        "w4",
        "b1",
        "w5",
        "w6",
        "w7",
        "w8",
        "bo1",
        "bo2",
    ]
    assert scenario.parameters["w7"] == Decimal("0.50")
    assert scenario.biases == {"b1", "bo1", "bo2"}
    assert (scenario.loss, scenario.learning_rate) == ("half_squared_error", Decimal("0.5"))
    assert (scenario.frozen, scenario.focus, scenario.digits) == (frozenset(), (), 4)
    assert (scenario.source, scenario.about, scenario.notes) == (UNWRITTEN, UNWRITTEN, {})
    assert scenario.lesson == frozenset(Part)


BIASES = [
    ("bias: {b1: 0.35}", ["b1", "b1"]),
    ("bias: 0.35", ["b1", "b1"]),
    ("bias: {theta: 0.35}", ["theta", "theta"]),
    ("biases: [0.35, 0.36]", ["b1", "b2"]),
    ("biases: [{b7: 0.35}, 0.36]", ["b7", "b8"]),
    ("biases: [0.35, {beta: 0.36}]", ["b1", "beta"]),
    ("", [None, None]),
]


@pytest.mark.parametrize(("line", "expected"), BIASES)
def test_biases_are_shared_own_or_none(line: str, expected: list[str | None]) -> None:
    scenario = load_text(changed({"bias: {b1: 0.35}": line}), "t.yaml")
    assert [neuron.bias for neuron in scenario.layers[0].neurons] == expected


def test_unnamed_biases_count_on_over_the_layers() -> None:
    text = changed({"bias: {b1: 0.35}": "bias: 0.35", "[{bo1: 0.60}, {bo2: 0.61}]": "[1, 2]"})
    assert load_text(text, "t.yaml").biases == {"b1", "b2", "b3"}


WEIGHTS = [
    ({}, "w1 w2 w3 w4 w5 w6 w7 w8"),
    ({"{w1: 0.15, w2: 0.20}": "[0.15, 0.20]"}, "w1 w2 w3 w4 w5 w6 w7 w8"),
    ({"{w3: 0.25, w4: 0.30}": "[0.25, 0.30]"}, "w1 w2 w3 w4 w5 w6 w7 w8"),
    ({"{w3: 0.25, w4: 0.30}": "{w10: 0.25, alpha: 0.30}"}, "w1 w2 w10 alpha w11 w12 w13 w14"),
    ({"{w1: 0.15, w2: 0.20}": "{a: 1, b: 2}", "{w3: 0.25, w4": "{c: 1, d"}, "a b c d w1 w2 w3 w4"),
    ({"[o1, o2]": "[w5, o2]", "{o1: ": "{w5: "}, "w1 w2 w3 w4 w6 w7 w8 w9"),
]


@pytest.mark.parametrize(("edits", "expected"), WEIGHTS)
def test_unnamed_weights_are_numbered_on(edits: dict[str, str], expected: str) -> None:
    scenario = load_text(changed(edits), "t.yaml")
    rows = [neuron.weights for layer in scenario.layers for neuron in layer.neurons]
    assert [name for row in rows for name in row] == expected.split()


NUMBERS = [
    "0.5",
    "-0.5",
    "+.5",
    "5.",
    "1e-3",
    "1E+3",
    "-0",
    "0",
    "1000000",
    "0." + "1" * 29,
    "1e-99",
]


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize("text", NUMBERS)
def test_numbers_are_exact(text: str) -> None:
    scenario = load_text(changed({"0.05": text}), "t.yaml")
    assert scenario.inputs["i1"] == Decimal(text)
    assert float(scenario.inputs["i1"]) == float(text)


def test_prose_is_written_once_or_for_each_language() -> None:
    scenario = load_text(
        changed(
            {
                "title: A test": "title: {fr: Un essai, en: A test, de: Ein Versuch}\n"
                "source: {fr: un livre}\n"
                "about:\n  en: |\n    One.\n\n    Two.\n  fr: Un.\n",
                "learning_rate: 0.5": "learning_rate: 0.5\n"
                "notes: {E_total: {en: all, fr: tout}, net_h1: here}\n"
                'errata: [{quantity: E_total, published: "1", note: {en: no, fr: non}}]\n'
                "course: [{place: 1, level: beginner, teaches: {en: it, fr: cela}}]",
            }
        ),
        "t.yaml",
    )
    prose = (
        scenario.title,
        scenario.source,
        scenario.about,
        scenario.notes["E_total"],
        scenario.notes["net_h1"],
        scenario.errata[0].note,
        scenario.course[0].teaches,
    )
    english, french, german, breton = (
        tuple(text.in_language(language) for text in prose) for language in ("en", "fr", "de", "br")
    )
    assert english == ("A test", "un livre", "One.\n\nTwo.", "all", "here", "no", "it")
    assert french == ("Un essai", "un livre", "Un.", "tout", "here", "non", "cela")
    assert german == ("Ein Versuch", *english[1:]), "what is lacking is said in English"
    assert breton == english
    assert UNWRITTEN.in_language("fr") == ""


def test_targets_come_in_the_order_of_the_neurons() -> None:
    scenario = load_text(changed({"{o1: 0.01, o2: 0.99}": "{o2: 0.99, o1: 0.01}"}), "t.yaml")
    assert list(scenario.targets) == ["o1", "o2"] == list(scenario.outputs)


def test_the_other_keys() -> None:
    scenario = load_text(
        changed(
            {
                "title: A test": "title: >\n  A long\n  title 🧑‍🏫\nsource: somebody\n"
                "about: |\n  One line.\n\n  Another.\n",
                "learning_rate: 0.5": "frozen: [bo2, b1]\nfocus: [w8, b1]\ndigits: 10\n"
                "notes:\n  dE_total/dw5: |\n    two\n    lines\n  E_total: 5\n"
                "lesson: [forward, error]",
            }
        ),
        "t.yaml",
    )
    assert scenario.title == in_every_language("A long title 🧑‍🏫")
    assert scenario.source == in_every_language("somebody")
    assert scenario.about == in_every_language("One line.\n\nAnother.")
    assert scenario.learning_rate is None
    assert scenario.frozen == {"b1", "bo2"}
    assert (scenario.focus, scenario.digits) == (("w8", "b1"), 10)
    assert scenario.notes == {
        "dE_total/dw5": in_every_language("two\nlines"),
        "E_total": in_every_language("5"),
    }
    assert scenario.lesson == {Part.FORWARD, Part.ERROR}


@pytest.mark.parametrize(
    "edits",
    [
        {"half_squared_error": "squared_error"},
        {"half_squared_error": "binary_cross_entropy"},
        {
            "half_squared_error": "cross_entropy",
            "activation: sigmoid\n    weights: [": "activation: softmax\n    weights: [",
        },
        {"activation: sigmoid\n    weights: [": "activation: softmax\n    weights: ["},
        {"activation: sigmoid\n    weights: [": "activation: linear\n    weights: ["},
        {"activation: sigmoid": "activation: tanh"},
        {"activation: sigmoid": "activation: relu"},
        {"version": "\ufeffversion"},
        {"version": "---\nversion"},
        {"learning_rate: 0.5\n": "learning_rate: 0.5\n...\n"},
        {"\n": "\r\n"},
    ],
    ids=str,
)
@pytest.mark.usefixtures("parser")
def test_also_good(edits: dict[str, str]) -> None:
    assert load_text(changed(edits), "t.yaml").outputs == ("o1", "o2")


# ---------------------------------------------------------------------------------------------
# Finding files.


def test_bundled_names_paths_and_standard_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.yaml").write_text(BASE)
    Path("bare").write_text(BASE)
    assert load("mine.yaml").name == "mine"
    assert load(str(tmp_path / "mine.yaml")).name == "mine"
    assert load("bare").name == "bare"
    assert load("mazur").name == "mazur"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(BASE.encode())))
    assert load("-").name == "stdin"


def test_a_problem_is_reported_under_the_path_as_given(tmp_path: Path) -> None:
    path = tmp_path / "x.yml"
    path.write_text("version: 2")
    with pytest.raises(ScenarioError) as caught:
        load(str(path))
    assert str(caught.value).startswith(f"{path}:1:10: version 2 ")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (
            "mazurr",
            "no scenario is called 'mazurr'; did you mean 'mazur'?",
        ),
        ("qqq", "no scenario is called 'qqq'; give a name or the path of a .yaml file."),
        ("", "no scenario is called ''; give a name"),
        ("nowhere.yaml", "nowhere.yaml: there is no such file; check the path"),
        ("a\0b.yaml", "aU+0000b.yaml: this cannot be the name of a file"),
        ("./", "./: it is a folder; give the path of a .yaml file in it"),
        ("x" * 5000 + ".yaml", "its name is too long; check the path"),
        ("../scenarios/mazur", "there is no such file"),
    ],
)
def test_what_cannot_be_read_is_a_file_error(source: str, words: str) -> None:
    with pytest.raises(FileError) as caught:
        load(source)
    assert words in str(caught.value)
    assert caught.value.exit_code == 4


def test_a_file_that_never_ends_is_too_large() -> None:
    if Path("/dev/zero").exists():
        with pytest.raises(ScenarioError, match="larger than 256 KiB"):
            load("/dev/zero")


def test_the_folder_is_the_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert {"defend-intelligence", "mazur"} <= set(bundled())
    assert list(bundled()) == sorted(bundled())
    installed = tmp_path / "backprop_tutor"
    (installed / "scenarios").mkdir(parents=True)
    (installed / "scenarios" / "only.yaml").write_text(BASE)
    monkeypatch.setattr("backprop_tutor.loader.files._PACKAGE", installed)
    assert bundled() == ("only",)
    assert load("only").name == "only"


# ---------------------------------------------------------------------------------------------
# The bundled scenarios, against plain floats.


@pytest.mark.parametrize("name", bundled())
def test_every_bundled_scenario_is_valid(name: str) -> None:
    assert load(name).about


def values_of(scenario: Scenario) -> dict[str, float]:
    """Return every value of a forward pass of sigmoids with half the squared error."""
    sent = {name: float(value) for name, value in scenario.inputs.items()}
    known = {name: float(value) for name, value in scenario.parameters.items()}
    values: dict[str, float] = {}
    for layer in scenario.layers:
        outs = {}
        for neuron in layer.neurons:
            net = sum(
                known[weight] * sent[sender]
                for weight, sender in zip(neuron.weights, layer.senders, strict=True)
            )
            net += known[neuron.bias] if neuron.bias else 0
            outs[neuron.name] = 1 / (1 + math.exp(-net))
            values |= {f"net_{neuron.name}": net, f"out_{neuron.name}": outs[neuron.name]}
        sent = outs
    for name, target in scenario.targets.items():
        values[f"E_{name}"] = (float(target) - sent[name]) ** 2 / 2
    return values


def test_the_video_prints_these_values() -> None:
    scenario = load("defend-intelligence")
    values = values_of(scenario)
    printed = {
        "net_j1": "0.50",
        "out_j1": "0.62",
        "net_j2": "0.46",
        "out_j2": "0.61",
        "net_o1": "1.42",
        "out_o1": "0.80",
        "net_o2": "1.51",
        "out_o2": "0.82",
        "E_o1": "0.32",
        "E_o2": "0.016",
    }
    for name, text in printed.items():
        assert f"{values[name]:.{len(text.split('.')[1])}f}" == text, name
    assert values["net_o1"] == pytest.approx(1.4172, abs=5e-5)
    assert scenario.frozen == {"b1", "b2"}
    assert (scenario.focus, scenario.digits) == (("w8", "w4"), 2)


MISWRITTEN = [
    # YAML that is none, and the sentence for it, whatever release of PyYAML words it.
    ("title: !<x y", "1:11: tags (text that begins with '!') are not allowed"),
    ("title: !%zz y", "1:10: tags (text that begins with '!') are not allowed"),
    ("title: !a!b c", "1:8: tags (text that begins with '!') are not allowed"),
    ("title: a: b", "1:9: a ':' is not expected here"),
    ('title: "\\q"', "1:10: a backslash in double quotes begins something unknown"),
    ('title: "\\xzz"', "1:11: a backslash in double quotes begins something unknown"),
    ("title: 'a", "1:8: this quote is never closed"),
    ("title: @x", "1:8: nothing can begin with '@'"),
    ("title: *", "1:8: nothing can begin with '*'"),
    ("title: [1, 2", "1:13: the list that was opened in line 1 goes wrong here"),
    ("title: {a", "1:10: the mapping that was opened in line 1 goes wrong here"),
    ("- a\nb", "2:1: a ':' is missing here"),
    ("title: |x\n a", "1:9: this block of text cannot be read"),
    ("title: >0\n a", "1:9: this block of text cannot be read"),
    ("title: - a", "1:8: a '- ' is not expected here"),
    ("{a: 1} x", "1:8: the text goes on where it should have ended"),
    ("title: ]", "1:8: a value is missing here, or begins with a character that needs quotes"),
    ("'title' b: c", "1:9: this line does not fit the lines above it"),
    ("?\t", "1:2: a tab stands where YAML needs spaces"),
]


@pytest.mark.parametrize(("text", "told"), MISWRITTEN)
def test_every_explanation_of_yaml_has_a_text_that_leads_to_it(text: str, told: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        load_text(text, "t.yaml")
    (line,) = str(refused.value).splitlines()
    assert line.startswith(f"t.yaml:{told}")


def test_no_explanation_of_yaml_is_without_a_text() -> None:
    for _, words, _ in syntax_errors._EXPLANATIONS:
        begins = words.english.split("{")[0]
        assert any(told.partition(" ")[2][:20] == begins[:20] for _, told in MISWRITTEN), begins


def test_mazur_prints_these_values() -> None:
    scenario = load("mazur")
    values = values_of(scenario)
    assert values["out_h1"] == pytest.approx(0.593269992, abs=5e-10)
    assert values["out_o1"] == pytest.approx(0.75136507, abs=5e-9)
    assert values["E_o1"] + values["E_o2"] == pytest.approx(0.298371109, abs=5e-10)
    assert scenario.frozen == {"b1", "b2"}
    assert (scenario.focus, scenario.digits) == ((), 4)
    assert scenario.learning_rate == Decimal("0.5")
