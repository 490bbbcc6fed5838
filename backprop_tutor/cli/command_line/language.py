"""In which language a command speaks: ``--lang``, else what the environment says.

The option is one of every command. It is read before all others, so that ``--help`` and what is
wrong with a command line are in the language too.
"""

import os
from collections.abc import Sequence
from typing import Any

import typer
from typer.core import TyperOption

from backprop_tutor.cli.program import note_language
from backprop_tutor.untrusted import quoted
from backprop_tutor.wording import (
    language_of,
    languages,
    marked,
    speak,
    text,
    text_with_commas,
)

_OPTION = "--lang"


def choose_language(arguments: Sequence[str]) -> None:
    """Speak the language that a command line asks for, or its environment.

    What is no language is left for the option to refuse.
    """
    asked = _asked_for(arguments)
    if asked is not None and asked not in languages():
        asked = None
    note_language(asked)
    speak(asked or language_of(os.environ))


def _asked_for(arguments: Sequence[str]) -> str | None:
    """Return what stands behind ``--lang``, the last time that it is said."""
    found = None
    for index, argument in enumerate(arguments):
        if argument == "--":  # What follows are no options.
            break
        if argument == _OPTION:
            found = next(iter(arguments[index + 1 : index + 2]), None)
        elif argument.startswith(f"{_OPTION}="):
            found = argument.removeprefix(f"{_OPTION}=")
    return found


def language_option() -> Any:
    """Return the option, for the list of options of a command."""
    return TyperOption(
        param_decls=[_OPTION],
        metavar="LANGUAGE",
        help=marked(
            "The language to speak, such as fr; else $BACKPROP_TUTOR_LANG or your locale says it."
        ).english,
        callback=_refuse_what_is_no_language,
        expose_value=False,
    )


def _refuse_what_is_no_language(_context: Any, _option: Any, value: str | None) -> None:
    if value is not None and value not in languages():
        raise typer.BadParameter(
            text(
                "{typed} is not one of {words}",
                typed=quoted(value),
                words=text_with_commas(languages()),
            )
        )
