"""Worker processes on this computer, each with one call at a time, and made anew when it dies.

A ``ProcessPoolExecutor`` is of no use once one of its processes has died, and loses all that was
given to the others. Here a death costs the one call that the process was at.
"""

import contextlib
import json
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from typing import IO, Any, ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")

# With the path of this process: what it can import, a worker can, and nothing else.
_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from backprop_tutor.parallel.processes import serve; serve()"
)


class WorkerDiedError(BrokenExecutor):
    """A worker process ended in the middle of a call."""


class Processes(Executor):
    """An executor of so many processes."""

    def __init__(self, count: int) -> None:
        self._threads = ThreadPoolExecutor(count, "worker")
        self._here = threading.local()
        self._workers: set[_Worker] = set()
        self._lock = threading.Lock()
        self._is_over = False

    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> "Future[_T]":
        """Call a function in one of the processes; it and all it takes and returns is pickled.

        The future raises ``WorkerDiedError`` where the process dies, else what the function raises.
        """
        return self._threads.submit(self._called, fn, args, kwargs)

    def _called(self, function: Callable[..., _T], args: Any, kwargs: Any) -> _T:
        worker: _Worker | None = getattr(self._here, "worker", None)
        if worker is None:
            with self._lock:
                if self._is_over:
                    raise WorkerDiedError
                worker = self._here.worker = _Worker()
                self._workers.add(worker)
        try:
            failed, result = worker.call(pickle.dumps((function, args, kwargs)))
        except (EOFError, OSError, pickle.UnpicklingError):
            self._here.worker = None
            with self._lock:
                self._workers.discard(worker)
            worker.end()
            raise WorkerDiedError from None
        if failed:
            raise result
        made: _T = result
        return made

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes: when all is done or, with ``cancel_futures``, at once."""
        if cancel_futures:
            with self._lock:
                self._is_over = True
                for worker in self._workers:
                    worker.end()
        self._threads.shutdown(wait=wait, cancel_futures=cancel_futures)
        if wait:
            for worker in self._workers:
                worker.end()


class _Worker:
    """A process that waits for calls at its standard input."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - this very Python, with code of our own.
            [sys.executable, "-P", "-c", _START, json.dumps(sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def call(self, asked: bytes) -> tuple[bool, Any]:
        """Return whether the call failed, and its result or what it raised."""
        process = self._process
        assert process.stdin is not None, "it was opened so"
        assert process.stdout is not None, "it was opened so"
        _send(process.stdin, asked)
        failed, result = pickle.loads(_receive(process.stdout))  # noqa: S301 - of our own worker.
        return failed, result

    def end(self) -> None:
        """End the process, whatever it is at."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                # Nobody is left to take what was not sent yet.
                with contextlib.suppress(OSError):
                    stream.close()


def _send(stream: IO[bytes], message: bytes) -> None:
    stream.write(len(message).to_bytes(8, "big") + message)
    stream.flush()


def _receive(stream: IO[bytes]) -> bytes:
    """Return the next message; raises ``EOFError`` where the other side has ended."""
    length = int.from_bytes(_exactly(stream, 8), "big")
    return _exactly(stream, length)


def _exactly(stream: IO[bytes], count: int) -> bytes:
    found = stream.read(count)
    if len(found) < count:
        raise EOFError
    return found


def serve() -> None:
    """Answer calls until nobody asks any more: what a worker process does."""
    # Ctrl-C is for the process that shares out the work: it ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asked, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # Whatever a call prints must not end up among the answers.
    os.dup2(2, 1)
    while True:
        try:
            function, args, kwargs = pickle.loads(_receive(asked))  # noqa: S301 - of our parent.
        except EOFError:
            return
        try:
            answer = (False, function(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - it is raised where the call came from.
            answer = (True, error)
        _send(answers, pickle.dumps(answer))
