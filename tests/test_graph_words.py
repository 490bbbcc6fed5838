"""What is said of graphs whose nodes are no neurons: attention, gates, norms, shared weights.

Each network is walked once, whole, with the hints and whys of its steps; the tests read in that.
"""

import io
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from test_lesson_golden import page_of

from backprop_tutor.formula.expression import Name, Product
from backprop_tutor.loader import load
from backprop_tutor.scenario.graph import Gate, Neuron, Softmax, are_of_neurons, biases_in
from backprop_tutor.scenario.scenario import Part
from backprop_tutor.teaching.glossary.lookup import meaning
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.reasons.pool import reasons_about
from backprop_tutor.teaching.subject.subject import subject_of
from backprop_tutor.teaching.subject.taught_functions import TAUGHT_ACTIVATIONS
from backprop_tutor.views.notation import plain
from backprop_tutor.views.text.terminal import Terminal

NETWORKS = {
    "attention": """
inputs: {x1: 0.7, x2: -0.4}
parameters: {wq: 0.9, wk: 1.1, wv: 0.6}
nodes:
  - q = wq*x2
  - k1 = wk*x1
  - k2 = wk*x2
  - v1 = wv*x1
  - v2 = wv*x2
  - s1 = q*k1
  - s2 = q*k2
  - a1, a2 = softmax(s1, s2)
  - y = a1*v1 + a2*v2
targets: {y: 0.5}
loss: half_squared_error
learning_rate: 0.5
focus: [wv, wk]
""",
    "cell": """
inputs: {x: 0.5, c0: 0.3}
parameters: {wf: 0.7, bf: 0.15, wo: 0.6}
nodes:
  - f = sigmoid(wf*x + bf)
  - o = sigmoid(wo*x)
  - c = f*c0 + o
  - t = tanh(c)
  - h = o*t
targets: {h: 0.7}
loss: half_squared_error
learning_rate: 0.1
focus: [wf]
""",
    "recurrent": """
inputs: {x1: 0.5, x2: -0.3, x3: 0.8}
parameters: {wx: 0.6, wh: 0.4, wy: 1.2, by: -0.2}
nodes:
  - h1 = tanh(wx*x1)
  - h2 = tanh(wx*x2 + wh*h1)
  - h3 = tanh(wx*x3 + wh*h2)
  - y = wy*h3 + by
targets: {y: 0.9}
loss: half_squared_error
learning_rate: 0.1
focus: [wx]
""",
    "kernel": """
inputs: {x1: 0.2, x2: 0.7, x3: -0.4, x4: 0.9}
parameters: {k1: 0.5, k2: -0.8, b: 0.1}
nodes:
  - z1 = k1*x1 + k2*x2 + b
  - z2 = k1*x2 + k2*x3 + b
  - z3 = k1*x3 + k2*x4 + b
  - a1 = relu(z1)
  - a2 = relu(z2)
  - p1 = max(a1, a2)
  - p2 = min(a1, a2, z3)
  - m = (p1 + p2)/2
targets: {p1: 1, m: 0}
loss: half_squared_error
learning_rate: 0.1
focus: [k1]
""",
    "neuron by parts": """
inputs: {x1: 2, x2: 0.5}
parameters: {w1: -3, w2: 1, b: 6.7}
nodes:
  - s1 = x1*w1
  - s2 = x2*w2
  - n = s1 + s2 + b
  - o = tanh(n)
differentiate: o
learning_rate: 0.05
""",
}
OF_NEURONS = {"recurrent"}


@cache
def lesson(name: str) -> Lesson:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "network.yaml"
        path.write_text(f"version: 1\ntitle: A network\n{NETWORKS[name]}", encoding="utf-8")
        return Lesson(subject_of(load(str(path))), frozenset(Part))


@cache
def walked(name: str) -> str:
    """All that a walk says, one paragraph a line."""
    return page_of(lesson(name), plain=True)


@cache
def asked_for(name: str) -> str:
    """The hints and the whys of the steps, and of what they step over."""
    of, file = lesson(name), io.StringIO()
    screen = Terminal(plain=True, width=80, colour=False, file=file)
    for index, asked in enumerate(of):
        for step in (*(of.term(term, index) for term in asked.question.terms), asked):
            for blocks in (step.setting, *step.hints, step.why):
                screen.show(*blocks)
    return file.getvalue()


