"""Commitment: one player of two moves first and the other replies best (von Stackelberg 1934).

The leader commits to a pure or a mixed strategy x; the follower sees the commitment, not the outcome of a mixture, and
plays a best reply. Which one matters when several are best:

* *strong*: the follower breaks ties for the leader. With a mixed commitment the value is the largest, over the
  follower's actions j, of the linear programs "maximise x.A_j over the x to which j is a best reply" (Conitzer and
  Sandholm 2006).
* *weak*: ties are broken against the leader. Then a best commitment may fail to exist: the leader only comes as near as
  she likes to the *supremum*, and `attained` is false. The supremum is reached from inside the best-reply regions that
  contain an open set of commitments; among follower actions with identical payoffs to him the worst for her counts
  (von Stengel and Zamir 2010). It is attained if at some point of the optimal set no tie costs her anything.

Everything is exact. Float payoffs count as the binary numbers they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import comb
from typing import Any, Literal

from games.errors import NotCoveredError, ParameterError, UnknownNameError, accepting
from games.forms.normal_form import NormalForm
from games.forms.table import Shown, Table
from games.glossary import translate
from games.text import Language, Text
from solvers.completeness import Completeness
from solvers.equilibrium import number_json, outline, strategy_cell
from solvers.programs.linear import maximise

__all__ = ["Commitment", "Optimal", "stackelberg"]

Row = list[Fraction]
Strategy = tuple[Fraction, ...]
MOST_VERTICES = 20_000
"""Candidate bases up to which all vertices of an optimal set are listed."""
MOST_REPLIES = 12
"""Follower's actions up to which it is decided whether a supremum under adverse ties is attained."""

CONCEPT = {
    "mixed": Text("Stackelberg equilibrium, mixed commitment", "斯塔克尔伯格均衡，混合承诺"),
    "pure": Text("Stackelberg equilibrium, pure commitment", "斯塔克尔伯格均衡，纯策略承诺"),
}
HEAD = Text("{} commits to|{} replies|u({})|u({})", "{} 承诺|{} 应对|u({})|u({})")
VALUE = Text("Value of commitment for {}: {}, {}. {}", "承诺对{}的价值：{}，{}。{}")
ATTAINED = {
    True: Text("attained", "可达到"),
    False: Text("a supremum that no commitment attains", "为上确界，任何承诺均不能达到"),
    None: Text("attained or only a supremum, which was not decided", "可达到或仅为上确界，未予判定"),
}
TIES = {
    "strong": Text("The follower breaks ties for the leader.", "追随者在并列时选择对领导者有利的行动。"),
    "weak": Text("The follower breaks ties against the leader.", "追随者在并列时选择对领导者不利的行动。"),
}
ALL = Completeness(
    True,
    Text("all optimal commitments are listed, a continuum by its vertices", "列出全部最优承诺；连续统以其顶点表示"),
)
SOME = Completeness(False, Text("one optimal commitment for each reply", "对每一应对列出一个最优承诺"))
NO_OPTIMUM = Completeness(True, Text("no commitment is optimal", "不存在最优承诺"))
UNDECIDED = Completeness(False, Text("whether a commitment is optimal was not decided", "未判定是否存在最优承诺"))


@dataclass(frozen=True)
class Optimal:
    """Optimal commitments that share a reply: the vertices of their polytope (one point if `whole` is false)."""

    reply: int
    vertices: tuple[Strategy, ...]
    follower_payoffs: tuple[Fraction, ...]
    whole: bool = True


