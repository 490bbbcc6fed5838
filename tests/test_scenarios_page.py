"""The reference of the scenario format: every key has an example, and what is said is true."""

import copy
import math
import re
from collections.abc import Collection
from enum import Enum
from itertools import pairwise
from typing import Any

import pytest
import yaml
from described import function_is, loss_is
from documents import ROOT, Block, blocks, prose_of, section

from backprop_tutor.formula.names import NAME
from backprop_tutor.loader import (
    bundled,
    layered,
    load,
    load_text,
    quantity_keys,
    scenario_keys,
    teaching_keys,
)
from backprop_tutor.loader import sample_keys as samples
from backprop_tutor.loader.expressions import CALLABLE
from backprop_tutor.loader.yaml.text import MOST_BYTES
from backprop_tutor.maths.floats import float_value
from backprop_tutor.maths.functions import ACTIVATIONS, FUNCTIONS, TYPEABLE
from backprop_tutor.maths.losses import NAMED
from backprop_tutor.reading import Read, Vocabulary, read
from backprop_tutor.scenario.scenario import Direction, Method, Notation, Part, Update
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.lesson.plan import focus
from backprop_tutor.teaching.subject.subject import subject_of

PAGE = ROOT / "docs" / "scenarios.md"
EXAMPLES = [block for block in blocks(PAGE) if block.kind == "yaml"]
WHOLE = [block for block in EXAMPLES if block.purpose == "file"]
PARTS = [block for block in EXAMPLES if not block.note and yaml.safe_load(block.text)]
BASE: dict[str, Any] = yaml.safe_load(WHOLE[0].text)
INSTEAD = {
    # What an example stands in place of, if it has the first key.
    "samples": ("inputs", "targets"),
    "nodes": ("layers",),
}


def _rows(heading: str) -> dict[str, tuple[str, ...]]:
    """Return the rows of the tables of a section by their first cell, without its marks."""
    found = {}
    for line in section(PAGE, heading).splitlines():
        if line.startswith("| `"):
            first, *rest = (cell.strip() for cell in line.strip("|").split(" | "))
            found[first.replace("`", "")] = tuple(rest)
    return found


@pytest.mark.parametrize("block", PARTS, ids=str)
def test_an_example_fits_into_the_file_above(block: Block) -> None:
    part = yaml.safe_load(block.text)
    dropped = {name for key in part for name in INSTEAD.get(key, ())}
    whole = {key: value for key, value in BASE.items() if key not in dropped} | part
    text = yaml.safe_dump(whole, sort_keys=False, allow_unicode=True)
    lesson = Lesson(subject_of(load_text(text, "network.yaml")))
    assert [step.name for step in lesson]


def test_the_example_in_two_languages_is_read_in_both() -> None:
    (example,) = [one for one in PARTS if isinstance(yaml.safe_load(one.text).get("title"), dict)]
    text = yaml.safe_dump(BASE | yaml.safe_load(example.text), allow_unicode=True)
    scenario = load_text(text, "network.yaml")
    assert scenario.title.in_language("fr") == "Deux entrées et deux sorties"
    assert scenario.about.in_language("fr").startswith("Vous calculez la part de chaque poids")
    assert scenario.notes["net_h1"].in_language("en") == "The bias is added once."


def _keys_in(tree: Any) -> set[str]:
    if isinstance(tree, dict):
        return {str(key) for key in tree} | {key for one in tree.values() for key in _keys_in(one)}
    if isinstance(tree, list):
        return {key for one in tree for key in _keys_in(one)}
    return set()


@pytest.mark.parametrize(
    "keys",
    [scenario_keys.SCENARIO_KEYS, layered.LAYER_KEYS, samples.SAMPLE_KEYS, quantity_keys.ERRATUM],
)
def test_every_key_is_told_and_has_an_example(keys: Collection[str]) -> None:
    shown = {key for block in EXAMPLES for key in _keys_in(yaml.safe_load(block.text))}
    told = re.findall(r"`([a-z_0-9]+)(?:`|: )", prose_of(PAGE))
    assert set(keys) - shown == set()
    assert set(keys) - {*told} == set()


@pytest.mark.parametrize("words", [Update, Direction, Method, Notation, Part])
def test_every_word_to_choose_is_told(words: type[Enum]) -> None:
    text = prose_of(PAGE)
    for word in words:
        assert re.search(rf"`(?:\w+: )?{word.value}`", text), word


def test_every_activation_is_told_as_it_is() -> None:
    rows = _rows("Activations")
    assert list(rows) == list(ACTIVATIONS)
    for name, (said, _) in rows.items():
        function_is(name, said)


def _formula(text: str) -> Any:
    found = read(text, Vocabulary({letter: letter for letter in "zab"}, TYPEABLE))
    assert isinstance(found, Read), (text, found)
    return found.expression


@pytest.mark.parametrize("name", [name for name in ACTIVATIONS if name != "softmax"])
def test_the_slope_of_an_activation_is_the_one_that_is_told(name: str) -> None:
    _, told = _rows("Activations")[name]
    by_cases = re.fullmatch(r"(.+) where z is (?:above 0|between (.+) and (.+)), else (.+)", told)
    for z in (-2.5, -0.7, 0.0, 0.4, 1.9):
        at = {"z": z, "a": FUNCTIONS[name].value(z)}
        slope = FUNCTIONS[name].slope
        assert slope is not None
        if by_cases is None:
            formula = _formula(told)
        else:
            here, low, high, elsewhere = by_cases.groups()
            ends = [float((end or "inf").replace("−", "-")) for end in (low or "0", high)]
            formula = _formula(here if ends[0] < z < ends[1] else elsewhere)
        assert math.isclose(
            float_value(formula, at.__getitem__), float_value(slope, at.__getitem__), abs_tol=1e-15
        )


