"""The update rules against plain floats written here, and against torch.optim where it is there."""

import ast
import json
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from backprop_tutor.errors import ScenarioError
from backprop_tutor.formula import names
from backprop_tutor.loader import load_text
from backprop_tutor.maths.tape.assembly import tape_of
from backprop_tutor.maths.training.training import Trainer
from backprop_tutor.maths.update_rules import UPDATE_RULES
from backprop_tutor.scenario.scenario import Direction, Part, RateSteps, Scenario
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.subject.subject import subject_of
from backprop_tutor.teaching.variants.variants import variant
from backprop_tutor.wording import ENGLISH, speak
from tests.test_architecture import MODULES, tree_of

Numbers = dict[str, float]

UPDATES = 1_000
CLOSE = 1e-12
"""How near, relatively, floats come that are worked out in another order."""
DECAYS = (None, "0.01")

SIGMOIDS = """\
version: 1
title: Two inputs, two hidden neurons, two outputs
inputs: {i1: 0.05, i2: 0.10}
targets: {o1: 0.01, o2: 0.99}
layers:
  - neurons: [h1, h2]
    activation: sigmoid
    weights: [{w1: 0.15, w2: 0.20}, {w3: 0.25, w4: 0.30}]
    bias: {b1: 0.35}
  - neurons: [o1, o2]
    activation: sigmoid
    weights: [[0.40, 0.45], [0.50, 0.55]]
    bias: {b2: 0.60}
loss: half_squared_error
"""
LINE = """\
version: 1
title: A line through three points
parameters: {w: 0.5, b: -0.2}
nodes: [y = linear(w*x + b)]
samples:
  - {inputs: {x: 1}, targets: {y: 2.1}}
  - {inputs: {x: 2}, targets: {y: 2.9}}
  - {inputs: {x: -1}, targets: {y: 0.2}}
update: batch_mean
loss: squared_error
"""
NETWORKS = {"sigmoids": SIGMOIDS, "line": LINE}
RATES = {
    "sigmoids": {"sgd": "0.5", "momentum": "0.1", "nesterov": "0.1", "rmsprop": "0.0001"},
    "line": {},
}
"""Short enough that no optimizer jumps to and fro: there rounding grows with each update."""


def _rate(name: str, rule: str) -> str:
    return RATES[name].get(rule, "0.001" if name == "sigmoids" else "0.02")


def _sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z))


def _of_sigmoids(w: Numbers) -> Numbers:
    """The gradients of the first network, in plain floats."""
    i1, i2, t1, t2 = 0.05, 0.10, 0.01, 0.99
    h1 = _sigmoid(w["w1"] * i1 + w["w2"] * i2 + w["b1"])
    h2 = _sigmoid(w["w3"] * i1 + w["w4"] * i2 + w["b1"])
    o1 = _sigmoid(w["w5"] * h1 + w["w6"] * h2 + w["b2"])
    o2 = _sigmoid(w["w7"] * h1 + w["w8"] * h2 + w["b2"])
    d1, d2 = (o1 - t1) * o1 * (1 - o1), (o2 - t2) * o2 * (1 - o2)
    e1 = (d1 * w["w5"] + d2 * w["w7"]) * h1 * (1 - h1)
    e2 = (d1 * w["w6"] + d2 * w["w8"]) * h2 * (1 - h2)
    return {
        "w1": e1 * i1,
        "w2": e1 * i2,
        "w3": e2 * i1,
        "w4": e2 * i2,
        "b1": e1 + e2,
        "w5": d1 * h1,
        "w6": d1 * h2,
        "w7": d2 * h1,
        "w8": d2 * h2,
        "b2": d1 + d2,
    }


def _of_line(w: Numbers) -> Numbers:
    """The gradients of the second network: means over its points."""
    points = ((1.0, 2.1), (2.0, 2.9), (-1.0, 0.2))
    misses = [(w["w"] * x + w["b"] - y, x) for x, y in points]
    return {
        "w": sum(2 * miss * x for miss, x in misses) / 3,
        "b": sum(2 * miss for miss, _ in misses) / 3,
    }


