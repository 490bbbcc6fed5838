"""What the author of a scenario wrote, as a learner is shown it."""

from backprop_tutor.scenario.by_language import ByLanguage
from backprop_tutor.scenario.scenario import Scenario
from backprop_tutor.wording import spoken, text


def in_learners_language(written: ByLanguage) -> str:
    """Return an author's text in the language that is spoken, as far as it was written in it."""
    return written.in_language(spoken())


def name_shown(scenario: Scenario) -> str:
    """Return what a scenario is called on the screen; ``name`` is the same in every language."""
    if scenario.variant is None:
        return scenario.name
    name = scenario.name.removesuffix(f", variant {scenario.variant}")
    return text("{scenario}, variant {seed}", scenario=name, seed=scenario.variant)
