"""Mathematics as text, four times: for the screen, in plain ASCII, as LaTeX and as MathML.

To add a notation, make a ``Style`` and a ``_Notation``; the rules of brackets are ``spelling``'s.
"""

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from backprop_tutor.blocks.blocks import Bar, Blank, Inline, Link, Side, Value, WithNumbers
from backprop_tutor.formula import names
from backprop_tutor.formula.expression import (
    Call,
    Expr,
    Name,
    Negative,
    Product,
    Quotient,
    Sum,
    transform,
)
from backprop_tutor.formula.spelling import TYPED, SpelledCase, Style, decimal_text, spell
from backprop_tutor.untrusted import on_one_line, visible
from backprop_tutor.views.spelled_numbers import number_parts
from backprop_tutor.views.text.ascii import ascii_text
from backprop_tutor.views.text.bar import bar_text
from backprop_tutor.views.text.layout import Signs
from backprop_tutor.wording import (
    as_number,
    between_arguments,
    decimal_mark,
    text,
    text_listed_and,
    text_so_many,
    text_with_commas,
)

MOST_TERMS = 8
"""A longer sum is shown by its first three terms and its last, so that it stays one line."""

_FIRST_TERMS = 3
TO_FILL_IN = "_" * 20
"""A line to write on."""
_GREEK = {
    names.RATE: "η",
    names.RATE_START: "η_start",
    names.MOMENTUM: "μ",
    names.DECAY: "λ",
    "rho": "ρ",
    "beta1": "β1",
    "beta2": "β2",
    "epsilon": "ε",
}
"""What learning rates and the numbers of optimizers are called on the screen."""
_COMPARED = {">=": "≥", "<=": "≤"}
_HALF = Fraction(1, 2)
_DOTS = r"\cdots"
_SUPERSCRIPTS = str.maketrans("0123456789-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻")
_GAP = r"\.\.\.(\d+)"
"""How the terms left out of a long sum are named within it: no quantity is spelled so."""


class _Notation(NamedTuple):
    style: Style
    number: Callable[[str], str]
    """A number as ``maths.figures`` spells it, in this notation."""
    prose: Callable[[str], str]
    because: Callable[[str, tuple[str, ...]], str]
    """A number, and the comparisons that decided between the cases of its formula."""


def screen(part: Inline) -> str:
    """Return a part for a Unicode screen: ``∂E_total/∂w5``, ``½·(target_o1 − out_o1)²``."""
    return _written(part, _ON_SCREEN)


def plain(part: Inline) -> str:
    """Return a part in ASCII, mathematics as a learner could type it: ``dE_total/dw5``."""
    return _written(part, _PLAIN)


def latex(part: Inline) -> str:
    r"""Return mathematics for KaTeX and MathJax: ``\frac{\partial E_{total}}{\partial w_5}``.

    A ``str`` comes back as it is, made visible: escaping prose is the document's business.
    """
    return _written(part, _in_latex())


def mathml(part: Side) -> str:
    """Return mathematics as MathML, without the element ``math`` around it."""
    return _written(part, _in_mathml())


def mathml_in_line(part: Side) -> str:
    """Return the same for a line of prose: derivatives have a slash and no line of their own."""
    return _written(part, _in_mathml(in_line=True))


def label(part: Inline) -> str:
    """Return a part for the screen on one line, as the head of a table or a note in a picture."""
    return on_one_line(screen(part))


def notated(part: Inline, signs: Signs) -> str:
    """Return a part in the notation that the screen can show."""
    return screen(part) if signs.unicode else plain(part)


def signed(text: str, signs: Signs) -> str:
    """Return a number as the language writes it, with the minus sign that the screen can show.

    A hyphen is read out or passed over; screen readers say "minus" for the real sign.
    """
    number = as_number(text)
    return number.replace("-", "−") if signs.unicode else ascii_text(number)


def inexact(side: Side) -> bool:
    """Whether ``≈`` stands before a side of an equation, not ``=``."""
    return isinstance(side, Value) and not side.exact


