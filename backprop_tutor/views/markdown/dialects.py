"""Two ways to write mathematics in Markdown: GitHub's, and dollar signs, as all others read it.

With dollar signs, whatever reads the document may hand it on to LaTeX, whose fonts have letters and
no mathematical signs: those that stand in prose are formulas there too. To add a dialect, add a
``Dialect``.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from backprop_tutor.views.names_on_paper import GREEK

_ACTING = re.compile(r"[\\`*_\[\]|$~]")
_ACTING_ELSEWHERE = re.compile(r"[\\`*_\[\]|$~^@{}#%]|(?<=-)-|(?<==)=")
"""What acts with pandoc (citations, raised letters, attributes, dashes) or Obsidian (tags) too."""
_LEADING = re.compile(r"[#+\-=:]|\d+(?=[.)]( |$))")
_LEADING_ELSEWHERE = re.compile(
    r"[#+\-=:(]|(?:\d+|[A-Za-z]|[ivxlcdmIVXLCDM]+)(?=[.)]( |$))|[Tt]able(?=:)"
)
_HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})

_RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+", strict=True))
_LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉ᵢⱼₖ", "0123456789ijk", strict=True))
_CAPITALS = {"Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Σ": "Sigma", "Φ": "Phi", "Ω": "Omega"}
_SIGNS = {
    "−": "-", "ᵀ": "{}^{T}", "∂": r"\partial", "∇": r"\nabla", "∞": r"\infty",
    "∑": r"\sum", "∏": r"\prod", "⊙": r"\odot", "≈": r"\approx", "≠": r"\ne", "≤": r"\le",
    "≥": r"\ge", "→": r"\to", "←": r"\leftarrow", "↔": r"\leftrightarrow", "∈": r"\in",
    "′": "'", "✓": r"\checkmark", "✗": r"\times", "⋯": r"\cdots", "⋮": r"\vdots",
}  # fmt: skip
_LETTERS = {letter: rf"\{word}" for word, letter in GREEK.items()} | {
    letter: rf"\{word}" for letter, word in _CAPITALS.items()
}
_GREEK_LETTERS = "\u0370-\u03ff"
_IN_PROSE = re.compile(
    rf"−\d+(?:[.,]\d+)*"
    rf"|(?<!\w)(?P<base>[A-Za-z{''.join(_LETTERS)}])\\?_(?P<index>next|prev)(?:(?P<turned>ᵀ)|\b)"
    rf"|(?<!\w)[{''.join(_LETTERS)}](?P<below>[{''.join(_LOWERED)}]*)(?![{_GREEK_LETTERS}])"
    rf"|(?P<raised>[{''.join(_RAISED)}]+)|(?P<lowered>[{''.join(_LOWERED)}]+)"
    rf"|[√{''.join(_SIGNS)}]\d*"
)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How formulas, plain words and pictures are written."""

    in_line: Callable[[str], str]
    """A formula within a sentence, from LaTeX."""
    by_itself: Callable[[str], str]
    """A formula with lines of its own."""
    words: Callable[[str], str]
    """Text of which no character acts."""
    leading: re.Pattern[str]
    """What acts at the beginning of a line."""
    draws: bool
    """Whether the reader draws Mermaid's charts; else a picture is told in words."""


def _github_words(text: str) -> str:
    return _ACTING.sub(r"\\\g<0>", text).translate(_HTML)


def _words_and_formulas(text: str) -> str:
    escaped = _ACTING_ELSEWHERE.sub(r"\\\g<0>", text).translate(_HTML)
    return with_gaps(_IN_PROSE.sub(lambda found: f"${_formula(found)}$", escaped))


def with_gaps(text: str) -> str:
    """Return text in which no formula touches the next, or a digit behind it: that would be read
    as a formula of its own line, or as no formula at all.
    """
    return re.sub(r"(?<=[^\\$ ]\$)(?=\$[^$]|\d)", " ", text)


def _formula(found: re.Match[str]) -> str:
    if found["raised"]:
        return f"^{{{''.join(map(_RAISED.__getitem__, found['raised']))}}}"
    if found["lowered"]:
        return f"_{{{''.join(map(_LOWERED.__getitem__, found['lowered']))}}}"
    if found["base"]:
        base = _LETTERS.get(found["base"], found["base"])
        turned = "^{T}" if found["turned"] else ""
        return rf"{base}_{{\mathrm{{{found['index']}}}}}{turned}"
    sign, rest = found[0][0], found[0][1:]
    if sign in _LETTERS:
        below = "".join(map(_LOWERED.__getitem__, found["below"]))
        return _LETTERS[sign] + (f"_{{{below}}}" if below else "")
    number = rest.replace(",", "{,}")
    if sign == "√":
        return rf"\sqrt{{{number or ' '}}}"
    shown = _SIGNS[sign]
    return f"{shown} {number}" if number and shown[-1].isalpha() else f"{shown}{number}"


_SIGN_OF = {
    _words_and_formulas(sign): sign for sign in (*_SIGNS, *_LETTERS, *_RAISED, *_LOWERED, "√")
}
_A_SIGN = re.compile("|".join(map(re.escape, _SIGN_OF)))


def without_formulas(text: str) -> str:
    """Return plain text that was written with dollar signs, each lone sign as it was before.

    A name that comes back from a sheet may be one: ``$\\sigma$`` is σ.
    """
    return _A_SIGN.sub(lambda found: _SIGN_OF[found[0]], text)


GITHUB = Dialect(
    in_line=lambda formula: f"$`{formula}`$",
    by_itself=lambda formula: f"```math\n{formula}\n```",
    words=_github_words,
    leading=_LEADING,
    draws=True,
)
DOLLARS = Dialect(
    in_line=lambda formula: f"${formula}$",
    by_itself=lambda formula: f"$$\n{formula}\n$$",
    words=_words_and_formulas,
    leading=_LEADING_ELSEWHERE,
    draws=False,
)
