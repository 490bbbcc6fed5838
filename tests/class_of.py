"""A class of simulated students fills in sheets of mazur's variants, and the sheets are graded.

``python tests/class_of.py 500`` prints how many planted ideas were named, how many right answers
were not marked right, and how long it took. With ``--kill 3`` a random worker is killed every 3
seconds, and the bytes are compared with those of before; with ``--cluster 3`` a Dask cluster of
three does it. ``--growth`` grades 500, 2,000 and 8,000.

The students work in plain floats, written here: nothing of the program tells them an answer.
"""

import argparse
import json
import math
import os
import random
import resource
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, partial
from pathlib import Path

from backprop_tutor.cli.grading.kept_marks import sheet_record
from backprop_tutor.cli.grading.marked_class import graded
from backprop_tutor.cli.grading.marking import Instructions
from backprop_tutor.cli.grading.submissions import SheetFile, Submission
from backprop_tutor.loader import load
from backprop_tutor.parallel.workers import Workers, workers
from backprop_tutor.scenario.scenario import Scenario
from backprop_tutor.teaching.grading.marking import AnswerMark
from backprop_tutor.teaching.grading.results import ClassResults, SheetResult
from backprop_tutor.teaching.lesson.documents.sheet_line import line_as_text, line_of
from backprop_tutor.teaching.lesson.documents.worksheet import sheet_to_fill_in
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.subject.subject import subject_of
from backprop_tutor.teaching.variants.variants import Variants
from backprop_tutor.views.markdown import markdown

HELD = (
    "bias-forgotten",
    "no-output-activation-slope",
    "no-hidden-activation-slope",
    "error-sign",
    "half-lost",
    "one-path-only",
    "no-learning-rate",
    "uphill",
    "delta-for-gradient",
    "raw-errors-back",
)
"""The ideas that students hold, by the ids of the program."""

Rounds = Callable[[float], float]


def sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z))


def worked_out(given: Mapping[str, float], idea: str, keep: Rounds) -> dict[str, float]:
    """Return all that a student works out on a sheet of mazur's network, by an idea or by none.

    ``keep`` is what the student goes on with: all figures, or those that were written down.
    """
    w = {key: given[key] for key in given}
    v: dict[str, float] = {}

    def put(name: str, value: float) -> float:
        v[name] = keep(value)
        return v[name]

    def forward(w: Mapping[str, float], put: Callable[[str, float], float], new: str = "") -> None:
        b1, b2 = (0.0, 0.0) if idea == "bias-forgotten" else (w["b1"], w["b2"])
        h = []
        for k, (one, two) in enumerate((("w1", "w2"), ("w3", "w4")), start=1):
            net = put(f"net_h{k}{new}", w[one] * w["i1"] + w[two] * w["i2"] + b1)
            h.append(put(f"out_h{k}{new}", sigmoid(net)))
        whole = 0.0
        for k, (one, two) in enumerate((("w5", "w6"), ("w7", "w8")), start=1):
            net = put(f"net_o{k}{new}", w[one] * h[0] + w[two] * h[1] + b2)
            out = put(f"out_o{k}{new}", sigmoid(net))
            half = 1.0 if idea == "half-lost" else 0.5
            whole += put(f"E_o{k}{new}", half * (w[f"target_o{k}"] - out) ** 2)
        put(f"E_total{new}", whole)

    forward(w, put)
    for k in (1, 2):
        off = v[f"out_o{k}"] - w[f"target_o{k}"]
        back = put(f"dE_total/dout_o{k}", -off if idea == "error-sign" else off)
        slope = put(f"dout_o{k}/dnet_o{k}", v[f"out_o{k}"] * (1 - v[f"out_o{k}"]))
        delta = back if idea == "no-output-activation-slope" else back * slope
        put(f"dE_total/dnet_o{k}", delta)
    into = {"w5": ("o1", "h1"), "w6": ("o1", "h2"), "w7": ("o2", "h1"), "w8": ("o2", "h2")}
    for name, (o, h) in into.items():
        put(f"dnet_{o}/d{name}", v[f"out_{h}"])
        delta = v[f"dE_total/dnet_{o}"]
        put(f"dE_total/d{name}", delta if idea == "delta-for-gradient" else delta * v[f"out_{h}"])
    ways = {"h1": ("w5", "w7"), "h2": ("w6", "w8")}
    for h, (first, second) in ways.items():
        start = "dE_total/dout_o" if idea == "raw-errors-back" else "dE_total/dnet_o"
        put(f"dnet_o1/dout_{h}", w[first])
        put(f"dnet_o2/dout_{h}", w[second])
        one = put(f"dE_o1/dout_{h}", v[f"{start}1"] * w[first])
        two = put(f"dE_o2/dout_{h}", v[f"{start}2"] * w[second])
        both = put(f"dE_total/dout_{h}", one if idea == "one-path-only" else one + two)
        slope = put(f"dout_{h}/dnet_{h}", v[f"out_{h}"] * (1 - v[f"out_{h}"]))
        hidden = both if idea == "no-hidden-activation-slope" else both * slope
        put(f"dE_total/dnet_{h}", hidden)
    into = {"w1": ("h1", "i1"), "w2": ("h1", "i2"), "w3": ("h2", "i1"), "w4": ("h2", "i2")}
    for name, (h, i) in into.items():
        delta = v[f"dE_total/dnet_{h}"]
        put(f"dE_total/d{name}", delta if idea == "delta-for-gradient" else delta * w[i])
    step = 1.0 if idea == "no-learning-rate" else w["eta"]
    step = -step if idea == "uphill" else step
    new = dict(w)
    for k in range(1, 9):
        new[f"w{k}"] = put(f"w{k}_new", w[f"w{k}"] - step * v[f"dE_total/dw{k}"])
    forward(new, put, "_new")
    return v


