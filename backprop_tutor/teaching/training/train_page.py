"""What training shows: how its aim went, what a rate did, the outputs before and after.

The aim is the loss, or the node whose derivatives are wanted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from math import inf, isfinite

from backprop_tutor.blocks.blocks import Block, Figure, Inline, Prose, Table, Tone, Value, value_of
from backprop_tutor.blocks.curves import Curve, Curves
from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Name
from backprop_tutor.maths import figures
from backprop_tutor.maths.oracle.cancellation import closer_look
from backprop_tutor.maths.tape.tape import Role, Tape
from backprop_tutor.maths.training.training import milestones
from backprop_tutor.teaching.subject.authors_words import in_learners_language
from backprop_tutor.teaching.subject.given_numbers import given_values
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.teaching.training.outcome import apart, brief, counted, run_described
from backprop_tutor.teaching.training.remarks import about_the_pass
from backprop_tutor.teaching.training.runs import Run, learning_of
from backprop_tutor.wording import (
    Marked,
    as_number,
    grouped,
    marked,
    say,
    say_so_many,
    text,
    text_in,
)

_TWO_DECADES = 100
_HIGHEST = 100
"""The picture ends at so many times the first value: what flies off does not flatten the rest."""

_MOST_ROWS = 24
"""Outputs shown before and after; more would hide what matters."""


def train_page(
    subject: Subject, runs: Sequence[Run], goal: float | None = None
) -> tuple[Block, ...]:
    """Return the curves, a sentence for each rate, and the outputs before and after."""
    blocks: list[Block] = [
        Prose(
            say("Training: {title}", title=in_learners_language(subject.scenario.title)), Tone.TITLE
        ),
        Figure(_curves(subject.aim, runs)),
        *(Prose(run_described(_of_one_kind(run, subject))) for run in runs),
    ]
    best = min(runs, key=lambda run: run.rank)
    if goal is not None:
        blocks += [Prose(_about_goal(run, goal, len(runs) > 1)) for run in runs]
    elif len(runs) > 1 and best.history.broke is None:
        told: tuple[Inline, ...] = say(
            "Of these, rate {rate} got furthest: {it} is {end}.",
            rate=figures.spelled(best.rate),
            it=best.it,
            end=brief(best.history.last),
        )
        blocks.append(Prose(told))
    return (*blocks, *_before_and_after(subject, runs), *about_the_pass(subject, runs))


def _of_one_kind(run: Run, subject: Subject) -> Run:
    """Return a run whose first value, too, is worked out without given values.

    How a rate did is told from passes of one kind.
    """
    if not subject.scenario.given:
        return run
    first = subject.tape.at({subject.tape.rate: run.rate})[subject.aim]
    if not isfinite(first):
        return run
    points = ((0, first), *run.history.points[1:])
    return replace(run, history=replace(run.history, points=points))


def _about_goal(run: Run, goal: float, many: bool) -> tuple[Inline, ...]:
    history = run.history
    at_rate, of_loss, of_aim = (_UP if run.climbs else _DOWN)[history.reached]
    return say(
        at_rate if many else of_loss if run.is_of_loss else of_aim,
        rate=figures.spelled(run.rate),
        it=run.it,
        goal=value_of(goal),
        made=counted(history.updates),
        end=apart(goal, history.last)[1],
    )


# Translators: here and below {it} is "the loss" or the name of a quantity, {made} is so many
# updates.
_DOWN: Mapping[bool, tuple[Marked, Marked, Marked]] = {
    True: (
        marked("Rate {rate}: {it} came down to {goal} after {made}."),
        marked("The loss came down to {goal} after {made}."),
        marked("{it} came down to {goal} after {made}."),
    ),
    False: (
        marked(
            "Rate {rate}: {it} did not come down to {goal}: after {made} it is {end}. Try more "
            "updates with --after, or another --rate."
        ),
        marked(
            "The loss did not come down to {goal}: after {made} it is {end}. Try more updates with "
            "--after, or another --rate."
        ),
        marked(
            "{it} did not come down to {goal}: after {made} it is {end}. Try more updates with "
            "--after, or another --rate."
        ),
    ),
}
_UP: Mapping[bool, tuple[Marked, Marked, Marked]] = {
    True: (
        marked("Rate {rate}: {it} came up to {goal} after {made}."),
        marked("The loss came up to {goal} after {made}."),
        marked("{it} came up to {goal} after {made}."),
    ),
    False: (
        marked(
            "Rate {rate}: {it} did not come up to {goal}: after {made} it is {end}. Try more "
            "updates with --after, or another --rate."
        ),
        marked(
            "The loss did not come up to {goal}: after {made} it is {end}. Try more updates with "
            "--after, or another --rate."
        ),
        marked(
            "{it} did not come up to {goal}: after {made} it is {end}. Try more updates with "
            "--after, or another --rate."
        ),
    ),
}
"""By whether the goal was reached: of one rate of several, of the loss alone, of a node alone."""


def _curves(aim: str, runs: Sequence[Run]) -> Curves:
    far = _HIGHEST * max(abs(run.history.first) for run in runs) or 1.0
    drawn = [_seen(run, far) for run in runs]
    values = [value for points in drawn for _, value in points]
    scaled = _spans_decades(values, any(run.climbs for run in runs))
    return Curves(
        across=text("updates"),
        up=Name(aim),
        curves=tuple(
            Curve(_label(run, points, len(runs) > 1, logarithmic=scaled), points)
            for run, points in zip(runs, drawn, strict=True)
        ),
        told=_told(aim, runs),
        logarithmic=scaled,
    )


def _spans_decades(values: Sequence[float], climbs: bool) -> bool:
    """Whether powers of ten are the scale; on it, 0 can only be where all goes down to."""
    least = min(values)
    drawable = least > 0 or (least == 0 and not climbs)
    return drawable and max(values) > _TWO_DECADES * least


def _seen(run: Run, far: float) -> tuple[tuple[float, float], ...]:
    """Return the points before the first that would make the picture of all others flat.

    That is one far off on the wrong side, or on the right side of what grows ever faster.
    """
    history = run.history
    middle = next(value for update, value in history.points if 2 * update >= history.updates)
    bursts = abs(history.last) > max(far, _HIGHEST * abs(middle))
    low = -far if run.climbs or bursts else -inf
    high = far if bursts or not run.climbs else inf
    found: list[tuple[float, float]] = []
    for update, value in history.points:
        if not low <= value <= high and len(found) > 1:
            break
        found.append((float(update), min(max(value, low), high) if found else value))
    return tuple(found)


def _label(
    run: Run, seen: Sequence[tuple[float, float]], many: bool, *, logarithmic: bool
) -> tuple[Inline, ...]:
    called = text("rate {rate}", rate=figures.spelled(run.rate)) if many else run.it
    points = run.history.points
    if len(seen) < len(points):
        if points[len(seen)][1] > points[0][1]:
            return say("{curve}: leaves the picture at the top", curve=called)
        return say("{curve}: leaves the picture at the bottom", curve=called)
    if logarithmic and any(value == 0 for _, value in seen):
        if many:
            return say(
                "{curve}: leaves the picture at the bottom, as {aim} becomes 0",
                curve=called,
                aim=run.it,
            )
        return say("{curve}: leaves the picture at the bottom, as it becomes 0", curve=called)
    return (called,) if many else ()


def _told(aim: str, runs: Sequence[Run]) -> Table:
    rows: list[tuple[Inline, ...]] = []
    for run in runs:
        history = run.history
        rate = (as_number(figures.spelled(run.rate)),) if len(runs) > 1 else ()
        looked_at = set(milestones(history.updates))
        rows += [
            (*rate, Value(grouped(update)), value_of(value))
            for update, value in history.points
            if update in looked_at
        ]
    heads: tuple[Inline, ...] = (text_in("a column of a table", "updates"), Name(aim))
    return Table(
        (text_in("a column of a table", "rate"), *heads) if len(runs) > 1 else heads, tuple(rows)
    )


def _before_and_after(subject: Subject, runs: Sequence[Run]) -> tuple[Block, ...]:
    """Return a table of outputs, targets and aim before and after, and one of what was learnt."""
    tape = subject.tape
    # Where each sample moves the weights, even the first pass depends on the rate.
    rates = {subject.tape.rate: runs[0].rate} if len(runs) == 1 else {}
    closer = closer_look(
        tape, {**{name: Decimal(rate) for name, rate in rates.items()}, **subject.scenario.given}
    )
    before = tape.at({**rates, **given_values(subject.scenario)}, closer)
    passes = [_last_pass(run, subject, alone=len(runs) == 1) for run in runs]
    outputs = outputs_of(tape)

    def ends_of(name: str) -> tuple[Inline, ...]:
        return tuple(
            "–" if now is None else value_of(0.0 if _came_to_0(run, name) else now[name])
            for run, now in zip(runs, passes, strict=True)
        )

    def row(name: str, target: Inline) -> tuple[Inline, ...]:
        meant = (target,) if outputs else ()
        return (Name(name), *meant, value_of(before[name]), *ends_of(name))

    def learnt(name: str) -> tuple[Inline, ...]:
        return (Name(name), subject.value(name), *ends_of(name))

    rows = [
        row(output, Value(subject.spelled(target)))
        for target, output in list(outputs.items())[:_MOST_ROWS]
    ]
    rows.append(row(subject.aim, "–"))
    if len(runs) == 1:
        # Translators: so many updates; it stands above what came of them.
        ends = [
            text_in("a column of a table", "after {count}", count=grouped(runs[0].history.updates))
        ]
    else:
        ends = [
            text_in("a column of a table", "rate {rate}", rate=figures.spelled(run.rate))
            for run in runs
        ]
    meant = (text_in("a column of a table", "target"),) if outputs else ()
    heads = (
        text_in("a column of a table", "quantity"),
        *meant,
        text_in("a column of a table", "before"),
        *ends,
    )
    learning = learning_of(subject)
    shown = learning if len(learning) <= _MOST_ROWS else learning[: _MOST_ROWS // 2]
    of_parameters = (
        text_in("a column of a table", "parameter"),
        text_in("a column of a table", "before"),
        *ends,
    )
    blocks: list[Block] = [Table(heads, tuple(rows))]
    if len(outputs) > _MOST_ROWS:
        more = say_so_many(
            "And {n} output more.", "And {n} outputs more.", len(outputs) - _MOST_ROWS
        )
        blocks.append(Prose(more, Tone.REMARK))
    blocks.append(Table(of_parameters, tuple(learnt(name) for name in shown)))
    if len(learning) > len(shown):
        others = say_so_many(
            "And {n} parameter more, as --json has it.",
            "And {n} parameters more, as --json has them.",
            len(learning) - len(shown),
        )
        blocks.append(Prose(others, Tone.REMARK))
    return tuple(blocks)


def _came_to_0(run: Run, name: str) -> bool:
    """Whether a name is that of the aim, and what floats leave of it at the end is rounding."""
    return name == run.aim and run.history.last == 0


def _last_pass(run: Run, subject: Subject, *, alone: bool) -> Mapping[str, float] | None:
    """Return the pass after the last update; None if there was none to a finite number.

    Beside other runs, one whose numbers broke on the way is not at the same update.
    """
    broke = run.history.broke
    if broke is not None and not (alone and run.history.updates):
        return None
    in_place = {} if run.history.updates else given_values(subject.scenario)
    closer = closer_look(subject.tape, {}, run.history.updates)
    return subject.tape.at({**run.history.numbers, **in_place}, closer)


def outputs_of(tape: Tape) -> Mapping[str, str]:
    """Return for each target on the tape the output that should meet it, of the same sample."""
    found = {}
    for name, line in tape.items():
        if line.role is Role.TARGET:
            _, neuron = names.role_of(name)
            output = next((n for n in (names.out(neuron), neuron) if n in tape), None)
            if output is not None:
                found[name] = output
    return found
