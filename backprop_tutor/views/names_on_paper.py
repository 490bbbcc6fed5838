"""How a quantity is written on paper: a letter or a word, an index below, a sign above."""

import re
from dataclasses import dataclass, replace

from backprop_tutor.formula import names

GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ",
    "eta": "η", "theta": "θ", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ",
    "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
}  # fmt: skip
"""The words that stand for a Greek letter."""

_LETTERS_DIGITS = re.compile(r"([A-Za-z]+?)(\d*)")


@dataclass(frozen=True, slots=True)
class OnPaper:
    """A quantity that is no derivative: ``w5_new[2]`` is w with 5 below and +(2) above."""

    stem: str
    """A letter or a word, as it is spelled: ``w``, ``net``, ``eta``."""
    below: "OnPaper | str" = ""
    """What stands below it: another quantity, or the digits or the name that tell it apart."""
    above: str = ""
    hat: bool = False
    """Whether a hat stands on the letter: of what is remembered, corrected."""


def on_paper(name: str) -> OnPaper:
    """Return how a quantity is written, which is no derivative."""
    bare, sample = names.of_sample(name)
    old = names.before_update(bare)
    above = ("+" if old != bare else "") + (f"({sample})" if sample else "")
    return replace(_old(old), above=above)


def _old(name: str) -> OnPaper:
    if name == names.RATE:
        return OnPaper(name)
    if name == names.RATE_START:
        return OnPaper(names.RATE, name.removeprefix(f"{names.RATE}_"))
    role, rest = names.role_of(name)
    if role in names.OF_PARAMETERS:
        parameter = rest.removesuffix(names.corrected(""))
        return OnPaper(role, _old(parameter), hat=parameter != rest)
    if role:
        return OnPaper(role, rest)
    stem, _, below = name.partition("_")
    if stem and below:  # ``b_o1``
        return OnPaper(stem, below)
    found = _LETTERS_DIGITS.fullmatch(name)
    if found is None or not found[2]:
        return OnPaper(name)
    return OnPaper(found[1], found[2])
