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
    from backprop_tutor.progress.recorder import Recorder
    from backprop_tutor.teaching.learner.course import ListedStop

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
    from backprop_tutor.session import at_the_terminal
    from backprop_tutor.session.asked_for import check_can_be_read
    from backprop_tutor.session.walking import WalkWanted, walk_session

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
        check_can_be_read("walk", loaded, program())
    scripted = None if answers is None else answers_in(answers)
    wanted = WalkWanted(
        only=only,
        part=None if part is None else part.value,
        start=start,
        after=after,
        matrix=matrix,
        seed=seed,
        drawn=drawn,
        restart=restart,
        auto=auto,
    )
    started = program(
        progress_file=None if no_save else progress_file, plain=plain, no_pause=no_pause
    )
    with ExitStack() as opened:

        def record() -> "Recorder":
            return opened.enter_context(recorder(no_save=no_save, progress_file=progress_file))

        session = walk_session(
            loaded,
            wanted,
            record,
            started,
            is_recorded=lambda: not no_save and is_recorded(progress_file),
            scripted=scripted is not None,
        )
        screen = terminal(plain, loaded, pauses=not no_pause and scripted is None)
        at_the_terminal.run(session, screen, scripted)


def _place_in_course(progress_file: str | None, *, no_save: bool) -> "ListedStop | None":
    """Return where a learner goes on in the course; None where all of it is done."""
    from backprop_tutor.teaching.learner.course import next_place

    places, gone, _ = course_so_far(progress_file, no_save=no_save)
    place = next_place(places, gone)
    return None if place is None else place.stop


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
    from backprop_tutor.session.asked_for import named_quantity
    from backprop_tutor.teaching.judging.judge import Judge
    from backprop_tutor.teaching.judging.verdict import Correctness
    from backprop_tutor.teaching.lesson.lesson import Lesson
    from backprop_tutor.teaching.subject.step import Form

    subject = subject_called(scenario, after=after, inputs="/" in quantity)
    name = named_quantity(quantity, subject, program())
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
