"""Reads one number in typed text: points and commas, powers of ten, per cent, fractions like ½."""

import re
import unicodedata
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from backprop_tutor.formula.expression import Expr, Negative, Number, constant_number
from backprop_tutor.reading.parts import SIGNS, Comma, MarkKind, Refused, TypedMark
from backprop_tutor.untrusted import quoted
from backprop_tutor.wording import as_number, decimal_mark, text

MOST_DIGITS = 30
_LARGEST, _SMALLEST = 307, -307
"""The powers of ten between which every number fits a float with all its digits."""

FRACTIONS = frozenset("½¼¾⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞")
MINUSES = "-−–‐‑"
_SIGN = f"[+{re.escape(MINUSES)}]"
_TO_MINUS = str.maketrans(dict.fromkeys(MINUSES, "-"))

_BEGINS = re.compile(r"\.?[0-9]")
_NUMBER = re.compile(
    rf"(?P<digits>[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)(?:[eE](?P<power>{_SIGN}?[0-9]++))?",
)
_PROGRAMMED = re.compile(r"0(?:[xX][0-9A-Fa-f]|[oO][0-7]|[bB][01])[0-9A-Fa-f]*+")
_COMMAS = re.compile(
    r"(?P<whole>[0-9]++),(?P<part>[0-9]++)(?P<more>(?:[.,][0-9]++)*+)(?:[eE][+-]?[0-9]++)?",
)
_POINT_AND_COMMA = re.compile(r"(?P<whole>[0-9]++)\.(?P<part>[0-9]++),(?P<more>[0-9]++)")
# A fraction below one directly behind a whole number, and nothing that would bind to it.
_MIXED = re.compile(
    rf"(?P<whole>[0-9]{{1,2}})"
    rf"(?:\s*(?P<sign>[{''.join(sorted(FRACTIONS))}])|\s+(?P<top>[0-9]{{1,2}})\s*[/⁄∕÷]\s*(?P<bottom>[0-9]{{1,2}}))"
    rf"(?=\s*(?:$|[+{re.escape(MINUSES)})\]}},;·×⋅]|\*(?!\*)))",
)
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]*)?")
"""Thousands in groups of three, with decimals or without."""
_TORN_POWER = re.compile(rf"\s*[eE](?:\s*{_SIGN}\s*[0-9]++|\s+[0-9]++(?![.,]?[0-9A-Za-z_]))")
_PERCENT = re.compile(r"\s*\\?%")
_AFTER_PERCENT = re.compile(r"\s*[0-9.]")


def number_at(
    answer: str,
    start: int,
    end: int,
    *,
    among_arguments: bool,
    before: list[TypedMark],
    comma: Comma = Comma.UNKNOWN,
) -> TypedMark | Refused | None:
    """Return the number that begins at ``start``; None if none does.

    Directly between the arguments of a function (``among_arguments``) a comma may separate them;
    elsewhere ``comma`` says what one is that may be a decimal point or stand between thousands.
    """
    if answer[start] in FRACTIONS:
        value = Fraction(unicodedata.normalize("NFKC", answer[start]).replace("⁄", "/"))
        return TypedMark(MarkKind.NUMBER, answer[start], start, start + 1, Number(value))
    if _BEGINS.match(answer, start, end) is None:
        return None
    mixed = _mixed(answer, start, end)
    if mixed is not None and not in_exponent(before):
        return mixed
    programmed = _PROGRAMMED.match(answer, start, end)
    if programmed is not None:
        shown = quoted(programmed.group())
        reason = text("{number} is not an ordinary number; write it in digits 0 to 9", number=shown)
        return Refused(reason, start + 1)
    meant = _comma_meant(answer, start, end, among_arguments=among_arguments, unclear=comma)
    if isinstance(meant, Refused):
        return meant
    if meant is Comma.THOUSANDS:
        gap = answer.index(",", start)
        found = _NUMBER.match(answer[start:gap] + answer[gap + 1 : end])
        past = 0 if found is None else start + found.end() + 1
    else:
        decimal = meant is Comma.DECIMAL
        found = _NUMBER.match(answer.replace(",", ".") if decimal else answer, start, end)
        past = 0 if found is None else found.end()
    if found is None:
        return None
    mark = _exact(answer[start:past], found, start, meant)
    if isinstance(mark, Refused):
        return mark
    return _torn(answer, mark, end) or _per_cent(answer, mark, end, before)


