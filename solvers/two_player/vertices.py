"""All vertices of a best-response polytope, exactly.

The polytope is {z in R^d : z >= 0, C z <= 1} for a non-negative integer k x d matrix C without a zero column,
so that it is bounded and the origin is a vertex. Label c (c < d) is carried by a point with z_c = 0, label
d + r by a point with (C z)_r = 1. A vertex is determined by the set of its labels, written as a bit mask.

Method. The right-hand sides are read as 1 + e_1, 1 + e_2, ... with 1 >> e_1 >> e_2 >> ... > 0 (lexicographic
perturbation: Dantzig, Orden and Wolfe 1955). The perturbed polytope is simple: every vertex has exactly one
basis and exactly d neighbours. Its graph is connected, so a walk from the origin that tries all d pivots at
each basis meets every basis. As e -> 0 every vertex of the true polytope is the limit of at least one
perturbed vertex, hence none is lost; its labels are read off the unperturbed tableau, hence ties show.
Pivots are fraction free (Edmonds 1967, Bareiss 1968): the tableau holds integers over one common positive
denominator, the determinant of the basis, and each division is exact. There is no rounding and no tolerance.

A row of C that lies weakly below another binds only where that other row binds as well. Such rows are left
out of the walk (they are given the largest perturbations) and their labels are added to the vertices found.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from operator import ge

from solvers.limits import LimitReachedError, Watch

__all__ = ["Tableau", "Vertices", "enumerate_vertices", "exact_tableau", "kept_rows", "permutation_sign"]

Matrix = Sequence[Sequence[int]]

_STRETCH, _ENTRIES = 16, 1 << 14  # pivots, or else entries of tableaus, between two looks at the limits


@dataclass(frozen=True)
class Vertices:
    """Vertices of one polytope other than the origin.

    labels[v] is the mask of all labels of vertex v; point(v) a positive integer multiple of its coordinates;
    bases maps the mask of each perturbed vertex to (v, sign), v being its limit and sign the sign of the
    determinant of C on its binding rows and positive coordinates. closed: whether these are all vertices.
    """

    labels: Sequence[int]
    point: Callable[[int], tuple[int, ...]]
    bases: dict[int, tuple[int, int]]
    closed: bool = True


@dataclass
class Tableau:
    """basic[i] = (rhs - sum_j entry[j] * cobasic[j]) / det; each row ends with its right-hand side."""

    rows: list[list[int]]
    basic: list[int]
    cobasic: list[int]
    det: int

    def mask(self) -> int:
        """Return the labels of the basis: its cobasic variables are zero."""
        return sum(1 << v for v in self.cobasic)

    def pivot(self, r: int, c: int) -> Tableau:
        """Return the tableau after cobasic variable c has replaced the basic variable of row r."""
        source, det = self.rows[r], self.det
        head = source[c]
        rows = []
        for i, row in enumerate(self.rows):
            if i == r:
                new = list(source)
                new[c] = det
            elif f := row[c]:
                new = [(a * head - f * b) // det for a, b in zip(row, source, strict=True)]
                new[c] = -f
            elif head == det:
                new = row
            else:
                new = [a * head // det for a in row]
            rows.append(new)
        basic, cobasic = list(self.basic), list(self.cobasic)
        basic[r], cobasic[c] = cobasic[c], basic[r]
        return Tableau(rows, basic, cobasic, head)

    def leaving(self, c: int) -> int:
        """Find the row that blocks first when cobasic variable c grows, ties broken lexicographically."""
        best, top, base = -1, 0, 1
        for i, row in enumerate(self.rows):
            if (a := row[c]) > 0:
                gap = row[-1] * base - top * a if best >= 0 else -1
                if gap < 0 or (gap == 0 and self._lex_less(i, best, c)):
                    best, top, base = i, row[-1], a
        return best

    def _lex_less(self, i: int, j: int, c: int) -> bool:
        """Whether row i blocks before row j by the perturbations alone."""
        first, second, d = self.rows[i], self.rows[j], len(self.cobasic)
        place = {v: p for p, v in enumerate(self.cobasic)}
        for slack in range(d, d + len(self.rows)):
            p = place.get(slack)
            left = first[p] if p is not None else self.det * (self.basic[i] == slack)
            right = second[p] if p is not None else self.det * (self.basic[j] == slack)
            if left * second[c] != right * first[c]:
                return left * second[c] < right * first[c]
        raise ArithmeticError("two rows of a non-singular basis are proportional")

    def sign(self) -> int:
        """Sign of det C on (binding rows, positive coordinates), both in increasing order.

        Every pivot element is positive, so the basis matrix with its columns in row order has the positive
        determinant `det`; moving each slack to its own row leaves a permutation.
        """
        d = len(self.cobasic)
        free = sorted(v - d for v in self.cobasic if v >= d)
        target = dict(zip(sorted(v for v in self.basic if v < d), free, strict=True))
        return permutation_sign([target[v] if v < d else v - d for v in self.basic])

    def point(self) -> tuple[int, ...]:
        """Return det times the coordinates of the vertex."""
        z = [0] * len(self.cobasic)
        for v, row in zip(self.basic, self.rows, strict=True):
            if v < len(z):
                z[v] = row[-1]
        return tuple(z)


@dataclass
class _Walk:
    """What the walk has collected so far."""

    labels: list[int] = field(default_factory=list)
    points: list[tuple[int, ...]] = field(default_factory=list)
    bases: dict[int, tuple[int, int]] = field(default_factory=dict)
    seen: dict[int, int] = field(default_factory=dict)


def permutation_sign(p: Sequence[int]) -> int:
    """+1 for an even and -1 for an odd permutation of range(len(p)).

    >>> permutation_sign([1, 0, 2])
    -1
    """
    sign, todo = 1, list(p)
    for i in range(len(todo)):
        while todo[i] != i:
            j = todo[i]
            todo[i], todo[j] = todo[j], j
            sign = -sign
    return sign


def kept_rows(c: Matrix) -> list[int]:
    """Rows not weakly below another row (of equal rows, the first).

    >>> kept_rows([[1, 2], [1, 1], [1, 2], [0, 3]])
    [0, 3]
    """
    every = range(len(c))
    return [i for i, row in enumerate(c) if not any(_covers(c[j], row, j < i) for j in every if j != i)]


def _covers(high: Sequence[int], low: Sequence[int], earlier: bool) -> bool:
    return all(map(ge, high, low)) and (earlier or list(high) != list(low))


def enumerate_vertices(c: Matrix, watch: Watch | None = None, part: int = 0) -> Vertices:
    """All vertices of {z >= 0, C z <= 1} but the origin, with their labels and perturbed bases.

    C is k x d, of non-negative integers, each column with a positive entry. `watch` may end the walk before that;
    it is told how far `part` of the search has come.

    >>> found = enumerate_vertices([[1, 2], [2, 1]])
    >>> sorted(found.point(v) for v in range(3))
    [(0, 1), (1, 0), (1, 1)]
    """
    keep = kept_rows(c)
    start = _origin([c[i] for i in keep])
    found = _Walk()
    todo, seen, watch = [(start, -1, -1)], {start.mask()}, watch or Watch()
    entries = len(keep) * len(c[0])
    stretch, slow = max(1, min(_STRETCH, _ENTRIES // entries)), watch if entries > _ENTRIES else None
    closed = False
    with suppress(LimitReachedError):
        while todo:
            if len(found.bases) % stretch == 0 and watch.over(part, len(found.labels)):
                break
            tableau, r, column = todo.pop()
            if r >= 0:
                tableau = tableau.pivot(r, column)
                _record(found, tableau, c, keep)
            _push_neighbours(tableau, todo, seen, slow)
        else:
            closed = True
    return Vertices(found.labels, found.points.__getitem__, found.bases, closed)


def exact_tableau(c: Matrix, mask: int, extra: Sequence[int]) -> Tableau | None:
    """Return the tableau of the basis with labels `mask`, None if singular; `extra`: a second right-hand side.

    Each row ends with the values of the second and of the first right-hand side (ones), over the determinant.
    """
    k, d = len(c), len(c[0])
    table = Tableau([[*row, g, 1] for row, g in zip(c, extra, strict=True)], [*range(d, d + k)], [*range(d)], 1)
    while entering := [p for p, v in enumerate(table.cobasic) if not mask >> v & 1]:
        leaving = (i for i, v in enumerate(table.basic) if mask >> v & 1 and table.rows[i][entering[0]])
        if (i := next(leaving, -1)) < 0:
            return None
        table = table.pivot(i, entering[0])
    return table


def _origin(c: Matrix) -> Tableau:
    k, d = len(c), len(c[0])
    return Tableau([[*row, 1] for row in c], list(range(d, d + k)), list(range(d)), 1)


def _push_neighbours(
    tableau: Tableau, todo: list[tuple[Tableau, int, int]], seen: set[int], slow: Watch | None
) -> None:
    mask = tableau.mask()
    for c, enters in enumerate(tableau.cobasic):
        if slow:
            slow.check()
        r = tableau.leaving(c)
        new = mask ^ (1 << enters) ^ (1 << tableau.basic[r])
        if new not in seen:
            seen.add(new)
            todo.append((tableau, r, c))


def _record(found: _Walk, tableau: Tableau, c: Matrix, keep: list[int]) -> None:
    """Note the basis, and its vertex when it is new."""
    own = tableau.mask()
    tight = own | sum(1 << v for v, row in zip(tableau.basic, tableau.rows, strict=True) if not row[-1])
    d = len(c[0])
    if tight not in found.seen:
        found.seen[tight] = len(found.labels)
        z = tableau.point()
        found.points.append(z)
        found.labels.append(tight & ((1 << d) - 1) | _binding(c, keep, tight >> d, z, tableau.det) << d)
    vertex = found.seen[tight]
    found.bases[own & ((1 << d) - 1) | _spread(own >> d, keep) << d] = (vertex, tableau.sign())


def _spread(mask: int, keep: list[int]) -> int:
    """Spread a mask over the kept rows to one over all rows."""
    return sum(1 << row for p, row in enumerate(keep) if mask >> p & 1)


def _binding(c: Matrix, keep: list[int], mask: int, z: tuple[int, ...], det: int) -> int:
    """Return the mask of all binding rows, those left out of the walk included."""
    known = _spread(mask, keep)
    if len(keep) == len(c):
        return known
    rest = set(range(len(c))).difference(keep)
    return known | sum(1 << i for i in rest if sum(a * b for a, b in zip(c[i], z, strict=True)) == det)
