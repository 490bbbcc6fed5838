"""The page at the end of a quiz: every wrong answer with what was behind it, and what was right."""

import shlex
from collections.abc import Callable, Iterable, Mapping

from backprop_tutor.blocks.blocks import Bar, Block, Inline, Prose, Table, Tone
from backprop_tutor.formula.expression import Name
from backprop_tutor.invocation import AS_INSTALLED, Program
from backprop_tutor.progress.rows import Event, Row
from backprop_tutor.teaching.learner.misconceptions_met import idea_sentence
from backprop_tutor.teaching.learner.question_outcomes import (
    RESULTS,
    Outcome,
    Result,
    is_miss,
    outcomes,
)
from backprop_tutor.teaching.learner.recorded_reasons import quantity_of_reason
from backprop_tutor.teaching.learner.skills import Skill, skill_in_words
from backprop_tutor.teaching.quiz.line_answer import line_recorded
from backprop_tutor.untrusted import visible
from backprop_tutor.wording import marked, say, text, text_in

_LONGEST_ANSWER = 60
_NO_CAUSE = marked("No common mistake leads to this.")
_NO_REASON = marked("That is not the reason.")
_NEARLY = {
    Event.PRECISION: marked(
        "It is right as far as it goes, with fewer figures than were asked for."
    ),
    Event.EARLY_ROUNDING: marked(
        "That is what comes out when the numbers on the way are rounded. Keep six figures on the "
        "way and round at the end."
    ),
}


def results_counted(rows: Iterable[Row]) -> Mapping[Result, int]:
    """Return how many questions of a quiz ended in each way; every way is there, some with 0."""
    found = [one.result for one in outcomes(rows)]
    return {result: found.count(result) for result in Result}


def missed_questions(rows: Iterable[Row]) -> tuple[Outcome, ...]:
    """Return the questions that were answered wrong at least once, in the order they were asked."""
    wrong = [one for one in outcomes(rows) if any(map(is_miss, one.rows))]
    return tuple(sorted(wrong, key=lambda one: one.rows[0].number))


def score_page(
    rows: Iterable[Row],
    *,
    asked: int | None = None,
    working: Callable[[Row], Iterable[Block]] | None = None,
    kind: Callable[[Row], str | None] | None = None,
    program: Program = AS_INSTALLED,
) -> tuple[Block, ...]:
    """Return each wrong answer of one quiz with its diagnosis and the working, then the score.

    ``asked`` is how many questions there were, where some were never answered; ``working`` returns
    what a worked answer to the question of a row shows. Without it the page names the command that
    does, where the question was about the scenario's own numbers. ``kind`` returns what stood above
    that question; where it does not know, it is the skill.
    """
    rows = list(rows)
    counts = results_counted(rows)
    of = max(sum(counts.values()), asked or 0)
    if not of:
        return (Prose(say("Nothing was asked, so there is no score.")),)
    right = counts[Result.FIRST]
    unanswered = of - sum(counts.values())
    shown = {**counts, Result.OPEN: counts[Result.OPEN] + unanswered}
    table = tuple((text(RESULTS[result]), str(n)) for result, n in shown.items() if n)
    wrong = missed_questions(rows)
    told = text("{right} of {all} right at the first try", right=right, all=of)
    return (
        *_mistakes(wrong, working, kind, program),
        Prose(say("The score"), Tone.TITLE),
        Prose((Bar(right / of, told),)),
        Table(("", text_in("a column of a table", "questions")), table),
        *(() if wrong else (Prose(say("No answer was wrong.")),)),
    )


def _mistakes(
    wrong: tuple[Outcome, ...],
    working: Callable[[Row], Iterable[Block]] | None,
    kind: Callable[[Row], str | None] | None,
    program: Program,
) -> tuple[Block, ...]:
    if not wrong:
        return ()
    blocks: list[Block] = [Prose(say("What went wrong"), Tone.HEADING)]
    for number, one in enumerate(wrong, start=1):
        row = one.rows[0]
        asked = row.heard
        called = (None if kind is None else kind(row)) or _skill(asked.skill)
        ended = f" · {called} · {text(RESULTS[one.result])}"
        about = quantity_of_reason(asked.quantity)
        what: tuple[Inline, ...] = (Name(asked.quantity),)
        if about is not None:
            what = say("A question without a calculator: {quantity}", quantity=Name(about))
        blocks.append(Prose((f"{number}. ", *what, ended), Tone.SUBHEADING))
        if asked.seed is not None:
            blocks.append(Prose(say("It was asked with different numbers from the original's.")))
        told = list(_answers(one))
        blocks += told
        said = "".join(str(part) for block in told for part in block.parts)
        worked = _look_at(row, program) if working is None else working(row)
        blocks += [block for block in worked if not _is_said(block, said)]
    return tuple(blocks)


def _is_said(block: Block, before: str) -> bool:
    """Whether a sentence that explains a mistake has just been said of an answer."""
    return isinstance(block, Prose) and all(
        isinstance(part, str) and part in before for part in block.parts
    )


def _answers(one: Outcome) -> Iterable[Prose]:
    """Yield each wrong answer with what leads to it; the same answer once."""
    wrong = {row.heard.typed: row.heard for row in one.rows if is_miss(row)}
    for heard in wrong.values():
        if (line := line_recorded(heard.read_as)) is not None:
            yield Prose(say("You named line {line}; a different line is wrong.", line=line))
            continue
        first, *others = [idea_sentence(name, heard.skill) for name in heard.misconceptions] or [""]
        typed = visible(heard.typed)
        if len(typed) > _LONGEST_ANSWER:
            typed = f"{typed[:_LONGEST_ANSWER]}…"
        said = first or text(_NEARLY.get(heard.event, _NO_CAUSE))
        if quantity_of_reason(heard.quantity) is not None:
            said = first or text(_NO_REASON)
        # Translators: {why} is a sentence of its own, which says what is wrong with an answer.
        yield Prose(say("You typed {answer}. {why}", answer=typed, why=visible(said)))
        for other in others:
            # Translators: {why} is a sentence of its own, which says what is wrong with an answer.
            yield Prose(say("Or perhaps: {why}", why=visible(other)))


def _look_at(row: Row, program: Program) -> Iterable[Block]:
    heard = row.heard
    if heard.seed is None and quantity_of_reason(heard.quantity) is None:
        about = shlex.join([heard.scenario, heard.quantity])
        command = program.command("solve", about)
        yield Prose(say("The working:"), Tone.HINT)
        yield Prose((visible(command),), Tone.COMMAND)


def _skill(name: str) -> str:
    return skill_in_words(Skill(name)) if name in set(Skill) else visible(name)
