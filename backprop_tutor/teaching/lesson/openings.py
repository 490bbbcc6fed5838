"""What is said when a part of the lesson begins, or the way to another gradient."""

from collections.abc import Collection, Iterator
from typing import assert_never

from backprop_tutor.blocks.blocks import Block, Inline, Prose, Table, Tone, Value
from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Name
from backprop_tutor.formula.names import at_sample, target
from backprop_tutor.maths.update_rules import rule_of
from backprop_tutor.scenario.scenario import Direction, Part, Update
from backprop_tutor.teaching.lesson.plan import focus
from backprop_tutor.teaching.lesson.teachers.words import several_places
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.teaching.subject.taught_rules import taught_rule
from backprop_tutor.wording import grouped, listed_and, say, say_so_many, text_in


def opening_of(part: Part, subject: Subject) -> tuple[Block, ...]:
    """Return what is said when a part of the lesson begins."""
    match part:
        case Part.FORWARD:
            return (
                Prose(say("The forward pass"), Tone.HEADING),
                Prose(_what_goes_through(subject)),
            )
        case Part.ERROR if not subject.scenario.has_loss:
            return (
                Prose(say("One number for all samples"), Tone.HEADING),
                Prose(
                    say(
                        "Each sample has given {aim} a value of its own. They are joined to one "
                        "number.",
                        aim=Name(subject.aim),
                    )
                ),
            )
        case Part.ERROR:
            return (
                Prose(say("The error"), Tone.HEADING),
                Prose(
                    say(
                        "How far is what came out from what should have come out? One number "
                        "tells us."
                    )
                ),
            )
        case Part.BACKWARD:
            return _way_back(subject) if subject.scenario.has_loss else _way_back_without_a_loss()
        case Part.UPDATE:
            return (
                Prose(say("The update"), Tone.HEADING),
                Prose(_small_step(subject)),
                *_about_the_rule(subject),
            )
        case Part.AGAIN:
            if not subject.scenario.is_of_neurons:
                return (
                    Prose(say("Once more, with the new parameters"), Tone.HEADING),
                    Prose(say("Did it help? Everything is worked out again.")),
                )
            return (
                Prose(say("Once more, with the new weights"), Tone.HEADING),
                Prose(
                    say("Did it help? The same inputs go through the network again.")
                    if subject.scenario.inputs
                    else say("Did it help? Everything is worked out again.")
                ),
            )
        case _:
            assert_never(part)


def _what_goes_through(subject: Subject) -> tuple[Inline, ...]:
    """Say what a network does with what goes in."""
    if subject.scenario.is_of_neurons:
        return say(
            "Numbers go in at the left and come out at the right. Each neuron adds up what "
            "arrives (its net input) and bends the sum (its output)."
        )
    if not subject.scenario.inputs and not subject.scenario.samples:
        return say(
            "We begin with the parameters. Each node works out one small formula, and hands its "
            "result on."
        )
    if len(subject.scenario.outputs) > 1:
        return say(
            "Numbers go in at one end, and others come out at the other. On the way each node "
            "works out one small formula, and hands its result on."
        )
    return say(
        "Numbers go in at one end, and one comes out at the other. On the way each node works out "
        "one small formula, and hands its result on."
    )


def _way_back(subject: Subject) -> tuple[Block, ...]:
    if not subject.scenario.is_of_neurons:
        return _way_back_in_graph(subject)
    return (
        Prose(say("The backward pass"), Tone.HEADING),
        Prose(
            say(
                "Which way, and how strongly, does each weight move the error? The answer is a "
                "slope: nudge one number by a tiny amount, keep all others still, and see how "
                "much the error changes per unit of the nudge. Such a slope is called a partial "
                "derivative and is written {slope}.",
                slope=Name("dE_total/dw"),
            )
        ),
        Prose(
            say(
                "The path from a weight to the error has several stages. Each has its own small "
                "slope, and slopes along a path multiply: that is the chain rule. We start at the "
                "error and go back."
            )
        ),
    )


