"""How long it takes to refuse a file that nobody would write by accident, of the largest size.

Prints the five that take longest, with either parser of YAML, in milliseconds of the processor:
other programs may be running. Ends with 1 if one takes longer than three seconds, or ten with
the parser in Python. The files are those of the tests, which count work and not time.
"""

import sys
import time
from pathlib import Path

import yaml

from backprop_tutor.errors import ScenarioError
from backprop_tutor.loader import load_text
from backprop_tutor.loader.yaml import document

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import contextlib

from hostile_files import HOSTILE, LARGEST

_LIMITS = {"C": 3.0, "Python": 10.0}
_SHOWN = 5
_PARSERS = {"C": getattr(yaml, "CSafeLoader", None), "Python": yaml.SafeLoader}


def _seconds(text: str | bytes) -> float:
    start = time.process_time()
    with contextlib.suppress(ScenarioError):
        load_text(text, "hostile.yaml")
    return time.process_time() - start


def main() -> None:
    """Measure and print; ends with 1 if a file takes too long."""
    too_long = False
    for parser, loader in _PARSERS.items():
        if loader is None:
            continue
        document.PARSER = loader
        took = {name: _seconds(made(LARGEST)) for name, made in HOSTILE.items()}
        for name in sorted(took, key=took.__getitem__, reverse=True)[:_SHOWN]:
            print(f"{parser:7} {name:28} {1000 * took[name]:8.0f} ms")
        too_long |= max(took.values()) > _LIMITS[parser]
    sys.exit(too_long)


if __name__ == "__main__":
    main()
