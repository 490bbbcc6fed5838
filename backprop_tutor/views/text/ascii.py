"""Any text in ASCII, for screens that show nothing else."""

import re
import unicodedata

from backprop_tutor.untrusted import code_point

_ASCII = str.maketrans(
    {
        "−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "·": "*", "×": "x", "÷": "/", "•": "*",
        "½": "1/2", "¼": "1/4", "¾": "3/4", "²": "^2", "³": "^3", "√": "sqrt", "∂": "d",
        "σ": "sigmoid", "η": "eta", "δ": "delta", "Σ": "Sum ", "∑": "Sum ", "∞": "infinity",
        "≈": "~", "≤": "<=", "≥": ">=", "≠": "!=", "→": "->", "←": "<-", "…": "...", "′": "'",
        "’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "✓": "+", "✗": "x",
        "ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE",
        "⊙": ".*", "ᵀ": "^T", "μ": "mu", "█": "#", "░": ".",
    },
)  # fmt: skip


_INSIDE_QUOTES = "(?<=«)[ \u00a0\u202f]|[ \u00a0\u202f](?=»)"
"""The spaces that French has inside its quotes, and other quotes have not."""


def ascii_text(text: str) -> str:
    """Return any text in ASCII: symbols in words or signs, letters without accents, else U+20AC."""
    return "".join(
        character if character.isascii() else _ascii_character(character)
        for character in re.sub(_INSIDE_QUOTES, "", text).translate(_ASCII)
    )


def _ascii_character(character: str) -> str:
    bare = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
    return bare or code_point(character)
