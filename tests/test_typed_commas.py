"""Answers typed with a comma and with a point have the same verdicts, in every language."""

import pytest
from typed_commas import differing, rows, with_commas

REWRITTEN = [
    ("0.1868", "0,1868"),
    ("0.75*(1-0.75)", "0,75*(1-0,75)"),
    ("max(0.5, net_h1)", "max(0,5; net_h1)"),
    ("1.868e-1", "1,868e-1"),
    ("18.68%", "18,68%"),
    ("np.exp(x).", "np.exp(x)."),
    ("w5_new[1] = 0.5.", "w5_new[1] = 0,5."),
    ("1.2.3", "1.2.3"),
]


@pytest.mark.parametrize(("point", "comma"), REWRITTEN)
def test_numbers_are_rewritten(point: str, comma: str) -> None:
    assert with_commas(point) == comma


def test_of_the_table_some() -> None:
    pairs = list(rows())
    assert len(pairs) > 700
    assert list(differing(pairs[::40])) == []


@pytest.mark.slow
def test_of_the_table_more() -> None:
    """``python tests/typed_commas.py`` goes through all of it."""
    assert list(differing(list(rows())[7::8])) == []
