"""What a scenario's numbers or its network cannot be taught with, as sentences for its author."""

from backprop_tutor.errors import TutorError
from backprop_tutor.maths.notation import naming
from backprop_tutor.maths.tape import error_split
from backprop_tutor.maths.tape.forward import aim
from backprop_tutor.scenario.graph import Unit
from backprop_tutor.scenario.scenario import Method, Scenario

_GRADIENT = "or write 'method: gradient'"


class OutOfRange(TutorError):
    """The numbers of a scenario lead out of the range of numbers."""

    exit_code = 3

    def __init__(self, scenario: Scenario, name: str) -> None:
        shown = naming(scenario)(name)
        super().__init__(
            f"{scenario.name}: {shown} is not a finite number at these values: too large, divided "
            "by 0, or a root or logarithm that does not exist; choose other inputs or weights, or "
            "a smaller learning rate",
        )


class Diverged(TutorError):
    """Training has led out of the range of numbers, or to where a formula has no value."""

    exit_code = 3

    def __init__(self, scenario: Scenario, update: int, *, undefined: bool = False) -> None:
        came = f"at update {update:,} the numbers became too large to calculate with"
        if undefined:
            it = "the loss" if scenario.has_loss else naming(scenario)(aim(scenario))
            came = (
                f"after update {update:,} {it} is undefined: there is a division by 0, or a "
                "root or logarithm that does not exist"
            )
        super().__init__(
            f"{scenario.name}: {came}; ask for fewer updates, or choose a smaller learning rate"
        )


class CannotSplit(TutorError):
    """The error of a scenario cannot be shared out by its weights."""

    exit_code = 3


def check_split(scenario: Scenario) -> None:
    """Raise ``CannotSplit`` if a scenario asks for shares of its error and cannot have them."""
    if scenario.method is Method.ERROR_SPLIT and (obstacle := _obstacle(scenario)):
        raise CannotSplit(f"{scenario.name}: {obstacle}")


def can_split(scenario: Scenario) -> bool:
    """Whether a scenario has the shares of its error that it asks for, if it does."""
    return scenario.method is not Method.ERROR_SPLIT or _obstacle(scenario) is None


def _obstacle(scenario: Scenario) -> str | None:
    if not (scenario.is_layered and scenario.has_loss) or scenario.samples:
        return (
            "method: error_split needs a network in layers with targets, and one sample; "
            "write 'method: gradient'"
        )
    if (taken := error_split.clash(scenario)) is not None:
        return (
            f"error_split has two uses for the name {taken}; give the weight another name "
            f"(each weight its own), {_GRADIENT}"
        )
    for unit in error_split.sharers(scenario):
        if not error_split.adds_up(unit, scenario):
            return _nothing_to_divide_by(unit)
    return None


def _nothing_to_divide_by(unit: Unit) -> str:
    weights = unit.weights
    summed = " + ".join(weights) if len(weights) <= 4 else f"{weights[0]} + … + {weights[-1]}"
    return (
        f"the error of {unit.name} cannot be shared out: the weights that enter it, {summed}, "
        f"add up to 0, and a share w/Σw would be divided by it; change one of them, {_GRADIENT}"
    )
