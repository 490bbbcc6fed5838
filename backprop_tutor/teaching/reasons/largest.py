"""Which of the weights that enter a neuron has most to say: the one with the largest gradient."""

from collections.abc import Mapping

from backprop_tutor.blocks.blocks import Inline, Prose
from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Name, Product, terms_of
from backprop_tutor.maths.tape.tape import Line, Role
from backprop_tutor.teaching.learner.skills import Skill
from backprop_tutor.teaching.reasons.question import Belief, Choice, Kind, ReasonQuestion, choice_of
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import marked, say, with_commas

_MOST_WEIGHTS = 4
_APART = 1.05
"""So many times as large as the next the largest has to be: what is as good as equal is no
question of reasons."""
_STEM = marked("Which weight of {neuron} moves {aim} most when it is nudged a little, and why?")
_HINT = marked(
    "The gradient of each of them is the delta of {neuron} times what the weight is multiplied by."
)
_SAID = marked("{most}: it is multiplied by {sent}, which is the largest in size of what arrives.")
_REMARK = marked(
    "All of them have the delta of {neuron} in their gradient; what tells them apart is what each "
    "is multiplied by."
)
_LARGEST_WEIGHT = Belief(
    "weight-for-input",
    marked("{largest}: it is the largest weight in size, and the largest weight has most to say."),
    marked("A gradient does not contain the weight itself, but what the weight is multiplied by."),
)
_ALL_ALIKE = Belief(
    "delta-for-gradient",
    marked("All alike: they enter the same neuron, so the delta of {neuron} is their gradient."),
    marked(
        "The delta belongs to the neuron; each gradient is the delta times what the weight is "
        "multiplied by."
    ),
)
_SMALLEST = Belief(
    None,
    marked(
        "{smallest}: it is the smallest weight in size, so the same nudge counts for more there."
    ),
    marked("A nudge is added to the weight: how large the weight was before makes no difference."),
)


def which_has_most_to_say(line: Line, subject: Subject) -> ReasonQuestion | None:
    """Return which w into a net input Σ w·x + b has the largest |dE/dw| = |δ|·|x|.

    ``line`` is the gradient of that very weight. None where it is another one's, where two are
    nearly equal, or where some gradient has further paths.
    """
    if line.role is not Role.GRADIENT or len(users := _nets(line, subject)) != 1:
        return None
    (net,) = users
    sent = _weights_of(net, subject)
    if not 2 <= len(sent) <= _MOST_WEIGHTS or line.by not in sent:
        return None
    gradients = {weight: names.at_sample(subject.gradient(weight), line.sample) for weight in sent}
    if not all(one in subject.tape and _is_delta_times(one, subject) for one in gradients.values()):
        return None
    size = {weight: abs(subject.values[what]) for weight, what in sent.items()}
    most, second = sorted(size, key=size.__getitem__, reverse=True)[:2]
    delta = names.at_sample(
        names.derivative(subject.aim, names.of_sample(net.name)[0]), line.sample
    )
    if most != line.by or size[most] < _APART * size[second] or not subject.values.get(delta):
        return None
    by_weight = sorted(sent, key=lambda weight: abs(subject.values[weight]))
    if abs(subject.values[by_weight[0]]) == abs(subject.values[by_weight[-1]]):
        return None
    parts: dict[str, Inline] = {
        "neuron": net.of,
        "aim": Name(subject.aim),
        "most": Name(most),
        "sent": Name(sent[most]),
        "largest": Name(by_weight[-1]),
        "smallest": Name(by_weight[0]),
    }
    return ReasonQuestion(
        Kind.LARGEST,
        line.name,
        Skill.GRADIENT,
        (_known(sent, subject),),
        say(_STEM, **parts),
        (
            Choice(say(_SAID, **parts), say(_REMARK, **parts)),
            *(choice_of(one, parts) for one in (_LARGEST_WEIGHT, _ALL_ALIKE, _SMALLEST)),
        ),
        0,
        say(_HINT, **parts),
        tells=tuple(gradients.values()),
    )


def _nets(line: Line, subject: Subject) -> list[Line]:
    """Return the net inputs that a weight enters, of the sample that its gradient is of."""
    users = subject.users(line.by)
    return [one for one in users if one.role is Role.NET and one.sample == line.sample]


def _weights_of(net: Line, subject: Subject) -> Mapping[str, str]:
    """Return what each weight of a weighted sum is multiplied by."""
    found: dict[str, str] = {}
    for term in terms_of(net.formula):
        match term:
            case Product((Name(id=one), Name(id=other))):
                weight, sent = (one, other) if subject[one].role is Role.WEIGHT else (other, one)
                if subject[weight].role is Role.WEIGHT and subject[sent].role is not Role.WEIGHT:
                    found[weight] = sent
            case _:
                pass
    return found


def _is_delta_times(gradient: str, subject: Subject) -> bool:
    """Whether a gradient is that of one path, δ·x."""
    match subject[gradient].formula:
        case Product((Name(id=delta), Name(id=slope))):
            roles = (subject[delta].role, subject[slope].role)
            return roles == (Role.DELTA, Role.NET_BY_WEIGHT)
        case _:
            return False


def _known(sent: Mapping[str, str], subject: Subject) -> Prose:
    numbers: list[tuple[Inline, ...]] = [
        (Name(name), " = ", subject.value(name)) for pair in sent.items() for name in pair
    ]
    told: tuple[Inline, ...] = with_commas(numbers)
    return Prose(say("Known: {numbers}.", numbers=told))
