"""The pages a learner can call up on the way, and the last one."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from backprop_tutor.blocks.blocks import Block, Inline, Prose, Table, Tone
from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Name
from backprop_tutor.invocation import AS_INSTALLED, Program, number_options
from backprop_tutor.maths import figures
from backprop_tutor.maths.tape.tape import Role
from backprop_tutor.scenario.scenario import Direction, Method, Scenario, Update
from backprop_tutor.teaching.lesson.error_split import against_gradient
from backprop_tutor.teaching.lesson.error_split.order import update_wanted
from backprop_tutor.teaching.lesson.plan import focus
from backprop_tutor.teaching.lesson.source.published_numbers import comparison
from backprop_tutor.teaching.subject.authors_words import name_shown
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.untrusted import visible
from backprop_tutor.wording import (
    Marked,
    listed_and,
    marked,
    say,
    say_so_many,
    text,
    text_in,
    with_commas,
)


def end(subject: Subject, worked_out: Sequence[str] = ()) -> tuple[Block, ...]:
    """Return the last page: what came of it all.

    What the source prints stands beside what was ``worked_out``.
    """
    scenario = subject.scenario
    shared = scenario.method is Method.ERROR_SPLIT
    told = against_gradient.comparison_page(subject) if shared else ()
    if not shared or update_wanted(scenario.lesson):
        told = (*told, *_what_came_out(subject, worked_out))
    return (*told, *comparison(worked_out, subject))


def _what_came_out(subject: Subject, worked_out: Sequence[str]) -> tuple[Block, ...]:
    """Return the gradients, the old and the new parameters, the error before and after."""
    blocks: list[Block] = [Prose(say("What came out"), Tone.TITLE)]
    heads, rows = _parameters(subject, worked_out)
    if rows:
        blocks.append(Table(heads, rows))
    if names.updated(subject.aim) in subject.tape:
        blocks.append(_before_and_after(subject))
    elif subject.scenario.differentiate:
        blocks += _nudged(subject)
    return tuple(blocks)


def _parameters(
    subject: Subject, worked_out: Sequence[str]
) -> tuple[tuple[Inline, ...], tuple[tuple[Inline, ...], ...]]:
    """Return what became of each parameter, and without a loss the slope for each input too.

    Where a parameter does not learn, its gradient is not told unless it was ``worked_out``.
    """
    learns = any(line.role is Role.UPDATE for line in subject.tape.values())
    worked_on = {subject[name].by for name in worked_out}
    heads: tuple[Inline, ...] = (
        text_in("a column of a table", "number"),
        text_in("a column of a table", "slope"),
        text_in("a column of a table", "value"),
    )
    if learns:
        heads = (
            text_in("a column of a table", "parameter")
            if subject.scenario.inputs.keys().isdisjoint(worked_on)
            else text_in("a column of a table", "number"),
            text_in("a column of a table", "gradient"),
            text_in("a column of a table", "before"),
            text_in("a column of a table", "after"),
        )
    samples = range(1, len(subject.scenario.samples) + 1)
    of_all = [(name, subject.gradient(name)) for name in subject.scenario.variables]
    of_samples = [  # Inputs that each sample has its own of.
        (names.at_sample(name, sample), names.at_sample(gradient, sample))
        for name, gradient in of_all
        for sample in samples
        if name in subject.scenario.inputs
    ]
    inputs = {*subject.scenario.inputs, *(name for name, _ in of_samples)}
    rows = []
    for name, gradient in (*of_samples, *of_all):
        if name not in subject.tape:
            continue
        if learns and name in inputs and gradient not in worked_out:
            continue  # What nobody asked about, and what does not learn.
        if gradient in subject.tape:
            untold = learns and names.updated(name) not in subject.tape
            slope = "" if untold and gradient not in worked_out else subject.value(gradient)
            row = (Name(name), slope, subject.value(name))
            rows.append((*row, _after(name, subject)) if learns else row)
    return heads, tuple(rows)


def _nudged(subject: Subject) -> Iterable[Prose]:
    """Say what the steepest of the slopes means."""
    slopes = {
        name: subject.values[subject.gradient(name)]
        for name in subject.scenario.variables
        if subject.gradient(name) in subject.tape
    }
    if not any(slopes.values()):
        return
    steepest = max(slopes, key=lambda name: abs(slopes[name]))
    slope = slopes[steepest]
    nudge = _small_beside(subject.values[steepest])
    change = (Decimal(figures.spelled(abs(slope))) * nudge).normalize()
    moves: tuple[Inline, ...] = (
        say(
            "What do these slopes say? {aim} is {value} now. Nudge {number} up by {nudge}, and it "
            "rises by about {change}: the slope times the nudge.",
            aim=Name(subject.aim),
            value=subject.value(subject.aim),
            number=steepest,
            nudge=f"{nudge:f}",
            change=f"{change:f}",
        )
        if slope > 0
        else say(
            "What do these slopes say? {aim} is {value} now. Nudge {number} up by {nudge}, and it "
            "falls by about {change}: the slope times the nudge.",
            aim=Name(subject.aim),
            value=subject.value(subject.aim),
            number=steepest,
            nudge=f"{nudge:f}",
            change=f"{change:f}",
        )
    )
    others = [name for name, one in slopes.items() if name != steepest and abs(one) == abs(slope)]
    if len(slopes) == 1:
        yield Prose(moves)
        return
    if others:
        rest = say_so_many(
            "Of the others {names} moves it as much, and none more.",
            "Of the others {names} move it as much, and none more.",
            len(others),
            names=listed_and(others),
        )
    else:
        rest = say("None of the others moves it as much.")
    yield Prose((*moves, " ", *rest))


def _small_beside(value: float) -> Decimal:
    """Return a nudge that is small beside a number: 0.01, or less of a number below 0.1."""
    if not value or abs(value) >= 0.1:
        return Decimal("0.01")
    return Decimal(1).scaleb(figures.magnitude(value) - 1)


def _after(name: str, subject: Subject) -> Inline:
    new = names.updated(name)
    return subject.value(new) if new in subject.tape else text("does not learn")


def _before_and_after(subject: Subject) -> Prose:
    """Say what one step was good for."""
    aim = subject.aim
    after = names.updated(aim)
    rose = subject.values[after] > subject.values[aim]
    what_came = _the_error_was if subject.scenario.has_loss else _the_aim_was
    came = what_came(subject, after)
    if not _has_moved(subject):
        return Prose((*came, " ", *say("Every step was 0 here, so nothing has moved.")))
    if subject.values[after] == subject.values[aim]:
        level = say(
            "Something has moved, and yet it is the same as before: the step was too long, or the "
            "way is level there."
        )
        return Prose((*came, " ", *level))
    if rose is not (subject.scenario.direction is Direction.ASCENT):
        return Prose((*came, " ", *_went_wrong(subject, rose=rose)))
    return Prose((*came, " ", *_steps(subject.scenario)))


def _went_wrong(subject: Subject, *, rose: bool) -> tuple[Inline, ...]:
    """Say why one step did harm.

    One that goes along the slope has been too long; one that goes against it would do harm at any
    length, and then something else than the gradient has made it.
    """
    other = _beside_the_gradient(subject)
    if other is not None and _along_the_slope(subject) * (1 if rose else -1) >= 0:
        went = (
            say("It has grown: this step did not go downhill.")
            if rose
            else say("It has fallen: this step did not go uphill.")
        )
        return (*went, " ", *say(other))
    return (
        say(
            "It has grown: the step was too long for this slope. A smaller learning rate would "
            "help."
        )
        if rose
        else say(
            "It has fallen: the step was too long for this slope. A smaller learning rate would "
            "help."
        )
    )


def _beside_the_gradient(subject: Subject) -> Marked | None:
    """Return what else than the gradients of this pass moves the parameters, if something does."""
    scenario = subject.scenario
    if scenario.samples and scenario.update is Update.ONLINE:
        return None  # Each step has a slope of its own.
    remembers = any(
        line.role is Role.MOMENT and subject.values[name] for name, line in subject.tape.items()
    )
    if remembers and scenario.decaying:
        return marked(
            "What the optimizer remembers of earlier gradients and the weight decay have moved "
            "more than this gradient."
        )
    if remembers:
        return marked(
            "It follows what the optimizer remembers of earlier gradients, and they pointed "
            "another way than this one."
        )
    if scenario.decaying:
        return marked("The weight decay has moved more than the gradient.")
    return None


def _along_the_slope(subject: Subject) -> float:
    """Return how the aim would change by the step if it went on as straight as it begins."""
    values = subject.values
    return sum(
        values[subject.gradient(line.of)] * (values[line.name] - values[line.of])
        for line in subject.tape.values()
        if line.role is Role.UPDATE
    )


def _has_moved(subject: Subject) -> bool:
    """Whether some parameter is another number after its update."""
    return any(
        subject.values[line.name] != subject.values[line.of]
        for line in subject.tape.values()
        if line.role is Role.UPDATE
    )


def _the_error_was(subject: Subject, after: str) -> tuple[Inline, ...]:
    return say(
        "The error was {before} and is now {after}.",
        before=subject.value(subject.aim),
        after=subject.value(after),
    )


def _the_aim_was(subject: Subject, after: str) -> tuple[Inline, ...]:
    return say(
        "{aim} was {before} and is now {after}.",
        aim=Name(subject.aim),
        before=subject.value(subject.aim),
        after=subject.value(after),
    )


def _steps(scenario: Scenario) -> tuple[str, ...]:
    """Say how many steps one lesson takes: where every sample moves the weights, one for each."""
    each = bool(scenario.samples) and scenario.update is Update.ONLINE
    steps = len(scenario.samples) if each else 1
    if not scenario.has_loss and scenario.direction is Direction.DESCENT:
        return say_so_many(
            "One step downhill; a descent takes many of them.",
            "{n} steps downhill; a descent takes many of them.",
            steps,
        )
    if scenario.direction is Direction.ASCENT:
        return say_so_many(
            "One step uphill; training takes thousands of them.",
            "{n} steps uphill; training takes thousands of them.",
            steps,
        )
    return say_so_many(
        "One step downhill; training takes thousands of them.",
        "{n} steps downhill; training takes thousands of them.",
        steps,
    )


def lesson_continues(step: int, steps: int, anew: str) -> tuple[Block, ...]:
    """Say that a lesson that was broken off goes on, at which step of how many.

    ``anew`` is the command that starts it over.
    """
    said = say(
        "Continuing where you left off, at step {step} of {steps}. To start over:",
        step=step,
        steps=steps,
    )
    return Prose(said, Tone.REMARK), Prose((visible(anew),), Tone.COMMAND)


def stopped(said: str, to_go_on: str | None) -> tuple[Block, ...]:
    """Say where a learner stopped, and the command that goes on from there, if there is one.

    A command stands by itself: a line of a sentence may be broken, and then it cannot be pasted.
    """
    if to_go_on is None:
        return (Prose((said,)),)
    return (
        Prose(say("{where} To go on from here:", where=said)),
        Prose((to_go_on,), Tone.COMMAND),
    )


def what_next(
    subject: Subject, seed: int | None = None, program: Program = AS_INSTALLED
) -> tuple[Block, ...]:
    """Say what there is to look at after a lesson; ``seed`` is the variant's."""
    called, numbers = subject.scenario.called, number_options(seed, subject.after)
    own = seed is None and not subject.after
    learns = any(line.role is Role.UPDATE for line in subject.tape.values())
    commands = [
        *([program.command("train", called)] if learns and own else []),
        *(program.command("plot", called, {"weight": name}) for name in focus(subject)[:1] if own),
        program.command("quiz", called),
        program.command("solve", called, numbers),
        program.command("export", called, {**numbers, "to": "markdown"}),
        program.command("walk"),
    ]
    told = say("To look at next:") if program.on_page else _to_look_at(learns=learns, own=own)
    return Prose(told), Prose(("\n".join(commands),), Tone.COMMAND)


