"""Rules that select among equilibria: risk dominance, payoff dominance and the tracing procedure.

No rule follows from rationality alone, so every result carries the name of the rule that made it, and says so when the
rule is silent.

* *Risk dominance* (Harsanyi and Selten 1988), between two strict equilibria U = (U1, U2), V = (V1, V2) of a 2x2 game
  that differ in both actions: with d_i(U) = u_i(U_i, U_j) - u_i(V_i, U_j) player i's loss from deviating at U, U risk
  dominates V if d_1(U) d_2(U) > d_1(V) d_2(V). The product of the losses is a Nash product.
* *Payoff dominance*: U payoff dominates V if everybody is better off at U.
* The *linear tracing procedure* (Harsanyi 1975): starting from a common prior belief p about everybody's play, player i
  maximises t u_i(x_i, x_-i) + (1 - t) u_i(x_i, p_-i). As t goes from 0 to 1 an equilibrium of this game is followed
  from the best replies to the prior to an equilibrium of the game itself. For two players the path is piecewise linear,
  and is followed here exactly by complementary pivoting (van den Elzen and Talman 1991): with x' = t x and y' = t y,

      A (y' + (1-t) p_2) <= v_1,   B'(x' + (1-t) p_1) <= v_2,   sum x' = sum y' = t,   complementary, all >= 0.

  The path may turn back in t. In games where several variables would leave at once it is not unique; then ties are
  broken lexicographically, and `unique` is false.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from games.errors import FormError, NotCoveredError
from games.forms.normal_form import NormalForm, Profile
from games.forms.numbers import Number, exact
from games.forms.table import Shown, Table
from games.glossary import translate
from games.phrases import phrase
from games.text import Language, Text
from solvers.completeness import Completeness
from solvers.equilibrium import Equilibrium, Strategy, number_json, outline, point_cells
from solvers.nash import nash
from solvers.pure import pure_point

__all__ = [
    "Selection",
    "TracePoint",
    "deviation_losses",
    "payoff_dominance",
    "payoff_dominant",
    "risk_dominance",
    "tracing",
]

RISK = "risk dominance (Harsanyi and Selten 1988)"
PAYOFF = "payoff dominance (Harsanyi and Selten 1988)"
TRACING = "linear tracing procedure (Harsanyi 1975)"

COMPARED = {
    RISK: Text("every strict equilibrium was compared", "已比较全部严格均衡"),
    PAYOFF: Text("every equilibrium was compared", "已比较全部均衡"),
    TRACING: Text("there is one path from the prior", "自先验出发的路径唯一"),
}
NOT_COMPARED = {
    PAYOFF: Text("not every equilibrium was compared", "未比较全部均衡"),
    TRACING: Text("the path branches or was broken off, and one was followed", "路径有分岔或中断，仅追踪其一"),
}

CAPTION = Text("Equilibrium selection", "均衡选择")
RULE = Text("rule", "规则")
CHOSEN = Text("Selected by {}: {}.", "由{}选出：{}。")
SILENT = Text("{} is silent: {}.", "{}不作选择：{}。")


@dataclass(frozen=True)
class TracePoint:
    """A corner of the path of the tracing procedure."""

    t: Fraction
    profile: tuple[Strategy, Strategy]


@dataclass(frozen=True, repr=False)
class Selection(Shown):
    """What a rule selects: `chosen` is None where the rule is silent, and `why` says why.

    `scores` pairs each candidate with the number it was compared by, where there is one. `unique` is false if a tie
    had to be broken on the way. `path` holds the corners of the tracing procedure. `all_compared` is false if
    equilibria may be missing from what was compared.
    """

    game: NormalForm
    rule: str
    chosen: Equilibrium | None
    why: str
    scores: tuple[tuple[Equilibrium, Number], ...] = ()
    unique: bool = True
    path: tuple[TracePoint, ...] = ()
    all_compared: bool = True

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return the selected equilibrium under the name of the rule: one row, or none."""
        players = [translate(player, lang) for player in self.game.players]
        columns = (RULE.in_(lang), *players, *(f"u({player})" for player in players))
        rule, chosen = phrase(self.rule, lang), [self.chosen] if self.chosen else []
        rows = [(rule, *point_cells(point, self.game, lang), *point.payoffs) for point in chosen]
        return Table(columns, rows, caption or CAPTION.in_(lang), self.note(lang))

    def note(self, lang: Language = "en") -> str:
        """Return what the rule selects, or why it is silent."""
        said = CHOSEN if self.chosen else SILENT
        text = said.in_(lang).format(phrase(self.rule, lang), phrase(self.why, lang))
        return self._compared.after(text[0].upper() + text[1:], lang)

    @property
    def _compared(self) -> Completeness:
        complete = self.all_compared and self.unique
        return Completeness(complete, (COMPARED if complete else NOT_COMPARED)[self.rule])

    def to_json(self) -> dict[str, Any]:
        """Return plain data; numbers are strings `p/q`."""
        scores = [{**point.to_json(), "score": number_json(score)} for point, score in self.scores]
        path = [{"t": number_json(c.t), "profile": [[number_json(p) for p in s] for s in c.profile]} for c in self.path]
        found = {"rule": self.rule, "chosen": self.chosen and self.chosen.to_json(), "why": self.why,
                 "scores": scores, "unique": self.unique, "path": path,
                 "complete": self._compared.complete}  # fmt: skip
        return outline(self.game, "equilibrium selection") | found


