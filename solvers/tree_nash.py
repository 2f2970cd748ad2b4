"""All Nash equilibria of a game tree in behaviour strategies, with chance and imperfect information.

A profile of behaviour strategies is a Nash equilibrium if no player has another strategy that pays her more against
those of the others; with perfect recall it does not matter whether she may also correlate her moves (Kuhn 1953). Two
players are solved in the sequence form (`trees.sequence_form`), more in the normal form of independent parts of their
strategies (`trees.agents`) by the solver for n players.

What the components are made of: two strategies of a player with the same realisation plan have the same consequences,
whatever the others do, and count as one point. So components, dimension and extreme points are those of the set of
equilibria in realisation plans. In the profile of a point, the information sets that their own player's choices keep
from being reached are listed as `unrestricted`.

References: Nash (1951); Kuhn (1953), "Extensive games and the problem of information"; von Stengel (1996).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from games.forms import numbers
from games.forms.tree import GameTree
from solvers.equilibrium import Component
from solvers.limits import Limits, Progress
from solvers.nash import ALONE, STOPPED, nash
from solvers.trees.agents import Family, agent_form, families
from solvers.trees.behaviour import (
    BehaviourEquilibria,
    behaviour_point,
    described,
    free_dimension,
    hull_dimension,
)
from solvers.trees.flat_tree import FlatTree, flatten
from solvers.trees.plans import Plans
from solvers.trees.rounds import round_at
from solvers.trees.sequence_form import PlanEquilibria, two_sided

__all__ = ["tree_nash"]

CONCEPT = "Nash equilibrium"
PLAN_WHY = (
    "every vertex of the best-reply regions of both players' realisation plans was enumerated exactly "
    "and every complementary pair matched"
)


def tree_nash(
    tree: GameTree, budget: float | None = None, memory: float | None = None, progress: Progress | None = None
) -> BehaviourEquilibria:
    """Return all Nash equilibria of `tree` as components in realisation plans, points as behaviour strategies.

    Profiles hold one probability vector per information set, in the order of `tree.information_sets`. `budget` limits
    the seconds, `memory` the bytes used in addition to those held; beyond them the answer is marked incomplete.

    Raises NotCoveredError for imperfect recall, for symbolic payoffs and where there are too many strategies to list.

    >>> from games.forms import decision, leaf
    >>> reply = decision("CN", {"accept": leaf(2, 2), "refuse": leaf(0, 0)})
    >>> found = tree_nash(GameTree(decision("US", {"ask": reply, "stay": leaf(1, 3)}), ("US", "CN")))
    >>> [(part.dimension, [point.profile[0] for point in part.extreme]) for part in found.components]
    [(0, [(Fraction(1, 1), Fraction(0, 1))]), (1, [(Fraction(0, 1), Fraction(1, 1)), (Fraction(0, 1), Fraction(1, 1))])]
    """
    return whole_tree(tree, CONCEPT, Limits(float("inf") if budget is None else budget, memory, progress))


def whole_tree(tree: GameTree, concept: str, limits: Limits, behavioural: bool = False) -> BehaviourEquilibria:
    """Return the Nash equilibria of a tree under the name of a concept, or those found within the limits.

    If `behavioural`, the dimension counts all behaviour strategies, those at unrestricted information sets included.
    """
    flat = flatten(tree, need_perfect=False)
    game = round_at(flat, 0)
    payoffs = [flat.nodes[end.node].payoffs for end in game.ends]  # type: ignore[union-attr]
    if len(game.movers) > 2:
        agents = families(game)
        left = None if limits.budget == float("inf") else max(limits.budget - limits.spent, 0)
        solved = nash(agent_form(game, agents, payoffs), left, limits.memory, limits.progress)
        parts = (_agents_component(flat, agents, part, behavioural) for part in solved.components)
        return BehaviourEquilibria(tree, concept, tuple(parts), solved.complete, solved.why)
    spaces, found = two_sided(game, payoffs, limits)
    if found.stopped:
        return _some(tree, concept, flat, spaces, found)
    components = tuple(_component(flat, spaces, found, part, behavioural) for part in range(len(found.components)))
    return BehaviourEquilibria(tree, concept, components, True, PLAN_WHY)


def _some(
    tree: GameTree, concept: str, flat: FlatTree, spaces: tuple[Plans, Plans], found: PlanEquilibria
) -> BehaviourEquilibria:
    """Return what a search that reached a limit has to show."""
    points = (behaviour_point(flat, spaces, (found.xs[i], found.ys[j])) for i, j in found.pairs)
    components = tuple(Component((point,), None, description=ALONE) for point in points)
    parts = [
        STOPPED[found.stopped],
        "{} vertices of the best-reply regions of the first player and {} of the second were found and matched".format(
            *found.walked
        ),
        "all pure equilibria are listed",
        "others may exist",
    ]
    return BehaviourEquilibria(tree, concept, components, False, "; ".join(parts))


def _component(
    flat: FlatTree, spaces: tuple[Plans, Plans], found: PlanEquilibria, part: int, behavioural: bool
) -> Component:
    chosen = [found.subsets[s] for s in found.components[part]]
    points = sorted({pair for subset in chosen for pair in product(*subset)})
    place = {pair: k for k, pair in enumerate(points)}
    extreme = tuple(behaviour_point(flat, spaces, (found.xs[i], found.ys[j])) for i, j in points)
    members = tuple(tuple(place[pair] for pair in product(*subset)) for subset in chosen)
    dimension = found.dimensions[part]
    if behavioural:
        dimension = max(
            hull_dimension(spaces[:1], [found.xs[i : i + 1] for i in rows], True)
            + hull_dimension(spaces[1:], [found.ys[j : j + 1] for j in columns], True)
            for rows, columns in chosen
        )
    words = f"union of {len(members)} polytopes of realisation plans, each spanned by a subset of the points"
    words *= len(members) > 1
    return Component(extreme, dimension, members, None, described(extreme, words) if behavioural else words)


def _agents_component(flat: FlatTree, agents: Sequence[Family], part: Component, behavioural: bool) -> Component:
    spaces = [agent.plans for agent in agents]
    mixtures = (zip(agents, point.profile, strict=True) for point in part.extreme)
    plans = list(dict.fromkeys(tuple(agent.plan_of(own) for agent, own in point) for point in mixtures))
    extreme = tuple(behaviour_point(flat, spaces, point) for point in plans)
    words = described(extreme, part.description) if behavioural else part.description
    if part.description or any(numbers.is_symbolic(w) for point in plans for own in point for w in own):
        free = max(free_dimension(spaces, point.unrestricted) for point in extreme) if behavioural else 0
        dimension = None if part.dimension is None else max(part.dimension, free)
        return Component(extreme, dimension, (), None, words)
    return Component(extreme, hull_dimension(spaces, plans, behavioural), (), None, words)
