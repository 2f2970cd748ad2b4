"""A progress bar for long work, on standard error, silent where nobody watches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress_bar(what: str, total: int | None = None) -> Iterator[Callable[[int, int], None]]:
    """Yield a callback `advance(done, total)` that moves a bar labelled `what`; rate and time left are shown."""
    from tqdm import tqdm

    with tqdm(desc=what, total=total, disable=None, unit_scale=True, leave=False) as bar:

        def advance(done: int, of: int) -> None:
            bar.total = of
            bar.update(done - bar.n)

        yield advance
