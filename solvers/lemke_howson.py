"""One Nash equilibrium of a two-player game, by the path of Lemke and Howson.

With payoffs A and B made positive, the best-response polytopes are P = {x >= 0, B'x <= 1} and Q = {y >= 0, A y <= 1}.
Labels 0..m-1 stand for the rows and m..m+n-1 for the columns: a point carries the label of an own action it does not
play and of an opponent's action that is a best reply to it. From the artificial equilibrium (0, 0), which carries all
labels, drop one label; the edges on which only that label is missing form a path, whose other end carries all labels
again and is an equilibrium (Lemke and Howson 1964; von Stengel 2002). Ties are broken by the lexicographic ratio test,
with which the path never cycles. The exact version pivots in integers (Edmonds 1967, Bareiss 1968).

One equilibrium is one equilibrium: which of several a path finds depends on the label, so the result says how it was
found, and `converged` is true only after the *regret* was checked: the most that a player can gain by deviating,
divided by the spread of her payoffs. It is zero exactly, or, in floating point, bounded with all rounding included.

Large games are searched first for equilibria with small supports, which a random game is likely to have (Barany,
Vempala and Vetta 2007): pure ones, those near the start of a path, and supports of two actions each; then along longer
and longer stretches of all paths (`two_player.lemke_howson_numba`). If payoffs are exact, a support proposed in
floating point is solved and checked in rational numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from games.errors import NotCoveredError, ParameterError
from games.forms.normal_form import NormalForm
from games.forms.numbers import Number
from games.forms.table import Shown, Table
from games.glossary import translate
from games.phrases import phrase
from games.text import Language, Text
from solvers.equilibrium import Component, Equilibria, Equilibrium, Strategy, number_json, outline, point_cells
from solvers.pure import pure_mask, pure_point
from solvers.two_player.integers import Integers, integer_matrix

__all__ = ["OneEquilibrium", "all_labels", "lemke_howson", "one_equilibrium", "regrets"]

EXACT_UP_TO = {"exact": 40, "float": 24}
"""Number of actions of both players together up to which one equilibrium is sought in exact arithmetic alone."""
TOLERANCE = 1e-9
"""Relative regret above which a floating-point profile is not called an equilibrium."""

CAPTION = Text("One Nash equilibrium", "一个纳什均衡")
REGRET = Text("regret", "遗憾值")
VERDICT = {
    True: Text(
        "Not complete: an equilibrium, perhaps not the only one; found by: {}.",
        "不完备：求得一个均衡，未必唯一；求得方式：{}。",
    ),
    False: Text("Not complete: no equilibrium was found: {}.", "不完备：未求得均衡：{}。"),
}


@dataclass(frozen=True, repr=False)
class OneEquilibrium(Shown):
    """A profile found by a search for one equilibrium, and what is known of it.

    `point` is None if the search met no candidate. `regret` is the largest gain from a deviation as a share of the
    deviator's payoff spread: exact, or an upper bound. `converged` says whether the point is an equilibrium.
    """

    game: NormalForm
    point: Equilibrium | None
    regret: Number
    converged: bool
    method: str
    pivots: int = 0

    def equilibria(self) -> Equilibria:
        """Return the point as a list of equilibria, marked incomplete; empty unless it is one."""
        found = (Component((self.point,)),) if self.point and self.converged else ()
        return Equilibria(self.game, "Nash equilibrium", found, False, f"one was asked for: {self.method}")

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return the point, its payoffs and its regret as a table of one row, or of none."""
        players = [translate(player, lang) for player in self.game.players]
        columns = (*players, *(f"u({player})" for player in players), REGRET.in_(lang))
        found = [(*point_cells(p, self.game, lang), *p.payoffs, self.regret) for p in (self.point,) if p is not None]
        return Table(columns, found, caption or CAPTION.in_(lang), self.note(lang))

    def note(self, lang: Language = "en") -> str:
        """Return whether the point is an equilibrium, and how it was found."""
        return VERDICT[self.converged].in_(lang).format(phrase(self.method, lang))

    def to_json(self) -> dict[str, Any]:
        """Return plain data; exact numbers are strings `p/q`."""
        regret = None if self.regret == float("inf") else number_json(self.regret)
        found = {"point": self.point and self.point.to_json(), "regret": regret, "converged": self.converged,
                 "method": self.method, "pivots": self.pivots, "complete": False, "why": self.note()}  # fmt: skip
        return outline(self.game, CAPTION.en) | found


