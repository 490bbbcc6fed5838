"""Learners for the tests: what they type becomes rows of the record, made in memory."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from backprop_tutor.progress.rows import Event, Heard, Row
from backprop_tutor.teaching.learner.catalogue import Library
from backprop_tutor.teaching.learner.skills import Skill

START = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)

DIGEST = "0" * 64
EVERYWHERE = Library(
    ("house", "mazur", "skip"),
    is_there=lambda _, digest: digest in (None, DIGEST),
    skills_of=lambda _: frozenset(Skill),
    shows=lambda *_: True,
    begins_with="circuit",
)
"""Scenarios that are all there, unchanged, and ask everything."""


def written(at: datetime) -> str:
    """Return a time as the record spells it."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass
class Record:
    """Rows in the making: each is typed half a minute after the one before."""

    now: datetime = START
    sitting: str = "s1"
    scenario: str = "mazur"
    rows: list[Row] = field(default_factory=list)

    def add(
        self,
        event: Event,
        quantity: str = "net_h1",
        skill: str = Skill.NET_INPUT,
        *,
        typed: str = "1",
        ideas: tuple[str, ...] = (),
        hints: int = 0,
        milliseconds: int = 30_000,
        seed: int | None = None,
    ) -> Row:
        """Add one row, and let half a minute pass."""
        self.now += timedelta(seconds=30)
        number = 1 + sum(row.sitting == self.sitting for row in self.rows)
        counts = int(event in (Event.RIGHT, Event.WRONG))
        heard = Heard(
            quantity=quantity, skill=skill, typed=typed, event=event, read_as=typed,
            misconceptions=ideas, hints=hints, attempt=counts, scenario=self.scenario,
            digest=DIGEST, seed=seed,
        )  # fmt: skip
        row = Row(self.sitting, number, written(self.now), milliseconds, heard)
        self.rows.append(row)
        return row

    def all(self, *events: Event, **more: object) -> list[Row]:
        """Add rows with one event each, all at one question."""
        for event in events:
            self.add(event, **more)  # type: ignore[arg-type]
        return self.rows
