"""The whole tape of a scenario: forward, errors, derivatives, update, and forward once more.

The modules for several samples and for the error shared out are imported by those scenarios alone.
"""

from collections.abc import Collection, Iterator, Sequence

from backprop_tutor.formula import names
from backprop_tutor.maths.calculus import slopes
from backprop_tutor.maths.tape import forward
from backprop_tutor.maths.tape.backward import derivatives
from backprop_tutor.maths.tape.tape import Line, Tape
from backprop_tutor.maths.tape.update import again, learning, updates
from backprop_tutor.scenario.scenario import Method, Part, Scenario, Update


def tape_of(
    scenario: Scenario, only: Collection[str] | None = None, *, inputs: bool = False
) -> Tape:
    """Return the whole tape of a scenario.

    With ``only``, just what the gradients of those parameters need: the cost of a lesson about one
    weight does not grow with the number of weights. The pass after the update needs every
    parameter's update, so it is there only without ``only``. By an input nothing is derived unless
    it is in focus or in ``only``, or all ``inputs`` are wanted.
    """
    every = scenario.variables if inputs or only is not None else scenario.movable
    wanted = tuple(name for name in every if only is None or name in only)
    assembled = _of_many if scenario.samples else _of_one
    return Tape(assembled(scenario, wanted, whole=only is None))


def does_without_sympy(scenario: Scenario) -> bool:
    """Whether all derivatives of a scenario are made of slopes that sympy need not be asked for."""
    ahead = list(forward.forward(scenario.of_sample(1) if scenario.samples else scenario))
    moving = {*scenario.movable, *(line.name for line in ahead)}
    return all(slopes.slopes_are_known(line.formula, moving) for line in ahead)


def _of_one(scenario: Scenario, wanted: Sequence[str], *, whole: bool) -> Iterator[Line]:
    """Yield the tape of a single sample."""
    given = list(forward.given(scenario))
    ahead = list(forward.forward(scenario))
    aim = forward.aim(scenario)
    yield from (*given, *ahead)
    if scenario.method is Method.ERROR_SPLIT:
        from backprop_tutor.maths.tape.error_split import blames

        yield from blames(scenario)
    yield from derivatives([*given, *ahead], aim, wanted, _weighted_sums(scenario))
    changing = learning(scenario, wanted)
    yield from updates(scenario, changing, aim)
    if changing and whole:
        yield from again(ahead, changing)


def _of_many(scenario: Scenario, wanted: Sequence[str], *, whole: bool) -> Iterator[Line]:
    """Yield the tape of several samples."""
    from backprop_tutor.maths.tape import batch

    shared = [*forward.parameters(scenario), *forward.rates(scenario)]
    alone = [scenario.of_sample(index + 1) for index in range(len(scenario.samples))]
    yield from shared
    for sample, one in enumerate(alone, start=1):
        yield from batch.under_sample(_example(one), sample, {})
    changing = learning(scenario, wanted)
    online = scenario.update is Update.ONLINE
    met: dict[str, str] = {}
    steps: list[Line] = []
    aim = forward.aim(scenario)
    for sample, one in enumerate(alone, start=1):
        example, ahead = _example(one), list(forward.forward(one))
        lines = [*shared, *example, *ahead]
        own = [*ahead, *derivatives(lines, aim, wanted, _weighted_sums(one))]
        steps = list(updates(scenario, changing, aim)) if online else []
        beside = [line.name for line in example]
        yield from batch.under_sample([*own, *steps], sample, met, beside)
        met = {names.before_update(line.name): names.at_sample(line.name, sample) for line in steps}
    yield batch.joined_total(scenario, aim, Part.ERROR)
    shared_by_all = [name for name in wanted if name in scenario.parameters]
    yield from batch.joined_gradients(shared_by_all, scenario, aim)
    if online:
        yield from batch.left_behind(steps, len(alone))
    else:
        yield from updates(scenario, changing, aim)
    if not (changing and whole):
        return
    for sample, one in enumerate(alone, start=1):
        once_more = again(list(forward.forward(one)), changing)
        beside = [line.name for line in _example(one)]
        yield from batch.under_sample(once_more, sample, {}, beside)
    yield batch.joined_total(scenario, aim, Part.AGAIN)


def _example(scenario: Scenario) -> tuple[Line, ...]:
    return (*forward.inputs(scenario), *forward.targets(scenario))


def _weighted_sums(scenario: Scenario) -> frozenset[str]:
    """Return the net inputs that are Σ w·(what is sent) + b and nothing else."""
    return frozenset(
        names.net(unit.name) for layer in scenario.layers if layer.senders for unit in layer.neurons
    )
