"""What every equilibrium solver returns: all equilibria, grouped into components, and why they are all.

The set of equilibria of a finite game is a finite union of connected *components*. A component is a single point
or a continuum; a continuum that is a union of polytopes is given by its `extreme` points and by the maximal convex
`subsets` they span, which join where they share points. `complete` says whether every equilibrium is in one of the
components, and `why` gives the argument; where the grouping itself rests on less than a proof, `why` says that too.

References: Kohlberg and Mertens (1986), "On the strategic stability of equilibria"; Avis, Rosenberg, Savani and
von Stengel (2010), "Enumeration of Nash equilibria for two-player games".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from games.forms import numbers
from games.forms.normal_form import NormalForm
from games.forms.numbers import Number
from games.forms.table import Math, Table
from games.forms.tree import GameTree
from games.glossary import translate
from games.text import Language

if TYPE_CHECKING:
    import pandas as pd

Strategy = tuple[Number, ...]
"""Probabilities over all the actions of one player, or of one information set of a tree."""


@dataclass(frozen=True)
class Equilibrium:
    """One equilibrium point.

    `profile` holds one probability vector per player (per information set in a tree), `payoffs` one number per player.
    """

    profile: tuple[Strategy, ...]
    payoffs: tuple[Number, ...]

    @property
    def is_pure(self) -> bool:
        """Whether every strategy puts all its weight on one action."""
        return all(sum(1 for p in strategy if p != 0) == 1 for strategy in self.profile)

    @property
    def support(self) -> tuple[tuple[int, ...], ...]:
        """The actions played with positive probability, per strategy."""
        return tuple(tuple(a for a, p in enumerate(strategy) if p != 0) for strategy in self.profile)

    def to_json(self) -> dict[str, Any]:
        """Return plain data; rationals are strings `p/q`."""
        return {
            "profile": [[number_json(p) for p in s] for s in self.profile],
            "payoffs": [number_json(u) for u in self.payoffs],
        }


@dataclass(frozen=True)
class Component:
    """A connected component of the set of equilibria.

    `extreme` are its extreme points (sample points, ends first, where `description` says that it is no polytope);
    `subsets` its maximal convex subsets, each as indices into `extreme`; `index` its index (they sum to +1), if known.
    """

    extreme: tuple[Equilibrium, ...]
    dimension: int = 0
    subsets: tuple[tuple[int, ...], ...] = ()
    index: int | None = None
    description: str = ""

    @property
    def joins(self) -> tuple[tuple[int, int, tuple[int, ...]], ...]:
        """Pairs of subsets that meet, with the extreme points they share."""
        pairs = ((a, b) for b in range(len(self.subsets)) for a in range(b))
        shared = ((a, b, tuple(sorted(set(self.subsets[a]) & set(self.subsets[b])))) for a, b in pairs)
        return tuple((a, b, points) for a, b, points in shared if points)

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        data: dict[str, Any] = {"dimension": self.dimension, "extreme": [point.to_json() for point in self.extreme]}
        if len(self.subsets) > 1:
            data["subsets"] = [list(subset) for subset in self.subsets]
        if self.index is not None:
            data["index"] = self.index
        return data | ({"description": self.description} if self.description else {})


@dataclass(frozen=True, repr=False)
class Equilibria:
    """The equilibria of one game under one solution concept."""

    game: NormalForm | GameTree
    concept: str
    components: tuple[Component, ...]
    complete: bool
    why: str

    def __iter__(self) -> Iterator[Equilibrium]:
        """Yield every extreme point of every component."""
        for component in self.components:
            yield from component.extreme

    def __len__(self) -> int:
        return len(self.components)

    @property
    def pure(self) -> tuple[Equilibrium, ...]:
        """The pure equilibria among the extreme points."""
        return tuple(point for point in self if point.is_pure)

    @property
    def actions(self) -> tuple[tuple[str, ...], ...]:
        """The action labels of every strategy in a profile: per player, or per information set of a tree."""
        if isinstance(self.game, GameTree):
            return tuple(s.actions for s in self.game.information_sets)
        return tuple(tuple(labels) for labels in self.game.actions)

    @property
    def strategy_names(self) -> tuple[str, ...]:
        """Who plays each strategy in a profile: the player, or `player: information set` in a tree."""
        if isinstance(self.game, GameTree):
            return tuple(f"{s.player}: {s.name}" for s in self.game.information_sets)
        return tuple(self.game.players)

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return the equilibria as a table, one row per extreme point."""
        names = [translate(name, lang) for name in self.strategy_names]
        payoffs = [f"u({translate(player, lang)})" for player in self.game.players]
        columns = (translate("component", lang), translate("dimension", lang), *names, *payoffs)
        rows = [
            (str(k + 1), str(component.dimension), *self.describe(point, lang), *point.payoffs)
            for k, component in enumerate(self.components)
            for point in component.extreme
        ]
        return Table(columns, rows, caption or translate(self.concept, lang), self.note(lang))

    def note(self, lang: Language = "en") -> str:
        """Return whether the list is complete, and why."""
        verdict = translate("Complete" if self.complete else "Not complete", lang)
        return f"{verdict}: {self.why}." if lang == "en" else f"{verdict}：{translate(self.why, lang)}。"

    def describe(self, point: Equilibrium, lang: Language = "en") -> tuple[Math, ...]:
        """Return each strategy of a point in words, e.g. `1/3 Open + 2/3 Restrict`."""
        named = ([translate(action, lang) for action in actions] for actions in self.actions)
        return tuple(strategy_cell(strategy, actions) for strategy, actions in zip(point.profile, named, strict=True))

    def to_json(self) -> dict[str, Any]:
        """Return plain data, as the command prints it."""
        data: dict[str, Any] = {"game": self.game.title, "concept": self.concept, "players": list(self.game.players)}
        if isinstance(self.game, GameTree):
            data["information_sets"] = [{"player": s.player, "name": s.name} for s in self.game.information_sets]
        data["actions"] = [list(labels) for labels in self.actions]
        return data | {"complete": self.complete, "why": self.why, "components": [c.to_json() for c in self.components]}

    def to_frame(self) -> pd.DataFrame:
        """Return the table as a pandas DataFrame."""
        return self.table().to_frame()

    def to_latex(self) -> str:
        """Return the table as LaTeX."""
        return self.table().to_latex()

    def _repr_html_(self) -> str:
        return self.table().to_html() + f"<p>{self.note()}</p>"

    def __repr__(self) -> str:
        count = f"{len(self)} component" + "s" * (len(self) != 1)
        return f"{self.concept}: {count}\n{self.table().to_text()}\n{self.note()}"


def strategy_cell(strategy: Sequence[Number], actions: Sequence[str]) -> Math:
    """Return a mixed strategy as a table cell, pure actions by their name."""
    used = [(p, action) for p, action in zip(strategy, actions, strict=True) if p != 0]
    text = " + ".join(action if p == 1 else f"{numbers.show(p)} {action}" for p, action in used)
    words = (rf"\text{{{action}}}" if p == 1 else rf"{numbers.latex(p)}\,\text{{{action}}}" for p, action in used)
    return Math(text, " + ".join(words))


def number_json(value: Number) -> Any:
    """Return a number for JSON: `p/q`, a float, or the exact and approximate value of an irrational one."""
    if isinstance(value, (Fraction, int)):
        return str(value)
    if isinstance(value, float):
        return value
    return {"exact": str(value), "approx": float(value)}
