"""Repeated games: one stage game played for ever, with discounting and perhaps imperfect detection.

Payoffs are averages, (1 - delta) sum over t of delta^t u(a_t), so that they compare with the stage game's. With
`detection` below one a deviation is found out only with that probability; once found out it is known for good.

Reference: Mailath and Samuelson (2006), *Repeated Games and Reputations*, chapter 2.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from games.errors import FormError
from games.forms import numbers
from games.forms.normal_form import NormalForm
from games.forms.numbers import Number


@dataclass(frozen=True, repr=False)
class RepeatedGame:
    """An infinitely repeated game.

    `delta` in [0, 1) is the discount factor, `detection` in (0, 1] the probability that a deviation is found out.

    Raises FormError for numbers outside these ranges.
    """

    stage: NormalForm
    delta: Number
    detection: Number = 1
    title: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "delta", numbers.exact(self.delta))
        object.__setattr__(self, "detection", numbers.exact(self.detection))
        if not numbers.is_symbolic(self.delta) and not 0 <= self.delta < 1:
            raise FormError(f"discount factor {numbers.show(self.delta)}; accepted: 0 <= delta < 1")
        if not numbers.is_symbolic(self.detection) and not 0 < self.detection <= 1:
            raise FormError(f"probability of detection {numbers.show(self.detection)}; accepted: 0 < detection <= 1")

    @property
    def players(self) -> Sequence[str]:
        """The players of the stage game."""
        return self.stage.players

    @property
    def kind(self) -> str:
        """`symbolic` if a number of the game is a formula, else that of the stage game."""
        own = numbers.is_symbolic(self.delta) or numbers.is_symbolic(self.detection)
        return "symbolic" if own else self.stage.kind

    def map(self, change: Callable[[Number], Number]) -> RepeatedGame:
        """Return the game with every number changed."""
        stage = self.stage.map(change)
        return replace(self, stage=stage, delta=change(self.delta), detection=change(self.detection))

    def __repr__(self) -> str:
        return f"{self.stage!r}\nrepeated for ever, delta = {self.delta}, detection = {self.detection}"

    def _repr_html_(self) -> str:
        return self.stage._repr_html_() + f"<p>delta = {self.delta}, detection = {self.detection}</p>"

    def to_latex(self, caption: str = "", label: str = "") -> str:
        """Return the stage game as LaTeX."""
        return self.stage.to_latex(caption, label)