GRADIENTS: Mapping[str, Callable[[Numbers], Numbers]] = {
    "sigmoids": _of_sigmoids,
    "line": _of_line,
}
BIASES = {"b1", "b2", "b"}


@dataclass
class Plain:
    """An optimizer in plain floats, one parameter after the other."""

    rule: str
    rate: float
    decay: float = 0.0
    sign: int = -1
    t: int = 0
    m: Numbers = field(default_factory=dict)
    v: Numbers = field(default_factory=dict)

    def step(self, w: Numbers, gradients: Numbers) -> None:
        self.t += 1
        for name, slope in gradients.items():
            decay = 0.0 if name in BIASES else self.decay
            g = slope - self.sign * decay * w[name] if self.rule != "adamw" else slope
            m, v = self.m.get(name, 0.0), self.v.get(name, 0.0)
            shrunk = w[name]
            if self.rule == "sgd":
                step = g
            elif self.rule == "momentum":
                step = v = 0.9 * v + g
            elif self.rule == "nesterov":
                v = 0.9 * v + g
                step = g + 0.9 * v
            elif self.rule == "rmsprop":
                v = 0.9 * v + (1 - 0.9) * g * g
                step = g / (math.sqrt(v) + 1e-8)
            else:
                m = 0.9 * m + (1 - 0.9) * g
                v = 0.999 * v + (1 - 0.999) * g * g
                first = m / (1 - 0.9**self.t)
                second = v / (1 - 0.999**self.t)
                step = first / (math.sqrt(second) + 1e-8)
                if self.rule == "adamw":
                    shrunk = w[name] * (1 - self.rate * decay)
            self.m[name], self.v[name] = m, v
            w[name] = shrunk + self.sign * self.rate * step


def _network(name: str, rule: str, decay: str | None, **changes: Any) -> Scenario:
    source = f"{NETWORKS[name]}learning_rate: {_rate(name, rule)}\noptimizer: {rule}\n"
    if decay is not None:
        source += f"weight_decay: {decay}\n"
    return replace(load_text(source, f"{name}.yaml"), **changes)


@cache
def _after(name: str, rule: str, decay: str | None, updates: int = UPDATES) -> Numbers:
    """Return the numbers of a network after so many updates by the program."""
    scenario = _network(name, rule, decay)
    history = Trainer(tape_of(scenario), names.TOTAL).after(updates)
    assert history.updates == updates
    return dict(history.numbers)


def _parameters(scenario: Scenario) -> Numbers:
    return {name: float(value) for name, value in scenario.parameters.items()}


def _is_near(found: float, right: float) -> bool:
    return math.isclose(found, right, rel_tol=CLOSE, abs_tol=1e-14)


ALL = [
    pytest.param(name, rule, decay, id=f"{name}, {rule}, decay {decay}")
    for name in NETWORKS
    for rule in UPDATE_RULES
    for decay in DECAYS
]


@pytest.mark.parametrize(("name", "rule", "decay"), ALL)
def test_a_thousand_updates_are_those_of_plain_floats(
    name: str, rule: str, decay: str | None
) -> None:
    scenario = _network(name, rule, decay)
    w = _parameters(scenario)
    plain = Plain(rule, float(scenario.learning_rate or 0), float(decay or 0))
    for _ in range(UPDATES):
        plain.step(w, GRADIENTS[name](w))
    found = _after(name, rule, decay)
    for parameter in w:
        assert _is_near(found[parameter], w[parameter]), parameter
        for letter, kept in (("m", plain.m), ("v", plain.v)):
            remembered = f"{letter}_{parameter}"
            assert remembered not in found or _is_near(found[remembered], kept[parameter])
    assert found.get("t", UPDATES) == UPDATES


