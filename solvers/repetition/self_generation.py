"""Self-generating sets of a two-player repeated game with perfect monitoring, and what contains them all.

Play after today's profile a is worth w to the players. A player who left a would be punished with u_i, her worst payoff
in the set W of what may follow. So the pair (a, w) is enforced by W if w lies in W and, with h_i(a) what the best
deviation gains,

    delta (w_i - u_i) >= (1 - delta) h_i(a)   for both players;   it is worth (1 - delta) g(a) + delta w.

B(W) is the convex hull of what such pairs are worth (players see a public lottery). A set with W inside B(W) is
*self-generating*: all of it are payoffs of subgame-perfect equilibria in pure strategies; and the set V* of all those
payoffs is the largest such set (Abreu, Pearce and Stacchetti 1990). It is compact and convex, perhaps empty.

`containing` finds polygons around V* with a smaller operator (after Abreu and Sannikov 2014): let W contain V* and
u bound the worst payoffs in V* from below, and for every a take

* g(a) itself where w = g(a) meets the inequalities, and otherwise
* (1 - delta) g(a) + delta w for the points w of the hull of W and g(a) at which one inequality binds and both hold.

The hull R of these points contains V*. Otherwise some linear function has at a point v of V*, its maximiser there, a
value above all of R; v is worth (1 - delta) g(a) + delta w with w in V*, so that the value at g(a) is no less than at v
and at v no less than at w. In the first case g(a) is in R; in the second the segment from w to g(a) meets a point w' at
which an inequality binds, whose value is no less than that of w. Either contradicts the choice. R has at most four
vertices a profile, and starting from the feasible set the polygons shrink to V* at a geometric rate. Long fractions are
rounded outwards, which keeps V* inside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from solvers.repetition.polygons import Point, Polygon, clip, contains, hull, rounded_out, sides, slice_of

__all__ = ["Enforced", "Stage", "containing", "enforced", "is_self_generating", "lows"]

GRID, BITS = Fraction(1, 2**44), 45
"""The step of the grid for long fractions, and the bits from which a denominator is long."""
ROUNDS = 5000
"""Polygons after which the iteration stops, wherever it is."""


@dataclass(frozen=True)
class Stage:
    """A stage game as this theory sees it, and the discount factor, in [0, 1).

    `profiles` has for every pure profile the payoffs g(a) and the gains h(a) of the best deviations; `minmax` what each
    player gets at least, whatever pure action the other takes.
    """

    profiles: tuple[tuple[Point, Point], ...]
    minmax: Point
    delta: Any

    def least(self, gains: Point, u: Point) -> Point:
        """Return the least continuation payoffs that deter deviations with these gains."""
        ratio = (1 - self.delta) / self.delta
        return u[0] + ratio * gains[0], u[1] + ratio * gains[1]

    def worth(self, now: Point, later: Point) -> Point:
        """Return what `now` for one period and `later` ever after are worth."""
        d = self.delta
        return (1 - d) * now[0] + d * later[0], (1 - d) * now[1] + d * later[1]

    def stationary(self) -> Polygon:
        """Return the hull of the payoffs of the pure equilibria of the stage game; it is self-generating."""
        return hull(g for g, gains in self.profiles if gains == (0, 0))

    def map(self, change: Callable[[Any], Any]) -> Stage:
        """Return the stage with every number changed."""
        both = tuple(((change(g[0]), change(g[1])), (change(h[0]), change(h[1]))) for g, h in self.profiles)
        return Stage(both, (change(self.minmax[0]), change(self.minmax[1])), change(self.delta))


@dataclass(frozen=True)
class Enforced:
    """A pair of payoffs today and ever after, and what it is worth; `later` is `now` where that is for ever."""

    now: Point
    later: Point
    worth: Point


def lows(polygon: Polygon) -> Point:
    """Return the least value of either coordinate."""
    return min(p[0] for p in polygon), min(p[1] for p in polygon)


def enforced(stage: Stage, W: Polygon, u: Point, slack: Any = 0) -> Iterator[Enforced]:
    """Yield the pairs whose hull contains V*; with `slack` whoever is tempted loses that much more than needed."""
    for g, gains in stage.profiles:
        least = stage.least(gains, u)
        if g[0] >= least[0] and g[1] >= least[1]:
            yield Enforced(g, g, g)
            continue
        level = least[0] + slack * (gains[0] > 0), least[1] + slack * (gains[1] > 0)
        for w in _binding(W, g, level):
            yield Enforced(g, w, stage.worth(g, w))


def _binding(W: Polygon, g: Point, level: Point) -> Iterator[Point]:
    """Yield the ends of the points of the hull of W and g with one coordinate at its level, the other not below."""
    segments = [*sides(W), *((g, p) for p in W)]
    for axis in (0, 1):
        other = 1 - axis
        ends = slice_of(segments, axis, level[axis])
        if ends and ends[1][other] >= level[other]:
            yield from {ends[0] if ends[0][other] >= level[other] else level, ends[1]}


def containing(stage: Stage) -> tuple[Polygon, Point]:
    """Return a polygon that contains V*, and lower bounds of both players' worst payoffs in it.

    An empty polygon proves V* empty. At delta = 0 the answer is the hull of the stage equilibria.
    """
    if stage.delta == 0:
        return (alone := stage.stationary()), lows(alone) if alone else stage.minmax
    W, u = hull(g for g, _ in stage.profiles), stage.minmax
    seen: set[tuple[Polygon, Point]] = set()  # on the grid the polygons may end in a cycle
    for _ in range(ROUNDS):
        last, W = W, rounded_out(hull(each.worth for each in enforced(stage, W, u)), GRID, BITS)
        if not W:
            break
        u = max(u[0], lows(W)[0]), max(u[1], lows(W)[1])
        if _hardly_moved(W, last) or (W, u) in seen:
            break
        seen.add((W, u))
    return W, u


def _hardly_moved(new: Polygon, old: Polygon) -> bool:
    return len(new) == len(old) and all(
        abs(p[0] - q[0]) <= GRID and abs(p[1] - q[1]) <= GRID for p, q in zip(new, old, strict=True)
    )


def is_self_generating(stage: Stage, W: Polygon) -> bool:
    """Return whether W is inside B(W), exactly; then all of W are equilibrium payoffs.

    >>> profiles = ((3, 3), (1, 1)), ((1, 4), (1, 0)), ((4, 1), (0, 1)), ((2, 2), (0, 0))
    >>> dilemma = Stage(profiles, (2, 2), Fraction(1, 2))
    >>> is_self_generating(dilemma, ((2, 2), (3, 3))), is_self_generating(dilemma, ((3, 3),))
    (True, False)
    """
    made = generated(stage, W)
    return all(contains(made, v) for v in W)


def generated(stage: Stage, W: Polygon) -> Polygon:
    """Return B(W), exactly."""
    if not W:
        return ()
    if stage.delta == 0:
        return stage.stationary()
    u, made = lows(W), set()
    for g, gains in stage.profiles:
        least = stage.least(gains, u)
        made |= {stage.worth(g, w) for w in clip(clip(W, 0, least[0]), 1, least[1])}
    return hull(made)
