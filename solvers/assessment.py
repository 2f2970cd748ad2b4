"""Equilibria with beliefs: what the solvers for perfect Bayesian and sequential equilibrium return.

An *assessment* is a behaviour strategy and a belief: at every information set probabilities of its actions and of its
nodes. Equilibria come as components of strategies; at each point listed, `beliefs` is at every information set the
exact set of the beliefs that make the point an equilibrium, given by its corners (one where it is a single belief).

Reference: Kreps and Wilson (1982), "Sequential equilibria".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from games.forms import numbers
from games.forms.table import Math, Table
from games.forms.tree import GameTree, InformationSet
from games.glossary import translate
from games.phrases import phrase
from games.text import Language
from solvers.equilibrium import PART, Equilibria, Equilibrium, Strategy, number_json

if TYPE_CHECKING:
    from solvers.beliefs.consistency import Witness

Polytope = tuple[Strategy, ...]
"""The corners of a set of beliefs over the nodes of an information set, in the order of its paths."""


@dataclass(frozen=True)
class Assessment(Equilibrium):
    """An equilibrium point with all the beliefs that support it.

    `beliefs` has one polytope per information set. `kind` says how types are told apart in a signalling game, and
    `refinements` which criteria the outcome passes. `witness` is a sequence of completely mixed strategies that shows
    one of the beliefs to be consistent.
    """

    beliefs: tuple[Polytope, ...] = ()
    kind: str = ""
    refinements: tuple[tuple[str, bool], ...] = ()
    witness: Witness | None = None

    def to_json(self) -> dict[str, Any]:
        """Return plain data; rationals are strings `p/q`."""
        corners = [[[number_json(p) for p in belief] for belief in polytope] for polytope in self.beliefs]
        data = super().to_json() | {"beliefs": corners}
        data |= {"class": self.kind, "refinements": dict(self.refinements)} if self.kind else {}
        return data | ({"witness": self.witness.to_json()} if self.witness else {})


@dataclass(frozen=True, repr=False)
class Assessments(Equilibria):
    """The equilibria with beliefs of one tree under one solution concept."""

    game: GameTree

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return the equilibria as a table, one row per point listed, beliefs where there is more than one node."""
        base = super().table(lang, caption)
        sets = [(k, s) for k, s in enumerate(self.game.information_sets) if len(s.paths) > 1]
        classified = any(isinstance(point, Assessment) and point.kind for point in self)
        witnessed = any(isinstance(point, Assessment) and point.witness for point in self)
        columns = [*base.columns, *(_heading(s, lang) for _, s in sets)]
        columns += [translate("class", lang), translate("survives", lang)] * classified
        columns += [translate("trembles", lang)] * witnessed
        rows = [
            (
                *row, *(belief_cell(point.beliefs[k]) for k, _ in sets), *_judged(point, lang)[: 2 * classified],
                *[self._trembles(point, lang)] * witnessed,
            )
            for row, point in zip(base.rows, self, strict=True)
            if isinstance(point, Assessment)
        ]  # fmt: skip
        return Table(columns, rows, base.caption, base.notes).explained(lang)

    def note(self, lang: Language = "en") -> str:
        """Return whether the list is complete, and why, and what has to be said of single components."""
        parts = [(k, part) for k, part in enumerate(self.components, 1) if part.description and part.dimension == 0]
        return "\n".join(
            [super().note(lang), *(PART.in_(lang).format(k, phrase(p.description, lang)) for k, p in parts)]
        )

    def _trembles(self, point: Assessment, lang: Language) -> Math | str:
        """Return the small probabilities that show a belief to be consistent, e.g. `D: ε^2`, action by action."""
        if point.witness is None:
            return "–"
        sets, shown = self.game.information_sets, point.witness
        labels = [a for s in sets for a in s.actions]
        texts, words = [], []
        for (h, a), k in shown.exponents.items():
            action, c = sets[h].actions[a], shown.coefficients[h, a]
            name = translate(action if labels.count(action) == 1 else f"{sets[h].name}/{action}", lang)
            power = "" if k == 1 else f"^{k}"
            texts.append(f"{name}: {numbers.show(c)} ε{power}" if c != 1 else f"{name}: ε{power}")
            factor = numbers.latex(c) if c != 1 else ""
            words.append(rf"\text{{{name}}}\colon {factor}\varepsilon{power}")
        return Math(", ".join(texts) or "–", r",\; ".join(words) or r"\text{–}")

    def to_json(self) -> dict[str, Any]:
        """Return plain data, as the command prints it; `nodes` are the nodes that beliefs are about."""
        data = super().to_json()
        nodes = [[list(path) for path in s.paths] for s in self.game.information_sets]
        return {k: v for k, v in data.items() if k != "components"} | {
            "nodes": nodes,
            "components": data["components"],
        }


def node_names(where: InformationSet) -> tuple[str, ...]:
    """Return short names for the nodes of an information set: their paths without the moves they share.

    >>> node_names(InformationSet("R", "beer", ("fight",), (("weak", "beer"), ("strong", "beer"))))
    ('weak', 'strong')
    """
    if len({len(path) for path in where.paths}) > 1:
        return tuple("/".join(path) or "root" for path in where.paths)
    kept = [k for k, moves in enumerate(zip(*where.paths, strict=True)) if len(set(moves)) > 1]
    return tuple("/".join(path[k] for k in kept) or "root" for path in where.paths)


def belief_cell(polytope: Polytope) -> Math:
    """Return a set of beliefs as a cell: an interval for the first of two nodes, else its corners."""
    text, exact = (_beliefs(polytope, show, "conv ") for show in (numbers.show, numbers.unrounded))
    return Math(text, _beliefs(polytope, numbers.latex, r"\mathrm{conv}\,"), exact * (exact != text))


def _beliefs(polytope: Polytope, show: Callable[[Any], str], hull: str) -> str:
    if len(polytope[0]) == 2:
        ends = sorted({belief[0] for belief in polytope})
        low, high = ends[0], ends[-1]
        return show(low) if low == high else f"[{show(low)}, {show(high)}]"
    corners = [_vector(belief, show) for belief in polytope]
    return corners[0] if len(corners) == 1 else hull + ", ".join(corners)


def _vector(belief: Sequence[Any], show: Callable[[Any], str]) -> str:
    return "(" + ", ".join(show(p) for p in belief) + ")"


def _heading(where: InformationSet, lang: Language) -> str:
    names = [translate(name, lang) for name in node_names(where)]
    about = names[0] if len(names) == 2 else ", ".join(names)
    return f"μ({about} | {translate(where.name, lang)})"


def _judged(point: Assessment, lang: Language) -> tuple[str, str]:
    passed = [translate(name, lang) for name, passes in point.refinements if passes]
    return translate(point.kind, lang), ", ".join(passed) or "–"