def _to_look_at(*, learns: bool, own: bool) -> tuple[str, ...]:
    """Say what the commands of ``what_next`` show, in their order."""
    if not own:
        return say(
            "To look at next: how much of it you remember, all the numbers, the whole solution; "
            "and on with the course:"
        )
    if not learns:
        return say(
            "To look at next: a slope as a picture, how much of it you remember, all the numbers, "
            "the whole solution; and on with the course:"
        )
    return say(
        "To look at next: many updates, a slope as a picture, how much of it you remember, all "
        "the numbers, the whole solution; and on with the course:"
    )


def elsewhere(scenario: Scenario, program: Program = AS_INSTALLED) -> tuple[Block, ...]:
    """Say what else there is to do, for who leaves a lesson or a quiz to do something else."""
    rows = (
        (say("The networks that there are:"), program.command("list")),
        (say("The lesson on this network:"), program.command("walk", scenario.called)),
        (say("Questions about it, with a score:"), program.command("quiz", scenario.called)),
        (say("What you know by now, and what to do next:"), program.command("progress")),
        (say("Everything that this program does:"), program.command("--help")),
    )
    return tuple(
        block
        for said, command in rows
        if command  # A page has not all of them.
        for block in (Prose(said), Prose((command,), Tone.COMMAND))
    )


