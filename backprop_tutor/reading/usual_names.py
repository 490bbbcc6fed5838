"""Finds the name of ours for what pages and programs usually call a quantity: ``t1``, ``err``.

To add a usual name, add it to ``_OURS`` with how our names for it begin, and a row to the table in
``tests/test_reading.py``.
"""

import re
from collections.abc import Collection

from backprop_tutor.formula import names

_OURS = {
    **dict.fromkeys(("t", "target", "label", "ytrue", "y_true"), names.target("")),
    **dict.fromkeys(("y", "o", "out", "output", "pred", "yhat", "y_hat", "y_pred"), names.out("")),
    **dict.fromkeys(("err", "error", "loss", "cost"), names.error("")),
    **dict.fromkeys(("delta", "d"), names.short_delta("")),
    **dict.fromkeys(("grad", "gradient"), names.derivative(names.TOTAL, "")),
}
_USUAL = re.compile(r"(?P<word>[A-Za-z_]*[A-Za-z])_?(?P<number>[0-9]{0,6})")
_MOST_LETTERS = 64


def usual_name(typed: str, known: Collection[str]) -> str | None:
    """Return the known name that a usual one stands for: target_o1 for ``t1`` or ``target``.

    Of several that fit, the last: what comes later in the network is likelier asked about.
    """
    found = _USUAL.fullmatch(typed) if len(typed) <= _MOST_LETTERS else None
    if found is None or found["word"].casefold() not in _OURS:
        return None
    begins, number = _OURS[found["word"].casefold()], found["number"]
    ours = [name for name in known if name.startswith(begins) and "[" not in name]
    numbered = [name for name in ours if re.sub(".*[^0-9]", "", name) == number]
    return next(reversed(numbered if number else ours), None)


def two_names(typed: str, known: Collection[str]) -> tuple[str, str] | None:
    """Return the two known names that were typed without a sign between: ``w1i1`` is w1, i1."""
    for end in range(1, min(len(typed), _MOST_LETTERS)):
        one, other = typed[:end], typed[end:]
        if one != other and one in known and other in known:
            return one, other
    return None
