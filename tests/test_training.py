"""Many updates: the loop against plain floats, its history, divergence, and what is said of it."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

import mpmath
import pytest
from networks import MEANT, mazur, network
from work import calls

from backprop_tutor.blocks.blocks import Inline
from backprop_tutor.errors import UsageError
from backprop_tutor.formula.expression import Call, Name, Sum, difference, number, product
from backprop_tutor.loader import load, load_text
from backprop_tutor.loader.expressions import CALLABLE
from backprop_tutor.maths import compiled
from backprop_tutor.maths.functions import ACTIVATIONS
from backprop_tutor.maths.tape.assembly import tape_of
from backprop_tutor.maths.tape.tape import GIVEN, Line, Role, Tape
from backprop_tutor.maths.training.training import (
    MOST_POINTS,
    History,
    Trainer,
    milestones,
    successors,
)
from backprop_tutor.scenario.by_language import in_every_language
from backprop_tutor.scenario.graph import Layer, Unit, nodes_of
from backprop_tutor.scenario.scenario import Direction, Part, Sample, Scenario, Update
from backprop_tutor.teaching.subject.limits import Diverged
from backprop_tutor.teaching.subject.subject import subject_of
from backprop_tutor.teaching.training.outcome import Course, course_of, run_described
from backprop_tutor.teaching.training.runs import Run, training_of


def by_hand(updates: int, rate: float = 0.5) -> tuple[list[float], list[float], list[float]]:
    """Mazur's network in plain floats: weights, outputs and losses after each update."""
    sigmoid: Callable[[float], float] = lambda z: 1 / (1 + math.exp(-z))  # noqa: E731
    w = [0.15, 0.20, 0.25, 0.30, 0.40, 0.45, 0.50, 0.55]
    x, t = (0.05, 0.10), (0.01, 0.99)
    losses = []
    for update in range(updates + 1):
        h = [sigmoid(w[2 * k] * x[0] + w[2 * k + 1] * x[1] + 0.35) for k in (0, 1)]
        o = [sigmoid(w[4 + 2 * k] * h[0] + w[5 + 2 * k] * h[1] + 0.60) for k in (0, 1)]
        losses.append(sum(0.5 * (t[k] - o[k]) ** 2 for k in (0, 1)))
        if update == updates:
            return w, o, losses
        d = [(o[k] - t[k]) * o[k] * (1 - o[k]) for k in (0, 1)]
        e = [(d[0] * w[4 + k] + d[1] * w[6 + k]) * h[k] * (1 - h[k]) for k in (0, 1)]
        slopes = [e[j] * x[k] for j in (0, 1) for k in (0, 1)]
        slopes += [d[j] * h[k] for j in (0, 1) for k in (0, 1)]
        w = [weight - rate * slope for weight, slope in zip(w, slopes, strict=True)]
    raise AssertionError


def linear(rate: str, *, target: str = "3") -> Scenario:
    """One linear neuron: with inputs 1 and 2 each update takes (1 − 5η) of the error."""
    return Scenario(
        "line",
        in_every_language("A line"),
        {"x1": Decimal(1), "x2": Decimal(2)},
        {"y": Decimal(target)},
        nodes_of([Layer((Unit("y", ("w1", "w2"), None),), ("x1", "x2"), "linear")]),
        {"w1": Decimal("0.4"), "w2": Decimal("0.3")},
        loss="half_squared_error",
        learning_rate=Decimal(rate),
    )


def sampled(scenario: Scenario, samples: Sequence[Mapping[str, int]]) -> Tape:
    """The tape of several samples whose gradients are added."""
    several = tuple(
        Sample(
            {name: Decimal(sample[name]) for name in scenario.inputs},
            {name: Decimal(sample[f"target_{name}"]) for name in scenario.targets},
        )
        for sample in samples
    )
    return tape_of(replace(scenario, samples=several, update=Update.BATCH_SUM))


XOR = [{"i1": a, "i2": b, "i3": 1, "target_o1": a ^ b} for a in (0, 1) for b in (0, 1)]


def close(left: float, right: float, within: float = 1e-12) -> bool:
    return math.isclose(left, right, rel_tol=within, abs_tol=1e-300)


# The numbers


