"""The quiz on the command line: questions with a score, at the screen or from a file of answers."""

from typing import Annotated

import typer

from backprop_tutor.cli.app import app, guarded
from backprop_tutor.cli.option_values import count_option, word_option
from backprop_tutor.cli.options import (
    AfterOption,
    Nobody,
    NoPauseOption,
    NoSaveOption,
    PlainOption,
    ProgressFileOption,
    ScenarioArgument,
    TopicOption,
    answers_in,
    scenario_called,
    terminal,
)
from backprop_tutor.cli.program import program
from backprop_tutor.cli.record import recorder
from backprop_tutor.errors import UsageError
from backprop_tutor.invocation import LONGEST_QUIZ
from backprop_tutor.untrusted import visible
from backprop_tutor.wording import in_quotes, marked, text

_DEFAULT = "mazur"


@app.command(
    help=marked(
        "Questions with a score, the weakest skill first.\n\n"
        "They are about the network as it is; with --variant, and where you were asked before, "
        "with different numbers."
    ).english,
)
@guarded
def quiz(
    scenario: ScenarioArgument = _DEFAULT,
    questions: Annotated[
        int | None,
        count_option(
            least=1,
            most=LONGEST_QUIZ,
            about=marked("How many questions, 200 at most; 10, or 4 with --mend.").english,
        ),
    ] = None,
    topic: Annotated[
        TopicOption | None,
        word_option(TopicOption, about=marked("Questions on one topic only.").english),
    ] = None,
    mend: Annotated[
        str | None,
        typer.Option(
            metavar="IDEA",
            help=marked(
                "A few questions about one wrong idea, with other numbers. progress names them."
            ).english,
        ),
    ] = None,
    seed: Annotated[
        int | None,
        count_option(
            least=0,
            about=marked("The same seed and the same answers give the same questions.").english,
        ),
    ] = None,
    after: AfterOption = 0,
    variant: Annotated[
        bool, typer.Option("--variant", help=marked("Different numbers for each question.").english)
    ] = False,
    exam: Annotated[
        bool,
        typer.Option(
            "--exam",
            help=marked("One attempt each, no hints; what was wrong is said at the end.").english,
        ),
    ] = False,
    answers: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help=marked("Take the answers from a file, one per line; - is stdin.").english,
        ),
    ] = None,
    restart: Annotated[
        bool,
        typer.Option(
            "--restart", help=marked("Start a new quiz, even if one was left unfinished.").english
        ),
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help=marked("Print the result as JSON data.").english)
    ] = False,
    no_save: NoSaveOption = False,
    progress_file: ProgressFileOption = None,
    plain: PlainOption = False,
    no_pause: NoPauseOption = False,
) -> None:
    """Ask questions, at the screen or from a file of answers."""
    from backprop_tutor.cli.json_output.quiz_result import quiz_result
    from backprop_tutor.session import at_the_terminal
    from backprop_tutor.session.quizzing import QuizWanted, quiz_session

    if scenario == answers == "-":
        raise UsageError(text("the scenario and the answers cannot both come from standard input"))
    if as_json and answers is None:
        raise UsageError(
            text("--json is for a quiz whose answers come from a file: add --answers FILE")
        )
    loaded = scenario_called(scenario)
    scripted = None if answers is None else answers_in(answers)
    if mend is not None:
        _check_can_be_mended(mend, topic, exam=exam)
    wanted = QuizWanted(
        questions=questions,
        topic=None if topic is None else topic.value,
        mend=mend,
        seed=seed,
        after=after,
        variant=variant,
        exam=exam,
        restart=restart,
    )
    started = program(progress_file=progress_file, plain=plain, no_pause=no_pause)
    with recorder(no_save=no_save, progress_file=progress_file) as record:
        session = quiz_session(loaded, wanted, record, started, scripted=scripted is not None)
        pauses = not no_pause and scripted is None
        screen = Nobody() if as_json else terminal(plain, loaded, pauses=pauses)
        talk = at_the_terminal.run(session, screen, scripted)
    if as_json:
        import json

        print(json.dumps(quiz_result(talk), ensure_ascii=False, indent=1))


def _check_can_be_mended(idea: str, topic: TopicOption | None, *, exam: bool) -> None:
    """Raise ``UsageError`` unless it is an idea, and nothing else decides what is asked."""
    from backprop_tutor.formula.nearest import nearest
    from backprop_tutor.teaching.misconceptions import IDEAS

    ids = {one.id for one in IDEAS}
    if idea not in ids:
        raise UsageError(_no_idea(in_quotes(visible(idea)), nearest(idea, sorted(ids))))
    if topic is not None or exam:
        raise UsageError(text("--mend decides what is asked: leave out --topic and --exam"))


def _no_idea(typed: str, near: str | None) -> str:
    if near is None:
        return text("there is no wrong idea called {typed}", typed=typed)
    return text(
        "there is no wrong idea called {typed}; did you mean {near}?", typed=typed, near=near
    )
