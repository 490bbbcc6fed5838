"""What the record calls a question about a reason, so that it is told from the line it is about."""

_MARK = "why"


def recorded_reason(kind: str, quantity: str) -> str:
    """Return what the record calls a question of a kind about a quantity: ``why sum dE/dout_h1``.

    No quantity has a space in its name.
    """
    return f"{_MARK} {kind} {quantity}"


def quantity_of_reason(recorded: str) -> str | None:
    """Return the quantity that a recorded question about a reason is about; None for any other."""
    match recorded.split(" "):
        case [mark, _, quantity] if mark == _MARK:
            return quantity
        case _:
            return None
