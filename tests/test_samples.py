"""Several samples on one tape, against training loops in plain floats written here."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product

import mpmath
import pytest
from graphs import DIGITS, Graph, drawn
from networks import mazur
from tried import slow_but

from backprop_tutor.formula.expression import names_in
from backprop_tutor.maths.tape.assembly import tape_of
from backprop_tutor.maths.tape.tape import GIVEN, Role, Tape
from backprop_tutor.scenario.by_language import in_every_language
from backprop_tutor.scenario.graph import Layer, Unit, nodes_of
from backprop_tutor.scenario.scenario import Direction, Part, Sample, Scenario, Update
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.subject.subject import subject_of

Numbers = dict[str, float]

EXAMPLES = (
    ({"i1": "0.05", "i2": "0.10"}, {"o1": "0.01", "o2": "0.99"}),
    ({"i1": "-0.7", "i2": "1.3"}, {"o1": "0.8", "o2": "0.2"}),
    ({"i1": "0.4", "i2": "0"}, {"o1": "0.5", "o2": "-0.1"}),
)


def _decimals(texts: Mapping[str, str]) -> dict[str, Decimal]:
    return {name: Decimal(text) for name, text in texts.items()}


def _with_samples(scenario: Scenario, samples: Sequence[Sample], update: Update) -> Scenario:
    first = samples[0]
    return replace(
        scenario,
        inputs=first.inputs,
        targets=first.targets,
        samples=tuple(samples),
        update=update,
    )


def _mazur(update: Update, momentum: str | None, direction: Direction, frozen: str) -> Scenario:
    """Return Mazur's network with three samples to learn from."""
    samples = [Sample(_decimals(one), _decimals(other)) for one, other in EXAMPLES]
    scenario = mazur(
        optimizer="sgd" if momentum is None else "momentum",
        hyperparameters={} if momentum is None else {"mu": Decimal(momentum)},
        direction=direction,
        frozen=frozenset(frozen.split()),
    )
    return _with_samples(scenario, samples, update)


# The loops.


def _sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z))


def _ahead(w: Numbers, i: Numbers, t: Numbers) -> Numbers:
    """The forward pass of Mazur's network on one sample."""
    v: Numbers = {}
    v["net_h1"] = w["w1"] * i["i1"] + w["w2"] * i["i2"] + w["b1"]
    v["net_h2"] = w["w3"] * i["i1"] + w["w4"] * i["i2"] + w["b1"]
    v["out_h1"], v["out_h2"] = _sigmoid(v["net_h1"]), _sigmoid(v["net_h2"])
    v["net_o1"] = w["w5"] * v["out_h1"] + w["w6"] * v["out_h2"] + w["b2"]
    v["net_o2"] = w["w7"] * v["out_h1"] + w["w8"] * v["out_h2"] + w["b2"]
    v["out_o1"], v["out_o2"] = _sigmoid(v["net_o1"]), _sigmoid(v["net_o2"])
    v["E_o1"] = (t["o1"] - v["out_o1"]) ** 2 / 2
    v["E_o2"] = (t["o2"] - v["out_o2"]) ** 2 / 2
    v["E_total"] = v["E_o1"] + v["E_o2"]
    return v


def _back(w: Numbers, i: Numbers, t: Numbers, v: Numbers) -> Numbers:
    """Its gradients."""
    d1 = (v["out_o1"] - t["o1"]) * v["out_o1"] * (1 - v["out_o1"])
    d2 = (v["out_o2"] - t["o2"]) * v["out_o2"] * (1 - v["out_o2"])
    e1 = (d1 * w["w5"] + d2 * w["w7"]) * v["out_h1"] * (1 - v["out_h1"])
    e2 = (d1 * w["w6"] + d2 * w["w8"]) * v["out_h2"] * (1 - v["out_h2"])
    return {
        "w1": e1 * i["i1"],
        "w2": e1 * i["i2"],
        "w3": e2 * i["i1"],
        "w4": e2 * i["i2"],
        "b1": e1 + e2,
        "w5": d1 * v["out_h1"],
        "w6": d1 * v["out_h2"],
        "w7": d2 * v["out_h1"],
        "w8": d2 * v["out_h2"],
        "b2": d1 + d2,
    }


