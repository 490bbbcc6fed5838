"""Pieces of HTML, SVG and MathML. A ``str`` is text and is escaped; a ``Markup`` is made here.

The type is the proof: whatever is not ``Markup`` cannot reach a page but through ``escaped``.
"""

from collections.abc import Iterable
from html import escape
from typing import NewType

from backprop_tutor.untrusted import visible

Markup = NewType("Markup", str)
"""Markup that is well formed and safe: elements whole, text escaped."""

_VOID = frozenset({"br", "meta", "hr"})
"""Elements of HTML that have no end tag."""


def escaped(text: str) -> Markup:
    """Return a text as text: no character of it acts, and none is invisible."""
    return Markup(escape(visible(text, keep_lines=True), quote=False))


def element(tag: str, *children: Markup, **attributes: str | float | None) -> Markup:
    """Return an element around its children; an attribute of None is left out.

    ``class_`` stands for ``class`` and ``aria_label`` for ``aria-label``, as Python has it.
    """
    told = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(_value(value))}"'
        for name, value in attributes.items()
        if value is not None
    )
    if tag in _VOID:
        return Markup(f"<{tag}{told}/>")
    return Markup(f"<{tag}{told}>{''.join(children)}</{tag}>")


def in_one(pieces: Iterable[Markup], between: str = "") -> Markup:
    """Return pieces in a row, with white space or nothing between them."""
    return Markup(between.join(pieces))


def _value(value: str | float) -> str:
    """Return a number with at most two decimals, which is a hundredth of a pixel."""
    return visible(value) if isinstance(value, str) else f"{round(value, 2):g}"
