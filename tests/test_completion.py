"""What Tab makes of a word that is begun."""

import pytest

from backprop_tutor.views.completion import may_become

OFFERED = ("hint", "help", "net", "net_h1", "net_h1[2]", "out_h1", "out_h2", "dE_total/dw5", "w5")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("h", ["hint", "help"]),
        ("hi", ["hint"]),
        ("out_", ["out_h1", "out_h2"]),
        ("net", ["net", "net_h1", "net_h1[2]"]),
        ("net_h1[", ["net_h1[2]"]),
        ("dE", ["dE_total/dw5"]),
        ("dE_total/d", ["dE_total/dw5"]),
        ("w5/out_", ["w5/out_h1", "w5/out_h2"]),
        ("1/w5/dE_total/", ["1/w5/dE_total/dw5"]),
        ("[out_h1/w", ["[out_h1/w5"]),
        ("w5/", []),
        ("", []),
        ("x", []),
        ("OUT", []),
    ],
)
def test_what_a_word_may_become(typed: str, found: list[str]) -> None:
    assert may_become(typed, OFFERED) == found


def test_what_is_offered_twice_is_found_once() -> None:
    assert may_become("h", ("h1", "h1")) == ["h1"]
