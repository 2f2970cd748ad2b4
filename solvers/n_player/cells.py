"""Connected cells of the solutions of one case, with exact sample points, ends and membership.

If all conditions on the free unknowns are linear the solutions are one convex cell, given by its vertices.
Otherwise the free unknowns are cut by a cylindrical algebraic decomposition (`cylinders`). A cell knows
its dimension, a sample point, limit points on its frontier, and decides membership exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import combinations
from time import monotonic

from flint import fmpq, fmpq_mat

from solvers.n_player.algebraic import Num, approx, sign
from solvers.n_player.bernstein import Poly
from solvers.n_player.certified import RootBox
from solvers.n_player.cylinders import Cylinders, Leaf, evaluate, orders
from solvers.n_player.finite import finite_points
from solvers.n_player.frontier import Blurred, Known, Limit, facets, known_points, limit_on, near_facet
from solvers.n_player.number_fields import same_number, strip
from solvers.n_player.splitting import Branch, OutOfTimeError, leaves, start
from solvers.n_player.support_system import System, is_constant
from solvers.n_player.supports import Support

PATIENCE = (2.0, 20.0, 200.0)
"""Seconds for each order of the unknowns, round by round; after the last, one order takes all the time there is."""
MOST_ORDERS = 6

Point = tuple[tuple[Num, ...], ...]  # per player a probability for every action
Decimals = tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Cell:
    """A connected set of equilibria with one support."""

    support: Support
    dimension: int
    sample: Point
    ends: tuple[Point, ...]
    branch: Branch | None
    path: tuple[int, ...] | None = None  # index path in the cylinders; None for a convex cell
    cylinders: Cylinders | None = field(default=None, compare=False)
    box: RootBox | None = field(default=None, compare=False)
    blurred: tuple[Blurred, ...] = ()  # facets without a proved limit

    @property
    def unnamed(self) -> int:
        """Number of facets without a proved limit point."""
        return len(self.blurred)

    def holds(self, point: Point) -> bool:
        """Whether an equilibrium with the cell's support lies in the cell."""
        if self.box is not None:
            return self.box.contains(coordinates(self.box.system, point))
        if self.branch is None:
            return True
        if self.dimension == 0:
            return all(
                same_number(a, b) for r, s in zip(self.sample, point, strict=True) for a, b in zip(r, s, strict=True)
            )
        values = coordinates(self.branch.system, point)
        if self.cylinders is None:
            return satisfies(self.branch, values)
        memo = self.cylinders.memo
        if id(point) not in memo:  # the same point is sought in every cell of the decomposition
            found = satisfies(self.branch, values)
            path = self.cylinders.locate([values[v] for v in self.cylinders.order]) if found else ()
            memo[id(point)] = (point, path)  # keeping the point keeps its identity
        return bool(memo[id(point)][1] == self.path)


def coordinates(system: System, point: Point) -> list[Num]:
    """Values of a system's unknowns at a profile."""
    return [point[i][system.support[i][k]] for i, k in system.variables]


def satisfies(branch: Branch, values: Sequence[Num]) -> bool:
    """Whether all conditions of a case hold at a point, exactly."""

    def at(poly: Poly) -> Num:
        return evaluate(poly, values)

    return (
        all(sign(at(q)) != 0 and sign(at(q) * values[v] - at(p)) == 0 for v, p, q in branch.chain)
        and all(sign(at(p)) == 0 for p in branch.equations)
        and all(sign(at(p)) > 0 for p in branch.positive)
        and all(sign(at(p)) >= 0 for p in branch.weak)
        and all(sign(at(p)) != 0 for p in branch.nonzero)
    )


def profile(branch: Branch, n_actions: Sequence[int], values: dict[int, Num]) -> Point | None:
    """Return the profile over all actions, given the free unknowns; None where a denominator vanishes."""
    known = list(range(len(branch.system.variables)))
    full: list[Num] = [values.get(v, fmpq(0)) for v in known]
    for v, numerator, denominator in reversed(branch.chain):
        bottom = evaluate(denominator, full)
        if sign(bottom) == 0:
            return None
        full[v] = evaluate(numerator, full) / bottom
    return spread(branch.system, n_actions, full)


