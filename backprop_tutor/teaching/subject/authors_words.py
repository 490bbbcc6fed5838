"""What the author of a scenario wrote, as a learner is shown it."""

from backprop_tutor.scenario.by_language import ByLanguage
from backprop_tutor.wording import spoken


def in_learners_language(text: ByLanguage) -> str:
    """Return an author's text in the language that is spoken, as far as it was written in it."""
    return text.in_language(spoken())
