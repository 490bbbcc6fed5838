"""Numbers that others have printed: Mazur's page, and the video of Defend Intelligence."""

import math
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest
from networks import mazur
from together import together

from backprop_tutor.loader import load
from backprop_tutor.maths.tape.assembly import tape_of
from backprop_tutor.maths.tape.tape import Pass, Role
from backprop_tutor.scenario.graph import Layer, Unit, nodes_of
from backprop_tutor.scenario.scenario import Scenario


def _to(printed: str, value: float) -> bool:
    """Whether a printed number is a value, rounded or cut off at the last figure printed."""
    unit = 10.0 ** (Decimal(printed).as_tuple().exponent)  # type: ignore[operator]
    return abs(value - float(printed)) <= unit * 1.0000001


def _rounded(printed: str, value: float) -> bool:
    unit = 10.0 ** (Decimal(printed).as_tuple().exponent)  # type: ignore[operator]
    return abs(value - float(printed)) <= unit * 0.5000001


@pytest.fixture(scope="module", params=["file", "memory"])
def values(request: pytest.FixtureRequest) -> Pass:
    """Mazur's network, from the bundled file and from the numbers in the tests."""
    return tape_of(load("mazur") if request.param == "file" else mazur()).at()


# As printed on mattmazur.com, 'A Step by Step Backpropagation Example' (2015).
MAZUR = {
    "net_h1": "0.3775",
    "out_h1": "0.593269992",
    "out_h2": "0.596884378",
    "net_o1": "1.105905967",
    "out_o1": "0.75136507",
    "out_o2": "0.772928465",
    "E_o1": "0.274811083",
    "E_o2": "0.023560026",
    "E_total": "0.298371109",
    "dE_total/dout_o1": "0.74136507",
    "dout_o1/dnet_o1": "0.186815602",
    "dnet_o1/dw5": "0.593269992",
    "dE_total/dw5": "0.082167041",
    "dE_total/dnet_o1": "0.138498562",
    "dnet_o1/dout_h1": "0.40",
    "dE_o1/dout_h1": "0.055399425",
    "dE_o2/dout_h1": "-0.019049119",
    "dE_total/dout_h1": "0.036350306",
    "dout_h1/dnet_h1": "0.241300709",
    "dnet_h1/dw1": "0.05",
    "dE_total/dw1": "0.000438568",
    "w1_new": "0.149780716",
    "w2_new": "0.19956143",
    "w3_new": "0.24975114",
    "w4_new": "0.29950229",
    "w5_new": "0.35891648",
    "w6_new": "0.408666186",
    "w7_new": "0.51130127",  # The page has 0.511301270.
    "w8_new": "0.561370121",
}


@together(("name", "printed"), MAZUR.items())
def test_mazur(values: Pass, name: str, printed: str) -> None:
    assert _to(printed, values[name])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("E_total", 0.2983711087600027),
        ("dE_total/dw5", 0.08216704056423078),
        ("dE_total/dw1", 0.000438567734474347),
    ],
)
def test_mazur_to_all_digits(values: Pass, name: str, value: float) -> None:
    assert math.isclose(values[name], value, rel_tol=1e-14)


def test_the_bundled_file_has_the_published_numbers() -> None:
    bundled, written = load("mazur"), mazur()
    assert bundled.inputs == written.inputs
    assert bundled.targets == written.targets
    assert bundled.parameters == written.parameters
    assert list(bundled.parameters) == list(written.parameters)
    assert bundled.layers == written.layers
    assert bundled.learning_rate == written.learning_rate
    assert bundled.frozen == written.frozen
    assert bundled.loss == written.loss


def _sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z))


def _pass(w: Mapping[int, float]) -> tuple[float, float, float, float]:
    h1 = _sigmoid(w[1] * 0.05 + w[2] * 0.10 + 0.35)
    h2 = _sigmoid(w[3] * 0.05 + w[4] * 0.10 + 0.35)
    return h1, h2, _sigmoid(w[5] * h1 + w[6] * h2 + 0.6), _sigmoid(w[7] * h1 + w[8] * h2 + 0.6)


def _error(w: Mapping[int, float]) -> float:
    _, _, o1, o2 = _pass(w)
    return ((0.01 - o1) ** 2 + (0.99 - o2) ** 2) / 2


