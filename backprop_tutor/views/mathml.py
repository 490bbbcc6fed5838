"""MathML Core, as today's browsers draw it by themselves: names, numbers and operations."""

import re
from fractions import Fraction
from html import escape

from backprop_tutor.formula import names
from backprop_tutor.formula.spelling import SpelledCase, Style, decimal_text
from backprop_tutor.views.names_on_paper import GREEK, OnPaper, on_paper
from backprop_tutor.views.spelled_numbers import number_parts
from backprop_tutor.wording import as_number, between_arguments, text

_FUNCTIONS = {"sigmoid": "σ", "log": "ln"}
_COMPARED = {">=": "≥", "<=": "≤"}
_MINUS = "<mo>−</mo>"
_PARTIAL = '<mi mathvariant="normal">∂</mi>'
"""An operator by its meaning, but browsers would set that apart from what it stands before."""
_OVER = '<mo lspace="0" rspace="0">/</mo>'
_TALL = ("<mfrac", "<msup", "<msubsup", "<mtable")
"""What a base must be bracketed for, before a power is put on it."""
_HIGH = ("<mfrac", "<mtable", "<msqrt")
"""What is higher than a bracket."""


def mathml_name(name: str) -> str:
    """Return a quantity; a derivative is a fraction of ∂s."""
    parts = names.fraction_to_show(name)
    if parts is None:
        return _written(on_paper(name))
    of, by = map(mathml_name, parts)
    return f"<mfrac>{row(f'{_PARTIAL}{of}')}{row(f'{_PARTIAL}{by}')}</mfrac>"


def mathml_name_in_line(name: str) -> str:
    """Return a quantity for a line of prose: ∂E_total/∂w5."""
    parts = names.fraction_to_show(name)
    if parts is None:
        return _written(on_paper(name))
    of, by = map(mathml_name_in_line, parts)
    return row(f"{_PARTIAL}{of}{_OVER}{_PARTIAL}{by}")


def _written(name: OnPaper) -> str:
    stem = _identifier(GREEK.get(name.stem, name.stem))
    if name.hat:
        stem = f"<mover>{stem}<mo>^</mo></mover>"
    match name.below:
        case OnPaper() as quantity:
            below = _written(quantity)
        case digits if digits.isdigit():
            below = f"<mn>{digits}</mn>"
        case neuron:
            below = _identifier(neuron) if neuron else ""
    above = _above(name.above)
    if below and above:
        return f"<msubsup>{stem}{below}{above}</msubsup>"
    if below:
        return f"<msub>{stem}{below}</msub>"
    return f"<msup>{stem}{above}</msup>" if above else stem


def _identifier(word: str) -> str:
    """Return a name, in italics if it is a single letter, as browsers do by themselves."""
    return f"<mi>{escape(word, quote=False)}</mi>"


def _above(sign: str) -> str:
    """Return ``+`` of a new value, ``(2)`` of the second sample, or both."""
    plus, _, sample = sign.partition("(")
    pieces = ["<mo>+</mo>"] if plus else []
    if sample:
        pieces.append(_bracketed(f"<mn>{sample.removesuffix(')')}</mn>"))
    return row("".join(pieces)) if pieces else ""


def mathml_number(spelled: str) -> str:
    """``-4.3857e-10`` → −4.3857·10⁻¹⁰; what is not a number becomes text."""
    parts = number_parts(spelled)
    if parts is None:
        return words(spelled)
    negative, digits, exponent = parts
    number = f"<mn>{as_number(digits)}</mn>"
    if exponent is not None:
        number += f"<mo>·</mo><msup><mn>10</mn>{row(mathml_number(str(exponent)))}</msup>"
    return (_MINUS if negative else "") + number


def _constant(value: Fraction) -> str:
    over, slash, under = decimal_text(abs(value)).partition("/")
    if abs(value) == Fraction(1, 2):
        over, slash, under = "1", "/", "2"
    sign = _MINUS if value < 0 else ""
    if slash:
        return f"{sign}<mfrac><mn>{over}</mn><mn>{under}</mn></mfrac>"
    return sign + _decimal(abs(value))


