"""Reads the keys of the update rule: optimizer, its numbers, weight decay, and what it remembers.

Which keys a rule has stands in its record, ``maths.update_rules``; none is named here.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from backprop_tutor.formula import names
from backprop_tutor.loader.names_in_use import Names
from backprop_tutor.loader.yaml import values
from backprop_tutor.loader.yaml.fields import Fields
from backprop_tutor.loader.yaml.nodes import ScalarNode, YamlNode
from backprop_tutor.loader.yaml.problems import Problems, listed
from backprop_tutor.loader.yaml.words_elsewhere import OPTIMIZER_MEANT
from backprop_tutor.maths.update_rules import (
    IMPLIED,
    PLAIN,
    UPDATE_RULES,
    Hyperparameter,
    UpdateRule,
    counts_updates,
    memories_of,
    own_names,
    rule_of,
)
from backprop_tutor.scenario.scenario import Scenario
from backprop_tutor.untrusted import quoted
from backprop_tutor.wording import marked, text, text_listed_or

HYPERPARAMETERS: Mapping[str, Hyperparameter] = {
    one.key: one for rule in UPDATE_RULES.values() for one in rule.hyperparameters
}
"""All numbers of all rules, by their keys."""

OPTIMIZER_KEYS = ("optimizer", *HYPERPARAMETERS, "weight_decay", "decay_biases", "state")

# Translators: the numbers here are examples of what a file holds, with points.
_SHARE = marked("{key} must be at least 0 and below 1, such as {usual}; found {found}")
_ABOVE_0 = marked("{key} must be above 0, such as {usual}; found {found}")
_OF_LEARNING = ("optimizer", *IMPLIED, "weight_decay")
"""Keys that say nothing where nothing learns; the first of them is reported."""


class ReadOptimizer(NamedTuple):
    """What a file says of its update rule."""

    name: str
    hyperparameters: Mapping[str, Decimal]
    weight_decay: Decimal | None
    decay_biases: bool


def read_optimizer(keys: Fields, problems: Problems) -> ReadOptimizer:
    """Return the update rule with its numbers; plain where the file names none."""
    useless = next((key for key in _OF_LEARNING if key in keys), None)
    if useless is not None and "learning_rate" not in keys:
        problems.at(
            keys[useless][0],
            # Translators: the numbers here are examples of what a file holds, with points.
            text("{key} needs a learning rate; add 'learning_rate: 0.5'", key=useless),
        )
    chosen: str | None = next((rule for key, rule in IMPLIED.items() if key in keys), PLAIN)
    if "optimizer" in keys:
        chosen = values.choice(
            keys["optimizer"][1],
            "optimizer",
            tuple(UPDATE_RULES),
            problems,
            elsewhere=OPTIMIZER_MEANT,
        )
    rule = None if chosen is None else UPDATE_RULES[chosen]
    numbers = dict(_hyperparameters(keys, rule, problems))
    return ReadOptimizer(
        chosen or PLAIN, numbers, _weight_decay(keys, problems), _decay_biases(keys, problems)
    )


def _hyperparameters(
    keys: Fields, rule: UpdateRule | None, problems: Problems
) -> Iterator[tuple[str, Decimal]]:
    """Yield the numbers that a file gives its rule; None is a rule that was not understood."""
    for key, one in HYPERPARAMETERS.items():
        if key not in keys:
            continue
        place, node = keys[key]
        if rule is not None and one not in rule.hyperparameters:
            users = [
                f"'optimizer: {name}'"
                for name, other in UPDATE_RULES.items()
                if one in other.hyperparameters
            ]
            problems.at(
                place,
                text(
                    "{key} is a number of {optimizers}, and here the optimizer is {name}; remove "
                    "it, or name another optimizer",
                    key=key,
                    optimizers=text_listed_or(users),
                    name=rule.name,
                ),
            )
            continue
        value = values.read_number(node, key, problems)
        if value is None:
            continue
        if one.fits(value):
            yield one.name, value
        else:
            written = str(one.usual).lower()
            problems.at(
                node,
                text(
                    _SHARE if one.below_1 else _ABOVE_0,
                    key=key,
                    # As files have it in every language: 0.9 with its point, 1e-8 in small letters.
                    usual=written if "e" in written else one.usual,
                    found=values.node_described(node),
                ),
            )


def _weight_decay(keys: Fields, problems: Problems) -> Decimal | None:
    if "weight_decay" not in keys:
        return None
    node = keys["weight_decay"][1]
    value = values.read_number(node, "weight_decay", problems)
    if value is not None and value < 0:
        problems.at(
            node,
            # Translators: the numbers here are examples of what a file holds, with points.
            text(
                "weight_decay must be at least 0, such as 0.01; found {found}",
                found=values.node_described(node),
            ),
        )
    return value


def _decay_biases(keys: Fields, problems: Problems) -> bool:
    if "decay_biases" not in keys:
        return False
    key, node = keys["decay_biases"]
    if "weight_decay" not in keys:
        problems.at(
            key,
            # Translators: the numbers here are examples of what a file holds, with points.
            text(
                "decay_biases says whether a weight decay is for biases too, and this file has no "
                "'weight_decay'; remove it, or add 'weight_decay: 0.01'"
            ),
        )
    return values.choice(node, "decay_biases", ("true", "false"), problems) == "true"


def read_state(keys: Fields, scenario: Scenario, problems: Problems) -> Mapping[str, Decimal]:
    """Return what the rule remembers, where the file says that it has begun."""
    if "state" not in keys or scenario.learning_rate is None:
        _state_without_a_rate(keys, problems)
        return {}
    place, node = keys["state"]
    own = {name: memory.squares for name, _, memory in memories_of(scenario)}
    able = (*own, *((names.COUNT,) if counts_updates(scenario) else ()))
    if not able:
        remembering = [name for name, other in UPDATE_RULES.items() if other.memories]
        problems.at(
            place,
            text(
                "state is what an optimizer remembers, and {name} remembers nothing; remove it, or "
                "name another optimizer: {others}",
                name=scenario.optimizer,
                others=text_listed_or(remembering),
            ),
        )
        return {}
    example = "{" + ", ".join(f"{name}: {_EXAMPLE.get(name, '0.1')}" for name in able[-3:]) + "}"
    found = values.mapping(node, "state", example, problems)
    read: dict[str, Decimal] = {}
    for key, value in found.entries if found else ():
        if key.text not in able:
            problems.at(key, _not_remembered(key, scenario, able, problems))
            continue
        number = (
            _count(value, problems)
            if key.text == names.COUNT
            else _number(value, key, own[key.text], problems)
        )
        if number is not None:
            read[key.text] = number
    said = {key.text for key, _ in found.entries} if found and found.whole else {names.COUNT}
    if rule_of(scenario).counts and names.COUNT not in said:
        problems.at(
            place,
            # Translators: the numbers here are examples of what a file holds, with points.
            text(
                "state has no 't'; say how many updates were made, such as 't: 5', for {name} "
                "corrects by their number",
                name=scenario.optimizer,
            ),
        )
    return read


_EXAMPLE = {names.COUNT: "5"}


def _state_without_a_rate(keys: Fields, problems: Problems) -> None:
    if "state" in keys and "learning_rate" not in keys:
        problems.at(
            keys["state"][0],
            # Translators: the numbers here are examples of what a file holds, with points.
            text(
                "state is what an optimizer remembers, and without a learning rate nothing learns; "
                "add 'learning_rate: 0.5', or remove it"
            ),
        )


def _not_remembered(
    key: ScalarNode, scenario: Scenario, able: tuple[str, ...], problems: Problems
) -> str:
    name = quoted(key.text)
    _, parameter = names.role_of(key.text)
    if parameter in scenario.frozen:
        return text(
            "{name} in state is of {parameter}, which is frozen and does not learn; remove it",
            name=name,
            parameter=parameter,
        )
    if close := problems.nearest(key.text, able):
        return text(
            "{name} in state is nothing that {optimizer} remembers; did you mean '{close}'?",
            name=name,
            optimizer=scenario.optimizer,
            close=close,
        )
    return text(
        "{name} in state is nothing that {optimizer} remembers; it remembers {able}",
        name=name,
        optimizer=scenario.optimizer,
        able=listed(able),
    )


def _count(node: YamlNode, problems: Problems) -> Decimal | None:
    found = values.whole_number(node, f"state.{names.COUNT}", 0, 10**6, problems)
    return None if found is None else Decimal(found)


def _number(
    node: YamlNode, key: ScalarNode, is_of_squares: bool, problems: Problems
) -> Decimal | None:
    value = values.read_number(node, f"state.{key.text}", problems)
    if value is not None and value < 0 and is_of_squares:
        problems.at(
            node,
            text(
                "state.{name} is a mean of squares, so it must be at least 0; found {found}",
                name=key.text,
                found=values.node_described(node),
            ),
        )
        return None
    return value


def keep_names_free(scenario: Scenario, taken: Names, problems: Problems) -> None:
    """Report each name of a file that the update rule has for something of its own."""
    if scenario.learning_rate is None:
        return
    rule = rule_of(scenario)
    own: dict[str, str] = {}
    for parameter in scenario.parameters:
        decays = parameter in scenario.decaying
        own |= dict.fromkeys(own_names(rule, parameter, decays=decays), parameter)
    numbers = {one.name: one.key for one in rule.hyperparameters}
    if scenario.decaying:
        numbers[names.DECAY] = "weight_decay"
    if scenario.rate_steps is not None:
        numbers[names.RATE_START] = "learning_rate"
    counted = counts_updates(scenario)
    for name, place in taken.places.items():
        if name in own:
            said = text(
                "the name {name} is that of what the optimizer keeps for {parameter}; choose "
                "another name",
                name=quoted(name),
                parameter=own[name],
            )
        elif name in numbers:
            said = text(
                "the name {name} is that of the number under {key}; choose another name",
                name=quoted(name),
                key=numbers[name],
            )
        elif counted and name == names.COUNT:
            said = text(
                "the name {name} is that of the number of updates made; choose another name",
                name=quoted(name),
            )
        else:
            continue
        problems.at(place, said)
