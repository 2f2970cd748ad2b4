"""Potential games: one function of the profile that all players climb.

A function P of pure profiles is (Monderer and Shapley 1996)

* an *exact* potential if u_i(a) - u_i(b) = P(a) - P(b) whenever a and b differ in i's action alone;
* a *weighted* potential if u_i(a) - u_i(b) = w_i (P(a) - P(b)) for weights w_i > 0;
* an *ordinal* potential if both differences have the same sign;
* a *generalised ordinal* potential if u_i(a) > u_i(b) implies P(a) > P(b).

Each kind implies the next; every local maximum of a potential of the first three is a pure Nash equilibrium, and every
finite game with any of them has one. Tests: exact, that gains add up to zero round every cycle of four profiles in
which two players move in turn; weighted, the same after dividing by weights, which the mixed second differences fix;
ordinal, that no cycle of unilateral moves has gains without a loss (Voorneveld and Norde 1997); generalised ordinal,
that no cycle has gains only. Where a kind fails, such a cycle is returned. All comparisons are exact.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Any, Literal

import numpy as np

from games.errors import NotCoveredError, ParameterError
from games.forms.normal_form import NormalForm, Profile
from games.forms.table import Shown, Table
from games.glossary import translate
from games.text import Language, Text
from solvers.completeness import Completeness
from solvers.equilibrium import number_json, outline

__all__ = ["KINDS", "Potential", "potential", "strongest_potential"]

Kind = Literal["exact", "weighted", "ordinal", "generalised ordinal"]
KINDS: tuple[Kind, ...] = ("exact", "weighted", "ordinal", "generalised ordinal")
Graph = dict[Profile, list[Profile]]

NAMES: dict[str, Text] = {
    "exact": Text("Exact potential", "精确势函数"),
    "weighted": Text("Weighted potential", "加权势函数"),
    "ordinal": Text("Ordinal potential", "序数势函数"),
    "generalised ordinal": Text("Generalised ordinal potential", "广义序数势函数"),
}
HEAD = Text("profile|potential", "策略组合|势")
CYCLE_HEAD = Text("profile|who moves on|gain", "策略组合|下一步移动者|增益")
LARGEST = Text(
    "Largest at {}: pure Nash, nobody gains by deviating there.", "在 {} 处最大：纯策略纳什均衡，无人能由偏离获益。"
)
WEIGHTS = Text(" Weights: {}.", "权重：{}。")
DECIDED = Completeness(True, Text("decided exactly, over all unilateral deviations", "由全部单方偏离精确判定"))
NONE = Text("There is none: the gains round this cycle rule it out.", "不存在：此循环上的增益将其排除。")
NO_KIND = Text(" Nor is there one of any stronger kind.", "更强的势函数也都不存在。")


@dataclass(frozen=True, repr=False)
class Potential(Shown):
    """Whether a game has a potential of one kind.

    `values` holds the potential over profiles, None if there is none; then `cycle` lists profiles, each differing from
    the next (the last from the first) in one player's action, that rule it out. `weights` are the players' weights.
    """

    game: NormalForm
    kind: Kind
    values: np.ndarray | None
    weights: tuple[Fraction, ...] = ()
    cycle: tuple[Profile, ...] = ()

    @property
    def exists(self) -> bool:
        """Whether there is a potential of this kind."""
        return self.values is not None

    @property
    def maximisers(self) -> tuple[Profile, ...]:
        """The profiles at which the potential is largest: pure equilibria, selected by the potential."""
        if self.values is None:
            return ()
        best = self.values.max()
        return tuple(profile for profile in self.game.profiles() if self.values[profile] == best)

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return the potential of every profile, or the cycle with the gain of each move."""
        caption = caption or NAMES[self.kind].in_(lang)
        if self.values is not None:
            shown = [(self._label(p, lang), self.values[p]) for p in self.game.profiles()]
            return Table(HEAD.in_(lang).split("|"), shown, caption, self.note(lang))
        u, players = self.game.payoffs, self.game.players
        rows = [(self._label(a, lang), translate(players[i], lang), u[i][b] - u[i][a]) for a, b, i in self._moves()]
        return Table(CYCLE_HEAD.in_(lang).split("|"), rows, caption, self.note(lang))

    def note(self, lang: Language = "en") -> str:
        """Return where the potential is largest and the weights, or that there is none."""
        if not self.exists:
            return DECIDED.after(NONE.in_(lang) + NO_KIND.in_(lang) * (self.kind != "exact"), lang)
        where = "; ".join(f"({self._label(p, lang)})" for p in self.maximisers)
        weights = ", ".join(map(str, self.weights))
        said = LARGEST.in_(lang).format(where) + WEIGHTS.in_(lang).format(weights) * (self.kind == "weighted")
        return DECIDED.after(said, lang)

    def to_json(self) -> dict[str, Any]:
        """Return plain data: the potential by profile (in lexicographic order), or the cycle as labelled profiles."""
        profiles = [list(self.game.labels(p)) for p in self.game.profiles()]
        values = None if self.values is None else [number_json(v) for v in self.values.flat]
        found = {
            "kind": self.kind, "exists": self.exists, "profiles": profiles, "values": values,
            "weights": [number_json(w) for w in self.weights],
            "maximisers": [list(self.game.labels(p)) for p in self.maximisers],
            "cycle": [list(self.game.labels(p)) for p in self.cycle],
        }  # fmt: skip
        return outline(self.game, NAMES[self.kind].en) | found | DECIDED.to_json()

    def _label(self, profile: Profile, lang: Language) -> str:
        return ", ".join(translate(action, lang) for action in self.game.labels(profile))

    def _moves(self) -> Iterator[tuple[Profile, Profile, int]]:
        for a, b in zip(self.cycle, self.cycle[1:] + self.cycle[:1], strict=True):
            yield a, b, next(i for i in range(len(a)) if a[i] != b[i])