def _way_back_in_graph(subject: Subject) -> tuple[Block, ...]:
    first = next(iter(focus(subject)), "w")
    return (
        Prose(say("The backward pass"), Tone.HEADING),
        Prose(
            say(
                "Which way, and how strongly, does each parameter move the error? The answer is a "
                "slope: nudge one number by a tiny amount, keep all others still, and see how "
                "much the error changes per unit of the nudge. Such a slope is called a partial "
                "derivative; that of {parameter} is written {slope}.",
                parameter=Name(first),
                slope=Name(subject.gradient(first)),
            )
        ),
        Prose(
            say(
                "The path from a parameter to the error has several stages. Each has its own small "
                "slope, and slopes along a path multiply: that is the chain rule. Where several "
                "paths lead to the error, what comes back along them is added. We start at the "
                "error and go back."
            )
        ),
    )


def _way_back_without_a_loss() -> tuple[Block, ...]:
    return (
        Prose(say("The backward pass"), Tone.HEADING),
        Prose(
            say(
                "Which way, and how strongly, does each number move the result? The answer is a "
                "slope: nudge one number by a tiny amount, keep all others still, and see how "
                "much the result changes per unit of the nudge. Such a slope is called a partial "
                "derivative."
            )
        ),
        Prose(
            say(
                "The path from a number to the result has several stages. Each has its own small "
                "slope, and slopes along a path multiply: that is the chain rule. We start at the "
                "result and go back."
            )
        ),
    )


def _small_step(subject: Subject) -> tuple[Inline, ...]:
    rate = Name("eta")
    if subject.scenario.direction is Direction.ASCENT:
        return say(
            "Here more is better: every parameter takes one small step along its gradient. The "
            "learning rate {rate} says how small.",
            rate=rate,
        )
    if not subject.scenario.is_of_neurons:
        return say(
            "Every parameter takes one small step against its gradient. The learning rate {rate} "
            "says how small.",
            rate=rate,
        )
    return say(
        "Every weight takes one small step against its gradient. The learning rate {rate} says "
        "how small.",
        rate=rate,
    )


def _about_the_rule(subject: Subject) -> Iterator[Block]:
    """Say what the update rule remembers, what decays, and that the learning rate falls."""
    scenario = subject.scenario
    opening = taught_rule(subject).opening
    if opening is not None:
        yield Prose(say(opening))
    if scenario.decaying:
        yield Prose(_about_decay(subject))
    if scenario.rate_steps is not None:
        told: tuple[Inline, ...] = say(
            "The learning rate falls by steps: after every {every} updates it is {times} times "
            "what it was.",
            every=grouped(scenario.rate_steps.every),
            times=Value(f"{scenario.rate_steps.times:f}"),
        )
        yield Prose(told)


def _about_decay(subject: Subject) -> tuple[Inline, ...]:
    scenario = subject.scenario
    decay: dict[str, Inline] = {
        "decay": Name(names.DECAY),
        "value": subject.value(names.DECAY),
    }
    told: tuple[Inline, ...] = (
        say(
            "The weights decay, with {decay} = {value}: besides its step, each update takes a "
            "little off every weight. What is remembered knows nothing of that.",
            **decay,
        )
        if rule_of(scenario).decays_apart
        else say(
            "The weights decay, with {decay} = {value}: a large weight costs something, so a "
            "little of each weight is added to its gradient, and draws it towards 0.",
            **decay,
        )
    )
    if scenario.biases - scenario.frozen - scenario.decaying:
        return (*told, " ", *say("Biases do not decay."))
    return told


def sample_begins(sample: int, subject: Subject) -> tuple[Block, ...]:
    """Say which of several samples is looked at now; of all together, for sample 0."""
    count = len(subject.scenario.samples)
    if sample == 0:
        return (
            Prose(say("All samples together"), Tone.HEADING),
            Prose(_what_joins_samples(subject)),
        )
    one = subject.scenario.samples[sample - 1]
    numbers = {**one.inputs, **{target(node): value for node, value in one.targets.items()}}
    rows = tuple(
        (Name(at_sample(name, sample)), Value(f"{value:f}")) for name, value in numbers.items()
    )
    return (
        Prose(say("Sample {number} of {n}", number=sample, n=count), Tone.HEADING),
        Prose(_names_of_sample(sample, subject)),
        Table(
            (text_in("a column of a table", "given"), text_in("a column of a table", "value")), rows
        ),
    )


