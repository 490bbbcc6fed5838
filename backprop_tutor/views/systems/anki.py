r"""A bank of questions as notes to import into Anki: separated by tabs, formulas for its MathJax.

A note has the id of its question as its guid: who imports a bank again, changed or not, gets no
second note. Front and back come first, whatever the fields are called in the learner's language; on
the back stand the answer, its working, and the wrong answers with their reasons.
"""

import csv
import io
import re
from collections.abc import Iterator

from backprop_tutor.blocks.blocks import Block, Equation, Table, Value
from backprop_tutor.blocks.question_bank import BankQuestion, Foreseen, QuestionBank
from backprop_tutor.formula.expression import Name
from backprop_tutor.untrusted import on_one_line, visible
from backprop_tutor.views.html.markup import element, in_one
from backprop_tutor.views.systems.fragment import TEX, fragment, literal
from backprop_tutor.views.text.layout import UNICODE
from backprop_tutor.views.text.spoken.spoken import lines_of
from backprop_tutor.wording import text, text_in

_MOST_ON_A_CARD = 20
"""Wrong answers: of more, nobody learns."""


def anki_notes(bank: QuestionBank) -> str:
    """Return the notes, a line each unless a field has lines of its own, behind what they are."""
    written = io.StringIO()
    written.write("#separator:tab\n#html:true\n")
    for column, special in enumerate(("guid", "deck", "tags"), start=3):
        written.write(f"#{special} column:{column}\n")
    table = csv.writer(written, delimiter="\t", lineterminator="\n")
    deck = _deck(bank)
    tags = f"backprop-tutor {re.sub(r'[^A-Za-z0-9-]+', '-', bank.scenario)}"
    for one in bank.questions:
        front = fragment((*bank.network, *one.prompt), TEX)
        table.writerow((front, _back(one), one.id, deck, tags))
    return written.getvalue()


def _deck(bank: QuestionBank) -> str:
    """Return the title as the name of a deck; two colons would make a deck within a deck."""
    return on_one_line(visible(bank.title)).replace("::", ": :")


def _back(question: BankQuestion) -> str:
    answer = Equation(Name(question.shown), (Value(question.typed, exact=False),))
    rows = [one for one in question.foreseen if one.typed][:_MOST_ON_A_CARD]
    told = fragment((answer, *question.solution), TEX)
    if not rows:
        return told
    summary = element("summary", literal(text("Wrong answers, and where they come from")))
    wrong = element("details", summary, fragment([_wrong(rows)], TEX))
    return in_one([told, wrong], "\n")


def _wrong(rows: list[Foreseen]) -> Block:
    heads = (text_in("a column of a table", "answer"), text_in("a column of a table", "reason"))
    return Table(heads, tuple((Value(one.typed), " ".join(_sentences(one))) for one in rows))


def _sentences(one: Foreseen) -> Iterator[str]:
    for block in one.feedback:
        yield from lines_of(block, UNICODE)
