"""What is wrong with a command line, in the program's own words.

typer's words change with its releases. What is relied on is which exception it raises for what, and
a test has a row for each.
"""

import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import typer
from typer.core import TyperGroup

from backprop_tutor.cli.language import choose_language, language_option
from backprop_tutor.cli.options import did_you_mean, shown
from backprop_tutor.cli.program import program
from backprop_tutor.errors import TutorError, UsageError

_Misuse: Any = typer.BadParameter.__base__
"""typer's exception for every command line that it does not understand; it has no public name."""


class Commands(TyperGroup):
    """All commands; typer finds what is wrong with a command line, and this says it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        for command in (self, *self.commands.values()):
            command.params.append(language_option())

    def main(self, args: Sequence[str] | None = None, *others: Any, **extra: Any) -> NoReturn:
        """Run the command that is asked for, and end the program."""
        choose_language(sys.argv[1:] if args is None else args)
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
            raise UsageError(
                f"there is no command {shown(args[0])}{did_you_mean(args[0], self.commands)}; "
                f"'{ctx.command_path} -h' lists them all"
            )
        return super().resolve_command(ctx, args)

    def _sentence(self, error: Any) -> str:
        match type(error).__name__:
            case "MissingParameter":
                return f"{error.param.metavar.rstrip('.')} is missing; {_help_of(error)}"
            case "NoSuchOption":
                options = [option for each in error.ctx.command.params for option in each.opts]
                named = f"{shown(error.option_name)}{did_you_mean(error.option_name, options)}"
                return f"there is no option {named}; {_help_of(error)}"
            case "BadOptionUsage":
                option = self._option(error.option_name)
                if option.is_flag:
                    return f"{error.option_name} takes no value; leave out what follows its '='"
                return f"{error.option_name} needs a value: {error.option_name} {option.metavar}"
            case "BadParameter":  # Raised by ``option_values``, so the message is ours.
                return f"{error.param.opts[0]}: {error.message}"
            case _:
                return (
                    "there are more arguments than the command takes; "
                    f"put one that holds spaces in quotes; {_help_of(error)}"
                )

    def _option(self, name: str) -> Any:
        """Return an option of any command: those of one name are alike."""
        return next(
            each
            for command in (self, *self.commands.values())
            for each in command.params
            if name in each.opts
        )


def _help_of(error: Any) -> str:
    return f"'{error.ctx.command_path} {error.ctx.help_option_names[0]}' shows what goes where"