@pytest.mark.slow
@pytest.mark.parametrize(("name", "rule", "decay"), ALL)
def test_a_thousand_updates_are_those_of_torch(name: str, rule: str, decay: str | None) -> None:
    pytest.importorskip("torch")
    found = _after(name, rule, decay)
    for parameter, value in by_torch(name, rule, decay).items():
        assert _is_near(found[parameter], value), parameter


def by_torch(name: str, rule: str, decay: str | None, updates: int = UPDATES) -> Numbers:
    """Return the parameters after so many steps of torch.optim in double precision."""
    import torch

    torch.set_num_threads(1)
    scenario = _network(name, rule, decay)
    w = {
        parameter: torch.tensor(value, dtype=torch.float64, requires_grad=True)
        for parameter, value in _parameters(scenario).items()
    }
    groups = [
        {"params": [w[one] for one in w if one not in BIASES], "weight_decay": float(decay or 0)},
        {"params": [w[one] for one in w if one in BIASES], "weight_decay": 0.0},
    ]
    rate = float(scenario.learning_rate or 0)
    made: Mapping[str, Callable[[], Any]] = {
        "sgd": lambda: torch.optim.SGD(groups, lr=rate),
        "momentum": lambda: torch.optim.SGD(groups, lr=rate, momentum=0.9),
        "nesterov": lambda: torch.optim.SGD(groups, lr=rate, momentum=0.9, nesterov=True),
        "rmsprop": lambda: torch.optim.RMSprop(groups, lr=rate, alpha=0.9),
        "adam": lambda: torch.optim.Adam(groups, lr=rate),
        "adamw": lambda: torch.optim.AdamW(groups, lr=rate),
    }
    optimizer = made[rule]()
    loss = _torch_sigmoids if name == "sigmoids" else _torch_line
    for _ in range(updates):
        optimizer.zero_grad()
        loss(w).backward()
        optimizer.step()
    return {parameter: float(value.detach()) for parameter, value in w.items()}


def _torch_sigmoids(w: Mapping[str, Any]) -> Any:
    import torch

    h1 = torch.sigmoid(w["w1"] * 0.05 + w["w2"] * 0.10 + w["b1"])
    h2 = torch.sigmoid(w["w3"] * 0.05 + w["w4"] * 0.10 + w["b1"])
    o1 = torch.sigmoid(w["w5"] * h1 + w["w6"] * h2 + w["b2"])
    o2 = torch.sigmoid(w["w7"] * h1 + w["w8"] * h2 + w["b2"])
    return ((0.01 - o1) ** 2 + (0.99 - o2) ** 2) / 2


def _torch_line(w: Mapping[str, Any]) -> Any:
    points = ((1.0, 2.1), (2.0, 2.9), (-1.0, 0.2))
    return sum((w["w"] * x + w["b"] - y) ** 2 for x, y in points) / 3


@pytest.mark.parametrize("rule", UPDATE_RULES)
@pytest.mark.parametrize("direction", Direction)
def test_the_lines_of_one_update(rule: str, direction: Direction) -> None:
    """With biases that decay, and where it climbs: f − ½λ·Σ w² is what grows then."""
    scenario = _network("line", rule, "0.1", direction=direction, decay_biases=True)
    tape = tape_of(scenario).at()
    w = _parameters(scenario)
    gradients = _of_line(w)
    plain = Plain(rule, 0.02, 0.1, 1 if direction is Direction.ASCENT else -1)
    renamed = {"w": "w", "b": "bias"}  # So that the bias is not left out.
    moved = {renamed[name]: value for name, value in w.items()}
    plain.step(moved, {renamed[name]: value for name, value in gradients.items()})
    for name, other in renamed.items():
        assert _is_near(tape[f"{name}_new"], moved[other])
        if f"v_{name}_new" in tape:
            assert _is_near(tape[f"v_{name}_new"], plain.v[other])


