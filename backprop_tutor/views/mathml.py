"""MathML Core, as today's browsers draw it by themselves: names, numbers and operations."""

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
_TALL = ("<mfrac", "<msup", "<msubsup", "<mtable")
"""What a base must be bracketed for, before a power is put on it."""


def mathml_name(name: str) -> str:
    """Return a quantity; a derivative is a fraction of ∂s."""
    parts = names.fraction_to_show(name)
    if parts is None:
        return _written(on_paper(name))
    of, by = map(mathml_name, parts)
    return f"<mfrac>{row(f'<mo>∂</mo>{of}')}{row(f'<mo>∂</mo>{by}')}</mfrac>"


def mathml_name_in_line(name: str) -> str:
    """Return a quantity for a line of prose: ∂E_total/∂w5."""
    parts = names.fraction_to_show(name)
    if parts is None:
        return _written(on_paper(name))
    of, by = map(mathml_name_in_line, parts)
    return row(f"<mo>∂</mo>{of}<mo>/</mo><mo>∂</mo>{by}")


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
        pieces.append(f"<mo>(</mo><mn>{sample.removesuffix(')')}</mn><mo>)</mo>")
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
    return row(_sign(opening) + row(content) + _sign(closing))


def _call(function: str, arguments: tuple[str, ...]) -> str:
    comma = f"<mo separator='true'>{between_arguments().strip()}</mo>"
    inside = comma.join(map(row, arguments))
    if function.startswith("d/d"):
        by = mathml_name(function[3:])
        operator = f"<mfrac><mo>∂</mo>{row(f'<mo>∂</mo>{by}')}</mfrac>"
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
    if any(tall in base for tall in _TALL) and not base.startswith(_BRACKETS[0]):
        base = _bracketed(base)
    bare = exponent.removeprefix(_BRACKETS[0])
    if bare != exponent:
        bare = bare.removesuffix(_BRACKETS[1])
    return f"<msup>{row(base)}{row(bare)}</msup>"


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


_BRACKETS = ("<mrow><mo>(</mo><mrow>", "</mrow><mo>)</mo></mrow>")

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
    brackets=_BRACKETS,
    comparison=lambda sign, left, right: (
        f"{row(left)}<mo>{escape(_COMPARED.get(sign, sign))}</mo>{row(right)}"
    ),
    cases=_cases,
)
MATHML_IN_LINE = MATHML._replace(name=mathml_name_in_line)
