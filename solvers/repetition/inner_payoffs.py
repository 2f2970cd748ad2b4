"""A self-generating polygon close to a given one, by an automaton with public lotteries.

Every vertex of a polygon near V* is worth something today and a mean of vertices ever after. Take these as the states
of an automaton: state k prescribes a profile with payoffs g_k and is followed, unless somebody deviates, by state l
with probability lambda_kl. What its states are worth is then the solution of the linear system

    p_k = (1 - delta) g_k + delta sum_l lambda_kl p_l,

which is exact, whatever the lotteries: floats propose them, and `is_self_generating` decides about the hull of the p_k.
Where an inequality would bind, the lotteries leave it a little slack, and the least that passes is taken. Before that
the vertices themselves are tried, rounded to short fractions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from solvers.repetition.polygons import Point, Polygon, barycentric, farthest, hull
from solvers.repetition.self_generation import Enforced, Stage, enforced, is_self_generating, lows

__all__ = ["contained"]

SLACKS = (0.0, *(2.0**-k for k in (44, 40, 36, 32, 28, 24, 20, 16, 12, 8)))
DENOMINATORS = (2**10, 2**18, 2**26, 2**34, 2**44)
"""Largest denominators of lotteries: first short fractions, which are often meant."""
SIMPLE = (2**8, 2**14, 2**20)
"""Largest denominators of vertices: often the limit has short ones."""
GOOD = Fraction(1, 2**32)
"""A distance, as a share of the range of payoffs, below which nothing better is looked for."""
ROUNDS = 1000


def contained(stage: Stage, outer: Polygon) -> Polygon:
    """Return the self-generating polygon closest to `outer` among those tried; the stage equilibria's, if no other."""
    if not outer or is_self_generating(stage, outer):
        return outer
    best = stage.stationary()
    gap = farthest(outer, best) if best else None
    for proposal in _proposals(stage, outer):
        if is_self_generating(stage, proposal):
            found = farthest(outer, proposal)
            best, gap = (proposal, found) if gap is None or found < gap else (best, gap)
        if gap is not None and gap <= GOOD:
            break
    return best


def _proposals(stage: Stage, outer: Polygon) -> Iterator[Polygon]:
    for denominator in SIMPLE:
        yield hull((x.limit_denominator(denominator), y.limit_denominator(denominator)) for x, y in outer)
    rounded = stage.map(float)
    start = tuple((float(x), float(y)) for x, y in outer)
    exact = {(float(x), float(y)): (x, y) for (x, y), _ in stage.profiles}
    for slack in SLACKS:
        if states := _settled(rounded, start, slack):
            for denominator in DENOMINATORS:
                lotteries = _lotteries(states, denominator)
                yield hull(_values(stage.delta, [exact[each.now] for each in states.values()], lotteries))


def _settled(stage: Stage, W: Polygon, slack: float) -> dict[Point, Enforced]:
    """Return the vertices that the operator with slack settles at, with the pairs that are worth them."""
    states: dict[Point, Enforced] = {}
    for _ in range(ROUNDS):
        states = {each.worth: each for each in enforced(stage, W, lows(W), slack)}
        new = hull(states)
        if new == W or not new:
            break
        W = new
    return {v: states[v] for v in W} if set(W) <= set(states) else {}


def _lotteries(states: Mapping[Point, Enforced], denominator: int) -> list[dict[int, Fraction]]:
    """Return for every state the probabilities of the states that follow."""
    polygon = tuple(states)
    number = {v: k for k, v in enumerate(polygon)}
    lotteries = []
    for v, pair in states.items():
        weights = barycentric(polygon, pair.later) if pair.later != pair.now else {v: 1}
        short = {number[w]: Fraction(p).limit_denominator(denominator) for w, p in weights.items()}
        lotteries.append({k: p / sum(short.values()) for k, p in short.items() if p})
    return lotteries


def _values(delta: Any, now: list[Point], lotteries: list[dict[int, Fraction]]) -> list[Point]:
    """Solve the linear system for what the states are worth."""
    from flint import fmpq, fmpq_mat

    def rational(value: Any) -> Any:
        return fmpq(value.numerator, value.denominator)

    n = len(now)
    rows = [[rational((k == j) - delta * later.get(j, 0)) for j in range(n)] for k, later in enumerate(lotteries)]
    payoffs = [[rational((1 - delta) * u) for u in point] for point in now]
    solved = fmpq_mat(rows).solve(fmpq_mat(payoffs)).tolist()
    return [tuple(Fraction(int(v.p), int(v.q)) for v in row) for row in solved]  # type: ignore[misc]