# ------------------------------------------------------------------ dominance
def deviation_losses(game: NormalForm, profile: Profile, other: Profile) -> tuple[Number, ...]:
    """Return what each player loses at `profile` by playing as in `other`; payoffs may be symbolic.

    >>> from games.classics import stag_hunt
    >>> deviation_losses(stag_hunt(), (0, 0), (1, 1))
    (Fraction(1, 1), Fraction(1, 1))
    """
    moved = (tuple(other[i] if k == i else a for k, a in enumerate(profile)) for i in range(game.n_players))
    return tuple(game.payoffs[i][profile] - game.payoffs[i][there] for i, there in enumerate(moved))


def risk_dominance(game: NormalForm) -> Selection:
    """Return the risk-dominant one of the two strict equilibria of a 2x2 game.

    A game with fewer strict equilibria, or with equal products, is not decided. Raises NotCoveredError unless the game
    is 2x2 with numbers for payoffs.
    """
    if game.shape != (2, 2) or game.kind == "symbolic":
        raise NotCoveredError("risk dominance is defined here for 2x2 games with numbers for payoffs; ask for tracing")
    for pair in (((0, 0), (1, 1)), ((0, 1), (1, 0))):
        losses = [deviation_losses(game, u, v) for u, v in (pair, pair[::-1])]
        if min(min(loss) for loss in losses) > 0:
            return _less_risky(game, pair, [loss[0] * loss[1] for loss in losses])
    return Selection(game, RISK, None, "the game has no two strict equilibria")


def _less_risky(game: NormalForm, pair: Sequence[Profile], products: Sequence[Number]) -> Selection:
    points = [pure_point(game, profile) for profile in pair]
    scores = tuple(zip(points, products, strict=True))
    names = [", ".join(game.labels(profile)) for profile in pair]
    if products[0] == products[1]:
        return Selection(game, RISK, None, f"both products of deviation losses are {products[0]}", scores)
    k = int(products[1] > products[0])
    why = f"the product of deviation losses is {products[k]} at ({names[k]}) and {products[1 - k]} at ({names[1 - k]})"
    return Selection(game, RISK, points[k], why, scores)


def payoff_dominant(game: NormalForm, points: Iterable[Equilibrium]) -> Selection:
    """Return the one of the given equilibria at which everybody is better off than at any other.

    Give all equilibria, for instance `nash(game)`. Points with the same payoffs are not told apart: then the rule is
    silent. Raises FormError if there are none.
    """
    candidates = list(dict.fromkeys(points))
    if not candidates:
        raise FormError("payoff dominance compares equilibria; none were given")
    for point in candidates:
        others = (other for other in candidates if other is not point)
        if all(_better(point, other) for other in others):
            rest = f"everybody prefers it to all {len(candidates) - 1} others"
            return Selection(game, PAYOFF, point, rest if len(candidates) > 1 else "it is the only equilibrium")
    return Selection(
        game, PAYOFF, None, f"none of {len(candidates)} equilibria is better for everybody than all others"
    )


