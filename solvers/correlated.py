"""Correlated and coarse correlated equilibria: the whole polytope, its best and its worst points.

A distribution p over the action profiles is a *correlated equilibrium* (Aumann 1974, 1987) if nobody told her action a
gains by playing b instead, given what the message says about the others: for all players i and actions a, b

    sum over a_-i of p(a, a_-i) (u_i(a, a_-i) - u_i(b, a_-i)) >= 0.

It is a *coarse correlated equilibrium* (Moulin and Vial 1978) if nobody gains by committing to one action before the
message: for all i and b, sum over s of p(s) (u_i(s) - u_i(b, s_-i)) >= 0. Both sets are polytopes; every correlated
equilibrium is coarse, and every Nash equilibrium, as a product distribution, is correlated.

The conditions are homogeneous in p, so the vertices are the extreme rays of a cone (`programs.cones`); the best and the
worst points for a linear objective solve a linear program (`programs.linear`). Everything is exact.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product
from math import prod
from typing import Any

import numpy as np

from games.errors import FormError, NotCoveredError, UnknownNameError
from games.forms import numbers
from games.forms.normal_form import NormalForm
from games.forms.numbers import Number
from games.forms.table import Math, Shown, Table
from games.glossary import translate
from games.text import Language, Text
from solvers.completeness import Completeness
from solvers.equilibrium import Strategy, number_json, outline, strategy_cell
from solvers.programs.cones import extreme_rays
from solvers.programs.linear import maximise, whole
from solvers.programs.matrix_game import affine_dimension, exact_payoffs, sorted_mixes

__all__ = ["Correlated", "CorrelatedEquilibria", "Incentive", "coarse_correlated", "correlated", "product_distribution"]

MAX_RAYS = 3000
"""Rays of an intermediate cone beyond which vertices are not listed."""

CONCEPT = Text("correlated equilibrium", "相关均衡")
COARSE = Text("coarse correlated equilibrium", "粗相关均衡")
HEAD = Text("objective|value|distribution", "目标|目标值|分布")
VERTEX_HEAD = Text("vertex|distribution", "顶点|分布")
BEST, WORST = Text("best", "最优"), Text("worst", "最差")
SUM, FOR = Text("sum of payoffs", "收益总和"), Text("for", "对")
ONE_EACH = Completeness(
    False,
    Text(
        "of each optimum one point is shown; the optima are exact, those of linear programs over the whole polytope",
        "每一最优值仅列出一点；最优值由整个多面体上的线性规划精确求得",
    ),
)
EVERY_VERTEX = Completeness(True, Text("all vertices of the polytope", "已列出多面体的全部顶点"))
ALL_VERTICES = Text("All vertices of the polytope, of dimension", "多面体的全部顶点；维数")


@dataclass(frozen=True)
class Incentive:
    """One condition: `player`, told `action` (None: not told yet), does not gain by `deviation`: weights . p >= 0.

    `weights` has one number per profile, in lexicographic order.
    """

    player: int
    action: int | None
    deviation: int
    weights: tuple[Fraction, ...]


@dataclass(frozen=True)
class Correlated:
    """A distribution over the profiles (lexicographic order), everybody's payoff, and the value of an objective."""

    distribution: Strategy
    payoffs: tuple[Fraction, ...]
    value: Fraction

    def to_json(self) -> dict[str, Any]:
        """Return plain data; numbers are strings `p/q`."""
        return {
            "distribution": [number_json(p) for p in self.distribution],
            "payoffs": [number_json(u) for u in self.payoffs],
            "value": number_json(self.value),
        }