# ------------------------------------------------------------------ the public calls
def lemke_howson(game: NormalForm, label: int = 0, max_pivots: int = 100_000) -> OneEquilibrium:
    """Return the equilibrium at the end of the path on which only `label` is missing, exactly.

    Labels number the row player's actions, then the column player's. Float payoffs count as the binary numbers they
    are, the answer being rounded once at the end. Raises NotCoveredError unless the game has two players and numbers
    for payoffs, ParameterError for a label that does not exist.

    >>> from games.classics import battle_of_the_sexes
    >>> lemke_howson(battle_of_the_sexes(), 0).point.payoffs
    (Fraction(2, 1), Fraction(1, 1))
    """
    _check(game)
    m, n = game.shape
    if not 0 <= label < m + n:
        raise ParameterError(f"label {label} does not exist; accepted: 0 to {m + n - 1}")
    a, b = (integer_matrix(matrix) for matrix in game.payoffs)
    x, y, pivots = _exact_path(a, b, label, max_pivots)
    how = f"Lemke-Howson path from label {label}, {pivots} pivots in integers"
    if x is None or y is None:
        return OneEquilibrium(game, None, float("inf"), False, f"{how}, the most allowed", pivots)
    return _verified(game, (x, y), how, pivots)


def all_labels(game: NormalForm, max_pivots: int = 100_000) -> Equilibria:
    """Return the different equilibria at the ends of the paths of all labels.

    They need not be all equilibria. Raises NotCoveredError as `lemke_howson` does.
    """
    _check(game)
    found = [lemke_howson(game, label, max_pivots) for label in range(sum(game.shape))]
    points = dict.fromkeys(one.point for one in found if one.point and one.converged)
    why = f"the ends of the Lemke-Howson paths of all {sum(game.shape)} labels; others may exist"
    return Equilibria(game, "Nash equilibrium", tuple(Component((point,)) for point in points), False, why)


def one_equilibrium(game: NormalForm, max_pivots: int = 1_000_000) -> OneEquilibrium:
    """Return one equilibrium: a pure one if there is one, else whatever is found fastest.

    Exact payoffs give an exact equilibrium; large games of float payoffs a float profile with a bound on its regret.
    Raises NotCoveredError unless the game has two players and numbers for payoffs.
    """
    _check(game)
    best = np.flatnonzero(pure_mask(game.payoffs))
    if len(best):
        profile = tuple(int(k) for k in np.unravel_index(best[0], game.shape))
        return OneEquilibrium(game, pure_point(game, profile), _zero(game), True, "search over pure profiles")
    if sum(game.shape) <= EXACT_UP_TO[game.kind]:
        return lemke_howson(game, 0, max_pivots)
    return _large(game, max_pivots)


def regrets(game: NormalForm, profile: Sequence[Strategy | np.ndarray]) -> tuple[Number, ...]:
    """Return each player's gain from the best deviation in a two-player game, divided by the spread of her payoffs.

    >>> from games.classics import matching_pennies
    >>> regrets(matching_pennies(), ((1, 0), (1, 0)))
    (Fraction(0, 1), Fraction(1, 1))
    """
    x, y = (np.array([value for value in strategy], dtype=game.payoffs.dtype) for strategy in profile)
    gains = []
    for payoffs, own, other in ((game.payoffs[0], x, y), (game.payoffs[1].T, y, x)):
        spread = payoffs.max() - payoffs.min()
        used = np.flatnonzero(other)
        values = (payoffs[:, used] - payoffs.min()) @ other[used]
        gain = values.max() - own @ values
        gains.append(gain / spread if spread else gain * 0)
    return tuple(gains)


