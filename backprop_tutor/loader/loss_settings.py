"""Reads what a file says beside its loss: margin, δ, whether it takes scores."""

from decimal import Decimal

from backprop_tutor.loader.yaml import values
from backprop_tutor.loader.yaml.fields import Fields
from backprop_tutor.loader.yaml.problems import Problems
from backprop_tutor.maths.losses import FROM_SCORES, LOSSES
from backprop_tutor.wording import Marked, marked, text, text_listed_or

_MARGIN, _DELTA = Decimal(1), Decimal(1)

# Translators: the numbers here are examples of what a file holds, with points.
_DELTA_ABOVE_ZERO = marked("delta must be above 0, such as 1; found {found}")
_MARGIN_ABOVE_ZERO = marked("margin must be above 0, such as 1; found {found}")


def from_scores(keys: Fields, problems: Problems) -> bool:
    """Return whether a loss of shares takes scores, which it turns into shares itself."""
    if "from_scores" not in keys:
        return False
    node = keys["from_scores"][1]
    return values.choice(node, "from_scores", ("true", "false"), problems) == "true"


def refuse_from_scores(keys: Fields, loss: str, problems: Problems) -> None:
    """Report the key beside a loss that takes no scores."""
    if "from_scores" in keys and loss not in {*FROM_SCORES, *FROM_SCORES.values()}:
        wanted = text_listed_or([f"'loss: {name}'" for name in FROM_SCORES])
        problems.at(
            keys["from_scores"][0],
            text("from_scores is for {losses} only; remove it", losses=wanted),
        )


def delta(keys: Fields, loss: str, problems: Problems) -> Decimal:
    """Return from how large an error on a loss is straight, for the losses that ask it."""
    if "delta" not in keys:
        return _DELTA
    with_delta = [name for name in LOSSES if LOSSES[name].has_delta]
    if loss not in with_delta:
        wanted = text_listed_or([f"'loss: {name}'" for name in with_delta])
        problems.at(keys["delta"][0], text("delta is for {losses} only; remove it", losses=wanted))
    return _above_zero(keys, "delta", _DELTA_ABOVE_ZERO, problems) or _DELTA


def margin(keys: Fields, loss: str, problems: Problems) -> Decimal:
    """Return by how much the right output has to win, for the losses that ask it."""
    if "margin" not in keys:
        return _MARGIN
    with_margin = [name for name in LOSSES if LOSSES[name].beside is not None]
    if loss not in with_margin:
        wanted = text_listed_or([f"'loss: {name}'" for name in with_margin])
        problems.at(
            keys["margin"][0], text("margin is for {losses} only; remove it", losses=wanted)
        )
    return _above_zero(keys, "margin", _MARGIN_ABOVE_ZERO, problems) or _MARGIN


def _above_zero(keys: Fields, key: str, refusal: Marked, problems: Problems) -> Decimal | None:
    node = keys[key][1]
    value = values.read_number(node, key, problems)
    if value is not None and value <= 0:
        problems.at(node, text(refusal, found=values.node_described(node)))
    return value
