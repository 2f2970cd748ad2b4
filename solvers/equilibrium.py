"""What every equilibrium solver returns: all equilibria, grouped into components, and why they are all.

The set of equilibria of a finite game is a finite union of connected *components*. A component is a single point
or a continuum; a continuum that is a union of polytopes is given by its `extreme` points and by the maximal convex
`subsets` they span, which join where they share points. `complete` says whether every equilibrium is in one of the
components, and `why` gives the argument; where the grouping itself rests on less than a proof, `why` says that too.

References: Kohlberg and Mertens (1986), "On the strategic stability of equilibria"; Avis, Rosenberg, Savani and
von Stengel (2010), "Enumeration of Nash equilibria for two-player games".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from games.forms import numbers
from games.forms.cells import Math, escape_latex
from games.forms.normal_form import NormalForm
from games.forms.numbers import Number
from games.forms.table import Shown, Table
from games.forms.tree import GameTree
from games.glossary import translate, translate_all
from games.phrases import phrase
from games.text import Language, Text
from solvers.completeness import COMPLETE
from solvers.points import Equilibrium, Strategy, number_json

if TYPE_CHECKING:
    from solvers.refinements import Refinements

__all__ = [
    "Component",
    "Equilibria",
    "Equilibrium",
    "Strategy",
    "number_json",
    "outline",
    "point_cells",
    "strategy_cell",
]

REFINEMENT = Text("refinement", "精炼类型")
COUNTED = Text("{}: {} component", "{}：{} 个连通分支")
INDEX = Text("Index by component: {}.", "各分支的指数：{}。")
INDICES = Text("{1} for {0}", "{0} 为 {1}")
UNKNOWN = Text("not known", "未知")
PART = Text("Component {}: {}.", "分支 {}：{}。")


@dataclass(frozen=True)
class Component:
    """A connected component of the set of equilibria.

    `extreme` are its extreme points (sample points, ends first, where `description` says that it is no polytope);
    `subsets` its maximal convex subsets, each as indices into `extreme`; `index` its index (they sum to +1), if known;
    `dimension` is None where it was not determined.
    """

    extreme: tuple[Equilibrium, ...]
    dimension: int | None = 0
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
        data["index"] = self.index
        return data | ({"description": self.description} if self.description else {})


@dataclass(frozen=True, repr=False)
class Equilibria(Shown):
    """The equilibria of one game under one solution concept."""

    game: NormalForm | GameTree
    concept: str
    components: tuple[Component, ...]
    complete: bool
    why: str
    grouped: bool = field(default=True, kw_only=True)
    """Whether the grouping into components is proved too, not only that no equilibrium is missing."""

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

    @cached_property
    def refinements(self) -> tuple[tuple[Refinements, ...], ...] | None:
        """Which kind of Nash equilibrium each extreme point is, by component; None for trees and larger games.

        Found when first asked for. For a larger game ask `solvers.refinements.refinements` about one point.
        """
        from solvers.refinements import of_all

        if self.concept != "Nash equilibrium" or not isinstance(self.game, NormalForm):
            return None
        return of_all(self.game, [part.extreme for part in self.components])

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return the equilibria as a table, one row per extreme point."""
        names = translate_all(self.strategy_names, lang)
        payoffs = [f"u({player})" for player in translate_all(self.game.players, lang)]
        kinds = self.refinements
        last = (REFINEMENT.in_(lang),) if kinds else ()
        columns = (translate("component", lang), translate("dimension", lang), *names, *payoffs, *last)
        rows = [
            (
                str(k + 1),
                "?" if component.dimension is None else str(component.dimension),
                *self.describe(point, lang),
                *point.payoffs,
            )
            + ((kinds[k][j].words(lang),) if kinds else ())
            for k, component in enumerate(self.components)
            for j, point in enumerate(component.extreme)
        ]
        return Table(columns, rows, caption or self._counted(lang), self.note(lang)).explained(lang)

    def _counted(self, lang: Language) -> str:
        plural = "s" * (lang == "en" and len(self) != 1)
        return COUNTED.in_(lang).format(phrase(self.concept, lang), len(self)) + plural

    def note(self, lang: Language = "en") -> str:
        """Return whether the list is complete, and why, and what the continua are that are more than a polytope."""
        verdict = COMPLETE[self.complete].in_(lang).format(phrase(self.why, lang))
        index = [INDEX.in_(lang).format(self._indices(lang))] * self._has_index
        described = [(k, part) for k, part in enumerate(self.components, 1) if part.description and part.dimension != 0]
        parts = [PART.in_(lang).format(k, phrase(part.description, lang)) for k, part in described]
        return "\n".join([verdict, *index, *parts])

    @property
    def _has_index(self) -> bool:
        """Whether the index says something: not of a single point, whose index is always +1."""
        alone = len(self) == 1 and self.components[0].dimension == 0
        return not alone and any(component.index is not None for component in self.components)

    def _indices(self, lang: Language) -> str:
        """Return the components by their index, the largest first, those of unknown index last."""
        groups: dict[int | None, list[str]] = {}
        for k, component in enumerate(self.components, 1):
            groups.setdefault(component.index, []).append(str(k))
        order = sorted(groups, key=lambda index: (index is None, -(index or 0)))
        named = (UNKNOWN.in_(lang) if index is None else f"{index:+d}" * bool(index) or "0" for index in order)
        between = Text(", ", "、").in_(lang)
        told = (INDICES.in_(lang).format(between.join(groups[i]), n) for i, n in zip(order, named, strict=True))
        return Text("; ", "；").in_(lang).join(told)

    def describe(self, point: Equilibrium, lang: Language = "en") -> tuple[Math, ...]:
        """Return each strategy of a point in words, e.g. `1/3 Open + 2/3 Restrict`."""
        named = (translate_all(actions, lang) for actions in self.actions)
        return tuple(strategy_cell(strategy, actions) for strategy, actions in zip(point.profile, named, strict=True))

    def to_json(self) -> dict[str, Any]:
        """Return plain data, as the command prints it; points of small games with their refinements, null if open."""
        data: dict[str, Any] = {"game": self.game.title, "concept": self.concept, "players": list(self.game.players)}
        if isinstance(self.game, GameTree):
            data["information_sets"] = [{"player": s.player, "name": s.name} for s in self.game.information_sets]
        data["actions"] = [list(labels) for labels in self.actions]
        components = [component.to_json() for component in self.components]
        for part, kinds in zip(components, self.refinements or (), strict=False):
            part["extreme"] = [p | kind.to_json() for p, kind in zip(part["extreme"], kinds, strict=True)]
        proved = self.complete and self.grouped
        return data | {
            "complete": self.complete, "grouping_proved": proved, "why": self.why, "components": components
        }  # fmt: skip