def _written(part: Inline, notation: _Notation) -> str:
    match part:
        case Blank(named=named):
            lead = "" if named is None else f"{_written(named, notation)} = "
            return lead + notation.prose(TO_FILL_IN)
        case str() | Bar():
            return notation.prose(visible(bar_text(part), keep_lines=True))
        case Link(words):
            return notation.prose(visible(words))
        case Value(text):
            return notation.number(visible(text))
        case Name(id):  # Most cells of a long table.
            return notation.style.name(id)
        case WithNumbers(formula, numbers, because):
            number = spell(_arranged(_opened(formula)), _with_numbers(notation, numbers))
            reasons = tuple(spell(_arranged(each), notation.style) for each in because)
            return notation.because(number, reasons) if reasons else number
        case _:
            return spell(_arranged(part), notation.style)


def _with_gaps(style: Style, left_out: Callable[[int], str]) -> Style:
    """Return a style that also knows the name of a gap, which stands for so many terms."""

    def name(spelling: str) -> str:
        gap = re.fullmatch(_GAP, spelling) if spelling.startswith(".") else None
        return left_out(int(gap[1])) if gap else style.name(spelling)

    return style._replace(name=name)


def _with_numbers(notation: _Notation, numbers: Mapping[str, str]) -> Style:
    def name(spelling: str) -> str:
        if spelling in numbers:
            return notation.number(visible(numbers[spelling]))
        return notation.style.name(spelling)

    return notation.style._replace(name=name)


def _arranged(expr: Expr) -> Expr:
    """Shorten long sums; keep out of the arguments what is not to be spelled as one."""
    if _is_plain(expr):
        return expr

    def change(part: Expr) -> Expr:
        match part:
            case Sum(terms) if len(terms) > MOST_TERMS:
                gap = Name(f"...{len(terms) - _FIRST_TERMS - 1}")
                return Sum((*terms[:_FIRST_TERMS], gap, terms[-1]))
            # The x of ∂/∂x keeps its name where numbers are put in for names.
            case Call("d", (operand, Name(by))):
                return Call(f"d/d{by}", (operand,))
            # The other nets only say which layer is meant. Values of other nodes are no layer.
            case Call("softmax", (Name(id=net), *_)) if names.is_net(net):
                return Call("softmax", (Name(net),))
            case Call("softmax"):
                return _opened(part)
            case _:
                return part

    return transform(expr, change)


def _is_plain(expr: Expr) -> bool:
    """Whether a formula is a few names added and multiplied, as most are: nothing is arranged."""
    match expr:
        case Name():
            return True
        case Product(parts):
            return all(map(_is_plain, parts))
        case Sum(parts):
            return len(parts) <= MOST_TERMS and all(map(_is_plain, parts))
        case Negative(operand):
            return _is_plain(operand)
        case _:
            return False


def _opened(expr: Expr) -> Expr:
    """Write softmax out where numbers are put in; ``softmax(0.3)`` could not be worked out."""

    def change(part: Expr) -> Expr:
        match part:
            case Call("softmax", (own, *nets)) if nets:
                exponentials = tuple(Call("exp", (net,)) for net in nets)
                return Quotient(Call("exp", (own,)), Sum(exponentials))
            case _:
                return part

    return transform(expr, change)


def _screen_number(text: str) -> str:
    """``-4.3857e-10`` → ``−4.3857·10⁻¹⁰``."""
    parts = number_parts(text)
    if parts is None:
        return text
    negative, digits, exponent = parts
    power = "" if exponent is None else f"·10{str(exponent).translate(_SUPERSCRIPTS)}"
    return ("−" if negative else "") + as_number(digits) + power


def _screen_name(name: str) -> str:
    if "/" not in name and "[" not in name:
        return _GREEK.get(name, name)
    # Without a sample there is none that has to change its place.
    parts = names.fraction_to_show(name) if "[" in name else names.fraction(name)
    if parts is not None:
        of, by = parts
        return f"∂{_screen_name(of)}/∂{_screen_name(by)}"
    bare, sample = names.of_sample(name)
    return names.at_sample(_GREEK.get(bare, bare), sample)


def _screen_call(function: str, arguments: tuple[str, ...]) -> str:
    inside = between_arguments().join(arguments)
    if not arguments:
        return "π"
    if function.startswith("d/d"):
        return f"∂/∂{_screen_name(function[3:])} ({inside})"
    match function:
        case "exp":
            # A name or a number is its own bracket.
            return f"e^{inside}" if re.fullmatch(r"[\w.,]+", inside) else f"e^({inside})"
        case "abs":
            return f"|{inside}|"
        case "floor":
            return f"⌊{inside}⌋"
        case _:
            shown = {"sigmoid": "σ", "log": "ln", "sqrt": "√"}.get(function, function)
            return f"{shown}({inside})"