@dataclass(frozen=True)
class Student:
    """Who fills in a sheet, and how."""

    name: str
    seed: int
    idea: str
    typed: Mapping[str, str]
    exact: Mapping[str, float]
    """What is right, to all figures."""


def spelled(value: float, figures: int, comma: bool) -> str:
    """Round as people do, half up, to so many figures; no exponent."""
    if not value:
        return "0"
    exact = Decimal(repr(value))
    place = Decimal(1).scaleb(exact.adjusted() - figures + 1)
    text = f"{exact.quantize(place, rounding=ROUND_HALF_UP):f}"
    return text.replace(".", ",") if comma else text


def rounded(value: float, figures: int) -> float:
    return float(spelled(value, figures, False))


@cache
def _variants() -> Variants:
    return Variants(load("mazur"))


@cache
def _asked() -> tuple[str, ...]:
    return Lesson(subject_of(_variants().draw(0))).asked()


def given_of(scenario: Scenario) -> dict[str, float]:
    numbers = {**scenario.inputs, **scenario.parameters}
    numbers |= {f"target_{name}": value for name, value in scenario.targets.items()}
    return {name: float(value) for name, value in numbers.items()} | {
        "eta": float(scenario.learning_rate or 0)
    }


def student(number: int, blanks: int | None = None) -> tuple[Student, Scenario]:
    """Return the so-manieth student of every class; two thirds hold an idea."""
    chance = random.Random(f"student {number}")
    scenario = _variants().draw(number)
    given = given_of(scenario)
    idea = chance.choice(HELD) if chance.random() < 2 / 3 else ""
    figures, comma = chance.choice((4, 4, 4, 5, 6)), chance.random() < 0.2
    on_with = chance.choice(("all", "all", "written"))
    keep: Rounds = (lambda value: value) if on_with == "all" else partial(_kept, figures=6)
    mine = worked_out(given, idea, keep)
    exact = worked_out(given, "", lambda value: value)
    asked = _asked() if blanks is None else _asked()[:blanks]
    typed = {name: as_typed(name, mine[name], given, figures, comma=comma) for name in asked}
    return Student(f"Student {number}", number, idea, typed, exact), scenario


def _kept(value: float, figures: int) -> float:
    return rounded(value, figures)


def as_typed(
    name: str, value: float, given: Mapping[str, float], figures: int, *, comma: bool
) -> str:
    """A weight is written with so many figures of its change: the sheet asks for these."""
    before = given.get(name.removesuffix("_new")) if name.endswith("_new") else None
    if before is None:
        return spelled(value, figures, comma)
    change = abs(value - before) or abs(value)
    more = math.floor(math.log10(abs(value) or 1)) - math.floor(math.log10(change))
    return spelled(value, figures + max(0, more), comma)


@cache
def _template() -> list[str]:
    """A real sheet as a list of lines: of another student's only the line, the name, the blanks."""
    lesson = Lesson(subject_of(_variants().draw(0)))
    blocks = sheet_to_fill_in(lesson, line_of(lesson.subject.scenario, 0))
    return markdown.document(blocks).splitlines()


