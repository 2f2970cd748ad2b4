"""All rest points of the replicator dynamics of a population game, and which of them are equilibria.

A state rests if in every group all strategies in use pay the same; it is a Nash equilibrium if no other pays more
(Weibull 1995). For each choice of the strategies in use, one set per group, the conditions are as many linear equations
as unknowns. A regular system has one solution; a singular one that can be solved has a continuum, a polytope, whose
vertices are listed. All choices are tried, so the list is complete. Rational arithmetic.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product
from typing import Any

from games.errors import NotCoveredError
from games.forms.population import PopulationGame, State

MAX_SUPPORTS = 200_000


@dataclass(frozen=True)
class RestPoint:
    """A rest point, or the vertices of a polytope of them.

    `used` has for every group the strategies in use in the interior; `nash` says whether it is an equilibrium (of a
    continuum: whether every vertex is).
    """

    used: tuple[tuple[int, ...], ...]
    vertices: tuple[State, ...]
    nash: bool

    @property
    def is_point(self) -> bool:
        """Whether it is a single state."""
        return len(self.vertices) == 1

    @property
    def state(self) -> State:
        """A state of it: the point itself, or the mean of the vertices."""
        count = len(self.vertices)
        return tuple(
            tuple(sum(column) / Fraction(count) for column in zip(*rows, strict=True))
            for rows in zip(*self.vertices, strict=True)
        )


def rest_points(game: PopulationGame, nash_only: bool = False) -> tuple[RestPoint, ...]:
    """Return every rest point, pure ones first; with `nash_only` the equilibria.

    Raises NotCoveredError for a game of formulas or one with too many combinations of strategies.

    >>> hawk_dove = PopulationGame.of_matrix(("Hawk", "Dove"), [[-1, 4], [0, 2]])
    >>> [[str(x) for x in found.state[0]] for found in rest_points(hawk_dove, nash_only=True)]
    [['2/3', '1/3']]
    """
    if game.kind == "symbolic":
        raise NotCoveredError("rest points need numbers, not formulas; give the parameters values first")
    n = len(game.strategies)
    if ((1 << n) - 1) ** len(game.groups) > MAX_SUPPORTS:
        raise NotCoveredError(
            f"{len(game.groups)} groups with {n} strategies; accepted: at most {MAX_SUPPORTS} supports"
        )
    each = [used for size in range(1, n + 1) for used in combinations(range(n), size)]
    chosen = sorted(product(each, repeat=len(game.groups)), key=lambda used: sum(map(len, used)))
    found = (_solved(game, used) for used in chosen)
    return tuple(point for point in found if point and (point.nash or not nash_only))


def is_nash(game: PopulationGame, state: State) -> bool:
    """Return whether in every group only best replies are in use."""
    return all(
        all(share == 0 or pays == max(own) for share, pays in zip(shares, own, strict=True))
        for shares, own in zip(state, game.payoffs(state), strict=True)
    )


def _solved(game: PopulationGame, used: tuple[tuple[int, ...], ...]) -> RestPoint | None:
    places = [(g, f) for g, own in enumerate(used) for f in own]
    rows, right = _equations(game, used, places)
    reduced, rank = _reduced(rows, right)
    if any(not any(row[:-1]) and row[-1] for row in reduced):
        return None
    regular = rank == len(places)
    solutions = [[row[-1] for row in reduced[:rank]]] if regular else _vertices(reduced[:rank], len(places))
    states = [_state(game, places, values) for values in solutions if min(values) >= 0]
    if not states or not _meets_interior(states, places):
        return None
    return RestPoint(used, tuple(states), all(is_nash(game, state) for state in states))


def _equations(
    game: PopulationGame, used: tuple[tuple[int, ...], ...], places: Sequence[tuple[int, int]]
) -> tuple[list[list[Fraction]], list[Fraction]]:
    """Return the equations in the shares in use: those of a group sum to one and pay the same."""
    rows: list[list[Any]] = []
    right: list[Any] = []
    for g, own in enumerate(used):
        rows.append([Fraction(h == g) for h, _ in places])
        right.append(Fraction(1))
        first = own[0]
        for f in own[1:]:
            rows.append([game.weights[h] * (game.slopes[f][s] - game.slopes[first][s]) for h, s in places])
            right.append(game.intercepts[g][first] - game.intercepts[g][f])
    return rows, right


def _reduced(rows: list[list[Fraction]], right: list[Fraction]) -> tuple[list[list[Fraction]], int]:
    """Return the reduced row echelon form of the equations, and their rank without the right-hand side."""
    from flint import fmpq, fmpq_mat

    entries = [fmpq(v.numerator, v.denominator) for row, b in zip(rows, right, strict=True) for v in (*row, b)]
    echelon, _ = fmpq_mat(len(rows), len(rows[0]) + 1, entries).rref()
    made = [[Fraction(int(v.p), int(v.q)) for v in row] for row in echelon.tolist()]
    return made, sum(1 for row in made if any(row[:-1]))


def _vertices(reduced: list[list[Fraction]], n: int) -> list[list[Fraction]]:
    """Return the vertices of {x >= 0 : reduced equations}: the basic solutions that are not negative."""
    found = {}
    for basis in combinations(range(n), len(reduced)):
        square = [[row[j] for j in basis] for row in reduced]
        solved, rank = _reduced(square, [row[-1] for row in reduced])
        if rank == len(basis) and all(row[-1] >= 0 for row in solved):
            values = [Fraction(0)] * n
            for j, row in zip(basis, solved, strict=True):
                values[j] = row[-1]
            found[tuple(values)] = values
    return list(found.values())


def _state(game: PopulationGame, places: Sequence[tuple[int, int]], values: Sequence[Fraction]) -> State:
    shares = dict(zip(places, values, strict=True))
    rows = range(len(game.groups)), range(len(game.strategies))
    return tuple(tuple(shares.get((g, f), Fraction(0)) for f in rows[1]) for g in rows[0])


def _meets_interior(states: Sequence[State], places: Sequence[tuple[int, int]]) -> bool:
    """Return whether some mixture of the states uses every strategy that is said to be in use."""
    return all(any(state[g][f] > 0 for state in states) for g, f in places)