def number_alone(marks: list[TypedMark]) -> tuple[Expr, Decimal | None] | None:
    """Return what is read where all marks are one number, with at most a minus before it.

    It is what the grammar makes of them, without waiting for the grammar to be loaded.
    """
    kinds = [mark.kind for mark in marks]
    if kinds not in ([MarkKind.NUMBER], [MarkKind.MINUS, MarkKind.NUMBER]):
        return None
    number = marks[-1]
    assert number.expr is not None
    if len(marks) == 1:
        return number.expr, number.literal
    literal = number.literal
    return Negative(number.expr), None if literal is None else literal.copy_negate()


def _mixed(answer: str, start: int, end: int) -> TypedMark | None:
    """Return a whole number and a fraction, ``1 1/2`` or ``1½``; None if it is something else."""
    found = _MIXED.match(answer, start, end)
    if found is None:
        return None
    fraction = found["sign"] or f"{found['top']}/{found['bottom']}"
    top, _, bottom = unicodedata.normalize("NFKC", fraction).replace("⁄", "/").partition("/")
    if not 0 < int(top) < int(bottom):
        return None
    value = int(found["whole"]) + Fraction(int(top), int(bottom))
    typed = found.group()
    return TypedMark(MarkKind.NUMBER, typed, start, start + len(typed), Number(value), free=True)


def _comma_meant(
    answer: str, start: int, end: int, *, among_arguments: bool, unclear: Comma
) -> Comma | Refused | None:
    """Return what the comma in the number is, if it has one; ``unclear`` if it may be either."""
    both = _POINT_AND_COMMA.match(answer, start, end)
    found = _COMMAS.match(answer, start, end)
    if among_arguments:
        if both is not None or found is None or found["more"].startswith("."):
            return None
        return Refused(
            text(
                "{typed} may be two arguments or one number; write {whole}, {part} with a space "
                "after the comma, or {whole}.{part} with a point",
                typed=quoted(found.group()),
                whole=found["whole"],
                part=found["part"],
            ),
            start + len(found["whole"]) + 1,
        )
    if both is not None:
        plain = f"{both['whole']}{both['part']}.{both['more']}"
        return Refused(
            _a_point_and_a_comma(quoted(both.group()), plain),
            start + len(both["whole"]) + len(both["part"]) + 2,
        )
    if found is None:
        return None
    whole, part, more = found["whole"], found["part"], found["more"]
    column = start + len(whole) + 1
    if more:
        plain = (whole + part + more).replace(",", "")
        typed = quoted(found.group())
        said = _separators(typed, plain) if _GROUPED.fullmatch(found.group()) else _too_many(typed)
        return Refused(said, column)
    if len(part) != 3 or len(whole) > 3 or whole.startswith("0"):
        return Comma.DECIMAL
    if unclear is Comma.UNKNOWN:
        reason = text(
            "{whole},{part} may mean {whole}.{part} or {whole}{part}; write one of them",
            whole=whole,
            part=part,
        )
        return Refused(reason, column, ambiguous=True)
    return unclear


