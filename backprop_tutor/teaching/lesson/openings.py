"""What is said when a part of the lesson begins, or the way to another gradient."""

from collections.abc import Collection, Mapping

from backprop_tutor.blocks.blocks import Block, Inline, Prose, Table, Tone, Value
from backprop_tutor.formula.expression import Name
from backprop_tutor.formula.names import at_sample, target
from backprop_tutor.scenario.scenario import Direction, Part, Update
from backprop_tutor.teaching.subject.subject import Subject

_OPENINGS: Mapping[Part, tuple[Block, ...]] = {
    Part.FORWARD: (
        Prose(("The forward pass",), Tone.HEADING),
        Prose(
            (
                "Numbers go in at the left and come out at the right. Each neuron adds up what "
                "arrives (its net input) and bends the sum (its output).",
            ),
        ),
    ),
    Part.ERROR: (
        Prose(("The error",), Tone.HEADING),
        Prose(("How far is what came out from what should have come out? One number tells us.",)),
    ),
    Part.BACKWARD: (
        Prose(("The backward pass",), Tone.HEADING),
        Prose(
            (
                "Which way, and how strongly, does each weight move the error? The answer is a "
                "slope: nudge one number by a tiny amount, keep all others still, and see how much "
                "the error changes per unit of the nudge. Such a slope is called a partial "
                "derivative and is written ",
                Name("dE_total/dw"),
                ".",
            ),
        ),
        Prose(
            (
                "The path from a weight to the error has several stages. Each has its own small "
                "slope, and slopes along a path multiply: that is the chain rule. We start at "
                "the error and go back.",
            ),
        ),
    ),
    Part.UPDATE: (
        Prose(("The update",), Tone.HEADING),
        Prose(
            (
                "Every weight takes one small step against its gradient. The learning rate ",
                Name("eta"),
                " says how small.",
            ),
        ),
    ),
    Part.AGAIN: (
        Prose(("Once more, with the new weights",), Tone.HEADING),
        Prose(("Did it help? The same inputs go through the network again.",)),
    ),
}


_WITHOUT_NEURONS: tuple[Block, ...] = (
    Prose(("The forward pass",), Tone.HEADING),
    Prose(
        (
            "Numbers go in at one end, and one comes out at the other. On the way each node works "
            "out one small formula, and hands its result on.",
        ),
    ),
)
_UPHILL: tuple[Block, ...] = (
    Prose(("The update",), Tone.HEADING),
    Prose(
        (
            "Here more is better: every parameter takes one small step along its gradient. The "
            "learning rate ",
            Name("eta"),
            " says how small.",
        ),
    ),
)
_WITHOUT_A_LOSS: tuple[Block, ...] = (
    Prose(("The backward pass",), Tone.HEADING),
    Prose(
        (
            "Which way, and how strongly, does each number move the result? The answer is a "
            "slope: nudge one number by a tiny amount, keep all others still, and see how much "
            "the result changes per unit of the nudge. Such a slope is called a partial "
            "derivative.",
        ),
    ),
    Prose(
        (
            "The path from a number to the result has several stages. Each has its own small "
            "slope, and slopes along a path multiply: that is the chain rule. We start at the "
            "result and go back.",
        ),
    ),
)


def opening_of(part: Part, subject: Subject) -> tuple[Block, ...]:
    """Return what is said when a part of the lesson begins."""
    if part is Part.FORWARD and not subject.scenario.neurons:
        return _WITHOUT_NEURONS
    if part is Part.BACKWARD and not subject.scenario.has_loss:
        return _WITHOUT_A_LOSS
    if part is Part.UPDATE and subject.scenario.direction is Direction.ASCENT:
        return _UPHILL
    return _OPENINGS[part]


def sample_begins(sample: int, subject: Subject) -> tuple[Block, ...]:
    """Say which of several samples is looked at now; of all together, for sample 0."""
    count = len(subject.scenario.samples)
    if sample == 0:
        after_each = subject.scenario.update is Update.ONLINE
        return (
            Prose(("All samples together",), Tone.HEADING),
            Prose(
                (
                    f"Each of the {count} samples has moved the weights a little. How large was "
                    "the loss on the way, and how large is it now?"
                    if after_each
                    else f"There is one update for all {count} samples. What each of them says is "
                    "combined first.",
                ),
            ),
        )
    one = subject.scenario.samples[sample - 1]
    numbers = {**one.inputs, **{target(node): value for node, value in one.targets.items()}}
    rows = tuple(
        (Name(at_sample(name, sample)), Value(f"{value:f}")) for name, value in numbers.items()
    )
    said = (
        ""
        if sample == 1
        else (
            "The same network, with the weights as the previous sample left them. "
            if subject.scenario.update is Update.ONLINE
            else (
                "The same network with the same weights: they wait until all samples have gone "
                "through. "
            )
        )
    )
    told = f"{said}A name with [{sample}] belongs to this sample."
    return (
        Prose((f"Sample {sample} of {count}",), Tone.HEADING),
        Prose((told,)),
        Table(("given", "value"), rows),
    )


def gradient_wanted(parameter: str, subject: Subject, sample: int = 0) -> tuple[Block, ...]:
    """Say that one parameter's gradient is wanted now: all of it, or what one sample says."""
    marked = f"The path from {parameter} to the end is marked."
    if subject.scenario.has_loss:
        marked = f"The path from {parameter} to the outputs is marked."
    goal: tuple[Inline, ...] = (
        (f"how fast the loss of sample {sample}",) if sample else ("how fast ", subject.goal)
    )
    return (
        Prose((f"The gradient of {parameter}",), Tone.HEADING),
        Prose(
            (
                "We want ",
                Name(at_sample(subject.gradient(parameter), sample)),
                ": ",
                *goal,
                f" changes when {parameter} changes. {marked} We go back along it, one slope at a "
                "time.",
            ),
        ),
    )


def others_wanted(parameters: Collection[str], subject: Subject) -> tuple[Block, ...]:
    """Say that the gradients of the other parameters are wanted now, and of which they are not."""
    said = (
        "The others follow the same pattern, so there is only one question for each. If you are "
        "stuck at one, type apart: then it is taken apart."
    )
    scenario = subject.scenario
    still = [
        name
        for name in scenario.parameters
        if name in scenario.frozen and name not in (*parameters, *scenario.focus)
    ]
    blocks: list[Block] = [Prose(("The other gradients",), Tone.HEADING), Prose((said,))]
    if still:
        listed: list[Inline] = []
        for index, name in enumerate(still):
            before = "" if index == 0 else " and " if index == len(still) - 1 else ", "
            listed += [before, Name(name)]
        does = " does not learn here, so its gradient is not asked."
        if len(still) > 1:
            does = " do not learn here, so their gradients are not asked."
        blocks.append(Prose((*listed, does), Tone.REMARK))
    return tuple(blocks)