def potential(game: NormalForm, kind: Kind = "exact") -> Potential:
    """Return a potential of the given kind, or a cycle that rules it out.

    Float payoffs count as the binary numbers they are. Raises NotCoveredError for symbolic payoffs, ParameterError for
    an unknown kind.

    >>> from games.classics import prisoners_dilemma
    >>> potential(prisoners_dilemma()).maximisers
    ((1, 1),)
    """
    if game.kind == "symbolic":
        raise NotCoveredError("symbolic payoffs: give the parameters values with at()")
    if kind not in KINDS:
        raise ParameterError(f"no potential of kind {kind!r}; accepted: {', '.join(KINDS)}")
    payoffs = _rational(game.payoffs)
    if kind == "exact":
        return _cardinal(game, kind, payoffs, [Fraction(1)] * game.n_players)
    if kind == "weighted":
        return _cardinal(game, kind, payoffs, _weights(payoffs))
    return _ordinal(game, kind, payoffs)


def strongest_potential(game: NormalForm) -> Potential:
    """Return the potential of the first kind that exists, in the order of `KINDS`; else the last kind's cycle."""
    found = potential(game, "exact")
    for kind in KINDS[1:]:
        if found.exists:
            break
        found = potential(game, kind)
    return found


def _rational(payoffs: np.ndarray) -> np.ndarray:
    out = np.empty(payoffs.shape, dtype=object)
    for where, value in np.ndenumerate(payoffs):
        out[where] = Fraction(value)
    return out


# ------------------------------------------------------------------ exact and weighted
def _cardinal(game: NormalForm, kind: Kind, payoffs: np.ndarray, weights: list[Fraction]) -> Potential:
    scaled = np.array([u / w for u, w in zip(payoffs, weights, strict=True)], dtype=object)
    if corner := _open_square(scaled):
        return Potential(game, kind, None, (), corner)
    return Potential(game, kind, _summed(scaled), tuple(weights))


def _summed(payoffs: np.ndarray) -> np.ndarray:
    """Add up the gains along the path that changes one player's action after the other, from the first profile."""
    total = np.zeros(payoffs.shape[1:], dtype=object) + Fraction(0)
    for i, u in enumerate(payoffs):
        start = u[(slice(None),) * (i + 1) + (0,) * (len(payoffs) - i - 1)]
        gains = start - start[(..., slice(0, 1))]
        total = total + gains.reshape(gains.shape + (1,) * (len(payoffs) - i - 1))
    return np.asarray(total)


def _mixed(u: np.ndarray, i: int, j: int) -> np.ndarray:
    """Return the second differences of u between neighbouring actions of i and of j."""
    return np.asarray(np.diff(np.diff(u, axis=i), axis=j))


def _open_square(payoffs: np.ndarray) -> tuple[Profile, ...]:
    """Return four profiles round which the gains do not add up to zero, nothing if there are none.

    Neighbouring actions suffice: the second difference over any square is the sum of those over its small squares.
    """
    for i, j in combinations(range(len(payoffs)), 2):
        wrong = np.argwhere(_mixed(payoffs[i], i, j) != _mixed(payoffs[j], i, j))
        if len(wrong):
            return _square(tuple(int(k) for k in wrong[0]), i, j)
    return ()


def _square(a: Profile, i: int, j: int) -> tuple[Profile, ...]:
    def moved(*players: int) -> Profile:
        return tuple(k + (player in players) for player, k in enumerate(a))

    return a, moved(i), moved(i, j), moved(j)


def _weights(payoffs: np.ndarray) -> list[Fraction]:
    """Return the weights that the second differences force, one where they force none or none fit."""
    weights: dict[int, Fraction] = {}
    for root in range(len(payoffs)):
        weights.setdefault(root, Fraction(1))
        todo = [root]
        while todo:
            i = todo.pop()
            for j in range(len(payoffs)):
                if j not in weights and (ratio := _ratio(payoffs, i, j)) > 0:
                    weights[j] = weights[i] * ratio
                    todo.append(j)
    return [weights[i] for i in range(len(payoffs))]