@pytest.mark.parametrize("name", NETWORKS)
def test_neurons_are_spoken_of_where_there_are_some(name: str) -> None:
    """Where nodes are other formulas, nothing is sent on by a neuron, and no neuron is fed."""
    said = walked(name) + asked_for(name)
    speaks = (
        "Each neuron adds up",
        "what neuron",
        "every neuron it feeds",
        "Once more, with the new weights",
    )
    if name in OF_NEURONS:
        assert all(words in said for words in ("Each neuron adds up", "what neuron h1 sends on"))
    else:
        assert not [words for words in speaks if words in said]


def test_a_share_is_said_by_all_that_it_is_a_share_of() -> None:
    said, asked = walked("attention"), asked_for("attention")
    assert (
        "out_a1 is the share of e^s1 in the sum of e^s1 and e^s2: softmax turns s1 and s2 into "
        "shares that add up to 1."
    ) in said
    assert "out_a2 = e^s2/(e^s1 + e^s2)" in said
    assert "softmax(s" not in said + asked, "a softmax of one value"
    assert "∂out_a1/∂s1 is how fast the share out_a1 changes when its own value s1 changes." in said
    assert "net input" not in said + asked


def test_an_activation_of_a_gate_is_a_function_that_is_applied() -> None:
    said, asked = walked("cell"), asked_for("cell")
    assert "net_f is a value times its weight, and the bias bf is added. The activation" in said
    assert "net_o is a value times its weight. The activation of o is applied to it next." in asked
    assert "out_f is net_f put through the sigmoid σ, which turns any number into one" in said
    assert "∂E_total/∂out_o is how fast the loss changes when out_o changes." in said


@pytest.mark.parametrize(
    ("name", "net", "value"), [("cell", "net_t", "c"), ("neuron by parts", "net_o", "n")]
)
def test_what_only_hands_a_value_on_is_not_asked(name: str, net: str, value: str) -> None:
    """Nobody is asked how much net_t is where net_t = c, nor for ∂net_t/∂c."""
    asked = lesson(name).asked()
    assert value in asked
    assert not {net, f"d{net}/d{value}"}.intersection(asked)
    assert f"{net} = {value}" in walked(name), "it is told on the way"
    assert f"There is nothing to work out: {net} is {value}." in asked_for(name)


def test_a_weighted_sum_is_one_whether_or_not_it_says_linear() -> None:
    said = walked("recurrent")
    assert (
        "y is a weighted sum of one value: it is multiplied by its weight, and the bias by is "
        "added."
    ) in said
    assert "is the gradient of the bias by:" in said
    assert "a linear one, sends on such a sum as it is." in asked_for("recurrent")


def test_every_activation_is_said_as_a_function_too() -> None:
    for name, taught in TAUGHT_ACTIVATIONS.items():
        assert (taught.applied is None) is (name == "softmax"), name
        if taught.applied is not None:
            assert taught.applied.holes == {"out", "net"}


def test_the_uses_of_a_shared_parameter_are_told() -> None:
    said = walked("recurrent")
    assert said.count("wx acts in 3 places: net_h1, net_h2 and net_h3.") == 2, "aim and gradient"
    assert "wh acts in 2 places: net_h2 and net_h3." in said
    assert "k1 acts in 3 places: z1, z2 and z3." in walked("kernel")
    assert "s1 and s2. Multiply the slopes along each path, then add the paths." in asked_for(
        "attention"
    )


def test_what_one_word_says_is_said_by_it() -> None:
    said = walked("kernel")
    assert "p1 is the larger of out_a1 and out_a2." in said
    assert "p2 is the smallest of out_a1, out_a2 and z3." in said
    assert "m is the mean of p1 and p2." in said


def test_what_weighs_nothing_is_no_weight() -> None:
    said = walked("neuron by parts")
    assert "is the gradient of the weight w1:" in said
    assert "is the gradient of the parameter b:" in said
    assert "softmax" not in said, "a tanh, once more with the new parameters"
    assert "parameter: x1" not in said, "an input that nobody asked about"


