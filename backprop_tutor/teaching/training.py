"""What training shows: the loss on its way down, what each learning rate did, before and after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from backprop_tutor.expression import Name
from backprop_tutor.maths import figures, names
from backprop_tutor.maths.tape import Role, Tape
from backprop_tutor.maths.training import History, milestones
from backprop_tutor.teaching.step import (
    Block,
    Curve,
    Curves,
    Figure,
    Inline,
    Prose,
    Table,
    Tone,
    Value,
)
from backprop_tutor.teaching.subject import Subject

_TWO_DECADES = 100
_HIGHEST = 100
"""The picture ends at so many times the first loss: what flies off does not flatten the rest."""

_MOST_ROWS = 24
"""Outputs shown before and after; more would hide what matters."""


@dataclass(frozen=True, slots=True)
class Run:
    """One training: at which learning rate, and what came of it."""

    rate: float
    history: History


class Course(Enum):
    """How a training went, by what was counted and compared on the way."""

    STOOD = "the loss is the same at the end"
    DIVERGED = "the numbers left the range of numbers"
    GREW = "the loss is larger at the end than at the start"
    OVERSHOT = "the loss went up at a tenth of the updates, or more"
    STUMBLED = "the loss went up at some updates, fewer than a tenth"
    SETTLED = "the second half took off less than a hundredth, and than a tenth of the first's"
    CRAWLED = "more than nine tenths of the loss are left"
    FELL = "the loss went down all the time"


def course_of(history: History) -> Course:
    """Return the first course whose criterion is met."""
    if history.broke is not None:
        return Course.DIVERGED
    if history.last == history.first:
        return Course.STOOD
    if history.last > history.first:
        return Course.GREW
    if history.rises:
        often = 10 * history.rises >= history.updates
        return Course.OVERSHOT if often else Course.STUMBLED
    middle = next(loss for update, loss in history.points if 2 * update >= history.updates)
    late = middle - history.last
    if late < middle / 100 and late < (history.first - middle) / 10:
        return Course.SETTLED
    return Course.CRAWLED if history.last > 0.9 * history.first else Course.FELL


def described(run: Run) -> str:
    """Return a sentence or two on how a training went."""
    history = run.history
    start, end = figures.spelled(history.first, 3), figures.spelled(history.last, 3)
    made = _count(history.updates)
    rate = f"Rate {figures.spelled(run.rate)}"
    rises = f"the loss went up {_times(history.rises)} in {made}"
    match course_of(history):
        case Course.STOOD:
            return f"{rate} changes nothing: after {made} the loss is {end}, as before."
        case Course.DIVERGED:
            return (
                f"{rate} diverges: at update {history.broke:,} the numbers became too large to "
                "calculate with. The steps are so long that each one makes the next one longer."
            )
        case Course.GREW:
            return (
                f"{rate} overshoots: {rises}, and {end} is more than the {start} it began with. "
                "The steps are too long: they jump over the valley and land higher."
            )
        case Course.OVERSHOT:
            return (
                f"{rate} overshoots: {rises}, from {start} to {end} in all. "
                "Some steps are too long: they jump over the valley."
            )
        case Course.STUMBLED:
            return f"{rate} stumbles: {rises}; at all others it fell, from {start} to {end} in all."
        case Course.SETTLED:
            return (
                f"{rate} has come to rest: the loss went from {start} to {end}, and the second "
                f"half of the {made} took off less than a hundredth. It is in a valley, or on a "
                "plain where some output is so near its limit that its slope is almost 0."
            )
        case Course.CRAWLED:
            left = figures.spelled(100 * history.last / history.first, 3)
            return (
                f"{rate} crawls: after {made} {left} % of the loss is still there "
                f"({end} of {start}). A larger rate would get further."
            )
        case Course.FELL:
            return (
                f"{rate} falls steadily: in {made} the loss never went up, and it went "
                f"from {start} to {end}."
            )


def page(subject: Subject, runs: Sequence[Run], goal: float | None = None) -> tuple[Block, ...]:
    """Return the loss curves, a sentence for each rate, and the outputs before and after."""
    blocks: list[Block] = [
        Prose((f"Training: {subject.scenario.title}",), Tone.TITLE),
        Figure(_curves(runs)),
        *(Prose((described(run),)) for run in runs),
    ]
    if goal is not None:
        blocks += [Prose((_about_goal(run, goal, len(runs) > 1),)) for run in runs]
    elif len(runs) > 1:
        best = min(runs, key=lambda run: (run.history.broke is not None, run.history.last))
        rate, loss = figures.spelled(best.rate), figures.spelled(best.history.last, 3)
        blocks.append(Prose((f"Of these, rate {rate} got furthest: the loss is {loss}.",)))
    return (*blocks, *_before_and_after(subject, runs))


def _about_goal(run: Run, goal: float, many: bool) -> str:
    history, aim = run.history, figures.spelled(goal)
    at = f"Rate {figures.spelled(run.rate)}: the" if many else "The"
    if history.reached:
        return f"{at} loss came down to {aim} after {_count(history.updates)}."
    return (
        f"{at} loss did not come down to {aim}: after {_count(history.updates)} it is "
        f"{figures.spelled(history.last, 3)}. Try more updates with --after, or another --rate."
    )


def _curves(runs: Sequence[Run]) -> Curves:
    ceiling = _HIGHEST * max(run.history.first for run in runs)
    drawn = [_below(ceiling, run.history.points) for run in runs]
    losses = [loss for points in drawn for _, loss in points]
    return Curves(
        across="updates",
        up=Name(names.TOTAL),
        curves=tuple(
            Curve(
                _label(run, len(points) < len(run.history.points), len(runs) > 1),
                points,
            )
            for run, points in zip(runs, drawn, strict=True)
        ),
        told=_told(runs),
        logarithmic=max(losses) > _TWO_DECADES * max(0.0, min(losses)),
    )


def _below(ceiling: float, points: Sequence[tuple[int, float]]) -> tuple[tuple[float, float], ...]:
    """Return the points before the first that would make the picture of all others flat."""
    found: list[tuple[float, float]] = []
    for update, loss in points:
        if loss > ceiling and len(found) > 1:
            break
        found.append((float(update), min(loss, ceiling) if found else loss))
    return tuple(found)


def _label(run: Run, leaves: bool, many: bool) -> tuple[Inline, ...]:
    rate = f"rate {figures.spelled(run.rate)}" if many else "the loss"
    if leaves:
        return (f"{rate}: leaves the picture at the top",)
    return (rate,) if many else ()


def _told(runs: Sequence[Run]) -> Table:
    rows: list[tuple[Inline, ...]] = []
    for run in runs:
        history = run.history
        rate = (figures.spelled(run.rate),) if len(runs) > 1 else ()
        looked_at = set(milestones(history.updates))
        rows += [
            (*rate, Value(f"{update:,}"), value_of(loss))
            for update, loss in history.points
            if update in looked_at
        ]
    heads: tuple[Inline, ...] = ("updates", Name(names.TOTAL))
    return Table(("rate", *heads) if len(runs) > 1 else heads, tuple(rows))


def _before_and_after(subject: Subject, runs: Sequence[Run]) -> tuple[Block, ...]:
    tape, before = subject.tape, subject.values
    passes = [None if r.history.broke is not None else tape.at(r.history.numbers) for r in runs]

    def row(name: str, target: Inline) -> tuple[Inline, ...]:
        ends = tuple("–" if now is None else value_of(now[name]) for now in passes)
        return (Name(name), target, value_of(before[name]), *ends)

    outputs = outputs_of(tape)
    rows = [
        row(output, Value(subject.spelled(target)))
        for target, output in list(outputs.items())[:_MOST_ROWS]
    ]
    rows.append(row(names.TOTAL, "–"))
    if len(runs) == 1:
        ends = [f"after {runs[0].history.updates:,}"]
    else:
        ends = [f"rate {figures.spelled(run.rate)}" for run in runs]
    blocks: list[Block] = [Table(("quantity", "target", "before", *ends), tuple(rows))]
    if len(outputs) > _MOST_ROWS:
        blocks.append(Prose((f"And {len(outputs) - _MOST_ROWS} outputs more.",), Tone.REMARK))
    return tuple(blocks)


def outputs_of(tape: Tape) -> Mapping[str, str]:
    """Return for each target on the tape the output that should meet it, of the same sample."""
    found = {}
    for name, line in tape.items():
        if line.role is Role.TARGET:
            neuron = name.removeprefix(names.target(""))
            output = next((n for n in (names.out(neuron), neuron) if n in tape), None)
            if output is not None:
                found[name] = output
    return found


def value_of(number: float) -> Value:
    """Return a calculated number as it is shown."""
    return Value(figures.spelled(number), figures.is_exact(number))


def _count(updates: int) -> str:
    return "1 update" if updates == 1 else f"{updates:,} updates"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count:,} times")
