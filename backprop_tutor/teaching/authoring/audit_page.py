"""What an author is told: what a scenario's numbers can tell apart, whether its slopes hold, what
is true of what its source prints, which notes are lost."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import assert_never

from backprop_tutor.blocks.blocks import Block, Inline, Prose, Table, Tone, Value
from backprop_tutor.formula.expression import Name
from backprop_tutor.formula.nearest import nearest
from backprop_tutor.invocation import AS_INSTALLED, Program
from backprop_tutor.maths import figures
from backprop_tutor.maths.oracle.finite_differences import Compared
from backprop_tutor.teaching.authoring.audit import Audit
from backprop_tutor.teaching.authoring.collisions import Collision, Report
from backprop_tutor.teaching.lesson.source.printed_origins import Agreement, Origin
from backprop_tutor.teaching.lesson.source.published_numbers import (
    Fault,
    Misprint,
    Printed,
    worked_with,
)
from backprop_tutor.teaching.misconceptions import IDEAS

_MOST_LISTED = 8


def findings(audit: Audit, program: Program = AS_INSTALLED) -> tuple[Block, ...]:
    """Return what was found, as a page."""
    return (
        Prose((audit.subject.scenario.name,), Tone.HEADING),
        *_slopes(audit.slopes),
        *_published(audit, program),
        *_errata(audit, program),
        *_told_apart(audit.report),
        *_lost(audit.lost_notes),
    )


def _slopes(found: Compared) -> Iterator[Block]:
    if found.why_not:
        said = f"Slopes are not checked against finite differences here: {found.why_not}."
        yield Prose((said,), Tone.REMARK)
        return
    if found.wrong:
        said = (
            "These slopes do not agree with finite differences. That is a fault of this program, "
            "not of the file: please report it."
        )
        yield Prose((said,), Tone.WRONG)
        rows = tuple(
            (Name(one.slope.name), _number(one.value), _number(one.central))
            for one in found.wrong[:_MOST_LISTED]
        )
        yield Table(("slope", "here", "by differences"), rows)
    else:
        count = len(found.differences)
        slopes, agree = ("1 slope", "agrees") if count == 1 else (f"{count:,} slopes", "agree")
        some = f" of {found.of:,}" if count + len(found.unmeasured) < found.of else ""
        worst = f"{found.worst:.0e}".replace("e-0", "e-") if found.worst else "0"
        said = f"{slopes}{some} {agree} with finite differences; the worst by "
        if count:
            yield Prose((said, Value(worst), "."), Tone.RIGHT)
    if bent := [one.slope.name for one in found.differences if one.at_kink]:
        yield Prose(
            (
                "At a kink, where a slope lies between those of the two sides: ",
                *_listed(bent),
                ".",
            ),
            Tone.REMARK,
        )
    if lost := [one.name for one in found.unmeasured]:
        said = (
            "Not checked against finite differences, because a small step to one side has no "
            "value: "
        )
        yield Prose((said, *_listed(lost), "."), Tone.REMARK)


def _published(audit: Audit, program: Program) -> Iterator[Block]:
    """Say which printed numbers hold, which only as they are cut off, and which do not."""
    by_agreement: dict[Agreement, list[Printed]] = {}
    for one in audit.source.printed:
        by_agreement.setdefault(one.agreement, []).append(one)
    cut = by_agreement.get(Agreement.CUT_OFF, [])
    if right := [*by_agreement.get(Agreement.SAME, ()), *cut]:
        numbers, are = ("number", "is") if len(right) == 1 else ("numbers", "are")
        said = f"{len(right)} {numbers} that the source prints {are} what comes out here."
        yield Prose((said,), Tone.RIGHT)
    if cut:
        said = (
            "The source has cut the rest off, where rounding would give a different last figure: "
        )
        yield Prose((said, *_listed([one.quantity for one in cut]), "."), Tone.REMARK)
    if rounded := by_agreement.get(Agreement.ROUNDED):
        yield from _as_rounded(rounded)
    for one in audit.source.printed:
        if not one.holds:
            yield Prose(_not_so(one, audit, program), Tone.WRONG)


def _as_rounded(rounded: Sequence[Printed]) -> Iterator[Block]:
    number, follows = ("number", "follows") if len(rounded) == 1 else ("numbers", "follow")
    said = f"{len(rounded)} {number} {follows} from the numbers as the source rounds them."
    yield Prose((said,), Tone.RIGHT)
    for one in rounded:
        goes_on = (". It goes on with", *_goes_on_with(one.origin), ".")
        yield Prose((*_differs(one), *goes_on), Tone.REMARK)


def _goes_on_with(origin: Origin | None) -> tuple[Inline, ...]:
    numbers = worked_with(origin)
    return (": ", *numbers) if numbers else ()


def _not_so(one: Printed, audit: Audit, program: Program) -> tuple[Inline, ...]:
    if one.value is None:
        return _no_quantity("published", one.quantity, audit, program)
    differs = ("published: ", *_differs(one))
    if one.because is not None and one.origin is not None:
        rounded = ", with the numbers as the source rounds them" if one.origin.rounded else ""
        return (
            *differs,
            f". The wrong idea '{one.because.idea.id}' leads to that number{rounded}",
            *_goes_on_with(one.origin),
            ". Move it to errata, with this misconception.",
        )
    return (
        *differs,
        ". Look for a slip in the numbers of the file; if it is the source that errs, move it to "
        "errata.",
    )


def _differs(one: Printed) -> tuple[Inline, ...]:
    is_ = (Name(one.quantity), " is ", _beside(one))
    return (*is_, ", and the source prints ", Value(f"{one.published:f}"))


def _no_quantity(key: str, name: str, audit: Audit, program: Program) -> tuple[Inline, ...]:
    near = _did_you_mean(name, audit.subject.tape)
    solve = program.command("solve", audit.subject.scenario.called)
    return (
        f"{key}: there is no quantity {name} with a value here{near}; '{solve}' lists them all.",
    )


def _beside(one: Printed) -> Value:
    """Return the value in as many figures as the printed number, and one more."""
    value = one.value or 0.0
    return Value(figures.spelled(value, min(16, figures.significant_figures(one.published) + 1)))


def _errata(audit: Audit, program: Program) -> Iterator[Block]:
    """Say which errata are wrong indeed, and why; and what is wrong with the others."""
    right = [one for one in audit.source.misprints if one.fault is None]
    if right:
        numbers, are = ("number", "is") if len(right) == 1 else ("numbers", "are")
        said = f"{len(right)} {numbers} listed as errata {are} indeed wrong."
        yield Prose((said,), Tone.RIGHT)
        yield Table(
            ("quantity", "printed", "because of"),
            tuple(
                (
                    Name(one.erratum.quantity),
                    f"{one.erratum.published:f}",
                    _reason(one),
                )
                for one in right
            ),
        )
    for one in audit.source.misprints:
        if one.fault is not None:
            yield Prose(_at_fault(one, one.fault, audit, program), Tone.WRONG)


def _reason(one: Misprint) -> str:
    named = one.erratum.misconception
    if one.origin is None or not one.origin.rounded:
        return named or "no wrong idea named"
    rounded = "the numbers as the source rounds them"
    return rounded if named is None else f"{named}, with {rounded}"


def _at_fault(one: Misprint, fault: Fault, audit: Audit, program: Program) -> tuple[Inline, ...]:
    erratum = one.erratum
    named = erratum.misconception or ""
    number = Value(f"{erratum.published:f}")
    match fault:
        case Fault.NO_QUANTITY:
            return _no_quantity("errata", erratum.quantity, audit, program)
        case Fault.NOT_WRONG:
            right = ("errata: ", Name(erratum.quantity), " is ", number)
            return (*right, " to the figures printed, so it is not wrong; move it to published.")
        case Fault.NO_SUCH_IDEA:
            near = _did_you_mean(named, (idea.id for idea in IDEAS))
            said = f": there is no misconception '{named}'{near}."
            return ("errata, ", Name(erratum.quantity), said)
        case Fault.NOT_LED_TO:
            instead = sorted(one.leads_to, key=lambda it: abs(it - float(erratum.published)))
            digits = figures.significant_figures(erratum.published)
            texts = dict.fromkeys(figures.spelled(it, min(16, digits)) for it in instead)
            led = f" leads to {', '.join(list(texts)[:3])}" if texts else " has no bearing on it"
            return (
                *("errata: '", named, "'", led, ", and not to ", number, " for "),
                *(Name(erratum.quantity), ". Name another misconception, or none."),
            )
        case _:
            assert_never(fault)


def _did_you_mean(typed: str, known: Iterable[str]) -> str:
    near = nearest(typed, known)
    return f"; did you mean {near}" if near else ""


def _number(value: float) -> Value:
    return Value(figures.spelled(value, 12))


def _listed(names: Sequence[str]) -> Iterator[Inline]:
    for index, name in enumerate(names[:_MOST_LISTED]):
        yield from (", ", Name(name)) if index else (Name(name),)
    if len(names) > _MOST_LISTED:
        yield f" and {len(names) - _MOST_LISTED} more"


def _lost(notes: Sequence[str]) -> Iterator[Block]:
    if notes:
        listed = ", ".join(notes)
        yield Prose((f"Notes on quantities that do not exist: {listed}.",), Tone.WRONG)


def _told_apart(report: Report) -> tuple[Block, ...]:
    """Say which wrong ideas the numbers of the scenario can and cannot tell apart."""
    blocks: list[Block] = [
        Prose(
            (
                f"{report.questions} questions; {report.wrong_answers} wrong answers to them are "
                "recognised.",
            ),
        ),
    ]
    if report.unseen:
        blocks += [
            Prose(
                (
                    "These wrong ideas give the right figures, to more of them than are asked for, "
                    "so they go unnoticed. Choose other numbers, unless that is what the lesson is "
                    "about, as of a neuron at its bound.",
                ),
                Tone.REMARK,
            ),
            _table(report.unseen),
        ]
    else:
        blocks.append(Prose(("No wrong idea gives the right figures.",), Tone.RIGHT))
    for always, said in _ALIKE.items():
        alike = [
            one
            for one in report.collisions
            if not (one.unseen or one.forgiven) and one.always is always
        ]
        if alike:
            blocks += [Prose((said,)), _table(alike)]
    if forgiven := [one for one in report.collisions if one.forgiven]:
        said = "Two slips at once cancel here; they are named only when more figures are typed."
        blocks += [Prose((said,)), _table(forgiven)]
    if report.closer:
        said = "To tell a wrong idea from the right answer, more figures are asked for than usual."
        blocks += [
            Prose((said,)),
            Table(
                ("question", "figures"),
                tuple((Name(name), str(digits)) for name, digits in report.closer),
            ),
        ]
    return tuple(blocks)


_ALIKE = {
    False: (
        "With these numbers these wrong ideas give the same answer; the likelier is named first."
    ),
    True: (
        "These wrong ideas give the same answer whatever the numbers; the likelier is named first."
    ),
}


def _table(collisions: Sequence[Collision]) -> Table:
    return Table(
        ("question", "answer", "wrong ideas"),
        tuple(
            (Name(collision.quantity), _answer(collision.typed), ", ".join(collision.ids))
            for collision in collisions
        ),
    )


def _answer(typed: Decimal) -> str:
    """Return an answer to the figures asked for; a very small one not with all its zeros."""
    written = f"{typed:f}"
    return written if len(written) <= _LONGEST_ANSWER else figures.spelled(float(typed))


_LONGEST_ANSWER = 16