def spread(system: System, n_actions: Sequence[int], full: Sequence[Num]) -> Point:
    """Probabilities of all actions from the unknowns of a support."""
    out = []
    for i, own in enumerate(system.support):
        row: list[Num] = [fmpq(0)] * n_actions[i]
        row[own[0]] = fmpq(1)
        for v, (j, k) in enumerate(system.variables):
            if j == i:
                row[own[k]] = full[v]
                row[own[0]] = row[own[0]] - full[v]
        out.append(tuple(row))
    return tuple(out)


def cells_of(branch: Branch, n_actions: Sequence[int], deadline: float) -> list[Cell]:
    """All cells of a final case."""
    free = branch.free
    conditions = branch.positive + branch.weak
    if not branch.equations:
        linear = [p for p in conditions if p.total_degree() <= 1]
        strict = [p for p in branch.positive if p.total_degree() <= 1]
        corners = vertices(linear, free, max(1, len(branch.system.variables)))
        if not corners or not _open(strict, free, corners):
            return []
        middle = [sum((c[k] for c in corners), fmpq(0)) / len(corners) for k in range(len(branch.system.variables))]
        if len(corners) == 1:
            if not satisfies_free(branch, middle):
                return []
            point = profile(branch, n_actions, dict(enumerate(middle)))
            return [] if point is None else [Cell(branch.system.support, 0, point, (), branch)]
        if len(linear) == len(conditions) and not branch.nonzero and all(is_constant(q) for _, _, q in branch.chain):
            ends = tuple(p for c in corners if (p := profile(branch, n_actions, dict(enumerate(c)))) is not None)
            sample = profile(branch, n_actions, dict(enumerate(middle)))
            assert sample is not None
            return [Cell(branch.system.support, _rank(corners), sample, ends, branch)]
    finite = finite_points(branch, deadline)
    if finite is not None:
        return _isolated(branch, n_actions, *finite)
    return _cylinder_cells(branch, n_actions, deadline)


def _isolated(
    branch: Branch, n_actions: Sequence[int], order: Sequence[int], points: Sequence[tuple[Num, ...]]
) -> list[Cell]:
    """Return the candidates that meet every condition."""
    out: list[Cell] = []
    for point in points:
        full: list[Num] = [fmpq(0)] * len(branch.system.variables)
        for v, x in zip(order, point, strict=True):
            full[v] = x
        if all(sign(x) > 0 and sign(1 - x) > 0 for x in point) and satisfies_free(branch, full):
            solution = profile(branch, n_actions, dict(zip(order, point, strict=True)))
            if solution is not None:
                out.append(Cell(branch.system.support, 0, solution, (), branch, tuple(range(len(out))), None))
    return out


def satisfies_free(branch: Branch, values: Sequence[Num]) -> bool:
    """Return the sign conditions of a case in its free unknowns."""
    return (
        all(sign(evaluate(p, values)) == 0 for p in branch.equations)
        and all(sign(evaluate(p, values)) > 0 for p in branch.positive)
        and all(sign(evaluate(p, values)) >= 0 for p in branch.weak)
        and all(sign(evaluate(p, values)) != 0 for p in branch.nonzero)
    )


def _open(strict: Sequence[Poly], free: Sequence[int], corners: list[list[fmpq]]) -> bool:
    """Whether the relative interior of a polytope lies in the open box and meets every strict condition."""
    return all(any(sign(evaluate(p, c)) > 0 for c in corners) for p in strict) and all(
        any(c[v] > 0 for c in corners) and any(c[v] < 1 for c in corners) for v in free
    )


def _rank(corners: list[list[fmpq]]) -> int:
    first = corners[0]
    return int(fmpq_mat([[a - b for a, b in zip(c, first, strict=True)] for c in corners[1:]]).rank())


