"""The update rules: what a parameter remembers and how far it steps, one table entry each.

To add one, add an entry to ``UPDATE_RULES``, its words to ``teaching.subject.taught_rules``, and
its formulas to the schema in ``scenarios`` and to ``docs/scenarios.md``. Nothing else names a rule.

In a formula ``g`` is the gradient (with the weight's decay, where it enters there), ``w`` the
parameter; of what is remembered under a letter, ``m`` is the value before the update, ``m_new`` the
one after it and ``m_hat`` that one corrected. Hyperparameters and ``t_new``, the number of this
update, are called as on the tape. The rules are those of ``torch.optim`` (SGD without dampening).
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from backprop_tutor.formula import names
from backprop_tutor.formula.expression import (
    ONE,
    Call,
    Expr,
    Name,
    Power,
    Product,
    Quotient,
    Sum,
    difference,
    number,
    product,
    substitute,
)
from backprop_tutor.scenario.scenario import Scenario


class Hyperparameter(NamedTuple):
    """A number of a rule that is chosen and does not learn."""

    key: str
    """Its key in a file."""
    name: str
    """Its name on the tape, in answers and in JSON."""
    usual: Decimal
    """Its value where the file gives none."""
    below_1: bool = True
    """Whether it is a share, at least 0 and below 1; otherwise it is above 0."""

    def fits(self, value: Decimal) -> bool:
        """Whether the rule works with a value."""
        return 0 <= value < 1 if self.below_1 else value > 0


class Moment(NamedTuple):
    """A number that a rule remembers for each parameter; 0 before the first update."""

    letter: str
    new: Expr
    """What it becomes at an update."""
    squares: bool = False
    """Whether it is made of squares of gradients, and so never below 0."""
    corrected: Expr | None = None
    """The same without the bias towards its first value, 0."""


class UpdateRule(NamedTuple):
    """How a parameter moves: w_new = w − η·``push``, and what it remembers for that."""

    name: str
    push: Expr
    """What the learning rate scales."""
    memories: tuple[Moment, ...] = ()
    hyperparameters: tuple[Hyperparameter, ...] = ()
    decays_apart: bool = False
    """Whether weight decay is taken off the parameter, w − η·λ·w, and enters no gradient."""

    @property
    def carries_on(self) -> bool:
        """Whether earlier gradients move a parameter on, also where the present one is 0."""
        return any(not memory.squares for memory in self.memories)

    @property
    def counts(self) -> bool:
        """Whether it has to know how many updates were made."""
        return any(memory.corrected is not None for memory in self.memories)


_G = Name("g")
_MU, _RHO = Name(names.MOMENTUM), Name("rho")
_BETA1, _BETA2, _EPSILON = Name("beta1"), Name("beta2"), Name("epsilon")
_SQUARED = Power(_G, number(2))


def _mean(kept: Name, letter: str, of: Expr) -> Expr:
    """Return the running mean β·m + (1 − β)·x."""
    return Sum((product(kept, Name(letter)), Product((difference(ONE, kept), of))))


def _corrected(kept: Name, letter: str) -> Expr:
    """Return m_new/(1 − βᵗ): what a mean that began at 0 is short of is made good."""
    rest = difference(ONE, Power(kept, Name(names.updated(names.COUNT))))
    return Quotient(Name(names.updated(letter)), rest)


def _by_root(push: str, of: str) -> Expr:
    """Return x/(√v + ε)."""
    return Quotient(Name(push), Sum((Call("sqrt", (Name(of),)), _EPSILON)))


_MOMENTUM = Hyperparameter("momentum", names.MOMENTUM, Decimal("0.9"))
_SMALL = Hyperparameter("epsilon", _EPSILON.id, Decimal("1e-8"), below_1=False)
_VELOCITY = Moment("v", Sum((product(_MU, Name("v")), _G)))
_MOMENTS = (
    Moment("m", _mean(_BETA1, "m", _G), corrected=_corrected(_BETA1, "m")),
    Moment("v", _mean(_BETA2, "v", _SQUARED), squares=True, corrected=_corrected(_BETA2, "v")),
)
_OF_MOMENTS = (
    Hyperparameter("beta1", _BETA1.id, Decimal("0.9")),
    Hyperparameter("beta2", _BETA2.id, Decimal("0.999")),
    _SMALL,
)

UPDATE_RULES: Mapping[str, UpdateRule] = {
    rule.name: rule
    for rule in (
        UpdateRule("sgd", _G),
        UpdateRule("momentum", Name("v_new"), (_VELOCITY,), (_MOMENTUM,)),
        # Looks ahead: the velocity counts as it will be after one step more.
        UpdateRule(
            "nesterov",
            Sum((_G, product(_MU, Name("v_new")))),
            (_VELOCITY,),
            (_MOMENTUM,),
        ),
        UpdateRule(
            "rmsprop",
            _by_root("g", "v_new"),
            (Moment("v", _mean(_RHO, "v", _SQUARED), squares=True),),
            (Hyperparameter("rho", _RHO.id, Decimal("0.9")), _SMALL),
        ),
        UpdateRule("adam", _by_root("m_hat", "v_hat"), _MOMENTS, _OF_MOMENTS),
        UpdateRule("adamw", _by_root("m_hat", "v_hat"), _MOMENTS, _OF_MOMENTS, decays_apart=True),
    )
}

PLAIN = "sgd"
"""The rule of a file that names none."""

IMPLIED: Mapping[str, str] = {_MOMENTUM.key: "momentum"}
"""The rule of a file that names none, but gives a number with this key."""


def called(rule: UpdateRule, parameter: str, gradient: str) -> Mapping[str, Expr]:
    """Return what the placeholders in a rule's formulas stand for, at one parameter."""
    found = {"g": gradient, "w": parameter}
    for memory in rule.memories:
        own = names.memory(memory.letter, parameter)
        found[memory.letter] = own
        found[names.updated(memory.letter)] = names.updated(own)
        found[names.corrected(memory.letter)] = names.corrected(own)
    return {placeholder: Name(name) for placeholder, name in found.items()}


