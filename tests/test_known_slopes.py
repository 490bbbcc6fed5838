"""What sympy has derived before is what it derives now, and the usual networks need no more.

``GOLDEN=write pytest tests/test_known_slopes.py`` writes the file anew, where a scenario has new
formulas.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from backprop_tutor.formula.expression import ONE, ZERO, Expr, Name, Power, Product, number
from backprop_tutor.loader import bundled, load
from backprop_tutor.maths.calculus import known_slopes, slopes
from backprop_tutor.maths.calculus.known_slopes import is_known, row_of
from backprop_tutor.maths.calculus.slopes import differentiate
from backprop_tutor.maths.losses import LOSSES
from backprop_tutor.maths.tape.assembly import does_without_sympy, tape_of

FILE = Path(known_slopes.__file__).with_suffix(".tsv")


@pytest.fixture
def forgotten(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[Expr, str, Expr]]]:
    """As if the file were empty; what it is asked for meanwhile."""
    asked: list[tuple[Expr, str, Expr]] = []

    def nothing_is_known(shape: Expr, by: str, slope: Expr) -> bool:
        asked.append((shape, by, slope))
        return False

    _forget()
    monkeypatch.setattr(slopes, "is_known", nothing_is_known)
    yield asked
    _forget()


def _forget() -> None:
    slopes._slope_of.cache_clear()
    slopes._slope_of_pair.cache_clear()


def _usual_networks() -> None:
    """Differentiate all that bundled scenarios are made of, and every loss of layers."""
    for name in bundled():
        for line in tape_of(load(name)).values():
            assert line.formula is not None
    for loss in LOSSES.values():
        for count in range(1, 5):
            if loss.joint:
                outputs = [f"o{place}" for place in range(count + 1)]
                differentiate(loss.joint_of([f"t{o}" for o in outputs], outputs), "o0")
            elif loss.beside is None:
                differentiate(loss.term_of("t", "o", count), "o")
            else:
                beside = loss.beside_of("r", "o", ONE)
                for by in ("r", "o"):
                    differentiate(beside, by)


def test_what_is_known_is_what_sympy_derives(forgotten: list[tuple[Expr, str, Expr]]) -> None:
    _usual_networks()
    shown = [each for each in forgotten if slopes._slope_of(*each[:2]) == each[2]]
    rows = sorted({row_of(*each) for each in shown})
    assert len(rows) >= 18
    if os.environ.get("GOLDEN") == "write":
        FILE.write_text("\n".join(rows) + "\n", encoding="utf-8")
    assert FILE.read_text(encoding="utf-8").splitlines() == rows, "write it anew, as said above"


@pytest.mark.parametrize("name", bundled())
def test_who_does_without_sympy_does(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    for way in ("polynomial_slope", "expression_slope"):
        monkeypatch.setattr(slopes, way, lambda shape, by: asked.append(shape) or ZERO)
    _forget()
    tape = tape_of(load(name))
    assert all(line.formula is not None for line in tape.values())
    _forget()
    assert does_without_sympy(load(name)) is (asked == [])


def test_a_softmax_does_not() -> None:
    assert does_without_sympy(load("mazur"))
    assert not does_without_sympy(load("softmax"))


SQUARE = Power(Name("s0000"), number(2))
SLOPE = Product((number(2), Name("s0000")))


@pytest.mark.parametrize(
    ("shape", "by", "slope", "known"),
    [
        (SQUARE, "s0000", SLOPE, True),
        (SQUARE, "s0000", Product((number(3), Name("s0000"))), False),
        (SQUARE, "s0001", SLOPE, False),
        (Power(Name("s0000"), number(17)), "s0000", SLOPE, False),
    ],
)
def test_a_slope_is_known_by_all_three(shape: Expr, by: str, slope: Expr, known: bool) -> None:
    assert is_known(shape, by, slope) is known


def test_without_the_file_sympy_is_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    known_slopes._read.cache_clear()
    with monkeypatch.context() as gone:
        gone.setattr(known_slopes, "_FILE", tmp_path / "gone.tsv")
        assert not is_known(SQUARE, "s0000", SLOPE)
    known_slopes._read.cache_clear()
    assert is_known(SQUARE, "s0000", SLOPE)
