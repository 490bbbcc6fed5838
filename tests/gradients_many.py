"""Every activation, function and loss, and many graphs, against central differences to 50 digits.

``python tests/gradients_many.py [GRAPHS]`` prints how many gradients were compared and how far the
worst was off, next to its own size. What is played forward and nudged is written here and in
``graphs.py`` and ``networks.py`` in mpmath, and shares no code with the program.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import mpmath
from graphs import DIGITS, STEP, drawn, features
from networks import MEANT

from backprop_tutor.loader import load_text
from backprop_tutor.loader.expressions import CALLABLE
from backprop_tutor.maths.functions import ACTIVATIONS
from backprop_tutor.maths.losses import LOSSES
from backprop_tutor.maths.tape.assembly import tape_of

NETS = (-30.0, -4.0, -1.3, -0.4, 0.05, 0.7, 1.9, 5.2, 30.0)
"""No kink is among them; at both ends much has all but reached its bound."""
TARGETS_AND_SCORES = ((1, 0.7), (0, 0.4), (0.3, 0.6), (1, 0.05), (0, -3.0), (1, 6.0), (0.2, 25.0))


@dataclass(frozen=True)
class Compared:
    """One gradient: the program's, and what a nudge to both sides gives."""

    what: str
    ours: float
    expected: Any

    @property
    def off(self) -> float:
        """By how much they differ, next to the larger; below what a float can hold they are 0."""
        size = max(abs(self.expected), abs(self.ours))
        return float(abs(self.expected - self.ours) / size) if size > 1e-300 else 0.0


def central(function: Any, at: float) -> Any:
    """Return (f(z + h) − f(z − h))/2h with enough digits for what is all but flat."""
    with mpmath.workdps(DIGITS + 900):
        step, here = mpmath.mpf(STEP), mpmath.mpf(repr(at))
        return (function(here + step) - function(here - step)) / (2 * step)


def of_functions() -> Iterator[Compared]:
    """Yield f′(w·x + b) by w of a neuron and of a formula, at nets near to 0 and far from it."""
    for name, (_, most) in CALLABLE.items():
        if most > 1:
            continue  # Those of several arguments are in the graphs.
        for net in NETS:
            if (name in ("log", "sqrt") and net < 0) or (name == "exp" and abs(net) > 100):
                continue
            formulas = (
                ["f = {}(w + b)", "f = {}(w + b)*1"] if name in ACTIVATIONS else ["f = {}(w + b)"]
            )
            for formula in formulas:
                tape = tape_of(
                    load_text(
                        "version: 1\ntitle: One call\ninputs: {x: 1}\n"
                        f"parameters: {{w: {net}, b: 0}}\nnodes: ['{formula.format(name)}']\n"
                        "differentiate: f\n",
                        "one.yaml",
                    )
                )
                aim = "out_f" if "out_f" in tape else "f"
                yield Compared(
                    f"{name} at {net}", tape.at()[f"d{aim}/dw"], central(MEANT[name], net)
                )


def _loss(name: str, target: Any, score: Any, other: Any) -> Any:
    """Return a loss of one output, or of two where it compares them."""
    sigmoid = 1 / (1 + mpmath.exp(-score))
    size = abs(target - score)
    match name:
        case "half_squared_error":
            return size**2 / 2
        case "squared_error" | "mean_squared_error":
            return size**2
        case "absolute_error":
            return size
        case "huber":
            return size**2 / 2 if size < 0.5 else mpmath.mpf("0.5") * (size - mpmath.mpf("0.25"))
        case "binary_cross_entropy" | "binary_cross_entropy_from_scores":
            return -target * mpmath.log(sigmoid) - (1 - target) * mpmath.log(1 - sigmoid)
        case "cross_entropy" | "cross_entropy_from_scores":
            powers = mpmath.exp(score), mpmath.exp(other)
            shares = [power / sum(powers) for power in powers]
            return -target * mpmath.log(shares[0]) - (1 - target) * mpmath.log(shares[1])
    assert name == "hinge"
    return max(0, other - score + 1) if target == 1 else max(0, score - other + 1)


