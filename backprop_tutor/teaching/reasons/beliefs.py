"""Which wrong ideas a line leaves room for, and what is said to who holds one."""

from collections.abc import Iterable, Iterator, Mapping

from backprop_tutor.blocks.blocks import Inline
from backprop_tutor.teaching.misconceptions import IDEAS, shows_at
from backprop_tutor.teaching.reasons.question import Belief, Choice, choice_of
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import Marked


def wrong_choices(
    beliefs: Iterable[Belief], lines: Iterable[str], parts: Mapping[str, Inline], subject: Subject
) -> Iterator[Choice]:
    """Yield the beliefs that lead to another number in one of some lines, as choices.

    What leads to the same number there is not wrong there, and is left out. A belief without an
    idea is looked at by whoever asks.
    """
    lines = tuple(lines)
    for belief in beliefs:
        if belief.idea is None:
            yield choice_of(belief, parts)
            continue
        where = [line for line in lines if shows_at(belief.idea, line, subject)]
        if where:
            yield choice_of(belief, parts, belief.remark or _say(belief.idea, where[0], subject))


def _say(idea: str, line: str, subject: Subject) -> Marked:
    """Return the sentence that a learner who holds an idea needs at a line."""
    role = subject[line].role
    return next(one.say for one in IDEAS if one.id == idea and role in one.roles)
