"""QTI 3: a package whose items are judged here as their own response processing says."""

import io
import xml.etree.ElementTree as ET
import zipfile
from functools import cache
from pathlib import Path

import pytest
from banks import TRAP, bank_of, in_french, seen, trapped
from program import Run

from backprop_tutor.views.systems.fragment import MATHML_ALONE, fragment
from backprop_tutor.views.systems.qti import qti_package

Q = "{http://www.imsglobal.org/xsd/imsqtiasi_v3p0}"
P = "{http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1}"
MATH = "{http://www.w3.org/1998/Math/MathML}"


@cache
def package(name: str, only: str | None) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(qti_package(bank_of(name, only)))) as whole:
        return {each: whole.read(each) for each in whole.namelist()}


def holds(test: ET.Element, number: float) -> bool:
    match test.tag.removeprefix(Q):
        case "qti-and":
            return all(holds(each, number) for each in test)
        case "qti-gte":
            return number >= float(test.findtext(f"{Q}qti-base-value") or "")
        case "qti-lte":
            return number <= float(test.findtext(f"{Q}qti-base-value") or "")
        case _:
            raise AssertionError(test.tag)


def processed(item: ET.Element, number: float) -> dict[str, str]:
    """Return the outcomes of a response: the first case that holds sets them."""
    for case in item.findall(f"{Q}qti-response-processing/{Q}qti-response-condition/*"):
        test, *actions = case
        if holds(test, number):
            return {
                each.get("identifier", ""): each.findtext(f"{Q}qti-base-value") or ""
                for each in actions
            }
    return {}


@pytest.mark.parametrize(("name", "only"), [("mazur", "w5"), ("relu", "w5"), ("adam", None)])
def test_responses_get_their_score_and_their_feedback(name: str, only: str | None) -> None:
    files = package(name, only)
    for question in bank_of(name, only).questions:
        item = ET.fromstring(files[f"items/{question.number:04}.xml"])
        told = {
            each.get("identifier"): "".join(each.itertext())
            for each in item.findall(f"{Q}qti-modal-feedback")
        }
        right = {"SCORE": "1", "FEEDBACK": "right"}
        assert processed(item, question.value) == processed(item, float(question.typed)) == right
        assert "Correct." in told["right"]
        for one in question.foreseen:
            number = float(one.typed or (one.span.low + one.span.high) / 2)
            first = next(each for each in question.foreseen if number in each.span)
            found = processed(item, number)
            assert found["SCORE"] == "0"
            assert told[found["FEEDBACK"]] == seen(fragment(first.feedback, MATHML_ALONE))
        assert processed(item, 1e300) == {}


def test_the_manifest_names_every_item_once() -> None:
    files = package("mazur", "w5")
    manifest = ET.fromstring(files["imsmanifest.xml"])
    resources = manifest.findall(f"{P}resources/{P}resource")
    assert {each.get("href") for each in resources} == set(files) - {"imsmanifest.xml"}
    items = {
        each.get("identifier"): ET.fromstring(files[each.get("href") or ""]) for each in resources
    }
    assert all(item.get("identifier") == name for name, item in items.items())
    assert all(
        len(list(item.iter(f"{Q}qti-text-entry-interaction"))) == 1 for item in items.values()
    )
    assert all(next(item.iter(f"{MATH}math"), None) is not None for item in items.values())


def test_traps_of_a_title_are_text() -> None:
    literal = TRAP.replace("\u202e", "U+202E")
    with zipfile.ZipFile(io.BytesIO(qti_package(trapped()))) as whole:
        item = ET.fromstring(whole.read("items/0001.xml"))
    body = item.find(f"{Q}qti-item-body")
    assert body is not None and literal in (item.get("title") or "")
    assert "".join(body.itertext()).count(literal) == 3
    assert not list(body.iter(f"{Q}b"))


def test_the_bytes_are_the_same_each_time(run: Run, tmp_path: Path) -> None:
    written = []
    for name in ("a.zip", "b.zip"):
        file = f"{tmp_path}/{name}"
        assert run("export", "parabola", "--to", "qti", "-o", file) == (0, "", "")
        written.append(Path(file).read_bytes())
    assert written[0] == written[1] == qti_package(bank_of("parabola", None))


@pytest.mark.usefixtures(in_french.__name__)
def test_a_comma_language_asks_for_a_point(run: Run, tmp_path: Path) -> None:
    file = f"{tmp_path}/a.zip"
    assert run("--lang", "fr", "export", "parabola", "--to", "qti", "-o", file)[0] == 0
    with zipfile.ZipFile(file) as whole:
        item = whole.read("items/0001.xml").decode()
    assert "avec un point" in item and 'xml:lang="fr"' in item