def sheet(one: Student, scenario: Scenario) -> str:
    """Return the filled sheet, as an editor leaves it."""
    lines = []
    for line in _template():
        if line.startswith("> Sheet "):
            lines.append(f"> Sheet {line_as_text(line_of(scenario, one.seed))}")
        elif line.startswith("Name:"):
            lines.append(f"Name: {one.name}")
        elif line.startswith("`") and "____" in line:
            quantity = line.split("`")[1]
            answer = one.typed.get(quantity)
            lines.append(line if answer is None else line.replace("_" * 20, answer))
        else:
            lines.append(line)
    return "\n".join(lines) + "\n"


DAMAGES: Sequence[Callable[[str], bytes]] = (
    lambda said: b"",
    lambda said: said[:200].encode(),
    lambda said: said.replace("> Sheet mazur", "> Sheet nobody").encode(),
    lambda said: said.replace("> Sheet", "> Shed").encode(),
    lambda said: bytes(range(256)) * 20,
    lambda said: b"PK\x03\x04" + said.encode(),
    lambda said: said.replace(
        "`out_h1` = ", "`out_h1` = __import__('os').system('true') #"
    ).encode(),
)
"""What happens to a sheet on its way; the last one can be marked all the same."""


@dataclass
class Class:
    """The students, and what they hand in."""

    students: list[Student]
    damaged: frozenset[int]
    submissions: list[SheetFile] = field(repr=False)


def a_class(count: int, blanks: int | None = None) -> Class:
    """Return a class of so many, 3 % of whose sheets are damaged."""
    chance = random.Random(f"class of {count}")
    damaged = frozenset(chance.sample(range(count), round(0.03 * count)))
    students, submissions = [], []
    for number in range(count):
        one, scenario = student(number, blanks)
        said = sheet(one, scenario)
        damage = DAMAGES[number % len(DAMAGES)] if number in damaged else str.encode
        students.append(one)
        submissions.append(SheetFile(f"sheet-{number:05}.md", damage(said)))
    return Class(students, damaged, submissions)


def results_of(
    submissions: Sequence[Submission], at_work: Workers, view: str = ""
) -> Iterator[SheetResult]:
    for one in graded(submissions, Instructions(view=view), at_work):
        yield one.marked.result


@dataclass
class Counts:
    """What came of a class."""

    students: int = 0
    rows: int = 0
    planted: int = 0
    named: int = 0
    right: int = 0
    marked_wrong: int = 0
    nearly: int = 0
    following: int = 0
    troubles: int = 0
    faults: list[str] = field(default_factory=list)


def counted(given: Class, results: Sequence[SheetResult]) -> Counts:
    """Hold what was marked against what was planted."""
    counts = Counts(len(given.students), len(results))
    for number, (one, result) in enumerate(zip(given.students, results, strict=True)):
        counts.troubles += bool(result.trouble)
        if not result.answers:
            assert number in given.damaged, result.trouble
            continue
        if number in given.damaged:
            continue
        met = {id_ for answer in result.answers for id_ in answer.misconceptions}
        shows = any(
            not math.isclose(float(typed.replace(",", ".")), one.exact[name], rel_tol=2e-3)
            for name, typed in one.typed.items()
        )
        if one.idea and shows:
            counts.planted += 1
            counts.named += one.idea in met
            if one.idea not in met:
                counts.faults.append(f"{one.name} holds {one.idea}: {sorted(met)}")
        for answer in result.answers:
            counts.following += answer.mark is AnswerMark.FOLLOWS
            if answer.typed and _is_right(answer.typed, one.exact[answer.quantity]):
                counts.right += 1
                counts.nearly += answer.mark is AnswerMark.CLOSE
                if answer.mark in (AnswerMark.WRONG, AnswerMark.UNREAD):
                    counts.marked_wrong += 1
                    counts.faults.append(f"{one.name} {answer}")
    return counts


def _is_right(typed: str, exact: float) -> bool:
    """Whether a number is the exact one, rounded as it was typed."""
    said = Decimal(typed.replace(",", "."))
    return Decimal(repr(exact)).quantize(said, rounding=ROUND_HALF_UP) == said


def as_bytes(results: Sequence[SheetResult]) -> bytes:
    return json.dumps([sheet_record(one) for one in results]).encode()


def children() -> list[int]:
    """Return the worker processes of this one, by the system's own list of them."""
    listed = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(os.getpid())], capture_output=True, text=True
    ).stdout
    return [int(line.split()[0]) for line in listed.splitlines() if "backprop_tutor" in line]


@contextmanager
def killer(every: float, workers_now: Callable[[], list[int]] = children) -> Iterator[list[int]]:
    """Kill a random worker again and again; give the list of those that were."""
    killed: list[int] = []
    over, chance = threading.Event(), random.Random(7)

    def kill() -> None:
        while not over.wait(every):
            if alive := workers_now():
                victim = chance.choice(alive)
                os.kill(victim, 9)
                killed.append(victim)

    thread = threading.Thread(target=kill, daemon=True)
    thread.start()
    try:
        yield killed
    finally:
        over.set()
        thread.join()


