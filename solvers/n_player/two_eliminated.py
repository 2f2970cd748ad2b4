"""Two players' mixtures as functions of the other players': few unknowns are left of a support.

Let player 1 use a actions and player 2 at most as many, b. For fixed probabilities z of the others, the a - 1
indifferences of player 1 are linear in player 2's mixture y. Any b - 1 of them determine y up to a factor where their
matrix has full rank: y is proportional to its maximal minors n_0(z), ..., n_(b-1)(z) with alternating signs. With y put
in, the b - 1 indifferences of player 2 and those of the others are linear in player 1's mixture x; a - 1 of them
determine it as minors m_0(z), ..., m_(a-1)(z) in the same way. What is left are equations in z alone, as many as
unknowns: with three players of 5, 4 and 3 actions two instead of nine. (Wilson 1971 and Rosenmueller 1971 compute
equilibria of n players in this spirit; the minors keep it exact.) Where player 1 has more indifferences than y and z
together have freedom, x is left out: there is hardly ever a solution. Where the rank of the equations chosen drops, at
isolated points z, others are full: several choices are looked at together, each a *view* of the support.

The box of z is bisected. A part is excluded if

* m_i > 0 > m_j on it: the rank is full, and x would have probabilities of both signs; likewise n;
* an equation, with m and n put in, has no zero: where a rank is not full it vanishes with m or n, so the ranks are;
* an inequality fails there, the signs of m and n being known.

Signs are read off Bernstein coefficients in whole numbers. A part is accounted for if it, and the x and y enclosed over
it, lie in a box that is certified to hold one zero of the whole system (`certified`). So what is found is all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, partial
from itertools import chain, permutations
from time import monotonic
from typing import Any

from flint import fmpq

from solvers.n_player.bernstein import Ends, Poly, Table, bernstein, halves, positive
from solvers.n_player.certified import RootBox, certify, endpoint
from solvers.n_player.splitting import OutOfTimeError
from solvers.n_player.support_system import System

Side = tuple[Fraction, Fraction]

MOST_FREE, MOST_CELLS, MOST_VIEWS = 3, 500, 2
"""Unknowns left, parts of their box looked at, and ways to eliminate tried in either order."""
CLOSE = 60
"""Bits to which two certified zeros are told apart."""
NARROW = Fraction(1, 8)
"""The widest side of an enclosure in which a zero is looked for."""


@dataclass(frozen=True)
class _View:
    """One way to eliminate: the minors that the mixtures are proportional to, and the conditions with them put in."""

    players: tuple[int, int]
    minors: tuple[list[Any], list[Any]]
    equations: list[Any]
    weak: list[Any]

    def map(self, change: Callable[[list[Any]], list[Any]]) -> _View:
        """Return the view with every list of polynomials, or of their tables, changed."""
        m, n = self.minors
        return _View(self.players, (change(m), change(n)), change(self.equations), change(self.weak))


@dataclass(frozen=True)
class _Part:
    """Bernstein coefficients over a box of z, its ends, and which of them lie on walls."""

    views: list[_View]
    inside: list[Table]
    ends: tuple[Side, ...]
    walls: tuple[Ends, ...]


@dataclass(frozen=True)
class _Plan:
    """Whose mixtures are eliminated, and which unknowns that leaves."""

    system: System
    pair: tuple[int, int]

    def block(self, player: int) -> list[int]:
        """Return the unknowns of a player."""
        return [v for v, (i, _) in enumerate(self.system.variables) if i == player]

    @cached_property
    def free(self) -> list[int]:
        """The unknowns left."""
        return [v for v, (i, _) in enumerate(self.system.variables) if i not in self.pair]

    def equations(self, *players: int) -> list[Poly]:
        """Return the indifferences of some players."""
        owners = [i for i, own in enumerate(self.system.support) for _ in own[1:]]
        return [p for p, i in zip(self.system.equations, owners, strict=True) if i in players]

    def views(self) -> Iterator[_View]:
        """Yield ways to eliminate that differ in the equations which determine the mixtures, none of them void."""
        orders = [self.pair, self.pair[::-1]] if len(set(map(len, map(self.block, self.pair)))) == 1 else [self.pair]
        for first, second in orders:
            for turn in range(MOST_VIEWS):
                view = self.view(first, second, turn)
                if all(map(len, view.equations)) and all(map(len, chain(*view.minors))):
                    yield view

    def view(self, first: int, second: int, turn: int) -> _View:
        """Put in the second player's mixture, then the first's; `turn` says from which equations on."""
        x, y = self.block(first), self.block(second)
        own = _turned(self.equations(first), turn)
        n = _minors(own[: len(y)], y)
        put_y = partial(_put_in, block=y, minors=n)
        rest = self.equations(*set(range(len(self.system.support))) - set(self.pair))
        linear = _turned([*self.equations(second), *map(put_y, rest)], turn)
        left = [put_y(p) for p in own[len(y) :]]
        if len(linear) < len(x):
            return _View((first, second), ([], n), left, [])
        m = _minors(linear[: len(x)], x)
        put_x = partial(_put_in, block=x, minors=m)
        weak = [put_x(put_y(p)) for p in self.system.weak] if not turn else []
        return _View((first, second), (m, n), [*left, *map(put_x, linear[len(x) :])], weak)


def _turned(polys: list[Poly], turn: int) -> list[Poly]:
    return [*polys[turn % len(polys) :], *polys[: turn % len(polys)]] if polys else []


def roots_by_elimination(system: System, deadline: float) -> list[RootBox] | None:
    """Return boxes, each with one zero, that contain all equilibria of the support; None if that is not settled.

    Raises OutOfTimeError.
    """
    pair = _pair(system)
    if pair is None or not all(len(p) for p in system.equations):
        return None
    plan, boxes = _Plan(system, pair), list[RootBox]()
    work = [_whole(plan)]
    if not work[0].views:
        return None
    for _ in range(MOST_CELLS):
        if not work:
            return _distinct(boxes)
        if monotonic() > deadline:
            raise OutOfTimeError
        part = work.pop()
        if not _excluded(part) and not _accounted(plan, part, boxes):
            work += _halves(part)
    return None


def _pair(system: System) -> tuple[int, int] | None:
    """Return the players to eliminate, the one with more actions first, so that the fewest unknowns are left."""
    sizes = [len(own) for own in system.support]
    pairs = [(sizes[i] + sizes[j], sizes[j], i, j) for i, j in permutations(range(len(sizes)), 2)]
    most, _, i, j = max(p for p in pairs if sizes[p[2]] >= sizes[p[3]])
    return (i, j) if sizes[j] > 1 and 1 <= len(system.variables) - most + 2 <= MOST_FREE else None


def _minors(equations: Sequence[Poly], block: Sequence[int]) -> list[Poly]:
    """Return polynomials to which the probabilities are proportional that solve equations linear in them."""
    rows = []
    for poly in equations:
        slopes = [poly.derivative(v) for v in block]
        rest = poly - sum((s * poly.context().gen(v) for s, v in zip(slopes, block, strict=True)), poly * 0)
        rows.append([rest, *(rest + s for s in slopes)])
    return [_determinant([row[:k] + row[k + 1 :] for row in rows]) * (-1) ** k for k in range(len(block) + 1)]


def _determinant(matrix: list[list[Poly]]) -> Poly:
    if len(matrix) == 1:
        return matrix[0][0]
    head, *others = matrix
    terms = (
        p * _determinant([row[:k] + row[k + 1 :] for row in others]) * (-1) ** k for k, p in enumerate(head) if len(p)
    )
    return sum(terms, head[0] * 0)


def _put_in(poly: Poly, block: Sequence[int], minors: Sequence[Poly]) -> Poly:
    """Return the polynomial, affine in a block, at probabilities proportional to minors, times the sum of these."""
    slopes = [poly.derivative(v) for v in block]
    rest = poly - sum((s * poly.context().gen(v) for s, v in zip(slopes, block, strict=True)), poly * 0)
    total = sum(minors[1:], minors[0])
    return rest * total + sum((s * m for s, m in zip(slopes, minors[1:], strict=True)), poly * 0)


def _whole(plan: _Plan) -> _Part:
    def tables(polys: list[Poly]) -> list[Table]:
        """Return tables of one degree, so that their sums and quotients mean something."""
        degrees = [max(0, *(int(p.degrees()[v]) for p in polys)) for v in plan.free] if polys else []
        return [bernstein(p, plan.free, degrees) for p in polys]

    eliminated = [v for player in plan.pair for v in plan.block(player)]
    inside = [p for p in plan.system.positive if not any(p.degrees()[v] > 0 for v in eliminated)]
    size = len(plan.free)
    ends, walls = ((Fraction(0), Fraction(1)),) * size, ((True, True),) * size
    return _Part([view.map(tables) for view in plan.views()], tables(inside), ends, walls)


def _sign(table: Table, walls: Sequence[Ends]) -> int:
    """Return the sign of a polynomial on the part of a box off the walls, 0 if it is not seen."""
    return 1 if positive(table, walls) else -1 if positive(-table, walls) else 0


def _excluded(part: _Part) -> bool:
    outside = any(_sign(t, part.walls) < 0 for t in part.inside)
    return outside or any(_contradicts(view, part.walls) for view in part.views)


def _contradicts(view: _View, walls: Sequence[Ends]) -> bool:
    if any(_sign(t, walls) for t in view.equations):
        return True
    both = [{_sign(t, walls) for t in tables} for tables in view.minors]
    if any({1, -1} <= signs for signs in both):
        return True
    first, second = map(sum, both)
    return any(_sign(t, walls) * first * second < 0 for t in view.weak)


def _accounted(plan: _Plan, part: _Part, boxes: list[RootBox]) -> bool:
    """Whether all zeros over a part of the z are known; a zero met there is added to the boxes."""
    enclosures = (_enclosed(plan, view, part) for view in part.views)
    for near in enclosures:
        if near is None or max(b - a for a, b in near) > NARROW:
            continue
        if any(_within(near, box) for box in boxes):
            return True
        box = certify(plan.system, [float(a + b) / 2 for a, b in near])
        if box is not None and _within(near, box):
            boxes.append(box)
            return True
        return False
    return False


def _distinct(boxes: list[RootBox]) -> list[RootBox] | None:
    """Return the boxes without those whose zero is another's; None where that is not seen."""
    out: list[RootBox] = []
    for box in boxes:
        near = [(_plain(endpoint(x, -1)), _plain(endpoint(x, 1))) for x in box.enclosure(CLOSE)]
        same = [other for other in out if _meet(near, other)]
        if any(not _within(near, other) for other in same):
            return None
        out += [box] * (not same)
    return out