def test_the_lines_have_the_names_of_the_format() -> None:
    tape = tape_of(_network("sigmoids", "adam", "0.01"))
    assert [name for name in tape if name.endswith("_new") and "w5" in name] == [
        *("m_w5_new", "v_w5_new", "w5_new"),
    ]
    assert {"g_w5", "m_w5", "v_w5", "m_w5_hat", "v_w5_hat", "t", "t_new"} <= set(tape)
    assert {"beta1", "beta2", "epsilon", "lambda", "eta"} <= set(tape)
    assert "g_b1" not in tape  # Biases do not decay.


@pytest.mark.parametrize("rule", UPDATE_RULES)
def test_an_optimizer_that_has_begun_goes_on(rule: str) -> None:
    """Ten updates, and 20 more from what was remembered then, are thirty."""
    begun = _after("line", rule, "0.01", 10)
    scenario = _network("line", rule, "0.01")
    kept = {name: Decimal(begun[name]) for name in begun if name[:2] in ("m_", "v_", "t")}
    on = replace(
        scenario,
        parameters={name: Decimal(begun[name]) for name in scenario.parameters},
        state=kept,
    )
    found = Trainer(tape_of(on), names.TOTAL).after(20).numbers
    whole = _after("line", rule, "0.01", 30)
    assert all(_is_near(found[name], whole[name]) for name in whole)


@pytest.mark.parametrize("rule", UPDATE_RULES)
def test_after_so_many_updates_the_lines_are_those_of_the_next(rule: str) -> None:
    subject = subject_of(_network("line", rule, None), after=30)
    following = _after("line", rule, None, 31)
    assert all(
        _is_near(subject.values[names.updated(name)], value)
        for name, value in following.items()
        if names.updated(name) in subject.tape
    )


@pytest.mark.parametrize("rule", UPDATE_RULES)
def test_online_each_sample_makes_an_update(rule: str) -> None:
    from backprop_tutor.scenario.scenario import Update

    scenario = _network("line", rule, "0.01", update=Update.ONLINE)
    tape = tape_of(scenario).at()
    w, plain = _parameters(scenario), Plain(rule, 0.02, 0.01)
    for k, (x, y) in enumerate(((1.0, 2.1), (2.0, 2.9), (-1.0, 0.2)), start=1):
        miss = w["w"] * x + w["b"] - y
        plain.step(w, {"w": 2 * miss * x, "b": 2 * miss})
        for name, value in w.items():
            assert _is_near(tape[f"{name}_new[{k}]"], value)
    assert all(_is_near(tape[f"{name}_new"], value) for name, value in w.items())
    history = Trainer(tape_of(scenario), names.TOTAL).after(5)
    assert history.numbers.get("t", 15) == 15


