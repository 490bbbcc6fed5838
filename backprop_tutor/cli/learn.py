"""Commands for learners: the lesson, and the verdict on one answer."""

from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from backprop_tutor.cli.app import app, guarded
from backprop_tutor.cli.home import course_so_far, show_home
from backprop_tutor.cli.option_values import count_option, word_option
from backprop_tutor.cli.options import (
    AfterOption,
    FormOption,
    MatrixOption,
    NoPauseOption,
    NoSaveOption,
    PartOption,
    PlainOption,
    ProgressFileOption,
    ScenarioArgument,
    SeedOption,
    VariantOption,
    answers_in,
    check_is_readable,
    check_layers,
    quantity_called,
    scenario_called,
    seed_of,
    subject_called,
    terminal,
)
from backprop_tutor.cli.program import program
from backprop_tutor.cli.quiz import quiz
from backprop_tutor.cli.record import is_recorded, recorder
from backprop_tutor.errors import UsageError
from backprop_tutor.wording import marked, text

if TYPE_CHECKING:
    from backprop_tutor.scenario.scenario import Part
    from backprop_tutor.session.sitting import Kept
    from backprop_tutor.teaching.learner.course import ListedStop
    from backprop_tutor.teaching.lesson.lesson import Lesson

_DEFAULT = "mazur"


@app.command(
    help=marked(
        "The guided lesson, one question at a time.\n\n"
        "It leads through the forward pass, the errors, the chain rule and the update. Without a "
        "scenario it goes on with the course."
    ).english,
)
@guarded
def walk(
    scenario: Annotated[
        str | None,
        typer.Argument(
            metavar="[SCENARIO]",
            help=marked(
                "A bundled name, a path to a YAML file, or -; without one, on with the course."
            ).english,
        ),
    ] = None,
    only: Annotated[
        str | None,
        typer.Option(
            metavar="PARAMETER", help=marked("The whole chain of one weight or bias.").english
        ),
    ] = None,
    part: Annotated[
        PartOption | None, word_option(PartOption, about=marked("One part of the lesson.").english)
    ] = None,
    start: Annotated[
        str | None,
        typer.Option("--from", metavar="QUANTITY", help=marked("Begin at this quantity.").english),
    ] = None,
    after: AfterOption = 0,
    variant: VariantOption = False,
    seed: SeedOption = None,
    restart: Annotated[
        bool,
        typer.Option(
            "--restart", help=marked("Begin at the first step, not where you left off.").english
        ),
    ] = False,
    auto: Annotated[
        bool, typer.Option("--auto", help=marked("Ask nothing; just read along.").english)
    ] = False,
    answers: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help=marked("Take the answers from a file, one per line; - is stdin.").english,
        ),
    ] = None,
    matrix: MatrixOption = False,
    no_save: NoSaveOption = False,
    progress_file: ProgressFileOption = None,
    plain: PlainOption = False,
    no_pause: NoPauseOption = False,
) -> None:
    """Walk through a scenario, or go on with the course."""
    from backprop_tutor.session import loop

    if scenario is None and not (only or part or start or after or matrix or variant):
        place = _place_in_course(progress_file, no_save=no_save)
        if place is None:
            show_home(progress_file=progress_file, plain=plain, no_pause=no_pause)
            return
        if place.is_quiz:
            quiz(
                place.scenario,
                questions=place.steps,
                answers=answers,
                restart=restart,
                no_save=no_save,
                progress_file=progress_file,
                plain=plain,
                no_pause=no_pause,
            )
            return
        scenario, only = place.scenario, place.only
    scenario = scenario or _DEFAULT
    if scenario == answers == "-":
        raise UsageError(text("the scenario and the answers cannot both come from standard input"))
    drawn = seed_of(variant=variant, seed=seed)
    loaded = scenario_called(scenario, only)
    if only is None:
        check_is_readable("walk", loaded)
    scripted = None if answers is None else answers_in(answers)
    said = {
        "only": only,
        "part": None if part is None else part.value,
        "from": start,
        "after": str(after) if after else None,
        "matrix": "true" if matrix else None,
        "variant": "true" if variant else None,
        "seed": None if seed is None else str(seed),
    }
    named = None if no_save else progress_file
    started = program(progress_file=named, plain=plain, no_pause=no_pause)
    options = {name: value for name, value in said.items() if value is not None}
    resume = not restart and start is None and scripted is None
    with ExitStack() as opened:

        def begun() -> "Kept":
            from backprop_tutor.progress.rows import Mode
            from backprop_tutor.session import sitting

            record = opened.enter_context(recorder(no_save=no_save, progress_file=progress_file))
            kept = sitting.begun(Mode.WALK, loaded, options, record, resume=resume, program=started)
            kept.speak()
            return kept

        # The walk that was left says which numbers, and which language the first page is in. Where
        # neither is to be told, that page waits for no record.
        open_question = variant and seed is None
        if started.language is None and not no_save:
            open_question = open_question or is_recorded(progress_file)
        kept = begun() if open_question and resume and not auto else None
        if drawn is not None:
            from backprop_tutor.teaching.variants import variants

            drawn = drawn if kept is None else int(kept.sitting.options.get("seed", drawn))
            loaded = variants.variant(loaded, drawn)
        screen = terminal(plain, loaded, pauses=not no_pause and scripted is None)
        at_once = start is None and not after and (only is None or part is None) and not matrix
        if at_once:  # What is wrong with the options is said before the first page.
            loop.greet(loaded, screen, picture=only is None)
        from backprop_tutor.teaching.learner.sittings import LAST
        from backprop_tutor.teaching.lesson.lesson import Lesson
        from backprop_tutor.teaching.subject.subject import subject_of

        subject = subject_of(loaded, only, after)
        if matrix:
            check_layers(subject)
        lesson = Lesson(subject, _parts(part), only, matrix=matrix)
        if not lesson:
            raise UsageError(
                text("there is nothing to ask in this part of the lesson; leave out --part")
            )
        first = 0 if start is None else _step_of(start, lesson)
        if not at_once:
            loop.greet(lesson.subject.pictured, screen, picture=only is None, after=after)
        if auto:
            loop.read_along(lesson, screen, start=first, seed=drawn, program=started)
            return
        kept = kept or begun()
        if not kept.rows:  # The record alone can then tell where the walk ends, and whose numbers.
            options |= {} if drawn is None else {"seed": str(drawn)}
            kept = kept.with_options({**kept.sitting.options, **options, LAST: lesson.asked()[-1]})
            if scripted is None:  # Answers in a file are for what they were written for.
                kept = kept.going_by_the_record()
        loop.run_walk(lesson, screen, start=first, answers=scripted, kept=kept, seed=drawn)


