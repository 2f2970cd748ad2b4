"""A progress bar for long work, on standard error, silent where nobody watches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

Advance: TypeAlias = Callable[[int, int], None]
"""Called with how much is done and how much there is to do."""


def silent(done: int, of: int) -> None:
    """Show nothing."""


@contextmanager
def progress_bar(what: str, total: int | None = None) -> Iterator[Advance]:
    """Yield a callback `advance(done, total)` that moves a bar labelled `what`; rate and time left are shown.

    A total of 0 means that it is not known; then only what is done is shown, and its rate.
    """
    made: list[Any] = []

    def advance(done: int, of: int) -> None:
        if not made:  # what is done at once loads no tqdm
            from tqdm import tqdm

            # what was done before counts for the share, not for the rate
            bar = tqdm(desc=what, total=total, initial=done, disable=None, unit_scale=True, leave=False)
            made.append(bar)
        made[0].total = of or None
        made[0].update(done - made[0].n)

    try:
        yield advance
    finally:
        for bar in made:
            bar.close()