def _screen_times(factors: tuple[str, ...]) -> str:
    # Air where a derivative has a slash of its own, or where the dot stands between decimals.
    pairs = pairwise(factors)
    airy = any("/" in factor for factor in factors) or any(
        _is_decimal(left) or _is_decimal(right) for left, right in pairs
    )
    return (" · " if airy else "·").join(factors)


def _is_decimal(factor: str) -> bool:
    mark = decimal_mark()
    return mark in factor and factor.strip("(−)").replace(mark, "").isdigit()


def _screen_power(base: str, exponent: str) -> str:
    if base.startswith(("e^", "∂/∂", "½")):
        base = f"({base})"
    bare = exponent[1:-1] if re.fullmatch(r"\(−\d+\)", exponent) else exponent
    if re.fullmatch(r"−?\d+", bare):
        return base + bare.translate(_SUPERSCRIPTS)
    return f"{base}^{exponent}"


def _cases(cases: tuple[SpelledCase, ...], otherwise: str) -> str:
    """``1 if z > 0, −1 if z < 0, else 0``."""
    told = [
        text("{value} if {comparison}", value=value, comparison=text_listed_and(conditions))
        for value, conditions in cases
    ]
    return text("{cases}, else {rest}", cases=text_with_commas(told), rest=otherwise)


def _because(number: str, reasons: tuple[str, ...]) -> str:
    return text(
        "{number}, because {comparisons}", number=number, comparisons=text_listed_and(reasons)
    )


def _screen_constant(value: Fraction) -> str:
    if abs(value) == _HALF:
        return "½" if value > 0 else "−½"
    return _screen_decimal(value)


def _screen_decimal(value: Fraction) -> str:
    return as_number(decimal_text(value)).replace("-", "−")


def _plain_number(text: str) -> str:
    return ascii_text(as_number(text))


def _plain_name(name: str) -> str:
    parts = names.fraction_to_show(name)
    return name if parts is None else names.derivative(*parts)


def _plain_call(function: str, arguments: tuple[str, ...]) -> str:
    inside = ascii_text(between_arguments()).join(arguments)
    if not arguments:
        return function
    return f"{function} ({inside})" if function.startswith("d/d") else f"{function}({inside})"


def _so_many_more(count: int) -> str:
    # Translators: stands for the terms left out of a long sum.
    return text_so_many("({n} more)", "({n} more)", count)


_ON_SCREEN = _Notation(
    style=_with_gaps(
        Style(
            number=_screen_constant,
            decimal=_screen_decimal,
            name=_screen_name,
            call=_screen_call,
            times=_screen_times,
            power=_screen_power,
            minus="−",
            comparison=lambda sign, left, right: f"{left} {_COMPARED.get(sign, sign)} {right}",
            cases=_cases,
        ),
        lambda count: f"… {_so_many_more(count)} …",
    ),
    number=_screen_number,
    prose=lambda text: text,
    because=_because,
)
_PLAIN = _Notation(
    style=_with_gaps(
        TYPED._replace(
            number=lambda value: _plain_number(decimal_text(value)),
            decimal=lambda value: _plain_number(decimal_text(value)),
            name=_plain_name,
            call=_plain_call,
            cases=_cases,
        ),
        lambda count: f"... {ascii_text(_so_many_more(count))} ...",
    ),
    number=_plain_number,
    prose=ascii_text,
    because=_because,
)


@cache
def _in_latex() -> _Notation:
    # Late, as the next one: the screen needs neither.
    from backprop_tutor.views.latex import LATEX, latex_because, latex_number

    return _Notation(
        style=_with_gaps(
            LATEX, lambda count: rf"{_DOTS} \text{{ {_so_many_more(count)} }} {_DOTS}"
        ),
        number=latex_number,
        prose=lambda text: text,
        because=latex_because,
    )


@cache
def _in_mathml(*, in_line: bool = False) -> _Notation:
    from backprop_tutor.views.mathml import (
        MATHML,
        MATHML_IN_LINE,
        mathml_because,
        mathml_number,
        words,
    )

    return _Notation(
        style=_with_gaps(
            MATHML_IN_LINE if in_line else MATHML,
            lambda count: f"<mo>⋯</mo>{words(f' {_so_many_more(count)} ')}<mo>⋯</mo>",
        ),
        number=mathml_number,
        prose=words,
        because=mathml_because,
    )
