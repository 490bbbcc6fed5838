"""The two records of the learner's progress: a sitting, and what was typed in it, row by row.

Rows are only ever added, and but for their digests never changed. Everything else, what a learner
knows and where a lesson goes on, is worked out from them again. The columns of the record's tables,
and of what is exported, are the fields of these records, by name and in this order: a new one is a
field here and a step of ``schema.STEPS``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Mode(StrEnum):
    """What a sitting was."""

    WALK = "walk"
    QUIZ = "quiz"


class Event(StrEnum):
    """What came of a text that was typed: a verdict, or what a command did."""

    RIGHT = "right"
    PRECISION = "precision"
    EARLY_ROUNDING = "early_rounding"
    WRONG = "wrong"
    INVALID = "invalid"
    HINT = "hint"
    SHOWN = "shown"
    SKIPPED = "skipped"
    OTHER = "other"
    """Another command of the learner: back, why, net, …"""


@dataclass(frozen=True, slots=True)
class Sitting:
    """One run through a lesson or a quiz; it may be interrupted and gone on with."""

    id: str
    mode: Mode
    scenario: str
    """What the command line calls it: a bundled name, or an absolute path."""
    digest: str
    """The digest of the scenario's network, in hexadecimal: with other numbers it is another one.

    Earlier versions recorded the sha256 of its file; a session that meets one renews it.
    """
    options: Mapping[str, str]
    """What else decides which questions there are, and in which order."""
    began: str
    """When, as ISO 8601 in UTC: ``2026-11-22T19:55:00.123Z``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One text that was typed at a question, and what came of it."""

    quantity: str
    skill: str
    typed: str
    event: Event
    read_as: str | None = None
    misconceptions: tuple[str, ...] = ()
    hints: int
    """How many hints had been seen at this question."""
    attempt: int
    """Which attempt at this question it is, from 1; 0 if it does not count as one."""
    scenario: str
    """As ``Sitting`` has it, and the digest: a row is kept even if its sitting was lost."""
    digest: str
    seed: int | None = None
    """The seed of the variant that was asked; None for the scenario's own numbers."""
    faded: bool = False
    """Whether the first lines of the working were given, and only its value was asked."""


@dataclass(frozen=True, slots=True)
class Row:
    """One text of a sitting: when it was typed, and what was heard."""

    sitting: str
    number: int
    """Its place in the sitting, from 1."""
    at: str
    """When, as ISO 8601 in UTC."""
    milliseconds: int
    """How long the question had been on the screen."""
    heard: Heard
