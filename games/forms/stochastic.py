"""Stochastic games: a normal form in every state, and moves between states that depend on what is played.

In state s the players play the stage game of s; profile a pays u_i(s, a) and leads to state t with probability
p(t | s, a). Player i maximises the expected sum over periods of delta^period u_i. A *stationary* strategy is one
mixture for every state.

>>> from itertools import product
>>> stage = NormalForm([[[1, -1], [-1, 1]], [[-1, 1], [1, -1]]], players=("Row", "Column"))
>>> game = StochasticGame({"toss": stage}, {"toss": dict.fromkeys(product("12", repeat=2), {"toss": 1})}, "1/2")
>>> game.states, game.next("toss", (0, 1))
(('toss',), (Fraction(1, 1),))

References: Shapley (1953), "Stochastic games"; Filar and Vrieze (1997), *Competitive Markov Decision Processes*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from games.errors import FormError
from games.forms import numbers
from games.forms.normal_form import NormalForm, Profile, check_labels
from games.forms.numbers import Number
from games.forms.table import Table
from games.forms.tabled import Tabled
from games.glossary import translate
from games.text import Language, Text

Transitions = Mapping[str, Mapping[tuple[str, ...], Any]]
"""For every state and labelled profile the probabilities of the next state, by name or in the order of the states."""


@dataclass(frozen=True, repr=False)
class StochasticGame(Tabled):
    """A stochastic game with finitely many states.

    `stages` has the normal form played in each state, `transitions` the probabilities of the next state after every
    profile (states left out have probability zero), `discount` in [0, 1) is delta.

    Raises FormError when players differ between states, a profile has no probabilities or they are none.
    """

    stages: Mapping[str, NormalForm]
    transitions: Transitions
    discount: Number
    title: str = ""

    def __post_init__(self) -> None:
        check_labels(tuple(self.stages), "state")
        if len({tuple(stage.players) for stage in self.stages.values()}) != 1:
            raise FormError("the players differ between states; accepted: the same players everywhere")
        object.__setattr__(self, "discount", numbers.exact(self.discount))
        if not numbers.is_symbolic(self.discount) and not 0 <= self.discount < 1:
            raise FormError(f"discount factor {numbers.show(self.discount)}; accepted: 0 <= delta < 1")
        if set(self.transitions) != set(self.stages):
            raise FormError(f"transitions from {_names(self.transitions)}; accepted: one entry per state")
        read = {state: self._read(state, self.transitions[state]) for state in self.stages}
        object.__setattr__(self, "stages", dict(self.stages))
        object.__setattr__(self, "transitions", read)

    def _read(self, state: str, given: Mapping[tuple[str, ...], Any]) -> dict[tuple[str, ...], tuple[Number, ...]]:
        stage = self.stages[state]
        profiles = [stage.labels(profile) for profile in stage.profiles()]
        for profile in given:
            if tuple(profile) not in profiles:
                raise FormError(f"{state}: no profile {profile!r}; accepted: an action of each player")
        for profile in profiles:
            if profile not in given:
                raise FormError(f"{state}: no probabilities after ({', '.join(profile)})")
        return {p: _distribution(f"{state} after ({', '.join(p)})", given[p], self.states) for p in profiles}

    @property
    def states(self) -> tuple[str, ...]:
        """The names of the states."""
        return tuple(self.stages)

    @property
    def players(self) -> Sequence[str]:
        """The players, the same in every state."""
        return next(iter(self.stages.values())).players

    @property
    def kind(self) -> str:
        """`symbolic` if a number of the game is a formula, else `float` or `exact` as the stage games."""
        kinds = {stage.kind for stage in self.stages.values()}
        if any(map(numbers.is_symbolic, (self.discount, *self._probabilities()))) or "symbolic" in kinds:
            return "symbolic"
        return "float" if "float" in kinds else "exact"

    def map(self, change: Callable[[Number], Number]) -> StochasticGame:
        """Return the game with every number changed."""
        stages = {state: stage.map(change) for state, stage in self.stages.items()}
        moves = {s: {p: tuple(map(change, row)) for p, row in own.items()} for s, own in self.transitions.items()}
        return replace(self, stages=stages, transitions=moves, discount=change(self.discount))

    def next(self, state: str, profile: Profile) -> tuple[Number, ...]:
        """Return the probability of every next state after a profile of action indices."""
        return self.transitions[state][self.stages[state].labels(profile)]  # type: ignore[no-any-return]

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return every state and profile with the payoffs and the next states."""
        players = [translate(player, lang) for player in self.players]
        first, last = Text("state|next state", "状态|下一状态").in_(lang).split("|")
        rows = [
            (translate(state, lang), *(translate(action, lang) for action in stage.labels(profile)),
             *stage.payoffs[(slice(None), *profile)], self._moves(state, profile, lang))
            for state, stage in self.stages.items() for profile in stage.profiles()
        ]  # fmt: skip
        head = (first, *players, *(f"u({player})" for player in players), last)
        note = Text("discount factor", "贴现因子").in_(lang) + f" delta = {numbers.show(self.discount)}"
        return Table(head, rows, caption or translate(self.title, lang), note)

    def _moves(self, state: str, profile: Profile, lang: Language) -> str:
        moves = zip(self.states, self.next(state, profile), strict=True)
        parts = [(translate(after, lang), p) for after, p in moves if p != 0]
        return " + ".join(after if p == 1 else f"({numbers.show(p)}) {after}" for after, p in parts)

    def _probabilities(self) -> Iterator[Number]:
        return (p for own in self.transitions.values() for row in own.values() for p in row)


def _distribution(where: str, given: Any, states: Sequence[str]) -> tuple[Number, ...]:
    """Return probabilities in the order of the states; raises FormError if they are none."""
    if isinstance(given, Mapping):
        if not set(given) <= set(states):
            raise FormError(f"{where}: next states {_names(given)}; accepted: {_names(states)}")
        given = [given.get(state, 0) for state in states]
    row = tuple(map(numbers.exact, given))
    if len(row) != len(states):
        raise FormError(f"{where}: {len(row)} probabilities for {len(states)} states")
    if not any(map(numbers.is_symbolic, row)) and (min(row) < 0 or sum(row) != 1):
        raise FormError(f"{where}: probabilities {_names(map(numbers.show, row))}; accepted: none below 0, of sum 1")
    return row


def _names(names: Any) -> str:
    return ", ".join(map(str, names))