def of_losses() -> Iterator[Compared]:
    """Yield the gradients of each loss by the net input of one output."""
    for name, loss in LOSSES.items():
        several = name in ("cross_entropy", "cross_entropy_from_scores", "hinge")
        for target, score in TARGETS_AND_SCORES:
            if name == "hinge" and target not in (0, 1):
                continue
            node = "y = w + b"
            if name == "binary_cross_entropy":
                node = "y = sigmoid(w + b)"
            nodes, targets = f"['{node}']", f"{{y: {target}}}"
            if several:
                made = "y, k = softmax(w + b, v + b)" if name == "cross_entropy" else ""
                nodes = f"['{made}']" if made else "[y = w + b, k = v + b]"
                targets = f"{{y: {target}, k: {round(1 - target, 3)}}}"
            extra = "from_scores: true\n" if loss.of_scores else ""
            extra += "delta: 0.5\n" if loss.has_delta else ""
            tape = tape_of(
                load_text(
                    "version: 1\ntitle: One loss\ninputs: {x: 1}\n"
                    f"parameters: {{w: {score}, v: 0.2, b: 0}}\nnodes: {nodes}\n"
                    f"targets: {targets}\nloss: {loss.of_scores or name}\n{extra}"
                    "learning_rate: 1\n",
                    "one.yaml",
                )
            )
            with mpmath.workdps(DIGITS + 900):
                meant, beside = mpmath.mpf(repr(target)), mpmath.mpf("0.2")
                meant = mpmath.mpf(tape.at()["target_y"])
                expected = central(lambda z: _loss(name, meant, z, beside), score)  # noqa: B023 - at once
            yield Compared(
                f"{name}, target {target}, score {score}", tape.at()["dE_total/dw"], expected
            )


def of_graphs(count: int) -> Iterator[Compared]:
    """Yield the gradients by all that can move of graphs drawn from seeds."""
    for seed in range(count):
        graph = drawn(seed)
        values = tape_of(graph.scenario).at()
        with mpmath.workdps(DIGITS):
            for name in graph.scenario.movable:
                yield Compared(
                    f"graph {seed}, by {name}",
                    values[f"d{graph.aim}/d{name}"],
                    graph.slope(graph.aim, name),
                )


def _told(title: str, compared: list[Compared]) -> float:
    # What cancels to nothing is 0 to us, and 1e-35 to a difference quotient of 50 digits.
    counted = [one for one in compared if abs(one.expected) > 1e-30 or one.ours != 0]
    worst = max(counted or compared, key=lambda one: one.off)
    print(
        f"{title}: {len(compared)} gradients; worst relative error {worst.off:.1e} ({worst.what})"
    )
    return worst.off


def main() -> None:
    """Print the three tables."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    functions, losses = list(of_functions()), list(of_losses())
    for title, compared in (("function", functions), ("loss", losses)):
        by_name: dict[str, list[Compared]] = {}
        for one in compared:
            by_name.setdefault(one.what.split(" at ")[0].split(",")[0], []).append(one)
        for name, some in by_name.items():
            _told(f"{title} {name}", some)
    graphs = list(of_graphs(count))
    found: Counter[str] = sum((features(drawn(seed).scenario) for seed in range(count)), Counter())
    kinds = ", ".join(
        f"{name} {times}"
        for name, times in sorted(found.items())
        if name.startswith(("activation", "call", "loss"))
    )
    print(f"what the {count} graphs hold, in how many of them: {kinds}")
    worst = max(
        _told("all functions", functions),
        _told("all losses", losses),
        _told(f"{count} random graphs", graphs),
    )
    print("all within 1e-9" if worst <= 1e-9 else "NOT ALL within 1e-9")


if __name__ == "__main__":
    main()
