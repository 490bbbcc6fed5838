r"""LaTeX as GitHub renders it: how names, numbers and operations look in a formula.

Only commands that KaTeX and GitHub's MathJax both know, and that GitHub lets through
(``\operatorname`` it does not).
"""

import re
from fractions import Fraction

from backprop_tutor.blocks.pictures import Chain
from backprop_tutor.formula import names
from backprop_tutor.formula.spelling import SpelledCase, Style, decimal_text
from backprop_tutor.views.names_on_paper import GREEK, OnPaper, on_paper
from backprop_tutor.views.spelled_numbers import number_parts
from backprop_tutor.wording import between_arguments, decimal_mark, text

_FUNCTIONS = {
    "sigmoid": r"\sigma",
    "log": r"\ln",
    **{name: rf"\{name}" for name in ("tanh", "sin", "cos", "max", "min")},
}
_COMPARED = {">": ">", "<": "<", ">=": r"\ge", "<=": r"\le"}
_THIN_SPACE = "\N{NARROW NO-BREAK SPACE}"
# What must be bracketed before a power can be put on it.
_LOOSE = r"\^|\\t?frac|\\times|\\partial"


def latex_name(name: str) -> str:
    r"""Return a quantity: ``w_5``, ``w_5^{+}`` for w5_new, ``\mathrm{net}_{h1}``."""
    parts = names.fraction_to_show(name)
    if parts is not None:
        of, by = parts
        return rf"\frac{{\partial {latex_name(of)}}}{{\partial {latex_name(by)}}}"
    written = on_paper(name)
    return _written(written) + (f"^{{{written.above}}}" if written.above else "")


def _written(name: OnPaper) -> str:
    stem = rf"\hat{{{_stem(name.stem)}}}" if name.hat else _stem(name.stem)
    match name.below:
        case OnPaper() as quantity:
            return f"{stem}_{{{_written(quantity)}}}"
        case "":
            return stem
        case digits if digits.isdigit() and len(digits) == 1:
            return f"{stem}_{digits}"
        case index:
            return f"{stem}_{{{_index(index)}}}"


def _stem(stem: str) -> str:
    if len(stem) == 1:
        return stem
    return f"\\{stem}" if stem in GREEK else rf"\mathrm{{{_escaped(stem)}}}"


def _index(neuron: str) -> str:
    # A word in italics would read as a product of its letters.
    plain = (neuron.isalnum() and not neuron.isalpha()) or len(neuron) == 1
    return neuron if plain else rf"\mathrm{{{_escaped(neuron)}}}"


def _escaped(name: str) -> str:
    return name.replace("_", r"\_")


def latex_number(text: str) -> str:
    r"""``-4.3857e-10`` → ``-4.3857 \times 10^{-10}``; what is not a number becomes text."""
    parts = number_parts(text)
    if parts is None:
        if (groups := text.split(_THIN_SPACE))[1:]:  # Thousands, 2 500.
            return r"\,".join(groups)
        return rf"\text{{{re.sub(r'[^A-Za-z0-9 .,+-]', '', text)}}}"
    negative, digits, exponent = parts
    power = "" if exponent is None else rf" \times 10^{{{exponent}}}"
    return ("-" if negative else "") + _with_mark(digits) + power


def _with_mark(digits: str) -> str:
    r"""``0.25``, in French ``0{,}25``: a comma alone would have a gap behind it."""
    mark = decimal_mark()
    return digits if mark == "." else digits.replace(".", f"{{{mark}}}")


def _constant(value: Fraction) -> str:
    text = _with_mark(decimal_text(abs(value)))
    if value and abs(value) == Fraction(1, 2):
        text = "1/2"
    over, slash, under = text.partition("/")
    sign = "-" if value < 0 else ""
    return sign + (rf"\tfrac{{{over}}}{{{under}}}" if slash else over)


def _call(function: str, arguments: tuple[str, ...]) -> str:
    gap = between_arguments()
    inside = (gap if gap == ", " else rf"\ {gap.strip()}\ ").join(arguments)
    if function.startswith("d/d"):
        by = latex_name(function[3:])
        return rf"\frac{{\partial}}{{\partial {by}}}\left({inside}\right)"
    match function:
        case "pi":
            return r"\pi"
        case "exp":
            return rf"e^{{{inside}}}"
        case "sqrt":
            return rf"\sqrt{{{inside}}}"
        case "floor":
            return rf"\left\lfloor {inside}\right\rfloor"
        case "abs":
            return rf"\left\lvert {inside}\right\rvert"  # A bar would end a table's cell.
        case _:
            shown = _FUNCTIONS.get(function, rf"\mathrm{{{_escaped(function)}}}")
            return rf"{shown}\left({inside}\right)"


def _power(base: str, exponent: str) -> str:
    if re.search(_LOOSE, base) and not base.startswith(r"\left"):
        base = rf"\left({base}\right)"
    bare = re.fullmatch(r"\\left\((.*)\\right\)", exponent)
    return f"{base}^{{{bare[1] if bare else exponent}}}"


def _cases(cases: tuple[SpelledCase, ...], otherwise: str) -> str:
    rows = [rf"{value} & {_all(conditions)}" for value, conditions in cases]
    whole = r" \\ ".join([*rows, rf"{otherwise} & \text{{{text('else')}}}"])
    return rf"\begin{{cases}} {whole} \end{{cases}}"


def latex_because(number: str, reasons: tuple[str, ...]) -> str:
    r"""Return a number and why it is this one: ``1 \quad \text{because } net > 0``."""
    return rf"{number} \quad \text{{{text('because')} }} {_all(reasons)}"


def _all(conditions: tuple[str, ...]) -> str:
    return r",\ ".join(conditions)


def latex_chain(picture: Chain) -> str:
    """Return the chain with a brace below what is asked for, which says what that is."""
    links = [latex_name(link) for link in picture.links]
    arrow = r" \longleftarrow "
    if not picture.asked:
        return arrow.join(links)
    of, by = names.fraction_to_show(picture.asked) or (picture.asked, "")
    label = rf"\partial {latex_name(of)} / \partial {latex_name(by)}"
    first, last = picture.first, picture.last
    lit = rf"\underbrace{{\boldsymbol{{{arrow.join(links[first : last + 1])}}}}}_{{{label}}}"
    return arrow.join((*links[:first], lit, *links[last + 1 :]))


LATEX = Style(
    number=_constant,
    decimal=lambda value: _with_mark(decimal_text(value)),
    name=latex_name,
    call=_call,
    times=r" \cdot ".join,
    power=_power,
    fraction=lambda above, below: rf"\frac{{{above}}}{{{below}}}",
    bracketed=r"\left({}\right)".format,
    comparison=lambda sign, left, right: f"{left} {_COMPARED[sign]} {right}",
    cases=_cases,
)
