"""Notes for Anki: what stands in which column, and that nothing of a title acts."""

import csv
import io

from banks import TRAP, bank_of, seen, trapped

from backprop_tutor.blocks.question_bank import QuestionBank
from backprop_tutor.views.systems.anki import anki_notes


def notes_of(bank: QuestionBank) -> tuple[list[str], list[list[str]]]:
    written = anki_notes(bank)
    head = [line for line in written.splitlines() if line.startswith("#")]
    rest = written[sum(len(line) + 1 for line in head) :]
    return head, list(csv.reader(io.StringIO(rest), delimiter="\t"))


def test_each_question_is_a_note_with_its_id() -> None:
    bank = bank_of("mazur", "w5")
    head, notes = notes_of(bank)
    assert head == [
        "#separator:tab",
        "#html:true",
        "#guid column:3",
        "#deck column:4",
        "#tags column:5",
    ]
    assert [note[2] for note in notes] == [one.id for one in bank.questions]
    for (front, back, _, deck, tags), one in zip(notes, bank.questions, strict=True):
        assert "How much is \\(" in front and one.typed not in front
        assert one.typed in back and "Not yet." in back and "<details>" in back
        assert (deck, tags) == (bank.title, "backprop-tutor mazur")


def test_traps_of_a_title_are_text() -> None:
    literal = TRAP.replace("\u202e", "U+202E")
    _, notes = notes_of(trapped())
    for front, _, _, deck, _ in notes:
        assert seen(front).count(literal) == 3
        assert deck == literal.replace("::", ": :")
        acting = ("[sound:", "[$]", "\\(q", "{{", "<b>")
        assert [each for each in acting if each in front] == []