def begun_anew(scenario: Scenario) -> Prose:
    """Say that what was answered before does not fit a scenario that has changed."""
    said = say(
        "{scenario} has changed since you left it, so the lesson starts over.",
        scenario=name_shown(scenario),
    )
    return Prose(said, Tone.REMARK)


def values(subject: Subject, known: Sequence[str]) -> tuple[Block, ...]:
    """Return all numbers so far, as a table; of very many the given ones first, then the latest.

    What is left out is said, with the word that shows it.
    """
    given = [name for name in known if not subject.taught(name)]
    worked = [name for name in known if subject.taught(name)]
    if len(known) <= _MOST_VALUES:
        return (_table(known, subject),)
    numbers: list[tuple[Inline, ...]] = [
        (Name(name), " = ", subject.value(name)) for name in given[:_MOST_GIVEN]
    ]
    blocks: list[Block] = []
    if given:
        told: tuple[Inline, ...] = with_commas(numbers)
        blocks.append(Prose(say("Given: {numbers}.", numbers=told)))
    blocks.append(_table(worked[-_MOST_VALUES:], subject))
    if left := (*given[_MOST_GIVEN:], *worked[:-_MOST_VALUES]):
        how: tuple[Inline, ...] = say_so_many(
            "{n} number is left out here. For one of them, type calc and its name: calc {name}",
            "{n} numbers are left out here. For one of them, type calc and its name: calc {name}",
            len(left),
            name=Name(left[-1]),
        )
        blocks.append(Prose(how, Tone.REMARK))
    return tuple(blocks)


def _table(names_of_all: Sequence[str], subject: Subject) -> Table:
    rows = tuple((Name(name), subject.value(name)) for name in names_of_all)
    return Table(
        (text_in("a column of a table", "quantity"), text_in("a column of a table", "value")), rows
    )


_MOST_VALUES = 80
"""Rows of a table that can be looked over."""
_MOST_GIVEN = 120
"""Numbers of a list that can."""


def solution_table(subject: Subject, wanted: Iterable[str]) -> Table:
    """Return quantities with their values and formulas."""
    given = text_in("instead of a formula", "given")
    rows = tuple(
        (Name(name), subject.value(name), subject[name].formula if subject.taught(name) else given)
        for name in wanted
    )
    return Table(
        (
            text_in("a column of a table", "quantity"),
            text_in("a column of a table", "value"),
            text_in("a column of a table", "formula"),
        ),
        rows,
    )
