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
* The dimension of a subset is the sum of the dimensions of its two faces, which their labels determine.
* The index of a component (Shapley 1974) is the sum of the indices of the equilibria near it in any
  nondegenerate game close by. The lexicographic perturbation of the vertex enumeration is such a game: the
  right-hand side 1 + e_j of column j amounts to dividing that column of B by 1 + e_j, and likewise for A.
  Its equilibria are the complementary pairs of perturbed vertices; each tends to an extreme equilibrium of
  the given game, hence belongs to one component, and its index is (-1)^(k+1) sign det A_IJ sign det B_IJ on
  its supports I, J of size k. The indices of all components add up to +1.

Before the enumeration, actions that another pure action strictly dominates are removed iteratively: no
equilibrium plays them, and the index of a component does not depend on them. Weak dominance removes nothing.

Which vertices match, what they span and the indices follow from labels and signs alone; coordinates are computed
when they are asked for. A search that reaches a limit gives the pairs among the vertices it met.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cache, cached_property, partial
from importlib import import_module
from math import gcd
from operator import lt
from time import perf_counter
from typing import Literal, cast

from solvers.limits import LimitReachedError, Limits, Watch, together
from solvers.two_player.subsets import Pair, Subset, complementary, connected, face_dimension, nash_subsets
from solvers.two_player.vertices import Vertices, enumerate_vertices

__all__ = ["Matches", "NashSet", "Side", "component_index", "match", "nash_set", "undominated"]

Matrix = Sequence[Sequence[int]]

_ZERO = Fraction(0)

# Number of rows and columns from which the compiled walk is used: below the first it loses, in one run, more by
# loading its compiler than it gains; below the second it is slower even when that is loaded. A run that has spent as
# long on integer walks as loading takes is taken to go on like this, and loads it.
COMPILED_AT, COMPILED_IF_LOADED_AT, LOADED_AFTER = 24, 10, 2.0
_integer_seconds = [0.0]


WALK, JOIN = 0.8, 0.9
"""The share of the limits after which the vertices are walked no further, and after which nothing is done with them."""
MOST_SHOWN = 5_000
"""Pairs given when a limit was reached: what takes its time for coordinates as well."""

Weights = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class NashSet:
    """All equilibria of a two-player game, or, if a limit `stopped` the search, some.

    pairs: the extreme equilibria, as indices into xs and ys.
    subsets: the maximal Nash subsets, as (indices into xs, indices into ys).
    components: the connected components, each as indices into subsets.
    dimensions, indices: of each component, its dimension and its index; the indices sum to +1.
    walked: how many vertices of either polytope were met. After a limit was reached, subsets and all that rests on them
    are empty, and of the pairs `matched` the first are given.
    """

    pairs: tuple[Pair, ...]
    subsets: tuple[Subset, ...]
    components: tuple[tuple[int, ...], ...]
    dimensions: tuple[int, ...]
    indices: tuple[int, ...]
    walked: tuple[int, int]
    stopped: Literal["", "time", "memory"]
    coordinates: tuple[Callable[[], Weights], Callable[[], Weights]] = field(repr=False, compare=False)
    matched: int

    @cached_property
    def weights(self) -> tuple[Weights, Weights]:
        """Integer multiples of the strategies of players 1 and 2."""
        return self.coordinates[0](), self.coordinates[1]()

    @cached_property
    def xs(self) -> tuple[tuple[Fraction, ...], ...]:
        """The strategies of player 1 that occur in an extreme equilibrium, pure ones first."""
        return _strategies(self.weights[0])

    @cached_property
    def ys(self) -> tuple[tuple[Fraction, ...], ...]:
        """The strategies of player 2 that occur in an extreme equilibrium, pure ones first."""
        return _strategies(self.weights[1])


@dataclass(frozen=True)
class Side:
    """One of the two polytopes.

    labels: the mask of labels of every vertex in a pair, own `actions` first. points: gives an integer multiple of each
    of some vertices. walked: how many vertices were met. closed: whether these are all.
    """

    actions: int
    labels: dict[int, int]
    points: Callable[[Sequence[int]], list[tuple[int, ...]]]
    walked: int = 0
    closed: bool = True


@dataclass(frozen=True)
class Matches:
    """What the two polytopes give.

    pairs: the vertex pairs (i, j) that cover all labels. limits: for every equilibrium of the perturbed game
    (i, j, index), the pair it tends to.
    """

    pairs: list[Pair]
    limits: list[tuple[int, int, int]]
    first: Side
    second: Side

    @property
    def walked(self) -> tuple[int, int]:
        """How many vertices of either polytope were met."""
        return self.first.walked, self.second.walked

    @property
    def closed(self) -> bool:
        """Whether all vertices of both polytopes were met."""
        return self.first.closed and self.second.closed


