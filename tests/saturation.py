"""Values, slopes and losses far out, held against 50 digits: run by hand, it prints a table.

One neuron with one weight (or a softmax of two) at net inputs from −800 to 800: out, its slope, the
loss, its slope and the delta. The oracle is written here, in mpmath. A number is wrong if it is
another one to the figures shown. Below the least float there is 0.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

import mpmath

from backprop_tutor.loader import load_text
from backprop_tutor.maths import figures
from backprop_tutor.teaching.subject.subject import subject_of

NETS = (*range(-800, 801, 25), *range(-45, 46), -709, 709, -745, 745, 17.25, -17.25, 36.75, 0.1)
TARGETS = {"sigmoid": (0, 0.3, 1), "tanh": (-1, 0.3, 1), "bipolar_sigmoid": (-1, 0.3, 1)}
DIGITS = 800
"""So many that 50 are left where 350 cancel, twice."""
_LEAST_FLOAT = mpmath.mpf("1e-307")

_sigmoid: Callable[[Any], Any] = lambda z: 1 / (1 + mpmath.exp(-z))  # noqa: E731 - a table below
OUT: Mapping[str, Callable[[Any], Any]] = {
    "sigmoid": _sigmoid,
    "tanh": lambda z: 2 * _sigmoid(2 * z) - 1,
    "bipolar_sigmoid": lambda z: 2 * _sigmoid(z) - 1,
    "softplus": lambda z: mpmath.log(1 + mpmath.exp(z)),
}
SLOPE: Mapping[str, Callable[[Any], Any]] = {
    "sigmoid": lambda z: _sigmoid(z) * (1 - _sigmoid(z)),
    "tanh": lambda z: 4 * _sigmoid(2 * z) * (1 - _sigmoid(2 * z)),
    "bipolar_sigmoid": lambda z: 2 * _sigmoid(z) * (1 - _sigmoid(z)),
    "softplus": _sigmoid,
}


@dataclass(frozen=True)
class Checked:
    """One number of the program, and the right one."""

    where: str
    quantity: str
    found: float
    right: Any

    @property
    def is_wrong(self) -> bool:
        """Whether it is another number to the figures shown."""
        if abs(self.right) < _LEAST_FLOAT:
            return abs(self.found) > _LEAST_FLOAT
        last = mpmath.mpf(10) ** -figures.to_show(4)
        return isfinite(self.found) and abs(self.found - self.right) > abs(self.right) * last

    @property
    def is_refused(self) -> bool:
        """Whether the lesson says that this is too large, or worked out from what is."""
        return not isfinite(self.found)


def checked(nets: tuple[float, ...] = NETS) -> Iterator[Checked]:
    """Yield all numbers that are looked at."""
    mpmath.mp.dps = DIGITS
    for activation in OUT:
        for target in TARGETS.get(activation, (0, 1)):
            for net in nets:
                yield from _one_neuron(activation, "half_squared_error", net, target)
    for target in (0, 0.3, 1):
        for net in nets:
            yield from _one_neuron("sigmoid", "binary_cross_entropy", net, target)
    for net in nets:
        yield from _softmax(net)


def _one_neuron(activation: str, loss: str, net: float, target: float) -> Iterator[Checked]:
    text = (
        f"version: 1\ntitle: T\ninputs: {{x: 1}}\ntargets: {{o: {target}}}\nlayers:\n"
        f"  - neurons: [o]\n    activation: {activation}\n    weights: [[{net}]]\n"
        f"loss: half_squared_error\nlearning_rate: 0.5\n"
    ).replace("half_squared_error", loss)
    z, t = mpmath.mpf(net), mpmath.mpf(str(target))
    o, slope = OUT[activation](z), SLOPE[activation](z)
    if loss == "half_squared_error":
        value, by_out = (t - o) ** 2 / 2, o - t
    else:
        value = -(t * mpmath.log(o) + (1 - t) * mpmath.log(1 - o))
        by_out = (o - t) / (o * (1 - o))
    right = {
        "out_o": o,
        "dout_o/dnet_o": slope,
        "E_total": value,
        "dE_total/dout_o": by_out,
        "dE_total/dnet_o": by_out * slope,
    }
    yield from _held(text, f"{activation}, {loss}, target {target}, net {net}", right)


def _softmax(net: float) -> Iterator[Checked]:
    text = (
        "version: 1\ntitle: T\ninputs: {x: 1}\ntargets: {o: 1, p: 0}\nlayers:\n"
        "  - neurons: [o, p]\n    activation: softmax\n"
        f"    weights: [[{net}], [0]]\nloss: cross_entropy\nlearning_rate: 0.5\n"
    )
    o = _sigmoid(mpmath.mpf(net))
    right = {
        "out_o": o,
        "out_p": 1 - o,
        "dout_o/dnet_o": o * (1 - o),
        "E_total": -mpmath.log(o),
        "dE_total/dnet_o": o - 1,
    }
    yield from _held(text, f"softmax, cross_entropy, net {net}", right)


def _held(text: str, where: str, right: Mapping[str, Any]) -> Iterator[Checked]:
    subject = subject_of(load_text(text, "far-out.yaml"))
    for quantity, value in right.items():
        if quantity in subject.tape:
            subject.value(quantity)  # As it is shown: to the figures that its readers need.
            yield Checked(where, quantity, subject.values[quantity], value)


def main() -> None:
    """Look at all of it and print what is wrong."""
    all_of_them = list(checked())
    wrong = [one for one in all_of_them if one.is_wrong]
    for one in wrong[:40]:
        print(f"{one.where}: {one.quantity} is {one.found!r}, right: {mpmath.nstr(one.right, 12)}")
    print(
        f"{len(all_of_them):,} numbers, {len(wrong)} wrong in the figures shown, "
        f"{sum(one.is_refused for one in all_of_them)} refused: 1/o past the largest float"
    )


if __name__ == "__main__":
    main()
