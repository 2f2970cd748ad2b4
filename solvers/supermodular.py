"""Supermodular games: strategic complements, and their least and greatest equilibria.

Let the actions of every player be ordered. Player i's payoff has *increasing differences* if the gain from a higher
action never falls when another player's action rises:

    u_i(a', b', c) - u_i(a, b', c) >= u_i(a', b, c) - u_i(a, b, c)    for a' > a of i, b' > b of j, c of the others.

The game is supermodular, for these orders, if this holds for all i and j (Topkis 1979; Milgrom and Roberts 1990); own
actions being a chain, nothing else is needed. Neighbouring actions suffice, differences adding up. Then best replies
rise with the others' actions: starting from the highest profile, the highest best replies fall to the greatest Nash
equilibrium, from the lowest profile the lowest ones rise to the least. Both are pure, and everything that survives
iterated elimination of dominated strategies, every mixed equilibrium's support included, lies between them.

A game with two players and strategic *substitutes* is supermodular when one player's order is turned round; orders can
be searched for. A failure for given orders is shown by a violated inequality.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations
from math import factorial, prod
from typing import Any

import numpy as np

from games.errors import FormError, NotCoveredError
from games.forms.normal_form import NormalForm, Profile
from games.forms.numbers import Number
from games.forms.table import Shown, Table
from games.glossary import translate
from games.text import Language, Text
from solvers.completeness import Completeness
from solvers.equilibrium import Equilibrium, number_json, outline, point_cells
from solvers.pure import pure_point

__all__ = ["Supermodular", "Violation", "supermodular", "supermodular_orders"]

Orders = tuple[tuple[int, ...], ...]
MOST_ORDERS = 200_000
"""Pairs of action orders of the first two players up to which orders are searched for."""

CONCEPT = Text("Supermodular game: extremal equilibria", "超模博弈：极端均衡")
NOT = Text("Not a supermodular game", "非超模博弈")
LEAST, GREATEST = Text("least", "最小"), Text("greatest", "最大")
HEAD = Text("equilibrium", "均衡")
VIOLATED_HEAD = Text("from|to|gain of {}", "从|到|{}的增益")
ORDERS = Text("Orders of the actions, lowest first: {}.", "行动的次序，由低到高：{}。")
BETWEEN = Completeness(
    False,
    Text(
        "the two extremal equilibria; every Nash equilibrium, mixed ones included, lies between the two",
        "仅列两个极端均衡；全部纳什均衡（含混合均衡）均位于二者之间",
    ),
)
ONLY = Completeness(True, Text("they coincide: it is the only Nash equilibrium", "二者重合：它是唯一的纳什均衡"))
FALLS = Text("Not supermodular: the gain falls though another action rises. ", "非超模：另一行动上升而增益下降。")
ANY_ORDER = Completeness(True, Text("nor is it for any other orders", "任何其他次序也不能使该博弈成为超模博弈"))
THESE = Completeness(False, Text("other orders were not tried", "未检验其他次序"))


@dataclass(frozen=True)
class Violation:
    """Player `who` gains less from the move low -> moved after another player's action has risen (high -> both)."""

    who: int
    low: Profile
    moved: Profile
    high: Profile
    both: Profile


