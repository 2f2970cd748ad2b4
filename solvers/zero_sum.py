"""Two-player games of pure conflict, and what one player can secure in any game.

In a constant-sum game u_1 + u_2 = c everywhere; it is zero-sum up to a shift. By the minimax theorem (von Neumann 1928)
player 1 has a strategy that secures her the value v whatever player 2 does, and player 2 one that holds her to v. These
*optimal strategies* form two polytopes X and Y, and the Nash equilibria are exactly the pairs in X x Y (von Neumann
and Morgenstern 1944; interchangeability). Both polytopes are given by their vertices. Large games get one pair in
floating point with a certified gap (`large_zero_sum`).

In any finite game the *security level* (maxmin) of player i is the most she can guarantee, max over mixed x of the
least u_i(x, a) over the profiles a of all others. The others may correlate their punishment: by the minimax theorem
the level then also equals the least they can jointly hold her to. Others who must mix independently may be unable to
hold her down so far (her minmax value may be higher); her own guarantee is the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from typing import Any

from games.errors import UnknownNameError, accepting
from games.forms import numbers
from games.forms.normal_form import NormalForm, Profile
from games.forms.table import Shown, Table
from games.glossary import translate
from games.text import Language, Text
from solvers.completeness import Completeness
from solvers.equilibrium import Component, Equilibria, Equilibrium, Strategy, number_json, outline, strategy_cell
from solvers.large_zero_sum import LargeZeroSum, checked_sum, large_zero_sum
from solvers.programs.matrix_game import affine_dimension, exact_payoffs, matrix_value, minimisers, own_matrix

__all__ = ["Security", "SecurityLevels", "ZeroSum", "maxmin", "security_levels", "zero_sum"]

MODERATE, LARGE = 1600, 3600
"""Numbers of profiles beyond which one optimal pair is tried first, and beyond which it has to do."""

HUGE = 62500
"""Number of profiles beyond which exact payoffs are rounded too; floats are from LARGE."""

CONCEPT = Text("optimal strategies", "最优策略")
ALL = Text(
    "every optimal basis of either player's linear program was visited by exact pivoting",
    "以精确旋转运算遍历了双方线性规划的全部最优基",
)
ONLY = Text(
    "the optimal pair is unique: it is basic and strictly complementary",
    "最优策略对唯一：它是基本解且满足严格互补",
)
SOME = Text("one optimal pair or part of the vertices is listed", "仅列出一对最优策略或部分顶点")
VERDICT = {True: Text("Complete", "完备"), False: Text("Not complete", "不完备")}
VALUE = Text("Value", "博弈值")
HEAD = Text("player|optimal strategy|secures", "参与者|最优策略|保证收益")
SECURITY = Text("security strategy", "安全策略")
SECURITY_HEAD = Text("player|security strategy|secures|minimisers", "参与者|安全策略|保证收益|对手的压制策略")
SECURITY_KEYS = ("player", "value", "strategy", "minimisers")
LEVELS = Completeness(
    False,
    Text(
        "the levels are exact, by linear programming; of the strategies that secure them one is shown",
        "保证收益由线性规划精确求得；能保证该收益的策略仅列出其一",
    ),
)
CORRELATED = Text(
    "The others minimise jointly; their strategies may be correlated.", "其他参与者联合压制，其策略可以相关。"
)


@dataclass(frozen=True, repr=False)
class ZeroSum(Shown):
    """The solution of a constant-sum game.

    `values` holds what each player secures; `optimal` the vertices of both polytopes of optimal strategies, all of them
    if `complete`.
    """

    game: NormalForm
    values: tuple[Fraction, Fraction]
    optimal: tuple[tuple[Strategy, ...], tuple[Strategy, ...]]
    complete: bool
    why: Text

    @property
    def value(self) -> Fraction:
        """What player 1 secures."""
        return self.values[0]

    @property
    def dimensions(self) -> tuple[int, int]:
        """The dimensions of the two polytopes, as far as they are listed."""
        return affine_dimension(self.optimal[0]), affine_dimension(self.optimal[1])

    @property
    def equilibria(self) -> Equilibria:
        """The Nash equilibria: one component, the product of the two polytopes."""
        points = tuple(Equilibrium(pair, self.values) for pair in product(*self.optimal))
        index = 1 if self.complete else None
        component = Component(points, sum(self.dimensions), (tuple(range(len(points))),), index)
        return Equilibria(self.game, CONCEPT.en, (component,), self.complete, self.why.en)

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return one row per vertex: the player, the optimal strategy and what it secures."""
        rows = [
            (translate(player, lang), strategy_cell(x, [translate(a, lang) for a in actions]), value)
            for player, actions, value, mixes in zip(
                self.game.players, self.game.actions, self.values, self.optimal, strict=True
            )
            for x in mixes
        ]
        return Table(HEAD.in_(lang).split("|"), rows, caption or CONCEPT.in_(lang), self.note(lang))

    def note(self, lang: Language = "en") -> str:
        """Return the value, and whether all vertices are listed and why."""
        colon, stop, blank = ("：", "。", "") if lang == "zh" else (": ", ".", " ")
        value = f"{VALUE.in_(lang)}{colon}{numbers.show(self.value)}{stop}"
        return f"{value}{blank}{VERDICT[self.complete].in_(lang)}{colon}{self.why.in_(lang)}{stop}"

    def to_json(self) -> dict[str, Any]:
        """Return plain data; numbers are strings `p/q`."""
        return outline(self.game, CONCEPT.en) | {
            "values": [number_json(v) for v in self.values],
            "optimal": [[[number_json(p) for p in x] for x in mixes] for mixes in self.optimal],
            "dimensions": list(self.dimensions), "complete": self.complete, "why": self.why.en,
        }  # fmt: skip


