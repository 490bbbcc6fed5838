"""What the command line says of itself: its help, and what is wrong with what was typed.

Helps are marked where commands and options are made, when nobody has chosen a language, and said
here; typer's own few words are put in between its layout and what it lays out. Its words change
with its releases: of what is wrong, what is relied on is which exception it raises for what, and a
test has a row for each.
"""

import re
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import typer
from typer.core import TyperGroup

from backprop_tutor.cli.command_line.language import choose_language, language_option
from backprop_tutor.cli.options import meant_by
from backprop_tutor.cli.program import program
from backprop_tutor.errors import TutorError, UsageError
from backprop_tutor.invocation import Program
from backprop_tutor.untrusted import shown
from backprop_tutor.wording import Marked, marked, marked_in, text

_EXAMPLES = {
    "walk": marked("the lesson"),
    "walk mazur --only w5": marked("one weight's whole chain"),
    "answer mazur dE_total/dw5 0.4398": marked("what is wrong with it"),
    "solve mazur dE_total/dw5": marked("a value and its formula"),
    "export mazur -o mazur.md": marked("the worked solution"),
    "train mazur --after 10000": marked("many updates"),
    "plot mazur --weight w5": marked("the slope of one update"),
}
# Translators: what stands for a value in a help page, --only PARAMETER; in capitals, one word.
_VALUES = {
    each.english: each
    for each in (
        marked_in("stands for a value", "FILE"),
        marked_in("stands for a value", "FOLDER"),
        marked_in("stands for a value", "IDEA"),
        marked_in("stands for a value", "LANGUAGE"),
        marked_in("stands for a value", "NAME"),
        marked_in("stands for a value", "PARAMETER"),
        marked_in("stands for a value", "PATH"),
        marked_in("stands for a value", "QUANTITY"),
        marked_in("stands for a value", "SCENARIO"),
        marked_in("stands for a value", "SIZES"),
        marked_in("stands for a value", "TYPED"),
    )
}
_CAPITALS = "[A-Z]{2,}"
_TYPERS_OWN = {
    each.english: each
    for each in (
        marked_in("heading of a help page", "Arguments"),
        marked_in("heading of a help page", "Options"),
        marked_in("heading of a help page", "Commands"),
        marked("Show this message and exit."),
    )
}
_BEHIND = r"\[(?:default: (?P<default>[^]]*)|required)\]$"

_Misuse: Any = typer.BadParameter.__base__
"""typer's exception for every command line that it does not understand; it has no public name."""

_FOR_HELP = {"-h", "--help"}


class Commands(TyperGroup):
    """All commands; typer finds what is wrong with a command line, and this says it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._typed: Any = self
        """The command that was typed, as soon as it is known."""
        for command in (self, *self.commands.values()):
            command.params.append(language_option())

    def main(self, args: Sequence[str] | None = None, *others: Any, **extra: Any) -> NoReturn:
        """Run the command that is asked for, and end the program."""
        typed = sys.argv[1:] if args is None else args
        choose_language(typed)
        self._typed = self
        if not _FOR_HELP.isdisjoint(typed):
            _say_help(self, program())
        try:
            # Else typer would print its own sentence and end the program.
            code = super().main(
                args, *others, **extra | {"prog_name": program().name, "standalone_mode": False}
            )
        except _Misuse as error:
            print(self._sentence(error), file=sys.stderr)
            sys.exit(UsageError.exit_code)
        except TutorError as error:
            print(error, file=sys.stderr)
            sys.exit(error.exit_code)
        except typer.Abort:
            sys.exit(1)
        sys.exit(code if isinstance(code, int) else 0)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command that the first argument names; raises ``UsageError``."""
        if args and args[0] not in self.commands:
            raise UsageError(_no_command(args[0], meant_by(args[0], self.commands), ctx))
        found = super().resolve_command(ctx, args)
        self._typed = found[1]
        return found

    def _sentence(self, error: Any) -> str:
        match type(error).__name__:
            case "MissingParameter":
                return text(
                    "{argument} is missing; {advice}",
                    argument=_value_called(error.param.metavar.rstrip(".")),
                    advice=_help_of(error),
                )
            case "NoSuchOption":
                options = [option for each in error.ctx.command.params for option in each.opts]
                return _no_option(error, meant_by(error.option_name, options))
            case "BadOptionUsage":
                option = self._option(error.option_name)
                if option.is_flag:
                    return text(
                        "{option} takes no value; leave out what follows its '='",
                        option=error.option_name,
                    )
                return text(
                    "{option} needs a value: {option} {value}",
                    option=error.option_name,
                    value=_value_called(option.metavar),
                )
            case "BadParameter":  # Raised by ``option_values``, so the message is ours.
                # Translators: {problem} is a sentence: "'x' is not a whole number from 1 to 12".
                return text(
                    "{option}: {problem}", option=error.param.opts[0], problem=error.message
                )
            case _ if option := self._option_for_a_weight():
                return text(
                    "there are more arguments than the command takes; "
                    "put {option} before the name of a weight, and quotes around an argument that "
                    "holds spaces; {advice}",
                    option=option,
                    advice=_help_of(error),
                )
            case _:
                return text(
                    "there are more arguments than the command takes; "
                    "put one that holds spaces in quotes; {advice}",
                    advice=_help_of(error),
                )

    def _option_for_a_weight(self) -> str | None:
        """Return the option of the command that was typed which a weight's name belongs to."""
        known = {name for each in self._typed.params for name in each.opts}
        return next((option for option in ("--only", "--weight") if option in known), None)

    def _option(self, name: str) -> Any:
        """Return an option of the command that was typed, or else of any."""
        return next(
            each
            for command in (self._typed, self, *self.commands.values())
            for each in command.params
            if name in each.opts
        )


