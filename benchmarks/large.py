"""How soon a large network is there: times of whole processes, in units of ``import sympy``.

A 64-64-32-10 network (6,570 parameters), as ``new`` writes it. Prints the medians of runs made in
turn: until the first question of one weight's lesson is on the screen, and until ``solve`` is done.

Then how ``check`` and ``export`` grow: the processor's time for each parameter of three networks,
and how much more that is than in the smallest; ``check`` of a chain of 512 nodes.
"""

import resource
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
_GROWING = {139: "4,8,8,3", 484: "8,16,16,4", 1930: "16,32,32,10"}
_GROWTH = 1.5
_CHAIN = 512


def _timed(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def _import_sympy() -> None:
    subprocess.run([sys.executable, "-c", "import sympy"], check=True)


def _first_question(file: Path) -> None:
    command, *walk = [*_PROGRAM, "walk", str(file), "--only", "w5", "--no-pause"]
    child = pexpect.spawn(command, walk, encoding="utf-8", dimensions=(40, 100), timeout=60)
    child.expect("change per unit = ")  # A walk of one weight begins with a nudge.
    child.close(force=True)


def _solve(file: Path) -> None:
    subprocess.run([*_PROGRAM, "solve", str(file)], check=True, stdout=subprocess.DEVNULL)


def _used(*command: str) -> float:
    """Return the processor's time that a command takes: another's work does not count."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([*_PROGRAM, *command], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def _grows(directory: Path) -> bool:
    """Print how commands grow; return whether one grows by more than its network."""
    too_much = False
    empty = _used("--version")
    for parameters, layers in _GROWING.items():
        _used("new", str(directory / f"{parameters}.yaml"), "--layers", layers, "--seed", "1")
    for command in ("check", "export"):
        first = 0.0
        for parameters in _GROWING:
            took = _used(command, str(directory / f"{parameters}.yaml"))
            each = (took - empty) / parameters
            first = first or each
            too_much |= each > _GROWTH * first
            print(
                f"{command:6} {parameters:5} parameters {took:6.2f} s   {1000 * each:5.2f} ms each"
                f"   {each / first:4.2f} x   at most {_GROWTH}"
            )
    links = [f"  - n{index} = w*n{index - 1} + 0.01" for index in range(1, _CHAIN + 1)]
    chain = directory / "chain.yaml"
    chain.write_text(
        "\n".join(
            (
                *("version: 1", "title: A chain", "inputs: {n0: 0.5}", "parameters: {w: 0.9}"),
                *("nodes:", *links, f"differentiate: n{_CHAIN}", ""),
            )
        )
    )
    print(f"check  a chain of {_CHAIN} nodes {_used('check', str(chain)):6.2f} s")
    return too_much


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
        too_much = _grows(Path(directory))
    medians = {name: statistics.median(each) for name, each in times.items()}
    ratios = {name: median / medians["import sympy"] for name, median in medians.items()}
    for name, median in medians.items():
        limit = f"   at most {_LIMITS[name]}" if name in _LIMITS else ""
        print(f"{name:14} {median:6.3f} s   {ratios[name]:5.2f} x import sympy{limit}")
    sys.exit(too_much or any(ratios[name] > limit for name, limit in _LIMITS.items()))


if __name__ == "__main__":
    main()