def _what_joins_samples(subject: Subject) -> tuple[Inline, ...]:
    count = len(subject.scenario.samples)
    if subject.scenario.update is not Update.ONLINE:
        return say(
            "There is one update for all {n} samples. What each of them says is combined first.",
            n=count,
        )
    if not (subject.scenario.is_of_neurons and subject.scenario.has_loss):
        return say(
            "Each of the {n} samples has moved the parameters a little. How large was {aim} on the "
            "way, and how large is it now?",
            n=count,
            aim=Name(subject.aim),
        )
    return say(
        "Each of the {n} samples has moved the weights a little. How large was the loss on the "
        "way, and how large is it now?",
        n=count,
    )


def _names_of_sample(sample: int, subject: Subject) -> tuple[Inline, ...]:
    """Say what the names of a sample look like, and with which weights it meets the network."""
    online = subject.scenario.update is Update.ONLINE
    if sample == 1:
        return say("A name with [{sample}] belongs to this sample.", sample=sample)
    if not subject.scenario.is_of_neurons:
        return (
            say(
                "The same formulas, with the parameters as the previous sample left them. A name "
                "with [{sample}] belongs to this sample.",
                sample=sample,
            )
            if online
            else say(
                "The same formulas with the same parameters: they wait until all samples have gone "
                "through. A name with [{sample}] belongs to this sample.",
                sample=sample,
            )
        )
    if online:
        return say(
            "The same network, with the weights as the previous sample left them. A name with "
            "[{sample}] belongs to this sample.",
            sample=sample,
        )
    return say(
        "The same network with the same weights: they wait until all samples have gone through. A "
        "name with [{sample}] belongs to this sample.",
        sample=sample,
    )


def gradient_wanted(parameter: str, subject: Subject, sample: int = 0) -> tuple[Block, ...]:
    """Say that one parameter's gradient is wanted now: all of it, or what one sample says."""
    return (
        Prose(say("The gradient of {parameter}", parameter=parameter), Tone.HEADING),
        Prose(_wanted(parameter, subject, sample)),
    )


def _wanted(parameter: str, subject: Subject, sample: int) -> tuple[Inline, ...]:
    gradient = Name(at_sample(subject.gradient(parameter), sample))
    if subject.scenario.has_loss and not sample:
        several = several_places(parameter, subject)
        if several:
            return say(
                "We want {gradient}: how fast the loss changes when {parameter} changes. {places} "
                "All that lies between these and the loss is marked. We go back through it, one "
                "slope at a time.",
                gradient=gradient,
                parameter=parameter,
                places=several,
            )
        if not subject.scenario.is_of_neurons:
            return say(
                "We want {gradient}: how fast the loss changes when {parameter} changes. All that "
                "lies between {parameter} and the loss is marked. We go back through it, one slope "
                "at a time.",
                gradient=gradient,
                parameter=parameter,
            )
    if not subject.scenario.has_loss:
        return say(
            "We want {gradient}: how fast {aim} changes when {parameter} changes. The path from "
            "{parameter} to the end is marked. We go back along it, one slope at a time.",
            gradient=gradient,
            aim=Name(at_sample(subject.aim, sample)),
            parameter=parameter,
        )
    if sample:
        return say(
            "We want {gradient}: how fast the loss of sample {sample} changes when {parameter} "
            "changes. The path from {parameter} to the outputs is marked. We go back along it, "
            "one slope at a time.",
            gradient=gradient,
            sample=sample,
            parameter=parameter,
        )
    return say(
        "We want {gradient}: how fast the loss changes when {parameter} changes. The path from "
        "{parameter} to the outputs is marked. We go back along it, one slope at a time.",
        gradient=gradient,
        parameter=parameter,
    )


def others_wanted(parameters: Collection[str], subject: Subject) -> tuple[Block, ...]:
    """Say that the gradients of the other parameters are wanted now, and of which they are not."""
    scenario = subject.scenario
    still = [
        name
        for name in scenario.parameters
        if name in scenario.frozen and name not in (*parameters, *scenario.focus)
    ]
    blocks: list[Block] = [
        Prose(say("The other gradients"), Tone.HEADING),
        Prose(
            say(
                "The others follow the same pattern, so there is only one question for each. If "
                "you are stuck at one, type apart: then it is taken apart."
            )
        ),
    ]
    if still:
        does_not_learn: tuple[Inline, ...] = say_so_many(
            "{names} does not learn here, so its gradient is not asked.",
            "{names} do not learn here, so their gradients are not asked.",
            len(still),
            names=listed_and([Name(name) for name in still]),
        )
        blocks.append(Prose(does_not_learn, Tone.REMARK))
    return tuple(blocks)
