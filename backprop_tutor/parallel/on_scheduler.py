"""Workers of a Dask scheduler, on other computers; only who asks for them needs ``distributed``."""

import re
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError as FutureCancelledError
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import Any

from backprop_tutor.errors import FileError, UsageError
from backprop_tutor.untrusted import quoted
from backprop_tutor.wording import text

_ADDRESS = re.compile(r"(?:tcp|tls)://(?:[\w.-]+|\[[0-9A-Fa-f:.]+\]):(?P<port>\d{1,5})")
_LAST_PORT = 65_535
_SECONDS = 10
_RETRIES = 3
_PATIENCE = 120
"""Seconds for which a scheduler may be without any worker: they are started anew meanwhile."""
_ALLOWED_DEATHS = 3
"""A worker may be shut down at any time: what it was at, or what was waiting for it, is innocent
until so many more have died at it."""


@dataclass(frozen=True, slots=True)
class Scheduler:
    """An executor of a scheduler's workers, how many there are, and how it tells of a death."""

    executor: Executor
    cores: int
    deaths: tuple[type[Exception], ...]
    look: Callable[[], None]
    """Raises ``FileError`` where the scheduler is gone, or all its workers are."""


@contextmanager
def scheduler_at(address: str) -> Iterator[Scheduler]:
    """Give the workers of the scheduler at ``tcp://HOST:PORT``.

    Raises ``UsageError`` where that is no address, or ``distributed`` is not installed;
    ``FileError`` where no scheduler answers or it goes away, and where it has no workers, or one
    without this program.
    """
    _check_address(address)
    try:
        from distributed import CancelledError, Client
        from distributed.comm import CommClosedError
        from distributed.scheduler import KilledWorker
    except ImportError:
        raise UsageError(
            text(
                "--on needs the package 'distributed'; install it with: pip install "
                "'backprop-tutor[class]'"
            )
        ) from None
    try:
        client = _in_time(lambda: Client(address, timeout=_SECONDS, set_as_default=False))
    except (OSError, ValueError, TypeError, TimeoutError):  # Of tls:// without its certificates.
        raise FileError(
            text(
                "no scheduler answers at {address}; start one with 'dask scheduler', and give the "
                "address that it prints, such as tcp://192.168.0.7:8786",
                address=quoted(address),
            )
        ) from None
    with client:
        cores = sum(client.ncores().values())
        if not cores:
            raise FileError(
                text(
                    "the scheduler at {address} has no workers; start some with 'dask worker "
                    "{same}'",
                    address=quoted(address),
                    same=address,
                )
            )
        check_program(client)
        client.run_on_scheduler(_allow_deaths)
        # Not pure: what is given out again is done again, and is not the failure that is known.
        executor = client.get_executor(pure=False, retries=_RETRIES)
        try:
            yield Scheduler(executor, cores, (KilledWorker,), StillThere(client, address))
        except (CancelledError, FutureCancelledError, CommClosedError):
            raise _gone(address) from None
        finally:
            executor.shutdown(wait=False)


def _in_time(connected: Callable[[], Any]) -> Any:
    """Return a client; raise ``TimeoutError`` where something else answers, and says nothing."""
    said: SimpleQueue[Any] = SimpleQueue()

    def connect() -> None:
        try:
            said.put(connected())
        except Exception as error:  # noqa: BLE001 - raised by who waits for it.
            said.put(error)

    with warnings.catch_warnings():
        # It compares all packages that it knows, of which few are ours.
        warnings.simplefilter("ignore")
        Thread(target=connect, daemon=True).start()
        try:
            found = said.get(timeout=2 * _SECONDS)
        except Empty:
            raise TimeoutError from None
    if isinstance(found, Exception):
        raise found
    return found


def _check_address(address: str) -> None:
    """Raise ``UsageError`` for what cannot be an address; a password in it is not said again."""
    if "@" in address:
        raise UsageError(
            text("the address of a scheduler has no name and no password in it, and no '@'")
        )
    found = _ADDRESS.fullmatch(address)
    if found is None or int(found["port"]) > _LAST_PORT:
        raise UsageError(
            text(
                "{address} is no address of a scheduler; 'dask scheduler' prints it, such as "
                "tcp://192.168.0.7:8786",
                address=quoted(address),
            )
        )


def check_program(client: Any) -> None:
    """Raise ``FileError`` where the scheduler or a worker does not have this program.

    Both would die of what they are sent. What they are asked first is known to every Python.
    """
    wanted = __name__.partition(".")[0]
    try:
        scheduler = client.run_on_scheduler(find_spec, wanted)
        workers = client.run(find_spec, wanted)
    except ModuleNotFoundError:  # It is here in a way that another computer cannot be told of.
        return
    lacking = [place for place, found in workers.items() if found is None]
    if scheduler is None or lacking:
        raise FileError(
            text(
                "{place} does not have the package {name}; install this program there, in the same "
                "version",
                place=quoted(lacking[0] if lacking else client.scheduler.address),
                name=wanted,
            )
        )


class StillThere:
    """Looks whether any worker is left, or may come back."""

    def __init__(self, client: Any, address: str) -> None:
        self._client = client
        self._address = address
        self._seen = monotonic()

    def __call__(self) -> None:
        """Raise ``FileError`` where no worker has been seen for long, or the scheduler is gone."""
        if self._client.status != "running":
            raise _gone(self._address)
        if self._client.ncores():
            self._seen = monotonic()
        elif monotonic() - self._seen > _PATIENCE:
            raise FileError(
                text(
                    "the scheduler at {address} has lost all its workers; start some with 'dask "
                    "worker {same}', and then the same command",
                    address=quoted(self._address),
                    same=self._address,
                )
            )


def _gone(address: str) -> FileError:
    return FileError(
        text(
            "the scheduler at {address} does not answer any more; start it again, and then the "
            "same command",
            address=quoted(address),
        )
    )


def _allow_deaths(dask_scheduler: "object") -> None:
    """Raise how many deaths are not blamed on a call that the worker had."""
    allowed = getattr(dask_scheduler, "allowed_failures", 0)
    setattr(dask_scheduler, "allowed_failures", max(allowed, _ALLOWED_DEATHS))  # noqa: B010 - untyped.