@dataclass(frozen=True, repr=False)
class Security(Shown):
    """What one player can secure: the level, a strategy that secures it, and how the others jointly hold her to it.

    `minimisers` lists profiles of the other players, in their order, with positive probabilities.
    """

    game: NormalForm
    player: int
    value: Fraction
    strategy: Strategy
    minimisers: tuple[tuple[Profile, Fraction], ...]

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return the strategy, the level and the minimisers in one row."""
        named = [[translate(action, lang) for action in labels] for labels in self.game.actions]
        others = [labels for j, labels in enumerate(named) if j != self.player]
        profiles = [", ".join(own[a] for own, a in zip(others, where, strict=True)) for where, _ in self.minimisers]
        labels = [f"({name})" if len(others) > 1 else name for name in profiles]
        player = translate(self.game.players[self.player], lang)
        against = strategy_cell([p for _, p in self.minimisers], labels)
        row = (player, strategy_cell(self.strategy, named[self.player]), self.value, against)
        note = CORRELATED.in_(lang) if len(others) > 1 else ""
        return Table(SECURITY_HEAD.in_(lang).split("|"), [row], caption or SECURITY.in_(lang), note)

    def to_json(self) -> dict[str, Any]:
        """Return plain data; numbers are strings `p/q`."""
        others = [labels for j, labels in enumerate(self.game.actions) if j != self.player]
        held = [
            {"profile": [own[a] for own, a in zip(others, where, strict=True)], "probability": number_json(p)}
            for where, p in self.minimisers
        ]
        return outline(self.game, SECURITY.en) | {
            "player": self.game.players[self.player], "value": number_json(self.value),
            "strategy": [number_json(p) for p in self.strategy], "minimisers": held,
        }  # fmt: skip


@dataclass(frozen=True, repr=False)
class SecurityLevels(Shown):
    """What each player of a game can secure."""

    game: NormalForm
    levels: tuple[Security, ...]

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return one row per player: the strategy, the level and the minimisers."""
        tables = [level.table(lang, caption) for level in self.levels]
        rows = [row for table in tables for row in table.rows]
        return replace(tables[0], rows=rows, notes=LEVELS.after(tables[0].notes, lang))

    def to_json(self) -> dict[str, Any]:
        """Return plain data; numbers are strings `p/q`."""
        own = [{key: level.to_json()[key] for key in SECURITY_KEYS} for level in self.levels]
        return outline(self.game, SECURITY.en) | {"levels": own} | LEVELS.to_json()


def zero_sum(game: NormalForm) -> ZeroSum | LargeZeroSum:
    """Return the value and all optimal strategies of a two-player zero-sum or constant-sum game.

    Games of more than 3600 profiles get one optimal pair; if that is unique the answer is complete all the same. With
    `dtype=float`, and beyond 62500 profiles, the pair is approximate and its gap is certified.

    Raises NotCoveredError for other games and for symbolic payoffs.

    >>> from games.classics import matching_pennies
    >>> zero_sum(matching_pennies())
    optimal strategies
    player  optimal strategy       secures
    ------  ---------------------  -------
    Row     1/2 Heads + 1/2 Tails  0
    Column  1/2 Heads + 1/2 Tails  0
    Value: 0. Complete: every optimal basis of either player's linear program was visited by exact pivoting.
    """
    size = game.payoffs[0].size
    if game.n_players == 2 and size > (LARGE if game.kind == "float" else HUGE):
        return large_zero_sum(game)
    return _exactly(game)


def _exactly(game: NormalForm) -> ZeroSum:
    payoffs, constant = exact_payoffs(game), checked_sum(game)
    matrix = payoffs[0].tolist()
    if payoffs[0].size > MODERATE:
        found = matrix_value(matrix)
        if found.unique or payoffs[0].size > LARGE:
            pair, why = ((found.row,), (found.column,)), ONLY if found.unique else SOME
            return ZeroSum(game, (found.value, constant - found.value), pair, found.unique, why)
    rows, all_rows = minimisers([[-v for v in column] for column in zip(*matrix, strict=True)])
    columns, all_columns = minimisers(matrix)
    value = min(sum(p * v for p, v in zip(rows[0], column, strict=True)) for column in zip(*matrix, strict=True))
    complete = all_rows and all_columns
    optimal = tuple(rows), tuple(columns)
    return ZeroSum(game, (value, constant - value), optimal, complete, ALL if complete else SOME)


def maxmin(game: NormalForm, player: int | str) -> Security:
    """Return the security level of a player (index or name) in any finite game, with strategies that prove it.

    Raises UnknownNameError for a player who does not exist, NotCoveredError for symbolic payoffs.

    >>> from games.classics import chicken
    >>> maxmin(chicken(), "Row")
    security strategy
    player  security strategy  secures  minimisers
    ------  -----------------  -------  ----------
    Row     Cooperate          2        Defect
    """
    i = game.players.index(player) if player in game.players else player
    if not isinstance(i, int) or not 0 <= i < game.n_players:
        raise UnknownNameError(f"no player {player!r}{accepting(str(player), game.players)}")
    found = matrix_value(own_matrix(exact_payoffs(game), i).tolist())
    profiles = product(*(range(n) for j, n in enumerate(game.shape) if j != i))
    held = tuple((where, p) for where, p in zip(profiles, found.column, strict=True) if p)
    return Security(game, i, found.value, found.row, held)


def security_levels(game: NormalForm) -> SecurityLevels:
    """Return the security level of every player of any finite game.

    Raises NotCoveredError for symbolic payoffs.

    >>> from games.classics import chicken
    >>> [str(level.value) for level in security_levels(chicken()).levels]
    ['2', '2']
    """
    return SecurityLevels(game, tuple(maxmin(game, i) for i in range(game.n_players)))
