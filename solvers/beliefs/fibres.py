"""From cells of assessments to components: points in strategies, each with all beliefs that go with it.

A cell is a connected set of assessments. Its ends are grouped by their strategies; for each strategy the beliefs are
found again by the same search with the strategy given, so that the set is complete at every point listed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice, product
from time import monotonic
from typing import Any

from flint import fmpq, fmpq_mat

from games.forms import numbers
from solvers.assessment import Assessment, Polytope
from solvers.beliefs.bases import Rule, search
from solvers.beliefs.consistency import Witness, witness
from solvers.beliefs.histories import Histories
from solvers.equilibrium import Component
from solvers.n_player.cells import Cell, Point
from solvers.n_player.components import NPoint
from solvers.n_player.joins import join_cells, support_of
from solvers.programs.linear import maximise

MAX_COMBINATIONS = 256
TIED = (
    "beliefs at different information sets are tied to each other: not all combinations of the corners are consistent"
)
SAMPLED = "bounded by polynomials: the points listed are outermost samples"
DECIMAL = "where strategies are irrational, beliefs are those of the points listed and the dimension counts beliefs too"
ENDED = "where the time budget ended, beliefs are those of the points listed and the dimension counts beliefs too"


@dataclass
class Listing:
    """One component in the making: its points by strategy, and what has to be said about them."""

    points: dict[tuple[Any, ...], Assessment] = field(default_factory=dict)
    notes: dict[str, None] = field(default_factory=dict)


@dataclass(frozen=True)
class Fibre:
    """A connected set of beliefs that go with one strategy."""

    cells: tuple[Cell, ...]

    def holds(self, point: Point) -> bool:
        """Whether an assessment with the strategy is in it."""
        return any(cell.support == support_of(point) and cell.holds(point) for cell in self.cells)


@dataclass(frozen=True)
class Fibres:
    """The beliefs over strategies of one game under one rule, found when asked for, until the deadline."""

    game: Histories
    rule: Rule
    deadline: float = float("inf")
    memo: dict[Any, tuple[Fibre, ...]] = field(default_factory=dict)
    keys: dict[Point, tuple[Any, ...]] = field(default_factory=dict)

    def over(self, point: Point) -> tuple[Fibre, ...]:
        """Return the connected sets of beliefs over the rational strategy of an assessment."""
        key = self.strategy(point)
        if key not in self.memo and monotonic() < self.deadline:
            found = search(self.game, self.rule, self.deadline, dict(enumerate(key)))
            groups, _ = join_cells(found.cells, []) if not found.left else ([], [])
            self.memo[key] = tuple(Fibre(tuple(found.cells[k] for k in group)) for group in groups)
        return self.memo.get(key, ())

    @property
    def is_late(self) -> bool:
        """Whether the time budget has ended, so that beliefs may be missing."""
        return monotonic() > self.deadline

    def strategy(self, point: Point) -> tuple[tuple[Fraction, ...], ...]:
        """Return the strategy of a rational assessment."""
        return tuple(tuple(Fraction(int(p.p), int(p.q)) for p in row) for row in point[: len(self.game.sizes)])

    def is_rational(self, point: Point) -> bool:
        """Whether the strategy of an assessment is rational."""
        return all(isinstance(p, fmpq) for row in point[: len(self.game.sizes)] for p in row)

    def plain(self, point: Point) -> Point:
        """Return an assessment as fibres show it: strategies given stand as their first action."""
        rows = point[: len(self.game.sizes)]
        first = [next(a for a, p in enumerate(row) if p != 0) for row in rows]
        pure = tuple(tuple(fmpq(int(a == own)) for a in range(len(row))) for row, own in zip(rows, first, strict=True))
        return (*pure, *point[len(self.game.sizes) :])

    def at(self, point: Point) -> Fibre | None:
        """Return the connected set of beliefs that an assessment with a rational strategy belongs to."""
        seen = self.plain(point)
        return next((fibre for fibre in self.over(point) if fibre.holds(seen)), None)


def component(fibres: Fibres, cells: Sequence[Cell]) -> Component:
    """Return joined cells as a component of strategies with their beliefs."""
    listing = Listing()
    curved = any(cell.cylinders is not None for cell in cells)
    for cell in cells:
        for point in _listed(cell):
            _add(fibres, listing, point)
    members = [] if curved else [_member(fibres, listing, cell) for cell in cells]
    subsets = [s for s in dict.fromkeys(members) if not any(set(s) < set(other) for other in members)]
    dimension = max(_dimension(fibres, cell) for cell in cells)
    notes = [*listing.notes, *[SAMPLED] * curved]
    shown = list(listing.points.values())
    shown = _outermost(shown) if curved and not fibres.is_late else shown
    extreme = sorted(enumerate(shown), key=lambda item: _rank(item[1]), reverse=True)
    place = {old: new for new, (old, _) in enumerate(extreme)}
    chosen = tuple(tuple(sorted(place[k] for k in subset)) for subset in subsets)
    return Component(tuple(point for _, point in extreme), dimension, chosen, None, "; ".join(notes))


def _listed(cell: Cell) -> Iterator[Point]:
    yield from cell.ends
    if not cell.ends or cell.cylinders is not None:
        yield cell.sample


def _outermost(points: list[Assessment]) -> list[Assessment]:
    """Return the points whose strategies are not mixtures of the others': samples inside say nothing more."""
    flat = [tuple(p for row in point.profile for p in row) for point in points]
    if not _all_rational(flat):
        return points
    corners = {*_corners(list(dict.fromkeys(flat)))}
    return [point for point, own in zip(points, flat, strict=True) if own in corners]


