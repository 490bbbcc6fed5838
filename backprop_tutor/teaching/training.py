"""What training shows: the loss on its way down, what a rate did, the outputs before and after."""

from collections.abc import Mapping, Sequence

from backprop_tutor.expression import Name
from backprop_tutor.maths import figures, names
from backprop_tutor.maths.tape import Role, Tape
from backprop_tutor.maths.training import milestones
from backprop_tutor.teaching.runs import Run, counted, described
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
        best = min(runs, key=lambda run: run.rank)
        rate, loss = figures.spelled(best.rate), figures.spelled(best.history.last, 3)
        blocks.append(Prose((f"Of these, rate {rate} got furthest: the loss is {loss}.",)))
    return (*blocks, *_before_and_after(subject, runs))


def _about_goal(run: Run, goal: float, many: bool) -> str:
    history, aim = run.history, figures.spelled(goal)
    at = f"Rate {figures.spelled(run.rate)}: the" if many else "The"
    if history.reached:
        return f"{at} loss came down to {aim} after {counted(history.updates)}."
    return (
        f"{at} loss did not come down to {aim}: after {counted(history.updates)} it is "
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
