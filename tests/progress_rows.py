"""Sittings and rows that the tests of the record share."""

from backprop_tutor.progress.rows import Event, Heard, Mode, Row, Sitting

AT = "2026-11-22T19:55:00.123Z"
DIGEST = "5e" * 32
ONE = "6a1f3c52-9a3e-4a53-8d6b-0f5a1c2d3e4f"
TWO = "0b7c5d1e-1f2a-4b3c-9d4e-5f6a7b8c9d0e"


def sitting(name: str = ONE, mode: Mode = Mode.WALK, **options: str) -> Sitting:
    return Sitting(name, mode, "mazur", DIGEST, options, AT)


def row(
    number: int, typed: str = "0.3775", in_: str = ONE, milliseconds: int = 5000, **given: object
) -> Row:
    values: dict[str, object] = {
        "quantity": "net_h1", "skill": "net input", "typed": typed, "event": Event.RIGHT,
        "read_as": typed, "misconceptions": (), "hints": 0, "attempt": 1, "scenario": "mazur",
        "digest": DIGEST, "seed": None, **given,
    }  # fmt: skip
    return Row(in_, number, AT, milliseconds, Heard(**values))  # type: ignore[arg-type]
