"""All subgame-perfect equilibria of a tree with chance and imperfect information, continua included.

A profile of behaviour strategies is subgame perfect if it is a Nash equilibrium in every subgame (Selten 1965). With
perfect information it is enough that no player gains by changing her choice at a single decision (one-shot deviation
principle); in general that no player gains by another strategy within one round, the part of a subgame above the
smaller subgames in it (`trees.rounds`). So the set is built from the last subgames to the first, every equilibrium
of those below being kept (`trees.induction`, `trees.subgame_induction`).

With ties the equilibria form continua: an indifferent player may mix, and her mixture moves the payoffs of those who
decided before her. With perfect information the set is always one connected component. By induction from the
leaves: the equilibria at a decision project onto the product of those of the subtrees below, by hypothesis connected;
over each point lies the simplex of mixtures over the best actions, connected; and a continuous surjection of compact
sets with connected fibres pulls connected sets back to connected sets.

The set is the product of independent blocks, each a union of pieces. Where the pieces are polytopes, `subsets` lists
all maximal convex subsets, by their vertices, in realisation plans. Where a product of free probabilities bounds a
piece, sample points are given and the description has the equations. The dimension is that of the set of behaviour
strategies: subgame perfection does not restrict what a player would do at information sets that start no subgame and
that she herself keeps from being reached; points list them as `unrestricted`, and the dimension counts them.

References: Selten (1965); Osborne and Rubinstein (1994), chapter 6; Blume and Zame (1994), "The algebraic geometry of
perfect and sequential equilibrium" (the set is semi-algebraic).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice, product
from math import prod

from games.errors import NotCoveredError
from games.forms.tree import GameTree
from solvers.equilibrium import Component
from solvers.limits import Limits
from solvers.n_player.number_fields import LargeFieldError
from solvers.tree_nash import whole_tree
from solvers.trees.behaviour import BehaviourEquilibria
from solvers.trees.flat_tree import flatten
from solvers.trees.listing import Part, component, parts
from solvers.trees.pure_induction import backward_induction_values, pure_subgame_perfect
from solvers.trees.rounds import subgame_roots
from solvers.trees.subgame_induction import SubgameInduction, solve_subgames

__all__ = ["backward_induction_values", "pure_subgame_perfect", "subgame_perfect"]

CONCEPT = "subgame-perfect equilibrium"
MAX_COMPONENTS = 512


def subgame_perfect(tree: GameTree, budget: float | None = None) -> BehaviourEquilibria:
    """Return all subgame-perfect equilibria of an exact tree as connected components.

    Profiles hold one probability vector per information set, in the order of `tree.information_sets`. `budget` limits
    the seconds spent on a tree without proper subgames.

    Raises NotCoveredError for imperfect recall, for symbolic numbers and where there are too many strategies to list.

    >>> from games.forms import decision, leaf
    >>> reply = decision("CN", {"accept": leaf(2, 0), "refuse": leaf(0, 0)})
    >>> found = subgame_perfect(GameTree(decision("US", {"ask": reply, "stay": leaf(1, 1)}), ("US", "CN")))
    >>> found.components[0].dimension, len(found.components[0].extreme), len(found.components[0].subsets)
    (1, 4, 3)
    """
    flat = flatten(tree, need_perfect=False)
    roots, connected = subgame_roots(flat), tree.perfect_information
    if not connected and not any(flat.children[v] for v in roots if v):
        return whole_tree(tree, CONCEPT, Limits(float("inf") if budget is None else budget), behavioural=True)
    limits = Limits(float("inf") if budget is None else budget)
    try:
        state = solve_subgames(flat, roots, limits)
    except LargeFieldError:
        raise NotCoveredError(
            "irrational equilibria of several subgames meet in a number field of large degree"
        ) from None
    listed = [parts(block, state.families, connected) for _, block in sorted(state.blocks.items())]
    count = prod(map(len, listed))
    chosen = islice(product(*listed), MAX_COMPONENTS)
    components = tuple(component(tree, flat, state.families, choice) for choice in chosen)
    complete = not state.gaps and count <= MAX_COMPONENTS
    return BehaviourEquilibria(tree, CONCEPT, components, complete, _why(state, listed, components, count))


def _why(state: SubgameInduction, listed: Sequence[Sequence[Part]], found: Sequence[Component], count: int) -> str:
    if state.gaps:
        reasons = "; ".join(dict.fromkeys(state.gaps))
        return f"{reasons}: every point listed is an equilibrium, but there may be others"
    if state.families:
        return _why_subgames(listed, count)
    if found[0].dimension == 0 and len(found[0].extreme) == 1:
        return "backward induction met no tie that leaves a choice, so the equilibrium is unique"
    form = (
        "" if all(b.is_polytopal for own in listed for b in own) else ", bounded by the polynomials in its description"
    )
    return (
        "backward induction kept every set of tied best actions and every mixture over it; "
        f"the set is connected, for ties leave convex choices{form}"
    )


def _why_subgames(listed: Sequence[Sequence[Part]], count: int) -> str:
    text = "every subgame was solved for all its Nash equilibria over all equilibria of the subgames in it"
    if count > MAX_COMPONENTS:
        text = f"{count} components, of which {MAX_COMPONENTS} are listed; {text}"
    if not all(b.is_polytopal for own in listed for b in own):
        text += "; pieces bounded by polynomials were taken to be connected"
    return text
