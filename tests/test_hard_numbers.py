"""Small networks whose numbers are hard: ties, kinks, slopes that are not finite, flat ends."""

from pathlib import Path

import pytest
from test_cli import Runner, run  # noqa: F401 - a fixture

DATA = Path(__file__).parent / "data" / "breaking"
FILES = sorted(path.name for path in DATA.glob("*.yaml"))
COMMANDS = (
    "show",
    "solve",
    "walk --auto",
    "check",
    "train",
    "export",
    "quiz --seed 1 --answers /dev/null",
)
NO_VALUE = {"sqrt-at-0.yaml": "df/dx", "power-of-negative.yaml": "df/db"}
"""Networks with a slope that is not finite, and its name."""


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("name", FILES)
def test_no_command_breaks(run: Runner, name: str, command: str) -> None:  # noqa: F811
    word, *options = command.split()
    done = run(word, str(DATA / name), *options)
    assert "Traceback" not in done.err
    if name in NO_VALUE and word in ("solve", "walk", "check", "export"):
        assert done.code == 3
        assert f"{NO_VALUE[name]} is not a finite number at these values" in done.err
    elif name in NO_VALUE and word == "quiz":  # It may ask for something else first.
        assert done.code == 0 or "is not a finite number" in done.err
    elif word != "train":  # Some have nothing that learns.
        assert done.code == (1 if (name, word) in _UNTOLD else 0), done.out + done.err


_UNTOLD = {("sigmoid17.yaml", "check")}
"""What is told to the author: where an output is all but 1 some wrong ideas go unseen."""


@pytest.mark.parametrize(("name", "slope"), NO_VALUE.items())
def test_a_slope_that_is_not_finite_is_not_asked_for(
    run: Runner,  # noqa: F811
    name: str,
    slope: str,
) -> None:
    done = run("answer", str(DATA / name), slope, "1")
    assert done.code == 3
    assert f"{slope} is not a finite number at these values" in done.err


@pytest.mark.parametrize(
    ("name", "quantity", "slope"),
    [
        ("tie.yaml", "df/dw", "2"),
        ("tie.yaml", "df/dx", "1"),
        ("pool.yaml", "df/dp", "1"),
        ("pool.yaml", "df/dq", "0"),
        ("pool.yaml", "df/dw", "2"),
    ],
)
def test_of_two_equal_ones_the_first_is_passed_on(
    run: Runner,  # noqa: F811
    name: str,
    quantity: str,
    slope: str,
) -> None:
    assert run("answer", str(DATA / name), quantity, slope).code == 0
