"""Who does the parts of a sweep: this process, its threads, processes of this machine, or a cluster.

Every runner takes the numbers of the parts and yields (number, result) as they are done. No more than a few are under
way or waiting at any time, so that memory does not grow with their number.

Processes are started afresh and talk over pipes; they load nothing of the script that started them. One that dies in
mid-run is replaced and its part done again; a part that ends three processes ends the sweep.
"""

from __future__ import annotations

import ctypes
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import islice
from queue import SimpleQueue
from time import monotonic
from typing import Any

from games.errors import NotCoveredError, TechpowerError

Ask = Callable[[int], Any]
Done = Iterator[tuple[int, Any]]

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
KEPT_BYTES = 1 << 25
"""Freed memory a worker keeps for arrays to come, and the size of those that come from it."""
PATIENCE = 1.0
"""Seconds of work after which processes are started: no sooner than they take to start."""
STRIKES = 3
WAITING = 2
"""Parts under way or waiting, for each worker."""


class LostWorkerError(TechpowerError):
    """A part of a sweep that ends every process that tries it."""


def in_threads(asks: Sequence[Ask], parts: Iterable[int], close: Callable[[], None] = lambda: None) -> Done:
    """Do the parts in one thread for each of `asks`, which need not be safe for several.

    At the end, or when it is interrupted, `close` is called before the threads are waited for.
    """
    free: SimpleQueue[Ask] = SimpleQueue()
    for ask in asks:
        free.put(ask)

    def once(part: int) -> Any:
        ask = free.get()
        try:
            return ask(part)
        finally:
            free.put(ask)

    waiting, numbers = dict[Future[Any], int](), iter(parts)
    pool = ThreadPoolExecutor(len(asks))
    try:
        while True:
            for part in islice(numbers, WAITING * len(asks) - len(waiting)):
                waiting[pool.submit(once, part)] = part
            if not waiting:
                return
            for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                yield waiting.pop(future), future.result()
    finally:
        close()
        pool.shutdown(wait=True, cancel_futures=True)


def in_processes(task: Any, ask: Ask, parts: Iterable[int], workers: int) -> Done:
    """Do the parts here for a moment, and if there are more, in processes that are sent the `task`."""
    numbers, start = iter(parts), monotonic()
    for part in numbers:
        yield part, ask(part)
        if workers > 1 and monotonic() - start > PATIENCE:
            break
    rest = list(numbers)
    if not rest:
        return
    sent = packed(task)
    children = [Child(sent) for _ in range(min(workers, len(rest)))]

    def close() -> None:
        for child in children:
            child.close()

    yield from in_threads([child.ask for child in children], rest, close)


def on_cluster(client: Any, task: Any, parts: Iterable[int]) -> Done:
    """Do the parts on the cluster of a Dask `Client`; what a lost worker was doing is done again by another."""
    from distributed import as_completed
    from distributed.scheduler import KilledWorker

    sent, numbers = packed(task), iter(parts)

    def submit(count: int) -> list[Any]:
        return [client.submit(answer, sent, part, pure=False) for part in islice(numbers, count)]

    threads = max(sum(client.nthreads().values()), 1)
    running = as_completed(submit(2 * WAITING * threads), with_results=True, raise_errors=True)
    waiting = set(running.futures)
    try:
        for future, result in running:
            waiting.discard(future)
            more = submit(1)
            waiting.update(more)
            running.update(more)
            yield result
            future.release()
    except KilledWorker as error:
        raise LostWorkerError(f"a part of the sweep ended every worker of the cluster that tried it: {error}") from None
    finally:
        client.cancel(list(waiting))


def answer(sent: bytes, part: int) -> tuple[int, Any]:
    """Do one part of a task that was sent."""
    keep_memory()
    return part, loaded(sent)(part)


@cache
def keep_memory() -> None:
    """Let glibc keep freed arrays for the next ones.

    Dask's workers ask it to return every one at once, which makes a kernel's short-lived arrays cost twice their time.
    """
    with suppress(OSError, AttributeError):
        libc = ctypes.CDLL("libc.so.6")
        for option in (M_TRIM_THRESHOLD, M_MMAP_THRESHOLD):
            libc.mallopt(option, KEPT_BYTES)


@lru_cache(maxsize=2)
def loaded(sent: bytes) -> Ask:
    """Return what a sent task asks, compiled once a process."""
    task = pickle.loads(sent)
    ask: Ask = task.ready()
    return ask


def packed(task: Any) -> bytes:
    """Return a task as bytes that another process can read, with the functions of a script or notebook in it.

    Raises NotCoveredError for a model that cannot be sent.
    """
    try:
        import cloudpickle as pickler
    except ImportError:
        pickler = pickle
    try:
        data: bytes = pickler.dumps(task)
    except Exception as error:
        raise NotCoveredError(
            f"the model cannot be sent to another process ({' '.join(str(error).split())}); ask for workers=1"
        ) from None
    return data


@dataclass
class Child:
    """A process that does parts, one at a time, for the thread that asks."""

    sent: bytes
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    closed: bool = field(default=False, init=False)

    def ask(self, part: int) -> Any:
        """Return the result of a part; a process that dies is replaced.

        Raises LostWorkerError after several deaths, and whatever the part raised.
        """
        for _ in range(STRIKES):
            reply = None
            with suppress(EOFError, OSError, pickle.UnpicklingError):
                reply = self._exchange(part)
            if reply is None:
                self._end()
            elif reply[0]:
                return reply[1]
            else:
                raise reply[1]
            if self.closed:
                break
        raise LostWorkerError(f"part {part} of the sweep ended {STRIKES} processes; is there memory enough for it?")

    def _exchange(self, part: int) -> tuple[bool, Any]:
        process = self.process = self.process or self._started()
        assert process.stdin is not None
        assert process.stdout is not None
        pickle.dump(part, process.stdin)
        process.stdin.flush()
        reply: tuple[bool, Any] = pickle.load(process.stdout)
        return reply

    def _started(self) -> subprocess.Popen[bytes]:
        one_thread = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "NUMBA")}
        environment = {**os.environ, **one_thread, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        command = [sys.executable, "-m", "solvers.sweeps.child"]
        pipe = subprocess.PIPE
        process = subprocess.Popen(command, env=environment, start_new_session=True, stdin=pipe, stdout=pipe)
        assert process.stdin is not None
        process.stdin.write(len(self.sent).to_bytes(8, "big") + self.sent)
        return process

    def close(self) -> None:
        """End the process."""
        self.closed = True
        self._end()

    def _end(self) -> None:
        process, self.process = self.process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError, AttributeError):
                    pipe.close()  # type: ignore[union-attr]
