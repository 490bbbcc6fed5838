"""Wrong ideas about what an update rule remembers and makes of it, weight decay, a falling rate.

They look at the formulas of the rule alone, so they fit each rule whose formulas are alike.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from backprop_tutor.formula import names
from backprop_tutor.formula.expression import (
    ONE,
    ZERO,
    Call,
    Expr,
    Name,
    Negative,
    Power,
    Product,
    Quotient,
    Sum,
    difference,
    number,
    product,
    rename,
    subexpressions,
    substitute,
    terms_of,
    total,
    transform,
)
from backprop_tutor.maths.tape.tape import REMEMBERING, Line, Role
from backprop_tutor.maths.update_rules import at, rule_of
from backprop_tutor.scenario.scenario import Direction
from backprop_tutor.teaching.misconceptions.idea import idea
from backprop_tutor.teaching.misconceptions.ideas.neighbourhood import (
    after_update,
    learner,
    pushing,
    stepped,
)
from backprop_tutor.teaching.misconceptions.telling_values import is_zero
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.teaching.subject.taught_rules import memory_of, share_kept
from backprop_tutor.wording import marked

_RATE, _DECAY = Name(names.RATE), Name(names.DECAY)
_TWO = number(2)


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is remembered after an update: a share of the old, and what is new."""

    share: Expr
    old: Expr
    new: Expr
    is_mean: bool
    """Whether the new counts for the rest of the share only."""


def _kept(line: Line, subject: Subject) -> _Kept | None:
    """Return what is remembered; None of what the last of several samples left behind.

    None too where the gradient is always 0: there nothing is new.
    """
    if _is_still(line, subject):
        return None
    share, old = Name(share_kept(memory_of(line, subject))), Name(_before(line))
    match line.formula:
        case Sum((_, Product((Sum(), new)))):
            return _Kept(share, old, new, is_mean=True)
        case Sum((_, new)):
            return _Kept(share, old, new, is_mean=False)
        case _:
            return None


def _before(line: Line) -> str:
    return names.before_update(line.name)


def _is_still(line: Line, subject: Subject) -> bool:
    """Whether what a parameter is pushed by is always 0."""
    gradient = subject.gradient(line.of)
    return pushing(line.of, subject) == gradient and subject[gradient].formula == ZERO


@idea(
    "velocity-forgotten",
    Role.UPDATE,
    Role.MOMENT_UPDATE,
    say=marked(
        "With momentum a step follows the velocity, which combines what is left of earlier "
        "gradients with this one."
    ),
)
def velocity_forgotten(line: Line, subject: Subject) -> Iterator[Expr]:
    """w − η·g → w − η·v⁺; v⁺ = g → μ·v + g."""
    rule, gradient = rule_of(subject.scenario), Name(pushing(line.of, subject))
    if any(memory.squares for memory in rule.memories):
        return
    if line.role is Role.MOMENT_UPDATE:
        if isinstance(line.formula, Sum):
            yield gradient
    elif rule.memories and isinstance(line.formula, Sum) and not _is_still(line, subject):
        yield stepped(Name(line.of), product(_RATE, gradient), subject)


@idea(
    "velocity-convention",
    Role.MOMENT_UPDATE,
    say=marked(
        "Books differ in what momentum remembers; here the velocity is what is left of the old one "
        "with the whole gradient added, and the learning rate comes later."
    ),
)
def velocity_convention(line: Line, subject: Subject) -> Iterator[Expr]:
    """v⁺ = μ·v + (1 − μ)·g, μ·v − η·g or μ·v + η·g → μ·v + g."""
    found = _kept(line, subject)
    if found is None or found.is_mean:
        return
    kept = product(found.share, found.old)
    yield Sum((kept, product(difference(ONE, found.share), found.new)))
    yield difference(kept, product(_RATE, found.new))
    yield Sum((kept, product(_RATE, found.new)))


@idea(
    "no-look-ahead",
    Role.UPDATE,
    say=marked(
        "This is the step of plain momentum; Nesterov's looks ahead and adds the gradient to the "
        "part of the new velocity that will be kept."
    ),
)
def no_look_ahead(line: Line, subject: Subject) -> Iterator[Expr]:
    """w − η·v⁺ → w − η·(g + μ·v⁺)."""
    push = rule_of(subject.scenario).push
    if isinstance(line.formula, Sum) and isinstance(push, Sum) and not _is_still(line, subject):
        memory = rule_of(subject.scenario).memories[0]
        velocity = names.updated(names.memory(memory.letter, line.of))
        yield stepped(Name(line.of), product(_RATE, Name(velocity)), subject)