def _exact(
    typed: str, found: re.Match[str], start: int, comma: Comma | None
) -> TypedMark | Refused:
    """Return the number, if it is neither too long, nor too large, nor too small.

    ``found`` is what was typed without its ``comma``.
    """
    column = start + 1
    digits = found["digits"]
    power = (found["power"] or "0").translate(_TO_MINUS)
    if sum(digit.isdigit() for digit in digits) > MOST_DIGITS:
        return Refused(text("a number may have at most {most} digits", most=MOST_DIGITS), column)
    # Measured before anything is built: 1e999999999 would be a fraction of a billion digits.
    if len(power.lstrip("+-").lstrip("0")) > len(str(_LARGEST)):
        return _too(column, small=power.startswith("-"))
    value = Decimal(f"{digits}e{power}")
    refused = out_of_range(value, int(power), column)
    if refused is not None:
        return refused
    return TypedMark(
        MarkKind.NUMBER,
        typed,
        start,
        start + len(typed),
        constant_number(value),
        value,
        # In French a decimal comma is as literal as a point.
        free=comma is Comma.THOUSANDS or (comma is Comma.DECIMAL and decimal_mark() != ","),
        decimal_comma=comma is Comma.DECIMAL,
    )


def out_of_range(value: Decimal, power: int, column: int) -> Refused | None:
    """Refuse a number of so many powers of ten that a float cannot hold it."""
    size = value.adjusted() if value else power
    return None if _SMALLEST <= size <= _LARGEST else _too(column, small=size < 0)


def _too(column: int, *, small: bool) -> Refused:
    if small:
        return Refused(text("this number is too small to calculate with"), column)
    return Refused(text("this number is too large to calculate with"), column)


def _torn(answer: str, mark: TypedMark, end: int) -> Refused | None:
    """Refuse what follows a number and cannot be told apart from a part of it."""
    follows = answer[mark.end : mark.end + 1] if mark.end < end else ""
    if follows == ".":
        return Refused(text("a number has at most one decimal point"), mark.end + 1)
    if follows == "_":
        return Refused(text("write the number without '_'"), mark.end + 1)
    torn = _TORN_POWER.match(answer, mark.end, end)
    if torn is not None and "e" not in mark.text.lower():
        joined = mark.text + "".join(torn.group().split())
        return Refused(_one_number(joined), mark.end + 1)
    return None


def _per_cent(
    answer: str, mark: TypedMark, end: int, before: list[TypedMark]
) -> TypedMark | Refused:
    """Return the number, divided by 100 if a per cent sign follows."""
    found = _PERCENT.match(answer, mark.end, end)
    if found is None or mark.literal is None:
        return mark
    column = found.end()
    if _AFTER_PERCENT.match(answer, found.end(), end) is not None:
        return Refused(text("% means per cent here; no number can follow it"), column)
    if in_exponent(before):
        return Refused(text("a % cannot follow an exponent; write the number without %"), column)
    sign, digits, power = mark.literal.as_tuple()
    assert isinstance(power, int)
    value = Decimal((sign, digits, power - 2))
    return replace(
        mark,
        text=answer[mark.start : found.end()],
        end=found.end(),
        expr=constant_number(value),
        literal=value,
        free=True,
    )


def in_exponent(before: list[TypedMark]) -> bool:
    """Whether what follows these marks belongs to a power, such as ``10^-``."""
    kinds = [mark.kind for mark in before]
    while kinds and kinds[-1] in SIGNS:
        kinds.pop()
    return bool(kinds) and kinds[-1] is MarkKind.POWER


def _is_short(number: str) -> bool:
    return len(number) <= MOST_DIGITS


def _a_point_and_a_comma(typed: str, number: str) -> str:
    if _is_short(number):
        return text("{typed} has a point and a comma; write {number}", typed=typed, number=number)
    return text("{typed} has a point and a comma; write it plainly", typed=typed)


def _separators(typed: str, number: str) -> str:
    if _is_short(number):
        return text(
            "{typed} has more than one separator; write {number}", typed=typed, number=number
        )
    return text("{typed} has more than one separator; write it plainly", typed=typed)


def _too_many(typed: str) -> str:
    return text(
        "{typed} has more than one separator; a number has one, as in {example}",
        typed=typed,
        example=as_number("0.5"),
    )


def _one_number(joined: str) -> str:
    if _is_short(joined):
        return text(
            "if this is one number, write {number} without spaces; to multiply, type *",
            number=joined,
        )
    return text("if this is one number, write it plainly without spaces; to multiply, type *")