def nash_set(a: Matrix, b: Matrix, limits: Limits | None = None) -> NashSet:
    """All Nash equilibria of the game with integer m x n payoff matrices a (rows) and b (columns).

    >>> found = nash_set([[2, 0], [0, 1]], [[1, 0], [0, 2]])
    >>> len(found.pairs), found.dimensions, found.indices
    (3, (0, 0, 0), (1, 1, -1))

    Raises ValueError for empty or unequal shapes.
    """
    shape, limits = _shape(a, b), limits or Limits()
    walking, joining = Watch(limits, WALK), Watch(limits, JOIN)
    rows, columns = undominated(a, b)
    try:
        found = _matched(_part(a, rows, columns), _part(b, rows, columns), walking, joining)
    except LimitReachedError:
        nothing = Side(0, {}, lambda _: [], 0, False)
        found = Matches([], [], nothing, nothing)
    actions = (rows, shape[0]), (columns, shape[1])
    if found.closed:
        with suppress(LimitReachedError):
            return _whole(found, actions, joining)
    return _part_of(found, actions, walking.stopped or joining.stopped)


_Actions = tuple[tuple[list[int], int], tuple[list[int], int]]
"""Of either player, the actions not dominated and the number of all."""


def _whole(found: Matches, actions: _Actions, watch: Watch) -> NashSet:
    """Return all equilibria; raises LimitReachedError if a limit ended the search or ends this."""
    watch.check()
    placed = _Placed(found)
    groups, subsets, components, dimensions = _grouped(placed.pairs, *placed.labels, watch)
    home = {pair: g for g, group in enumerate(groups) for pair in group}
    ends = ((home[placed.pair(i, j)], sign) for i, j, sign in found.limits)
    indices = component_index(ends, len(groups))
    watch.check()
    shown, n = placed.coordinates(actions), len(placed.pairs)
    return NashSet(placed.pairs, subsets, components, dimensions, indices, found.walked, "", shown, n)


def _part_of(found: Matches, actions: _Actions, stopped: Literal["", "time", "memory"]) -> NashSet:
    """Return the first pairs, with nothing said of what they span."""
    first = found.pairs[:MOST_SHOWN]
    sides = (
        replace(side, labels={v: side.labels[v] for v in {pair[k] for pair in first}})
        for k, side in enumerate((found.first, found.second))
    )
    placed = _Placed(Matches(first, [], *sides))
    coordinates = placed.coordinates(actions)
    return NashSet(placed.pairs, (), (), (), (), found.walked, stopped, coordinates, len(found.pairs))


@dataclass(frozen=True)
class _Placed:
    """Matches, with the vertices in the order in which their strategies are given."""

    found: Matches

    @cached_property
    def orders(self) -> tuple[list[int], list[int]]:
        """The vertices of either polytope in order."""
        return _ordered(self.found.first), _ordered(self.found.second)

    @cached_property
    def _places(self) -> tuple[dict[int, int], dict[int, int]]:
        first, second = ({v: place for place, v in enumerate(order)} for order in self.orders)
        return first, second

    def pair(self, i: int, j: int) -> Pair:
        """Return a pair of vertices as places in the orders."""
        return self._places[0][i], self._places[1][j]

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """The pairs, sorted."""
        return tuple(sorted(self.pair(i, j) for i, j in self.found.pairs))

    @property
    def labels(self) -> tuple[list[int], list[int]]:
        """The masks of labels, in order."""
        (xs, ys), found = self.orders, self.found
        return [found.first.labels[v] for v in xs], [found.second.labels[v] for v in ys]

    def coordinates(self, actions: _Actions) -> tuple[Callable[[], Weights], Callable[[], Weights]]:
        """Return what computes the strategies over all actions."""
        (xs, ys), (rows, columns) = self.orders, actions
        return partial(_weights, self.found.first, xs, *rows), partial(_weights, self.found.second, ys, *columns)


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
    return all(map(lt, low, high))


def _shape(a: Matrix, b: Matrix) -> tuple[int, int]:
    if not a or not a[0] or len(a) != len(b) or {len(row) for row in (*a, *b)} != {len(a[0])}:
        raise ValueError("two payoff matrices of one common shape m x n, m >= 1, n >= 1, are needed")
    return len(a), len(a[0])


def _part(matrix: Matrix, rows: list[int], columns: list[int]) -> list[list[int]]:
    return [[matrix[i][j] for j in columns] for i in rows]


def _matched(a: Matrix, b: Matrix, walking: Watch, joining: Watch) -> Matches:
    """Find the matches of a game, by the compiled walk where it pays and succeeds."""
    first, second = _normalised([*zip(*b, strict=True)]), _normalised(a)
    size, loaded = len(a) + len(a[0]), "numba" in sys.modules or _integer_seconds[0] > LOADED_AFTER
    if size >= COMPILED_AT or (size >= COMPILED_IF_LOADED_AT and loaded):
        with suppress(ImportError):
            (compiled,) = together([partial(import_module, "solvers.two_player.bimatrix_numba")], walking)
            if matches := compiled.match_compiled(first, second, walking, joining):
                return cast(Matches, matches)
    start = perf_counter()
    found = match(first, second, walking, joining)
    _integer_seconds[0] += perf_counter() - start if size >= COMPILED_IF_LOADED_AT else 0
    return found


