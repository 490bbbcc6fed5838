"""How soon a large network is there: times of whole processes, in units of ``import sympy``.

A 64-64-32-10 network (6,570 parameters), as ``new`` writes it. Prints the medians of runs made in
turn: until the first question of one weight's lesson is on the screen, and until ``solve`` is done.
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
_PROGRAM = (sys.executable, "-m", "backprop_tutor")
_LIMITS = {"walk --only w5": 4, "solve": 8}


def _timed(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def _import_sympy() -> None:
    subprocess.run([sys.executable, "-c", "import sympy"], check=True)


def _first_question(file: Path) -> None:
    command, *walk = [*_PROGRAM, "walk", str(file), "--only", "w5", "--no-pause"]
    child = pexpect.spawn(command, walk, encoding="utf-8", dimensions=(40, 100), timeout=60)
    child.expect("∂E_total/∂out_o1 = ")
    child.close(force=True)


def _solve(file: Path) -> None:
    subprocess.run([*_PROGRAM, "solve", str(file)], check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    """Measure and print; ends with 1 if a ratio is over its limit."""
    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory) / "large.yaml"
        new = [*_PROGRAM, "new", str(file), "--layers", "64,64,32,10", "--seed", "1"]
        subprocess.run(new, check=True, stdout=subprocess.DEVNULL)
        runs: dict[str, Callable[[], None]] = {
            "import sympy": _import_sympy,
            "walk --only w5": lambda: _first_question(file),
            "solve": lambda: _solve(file),
        }
        times: dict[str, list[float]] = {name: [] for name in runs}
        _solve(file)  # Compiles the modules once.
        for _ in range(_RUNS):
            for name, run in runs.items():
                times[name].append(_timed(run))
    medians = {name: statistics.median(each) for name, each in times.items()}
    ratios = {name: median / medians["import sympy"] for name, median in medians.items()}
    for name, median in medians.items():
        limit = f"   at most {_LIMITS[name]}" if name in _LIMITS else ""
        print(f"{name:14} {median:6.3f} s   {ratios[name]:5.2f} x import sympy{limit}")
    sys.exit(any(ratios[name] > limit for name, limit in _LIMITS.items()))


if __name__ == "__main__":
    main()
