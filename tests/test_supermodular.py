"""Supermodularity: all quadruples by brute force, all orders, and extremal equilibria against all pure ones."""

from __future__ import annotations

from itertools import combinations, permutations, product

import numpy as np
import pytest
import sympy

from games.classics import chicken, matching_pennies, prisoners_dilemma, stag_hunt, symmetric
from games.errors import FormError, NotCoveredError
from games.forms import NormalForm
from solvers.nash import nash
from solvers.pure import pure_equilibria
from solvers.supermodular import supermodular, supermodular_orders


def drawn(seed, shape, high):
    return NormalForm(np.random.default_rng(seed).integers(0, high + 1, (len(shape), *shape)))


def brute(game, orders):
    """The definition, for every pair of actions and not only neighbours."""
    for i, j in permutations(range(game.n_players), 2):
        for c in game.profiles():
            for (a, b), (p, q) in product(combinations(orders[i], 2), combinations(orders[j], 2)):

                def u(own, other, i=i, j=j, c=c):
                    at = list(c)
                    at[i], at[j] = own, other
                    return game.payoffs[i][tuple(at)]

                if u(b, q) - u(a, q) < u(b, p) - u(a, p):
                    return False
    return True


def complements(seed, shape):
    """A random supermodular game in hidden orders: sums of increasing differences, any own payoffs."""
    rng = np.random.default_rng(seed)
    n, payoffs = len(shape), np.zeros((len(shape), *shape), dtype=int)
    for i in range(n):
        payoffs[i] += rng.integers(-9, 9, [count if k == i else 1 for k, count in enumerate(shape)])
        for j in set(range(n)) - {i}:
            steps = rng.integers(0, 3, [count if k in (i, j) else 1 for k, count in enumerate(shape)])
            payoffs[i] += steps.cumsum(axis=i).cumsum(axis=j)
    hidden = [rng.permutation(count) for count in shape]
    return NormalForm(payoffs).restrict([list(map(int, order)) for order in hidden])


def actions(point):
    return tuple(s[0] for s in point.support)


@pytest.mark.parametrize("shape", [(2, 2), (3, 2), (3, 3), (2, 2, 2)])
def test_brute_force(shape):
    yes, found_orders = 0, 0
    for seed in range(40):
        game = drawn(seed, shape, 1 + seed % 2)
        natural = [range(count) for count in shape]
        found = supermodular(game)
        assert found.holds == brute(game, natural)
        yes += found.holds
        searched = supermodular_orders(game)
        every = product(*(permutations(range(count)) for count in shape))
        assert searched.holds == any(brute(game, orders) for orders in every)
        found_orders += searched.holds
        if searched.holds:
            assert brute(game, searched.orders)
        else:
            assert searched.searched
    assert 0 < found_orders < 40
    assert yes < 40


def test_violations_violate():
    seen = 0
    for seed in range(40):
        game = drawn(seed, (3, 2, 3), 4)
        wrong = supermodular(game).violation
        if wrong:
            seen += 1
            u = game.payoffs[wrong.who]
            assert u[wrong.both] - u[wrong.high] < u[wrong.moved] - u[wrong.low]
            assert sum(a != b for a, b in zip(wrong.low, wrong.both, strict=True)) == 2
            assert wrong.low[wrong.who] != wrong.moved[wrong.who]
            assert wrong.low[wrong.who] == wrong.high[wrong.who]
    assert seen > 30


@pytest.mark.parametrize("shape", [(3, 3), (4, 4), (2, 3, 3), (2, 2, 2, 2)])
def test_extremal_equilibria_bound_all(shape):
    several = 0
    for seed in range(15):
        game = complements(seed, shape)
        found = supermodular_orders(game)
        assert found.holds
        rank = [{a: k for k, a in enumerate(order)} for order in found.orders]
        low, high = actions(found.least), actions(found.greatest)
        pure = [actions(point) for point in pure_equilibria(game)]
        assert len(pure) >= 1
        assert {low, high} <= set(pure)
        points = [point.support for point in nash(game)] if len(shape) == 2 else []
        for support in points + [tuple((a,) for a in profile) for profile in pure]:
            for i, used in enumerate(support):
                assert all(rank[i][low[i]] <= rank[i][a] <= rank[i][high[i]] for a in used)
        assert found.unique == (low == high)
        several += not found.unique
    assert several or len(shape) > 3


def test_classics():
    assert supermodular(stag_hunt()).holds
    assert supermodular(prisoners_dilemma()).unique
    assert not supermodular(chicken()).holds
    turned = supermodular_orders(chicken())
    assert turned.orders == ((0, 1), (1, 0))
    assert {actions(turned.least), actions(turned.greatest)} == {(0, 1), (1, 0)}
    pennies = supermodular_orders(matching_pennies())
    assert not pennies.holds
    assert pennies.searched


def test_cournot_duopoly_is_supermodular_after_one_turn():
    profit = [[[q * (12 - q - r) for r in range(5)] for q in range(5)]] * 2
    game = NormalForm([profit[0], np.array(profit[0]).T.tolist()])
    assert not supermodular(game).holds
    assert supermodular(game, ((0, 1, 2, 3, 4), (4, 3, 2, 1, 0))).holds
    assert (4, 4) in {actions(point) for point in pure_equilibria(game)}


def test_invariance():
    for seed in range(30):
        game = complements(seed, (3, 3))
        moved = NormalForm([game.payoffs[0] * 10**15 - 1, game.payoffs[1] / 10**9 + 10**15])
        one, other = supermodular_orders(game), supermodular_orders(moved)
        assert one.orders == other.orders
        assert actions(one.least) == actions(other.least)


def test_tables_and_bad_input():
    assert len(supermodular(stag_hunt()).to_frame()) == 2
    assert len(supermodular(chicken()).to_frame()) == 2
    assert "any other" in supermodular_orders(matching_pennies()).table().notes
    with pytest.raises(FormError, match="orders"):
        supermodular(stag_hunt(), ((0, 0), (0, 1)))
    with pytest.raises(NotCoveredError, match="orders"):
        supermodular_orders(drawn(0, (9, 9), 9))
    with pytest.raises(NotCoveredError, match="symbolic"):
        supermodular(symmetric(*sympy.symbols("T R P S")))