@idea(
    "square-forgotten",
    Role.SECOND_MOMENT_UPDATE,
    say=marked("The second moment is the mean of the squares: square the gradient first."),
)
def square_forgotten(line: Line, subject: Subject) -> Iterator[Expr]:
    """β·v + (1 − β)·g → β·v + (1 − β)·g²."""
    if _kept(line, subject) is not None:
        yield transform(line.formula, lambda part: part.base if isinstance(part, Power) else part)


@idea(
    "shares-swapped",
    *REMEMBERING,
    say=marked(
        "The two shares are swapped: most of the mean is kept, and only the rest of it is new."
    ),
)
def shares_swapped(line: Line, subject: Subject) -> Iterator[Expr]:
    """(1 − β)·m + β·g → β·m + (1 − β)·g."""
    found = _kept(line, subject)
    if found is not None and found.is_mean:
        rest = difference(ONE, found.share)
        yield Sum((product(rest, found.old), product(found.share, found.new)))


@idea(
    "rest-forgotten",
    *REMEMBERING,
    say=marked(
        "The new part of a mean counts for the rest only: multiply it by one minus what is kept."
    ),
)
def rest_forgotten(line: Line, subject: Subject) -> Iterator[Expr]:
    """β·m + g → β·m + (1 − β)·g."""
    found = _kept(line, subject)
    if found is not None and found.is_mean:
        yield Sum((product(found.share, found.old), found.new))


@idea(
    "past-forgotten",
    *REMEMBERING,
    say=marked("What was remembered before counts too: keep its share of the mean."),
)
def past_forgotten(line: Line, subject: Subject) -> Iterator[Expr]:
    """(1 − β)·g → β·m + (1 − β)·g."""
    found = _kept(line, subject)
    if found is not None and found.is_mean:
        yield product(difference(ONE, found.share), found.new)


@idea(
    "present-forgotten",
    *REMEMBERING,
    say=marked("This gradient counts too: add its share to what is kept of the mean."),
)
def present_forgotten(line: Line, subject: Subject) -> Iterator[Expr]:
    """β·m → β·m + (1 − β)·g."""
    found = _kept(line, subject)
    if found is not None and found.is_mean:
        yield product(found.share, found.old)


@idea(
    "betas-confused",
    *REMEMBERING,
    Role.CORRECTED_MOMENT,
    say=marked(
        "Each of the two means has a number of its own for what is kept: this one is the other's."
    ),
)
def betas_confused(line: Line, subject: Subject) -> Iterator[Expr]:
    """β₂·m + (1 − β₂)·g → β₁·m + (1 − β₁)·g."""
    own = share_kept(memory_of(line, subject))
    if own not in line.uses:
        return
    for memory in rule_of(subject.scenario).memories:
        if (other := share_kept(memory)) != own:
            yield rename(line.formula, {own: other})


@idea(
    "no-bias-correction",
    Role.CORRECTED_MOMENT,
    say=marked(
        "The means began at 0 and are too small at first: divide by one minus the power of what "
        "is kept."
    ),
)
def no_bias_correction(line: Line, _subject: Subject) -> Iterator[Expr]:
    """m⁺ → m⁺/(1 − βᵗ)."""
    if isinstance(line.formula, Quotient):
        yield line.formula.numerator


@idea(
    "correction-multiplied",
    Role.CORRECTED_MOMENT,
    say=marked("The mean is too small, so the correction makes it larger: divide by the share."),
)
def correction_multiplied(line: Line, _subject: Subject) -> Iterator[Expr]:
    """m⁺·(1 − βᵗ) → m⁺/(1 − βᵗ)."""
    if isinstance(line.formula, Quotient):
        yield product(line.formula.numerator, line.formula.denominator)


@idea(
    "correction-by-the-power",
    Role.CORRECTED_MOMENT,
    say=marked(
        "The power is the share of the mean that is still the 0 it began with: divide by the rest, "
        "one minus the power."
    ),
)
def correction_by_the_power(line: Line, _subject: Subject) -> Iterator[Expr]:
    """m⁺/βᵗ → m⁺/(1 − βᵗ)."""
    if isinstance(line.formula, Quotient):
        power = next(part for part in subexpressions(line.formula) if isinstance(part, Power))
        yield Quotient(line.formula.numerator, power)


