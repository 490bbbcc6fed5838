"""How soon commands are there: times of whole processes, in units of ``python -c "import sympy"``.

Of seven runs, made in turn, it prints the median of the time that passed and the least time of the
processor, which a busy machine disturbs less, each with its ratio to the first.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pexpect

_RUNS = 7
_SYMPY = "import sympy"
# The installed program: its modules were compiled when it was installed, as sympy's were.
_PROGRAM = str(Path(sys.executable).with_name("backprop-tutor"))
_COMMANDS = (
    "",
    "solve mazur",
    "answer mazur dE_total/dw5 0.0822",
    "train mazur",
    "plot mazur --weight w5",
    "list",
    "show mazur",
)


def _whole(*command: str) -> float:
    start = time.perf_counter()
    ran = subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
    took = time.perf_counter() - start
    assert ran.returncode in (0, 1), command  # 1: an answer that is not right.
    return took


def _walk(
    until: Callable[["pexpect.spawn[str]"], None], record: str, language: str = "en"
) -> float:
    start = time.perf_counter()
    # With a record, as for every learner; but not the learner's own.
    walk = ["--lang", language, "walk", "mazur", "--restart", "--no-pause"]
    walk += ["--progress-file", record]
    child = pexpect.spawn(_PROGRAM, walk, encoding="utf-8", dimensions=(40, 100), timeout=30)
    until(child)
    took = time.perf_counter() - start
    child.close(force=True)
    return took


def _first_page(child: "pexpect.spawn[str]") -> None:
    child.expect("quit to leave|quitter")


def _first_answer(child: "pexpect.spawn[str]") -> None:
    child.expect("net_h1 = ")
    child.sendline("0.3775")
    child.expect("Correct")


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["BACKPROP_TUTOR_HOME"] = folder
        record = str(Path(folder) / "progress.sqlite")
        measured: dict[str, Callable[[], float]] = {
            _SYMPY: partial(_whole, sys.executable, "-c", _SYMPY),
            **{each or "home page": partial(_whole, _PROGRAM, *each.split()) for each in _COMMANDS},
            "first page of walk": partial(_walk, _first_page, record),
            "first page in French": partial(_walk, _first_page, record, "fr"),
            "first answer of walk": partial(_walk, _first_answer, record),
        }
        for measure in measured.values():  # Compiles the modules once.
            measure()
        rounds = [
            {name: _both(measure) for name, measure in measured.items()} for _ in range(_RUNS)
        ]
    passed = {name: statistics.median(each[name][0] for each in rounds) for name in measured}
    worked = {name: min(each[name][1] for each in rounds) for name in measured}
    widest = max(map(len, measured))
    print(f"{'':{widest}} passed             processor")
    for name in measured:
        print(
            f"{name:{widest}} {passed[name]:.3f} s   {passed[name] / passed[_SYMPY]:.2f} x"
            f"   {worked[name]:.3f} s   {worked[name] / worked[_SYMPY]:.2f} x {_SYMPY}"
        )


def _both(measure: Callable[[], float]) -> tuple[float, float]:
    """Return the time that passed, and that of the processor in what was started and has ended."""
    before = _processor()
    passed = measure()
    return passed, _processor() - before


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