def match(first: Matrix, second: Matrix, walking: Watch | None = None, joining: Watch | None = None) -> Matches:
    """Find the matches of the polytopes {z >= 0, C z <= 1} of players 1 and 2, by the integer walk."""
    p, q = (enumerate_vertices(c, walking, part) for part, c in enumerate((first, second)))
    n, m = len(first), len(second)
    full, own = (1 << m + n) - 1, (1 << m) - 1

    def turn(mask: int) -> int:
        return (mask & (1 << n) - 1) << m | mask >> n

    pairs = complementary(p.labels, [turn(mask) for mask in q.labels], full, joining)
    turned = {turn(mask): value for mask, value in q.bases.items()}
    limits = list(_perturbed(p.bases, turned, full, own))
    return Matches(pairs, limits, _side(p, {i for i, _ in pairs}, m), _side(q, {j for _, j in pairs}, n))


def _side(found: Vertices, used: set[int], actions: int) -> Side:
    labels = {v: found.labels[v] for v in used}
    return Side(actions, labels, lambda vertices: [found.point(v) for v in vertices], len(found.labels), found.closed)


def _normalised(c: Matrix) -> list[list[int]]:
    """Return c with its columns shifted to minimum 0 (constant ones to 1) and divided by the common divisor.

    Shifting a column adds a payoff that does not depend on the receiver's own action: best replies stay.
    """
    low = [min(column) for column in zip(*c, strict=True)]
    shifted = [[v - w for v, w in zip(row, low, strict=True)] for row in c]
    divisor = gcd(*(v for row in shifted for v in row)) or 1
    flat = [not any(column) for column in zip(*shifted, strict=True)]
    return [[1 if f else v // divisor for v, f in zip(row, flat, strict=True)] for row in shifted]


def _perturbed(
    first: dict[int, tuple[int, int]], second: dict[int, tuple[int, int]], full: int, own: int
) -> Iterable[tuple[int, int, int]]:
    """(limit vertex of 1, limit vertex of 2, index) of every equilibrium of the perturbed game."""
    for mask, (i, sign) in first.items():
        if other := second.get(full ^ mask):
            size = (own & ~mask).bit_count()
            yield i, other[0], sign * other[1] * (1 if size % 2 else -1)


def _ordered(side: Side) -> list[int]:
    """Sort vertices by their labels: small supports first, then first actions, then binding rows."""
    labels, d = side.labels, side.actions
    own = (1 << d) - 1
    keys = {v: (-(mask & own).bit_count(), f"{mask & own:0{d}b}"[::-1], mask) for v, mask in labels.items()}
    return sorted(keys, key=keys.__getitem__)


def _weights(side: Side, vertices: Sequence[int], actions: list[int], size: int) -> Weights:
    """Return integer multiples of vertices, with a weight for every action."""
    points = side.points(vertices)
    if len(actions) == size:
        return tuple(points)
    place = {action: k for k, action in enumerate(actions)}
    return tuple(tuple(z[place[a]] if a in place else 0 for a in range(size)) for z in points)


def _strategies(weights: Weights) -> tuple[tuple[Fraction, ...], ...]:
    known: dict[Pair, Fraction] = {}
    return tuple(_strategy(z, known) for z in weights)


def _strategy(z: tuple[int, ...], known: dict[Pair, Fraction]) -> tuple[Fraction, ...]:
    total, x = sum(z), []
    for v in z:
        if v and (v, total) not in known:
            known[v, total] = Fraction(v, total)
        x.append(known[v, total] if v else _ZERO)
    return tuple(x)


_Grouped = tuple[list[list[Pair]], tuple[Subset, ...], tuple[tuple[int, ...], ...], tuple[int, ...]]


def _grouped(pairs: Sequence[Pair], x_labels: list[int], y_labels: list[int], watch: Watch) -> _Grouped:
    """Return the pairs by component, the maximal subsets, the components as indices into them, their dimensions."""
    watch.check()
    groups = connected(pairs)
    subsets, components = nash_subsets(groups, watch)

    @cache
    def x_dimension(vertices: tuple[int, ...]) -> int:
        return face_dimension([x_labels[i] for i in vertices])

    @cache
    def y_dimension(vertices: tuple[int, ...]) -> int:
        return face_dimension([y_labels[j] for j in vertices])

    isolated = [len(group) == 1 for group in groups]
    dimensions = (
        0 if alone else max(x_dimension(subsets[s][0]) + y_dimension(subsets[s][1]) for s in part)
        for alone, part in zip(isolated, components, strict=True)
    )
    return groups, subsets, components, tuple(dimensions)
