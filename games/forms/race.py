"""Technology races: two firms or states step by step, and teams that trade safety for speed.

A *gap race* goes on for ever in continuous time. A player whose gap is m is m steps ahead (behind, if m < 0), earns
the flow `profits` of m and moves one step up with intensity n at the flow cost n^2 / 2. Whoever lags also catches up
one step with intensity h for free (diffusion); the leader may control diffusion, taking x of it, 0 <= x <= h, at the
flow cost gamma x^2 / 2. At the greatest gap the leader rests. The future is discounted at the rate r; r = 0 stands for
the limit r -> 0.

A *safety race* is run once. Each of n teams has a capability drawn evenly from [0, mu] and chooses its safety s in
[0, 1]; the greatest capability less safety wins. The winner escapes disaster with the chance s, and then gets 1, the
others 1 - enmity each; after a disaster all get 0. Teams know no capability, their own, or all.

References: Aghion, Bloom, Blundell, Griffith and Howitt (2005), "Competition and innovation: an inverted-U
relationship"; Armstrong, Bostrom and Shulman (2016), "Racing to the precipice".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from games.errors import FormError
from games.forms import numbers
from games.forms.normal_form import check_labels
from games.forms.numbers import Number
from games.forms.table import Table
from games.forms.tabled import Tabled
from games.glossary import translate
from games.text import Language, Text

INFORMATION = ("none", "private", "public")
"""What the teams of a safety race know: no capability, their own, all."""


@dataclass(frozen=True, repr=False)
class GapRace(Tabled):
    """A symmetric race of two players over the gaps -M, ..., M.

    `profits` has the flow profit at each gap, from the greatest lag to the greatest lead; `catch_up` is h,
    `control_cost` gamma (None: diffusion cannot be controlled), `discount` the rate r >= 0.

    Raises FormError for an even number of profits or less than three, profits that fall as the gap grows, or numbers
    out of range.
    """

    profits: Sequence[Number]
    catch_up: Number
    control_cost: Number | None = None
    discount: Number = 0
    players: Sequence[str] = ("US", "CN")
    title: str = ""

    def __post_init__(self) -> None:
        check_labels(self.players, "player")
        object.__setattr__(self, "players", tuple(self.players))
        object.__setattr__(self, "profits", tuple(map(numbers.exact, self.profits)))
        for name in ("catch_up", "discount", "control_cost"):
            if getattr(self, name) is not None:
                object.__setattr__(self, name, numbers.exact(getattr(self, name)))
        self._check()

    def _check(self) -> None:
        if len(self.players) != 2 or len(self.profits) < 3 or len(self.profits) % 2 == 0:
            given = f"{len(self.players)} players and {len(self.profits)} profits"
            raise FormError(f"{given}; accepted: 2 players and an odd number of profits, at least 3")
        if any(_is_number(low) and _is_number(high) and high < low for low, high in pairwise(self.profits)):
            raise FormError(
                f"profits {', '.join(map(numbers.show, self.profits))}; accepted: none below the one before"
            )
        for name in ("catch_up", "discount"):
            if _is_number(value := getattr(self, name)) and value < 0:
                raise FormError(f"{name} {numbers.show(value)}; accepted: zero or more")
        if self.control_cost is not None and _is_number(self.control_cost) and self.control_cost <= 0:
            raise FormError(
                f"control_cost {numbers.show(self.control_cost)}; accepted: positive, or None for no control"
            )

    @property
    def greatest(self) -> int:
        """The greatest gap M."""
        return len(self.profits) // 2

    @property
    def gaps(self) -> tuple[int, ...]:
        """The gaps -M, ..., M."""
        return tuple(range(-self.greatest, self.greatest + 1))

    def profit(self, gap: int) -> Number:
        """Return the flow profit at a gap."""
        return self.profits[gap + self.greatest]

    @property
    def kind(self) -> str:
        """`symbolic` if a number is a formula, else `exact`."""
        rest = (self.catch_up, self.discount, self.control_cost)
        return "symbolic" if any(map(numbers.is_symbolic, (*self.profits, *rest))) else "exact"

    def map(self, change: Callable[[Number], Number]) -> GapRace:
        """Return the race with every number changed."""
        cost = None if self.control_cost is None else change(self.control_cost)
        profits, catch_up, discount = tuple(map(change, self.profits)), change(self.catch_up), change(self.discount)
        return replace(self, profits=profits, catch_up=catch_up, control_cost=cost, discount=discount)

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return the flow profit at every gap, with diffusion, its control and the discount rate below."""
        head = Text("gap|profit", "差距|利润").in_(lang).split("|")
        rows = [(str(gap), self.profit(gap)) for gap in self.gaps]
        control = Text("none", "无").in_(lang) if self.control_cost is None else numbers.show(self.control_cost)
        h, r = numbers.show(self.catch_up), numbers.show(self.discount)
        note = Text(
            f"Free catch-up h = {h}; cost of controlling it gamma = {control}; discount rate r = {r}.",
            f"无偿追赶强度 h = {h}；控制扩散的成本 gamma = {control}；贴现率 r = {r}。",
        )
        return Table(head, rows, caption or translate(self.title, lang), note.in_(lang))


@dataclass(frozen=True, repr=False)
class SafetyRace(Tabled):
    """A safety race of `teams` teams, capabilities even on [0, `capability`], under one of the `INFORMATION` regimes.

    Raises FormError for less than two teams, numbers that are not positive, or another regime.
    """

    teams: int
    capability: Number
    enmity: Number
    information: str = "none"
    title: str = ""

    def __post_init__(self) -> None:
        if not isinstance(self.teams, int) or self.teams < 2:
            raise FormError(f"{self.teams} teams; accepted: a whole number, at least 2")
        if self.information not in INFORMATION:
            raise FormError(f"information {self.information!r}; accepted: {', '.join(INFORMATION)}")
        for name in ("capability", "enmity"):
            object.__setattr__(self, name, numbers.exact(getattr(self, name)))
            if _is_number(value := getattr(self, name)) and value <= 0:
                raise FormError(f"{name} {numbers.show(value)}; accepted: positive")

    @property
    def players(self) -> Sequence[str]:
        """The teams, numbered."""
        return tuple(str(team) for team in range(1, self.teams + 1))

    @property
    def kind(self) -> str:
        """`symbolic` if a number is a formula, else `exact`."""
        return "symbolic" if any(map(numbers.is_symbolic, (self.capability, self.enmity))) else "exact"

    def map(self, change: Callable[[Number], Number]) -> SafetyRace:
        """Return the race with capability and enmity changed."""
        return replace(self, capability=change(self.capability), enmity=change(self.enmity))

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return the rules: teams, greatest capability, enmity, what is known."""
        head = Text("teams|greatest capability|enmity|information", "团队数|最高能力|敌意|信息").in_(lang).split("|")
        row = (str(self.teams), self.capability, self.enmity, translate(self.information, lang))
        return Table(head, [row], caption or translate(self.title, lang))


def _is_number(value: Any) -> bool:
    return not numbers.is_symbolic(value)