@dataclass(frozen=True, repr=False)
class Supermodular(Shown):
    """Whether a game is supermodular for some orders of actions (indices, lowest first).

    If it is, `least` and `greatest` are its extremal equilibria in these orders. If not, `violation` shows it for
    `orders`; `searched` says whether all other orders fail as well.
    """

    game: NormalForm
    orders: Orders
    least: Equilibrium | None
    greatest: Equilibrium | None
    violation: Violation | None = None
    searched: bool = False

    @property
    def holds(self) -> bool:
        """Whether the game is supermodular for `orders`."""
        return self.violation is None

    @property
    def unique(self) -> bool:
        """Whether the extremal equilibria coincide, so that the game is solvable by iterated dominance."""
        return self.holds and self.least == self.greatest

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return the extremal equilibria, or the violated inequality."""
        if self.violation:
            return self._violated(self.violation, lang, caption or NOT.in_(lang))
        players = [translate(player, lang) for player in self.game.players]
        rows = [
            (name.in_(lang), *point_cells(point, self.game, lang), *point.payoffs)
            for name, point in ((LEAST, self.least), (GREATEST, self.greatest))
            if point is not None
        ]
        columns = (HEAD.in_(lang), *players, *(f"u({player})" for player in players))
        return Table(columns, rows, caption or CONCEPT.in_(lang), self.note(lang))

    def note(self, lang: Language = "en") -> str:
        """Return the orders, and what holds or fails for them."""
        named = zip(self.game.players, self.game.actions, self.orders, strict=True)
        orders = ORDERS.in_(lang).format(
            "; ".join(
                f"{translate(player, lang)} {' < '.join(translate(labels[a], lang) for a in order)}"
                for player, labels, order in named
            )
        )
        if not self.holds:
            return self._listed.after(FALLS.in_(lang) + orders, lang)
        return self._listed.after(orders, lang)

    @property
    def _listed(self) -> Completeness:
        if self.holds:
            return ONLY if self.unique else BETWEEN
        return ANY_ORDER if self.searched else THESE

    def to_json(self) -> dict[str, Any]:
        """Return plain data: the orders, lowest first, and the extremal equilibria or the violated inequality."""
        orders = [[labels[a] for a in o] for labels, o in zip(self.game.actions, self.orders, strict=True)]
        points = {"least": self.least, "greatest": self.greatest}
        found = {
            "holds": self.holds, "orders": orders, "all_orders_searched": self.searched, "unique": self.unique,
            **{name: point and point.to_json() for name, point in points.items()},
            "violation": self.violation and self._violation_json(self.violation),
        }  # fmt: skip
        return outline(self.game, "supermodular game") | found | self._listed.to_json()

    def _violation_json(self, wrong: Violation) -> dict[str, Any]:
        moves = {"low": (wrong.low, wrong.moved), "high": (wrong.high, wrong.both)}
        named = {name: [list(self.game.labels(p)) for p in pair] for name, pair in moves.items()}
        gains = [number_json(gain) for _, _, gain in self._gains(wrong)]
        return {"player": self.game.players[wrong.who], "gains": gains, **named}

    def _gains(self, wrong: Violation) -> list[tuple[Profile, Profile, Number]]:
        u, pairs = self.game.payoffs[wrong.who], ((wrong.low, wrong.moved), (wrong.high, wrong.both))
        return [(a, b, u[b] - u[a]) for a, b in pairs]

    def _violated(self, wrong: Violation, lang: Language, caption: str) -> Table:
        def label(profile: Profile) -> str:
            return ", ".join(translate(action, lang) for action in self.game.labels(profile))

        rows = [(label(a), label(b), gain) for a, b, gain in self._gains(wrong)]
        columns = VIOLATED_HEAD.in_(lang).format(translate(self.game.players[wrong.who], lang)).split("|")
        return Table(columns, rows, caption, self.note(lang))


def supermodular(game: NormalForm, orders: Sequence[Sequence[int]] = ()) -> Supermodular:
    """Return whether the game is supermodular for the given orders, by default the order of the actions.

    `orders` lists every player's actions, as indices, lowest first. Raises FormError for orders that are none,
    NotCoveredError for symbolic payoffs.

    >>> from games.classics import stag_hunt
    >>> [point.payoffs[0] for point in (supermodular(stag_hunt()).least, supermodular(stag_hunt()).greatest)]
    [Fraction(4, 1), Fraction(2, 1)]
    """
    if game.kind == "symbolic":
        raise NotCoveredError("symbolic payoffs: give the parameters values with at()")
    chosen = tuple(tuple(order) for order in orders) or tuple(tuple(range(count)) for count in game.shape)
    if [sorted(order) for order in chosen] != [list(range(count)) for count in game.shape]:
        raise FormError(f"orders must rearrange the actions of every player; the game has {list(game.shape)}")
    for i, j in combinations(range(game.n_players), 2):
        if wrong := _violation(game, chosen, i, j):
            return Supermodular(game, chosen, None, None, wrong)
    return Supermodular(game, chosen, _extreme(game, chosen, 0), _extreme(game, chosen, -1))


def supermodular_orders(game: NormalForm) -> Supermodular:
    """Return the game with orders that make it supermodular, or a violation if all orders fail.

    Turning round all orders changes nothing, so the first player's are tried one way only. Raises NotCoveredError for
    symbolic payoffs and for games with too many orders.
    """
    found = supermodular(game)
    if found.holds:
        return found
    counts = sorted(map(factorial, game.shape))[-2:]
    if prod(counts) > MOST_ORDERS:
        raise NotCoveredError(f"{prod(counts)} pairs of action orders, more than {MOST_ORDERS}; give the orders")
    orders = next(_fitting(game, ()), None)
    return supermodular(game, orders) if orders else Supermodular(game, found.orders, None, None, found.violation, True)


# ------------------------------------------------------------------ increasing differences
def _sorted(u: np.ndarray, orders: Orders) -> np.ndarray:
    """Rearrange the actions of the players that have an order."""
    for i, order in enumerate(orders):
        u = np.take(u, order, axis=i)
    return u


def _falls(game: NormalForm, orders: Orders, who: int, i: int, j: int) -> np.ndarray:
    """Return where, in the sorted actions of i and j, the second difference of `who`'s payoff is negative."""
    u = _sorted(game.payoffs[who], orders)
    gain = u[_upper(i)] - u[_lower(i)]
    return np.asarray(gain[_upper(j)] < gain[_lower(j)], dtype=bool)