def test_a_rate_falls_by_steps() -> None:
    steps = RateSteps(Decimal("0.5"), 3)
    scenario = _network("line", "sgd", None, rate_steps=steps)
    for after, rate in ((0, 0.02), (2, 0.02), (3, 0.01), (5, 0.01), (6, 0.005), (9, 0.0025)):
        assert subject_of(scenario, after=after).values["eta"] == pytest.approx(rate, rel=1e-15)
    w, plain = _parameters(scenario), Plain("sgd", 0.02)
    for k in range(20):
        plain.rate = 0.02 * 0.5 ** (k // 3)
        plain.step(w, _of_line(w))
    found = Trainer(tape_of(scenario), names.TOTAL).after(20).numbers
    assert all(_is_near(found[name], value) for name, value in w.items())


REFUSED = [
    ("optimizer: adma", "unknown optimizer 'adma'; did you mean 'adam'?"),
    (
        "optimizer: adagrad",
        "optimizer must be one of sgd, momentum, nesterov, rmsprop, adam, adamw; found 'adagrad'",
    ),
    (
        "optimizer: adam\nmomentum: 0.9",
        "momentum is a number of 'optimizer: momentum' or 'optimizer: nesterov', and here the "
        "optimizer is adam; remove it, or name another optimizer",
    ),
    ("optimizer: adam\nbeta1: 1", "beta1 must be at least 0 and below 1, such as 0.9; found '1'"),
    ("optimizer: adam\nepsilon: 0", "epsilon must be above 0, such as 1e-8; found '0'"),
    ("weight_decay: -0.1", "weight_decay must be at least 0, such as 0.01; found '-0.1'"),
    (
        "decay_biases: true",
        "decay_biases says whether a weight decay is for biases too, and this file has no "
        "'weight_decay'; remove it, or add 'weight_decay: 0.01'",
    ),
    (
        "state: {v_w: 1}",
        "state is what an optimizer remembers, and sgd remembers nothing; remove it, or name "
        "another optimizer: momentum, nesterov, rmsprop, adam or adamw",
    ),
    (
        "optimizer: adam\nstate: {m_w: 0.6, v_w: 0.7}",
        "state has no 't'; say how many updates were made, such as 't: 5', for adam corrects by "
        "their number",
    ),
    (
        "optimizer: momentum\nstate: {v_ww: 1}",
        "'v_ww' in state is nothing that momentum remembers; did you mean 'v_w'?",
    ),
    (
        "optimizer: momentum\nstate: {t: 5}",
        "'t' in state is nothing that momentum remembers; it remembers v_w, v_b",
    ),
    (
        "optimizer: momentum\nfrozen: [b]\nstate: {v_b: 1}",
        "'v_b' in state is of b, which is frozen and does not learn; remove it",
    ),
    (
        "optimizer: rmsprop\nstate: {v_w: -1}",
        "state.v_w is a mean of squares, so it must be at least 0; found '-1'",
    ),
    (
        "optimizer: adam\nstate: {t: 1.5}",
        "state.t must be a whole number from 0 to 1000000; found '1.5'",
    ),
]


@pytest.mark.parametrize(("keys", "said"), REFUSED, ids=[keys for keys, _ in REFUSED])
def test_what_does_not_fit_is_refused(keys: str, said: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_text(f"{LINE}learning_rate: 0.1\n{keys}\n", "line.yaml")
    assert said in str(caught.value)


def test_what_a_file_may_have_has_a_point_in_every_language() -> None:
    speak("fr")
    try:
        with pytest.raises(ScenarioError) as caught:
            load_text(f"{LINE}learning_rate: 0.1\noptimizer: adam\nbeta1: 1\n", "line.yaml")
    finally:
        speak(ENGLISH)
    assert "par exemple 0.9 ;" in str(caught.value).replace("\u00a0", " ")


RATES_REFUSED = [
    ("{start: 0.5}", "learning_rate has no 'times'; add 'times: 0.9'"),
    (
        "{start: 0.5, times: 2, every: 10}",
        "learning_rate.times must be above 0 and below 1, such as 0.9, for the rate falls; "
        "found '2'",
    ),
    ("{start: 0, times: 0.5, every: 10}", "learning_rate.start must be above 0, such as 0.5"),
    ("{start: 0.5, times: 0.5, every: 0}", "learning_rate.every must be a whole number from 1 to"),
]


@pytest.mark.parametrize(("rate", "said"), RATES_REFUSED)
def test_a_rate_that_does_not_fall_is_refused(rate: str, said: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_text(f"{LINE}learning_rate: {rate}\n", "line.yaml")
    assert said in str(caught.value)


def test_without_a_learning_rate_the_first_useless_key_is_named() -> None:
    with pytest.raises(ScenarioError) as caught:
        load_text(f"{LINE}optimizer: adam\nweight_decay: 0.1\n", "line.yaml")
    assert str(caught.value).count("needs a learning rate") == 1
    assert "optimizer needs a learning rate; add 'learning_rate: 0.5'" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("m_w", "the name 'm_w' is that of what the optimizer keeps for w; choose another name"),
        ("g_w", "the name 'g_w' is that of what the optimizer keeps for w; choose another name"),
        ("beta1", "the name 'beta1' is that of the number under beta1; choose another name"),
        ("lambda", "the name 'lambda' is that of the number under weight_decay; choose another"),
        ("t", "the name 't' is that of the number of updates made; choose another name"),
        ("eta_start", "the name 'eta_start' is that of the number under learning_rate; choose"),
    ],
)
def test_names_of_the_optimizer_are_not_free(name: str, said: str) -> None:
    text = LINE.replace("b: -0.2", f"b: -0.2, {name}: 1")
    keys = "learning_rate: {start: 0.5, times: 0.9, every: 3}\noptimizer: adam\nweight_decay: 0.1\n"
    with pytest.raises(ScenarioError) as caught:
        load_text(text + keys, "line.yaml")
    assert said in str(caught.value)
    assert name in load_text(f"{text}learning_rate: 0.5\n", "line.yaml").parameters


def test_a_bare_momentum_is_the_optimizer() -> None:
    assert load_text(f"{LINE}learning_rate: 0.5\nmomentum: 0.8\n", "n.yaml").optimizer == "momentum"


@pytest.mark.parametrize("rule", UPDATE_RULES)
def test_an_update_is_taught_in_order(rule: str) -> None:
    """First what is pushed by, then what is remembered, its correction, and the step."""
    lesson = Lesson(subject_of(_network("line", rule, "0.01")))
    steps = [
        step.name
        for step in lesson
        if step.part is Part.UPDATE and step.name.endswith(("w", "w_new", "w_hat"))
    ]
    order = ["g_w", "m_w_new", "v_w_new", "m_w_hat", "v_w_hat", "w_new"]
    assert [name for name in steps if name != "b_new"] == [
        name for name in order if name in lesson.subject.tape
    ]
    assert "t_new" not in lesson.asked()


def test_there_are_variants() -> None:
    """What is made of squares is small, and yet no sign that nothing is learnt."""
    scenario = _network("line", "adamw", "0.01")
    other = variant(scenario, 1)
    assert other.parameters != scenario.parameters
    assert (other.optimizer, other.weight_decay) == ("adamw", scenario.weight_decay)


ALONE = {
    "maths.update_rules": "the mathematics",
    "teaching.subject.taught_rules": "the words",
    "scenario.scenario": "the rule of a scenario that names none",
    "loader.yaml.words_elsewhere": "what other programs call them",
}


def _names_of_rules(module: str) -> Iterator[str]:
    """Yield the names of update rules that a module has as texts of their own."""
    own = set(UPDATE_RULES) - {"momentum"}  # That is a word of the glossary, too.
    source = MODULES[module].read_text(encoding="utf-8")
    if not any(f'"{name}"' in source for name in own):
        return
    docstrings = {
        id(node.value) for node in ast.walk(tree_of(module)) if isinstance(node, ast.Expr)
    }
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.Constant) and id(node) not in docstrings and node.value in own:
            yield node.value


def test_no_module_asks_which_rule_it_is() -> None:
    asking = {module for module in MODULES if next(_names_of_rules(module), None)}
    assert asking == set(ALONE)
    used = ("optimizer ==", "optimizer !=", "optimizer in ", "rule.name ==")
    for module, path in MODULES.items():
        source = path.read_text(encoding="utf-8")
        assert not any(one in source for one in used), module


if __name__ == "__main__":  # Shows how near all come to torch.optim.
    worst = {}
    for case in ALL:
        name, rule, decay = case.values
        found = _after(name, rule, decay)
        right = by_torch(name, rule, decay)
        worst[case.id] = max(abs(found[one] - value) / abs(value) for one, value in right.items())
    print(json.dumps(worst, indent=1))
