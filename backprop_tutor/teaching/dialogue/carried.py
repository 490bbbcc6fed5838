"""What was typed before that decides how the next text is read: it is carried from text to text.

It follows from what was typed alone, so a walk or a quiz that is heard again has it again.
"""

from dataclasses import dataclass

from backprop_tutor.reading import Comma


@dataclass(frozen=True, slots=True)
class Carried:
    """The learner's commas, and the last result of the calculator."""

    comma: Comma = Comma.UNKNOWN
    ans: float | None = None
    """What ``ans`` stands for in ``calc``; None until something was worked out."""

    def after(self, *, decimal_comma: bool, ans: float | None = None) -> "Carried":
        """Return what is carried on from a text with or without a decimal comma.

        Who has typed ``0,5`` means 1.476 by ``1,476``, to the end of the sitting.
        """
        comma = Comma.DECIMAL if decimal_comma else self.comma
        return Carried(comma, self.ans if ans is None else ans)
