"""Teachers of the error shared out: misses, and the shares of them that go back by weights."""

from backprop_tutor.blocks.blocks import Block, Equation, Inline, Value
from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Name, Sum
from backprop_tutor.maths.tape.tape import Line
from backprop_tutor.teaching.lesson.teachers.words import Words, say
from backprop_tutor.teaching.subject.subject import Subject


def teach_miss(line: Line, subject: Subject) -> Words:
    """miss = target − out."""
    target, out = (Name(name) for name in line.uses)
    return Words(
        (
            Name(line.name),
            f" is the error of output {line.of}: the answer ",
            target,
            " minus the guess ",
            out,
            ".",
        ),
        ("Take the guess away from the answer: target minus output.",),
        (
            say(
                f"The sign says which way: a positive miss wants {line.of} to be larger, a "
                "negative one wants it to be smaller. So it is kept, and nothing is squared."
            ),
            Equation(Name(line.name), (line.formula,)),
        ),
        after=(_which_way(line, subject),),
    )


def _which_way(line: Line, subject: Subject) -> Block:
    value = subject.values[line.name]
    if value == 0:
        return say(f"{line.of} is right as it is: there is nothing to hand back.")
    if value > 0:
        return say(f"{line.of} should have been larger.")
    return say(f"{line.of} should have been smaller.")


def teach_weight_share(line: Line, subject: Subject) -> Words:
    """share = w/Σ of the weights that enter the same neuron."""
    neuron = line.of
    return Words(
        (
            Name(line.name),
            " is the share of ",
            Name(names.miss(neuron)),
            " that goes back along ",
            Name(line.by),
            f": this weight, out of all the weights that enter {neuron}.",
        ),
        (f"Divide the weight by the sum of all the weights that enter {neuron}, itself included.",),
        (
            say(
                f"{neuron} adds up what its senders send, each times its weight. A sender with "
                "twice the weight has twice the say, so here it takes twice the blame. The shares "
                f"of all the weights that enter {neuron} add up to 1: all of the miss is handed "
                "back, no more and no less."
            ),
            Equation(Name(line.name), (line.formula,)),
        ),
        after=_in_per_cent(line, subject),
    )


def _in_per_cent(line: Line, subject: Subject) -> tuple[Block, ...]:
    """Say what the share is of a hundred; or that it is none, where weights have mixed signs."""
    value = subject.values[line.name]
    if 0 <= value <= 1:
        per_cent = 100 * value
        exact = per_cent == round(per_cent, 1)
        return (say("That is ", Value(f"{per_cent:.4g}", exact), " % of the miss."),)
    beyond = "more than the whole" if value > 1 else "less than nothing"
    return (
        say(
            f"A share of {beyond}: the weights that enter {line.of} have different signs, and "
            "then this rule has no sensible meaning. We go on with it all the same, to see "
            "where it leads."
        ),
    )


def teach_blame(line: Line, _subject: Subject) -> Words:
    """blame = share · miss."""
    share, missed = line.uses
    return Words(
        (
            Name(line.name),
            f" is the part of the miss of {line.by} that goes back to {line.of}: its share.",
        ),
        (f"Take the share of {line.of} in the miss of {line.by}: multiply.",),
        (
            say(
                Name(share),
                " says what part of the miss is meant, ",
                Name(missed),
                " how large all of it is. A part of something is a product.",
            ),
            Equation(Name(line.name), (line.formula,)),
        ),
    )


def teach_hidden_miss(line: Line, _subject: Subject) -> Words:
    """miss_h = Σ over the neurons that h feeds of share · miss."""
    several = isinstance(line.formula, Sum)
    told: tuple[Inline, ...] = (
        f" is the error of the hidden neuron {line.of}: all that is handed back to it by the "
        "neurons that it feeds."
        if several
        else f" is the error of the hidden neuron {line.of}: its share of the miss of the one "
        "neuron that it feeds.",
    )
    principle = (
        f"Add up all that comes back to {line.of}, each part with its sign."
        if several
        else f"Take the share that belongs to {line.of}, of the miss of the neuron it feeds: "
        "multiply."
    )
    return Words(
        (Name(line.name), *told),
        (principle,),
        (
            say(
                f"Nobody has said what {line.of} should have sent: it has no target. Its error "
                "can only come from the neurons that it feeds. With it, the weights that "
                f"enter {line.of} can be judged, and the layers before it can be handed their "
                "shares."
            ),
            *(
                (
                    say(
                        "One neuron may want more of it and another one less; then parts of it "
                        "cancel."
                    ),
                )
                if several
                else ()
            ),
            Equation(Name(line.name), (line.formula,)),
        ),
    )
