"""How soon a walk is there: times of whole processes, in units of ``python -c "import sympy"``.

Prints the medians of five runs, made in turn, and the two ratios to compare.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pexpect

_RUNS = 5
# The installed program: its modules were compiled when it was installed, as sympy's were.
_PROGRAM = str(Path(sys.executable).with_name("backprop-tutor"))


def _import_sympy() -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import sympy"], check=True)
    return time.perf_counter() - start


def _walk(until: Callable[["pexpect.spawn[str]"], None], record: str) -> float:
    start = time.perf_counter()
    # With a record, as for every learner; but not the learner's own.
    walk = ["walk", "mazur", "--restart", "--progress-file", record]
    child = pexpect.spawn(_PROGRAM, walk, encoding="utf-8", dimensions=(40, 100), timeout=30)
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
    with tempfile.TemporaryDirectory() as folder:
        record = str(Path(folder) / "progress.sqlite")
        _walk(_first_answer, record)  # Compiles the modules once.
        for _ in range(_RUNS):
            rows["import sympy"].append(_import_sympy())
            rows["first page"].append(_walk(_first_page, record))
            rows["first answer"].append(_walk(_first_answer, record))
    medians = {name: statistics.median(times) for name, times in rows.items()}
    for name, median in medians.items():
        print(f"{name:13} {median:.3f} s   {median / medians['import sympy']:.2f} x import sympy")


if __name__ == "__main__":
    main()