def _place_in_course(progress_file: str | None, *, no_save: bool) -> "ListedStop | None":
    """Return where a learner goes on in the course; None where all of it is done."""
    from backprop_tutor.teaching.learner.course import next_place

    places, gone, _ = course_so_far(progress_file, no_save=no_save)
    place = next_place(places, gone)
    return None if place is None else place.stop


def _step_of(quantity: str, lesson: "Lesson") -> int:
    """Return the step that asks for a quantity; raises ``UsageError`` if none does."""
    from backprop_tutor.maths.notation import naming

    name = quantity_called(quantity, lesson.subject)
    found = lesson.find(name)
    if found is None:
        shown = naming(lesson.subject.scenario)(name)
        raise UsageError(
            text(
                "{quantity} is not asked for in this walk; leave out --from to see what is",
                quantity=shown,
            )
        )
    return found


def _parts(part: PartOption | None) -> "frozenset[Part] | None":
    from backprop_tutor.scenario.scenario import Part

    if part is None:
        return None
    chosen = Part(part.value)
    # The pass after the update belongs to the update: it shows what that was good for.
    return frozenset({chosen, Part.AGAIN} if chosen is Part.UPDATE else {chosen})


@app.command(
    help=marked("The verdict on one answer; exit code 0 if it is right, 1 if not.").english,
    # A typed answer may begin with a minus sign, and hold any letter behind it.
    context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]},
)
@guarded
def answer(
    scenario: ScenarioArgument,
    quantity: Annotated[
        str, typer.Argument(metavar="QUANTITY", help=marked("Such as dE_total/dw5.").english)
    ],
    typed: Annotated[
        str, typer.Argument(metavar="TYPED", help=marked("The answer to judge.").english)
    ],
    form: Annotated[
        FormOption, word_option(FormOption, about=marked("The kind of answer asked for.").english)
    ] = FormOption.either,
    digits: Annotated[
        int | None,
        count_option(
            least=1, most=12, about=marked("Significant figures asked for, 1 to 12.").english
        ),
    ] = None,
    after: AfterOption = 0,
    as_json: Annotated[
        bool, typer.Option("--json", help=marked("Print as JSON data.").english)
    ] = False,
    plain: PlainOption = False,
) -> None:
    """Judge one answer."""
    from backprop_tutor.maths.notation import naming
    from backprop_tutor.teaching.judging.judge import Judge
    from backprop_tutor.teaching.judging.verdict import Correctness
    from backprop_tutor.teaching.lesson.lesson import Lesson
    from backprop_tutor.teaching.subject.step import Form

    subject = subject_called(scenario, after=after, inputs="/" in quantity)
    name = quantity_called(quantity, subject)
    if not subject.taught(name):
        shown = naming(subject.scenario)(name)
        raise UsageError(
            text(
                "{quantity} is given by the scenario; ask for something that is worked out",
                quantity=shown,
            )
        )
    subject.check_finite((name,))
    question = replace(Lesson(subject).question(name), form=Form(form.value))
    if digits is not None:  # So many, and no more: they were asked for by hand.
        question = replace(question, digits=digits, up_to=digits)
    verdict = Judge(question, subject).judge(typed)
    if as_json:
        import json

        from backprop_tutor.cli.json_output.verdict import verdict_record

        data = verdict_record(verdict, question, subject)
        print(json.dumps(data, ensure_ascii=False, indent=1))
    else:
        from backprop_tutor.teaching.judging.feedback import said

        terminal(plain, subject.scenario).show(*said(verdict, question, subject, helped=False))
    if verdict.kind is not Correctness.RIGHT:
        raise typer.Exit(1)