def vertices(linear: Sequence[Poly], free: Sequence[int], size: int) -> list[list[fmpq]]:
    """Vertices of {linear >= 0} in the unit box of the free unknowns (other coordinates zero)."""
    rows = [_row(p, size) for p in linear] + [_unit(v, size, s) for v in free for s in (1, -1)]
    groups = _groups(rows, free)
    answer = [[fmpq(0)] * size]
    if any(not any(row[0]) and row[1] < 0 for row in rows):
        return []
    for group in groups:
        own = [r for r in rows if any(r[0][v] != 0 for v in group)]
        found = _block_vertices(own, group)
        answer = [_placed(base, group, v) for base in answer for v in found]
    return answer


def _placed(base: list[fmpq], group: Sequence[int], values: Sequence[fmpq]) -> list[fmpq]:
    out = list(base)
    for v, x in zip(group, values, strict=True):
        out[v] = x
    return out


def _row(poly: Poly, size: int) -> tuple[list[int], int]:
    row, constant = [0] * size, 0
    for exponents, coefficient in poly.to_dict().items():
        where = [v for v, e in enumerate(exponents) if e]
        if where:
            row[where[0]] = int(coefficient)
        else:
            constant = int(coefficient)
    return row, constant


def _unit(v: int, size: int, sense: int) -> tuple[list[int], int]:
    row = [0] * size
    row[v] = sense
    return row, 0 if sense > 0 else 1


def _groups(rows: list[tuple[list[int], int]], free: Sequence[int]) -> list[list[int]]:
    """Unknowns linked by a common condition."""
    groups = [{v} for v in free]
    for row, _ in rows:
        touched = {v for v in free if row[v]}
        linked = [g for g in groups if g & touched]
        if len(linked) > 1:
            groups = [g for g in groups if not g & touched] + [set().union(*linked)]
    return [sorted(g) for g in groups]


def _block_vertices(rows: list[tuple[list[int], int]], group: list[int]) -> list[list[fmpq]]:
    d, seen, out = len(group), set(), []
    unique = list({(tuple(r[v] for v in group), c) for r, c in rows})
    for chosen in combinations(unique, d):
        matrix = fmpq_mat([list(r) for r, _ in chosen])
        try:
            solution = matrix.solve(fmpq_mat([[-c] for _, c in chosen]))
        except ZeroDivisionError:
            continue
        x = [solution[k, 0] for k in range(d)]
        if tuple(x) in seen or any(sum(a * b for a, b in zip(r, x, strict=True)) + c < 0 for r, c in unique):
            continue
        seen.add(tuple(x))
        out.append(x)
    return out


def _cylinder_cells(branch: Branch, n_actions: Sequence[int], deadline: float) -> list[Cell]:
    """Decompose in whatever order of the unknowns is done first: degrees differ much, in none foreseeably."""
    choices = orders(branch)[:MOST_ORDERS]
    for patience in PATIENCE:
        for order in choices:
            with suppress(OutOfTimeError):
                return _cells_in_order(branch, n_actions, order, min(deadline, monotonic() + patience))
        if monotonic() > deadline:
            raise OutOfTimeError
    return _cells_in_order(branch, n_actions, choices[0], deadline)


def _cells_in_order(branch: Branch, n_actions: Sequence[int], order: tuple[int, ...], deadline: float) -> list[Cell]:
    cylinders = Cylinders.build(branch, order, deadline)
    out = []
    found = list(cylinders.leaves())
    known = known_points(found)
    for leaf in found:
        sample = profile(branch, n_actions, dict(zip(cylinders.order, leaf.values, strict=True)))
        if sample is None:
            continue
        ends, blurred = _ends(branch, n_actions, cylinders, leaf, known)
        cell = Cell(branch.system.support, leaf.dimension, sample, ends, branch, leaf.path, cylinders)
        out.append(replace(cell, blurred=blurred))
    return out


