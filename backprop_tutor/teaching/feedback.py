"""What is said about a verdict: what was recognised, then where to look next; never the answer."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

from backprop_tutor.expression import Expr, Name, names_in
from backprop_tutor.maths import figures
from backprop_tutor.maths.tape import Pass, Role
from backprop_tutor.teaching.misconceptions import Consequence
from backprop_tutor.teaching.reading import Read, Refused
from backprop_tutor.teaching.slips import Slip
from backprop_tutor.teaching.step import Block, Inline, Prose, Tone, Value
from backprop_tutor.untrusted import visible

if TYPE_CHECKING:
    from backprop_tutor.teaching.grading import Judge

Message: TypeAlias = tuple[Block, ...]

_MOST_NAMES_AT_A_POINT = 4


def _read_as(answer: Read) -> Message:
    if not answer.echoed:
        return ()
    return (Prose(("Read as ", answer.expression, "."), Tone.REMARK),)


def refused(text: str, answer: Refused) -> Message:
    """Say what could not be read, with a caret under the place."""
    blocks: list[Block] = [Prose((f"Cannot be read as an answer: {answer.reason}",), Tone.WRONG)]
    if answer.column is not None and text.strip() and len(text) <= 120:
        before = len(visible(text[: answer.column - 1]))
        blocks.append(Prose((f"{visible(text)}\n{' ' * before}^",), Tone.CODE))
    return tuple(blocks)


def right(answer: Read) -> Message:
    """Say that an answer is right."""
    return (*_read_as(answer), Prose(("Correct.",), Tone.RIGHT))


def right_nearly(answer: Read, judge: "Judge") -> Message:
    """Say that an answer is right, but for a later figure."""
    if answer.literal is None:
        return right(answer)
    digits = judge.question.digits
    note = f"Correct to {digits} significant figures; the last figure typed is a little off."
    return (*_read_as(answer), Prose((note,), Tone.RIGHT))


def following(answer: Read) -> Message:
    """Say that an answer is right for somebody who goes on from their own earlier numbers."""
    return (*_read_as(answer), Prose(("Correct, following your own earlier values.",), Tone.RIGHT))


def too_few(answer: Read, judge: "Judge") -> Message:
    """Say that an answer is right as far as it goes."""
    wanted = judge.figures_wanted
    said: tuple[Inline, ...] = (
        f"Right as far as it goes. Please give {wanted} significant figures.",
    )
    line = judge.subject[judge.question.quantity]
    if line.role is Role.UPDATE:
        said = (
            "Right as far as it goes. What matters is how much ",
            Name(line.of),
            f" has changed: please give {max(1, -judge.place)} decimals.",
        )
    return (*_read_as(answer), Prose(said, Tone.REMARK))


def rounded(decimals: int) -> Message:
    """Say that numbers were rounded on the way."""
    places = "1 decimal" if decimals == 1 else f"{decimals} decimals"
    return (
        Prose(
            (
                f"Close. That comes out when the numbers on the way are rounded to {places}. "
                "Keep six figures on the way and round at the end.",
            ),
            Tone.REMARK,
        ),
    )


def diagnosed(found: Sequence[Consequence], judge: "Judge") -> Message:
    """Say what wrong idea leads to the answer, and where to look."""
    first, *others = found
    blocks: list[Block] = [Prose(("Not yet. ", first.idea.say), Tone.WRONG)]
    blocks += [Prose(("Or perhaps: ", other.idea.say)) for other in others]
    place = next(iter(first.changed))
    if place != judge.question.quantity:
        blocks.append(Prose(("Look again at ", Name(place), ".")))
    return tuple(blocks)


def slipped(found: Sequence[Slip], judge: "Judge") -> Message:
    """Say what plain slip leads to the answer."""
    first = found[0]
    if first.quantity is not None:
        asked = Name(judge.question.quantity)
        said: tuple[Inline, ...] = (
            "Not yet. That is ",
            Name(first.quantity),
            "; asked is ",
            asked,
            ".",
        )
        return (Prose(said, Tone.WRONG),)
    return (Prose((f"Not yet. {first.say}",), Tone.WRONG),)


def equal_only_here() -> Message:
    """Say that a formula holds at this scenario's numbers only."""
    return (
        Prose(
            (
                "Not yet. At these numbers it comes out the same, but it is not the formula: "
                "use names where the numbers could be others.",
            ),
            Tone.WRONG,
        ),
    )


def value_for_formula(answer: Read) -> Message:
    """Say that a formula is asked for."""
    return (
        *_read_as(answer),
        Prose(("Not yet. That is a number; this question asks for the formula.",), Tone.WRONG),
    )


def wrong_formula(expression: Expr, point: Pass | bool, judge: "Judge") -> Message:
    """Show one set of numbers at which a formula gives something else than the quantity."""
    blocks: list[Block] = [Prose(("Not yet. The formula gives something else.",), Tone.WRONG)]
    if isinstance(point, Pass):
        from backprop_tutor.teaching.misconceptions.idea import number

        parts: list[Inline] = ["For example, at "]
        for index, name in enumerate(names_in(expression)[:_MOST_NAMES_AT_A_POINT]):
            parts += [", " if index else "", Name(name), " = ", _value(point[name])]
        yours = number(expression, point.__getitem__)
        parts += [" yours gives ", _value(yours), ", but ", Name(judge.question.quantity)]
        parts += [" is ", _value(point[judge.question.quantity]), "."]
        blocks.append(Prose(tuple(parts)))
    return tuple(blocks)


def _value(value: float) -> Value:
    return Value(figures.spelled(value, 3))


def wrong(judge: "Judge") -> Message:
    """Say that an answer is wrong, and why is not known."""
    del judge
    return (Prose(("Not yet.",), Tone.WRONG),)


def undecided(answer: Read) -> Message:
    """Say that a formula has no value where it was tried."""
    del answer
    return (
        Prose(
            (
                "This formula has no value at the numbers it was tried with "
                "(a root or a logarithm of a negative number?). Write it another way.",
            ),
            Tone.WRONG,
        ),
    )


def not_finite() -> Message:
    """Say that arithmetic has no finite result."""
    return (Prose(("Not yet. This has no finite value.",), Tone.WRONG),)
