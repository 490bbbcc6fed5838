"""Runs the tests that need no process; in Pyodide, where there is none and no thread either."""

import os
import sys
import time
from pathlib import Path

import pytest
import yaml

TESTS = Path(__file__).parents[1] / "tests"
LEAST = 900
"""So many have to pass."""
ABOUT = (
    "answers", "as_shown", "author_slips", "definitions", "differences", "digest", "error_split",
    "expression", "fading", "figures", "functions", "glossary", "gradients", "graph_words",
    "known_slopes", "language_numbers", "lesson_golden",
)  # fmt: skip
"""What these tests are about: they need no process, no thread, no terminal, and not long."""
TOO_DEEP = ("does_not_recurse",)
"""In the names of tests that nest what they try a hundred thousand deep: WebAssembly ends there."""


class Counted:
    """How many tests passed, as pytest tells a plugin."""

    passed = 0

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count one."""
        self.passed += report.when == "call" and report.passed


def main(arguments: list[str]) -> int:
    """Run them; return 0 if all is well."""
    files = [TESTS / f"test_{subject}.py" for subject in ABOUT]
    os.chdir(TESTS.parent)
    yaml.CSafeLoader = yaml.SafeLoader  # There is no parser in C; this one reads the same.
    counted, begun = Counted(), time.monotonic()
    options = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-m", "not slow", "--tb=short"]
    options += ["-k", " and ".join(f"not {name}" for name in TOO_DEEP)]
    code = pytest.main([*options, *(arguments or map(str, files))], plugins=[counted])
    taken = time.monotonic() - begun
    print(f"in Pyodide, Python {sys.version.split()[0]}: {counted.passed} tests in {taken:.0f} s")
    if counted.passed < LEAST and not arguments:
        print(f"that is fewer than {LEAST}")
        return 1
    return int(code)
