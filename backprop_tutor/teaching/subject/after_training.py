"""A scenario after many updates: its numbers then, or why there are none."""

from collections.abc import Mapping
from dataclasses import replace

from backprop_tutor.errors import UsageError
from backprop_tutor.maths.tape.forward import aim
from backprop_tutor.maths.tape.tape import Tape
from backprop_tutor.maths.training.training import Trainer, successors
from backprop_tutor.scenario.scenario import Scenario
from backprop_tutor.teaching.subject.authors_words import name_shown
from backprop_tutor.teaching.subject.given_numbers import at_other_numbers, given_values
from backprop_tutor.teaching.subject.limits import Diverged
from backprop_tutor.wording import text


def check_learns(scenario: Scenario, tape: Tape) -> None:
    """Raise ``UsageError`` unless some parameter of a whole tape is updated."""
    if successors(tape):
        return
    if not scenario.parameters:
        raise UsageError(
            text(
                "{scenario} has no parameters, so nothing in it learns; name what should learn "
                "under 'parameters' in its file, in place of 'inputs'",
                scenario=name_shown(scenario),
            )
        )
    if scenario.learning_rate is None:
        raise UsageError(
            text(
                "{scenario} has no learning rate, so nothing in it learns; add a line such as "
                "'learning_rate: 0.5' to its file",
                scenario=name_shown(scenario),
            )
        )
    raise UsageError(
        text(
            "nothing in {scenario} learns: all its parameters are frozen; take some of them off "
            "the line 'frozen' of its file",
            scenario=name_shown(scenario),
        )
    )


def numbers_after(scenario: Scenario, tape: Tape, updates: int) -> Mapping[str, float]:
    """Return the given numbers after so many updates; ``tape`` is the whole one.

    Raises ``UsageError`` if nothing learns, ``Diverged`` if the numbers grow past all bounds or
    a formula has no value.
    """
    check_learns(scenario, tape)
    trainer = Trainer(tape, aim(scenario), held=given_values(scenario))
    history = trainer.after(updates)
    if history.broke is not None:
        # Whoever watches sees it earlier: the aim has no value before the next update has none.
        seen = trainer.train(history.broke)
        told = history if seen.broke is None else seen
        raise Diverged(scenario, told.broke or history.broke, undefined=told.undefined)
    return history.numbers


def without_first_pass(scenario: Scenario) -> Scenario:
    """Return a scenario without what is true of its first pass alone.

    That is a remark with a number in it, what the source prints, and the values that are given.
    """
    return replace(at_other_numbers(scenario), given={})
