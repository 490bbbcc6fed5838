"""How fast training is: Mazur's network here and in micrograd, updates per second, in turn.

micrograd (Andrej Karpathy's, ``pip install micrograd``) is written here with its ``Value`` class:
half squared error, frozen biases, rate 0.5, as in ``scenarios/mazur.yaml``; first the two are
checked against each other. Then prints the processor time of whole training commands, beyond what
the program needs to start and to show one update.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from math import exp, isclose

from micrograd.engine import Value

from backprop_tutor.loader import bundled, load
from backprop_tutor.maths.tape.assembly import tape_of
from backprop_tutor.maths.training.training import Trainer

_RUNS, _STARTS = 25, 7
_OURS, _THEIRS = 60_000, 500  # About as long: what else the machine does meets both alike.
_COMMANDS = (("mazur", 10_000), ("siraj-xor", 60_000))
_PROGRAM = (sys.executable, "-m", "backprop_tutor")


def _exp(z: Value) -> Value:
    """The exponential, which the package lacks, added as its author adds it in his lecture."""
    out = Value(exp(z.data), (z,), "exp")

    def backward() -> None:
        z.grad += out.data * out.grad

    out._backward = backward  # noqa: SLF001 - the way in which micrograd adds an operation
    return out


def _sigmoid(z: Value) -> Value:
    return (1 + _exp(-z)) ** -1


def micrograd(updates: int) -> list[float]:
    """Return Mazur's weights after so many updates by micrograd."""
    weights = [Value(x) for x in (0.15, 0.20, 0.25, 0.30, 0.40, 0.45, 0.50, 0.55)]
    w1, w2, w3, w4, w5, w6, w7, w8 = weights
    for _ in range(updates):
        h1 = _sigmoid(w1 * 0.05 + w2 * 0.10 + 0.35)
        h2 = _sigmoid(w3 * 0.05 + w4 * 0.10 + 0.35)
        o1 = _sigmoid(w5 * h1 + w6 * h2 + 0.60)
        o2 = _sigmoid(w7 * h1 + w8 * h2 + 0.60)
        loss = (0.01 - o1) ** 2 * 0.5 + (0.99 - o2) ** 2 * 0.5
        for weight in weights:
            weight.grad = 0
        loss.backward()
        for weight in weights:
            weight.data -= 0.5 * weight.grad
    return [weight.data for weight in weights]


def _seconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def _beyond_start(scenario: str, updates: int) -> float:
    """Return how much more processor time so many updates take than one, as whole processes."""

    def command(count: int) -> float:
        line = [*_PROGRAM, "train", scenario, "--plain", "--after", str(count)]
        before = os.times()
        subprocess.run(line, check=True, stdout=subprocess.DEVNULL)
        after = os.times()
        spent = after.children_user + after.children_system
        return spent - before.children_user - before.children_system

    times = [(command(updates), command(1)) for _ in range(_STARTS)]
    return min(many for many, _ in times) - min(one for _, one in times)


def main() -> None:
    """Check, measure and print."""
    trainer = Trainer(tape_of(load("mazur")))
    ours = trainer.train(100).numbers
    for k, theirs in enumerate(micrograd(100), 1):
        assert isclose(ours[f"w{k}"], theirs, rel_tol=1e-9)
    rates = []
    for _ in range(_RUNS):
        mine = _OURS / _seconds(lambda: trainer.train(_OURS))
        other = _THEIRS / _seconds(lambda: micrograd(_THEIRS))
        rates.append((mine, other, mine / other))
    mine, other, ratio = (statistics.median(column) for column in zip(*rates, strict=True))
    print(f"backprop-tutor {mine:12,.0f} updates a second   {1e6 / mine:7.2f} µs each")
    print(f"micrograd      {other:12,.0f} updates a second   {1e6 / other:7.2f} µs each")
    print(f"ratio          {ratio:12,.0f}   (least of {_RUNS}: {min(r for *_, r in rates):,.0f})")
    for scenario, updates in _COMMANDS:
        if scenario in bundled():
            took = _beyond_start(scenario, updates)
            print(f"train {scenario} --after {updates}: {took:.3f} s beyond start-up")


if __name__ == "__main__":
    main()