def _no_command(typed: str, near: str | None, context: Any) -> str:
    command = f"{context.command_path} -h"
    if near is None:
        return text(
            "there is no command {typed}; '{command}' lists them all",
            typed=shown(typed),
            command=command,
        )
    return text(
        "there is no command {typed} (did you mean {near}?); '{command}' lists them all",
        typed=shown(typed),
        near=near,
        command=command,
    )


def _no_option(error: Any, near: str | None) -> str:
    if near is None:
        return text(
            "there is no option {typed}; {advice}",
            typed=shown(error.option_name),
            advice=_help_of(error),
        )
    return text(
        "there is no option {typed} (did you mean {near}?); {advice}",
        typed=shown(error.option_name),
        near=near,
        advice=_help_of(error),
    )


def _help_of(error: Any) -> str:
    command = f"{error.ctx.command_path} {error.ctx.help_option_names[0]}"
    return text("'{command}' shows what goes where", command=command)


def _say_help(commands: Any, program: Program) -> None:
    """Put what is shown of all commands into the language that is spoken.

    Each run of the program makes its commands anew, so what is said here was marked a moment ago.
    """
    commands.epilog = _examples(program)
    for command in (commands, *commands.commands.values()):
        command.context_class = _Page
        command.help = text(command.help)
        for parameter in command.params:
            if parameter.help:
                parameter.help = text(parameter.help)
            if parameter.metavar:
                parameter.metavar = _value_called(parameter.metavar)


def _value_called(metavar: str) -> str:
    """Return what stands for a value in the language that is spoken: ``[FICHIER]``."""
    return re.sub(_CAPITALS, lambda word: _word(_VALUES, word.group()), metavar)


def _word(known: dict[str, Marked], word: str) -> str:
    return text(known[word]) if word in known else word


def _examples(program: Program) -> str:
    """Return commands to try, as the program was started; typer breaks no line of them."""
    width = max(map(len, _EXAMPLES))
    lines = [
        f"  {program.name} {words:<{width}}  {text(said)}" for words, said in _EXAMPLES.items()
    ]
    return "\n".join(("\b", text("Examples:"), *lines, ""))


_TypersLayout: Any = typer.Context.formatter_class


class _Layout(_TypersLayout):  # type: ignore[misc]
    """Lays a page out as typer does, with its words said in the language that is spoken."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the line that shows what goes where."""
        # Translators: begins the line that shows a command with its options and arguments.
        said = text("Usage:") if prefix is None else prefix.strip()
        args = args.replace("[OPTIONS]", text("[OPTIONS]"))
        args = args.replace("COMMAND [ARGS]...", text("COMMAND [ARGS]..."))
        super().write_usage(prog, args, f"{said} ")

    def write_heading(self, heading: str) -> None:
        """Write what stands above a list of options or commands."""
        super().write_heading(_word(_TYPERS_OWN, heading))

    def write_dl(self, rows: Sequence[tuple[str, str]], *others: Any, **extra: Any) -> None:
        """Write a list of options or commands."""
        super().write_dl([(name, _said(about)) for name, about in rows], *others, **extra)


def _said(about: str) -> str:
    return re.sub(_BEHIND, _behind, _word(_TYPERS_OWN, about))


def _behind(found: "re.Match[str]") -> str:
    default = found["default"]
    if default is None:
        return text("[required]")
    return text("[default: {value}]", value=default)


class _Page(typer.Context):
    formatter_class = _Layout
