"""All sequential and perfect Bayesian equilibria of small trees with perfect recall, with their beliefs.

An *assessment* is a behaviour strategy and a belief over the nodes of every information set. It is *sequentially
rational* if at every information set what its player does from there on is best given the belief and the others'
strategies. Sequentially rational assessments are

* *sequential equilibria* if they are consistent: limits of completely mixed strategies with their Bayes beliefs
  (Kreps and Wilson 1982);
* *perfect Bayesian equilibria* here if beliefs follow from Bayes' rule wherever it applies in some subgame, that is if
  they are weak perfect Bayesian equilibria in every subgame;
* *weak perfect Bayesian equilibria* if beliefs follow from Bayes' rule on the path of play (Mas-Colell, Whinston and
  Green 1995, definition 9.C.3; Myerson's weak sequential equilibria).

Each implies the next, and perfect Bayesian equilibria are subgame perfect. With perfect information there is nothing to
believe and all three are the subgame-perfect equilibria; in signalling games, too, all three are the same
(`solvers.signalling`). The definition of Fudenberg and Tirole (1991) for games with observed actions lies between the
first two.

Method: subgames are solved apart where that is exact (`beliefs.subgames`). In each part every basis is examined, pure
ones first (`beliefs.bases`, `beliefs.consistency`); per basis the assessments solve polynomial equations and
inequalities, treated by the exact algebra of `n_player`. Limits of cells are assessments of the same kind, and so in
cells that were found; cells are joined through them (`n_player.joins`). Components are connected sets of assessments;
their `dimension` is that of their strategies. At every point listed the beliefs are complete.

References: Kreps and Wilson (1982), "Sequential equilibria"; Fudenberg and Tirole (1991), "Perfect Bayesian equilibrium
and sequential equilibrium"; Blume and Zame (1994), "The algebraic geometry of perfect and sequential equilibrium".
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import inf
from time import monotonic

from games.forms.tree import Chance, GameTree
from solvers.assessment import Assessment, Assessments
from solvers.beliefs.bases import Rule, Search, search
from solvers.beliefs.consistency import witness
from solvers.beliefs.fibres import Fibres, component
from solvers.beliefs.histories import Histories, check, histories
from solvers.beliefs.products import joined
from solvers.beliefs.signalling_form import signalling_form
from solvers.beliefs.subgames import Subgames
from solvers.equilibrium import Component, Equilibria, Equilibrium
from solvers.n_player.joins import join_cells
from solvers.signalling import solve_signalling
from solvers.subgame_perfect import subgame_perfect
from solvers.trees.flat_tree import flatten
from solvers.trees.rounds import subgame_roots

__all__ = ["assessments", "perfect_bayesian", "sequential", "weak_perfect_bayesian"]

CONCEPTS: dict[Rule, str] = {
    "consistent": "sequential equilibrium",
    "subgames": "perfect Bayesian equilibrium",
    "path": "weak perfect Bayesian equilibrium",
}
LATE = "; the time budget ended before all beliefs were found"
SEARCHING, LISTING = 0.7, 0.95
"""Shares of the time for the search of bases, the rest for beliefs, and for all parts, the rest for their products."""


def sequential(tree: GameTree, budget: float | None = None) -> Assessments:
    """Return all sequential equilibria of a tree with perfect recall, with all beliefs and trembles that show them.

    `budget` limits the seconds; beyond it the answer has what was found and is marked incomplete. Raises
    NotCoveredError for symbolic numbers, imperfect recall and beliefs that events of probability zero leave undefined.
    """
    return _solved(tree, "consistent", budget)


def perfect_bayesian(tree: GameTree, budget: float | None = None) -> Assessments:
    """Return all perfect Bayesian equilibria: sequentially rational, Bayes' rule wherever a subgame lets it apply.

    Arguments and errors are those of `sequential`.
    """
    return _solved(tree, "subgames", budget)


def weak_perfect_bayesian(tree: GameTree, budget: float | None = None) -> Assessments:
    """Return all weak perfect Bayesian equilibria: sequentially rational, Bayes' rule on the path.

    Arguments and errors are those of `sequential`.
    """
    return _solved(tree, "path", budget)


def _solved(tree: GameTree, rule: Rule, budget: float | None) -> Assessments:
    check(tree)
    seconds = inf if budget is None else budget
    flat = flatten(tree, need_perfect=False)
    roots = tuple(v for v in sorted(subgame_roots(flat)) if flat.children[v])
    impossible = any(isinstance(node, Chance) and 0 in node.probabilities for node in flat.nodes)
    if tree.perfect_information or (len(roots) == 1 and not impossible) or rule == "path":
        return _part(tree, rule, seconds)
    subgames = Subgames(tree, flat, roots, lambda part, left: _part(part, rule, left), monotonic() + LISTING * seconds)
    solutions = subgames.solve()
    sizes = [len(s.paths) for s in tree.information_sets]
    parts = [joined(flat, sizes, solution, rule == "consistent") for solution in solutions]
    why = _why_parts(subgames)
    return Assessments(tree, CONCEPTS[rule], tuple(sorted(parts, key=_rank, reverse=True)), subgames.complete, why)


def _part(tree: GameTree, rule: Rule, seconds: float) -> Assessments:
    """Return the equilibria of a tree taken as one."""
    if tree.perfect_information:
        return _without_beliefs(subgame_perfect(tree), CONCEPTS[rule])
    if (signals := signalling_form(tree)) is not None:
        solved = solve_signalling(signals, CONCEPTS[rule])
        return _witnessed(solved) if rule == "consistent" else solved
    return assessments(histories(tree), rule, seconds)


def _why_parts(subgames: Subgames) -> str:
    parts = [f"every subgame was solved over all payoffs of the subgames in it, {subgames.parts} parts in all"]
    return "; ".join(parts * subgames.complete + [why for why, complete in subgames.whys.items() if not complete])


def assessments(game: Histories, rule: Rule, budget: float | None = None) -> Assessments:
    """Return all equilibria under a rule for beliefs by examining every basis."""
    start, seconds = monotonic(), inf if budget is None else budget
    found = search(game, rule, start + SEARCHING * seconds)
    groups, lost = join_cells(found.cells, [])
    fibres = Fibres(game, rule, start + seconds)
    listed = [component(fibres, [found.cells[k] for k in group]) for group in groups]
    unnamed = sum(cell.unnamed for cell in found.cells) if len(groups) > 1 else 0
    complete = not found.left and not fibres.is_late and not lost and not unnamed
    why = _why(found, rule, len(lost), unnamed) + LATE * (fibres.is_late and not found.left)
    return Assessments(game.tree, CONCEPTS[rule], tuple(sorted(listed, key=_rank, reverse=True)), complete, why)


def _rank(part: Component) -> tuple[object, ...]:
    first = part.extreme[0]
    return first.is_pure, [[float(p) for p in row] for row in first.profile]


def _why(found: Search, rule: Rule, lost: int, unnamed: int) -> str:
    broken = {
        "consistent": "refused because no plausibility order of the actions gives them",
        "subgames": "refused by Bayes' rule in some subgame",
        "path": "refused by Bayes' rule on the path",
    }[rule]
    every = "bases" if found.left else "every basis"
    parts = [
        f"{every} examined: {found.pruned} branches of bases closed by exact signs of payoff differences",
        f"{found.refused} bases {broken}",
        f"{found.solved} solved by exact algebra",
    ]
    parts += [f"{found.left} branches of bases left when the time budget ended"] * bool(found.left)
    parts += [f"{lost} limit points could not be placed in a cell"] * bool(lost)
    parts += [f"{unnamed} facets of curved cells gave no limit point, so that a join may be missing"] * bool(unnamed)
    curved = sum(1 for cell in found.cells if cell.cylinders is not None and cell.dimension > 1)
    parts += [f"joins of {curved} curved cells of dimension two or more rest on one limit point for each facet"] * bool(
        curved
    )
    return "; ".join(parts)


def _witnessed(found: Assessments) -> Assessments:
    """Return the equilibria of a signalling game with a sequence for the first corners of their beliefs."""
    game = histories(found.game)

    def shown(point: Equilibrium) -> Equilibrium:
        assert isinstance(point, Assessment)
        beliefs = [polytope[0] for polytope in point.beliefs]
        return replace(point, witness=witness(game, point.profile, beliefs))

    parts = (replace(part, extreme=tuple(map(shown, part.extreme))) for part in found.components)
    return replace(found, components=tuple(parts))


def _without_beliefs(found: Equilibria, concept: str) -> Assessments:
    """Return subgame-perfect equilibria of a tree with perfect information as assessments."""
    game = found.game
    assert isinstance(game, GameTree)
    sure = (((Fraction(1),),),) * len(game.information_sets)
    parts = tuple(
        replace(part, extreme=tuple(Assessment(point.profile, point.payoffs, sure) for point in part.extreme))
        for part in found.components
    )
    return Assessments(game, concept, parts, found.complete, found.why)
