"""How long and how large a search may grow, and whom it tells how far it is.

A search asks its `Watch` between short stretches of work whether to go on. It then ends with what it has, or, where
half an answer is of no use, with `LimitReachedError`. The clock and the measure of memory are parameters, so that tests
need neither time nor size.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import TIMEOUT_MAX, Thread
from time import monotonic
from typing import TYPE_CHECKING, Literal, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future

Progress = Callable[[int, int], None]
"""Called with what is done and what there is to do (0 where that is not known)."""

Result = TypeVar("Result")
Item = TypeVar("Item")

SHARE = 2
"""One part in so many of the memory available may be taken where no limit is given."""
LOOK_EVERY, WORTH_A_LOOK = 0.05, 1 << 22
"""Seconds after which, and bytes for which, the memory held is looked at."""
GRACE = 0.5
"""Seconds that a step may take to notice that the time is up."""


class LimitReachedError(Exception):
    """A limit was reached inside a step that has nothing to show for itself."""


def resident() -> int:
    """Return the bytes of memory that this process holds; where only its peak is known, that; else 0."""
    with suppress(OSError, ValueError, IndexError):
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
    with suppress(ImportError):
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return 0


def available() -> int:
    """Return the bytes of memory that may still be had, the limit of a container considered; 0 if not known."""
    found = [*_from_meminfo(), *_from_container()]
    with suppress(AttributeError, ValueError, OSError):
        found = found or [os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2]
    return max(0, min(found, default=0))


def _from_meminfo() -> list[int]:
    with suppress(OSError, ValueError, IndexError):
        lines = Path("/proc/meminfo").read_text().splitlines()
        return [int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")]
    return []


def _from_container() -> list[int]:
    folder = Path("/sys/fs/cgroup")
    with suppress(OSError, ValueError):
        most, used = ((folder / name).read_text().strip() for name in ("memory.max", "memory.current"))
        return [int(most) - int(used)] if most != "max" else []
    return []


@dataclass(frozen=True)
class Limits:
    """What a search may use from now on: `budget` seconds of `clock`, `memory` bytes on top of what is `held`.

    Without `memory`, a part (`SHARE`) of what the machine has available.
    """

    budget: float = float("inf")
    memory: float | None = None
    progress: Progress | None = None
    clock: Callable[[], float] = monotonic
    held: Callable[[], float] = resident
    start: float = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "start", self.clock())

    @property
    def spent(self) -> float:
        """The seconds since the start."""
        return self.clock() - self.start

    @cached_property
    def room(self) -> tuple[float, float]:
        """The bytes held when memory was first looked at, and how many more may be."""
        more = available() / SHARE if self.memory is None else self.memory
        return self.held(), more if more or self.memory is not None else float("inf")


@dataclass
class Watch:
    """One stage of a search, which may use a `share` of the limits.

    `stopped` says which limit ended it, `counts` how far each of its parts has come.
    """

    limits: Limits = field(default_factory=Limits)
    share: float = 1.0
    stopped: Literal["", "time", "memory"] = ""
    counts: dict[int, int] = field(default_factory=dict)
    looked: float = 0.0

    def over(self, part: int = 0, count: int = 0, more: int = 0) -> bool:
        """Return whether to stop; note how far a part has come. `more`: the bytes that the next stretch will add."""
        self.counts[part] = max(count, self.counts.get(part, 0))
        spent = self.limits.spent
        if not self.stopped and spent >= self.share * self.limits.budget:
            self.stopped = "time"
        if not self.stopped and (more >= WORTH_A_LOOK or spent >= self.looked + LOOK_EVERY):
            self.looked = spent
            base, room = self.limits.room
            if self.limits.held() + more > base + self.share * room:  # never unset what another thread has set
                self.stopped = "memory"
        if count and not self.stopped and self.limits.progress:
            self.limits.progress(sum(self.counts.values()), 0)
        return bool(self.stopped)

    def check(self) -> None:
        """Raise LimitReachedError if a limit is reached."""
        if self.over():
            raise LimitReachedError(self.stopped)


def together(tasks: Sequence[Callable[[], Result]], watch: Watch, short: bool = False) -> list[Result]:
    """Do several tasks in threads and return their results; `short` ones one after the other if there is no hurry.

    Some steps cannot be interrupted, such as the compilation of what has never run before. Raises LimitReachedError
    where one does not return within `GRACE` seconds after the time is up; it then ends in the background.
    """
    from concurrent.futures import FIRST_EXCEPTION, wait  # slow to import

    limits, unlimited = watch.limits, watch.limits.budget == float("inf")
    if unlimited and short:
        return [task() for task in tasks]
    futures = [_started(task) for task in tasks[unlimited:]]
    try:
        if unlimited:
            return [tasks[0](), *(future.result() for future in futures)]
        left = max(0.0, watch.share * limits.budget - limits.spent) + GRACE
        done, late = wait(futures, min(left, TIMEOUT_MAX), FIRST_EXCEPTION)
        if late and not any(future.exception() for future in done):
            raise LimitReachedError("time")
        return [future.result() for future in futures]
    finally:
        if not all(future.done() for future in futures):
            watch.stopped = watch.stopped or "time"


def _started(task: Callable[[], Result]) -> Future[Result]:
    from concurrent.futures import Future

    future: Future[Result] = Future()

    def run() -> None:
        try:
            future.set_result(task())
        except BaseException as error:  # whatever it is, the caller raises it again
            future.set_exception(error)

    Thread(target=run, daemon=True).start()
    return future


def counted(items: Sequence[Item], progress: Progress | None) -> Iterator[Item]:
    """Yield items, and tell `progress` of each when the next is asked for.

    >>> list(counted("ab", lambda done, of: print(done, "of", of)))
    1 of 2
    2 of 2
    ['a', 'b']
    """
    for done, item in enumerate(items, start=1):
        yield item
        if progress:
            progress(done, len(items))
