"""Games of communication: cheap talk by an informed sender, and persuasion by a sender who commits to a signal.

`CheapTalkGame`: the state is uniform on [0, 1]; the sender knows it and says something; the receiver chooses an action
a and loses (a - s)^2, the sender (a - s - bias)^2 (Crawford and Sobel 1982).

`PersuasionGame`: finitely many states with a prior; before knowing the state the sender chooses how a signal depends on
it; the receiver sees the signal and chooses one of finitely many actions (Kamenica and Gentzkow 2011).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from games.errors import FormError
from games.forms import numbers
from games.forms.normal_form import check_labels
from games.forms.numbers import Number
from games.forms.table import Table
from games.forms.tabled import Tabled
from games.glossary import translate
from games.text import Language, Text

SENDER, RECEIVER = "Sender", "Receiver"


@dataclass(frozen=True, repr=False)
class CheapTalkGame(Tabled):
    """The uniform-quadratic game of cheap talk.

    Raises FormError for a bias that is not positive.
    """

    bias: Number
    title: str = ""
    players: ClassVar[Sequence[str]] = (SENDER, RECEIVER)

    def __post_init__(self) -> None:
        object.__setattr__(self, "bias", numbers.exact(self.bias))
        if not numbers.is_symbolic(self.bias) and self.bias <= 0:
            raise FormError(f"bias {numbers.show(self.bias)}; accepted: above zero")

    @property
    def kind(self) -> str:
        """`symbolic` if the bias is a formula, else `exact`."""
        return "symbolic" if numbers.is_symbolic(self.bias) else "exact"

    def map(self, change: Callable[[Number], Number]) -> CheapTalkGame:
        """Return the game with the bias changed."""
        return replace(self, bias=change(self.bias))

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return what each side loses by an action a in state s."""
        import sympy

        a, s = sympy.symbols("a s", real=True)
        head = Text("player loss", "参与者 损失").in_(lang).split()
        rows = [(translate(SENDER, lang), (a - s - self.bias) ** 2), (translate(RECEIVER, lang), (a - s) ** 2)]
        return Table(head, rows, caption or translate(self.title, lang))


@dataclass(frozen=True, repr=False)
class PersuasionGame(Tabled):
    """A game of persuasion: `sender[s][a]` and `receiver[s][a]` are what an action pays in a state.

    Raises FormError when shapes do not fit or the prior is no distribution.
    """

    states: Sequence[str]
    prior: Sequence[Number]
    actions: Sequence[str]
    sender: Sequence[Sequence[Number]]
    receiver: Sequence[Sequence[Number]]
    title: str = ""
    players: ClassVar[Sequence[str]] = (SENDER, RECEIVER)

    def __post_init__(self) -> None:
        check_labels(self.states, "state")
        check_labels(self.actions, "action")
        object.__setattr__(self, "prior", tuple(map(numbers.exact, self.prior)))
        for name in ("sender", "receiver"):
            rows = tuple(tuple(map(numbers.exact, row)) for row in getattr(self, name))
            if len(rows) != len(self.states) or any(len(row) != len(self.actions) for row in rows):
                raise FormError(f"{name}: one row per state and one column per action are needed")
            object.__setattr__(self, name, rows)
        if len(self.prior) != len(self.states):
            raise FormError(f"{len(self.prior)} prior probabilities for {len(self.states)} states")
        if not any(map(numbers.is_symbolic, self.prior)) and (min(self.prior) < 0 or sum(self.prior) != 1):
            raise FormError("the prior must be a distribution over the states")

    @property
    def kind(self) -> str:
        """`symbolic` if a number is a formula, else `exact`."""
        every = (*self.prior, *(v for rows in (self.sender, self.receiver) for row in rows for v in row))
        return "symbolic" if any(map(numbers.is_symbolic, every)) else "exact"

    def map(self, change: Callable[[Number], Number]) -> PersuasionGame:
        """Return the game with every number changed."""
        sender, receiver = (tuple(tuple(map(change, row)) for row in rows) for rows in (self.sender, self.receiver))
        return replace(self, prior=tuple(map(change, self.prior)), sender=sender, receiver=receiver)

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return the prior and what each action pays sender and receiver in every state."""
        head = Text("state prior", "状态 先验").in_(lang).split()
        rows = [
            (translate(state, lang), p, *map(_pair, mine, yours))
            for state, p, mine, yours in zip(self.states, self.prior, self.sender, self.receiver, strict=True)
        ]
        actions = (translate(action, lang) for action in self.actions)
        return Table((*head, *actions), rows, caption or translate(self.title, lang))


def _pair(mine: Number, yours: Number) -> str:
    return f"{numbers.show(mine)}, {numbers.show(yours)}"
