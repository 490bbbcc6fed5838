"""Completes at the Tab key what is being typed, where the terminal has readline."""

import re
from collections.abc import Callable, Iterable
from importlib import import_module

_ENDS = " \t\n()*+-^=,:;{}"
"""What ends a word. Not / or [, which names hold: dE_total/dw5, net_h1[2]."""
_MAY_BEGIN = r"[/\[]"


def may_become(typed: str, offered: Iterable[str]) -> list[str]:
    """Return what a word may become, each whole: ``out_`` → out_h1, ``w5/out_`` → w5/out_h1.

    A name may hold a stroke, and so may a quotient: the longest end that begins a name counts.
    """
    names = list(dict.fromkeys(offered))
    begins = [0, *(sign.end() for sign in re.finditer(_MAY_BEGIN, typed))]
    for at in begins:
        head, begun = typed[:at], typed[at:]
        found = [head + name for name in names if begun and name.startswith(begun)]
        if found:
            return found
    return []


def complete_with(offered: Callable[[], Iterable[str]]) -> None:
    """Let Tab complete what is ``offered`` at the time; raises ``ImportError`` without readline."""
    readline = import_module("readline")
    found: list[str] = []

    def complete(typed: str, place: int) -> str | None:
        nonlocal found
        if place == 0:
            found = may_become(typed, offered())
        return found[place] if place < len(found) else None

    readline.set_completer(complete)
    readline.set_completer_delims(_ENDS)
    is_editline = "libedit" in (readline.__doc__ or "")  # As on a Mac.
    readline.parse_and_bind("bind ^I rl_complete" if is_editline else "tab: complete")