def payoff_dominance(game: NormalForm, budget: float | None = None) -> Selection:
    """Return the payoff-dominant one of all Nash equilibria, which are computed first (within `budget` seconds).

    For two players a continuum is judged by its extreme points exactly, payoffs being bilinear; for more, and where
    the list of equilibria is not complete, `why` says what was compared. Raises NotCoveredError for symbolic payoffs.

    >>> from games.classics import stag_hunt
    >>> payoff_dominance(stag_hunt()).chosen.payoffs
    (Fraction(4, 1), Fraction(4, 1))
    """
    found = nash(game, budget)
    if not list(found):
        return Selection(game, PAYOFF, None, "the equilibria are not known to be all", all_compared=False)
    selected = payoff_dominant(game, found)
    doubts = ["; the equilibria are not known to be all"] * (not found.complete)
    continua = game.n_players > 2 and any(component.dimension for component in found.components)
    doubts += ["; continua were compared at their listed points"] * continua
    return replace(selected, why=selected.why + "".join(doubts), all_compared=not doubts)


def _better(point: Equilibrium, other: Equilibrium) -> bool:
    return all(bool(u > v) for u, v in zip(point.payoffs, other.payoffs, strict=True))


# ------------------------------------------------------------------ the tracing procedure
def tracing(game: NormalForm, prior: Sequence[Sequence[Any]] = (), max_pivots: int = 10_000) -> Selection:
    """Return the equilibrium of a two-player game that the linear tracing procedure selects from a prior.

    `prior` holds one probability vector per player, by default the uniform ones. Float payoffs count as the binary
    numbers they are. Raises NotCoveredError unless there are two players with numbers for payoffs, FormError for a
    prior that is no pair of mixed strategies.

    >>> game = NormalForm([[[9, 0], [0, 1]], [[1, 0], [0, 4]]])
    >>> tracing(game).chosen.profile[0]
    (Fraction(1, 1), Fraction(0, 1))
    """
    if game.n_players != 2 or game.kind == "symbolic":
        raise NotCoveredError("tracing needs two players and payoffs that are numbers; ask for payoff-dominance")
    beliefs = _prior(game, prior)
    path = _Path(game, beliefs)
    corners = [path.corner()]
    for _ in range(max_pivots):
        path.advance()
        corners.append(path.corner())
        if path.ended:
            return _selected(game, path, corners)
    return Selection(game, TRACING, None, f"the path did not end in {max_pivots} pivots", (), False, tuple(corners))


def _selected(game: NormalForm, path: _Path, corners: list[TracePoint]) -> Selection:
    x, y = corners[-1].profile
    weights = [(i, j, p * q) for i, p in enumerate(x) if p for j, q in enumerate(y) if q]
    payoffs = tuple(sum((w * Fraction(u[i, j]) for i, j, w in weights), Fraction(0)) for u in game.payoffs)
    how = "the path is unique" if path.unique else "the path branches; ties were broken lexicographically"
    chosen = Equilibrium((x, y), payoffs)
    return Selection(
        game, TRACING, chosen, f"pivots from the prior: {path.pivots}; {how}", (), path.unique, tuple(corners)
    )


def _prior(game: NormalForm, prior: Sequence[Sequence[Any]]) -> list[list[Fraction]]:
    if not prior:
        return [[Fraction(1, count)] * count for count in game.shape]
    beliefs = [[exact(p) for p in strategy] for strategy in prior]
    if [len(p) for p in beliefs] != list(game.shape) or any(sum(p) != 1 or min(p) < 0 for p in beliefs):
        raise FormError(f"a prior needs a probability vector of {game.shape[0]} and one of {game.shape[1]} numbers")
    return beliefs


