"""All that ``check`` looks at in a scenario, as data.

To look at one thing more: a field of ``Audit``, its sentence in ``teaching.authoring.audit_page``,
its key in ``cli.json_output.audit``.
"""

from dataclasses import dataclass

from backprop_tutor.maths.oracle.finite_differences import Compared, compared
from backprop_tutor.scenario.scenario import Part
from backprop_tutor.teaching.authoring.collisions import Report, collisions
from backprop_tutor.teaching.authoring.oversights import Oversight, oversights
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.lesson.source.published_numbers import Source, source_of
from backprop_tutor.teaching.subject.subject import Subject


@dataclass(frozen=True, slots=True)
class Audit:
    """What was found about one scenario."""

    subject: Subject
    report: Report
    slopes: Compared
    source: Source
    oversights: tuple[Oversight, ...]

    @property
    def lost_notes(self) -> tuple[str, ...]:
        """The quantities that notes are about and that the scenario does not have."""
        notes = self.subject.scenario.notes
        return tuple(name for name in notes if name not in self.subject.tape)

    @property
    def is_sound(self) -> bool:
        """Whether nothing has to be corrected.

        A saturated neuron lets some wrong ideas give the right figures: that is told, and no fault.
        Nor is what was most likely overlooked.
        """
        return not (
            self.lost_notes
            or self.slopes.wrong
            or any(not one.holds for one in self.source.printed)
            or any(one.fault for one in self.source.misprints)
        )


def audit(subject: Subject) -> Audit:
    """Look at a scenario: what its numbers tell apart, its slopes, what its source prints.

    Raises ``OutOfRange`` (exit code 3) where a line of the lesson has no finite value.
    """
    lesson = Lesson(subject, frozenset(Part))
    subject.check_finite(lesson.quantities(len(lesson)))
    return Audit(
        subject,
        collisions(lesson),
        compared(subject.scenario, subject.tape, subject.values),
        source_of(subject),
        oversights(subject),
    )
