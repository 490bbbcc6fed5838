"""One sitting of the learner as it is recorded: begun or gone on with, and noted text by text."""

import os
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from backprop_tutor.invocation import AS_INSTALLED, Program
from backprop_tutor.progress.rows import Heard, Mode, Row, Sitting
from backprop_tutor.scenario.scenario import Scenario
from backprop_tutor.teaching.learner.sittings import (
    LAST,
    NAMELESS,
    ROUND,
    command_anew,
    command_of,
    recorded_name,
)
from backprop_tutor.wording import speak, spoken

SEED = "seed"
"""The option that decides which numbers and questions are drawn."""
KNOWN = "known"
"""How many rows the record had when a sitting began that goes by what was known then.

It is no option, so no command repeats it. A walk without it asks every step in full.
"""

LANGUAGE = "lang"
"""The language that was spoken when a sitting began: no option of its questions either."""

if TYPE_CHECKING:
    from backprop_tutor.progress.recorder import Recorder
    from backprop_tutor.teaching.learner.mastery import Mastery
    from backprop_tutor.teaching.learner.skills import Skill


@dataclass
class Kept:
    """A sitting and its rows; what is noted goes to the record at once, if there is one."""

    sitting: Sitting
    record: "Recorder | None" = None
    rows: list[Row] = field(default_factory=list)
    program: Program = AS_INSTALLED
    """How it was started: that is told again, not recorded."""
    changed: bool = False
    """Whether the scenario has changed since it was last begun: the earlier rows do not fit."""

    @property
    def again(self) -> str | None:
        """The command that goes on with it; None for what is not saved, or begun in the middle."""
        if self.record is None or not self.record.saves or self.sitting.scenario == NAMELESS:
            return None
        from_the_middle = "from" in self.sitting.options or ROUND in self.sitting.options
        return None if from_the_middle else command_of(self.sitting, self.program)

    @property
    def anew(self) -> str:
        """The command that starts it over."""
        return command_anew(self.sitting, self.program)

    def speak(self) -> None:
        """Speak the language that it was begun in, unless the command line says another."""
        begun_in = self.sitting.options.get(LANGUAGE)
        if self.rows and begun_in is not None and self.program.language is None:
            speak(begun_in)

    def round(self) -> "Kept":
        """Return the sitting of another round through what was missed; it has not begun yet."""
        options = {name: value for name, value in self.sitting.options.items() if name != LAST}
        marked = {**options, ROUND: "true"}
        fresh = replace(self.sitting, id=str(uuid.uuid4()), options=marked, began=now())
        return replace(self, sitting=fresh, rows=[], changed=False)

    def with_options(self, options: Mapping[str, str]) -> "Kept":
        """Return the same sitting with all its options said; it has not begun yet."""
        return replace(self, sitting=replace(self.sitting, options=options))

    def going_by_the_record(self) -> "Kept":
        """Return the sitting, going by what the record knows now; it has not begun yet."""
        rows = () if self.record is None else self.record.rows()
        return self.with_options({**self.sitting.options, KNOWN: str(len(rows))})

    @property
    def earlier(self) -> tuple[Row, ...]:
        """What the record knew when the sitting began, by the order in which the rows came.

        Their times cannot tell: a clock may be set back, and other terminals go on meanwhile.
        """
        rows = () if self.record is None else self.record.rows()
        own = (place for place, row in enumerate(rows) if row.sitting == self.sitting.id)
        known = self.sitting.options.get(KNOWN, "")
        end = min(next(own, len(rows)), int(known) if known.isdecimal() else len(rows))
        return rows[:end]

    @property
    def known(self) -> "Mapping[Skill, Mastery] | None":
        """What the record knew of each skill then; None for a sitting that does not go by it."""
        if KNOWN not in self.sitting.options:
            return None
        from backprop_tutor.teaching.learner.mastery import masteries

        return masteries(self.earlier)

    def note(self, heard: Heard, milliseconds: int) -> None:
        """Write down a text and what came of it, before the learner sees what came of it."""
        row = Row(self.sitting.id, len(self.rows) + 1, now(), milliseconds, heard)
        if self.record is not None:
            if not self.rows:  # Who only looks has not begun.
                self.record.begin(self.sitting)
            self.record.add(row)
        self.rows.append(row)

    def finish(self) -> None:
        """Write down that it came to its end."""
        if self.record is not None and self.rows:
            self.record.finish(self.sitting.id, now())


def begun(
    mode: Mode,
    scenario: Scenario,
    options: Mapping[str, str],
    record: "Recorder | None" = None,
    *,
    resume: bool = True,
    program: Program = AS_INSTALLED,
) -> Kept:
    """Return the sitting to go on with, the latest of its kind that was left, or a new one.

    A file that was moved is gone on with under its new name, if nothing was begun under that."""
    called = recorded_name(scenario)
    said = {**options, LANGUAGE: spoken()}
    fresh = Sitting(str(uuid.uuid4()), mode, called, scenario.digest, said, now())
    if record is not None:  # Of an earlier version, which knew scenarios by their files.
        record.renew(scenario.file_digest, scenario.digest)
    if record is None or not resume or called == NAMELESS:
        return Kept(fresh, record, program=program)
    before = record.sittings(mode=mode, scenario=called)
    latest = next((one for one in before if _alike(one, options)), None)
    if latest is None:
        same = record.sittings(mode=mode, digest=scenario.digest)
        moved = (one for one in same if _alike(one, options) and _is_gone(one.scenario))
        latest = next((replace(one, scenario=called) for one in moved), None)
    # What was begun anew since, and be it finished, is not gone back behind.
    if latest is None or record.finished(latest.id):
        return Kept(fresh, record, program=program)
    if latest.digest != scenario.digest:
        return Kept(fresh, record, program=program, changed=True)
    return Kept(latest, record, list(record.rows(latest.id)), program)


def _is_gone(called: str) -> bool:
    """Whether a scenario was a file that is not where it was."""
    # Not pathlib's, which raises on a name that is too long.
    return Path(called).is_absolute() and not os.path.exists(called)  # noqa: PTH110


def _alike(sitting: Sitting, options: Mapping[str, str]) -> bool:
    """Whether a sitting asked the same questions; a seed that is not said is any."""
    said = {name: value for name, value in sitting.options.items() if name in options}
    extra = sitting.options.keys() - options.keys() - {SEED, KNOWN, LAST, LANGUAGE}
    return said == options and not extra


def now() -> str:
    """Return the time in UTC, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