class _Path:
    """The dictionary of the complementarity problem: variables x', slacks of rows, y', slacks of columns, 1-t, v1, v2.

    Variable k < m + n and its slack m + n + k are complementary; 2 (m + n) is 1 - t.
    """

    def __init__(self, game: NormalForm, prior: list[list[Fraction]]) -> None:
        a, b = ([[Fraction(v) for v in row] for row in u] for u in game.payoffs)
        self.m, self.n = game.shape
        self.prior = prior
        self.pivots, self.unique, self.ended = 0, True, False
        self.size = self.m + self.n
        self._start(_positive(a), [list(column) for column in zip(*_positive(b), strict=True)])

    def _start(self, rows: list[list[Fraction]], columns: list[list[Fraction]]) -> None:
        """Set up the equations and the basis at t = 0, ready to let the column player's best reply enter."""
        equations = [self._equation(i, rows[i], self.m, self.prior[1], 0) for i in range(self.m)]
        equations += [self._equation(self.m + j, columns[j], 0, self.prior[0], 1) for j in range(self.n)]
        equations += [self._sum(0, self.m), self._sum(self.m, self.size)]
        first = self._best([e[2 * self.size] for e in equations[: self.m]])
        second = self.m + self._best([e[2 * self.size] for e in equations[self.m : self.size]])
        slacks = [self.size + k for k in range(self.size) if k not in (first, second)]
        self.basic = [2 * self.size + 1, 2 * self.size + 2, 2 * self.size, first, *slacks]
        self.rows = _solved(equations, self.basic)
        # The perturbation: columns of the starting basis, the unbounded values and 1 - t last.
        self.order = [*slacks, first, 2 * self.size, 2 * self.size + 1, 2 * self.size + 2]
        self.entering = second

    def _equation(self, k: int, payoffs: list[Fraction], at: int, belief: list[Fraction], who: int) -> list[Fraction]:
        """v_who - payoffs . (other's x') - (payoffs . belief) (1 - t) - slack = 0."""
        row = [Fraction(0)] * (2 * self.size + 4)
        for j, u in enumerate(payoffs):
            row[at + j] = u
        row[self.size + k] = Fraction(1)
        row[2 * self.size] = sum((u * p for u, p in zip(payoffs, belief, strict=True)), Fraction(0))
        row[2 * self.size + 1 + who] = Fraction(-1)
        return row

    def _sum(self, start: int, stop: int) -> list[Fraction]:
        inside = (*range(start, stop), 2 * self.size, 2 * self.size + 3)
        return [Fraction(int(k in inside)) for k in range(2 * self.size + 4)]

    def _best(self, values: list[Fraction]) -> int:
        best = max(values)
        self.unique &= values.count(best) == 1
        return values.index(best)

    def advance(self) -> None:
        """Let the entering variable in; its leaving partner decides what enters next."""
        r = self._blocking()
        leaving = self.basic[r]
        _pivot(self.rows, r, self.entering)
        self.basic[r] = self.entering
        self.pivots += 1
        self.ended = leaving == 2 * self.size
        self.entering = leaving + self.size if leaving < self.size else leaving - self.size

    def _blocking(self) -> int:
        """Find the row that reaches zero first; the values v never leave."""
        free = (2 * self.size + 1, 2 * self.size + 2)
        rows = [i for i, row in enumerate(self.rows) if row[self.entering] > 0 and self.basic[i] not in free]
        least = min(self.rows[i][-1] / self.rows[i][self.entering] for i in rows)
        tied = [i for i in rows if self.rows[i][-1] / self.rows[i][self.entering] == least]
        ending = [i for i in tied if self.basic[i] == 2 * self.size]
        if ending:
            return ending[0]
        self.unique &= len(tied) == 1
        return min(tied, key=lambda i: [self.rows[i][c] / self.rows[i][self.entering] for c in self.order])

    def corner(self) -> TracePoint:
        """Return t and the players' strategies; at t = 0 the best replies to the prior."""
        value = {k: row[-1] for k, row in zip(self.basic, self.rows, strict=True)}
        t = 1 - value.get(2 * self.size, Fraction(0))
        parts = (range(self.m), range(self.m, self.size))
        if t == 0:
            replies = (set(self.basic) | {self.entering}) if not self.pivots else set(self.basic)
            return TracePoint(t, tuple(tuple(Fraction(int(k in replies)) for k in part) for part in parts))  # type: ignore[arg-type]
        return TracePoint(t, tuple(tuple(value.get(k, Fraction(0)) / t for k in part) for part in parts))  # type: ignore[arg-type]


def _positive(matrix: list[list[Fraction]]) -> list[list[Fraction]]:
    low = min(map(min, matrix))
    return [[v - low + 1 for v in row] for row in matrix]


def _solved(equations: list[list[Fraction]], basic: list[int]) -> list[list[Fraction]]:
    """Solve the equations for the basic variables, one row each in their order."""
    rows = [list(row) for row in equations]
    for k, variable in enumerate(basic):
        r = next(i for i in range(k, len(rows)) if rows[i][variable])
        rows[k], rows[r] = rows[r], rows[k]
        _pivot(rows, k, variable)
    return rows


def _pivot(rows: list[list[Fraction]], r: int, c: int) -> None:
    head = rows[r][c]
    rows[r] = [v / head for v in rows[r]]
    for i, row in enumerate(rows):
        if i != r and (f := row[c]):
            rows[i] = [v - f * w for v, w in zip(row, rows[r], strict=True)]
