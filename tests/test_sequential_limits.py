"""Limits of agent quantal response are sequential equilibria: an approach that knows nothing of bases."""

import math
from fractions import Fraction
from random import Random

import pytest
from assessment_oracle import random_tree
from test_sequential import horse, outside_option

from games.forms.tree import Chance, Leaf
from solvers.beliefs.histories import histories
from solvers.programs.linear import maximise
from solvers.sequential import assessments


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


def response(values, precision):
    out = []
    for own in values:
        top = max(own)
        shares = [math.exp(max(precision * (v - top), -300)) for v in own]
        out.append([s / sum(shares) for s in shares])
    return out


def quantal_limit(tree, last=400.0):
    """Strategies and beliefs of an agent quantal response equilibrium at high precision; None if not reached."""
    play = [[1 / len(s.actions)] * len(s.actions) for s in tree.information_sets]
    precision, gap = 0.05, 1.0
    while precision < last:
        precision *= 1.3
        for _ in range(60):
            answer = response(agent_values(tree, play)[0], precision)
            gap = max(abs(a - b) for own, new in zip(play, answer) for a, b in zip(own, new))
            play = [[0.7 * a + 0.3 * b for a, b in zip(own, new)] for own, new in zip(play, answer)]
            if gap < 1e-9:
                break
    return (play, agent_values(tree, play)[1]) if gap < 1e-6 else None


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
    play, _ = quantal_limit(tree)
    assert distance(assessments(histories(tree), "consistent"), play) < 0.02


def test_the_limit_in_random_trees():
    reached = 0
    for seed in range(300, 330):
        tree = random_tree(Random(seed), 2 + seed % 2, 3, top=9)
        limit = quantal_limit(tree)
        found = assessments(histories(tree), "consistent")
        if limit and all(c.subsets for c in found.components):
            assert distance(found, limit[0]) < 0.05
            reached += 1
    assert reached >= 10
