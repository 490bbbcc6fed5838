"""The teachers of the update: what the rule remembers, and one step against the gradient."""

from collections.abc import Iterator

from backprop_tutor.blocks.blocks import Block, Equation, Inline, Prose
from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Name
from backprop_tutor.maths.tape.tape import GIVEN, Line
from backprop_tutor.maths.update_rules import Moment, rule_of
from backprop_tutor.scenario.scenario import Direction
from backprop_tutor.teaching.lesson.teachers.words import Words
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.teaching.subject.taught_rules import (
    memory_of,
    share_kept,
    taught_memory,
    taught_rule,
)
from backprop_tutor.wording import say


def teach_update(line: Line, subject: Subject) -> Words:
    """w_new = w − η·push, and what decays apart is taken off besides."""
    taught, old = taught_rule(subject), Name(line.of)
    climbs = subject.scenario.direction is Direction.ASCENT
    numbers = _numbers(subject)
    went: tuple[Inline, ...] = (
        say("{new} is {old} after one step uphill.", new=Name(line.name), old=old)
        if climbs
        else say("{new} is {old} after one step downhill.", new=Name(line.name), old=old)
    )
    sentence = (*went, " ", *say(taught.step, **numbers))
    principle: tuple[Inline, ...] = say(taught.uphill if climbs else taught.downhill, **numbers)
    decayed: tuple[Block, ...] = ()
    if line.of in subject.scenario.decaying and rule_of(subject.scenario).decays_apart:
        sentence = (
            *sentence,
            " ",
            *say(
                "Apart from it the weight decay takes off {rate} times {decay} times {old}.",
                decay=Name(names.DECAY),
                old=old,
                **numbers,
            ),
        )
        principle = (
            *principle,
            " ",
            *say(
                "Subtract the weight decay too: the learning rate times {decay} times the old "
                "value.",
                decay=Name(names.DECAY),
            ),
        )
        decayed = (
            Prose(
                say(
                    "The decay draws {old} towards 0 by the same part of it at each update. It is "
                    "kept out of what is remembered, so no division makes it smaller or larger.",
                    old=old,
                )
            ),
        )
    return Words(
        sentence,
        principle,
        (
            Prose(_sign(old, subject)),
            *(() if taught.reason is None else (Prose(say(taught.reason, **numbers)),)),
            *decayed,
            Equation(Name(line.name), (line.formula,)),
            *_at_the_end(subject),
            *_worked_out_before(line, subject),
        ),
    )


def _at_the_end(subject: Subject) -> Iterator[Block]:
    """Say that nothing is updated on the way."""
    scenario = subject.scenario
    if scenario.is_of_neurons:
        yield Prose(
            say("Every gradient belongs to the old weights: update all of them at the end.")
        )
    elif len(scenario.parameters.keys() - scenario.frozen) > 1:
        yield Prose(
            say("Every gradient belongs to the old parameters: update all of them at the end.")
        )


def _sign(number: Name, subject: Subject) -> tuple[Inline, ...]:
    if subject.scenario.direction is Direction.ASCENT:
        return say(
            "A positive gradient means that a larger {number} makes a larger value. That is wanted "
            "here, so {number} rises with it.",
            number=number,
        )
    if not subject.scenario.has_loss:
        return say(
            "A positive gradient means that a larger {number} makes a larger {aim}. So {number} "
            "has to fall, and the other way round. That is the minus sign.",
            number=number,
            aim=Name(subject.aim),
        )
    return say(
        "A positive gradient means that a larger {number} makes a larger loss. So {number} has to "
        "fall, and the other way round. That is the minus sign.",
        number=number,
    )


def _worked_out_before(line: Line, subject: Subject) -> Iterator[Block]:
    """The numbers that the step is made of, but for those that the scenario gives."""
    for name in line.uses:
        if subject[name].role not in GIVEN:
            yield Equation(Name(name), (subject.value(name),))


def _numbers(subject: Subject) -> dict[str, Name]:
    """Return the learning rate and the numbers of the rule, by their keys in a file."""
    rule = rule_of(subject.scenario)
    return {"rate": Name(names.RATE)} | {one.key: Name(one.name) for one in rule.hyperparameters}


def teach_memory(line: Line, subject: Subject) -> Words:
    """v_new = μ·v + g, m_new = β·m + (1 − β)·g, v_new = β·v + (1 − β)·g²."""
    taught, memory = taught_memory(line, subject), memory_of(line, subject)
    share = Name(share_kept(memory))
    old = Name(names.before_update(line.name))
    return Words(
        say(taught.sentence, new=Name(line.name), number=Name(line.of), share=share),
        say(taught.principle, share=share),
        (
            Prose(say(taught.reason, share=share)),
            Equation(Name(line.name), (line.formula,)),
            Prose(say(taught.at_first, old=old)),
        ),
    )


