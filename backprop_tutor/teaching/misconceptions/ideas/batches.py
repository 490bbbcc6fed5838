"""Wrong ideas about several samples: how they join, and which weights each of them meets."""

from collections.abc import Iterator, Sequence

from backprop_tutor.formula import names
from backprop_tutor.formula.expression import (
    Expr,
    Name,
    Product,
    Quotient,
    number,
    product,
    substitute,
    total,
)
from backprop_tutor.maths.tape.tape import Line, Role
from backprop_tutor.scenario.scenario import Update
from backprop_tutor.teaching.misconceptions.idea import idea
from backprop_tutor.teaching.misconceptions.ideas.neighbourhood import after_update, learner
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import marked

_JOINED = (Role.BATCH_GRADIENT, Role.BATCH_TOTAL)


@idea(
    "sum-for-mean-over-samples",
    *_JOINED,
    say=marked(
        "Check whether this batch adds its samples or averages them: the two differ by a factor, "
        "the number of samples."
    ),
)
def sum_for_mean_over_samples(line: Line, subject: Subject) -> Iterator[Expr]:
    """Σ g[k] → (Σ g[k])/n, where the samples are averaged; and the reverse."""
    if isinstance(line.formula, Quotient):
        yield line.formula.numerator
    else:
        yield Quotient(line.formula, number(len(subject.scenario.samples)))


@idea(
    "one-sample-only",
    *_JOINED,
    say=marked("A batch joins every sample; this is one of them."),
)
def one_sample_only(line: Line, _subject: Subject) -> Iterator[Expr]:
    """g[1] → g[1] + g[2]."""
    yield from map(Name, line.uses)


@idea(
    "errors-averaged-first",
    Role.BATCH_GRADIENT,
    say=marked(
        "Each sample has a gradient of its own: the mean of products is not the product of means."
    ),
)
def errors_averaged_first(line: Line, subject: Subject) -> Iterator[Expr]:
    """mean δ · mean h → mean of δ·h."""
    deltas, sent = [], []
    for name in line.uses:
        match subject[name].formula:
            case Product((Name() as delta, Name(id=slope))):
                if not subject[slope].uses:
                    return  # A bias: its gradient is δ, and averaging does no harm.
                deltas.append(delta)
                sent.append(Name(slope))
            case _:
                return
    wrong = product(_mean(deltas), _mean(sent))
    count = number(len(subject.scenario.samples))
    yield wrong if isinstance(line.formula, Quotient) else product(count, wrong)


def _mean(terms: Sequence[Expr]) -> Expr:
    return Quotient(total(*terms), number(len(terms)))


@idea(
    "updated-inside-batch",
    *Role,
    say=marked(
        "All samples of a batch meet the same weights: update once, after the last of them."
    ),
    whole=True,
)
def updated_inside_batch(line: Line, subject: Subject) -> Iterator[Expr]:
    """Sample 2 at w − η·g[1] → all samples at w."""
    scenario = subject.scenario
    if line.sample < 2 or scenario.update is Update.ONLINE or names.RATE not in subject.tape:
        return
    moved = {
        parameter: _moved(parameter, line.sample, subject)
        for parameter in line.uses
        if parameter in scenario.parameters and names.updated(parameter) in subject.tape
    }
    if moved:
        yield substitute(line.formula, moved)


def _moved(parameter: str, sample: int, subject: Subject) -> Expr:
    """Return what a parameter would be before a sample, if each earlier one had updated it."""
    now = learner(parameter, subject)
    derivative = subject.gradient(parameter)
    for earlier in range(1, sample):
        now = after_update(now, Name(names.at_sample(derivative, earlier)), subject)
    return now.value


BATCH_IDEAS = (
    sum_for_mean_over_samples,
    one_sample_only,
    errors_averaged_first,
    updated_inside_batch,
)
