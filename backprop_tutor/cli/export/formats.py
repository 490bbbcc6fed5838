"""The formats of ``export``: what each is made from, and the view that writes it.

Only the view that is wanted is imported. To add a format, add it to ``FormatOption`` and a case.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, assert_never

from backprop_tutor.cli.options import FormatOption, MathOption
from backprop_tutor.errors import UsageError
from backprop_tutor.wording import text

if TYPE_CHECKING:
    from backprop_tutor.blocks.blocks import Block
    from backprop_tutor.blocks.notebook import Notebook
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


@dataclass(frozen=True, slots=True)
class NotebookView:
    """Writes a lesson with cells to be run."""

    written: "Callable[[Notebook], str]"


View: TypeAlias = DocumentView | BankView | NotebookView


def view_of(to: FormatOption, mathematics: MathOption | None = None) -> View:
    """Return the view that writes a format; raises ``UsageError`` where it has its own formulas."""
    if mathematics is not None and to is not FormatOption.markdown:
        raise UsageError(text("--math is about Markdown; leave it out with --to"))
    match to:
        case FormatOption.markdown:
            from backprop_tutor.views.markdown import markdown

            if mathematics is MathOption.dollars:
                return DocumentView(markdown.document_with_dollars, ".md")
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
        case FormatOption.notebook:
            from backprop_tutor.views.systems import notebook

            return NotebookView(notebook.jupyter_notebook)
        case FormatOption.json:
            from backprop_tutor.views.systems import bank_json

            return BankView(bank_json.bank_in_json)
        case _:
            assert_never(to)