@dataclass(frozen=True, repr=False)
class Commitment(Shown):
    """The leader's value of commitment and the commitments that give it.

    `attained` is false if the value is only a supremum, None if that was not decided. `optima` has one entry per reply;
    it is empty where no optimal commitment exists.
    """

    game: NormalForm
    leader: int
    kind: str
    ties: str
    value: Fraction
    attained: bool | None
    optima: tuple[Optimal, ...]

    @property
    def players(self) -> tuple[int, int]:
        """The leader and the follower."""
        return self.leader, 1 - self.leader

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return one row per optimal commitment."""
        leader, follower = (translate(self.game.players[i], lang) for i in self.players)
        own, other = ([translate(a, lang) for a in self.game.actions[i]] for i in self.players)
        rows = [
            (strategy_cell(x, own), other[part.reply], self.value, payoff)
            for part in self.optima
            for x, payoff in zip(part.vertices, part.follower_payoffs, strict=True)
        ]
        columns = HEAD.in_(lang).format(leader, follower, leader, follower).split("|")
        return Table(columns, rows, caption or CONCEPT[self.kind].in_(lang), self.note(lang))

    def note(self, lang: Language = "en") -> str:
        """Return the value, whether it is attained, how ties are broken, and whether all commitments are listed."""
        leader = translate(self.game.players[self.leader], lang)
        said = VALUE.in_(lang).format(leader, self.value, ATTAINED[self.attained].in_(lang), TIES[self.ties].in_(lang))
        return self._listed.after(said, lang)

    @property
    def _listed(self) -> Completeness:
        if self.optima:
            return ALL if all(part.whole for part in self.optima) else SOME
        return UNDECIDED if self.attained is None else NO_OPTIMUM

    def to_json(self) -> dict[str, Any]:
        """Return plain data; numbers are strings `p/q`."""
        optima = [
            {"reply": self.game.actions[1 - self.leader][part.reply], "whole": part.whole,
             "commitments": [[number_json(p) for p in x] for x in part.vertices],
             "follower_payoffs": [number_json(u) for u in part.follower_payoffs]}
            for part in self.optima
        ]  # fmt: skip
        found = {"leader": self.game.players[self.leader], "commitment": self.kind, "ties": self.ties,
                 "value": number_json(self.value), "attained": self.attained, "optima": optima}  # fmt: skip
        return outline(self.game, CONCEPT[self.kind].en) | found | self._listed.to_json()


def stackelberg(
    game: NormalForm,
    leader: int | str = 0,
    commitment: Literal["mixed", "pure"] = "mixed",
    ties: Literal["strong", "weak"] = "strong",
) -> Commitment:
    """Return the value of commitment for `leader` (index or name) in a two-player game, and how to get it.

    Raises NotCoveredError for more players or symbolic payoffs, UnknownNameError for a leader who does not play,
    ParameterError for another kind of commitment or ties.

    >>> game = NormalForm([[[2, 4], [1, 3]], [[1, 0], [0, 1]]])
    >>> stackelberg(game).value, stackelberg(game, ties="weak").attained
    (Fraction(7, 2), False)
    """
    if game.n_players != 2 or game.kind == "symbolic":
        raise NotCoveredError(
            f"commitment needs two players, not {game.n_players}; ask for nash"
            if game.n_players != 2
            else "commitment with symbolic payoffs: give the parameters values with at()"
        )
    if commitment not in ("mixed", "pure") or ties not in ("strong", "weak"):
        raise ParameterError(
            f"no {commitment!r} commitment with {ties!r} ties; accepted: mixed or pure, strong or weak"
        )
    who = _index(game, leader)
    own, other = (u if who == 0 else u.T for u in (game.payoffs[who], game.payoffs[1 - who]))
    columns = [[[Fraction(v) for v in column] for column in u.T] for u in (own, other)]
    solver = {"pure": _pure, "strong": _strong, "weak": _weak}[commitment if commitment == "pure" else ties]
    value, attained, optima = solver(columns[0], columns[1], ties == "strong")
    return Commitment(game, who, commitment, ties, value, attained, tuple(optima))


Answer = tuple[Fraction, bool | None, list[Optimal]]


def _index(game: NormalForm, leader: int | str) -> int:
    if leader in (0, 1):
        return int(leader)
    if leader not in game.players:
        raise UnknownNameError(f"no player {leader!r}{accepting(str(leader), game.players)}")
    return list(game.players).index(str(leader))


def _dot(x: Sequence[Fraction], u: Sequence[Fraction]) -> Fraction:
    return sum((p * v for p, v in zip(x, u, strict=True) if p), Fraction(0))


# ------------------------------------------------------------------ the three problems
def _pure(a: list[Row], b: list[Row], strong: bool) -> Answer:
    """Compare the leader's actions; a[j][i], b[j][i] are the payoffs of leader and follower."""
    pick = max if strong else min
    found = []
    for i in range(len(a[0])):
        best = max(column[i] for column in b)
        replies = [j for j, column in enumerate(b) if column[i] == best]
        worth = pick(a[j][i] for j in replies)
        found.append((worth, i, [j for j in replies if a[j][i] == worth]))
    value = max(worth for worth, _, _ in found)
    chosen = [(j, i) for worth, i, replies in found if worth == value for j in replies]
    return value, True, [Optimal(j, (_unit(len(a[0]), i),), (b[j][i],)) for j, i in chosen]


def _strong(a: list[Row], b: list[Row], _: bool) -> Answer:
    answers = {}
    for j in range(len(a)):
        found = maximise(a[j], *_region(b, j, range(len(b))), *_simplex(len(a[0])))
        if found.value is not None:
            answers[j] = found.value, found.point
    value = max(worth for worth, _ in answers.values())
    optima = [_face(a[j], b, j, value, point) for j, (worth, point) in answers.items() if worth == value]
    return value, True, optima