def test_which_networks_are_of_neurons() -> None:
    x, w = Name("x"), Name("w")
    weighed, other = Product((w, x)), Product((x, x))
    rows = [
        ((Neuron("h", weighed, "tanh"), Gate("y", Product((Name("v"), Name("out_h"))))), True),
        ((Neuron("h", weighed, "tanh"), Gate("y", Product((x, Name("out_h"))))), False),
        ((Gate("y", weighed),), False),
        ((Softmax(("a", "b"), (weighed, other)),), True),
        ((Gate("s", weighed), Softmax(("a", "b"), (Name("s"), x))), False),
    ]
    assert [are_of_neurons(nodes, {"w", "v"}) for nodes, _ in rows] == [is_so for _, is_so in rows]


def test_a_bias_of_a_weighted_sum_is_one() -> None:
    assert lesson("recurrent").subject.scenario.biases == {"by"}
    assert lesson("kernel").subject.scenario.biases == {"b"}
    assert lesson("neuron by parts").subject.scenario.biases == frozenset()
    assert list(biases_in((Gate("q", Name("w")),), {"w"})) == []


def _meaning(word: str, name: str) -> str:
    file = io.StringIO()
    Terminal(plain=True, width=80, colour=False, file=file).show(
        *meaning(word, lesson(name).subject)
    )
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "word", "said"),
    [
        ("attention", "s1", "s1 is worked out from q and k1.\n\ns1 = q·k1\n"),
        ("attention", "out_a1", "out_a1 is the share of e^s1 in the sum of e^s1 and e^s2:"),
        ("attention", "dout_a1/ds1", "∂out_a1/∂s1 is how fast the share out_a1 changes"),
        ("cell", "net_t", "net_t is what the activation of t is applied to: here c, as it is."),
        ("neuron by parts", "b", "b is a parameter. A parameter is a number that learning may"),
        ("neuron by parts", "dout_o/db", "∂out_o/∂b is the gradient of the parameter b: how fast"),
        ("recurrent", "net_h1", "net_h1 is a net input. The net input of a neuron is"),
        ("recurrent", "by", "by is a bias."),
        ("attention", "a1", "out_a1 is the share of e^s1 in the sum of e^s1 and e^s2:"),
        ("cell", "f", "out_f is net_f put through the sigmoid"),
        ("recurrent", "h1", "h1 is a neuron. A neuron multiplies each value that arrives"),
    ],
)
def test_a_quantity_is_explained_as_what_it_is(name: str, word: str, said: str) -> None:
    assert said in _meaning(word, name)


def test_one_place_is_no_sum() -> None:
    asked = asked_for("attention")
    assert "v1 moves the loss only through y. Slopes along a path multiply." in asked
    assert "A nudge of v1" not in asked
    assert "A nudge of s1 moves everything that uses it" in asked


def test_a_slope_of_numbers_alone_has_a_value() -> None:
    assert "∂m/∂p1 = ½\n∂m/∂p1 = 0.5\n" in walked("kernel")


def test_no_choice_of_a_reason_speaks_of_what_is_not_there() -> None:
    subject = lesson("neuron by parts").subject
    about = [each for name in subject.tape for each in reasons_about(name, subject)]
    said = "".join(plain(part) for each in about for choice in each.choices for part in choice.said)
    assert "out_o is to become smaller, so w1 has to become smaller." in said
    assert not [words for words in ("the weights", "the loss", "last layer") if words in said]
    handed_on = [each for each in about if each.quantity == "dout_o/dn"]
    assert not handed_on, "net_o is n: there is nothing to multiply by"


@pytest.mark.parametrize(
    ("start", "said"),
    [
        ("3", "f was 1 and is now 0.64. One step downhill; a descent takes many of them."),
        ("2", "f was 0 and is now 0. Every step was 0 here, so nothing has moved."),
    ],
)
def test_the_end_says_what_the_step_was_good_for(start: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "parabola.yaml"
    path.write_text(
        f"version: 1\ntitle: A parabola\nparameters: {{x: {start}}}\nnodes: ['f = (x - 2)^2']\n"
        "differentiate: f\nlearning_rate: 0.1\n",
        encoding="utf-8",
    )
    page = page_of(Lesson(subject_of(load(str(path))), frozenset(Part)), plain=True)
    assert said in page
    assert "We begin with the parameters." in page
    assert "makes a larger f. So x has to fall" not in page, "only who asks why is told"