def outline(game: NormalForm, concept: str) -> dict[str, Any]:
    """Return what the plain data of every result begin with: the game's title, the concept, players and actions."""
    actions = [list(labels) for labels in game.actions]
    return {"game": game.title, "concept": concept, "players": list(game.players), "actions": actions}


def point_cells(point: Equilibrium, game: NormalForm, lang: Language) -> tuple[Math, ...]:
    """Return each player's strategy at a point of a normal form in words."""
    named = (translate_all(labels, lang) for labels in game.actions)
    return tuple(strategy_cell(strategy, labels) for strategy, labels in zip(point.profile, named, strict=True))


def strategy_cell(strategy: Sequence[Number], actions: Sequence[str]) -> Math:
    """Return a mixed strategy as a table cell, pure actions by their name."""
    used = [(p, action) for p, action in zip(strategy, actions, strict=True) if p != 0]
    text, exact = _mixture(used, numbers.show), _mixture(used, numbers.unrounded)
    named = ((p, rf"\text{{{escape_latex(action)}}}") for p, action in used)
    words = (name if p == 1 else rf"{numbers.latex(p)}\,{name}" for p, name in named)
    return Math(text, " + ".join(words), exact * (exact != text))


def _mixture(used: Sequence[tuple[Number, str]], show: Callable[[Number], str]) -> str:
    return " + ".join(action if p == 1 else f"{_weight(show(p))} {_apart(action)}" for p, action in used)


def _weight(text: str) -> str:
    """Return a probability in words, a sum in parentheses."""
    return f"({text})" if " " in text else text


def _apart(action: str) -> str:
    """Return an action so that it is not read as part of the number before it."""
    return f"[{action}]" if action[:1].isdigit() else action
