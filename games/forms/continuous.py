"""Games with continuous actions: every player chooses a number from an interval.

Payoffs are sympy expressions in the actions, one symbol per player; parameters may stand in them too. The actions are
real symbols named like the players' `actions`.

>>> x, y = actions("x y")
>>> cournot = ContinuousGame(("A", "B"), (x, y), ((0, 1), (0, 1)), (x * (1 - x - y), y * (1 - x - y)))
>>> cournot.value(0, ("1/3", "1/3"))
Fraction(1, 9)

Reference: Fudenberg and Tirole (1991), *Game Theory*, section 1.3.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
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


def actions(names: str) -> tuple[Any, ...]:
    """Return the symbols of the actions, from their names separated by blanks."""
    import sympy

    return tuple(sympy.Symbol(name, real=True) for name in names.split())


@dataclass(frozen=True, repr=False)
class ContinuousGame(Tabled):
    """A game in which player i chooses `actions[i]` from the closed interval `intervals[i]` and gets `payoffs[i]`.

    Raises FormError when the numbers of players, actions, intervals and payoffs differ or an interval is empty.
    """

    players: Sequence[str]
    actions: Sequence[Any]
    intervals: Sequence[tuple[Number, Number]]
    payoffs: Sequence[Any]
    title: str = ""

    def __post_init__(self) -> None:
        import sympy

        check_labels(self.players, "player")
        counts = {name: len(getattr(self, name)) for name in ("players", "actions", "intervals", "payoffs")}
        if len(set(counts.values())) != 1:
            given = ", ".join(f"{count} {name}" for name, count in counts.items())
            raise FormError(f"{given}; accepted: one of each per player")
        ends = tuple((numbers.exact(low), numbers.exact(high)) for low, high in self.intervals)
        for player, (low, high) in zip(self.players, ends, strict=True):
            if not numbers.is_symbolic(low) and not numbers.is_symbolic(high) and low > high:
                raise FormError(f"{player} chooses from [{low}, {high}], which is empty")
        for name, value in (("players", tuple(self.players)), ("actions", tuple(self.actions)), ("intervals", ends)):
            object.__setattr__(self, name, value)
        object.__setattr__(self, "payoffs", tuple(map(sympy.sympify, self.payoffs)))

    @property
    def kind(self) -> str:
        """`symbolic` if anything but the actions stands in the payoffs or intervals, else `exact`."""
        ends = (end for interval in self.intervals for end in interval)
        free = {symbol for payoff in self.payoffs for symbol in payoff.free_symbols}.difference(self.actions)
        return "symbolic" if free or any(map(numbers.is_symbolic, ends)) else "exact"

    def map(self, change: Callable[[Any], Any]) -> ContinuousGame:
        """Return the game with every payoff and end changed; a number stays a number."""
        import sympy

        ends = tuple((change(low), change(high)) for low, high in self.intervals)
        return replace(self, intervals=ends, payoffs=tuple(sympy.sympify(change(payoff)) for payoff in self.payoffs))

    def value(self, i: int, profile: Sequence[Any]) -> Any:
        """Return what player i gets at a profile of actions, exactly.

        Raises FormError when the payoff is not a number there (a division by zero).
        """
        return finite(self.payoffs[i].xreplace(at(self.actions, profile)), self.players[i])

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return who chooses what from where, and the payoffs."""
        head = Text("player action from to payoff", "参与者 行动 下界 上界 收益").in_(lang).split()
        rows = [
            (translate(player, lang), action, low, high, payoff)
            for player, action, (low, high), payoff in zip(
                self.players, self.actions, self.intervals, self.payoffs, strict=True
            )
        ]
        return Table(head, rows, caption or translate(self.title, lang))


def at(symbols: Sequence[Any], values: Sequence[Any]) -> dict[Any, Any]:
    """Return a substitution of exact values for symbols."""
    import sympy

    exact = (numbers.exact(value) for value in values)
    pairs = zip(symbols, exact, strict=True)
    return {symbol: value if numbers.is_symbolic(value) else sympy.Rational(value) for symbol, value in pairs}


def finite(value: Any, whose: str) -> Any:
    """Return a sympy value as an exact number; raises FormError if it is none."""
    if not value.is_finite:
        raise FormError(f"{whose}'s payoff is not a finite number there: {value}")
    return numbers.exact(value)
