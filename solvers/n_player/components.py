"""All Nash equilibria of a finite game with any number of players, exact, as connected components.

Every support is examined. It is closed by conditional dominance (`supports`), or found to be a face made of equilibria,
or solved (`one_support`): excluded by exact signs on a subdivision (`subdivision`, `multipliers`), or of what two
players' mixtures leave (`two_eliminated`), its zeros certified one by one (`certified`), or its continua and singular
points found by algebra: the multi-affine system (`support_system`) is split into triangular cases (`splitting`), each
decomposed into connected cells (`cells`, `finite`, `cylinders`). Cells of all supports partition the set of equilibria;
they are joined through proved limits of each cell (`joins`, `frontier`), and what is not joined is proved to be apart
(`separation`). The set has finitely many components (Kohlberg and Mertens 1986); a component of dimension zero is an
isolated equilibrium. Coordinates are rational, or algebraic numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property, partial
from itertools import product
from time import monotonic
from typing import Any

from flint import fmpq
from numpy.typing import NDArray

from solvers.limits import Progress
from solvers.n_player.algebraic import Implicit, approx, ball
from solvers.n_player.cells import Cell, Point, algebraic_profile, coordinates, satisfies
from solvers.n_player.index import completed, regular_index
from solvers.n_player.joins import Joined, merge, support_of, witnessed
from solvers.n_player.nearby import completed_nearby
from solvers.n_player.number_fields import exact, same_number
from solvers.n_player.search import Search, search, summary
from solvers.n_player.separation import separate
from solvers.n_player.splitting import start
from solvers.n_player.supports import Support, Table, inside, integer_tables, undominated

NAMING_SECONDS, NEARBY_SECONDS = 60, 60
SEARCHED, FINISHED = 0.8, 0.9
"""The share of the time after which no more supports are examined, and after which what was found is joined no more."""


@dataclass(frozen=True)
class NPoint:
    """One equilibrium: exact coordinates, kept in one number field until asked for; named until a deadline at most."""

    raw: Point = field(repr=False)
    until: float = field(default=float("inf"), repr=False, compare=False)

    @cached_property
    def profile(self) -> tuple[tuple[Any, ...], ...]:
        """Per player a probability for every action: Fractions, or sympy algebraic numbers.

        A zero known by its interval certificate is named by elimination now; where that takes more than three free
        unknowns, a minute or the time budget, its coordinates are sympy Floats of 50 certified digits (`named` tells),
        as are all irrational ones asked for when the time is over.
        """
        return tuple(tuple(exact(x, self.until) for x in row) for row in self._named)

    @property
    def named(self) -> bool:
        """Whether the profile is given exactly (not as certified decimals)."""
        return not any(isinstance(x, Implicit) for row in self._named for x in row)

    @cached_property
    def _named(self) -> Point:
        box = next((x.box for row in self.raw for x in row if isinstance(x, Implicit)), None)
        deadline = min(monotonic() + NAMING_SECONDS, self.until)
        return self.raw if box is None else algebraic_profile(box, self.raw, deadline)

    @property
    def coordinates(self) -> Point:
        """The exact coordinates in one number field, or certified boxes where they are not `named`."""
        return self._named

    @property
    def approx(self) -> tuple[tuple[float, ...], ...]:
        """Decimal value, correct to double precision."""
        return tuple(tuple(approx(x) for x in row) for row in self.raw)

    @property
    def rational(self) -> bool:
        """Whether all coordinates are rational."""
        return all(isinstance(x, fmpq) for row in self.raw for x in row)

    def digits(self, n: int = 30) -> tuple[tuple[str, ...], ...]:
        """Certified decimals of every coordinate."""
        return tuple(tuple(ball(x, 4 * n).str(n, radius=False) for x in row) for row in self.raw)


@dataclass(frozen=True)
class Piece:
    """A connected part of a component on one support."""

    support: Support
    dimension: int
    sample: NPoint
    ends: tuple[NPoint, ...]
    cell: Cell | None = field(default=None, repr=False, compare=False)  # None for an entire face

    @property
    def is_linear(self) -> bool:
        """Whether all its conditions are linear."""
        branch = self.cell.branch if self.cell else None
        if branch is None:
            return True
        straight = (*branch.equations, *branch.positive, *branch.weak, *branch.nonzero)
        tops, below = [p for _, p, _ in branch.chain], [q for _, _, q in branch.chain]
        return all(p.total_degree() <= 1 for p in (*straight, *tops)) and all(q.is_constant() for q in below)

    def _holds(self, point: Point, support: Support) -> bool:
        if self.cell is None:
            return inside(support, self.support)
        system = self.cell.branch.system if self.cell.branch is not None else None
        return (
            support == self.support
            and system is not None
            and satisfies(start(system), coordinates(system, point))
            and self.cell.holds(point)
        )


@dataclass(frozen=True)
class NComponent:
    """A connected component of the set of equilibria."""

    dimension: int
    points: tuple[NPoint, ...]  # the equilibrium itself, or extreme points and samples, ends first
    pieces: tuple[Piece, ...]
    index: int | None = None  # None where it is not known

    def contains(self, profile: tuple[tuple[Fraction, ...], ...]) -> bool:
        """Whether a rational profile belongs to the component, exactly."""
        point = tuple(tuple(fmpq(x.numerator, x.denominator) for x in row) for row in profile)
        support = support_of(point)
        return any(piece._holds(point, support) for piece in self.pieces)


@dataclass(frozen=True)
class NPlayerResult:
    """All components found, whether that is all, and why."""

    components: tuple[NComponent, ...]
    complete: bool
    why: str
    left: tuple[Support, ...] = ()  # not examined when the time budget ended, some of them
    grouped: bool = True  # whether the grouping into components is proved


def nash_components(
    payoffs: NDArray[Any], budget: float | None = None, progress: Progress | None = None, near: bool = True
) -> NPlayerResult:
    """All Nash equilibria of a game given as an array of shape (n_players, *n_actions), by components.

    `budget` is in seconds; when it ends, the result says how many supports were left. `progress` is called with the
    number of supports done and to be done. `near` lets the index of a component that is not regular be sought in a
    nearby game. Raises ValueError for an array whose first axis does not number its other axes.
    """
    if payoffs.ndim != len(payoffs) + 1:
        raise ValueError(f"expected shape (n_players, *n_actions), got {payoffs.shape}")
    start, seconds = monotonic(), float("inf") if budget is None else budget
    deadline, tables = start + FINISHED * seconds, integer_tables(payoffs)
    found = search(tables, undominated(tables), start + SEARCHED * seconds, progress)
    joined = witnessed(found.cells, found.faces, deadline, closed=not found.left)
    strays = {id(p) for p in joined.lost}
    groups, used, close = merge(joined, _inseparable(found, joined, payoffs.shape[1:], tables, deadline))
    parts = (_component(found, group, payoffs.shape[1:], strays) for group in groups)
    components = tuple(sorted(parts, key=_rank))
    cut_off = joined.unfollowed or (close and monotonic() > deadline)  # the time ended before the parts were joined
    complete = not (found.left or joined.lost or cut_off)
    components = _indexed(components, tables, complete, deadline, near)
    if deadline < float("inf"):
        components = tuple(replace(c, points=tuple(replace(p, until=deadline) for p in c.points)) for c in components)
    why = _why(found, payoffs.shape[1:], (len(joined.lost), joined.unfollowed, used, close))
    proved = complete and not (joined.unfollowed or used or close)
    return NPlayerResult(components, complete, why, tuple(found.left), proved)


def _inseparable(
    found: Search, joined: Joined, n_actions: tuple[int, ...], tables: tuple[Table, ...], deadline: float
) -> list[set[int]]:
    """Return the classes of groups that may be connected without a proved witness."""
    groups = enumerate(joined.groups)
    open_groups = [g for g, group in groups if monotonic() > deadline or not _isolated_by_itself(found, group, tables)]
    doubtful = [joined.doubtful[g] for g in open_groups]
    if len(open_groups) < 2 or not any(doubtful):
        return []
    points = [[cell.sample, *cell.ends] for cell in found.cells]
    points += [[_pure(choice, n_actions) for choice in product(*face)] for face in found.faces]
    sets = [[NPoint(p).approx for k in joined.groups[g] for p in points[k]] for g in open_groups]
    return [{open_groups[k] for k in near} for near in separate(tables, sets, doubtful, deadline)]


def _isolated_by_itself(found: Search, group: list[int], tables: tuple[Table, ...]) -> bool:
    """Whether a group is one regular equilibrium: near it no other action is used and no other profile is one."""
    cells = [found.cells[k] for k in group if k < len(found.cells)]
    alone = len(cells) == len(group) == 1 and not cells[0].dimension
    return alone and regular_index(tables, cells[0].sample) is not None


def _indexed(
    components: tuple[NComponent, ...], tables: tuple[Table, ...], complete: bool, deadline: float, near: bool
) -> tuple[NComponent, ...]:
    """Return the components with the index of each that is regular or, if they are all, fixed by others or nearby."""
    indices: list[int | None] = [
        None if c.dimension or monotonic() > deadline else regular_index(tables, c.points[0].raw) for c in components
    ]
    if complete:
        indices = completed(indices)
    if complete and near and None in indices and monotonic() < deadline:
        solve = partial(_isolated, budget=min(deadline - monotonic(), NEARBY_SECONDS))
        places = [_places(c) for c in components]
        indices = completed(completed_nearby(tables, places, indices, solve, deadline))
    return tuple(replace(c, index=index) for c, index in zip(components, indices, strict=True))


def _places(component: NComponent) -> list[tuple[tuple[float, ...], ...]]:
    return [point.approx for point in component.points]


def _isolated(payoffs: NDArray[Any], budget: float) -> list[tuple[tuple[tuple[float, ...], ...], int | None]] | None:
    """Return all equilibria of a nearby game with their indices; None if they are not known to be isolated, and all."""
    found = nash_components(payoffs, budget, near=False)
    if not found.complete or any(component.dimension for component in found.components):
        return None
    return [(component.points[0].approx, component.index) for component in found.components]


def _why(found: Search, n_actions: tuple[int, ...], grouping: tuple[int, int, int, int]) -> str:
    parts = summary(found, sum(n_actions) - sum(map(len, found.kept)))
    lost, unfollowed, recognised, close = grouping
    if lost:
        parts.append(f"{lost} limit points could not be placed in a cell")
    if unfollowed:
        parts.append(f"the limits of {unfollowed} cells were not followed when the time budget ended")
    if recognised:
        parts.append(f"{recognised} joins of cells rest on a limit recognised from its decimals")
    if close:
        parts.append(f"{close} components are close together and not proved to be separate")
    return "; ".join(parts)


def _component(found: Search, group: list[int], n_actions: tuple[int, ...], lost: set[int]) -> NComponent:
    cells = [found.cells[k] for k in group if k < len(found.cells)]
    faces = [found.faces[k - len(found.cells)] for k in group if k >= len(found.cells)]
    pieces = [_face_piece(f, n_actions) for f in faces] + [_piece(c, lost) for c in cells]
    pieces.sort(key=lambda p: -p.dimension)
    dimension = pieces[0].dimension
    ends = [e for p in pieces for e in p.ends] + [p.sample for p in pieces if p.dimension == 0]
    samples = [p.sample for p in pieces if p.dimension]
    points = _distinct(ends + samples)
    return NComponent(dimension, tuple(points), tuple(pieces))


def _distinct(points: list[NPoint]) -> list[NPoint]:
    out: dict[Any, list[NPoint]] = {}
    for point in points:
        key = tuple(round(x, 9) + 0.0 for row in point.approx for x in row)
        near = out.setdefault(key, [])
        if not any(
            all(same_number(a, b) for r, s in zip(p.raw, point.raw, strict=True) for a, b in zip(r, s, strict=True))
            for p in near
        ):
            near.append(point)
    return [p for near in out.values() for p in near]


def _face_piece(face: Support, n_actions: tuple[int, ...]) -> Piece:
    ends = tuple(NPoint(_pure(choice, n_actions)) for choice in product(*face))
    centre = tuple(
        tuple(fmpq(int(a in own), len(own)) for a in range(m)) for own, m in zip(face, n_actions, strict=True)
    )
    dimension = sum(len(own) - 1 for own in face)
    return Piece(face, dimension, NPoint(centre), ends)


def _pure(choice: tuple[int, ...], n_actions: tuple[int, ...]) -> Point:
    return tuple(tuple(fmpq(int(a == own)) for a in range(m)) for own, m in zip(choice, n_actions, strict=True))


def _piece(cell: Cell, lost: set[int]) -> Piece:
    return Piece(
        cell.support,
        cell.dimension,
        NPoint(cell.sample),
        tuple(NPoint(e) for e in cell.ends if id(e) not in lost),
        cell,
    )


def _rank(component: NComponent) -> Any:
    return (component.dimension, component.points[0].approx)