@dataclass(frozen=True, repr=False)
class CorrelatedEquilibria(Shown):
    """The polytope of (coarse) correlated equilibria of a game.

    Distributions are vectors over `game.profiles()`, in lexicographic order; arrays of the shape of the game and
    mappings from labelled profiles to probabilities are accepted too, and irrational (algebraic) probabilities.
    """

    game: NormalForm
    is_coarse: bool
    incentives: tuple[Incentive, ...]

    @property
    def concept(self) -> Text:
        """The name of the concept."""
        return COARSE if self.is_coarse else CONCEPT

    @cached_property
    def vertices(self) -> tuple[Strategy, ...]:
        """All vertices of the polytope, small supports first.

        Raises NotCoveredError when there are too many on the way.
        """
        rows = [whole(incentive.weights)[0] for incentive in self.incentives]
        rays = extreme_rays(rows, prod(self.game.shape), MAX_RAYS)
        if rays is None:
            raise NotCoveredError(f"more than {MAX_RAYS} vertices on the way; ask for best and worst points instead")
        return tuple(sorted_mixes(tuple(Fraction(v, sum(ray)) for v in ray) for ray in rays))

    @property
    def dimension(self) -> int:
        """The dimension of the polytope, from its vertices."""
        return affine_dimension(self.vertices)

    def best(self, objective: Any = "sum") -> Correlated:
        """Return a point at which an objective is greatest.

        `objective` is `sum` (of payoffs), a player (name or index), or weights by profile (shape of the game).
        Raises UnknownNameError or FormError for anything else.
        """
        weights = self._weights(objective)
        below = [[-v for v in incentive.weights] for incentive in self.incentives]
        found = maximise(weights, below, [0] * len(below), [[1] * len(weights)], [1])
        return self._point(found.point, weights)

    def worst(self, objective: Any = "sum") -> Correlated:
        """Return a point at which an objective is least; objectives as for `best`."""
        weights = self._weights(objective)
        return self._point(self.best([-v for v in weights]).distribution, weights)

    def violations(self, distribution: Any) -> tuple[Incentive, ...]:
        """Return the conditions that a distribution breaks.

        Raises FormError for what is not a distribution over the profiles.
        """
        p = self._distribution(distribution)
        return tuple(incentive for incentive in self.incentives if _sign(_dot(incentive.weights, p)) < 0)

    def __contains__(self, distribution: Any) -> bool:
        return not self.violations(distribution)

    def expected(self, distribution: Any) -> tuple[Number, ...]:
        """Return everybody's expected payoff under a distribution."""
        p = self._distribution(distribution)
        return tuple(_dot(u.flat, p) for u in exact_payoffs(self.game))

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return the best and the worst point for the sum of payoffs and for every player."""
        players = [translate(player, lang) for player in self.game.players]
        goals = [SUM.in_(lang), *(f"{FOR.in_(lang)} {player}" for player in players)]
        rows = [
            (f"{word.in_(lang)}: {name}", point.value, self._cell(point.distribution, lang), *point.payoffs)
            for goal, name in zip(["sum", *range(len(players))], goals, strict=True)
            for word, point in ((BEST, self.best(goal)), (WORST, self.worst(goal)))
        ]
        head = (*HEAD.in_(lang).split("|"), *(f"u({player})" for player in players))
        return Table(head, rows, caption or self.concept.in_(lang), ONE_EACH.in_(lang))

    def vertex_table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return all vertices with everybody's payoffs. Raises NotCoveredError when there are too many."""
        rows = [(str(k + 1), self._cell(p, lang), *self.expected(p)) for k, p in enumerate(self.vertices)]
        head = (*VERTEX_HEAD.in_(lang).split("|"), *(f"u({translate(player, lang)})" for player in self.game.players))
        note = f"{ALL_VERTICES.in_(lang)} {self.dimension}{'。' if lang == 'zh' else '.'}"
        return Table(head, rows, caption or self.concept.in_(lang), note)

    def to_json(self, vertices: bool = False) -> dict[str, Any]:
        """Return plain data: the best and worst points, and the vertices where asked."""
        goals = {"sum": "sum", **{player: i for i, player in enumerate(self.game.players)}}
        extremes = {
            name: {"best": self.best(goal).to_json(), "worst": self.worst(goal).to_json()}
            for name, goal in goals.items()
        }
        profiles = [list(self.game.labels(profile)) for profile in self.game.profiles()]
        data = outline(self.game, self.concept.en) | {"profiles": profiles, "extremes": extremes}
        if not vertices:
            return data | ONE_EACH.to_json()
        return data | {"vertices": [[number_json(p) for p in v] for v in self.vertices]} | EVERY_VERTEX.to_json()

    def _point(self, distribution: Strategy, weights: Sequence[Fraction]) -> Correlated:
        return Correlated(distribution, self.expected(distribution), _dot(weights, distribution))

    def _weights(self, objective: Any) -> list[Fraction]:
        payoffs = exact_payoffs(self.game)
        if isinstance(objective, str) and objective in self.game.players:
            objective = self.game.players.index(objective)
        if isinstance(objective, str) and objective == "sum":
            return list(payoffs.sum(axis=0).flat)
        if isinstance(objective, int) and 0 <= objective < self.game.n_players:
            return list(payoffs[objective].flat)
        if isinstance(objective, (str, int)):
            accepted = ", ".join(("sum", *self.game.players))
            raise UnknownNameError(f"no objective {objective!r}; accepted: {accepted}, or weights by profile")
        return self._vector(objective, "weights")

    def _distribution(self, given: Any) -> list[Number]:
        if isinstance(given, Mapping):
            table = np.full(self.game.shape, Fraction(0), dtype=object)
            for labels, p in given.items():
                table[self.game.index(labels)] = p
            given = table
        p = self._vector(given, "probabilities")
        if any(_sign(v) < 0 for v in p) or _sign(sum(p) - 1):
            raise FormError("probabilities must be non-negative and add up to exactly 1")
        return p

    def _vector(self, given: Any, what: str) -> list[Number]:
        array = np.asarray(given, dtype=object)
        if array.shape not in (self.game.shape, (prod(self.game.shape),)):
            raise FormError(f"{what} of shape {array.shape}; accepted: {self.game.shape}, one per profile")
        return [numbers.exact(v) for v in array.flat]

    def _cell(self, distribution: Strategy, lang: Language) -> Math:
        profiles = (self.game.labels(profile) for profile in self.game.profiles())
        names = [f"({', '.join(translate(action, lang) for action in labels)})" for labels in profiles]
        return strategy_cell(distribution, names)


