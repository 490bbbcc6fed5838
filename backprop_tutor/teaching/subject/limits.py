"""What a scenario's numbers or its network cannot be taught with, as sentences for its author."""

from backprop_tutor.errors import TutorError
from backprop_tutor.maths.notation import naming
from backprop_tutor.maths.tape import error_split
from backprop_tutor.maths.tape.forward import aim
from backprop_tutor.scenario.graph import Unit
from backprop_tutor.scenario.scenario import Method, Scenario
from backprop_tutor.teaching.subject.authors_words import name_shown
from backprop_tutor.wording import grouped, text


class OutOfRange(TutorError):
    """The numbers of a scenario lead out of the range of numbers."""

    exit_code = 3

    def __init__(self, scenario: Scenario, name: str) -> None:
        called, quantity = name_shown(scenario), naming(scenario)(name)
        super().__init__(
            text(
                "{scenario}: {quantity} is not a finite number at these values: too large, "
                "divided by 0, or a root or logarithm that does not exist; choose other numbers",
                scenario=called,
                quantity=quantity,
            )
            if scenario.learning_rate is None and not scenario.parameters
            else text(
                "{scenario}: {quantity} is not a finite number at these values: too large, "
                "divided by 0, or a root or logarithm that does not exist; choose other inputs or "
                "weights, or a smaller learning rate",
                scenario=called,
                quantity=quantity,
            )
            if scenario.inputs
            else text(
                "{scenario}: {quantity} is not a finite number at these values: too large, "
                "divided by 0, or a root or logarithm that does not exist; choose other "
                "parameters, or a smaller learning rate",
                scenario=called,
                quantity=quantity,
            )
        )


class Diverged(TutorError):
    """Training has led out of the range of numbers, or to where a formula has no value."""

    exit_code = 3

    def __init__(self, scenario: Scenario, update: int, *, undefined: bool = False) -> None:
        super().__init__(_what_broke(scenario, grouped(update), undefined=undefined))


def _what_broke(scenario: Scenario, update: str, *, undefined: bool) -> str:
    if not undefined:
        return text(
            "{scenario}: at update {update} the numbers became too large to calculate with; ask "
            "for fewer updates, or choose a smaller learning rate",
            scenario=name_shown(scenario),
            update=update,
        )
    if scenario.has_loss:
        return text(
            "{scenario}: after update {update} the loss is undefined: there is a division by 0, "
            "or a root or logarithm that does not exist; ask for fewer updates, or choose a "
            "smaller learning rate",
            scenario=name_shown(scenario),
            update=update,
        )
    return text(
        "{scenario}: after update {update} {quantity} is undefined: there is a division by 0, or "
        "a root or logarithm that does not exist; ask for fewer updates, or choose a smaller "
        "learning rate",
        scenario=name_shown(scenario),
        update=update,
        quantity=naming(scenario)(aim(scenario)),
    )


class CannotSplit(TutorError):
    """The error of a scenario cannot be shared out by its weights."""

    exit_code = 3


def check_split(scenario: Scenario) -> None:
    """Raise ``CannotSplit`` if a scenario asks for shares of its error and cannot have them."""
    if scenario.method is Method.ERROR_SPLIT and (obstacle := _obstacle(scenario)):
        raise CannotSplit(f"{name_shown(scenario)}: {obstacle}")


def can_split(scenario: Scenario) -> bool:
    """Whether a scenario has the shares of its error that it asks for, if it does."""
    return scenario.method is not Method.ERROR_SPLIT or _obstacle(scenario) is None


def _obstacle(scenario: Scenario) -> str | None:
    if not (scenario.is_layered and scenario.has_loss) or scenario.samples:
        return text(
            "method: error_split needs a network in layers with targets, and one sample; write "
            "'method: gradient'"
        )
    if (taken := error_split.clash(scenario)) is not None:
        return text(
            "error_split has two uses for the name {name}; give the weight another name (each "
            "weight its own), or write 'method: gradient'",
            name=taken,
        )
    for unit in error_split.sharers(scenario):
        if not error_split.adds_up(unit, scenario):
            return _nothing_to_divide_by(unit)
    return None


def _nothing_to_divide_by(unit: Unit) -> str:
    weights = unit.weights
    summed = " + ".join(weights) if len(weights) <= 4 else f"{weights[0]} + … + {weights[-1]}"
    return text(
        "the error of {neuron} cannot be shared out: the weights that enter it, {sum}, add up to "
        "0, and a share w/Σw would be divided by it; change one of them, or write 'method: "
        "gradient'",
        neuron=unit.name,
        sum=summed,
    )
