"""What the author of a scenario wrote, as a learner is shown it."""

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from backprop_tutor.blocks.blocks import Block, Bullets, Inline, Prose, Tone
from backprop_tutor.scenario.by_language import ByLanguage
from backprop_tutor.scenario.prose import passages, runs
from backprop_tutor.wording import spoken, text

if TYPE_CHECKING:  # A list of titles is shown without all the rest.
    from backprop_tutor.scenario.scenario import Scenario


def in_learners_language(written: ByLanguage) -> str:
    """Return an author's text in the language that is spoken, as far as it was written in it."""
    return written.in_language(spoken())


def name_shown(scenario: "Scenario") -> str:
    """Return what a scenario is called on the screen; ``name`` is the same in every language."""
    if scenario.variant is None:
        return scenario.name
    name = scenario.name.removesuffix(f", variant {scenario.variant}")
    return text("{scenario}, variant {seed}", scenario=name, seed=scenario.variant)


def authors_blocks(
    prose: ByLanguage,
    scenario: "Scenario",
    tone: Tone = Tone.PLAIN,
    lead: tuple[Inline, ...] = (),
) -> Iterator[Block]:
    """Yield an author's prose as paragraphs and lists with their formulas; ``lead`` goes before."""
    written = passages(in_learners_language(prose))
    for is_item, group in groupby(written, key=lambda passage: passage.is_item):
        parts = [_parts(passage.text, scenario) for passage in group]
        if is_item:
            if lead:
                yield Prose(lead, tone)
            yield Bullets(tuple(parts), tone)
        else:
            first, *others = parts
            yield Prose((*lead, *first), tone)
            yield from (Prose(one, tone) for one in others)
        lead = ()


def _parts(passage: str, scenario: "Scenario") -> tuple[Inline, ...]:
    """Return the words and the formulas of a paragraph or an item."""
    parts: list[Inline] = []
    for run in runs(passage.strip()):
        if run.is_formula:  # A text from elsewhere has its formulas unread.
            parts += scenario.formulas_in_prose.get(run.formula, (f"${run.text}$",))
        else:
            parts.append(run.words)
    return tuple(parts)
