"""Variants: other friendly numbers for the same network, the same on every machine, for ever."""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from networks import mazur, network
from tried import TRIED

from backprop_tutor.errors import TutorError
from backprop_tutor.loader import load, load_text
from backprop_tutor.maths import figures
from backprop_tutor.maths.tape.tape import Role
from backprop_tutor.scenario.scenario import Part, Sample, Scenario, Update
from backprop_tutor.teaching.authoring.collisions import collisions
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.misconceptions import IDEAS, Consequence, candidates, made_here
from backprop_tutor.teaching.subject.authors_words import in_learners_language, name_shown
from backprop_tutor.teaching.subject.given_numbers import stated
from backprop_tutor.teaching.subject.subject import Subject, subject_of
from backprop_tutor.teaching.variants.variants import CannotVary, Variants, variant
from backprop_tutor.wording import ENGLISH, speak

pytestmark = pytest.mark.slow

SEEDS = (1, 2, 3)
VARIED = (*TRIED, "slow-neuron", "cs231n-softmax")
"""The last two: a neuron that is meant to be saturated, and inputs far from 1."""

PINNED: Mapping[str, Mapping[str, str]] = json.loads(
    (Path(__file__).parent / "data" / "variants.json").read_text(encoding="utf-8")
)
"""In the order of the file: inputs, parameters, targets, rate, given. They never change."""


def told(scenario: Scenario) -> str:
    return " ".join(str(value) for value in stated(scenario).values())


@pytest.mark.parametrize("name", VARIED)
def test_the_numbers_of_a_seed_are_the_same_for_ever(name: str) -> None:
    assert {str(seed): told(drawn(name, seed)) for seed in SEEDS} == PINNED[name]


def test_the_numbers_do_not_depend_on_what_was_drawn_before_or_on_the_process() -> None:
    code = (
        "from backprop_tutor.loader import load\n"
        "from backprop_tutor.teaching.variants.variants import variant\n"
        "print(*variant(load('mazur'), 3).parameters.values())"
    )
    for hashes in ("0", "7"):
        ran = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": hashes, "PYTHONPATH": ":".join(sys.path)},
        )
        assert ran.stdout.split() == list(map(str, variant(load("mazur"), 3).parameters.values()))


@pytest.fixture(params=[*((name, 1) for name in TRIED), ("mazur", 11)], scope="module")
def pair(request: pytest.FixtureRequest) -> tuple[Scenario, Scenario]:
    """A bundled scenario, and one of its variants."""
    name, seed = request.param
    return load(name), drawn(name, seed)


@cache
def variants_of(name: str) -> Variants:
    return Variants(load(name))


@cache
def drawn(name: str, seed: int) -> Scenario:
    return variants_of(name).draw(seed)


@cache
def beside(name: str) -> tuple[Subject, ...]:
    """Other variants of a scenario, for the tests that ask whether something is a coincidence."""
    return tuple(subject_of(drawn(name, seed)) for seed in range(20, 24))


def test_a_variant_is_the_same_network(pair: tuple[Scenario, Scenario]) -> None:
    original, other = pair
    for kept in (
        *("title", "nodes", "loss", "own_loss", "margin", "differentiate", "update", "optimizer"),
        *(
            "hyperparameters",
            "weight_decay",
            "state",
            "learning_rate",
            "direction",
            "frozen",
            "method",
            "focus",
            "notation",
            "lesson",
        ),
        "called",
    ):
        assert getattr(other, kept) == getattr(original, kept), kept
    assert list(stated(other)) == list(
        stated(original if original.method == "error_split" else replace(original, given={}))
    )
    assert "variant" in other.name
    assert "variant" in in_learners_language(other.about)
    assert not other.published
    assert not other.errata
    assert stated(other) != stated(original)


def test_numbers_are_friendly(pair: tuple[Scenario, Scenario]) -> None:
    original, other = pair
    for name, value in stated(other).items():
        exponent = value.as_tuple().exponent
        before = stated(original)[name].as_tuple().exponent
        assert isinstance(exponent, int)
        assert isinstance(before, int)
        assert exponent >= max(-2, before) or name == "eta", (name, value)


def test_the_network_is_alive(pair: tuple[Scenario, Scenario]) -> None:
    _, other = pair
    subject = subject_of(other)
    for line in subject.tape.values():
        if line.role is Role.NET and subject.activation(line.of) != "linear":
            assert abs(subject.values[line.name]) < 3
    assert any(subject.values[subject.gradient(name)] for name in other.movable)


def test_check_finds_nothing_and_no_more_figures_are_asked_for(
    pair: tuple[Scenario, Scenario],
) -> None:
    _, other = pair
    report = collisions(Lesson(subject_of(other), frozenset(Part)))
    assert report.unseen == ()
    assert report.closer == ()


def test_no_two_answers_are_alike_by_chance(pair: tuple[Scenario, Scenario]) -> None:
    """Answers that are one at these numbers are one at those of another variant too."""
    original, other = pair
    subject = subject_of(other)
    lesson = Lesson(subject, frozenset(Part))
    others = [one for one in beside(original.name) if one.scenario.targets == other.targets]
    met: dict[Decimal, str] = {}
    for name in lesson.quantities(len(lesson)):
        place = subject.change_place(name, other.digits)
        answer = figures.rounded(subject.values[name], place)
        before = met.setdefault(answer, name)
        loose = answer % 1 == 0 and not original.has_loss
        if abs(answer) not in (0, 1) and before != name and not loose:
            assert all(
                one.values[name] == pytest.approx(one.values[before], rel=1e-9) for one in others
            ), (before, name)


