"""What an author is told: what a scenario's numbers can tell apart, which notes are lost."""

from collections.abc import Sequence

from backprop_tutor.expression import Name
from backprop_tutor.teaching.collisions import Collision, Report
from backprop_tutor.teaching.step import Block, Prose, Table, Tone
from backprop_tutor.teaching.subject import Subject


def lost_notes(subject: Subject) -> tuple[str, ...]:
    """Return the quantities that notes are about and that the scenario does not have."""
    return tuple(name for name in subject.scenario.notes if name not in subject.tape)


def findings(subject: Subject, report: Report) -> tuple[Block, ...]:
    """Return what was found, as a page."""
    blocks: list[Block] = [
        Prose((subject.scenario.name,), Tone.HEADING),
        Prose(
            (
                f"{report.questions} questions; {report.wrong_answers} wrong answers to them are "
                "recognised.",
            ),
        ),
    ]
    if report.unseen:
        blocks += [
            Prose(
                (
                    "These wrong ideas give the right figures, so that they go unseen. "
                    "Choose other numbers, or ask for more digits.",
                ),
                Tone.WRONG,
            ),
            _table(report.unseen),
        ]
    else:
        blocks.append(Prose(("No wrong idea gives the right figures.",), Tone.RIGHT))
    for always, said in _ALIKE.items():
        alike = [
            one
            for one in report.collisions
            if not (one.unseen or one.forgiven) and one.always is always
        ]
        if alike:
            blocks += [Prose((said,)), _table(alike)]
    if forgiven := [one for one in report.collisions if one.forgiven]:
        said = "Two slips at once cancel here; they are named only when more figures are typed."
        blocks += [Prose((said,)), _table(forgiven)]
    if report.closer:
        said = "To tell a wrong idea from the right answer, more figures are asked for than usual."
        blocks += [
            Prose((said,)),
            Table(
                ("question", "figures"),
                tuple((Name(name), str(digits)) for name, digits in report.closer),
            ),
        ]
    if lost := lost_notes(subject):
        listed = ", ".join(lost)
        blocks.append(Prose((f"Notes on quantities that do not exist: {listed}.",), Tone.WRONG))
    return tuple(blocks)


_ALIKE = {
    False: "At these numbers these wrong ideas give one answer; the likelier is named first.",
    True: "These wrong ideas give one answer whatever the numbers; the likelier is named first.",
}


def _table(collisions: Sequence[Collision]) -> Table:
    return Table(
        ("question", "answer", "wrong ideas"),
        tuple(
            (Name(collision.quantity), f"{collision.typed:f}", ", ".join(collision.ids))
            for collision in collisions
        ),
    )