def _upper(axis: int) -> tuple[slice, ...]:
    return (slice(None),) * axis + (slice(1, None),)


def _lower(axis: int) -> tuple[slice, ...]:
    return (slice(None),) * axis + (slice(None, -1),)


def _violation(game: NormalForm, orders: Orders, i: int, j: int) -> Violation | None:
    for who, other in ((i, j), (j, i)):
        wrong = np.argwhere(_falls(game, orders, who, who, other))
        if len(wrong):
            at = tuple(int(k) for k in wrong[0])
            corners = [_moved(at, steps) for steps in ((), (who,), (other,), (who, other))]
            return Violation(who, *(tuple(orders[p][k] for p, k in enumerate(corner)) for corner in corners))
    return None


def _moved(at: Profile, players: tuple[int, ...]) -> Profile:
    return tuple(k + (player in players) for player, k in enumerate(at))


def _fitting(game: NormalForm, orders: Orders) -> Iterator[Orders]:
    """Yield all orders that fit, extending those of the first players by one player at a time."""
    i = len(orders)
    if i == game.n_players:
        yield orders
        return
    for order in permutations(range(game.shape[i])):
        if i == 0 and order[0] > order[-1]:
            continue
        longer = (*orders, order)
        if not any(_falls(game, longer, who, who, k + i - who).any() for k in range(i) for who in (k, i)):
            yield from _fitting(game, longer)


# ------------------------------------------------------------------ extremal equilibria
def _extreme(game: NormalForm, orders: Orders, end: int) -> Equilibrium:
    """Iterate the lowest (end 0) or highest (end -1) best replies from the lowest or highest profile."""
    profile: Profile = ()
    reply = tuple(order[end] for order in orders)
    while reply != profile:
        profile = reply
        reply = tuple(_reply(game, orders[i], profile, i, end) for i in range(game.n_players))
    return pure_point(game, profile)


def _reply(game: NormalForm, order: Sequence[int], profile: Profile, i: int, end: int) -> int:
    worth = game.payoffs[i][(*profile[:i], slice(None), *profile[i + 1 :])]
    return [a for a in order if worth[a] == worth.max()][end]