@dataclass
class Trainer:
    """One step of the parameters, as often as it is asked for."""

    w: Numbers
    rate: float
    momentum: float
    sign: int
    frozen: frozenset[str]
    v: Numbers

    def step(self, gradients: Numbers) -> None:
        for name, gradient in gradients.items():
            if name not in self.frozen:
                self.v[name] = self.momentum * self.v[name] + gradient
                self.w[name] += self.sign * self.rate * self.v[name]


def _trained(scenario: Scenario) -> Iterator[tuple[str, float]]:
    """Yield what an epoch of training gives, under the names of the tape."""
    w = {name: float(value) for name, value in scenario.parameters.items()}
    trainer = Trainer(
        dict(w),
        float(scenario.learning_rate or 0),
        float(scenario.hyperparameters.get("mu", 0)),
        1 if scenario.direction is Direction.ASCENT else -1,
        scenario.frozen,
        dict.fromkeys(w, 0.0),
    )
    learning = [name for name in w if name not in scenario.frozen]
    remembers = scenario.optimizer == "momentum"
    losses, gradients = [], []
    pairs = [
        (
            {name: float(value) for name, value in one.inputs.items()},
            {name: float(value) for name, value in one.targets.items()},
        )
        for one in scenario.samples
    ]
    for k, (i, t) in enumerate(pairs, start=1):
        met = dict(trainer.w)
        v = _ahead(met, i, t)
        back = _back(met, i, t, v)
        yield from ((f"{name}[{k}]", value) for name, value in v.items())
        yield from ((f"dE_total/d{name}[{k}]", value) for name, value in back.items())
        losses.append(v["E_total"])
        gradients.append(back)
        if scenario.update is Update.ONLINE:
            trainer.step(back)
            for name in learning:
                yield f"{name}_new[{k}]", trainer.w[name]
                if remembers:
                    yield f"v_{name}_new[{k}]", trainer.v[name]
    share = 1 / len(pairs) if scenario.update is Update.BATCH_MEAN else 1
    whole = {name: share * math.fsum(one[name] for one in gradients) for name in w}
    yield "E_total", share * math.fsum(losses)
    yield from ((f"dE_total/d{name}", value) for name, value in whole.items())
    if scenario.update is not Update.ONLINE:
        trainer.step(whole)
    for name in learning:
        yield f"{name}_new", trainer.w[name]
        if remembers:
            yield f"v_{name}_new", trainer.v[name]
    losses = []
    for k, (i, t) in enumerate(pairs, start=1):
        v = _ahead(trainer.w, i, t)
        losses.append(v["E_total"])
        yield from ((f"{name}_new[{k}]", value) for name, value in v.items())
    yield "E_total_new", share * math.fsum(losses)


KINDS = [
    pytest.param(*kind, id=", ".join(map(str, kind)))
    for kind in product(Update, (None, "0.9"), Direction, ("", "b1 b2", "w3 w5 b2"))
]


@pytest.mark.parametrize(("update", "momentum", "direction", "frozen"), KINDS)
def test_samples_against_a_plain_loop(
    update: Update, momentum: str | None, direction: Direction, frozen: str
) -> None:
    scenario = _mazur(update, momentum, direction, frozen)
    tape = tape_of(scenario)
    values, expected = tape.at(), dict(_trained(scenario))
    for name, value in expected.items():
        assert math.isclose(values[name], value, rel_tol=1e-11, abs_tol=1e-14), name
    # All that there is on the tape but the slopes in between is what the loop has, too.
    parts = (Part.FORWARD, Part.ERROR, Part.UPDATE, Part.AGAIN)
    found = {
        name
        for name, line in tape.items()
        if line.part in parts or line.role in (Role.GRADIENT, Role.BATCH_GRADIENT)
    }
    assert found == set(expected)


@pytest.mark.slow
@pytest.mark.parametrize(("update", "momentum", "direction", "frozen"), KINDS)
def test_every_line_needs_only_earlier_ones(
    update: Update, momentum: str | None, direction: Direction, frozen: str
) -> None:
    known: set[str] = set()
    for name, line in tape_of(_mazur(update, momentum, direction, frozen)).items():
        assert set(names_in(line.formula)) <= known, name
        known.add(name)


