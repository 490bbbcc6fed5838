"""The order of a lesson: forward pass, errors, the way back, updates; with several samples of each.

The first sample is taught in full. The second is asked layer by layer, for outputs and deltas; its
other gradients and the samples that follow are told. Then all are joined.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from backprop_tutor.maths.tape.tape import SPLIT
from backprop_tutor.scenario.scenario import Method, Part, Update
from backprop_tutor.teaching.lesson.error_split.order import update_wanted
from backprop_tutor.teaching.lesson.planner import PlannedStep, Planner
from backprop_tutor.teaching.subject.subject import OneSample, Subject

_ASKED = 2
"""So many samples are asked; those that follow are told."""


def planned(
    subject: Subject, parts: Collection[Part], only: str | None = None
) -> tuple[PlannedStep, ...]:
    """Return the steps of a lesson in order; ``only`` limits it to one parameter's chain."""
    planner = Planner(subject, taught=left_out(subject, parts))
    if subject.scenario.samples:
        items = _of_samples(subject, only)
    elif only is not None:
        items = planner.chain_of(only)
    else:
        items = planner.whole(focus(subject))
    return tuple(_opened(subject, (item for item in items if subject[item.name].part in parts)))


def left_out(subject: Subject, parts: Collection[Part]) -> frozenset[str]:
    """Return what is not asked where the error is shared out: the loss, its gradients, the update.

    The shares take their place, unless the update is wanted all the same.
    """
    if subject.scenario.method is Method.GRADIENT or update_wanted(parts):
        return frozenset()
    return frozenset(
        name
        for name, line in subject.tape.items()
        if line.part not in (None, Part.FORWARD) and line.role not in SPLIT
    )


def focus(subject: Subject) -> tuple[str, ...]:
    """Return the parameters that come first: the scenario's, or one per layer, the last first.

    In a free graph without layers that is the first parameter, or the first input.
    """
    scenario = subject.scenario
    if scenario.focus:
        return scenario.focus
    firsts = [layer.neurons[0].weights for layer in reversed(scenario.layers)]
    first_of_all = tuple(scenario.parameters)[:1] or scenario.movable[:1]
    return tuple(dict.fromkeys(weights[0] for weights in firsts if weights)) or first_of_all


def _opened(subject: Subject, items: Iterator[PlannedStep]) -> Iterator[PlannedStep]:
    """Mark the first item of each part."""
    seen: set[Part | None] = set()
    for item in items:
        part = subject[item.name].part
        yield replace(item, opens=part not in seen)
        seen.add(part)


def _of_samples(subject: Subject, only: str | None) -> list[PlannedStep]:
    """Plan a lesson of several samples."""
    in_focus = focus(subject) if only is None else (only,)
    others = Planner(subject).others(in_focus) if only is None else ()
    online = subject.scenario.update is Update.ONLINE
    items: list[PlannedStep] = []
    learnt: set[tuple[object, ...]] = set()
    for sample, one in enumerate(subject.alone, start=1):
        planner = Planner(one.subject, learnt)
        if sample == 1:
            planner.forward()
            planner.gradients(in_focus)
            planner.aim_at_others(others)
            if online:
                planner.updates()
        else:
            planner.by_layers(in_focus, others)
            if online:
                planner.updates_told()
        told = sample > _ASKED
        items += _among_others(planner.items, one, sample, told=told)
    joined = Planner(subject, learnt, [name for item in items for name in (item.name, *item.terms)])
    joined.joined((*in_focus, *others))
    # The chain of one parameter ends with its update.
    first, *rest = [
        item for item in joined.items if only is None or subject[item.name].part is not Part.AGAIN
    ]
    return [*items, replace(first, sample=0), *rest]


def _among_others(
    items: Iterable[PlannedStep], one: OneSample, sample: int, *, told: bool
) -> Iterator[PlannedStep]:
    """Yield the items of one sample under the names they have among several, ``told`` or asked."""
    for index, item in enumerate(item for item in items if item.name in one.called):
        yield replace(
            item,
            name=one.called[item.name],
            terms=tuple(one.called[term] for term in item.terms),
            sample=sample if index == 0 else None,
            told=told or item.told,
        )