# ------------------------------------------------------------------ certificates
def _check(game: NormalForm) -> None:
    if game.n_players != 2:
        raise NotCoveredError(f"Lemke-Howson needs two players, not {game.n_players}; ask for nash or quantal")
    if game.kind == "symbolic":
        raise NotCoveredError("symbolic payoffs: give the parameters values with at(), or ask for regions")


def _zero(game: NormalForm) -> Number:
    return 0.0 if game.kind == "float" else Fraction(0)


def _verified(game: NormalForm, profile: tuple[Strategy, ...], how: str, pivots: int = 0) -> OneEquilibrium:
    """Check a rational profile of the game; in a float game, after rounding it."""
    if game.kind == "float":
        rounded = tuple(np.array([float(p) for p in strategy]) for strategy in profile)
        return _bounded(game, rounded, how, pivots)
    regret = max(regrets(game, profile))
    return OneEquilibrium(game, _point(game, profile), regret, regret == 0, how, pivots)


def _bounded(game: NormalForm, profile: tuple[np.ndarray, ...], how: str, pivots: int = 0) -> OneEquilibrium:
    """Bound the regret of a float profile, rounding errors included."""
    floats = game if game.kind == "float" else NormalForm(_shifted(game.payoffs), dtype=float)
    slack = 4 * (sum(game.shape) + 8) * float(np.finfo(float).eps)
    regret = max(0.0, *(float(gain) for gain in regrets(floats, profile))) + slack
    point = _point(game, tuple(tuple(float(p) for p in strategy) for strategy in profile))
    return OneEquilibrium(game, point, regret, regret <= TOLERANCE, how, pivots)


def _point(game: NormalForm, profile: tuple[Strategy, ...]) -> Equilibrium:
    x, y = profile
    pairs = [(i, j, p * q) for i, p in enumerate(x) if p for j, q in enumerate(y) if q]
    payoffs = tuple(sum((w * matrix[i, j] for i, j, w in pairs), _zero(game)) for matrix in game.payoffs)
    return Equilibrium(profile, payoffs)


# ------------------------------------------------------------------ large games
def _shifted(payoffs: np.ndarray) -> np.ndarray:
    """Return each player's payoffs as floats in [0, 1]: shifted before rounding, so that no difference is lost."""
    out = np.empty(payoffs.shape)
    for k, matrix in enumerate(payoffs):
        low, spread = matrix.min(), matrix.max() - matrix.min()
        out[k] = ((matrix - low) / spread).astype(float) if spread else 0.0
    return out


def _large(game: NormalForm, max_pivots: int) -> OneEquilibrium:
    """Let floating point propose supports, smallest first; prove exact games' answers in rational numbers."""
    best = OneEquilibrium(game, None, float("inf"), False, "no candidate met", 0)
    for profile, how, pivots in _proposals(_shifted(game.payoffs), max_pivots):
        found = _from_supports(game, profile, how, pivots) if game.kind == "exact" else None
        found = found or _bounded(game, profile, how, pivots)
        if found.converged:
            return found
        best = min(best, found, key=lambda one: float(one.regret))
    return best


def _proposals(payoffs: np.ndarray, most: int) -> Iterator[tuple[tuple[np.ndarray, ...], str, int]]:
    from solvers.two_player.lemke_howson_numba import CAPS, paths, two_by_two

    how = "Lemke-Howson path from label {} in floating point"
    for x, y, label, pivots in paths(payoffs[0], payoffs[1], most, CAPS[:1]):
        yield (x, y), how.format(label), pivots
    if pair := two_by_two(payoffs[0], payoffs[1]):
        yield pair, "search over supports of two actions each", 0
    for x, y, label, pivots in paths(payoffs[0], payoffs[1], most, CAPS[1:]):
        yield (x, y), how.format(label), pivots


def _from_supports(game: NormalForm, profile: tuple[np.ndarray, ...], how: str, pivots: int) -> OneEquilibrium | None:
    """Return the exact equilibrium with the supports of a float profile, None if they carry no isolated one."""
    rows, columns = (np.flatnonzero(strategy) for strategy in profile)
    if len(rows) != len(columns):
        return None
    y = _indifferent(game.payoffs[0][np.ix_(rows, columns)])
    x = _indifferent(game.payoffs[1][np.ix_(rows, columns)].T)
    if x is None or y is None:
        return None
    found = _verified(game, (_spread(x, rows, game.shape[0]), _spread(y, columns, game.shape[1])), how, pivots)
    return found if found.converged else None


