"""Commitment: a leader chooses a number from an interval, a follower sees it and chooses one of several options.

Payoffs are sympy expressions in the leader's action, polynomials for the solvers; parameters may stand in them too.

Reference: von Stackelberg (1934); Fudenberg and Tirole (1991), section 3.1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
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


@dataclass(frozen=True, repr=False)
class CommitmentGame(Tabled):
    """A leader with action `action` in the closed `interval`, then a follower with `options`.

    `options` gives for every option of the follower what the leader and what the follower get, as expressions in
    `action`. Raises FormError for an empty interval or fewer than one option.
    """

    players: tuple[str, str]
    action: Any
    interval: tuple[Number, Number]
    options: Mapping[str, tuple[Any, Any]]
    title: str = ""

    def __post_init__(self) -> None:
        import sympy

        check_labels(self.players, "player")
        check_labels(tuple(self.options), "option")
        low, high = (numbers.exact(end) for end in self.interval)
        if not numbers.is_symbolic(low) and not numbers.is_symbolic(high) and low > high:
            raise FormError(f"{self.players[0]} chooses from [{low}, {high}], which is empty")
        options = {name: (sympy.sympify(u), sympy.sympify(v)) for name, (u, v) in self.options.items()}
        object.__setattr__(self, "interval", (low, high))
        object.__setattr__(self, "options", options)

    @property
    def kind(self) -> str:
        """`symbolic` if anything but the action stands in the payoffs or the interval, else `exact`."""
        free = {symbol for pair in self.options.values() for payoff in pair for symbol in payoff.free_symbols}
        return "symbolic" if free - {self.action} or any(map(numbers.is_symbolic, self.interval)) else "exact"

    def map(self, change: Callable[[Any], Any]) -> CommitmentGame:
        """Return the game with every payoff and end changed."""
        low, high = map(change, self.interval)
        return replace(
            self, interval=(low, high), options={name: (change(u), change(v)) for name, (u, v) in self.options.items()}
        )

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return what each option pays leader and follower."""
        leader, follower = (translate(player, lang) for player in self.players)
        head = (follower, f"u({leader})", f"u({follower})")
        rows = [(translate(name, lang), *payoffs) for name, payoffs in self.options.items()]
        low, high = (numbers.show(end) for end in self.interval)
        where = f"{self.action} in [{low}, {high}]"
        note = Text(f"{leader} first chooses {where}.", f"{leader}先选择 {where}。").in_(lang)
        return Table(head, rows, caption or translate(self.title, lang), note)
