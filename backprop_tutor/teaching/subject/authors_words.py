"""What the author of a scenario wrote, as a learner is shown it."""

from backprop_tutor.scenario.by_language import ByLanguage


def in_learners_language(text: ByLanguage) -> str:
    """Return an author's text in the language of the learner."""
    return text.in_language("en")
