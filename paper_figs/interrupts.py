"""Ctrl-C that cannot get lost.

Python raises KeyboardInterrupt wherever it happens to be. Inside a callback of the garbage collector or of a weak
reference, of which imports run many, the exception is reported and dropped, and the command goes on as if nobody had
pressed.
"""

from __future__ import annotations

import _thread
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

SOON = 0.05
"""Seconds until a lost interrupt is raised again, by when the callback that lost it is over."""


@contextmanager
def no_interrupt_lost() -> Iterator[None]:
    """Raise again in the main thread, soon, each KeyboardInterrupt that a callback has swallowed."""
    usual = sys.unraisablehook

    def again(dropped: Any) -> None:
        if not issubclass(dropped.exc_type, KeyboardInterrupt):
            usual(dropped)
            return
        timer = threading.Timer(SOON, _interrupt)
        timer.daemon = True
        timer.start()

    sys.unraisablehook = again
    try:
        yield
    finally:
        sys.unraisablehook = usual


def _interrupt() -> None:
    """Interrupt the main thread, out of a system call too where the platform can."""
    if hasattr(signal, "pthread_kill"):
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
    else:
        _thread.interrupt_main()
