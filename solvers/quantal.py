"""Logit quantal response equilibria: the principal branch, all of them at one precision, and estimation from play.

Players err, the less the more it costs: with precision lambda, player i chooses action a with probability
proportional to exp(lambda u_i(a, p_-i)), p being what everybody does (McKelvey and Palfrey 1995). At lambda = 0 all
choose at random. From there leads the *principal branch*, a curve that is followed here by predictor and corrector in
the logarithms of the probabilities, turning points included (Turocy 2005). For almost all games it ends, as lambda
grows without bound, in one Nash equilibrium, the *limiting logit equilibrium*: a selection, and named so.

Games that are symmetric between actions or players may have a branch that forks. Where the determinant of the bordered
derivative changes its sign the curve crosses another one; it is followed straight on, and the crossings are counted.

Every point carries its residual: the largest error in the equations for the logarithms of the odds. Lambda has the
unit 1 / payoff. Other branches, which start and end at positive lambda, are found by `at_precision`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from itertools import pairwise
from typing import Any

import numpy as np

from games.errors import FormError, NotCoveredError, ParameterError
from games.forms.normal_form import NormalForm
from games.forms.table import Shown, Table
from games.glossary import translate
from games.phrases import phrase
from games.text import Language, Text
from solvers import quantal_kernel as kernel
from solvers.completeness import Completeness
from solvers.equilibrium import Equilibria, Equilibrium, outline, point_cells
from solvers.quantal_kernel import Array, Equations

__all__ = ["QuantalBranch", "QuantalFit", "at_precision", "fit", "principal_branch", "quantal"]

END = 1e6
"""Lambda, times the largest payoff spread, at which the limit is read off."""
MOST_POINTS = 5000
FIRST_STEPS = (0.1, 0.0937, 0.0783)
COMPILED_AT = 600
"""Entries of the payoff table from which the compiled path is used even if the compiler has to be loaded for it."""
TOLERANCE = 1e-7
"""Relative regret above which the end of the branch is not called an equilibrium."""

CAPTION = Text("Principal logit branch", "主 Logit 分支")
RESIDUAL, LIKELIHOOD = Text("residual", "残差"), Text("log-likelihood", "对数似然")
SELECTION = Text("Selection: {}.", "选择：{}。")
ONE = Completeness(False, Text("the principal branch alone was followed", "仅追踪主分支"))
ENDS_IN = Text(" The branch ends in {}.", "该分支的终点为 {}。")
FIT = Text("Likelihood along the principal logit branch", "沿主 Logit 分支的似然")
LARGEST = Text("Largest at lambda = {:.6g}: {:.6g}.", "在 lambda = {:.6g} 处最大：{:.6g}。")


@dataclass(frozen=True, repr=False)
class QuantalBranch(Shown):
    """The principal branch: points in order along the curve, from lambda = 0.

    precisions: lambda of each point. logs: the logarithms of all players' probabilities, one row per point.
    directions: tangents in (logs, lambda times spread). residuals: largest error in the odds' logarithms.
    crossings: indices of points before which the branch met another one. `limit` is the Nash equilibrium selected,
    None if the branch broke off, with its largest gain from a deviation as a share of the payoff spread.
    """

    game: NormalForm
    precisions: Array
    logs: Array
    directions: Array
    residuals: Array
    crossings: tuple[int, ...]
    limit: Equilibrium | None
    limit_regret: float
    why: str

    def __len__(self) -> int:
        return len(self.precisions)

    @cached_property
    def probabilities(self) -> Array:
        """All players' probabilities, one row per point."""
        return np.exp(self.logs)

    @property
    def turning_points(self) -> tuple[int, ...]:
        """Indices of the points next to which lambda turns."""
        return tuple((np.flatnonzero(np.diff(np.sign(self.directions[:, -1])) != 0) + 1).tolist())

    def at(self, precision: float) -> tuple[tuple[Array, ...], ...]:
        """Return every profile on the branch with this lambda, one probability vector per player.

        Raises ParameterError for a negative lambda or one beyond the end of the branch.
        """
        _check_precision(precision)
        if precision > self.precisions.max():
            raise ParameterError(f"lambda {precision:g} is beyond the branch; accepted: 0 to {self.precisions.max():g}")
        scale, _, equations, fixed = _equations(self.game)
        side = self.precisions - precision
        found = [] if side[0] else [self.logs[0]]
        for k in np.flatnonzero((side[:-1] < 0) & (side[1:] >= 0) | (side[:-1] > 0) & (side[1:] <= 0)):
            share = side[k] / (side[k] - side[k + 1])
            guess = np.append(self.logs[k] + share * (self.logs[k + 1] - self.logs[k]), precision * scale)
            across = np.zeros(len(guess))
            across[-1] = 1.0
            found.append(kernel.correct(equations, fixed, guess, across)[0][:-1])
        return tuple(_profile(self.game, np.exp(logs)) for logs in found)

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return lambda, every probability and the residual of each point."""
        columns = ("lambda", *_names(self.game, lang), RESIDUAL.in_(lang))
        numbers = np.column_stack([self.precisions, self.probabilities, self.residuals])
        rows = [tuple(float(v) for v in row) for row in numbers]
        return Table(columns, rows, caption or CAPTION.in_(lang), self.note(lang))

    def note(self, lang: Language = "en") -> str:
        """Return by what rule the branch selects an equilibrium, and which."""
        said = SELECTION.in_(lang).format(phrase(self.why, lang))
        if self.limit is None:
            return ONE.after(said, lang)
        players = [translate(player, lang) for player in self.game.players]
        cells = point_cells(self.limit, self.game, lang)
        ends = (f"{player}: {cell.text}" for player, cell in zip(players, cells, strict=True))
        return ONE.after(said + ENDS_IN.in_(lang).format("; ".join(ends)), lang)

    def to_json(self) -> dict[str, Any]:
        """Return plain data: lambda, the profile and the residual of each point, and the limit."""
        values = zip(self.precisions.tolist(), self.probabilities, self.residuals.tolist(), strict=True)
        points = [
            {"lambda": precision, "profile": [s.tolist() for s in _profile(self.game, p)], "residual": residual}
            for precision, p, residual in values
        ]
        found = {"points": points, "limit": self.limit and self.limit.to_json(), "why": self.why,
                 "complete": ONE.complete}  # fmt: skip
        return outline(self.game, CAPTION.en) | found


@dataclass(frozen=True, repr=False)
class QuantalFit(Shown):
    """The precision that makes observed play likeliest, on the principal branch.

    `precision` is infinite if the likelihood still rises at the end of the branch; `curve` holds lambda and the
    log-likelihood of every point of the branch.
    """

    precision: float
    log_likelihood: float
    profile: tuple[Array, ...]
    curve: Array
    branch: QuantalBranch

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return the log-likelihood curve, the estimate in the note."""
        rows = [(float(a), float(b)) for a, b in self.curve]
        note = LARGEST.in_(lang).format(self.precision, self.log_likelihood)
        return Table(("lambda", LIKELIHOOD.in_(lang)), rows, caption or FIT.in_(lang), note)

    def to_json(self) -> dict[str, Any]:
        """Return plain data; the precision is null where it is infinite."""
        precision = self.precision if self.precision < np.inf else None
        found = {"precision": precision, "log_likelihood": self.log_likelihood,
                 "profile": [s.tolist() for s in self.profile], "curve": self.curve.tolist()}  # fmt: skip
        return outline(self.branch.game, FIT.en) | found


