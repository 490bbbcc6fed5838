"""What is taught of each loss, in words.

The mathematics stands in ``maths.losses``, without words; here stands one record for each of its
entries. To add a loss, add its record to ``TAUGHT_LOSSES``; without it nothing that teaches can be
imported.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from backprop_tutor.maths.losses import LOSSES
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.teaching.subject.taught_functions import hold_against
from backprop_tutor.wording import Marked, marked


@dataclass(frozen=True, slots=True)
class TaughtLoss:
    """What is taught of one loss."""

    principle: Marked
    """How it is worked out."""
    reason: Marked
    """Why it is like that."""
    slope: Marked
    """What to look at when it is differentiated with respect to an output."""


_BEHIND_A_MINUS = marked(
    "Ask how fast the error changes when the output alone grows a little. The slope of a square "
    "u² is 2·u, and inside the square the output has a minus sign in front of it, which "
    "multiplies too."
)

TAUGHT_LOSSES: Mapping[str, TaughtLoss] = {
    "half_squared_error": TaughtLoss(
        marked("Take the difference between target and output, square it, halve it."),
        marked(
            "The square makes every miss count as positive, and large misses more than small "
            "ones. The ½ is there to cancel the 2 that the square leaves behind when it is "
            "differentiated."
        ),
        _BEHIND_A_MINUS,
    ),
    "squared_error": TaughtLoss(
        marked("Take the difference between target and output and square it."),
        marked(
            "The square makes every miss count as positive, and large misses more than small ones."
        ),
        _BEHIND_A_MINUS,
    ),
    "mean_squared_error": TaughtLoss(
        marked(
            "Take the difference between target and output and square it. Where there are "
            "several outputs, divide by their number."
        ),
        marked(
            "The square makes every miss count as positive, and large misses more than small "
            "ones. Divided by the number of outputs, the errors add up to a mean: a network "
            "does not look worse just because it has more outputs."
        ),
        _BEHIND_A_MINUS,
    ),
    "absolute_error": TaughtLoss(
        marked("Take the difference between target and output, without its sign."),
        marked(
            "Every miss counts by its size, whichever way it goes. A miss twice as large costs "
            "twice as much, not four times as with a square, so one wild example pulls less."
        ),
        marked(
            "The error is the distance to the target. Is the output below its target or above "
            "it? When the output grows by 1, does the distance shrink by 1 or grow by 1?"
        ),
    ),
    "binary_cross_entropy": TaughtLoss(
        marked(
            "Take the natural logarithm of the output, times the target. Add the logarithm of 1 "
            "minus the output, times 1 minus the target. Change the sign of the sum."
        ),
        marked(
            "The output is read as a probability: how sure the network is of a yes. With target "
            "1 only the first logarithm counts, with target 0 only the second. Being sure and "
            "right costs next to nothing; being sure and wrong costs most."
        ),
        marked(
            "Take each logarithm on its own: how fast does it change when the output alone grows a "
            "little? The slope of ln x is 1/x, and in the second one the output has a minus sign "
            "in front of it, which multiplies too."
        ),
    ),
    "cross_entropy": TaughtLoss(
        marked("Take the natural logarithm of the output, times the target, times −1."),
        marked(
            "The logarithm of a share near 1 is near 0: no loss. Near 0 it runs off to −∞: a "
            "confident wrong answer costs most. Only outputs whose target is not 0 count."
        ),
        marked(
            "Ask how fast the error changes when the output alone grows a little. The slope of "
            "ln x is 1/x."
        ),
    ),
    "huber": TaughtLoss(
        marked(
            "How far is the output from the target? Closer than δ, square that and halve it; from "
            "δ on take δ times what is left of it without half of δ."
        ),
        marked(
            "Near the target it is half of the square, so the steps get smaller as the output "
            "comes close. Far away it is a straight line, so one wild example pulls no harder "
            "than δ. Where the two meet they have the same height and the same slope."
        ),
        marked(
            "Is the output closer to its target than δ? Then it is the slope of half of a square. "
            "Else it is that of a straight line: which way does it go?"
        ),
    ),
    "binary_cross_entropy_from_scores": TaughtLoss(
        marked(
            "Take the natural logarithm of 1 plus e to the power of the score. Take away the "
            "score times the target."
        ),
        marked(
            "It is the binary cross-entropy of the sigmoid of the score, in one formula: "
            "−ln σ(s) is ln(1 + e^s) − s, and −ln(1 − σ(s)) is ln(1 + e^s). In this form nothing "
            "is lost where the sigmoid is all but 0 or 1, which is why programs use it."
        ),
        marked(
            "The slope of softplus is the sigmoid; that of the target times the score is the "
            "target."
        ),
    ),
    "cross_entropy_from_scores": TaughtLoss(
        marked(
            "Take e to the power of each score, add them up and take the natural logarithm. Take "
            "away the sum of each score times its target."
        ),
        marked(
            "It is the cross-entropy of the softmax of the scores, in one formula: the logarithm "
            "of a share is its score minus the logarithm of the sum. In this form nothing is lost "
            "where a share is all but 0 or 1, which is why programs use it."
        ),
        marked(
            "The slope of a logarithm is 1 over what is inside, times the slope of that: only one "
            "of the exponentials moves with this score."
        ),
    ),
    "hinge": TaughtLoss(
        marked(
            "Take this output, minus the right one, plus the margin. If that is below 0, take 0."
        ),
        marked(
            "The right output has to win, and by at least the margin. A wrong output that stays "
            "so far behind costs nothing. One that comes closer costs as much as it is too "
            "close."
        ),
        marked(
            "Is the error above 0? Then it grows by 1 when the wrong output grows by 1, and "
            "falls by 1 when the right one grows by 1. If it is 0, a small change leaves it at "
            "0."
        ),
    ),
}
"""By the name of the loss."""

_OWN = TaughtLoss(
    marked("Put the numbers into the formula of this error."),
    marked(
        "This network has a loss of its own. Any formula can be a loss, as long as one "
        "number comes out that says how well the network does."
    ),
    marked(
        "Look at the formula of this error only: every other name in it is a plain number here."
    ),
)
"""Of a loss that the author of the network wrote out."""


hold_against(LOSSES, TAUGHT_LOSSES, "loss")


def loss_taught(subject: Subject) -> TaughtLoss:
    """Return what is taught of the loss of a network."""
    loss = subject.scenario.loss
    return TAUGHT_LOSSES[loss] if loss else _OWN