def _weak(a: list[Row], b: list[Row], _: bool) -> Answer:
    worths = {}
    for j in _open_regions(b):
        twins = [k for k in range(len(b)) if b[k] == b[j]]
        rows, rhs = _region(b, j, range(len(b)))
        # The least of the twins' payoffs is a new variable; payoffs are raised above zero to keep it non-negative.
        low = min(map(min, a))
        above = [[low - v for v in a[k]] + [Fraction(1)] for k in twins]
        goal = [Fraction(0)] * len(a[0]) + [Fraction(1)]
        rows = [[*row, Fraction(0)] for row in rows] + above
        found = maximise(goal, rows, [*rhs, *[0] * len(twins)], [[*[1] * len(a[0]), 0]], [1])
        if found.value is not None:
            worths[j] = found.value + low
    value = max(worths.values())
    if len(b) > MOST_REPLIES:
        return value, None, []
    best = [(j, x) for j, worth in worths.items() if worth == value for x in _harmless(a, b, j, value)]
    return value, bool(best), [Optimal(j, (x,), (_dot(x, b[j]),), False) for j, x in best]


# ------------------------------------------------------------------ best-reply regions
def _region(b: list[Row], j: int, rivals: Sequence[int]) -> tuple[list[Row], list[int]]:
    """Return the inequalities b_k.x - b_j.x <= 0 for the rivals k of j."""
    rows = [[u - v for u, v in zip(b[k], b[j], strict=True)] for k in rivals if b[k] != b[j]]
    return rows, [0] * len(rows)


def _simplex(m: int) -> tuple[list[list[int]], list[int]]:
    return [[1] * m], [1]


def _unit(m: int, i: int) -> Strategy:
    return tuple(Fraction(int(k == i)) for k in range(m))


def _inside(rows: list[Row], strict: list[Row], m: int) -> Strategy | None:
    """Return a mixed strategy with rows.x <= 0 and strict.x < 0, None if there is none."""
    margins = [[*row, Fraction(1)] for row in strict] or [[Fraction(0)] * m + [Fraction(1)]]
    known = [[*row, Fraction(0)] for row in rows]
    ceiling = [Fraction(0)] * m + [Fraction(1)]
    rhs = [0] * len(known) + [0 if strict else 1] * len(margins) + [1]
    found = maximise(ceiling, [*known, *margins, ceiling], rhs, [[*[1] * m, 0]], [1])
    return found.point[:m] if found.value else None


def _open_regions(b: list[Row]) -> list[int]:
    """Return the replies, one of each set of twins, that are strictly best somewhere."""
    first = [j for j in range(len(b)) if b[j] not in b[:j]]
    return [j for j in first if _inside([], _region(b, j, first)[0], len(b[0])) is not None]


def _harmless(a: list[Row], b: list[Row], j: int, value: Fraction) -> Iterator[Strategy]:
    """Yield a commitment, if there is one, at which j and every tied reply give the leader at least `value`."""
    m = len(a[0])
    rivals = [k for k in range(len(b)) if b[k] != b[j]]
    fair = [[value - v for v in a[k]] for k in range(len(b)) if b[k] == b[j]]
    todo: list[tuple[list[Row], list[Row], list[int]]] = [(fair, [], rivals)]
    while todo:
        rows, strict, left = todo.pop()
        x = _inside(rows + _region(b, j, left)[0], strict, m)
        if x is None:
            continue
        if all(_dot(x, b[k]) < _dot(x, b[j]) or _dot(x, a[k]) >= value for k in left):
            yield x
            return
        worse, tied = _region(b, j, left[:1])[0], [value - v for v in a[left[0]]]
        todo += [([*rows, tied, *worse], strict, left[1:]), (rows, strict + worse, left[1:])]


# ------------------------------------------------------------------ optimal sets
def _face(goal: Row, b: list[Row], j: int, value: Fraction, point: Strategy) -> Optimal:
    """Return the polytope of the commitments that j answers and that give the leader `value`."""
    m = len(goal)
    level = [v - value for v in goal]
    equal = [[Fraction(1)] * (m + 1)] + ([[*level, Fraction(0)]] if any(level) else [])
    rows = [[-p for p in _unit(m, i)] for i in range(m)] + _region(b, j, range(len(b)))[0]
    size = m - len(equal)
    if size < 0 or comb(len(rows), size) > MOST_VERTICES:
        return Optimal(j, (point,), (_dot(point, b[j]),), size < 0)
    tight = combinations([[*row, Fraction(0)] for row in rows], size)
    points = {x for some in tight if (x := _solution([*equal, *some], m))}
    vertices = sorted((x for x in points if all(_dot(x, row) <= 0 for row in rows)), reverse=True)
    return Optimal(j, tuple(vertices), tuple(_dot(x, b[j]) for x in vertices))


def _solution(system: list[Row], m: int) -> Strategy | None:
    """Solve m equations, each ending with its right-hand side; None if they do not have exactly one solution."""
    rows = [list(row) for row in system]
    for k in range(m):
        r = next((i for i in range(k, m) if rows[i][k]), -1)
        if r < 0:
            return None
        rows[k], rows[r] = rows[r], rows[k]
        rows[k] = [v / rows[k][k] for v in rows[k]]
        for i in range(m):
            if i != k and (f := rows[i][k]):
                rows[i] = [v - f * w for v, w in zip(rows[i], rows[k], strict=True)]
    return tuple(row[m] for row in rows)
