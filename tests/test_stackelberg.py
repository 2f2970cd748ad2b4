"""Commitment: the literature, a one-dimensional brute force, and what commitment can and cannot be worth."""

from __future__ import annotations

import random
from fractions import Fraction as F
from itertools import combinations, pairwise

import pytest

from games.classics import battle_of_the_sexes, matching_pennies
from games.errors import NotCoveredError, ParameterError, UnknownNameError
from games.forms import NormalForm
from solvers.nash import nash
from solvers.stackelberg import stackelberg

CONITZER = NormalForm([[[2, 4], [1, 3]], [[1, 0], [0, 1]]])


def drawn(seed, m, n, high):
    rng = random.Random(seed)
    return NormalForm([[[rng.randint(0, high) for _ in range(n)] for _ in range(m)] for _ in range(2)])


def replies(game, x):
    worth = [sum(p * v for p, v in zip(x, column, strict=True)) for column in game.payoffs[1].T]
    return [j for j, v in enumerate(worth) if v == max(worth)]


def earns(game, x, pick):
    return pick(sum(p * v for p, v in zip(x, game.payoffs[0][:, j], strict=True)) for j in replies(game, x))


def critical(game):
    """All x in [0, 1] where two columns of either player cross, and the ends."""
    found = {F(0), F(1)}
    for u in game.payoffs:
        for j, k in combinations(range(u.shape[1]), 2):
            d, e = u[0, j] - u[0, k], u[1, j] - u[1, k]
            if d != e and 0 <= -e / (d - e) <= 1:
                found.add(-e / (d - e))
    return sorted(found)


def brute(game):
    """Strong value, weak supremum and whether it is attained, for a leader with two actions."""
    points = [(p, 1 - p) for p in critical(game)]
    strong = max(earns(game, x, max) for x in points)
    limits = []
    for x, y in pairwise(points):
        best = replies(game, tuple((p + q) / 2 for p, q in zip(x, y, strict=True)))
        for end in (x, y):
            limits.append(min(sum(p * v for p, v in zip(end, game.payoffs[0][:, j], strict=True)) for j in best))
    middles = [tuple((p + q) / 2 for p, q in zip(x, y, strict=True)) for x, y in pairwise(points)]
    reached = [earns(game, x, min) for x in points + middles]
    return strong, max(limits), max(limits) in reached


def check(game, found):
    pick = max if found.ties == "strong" else min
    for part in found.optima:
        assert part.vertices
        for x, payoff in zip(part.vertices, part.follower_payoffs, strict=True):
            assert sum(x) == 1
            assert min(x) >= 0
            assert part.reply in replies(game, x)
            assert earns(game, x, pick) == found.value
            assert payoff == sum(p * v for p, v in zip(x, game.payoffs[1][:, part.reply], strict=True))


def test_conitzer_and_sandholm_2006():
    strong = stackelberg(CONITZER)
    assert (strong.value, strong.attained) == (F(7, 2), True)
    assert [(part.reply, part.vertices) for part in strong.optima] == [(1, ((F(1, 2), F(1, 2)),))]
    weak = stackelberg(CONITZER, ties="weak")
    assert (weak.value, weak.attained, weak.optima) == (F(7, 2), False, ())
    assert stackelberg(CONITZER, commitment="pure").value == 3


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_brute_force_with_two_actions(n):
    missed = 0
    for seed in range(150):
        game = drawn(seed, 2, n, 1 + seed % 4)
        strong, weak = stackelberg(game), stackelberg(game, ties="weak")
        assert (strong.value, weak.value, weak.attained) == brute(game)
        assert strong.attained
        assert strong.optima
        assert bool(weak.optima) == weak.attained
        check(game, strong)
        check(game, weak)
        missed += not weak.attained
    assert missed > 0 or n == 1


def test_commitment_is_worth_no_less_than_equilibrium():
    for seed in range(40):
        game = drawn(seed, 3, 4, 6)
        mixed, weak = stackelberg(game), stackelberg(game, ties="weak")
        assert mixed.value >= max(point.payoffs[0] for point in nash(game))
        assert mixed.value >= stackelberg(game, commitment="pure").value
        assert weak.value >= min(point.payoffs[0] for point in nash(game))
        assert mixed.value >= weak.value >= stackelberg(game, commitment="pure", ties="weak").value
        check(game, mixed)
        check(game, weak)
        assert mixed.optima
        assert all(part.whole for part in mixed.optima)


def test_zero_sum_commitment_is_the_value():
    for seed in range(20):
        a = drawn(seed, 3, 3, 5).payoffs[0]
        game = NormalForm([a, -a])
        value = nash(game).components[0].extreme[0].payoffs[0]
        for ties in ("strong", "weak"):
            found = stackelberg(game, ties=ties)
            assert (found.value, found.attained) == (value, True)
        assert stackelberg(game, 1).value == -value


def test_all_optimal_commitments():
    constant = NormalForm([[[1, 1], [1, 1], [1, 1]], [[0, 0], [0, 0], [0, 0]]])
    found = stackelberg(constant)
    assert len(found.optima) == 2
    assert all(len(part.vertices) == 3 for part in found.optima)
    pure = stackelberg(battle_of_the_sexes(), "Column", "pure")
    assert pure.value == 2
    assert len(pure.optima) == 1


def test_invariances():
    for seed in range(30):
        game = drawn(seed, 3, 3, 4)
        moved = NormalForm([game.payoffs[0] * 10**15 - 7, game.payoffs[1] / 10**9 + 10**15])
        for ties in ("strong", "weak"):
            first, second = stackelberg(game, ties=ties), stackelberg(moved, ties=ties)
            assert second.value == first.value * 10**15 - 7
            assert second.attained == first.attained
            if ties == "strong":
                assert [part.vertices for part in first.optima] == [part.vertices for part in second.optima]
        turned = NormalForm([game.payoffs[1].T, game.payoffs[0].T])
        assert stackelberg(turned, 1).value == stackelberg(game, 0).value


def test_tables_and_bad_input():
    assert len(stackelberg(CONITZER).to_frame()) == 1
    assert "supremum" in stackelberg(CONITZER, ties="weak").table().notes
    with pytest.raises(UnknownNameError, match="accepted"):
        stackelberg(matching_pennies(), "Nobody")
    with pytest.raises(ParameterError, match="accepted"):
        stackelberg(CONITZER, ties="none")
    with pytest.raises(NotCoveredError, match="two players"):
        stackelberg(NormalForm([[[[0]]]] * 3))
