"""The ordinal class of any 2x2 game: 144 strict games, and the borders between them where payoffs tie.

Only the order of each player's four payoffs counts. Two strict games are the same if one becomes the other
by swapping rows or columns: 24 * 24 orders modulo these four relabellings give 144 games, 78 of them
distinct up to an exchange of the players.

Orientation. *Cooperation* is the action that lets the opponent reach her best payoff: Row's is the row in
which Column's highest payoff lies, Column's is the column of Row's highest. With it every player has a
temptation T (I defect, you cooperate), reward R, punishment P and sucker payoff S, and T or R is her
highest. So each player has one of twelve orders, the same twelve as the symmetric strict games, and a game
is a pair of them: its name is `X` if both players have the order of X, else `X / Y` (Row / Column). The
chain of the twelve below swaps two neighbouring payoffs at each step and closes to a ring.

Where payoffs tie, a game lies on the border of the strict games that break the ties; a symmetric game is
named by the symmetric ones among them.

References: Rapoport, Guyer and Gordon (1976), *The 2 x 2 Game*; Robinson and Goforth (2005), *The Topology
of the 2 x 2 Games*; Bruns (2015), "Names for games: locating 2 x 2 games" (his Battle is called Leader here,
as in Rapoport 1967); Snyder and Diesing (1977), *Conflict among Nations*, for the names of two asymmetric
games.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, permutations, product

import numpy as np

from games.errors import FormError
from games.forms.normal_form import NormalForm
from games.forms.numbers import Number
from games.text import Language, Text

ORDERS: dict[str, Text] = {
    "TRSP": Text("Chicken", "斗鸡博弈"),
    "TSRP": Text("Leader", "领导者博弈"),
    "TSPR": Text("Hero", "英雄博弈"),
    "TPSR": Text("Compromise", "妥协博弈"),
    "TPRS": Text("Deadlock", "僵局博弈"),
    "TRPS": Text("Prisoner's Dilemma", "囚徒困境"),
    "RTPS": Text("Stag Hunt", "猎鹿博弈"),
    "RPTS": Text("Assurance", "保证博弈"),
    "RPST": Text("Coordination", "协调博弈"),
    "RSPT": Text("Peace", "和平博弈"),
    "RSTP": Text("Harmony", "和谐博弈"),
    "RTSP": Text("Concord", "协和博弈"),
}
"""The twelve orders of one player's payoffs, highest first, named after the symmetric games with them."""

_Orders = tuple[str, str]
_MATCH, _MISMATCH = ("RPTS", "RPST"), ("TSRP", "TSPR")

COMMON_NAMES: dict[frozenset[_Orders], Text] = {
    frozenset({("TRSP", "TRPS")}): Text("Called Bluff", "虚张声势被识破"),
    frozenset({("TRSP", "TPRS")}): Text("Bully", "恃强凌弱"),
    frozenset({("TSRP", "TSRP"), ("TSPR", "TSPR")}): Text("Battle of the Sexes", "性别战"),
    frozenset((*product(_MATCH, _MISMATCH), *product(_MISMATCH, _MATCH))): Text("Matching Pennies", "猜硬币博弈"),
}
"""Names in use for asymmetric games and for borders; an exchange of the players keeps the name."""

_REGIONS = {
    (False, False): Text("Harmony", "和谐"),
    (False, True): Text("Stag Hunt", "猎鹿"),
    (True, False): Text("Chicken", "斗鸡"),
}
_DEFECTING = {True: Text("Prisoner's Dilemma", "囚徒困境"), False: Text("Deadlock", "僵局")}

_MOST_NAMED = 4


