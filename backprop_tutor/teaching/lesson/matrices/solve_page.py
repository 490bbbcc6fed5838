"""The pages of ``solve --matrix``: all layers forward, then back, then the updates."""

from collections.abc import Iterator

from backprop_tutor.blocks import renaming
from backprop_tutor.blocks.blocks import Block, Prose, Tone
from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Name
from backprop_tutor.scenario.scenario import Part, Update
from backprop_tutor.teaching.lesson.matrices import heading_of, sheets
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import marked, say

_HEADINGS = {
    Part.FORWARD: marked("The forward pass"),
    Part.BACKWARD: marked("The backward pass"),
    Part.UPDATE: marked("The update"),
}


def layer_pages(subject: Subject) -> Iterator[Block]:
    """Yield every layer as matrices; between forward and back, the loss; of each sample in turn."""
    if not subject.scenario.samples:
        yield from _pages(subject)
        return
    count = len(subject.alone)
    for number, one in enumerate(subject.alone, start=1):
        yield Prose(say("Sample {number} of {n}", number=number, n=count), Tone.TITLE)
        yield from renaming.blocks(tuple(_pages(one.subject)), renaming.by(one.called))
    if subject.scenario.update is not Update.ONLINE:
        yield Prose(
            say("The update takes the mean of the gradients ∂E/∂W of all {n} samples.", n=count)
            if subject.scenario.update is Update.BATCH_MEAN
            else say("The update takes the sum of the gradients ∂E/∂W of all {n} samples.", n=count)
        )


def _pages(subject: Subject) -> Iterator[Block]:
    part: Part | None = None
    layer: int | None = None
    for sheet in sheets(subject):
        if sheet.part is not part:
            part, layer = sheet.part, None
            if part is Part.BACKWARD:
                loss = subject.value(names.TOTAL)
                yield Prose(
                    say("The loss is {loss} = {value}.", loss=Name(names.TOTAL), value=loss)
                )
            yield Prose(say(_HEADINGS[part]), Tone.HEADING)
        if sheet.layer != layer:
            layer = sheet.layer
            yield Prose(heading_of(subject, layer), Tone.SUBHEADING)
        yield from sheet.make()