# ------------------------------------------------------------------ the public calls
def principal_branch(game: NormalForm, end: float | None = None) -> QuantalBranch:
    """Return the principal branch from lambda = 0 to `end`, by default far enough to read off the limit.

    Raises NotCoveredError for symbolic payoffs, ParameterError for an end that is not positive.

    >>> game = NormalForm([[[9, 0], [0, 1]], [[1, 0], [0, 4]]])
    >>> principal_branch(game).limit.profile
    ((1.0, 0.0), (1.0, 0.0))
    """
    scale, start, equations, fixed = _equations(game)
    if end is not None:
        _check_precision(end)
    last = END if end is None else end * scale
    points, directions, residuals, signs = _traced(equations, fixed, start, last)
    crossed = tuple((np.flatnonzero(signs[1:] * signs[:-1] < 0) + 1).tolist())
    limit, regret, why = _limit(game, equations, points[-1], crossed)
    precisions = points[:, -1] / scale
    return QuantalBranch(game, precisions, points[:, :-1], directions, residuals, crossed, limit, regret, why)


def fit(game: NormalForm, counts: Sequence[Sequence[float]]) -> QuantalFit:
    """Return the maximum-likelihood lambda, given how often each player's actions were played.

    Raises FormError for counts that do not fit the game or are negative or all zero.
    """
    weights = _weights(game, counts)
    branch = principal_branch(game)
    values = branch.logs @ weights
    slope = branch.directions[:, :-1] @ weights
    candidates = [(float(values[0]), 0.0, branch.logs[0]), (float(values[-1]), np.inf, branch.logs[-1])]
    for k in np.flatnonzero((slope[:-1] > 0) & (slope[1:] <= 0)):
        candidates.append(_peak(branch, weights, int(k)))
    rounding = {np.inf: 1e-12 * weights.sum()}
    likelihood, precision, logs = max(candidates, key=lambda one: one[0] + rounding.get(one[1], 0.0))
    curve = np.column_stack([branch.precisions, values])
    return QuantalFit(precision, likelihood, _profile(game, np.exp(logs)), curve, branch)