@dataclass(frozen=True)
class GameType:
    """The ordinal class of a 2x2 game.

    `orders` holds the pair (Row's order, Column's order) of a strict game, or of every strict game a game
    with ties borders on.
    `symmetric` says whether actions can be labelled so that the players are in the same position.
    """

    orders: tuple[_Orders, ...]
    symmetric: bool

    @property
    def strict(self) -> bool:
        """Whether neither player is indifferent between two outcomes."""
        return len(self.orders) == 1

    @property
    def name(self) -> str:
        """The English name: `Stag Hunt`, `Chicken / Deadlock`, `Prisoner's Dilemma | Stag Hunt border`."""
        return self.in_("en")

    def in_(self, lang: Language) -> str:
        """Return the name in `lang`."""
        if self.strict:
            return _pair(self.orders[0], lang)
        if len(self.orders) > _MOST_NAMED:
            count = len(self.orders)
            return (self.common_name or Text(f"border of {count} games", f"{count} 个博弈的交界")).in_(lang)
        return " | ".join(_pair(orders, lang) for orders in self.orders) + Text(" border", " 交界").in_(lang)

    @property
    def common_name(self) -> Text | None:
        """The name in use for an asymmetric game or a border, if it has one."""
        either = (frozenset(self.orders), frozenset(self.exchanged().orders))
        return next((COMMON_NAMES[orders] for orders in either if orders in COMMON_NAMES), None)

    @property
    def broad(self) -> str:
        """The coarser English name, by what is a best reply.

        Harmony: cooperation dominates. Stag Hunt: match the opponent. Chicken: do the opposite. Where
        defection dominates, the Prisoner's Dilemma if R is better than P, else Deadlock.
        """
        return self.broad_in("en")

    def broad_in(self, lang: Language) -> str:
        """Return the coarser name in `lang`; `X / Y` where the players differ, `X | Y` on a border."""
        pairs = [tuple(region(order).in_(lang) for order in orders) for orders in self.orders]
        names = dict.fromkeys(" / ".join(dict.fromkeys(pair)) for pair in pairs)
        return " | ".join(names)

    def exchanged(self) -> GameType:
        """Return the class of the game with the players exchanged."""
        return GameType(_sorted((column, row) for row, column in self.orders), self.symmetric)

    def __str__(self) -> str:
        return self.name


def game_type(game: NormalForm) -> GameType:
    """Return the ordinal class of a 2x2 game; the order of the actions and their labels do not matter.

    Raises FormError for another shape or for payoffs that are not numbers.

    >>> print(game_type(NormalForm([[[3, 0], [5, 1]], [[3, 5], [0, 1]]])))
    Prisoner's Dilemma
    >>> print(game_type(NormalForm([[[3, 0], [3, 1]], [[3, 3], [0, 1]]])))
    Prisoner's Dilemma | Stag Hunt border
    """
    if game.shape != (2, 2):
        raise FormError(f"no ordinal type for a game of shape {game.shape}; accepted: (2, 2)")
    if game.kind == "symbolic":
        raise FormError("symbolic payoffs have no order; accepted: numbers (fix the parameters first)")
    row, column = game.payoffs
    pairs = {_orders(a, b) for a, b in product(list(_refinements(row)), list(_refinements(column)))}
    symmetric = _is_symmetric(row, column)
    return GameType(_sorted(pair for pair in pairs if pair[0] == pair[1] or not symmetric), symmetric)


def path(games: Iterable[NormalForm], broad: bool = False) -> tuple[str, ...]:
    """Return the classes met on the way, each once in a row: the path of a sweep.

    >>> stag_hunt = NormalForm([[[4, 1], [3, 2]], [[4, 3], [1, 2]]])
    >>> from games.relative_gains import relative_gains
    >>> path(relative_gains(stag_hunt, k) for k in ("0", "1/4", "3/4", "1"))
    ('Stag Hunt', "Prisoner's Dilemma")
    """
    types = map(game_type, games)
    return tuple(name for name, _ in groupby(kind.broad if broad else kind.name for kind in types))


def all_strict() -> tuple[GameType, ...]:
    """Return the 144 strict ordinal games, Row's order by Column's.

    >>> len(all_strict()), len({frozenset((kind, kind.exchanged())) for kind in all_strict()})
    (144, 78)
    """
    return tuple(GameType((pair,), pair[0] == pair[1]) for pair in product(ORDERS, ORDERS))


