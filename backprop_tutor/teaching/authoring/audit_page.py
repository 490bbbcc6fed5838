"""What an author is told: what a scenario's numbers can tell apart, whether its slopes hold, what
is true of what its source prints, which notes are lost."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TypeAlias, assert_never

from backprop_tutor.blocks.blocks import Block, Inline, Prose, Table, Tone, Value
from backprop_tutor.formula.expression import Name
from backprop_tutor.formula.nearest import nearest
from backprop_tutor.invocation import AS_INSTALLED, Program
from backprop_tutor.maths import figures
from backprop_tutor.maths.oracle.finite_differences import Compared, WhyNot
from backprop_tutor.teaching.authoring.audit import Audit
from backprop_tutor.teaching.authoring.collisions import Collision, Report
from backprop_tutor.teaching.authoring.oversights_page import sentence, some_of
from backprop_tutor.teaching.lesson.source.printed_origins import Agreement
from backprop_tutor.teaching.lesson.source.published_numbers import (
    Fault,
    Misprint,
    Printed,
    worked_with,
)
from backprop_tutor.teaching.misconceptions import IDEAS
from backprop_tutor.wording import (
    grouped,
    marked,
    say,
    say_so_many,
    text,
    text_in,
    text_with_commas,
    with_commas,
)

_MOST_LISTED = 8


def findings(
    audit: Audit, program: Program = AS_INSTALLED, *, each: bool = False
) -> tuple[Block, ...]:
    """Return what was found, as a page; ``each`` question with its wrong ideas, if wanted."""
    call = program.command("check", audit.subject.scenario.called, {"all": "true"})
    return (
        Prose((audit.subject.scenario.name,), Tone.HEADING),
        *_slopes(audit.slopes),
        *_published(audit, program),
        *_errata(audit, program),
        *map(sentence, audit.oversights),
        *_told_apart(audit.report, each=each, call=call),
        *_lost(audit.lost_notes),
    )


WHY_NOT = {
    WhyNot.GIVEN: marked("the given values do not move when a parameter does"),
    WhyNot.SHARES: marked("shares of an error are not slopes"),
}


def _slopes(found: Compared) -> Iterator[Block]:
    if found.why_not is not None:
        said = say(
            "Slopes are not checked against finite differences here: {reason}.",
            reason=text(WHY_NOT[found.why_not]),
        )
        yield Prose(said, Tone.REMARK)
        return
    if found.wrong:
        said = say(
            "These slopes do not agree with finite differences. That is a fault of this program, "
            "not of the file: please report it."
        )
        yield Prose(said, Tone.WRONG)
        rows = tuple(
            (Name(one.slope.name), _number(one.value), _number(one.central))
            for one in found.wrong[:_MOST_LISTED]
        )
        heads = (
            text_in("a column of a table", "slope"),
            text_in("a column of a table", "here"),
            text_in("a column of a table", "by differences"),
        )
        yield Table(heads, rows)
    elif found.differences:
        yield Prose(_agree(found), Tone.RIGHT)
    if bent := [one.slope.name for one in found.differences if one.at_kink]:
        yield Prose(
            say(
                "At a kink, where a slope lies between those of the two sides: {slopes}.",
                slopes=some_of(bent),
            ),
            Tone.REMARK,
        )
    if lost := [one.name for one in found.unmeasured]:
        yield Prose(
            say(
                "Not checked against finite differences, because a small step to one side has no "
                "value: {slopes}.",
                slopes=some_of(lost),
            ),
            Tone.REMARK,
        )


def _agree(found: Compared) -> tuple[Inline, ...]:
    """Say how many slopes agree with finite differences, and how well."""
    count = len(found.differences)
    worst = Value(f"{found.worst:.0e}".replace("e-0", "e-") if found.worst else "0")
    if count + len(found.unmeasured) < found.of:
        return say_so_many(
            "{n} slope of {all} agrees with finite differences; the worst by {worst}.",
            "{n} slopes of {all} agree with finite differences; the worst by {worst}.",
            count,
            all=grouped(found.of),
            worst=worst,
        )
    return say_so_many(
        "{n} slope agrees with finite differences; the worst by {worst}.",
        "{n} slopes agree with finite differences; the worst by {worst}.",
        count,
        worst=worst,
    )


def _published(audit: Audit, program: Program) -> Iterator[Block]:
    """Say which printed numbers hold, which only as they are cut off, and which do not."""
    by_agreement: dict[Agreement, list[Printed]] = {}
    for one in audit.source.printed:
        by_agreement.setdefault(one.agreement, []).append(one)
    cut = by_agreement.get(Agreement.CUT_OFF, [])
    if right := [*by_agreement.get(Agreement.SAME, ()), *cut]:
        said = say_so_many(
            "{n} number that the source prints is what comes out here.",
            "{n} numbers that the source prints are what comes out here.",
            len(right),
        )
        yield Prose(said, Tone.RIGHT)
    if cut:
        cut_off: tuple[Inline, ...] = say(
            "The source has cut the rest off, where rounding would give a different last figure: "
            "{quantities}.",
            quantities=some_of([one.quantity for one in cut]),
        )
        yield Prose(cut_off, Tone.REMARK)
    if rounded := by_agreement.get(Agreement.ROUNDED):
        yield from _as_rounded(rounded)
    for one in audit.source.printed:
        if not one.holds:
            yield Prose(_not_so(one, audit, program), Tone.WRONG)


def _as_rounded(rounded: Sequence[Printed]) -> Iterator[Block]:
    said = say_so_many(
        "{n} number follows from the numbers as the source rounds them.",
        "{n} numbers follow from the numbers as the source rounds them.",
        len(rounded),
    )
    yield Prose(said, Tone.RIGHT)
    for one in rounded:
        goes_on: tuple[Inline, ...] = say(
            "{quantity} is {value}, and the source prints {printed}. It goes on with: {numbers}.",
            quantity=Name(one.quantity),
            value=_beside(one),
            printed=_as_printed(one),
            numbers=worked_with(one.origin),
        )
        yield Prose(goes_on, Tone.REMARK)


def _not_so(one: Printed, audit: Audit, program: Program) -> tuple[Inline, ...]:
    if one.value is None:
        return _no_quantity("published", one.quantity, audit, program)
    quantity, value, printed = Name(one.quantity), _beside(one), _as_printed(one)
    if one.because is None or one.origin is None:
        # Translators: published and errata are keys of a file, and stay as they are.
        return say(
            "published: {quantity} is {value}, and the source prints {printed}. Look for a slip in "
            "the numbers of the file; if it is the source that errs, move it to errata.",
            quantity=quantity,
            value=value,
            printed=printed,
        )
    if one.origin.rounded:
        # Translators: published and errata are keys of a file, and stay as they are.
        return say(
            "published: {quantity} is {value}, and the source prints {printed}. The wrong idea "
            "'{idea}' leads to that number, with the numbers as the source rounds them: {numbers}. "
            "Move it to errata, with this misconception.",
            quantity=quantity,
            value=value,
            printed=printed,
            idea=one.because.idea.id,
            numbers=worked_with(one.origin),
        )
    # Translators: published and errata are keys of a file, and stay as they are.
    return say(
        "published: {quantity} is {value}, and the source prints {printed}. The wrong idea "
        "'{idea}' leads to that number. Move it to errata, with this misconception.",
        quantity=quantity,
        value=value,
        printed=printed,
        idea=one.because.idea.id,
    )


def _no_quantity(key: str, name: str, audit: Audit, program: Program) -> tuple[Inline, ...]:
    near = nearest(name, audit.subject.tape)
    solve = program.command("solve", audit.subject.scenario.called)
    if near:
        return say(
            "{key}: there is no quantity {name} with a value here; did you mean {near}; "
            "'{solve}' lists them all.",
            key=key,
            name=name,
            near=near,
            solve=solve,
        )
    return say(
        "{key}: there is no quantity {name} with a value here; '{solve}' lists them all.",
        key=key,
        name=name,
        solve=solve,
    )


def _beside(one: Printed) -> Value:
    """Return the value in as many figures as the printed number, and one more."""
    value = one.value or 0.0
    return Value(figures.spelled(value, min(16, figures.significant_figures(one.published) + 1)))


def _as_printed(one: Printed) -> Value:
    return Value(f"{one.published:f}")


def _errata(audit: Audit, program: Program) -> Iterator[Block]:
    """Say which errata are wrong indeed, and why; and what is wrong with the others."""
    right = [one for one in audit.source.misprints if one.fault is None]
    if right:
        said = say_so_many(
            "{n} number listed as errata is indeed wrong.",
            "{n} numbers listed as errata are indeed wrong.",
            len(right),
        )
        yield Prose(said, Tone.RIGHT)
        yield Table(
            (
                text_in("a column of a table", "quantity"),
                text_in("a column of a table", "printed"),
                text_in("a column of a table", "because of"),
            ),
            tuple(
                (
                    Name(one.erratum.quantity),
                    Value(f"{one.erratum.published:f}"),
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
        return named or text("no wrong idea named")
    if named is None:
        return text("the numbers as the source rounds them")
    return text("{idea}, with the numbers as the source rounds them", idea=named)


def _at_fault(one: Misprint, fault: Fault, audit: Audit, program: Program) -> tuple[Inline, ...]:
    erratum = one.erratum
    quantity, printed = Name(erratum.quantity), Value(f"{erratum.published:f}")
    match fault:
        case Fault.NO_QUANTITY:
            return _no_quantity("errata", erratum.quantity, audit, program)
        case Fault.NOT_WRONG:
            # Translators: errata and published are keys of a file, and stay as they are.
            return say(
                "errata: {quantity} is {printed} to the figures printed, so it is not wrong; move "
                "it to published.",
                quantity=quantity,
                printed=printed,
            )
        case Fault.NO_SUCH_IDEA:
            return _no_such_idea(erratum.misconception or "", quantity)
        case Fault.NOT_LED_TO:
            return _not_led_to(one, quantity, printed)
        case _:
            assert_never(fault)


def _no_such_idea(named: str, quantity: Name) -> tuple[Inline, ...]:
    if near := nearest(named, (idea.id for idea in IDEAS)):
        # Translators: errata is a key of a file, and stays as it is.
        return say(
            "errata, {quantity}: there is no misconception '{idea}'; did you mean {near}.",
            quantity=quantity,
            idea=named,
            near=near,
        )
    # Translators: errata is a key of a file, and stays as it is.
    return say(
        "errata, {quantity}: there is no misconception '{idea}'.", quantity=quantity, idea=named
    )


def _not_led_to(one: Misprint, quantity: Name, printed: Value) -> tuple[Inline, ...]:
    named, published = one.erratum.misconception or "", one.erratum.published
    led_to = sorted(one.leads_to, key=lambda it: abs(it - float(published)))
    digits = min(16, figures.significant_figures(published))
    numbers = [*dict.fromkeys(figures.spelled(it, digits) for it in led_to)]
    if not numbers:
        # Translators: errata is a key of a file, and stays as it is.
        return say(
            "errata: '{idea}' has no bearing on {quantity}, so it does not lead to {printed}. Name "
            "another misconception, or none.",
            idea=named,
            quantity=quantity,
            printed=printed,
        )
    # Translators: errata is a key of a file, and stays as it is.
    return say(
        "errata: '{idea}' leads to {numbers}, and not to {printed} for {quantity}. Name another "
        "misconception, or none.",
        idea=named,
        numbers=with_commas([Value(number) for number in numbers[:3]]),
        printed=printed,
        quantity=quantity,
    )


def _number(value: float) -> Value:
    return Value(figures.spelled(value, 12))


def _lost(notes: Sequence[str]) -> Iterator[Block]:
    if notes:
        said = say(
            "Notes on quantities that do not exist: {quantities}.", quantities=with_commas(notes)
        )
        yield Prose(said, Tone.WRONG)


def _told_apart(report: Report, *, each: bool, call: str) -> Iterator[Block]:
    """Say which wrong ideas the numbers of the scenario can and cannot tell apart.

    Questions at which the same ideas meet are one row, and few rows are shown, unless ``each`` of
    them is wanted; ``call`` is the command that shows each.
    """
    yield Prose(_counted(report))
    ideas: dict[str, None] = {}
    met: list[Collision] = []
    is_cut = False
    if not report.unseen:
        yield Prose(say("No wrong idea gives the right figures."), Tone.RIGHT)
    for said, meeting in _kinds(report):
        yield said
        met += meeting
        if each:
            yield _table(meeting)
            ideas |= dict.fromkeys(idea for one in meeting for idea in one.ids)
            continue
        groups = _groups(meeting)
        yield _grouped_table(groups[:_MOST_GROUPS])
        ideas |= dict.fromkeys(idea for ids, _ in groups[:_MOST_GROUPS] for idea in ids)
        is_cut = is_cut or any(len(questions) > 1 for _, questions in groups)
        if rest := sum(len(questions) for _, questions in groups[_MOST_GROUPS:]):
            left_out: tuple[Inline, ...] = say_so_many(
                "So it is at {n} more question.", "So it is at {n} more questions.", rest
            )
            yield Prose(left_out)
    if report.closer:
        yield from _more_figures(report.closer, each=each)
    if ideas:
        yield Prose(say("What is said to a learner who has one of these ideas:"))
        # An idea may have another sentence at lines of another kind, which is not said at these.
        here: dict[str, dict[str, None]] = {called: {} for called in ideas}
        for idea in (idea for one in met for idea in one.ideas if idea.id in here):
            here[idea.id][text(idea.say)] = None
        yield Table(
            (
                text_in("a column of a table", "wrong idea"),
                text_in("a column of a table", "what is said"),
            ),
            tuple((called, said) for called, its in here.items() for said in its),
        )
    if is_cut:
        yield Prose(say("Question by question, with the answers at which they meet:"), Tone.HINT)
        yield Prose((call,), Tone.COMMAND)


_UNSEEN = marked(
    "These wrong ideas give the right figures, to more of them than are asked for, so they go "
    "unnoticed. Choose other numbers, unless that is what the lesson is about, as of a neuron at "
    "its bound."
)
_ALIKE = {
    False: marked(
        "With these numbers these wrong ideas give the same answer; the likelier is named first."
    ),
    True: marked(
        "These wrong ideas give the same answer whatever the numbers; the likelier is named first."
    ),
}
_CANCEL = marked("Two slips at once cancel here; they are named only when more figures are typed.")
_MOST_GROUPS = 4


def _counted(report: Report) -> tuple[Inline, ...]:
    if report.questions < report.of:
        return say(
            "{n} questions of {all}, evenly chosen; wrong answers that are recognised: "
            "{wrong_answers}.",
            n=grouped(report.questions),
            all=grouped(report.of),
            wrong_answers=grouped(report.wrong_answers),
        )
    return say_so_many(
        "{n} question; wrong answers that are recognised: {wrong_answers}.",
        "{n} questions; wrong answers that are recognised: {wrong_answers}.",
        report.questions,
        wrong_answers=report.wrong_answers,
    )


def _kinds(report: Report) -> Iterator[tuple[Prose, Sequence[Collision]]]:
    """Yield the kinds of collisions that there are, each with its sentence."""
    if report.unseen:
        yield Prose(say(_UNSEEN), Tone.REMARK), report.unseen
    for always, said in _ALIKE.items():
        alike = [
            one
            for one in report.collisions
            if not (one.unseen or one.forgiven) and one.always is always
        ]
        if alike:
            yield Prose(say(said)), alike
    if forgiven := [one for one in report.collisions if one.forgiven]:
        yield Prose(say(_CANCEL)), forgiven


_Group: TypeAlias = tuple[tuple[str, ...], list[str]]
"""Ideas, and the questions at which they meet."""


def _groups(collisions: Sequence[Collision]) -> Sequence[_Group]:
    """Return the questions at which the same ideas meet; what meets most often comes first."""
    found: dict[frozenset[str], _Group] = {}
    for one in collisions:
        _, questions = found.setdefault(frozenset(one.ids), (one.ids, []))
        questions.append(one.quantity)
    return sorted(found.values(), key=lambda group: -len(group[1]))


def _grouped_table(groups: Sequence[_Group]) -> Table:
    return Table(
        (
            text_in("a column of a table", "question"),
            text_in("a column of a table", "more of its kind"),
            text_in("a column of a table", "wrong ideas"),
        ),
        tuple(
            (Name(questions[0]), str(len(questions) - 1), text_with_commas(ids))
            for ids, questions in groups
        ),
    )


def _more_figures(closer: Sequence[tuple[str, int]], *, each: bool) -> Iterator[Block]:
    yield Prose(
        say("To tell a wrong idea from the right answer, more figures are asked for than usual.")
    )
    if each:
        yield Table(
            (
                text_in("a column of a table", "question"),
                text_in("a column of a table", "figures"),
            ),
            tuple((Name(name), str(digits)) for name, digits in closer),
        )
        return
    by_digits: dict[int, list[str]] = {}
    for name, digits in closer:
        by_digits.setdefault(digits, []).append(name)
    yield Table(
        (
            text_in("a column of a table", "question"),
            text_in("a column of a table", "more of its kind"),
            text_in("a column of a table", "figures"),
        ),
        tuple(
            (Name(named[0]), str(len(named) - 1), str(digits))
            for digits, named in sorted(by_digits.items())
        ),
    )


def _table(collisions: Sequence[Collision]) -> Table:
    return Table(
        (
            text_in("a column of a table", "question"),
            text_in("a column of a table", "answer"),
            text_in("a column of a table", "wrong ideas"),
        ),
        tuple(
            (
                Name(collision.quantity),
                _answer(collision.typed),
                text_with_commas(collision.ids),
            )
            for collision in collisions
        ),
    )


def _answer(typed: Decimal) -> Value:
    """Return an answer to the figures asked for; a very small one not with all its zeros."""
    written = f"{typed:f}"
    return Value(written if len(written) <= _LONGEST_ANSWER else figures.spelled(float(typed)))


_LONGEST_ANSWER = 16