def test_with_everything_frozen_samples_only_add_up() -> None:
    every = " ".join(mazur().parameters)
    for update in Update:
        tape = tape_of(_mazur(update, "0.9", Direction.DESCENT, every))
        assert not any(line.part in (Part.UPDATE, Part.AGAIN) for line in tape.values())
        assert "E_total" in tape


@pytest.mark.parametrize("update", Update)
def test_one_parameter_alone(update: Update) -> None:
    scenario = _mazur(update, "0.9", Direction.DESCENT, "")
    if update is Update.ONLINE:  # The other weights move too, between one sample and the next.
        scenario = replace(scenario, frozen=frozenset(scenario.parameters) - {"w5"})
    whole, alone = tape_of(scenario).at(), tape_of(scenario, only=("w5",)).at()
    for name in ("dE_total/dw5", "dE_total/dw5[2]", "w5_new", "v_w5_new"):
        assert alone[name] == whole[name]


# Exclusive or: inputs with a third that is always 1, no biases. The weights are what numpy's old
# generator (RandomState) gives for seed 1: 2·random − 1, first the 3×4 matrix of the hidden layer.

INTO_HIDDEN = (
    ("-0.165955990594852", "0.4406489868843162", "-0.9997712503653102", "-0.39533485473632046"),
    ("-0.7064882183657739", "-0.8153228104624044", "-0.6274795772446582", "-0.3088785459139045"),
    ("-0.20646505153866013", "0.07763346800671389", "-0.1616109711934104", "0.370439000793519"),
)
"""A row per input, a column per hidden neuron."""
INTO_OUTPUT = (
    *("-0.5910955005369651", "0.7562348727818908"),
    *("-0.9452248136041477", "0.34093502035680445"),
)
XOR = (("001", "0"), ("011", "1"), ("101", "1"), ("111", "0"))


def test_online_the_lesson_of_one_weight_has_the_numbers_of_the_whole() -> None:
    """What the next sample meets depends on the updates of all weights, of the others too."""
    scenario = replace(_xor(Update.ONLINE), optimizer="momentum")
    whole = subject_of(scenario)
    alone = subject_of(scenario, "w13")
    lesson = Lesson(alone, None, "w13")
    assert [step.name for step in lesson if "E_total_new" in step.name] == []
    for name in lesson.quantities(len(lesson)):
        assert alone.values[name] == whole.values[name], name
    assert "w13_new[4]" in lesson.asked()


def _xor(update: Update = Update.BATCH_SUM) -> Scenario:
    hidden = tuple(f"h{place}" for place in range(1, 5))
    weights = {
        f"w{row}{column}": Decimal(texts[column - 1])
        for column in range(1, 5)
        for row, texts in enumerate(INTO_HIDDEN, start=1)
    }
    weights |= {f"u{place}": Decimal(text) for place, text in enumerate(INTO_OUTPUT, start=1)}
    layers = (
        Layer(
            tuple(
                Unit(name, tuple(f"w{row}{column}" for row in (1, 2, 3)), None)
                for column, name in enumerate(hidden, start=1)
            ),
            ("x1", "x2", "x3"),
            "sigmoid",
        ),
        Layer((Unit("o", ("u1", "u2", "u3", "u4"), None),), hidden, "sigmoid"),
    )
    samples = [
        Sample(
            {f"x{place}": Decimal(bit) for place, bit in enumerate(bits, start=1)},
            {"o": Decimal(target)},
        )
        for bits, target in XOR
    ]
    scenario = Scenario(
        name="xor",
        title=in_every_language("Exclusive or"),
        inputs={},
        targets={},
        nodes=nodes_of(layers),
        parameters=weights,
        loss="half_squared_error",
        learning_rate=Decimal(1),
    )
    return _with_samples(scenario, samples, update)


def _misses(tape: Tape, new: str = "") -> float:
    """The mean of |t − out| over the samples."""
    values = tape.at()
    return math.fsum(
        abs(values[f"target_o[{k}]"] - values[f"out_o{new}[{k}]"]) for k in range(1, 5)
    ) / len(XOR)


def test_exclusive_or_before_any_update() -> None:
    tape = tape_of(_xor())
    assert math.isclose(_misses(tape), 0.496410031903, abs_tol=5e-13)
    assert math.isclose(tape.at()["E_total"], 0.4951865354, abs_tol=5e-11)
    mean = tape_of(_xor(Update.BATCH_MEAN)).at()
    assert math.isclose(mean["E_total"], 0.4951865354 / 4, abs_tol=5e-11)


