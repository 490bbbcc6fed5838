"""What somebody typed or wrote, in the quotation marks of the language that is spoken."""

from backprop_tutor.wording.language import template_of
from backprop_tutor.wording.message import marked_in

# Translators: stands before what was typed; French has « and U+00A0.
_OPENING = marked_in("before what was typed", "'")
# Translators: stands behind what was typed; French has U+00A0 and ».
_CLOSING = marked_in("behind what was typed", "'")


def in_quotes(typed: str) -> str:
    """Return what was typed in quotation marks, as it is: a number in it keeps its point."""
    opening, closing = (template_of(each).pieces[0][0] for each in (_OPENING, _CLOSING))
    return f"{opening}{typed}{closing}"
