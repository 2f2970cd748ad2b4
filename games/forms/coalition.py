"""Games in coalitional form: what each group of players can secure by acting together.

A `CoalitionalGame` gives every coalition S a *worth* v(S), with v of nobody zero; utility is transferable inside a
coalition. Worths are exact rationals or sympy expressions.

>>> glove = CoalitionalGame.of(("L", "R1", "R2"), lambda S: "L" in S and len(S) > 1)
>>> glove.worth("L", "R1"), glove.worth("R1", "R2")
(Fraction(1, 1), Fraction(0, 1))

Reference: von Neumann and Morgenstern (1944), *Theory of Games and Economic Behavior*; Peleg and Sudhölter (2007),
*Introduction to the Theory of Cooperative Games*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from games.errors import FormError
from games.forms import numbers
from games.forms.normal_form import check_labels
from games.forms.numbers import Number
from games.forms.table import Table
from games.forms.tabled import Tabled
from games.glossary import translate
from games.text import Language, Text

MAX_PLAYERS = 16


@dataclass(frozen=True, repr=False)
class CoalitionalGame(Tabled):
    """A game in coalitional form.

    `worths` has one number per coalition, 2^n in all: the coalition of players i, j, ... stands at 2^i + 2^j + ...

    Raises FormError for a wrong number of worths, a worth of nobody that is not zero, or more than 16 players.
    """

    players: Sequence[str]
    worths: Sequence[Number]
    title: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "players", tuple(self.players))
        check_labels(self.players, "player")
        if len(self.players) > MAX_PLAYERS:
            raise FormError(f"{len(self.players)} players; accepted: at most {MAX_PLAYERS}")
        if len(self.worths) != 1 << len(self.players):
            raise FormError(f"{len(self.worths)} worths for {len(self.players)} players; accepted: one per coalition")
        object.__setattr__(self, "worths", tuple(map(numbers.exact, self.worths)))
        if self.worths[0] != 0:
            raise FormError(f"nobody together is worth {self.worths[0]}; accepted: 0")

    @classmethod
    def of(cls, players: Sequence[str], worth: Callable[[frozenset[str]], Any], title: str = "") -> CoalitionalGame:
        """Return the game in which the coalition S is worth `worth(S)`; it is asked for every S but the empty one."""
        rest = (frozenset(members_of(players, mask)) for mask in range(1, 1 << len(players)))
        return cls(players, (0, *(_number(worth(coalition)) for coalition in rest)), title)

    @property
    def kind(self) -> str:
        """`symbolic` if a worth is a formula, else `exact`."""
        return "symbolic" if any(map(numbers.is_symbolic, self.worths)) else "exact"

    @property
    def everyone(self) -> int:
        """The grand coalition, as an index into `worths`."""
        return (1 << len(self.players)) - 1

    def worth(self, *members: str) -> Number:
        """Return what these players are worth together.

        Raises FormError for an unknown player.
        """
        for member in members:
            if member not in self.players:
                raise FormError(f"no player {member!r}; accepted: {', '.join(self.players)}")
        return self.worths[sum(1 << i for i, player in enumerate(self.players) if player in members)]

    def coalitions(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Yield every coalition but the empty one, small ones first: its index and its members."""
        for mask in sorted(range(1, len(self.worths)), key=lambda mask: (mask.bit_count(), mask)):
            yield mask, members_of(self.players, mask)

    def map(self, change: Callable[[Number], Number]) -> CoalitionalGame:
        """Return the game with every worth changed."""
        return replace(self, worths=tuple(map(change, self.worths)))

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return the worth of every coalition."""
        head = Text("coalition worth", "联盟 价值").in_(lang).split()
        rows = [(coalition_name(names, lang), self.worths[mask]) for mask, names in self.coalitions()]
        return Table(head, rows, caption or translate(self.title, lang))


def members_of(players: Sequence[str], mask: int) -> tuple[str, ...]:
    """Return the players whose bit is set."""
    return tuple(player for i, player in enumerate(players) if mask >> i & 1)


def coalition_name(members: Sequence[str], lang: Language = "en") -> str:
    """Return a coalition in words, e.g. `{US, EU}`."""
    return "{" + ", ".join(translate(member, lang) for member in members) + "}"


def _number(value: Any) -> Any:
    return int(value) if isinstance(value, bool) else value