def _meet(near: Sequence[Side], box: RootBox) -> bool:
    return all(a <= y and x <= b for (x, y), (a, b) in zip(near, _sides(box), strict=True))


def _within(near: Sequence[Side], box: RootBox) -> bool:
    return all(a <= x and y <= b for (x, y), (a, b) in zip(near, _sides(box), strict=True))


def _sides(box: RootBox) -> list[Side]:
    return [(_plain(c - box.radius), _plain(c + box.radius)) for c in box.centre]


def _plain(x: fmpq) -> Fraction:
    return Fraction(int(x.p), int(x.q))


def _enclosed(plan: _Plan, view: _View, part: _Part) -> list[Side] | None:
    """Return bounds of all unknowns over a part, None where a sum of minors may vanish."""
    out = [(Fraction(0), Fraction(1))] * len(plan.system.variables)
    for v, ends in zip(plan.free, part.ends, strict=True):
        out[v] = ends
    for player, tables in zip(view.players, view.minors, strict=True):
        if not tables:
            return None
        total = sum(tables[1:], tables[0])
        low, high = int(total.min()), int(total.max())
        if low <= 0 <= high:
            return None
        for v, table in zip(plan.block(player), tables[1:], strict=True):
            values = [Fraction(int(a), b) for a in (table.min(), table.max()) for b in (low, high)]
            out[v] = (min(values), max(values))
    return out


def _halves(part: _Part) -> list[_Part]:
    """Both halves along the longest side."""
    axis = max(range(len(part.ends)), key=lambda k: part.ends[k][1] - part.ends[k][0])
    a, b = part.ends[axis]
    ends, (low, high) = [(a, (a + b) / 2), ((a + b) / 2, b)], part.walls[axis]
    walls = [(low, False), (False, high)]
    both = [view.map(lambda tables: [halves(t, axis) for t in tables]) for view in part.views]
    inside = [halves(t, axis) for t in part.inside]
    return [
        _Part(
            [view.map(partial(_side, k)) for view in both],
            [t[k] for t in inside],
            (*part.ends[:axis], ends[k], *part.ends[axis + 1 :]),
            (*part.walls[:axis], walls[k], *part.walls[axis + 1 :]),
        )
        for k in (0, 1)
    ]


def _side(k: int, cuts: list[tuple[Table, Table]]) -> list[Table]:
    return [cut[k] for cut in cuts]
