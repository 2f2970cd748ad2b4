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
from typing import TYPE_CHECKING

import numpy as np

from games.errors import FormError, NotCoveredError
from games.forms.normal_form import NormalForm, Profile
from games.forms.table import Table
from solvers.equilibrium import Equilibrium, strategy_cell
from solvers.pure import pure_point

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Supermodular", "Violation", "supermodular", "supermodular_orders"]

Orders = tuple[tuple[int, ...], ...]
MOST_ORDERS = 200_000
"""Pairs of action orders of the first two players up to which orders are searched for."""


@dataclass(frozen=True)
class Violation:
    """Player `who` gains less from the move low -> moved after another player's action has risen (high -> both)."""

    who: int
    low: Profile
    moved: Profile
    high: Profile
    both: Profile


@dataclass(frozen=True)
class Supermodular:
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

    def table(self) -> Table:
        """Return the extremal equilibria, or the violated inequality."""
        orders = "; ".join(
            f"{player}: {' < '.join(labels[a] for a in order)}"
            for player, labels, order in zip(self.game.players, self.game.actions, self.orders, strict=True)
        )
        if self.violation:
            return self._violated(orders)
        rows = [
            (name, *(strategy_cell(s, labels) for s, labels in zip(point.profile, self.game.actions, strict=True)))
            for name, point in (("least", self.least), ("greatest", self.greatest))
            if point is not None
        ]
        return Table(("equilibrium", *self.game.players), rows, "Supermodular game", f"Orders {orders}.")

    def to_frame(self) -> pd.DataFrame:
        """Return the table as a pandas DataFrame."""
        return self.table().to_frame()

    def _violated(self, orders: str) -> Table:
        wrong = self.violation
        assert wrong is not None
        u = self.game.payoffs[wrong.who]
        rows = [
            (", ".join(self.game.labels(a)), ", ".join(self.game.labels(b)), u[b] - u[a])
            for a, b in ((wrong.low, wrong.moved), (wrong.high, wrong.both))
        ]
        columns = ("from", "to", f"gain of {self.game.players[wrong.who]}")
        others = ", nor is it for any other orders" if self.searched else ""
        return Table(columns, rows, "Not supermodular", f"The gain falls. Not supermodular for {orders}{others}.")


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