def _ends(
    branch: Branch, n_actions: Sequence[int], cylinders: Cylinders, leaf: Leaf, known: Known
) -> tuple[tuple[Point, ...], tuple[Blurred, ...]]:
    """One limit point for each facet of the cell, or a decimal point next to it where none can be named."""
    out, blurred = [], []
    for facet in facets(cylinders, leaf):
        if monotonic() > cylinders.deadline:
            raise OutOfTimeError
        limit = limit_on(cylinders, leaf, known, *facet)
        point = _limit_point(branch, n_actions, cylinders, limit) if limit else None
        if point is not None:
            out.append(point)
            continue
        near = near_facet(cylinders, leaf, *facet)
        beside = profile(branch, n_actions, dict(zip(cylinders.order, near, strict=True))) if near else None
        blurred.append(Blurred(tuple(tuple(map(approx, row)) for row in beside or ()), limit))
    return tuple(out), tuple(blurred)


def _limit_point(branch: Branch, n_actions: Sequence[int], cylinders: Cylinders, limit: Limit) -> Point | None:
    named = dict(zip(cylinders.order, limit.values, strict=True))
    point = profile(branch, n_actions, named)
    if point is None and limit.moving is not None:
        return limit_profile(branch, n_actions, named, cylinders.order[limit.moving])
    return point


def limit_profile(branch: Branch, n_actions: Sequence[int], values: dict[int, Num], moving: int) -> Point | None:
    """Limit of the profile as the moving free unknown tends to its value, the other free ones fixed."""
    size = len(branch.system.variables)
    tops: list[list[Num]] = [[values.get(v, fmpq(0))] for v in range(size)]
    bottoms: list[list[Num]] = [[fmpq(1)] for _ in range(size)]
    tops[moving] = [values[moving], fmpq(1)]
    for v, numerator, denominator in reversed(branch.chain):
        p = _compose(numerator, tops, bottoms)
        q = _compose(denominator, tops, bottoms)
        top, bottom = _times(p[0], q[1]), _times(p[1], q[0])
        if not bottom:
            return None
        while top and sign(top[0]) == 0 and sign(bottom[0]) == 0:
            top, bottom = top[1:], bottom[1:]
        if not top:
            top, bottom = [], [fmpq(1)]
        tops[v], bottoms[v] = top, bottom
    full = []
    for top, bottom in zip(tops, bottoms, strict=True):
        if sign(bottom[0]) == 0:
            return None
        full.append((top[0] if top else fmpq(0)) / bottom[0])
    return spread(branch.system, n_actions, full)


def _times(first: list[Num], second: list[Num]) -> list[Num]:
    if not first or not second:
        return []
    out: list[Num] = [fmpq(0)] * (len(first) + len(second) - 1)
    for i, a in enumerate(first):
        for j, b in enumerate(second):
            out[i + j] = out[i + j] + a * b
    return strip(out)


def _compose(poly: Poly, tops: list[list[Num]], bottoms: list[list[Num]]) -> tuple[list[Num], list[Num]]:
    """Return a polynomial at quotients of univariate polynomials, over a common denominator."""
    degrees = [max(0, int(d)) for d in poly.degrees()]
    total: list[Num] = []
    for exponents, coefficient in poly.to_dict().items():
        term: list[Num] = [fmpq(coefficient)]
        for v, e in enumerate(exponents):
            for k in range(degrees[v]):
                term = _times(term, tops[v] if k < e else bottoms[v])
        width = max(len(total), len(term))
        total = strip(
            [(total[k] if k < len(total) else fmpq(0)) + (term[k] if k < len(term) else fmpq(0)) for k in range(width)]
        )
    bottom: list[Num] = [fmpq(1)]
    for v, d in enumerate(degrees):
        for _ in range(d):
            bottom = _times(bottom, bottoms[v])
    return total, bottom


def algebraic_profile(box: RootBox, point: Point, deadline: float) -> Point:
    """Return the profile at a certified zero with algebraic coordinates, by elimination; unchanged if out of reach."""
    try:
        for leaf in leaves(start(box.system), deadline):
            if leaf.equations and len(leaf.free) > 2:
                return point
            for cell in cells_of(leaf, [len(row) for row in point], deadline):
                if box.contains(coordinates(box.system, cell.sample)):
                    return cell.sample
    except OutOfTimeError:
        pass
    return point