def _ratio(payoffs: np.ndarray, i: int, j: int) -> Fraction:
    """Return w_j / w_i as one second difference shows it, 0 if none does."""
    pairs = zip(_mixed(payoffs[i], i, j).flat, _mixed(payoffs[j], i, j).flat, strict=True)
    return next((Fraction(second / first) for first, second in pairs if first and second), Fraction(0))


# ------------------------------------------------------------------ ordinal
def _ordinal(game: NormalForm, kind: Kind, payoffs: np.ndarray) -> Potential:
    """Merge indifferent neighbours (ordinal only), then rank the profiles by the longest way up."""
    strict, level = _moves(payoffs)
    home = _merged(game, level) if kind == "ordinal" else {profile: profile for profile in game.profiles()}
    for a, ups in strict.items():
        for b in ups:
            if home[a] == home[b]:
                return Potential(game, kind, None, (), (a, *_walk(level, b, a)[:-1]))
    graph: dict[Profile, dict[Profile, tuple[Profile, Profile]]] = {}
    for a, ups in strict.items():
        for b in ups:
            graph.setdefault(home[a], {})[home[b]] = (a, b)
    rank, loop = _ranked(graph)
    if loop:
        return Potential(game, kind, None, (), _joined(level, [graph[x][y] for x, y in loop]))
    values = np.empty(game.shape, dtype=object)
    for profile in game.profiles():
        values[profile] = Fraction(rank.get(home[profile], 0))
    return Potential(game, kind, values)


def _moves(payoffs: np.ndarray) -> tuple[Graph, Graph]:
    """Return each profile's moves to the next better and to an equally good action of one player."""
    strict: Graph = {}
    level: Graph = {}
    for i, u in enumerate(payoffs):
        for rest in np.ndindex(*u.shape[:i], *u.shape[i + 1 :]):
            line = [(*rest[:i], k, *rest[i:]) for k in range(u.shape[i])]
            line.sort(key=lambda profile, u=u: u[profile])  # type: ignore[misc]
            _link(line, u, strict, level)
    return strict, level


def _link(line: list[Profile], u: np.ndarray, strict: Graph, level: Graph) -> None:
    """Link a line, sorted by payoff: ties both ways, each profile to the first of the next higher ones."""
    groups: list[list[Profile]] = []
    for profile in line:
        if groups and u[groups[-1][0]] == u[profile]:
            level.setdefault(groups[-1][-1], []).append(profile)
            level.setdefault(profile, []).append(groups[-1][-1])
            groups[-1].append(profile)
        else:
            groups.append([profile])
    for low, high in pairwise(groups):
        for a in low:
            strict.setdefault(a, []).extend(high)


def _merged(game: NormalForm, level: Graph) -> dict[Profile, Profile]:
    """Return the first profile that each one reaches by moves of no gain."""
    home: dict[Profile, Profile] = {}
    for start in game.profiles():
        todo = [] if start in home else [start]
        while todo:
            a = todo.pop()
            if a not in home:
                home[a] = start
                todo += level.get(a, [])
    return home


def _walk(level: Graph, start: Profile, goal: Profile) -> list[Profile]:
    """Return a shortest way of moves without gain from start to goal, both included."""
    came: dict[Profile, Profile | None] = {start: None}
    todo = [start]
    for a in todo:
        if a == goal:
            break
        for b in level.get(a, []):
            if b not in came:
                came[b] = a
                todo.append(b)
    way: list[Profile] = [goal]
    while (before := came[way[-1]]) is not None:
        way.append(before)
    return way[::-1]


def _joined(level: Graph, steps: list[tuple[Profile, Profile]]) -> tuple[Profile, ...]:
    """Join gains by moves of no gain to one cycle."""
    cycle: list[Profile] = []
    for k, (a, b) in enumerate(steps):
        cycle += [a, *_walk(level, b, steps[(k + 1) % len(steps)][0])[:-1]]
    return tuple(cycle)


def _ranked(
    graph: dict[Profile, dict[Profile, tuple[Profile, Profile]]],
) -> tuple[dict[Profile, int], list[tuple[Profile, Profile]]]:
    """Return the number of steps on the longest way to each node, or else a cycle as pairs of nodes."""
    before: dict[Profile, set[Profile]] = {}
    for a, ups in graph.items():
        for b in ups:
            before.setdefault(b, set()).add(a)
    waiting = {b: len(lows) for b, lows in before.items()}
    rank = {a: 0 for a in graph if a not in before}
    todo = list(rank)
    for a in todo:
        for b in graph.get(a, {}):
            rank[b] = max(rank.get(b, 0), rank[a] + 1)
            waiting[b] -= 1
            if not waiting[b]:
                todo.append(b)
    stuck = {b for b, left in waiting.items() if left}
    return rank, _loop(before, stuck)


def _loop(before: dict[Profile, set[Profile]], stuck: set[Profile]) -> list[tuple[Profile, Profile]]:
    """Walk backwards among the nodes left over until one comes again."""
    if not stuck:
        return []
    way = [min(stuck)]
    while way[-1] not in way[:-1]:
        way.append(min(before[way[-1]] & stuck))
    ring = way[way.index(way[-1]) :][::-1]
    return list(pairwise(ring))