@idea(
    "correction-of-another-update",
    Role.CORRECTED_MOMENT,
    say=marked(
        "The correction is by the number of this update: it counts too, and after the first one "
        "the power is no longer the first."
    ),
)
def correction_of_another_update(line: Line, subject: Subject) -> Iterator[Expr]:
    """m⁺/(1 − β) or m⁺/(1 − βᵗ⁻¹) → m⁺/(1 − βᵗ)."""
    for part in subexpressions(line.formula):
        match part:
            case Power(share, Name(id=count)):
                before = names.before_update(count)
                if not is_zero(before, subject):  # At the first update there is no other.
                    yield _put(line.formula, part, share)
                    yield rename(line.formula, {count: before})
            case _:
                pass


@idea(
    "old-moment",
    Role.UPDATE,
    Role.CORRECTED_MOMENT,
    say=marked("What is remembered is renewed first: the step is made of its new value."),
)
def old_moment(line: Line, subject: Subject) -> Iterator[Expr]:
    """w − η·v → w − η·v⁺."""
    rule = rule_of(subject.scenario)
    if isinstance(rule.push, Sum):  # Of the old velocity it would be the new one.
        return
    letters = [memory.letter for memory in rule.memories]
    old = [names.memory(letter, line.of) for letter in letters]
    renewed = {names.updated(name): name for name in old if names.updated(name) in line.uses}
    if renewed:
        yield rename(line.formula, renewed)


@idea(
    "plain-step",
    Role.UPDATE,
    say=marked(
        "This is the step of plain gradient descent; here the gradient is measured by its usual "
        "size, which the second moment remembers."
    ),
)
def plain_step(line: Line, subject: Subject) -> Iterator[Expr]:
    """w − η·g → w − η·m̂/(√v̂ + ε)."""
    rule = rule_of(subject.scenario)
    by_squares = any(one.squares for one in rule.memories)
    if not isinstance(line.formula, Sum) or not by_squares or _is_still(line, subject):
        return
    start = total(*terms_of(line.formula)[:-1])
    yield stepped(start, product(_RATE, Name(pushing(line.of, subject))), subject)
    if isinstance(rule.push, Quotient) and rule.push.numerator != Name("g"):
        first = at(rule.push.numerator, rule, line.of, pushing(line.of, subject))
        yield stepped(start, product(_RATE, first), subject)


@idea(
    "root-forgotten",
    Role.UPDATE,
    say=marked(
        "The second moment is a mean of squares: take its root before dividing, or the step has "
        "another size."
    ),
)
def root_forgotten(line: Line, subject: Subject) -> Iterator[Expr]:
    """w − η·m̂/(v̂ + ε) → w − η·m̂/(√v̂ + ε)."""
    for root, _ in _roots(line, subject):
        yield _put(line.formula, root, root.arguments[0])


@idea(
    "epsilon-in-the-root",
    Role.UPDATE,
    say=marked("Take the root of the second moment alone, and add ε to the root afterwards."),
    telling=False,
)
def epsilon_in_the_root(line: Line, subject: Subject) -> Iterator[Expr]:
    """w − η·m̂/√(v̂ + ε) → w − η·m̂/(√v̂ + ε)."""
    for root, added in _roots(line, subject):
        inside = Call("sqrt", (Sum((*root.arguments, *added)),))
        yield _put(line.formula, Sum((root, *added)), inside)


@idea(
    "epsilon-forgotten",
    Role.UPDATE,
    say=marked("Add ε to the root: it keeps the division away from 0."),
    telling=False,
)
def epsilon_forgotten(line: Line, subject: Subject) -> Iterator[Expr]:
    """w − η·m̂/√v̂ → w − η·m̂/(√v̂ + ε)."""
    for root, added in _roots(line, subject):
        yield _put(line.formula, Sum((root, *added)), root)


def _put(formula: Expr, part: Expr, by: Expr) -> Expr:
    """Return a formula with something in the place of a part."""
    return transform(formula, lambda one: by if one == part else one)


def _roots(line: Line, subject: Subject) -> list[tuple[Call, tuple[Expr, ...]]]:
    """Return each root in a step to which something is added, with what is added."""
    if _is_still(line, subject):
        return []
    found: list[tuple[Call, tuple[Expr, ...]]] = []
    for part in subexpressions(line.formula):
        match part:
            case Sum((Call("sqrt") as root, *added)):
                found.append((root, tuple(added)))
            case _:
                pass
    return found


