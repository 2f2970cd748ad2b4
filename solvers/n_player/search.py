"""The search through all supports of a game: which are closed at once, which are solved, and how far it came.

The largest supports come first, so that faces made of equilibria absorb what lies in them; what is left is solved from
the smallest support on. Where a time budget does not even allow to look at all of them, the smallest are looked at and
solved first, since they are the quickest and hold most equilibria.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from math import prod
from time import monotonic

from solvers.limits import Progress
from solvers.n_player.cells import Cell
from solvers.n_player.one_support import solve_support
from solvers.n_player.splitting import OutOfTimeError
from solvers.n_player.supports import Comparisons, Support, Table, inside, supports

LOOKING, MOST_PENDING = 0.3, 300_000
"""The share of the time, and supports kept for later, after which no more are looked at, the largest first."""
MOST_LEFT, TOLD_EVERY = 1000, 1000
"""Supports named of those left, and looked at between two reports."""
REASONS = ("absorbed", "dominance", "subdivision", "certified", "empty", "solved")


@dataclass
class Search:
    """The cells and faces found, the supports left (the first of them), and how many were closed for which reason."""

    tables: tuple[Table, ...]
    kept: Support
    deadline: float
    progress: Progress | None = None
    cells: list[Cell] = field(default_factory=list)
    faces: list[Support] = field(default_factory=list)
    left: list[Support] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(REASONS, 0))
    examined: int = 0
    closed_to: int = 0  # all supports of so many actions, over all players, are closed; 0 where that was not followed

    @cached_property
    def total(self) -> int:
        """The number of all supports."""
        return prod(2 ** len(own) - 1 for own in self.kept)

    @property
    def done(self) -> int:
        """The number of supports closed."""
        return sum(self.counts.values()) + len(self.faces)

    @cached_property
    def compared(self) -> Comparisons:
        """The comparisons of actions that close most supports."""
        return Comparisons(self.tables)


def search(
    tables: tuple[Table, ...], kept: Support, deadline: float = float("inf"), progress: Progress | None = None
) -> Search:
    """Examine all supports within the kept actions, until the deadline at most."""
    out, start, pending = Search(tables, kept, deadline, progress), monotonic(), list[Support]()
    for total in range(sum(map(len, kept)), len(kept) - 1, -1):
        for place, support in enumerate(supports(kept, total)):
            if monotonic() > start + LOOKING * (deadline - start) or len(pending) > MOST_PENDING:
                _smallest_first(out, total, place)
                return _solved(out, pending)
            if not _at_once(out, support):
                pending.append(support)
    return _solved(out, pending)


def _solved(out: Search, pending: list[Support]) -> Search:
    for support in reversed(pending):
        _solve(out, support)
    return out


def _smallest_first(out: Search, last: int, place: int) -> None:
    """Look at and solve the supports of up to `last` actions, of the largest of which the first ones were seen."""
    for total in range(len(out.kept), last + 1):
        for support in islice(supports(out.kept, total), place if total == last else 0, None):
            if monotonic() > out.deadline:
                out.left.append(support)
                return
            if not _at_once(out, support):
                _solve(out, support)
        if total < last and not out.left:
            out.closed_to = total


def _at_once(out: Search, support: Support) -> bool:
    """Close a support by comparisons alone, if they do."""
    out.examined += 1
    if out.progress and out.examined % TOLD_EVERY == 0:
        out.progress(out.done, out.total)
    if any(inside(support, face) for face in out.faces):
        out.counts["absorbed"] += 1
    elif out.compared.dominated(support):
        out.counts["dominance"] += 1
    elif out.compared.is_face(support):
        out.faces.append(support)
    else:
        return False
    return True


def _solve(out: Search, support: Support) -> None:
    """Find the equilibria of a support."""
    if out.progress:
        out.progress(out.done, out.total)
    try:
        reason, found = solve_support(out.tables, support, tuple(map(len, out.tables)), out.deadline)
        out.counts[reason] += 1
        out.cells.extend(found)
    except OutOfTimeError:
        if len(out.left) < MOST_LEFT:
            out.left.append(support)


def summary(found: Search, removed: int) -> list[str]:
    """Return how the supports were closed, in words, after strict dominance removed so many actions."""
    c, also = found.counts, f" after strict dominance removed {removed} actions" if removed else ""
    parts = [
        f"{found.examined} supports examined{also}",
        f"{c['dominance']} closed by conditional dominance, {c['subdivision']} by exact signs on a subdivision, "
        f"{c['empty']} by exact algebra without solution; {c['certified']} solved with interval certificates, "
        f"{c['solved']} by exact algebra; {len(found.faces)} entire faces of equilibria, containing "
        f"{c['absorbed']} smaller supports",
    ]
    if found.left:
        parts.append(f"{found.total - found.done} left when the time budget ended")
    if found.closed_to:
        parts.append(f"all supports of at most {found.closed_to} actions, counted over all players, are closed")
    return parts
