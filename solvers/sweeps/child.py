"""A process that does parts of a sweep: a task and then numbers of parts come in, results go out, until the end."""

from __future__ import annotations

import os
import pickle
import signal
import sys
from contextlib import suppress

from solvers.sweeps.runners import loaded


def main() -> None:
    """Answer until nobody asks. What is printed meanwhile goes to standard error, not among the results."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    asked = sys.stdin.buffer
    sent = asked.read(int.from_bytes(asked.read(8), "big"))
    with suppress(EOFError, BrokenPipeError):
        while True:
            part = pickle.load(asked)
            try:
                reply = (True, loaded(sent)(part))
            except Exception as error:  # whatever failed is for the parent to judge: it goes there whole
                reply = (False, _sendable(error))
            pickle.dump(reply, out)
            out.flush()


def _sendable(error: Exception) -> Exception:
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:  # an error that cannot travel arrives as its words
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


if __name__ == "__main__":
    main()