def quantal(game: NormalForm, precision: float | None = None) -> QuantalBranch | Equilibria:
    """Return the logit equilibria at one lambda or, by default, the principal branch.

    Raises ParameterError for a lambda that is negative or larger than floating point holds.
    """
    if precision is None:
        return principal_branch(game)
    try:
        return at_precision(game, float(precision))
    except OverflowError:
        raise ParameterError("lambda is larger than floating point holds; accepted: below 1e308") from None


def at_precision(game: NormalForm, precision: float, most_boxes: int = 20_000) -> Equilibria:
    """Return all logit equilibria at one lambda, by `solvers.quantal_points`; `complete` says whether they are all."""
    from solvers.quantal_points import logit_points

    _check_precision(precision)
    scale, _, equations, fixed = _equations(game)
    return logit_points(game, equations, fixed, precision, precision * scale, most_boxes)


# ------------------------------------------------------------------ setting up
def _check_precision(precision: float) -> None:
    if not 0 <= precision < np.inf:
        raise ParameterError(f"lambda must be a finite number of at least 0, not {precision}")


def _equations(game: NormalForm) -> tuple[float, Array, Equations, Array]:
    """Return the payoff scale, the start of the path, the equations, and their constant derivative if there is one."""
    if game.kind == "symbolic":
        raise NotCoveredError("symbolic payoffs: give the parameters values with at(), or ask for regions")
    if game.n_players < 2:
        raise NotCoveredError("a logit equilibrium is of two or more players; one player has no others to respond to")
    scale, payoffs = _scaled(game.payoffs)
    starts = np.concatenate([[0], np.cumsum(game.shape)])
    size, n = int(starts[-1]), game.n_players
    minus, total, first = np.zeros((size, size)), np.zeros((size, size)), np.zeros(size)
    for a, b in pairwise(starts):
        minus[a + 1 : b, a] = -1
        minus[np.arange(a + 1, b), np.arange(a + 1, b)] = 1
        total[a, a:b] = first[a] = 1
    profiles = np.indices(game.shape).reshape(n, -1).T + starts[:-1]
    equations = Equations(payoffs.reshape(n, -1), np.ascontiguousarray(profiles), minus, total, first)
    logs = np.concatenate([np.full(count, -np.log(count)) for count in game.shape])
    fixed = kernel.slopes(equations.payoffs, equations.profiles, np.exp(logs)) if n == 2 else np.zeros((0, 0))
    return scale, np.append(logs, 0.0), equations, fixed


def _scaled(payoffs: Array) -> tuple[float, Array]:
    """Return the largest spread over an opponents' profile, and the payoffs above their least, divided by it.

    Subtracting before rounding keeps differences that are small beside the payoffs.
    """
    above = [u - u.min(axis=i, keepdims=True) for i, u in enumerate(payoffs)]
    spread = max(u.max() for u in above)
    if spread == 0:
        return 1.0, np.zeros(payoffs.shape)
    return float(spread), np.array([(u / spread).astype(float) for u in above])


def _traced(equations: Equations, fixed: Array, start: Array, end: float) -> tuple[Array, Array, Array, Array]:
    """Follow the path; should a point fall exactly on a fork, step differently."""
    trace = _fastest(equations).trace
    for step in FIRST_STEPS:
        with np.errstate(all="ignore"), suppress(np.linalg.LinAlgError):
            path: tuple[Array, Array, Array, Array] = trace(equations, fixed, start, end, MOST_POINTS, step)
            return path
    raise ArithmeticError("the derivative is singular wherever the branch is followed")


def _fastest(equations: Equations) -> Any:
    """Return the module to compute with: compiled where that pays, or is loaded already."""
    if "numba" in sys.modules or equations.payoffs.size >= COMPILED_AT:
        return import_module("solvers.quantal_numba")
    return kernel


def _names(game: NormalForm, lang: Language) -> tuple[str, ...]:
    pairs = ((player, a) for player, actions in zip(game.players, game.actions, strict=True) for a in actions)
    return tuple(f"{translate(player, lang)}: {translate(action, lang)}" for player, action in pairs)


def _profile(game: NormalForm, p: Array) -> tuple[Array, ...]:
    return tuple(np.split(p, np.cumsum(game.shape)[:-1]))


def _weights(game: NormalForm, counts: Sequence[Sequence[float]]) -> Array:
    if [len(c) for c in counts] != list(game.shape):
        raise FormError(f"counts of {[len(c) for c in counts]} actions; the game has {list(game.shape)}")
    weights = np.concatenate([np.asarray(c, dtype=float) for c in counts])
    if not np.isfinite(weights).all() or weights.min() < 0 or weights.sum() == 0:
        raise FormError("counts must be finite, none negative, not all zero")
    return weights