def test_the_slopes_of_softmax_are_those_that_are_told() -> None:
    own, other = re.fullmatch(
        r"(\S.*) with respect to its own net input, (\S.*) with respect to that of a neighbour "
        r"with output b",
        _rows("Activations")["softmax"][1],
    ).groups()  # type: ignore[union-attr]
    nets, step, value = (0.3, -0.6, 1.1), 1e-6, FUNCTIONS["softmax"].value
    at = {"a": value(nets[0], *nets), "b": value(nets[1], *nets)}
    for place, told in ((0, own), (1, other)):
        moved = [
            [net + sign * step * (index == place) for index, net in enumerate(nets)]
            for sign in (1, -1)
        ]
        up, down = (value(each[0], *each) for each in moved)
        slope = float_value(_formula(told), at.__getitem__)
        assert math.isclose((up - down) / (2 * step), slope, rel_tol=1e-6)


def test_every_loss_is_told_as_it_is() -> None:
    rows = _rows("Losses")
    assert list(rows) == list(NAMED)
    for name, (said,) in rows.items():
        loss_is(name, said)


def test_the_mean_is_over_outputs_and_not_over_samples() -> None:
    network = {**BASE, "loss": "mean_squared_error"}
    one = subject_of(load_text(yaml.safe_dump(network), "n.yaml")).values
    misses = [one[f"target_{o}"] - one[f"out_{o}"] for o in ("o1", "o2")]
    assert math.isclose(one["E_total"], sum(miss**2 for miss in misses) / 2)
    sample = {key: network.pop(key) for key in ("inputs", "targets")}
    twice = {**network, "samples": [sample, copy.deepcopy(sample)], "update": "batch_sum"}
    two = subject_of(load_text(yaml.safe_dump(twice), "n.yaml")).values
    assert math.isclose(two["E_total"], 2 * one["E_total"])
    twice["update"] = "batch_mean"
    assert math.isclose(
        subject_of(load_text(yaml.safe_dump(twice), "n.yaml")).values["E_total"], one["E_total"]
    )


def test_a_regulariser_adds_its_slope() -> None:
    (block,) = [block for block in WHOLE if block.what == "regularised.yaml"]
    kept = yaml.safe_load(block.text)
    plain = {**kept, "loss": "half_squared_error"}
    gradient, without = (
        subject_of(load_text(yaml.safe_dump(tree), "n.yaml")).values["dE_total/dw1"]
        for tree in (kept, plain)
    )
    assert math.isclose(gradient - without, 0.01 * 0.4)


def test_every_function_of_a_formula_is_told() -> None:
    told = [name for row in _rows("A free graph") for name in re.findall(r"[a-z_0-9]+", row)]
    assert set(told) - {"also", "written", "ln"} == set(CALLABLE)
    least, most = CALLABLE["max"]
    assert (least, most) == (2, 16)
    assert "of two to sixteen numbers" in prose_of(PAGE)
    assert float_value(FUNCTIONS["abs"].slope, {"z": 0.0}.__getitem__) == 0  # type: ignore[arg-type]


def test_the_default_focus_is_the_one_that_is_told() -> None:
    assert focus(subject_of(load_text(WHOLE[0].text, "network.yaml"))) == ("w5", "w1")
    (gates,) = [block for block in WHOLE if block.what == "gates.yaml"]
    assert focus(subject_of(load_text(gates.text, "gates.yaml"))) == ("x",)


def test_the_limits_are_the_loaders() -> None:
    told = section(PAGE, "Numbers and limits").replace("\n", " ")
    for words in (
        f"{MOST_BYTES // 1024} KiB",
        f"{layered.MOST_LAYERS} layers",
        f"{layered.MOST_NEURONS} neurons in a layer or nodes",
        f"{layered.MOST_PARAMETERS:,} parameters",
        f"{samples.MOST_SAMPLES} samples",
    ):
        assert words in told, words
    assert "at most 32 letters" in prose_of(PAGE).replace("\n", " ")
    assert NAME.fullmatch("a" * 32)
    assert not NAME.fullmatch("a" * 33)
    assert teaching_keys.digits({}, None) == 4  # type: ignore[arg-type]
    assert "4, if not given" in prose_of(PAGE)


def test_names_of_quantities_exist() -> None:
    """Each name of the table is one of a network on the page, of two rates, or a general one."""
    whole = [load_text(block.text, "n.yaml") for block in WHOLE]
    rules = (
        {"momentum": 0.9, "weight_decay": 0.01},
        {"optimizer": "rmsprop"},
        {"optimizer": "adam", "learning_rate": {"start": 0.5, "times": 0.9, "every": 10}},
    )
    kept = [load_text(yaml.safe_dump(BASE | rule), "n.yaml") for rule in rules]
    known = {name for scenario in (*whole, *kept) for name in subject_of(scenario).tape}
    told = [name for row in _rows("Names of quantities") for name in row.split(", ")]
    assert set(told) - known == set()
    assert len(told) > 15


def test_the_first_line_for_editors_is_that_of_the_bundled_files() -> None:
    (line,) = [block.text for block in EXAMPLES if yaml.safe_load(block.text) is None]
    for name in bundled():
        assert load(name).contents.decode().startswith(line)


def test_sections_follow_in_one_rank() -> None:
    ranks = [len(found) for found in re.findall(r"^(#+) ", prose_of(PAGE), re.MULTILINE)]
    assert ranks[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(ranks))
