"""How long it takes to judge an answer: the deepest gradient of a 16-32-32-10 network.

Prints the median of a hundred answers each, and the first answer to a question on its own: it
works out what every wrong idea leads to, which later answers to that question use again. The first
answers are also given in passes, how often the right value itself could be worked out meanwhile,
and in units of ``import sympy``, measured in the same run. Then the slowest answers that are not
the first to their question, there and at questions of two bundled scenarios: they follow a wrong
answer of another kind. Times are of the processor, and rubbish is collected as seldom as in the
program.
"""

import gc
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator

from backprop_tutor.cli import RUBBISH
from backprop_tutor.formula.spelling import typed
from backprop_tutor.loader import load, load_text
from backprop_tutor.loader.template import draft
from backprop_tutor.teaching.judging.judge import Judge
from backprop_tutor.teaching.subject.step import Form, Question
from backprop_tutor.teaching.subject.subject import Subject, subject_of

_SIZES = (16, 32, 32, 10)
_RUNS = 100
_ASKED = "dE_total/dw1"
_ANSWERS = {
    "number, wrong": ["0.1234", "0.000321", "-0.5678"],
    "formula, right": ["dE_total/dnet_h1 * i1", "dE_total/dout_h1*(1 - out_h1^2)*i1"],
    "formula, wrong": ["dE_total/dnet_h1 * i2", "dE_total/dout_h1*i1", "dE_total/dnet_h1 * w1"],
}


_FIRST = ("0.1234", "dE_total/dnet_h1 * i1", "dE_total/dnet_h1 * i2", "dE_total/dnet_h1 * i1^2")
_FIRST_RUNS = 5
_BUNDLED = ("house", "siraj-xor")
_QUESTIONS = 50
_SLOWEST = 3
_IMPORT = "import time, sympy; print(time.process_time())"


def main() -> None:
    """Measure and print."""
    gc.set_threshold(*RUBBISH)
    subject = _subject()
    judge = _judge(subject, _ASKED)
    for kind, answers in _ANSWERS.items():
        times = [_time(judge, answers[run % len(answers)]) for run in range(_RUNS + 1)]
        print(f"{kind:15} median {statistics.median(times[1:]):6.2f} ms")
    unit = _import()
    print(f"import sympy    median {unit:6.0f} ms")
    print(f"first answer to a question, median of {_FIRST_RUNS}")
    for text in _FIRST:
        passes, times = [], []
        for _ in range(_FIRST_RUNS):
            subject = _subject()
            start = time.process_time()
            subject.values[_ASKED]
            passes.append(1000 * (time.process_time() - start))
            times.append(_time(_judge(subject, _ASKED), text))
        first = statistics.median(times)
        in_passes = f"{first / statistics.median(passes):5.1f} passes"
        print(f"{text:25} {first:6.0f} ms   {in_passes}   {first / unit:5.2f} import sympy")
    print("slowest answers that are not the first to their question")
    _print_slowest("16-32-32-10", _later(_subject(), [_ASKED]), unit)
    chance = random.Random(1)
    for name in _BUNDLED:
        subject = subject_of(load(name))
        asked = [one for one in subject.tape if subject.taught(one) and subject[one].uses]
        found = _later(subject, chance.sample(asked, min(_QUESTIONS, len(asked))))
        _print_slowest(name, found, unit)


def _later(subject: Subject, questions: list[str]) -> Iterator[tuple[float, str]]:
    """Yield how long each later answer takes, where each kind is the first one once."""
    for asked in questions:
        kinds = list(_kinds(asked, subject))
        for first in range(len(kinds)):
            judge = _judge(subject, asked)
            texts = [*kinds[first:], *kinds[:first]]
            times = [(_time(judge, text), f"{asked} <- {text}") for text in texts]
            yield from times[1:]


def _kinds(asked: str, subject: Subject) -> Iterator[str]:
    """Yield a wrong answer of each kind: after a right one there is none to the same question."""
    right, value = typed(subject.typeable(asked)), subject.values[asked]
    known = next(iter(subject.tape))
    yield f"{1.2345 * value + 0.0123:.4g}"
    yield f"{0.7 * value:.4f}*1.3"
    yield f"-({right})"
    yield f"({right})^2*{known}"
    yield f"max({right}, {known})"


def _print_slowest(where: str, times: Iterator[tuple[float, str]], unit: float) -> None:
    found = sorted(times, reverse=True)
    print(f"{where}, of {len(found)}")
    for took, text in found[:_SLOWEST]:
        print(f"  {took:6.0f} ms   {took / unit:5.2f} import sympy   {text[:60]}")


def _import() -> float:
    """Return how long ``import sympy`` takes in a process of its own, in milliseconds."""
    command = [sys.executable, "-c", _IMPORT]
    ran = (subprocess.run(command, check=True, capture_output=True, text=True) for _ in range(3))
    return 1000 * statistics.median(float(one.stdout) for one in ran)


def _subject() -> Subject:
    return subject_of(load_text(draft(_SIZES, "tanh", seed=1), "wide.yaml"))


def _judge(subject: Subject, asked: str) -> Judge:
    return Judge(Question(asked, Form.EITHER, 4), subject)


def _time(judge: Judge, text: str) -> float:
    start = time.process_time()
    judge.judge(text)
    return 1000 * (time.process_time() - start)


if __name__ == "__main__":
    main()
