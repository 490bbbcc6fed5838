"""How soon a walk is there: times of whole processes, in units of ``python -c "import sympy"``.

Prints the medians of five runs, made in turn, and the two ratios to compare.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

import pexpect

_RUNS = 5
_PROGRAM = (sys.executable, "-m", "backprop_tutor")


def _import_sympy() -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import sympy"], check=True)
    return time.perf_counter() - start


def _walk(until: Callable[["pexpect.spawn[str]"], None]) -> float:
    start = time.perf_counter()
    command, *walk = [*_PROGRAM, "walk", "mazur"]
    with tempfile.TemporaryDirectory() as home:  # A lesson begun before would go on where it was.
        env = {**os.environ, "BACKPROP_TUTOR_HOME": home}
        child = pexpect.spawn(
            command, walk, encoding="utf-8", dimensions=(40, 100), timeout=30, env=env
        )
        until(child)
        took = time.perf_counter() - start
        child.close(force=True)
    return took


def _first_page(child: "pexpect.spawn[str]") -> None:
    child.expect("quit to leave")


def _first_answer(child: "pexpect.spawn[str]") -> None:
    child.expect("net_h1 = ")
    child.sendline("0.3775")
    child.expect("Correct")


def main() -> None:
    """Measure and print."""
    rows: dict[str, list[float]] = {"import sympy": [], "first page": [], "first answer": []}
    _walk(_first_page)  # Compiles the modules once.
    for _ in range(_RUNS):
        rows["import sympy"].append(_import_sympy())
        rows["first page"].append(_walk(_first_page))
        rows["first answer"].append(_walk(_first_answer))
    medians = {name: statistics.median(times) for name, times in rows.items()}
    for name, median in medians.items():
        print(f"{name:13} {median:.3f} s   {median / medians['import sympy']:.2f} x import sympy")


if __name__ == "__main__":
    main()