def strict_game(row: str, column: str = "") -> NormalForm:
    r"""Return the strict game with payoffs 1 to 4 in which the players have the orders named.

    Raises FormError for a name that is none of the twelve.

    >>> strict_game("Chicken", "Prisoner's Dilemma")  # Called Bluff
    Row \ Column  Cooperate  Defect
    ------------  ---------  ------
    Cooperate     3, 3       2, 4
    Defect        4, 1       1, 2
    """
    mine, yours = _ranks(_order_named(row)), _ranks(_order_named(column or row))
    payoffs = [
        [[mine["R"], mine["S"]], [mine["T"], mine["P"]]],
        [[yours["R"], yours["T"]], [yours["S"], yours["P"]]],
    ]
    return NormalForm(payoffs, ("Row", "Column"), (("Cooperate", "Defect"),) * 2)


def region(order: str) -> Text:
    """Return the coarser class of one player's order, by her best replies.

    >>> region("RPTS").en
    'Stag Hunt'
    """
    above = order.index
    tempted, afraid = above("T") < above("R"), above("P") < above("S")
    return _DEFECTING[above("R") < above("P")] if tempted and afraid else _REGIONS[tempted, afraid]


def _order_named(name: str) -> str:
    for order, text in ORDERS.items():
        if name == text.en:
            return order
    accepted = ", ".join(text.en for text in ORDERS.values())
    raise FormError(f"no order of payoffs is called {name!r}; accepted: {accepted}")


def _ranks(order: str) -> dict[str, int]:
    return {letter: 4 - place for place, letter in enumerate(order)}


def _pair(orders: _Orders, lang: Language) -> str:
    return " / ".join(ORDERS[order].in_(lang) for order in dict.fromkeys(orders))


def _sorted(pairs: Iterable[_Orders]) -> tuple[_Orders, ...]:
    place = list(ORDERS).index
    return tuple(sorted(pairs, key=lambda pair: (place(pair[0]), place(pair[1]))))


def _orders(row: np.ndarray, column: np.ndarray) -> _Orders:
    """Return the two players' orders, given strict ranks."""
    c = int(column.argmax()) // 2  # Row cooperates by the row of Column's best
    d = int(row.argmax()) % 2  # Column cooperates by the column of Row's best
    mine = {"T": row[1 - c, d], "R": row[c, d], "P": row[1 - c, 1 - d], "S": row[c, 1 - d]}
    yours = {"T": column[c, 1 - d], "R": column[c, d], "P": column[1 - c, 1 - d], "S": column[1 - c, d]}
    return _order(mine), _order(yours)


def _order(payoffs: dict[str, Number]) -> str:
    return "".join(sorted(payoffs, key=lambda letter: -payoffs[letter]))


def _refinements(payoffs: np.ndarray) -> Iterator[np.ndarray]:
    """Yield every strict ranking 0..3 of the four payoffs that breaks their ties."""
    cells = sorted(range(4), key=lambda cell: payoffs.flat[cell])
    tied = [list(group) for _, group in groupby(cells, key=lambda cell: payoffs.flat[cell])]
    for broken in product(*(permutations(group) for group in tied)):
        ranks = np.empty(4, dtype=int)
        ranks[[cell for group in broken for cell in group]] = range(4)
        yield ranks.reshape(2, 2)


def _is_symmetric(row: np.ndarray, column: np.ndarray) -> bool:
    """Return whether Column's order is Row's transposed, perhaps with both players' actions swapped."""
    mine, yours = _weak_ranks(row).T, _weak_ranks(column)
    return bool((mine == yours).all() or (mine[::-1, ::-1] == yours).all())


def _weak_ranks(payoffs: np.ndarray) -> np.ndarray:
    levels = sorted(set(payoffs.flat))
    return np.array([levels.index(value) for value in payoffs.flat]).reshape(2, 2)
