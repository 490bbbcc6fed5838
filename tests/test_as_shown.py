"""What is typed as the screen writes it is literal: it is not shown again as read."""

import pytest

from backprop_tutor.formula.names import MOMENTUM, RATE
from backprop_tutor.reading import Read, Vocabulary, read

NAMES = ("net_h1", "out_h1", "w5", "dE_total/dw5", RATE, MOMENTUM)
LESSON = Vocabulary({name: name for name in NAMES}, {"sigmoid": (1, 1), "log": (1, 1)})


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        ("σ(net_h1)", True),
        ("ln(net_h1)", True),
        ("net_h1²·out_h1 − w5", True),
        ("η·∂E_total/∂w5", True),
        ("sigma(net_h1)", False),
        ("out_h1(1 − out_h1)", False),
        ("2×w5", False),
        ("½·w5", False),
        ("$w5 + 1$", False),
        ("∂E_total / ∂w5", False),
    ],
)
def test_what_is_literal(text: str, literal: bool) -> None:
    result = read(text, LESSON)
    assert isinstance(result, Read), result
    assert result.echoed is not literal