def at(formula: Expr, rule: UpdateRule, parameter: str, gradient: str) -> Expr:
    """Return a formula of a rule in the names of one parameter."""
    return substitute(formula, called(rule, parameter, gradient))


def own_names(rule: UpdateRule, parameter: str, *, decays: bool) -> Iterator[str]:
    """Yield the names that a rule makes for a parameter, but for those that end with _new."""
    for memory in rule.memories:
        name = names.memory(memory.letter, parameter)
        yield name
        if memory.corrected is not None:
            yield names.corrected(name)
    if decays and not rule.decays_apart:
        yield names.decayed_gradient(parameter)


def rule_of(scenario: Scenario) -> UpdateRule:
    """Return the update rule of a scenario."""
    return UPDATE_RULES[scenario.optimizer]


def counts_updates(scenario: Scenario) -> bool:
    """Whether the updates that were made are counted: for the rule, or for a rate that falls."""
    return rule_of(scenario).counts or scenario.rate_steps is not None


def rate_given(scenario: Scenario) -> str:
    """Return what the learning rate of a file is called: the first one, where it falls."""
    return names.RATE if scenario.rate_steps is None else names.RATE_START


def numbers_given(scenario: Scenario) -> Mapping[str, Decimal]:
    """Return the numbers of the update rule by their names, and the weight decay if there is one.

    Where the scenario gives none it is the usual one.
    """
    rule = rule_of(scenario)
    found = {
        one.name: scenario.hyperparameters.get(one.name, one.usual) for one in rule.hyperparameters
    }
    if scenario.decaying and scenario.weight_decay is not None:
        found[names.DECAY] = scenario.weight_decay
    return found


def memories_of(scenario: Scenario) -> Iterator[tuple[str, str, Moment]]:
    """Yield the name of each number that is remembered, of which parameter, and what it is."""
    for parameter in scenario.parameters:
        if parameter not in scenario.frozen:
            for memory in rule_of(scenario).memories:
                yield names.memory(memory.letter, parameter), parameter, memory
