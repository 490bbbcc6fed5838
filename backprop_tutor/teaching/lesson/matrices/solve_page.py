"""The pages of ``solve --matrix``: all layers forward, then back, then the updates."""

from collections.abc import Iterator

from backprop_tutor.blocks import renaming
from backprop_tutor.blocks.blocks import Block, Prose, Tone
from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Name
from backprop_tutor.scenario.scenario import Part, Update
from backprop_tutor.teaching.lesson.matrices import called, sheets
from backprop_tutor.teaching.subject.subject import Subject

_HEADINGS = {
    Part.FORWARD: "The forward pass",
    Part.BACKWARD: "The backward pass",
    Part.UPDATE: "The update",
}


def layer_pages(subject: Subject) -> Iterator[Block]:
    """Yield every layer as matrices; between forward and back, the loss; of each sample in turn."""
    if not subject.scenario.samples:
        yield from _pages(subject)
        return
    count = len(subject.alone)
    for number, one in enumerate(subject.alone, start=1):
        yield Prose((f"Sample {number} of {count}",), Tone.TITLE)
        yield from renaming.blocks(tuple(_pages(one.subject)), renaming.by(one.called))
    if subject.scenario.update is not Update.ONLINE:
        how = "mean" if subject.scenario.update is Update.BATCH_MEAN else "sum"
        said = f"The update takes the {how} of the gradients ∂E/∂W of all {count} samples."
        yield Prose((said,))


def _pages(subject: Subject) -> Iterator[Block]:
    part: Part | None = None
    layer: int | None = None
    for sheet in sheets(subject):
        if sheet.part is not part:
            part, layer = sheet.part, None
            if part is Part.BACKWARD:
                loss = subject.value(names.TOTAL)
                yield Prose(("The loss is ", Name(names.TOTAL), " = ", loss, "."))
            yield Prose((_HEADINGS[part],), Tone.HEADING)
        if sheet.layer != layer:
            layer = sheet.layer
            yield Prose((f"The {called(subject, layer)}",), Tone.SUBHEADING)
        yield from sheet.make()
