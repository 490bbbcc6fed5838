"""The JSON Schema for editors says what the loader does: the same keys, words and limits."""

import json
import re
from collections.abc import Collection, Iterator
from enum import Enum
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

import pytest
import yaml
from described import function_is, loss_is
from program import Run

from backprop_tutor.errors import FileError
from backprop_tutor.formula import names
from backprop_tutor.loader import (
    bundled,
    files,
    layered,
    load,
    quantity_keys,
    scenario_keys,
    schema_address,
    schema_text,
    teaching_keys,
)
from backprop_tutor.loader import sample_keys as samples
from backprop_tutor.maths.functions import ACTIVATIONS, OTHER_NAMES
from backprop_tutor.maths.losses import NAMED
from backprop_tutor.scenario.by_language import LANGUAGES
from backprop_tutor.scenario.scenario import Direction, Method, Notation, Part, Update

ROOT = Path(__file__).parents[1]
SCHEMA = json.loads(schema_text())
TOP = SCHEMA["properties"]
DEFINED = SCHEMA["$defs"]
LAYER, SAMPLE, ERRATUM = (DEFINED[name] for name in ("layer", "sample", "erratum"))
FILES = sorted([*(ROOT / "scenarios").glob("*.yaml"), *(ROOT / "tests" / "data").glob("*.yaml")])


@pytest.mark.parametrize(
    ("schema", "keys", "required"),
    [
        (SCHEMA, scenario_keys.SCENARIO_KEYS, ("version", "title")),
        (LAYER, layered.LAYER_KEYS, layered.REQUIRED),
        (SAMPLE, samples.SAMPLE_KEYS, ()),
        (ERRATUM, quantity_keys.ERRATUM, quantity_keys.ERRATUM_NEEDS),
    ],
)
def test_the_keys_are_the_loaders(
    schema: Any, keys: Collection[str], required: Collection[str]
) -> None:
    assert list(schema["properties"]) == list(keys)
    assert schema.get("required", []) == list(required)
    assert schema["additionalProperties"] is False
    assert all(its.get("description") for its in schema["properties"].values())


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        (TOP["update"], Update),
        (TOP["direction"], Direction),
        (TOP["method"], Method),
        (TOP["notation"], Notation),
        (TOP["lesson"]["items"], Part),
    ],
)
def test_the_words_are_those_of_the_tables(schema: Any, words: Collection[Any]) -> None:
    expected = [word.value if isinstance(word, Enum) else word for word in words]
    assert schema["enum"] == expected


def _choices(schema: Any) -> dict[str, str]:
    """Return the words to choose from, each with its sentence."""
    assert all(set(one) == {"const", "description"} for one in schema["oneOf"])
    return {one["const"]: one["description"] for one in schema["oneOf"]}


LOSS_IS = _choices(TOP["loss"]["anyOf"][0])
ACTIVATION_IS = _choices(LAYER["properties"]["activation"])


def test_every_loss_and_every_activation_has_a_sentence() -> None:
    assert list(LOSS_IS) == list(NAMED)
    assert list(ACTIVATION_IS) == [*ACTIVATIONS, *OTHER_NAMES]
    for other, ours in OTHER_NAMES.items():
        assert ACTIVATION_IS[other] == f"Another name of {ours}."
    for said in (*LOSS_IS.values(), *ACTIVATION_IS.values()):
        assert re.fullmatch(r"\S.*\w\.", said), said


@pytest.mark.parametrize("name", NAMED)
def test_what_is_said_of_a_loss_is_true(name: str) -> None:
    loss_is(name, LOSS_IS[name])


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_what_is_said_of_an_activation_is_true(name: str) -> None:
    function_is(name, ACTIVATION_IS[name])


@pytest.mark.parametrize(
    ("check", "name", "said"),
    [
        (loss_is, "squared_error", LOSS_IS["half_squared_error"]),
        (loss_is, "cross_entropy", LOSS_IS["cross_entropy"].replace("softmax, or", "sigmoid, or")),
        (loss_is, "hinge", LOSS_IS["hinge"].replace("One target is 1", "Targets are 0 or 1")),
        (function_is, "leaky_relu", ACTIVATION_IS["relu"]),
        (function_is, "relu", ACTIVATION_IS["relu"].replace("taken as 0", "taken as 1")),
        (function_is, "tanh", ACTIVATION_IS["tanh"].replace("between −1", "between 0")),
    ],
)
def test_a_wrong_sentence_would_be_found(check: Any, name: str, said: str) -> None:
    with pytest.raises(AssertionError):
        check(name, said)


def test_the_command_prints_the_schema(run: Run, tmp_path: Path) -> None:
    code, printed, remarked = run("schema")
    assert (code, remarked) == (0, "")
    assert json.loads(printed) == SCHEMA
    file = tmp_path / "kept.json"
    assert run("schema", "-o", str(file)) == (0, "", "")
    assert file.read_text(encoding="utf-8") == printed
    code, printed, remarked = run("schema", "-o", str(tmp_path / "no" / "kept.json"))
    assert (code, printed) == (4, "")
    assert "cannot be written" in remarked


MODELINE = re.compile(r"# yaml-language-server: \$schema=(\S+)\n")