def _indifferent(matrix: np.ndarray) -> list[Fraction] | None:
    """Return the mix of the columns that makes all rows of a square matrix equally good, None if not one or signed."""
    from flint import fmpq, fmpq_mat

    size = len(matrix)
    rows = [[fmpq(v.numerator, v.denominator) for v in line] + [fmpq(-1)] for line in matrix]
    system = fmpq_mat([*rows, [fmpq(1)] * size + [fmpq(0)]])
    try:
        solution = system.solve(fmpq_mat(size + 1, 1, [0] * size + [1]))
    except ZeroDivisionError:
        return None
    mix = [Fraction(int(v.p), int(v.q)) for v in solution.entries()[:size]]
    return mix if min(mix) >= 0 else None


def _spread(mix: Sequence[Fraction], support: np.ndarray, size: int) -> Strategy:
    full = [Fraction(0)] * size
    for k, p in zip(support, mix, strict=True):
        full[k] = p
    return tuple(full)


# ------------------------------------------------------------------ exact pivoting
@dataclass
class _Tableau:
    """Constraints of one polytope: row = basic variable, columns = labels, then the right-hand side; over `det`."""

    rows: Integers
    basic: list[int]
    slacks: range
    det: int = 1

    def pivot(self, entering: int) -> int:
        """Let a variable enter the basis; return the one that leaves."""
        r = self._blocking(entering)
        source = self.rows[r]
        head = source[entering]
        for i, row in enumerate(self.rows):
            if i != r:
                f = row[entering]
                self.rows[i] = [(v * head - f * w) // self.det for v, w in zip(row, source, strict=True)]
        self.det = head
        leaving, self.basic[r] = self.basic[r], entering
        return leaving

    def _blocking(self, entering: int) -> int:
        """Find the row with the lexicographically smallest ratio."""
        rows = [i for i, row in enumerate(self.rows) if row[entering] > 0]
        best = rows[0]
        for i in rows[1:]:
            if self._before(self.rows[i], self.rows[best], entering):
                best = i
        return best

    def _before(self, row: list[int], other: list[int], entering: int) -> bool:
        f, g = row[entering], other[entering]
        for c in [-1, *self.slacks]:
            if row[c] * g != other[c] * f:
                return bool(row[c] * g < other[c] * f)
        raise ArithmeticError("two rows of a non-singular basis are proportional")

    def strategy(self, labels: range) -> Strategy:
        """Return the variables of the given labels, divided by their sum."""
        value = {v: row[-1] for v, row in zip(self.basic, self.rows, strict=True)}
        total = sum(value.get(k, 0) for k in labels)
        return tuple(Fraction(value.get(k, 0), total) for k in labels)


def _exact_path(a: Integers, b: Integers, label: int, most: int) -> tuple[Strategy | None, Strategy | None, int]:
    """Follow the path on which `label` is missing; return the ends' strategies and the number of pivots."""
    m, n = len(a), len(a[0])
    own, other = range(m), range(m, m + n)
    turned = [list(column) for column in zip(*b, strict=True)]
    first = _Tableau([[*row, *_unit(n, j), 1] for j, row in enumerate(_positive(turned))], [*other], other)
    second = _Tableau([[*_unit(m, i), *row, 1] for i, row in enumerate(_positive(a))], [*own], own)
    entering, tables = label, (first, second) if label < m else (second, first)
    for pivots in range(most):
        entering = tables[pivots % 2].pivot(entering)
        if entering == label:
            return first.strategy(own), second.strategy(other), pivots + 1
    return None, None, most


def _unit(size: int, k: int) -> list[int]:
    return [int(i == k) for i in range(size)]


def _positive(matrix: Integers) -> Integers:
    low = min(map(min, matrix))
    return [[v - low + 1 for v in row] for row in matrix]
