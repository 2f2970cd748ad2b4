"""All equilibria of small games by other means than the kernels of a sweep, and grids with ties on them."""

from __future__ import annotations

from fractions import Fraction as Q
from itertools import product

import numpy as np
import pytest

from games.forms.tree import Chance, Leaf

TIES = {"k_us": "0:3:7", "q": ["0", "1/6", "1/5", Q(1, 3), "2/3", 1]}
"""Through k_us = 1/2 and q = 1/6, where gains of the US and of China vanish."""

PROFILES = [("Open", "Depend"), ("Open", "Indigenise"), ("Restrict", "Depend"), ("Restrict", "Indigenise")]


def extreme_2x2(u1, u2):
    """All extreme equilibria (p, q) of a 2x2 game, from best responses at the kinks of the payoffs."""

    def kinks(own):
        """Weights on the opponent's action 0 that make the own two actions equally good, and the ends."""
        slope = own[0][0] - own[0][1] - own[1][0] + own[1][1]
        inner = {Q(own[1][1] - own[0][1]) / slope} if slope else set()
        return {Q(0), Q(1)} | {w for w in inner if 0 < w < 1}

    turned = [[u2[i][j] for i in (0, 1)] for j in (0, 1)]

    def fits(weight, own, other):
        values = [own[a][0] * other + own[a][1] * (1 - other) for a in (0, 1)]
        return weight * values[0] + (1 - weight) * values[1] == max(values)

    return {(p, q) for p in kinks(turned) for q in kinks(u1) if fits(p, u1, q) and fits(q, turned, p)}


def expected(game):
    """Pure rows, mixed point and count of an exact 2x2 game."""
    points = extreme_2x2(*game.payoffs.tolist())
    mixed = [(p, q) for p, q in points if 0 < p < 1 and 0 < q < 1]
    assert len(mixed) <= 1
    return [(Q(1 - i), Q(1 - j)) in points for i, j in product((0, 1), repeat=2)], mixed, len(points)


def brute_pure(game):
    """Pure equilibria by unilateral deviations, profile by profile."""

    def stays(profile, i):
        return all(
            game.payoffs[(i, *profile)] >= game.payoffs[(i, *profile[:i], a, *profile[i + 1 :])]
            for a in range(game.shape[i])
        )

    return {profile for profile in game.profiles() if all(stays(profile, i) for i in range(game.n_players))}


def spe_plays(tree):
    """Plays of pure subgame-perfect equilibria: every strategy profile is tried at every decision."""
    nodes = dict(tree.walk())
    spots = [(path, node) for path, node in nodes.items() if not isinstance(node, (Leaf, Chance))]

    def follow(path, plan):
        node = nodes[path]
        if isinstance(node, Leaf):
            return (), node.payoffs
        if isinstance(node, Chance):
            parts = [follow((*path, a), plan) for a in node.actions]
            paid = tuple(
                sum(w * u[i] for w, (_, u) in zip(node.probabilities, parts, strict=True))
                for i in range(len(tree.players))
            )
            return sum(((a, *way) for a, (way, _) in zip(node.actions, parts, strict=True)), ()), paid
        way, paid = follow((*path, plan[path]), plan)
        return (plan[path], *way), paid

    plays = set()
    for choice in product(*(node.actions for _, node in spots)):
        plan = {path: a for (path, _), a in zip(spots, choice, strict=True)}
        movers = [(path, tree.players.index(node.player), node.actions) for path, node in spots]
        if all(follow(path, plan)[1][i] >= follow((*path, a), plan)[1][i] for path, i, acts in movers for a in acts):
            plays.add(follow((), plan)[0])
    return plays


def labels_at(found, index):
    return {labels for labels, own in zip(found.profiles, found.pure, strict=True) if own.flat[index]}


def agrees(found, index):
    """One point of a nash sweep against the oracle on the exact game."""
    pure, mixed, count = expected(found.game(index))
    assert [bool(own.flat[index]) for own in found.pure] == pure
    assert found.count.flat[index] == count
    assert bool(found.mixed.flat[index]) == bool(mixed)
    at = (found.p.flat[index], found.q.flat[index])
    assert np.isnan(at).all() if not mixed else at == pytest.approx(tuple(map(float, mixed[0])), rel=1e-9)