@pytest.mark.parametrize("name", bundled())
def test_a_bundled_file_leads_editors_to_the_schema(name: str) -> None:
    """By a path from where it is, as editors read it: in the checkout and in the wheel alike."""
    first = MODELINE.match(load(name).contents.decode())
    assert first
    assert json.loads((ROOT / "scenarios" / first[1]).read_text(encoding="utf-8")) == SCHEMA
    assert "/" not in first[1], "both lie in the one folder that the wheel takes along"


def test_a_new_file_leads_editors_to_the_schema(run: Run, tmp_path: Path) -> None:
    """By its whole address: the new file may lie anywhere."""
    file = tmp_path / "a folder" / "mine.yaml"
    file.parent.mkdir()
    assert run("new", str(file))[0] == 0
    first = MODELINE.match(file.read_text(encoding="utf-8"))
    assert first
    address = urlparse(first[1])
    assert (address.scheme, address.netloc) == ("file", "")
    assert json.loads(Path(unquote(address.path)).read_text(encoding="utf-8")) == SCHEMA


def test_an_address_holds_no_space(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An editor would take it to end there."""
    inside = tmp_path / "Program Files"
    inside.mkdir()
    monkeypatch.setattr(files, "_folder", lambda: inside)
    assert schema_address() is None, "there is none yet"
    with pytest.raises(FileError, match="cannot read the schema"):
        schema_text()
    (inside / "scenario.schema.json").write_text("{}")
    address = schema_address()
    assert address is not None
    assert " " not in address
    assert Path(unquote(urlparse(address).path)) == inside / "scenario.schema.json"


def test_the_limits_are_the_loaders() -> None:
    assert TOP["samples"]["maxItems"] == samples.MOST_SAMPLES
    assert TOP["layers"]["maxItems"] == layered.MOST_LAYERS
    assert TOP["nodes"]["maxItems"] == layered.MOST_NEURONS
    assert TOP["inputs"]["maxProperties"] == layered.MOST_NEURONS
    assert LAYER["properties"]["neurons"]["maxItems"] == layered.MOST_NEURONS
    digits = TOP["digits"]
    assert (digits["minimum"], digits["maximum"]) == teaching_keys.DIGITS
    assert DEFINED["quantity"]["maxLength"] == quantity_keys.LONGEST_QUANTITY


@pytest.mark.parametrize("name", ["h1", "e", "pi", "d", "net_h1", "E_o", "w_new", "1a", "a" * 33])
def test_a_name_is_what_the_loader_calls_one(name: str) -> None:
    ours = names.NAME.fullmatch(name) is not None and names.reserved(name, ()) is None
    assert (re.search(DEFINED["name"]["pattern"], name) is not None) == ours


def test_a_text_is_in_the_languages_of_the_loader() -> None:
    once, each = DEFINED["text"]["anyOf"]
    assert once == each["additionalProperties"]
    code = each["propertyNames"]["pattern"]
    assert all(re.search(code, language) for language in LANGUAGES)
    assert not any(re.search(code, word) for word in ("", "e", "eng", "FR", "fr-CA"))
    assert _fits({"en": "A", "fr": "B"}, DEFINED["text"])
    assert not _fits({"eng": "A"}, DEFINED["text"])
    assert not _fits({"en": {"fr": "A"}}, DEFINED["text"])


def _references(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        yield from (value for key, value in schema.items() if key == "$ref")
        schema = list(schema.values())
    if isinstance(schema, list):
        for part in schema:
            yield from _references(part)


def test_every_definition_is_there_and_in_use() -> None:
    assert {ref.removeprefix("#/$defs/") for ref in _references(SCHEMA)} | {"sample"} == set(
        DEFINED
    )


KINDS: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "number": (int, float),
    "integer": int,
    "boolean": bool,
}


def _fits(value: Any, schema: Any) -> bool:
    """Whether a value fits a schema, as far as these tests need it."""
    if "$ref" in schema and not _fits(value, DEFINED[schema["$ref"].removeprefix("#/$defs/")]):
        return False
    kinds = schema.get("type", [])
    if kinds and not any(
        isinstance(value, KINDS[kind]) for kind in ([kinds] if isinstance(kinds, str) else kinds)
    ):
        return False
    if "const" in schema and value != schema["const"]:
        return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    if "pattern" in schema and isinstance(value, str) and not re.search(schema["pattern"], value):
        return False
    if isinstance(value, dict):
        inner = schema.get("properties", {})
        rest = schema.get("additionalProperties", True)
        for key, its in value.items():
            other = inner.get(key, rest)
            if other is False or (isinstance(other, dict) and not _fits(its, other)):
                return False
            if not _fits(key, schema.get("propertyNames", {})):
                return False
        if not set(schema.get("required", ())) <= value.keys():
            return False
    if isinstance(value, list) and not all(_fits(item, schema.get("items", {})) for item in value):
        return False
    if "not" in schema and _fits(value, schema["not"]):
        return False
    if "anyOf" in schema and not any(_fits(value, one) for one in schema["anyOf"]):
        return False
    if "oneOf" in schema and sum(_fits(value, one) for one in schema["oneOf"]) != 1:
        return False
    return all(_fits(value, one) for one in schema.get("allOf", ()))


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_every_file_fits(path: Path) -> None:
    tree = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    assert _fits(tree, SCHEMA)
    assert not _fits({**tree, "learning_rte": 1}, SCHEMA)
    if "targets" in tree or "samples" in tree:
        assert not _fits({**tree, "differentiate": "o1"}, SCHEMA)
    assert not _fits({key: value for key, value in tree.items() if key != "title"}, SCHEMA)
