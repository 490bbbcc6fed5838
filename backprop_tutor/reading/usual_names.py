"""Finds the name of ours for what pages and programs usually call a quantity: ``t1``, ``err``.

French ones are among them, in whatever language the lesson is. To add a usual name, add it to
``_OURS`` with how our names for it begin, and a row to the table in ``tests/test_reading.py``.
"""

import re

from backprop_tutor.formula import names
from backprop_tutor.reading.parts import Vocabulary

_OURS = {
    **dict.fromkeys(("t", "target", "label", "ytrue", "y_true", "cible"), names.target("")),
    **dict.fromkeys(
        ("y", "o", "out", "output", "pred", "yhat", "y_hat", "y_pred", "sortie"), names.out("")
    ),
    **dict.fromkeys(("err", "error", "loss", "cost", "erreur", "cout"), names.error("")),
    **dict.fromkeys(("delta", "d"), names.short_delta("")),
    **dict.fromkeys(("grad", "gradient"), names.derivative(names.TOTAL, "")),
}
_INPUTS = frozenset({"x", "inp", "input", "entree"})
_OUTPUTS = frozenset({"y", "o", "output", "pred", "yhat", "y_hat", "y_pred", "sortie"})
"""What only an output is called, never a hidden neuron."""
_USUAL = re.compile(r"(?P<word>[A-Za-z_]*[A-Za-z])_?(?P<number>[0-9]{0,6})")
_MOST_LETTERS = 64


def usual_name(typed: str, vocabulary: Vocabulary) -> str | None:
    """Return the known name that a usual one stands for: target_o1 for ``t1`` or ``target``.

    Of several that fit, the nearest to the question; of those that are equally near, the last: what
    comes later in the network is likelier asked about.
    """
    found = _USUAL.fullmatch(typed) if len(typed) <= _MOST_LETTERS else None
    if found is None:
        return None
    word, number = found["word"].casefold(), found["number"]
    ours = [name for name in _called(word, vocabulary) if not number or _number(name) == number]
    return min(
        reversed(ours), key=lambda name: vocabulary.distance(vocabulary.names[name]), default=None
    )


def _called(word: str, vocabulary: Vocabulary) -> list[str]:
    """Return the known names of what pages call by a word."""
    known = vocabulary.names
    if word in _INPUTS:
        return [name for name in vocabulary.inputs if name in known]
    if word not in _OURS:
        return []
    begins = _OURS[word]
    ours = [name for name in known if name.startswith(begins) and "[" not in name]
    outputs = [name for name in ours if names.target(name.removeprefix(begins)) in known]
    return outputs if word in _OUTPUTS and outputs else ours


def _number(name: str) -> str:
    """Return the number at the end of a name."""
    return re.sub(".*[^0-9]", "", name)


def means_asked(typed: str, vocabulary: Vocabulary) -> bool:
    """Whether a usual name may be that of the quantity asked: ``grad`` where a gradient is."""
    found = _USUAL.fullmatch(typed) if len(typed) <= _MOST_LETTERS else None
    begins = None if found is None else _OURS.get(found["word"].casefold())
    return begins is not None and any(name.startswith(begins) for name in vocabulary.asked)


def two_names(typed: str, vocabulary: Vocabulary) -> tuple[str, str] | None:
    """Return the two known names that were typed without a sign between: ``w1i1`` is w1, i1.

    The second may also be a usual one with its number: ``w1x1``.
    """
    known = vocabulary.names
    splits = [(typed[:end], typed[end:]) for end in range(1, min(len(typed), _MOST_LETTERS))]
    splits = [(one, other) for one, other in splits if one != other and one in known]
    for one, other in splits:
        if other in known:
            return one, other
    for one, other in splits:
        meant = usual_name(other, vocabulary) if other[-1].isdecimal() else None
        if vocabulary.usual and meant is not None:
            return one, meant
    return None
