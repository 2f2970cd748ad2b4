"""Participation games: a continuum of states, each of which joins or stays out, and likes company.

Tastes are spread evenly. If a share n of all states has joined, joining is worth it for the share
clip(intercept + slope n, 0, 1); those who are in stay for as long as clip(intercept + loyalty + slope n, 0, 1) of all
states would, since leaving costs something (`loyalty` is that cost in units of the spread of tastes).

References: Katz and Shapiro (1985), "Network externalities, competition, and compatibility"; Schelling (1978),
*Micromotives and Macrobehavior*, chapter 7.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from games.errors import FormError
from games.forms import numbers
from games.forms.numbers import Number
from games.forms.table import Table
from games.forms.tabled import Tabled
from games.glossary import translate
from games.text import Language, Text


@dataclass(frozen=True, repr=False)
class ParticipationGame(Tabled):
    """A participation game with a linear response.

    Raises FormError for a negative loyalty.
    """

    intercept: Number
    slope: Number
    loyalty: Number = 0
    title: str = ""

    def __post_init__(self) -> None:
        for name in ("intercept", "slope", "loyalty"):
            object.__setattr__(self, name, numbers.exact(getattr(self, name)))
        if not numbers.is_symbolic(self.loyalty) and self.loyalty < 0:
            raise FormError(f"loyalty {numbers.show(self.loyalty)}; accepted: zero or more")

    @property
    def players(self) -> Sequence[str]:
        """The continuum."""
        return ("States",)

    @property
    def kind(self) -> str:
        """`symbolic` if a number is a formula, else `exact`."""
        return "symbolic" if any(map(numbers.is_symbolic, (self.intercept, self.slope, self.loyalty))) else "exact"

    def map(self, change: Callable[[Number], Number]) -> ParticipationGame:
        """Return the game with every number changed."""
        return replace(self, intercept=change(self.intercept), slope=change(self.slope), loyalty=change(self.loyalty))

    def joining(self, n: Number) -> Number:
        """Return the share for which joining is worth it when the share n has joined."""
        return _clipped(self.intercept + self.slope * n)

    def staying(self, n: Number) -> Number:
        """Return the share that would stay, once in, when the share n has joined."""
        return _clipped(self.intercept + self.loyalty + self.slope * n)

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return the response of joiners and of members, before clipping to [0, 1]."""
        head = Text("response intercept slope", "响应 截距 斜率").in_(lang).split()
        join, stay = Text("to join", "加入"), Text("to stay", "留下")
        rows = [
            (join.in_(lang), self.intercept, self.slope), (stay.in_(lang), self.intercept + self.loyalty, self.slope),
        ]  # fmt: skip
        return Table(head, rows, caption or translate(self.title, lang))


def _clipped(value: Number) -> Number:
    return max(numbers.exact(0), min(numbers.exact(1), value))