def _trained(updates: int, *, updated_weights: bool) -> dict[int, float]:
    """Update Mazur's weights in plain floats; with the slip, the hidden gradients see w5⁺ … w8⁺."""
    w = dict(enumerate((0.15, 0.20, 0.25, 0.30, 0.40, 0.45, 0.50, 0.55), start=1))
    for _ in range(updates):
        h1, h2, o1, o2 = _pass(w)
        d1, d2 = (o1 - 0.01) * o1 * (1 - o1), (o2 - 0.99) * o2 * (1 - o2)
        last = {
            5: w[5] - 0.5 * d1 * h1,
            6: w[6] - 0.5 * d1 * h2,
            7: w[7] - 0.5 * d2 * h1,
            8: w[8] - 0.5 * d2 * h2,
        }
        back = last if updated_weights else w
        e1 = (d1 * back[5] + d2 * back[7]) * h1 * (1 - h1)
        e2 = (d1 * back[6] + d2 * back[8]) * h2 * (1 - h2)
        w = {
            1: w[1] - 0.5 * e1 * 0.05,
            2: w[2] - 0.5 * e1 * 0.10,
            3: w[3] - 0.5 * e2 * 0.05,
            4: w[4] - 0.5 * e2 * 0.10,
            **last,
        }
    return w


def test_the_page_takes_its_loss_after_the_update_at_updated_weights(values: Pass) -> None:
    slip = _error(_trained(1, updated_weights=True))
    assert _to("0.291027924", slip)
    assert not _to("0.291027924", values["E_total_new"])
    assert _rounded("0.291027774", values["E_total_new"])
    assert _rounded("0.29102777369", values["E_total_new"])
    assert math.isclose(_error(_trained(1, updated_weights=False)), values["E_total_new"])


def test_and_so_do_its_outputs_after_ten_thousand_updates() -> None:
    """The test's own training reproduces both, so what it says of the slip can be believed."""
    _, _, o1, o2 = _pass(_trained(10_000, updated_weights=True))
    assert _to("0.015912196", o1)
    assert _to("0.984065734", o2)
    _, _, o1, o2 = _pass(_trained(10_000, updated_weights=False))
    assert _to("0.015913620", o1)
    assert _to("0.984064274", o2)


def test_shared_biases_that_learn() -> None:
    tape = tape_of(mazur(frozen=frozenset()))
    assert _to("0.2857508867", tape.at()["E_total_new"])
    assert {line.of for line in tape.values() if line.role is Role.UPDATE} >= {"b1", "b2"}


def _with_own_biases(scenario: Scenario) -> Scenario:
    layers, parameters = [], dict(scenario.parameters)
    for layer in scenario.layers:
        neurons = []
        for neuron in layer.neurons:
            assert neuron.bias is not None
            own = f"b_{neuron.name}"
            parameters[own] = scenario.parameters[neuron.bias]
            neurons.append(Unit(neuron.name, neuron.weights, own))
        layers.append(Layer(tuple(neurons), layer.senders, layer.activation))
    for shared in ("b1", "b2"):
        del parameters[shared]
    return replace(scenario, nodes=nodes_of(layers), parameters=parameters, frozen=frozenset())


def test_one_bias_per_neuron_that_learns() -> None:
    tape = tape_of(_with_own_biases(mazur()))
    assert _to("0.2804714468", tape.at()["E_total_new"])
    # Frozen again, it does not matter how many there are.
    frozen = replace(_with_own_biases(mazur()), frozen=frozenset({"b_h1", "b_h2", "b_o1", "b_o2"}))
    assert _rounded("0.291027774", tape_of(frozen).at()["E_total_new"])


# As printed in the video of Defend Intelligence, to two figures.
VIDEO = {
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
    "dE_total/dout_o2": "-0.18",
    "dE_total/dw8": "-0.016",
}


@pytest.mark.parametrize(("name", "printed"), VIDEO.items())
def test_defend_intelligence(name: str, printed: str) -> None:
    assert _rounded(printed, tape_of(load("defend-intelligence")).at()[name])


@pytest.mark.parametrize(
    ("name", "printed", "right"),
    [
        ("dE_total/dout_o1", "-0.18", "0.80"),  # The slope of the other output.
        ("dout_j2/dnet_j2", "0.16", "0.24"),  # The slope of o1's sigmoid.
        ("dnet_o2/dw8", "0.52", "0.61"),  # w8 where out_j2 belongs.
        ("w8_new", "0.5328", "0.5331"),  # From a gradient already rounded.
        ("net_o1", "1.4172", "1.4172"),
    ],
)
def test_slips_of_the_video(name: str, printed: str, right: str) -> None:
    value = tape_of(load("defend-intelligence")).at()[name]
    assert _rounded(right, value)
    assert _rounded(printed, value) == (printed == right)
