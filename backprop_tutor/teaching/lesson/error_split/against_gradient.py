"""The last page of a lesson on shares of the error: each share beside what the gradient sends.

Into one neuron o both send in proportion to the weights: share·miss = (miss_o/Σw)·w, and −δ_o·w.
They differ by a factor that is o's own; so their sums over several o may differ in anything, even
in sign.
"""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from math import isclose

from backprop_tutor.blocks.blocks import Block, Inline, Prose, Table, Tone, value_of
from backprop_tutor.formula import names
from backprop_tutor.teaching.subject.subject import Subject

_MOST_ROWS = 24
"""A wide network is compared in its hidden neurons, not in its weights, and in so many at most."""
_MOST_LISTED = 4
_HEADS: tuple[Inline, ...] = ("from", "to", "along", "share·miss", "−δ·w")


def comparison_page(subject: Subject) -> tuple[Block, ...]:
    """Return the comparison, with what can be learnt from it."""
    rows = tuple(_rows(subject))
    return (
        Prose(("The share and the gradient side by side",), Tone.TITLE),
        Prose(
            (
                "Gradient descent does not ask who had the largest weight. It asks how fast "
                "the loss changes when a number is nudged, and what it sends back along a weight "
                "w is δ·w; δ is the slope of the loss with respect to the net input of the neuron "
                "that w enters. The miss is target − output; the slope is built on output − "
                "target. So share·miss is compared with −δ·w here, with the sign reversed.",
            ),
        ),
        *((Table(_HEADS, rows),) if rows else ()),
        *_verdict(subject),
        Prose(
            (
                "The share is a rule of thumb. It does not ask for the slope of the activation, so "
                "a neuron that hardly moves any more gets as much blame as one that does; and it "
                "divides by Σw, the sum of the weights that enter, which no slope does. When you "
                "train a network, take the gradient.",
            ),
        ),
        *_where_it_breaks(subject),
    )


def _rows(subject: Subject) -> Iterator[tuple[Inline, ...]]:
    """Yield what comes to each hidden neuron, weight by weight if they are few, and in all."""
    found: list[tuple[Inline, ...]] = []
    sums: list[tuple[Inline, ...]] = []
    for senders, receivers in reversed(tuple(pairwise(subject.scenario.layers))):
        for unit in receivers.neurons:
            if (delta := subject.gradient(names.net(unit.name))) not in subject.tape:
                continue
            for sender, weight in zip(receivers.senders, unit.weights, strict=True):
                shared = subject.values[names.share(weight)] * subject.values[names.miss(unit.name)]
                sent = -subject.values[delta] * subject.values[weight]
                found.append((unit.name, sender, weight, value_of(shared), value_of(sent)))
        if len(receivers.neurons) > 1:
            for hidden, shared, sent in _sums(tuple(one.name for one in senders.neurons), subject):
                sums.append(("all", hidden, "", value_of(shared), value_of(sent)))
        found += sums
        sums = []
    if len(found) > _MOST_ROWS:
        found = [row for row in found if row[0] == "all"][:_MOST_ROWS] or found[:_MOST_ROWS]
    yield from found


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
    listed = list(factors.items())[:_MOST_LISTED]
    parts: list[Inline] = [
        "Along the weights into one neuron, both send in proportion to the weights. But"
    ]
    for index, (output, factor) in enumerate(listed):
        parts += [
            "" if index == 0 else " and" if index == len(listed) - 1 else ",",
            " −δ·w is " if index == 0 else " ",
            value_of(factor),
            f" times share·miss for {output}",
        ]
    parts.append(
        ", so what hidden neurons are sent in all is no longer in one proportion."
        if len(listed) == len(factors)
        else ", and each of the others has its own factor."
    )
    yield Prose(tuple(parts))
    if against := _against(subject):
        some = [*against[:_MOST_LISTED], *(["others"] if against[_MOST_LISTED:] else [])]
        listed_names = " and ".join(filter(None, (", ".join(some[:-1]), some[-1])))
        yield Prose(
            (
                f"For {listed_names} they even point in opposite directions: one wants more "
                "of it, the other less.",
            ),
        )


def _all_alike(factor: float, *, one: bool) -> Prose:
    if isclose(factor, 1, rel_tol=1e-9):
        return Prose(("With these numbers the two agree: slope times Σw is 1.",))
    why = (
        "there is one output, and along the weights into one neuron both send in proportion to "
        "the weights"
        if one
        else "that is a coincidence of these numbers"
    )
    alike = (
        "So both blame the hidden neurons before it in the same proportion; the sizes differ."
        if factor > 0
        else "And the factor is negative: the two point in opposite directions, because the "
        "weights add up to less than 0."
        if factor < 0
        else "No slope is left there, so the gradient sends nothing back; the shares do."
    )
    return Prose(
        (
            "Here −δ·w is ",
            value_of(factor),
            f" times share·miss for every weight of the last layer: {why}. {alike}",
        ),
    )


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
    example = (
        "And it breaks down where the weights that enter a neuron have different signs. "
        "With weights 0.5 and −0.4 they add up to 0.1, and the shares are 5 and −4: one neuron "
        "is handed five times the whole miss. With 0.5 and −0.5 they add up to 0, and there is no "
        "share at all, because nothing can be divided by 0. δ·w has no such trouble."
    )
    beyond = [
        name
        for layer in subject.scenario.layers[1:]
        for unit in layer.neurons
        for name in map(names.share, unit.weights)
        if not 0 <= subject.values[name] <= 1
    ]
    parts: list[Inline] = [example]
    if beyond:
        shown = [f"{name} is {_signed(subject.spelled(name))}" for name in beyond[:_MOST_LISTED]]
        more = (
            f", and {len(beyond) - len(shown)} more are like that" if beyond[_MOST_LISTED:] else ""
        )
        parts.append(f" Such shares occur here: {', '.join(shown)}{more}.")
    yield Prose(tuple(parts))


def _signed(number: str) -> str:
    return number.replace("-", "−")
