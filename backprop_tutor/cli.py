"""The command line: options in, one call, errors out. Heavy imports wait in their command."""

import functools
import json
import sys
from collections.abc import Callable, Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ParamSpec

import typer

from backprop_tutor import __version__
from backprop_tutor.errors import FileError, TutorError, UsageError

if TYPE_CHECKING:
    from backprop_tutor.scenario import Part, Scenario
    from backprop_tutor.teaching.lesson import Lesson
    from backprop_tutor.teaching.subject import Subject
    from backprop_tutor.views.terminal import Terminal

_P = ParamSpec("_P")
_DEFAULT = "mazur"
_EXAMPLES = """
Examples:

  backprop-tutor walk                            the guided lesson, on Mazur's network

  backprop-tutor walk mazur --only w5            one weight's whole chain

  backprop-tutor solve mazur dE_total/dw5        a value with its formula

  backprop-tutor answer mazur dE_total/dw5 0.4398   what is wrong with an answer

  backprop-tutor export mazur --to markdown -o mazur.md
"""

app = typer.Typer(
    name="backprop-tutor",
    help="Learn back-propagation by doing it, one step at a time.",
    epilog=_EXAMPLES,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

_Scenario = Annotated[
    str,
    typer.Argument(metavar="SCENARIO", help="A bundled name, a path to a YAML file, or -."),
]
_Plain = Annotated[
    bool,
    typer.Option("--plain", help="No boxes, no colours, one fact a line; good for screen readers."),
]


class PartOption(StrEnum):
    """What ``--part`` takes."""

    forward = "forward"
    error = "error"
    backward = "backward"
    update = "update"


class FormOption(StrEnum):
    """What ``--form`` takes."""

    number = "number"
    formula = "formula"
    either = "either"


class FormatOption(StrEnum):
    """What ``--to`` takes."""

    markdown = "markdown"


def _guarded(command: Callable[_P, None]) -> Callable[_P, None]:
    """Turn what a user can mend into one sentence and an exit code."""

    @functools.wraps(command)
    def guarded(*args: _P.args, **kwargs: _P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except TutorError as error:
            print(error, file=sys.stderr)
            raise typer.Exit(error.exit_code) from None
        except KeyboardInterrupt:
            print(file=sys.stderr)
            raise typer.Exit(130) from None

    return guarded


def _version(wanted: bool) -> None:
    if wanted:
        print(f"backprop-tutor {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Learn back-propagation by doing it, one step at a time."""


@app.command()
@_guarded
def walk(
    scenario: _Scenario = _DEFAULT,
    only: Annotated[
        str | None, typer.Option(metavar="PARAMETER", help="One weight's or bias's whole chain.")
    ] = None,
    part: Annotated[PartOption | None, typer.Option(help="One part of the lesson.")] = None,
    start: Annotated[
        str | None, typer.Option("--from", metavar="QUANTITY", help="Begin at this quantity.")
    ] = None,
    restart: Annotated[
        bool, typer.Option("--restart", help="Begin at the first step (as it does anyway).")
    ] = False,
    auto: Annotated[bool, typer.Option("--auto", help="Ask nothing: read along.")] = False,
    answers: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Take the answers from a file, a line each; - is stdin."),
    ] = None,
    plain: _Plain = False,
) -> None:
    """The guided lesson: forward pass, errors, chain rule, update, one question at a time."""
    del restart
    from backprop_tutor import session

    loaded = _scenario(scenario, only)
    screen = _terminal(plain)
    if start is None:  # What is wrong with --from is said before the first page.
        session.greet(loaded, screen)
    from backprop_tutor.teaching.lesson import Lesson
    from backprop_tutor.teaching.subject import subject_of

    lesson = Lesson(subject_of(loaded, only), _parts(part), only)
    first = 0
    if start is not None:
        first = _step_of(start, lesson)
        session.greet(loaded, screen)
    if auto:
        session.read_along(lesson, screen, start=first)
    else:
        scripted = None if answers is None else _answers(answers)
        session.walk(lesson, screen, start=first, answers=scripted)


def _step_of(quantity: str, lesson: "Lesson") -> int:
    """Return the step that asks for a quantity; raises ``UsageError`` if none does."""
    name = _quantity(quantity, lesson.subject)
    found = lesson.find(name)
    if found is None:
        raise UsageError(f"{name} is not asked in this walk; leave out --from to see what is")
    return found


@app.command()
@_guarded
def solve(
    scenario: _Scenario,
    quantities: Annotated[
        list[str] | None, typer.Argument(metavar="[QUANTITY]...", help="Only these.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As data.")] = False,
    plain: _Plain = False,
) -> None:
    """Values and formulas of all quantities, as a table or as JSON."""
    from backprop_tutor import records
    from backprop_tutor.teaching import pages

    subject = _subject(scenario)
    wanted = [_quantity(name, subject) for name in quantities or subject.tape]
    if as_json:
        print(json.dumps(records.solution(subject, wanted), indent=1))
    else:
        _terminal(plain).show(pages.solution_table(subject, wanted))


@app.command(
    # A typed answer may begin with a minus sign, and hold any letter behind it.
    context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]},
)
@_guarded
def answer(
    scenario: _Scenario,
    quantity: Annotated[str, typer.Argument(metavar="QUANTITY", help="Such as dE_total/dw5.")],
    typed: Annotated[str, typer.Argument(metavar="TYPED", help="The answer to judge.")],
    form: Annotated[FormOption, typer.Option(help="What is asked for.")] = FormOption.either,
    digits: Annotated[
        int | None, typer.Option(min=1, max=12, help="Significant figures asked for.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As data.")] = False,
    plain: _Plain = False,
) -> None:
    """The verdict on one answer; exit code 0 if it is right, 1 if not."""
    from backprop_tutor import records
    from backprop_tutor.teaching.grading import Judge
    from backprop_tutor.teaching.step import Form, Question
    from backprop_tutor.teaching.verdict import Kind

    subject = _subject(scenario)
    name = _quantity(quantity, subject)
    if not subject.taught(name):
        raise UsageError(f"{name} is given by the scenario; ask for something that is worked out")
    question = Question(name, Form(form.value), digits or subject.scenario.digits)
    verdict = Judge(question, subject).judge(typed)
    if as_json:
        print(json.dumps(records.verdict(name, verdict), ensure_ascii=False, indent=1))
    else:
        _terminal(plain).show(*verdict.message)
    if verdict.kind is not Kind.RIGHT:
        raise typer.Exit(1)


