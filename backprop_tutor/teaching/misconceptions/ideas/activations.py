"""Wrong ideas about the net input, the activation, and which of the two is meant."""

from collections.abc import Iterator

from backprop_tutor.formula import names
from backprop_tutor.formula.expression import (
    ONE,
    Call,
    Expr,
    Name,
    Negative,
    Quotient,
    Sum,
    difference,
    rename,
    substitute,
)
from backprop_tutor.maths.tape.tape import Line, Role
from backprop_tutor.teaching.misconceptions.idea import idea
from backprop_tutor.teaching.misconceptions.ideas.neighbourhood import at_the_time, is_linear
from backprop_tutor.teaching.misconceptions.telling_values import is_next_to_zero
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.teaching.subject.taught_functions import TAUGHT_ACTIVATIONS
from backprop_tutor.wording import marked


@idea(
    "net-for-output",
    Role.OUT,
    Role.NET,
    Role.NODE,
    Role.ERROR,
    Role.TOTAL,
    Role.LOSS_SLOPE,
    of_terms=True,
    say=marked(
        "What a neuron sends on is its activated value; the net input comes one step earlier."
    ),
)
def net_for_output(line: Line, subject: Subject) -> Iterator[Expr]:
    """z where the output belongs: o = z → o = σ(z)."""
    now = at_the_time(line, subject)
    if line.role is Role.OUT:
        if not is_linear(line.of, subject):
            yield Name(now(names.net(line.of)))
        return
    sending = (subject[name].of for name in line.uses if subject[name].role is Role.OUT)
    yield rename(
        line.formula,
        {
            now(names.out(neuron)): now(names.net(neuron))
            for neuron in sending
            if not is_linear(neuron, subject)
        },
    )


@idea(
    "output-for-net",
    Role.NET,
    say=marked("The question asks for the net input: the weighted sum before the activation."),
    behind=False,
)
def output_for_net(line: Line, subject: Subject) -> Iterator[Expr]:
    """σ(w·x + b) → w·x + b."""
    layer, now = subject.layer(line.of), at_the_time(line, subject)
    if layer.activation == "softmax":
        nets = (Name(now(names.net(neuron.name))) for neuron in layer.neurons)
        own = Name(line.name)
        arguments = (line.formula, *(line.formula if net == own else net for net in nets))
        yield Call("softmax", arguments)
    elif layer.activation != "linear":
        yield Call(layer.activation, (line.formula,))


@idea(
    "exp-sign",
    Role.OUT,
    say=marked("In the sigmoid, the exponent is minus the net input."),
)
def exp_sign(line: Line, subject: Subject) -> Iterator[Expr]:
    """1/(1 + e^z) → 1/(1 + e^−z)."""
    if subject.layer(line.of).activation == "sigmoid":
        net = Name(at_the_time(line, subject)(names.net(line.of)))
        yield Quotient(ONE, Sum((ONE, Call("exp", (net,)))))


@idea(
    "missing-parentheses",
    Role.OUT,
    say=marked("The whole sum is below the fraction bar: typed on one line, it needs parentheses."),
)
def missing_parentheses(line: Line, subject: Subject) -> Iterator[Expr]:
    """1/1 + e^−z → 1/(1 + e^−z); e^z − e^−z/e^z + e^−z → tanh(z)."""
    net = Name(at_the_time(line, subject)(names.net(line.of)))
    up, down = Call("exp", (net,)), Call("exp", (Negative(net),))
    match subject.layer(line.of).activation:
        case "sigmoid":
            yield Sum((Quotient(ONE, ONE), down))
        case "tanh":
            yield Sum((up, Negative(Quotient(down, up)), down))
            yield Sum((up, Negative(Quotient(down, Sum((up, down))))))
            yield Sum((Quotient(difference(up, down), up), down))
        case _:
            pass


@idea(
    "other-function",
    Role.OUT,
    behind=False,
    telling=False,
    say=marked(
        "This is what another function makes of the net input: check which one belongs to this "
        "neuron."
    ),
)
def other_function(line: Line, subject: Subject) -> Iterator[Expr]:
    """σ(z) → tanh(z); tanh(z) → σ(z)."""
    net = Name(at_the_time(line, subject)(names.net(line.of)))
    activation = subject.layer(line.of).activation
    if activation in ("sigmoid", "tanh") and not is_next_to_zero(net.id, subject):
        yield Call("tanh" if activation == "sigmoid" else "sigmoid", (net,))


@idea(
    "exponential-alone",
    Role.OUT,
    behind=False,
    say=marked(
        "This is the exponential alone: the sigmoid adds 1 to it, and divides 1 by the sum."
    ),
)
def exponential_alone(line: Line, subject: Subject) -> Iterator[Expr]:
    """e^−z, or e^z → 1/(1 + e^−z)."""
    if subject.layer(line.of).activation == "sigmoid":
        net = Name(at_the_time(line, subject)(names.net(line.of)))
        yield Call("exp", (Negative(net),))
        yield Call("exp", (net,))


@idea(
    "half-the-activation",
    Role.OUT,
    say=marked(
        "This is only a part of the formula of this activation: look for what is still missing."
    ),
)
def half_the_activation(line: Line, subject: Subject) -> Iterator[Expr]:
    """σ(z) → z·σ(z); e^z → e^z − 1; z/(1 + z) → z/(1 + |z|)."""
    net = Name(at_the_time(line, subject)(names.net(line.of)))
    for fragment in TAUGHT_ACTIVATIONS[subject.layer(line.of).activation].fragments:
        yield substitute(fragment, {"z": net})


@idea(
    "softmax-not-normalised-exp",
    Role.OUT,
    say=marked(
        "Softmax takes the exponential of every net input, then divides each by the sum of them "
        "all."
    ),
)
def softmax_not_normalised_exp(line: Line, subject: Subject) -> Iterator[Expr]:
    """z/Σz, or e^z → e^z/Σe^z."""
    if isinstance(line.formula, Call) and subject.activation(line.of) == "softmax":
        net, *nets = line.formula.arguments
        yield Quotient(net, Sum(tuple(nets)))
        yield Call("exp", (net,))


ACTIVATION_IDEAS = (
    net_for_output,
    output_for_net,
    exp_sign,
    missing_parentheses,
    exponential_alone,
    half_the_activation,
    other_function,
    softmax_not_normalised_exp,
)
