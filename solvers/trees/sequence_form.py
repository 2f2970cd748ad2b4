"""All Nash equilibria of a round between two players, in realisation plans, exactly.

With x and y the plans of the two players their payoffs are x'A y and x'B y; the matrices over pairs of sequences hold
the payoffs at the ends, weighted by chance (von Stengel 1996). Plan x is a best reply to y exactly when it uses only
sequences that lose nothing against y, so equilibria are read off labels: a pair is an equilibrium if every sequence is
unused or loses nothing. As for normal forms (`two_player.subsets`), with the vertices of `cells`:

* if (x, y) is an equilibrium, x lies inside a unique face of the best-reply cells and y too, and every pair of
  vertices of these faces is an equilibrium: they use no further sequence, and nothing that was best ceases to be;
* a product of hulls of vertices all of whose pairs are equilibria consists of equilibria.

Hence the set is the union of the products conv X x conv Y over the maximal bicliques of the graph of equilibrium pairs
of vertices. It is the image of the equilibria of the reduced normal form under the linear map to plans, whose fibres
are convex: the components correspond one to one, and what differs by realisation equivalence only is one point.

References: von Stengel (1996); Audet, Belhaiza and Hansen (2009), "A new sequence form approach for the enumeration and
refinement of all extreme Nash equilibria for extensive form games".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from solvers.limits import Limits, Watch
from solvers.trees.cells import Vertex, best_reply_vertices
from solvers.trees.plans import Plan, Plans
from solvers.trees.rounds import Round
from solvers.two_player.subsets import Pair, Subset, complementary, connected, nash_subsets, subset_dimension

Matrix = list[list[int]]


@dataclass(frozen=True)
class PlanEquilibria:
    """All equilibria of a round of two players, in plans.

    xs, ys: the plans of either that occur in extreme equilibria. pairs: the extreme equilibria, as indices.
    subsets: the maximal Nash subsets. components: each as indices into subsets. dimensions: of each component.
    walked: the vertices known of either. stopped: the limit that ended the search, if one did; then the pairs are those
    found, all pure ones among them, and the grouping says nothing.
    """

    xs: tuple[Plan, ...]
    ys: tuple[Plan, ...]
    pairs: tuple[Pair, ...]
    subsets: tuple[Subset, ...]
    components: tuple[tuple[int, ...], ...]
    dimensions: tuple[int, ...]
    walked: tuple[int, int]
    stopped: str = ""


def plan_equilibria(first: Plans, second: Plans, a: Matrix, b: Matrix, limits: Limits | None = None) -> PlanEquilibria:
    """Return all equilibria for integer payoffs a[s][t], b[s][t] at sequences s of the first and t of the second."""
    watches = [Watch(limits or Limits(), share) for share in (0.5, 1.0)]
    p = best_reply_vertices(first, second, b, watches[0])
    q = best_reply_vertices(second, first, [[*column] for column in zip(*a, strict=True)], watches[1])
    n, full = first.n_sequences, (1 << first.n_sequences + second.n_sequences) - 1
    left = [v.unused | _others(v.losing, second.n_sequences) << n for v in p]
    right = [_others(v.losing, n) | v.unused << n for v in q]
    found = complementary(left, right, full)
    xs, x_place = _sorted(p, {i for i, _ in found})
    ys, y_place = _sorted(q, {j for _, j in found})
    pairs = tuple(sorted((x_place[i], y_place[j]) for i, j in found))
    subsets, components = nash_subsets(connected(pairs))
    dimensions = tuple(max(subset_dimension(subsets[s], xs, ys) for s in part) for part in components)
    stopped = next((watch.stopped for watch in watches if watch.stopped), "")
    return PlanEquilibria(xs, ys, pairs, subsets, components, dimensions, (len(p), len(q)), stopped)


def _others(mask: int, size: int) -> int:
    return (1 << size) - 1 & ~mask


def _sorted(vertices: Sequence[Vertex], used: set[int]) -> tuple[tuple[Plan, ...], dict[int, int]]:
    """Return the plans of the vertices used, pure ones and earlier actions first, and the place of each vertex."""
    plans = {v: tuple(Fraction(w, vertices[v].plan[0]) for w in vertices[v].plan) for v in used}
    order = sorted(used, key=lambda v: (sum(map(bool, plans[v])), [-w for w in plans[v]]))
    return tuple(plans[v] for v in order), {v: place for place, v in enumerate(order)}


def matrices(game: Round, i: int | None, j: int | None, payoffs: Sequence[Sequence[Fraction]]) -> tuple[Matrix, Matrix]:
    """Return the integer payoffs of players i and j at pairs of their sequences; `payoffs[k]` are those at end k.

    Each player's are scaled by the smallest positive factor that makes them whole. None is a player without moves.
    """
    rows, columns = (1 if k is None else game.plans[k].n_sequences for k in (i, j))
    both = [[[Fraction(0)] * columns for _ in range(rows)] for _ in range(2)]
    for end, values in zip(game.ends, payoffs, strict=True):
        s, t = (0 if k is None else end.sequences[k] for k in (i, j))
        for matrix, player in zip(both, (i, j), strict=True):
            if player is not None:
                matrix[s][t] += end.chance * values[player]
    a, b = (_whole(matrix) for matrix in both)
    return a, b


def two_sided(
    game: Round, payoffs: Sequence[Sequence[Fraction]], limits: Limits | None = None
) -> tuple[tuple[Plans, Plans], PlanEquilibria]:
    """Return the plans of the at most two players who move in a round, and its equilibria."""
    i, j = (*game.movers, None, None)[:2]
    first, second = (Plans() if k is None else game.plans[k] for k in (i, j))
    return (first, second), plan_equilibria(first, second, *matrices(game, i, j, payoffs), limits)


def _whole(matrix: list[list[Fraction]]) -> Matrix:
    scale = lcm(*(v.denominator for row in matrix for v in row))
    return [[int(v * scale) for v in row] for row in matrix]