@pytest.mark.parametrize("updates", [0, 1, 2, 7, 100, 10_000])
def test_mazur_as_in_plain_floats(updates: int) -> None:
    weights, outputs, losses = by_hand(updates)
    tape = tape_of(mazur())
    trainer = Trainer(tape)
    blind, seen = trainer.after(updates), trainer.train(updates)
    assert blind.numbers == seen.numbers, "looking at the loss changes nothing"
    for k, weight in enumerate(weights):
        assert close(seen.numbers[f"w{k + 1}"], weight, 1e-9 if updates > 100 else 1e-12)
    now = tape.at(seen.numbers)
    assert close(now["out_o1"], outputs[0], 1e-9)
    assert close(now["out_o2"], outputs[1], 1e-9)
    assert close(seen.last, losses[-1], 1e-9)
    assert (seen.updates, seen.broke, seen.rises) == (updates, None, 0)


def test_what_is_published_after_ten_thousand_updates() -> None:
    tape = tape_of(mazur())
    now = tape.at(Trainer(tape).after(10_000).numbers)
    assert f"{now['E_total']:.5e}" == "3.51019e-05"
    assert f"{now['out_o1']:.8f}" == "0.01591362"
    assert f"{now['out_o2']:.8f}" == "0.98406427"


NETWORKS = {
    "mazur": mazur(),
    "biases that learn": mazur(frozen=frozenset()),
    "tanh and relu": network((3, 4, 3, 2), ("tanh", "relu", "sigmoid"), seed=1),
    "linear": network((2, 3, 1), "linear", seed=2),
    "softmax": network((3, 4, 3), ("tanh", "softmax"), loss="cross_entropy",
                       targets=("0", "1", "0"), seed=3),
    "shared biases": network((2, 3, 2), "sigmoid", biases="shared", seed=4),
    "squared error": network((2, 2, 1), "tanh", loss="squared_error", seed=5),
    "long sums": network((250, 3, 1), ("tanh", "sigmoid"), seed=6),
}  # fmt: skip


@pytest.mark.parametrize("name", NETWORKS)
def test_one_update_is_the_tape_s_own(name: str) -> None:
    tape = tape_of(NETWORKS[name])
    before = tape.at()
    for history in (Trainer(tape).after(1), Trainer(tape).train(1)):
        assert set(history.numbers) == {n for n, line in tape.items() if line.role in GIVEN}
        pairs = successors(tape)
        assert set(pairs) == set(NETWORKS[name].parameters) - NETWORKS[name].frozen
        for old, new in pairs.items():
            assert math.isclose(history.numbers[old], before[new], rel_tol=1e-12, abs_tol=1e-15)
        for kept in history.numbers.keys() - pairs.keys():
            assert history.numbers[kept] == before[kept]
    assert math.isclose(Trainer(tape).train(1).last, before["E_total_new"], rel_tol=1e-12)


def test_several_samples_as_pass_by_pass() -> None:
    tape = sampled(network((3, 4, 1), "sigmoid", seed=3), XOR)
    numbers = tape.given()
    losses = [tape.at()["E_total"]]
    for _ in range(20):
        now = tape.at(numbers)
        numbers |= {old: now[new] for old, new in successors(tape).items()}
        losses.append(tape.at(numbers)["E_total"])
    history = Trainer(tape).train(20)
    assert len(history.points) == 21
    assert all(close(loss, losses[update]) for update, loss in history.points)
    assert all(close(history.numbers[name], numbers[name]) for name in numbers)


def test_other_given_lines_with_successors_are_carried_on() -> None:
    """Momentum: v becomes v_new, and w_new is calculated from it; u and v change places."""
    lines = [
        Line("w", Role.WEIGHT, None, "w", "", lambda: number(4)),
        Line("v", Role.INPUT, None, "v", "", lambda: number(0)),
        Line("p", Role.INPUT, None, "p", "", lambda: number(1)),
        Line("q", Role.INPUT, None, "q", "", lambda: number(2)),
        Line("E_total", Role.TOTAL, Part.ERROR, "", "",
             lambda: product(number("1/2"), Name("w"), Name("w"))),
        Line("v_new", Role.UPDATE, Part.UPDATE, "v", "",
             lambda: Sum((product(number("1/2"), Name("v")), Name("w")))),
        Line("w_new", Role.UPDATE, Part.UPDATE, "w", "",
             lambda: difference(Name("w"), product(number("1/4"), Name("v_new")))),
        Line("p_new", Role.UPDATE, Part.UPDATE, "p", "", lambda: Name("q")),
        Line("q_new", Role.UPDATE, Part.UPDATE, "q", "", lambda: Name("p")),
    ]  # fmt: skip
    w, v = 4.0, 0.0
    for _ in range(5):
        v = 0.5 * v + w
        w = w - 0.25 * v
    numbers = Trainer(Tape(lines)).train(5).numbers
    assert (numbers["w"], numbers["v"]) == (w, v)
    assert (numbers["p"], numbers["q"]) == (2, 1)