# ------------------------------------------------------------------ the limit
def _limit(
    game: NormalForm, equations: Equations, z: Array, crossed: tuple[int, ...]
) -> tuple[Equilibrium | None, float, str]:
    """Read the selected equilibrium off the last point: solved on its support where that has one solution."""
    if z[-1] < END:
        return None, np.inf, f"the branch was followed to lambda times spread {z[-1]:.6g}, no limit read off"
    regret, p = np.inf, np.exp(z[:-1])
    for candidate in _ends(game, equations, p):
        cleaned = _clean(game, candidate)
        gain = _regret(game, equations, cleaned)
        if gain < regret:
            regret, p = gain, cleaned
        if regret < 1e-13:
            break
    forks = f"; the branch crossed {len(crossed)} others and was followed straight on" if crossed else ""
    if regret > TOLERANCE:
        return None, regret, f"the end of the branch is no equilibrium: regret {regret:.2g}{forks}"
    profile = tuple(tuple(float(v) for v in s) for s in _profile(game, p))
    return Equilibrium(profile, _payoffs(game, profile)), regret, f"limiting logit equilibrium{forks}"


def _ends(game: NormalForm, equations: Equations, p: Array) -> Iterator[Array]:
    """Yield equilibria solved on the actions that are still played, then the last point itself."""
    for least in (1e-3, 1e-5):
        used = p > least
        pure = used.sum() == game.n_players
        solved = used.astype(float) if pure else _on_support(game, equations, p, used)
        if solved is not None and np.abs(solved - p).max() < 1e-2:
            yield solved
    yield p


def _clean(game: NormalForm, p: Array) -> Array:
    """Set to zero what is beyond double precision and normalise."""
    parts = [np.where(s > 1e-12, s, 0.0) for s in _profile(game, p)]
    return np.concatenate([s / s.sum() for s in parts])


def _regret(game: NormalForm, equations: Equations, p: Array) -> float:
    u = _fastest(equations).slopes(equations.payoffs, equations.profiles, p) @ p / (game.n_players - 1)
    pairs = zip(_profile(game, u), _profile(game, p), strict=True)
    return float(max(max(v.max() - v @ s for v, s in pairs), 0.0))


def _on_support(game: NormalForm, equations: Equations, p: Array, used: Array) -> Array | None:
    """Make all used actions equally good, by Newton's method from p; None where that has no isolated solution."""
    owner = np.repeat(np.arange(game.n_players), game.shape)
    member = (owner[:, None] == np.arange(game.n_players)).astype(float)
    x = np.where(used, p, 0.0)
    values = np.zeros(game.n_players)
    inside, slopes = np.flatnonzero(used), _fastest(equations).slopes
    for _ in range(8):
        d = slopes(equations.payoffs, equations.profiles, x)
        u = d @ x / (game.n_players - 1)
        top = np.column_stack([d[np.ix_(inside, inside)], -member[inside]])
        low = np.column_stack([member[inside].T, np.zeros((game.n_players, game.n_players))])
        wrong = np.append((u - values[owner])[inside], member.T @ x - 1)
        try:
            step = np.linalg.solve(np.vstack([top, low]), wrong)
        except np.linalg.LinAlgError:
            return None
        x[inside] -= step[: len(inside)]
        values -= step[len(inside) :]
        if np.abs(step).max() < 1e-14:
            break
    return x if np.isfinite(x).all() and x.min() >= 0 and np.abs(step).max() < 1e-9 else None


def _payoffs(game: NormalForm, profile: Sequence[Sequence[float]]) -> tuple[float, ...]:
    out = []
    for u in game.payoffs.astype(float):
        for strategy in profile:
            u = np.tensordot(np.array(strategy), u, axes=(0, 0))
        out.append(float(u))
    return tuple(out)


# ------------------------------------------------------------------ estimation
def _peak(branch: QuantalBranch, weights: Array, k: int) -> tuple[float, float, Array]:
    """Find where the likelihood is level between points k and k + 1, by halving the arc."""
    scale, _, equations, fixed = _equations(branch.game)
    ends = np.column_stack([branch.logs, branch.precisions * scale])
    low, high, direction = ends[k], ends[k + 1], branch.directions[k]
    for _ in range(50):
        middle, _, fine = kernel.correct(equations, fixed, (low + high) / 2, direction)
        if not fine:
            break
        turned, _, _ = kernel.tangent(equations, fixed, middle, direction)
        low, high = (middle, high) if turned[:-1] @ weights > 0 else (low, middle)
    best = (low + high) / 2
    return float(best[:-1] @ weights), float(best[-1] / scale), best[:-1]
