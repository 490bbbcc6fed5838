"""A walk from what is asked for to its end: which numbers, which steps, what was typed before."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backprop_tutor.invocation import NETWORK, Program
from backprop_tutor.scenario.scenario import Scenario
from backprop_tutor.session import loop
from backprop_tutor.session.asked_for import (
    check_asks_something,
    check_has_layers,
    parts_of,
    step_that_asks,
)
from backprop_tutor.session.requests import Session

if TYPE_CHECKING:  # The first page does not wait for what the questions need.
    from backprop_tutor.progress.recorder import Recorder
    from backprop_tutor.session.sitting import Kept


@dataclass(frozen=True, slots=True)
class WalkWanted:
    """What is asked for of a walk, as the options of the command say it."""

    only: str | None = None
    part: str | None = None
    start: str | None = None
    """The quantity to begin at."""
    after: int = 0
    matrix: bool = False
    seed: int | None = None
    """Of the variant; None for the scenario's own numbers, or for a seed that is to be drawn."""
    drawn: int | None = None
    """The seed that was drawn or chosen; None for the scenario's own numbers."""
    restart: bool = False
    auto: bool = False
    network: str | None = None
    """The whole network, of one that came in an address: with it the record leads there again."""

    def options(self) -> Mapping[str, str]:
        """Return the options that decide what is asked, as they are recorded."""
        said = {
            "only": self.only,
            "part": self.part,
            "from": self.start,
            "after": str(self.after) if self.after else None,
            "matrix": "true" if self.matrix else None,
            "variant": None if self.drawn is None else "true",
            "seed": None if self.seed is None else str(self.seed),
            NETWORK: self.network,
        }
        return {name: value for name, value in said.items() if value is not None}


def walk_session(
    loaded: Scenario,
    wanted: WalkWanted,
    record: "Callable[[], Recorder]",
    program: Program,
    *,
    is_recorded: Callable[[], bool],
    scripted: bool = False,
) -> Session[None]:
    """Walk through a scenario.

    ``record`` opens the learner's record when it is needed, ``is_recorded`` tells whether there is
    one. Raises ``UsageError`` where what is asked for is not there: before the first page, if that
    takes no time to see.
    """
    options, drawn = dict(wanted.options()), wanted.drawn
    resume = not wanted.restart and wanted.start is None and not scripted

    def begun() -> "Kept":
        from backprop_tutor.progress.rows import Mode
        from backprop_tutor.session import sitting

        kept = sitting.begun(Mode.WALK, loaded, options, record(), resume=resume, program=program)
        kept.speak()
        return kept

    # The walk that was left says which numbers, and which language the first page is in. Where
    # neither is to be told, that page waits for no record.
    open_question = drawn is not None and wanted.seed is None
    if program.language is None:
        open_question = open_question or is_recorded()
    kept = begun() if open_question and resume and not wanted.auto else None
    scenario = loaded
    if drawn is not None:
        from backprop_tutor.teaching.variants import variants

        drawn = drawn if kept is None else int(kept.sitting.options.get("seed", drawn))
        scenario = variants.variant(loaded, drawn)
    only, part, start, after = wanted.only, wanted.part, wanted.start, wanted.after
    at_once = start is None and not after and (only is None or part is None) and not wanted.matrix
    if at_once:  # What is wrong with the options is said before the first page.
        yield from loop.greet(scenario, picture=only is None)
    from backprop_tutor.teaching.learner.sittings import LAST
    from backprop_tutor.teaching.lesson.lesson import Lesson
    from backprop_tutor.teaching.subject.subject import subject_of

    subject = subject_of(scenario, only, after)
    if wanted.matrix:
        check_has_layers(subject, program)
    lesson = Lesson(subject, parts_of(part), only, matrix=wanted.matrix)
    check_asks_something(lesson, program)
    first = 0 if start is None else step_that_asks(start, lesson, program)
    if not at_once:
        yield from loop.greet(lesson.subject.pictured, picture=only is None, after=after)
    if wanted.auto:
        yield from loop.read_along(lesson, start=first, seed=drawn, program=program)
        return
    kept = kept or begun()
    if not kept.rows:  # The record alone can then tell where the walk ends, and whose numbers.
        options |= {} if drawn is None else {"seed": str(drawn)}
        kept = kept.with_options({**kept.sitting.options, **options, LAST: lesson.asked()[-1]})
        if not scripted:  # Answers in a file are for what they were written for.
            kept = kept.going_by_the_record()
    yield from loop.run_walk(lesson, start=first, kept=kept, seed=drawn, scripted=scripted)
