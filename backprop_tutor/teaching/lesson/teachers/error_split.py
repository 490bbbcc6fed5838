"""Teachers of the error shared out: misses, and the shares of them that go back by weights."""

from backprop_tutor.blocks.blocks import Equation, Inline, Prose, Value
from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Name, Sum
from backprop_tutor.maths.tape.tape import Line
from backprop_tutor.teaching.lesson.teachers.words import Words
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import say


def teach_miss(line: Line, subject: Subject) -> Words:
    """miss = target − out."""
    target, out = (Name(name) for name in line.uses)
    return Words(
        say(
            "{miss} is the error of output {output}: the answer {target} minus the guess {out}.",
            miss=Name(line.name),
            output=line.of,
            target=target,
            out=out,
        ),
        say("Take the guess away from the answer: target minus output."),
        (
            Prose(
                say(
                    "The sign says which way: a positive miss wants {output} to be larger, a "
                    "negative one wants it to be smaller. So it is kept, and nothing is squared.",
                    output=line.of,
                )
            ),
            Equation(Name(line.name), (line.formula,)),
        ),
        after=(Prose(_which_way(line, subject)),),
    )


def _which_way(line: Line, subject: Subject) -> tuple[Inline, ...]:
    value = subject.values[line.name]
    if value == 0:
        return say("{output} is right as it is: there is nothing to hand back.", output=line.of)
    if value > 0:
        return say("{output} should have been larger.", output=line.of)
    return say("{output} should have been smaller.", output=line.of)


def teach_weight_share(line: Line, subject: Subject) -> Words:
    """share = w/Σ of the weights that enter the same neuron."""
    neuron = line.of
    return Words(
        say(
            "{share} is the share of {miss} that goes back along {weight}: this weight, out of all "
            "the weights that enter {neuron}.",
            share=Name(line.name),
            miss=Name(names.miss(neuron)),
            weight=Name(line.by),
            neuron=neuron,
        ),
        say(
            "Divide the weight by the sum of all the weights that enter {neuron}, itself included.",
            neuron=neuron,
        ),
        (
            Prose(
                say(
                    "{neuron} adds up what its senders send, each times its weight. A sender with "
                    "twice the weight has twice the say, so here it takes twice the blame. The "
                    "shares of all the weights that enter {neuron} add up to 1: all of the miss is "
                    "handed back, no more and no less.",
                    neuron=neuron,
                )
            ),
            Equation(Name(line.name), (line.formula,)),
        ),
        after=(Prose(_in_per_cent(line, subject)),),
    )


def _in_per_cent(line: Line, subject: Subject) -> tuple[Inline, ...]:
    """Say what the share is of a hundred; or that it is none, where weights have mixed signs."""
    value = subject.values[line.name]
    if 0 <= value <= 1:
        per_cent = 100 * value
        exact = per_cent == round(per_cent, 1)
        return say("That is {number} % of the miss.", number=Value(f"{per_cent:.4g}", exact))
    if value > 1:
        return say(
            "A share of more than the whole: the weights that enter {neuron} have different signs, "
            "and then this rule has no sensible meaning. We go on with it all the same, to see "
            "where it leads.",
            neuron=line.of,
        )
    return say(
        "A share of less than nothing: the weights that enter {neuron} have different signs, and "
        "then this rule has no sensible meaning. We go on with it all the same, to see where it "
        "leads.",
        neuron=line.of,
    )


def teach_blame(line: Line, _subject: Subject) -> Words:
    """blame = share · miss."""
    share, missed = line.uses
    return Words(
        say(
            "{blame} is the part of the miss of {to} that goes back to {neuron}: its share.",
            blame=Name(line.name),
            to=line.by,
            neuron=line.of,
        ),
        say(
            "Take the share of {neuron} in the miss of {to}: multiply.", neuron=line.of, to=line.by
        ),
        (
            Prose(
                say(
                    "{share} says what part of the miss is meant, {miss} how large all of it is. A "
                    "part of something is a product.",
                    share=Name(share),
                    miss=Name(missed),
                )
            ),
            Equation(Name(line.name), (line.formula,)),
        ),
    )


def teach_hidden_miss(line: Line, _subject: Subject) -> Words:
    """miss_h = Σ over the neurons that h feeds of share · miss."""
    several = isinstance(line.formula, Sum)
    miss, neuron = Name(line.name), line.of
    sentence: tuple[Inline, ...] = (
        say(
            "{miss} is the error of the hidden neuron {neuron}: all that is handed back to it by "
            "the neurons that it feeds.",
            miss=miss,
            neuron=neuron,
        )
        if several
        else say(
            "{miss} is the error of the hidden neuron {neuron}: its share of the miss of the one "
            "neuron that it feeds.",
            miss=miss,
            neuron=neuron,
        )
    )
    principle = (
        say("Add up all that comes back to {neuron}, each part with its sign.", neuron=neuron)
        if several
        else say(
            "Take the share that belongs to {neuron}, of the miss of the neuron it feeds: "
            "multiply.",
            neuron=neuron,
        )
    )
    cancels = say("One neuron may want more of it and another one less; then parts of it cancel.")
    return Words(
        sentence,
        principle,
        (
            Prose(
                say(
                    "Nobody has said what {neuron} should have sent: it has no target. Its error "
                    "can only come from the neurons that it feeds. With it, the weights that enter "
                    "{neuron} can be judged, and the layers before it can be handed their shares.",
                    neuron=neuron,
                )
            ),
            *((Prose(cancels),) if several else ()),
            Equation(Name(line.name), (line.formula,)),
        ),
    )
