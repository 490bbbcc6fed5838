"""The matrices of a network that meets several samples: those of each sample, under its names."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from backprop_tutor.blocks import renaming
from backprop_tutor.blocks.blocks import Block
from backprop_tutor.teaching.lesson.matrices import Sheet, sheets
from backprop_tutor.teaching.subject.subject import OneSample, Subject


def every_sheet(subject: Subject) -> Iterator[Sheet]:
    """Yield what can be shown as matrices, of each sample if there are several."""
    if not subject.scenario.samples:
        yield from sheets(subject)
    for one in subject.alone:
        for sheet in sheets(one.subject):
            yield replace(
                sheet,
                sums_up=tuple(one.called.get(name, name) for name in sheet.sums_up),
                make=_renamed(sheet, one),
            )


def _renamed(sheet: Sheet, one: OneSample) -> Callable[[], tuple[Block, ...]]:
    return lambda: renaming.blocks(sheet.make(), renaming.by(one.called))