def correlated(game: NormalForm) -> CorrelatedEquilibria:
    """Return the polytope of correlated equilibria of a game with any number of players.

    Float payoffs are taken as the exact binary numbers they are. Raises NotCoveredError for symbolic payoffs.

    >>> from games.classics import symmetric
    >>> chicken = correlated(symmetric(7, 6, 0, 2))
    >>> best = chicken.best("sum")
    >>> str(best.value), [str(p) for p in best.distribution], len(chicken.vertices)
    ('21/2', ['1/2', '1/4', '1/4', '0'], 5)
    """
    payoffs = exact_payoffs(game)
    conditions = (
        Incentive(i, a, b, _told(u, i, a, b))
        for i, u in enumerate(payoffs)
        for a, b in product(range(game.shape[i]), repeat=2)
        if a != b
    )
    return CorrelatedEquilibria(game, False, tuple(conditions))


def coarse_correlated(game: NormalForm) -> CorrelatedEquilibria:
    """Return the polytope of coarse correlated equilibria of a game with any number of players.

    Raises NotCoveredError for symbolic payoffs.

    >>> from games.classics import symmetric
    >>> str(coarse_correlated(symmetric(7, 6, 0, 2)).worst("sum").value)
    '36/5'
    """
    payoffs = exact_payoffs(game)
    conditions = (
        Incentive(i, None, b, tuple((u - np.take(u, [b], axis=i)).flat))
        for i, u in enumerate(payoffs)
        for b in range(game.shape[i])
    )
    return CorrelatedEquilibria(game, True, tuple(conditions))


def product_distribution(profile: Sequence[Strategy]) -> Strategy:
    """Return the distribution over the profiles, in lexicographic order, when everybody mixes independently.

    >>> product_distribution(((Fraction(1, 2), Fraction(1, 2)), (Fraction(0), Fraction(1))))
    (Fraction(0, 1), Fraction(1, 2), Fraction(0, 1), Fraction(1, 2))
    """
    return tuple(prod(probabilities) for probabilities in product(*profile))


def _told(u: Any, i: int, a: int, b: int) -> tuple[Fraction, ...]:
    """Return u(a, .) - u(b, .) at the profiles where player i is told a, and zero elsewhere."""
    weights = np.full(u.shape, Fraction(0), dtype=object)
    at: Any = (*(slice(None) for _ in range(i)), a)
    weights[at] = np.take(u, a, axis=i) - np.take(u, b, axis=i)
    return tuple(weights.flat)


def _sign(value: Number) -> int:
    """Return the sign of a rational or of an algebraic number; whether the latter is zero is decided exactly."""
    if numbers.is_symbolic(value):
        import sympy

        value = sympy.expand(value)
        return 0 if value.equals(0) else 1 if value.evalf(50) > 0 else -1
    return int(value > 0) - int(value < 0)


def _dot(first: Any, second: Sequence[Number]) -> Number:
    return sum((v * w for v, w in zip(first, second, strict=True) if w != 0 and v != 0), Fraction(0))
