"""Puts marks together by ``grammar.lark``, or says in plain words why they do not fit.

lark's LALR parser is a table and a stack: no text makes it recurse, and it stops at the very mark
that does not fit. It is imported on first use, since a lesson's first page does without it.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from backprop_tutor.reading.parts import COMPARISONS, SIGNS, TOWER, MarkKind, Refused, TypedMark
from backprop_tutor.reading.powers import exponent_of_ten
from backprop_tutor.untrusted import quoted
from backprop_tutor.wording import text

if TYPE_CHECKING:
    from lark import Lark

    from backprop_tutor.reading.tree import Subformula

_PLAIN = re.compile(r"[0-9.,]+")
_OPERATIONS = (
    SIGNS | {MarkKind.TIMES, MarkKind.DIVIDE, MarkKind.POWER, MarkKind.COMMA} | COMPARISONS
)
_FOLLOWERS = frozenset(
    {MarkKind.TIMES, MarkKind.DIVIDE, MarkKind.POWER, MarkKind.SUPERSCRIPT, MarkKind.COMMA}
)

_RAISED: tuple[list[MarkKind], ...] = (
    [],
    [MarkKind.SUPERSCRIPT],
    [MarkKind.POWER, MarkKind.NUMBER],
    [MarkKind.POWER, MarkKind.OPEN, MarkKind.NUMBER, MarkKind.CLOSE],
)
"""How a function may be raised before its argument, as in ``tanh²(x)``."""


def put_together(marks: list[TypedMark], end: int) -> "tuple[Subformula, bool] | Refused":
    """Return the whole and whether it holds unwritten multiplication signs.

    ``end`` is the place after the last character, for a text that stops too early.
    """
    from lark import Token
    from lark.exceptions import UnexpectedInput

    from backprop_tutor.reading.tree import Builder

    parser = _grammar().parse_interactive("")
    place = 0
    try:
        for place, mark in enumerate(marks):
            parser.feed_token(Token(mark.kind.value, mark.text, start_pos=place))
        place = len(marks)
        tree = parser.feed_token(Token("$END", ""))
    except UnexpectedInput:
        return _misfit(marks, place, end)
    builder = Builder(marks)
    part = builder.build(tree)
    return builder.refused or (part, builder.free)


def import_lark() -> None:
    """Load lark, which is half of getting ready."""
    import lark  # noqa: F401 - what comes later finds it loaded


def get_ready() -> None:
    """Load lark and build its table, which the first formula would have to wait for."""
    _grammar()


@cache
def _grammar() -> "Lark":
    from importlib import resources

    from lark import Lark

    rules = resources.files(__package__).joinpath("grammar.lark").read_text("utf-8")
    return Lark(rules, parser="lalr", lexer="basic", maybe_placeholders=False)


def _misfit(marks: list[TypedMark], place: int, end: int) -> Refused:
    """Say why the mark at ``place``, or the end, does not fit after the marks before it."""
    before = marks[place - 1] if place else None
    if place == len(marks):
        return _too_early(marks, end)
    mark = marks[place]
    if before is None:
        return Refused(_missing_before(mark), mark.column)
    function = _function_before(marks, place)
    if function is not None:
        return Refused(_bracket_it(function), mark.column)
    if mark.kind is MarkKind.NUMBER:
        return _number_after(before, marks[place:])
    if before.kind is MarkKind.SUPERSCRIPT and mark.kind in {MarkKind.SUPERSCRIPT, MarkKind.POWER}:
        return Refused(text(TOWER), mark.column)
    if mark.kind is MarkKind.CLOSE and before.kind is MarkKind.OPEN:
        called = marks[place - 2] if place > 1 else None
        if called is not None and called.kind is MarkKind.FUNCTION:
            reason = text("{function} needs a value in its brackets", function=called.called)
            return Refused(reason, mark.column)
        return Refused(text("there is nothing between these brackets"), mark.column)
    if mark.kind in _FOLLOWERS or mark.kind is MarkKind.CLOSE:
        if before.kind in _OPERATIONS:
            return Refused(
                text(
                    "something is missing between {before} and {behind}",
                    before=quoted(before.text),
                    behind=quoted(mark.text),
                ),
                mark.column,
            )
        return Refused(_missing_before(mark), mark.column)
    return Refused(text("{sign} does not fit here", sign=quoted(mark.text)), mark.column)


def _missing_before(mark: TypedMark) -> str:
    return text("something is missing before {sign}", sign=quoted(mark.text))


def _too_early(marks: list[TypedMark], end: int) -> Refused:
    column = end + 1
    if not marks:
        return Refused(text("there is no value or formula here"), column)
    last = marks[-1]
    function = _function_before(marks, len(marks))
    if function is not None:
        return Refused(_bracket_it(function), column)
    if last.kind in _OPERATIONS:
        return Refused(text("something is missing after {sign}", sign=quoted(last.text)), column)
    return Refused(
        text("a bracket is still open here; close it with {bracket}", bracket=_closing(marks)),
        column,
    )


_CLOSING = {"[": "]", "{": "}"}


def _closing(marks: Sequence[TypedMark]) -> str:
    """Return what closes the bracket that was opened last of those that are open."""
    opened: list[str] = []
    for mark in marks:
        if mark.kind is MarkKind.OPEN:
            opened.append(mark.text)
        elif mark.kind is MarkKind.CLOSE and opened:
            opened.pop()
    return _CLOSING.get(opened[-1][-1:], ")") if opened else ")"


def _number_after(before: TypedMark, onward: Sequence[TypedMark]) -> Refused:
    """Say why no number fits after the mark before, where a number begins what comes onward."""
    mark = onward[0]
    if before.kind is not MarkKind.NUMBER:
        return Refused(
            text(
                "to multiply, write * between {before} and {behind}",
                before=quoted(before.text),
                behind=quoted(mark.text),
            ),
            mark.column,
        )
    if before.literal is None or mark.literal is None:
        shown = quoted(f"{before.text}{mark.text}")
        return Refused(
            text("{typed} may be a sum or a product; write + or * between", typed=shown),
            mark.column,
        )
    exponent = exponent_of_ten(onward)
    if exponent is not None:  # 8.217 10⁻² is what a calculator shows.
        return Refused(_in_powers_of_ten(before.text, exponent), before.end + 1)
    joined = f"{before.text}{mark.text}"
    if joined.count(".") < 2:
        reason = text(
            "there is a space inside a number; write {number} or put a sign between", number=joined
        )
    else:
        reason = text("there is a space inside a number; put a sign between")
    return Refused(reason, before.end + 1)


def _in_powers_of_ten(number: str, exponent: str) -> str:
    if _PLAIN.fullmatch(number):
        return text(
            "a number in powers of ten has no space; "
            "write {number}e{exponent} or {number}*10^{exponent}",
            number=number,
            exponent=exponent,
        )
    return text(
        "a number in powers of ten has no space; write {number}*10^{exponent}",
        number=number,
        exponent=exponent,
    )


def _function_before(marks: list[TypedMark], place: int) -> TypedMark | None:
    """Return the function whose argument is to begin at a place; it may be raised: ``tanh^2``."""
    kinds = [mark.kind for mark in marks[:place]]
    for raised in _RAISED:
        at = place - len(raised) - 1
        if at >= 0 and kinds[at:] == [MarkKind.FUNCTION, *raised]:
            return marks[at]
    return None


def _bracket_it(function: TypedMark) -> str:
    return text(
        "put the argument of {function} in brackets: {function}(…)", function=function.called
    )
