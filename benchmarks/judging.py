"""How long it takes to judge an answer: the deepest gradient of a 16-32-32-10 network.

Prints the median of a hundred answers each, and the first answer to a question on its own: it
works out what every wrong idea leads to, which later answers to that question use again.
"""

import random
import statistics
import time
from decimal import Decimal

from backprop_tutor.scenario import Layer, Neuron, Scenario
from backprop_tutor.teaching.grading import Judge
from backprop_tutor.teaching.step import Form, Question
from backprop_tutor.teaching.subject import subject_of

_SIZES = (16, 32, 32, 10)
_RUNS = 100
_ASKED = "dE_total/dw1"
_ANSWERS = {
    "number, wrong": ["0.1234", "0.000321", "-0.5678"],
    "formula, right": ["dE_total/dnet_a1 * i1", "dE_total/dout_a1*(1 - out_a1^2)*i1"],
    "formula, wrong": ["dE_total/dnet_a1 * i2", "dE_total/dout_a1*i1", "dE_total/dnet_a1 * w1"],
}


def network(seed: int = 1) -> Scenario:
    """Return a network of three layers with random two-decimal numbers."""
    chance = random.Random(seed)

    def number() -> Decimal:
        return Decimal(chance.randint(-50, 50)) / 100

    inputs = {f"i{k + 1}": number() for k in range(_SIZES[0])}
    parameters: dict[str, Decimal] = {}
    layers: list[Layer] = []
    senders = tuple(inputs)
    for letter, size in zip("abc", _SIZES[1:], strict=True):
        neurons = []
        for k in range(size):
            weights = tuple(f"w{len(parameters) + j + 1}" for j in range(len(senders)))
            parameters |= {weight: number() for weight in weights}
            neurons.append(Neuron(f"{letter}{k + 1}", weights, None))
        layers.append(Layer(tuple(neurons), senders, "sigmoid" if letter == "c" else "tanh"))
        senders = tuple(neuron.name for neuron in neurons)
    targets = {name: abs(number()) for name in senders}
    return Scenario(
        "wide", "", inputs, targets, tuple(layers), parameters, "half_squared_error", Decimal("0.1")
    )


def main() -> None:
    """Measure and print."""
    subject = subject_of(network())
    judge = Judge(Question(_ASKED, Form.EITHER, 4), subject)
    for kind, answers in _ANSWERS.items():
        times = []
        for run in range(_RUNS + 1):
            start = time.perf_counter()
            judge.judge(answers[run % len(answers)])
            times.append(1000 * (time.perf_counter() - start))
        first, *others = times
        median = statistics.median(others)
        print(f"{kind:15} median {median:6.2f} ms   first of its kind {first:7.1f} ms")


if __name__ == "__main__":
    main()