@idea(
    "decay-forgotten",
    Role.DECAYED_GRADIENT,
    Role.UPDATE,
    say=marked("The weight decay has a part in it too: it draws the weight towards 0."),
)
def decay_forgotten(line: Line, _subject: Subject) -> Iterator[Expr]:
    """g → g + λ·w; w − step → w − η·λ·w − step."""
    if line.role is Role.DECAYED_GRADIENT:
        yield terms_of(line.formula)[0]
    elif _decays_apart(line):
        first, _, step = terms_of(line.formula)
        yield Sum((first, step))


@idea(
    "decay-adds",
    Role.DECAYED_GRADIENT,
    Role.UPDATE,
    say=marked("The decay makes the weight smaller, and not larger: mind its sign."),
)
def decay_adds(line: Line, _subject: Subject) -> Iterator[Expr]:
    """g − λ·w → g + λ·w; w + η·λ·w − step → w − η·λ·w − step."""
    if line.role is Role.DECAYED_GRADIENT:
        gradient, decay = terms_of(line.formula)
        yield Sum((gradient, decay.operand if isinstance(decay, Negative) else Negative(decay)))
    elif _decays_apart(line):
        first, decay, step = terms_of(line.formula)
        assert isinstance(decay, Negative)
        yield Sum((first, decay.operand, step))


@idea(
    "decay-without-lambda",
    Role.DECAYED_GRADIENT,
    Role.UPDATE,
    say=marked("Only a small part of the weight is taken off: multiply it by λ."),
)
def decay_without_lambda(line: Line, _subject: Subject) -> Iterator[Expr]:
    """g + w → g + λ·w; w − η·w − step → w − η·λ·w − step."""
    if line.role is Role.DECAYED_GRADIENT or _decays_apart(line):
        yield substitute_decay(line.formula, ONE)


@idea(
    "decay-not-halved",
    Role.DECAYED_GRADIENT,
    say=marked(
        "Half of λ times the square stands beside the loss: its slope is λ times the weight."
    ),
)
def decay_not_halved(line: Line, _subject: Subject) -> Iterator[Expr]:
    """g + 2·λ·w or g + ½·λ·w → g + λ·w."""
    yield substitute_decay(line.formula, product(_TWO, _DECAY))
    yield substitute_decay(line.formula, product(number("1/2"), _DECAY))


@idea(
    "penalty-for-its-slope",
    Role.DECAYED_GRADIENT,
    say=marked(
        "The square of the weight stands beside the loss; what is added to the gradient is its "
        "slope."
    ),
)
def penalty_for_its_slope(line: Line, subject: Subject) -> Iterator[Expr]:
    """g + ½·λ·w² or g + λ·w² → g + λ·w."""
    gradient, _ = terms_of(line.formula)
    climbs = subject.scenario.direction is Direction.ASCENT
    square = product(_DECAY, Power(Name(line.of), _TWO))
    for penalty in (product(number("1/2"), square), square):
        yield Sum((gradient, Negative(penalty) if climbs else penalty))


@idea(
    "decay-without-rate",
    Role.UPDATE,
    say=marked("The learning rate scales the decay too."),
)
def decay_without_rate(line: Line, _subject: Subject) -> Iterator[Expr]:
    """w − λ·w − step → w − η·λ·w − step."""
    if _decays_apart(line):
        first, _, step = terms_of(line.formula)
        yield Sum((first, Negative(product(_DECAY, Name(line.of))), step))


@idea(
    "decay-in-the-moments",
    Role.MOMENT_UPDATE,
    Role.SECOND_MOMENT_UPDATE,
    Role.UPDATE,
    say=marked(
        "A weight decays as a part of its gradient, which enters what is remembered, or apart from "
        "it: this is the other of the two ways."
    ),
)
def decay_in_the_moments(line: Line, subject: Subject) -> Iterator[Expr]:
    """m⁺ of g + λ·w → of g, and w − η·λ·w − step apart; or the other way round."""
    scenario = subject.scenario
    rule, climbs = rule_of(scenario), scenario.direction is Direction.ASCENT
    if line.of not in scenario.decaying or not rule.memories or not isinstance(line.formula, Sum):
        return
    gradient = subject.gradient(line.of)
    if line.role is Role.UPDATE:
        apart = not rule.decays_apart
        yield after_update(learner(line.of, subject), Name(gradient), subject, apart=apart).value
    elif rule.decays_apart:
        decay = product(_DECAY, Name(line.of))
        pushed = Sum((Name(gradient), Negative(decay) if climbs else decay))
        yield substitute(line.formula, {gradient: pushed})
    else:
        yield rename(line.formula, {names.decayed_gradient(line.of): gradient})