def test_targets_stay_classes_and_shares() -> None:
    variants = Variants(load("softmax"))
    classes = {tuple(variants.draw(seed).targets.values()) for seed in range(12)}
    assert classes == {(1, 0, 0), (0, 1, 0), (0, 0, 1)}
    shares = replace(
        load("softmax"),
        targets={"y1": Decimal("0.2"), "y2": Decimal("0.7"), "y3": Decimal("0.1")},
    )
    assert sum(variant(shares, 1).targets.values()) == 1


def test_a_truth_table_stays_one() -> None:
    original = load("siraj-xor")
    other = variant(original, 5)
    assert other.samples == original.samples
    assert other.parameters != original.parameters


def test_samples_that_are_no_table_are_drawn_too() -> None:
    samples = tuple(
        Sample(
            {"i1": Decimal(one), "i2": Decimal(two)}, {"o1": Decimal("0.2"), "o2": Decimal("0.9")}
        )
        for one, two in (("0.1", "0.7"), ("0.5", "-0.3"))
    )
    original = mazur(
        samples=samples,
        inputs=samples[0].inputs,
        targets=samples[0].targets,
        update=Update.BATCH_MEAN,
    )
    other = variant(original, 1)
    assert other.inputs == other.samples[0].inputs
    assert all(one != two for one, two in zip(other.samples, samples, strict=True))
    assert other.samples[1].inputs["i2"] < 0, "signs are kept"


def test_guesses_that_are_given_are_what_the_network_gives_rounded() -> None:
    other = variant(load("coding-train"), 1)
    free = subject_of(replace(other, given={}))
    for name, value in other.given.items():
        assert value == figures.rounded(free.values[name], -1)


def test_what_is_said_of_the_original_numbers_is_not_said() -> None:
    other = variant(load("mazur"), 1)
    assert "0.99" not in in_learners_language(other.about)
    assert set(other.notes) == {"net_h1", "E_o1"}
    assert variant(load("defend-intelligence"), 1).digits == 4
    assert variant(mazur(given={"out_h1": Decimal("0.6")}), 1).given == {}


@pytest.mark.parametrize(
    "original",
    [
        network((2, 3, 2), ("relu", "sigmoid"), seed=1),
        network((2, 3, 2), ("relu", "linear"), seed=2, loss="mean_squared_error"),
        network((3, 3, 3), ("tanh", "softmax"), seed=3, loss="cross_entropy", targets="010"),
        network((2, 2, 1), "sigmoid", seed=4, loss="binary_cross_entropy", targets="1"),
        network((2, 3, 3), ("tanh", "linear"), seed=5, loss="hinge", targets="100"),
        network((2, 2, 2), ("leaky_relu", "tanh"), seed=6, targets=["0.5", "-0.5"]),
    ],
    ids=lambda one: f"{one.layers[0].activation}-{one.layers[-1].activation}-{one.loss}",
)
def test_other_networks_vary_too(original: Scenario) -> None:
    other = variant(original, 1)
    subject = subject_of(other)
    assert collisions(Lesson(subject, frozenset(Part))).unseen == ()
    for layer in other.layers:
        if layer.activation == "relu":
            assert any(subject.values[f"net_{unit.name}"] > 0 for unit in layer.neurons)


def test_what_cannot_vary_says_why() -> None:
    still = load_text(
        "version: 1\ntitle: x\ninputs: {a: 1, b: 0}\nnodes: [o = a + b]\n"
        "targets: {o: 0}\nloss: half_squared_error\n",
        "still",
    )
    with pytest.raises(CannotVary, match="no variants, because each of its numbers is a 0 or a 1"):
        Variants(still)
    assert issubclass(CannotVary, TutorError)


def key(one: Consequence) -> tuple[str, str]:
    return one.idea.id, repr(sorted(one.changed.items(), key=lambda item: item[0]))


@pytest.mark.parametrize(
    "name", ["coding-train", "defend-intelligence", "micrograd", "siraj-xor", "skip"]
)
def test_the_fast_search_for_slips_misses_none_and_says_nothing_twice(name: str) -> None:
    subject = subject_of(load(name))
    lesson = Lesson(subject, frozenset(Part))
    held_everywhere = {one.id for one in IDEAS if one.everywhere}
    for quantity in lesson.quantities(len(lesson)):
        question = lesson.question(quantity)
        found = candidates(quantity, subject)
        slow = {key(one) for one in found if question.is_made_here(one.changed)}
        made = made_here(quantity, question.terms, subject)
        for one in made:
            shown = (
                one.idea.itself if line == quantity else one.idea.behind for line in one.changed
            )
            assert one.idea.whole or all(shown), (quantity, one.idea.id)
        fast = [key(one) for one in made]
        assert len(set(fast)) == len(fast), quantity
        assert slow <= set(fast), quantity
        assert {id_ for id_, _ in set(fast) - slow} <= held_everywhere, quantity


def test_a_variant_is_named_in_the_language_and_by_one_name_in_data() -> None:
    other = variant(load("mazur"), 3)
    assert (other.name, other.variant) == ("mazur, variant 3", 3)
    assert name_shown(other) == "mazur, variant 3"
    assert name_shown(load("mazur")) == "mazur"
    speak("fr")
    try:
        assert name_shown(other) == "mazur, variante 3"
    finally:
        speak(ENGLISH)
