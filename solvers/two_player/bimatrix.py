"""The complete set of Nash equilibria of a two-player game, exactly.

Player 1 mixes with x over the m rows, player 2 with y over the n columns; payoffs A and B are m x n. The
best-response polytopes are P = {x >= 0, B'x <= 1} and Q = {y >= 0, A y <= 1}, payoffs shifted so that both
are bounded. Labels 0..m-1 stand for the rows and m..m+n-1 for the columns; a point has the label of an own
action it does not play and of an opponent's action that is a best reply to it. A pair (x, y) is an
equilibrium exactly when its labels cover everything (Lemke and Howson 1964; von Stengel 2002).

* Extreme equilibria are the vertex pairs other than the origin that cover all labels (Mangasarian 1964).
* They form a bipartite graph. Its maximal bicliques X x Y give the maximal Nash subsets conv X x conv Y, and
  the set of equilibria is their union; its connected components are those of the graph (Winkels 1979; Jansen
  1981; Avis, Rosenberg, Savani and von Stengel 2010). No two bicliques share a point without sharing a pair.
* The dimension of a subset is the sum of the affine dimensions of its two faces.
* The index of a component (Shapley 1974) is the sum of the indices of the equilibria near it in any
  nondegenerate game close by. The lexicographic perturbation of the vertex enumeration is such a game: the
  right-hand side 1 + e_j of column j amounts to dividing that column of B by 1 + e_j, and likewise for A.
  Its equilibria are the complementary pairs of perturbed vertices; each tends to an extreme equilibrium of
  the given game, hence belongs to one component, and its index is (-1)^(k+1) sign det A_IJ sign det B_IJ on
  its supports I, J of size k. The indices of all components add up to +1.

Before the enumeration, actions that another pure action strictly dominates are removed iteratively: no
equilibrium plays them, and the index of a component does not depend on them. Weak dominance removes nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from math import gcd

from solvers.two_player.vertices import enumerate_vertices

__all__ = ["Matches", "NashSet", "component_index", "match", "nash_set", "undominated"]

Matrix = Sequence[Sequence[int]]
Pair = tuple[int, int]
Subset = tuple[tuple[int, ...], tuple[int, ...]]

_ZERO = Fraction(0)

# Number of rows and columns from which the compiled walk is used: below the first it loses, in one run, more by
# loading its compiler than it gains; below the second it is slower even when that is loaded.
COMPILED_AT, COMPILED_IF_LOADED_AT = 24, 14


@dataclass(frozen=True)
class NashSet:
    """All equilibria of a two-player game.

    xs, ys: the strategies of either player that occur in an extreme equilibrium, pure ones first.
    pairs: the extreme equilibria, as indices into xs and ys.
    subsets: the maximal Nash subsets, as (indices into xs, indices into ys).
    components: the connected components, each as indices into subsets.
    dimensions, indices: of each component, its dimension and its index; the indices sum to +1.
    """

    xs: tuple[tuple[Fraction, ...], ...]
    ys: tuple[tuple[Fraction, ...], ...]
    pairs: tuple[Pair, ...]
    subsets: tuple[Subset, ...]
    components: tuple[tuple[int, ...], ...]
    dimensions: tuple[int, ...]
    indices: tuple[int, ...]


@dataclass(frozen=True)
class Matches:
    """What the two polytopes give.

    pairs: the vertex pairs (i, j) that cover all labels. limits: for every equilibrium of the perturbed game
    (i, j, index), the pair it tends to. first, second: an integer multiple of every vertex in a pair.
    """

    pairs: list[Pair]
    limits: list[tuple[int, int, int]]
    first: dict[int, tuple[int, ...]]
    second: dict[int, tuple[int, ...]]


def nash_set(a: Matrix, b: Matrix) -> NashSet:
    """All Nash equilibria of the game with integer m x n payoff matrices a (rows) and b (columns).

    >>> found = nash_set([[2, 0], [0, 1]], [[1, 0], [0, 2]])
    >>> len(found.pairs), found.dimensions, found.indices
    (3, (0, 0, 0), (1, 1, -1))

    Raises ValueError for empty or unequal shapes.
    """
    shape = _shape(a, b)
    rows, columns = undominated(a, b)
    found = _matched(_part(a, rows, columns), _part(b, rows, columns))
    xs, x_place = _strategies(found.first, rows, shape[0])
    ys, y_place = _strategies(found.second, columns, shape[1])
    pairs = tuple(sorted((x_place[i], y_place[j]) for i, j in found.pairs))
    groups = _connected(pairs)
    subsets, components = _subsets(groups)
    dimensions = tuple(max(_dimension(subsets[s], xs, ys) for s in part) for part in components)
    home = {pair: g for g, group in enumerate(groups) for pair in group}
    limits = ((home[x_place[i], y_place[j]], sign) for i, j, sign in found.limits)
    return NashSet(xs, ys, pairs, subsets, components, dimensions, component_index(limits, len(groups)))


def component_index(limits: Iterable[tuple[int, int]], count: int) -> tuple[int, ...]:
    """Add up the index of each of count components from (component, index) of every equilibrium of a nearby game."""
    total = [0] * count
    for component, sign in limits:
        total[component] += sign
    return tuple(total)


def undominated(a: Matrix, b: Matrix) -> tuple[list[int], list[int]]:
    """Rows and columns that survive iterated removal of actions strictly dominated by a pure action.

    >>> undominated([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    ([1], [1])
    """
    rows, columns = list(range(len(a))), list(range(len(a[0])))
    transposed = [[row[j] for row in b] for j in columns]
    while True:
        new_rows = _undominated(a, rows, columns)
        new_columns = _undominated(transposed, columns, new_rows)
        if len(new_rows) == len(rows) and len(new_columns) == len(columns):
            return rows, columns
        rows, columns = new_rows, new_columns


def _undominated(payoff: Matrix, own: list[int], others: list[int]) -> list[int]:
    if len(own) == 1:
        return own
    view = {i: [payoff[i][j] for j in others] for i in own}
    return [i for i in own if not any(_below(view[i], view[k]) for k in own if k != i)]


def _below(low: list[int], high: list[int]) -> bool:
    return all(v < h for v, h in zip(low, high, strict=True))


def _shape(a: Matrix, b: Matrix) -> tuple[int, int]:
    if not a or not a[0] or len(a) != len(b) or {len(row) for row in (*a, *b)} != {len(a[0])}:
        raise ValueError("two payoff matrices of one common shape m x n, m >= 1, n >= 1, are needed")
    return len(a), len(a[0])


def _part(matrix: Matrix, rows: list[int], columns: list[int]) -> list[list[int]]:
    return [[matrix[i][j] for j in columns] for i in rows]


def _matched(a: Matrix, b: Matrix) -> Matches:
    """Find the matches of a game, by the compiled walk where it pays and succeeds."""
    first, second = _normalised([*zip(*b, strict=True)]), _normalised(a)
    size = len(a) + len(a[0])
    if size >= COMPILED_AT or (size >= COMPILED_IF_LOADED_AT and "numba" in sys.modules):
        with suppress(ImportError):
            from solvers.two_player.bimatrix_numba import match_compiled

            if found := match_compiled(first, second):
                return found
    return match(first, second)


def match(first: Matrix, second: Matrix) -> Matches:
    """Find the matches of the polytopes {z >= 0, C z <= 1} of players 1 and 2, by the integer walk."""
    p, q = enumerate_vertices(first), enumerate_vertices(second)
    n, m = len(first), len(second)
    full, own = (1 << m + n) - 1, (1 << m) - 1

    def turn(mask: int) -> int:
        return (mask & (1 << n) - 1) << m | mask >> n

    pairs = _complementary(p.labels, [turn(mask) for mask in q.labels], full)
    turned = {turn(mask): value for mask, value in q.bases.items()}
    limits = list(_perturbed(p.bases, turned, full, own))
    return Matches(pairs, limits, {i: p.point(i) for i, _ in pairs}, {j: q.point(j) for _, j in pairs})


def _normalised(c: Matrix) -> list[list[int]]:
    """Return c with its columns shifted to minimum 0 (constant ones to 1) and divided by the common divisor.

    Shifting a column adds a payoff that does not depend on the receiver's own action: best replies stay.
    """
    low = [min(column) for column in zip(*c, strict=True)]
    shifted = [[v - w for v, w in zip(row, low, strict=True)] for row in c]
    divisor = gcd(*(v for row in shifted for v in row)) or 1
    flat = [not any(column) for column in zip(*shifted, strict=True)]
    return [[1 if f else v // divisor for v, f in zip(row, flat, strict=True)] for row in shifted]


def _complementary(first: Sequence[int], second: Sequence[int], full: int) -> list[Pair]:
    """All (i, j) with first[i] | second[j] == full.

    The partners of i are sought among the holders of the label that i misses and fewest of second carry.
    """
    holders = [[j for j, mask in enumerate(second) if mask >> bit & 1] for bit in range(full.bit_length())]
    order = sorted(range(len(holders)), key=lambda bit: len(holders[bit]))
    found = []
    for i, mask in enumerate(first):
        missing = full & ~mask
        rarest = next(bit for bit in order if missing >> bit & 1)
        found += [(i, j) for j in holders[rarest] if not missing & ~second[j]]
    return found


def _perturbed(
    first: dict[int, tuple[int, int]], second: dict[int, tuple[int, int]], full: int, own: int
) -> Iterable[tuple[int, int, int]]:
    """(limit vertex of 1, limit vertex of 2, index) of every equilibrium of the perturbed game."""
    for mask, (i, sign) in first.items():
        if other := second.get(full ^ mask):
            size = (own & ~mask).bit_count()
            yield i, other[0], sign * other[1] * (1 if size % 2 else -1)


def _strategies(
    points: dict[int, tuple[int, ...]], actions: list[int], size: int
) -> tuple[tuple[tuple[Fraction, ...], ...], dict[int, int]]:
    """Return the vertices as mixed strategies over all actions, sorted, and the place of each vertex."""
    known: dict[Pair, Fraction] = {}
    mixed = sorted(((_strategy(z, actions, size, known), v) for v, z in points.items()), reverse=True)
    return tuple(key[-1] for key, _ in mixed), {v: place for place, (_, v) in enumerate(mixed)}


_Key = tuple[int, tuple[int, ...], tuple[float, ...], tuple[Fraction, ...]]


def _strategy(z: tuple[int, ...], actions: list[int], size: int, known: dict[Pair, Fraction]) -> _Key:
    """Normalise z, behind its sorting key, largest first: small supports, then first actions, then weights."""
    total, x = sum(z), [_ZERO] * size
    support, weights = [], []
    for action, v in zip(actions, z, strict=True):
        if v:
            if (part := known.get((v, total))) is None:
                part = known[v, total] = Fraction(v, total)
            x[action] = part
            support.append(-action)
            weights.append(v / total)
    return -len(support), tuple(support), tuple(weights), tuple(x)


def _connected(pairs: Sequence[Pair]) -> list[list[Pair]]:
    """Group the pairs by connected component of the bipartite graph, in order of first pair."""
    parent: dict[int, int] = {}

    def root(v: int) -> int:
        while parent.setdefault(v, v) != v:
            parent[v] = parent[parent[v]]
            v = parent[v]
        return v

    for i, j in pairs:
        parent[root(i)] = root(~j)
    groups: dict[int, list[Pair]] = {}
    for i, j in pairs:
        groups.setdefault(root(i), []).append((i, j))
    return list(groups.values())


def _subsets(groups: list[list[Pair]]) -> tuple[tuple[Subset, ...], tuple[tuple[int, ...], ...]]:
    """Return the maximal Nash subsets, and each component as indices into them."""
    subsets: list[Subset] = []
    components = []
    for group in groups:
        part = [((group[0][0],), (group[0][1],))] if len(group) == 1 else _maximal_bicliques(group)
        components.append(tuple(range(len(subsets), len(subsets) + len(part))))
        subsets += part
    return tuple(subsets), tuple(components)


def _maximal_bicliques(pairs: Iterable[Pair]) -> list[Subset]:
    """List the maximal bicliques of a bipartite graph: its column sets are the intersections of neighbourhoods."""
    neighbours: dict[int, int] = {}
    for i, j in pairs:
        neighbours[i] = neighbours.get(i, 0) | 1 << j
    closed: set[int] = set()
    for near in set(neighbours.values()):
        closed |= {common for old in closed if (common := old & near)}
        closed.add(near)
    return sorted((tuple(i for i, near in neighbours.items() if not y & ~near), _bits(y)) for y in closed)


def _bits(mask: int) -> tuple[int, ...]:
    return tuple(i for i in range(mask.bit_length()) if mask >> i & 1)


def _dimension(subset: Subset, xs: Sequence[tuple[Fraction, ...]], ys: Sequence[tuple[Fraction, ...]]) -> int:
    return _affine_dimension([xs[i] for i in subset[0]]) + _affine_dimension([ys[j] for j in subset[1]])


def _affine_dimension(points: Sequence[tuple[Fraction, ...]]) -> int:
    """Affine dimension of mixed strategies: one less than their linear rank, all of them having sum 1."""
    if len(points) <= 2:
        return len(points) - 1
    most = min(len(points), sum(any(column) for column in zip(*points, strict=True)))
    basis: list[tuple[int, list[Fraction]]] = []
    for point in points:
        rest = list(point)
        for lead, row in basis:
            if factor := rest[lead]:
                rest = [v - factor * w for v, w in zip(rest, row, strict=True)]
        lead = next((i for i, v in enumerate(rest) if v), -1)
        if lead >= 0:
            basis.append((lead, [v / rest[lead] for v in rest]))
        if len(basis) == most:
            break
    return len(basis) - 1
