"""The formats of ``export``: what each is made from, and the view that writes it.

Only the view that is wanted is imported. To add a format, add it to ``FormatOption`` and a case.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, assert_never

from backprop_tutor.cli.options import FormatOption

if TYPE_CHECKING:
    from backprop_tutor.blocks.blocks import Block
    from backprop_tutor.blocks.question_bank import QuestionBank


@dataclass(frozen=True, slots=True)
class DocumentView:
    """Writes a solution, a sheet or a key."""

    written: "Callable[[Iterable[Block]], str]"
    ending: str
    """Of the names of its files, with the dot."""


@dataclass(frozen=True, slots=True)
class BankView:
    """Writes the questions of a lesson for a system that asks and judges."""

    written: "Callable[[QuestionBank], str | bytes]"


View: TypeAlias = DocumentView | BankView


def view_of(to: FormatOption) -> View:
    """Return the view that writes a format."""
    match to:
        case FormatOption.markdown:
            from backprop_tutor.views.markdown import markdown

            return DocumentView(markdown.document, ".md")
        case FormatOption.html:
            from backprop_tutor.views.html import page

            return DocumentView(page.html_page, ".html")
        case FormatOption.moodle:
            from backprop_tutor.views.systems import moodle

            return BankView(moodle.moodle_xml)
        case FormatOption.qti:
            from backprop_tutor.views.systems import qti

            return BankView(qti.qti_package)
        case FormatOption.anki:
            from backprop_tutor.views.systems import anki

            return BankView(anki.anki_notes)
        case FormatOption.json:
            from backprop_tutor.views.systems import bank_json

            return BankView(bank_json.bank_in_json)
        case _:
            assert_never(to)
