"""Trembling-hand perfect equilibria of small trees (Selten 1975).

Give every information set an agent of its own with the payoffs of its player: the *agent normal form*. An equilibrium
in behaviour strategies is *perfect* if it is a limit of completely mixed profiles to which every agent's strategy is a
best reply; this is meant here, not perfection of the normal form, which lets a player's trembles be correlated.

Every perfect equilibrium is sequential (Kreps and Wilson 1982), so that the sequential equilibria are found first and
each is judged by `refinements` in the agent normal form: perfect, refuted, or open where the limits of that solver are
reached. Of a continuum the points listed are judged, no others.

Reference: van Damme (1991), *Stability and Perfection of Nash Equilibria*, chapter 6.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import prod
from typing import Any

from games.errors import NotCoveredError
from games.forms.normal_form import NormalForm
from games.forms.table import Table
from games.forms.tree import Decision, GameTree, Leaf, Node, fold
from games.text import Language, Text
from solvers.assessment import Assessments
from solvers.equilibrium import Component
from solvers.refinements import Answer, refinements
from solvers.sequential import sequential

__all__ = ["TremblingHand", "agent_normal_form", "trembling_hand"]

CONCEPT = "trembling-hand perfect equilibrium"
MAX_PROFILES = 4096
HEAD = Text("perfect", "颤抖手精炼")
WORDS = {True: Text("yes", "是"), False: Text("no", "否"), None: Text("open", "未定")}


@dataclass(frozen=True, repr=False)
class TremblingHand(Assessments):
    """The sequential equilibria that are perfect or may be; `verdicts` has one answer per point, by component."""

    verdicts: tuple[tuple[Answer, ...], ...] = ()

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return one row per point listed, with whether it is perfect."""
        base = super().table(lang, caption)
        answers = [WORDS[answer].in_(lang) for own in self.verdicts for answer in own]
        rows = [(*row, answer) for row, answer in zip(base.rows, answers, strict=True)]
        return Table([*base.columns, HEAD.in_(lang)], rows, base.caption, base.notes)

    def to_json(self) -> dict[str, Any]:
        """Return plain data; `perfect` is true, false or null for every point of every component."""
        return super().to_json() | {"perfect": [list(own) for own in self.verdicts]}


def trembling_hand(tree: GameTree, budget: float | None = None) -> TremblingHand:
    """Return the trembling-hand perfect equilibria of a tree, among its sequential ones.

    A component none of whose points is perfect is left out if it is one point. Raises NotCoveredError as `sequential`
    does, and for a tree of more than 4096 pure profiles.

    >>> from games.forms import decision, leaf
    >>> both = {a: decision("B", {"l": leaf(a == "L", a == "L"), "r": leaf(0, 0)}, "h") for a in "LR"}
    >>> found = trembling_hand(GameTree(decision("A", both), ("A", "B")))
    >>> len(found.components), found.verdicts, found.complete
    (1, ((True,),), True)
    """
    form = agent_normal_form(tree)
    found = sequential(tree, budget)
    judged = [(part, tuple(refinements(form, point).perfect for point in part.extreme)) for part in found.components]
    kept = [(part, own) for part, own in judged if part.dimension or own != (False,)]
    verdicts = tuple(own for _, own in kept)
    complete = found.complete and all(not part.dimension and None not in own for part, own in kept)
    parts = tuple(_bare(part) for part, _ in kept)
    return TremblingHand(tree, CONCEPT, parts, complete, _why(found, kept, len(judged) - len(kept)), verdicts)


def _bare(part: Component) -> Component:
    """Return a component without the trembles that show beliefs consistent: they need not make it perfect."""
    return replace(part, extreme=tuple(replace(point, witness=None) for point in part.extreme))  # type: ignore[call-arg]


def _why(found: Assessments, kept: list[tuple[Component, tuple[Answer, ...]]], refuted: int) -> str:
    parts = [f"{refuted} of {len(found.components)} components of sequential equilibria refuted"]
    parts += ["of continua the points listed were judged, no others"] * any(part.dimension for part, _ in kept)
    parts += ["what is open was not settled within the limits"] * any(None in own for _, own in kept)
    parts += ["the sequential equilibria are not known to be all"] * (not found.complete)
    return "; ".join(parts)


def agent_normal_form(tree: GameTree) -> NormalForm:
    """Return the normal form in which every information set is a player of its own with its owner's payoffs.

    Raises NotCoveredError for more than 4096 pure profiles.
    """
    sets = tree.information_sets
    if not sets or prod(len(s.actions) for s in sets) > MAX_PROFILES:
        raise NotCoveredError(f"trembling-hand perfection of trees with 1 to {MAX_PROFILES} pure profiles; ask for spe")
    owners = [tree.players.index(s.player) for s in sets]
    names = [str(k) for k in range(len(sets))]
    at = iter(reversed(tree.set_of))

    def agents(node: Node, below: list[Node]) -> Node:
        k = next(at)
        if isinstance(node, Leaf):
            return replace(node, payoffs=tuple(node.payoffs[i] for i in owners))
        if isinstance(node, Decision):
            return replace(node, children=tuple(below), player=names[k], information_set=f"h{k}")
        return replace(node, children=tuple(below))

    return GameTree(fold(tree.root, agents), names).normal_form(reduced=False)
