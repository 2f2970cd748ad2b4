"""Fulfilled expectations in a participation game: every share that reproduces itself, which are stable, and lock-in.

A share n is an equilibrium if n = clip(intercept + slope n, 0, 1), what newcomers would do; it is stable if a little
more company does not bring in yet more, nor a little less drive more away. With a cost of leaving, every share between
the two responses, joining(n) <= n <= staying(n), persists once reached: the *band* of lock-in (hysteresis).
All are found exactly, from the three pieces of the response.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from games.errors import NotCoveredError
from games.forms import numbers
from games.forms.participation import ParticipationGame
from games.forms.table import Shown, Table
from games.glossary import translate
from games.text import Language, Text

Interval = tuple[Fraction, Fraction]


@dataclass(frozen=True, repr=False)
class Participation(Shown):
    """The equilibrium shares (closed intervals, points as a rule), whether each is stable, and the bands of lock-in."""

    game: ParticipationGame
    equilibria: tuple[Interval, ...]
    stable: tuple[bool, ...]
    bands: tuple[Interval, ...]

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return the equilibria, one row each, with their stability."""
        head = Text("share that joins|stability", "加入份额|稳定性").in_(lang).split("|")
        words = {True: Text("stable", "稳定").in_(lang), False: Text("unstable", "不稳定").in_(lang)}
        rows = [(_shown(share), words[stable]) for share, stable in zip(self.equilibria, self.stable, strict=True)]
        return Table(head, rows, caption or translate(self.game.title, lang), self.note(lang))

    def note(self, lang: Language = "en") -> str:
        """Return that the list is complete, and which shares persist once reached."""
        bands = ", ".join(map(_shown, self.bands))
        return Text(
            f"Complete: each piece of the response was solved exactly. Shares that persist once reached: {bands}.",
            f"完备：响应函数的每一段均精确求解。一经达到便会持续的份额：{bands}。",
        ).in_(lang)

    def to_json(self) -> dict[str, Any]:
        """Return plain data; shares are strings `p/q`."""
        return {
            "game": self.game.title, "concept": "participation", "complete": True, "why": self.note(),
            "equilibria": [{"from": str(low), "to": str(high), "stable": stable}
                           for (low, high), stable in zip(self.equilibria, self.stable, strict=True)],
            "bands": [[str(low), str(high)] for low, high in self.bands],
        }  # fmt: skip


def participation(game: ParticipationGame) -> Participation:
    """Return every fulfilled-expectations equilibrium and the bands of lock-in.

    Raises NotCoveredError for a game of formulas.

    >>> participation(ParticipationGame("-1/4", "3/2")).equilibria
    ((Fraction(0, 1), Fraction(0, 1)), (Fraction(1, 2), Fraction(1, 2)), (Fraction(1, 1), Fraction(1, 1)))
    """
    if game.kind == "symbolic":
        raise NotCoveredError("equilibrium shares need numbers, not formulas; give the parameters values first")
    fixed = _fixed(game.intercept, game.slope)
    stable = tuple(_is_stable(game, share) for share in fixed)
    return Participation(game, fixed, stable, _bands(game))


def _fixed(intercept: Fraction, slope: Fraction) -> tuple[Interval, ...]:
    """Return every n in [0, 1] with n = clip(intercept + slope n, 0, 1)."""
    zero, one = Fraction(0), Fraction(1)
    if slope == 1 and intercept == 0:
        return ((zero, one),)
    found = {n for n, response in ((zero, intercept), (one, intercept + slope)) if min(max(response, zero), one) == n}
    if slope != 1 and 0 <= (inner := intercept / (1 - slope)) <= 1:
        found.add(inner)
    return tuple((n, n) for n in sorted(found))


def _is_stable(game: ParticipationGame, share: Interval) -> bool:
    """Return whether small moves away, up or down inside [0, 1], are undone."""
    if share[0] != share[1]:
        return False
    n, step = share[0], _gap(game, share[0])
    up, down = min(n + step, Fraction(1)), max(n - step, Fraction(0))
    return (up == n or game.joining(up) < up) and (down == n or game.joining(down) > down)


def _gap(game: ParticipationGame, n: Fraction) -> Fraction:
    """Return a step smaller than the distance to any other equilibrium or kink of the response."""
    kinks = [(end - game.intercept) / game.slope for end in (0, 1)] if game.slope else []
    others = [abs(m - n) for interval in _fixed(game.intercept, game.slope) for m in interval] + [
        abs(m - n) for m in kinks
    ]
    return min((gap for gap in others if gap), default=Fraction(1)) / 2


def _bands(game: ParticipationGame) -> tuple[Interval, ...]:
    """Return the maximal intervals on which joining(n) <= n <= staying(n)."""
    ends = {Fraction(0), Fraction(1)}
    for intercept in (game.intercept, game.intercept + game.loyalty):
        ends |= {n for interval in _fixed(intercept, game.slope) for n in interval}
    points = sorted(ends)
    kept: list[Interval] = [(n, n) for n in points if _persists(game, n)]
    kept += [(a, b) for a, b in pairwise(points) if _persists(game, (a + b) / 2)]
    return _merged(kept)


def _persists(game: ParticipationGame, n: Fraction) -> bool:
    return bool(game.joining(n) <= n <= game.staying(n))


def _merged(intervals: list[Interval]) -> tuple[Interval, ...]:
    merged: list[Interval] = []
    for low, high in sorted(intervals):
        if merged and low <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(high, merged[-1][1])
        else:
            merged.append((low, high))
    return tuple(merged)


def _shown(interval: Interval) -> str:
    low, high = map(numbers.show, interval)
    return low if low == high else f"[{low}, {high}]"
