"""Kills a writer of the record at random moments, and counts what was acknowledged and is there.

``python tests/killing.py 200`` does it two hundred times and prints the counts.
"""

import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
WRITER = """
import sys
from pathlib import Path
from backprop_tutor.progress.recorder import Recorder
from backprop_tutor.progress.rows import Event, Heard, Mode, Row, Sitting
path, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
with Recorder(path, lambda line: sys.exit(line), patience=60) as record:
    record.begin(Sitting(name, Mode.QUIZ, "mazur", "5e" * 32, {}, "2026-11-22T19:55:00.123Z"))
    for number in range(1, count + 1):
        heard = Heard(quantity="net_h1", skill="net input", typed="x" * (number % 400),
            event=Event.WRONG, misconceptions=("neighbour",), hints=0, attempt=1, scenario="mazur",
            digest="5e" * 32, seed=7)
        saved = record.add(Row(name, number, "2026-11-22T19:55:00.123Z", 1, heard))
        assert saved
        print(number, flush=True)
"""


@dataclass
class Counts:
    """What came of the killings."""

    kills: int = 0
    acknowledged: int = 0
    there: int = 0
    lost: int = 0
    unsound: int = 0


def writer(path: Path, name: str, count: int) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), name, str(count)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def killed(path: Path, times: int, seed: int = 1) -> Counts:
    """Kill so many writers of one file, each some random time after its first rows."""
    moments = random.Random(seed)
    counts = Counts()
    for turn in range(times):
        name = f"sitting-{turn}"
        process = writer(path, name, 1_000_000)
        assert process.stdout is not None
        # Some are killed while the file is being opened, the others after some acknowledgements.
        heard = ""
        if moments.random() < 0.9:
            heard = "".join(process.stdout.readline() for _ in range(moments.randint(1, 40)))
        else:
            time.sleep(moments.random() * 0.2)
        process.kill()
        heard += process.stdout.read()
        process.stdout.close()
        process.wait()
        # A number that was cut off in the middle was not read by anybody.
        acknowledged = {int(line) for line in heard.split("\n")[:-1]}
        with sqlite3.connect(path) as db:
            sound = db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            try:
                asked = db.execute("SELECT number FROM answers WHERE sitting = ?", (name,))
                there = {number for (number,) in asked}
            except sqlite3.OperationalError:  # It was killed before there was a table.
                there = set()
        db.close()
        counts.kills += 1
        counts.acknowledged += len(acknowledged)
        counts.there += len(there)
        counts.lost += len(acknowledged - there)
        counts.unsound += not sound
    return counts


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        print(killed(Path(folder) / "progress.sqlite", int(sys.argv[1]), seed=2026))