@idea(
    "bias-decayed",
    Role.UPDATE,
    say=marked("Weight decay is for the weights: a bias is left out of it here."),
)
def bias_decayed(line: Line, subject: Subject) -> Iterator[Expr]:
    """b − η·(g + λ·b) → b − η·g."""
    scenario = subject.scenario
    left_out = line.of in scenario.biases and line.of not in scenario.decaying
    if scenario.decaying and left_out and isinstance(line.formula, Sum):
        gradient = Name(subject.gradient(line.of))
        yield after_update(learner(line.of, subject), gradient, subject, decays=True).value


def _decays_apart(line: Line) -> bool:
    """Whether an update takes a decay off the weight besides its step."""
    return line.role is Role.UPDATE and len(terms_of(line.formula)) == 3


def substitute_decay(formula: Expr, by: Expr) -> Expr:
    """Return a formula with something in place of λ; a factor 1 is not written."""

    def change(part: Expr) -> Expr:
        return product(*part.factors) if isinstance(part, Product) else part

    return transform(substitute(formula, {names.DECAY: by}), change)


@idea(
    "rate-not-fallen",
    Role.RATE_NOW,
    say=marked("This is the first learning rate: by now it has fallen."),
)
def rate_not_fallen(line: Line, _subject: Subject) -> Iterator[Expr]:
    """η₀ → η₀·0.9^⌊t/10⌋."""
    start, _ = _falling(line.formula)
    yield start


@idea(
    "rate-falls-each-time",
    Role.RATE_NOW,
    say=marked(
        "The rate falls by steps: it stays what it is for some updates, and only then is "
        "multiplied once."
    ),
)
def rate_falls_each_time(line: Line, _subject: Subject) -> Iterator[Expr]:
    """η₀·0.9^t or η₀·0.9^(t/10) → η₀·0.9^⌊t/10⌋."""
    start, (times, passed) = _falling(line.formula)
    yield product(start, Power(times, passed))
    if isinstance(passed, Quotient):
        yield product(start, Power(times, passed.numerator))


@idea(
    "rate-falls-early",
    Role.RATE_NOW,
    say=marked("The rate falls after so many updates were made, and not before the last of them."),
)
def rate_falls_early(line: Line, _subject: Subject) -> Iterator[Expr]:
    """η₀·0.9^(⌊t/10⌋ + 1) → η₀·0.9^⌊t/10⌋."""
    start, (times, passed) = _falling(line.formula)
    yield product(start, Power(times, Sum((Call("floor", (passed,)), ONE))))


@idea(
    "rate-falls-once",
    Role.RATE_NOW,
    say=marked("Each time it falls the rate is multiplied again: raise the factor to that power."),
)
def rate_falls_once(line: Line, _subject: Subject) -> Iterator[Expr]:
    """η₀·0.9 or η₀·0.9·⌊t/10⌋ → η₀·0.9^⌊t/10⌋."""
    start, (times, passed) = _falling(line.formula)
    yield product(start, times)
    yield product(start, times, Call("floor", (passed,)))


def _falling(formula: Expr) -> tuple[Expr, tuple[Expr, Expr]]:
    """Return η₀ of η₀·times^⌊passed⌋, and the times and what has passed."""
    match formula:
        case Product((start, Power(times, Call("floor", (passed,))))):
            return start, (times, passed)
        case _:
            raise AssertionError(f"this is no rate that falls by steps: {formula}")


OPTIMIZER_IDEAS = (
    bias_decayed,
    decay_forgotten,
    decay_adds,
    decay_without_lambda,
    decay_without_rate,
    decay_not_halved,
    penalty_for_its_slope,
    decay_in_the_moments,
    velocity_forgotten,
    velocity_convention,
    no_look_ahead,
    no_bias_correction,
    square_forgotten,
    rest_forgotten,
    past_forgotten,
    present_forgotten,
    shares_swapped,
    betas_confused,
    correction_multiplied,
    correction_by_the_power,
    correction_of_another_update,
    old_moment,
    plain_step,
    root_forgotten,
    epsilon_forgotten,
    epsilon_in_the_root,
    rate_not_fallen,
    rate_falls_each_time,
    rate_falls_early,
    rate_falls_once,
)
