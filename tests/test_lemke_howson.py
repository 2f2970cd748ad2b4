"""One equilibrium by Lemke-Howson: against the complete list, the literature, and games made to mislead."""

from __future__ import annotations

import random
from fractions import Fraction as F

import numpy as np
import pytest

from games.errors import NotCoveredError, ParameterError
from games.forms import NormalForm
from solvers.lemke_howson import all_labels, lemke_howson, one_equilibrium, regrets
from solvers.nash import nash
from solvers.two_player.lemke_howson_numba import paths, two_by_two

VON_STENGEL = NormalForm([[[3, 3], [2, 5], [0, 6]], [[3, 2], [2, 6], [3, 1]]])
SHAPLEY = NormalForm([[[0, 0, 1], [1, 0, 0], [0, 1, 0]], [[0, 1, 0], [0, 0, 1], [1, 0, 0]]])


def is_equilibrium(game, profile):
    x, y = profile
    a, b = game.payoffs
    rows = [sum(a[i, j] * y[j] for j in range(len(y))) for i in range(len(x))]
    columns = [sum(b[i, j] * x[i] for i in range(len(x))) for j in range(len(y))]
    best = all(u == max(rows) for u, p in zip(rows, x, strict=True) if p)
    return best and all(u == max(columns) for u, p in zip(columns, y, strict=True) if p) and sum(x) == sum(y) == 1


def drawn(seed, m, n, high, dtype=None):
    rng = random.Random(seed)
    return NormalForm([[[rng.randint(0, high) for _ in range(n)] for _ in range(m)] for _ in range(2)], dtype=dtype)


def test_von_stengel_2007():
    found = {point.profile for point in all_labels(VON_STENGEL)}
    assert len(found) == 2
    assert found == {((1, 0, 0), (1, 0)), ((0, F(1, 3), F(2, 3)), (F(1, 3), F(2, 3)))}


def test_shapley_game_has_one_equilibrium():
    third = (F(1, 3),) * 3
    assert [point.profile for point in all_labels(SHAPLEY)] == [(third, third)]


def test_ends_are_equilibria_of_index_one():
    for seed in range(40):
        game = drawn(seed, 4, 3, 10**6)
        known = {c.extreme[0].profile: c.index for c in nash(game).components}
        found = [point.profile for point in all_labels(game)]
        assert 1 <= len(found) == len(set(found)) <= len(known)
        assert all(known[profile] == 1 for profile in found)


@pytest.mark.parametrize("shape", [(1, 1), (1, 4), (3, 1), (2, 2), (3, 4), (5, 5)])
def test_tied_games_every_label(shape):
    for seed in range(25):
        game = drawn(seed, *shape, 2)
        for label in range(sum(shape)):
            found = lemke_howson(game, label)
            assert found.converged
            assert found.regret == 0
            assert is_equilibrium(game, found.point.profile)
        assert one_equilibrium(game).converged


def test_positive_affine_changes_do_not_move_it():
    for seed, scale in enumerate((F(1, 10**9), F(1, 7), 3, 10**15)):
        game = drawn(seed, 4, 5, 9)
        moved = NormalForm([game.payoffs[0] * scale + 10**15, game.payoffs[1] * 3 - F(1, 3)])
        for label in range(9):
            assert lemke_howson(moved, label).point.profile == lemke_howson(game, label).point.profile


@pytest.mark.parametrize("scale", [1e-9, 1.0, 1e15])
def test_large_float_games(scale):
    for seed in range(6):
        payoffs = np.random.default_rng(seed).random((2, 60, 80))
        found = one_equilibrium(NormalForm(payoffs * scale, dtype=float))
        assert found.converged
        assert 0 <= found.regret < 1e-11
        x, y = (np.array(strategy) for strategy in found.point.profile)
        gains = (payoffs[0] @ y).max() - x @ payoffs[0] @ y, (x @ payoffs[1]).max() - x @ payoffs[1] @ y
        assert max(gains) < 1e-12
        assert abs(x.sum() - 1) + abs(y.sum() - 1) < 1e-14


def without_pure(seed, n, high):
    """A random game whose pure equilibria were spoiled, so that the search has to mix."""
    game = drawn(seed, n, n, high)
    a, b = (np.array(matrix) for matrix in game.payoffs)
    pure = (a == a.max(axis=0)) & (b == b.max(axis=1, keepdims=True))
    for i, j in np.argwhere(pure):
        b[i, (j + 1) % n] = b[i].max() + 1
        a[(i + 1) % n, (j + 1) % n] = a[:, (j + 1) % n].max() + 1
    return NormalForm([a, b])


def test_large_exact_games_are_solved_exactly():
    mixed = 0
    for seed in range(8):
        game = without_pure(seed, 45, 10**4)
        found = one_equilibrium(game)
        assert found.converged
        assert found.regret == 0
        assert is_equilibrium(game, found.point.profile)
        mixed += not found.point.is_pure
    assert mixed >= 3


def test_small_supports_and_paths_agree_with_the_complete_list():
    met = 0
    for seed in range(60):
        game = without_pure(seed, 5, 10**6)
        known = [np.array(p.profile, dtype=float) for p in nash(game)]
        a, b = (np.array(u, dtype=float) / 10**6 / 2 for u in game.payoffs)
        ends = [(x, y) for x, y, _, _ in paths(a, b, 10**4)]
        assert len(ends) == 10
        pair = two_by_two(a, b)
        assert (pair is not None) == any((k > 0).sum() == 4 for k in known)
        met += pair is not None
        for x, y in ends + [pair] * (pair is not None):
            assert min(np.abs(k - [x, y]).max() for k in known) < 1e-9
    assert met > 10


def test_nothing_found_is_not_called_an_equilibrium():
    game = drawn(3, 6, 6, 10**6)
    found = lemke_howson(game, 0, max_pivots=1)
    assert not found.converged
    assert found.point is None
    assert len(found.equilibria()) == 0
    assert len(found.table().rows) == 0


def test_regret_is_a_share_of_the_spread():
    game = NormalForm([[[10, 0], [0, 10]], [[0, 4], [4, 0]]])
    assert regrets(game, ((1, 0), (1, 0))) == (0, 1)
    assert regrets(game, ((F(1, 2), F(1, 2)), (1, 0))) == (F(1, 2), 0)
    assert regrets(NormalForm([[[5, 5]], [[7, 7]]]), ((1,), (0, 1))) == (0, 0)


def test_float_offsets_keep_their_differences():
    game = NormalForm(np.array(SHAPLEY.payoffs, dtype=float) + 1e15, dtype=float)
    found = one_equilibrium(game)
    assert found.converged
    assert np.abs(np.array(found.point.profile) - 1 / 3).max() < 1e-15


def test_table_and_frame():
    found = one_equilibrium(SHAPLEY)
    assert len(found.to_frame()) == 1
    assert len(found.equilibria()) == 1
    assert not found.equilibria().complete


def test_bad_input():
    with pytest.raises(ParameterError, match="label 4"):
        lemke_howson(NormalForm([[[1, 0], [0, 1]]] * 2), 4)
    with pytest.raises(NotCoveredError, match="two players"):
        one_equilibrium(NormalForm(np.zeros((3, 2, 2, 2), dtype=int)))
