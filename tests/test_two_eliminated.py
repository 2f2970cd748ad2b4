"""Supports solved by putting in two players' mixtures: all zeros and no others, whatever the shape and the numbers."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from solvers.n_player import one_support
from solvers.n_player.bernstein import bernstein, halves
from solvers.n_player.components import nash_components
from solvers.n_player.one_support import solve_support
from solvers.n_player.support_system import build_system, context_of
from solvers.n_player.supports import integer_tables
from solvers.n_player.two_eliminated import roots_by_elimination

NEVER = float("inf")


def draw(shape, seed, high=20):
    return np.random.default_rng(seed).integers(0, high, (len(shape), *shape)).astype(object)


def planted(shape, seed):
    """A random game, shifted so that a drawn mixed profile is an equilibrium; and the profile."""
    rng = np.random.default_rng(seed)
    weights = [[int(w) for w in rng.integers(1, 6, k)] for k in shape]
    mixes = [[Fraction(w, sum(own)) for w in own] for own in weights]
    payoffs = draw(shape, seed, 30) * Fraction(1)
    for i, own in enumerate(payoffs):
        for a in range(shape[i]):
            others = [
                mix if j != i else [Fraction(int(k == a)) for k in range(shape[i])] for j, mix in enumerate(mixes)
            ]
            gain = sum(own[c] * np.prod([m[k] for m, k in zip(others, c, strict=True)]) for c in np.ndindex(*shape))
            own[(slice(None),) * i + (a,)] -= gain
    return payoffs, mixes


@pytest.mark.parametrize("shape", [(3, 3, 2), (3, 2, 2), (3, 3, 3), (4, 3, 2), (2, 4, 4), (2, 2, 2, 2)])
def test_a_planted_equilibrium_is_found_and_all_boxes_are_zeros_apart(shape):
    for seed in range(3):
        payoffs, mixes = planted(shape, seed)
        tables = integer_tables(payoffs)
        system = build_system(tables, tuple(tuple(range(k)) for k in shape))
        boxes = roots_by_elimination(system, NEVER)
        assert boxes is not None
        wanted = [float(mixes[i][k]) for i, k in system.variables]
        values = [[float(b.mid()) for b in box.enclosure(60)] for box in boxes]
        assert sum(np.allclose(point, wanted, rtol=0, atol=1e-12) for point in values) == 1
        assert all(max(map(abs, np.subtract(a, b))) > 1e-9 for k, a in enumerate(values) for b in values[:k])


@pytest.mark.parametrize("shape", [(3, 3, 2), (3, 3, 3), (4, 3, 2), (2, 2, 2, 2)])
def test_it_finds_what_the_other_ways_find(shape, monkeypatch):
    met = set()
    monkeypatch.setattr(one_support, "FEW_CELLS", 10**9)
    monkeypatch.setattr(one_support, "roots_by_elimination", lambda *_: None)
    for seed, high in product(range(4), (5, 10**12)):
        tables = integer_tables(draw(shape, seed, high))
        support = tuple(tuple(range(k)) for k in shape)
        _, cells = solve_support(tables, support, shape, NEVER)
        boxes = roots_by_elimination(build_system(tables, support), NEVER)
        if boxes is not None:
            assert len([box for box in boxes if all(x > 0 for x in _profile(box))]) == len(cells)
            met.add(len(cells))
    assert 0 in met


def _profile(box):
    """The probabilities of all actions at a zero."""
    balls, system = box.enclosure(60), box.system
    rest = {i: 1.0 for i, own in enumerate(system.support) if len(own) > 1}
    for ball, (i, _) in zip(balls, system.variables, strict=True):
        rest[i] -= float(ball.mid())
    return [float(ball.mid()) for ball in balls] + list(rest.values())


def test_a_curve_of_equilibria_is_left_to_algebra():
    payoffs = draw((3, 3, 2), 1)
    payoffs[2] = 7  # the third player is indifferent throughout
    system = build_system(integer_tables(payoffs), ((0, 1, 2), (0, 1, 2), (0, 1)))
    assert roots_by_elimination(system, NEVER) is None


def test_nine_unknowns_are_closed_at_once():
    """The full support of a game of 5 x 4 x 3 actions, out of reach of subdivision and triangular splitting."""
    system = build_system(integer_tables(draw((5, 4, 3), 102)), (tuple(range(5)), tuple(range(4)), tuple(range(3))))
    assert roots_by_elimination(system, NEVER) == []


@pytest.mark.slow
def test_games_of_five_four_and_three_actions_are_complete():
    for seed in (100, 102):
        found = nash_components(draw((5, 4, 3), seed))
        assert found.complete
        assert found.grouped


def test_coefficients_stay_whole_whatever_their_size():
    context = context_of(1)
    poly = context.from_dict({(0,): 10**30, (3,): -(10**31)})
    table = bernstein(poly, [0], [3])
    low, high = halves(table, 0)
    assert {type(x) for x in (*table, *low, *high)} == {int}
    assert low[0] == 8 * table[0]
    assert low[-1] == high[0]