@pytest.mark.parametrize("turned", [False, True])
def test_a_number_that_follows_another_gets_the_one_before_the_update(turned: bool) -> None:
    lines = [
        Line("w", Role.WEIGHT, None, "w", "", lambda: number(1)),
        Line("u", Role.WEIGHT, None, "u", "", lambda: number(3)),
        Line("E_total", Role.TOTAL, Part.ERROR, "", "", lambda: Name("w")),
    ]
    updates = [
        Line("w_new", Role.UPDATE, Part.UPDATE, "w", "", lambda: Name("u")),
        Line("u_new", Role.UPDATE, Part.UPDATE, "u", "",
             lambda: Sum((Name("w"), product(number(2), Name("u"))))),
    ]  # fmt: skip
    trainer = Trainer(Tape([*lines, *(reversed(updates) if turned else updates)]))
    w, u = 1.0, 3.0
    for _ in range(6):
        w, u = u, w + 2 * u
    for history in (trainer.after(6), trainer.train(6)):
        assert (history.numbers["w"], history.numbers["u"]) == (w, u)


@pytest.mark.parametrize("z", [-1e300, -5000.0, -701.0, -700.0, -30.0, 0.0, 30.0, 701.0, 1e300])
@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
def test_far_out_the_activations_are_those_of_the_tape(z: float, activation: str) -> None:
    scenario = linear("0.5")
    (layer,) = scenario.layers
    far = {"w1": Decimal(repr(z)), "w2": Decimal(0)}
    nodes = nodes_of([replace(layer, activation=activation)])
    scenario = replace(scenario, nodes=nodes, parameters=far)
    tape = tape_of(scenario)
    history = Trainer(tape).train(0)
    assert history.first == tape.at()["E_total"] or not math.isfinite(tape.at()["E_total"])


def test_it_is_deterministic_and_the_pieces_do_not_matter() -> None:
    trainer = Trainer(tape_of(mazur()))
    first = trainer.train(5000)
    assert trainer.train(5000) == first
    half = trainer.tape.starting_from(trainer.train(2500).numbers)
    assert Trainer(half).train(2500).numbers == first.numbers


# The history


@pytest.mark.parametrize("updates", [0, 1, 2, 10, 399, 400, 401, 12_345])
def test_points_are_bounded_in_order_and_exact(updates: int) -> None:
    losses = by_hand(updates)[2]
    history = Trainer(tape_of(mazur())).train(updates)
    places = [update for update, _ in history.points]
    assert places[0] == 0
    assert places[-1] == updates
    assert places == sorted(set(places))
    assert len(places) <= MOST_POINTS
    assert set(milestones(updates)) <= set(places)
    assert all(close(loss, losses[update], 1e-9) for update, loss in history.points)