@app.command()
@_guarded
def export(
    scenario: _Scenario,
    to: Annotated[FormatOption, typer.Option("--to", help="The format.")] = FormatOption.markdown,
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", help="Where to; - is stdout.")
    ] = "-",
    only: Annotated[
        str | None, typer.Option(metavar="PARAMETER", help="One weight's or bias's whole chain.")
    ] = None,
) -> None:
    """The whole worked solution as a document."""
    from backprop_tutor.teaching.lesson import Lesson
    from backprop_tutor.teaching.solution import worked_solution
    from backprop_tutor.views import markdown

    del to  # There is one format so far.
    lesson = Lesson(_subject(scenario, only), None, only)
    text = markdown.document(worked_solution(lesson))
    if output == "-":
        sys.stdout.write(text)
        return
    try:
        Path(output).write_text(text, encoding="utf-8")
    except OSError as error:
        raise FileError(f"{output}: cannot be written ({error.strerror})") from None


@app.command()
@_guarded
def check(
    files: Annotated[
        list[str], typer.Argument(metavar="SCENARIO...", help="Bundled names or YAML files.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="As data.")] = False,
    plain: _Plain = False,
) -> None:
    """What a scenario's numbers cannot tell apart; exit code 1 if a mistake looks right."""
    from backprop_tutor import records
    from backprop_tutor.scenario import Part
    from backprop_tutor.teaching import author
    from backprop_tutor.teaching.collisions import collisions
    from backprop_tutor.teaching.lesson import Lesson

    found = []
    for file in files:
        subject = _subject(file)
        found.append((subject, collisions(Lesson(subject, frozenset(Part)))))
    if as_json:
        print(json.dumps([records.report(*one) for one in found], indent=1))
    else:
        screen = _terminal(plain)
        for one in found:
            screen.show(*author.findings(*one))
    if any(report.unseen or author.lost_notes(subject) for subject, report in found):
        raise typer.Exit(1)


@app.command("list")
@_guarded
def list_(plain: _Plain = False) -> None:
    """The bundled scenarios."""
    from backprop_tutor.loader import bundled, load
    from backprop_tutor.teaching.step import Table

    rows = tuple((name, load(name).title) for name in bundled())
    _terminal(plain).show(Table(("scenario", "title"), rows))


@app.command()
@_guarded
def show(scenario: _Scenario, plain: _Plain = False) -> None:
    """The network of a scenario as a picture, with its numbers."""
    from backprop_tutor.loader import load
    from backprop_tutor.teaching import intro
    from backprop_tutor.teaching.step import Figure

    loaded = load(scenario)
    picture = Figure(intro.network(loaded))
    _terminal(plain).show(*intro.title(loaded), picture, *intro.notes_on_given(loaded))


def _scenario(source: str, only: str | None = None) -> "Scenario":
    """Load a scenario; raises ``UsageError`` if ``only`` is none of its parameters."""
    from backprop_tutor.loader import load

    scenario = load(source)
    if only is not None and only not in scenario.parameters:
        raise UsageError(
            f"{_shown(only)} is not a weight or bias of {scenario.name}"
            + _nearest(only, scenario.parameters),
        )
    return scenario


def _subject(source: str, only: str | None = None) -> "Subject":
    """Return the subject of a scenario; with ``only``, just what one parameter needs."""
    from backprop_tutor.teaching.subject import subject_of

    return subject_of(_scenario(source, only), only)


def _quantity(typed: str, subject: "Subject") -> str:
    """Return the quantity meant by a spelling; raises ``UsageError`` with the nearest one."""
    from backprop_tutor.teaching.vocabulary import everything

    spellings = everything(subject).names
    if typed in spellings:
        return spellings[typed]
    raise UsageError(
        f"{subject.scenario.name} has no quantity {_shown(typed)}"
        + _nearest(typed, spellings)
        + f"; 'backprop-tutor solve {subject.scenario.called}' lists them all",
    )


def _nearest(typed: str, known: Iterable[str]) -> str:
    import difflib

    near = difflib.get_close_matches(typed, list(known), n=1)
    return f"; did you mean {near[0]}?" if near else ""


def _shown(text: str) -> str:
    from backprop_tutor.untrusted import visible

    return repr(visible(text[:60]))


def _parts(part: PartOption | None) -> "frozenset[Part] | None":
    from backprop_tutor.scenario import Part

    if part is None:
        return None
    chosen = Part(part.value)
    # The pass after the update belongs to the update: it shows what that was good for.
    return frozenset({chosen, Part.AGAIN} if chosen is Part.UPDATE else {chosen})


def _terminal(plain: bool) -> "Terminal":
    from backprop_tutor.views.terminal import Terminal

    return Terminal(plain=True if plain else None)


def _answers(source: str) -> list[str]:
    """Return the scripted answers: lines that are neither empty nor a comment."""
    try:
        text = sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise FileError(f"{_shown(source)}: cannot be read ({reason})") from None
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def main() -> None:
    """Run the command line; a reader that goes away (``| head``) ends it quietly."""
    try:
        app()
    except BrokenPipeError:
        import os

        # Python flushes stdout at exit; give it somewhere to flush to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
