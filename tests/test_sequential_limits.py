"""Limits of agent quantal response are sequential equilibria: an approach that knows nothing of bases."""

import math
from fractions import Fraction
from random import Random

import pytest
from assessment_oracle import random_tree
from test_sequential import horse, outside_option

from games.errors import NotCoveredError
from games.forms.tree import Chance, GameTree, Leaf, leaf
from solvers.agent_quantal import agent_quantal
from solvers.beliefs.histories import histories
from solvers.programs.linear import maximise
from solvers.sequential import assessments
from solvers.solve import solve


def agent_values(tree, play):
    """The expected payoff of every action given that its information set is reached, and the beliefs there."""
    sets = tree.information_sets
    weights = [[0.0] * len(s.paths) for s in sets]
    totals = [[0.0] * len(s.actions) for s in sets]

    def walk(path, node, probability):
        if isinstance(node, Leaf):
            return [float(u) for u in node.payoffs]
        h = tree.set_at.get(path)
        chances = [float(p) for p in node.probabilities] if isinstance(node, Chance) else play[h]
        moves = list(zip(chances, node.actions, node.children))
        below = [walk((*path, a), child, probability * p) for p, a, child in moves]
        if h is not None:
            weights[h][sets[h].paths.index(path)] = probability
            i = tree.players.index(node.player)
            for k, values in enumerate(below):
                totals[h][k] += probability * values[i]
        return [sum(p * values[i] for p, values in zip(chances, below)) for i in range(len(tree.players))]

    walk((), tree.root, 1.0)
    return [[v / sum(w) for v in own] for own, w in zip(totals, weights)], [[x / sum(w) for x in w] for w in weights]


def distance(found, play):
    """The least distance of a strategy from the convex pieces of the components, in the maximum norm."""
    target = [Fraction(p).limit_denominator(10**6) for own in play for p in own]
    best = math.inf
    for component in found.components:
        for subset in component.subsets:
            corners = [[p for row in component.extreme[k].profile for p in row] for k in subset]
            columns = [list(column) for column in zip(*corners)]
            rows = [[*c, -1] for c in columns] + [[*(-p for p in c), -1] for c in columns]
            goal = [*(0 for _ in corners), -1]
            total = [*(1 for _ in corners), 0]
            answer = maximise(goal, rows, [*target, *(-t for t in target)], [total], [1])
            best = min(best, float(-answer.value))
    return best


@pytest.mark.parametrize("tree", [horse(), outside_option()], ids=["horse", "outside option"])
def test_the_limit_in_textbook_games(tree):
    branch = agent_quantal(tree)
    assert branch.arrived
    assert branch.regret < 0.01
    assert distance(assessments(histories(tree), "consistent"), branch.profiles[-1]) < 0.02


def test_the_limit_in_random_trees():
    reached = 0
    for seed in range(300, 324):
        tree = random_tree(Random(seed), 2 + seed % 2, 3, top=9)
        branch = agent_quantal(tree)
        found = assessments(histories(tree), "consistent")
        if branch.arrived and all(c.subsets for c in found.components):
            assert distance(found, branch.profiles[-1]) < 0.05
            reached += 1
    assert reached >= 10


@pytest.mark.parametrize("seed", range(300, 306))
def test_every_point_answers_play_by_the_definition(seed):
    tree = random_tree(Random(seed), 2 + seed % 2, 3, top=9)
    branch = agent_quantal(tree)
    assert branch.precisions[0] == 0
    for k in range(0, len(branch), 5):
        play, precision = [list(own) for own in branch.profiles[k]], branch.precisions[k]
        if min(p for own in play for p in own) < 1e-9:
            break
        values, beliefs = agent_values(tree, play)
        for own, new in zip(play, values):
            weights = [math.exp(precision * (v - max(new))) for v in new]
            assert own == pytest.approx([w / sum(weights) for w in weights], abs=1e-6)
        for own, new in zip(branch.beliefs[k], beliefs):
            assert list(own) == pytest.approx(new, abs=1e-6)
    assert k


def test_it_is_a_concept_of_its_own():
    found = solve(horse(), "agent-quantal")
    data = found.to_json()
    assert data["arrived"]
    assert data["points"][0]["profile"] == [[0.5, 0.5]] * 3
    assert "sequential" in found.to_text()
    assert "序贯均衡" in found.to_text("zh")
    with pytest.raises(NotCoveredError, match="somebody who moves"):
        agent_quantal(GameTree(leaf(1), ("A",)))