def _timed(given: Class, jobs: int, view: str = "") -> tuple[list[SheetResult], float]:
    began = time.perf_counter()
    with workers(len(given.submissions), jobs=jobs) as at_work:
        results = list(results_of(given.submissions, at_work, view))
    return results, time.perf_counter() - began


def _worked() -> float:
    """The seconds that worker processes which have ended were at work."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _memory() -> float:
    """The most memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _on_a_cluster(given: Class, count: int, every: float | None, expected: bytes) -> None:
    # On a busy computer a worker takes longer to come up again than the cluster would wait for it.
    os.environ["DASK_DISTRIBUTED__DEPLOY__LOST_WORKER_TIMEOUT"] = "10 minutes"
    from distributed import LocalCluster, Status

    def at_work_now() -> list[int]:
        """Return the processes of workers that have come up: no other is started anew by Dask."""
        nannies = list(cluster.workers.values())
        return [one.pid for one in nannies if one.pid and one.status is Status.running]

    with (
        LocalCluster(n_workers=count, threads_per_worker=1, dashboard_address=None) as cluster,
        killer(every or 1e9, at_work_now) as killed,
        workers(len(given.submissions), on=cluster.scheduler_address) as at_work,
    ):
        began = time.perf_counter()
        results = list(results_of(given.submissions, at_work))
        seconds = time.perf_counter() - began
    print(
        f"on a cluster of {count}: {len(killed)} workers killed, {seconds:.1f} s, "
        f"{'the same' if as_bytes(results) == expected else 'OTHER'} bytes"
    )


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("count", type=int, nargs="?", default=500)
    options.add_argument("--blanks", type=int)
    options.add_argument("--jobs", type=int, default=2)
    options.add_argument("--view", default="")
    options.add_argument("--kill", type=float)
    options.add_argument("--cluster", type=int)
    options.add_argument("--growth", action="store_true")
    options.add_argument("--faults", action="store_true")
    chosen = options.parse_args()
    if chosen.growth:
        for count in (chosen.count, 4 * chosen.count, 16 * chosen.count):
            given = a_class(count, chosen.blanks)
            before, worked = _memory(), _worked()
            _, seconds = _timed(given, chosen.jobs)
            print(
                f"{count} sheets: {1000 * seconds / count:.2f} ms a sheet, {count / seconds:.1f} "
                f"a second; {1000 * (_worked() - worked) / count:.2f} ms of a core a sheet; "
                f"{before:.0f} MB before, {_memory():.0f} MB after",
                flush=True,
            )
        return
    given = a_class(chosen.count, chosen.blanks)
    worked = _worked()
    results, seconds = _timed(given, chosen.jobs, chosen.view)
    worked = _worked() - worked
    counts = counted(given, results)
    answers = sum(len(one.typed) for one in given.students)
    print(
        f"{counts.students} students, {answers} answers, {counts.rows} rows, "
        f"{counts.troubles} with trouble"
    )
    print(
        f"planted ideas: {counts.planted}, named {counts.named} "
        f"({100 * counts.named / max(1, counts.planted):.1f} %)"
    )
    print(
        f"right answers: {counts.right}, marked wrong {counts.marked_wrong}, nearly "
        f"{counts.nearly}; following: {counts.following}"
    )
    print(
        f"{seconds:.1f} s, {counts.students / seconds:.1f} sheets a second, "
        f"{counts.students / seconds * 0.133:.1f} times as many as before; "
        f"{1000 * worked / counts.students:.1f} ms of a core a sheet"
    )
    if chosen.faults:
        print(*counts.faults, sep="\n")
        print(Counter(one.split(":")[0].split("holds ")[-1] for one in counts.faults))
    if chosen.cluster:
        _on_a_cluster(given, chosen.cluster, chosen.kill, as_bytes(results))
    elif chosen.kill:
        with killer(chosen.kill) as killed:
            again, seconds = _timed(given, chosen.jobs)
        print(
            f"{len(killed)} workers killed, {seconds:.1f} s, "
            f"{'the same' if as_bytes(again) == as_bytes(results) else 'OTHER'} bytes"
        )
    ideas = ClassResults(results).ideas()[:5]
    print(
        *(f"{one.misconception}: {one.answers} answers, {one.students} students" for one in ideas),
        sep="\n",
    )


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    main()
