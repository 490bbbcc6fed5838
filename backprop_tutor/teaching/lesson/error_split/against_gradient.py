"""The last page of a lesson on shares of the error: each share beside what the gradient sends.

Into one neuron o both send in proportion to the weights: share·miss = (miss_o/Σw)·w, and −δ_o·w.
They differ by a factor that is o's own; so their sums over several o may differ in anything, even
in sign.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import isclose

from backprop_tutor.blocks.blocks import Block, Inline, Prose, Table, Tone, value_of
from backprop_tutor.formula import names
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import listed_and, say, say_so_many, text, text_in, with_commas

_MOST_ROWS = 24
"""A wide network is compared in its hidden neurons, not in its weights, and in so many at most."""
_MOST_LISTED = 4


def comparison_page(subject: Subject) -> tuple[Block, ...]:
    """Return the comparison, with what can be learnt from it."""
    rows = tuple(_rows(subject))
    return (
        Prose(say("The share and the gradient side by side"), Tone.TITLE),
        Prose(
            say(
                "Gradient descent does not ask who had the largest weight. It asks how fast the "
                "loss changes when a number is nudged, and what it sends back along a weight w is "
                "δ·w; δ is the slope of the loss with respect to the net input of the neuron that "
                "w enters. The miss is target − output; the slope is built on output − target. So "
                "share·miss is compared with −δ·w here, with the sign reversed."
            ),
        ),
        *((Table(_heads(), rows),) if rows else ()),
        *_verdict(subject),
        Prose(
            say(
                "The share is a rule of thumb. It does not ask for the slope of the activation, "
                "so a neuron that hardly moves any more gets as much blame as one that does; and "
                "it divides by Σw, the sum of the weights that enter, which no slope does. When "
                "you train a network, take the gradient."
            ),
        ),
        *_where_it_breaks(subject),
    )


def _heads() -> tuple[Inline, ...]:
    return (
        text_in("where it comes from", "from"),
        text_in("where it goes to", "to"),
        text_in("the weight on the way", "along"),
        text("share·miss"),
        "−δ·w",
    )


def _rows(subject: Subject) -> Iterator[tuple[Inline, ...]]:
    """Yield what comes to each hidden neuron, weight by weight if they are few, and in all."""
    found: list[tuple[Inline, ...]] = []
    whole: list[tuple[Inline, ...]] = []
    for senders, receivers in reversed(tuple(pairwise(subject.scenario.layers))):
        each: list[tuple[Inline, ...]] = []
        sums: list[tuple[Inline, ...]] = []
        for unit in receivers.neurons:
            if (delta := subject.gradient(names.net(unit.name))) not in subject.tape:
                continue
            for sender, weight in zip(receivers.senders, unit.weights, strict=True):
                shared = subject.values[names.share(weight)] * subject.values[names.miss(unit.name)]
                sent = -subject.values[delta] * subject.values[weight]
                each.append((unit.name, sender, weight, value_of(shared), value_of(sent)))
        if len(receivers.neurons) > 1:
            for hidden, shared, sent in _sums(tuple(one.name for one in senders.neurons), subject):
                in_all = (text_in("all neurons that send", "all"), hidden, "")
                sums.append((*in_all, value_of(shared), value_of(sent)))
        found += [*each, *sums]
        whole += sums
    yield from found if len(found) <= _MOST_ROWS else (whole or found)[:_MOST_ROWS]


def _sums(neurons: tuple[str, ...], subject: Subject) -> Iterator[tuple[str, float, float]]:
    """Yield the hidden neurons with what each is sent in all, by shares and by the gradient."""
    for hidden in neurons:
        slope = subject.gradient(names.out(hidden))
        if slope in subject.tape:
            yield hidden, subject.values[names.miss(hidden)], -subject.values[slope]


def _verdict(subject: Subject) -> Iterator[Block]:
    """Say whether the two agree at these numbers, and how they differ."""
    factors = _factors(subject)
    if not factors:
        return
    first, *others = factors.values()
    if all(isclose(other, first, rel_tol=1e-9) for other in others):
        yield _all_alike(first, one=not others)
        return
    yield Prose(_each_its_own(factors))
    if against := _against(subject):
        yield Prose(_opposite(against))


def _each_its_own(factors: Mapping[str, float]) -> tuple[Inline, ...]:
    """Say by which factor the two differ for each of the first outputs."""
    (first, factor), *others = list(factors.items())[:_MOST_LISTED]
    more: list[tuple[Inline, ...]] = [
        say("{factor} times share·miss for {output}", factor=value_of(its), output=output)
        for output, its in others
    ]
    shown: list[tuple[Inline, ...]] = [
        say(
            "−δ·w is {factor} times share·miss for {output}", factor=value_of(factor), output=first
        ),
        *more,
    ]
    if len(shown) == len(factors):
        return say(
            "Along the weights into one neuron, both send in proportion to the weights. But "
            "{factors}, so what hidden neurons are sent in all is no longer in one proportion.",
            factors=listed_and(shown),
        )
    return say(
        "Along the weights into one neuron, both send in proportion to the weights. But "
        "{factors}, and each of the others has its own factor.",
        factors=listed_and(shown),
    )


def _opposite(against: Sequence[str]) -> tuple[str, ...]:
    """Say for which hidden neurons the two point in opposite directions."""
    if len(against) > _MOST_LISTED:
        return say(
            "For {names} and others they even point in opposite directions: one wants more of it, "
            "the other less.",
            names=with_commas(against[:_MOST_LISTED]),
        )
    return say(
        "For {names} they even point in opposite directions: one wants more of it, the other less.",
        names=listed_and(against),
    )


def _all_alike(factor: float, *, one: bool) -> Prose:
    """Say that for every weight of the last layer the two differ by one factor."""
    if isclose(factor, 1, rel_tol=1e-9):
        return Prose(say("With these numbers the two agree: slope times Σw is 1."))
    first: tuple[Inline, ...] = (
        say(
            "Here −δ·w is {factor} times share·miss for every weight of the last layer: there is "
            "one output, and along the weights into one neuron both send in proportion to the "
            "weights.",
            factor=value_of(factor),
        )
        if one
        else say(
            "Here −δ·w is {factor} times share·miss for every weight of the last layer: that is a "
            "coincidence of these numbers.",
            factor=value_of(factor),
        )
    )
    if factor > 0:
        second = say(
            "So both blame the hidden neurons before it in the same proportion; the sizes differ."
        )
    elif factor < 0:
        second = say(
            "And the factor is negative: the two point in opposite directions, because the "
            "weights add up to less than 0."
        )
    else:
        second = say("No slope is left there, so the gradient sends nothing back; the shares do.")
    return Prose((*first, " ", *second))


def _factors(subject: Subject) -> Mapping[str, float]:
    """Return −δ·w over share·miss, which is −δ·Σw over the miss, for each output that missed."""
    if len(subject.scenario.layers) == 1:
        return {}
    found: dict[str, float] = {}
    for unit in subject.scenario.layers[-1].neurons:
        delta, missed = subject.gradient(names.net(unit.name)), names.miss(unit.name)
        if delta in subject.tape and subject.values[missed] != 0:
            whole = sum(subject.values[weight] for weight in unit.weights)
            found[unit.name] = -subject.values[delta] * whole / subject.values[missed]
    return found


def _against(subject: Subject) -> list[str]:
    """Return the hidden neurons that the two want to move in opposite directions."""
    hidden = tuple(unit.name for layer in subject.scenario.layers[:-1] for unit in layer.neurons)
    return [name for name, shared, sent in _sums(hidden, subject) if shared * sent < 0]


def _where_it_breaks(subject: Subject) -> Iterator[Block]:
    """Say what becomes of a share where weights have different signs, or add up to 0."""
    beyond = [
        name
        for layer in subject.scenario.layers[1:]
        for unit in layer.neurons
        for name in map(names.share, unit.weights)
        if not 0 <= subject.values[name] <= 1
    ]
    example = say(
        "And it breaks down where the weights that enter a neuron have different signs. With "
        "weights 0.5 and −0.4 they add up to 0.1, and the shares are 5 and −4: one neuron is "
        "handed five times the whole miss. With 0.5 and −0.5 they add up to 0, and there is no "
        "share at all, because nothing can be divided by 0. δ·w has no such trouble."
    )
    yield Prose((*example, " ", *_such_shares(beyond, subject)) if beyond else example)


def _such_shares(beyond: Sequence[str], subject: Subject) -> tuple[str, ...]:
    """List shares that are less than nothing or more than the whole, the first few."""
    shown = with_commas(
        [
            say("{name} is {number}", name=name, number=_signed(subject.spelled(name)))
            for name in beyond[:_MOST_LISTED]
        ]
    )
    if len(beyond) > _MOST_LISTED:
        return say_so_many(
            "Such shares occur here: {shares}, and {n} more is like that.",
            "Such shares occur here: {shares}, and {n} more are like that.",
            len(beyond) - _MOST_LISTED,
            shares=shown,
        )
    return say("Such shares occur here: {shares}.", shares=shown)


def _signed(number: str) -> str:
    return number.replace("-", "−")