def teach_correction(line: Line, subject: Subject) -> Words:
    """m_hat = m_new/(1 − βᵗ)."""
    memory: Moment = memory_of(line, subject)
    share, count = Name(share_kept(memory)), Name(names.updated(names.COUNT))
    mean = Name(names.updated(names.memory(memory.letter, line.of)))
    return Words(
        say(
            "{corrected} is {mean} with its bias corrected: the mean began at 0, and that still "
            "draws it towards 0.",
            corrected=Name(line.name),
            mean=mean,
        ),
        say(
            "Divide the new mean by what it is short of: one minus {share} to the power of the "
            "number of this update, {count}.",
            share=share,
            count=count,
        ),
        (
            Prose(
                say(
                    "After the first update the mean holds only the share of one gradient that it "
                    "took: far too little for a mean. Divided by one minus {share} to the power of "
                    "{count}, it has the size of the gradients that it was made of. After many "
                    "updates that power is almost 0, and there is nothing left to correct.",
                    share=share,
                    count=count,
                )
            ),
            Equation(Name(line.name), (line.formula,)),
            Equation(count, (subject.value(count.id),)),
        ),
    )


def teach_decayed_gradient(line: Line, subject: Subject) -> Words:
    """g = dE/dw + λ·w; where it climbs dE/dw − λ·w."""
    climbs = subject.scenario.direction is Direction.ASCENT
    number, decay = Name(line.of), Name(names.DECAY)
    whole = Name(subject.gradient(line.of))
    if climbs:
        sentence: tuple[Inline, ...] = say(
            "{new} is what {number} is pushed by: its gradient, less what the weight decay {decay} "
            "takes off.",
            new=Name(line.name),
            number=number,
            decay=decay,
        )
        principle: tuple[Inline, ...] = say(
            "Multiply {decay} by {number} itself, and subtract that from {gradient}.",
            decay=decay,
            number=number,
            gradient=whole,
        )
    else:
        sentence = say(
            "{new} is what {number} is pushed by: its gradient, and what the weight decay {decay} "
            "adds to it.",
            new=Name(line.name),
            number=number,
            decay=decay,
        )
        principle = say(
            "Multiply {decay} by {number} itself, and add that to {gradient}.",
            decay=decay,
            number=number,
            gradient=whole,
        )
    return Words(
        sentence,
        principle,
        (
            Prose(
                say(
                    "Beside the loss stands half of {decay} times the square of each weight: large "
                    "weights cost something. The slope of the square is twice {number}, and the "
                    "half cancels the 2. So every update draws {number} a little towards 0.",
                    number=number,
                    decay=decay,
                )
            ),
            Equation(Name(line.name), (line.formula,)),
        ),
    )


def teach_rate_now(line: Line, subject: Subject) -> Words:
    """η = η_start·times^⌊t/every⌋."""
    steps = subject.scenario.rate_steps
    assert steps is not None, "a rate that is worked out falls by steps"
    times, every = f"{steps.times:f}", steps.every
    return Words(
        say(
            "{rate} is the learning rate of this update. It began at {start}, and after every "
            "{every} updates it is multiplied by {times}.",
            rate=Name(line.name),
            start=subject.value(names.RATE_START),
            every=every,
            times=times,
        ),
        say(
            "{count} updates were made so far. How many full {every} are in that? Multiply the "
            "first rate by {times} that often.",
            count=subject.value(_used_count(line)),
            every=every,
            times=times,
        ),
        (
            Prose(
                say(
                    "Long steps get into the valley soon, short ones find its bottom: so the rate "
                    "begins large and falls. ⌊ ⌋ leaves out what stands behind the point: only "
                    "full {every} count.",
                    every=every,
                )
            ),
            Equation(Name(line.name), (line.formula,)),
        ),
    )


def _used_count(line: Line) -> str:
    """Return the name of the count that a rate is worked out from."""
    return next(name for name in line.uses if name != names.RATE_START)


def teach_count(line: Line, subject: Subject) -> Words:
    """t_new = t + 1."""
    before = Name(line.uses[0])
    return Words(
        say(
            "{new} is the number of this update: one more than the {before} that were made before.",
            new=Name(line.name),
            before=subject.value(before.id),
        ),
        say("Add 1 to the number of updates that were made."),
        (Equation(Name(line.name), (line.formula,)),),
    )