def _decimal(value: Fraction) -> str:
    sign = _MINUS if value < 0 else ""
    return f"{sign}<mn>{as_number(decimal_text(abs(value)))}</mn>"


def row(content: str) -> str:
    """Return several elements as one."""
    return f"<mrow>{content}</mrow>"


def words(text: str) -> str:
    """Return words within mathematics, with the spaces at their ends."""
    shown = escape(text, quote=False)
    bare = shown.strip(" ")
    lead, end = (
        "\N{NO-BREAK SPACE}" if spaced else ""
        for spaced in (shown.startswith(" "), shown.endswith(" "))
    )
    return f"<mtext>{lead}{bare}{end}</mtext>"


def _sign(sign: str) -> str:
    return f"<mo>{escape(sign)}</mo>"


def _bracketed(content: str, opening: str = "(", closing: str = ")") -> str:
    # A bracket that may be stretched is drawn apart from what it holds: only where it has to be.
    stretched = "" if any(tall in content for tall in _HIGH) else ' stretchy="false"'
    before, after = (f"<mo{stretched}>{sign}</mo>" for sign in (opening, closing))
    return row(before + row(content) + after)


def _call(function: str, arguments: tuple[str, ...]) -> str:
    comma = f"<mo separator='true'>{between_arguments().strip()}</mo>"
    inside = comma.join(map(row, arguments))
    if function.startswith("d/d"):
        by = mathml_name(function[3:])
        operator = f"<mfrac>{_PARTIAL}{row(f'{_PARTIAL}{by}')}</mfrac>"
        return row(operator + _bracketed(inside))
    match function:
        case "pi":
            return _identifier("π")
        case "exp":
            return f"<msup><mi>e</mi>{row(inside)}</msup>"
        case "sqrt":
            return f"<msqrt>{inside}</msqrt>"
        case "floor":
            return _bracketed(inside, "⌊", "⌋")
        case "abs":
            return _bracketed(inside, "|", "|")
        case _:
            return row(_identifier(_FUNCTIONS.get(function, function)) + _bracketed(inside))


def _power(base: str, exponent: str) -> str:
    if any(tall in base for tall in _TALL) and _OPENED.match(base) is None:
        base = _bracketed(base)
    if opened := _OPENED.match(exponent):
        exponent = exponent[opened.end() :].removesuffix(f"</mrow>{opened[1]})</mo></mrow>")
    return f"<msup>{row(base)}{row(exponent)}</msup>"


_OPENED = re.compile(r"<mrow>(<mo[^>]*>)\(</mo><mrow>")


def _cases(cases: tuple[SpelledCase, ...], otherwise: str) -> str:
    rows = [(value, mathml_all(conditions)) for value, conditions in cases]
    rows.append((otherwise, words(text("else"))))
    cells = "".join(
        f"<mtr><mtd>{row(value)}</mtd><mtd>{row(condition)}</mtd></mtr>"
        for value, condition in rows
    )
    return row(f"<mo>{{</mo><mtable class='cases'>{cells}</mtable>")


def mathml_because(number: str, reasons: tuple[str, ...]) -> str:
    """Return a number and why it is this one: 1 because net > 0."""
    return row(number) + words(f"  {text('because')} ") + mathml_all(reasons)


def mathml_all(conditions: tuple[str, ...]) -> str:
    """Return conditions that all hold."""
    return "<mo separator='true'>,</mo>".join(map(row, conditions))


MATHML = Style(
    number=_constant,
    decimal=_decimal,
    name=mathml_name,
    call=_call,
    times="<mo>·</mo>".join,
    power=_power,
    fraction=lambda above, below: f"<mfrac>{row(above)}{row(below)}</mfrac>",
    plus="<mo>+</mo>",
    minus=_MINUS,
    bracketed=_bracketed,
    comparison=lambda sign, left, right: (
        f"{row(left)}<mo>{escape(_COMPARED.get(sign, sign))}</mo>{row(right)}"
    ),
    cases=_cases,
)
MATHML_IN_LINE = MATHML._replace(name=mathml_name_in_line)