def _rank(point: Assessment) -> tuple[object, ...]:
    return point.is_pure, [[float(p) for p in row] for row in point.profile]


def _key(fibres: Fibres, point: Point) -> tuple[Any, ...]:
    """Return the strategy of an assessment and which of its connected sets of beliefs it is in, 0 if not known."""
    if not fibres.is_rational(point):
        return NPoint(point).profile[: len(fibres.game.sizes)], 0
    if point not in fibres.keys:
        fibre = fibres.at(point)
        fibres.keys[point] = (fibres.strategy(point), id(fibre) if fibre else 0)
    return fibres.keys[point]


def _add(fibres: Fibres, listing: Listing, point: Point) -> None:
    """List an assessment's strategy with all its beliefs, unless it is listed."""
    key = _key(fibres, point)
    fibre = fibres.at(point) if fibres.is_rational(point) else None
    if key in listing.points and fibre is not None:
        return
    profile = NPoint(point).profile
    strategy, own = profile[: len(fibres.game.sizes)], profile[len(fibres.game.sizes) :]
    if fibre is None:
        known = listing.points[key].beliefs if key in listing.points else [()] * len(own)
        beliefs = tuple(tuple(dict.fromkeys([*old, belief])) for old, belief in zip(known, own, strict=True))
        listing.notes[ENDED if fibres.is_rational(point) else DECIMAL] = None
        shown: Witness | None = None
    else:
        beliefs, tied = _beliefs(fibres, fibre, strategy)
        listing.notes |= {TIED: None} if tied else {}
        shown = witness(fibres.game, strategy, own) if fibres.rule == "consistent" and _all_rational(own) else None
    payoffs = tuple(map(_tidy, fibres.game.flat.payoffs(strategy)))
    listing.points[key] = Assessment(strategy, payoffs, beliefs, witness=shown)


def _tidy(value: Any) -> Any:
    return numbers.exact(value.expand()) if numbers.is_symbolic(value) else value


def _all_rational(rows: Sequence[Sequence[Any]]) -> bool:
    return all(isinstance(p, Fraction) for row in rows for p in row)


def _beliefs(fibres: Fibres, fibre: Fibre, strategy: Sequence[Sequence[Fraction]]) -> tuple[tuple[Polytope, ...], bool]:
    """Return the corners of the beliefs at every information set, and whether sets depend on each other."""
    points = [NPoint(point).profile[len(strategy) :] for cell in fibre.cells for point in _listed(cell)]
    columns = (list(dict.fromkeys(column)) for column in zip(*points, strict=True))
    polytopes = tuple(tuple(own) if fibres.is_late else _corners(own) for own in columns)
    several = [k for k, polytope in enumerate(polytopes) if len(polytope) > 1]
    curved = any(cell.cylinders is not None for cell in fibre.cells)
    if fibres.rule != "consistent" or (len(several) < 2 and not curved):
        return polytopes, False
    tried = [*islice(product(*polytopes), MAX_COMBINATIONS), tuple(map(_centre, polytopes))]
    free = all(_all_rational(own) and witness(fibres.game, strategy, own) is not None for own in tried)
    return polytopes, curved or not free


def _centre(polytope: Polytope) -> tuple[Any, ...]:
    return tuple(sum(column) / len(polytope) for column in zip(*polytope, strict=True))


def _corners(points: list[tuple[Any, ...]]) -> Polytope:
    """Return the points that are not convex combinations of the others, sorted, first nodes first."""
    if not _all_rational(points):
        return tuple(points)
    kept = [p for p in points if not _in_hull(p, [q for q in points if q != p])]
    return tuple(sorted(kept, reverse=True))


def _in_hull(point: Sequence[Fraction], others: Sequence[Sequence[Fraction]]) -> bool:
    if not others:
        return False
    rows = [*map(list, zip(*others, strict=True)), [1] * len(others)]
    return maximise([0] * len(others), E=rows, d=[*point, 1]).status == "optimal"


def _member(fibres: Fibres, listing: Listing, cell: Cell) -> tuple[int, ...]:
    places = {key: k for k, key in enumerate(listing.points)}
    return tuple(sorted({places[_key(fibres, point)] for point in _listed(cell)}))


def _dimension(fibres: Fibres, cell: Cell) -> int:
    """Return the dimension of the strategies in a cell."""
    if cell.cylinders is None and cell.dimension and all(map(fibres.is_rational, cell.ends)):
        rows = [[p for row in end[: len(fibres.game.sizes)] for p in row] for end in cell.ends]
        return int(fmpq_mat([[a - b for a, b in zip(row, rows[0], strict=True)] for row in rows]).rank())
    if not cell.dimension or not fibres.is_rational(cell.sample):
        return cell.dimension
    fibre, seen = fibres.at(cell.sample), fibres.plain(cell.sample)
    if fibre is None:  # the time budget ended
        return cell.dimension
    inner = [c.dimension for c in fibre.cells if c.support == support_of(seen) and c.holds(seen)]
    return cell.dimension - max(inner)