@pytest.mark.parametrize("rate", [0.5, 2.0, 1e300])
@pytest.mark.parametrize("name", ["mazur", "siraj-xor", "adam", "course-w5", "recurrent"])
def test_a_loop_of_many_lines_is_made_in_pieces(
    name: str, rate: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    subject = subject_of(load(name))
    climbs = subject.scenario.direction is Direction.ASCENT

    def histories() -> list[History]:
        trainer = Trainer(subject.tape, subject.aim, climbs)
        first = trainer.train(1, rate=rate).last
        return [trainer.after(7), trainer.train(30, rate=rate), trainer.train(30, goal=first)]

    whole = histories()
    monkeypatch.setattr(compiled, "_LARGEST_FUNCTION", 0)
    monkeypatch.setattr(compiled, "_LARGEST_PIECE", 3)
    assert str(histories()) == str(whole)  # What is not a number is not equal to itself.


def test_milestones() -> None:
    assert milestones(0) == [0]
    assert milestones(1) == [0, 1]
    assert milestones(300) == [0, 1, 2, 5, 10, 20, 50, 100, 200, 300]
    assert milestones(500)[-2:] == [200, 500]


@pytest.mark.parametrize("goal", [0.3, 0.29, 0.1, 0.001])
def test_it_stops_at_the_first_loss_that_is_low_enough(goal: float) -> None:
    losses = by_hand(2_000)[2]
    first = next(update for update, loss in enumerate(losses) if loss <= goal)
    history = Trainer(tape_of(mazur())).train(2_000, goal=goal)
    assert (history.reached, history.updates) == (True, first)
    assert close(history.last, losses[first], 1e-9)


def test_a_goal_that_is_not_reached() -> None:
    history = Trainer(tape_of(mazur())).train(100, goal=1e-9)
    assert (history.reached, history.updates) == (False, 100)


def test_the_one_who_watches_is_told() -> None:
    told: list[tuple[int, float]] = []
    trainer = Trainer(tape_of(mazur()))
    history = trainer.train(1000, watch=lambda made, loss: told.append((made, loss)))
    assert tuple(told) == history.points[1:]


def test_ctrl_c_passes_through() -> None:
    def interrupt(made: int, _loss: float) -> None:
        if made > 10:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Trainer(tape_of(mazur())).train(10_000, watch=interrupt)


# Divergence


def line_by_hand(rate: float, updates: int) -> tuple[list[float], int | None]:
    """The losses of the linear neuron, and the update at which a float is no longer enough."""
    w1, w2, losses = 0.4, 0.3, []
    for update in range(updates + 1):
        slope = w1 * 1.0 + w2 * 2.0 - 3.0
        loss = 0.5 * (slope * slope)
        if not all(map(math.isfinite, (w1, w2, loss))):
            return losses, update
        losses.append(loss)
        w1, w2 = w1 - rate * slope, w2 - rate * slope * 2.0
    return losses, None


@pytest.mark.parametrize("updates", [100, 880, 2_000, 50_000])
@pytest.mark.parametrize("rate", ["0.5", "1", "100", "1e200"])
def test_divergence_is_data_with_its_update(rate: str, updates: int) -> None:
    losses, broke = line_by_hand(float(rate), updates)
    history = Trainer(tape_of(linear(rate))).train(updates)
    assert history.broke == broke
    assert history.updates == len(losses) - 1
    assert all(math.isfinite(loss) for _, loss in history.points)
    assert all(map(math.isfinite, history.numbers.values()))
    assert history.rises == sum(a < b for a, b in pairwise(losses))


def test_without_looking_at_the_loss_divergence_is_seen_too() -> None:
    trainer = Trainer(tape_of(linear("0.5")))
    assert trainer.after(100).broke is None
    history = trainer.after(100_000)
    assert history.broke is not None
    assert all(map(math.isfinite, history.numbers.values()))
    seen = trainer.train(100_000)
    assert seen.broke is not None
    assert seen.broke < history.broke, "the loss is the square of what is too large"
    with pytest.raises(Diverged, match=rf"at update {seen.broke:,} the numbers"):
        subject_of(linear("0.5"), after=100_000)


def test_an_error_of_float_arithmetic_is_divergence() -> None:
    """log of something that becomes negative at update 4."""
    lines = [
        Line("w", Role.WEIGHT, None, "w", "", lambda: number("7/2")),
        Line("E_total", Role.TOTAL, Part.ERROR, "", "", lambda: Call("log", (Name("w"),))),
        Line("w_new", Role.UPDATE, Part.UPDATE, "w", "",
             lambda: difference(Name("w"), number(1))),
    ]  # fmt: skip
    history = Trainer(Tape(lines)).train(100)
    assert (history.broke, history.updates) == (4, 3)
    assert history.points[-1] == (3, math.log(0.5))


# What it costs


def _calls_per_update(trainer: Trainer) -> float:
    trainer.train(1)
    few, many = calls(lambda: trainer.train(1_000)), calls(lambda: trainer.train(3_000))
    return (many - few) / 2_000


def test_an_update_of_mazur_calls_its_four_exponentials_alone() -> None:
    assert _calls_per_update(Trainer(tape_of(mazur()))) == 4


def test_an_epoch_of_four_samples_calls_twenty_exponentials_alone() -> None:
    trainer = Trainer(sampled(network((3, 4, 1), "sigmoid", seed=3), XOR))
    assert _calls_per_update(trainer) == 4 * (4 + 1)


@pytest.mark.slow
def test_what_training_costs_grows_as_the_network_does() -> None:
    def cost(sizes: tuple[int, ...]) -> float:
        scenario = network(sizes, "sigmoid", seed=1)
        return calls(lambda: Trainer(tape_of(scenario)).train(5)) / len(scenario.parameters)

    assert cost((30, 30, 10)) < 1.5 * cost((10, 10, 10))


# What is said of a rate


def text_of(parts: Sequence[Inline]) -> str:
    """A sentence as it is read: a quantity by its name, a number as it is shown."""
    said = (part.id if isinstance(part, Name) else getattr(part, "text", part) for part in parts)
    return "".join(map(str, said))


def run(rate: float, scenario: Scenario, updates: int) -> Run:
    return Run(rate, Trainer(tape_of(scenario)).train(updates, rate=rate))


RATES = (
    (mazur(), 0.1, 300, Course.STEADY, "At rate 0.1 the loss falls steadily: in 300 updates it"),
    (mazur(), 1, 300, Course.STEADY, "from 0.298 to 0.00212."),
    (mazur(), 0.0001, 300, Course.CRAWLED, "At rate 0.0001 the loss crawls: after 300 updates"),
    (mazur(), 1000, 30, Course.SETTLED, "At rate 1000 the loss has come to rest: it went from"),
    (linear("1"), 0.1, 50, Course.STEADY, "At rate 0.1 the loss falls steadily"),
    (linear("1"), 0.401, 300, Course.WORSENED, "At rate 0.401 the steps overshoot: the loss went"),
    (linear("1"), 0.5, 3000, Course.DIVERGED, "With rate 0.5 the training diverges: at update 874"),
    (linear("1"), 1e300, 3, Course.DIVERGED, "at update 1 the numbers became too large to "
     "calculate with. The very first step is far too long."),
    (linear("1"), 1e100, 3, Course.DIVERGED, "at update 2 the numbers became too large to "
     "calculate with. The steps are so long that each one makes the next one longer."),
    (linear("1", target="1"), 0.5, 3, Course.STOOD, "Rate 0.5 changes nothing: after 3 updates"),
)  # fmt: skip


@pytest.mark.parametrize(("scenario", "rate", "updates", "course", "says"), RATES)
def test_what_is_said_of_a_rate(
    scenario: Scenario, rate: float, updates: int, course: Course, says: str
) -> None:
    one = run(rate, scenario, updates)
    assert course_of(one) is course
    assert says in text_of(run_described(one))


@pytest.mark.parametrize(
    ("rises", "last", "course", "says"),
    [
        (
            312,
            0.5,
            Course.OVERSHOT,
            "At rate 10 some steps overshoot: the loss went up 312 times in 1,000",
        ),
        (100, 0.5, Course.OVERSHOT, "100 times"),
        (99, 0.5, Course.STUMBLED, "At rate 10 the loss stumbles: it went up 99 times in 1,000"),
        (1, 0.5, Course.STUMBLED, "went up once in 1,000 updates"),
        (
            2,
            3.0,
            Course.WORSENED,
            "went up twice in 1,000 updates, and ended at 3, higher than the 2 it",
        ),
    ],
)
def test_rises_are_counted_in_words(rises: int, last: float, course: Course, says: str) -> None:
    one = Run(10, History(((0, 2.0), (500, 1.5), (1000, last)), {}, rises))
    assert course_of(one) is course
    assert says in text_of(run_described(one))


@pytest.mark.parametrize(
    ("climbs", "last", "course"),
    [
        (False, 0.5, Course.OVERSHOT),
        (False, 3.0, Course.WORSENED),
        (True, 3.0, Course.OVERSHOT),
        (True, 0.5, Course.WORSENED),
    ],
)
def test_momentum_may_be_what_leads_past_the_aim(climbs: bool, last: float, course: Course) -> None:
    past = History(((0, 2.0), (500, 1.5), (1000, last)), {}, rises=312, falls=312)
    plain, carried = (Run(0.1, past, climbs, carried=one) for one in (False, True))
    assert course_of(plain) is course_of(carried) is course
    assert "steps are too long" in text_of(run_described(plain))
    assert "too long" not in text_of(run_described(carried))
    assert "remembered of earlier gradients" in text_of(run_described(carried))


@pytest.mark.parametrize(
    ("falls", "last", "course", "says"),
    [
        (
            0,
            3.0,
            Course.STEADY,
            "climbs steadily, as 'direction: ascent' asks: in 1,000 updates it",
        ),
        (
            0,
            2.4,
            Course.SETTLED,
            "and in the second half of the 1,000 updates it rose by less than a",
        ),
        (0, 2.01, Course.CRAWLED, "the loss crawls: in 1,000 updates it went only from 2 to 2.01."),
        (99, 3.0, Course.STUMBLED, "went down 99 times in 1,000 updates and otherwise rose"),
        (
            100,
            3.0,
            Course.OVERSHOT,
            "some steps overshoot: the loss went down 100 times in 1,000 updates",
        ),
        (
            9,
            1.0,
            Course.WORSENED,
            "and ended at 1, lower than the 2 it began with. The steps are too long",
        ),
        (9, 1.0, Course.WORSENED, "they jump over the hill and land lower."),
        (0, 2.0, Course.STOOD, "changes nothing"),
    ],
)
def test_where_more_is_better_a_fall_is_the_fault(
    falls: int, last: float, course: Course, says: str
) -> None:
    middle = 2.005 if last == 2.01 else 2.395
    history = History(((0, 2.0), (500, middle), (1000, last)), {}, 1000 - falls, falls=falls)
    one = Run(10, history, climbs=True)
    assert course_of(one) is course
    assert says in text_of(run_described(one))
    assert one.rank > Run(1, History(((0, 2.0), (1000, 3.5)), {}), climbs=True).rank


# A node to differentiate, in place of a loss


SQUARE = (
    "version: 1\ntitle: t\ninputs: {a: 3}\nparameters: {x: 5}\nnodes:\n  - f = (x - a)^2 - 2\n"
    "differentiate: f\nlearning_rate: 0.1\n"
)
PRODUCT = (
    "version: 1\ntitle: t\ninputs: {x: -2}\nparameters: {y: 5, z: -4}\nnodes:\n  - q = x + y\n"
    "  - f = q*z\ndifferentiate: f\nlearning_rate: 0.01\n"
)
NEURON = (
    "version: 1\ntitle: t\ninputs: {x0: -1, x1: -2}\nparameters: {w0: 2, w1: -3, w2: -3}\n"
    "nodes:\n  - f = sigmoid(w0*x0 + w1*x1 + w2)\ndifferentiate: f\nlearning_rate: 1\n"
)
ASCENT = "direction: ascent\n"


def product_by_hand(updates: int, rate: float) -> tuple[list[float], float, float]:
    """f = (x + y)·z with x = −2; a rate above 0 goes down, one below 0 goes up."""
    x, y, z = -2.0, 5.0, -4.0
    values = [(x + y) * z]
    for _ in range(updates):
        y, z = y - rate * z, z - rate * (x + y)
        values.append((x + y) * z)
    return values, y, z


def neuron_by_hand(updates: int, rate: float) -> list[float]:
    """One sigmoid neuron, its output downhill; uphill with a rate below 0."""
    x, w, values = (-1.0, -2.0, 1.0), [2.0, -3.0, -3.0], []
    for _ in range(updates + 1):
        out = 1 / (1 + math.exp(-sum(a * b for a, b in zip(w, x, strict=True))))
        values.append(out)
        w = [a - rate * out * (1 - out) * b for a, b in zip(w, x, strict=True)]
    return values


def trained(text: str, updates: int, rate: float | None = None, goal: float | None = None) -> Run:
    subject = subject_of(load_text(text, "t.yaml"))
    training = training_of(subject)
    (usual,) = training.rates([])
    return training.at(usual if rate is None else rate, updates, goal)


@pytest.mark.parametrize("sign", [1, -1])
def test_a_node_goes_as_in_plain_floats(sign: int) -> None:
    ascent = ASCENT if sign < 0 else ""
    values, y, z = product_by_hand(300, sign * 0.01)
    one = trained(PRODUCT + ascent, 300)
    assert (one.aim, one.climbs, one.setbacks) == ("f", sign < 0, 0)
    assert all(close(value, values[update], 1e-9) for update, value in one.history.points)
    assert close(one.history.numbers["y"], y, 1e-9)
    assert close(one.history.numbers["z"], z, 1e-9)
    assert course_of(one) is Course.STEADY
    outs = neuron_by_hand(200, sign * 1.0)
    neuron = trained(NEURON + ascent, 200)
    assert neuron.aim == "out_f"
    assert all(close(value, outs[update], 1e-9) for update, value in neuron.history.points)


@pytest.mark.parametrize(("sign", "goal"), [(1, -100.0), (1, -12.0), (-1, 0.0), (-1, 50.0)])
def test_a_goal_of_a_node_is_met_from_its_own_side(sign: int, goal: float) -> None:
    values, *_ = product_by_hand(1_000, sign * 0.01)
    first = next(k for k, f in enumerate(values) if (f <= goal if sign > 0 else f >= goal))
    history = trained(PRODUCT + (ASCENT if sign < 0 else ""), 1_000, goal=goal).history
    assert (history.reached, history.updates) == (True, first)


@pytest.mark.parametrize("sign", [1, -1])
def test_a_node_without_bounds_comes_to_no_end(sign: int) -> None:
    one = trained(PRODUCT + (ASCENT if sign < 0 else ""), 100_000)
    history = one.history
    assert course_of(one) is Course.ENDLESS
    assert history.broke == history.updates + 1
    assert all(math.isfinite(value) for _, value in history.points)
    values, *_ = product_by_hand(history.updates, sign * 0.01)
    assert math.isfinite(values[-1])
    assert not math.isfinite(product_by_hand(history.updates + 1, sign * 0.01)[0][-1])
    said = text_of(run_described(one))
    assert f"{'smallest' if sign > 0 else 'largest'} value" in said
    assert "nan" not in said
    assert "inf" not in said


@pytest.mark.parametrize(
    ("rate", "updates", "course"),
    [
        (0.1, 10, Course.STEADY),
        (0.1, 1_000, Course.SETTLED),
        (0.00001, 10, Course.CRAWLED),
        (1.0, 100, Course.STOOD),  # x = 5, 1, 5, 1 …
        (1.1, 100, Course.WORSENED),
        (1.1, 10_000, Course.DIVERGED),
    ],
)
@pytest.mark.parametrize("sign", [1, -1])
def test_a_node_s_course_is_the_same_upside_down(
    rate: float, updates: int, course: Course, sign: int
) -> None:
    text = SQUARE
    if sign < 0:
        text = SQUARE.replace("(x - a)^2 - 2", "2 - (x - a)^2") + ASCENT
    one = trained(text, updates, rate)
    assert course_of(one) is course
    x, values = 5.0, []
    for _ in range(one.history.updates + 1):
        values.append(sign * ((x - 3.0) ** 2 - 2.0))
        x -= rate * 2 * (x - 3.0)
    assert all(close(value, values[k], 1e-9) for k, value in one.history.points)
    if course is Course.WORSENED:
        assert one.setbacks == updates


def test_the_rounding_of_a_node_is_no_rise() -> None:
    """f = x² − 6x + 9 ends some 1e-15 around 0, the terms being near 18."""
    one = trained(SQUARE.replace("(x - a)^2 - 2", "x^2 - 2*a*x + a^2"), 1_000)
    assert course_of(one) is Course.SETTLED
    assert abs(one.history.last) < 1e-14


@pytest.mark.parametrize(
    ("formula", "undefined", "course"),
    [
        ("log(x)", True, Course.OUTSIDE),
        ("sqrt(x - 4)*a", True, Course.OUTSIDE),
        ("0 - exp(x)", False, Course.ENDLESS),
    ],
)
def test_where_a_formula_has_no_value(formula: str, undefined: bool, course: Course) -> None:
    one = trained(SQUARE.replace("(x - a)^2 - 2", formula), 10_000)
    assert (one.history.undefined, course_of(one)) == (undefined, course)
    assert one.history.broke == one.history.updates + 1
    if formula == "log(x)":
        x, updates = 5.0, 0
        while x > 0:
            x, updates = x - 0.1 / x, updates + 1
        assert one.history.broke == updates
        assert f"f is undefined after update {updates}" in text_of(run_described(one))


def test_the_two_counts_of_a_climb() -> None:
    """f = 3 − |x| from x = 0.25 by steps of 1: 2.75, 2.25, 2.75 …"""
    text = SQUARE.replace("(x - a)^2 - 2", "a - abs(x)").replace("x: 5", "x: 0.25") + ASCENT
    one = trained(text, 11, 1.0)
    assert [value for _, value in one.history.points] == [2.75, 2.25] * 6
    assert (one.history.rises, one.history.falls) == (5, 6)
    assert course_of(one) is Course.WORSENED


# A scenario at a later pass


def test_a_later_subject_is_the_pass_after_so_many_updates() -> None:
    weights, outputs, losses = by_hand(100)
    later = subject_of(mazur(), after=100)
    assert later.after == 100
    assert close(later.values["w5"], weights[4])
    assert close(later.values["out_o1"], outputs[0])
    assert close(later.values["E_total"], losses[-1], 1e-11)
    assert later.spelled("b1") == "0.35", "what does not learn stays as written"
    assert later.spelled("i2") == "0.10"
    assert f"{later.pictured.parameters['w5']}" == "-1.81336"
    only = subject_of(mazur(), "w5", after=100)
    assert only.values["w5_new"] == later.values["w5_new"]
    assert "w6_new" not in only.tape


def test_what_is_shown_of_a_later_weight_is_enough_for_its_update() -> None:
    later = subject_of(mazur(), after=100)
    shown = {n: float(later.spelled(n)) for n in ("w5", "dE_total/dw5", "w5_new")}
    by_hand_now = shown["w5"] - 0.5 * shown["dE_total/dw5"]
    change = abs(later.values["w5_new"] - later.values["w5"])
    assert abs(by_hand_now - later.values["w5_new"]) < change * 1e-4


def test_the_first_subject_is_as_it_was() -> None:
    first = subject_of(mazur())
    assert first.after == 0
    assert first.pictured is first.scenario
    assert first.spelled("w5") == "0.40"


@pytest.mark.parametrize(
    ("scenario", "says"),
    [
        (mazur(learning_rate=None), "mazur has no learning rate, so nothing in it learns"),
        (mazur(frozen=frozenset(mazur().parameters)), "all its parameters are frozen"),
    ],
)
def test_what_cannot_learn_says_so(scenario: Scenario, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        subject_of(scenario, after=1)


@pytest.mark.parametrize("name", [name for name, (_, most) in CALLABLE.items() if most == 1])
def test_each_function_is_trained_as_in_mpmath(name: str) -> None:
    """Three updates w ← w − η·f′(w), by central differences; π and all functions in the loop."""
    called = f"{name}(w)" if name not in ACTIVATIONS else f"{name}(w)*1"
    text = (
        "version: 1\ntitle: One call\nparameters: {w: 0.6}\n"
        f"nodes: ['f = {called} + cos(pi*w)/pi']\ndifferentiate: f\nlearning_rate: 0.1\n"
    )
    trained = Trainer(tape_of(load_text(text, "one.yaml")), "f").train(3)
    with mpmath.workdps(40):
        weight, step = mpmath.mpf("0.6"), mpmath.mpf(10) ** -15

        def value(at: Any) -> Any:
            return MEANT[name](at) + mpmath.cos(mpmath.pi * at) / mpmath.pi

        for _ in range(3):
            slope = (value(weight + step) - value(weight - step)) / (2 * step)
            weight -= slope / 10
        assert math.isclose(trained.numbers["w"], float(weight), rel_tol=1e-12)
        assert math.isclose(trained.last, float(value(weight)), rel_tol=1e-12)


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "bipolar_sigmoid", "gelu", "softsign"])
def test_a_target_is_reached_with_every_kind_of_output(activation: str) -> None:
    """What is left is the rounding of floats, of lines that are calculated without cancelling."""
    scenario = load_text(
        "version: 1\ntitle: One neuron\ninputs: {x: 1}\ntargets: {y: 0.4}\nlayers: "
        f"[{{neurons: [y], activation: {activation}, weights: [[0.6]]}}]\n"
        "loss: half_squared_error\nlearning_rate: 1\n",
        "one.yaml",
    )
    trained = Trainer(tape_of(scenario)).train(3_000)
    assert trained.last == 0
    assert not trained.undefined