@pytest.mark.slow
def test_exclusive_or_after_updates() -> None:
    """Learnt by the tape and by a loop over plain lists: the same weights after ten updates."""
    scenario = _xor()
    first = [[float(text) for text in row] for row in INTO_HIDDEN]
    last = [float(text) for text in INTO_OUTPUT]
    misses = []
    for _ in range(10):
        tape = tape_of(scenario)
        values = tape.at()
        misses.append(_misses(tape, "_new"))
        _learn(first, last)
        scenario = replace(
            scenario,
            parameters={name: Decimal(repr(values[f"{name}_new"])) for name in scenario.parameters},
        )
        for row in range(3):
            for column in range(4):
                learnt = float(scenario.parameters[f"w{row + 1}{column + 1}"])
                assert math.isclose(learnt, first[row][column], rel_tol=1e-12)
        for place in range(4):
            assert math.isclose(float(scenario.parameters[f"u{place + 1}"]), last[place])
    # As numpy has them after 1, 2 and 10 updates.
    assert math.isclose(misses[0], 0.49629578894383997, rel_tol=1e-13)
    assert math.isclose(misses[1], 0.49618052678237634, rel_tol=1e-13)
    assert math.isclose(misses[9], 0.4951740109246665, rel_tol=1e-13)


def _learn(first: list[list[float]], last: list[float]) -> None:
    """One update of all weights, by the sum over the samples, with learning rate 1."""
    by_first = [[0.0] * 4 for _ in range(3)]
    by_last = [0.0] * 4
    for bits, target in XOR:
        x = [float(bit) for bit in bits]
        h = [_sigmoid(sum(x[row] * first[row][c] for row in range(3))) for c in range(4)]
        o = _sigmoid(sum(h[c] * last[c] for c in range(4)))
        delta = (o - float(target)) * o * (1 - o)
        for c in range(4):
            by_last[c] += delta * h[c]
            for row in range(3):
                by_first[row][c] += delta * last[c] * h[c] * (1 - h[c]) * x[row]
    for c in range(4):
        last[c] -= by_last[c]
        for row in range(3):
            first[row][c] -= by_first[row][c]


# Free graphs with samples: each sample is the graph alone, at other inputs and targets.

WITH_LOSS = [seed for seed in range(60) if drawn(seed).aim == "E_total"]


def _beside(graph: Graph) -> Graph:
    """Return the graph at other inputs; targets stay, so that logarithms and one-hots do."""
    inputs = {
        name: value * Decimal("0.9") + Decimal("0.05")
        for name, value in graph.scenario.inputs.items()
    }
    return replace(graph, scenario=replace(graph.scenario, inputs=inputs))


@pytest.mark.parametrize("seed", slow_but(WITH_LOSS[::4], WITH_LOSS))
def test_samples_of_free_graphs(seed: int) -> None:
    graphs = [drawn(seed), _beside(drawn(seed))]
    played = [graph.nudged("", 0) for graph in graphs]
    if not all(isinstance(value, mpmath.mpf) for value in played[1].values()):
        pytest.skip("the second sample leaves the domain of a function")
    samples = [Sample(graph.scenario.inputs, graph.scenario.targets) for graph in graphs]
    scenario = _with_samples(graphs[0].scenario, samples, Update.BATCH_SUM)
    tape = tape_of(scenario)
    values = tape.at()
    for k, (graph, own) in enumerate(zip(graphs, played, strict=True), start=1):
        for name in graph.lines:
            assert math.isclose(values[f"{name}[{k}]"], own[name], rel_tol=1e-9, abs_tol=1e-13)
    with mpmath.workdps(DIGITS):
        near = min(graphs[1].play().kinks, default=1) < 1e-10
        for name in [] if near else scenario.parameters:
            whole = sum(graph.slope("E_total", name) for graph in graphs)
            found = values[f"dE_total/d{name}"]
            assert math.isclose(found, whole, rel_tol=1e-9, abs_tol=1e-13), name
    assert {line.sample for line in tape.values() if line.role not in GIVEN} == {0, 1, 2}
