"""Workers of a Dask scheduler, on other computers; only who asks for them needs ``distributed``."""

import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError as FutureCancelledError
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import Any

from backprop_tutor.errors import FileError, UsageError
from backprop_tutor.untrusted import quoted
from backprop_tutor.wording import text

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

    Raises ``UsageError`` where ``distributed`` is not installed, ``FileError`` where no scheduler
    answers or it goes away, or where it has no workers.
    """
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
        with warnings.catch_warnings():
            # It compares all packages that it knows, of which few are ours.
            warnings.simplefilter("ignore")
            client = Client(address, timeout=_SECONDS, set_as_default=False)
    except (OSError, ValueError, TimeoutError):
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
        client.run_on_scheduler(_allow_deaths)
        # Not pure: what is given out again is done again, and is not the failure that is known.
        executor = client.get_executor(pure=False, retries=_RETRIES)
        try:
            yield Scheduler(executor, cores, (KilledWorker,), StillThere(client, address))
        except (CancelledError, FutureCancelledError, CommClosedError):
            raise _gone(address) from None
        finally:
            executor.shutdown(wait=False)


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
