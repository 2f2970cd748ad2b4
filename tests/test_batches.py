"""Batches of small games against the exact solver, as sets, on ties, near ties and at every scale."""

from __future__ import annotations

from fractions import Fraction as Q
from itertools import permutations

import numpy as np
import pytest
import sympy

from games.errors import FormError, NotCoveredError, NumberError, ParameterError
from solvers.batch import batch_equilibria
from solvers.nash import nash
from solvers.statics import batch_run
from solvers.statics.kernels_2x2x2 import three_player
from solvers.statics.kernels_two_player import arrangement, equal_supports

TWO = [(2, 2), (2, 3), (3, 2), (3, 3), (2, 6), (6, 2), (4, 4), (1, 3), (5, 3)]
CUBE = (2, 2, 2)


def drawn(shape, games, values="normal", seed=0):
    rng = np.random.default_rng(seed)
    size = (len(shape), *shape, games)
    if values == "normal":
        return rng.standard_normal(size)
    return rng.integers(0, values, size).astype(float)


def masks(point):
    return tuple(sum(1 << a for a in own) for own in point.support)


def flat(point):
    return [float(p) for strategy in point.profile for p in strategy]


def near(one, other):
    """Two lists of vectors are the same set up to rounding, counted."""
    one, other = sorted(map(tuple, np.round(one, 7))), sorted(map(tuple, np.round(other, 7)))
    return len(one) == len(other) and np.allclose(one, other, atol=1e-6)


def regret(game, profile):
    """The most anybody gains by one pure deviation."""
    payoffs, gains = game.payoffs.astype(float), []
    for i, own in enumerate(payoffs):
        value = np.moveaxis(own, i, 0)
        for strategy in reversed([s for j, s in enumerate(profile) if j != i]):
            value = value @ strategy
        gains.append(value.max() - value @ profile[i])
    return max(gains) / max(1, abs(payoffs).max())


def agree(found, games=None):
    """Compare with the exact solver; return how many games were tied."""
    for k in range(len(found)) if games is None else games:
        solved = nash(found.game(k))
        rows = slice(found.first[k], found.first[k + 1])
        listed, points = [tuple(map(int, own)) for own in found.supports[rows]], list(solved)
        assert solved.complete
        if found.tied[k]:
            assert set(listed) <= set(map(masks, points))
            continue
        assert len(listed) == len(points) == len(solved)
        assert len(listed) % 2 == 1
        assert sorted(listed) == sorted(map(masks, points))
        assert near(found.probabilities[rows], list(map(flat, points)))
    return int(found.tied.sum())


# ---------------------------------------------------------------- against the exact solver
@pytest.mark.parametrize("shape", [*TWO, CUBE])
def test_random_games_are_certain_and_complete(shape):
    found = batch_equilibria(drawn(shape, 60))
    assert agree(found) == 0
    assert all(regret(found.game(k), profile) < 1e-12 for k in range(60) for profile in found.of(k))
    assert found.count.max() > 1 or 1 in shape


@pytest.mark.parametrize("shape", [*TWO[:6], CUBE])
@pytest.mark.parametrize("values", [4, 15])
def test_integer_games_with_ties(shape, values):
    found = batch_equilibria(drawn(shape, 100 if len(shape) == 2 else 40, values))
    assert 0 < agree(found) < len(found)


@pytest.mark.parametrize("shape", [(2, 3), (3, 3), (2, 5), CUBE])
def test_near_ties_are_flagged_or_right(shape):
    """Payoffs a few units in the last place from those of tied games, and from multiples that round."""
    rng = np.random.default_rng(3)
    tied = drawn(shape, 60, 3, seed=3) / 3 + 7
    found = batch_equilibria(tied * (1 + rng.integers(-2, 3, tied.shape) * 2.0**-52))
    assert agree(found) > 0


def test_indifference_beyond_floats():
    """Row 3 against an even mixture of the columns: worse, as good, better by far less than floats resolve."""
    tiny = Q(1, 10**25)
    coin = [[[1, -1], [-1, 1]], [[-1, 1], [1, -1]]]
    games = [[[*coin[0], [gap, gap]], [*coin[1], [0, 5]]] for gap in (-tiny, 0, tiny, Q(-1, 10**3))]
    found = batch_equilibria(np.moveaxis(np.array(games, dtype=object), 0, -1))
    assert found.tied.tolist() == [True, True, True, False]
    solved = found.resolve()
    assert [len(solved.of(k)) for k in range(4)] == [len(list(nash(found.game(k)))) for k in range(4)]
    assert solved.exact[0].components[0].dimension == 0
    assert solved.of(0)[0][0].tolist() == [0.5, 0.5, 0]
    assert solved.of(2)[0][0][2] > 0


# ---------------------------------------------------------------- invariances
@pytest.mark.parametrize("shape", [(2, 4), (3, 3), CUBE])
def test_permuted_players_and_actions(shape):
    payoffs, rng = drawn(shape, 40, 12, seed=5), np.random.default_rng(5)
    base = batch_equilibria(payoffs)
    for order in permutations(range(len(shape))):
        actions = [rng.permutation(count) for count in shape]
        moved = payoffs[np.ix_(range(len(shape)), *actions, range(40))].transpose(0, *(1 + i for i in order), -1)
        found = batch_equilibria(moved[list(order)])
        assert (found.tied == base.tied).all() or shape == CUBE
        for k in np.flatnonzero(~found.tied & ~base.tied):
            expected = [np.concatenate([profile[i][actions[i]] for i in order]) for profile in base.of(k)]
            assert near([np.concatenate(profile) for profile in found.of(k)], expected)


@pytest.mark.parametrize("shape", [(2, 3), (3, 3), CUBE])
@pytest.mark.parametrize("scale", [1e-9, 2.0**-20, 1e-3, 1e6, 1e15])
def test_scaled_and_moved_payoffs(shape, scale):
    payoffs = drawn(shape, 50, seed=6)
    one, other = batch_equilibria(payoffs), batch_equilibria(payoffs * scale)
    moved = payoffs.copy()
    moved[0] += np.arange(2.0, 2.0 + payoffs[0, 0].size).reshape(payoffs[0, 0].shape)
    for found in (other, batch_equilibria(moved)):
        assert not found.tied.any()
        assert (one.supports == found.supports).all()
        assert np.allclose(one.probabilities, found.probabilities, atol=1e-9)


@pytest.mark.parametrize("scale", [1e-300, 1e-160, 1e120, 1e300])
@pytest.mark.parametrize("shape", [(3, 3), CUBE])
def test_beyond_the_range_of_products(shape, scale):
    payoffs = drawn(shape, 20, 1000, seed=6)
    one, other = batch_equilibria(payoffs), batch_equilibria(payoffs * scale)
    sure = ~(other.tied | one.tied)
    for k in range(20):
        if sure[k]:
            assert near([np.concatenate(p) for p in one.of(k)], [np.concatenate(p) for p in other.of(k)])
        else:
            wider = {tuple(s) for s in one.supports[one.first[k] : one.first[k + 1]]}
            assert {tuple(s) for s in other.supports[other.first[k] : other.first[k + 1]]} <= wider


@pytest.mark.parametrize("shape", [(2, 3), (3, 3), (4, 3)])
def test_duplicated_actions_are_tied_where_they_are_played(shape):
    payoffs = drawn(shape, 50, seed=8)
    payoffs[:, 1] = payoffs[:, 0]
    found = batch_equilibria(payoffs)
    for k in range(50):
        played = any(point.profile[0][0] or point.profile[0][1] for point in nash(found.game(k)))
        assert found.tied[k] or not played
    assert found.tied.sum() > 10
    cube = drawn(CUBE, 30, seed=8)
    cube[:, 1] = cube[:, 0]
    assert batch_equilibria(cube).tied.all()


def test_number_types():
    payoffs = drawn((3, 3), 40, 30, seed=9).astype(int)
    forms = [payoffs, payoffs.astype(float), payoffs.astype(object), payoffs.astype(np.float32), payoffs.tolist()]
    found = [batch_equilibria(form) for form in (*forms, np.vectorize(Q, otypes=[object])(payoffs))]
    assert len({each.probabilities.tobytes() for each in found}) == 1
    tenths = np.vectorize(lambda n: f"{n}/10", otypes=[object])(payoffs)
    decimal = batch_equilibria(tenths)
    assert agree(decimal) >= found[0].tied.sum()
    assert decimal.game(0).payoffs[0, 0, 0] == Q(int(payoffs[0, 0, 0, 0]), 10)
    large = payoffs.astype(object) + 2**70
    assert agree(batch_equilibria(large)) == 40
    small = np.vectorize(lambda n: Q(int(n), 10**400), otypes=[object])(payoffs)
    assert agree(batch_equilibria(small)) == 40


# ---------------------------------------------------------------- the answer as arrays
def test_resolve_solves_every_tied_game():
    for shape in ((2, 3), (3, 3), CUBE):
        found = batch_equilibria(drawn(shape, 25, 3, seed=11))
        solved = found.resolve()
        assert set(solved.exact) == set(np.flatnonzero(found.tied))
        for k in range(25):
            exact = nash(found.game(k))
            assert near([np.concatenate(p) for p in solved.of(k)], list(map(flat, exact)))
            assert bool(solved.tied[k]) == any(c.dimension > 0 for c in exact.components)
        assert batch_equilibria(found.payoffs, resolve=True).probabilities.tobytes() == solved.probabilities.tobytes()


def test_shapes_and_expected_payoffs():
    payoffs = drawn((2, 3), 30)
    found = batch_equilibria(payoffs)
    values = found.values()
    assert (found.first[-1], 2) == values.shape == found.supports.shape
    assert found.probabilities.shape == (len(values), 5)
    assert (np.bincount(found.games, minlength=30) == found.count).all()
    for row, k in enumerate(found.games):
        x, y = found.strategies(0)[row], found.strategies(1)[row]
        assert np.allclose(values[row], [x @ payoffs[i, ..., k] @ y for i in (0, 1)])
        assert [int(sum(1 << a for a in np.flatnonzero(s))) for s in (x, y)] == found.supports[row].tolist()
    empty = batch_equilibria(np.zeros((2, 3, 3, 0)))
    assert (len(empty), empty.first.tolist(), empty.probabilities.shape) == (0, [0], (0, 6))


def test_chunks_and_threads_do_not_matter(monkeypatch):
    for shape in ((2, 3), CUBE):
        payoffs = drawn(shape, 300, 20)
        base = batch_equilibria(payoffs)
        monkeypatch.setattr(batch_run, "CHUNK", 37)
        for threads in (1, 3):
            found = batch_equilibria(payoffs, threads=threads)
            assert all(getattr(found, name).tobytes() == getattr(base, name).tobytes()
                       for name in ("first", "supports", "probabilities", "tied"))  # fmt: skip
        monkeypatch.undo()


@pytest.mark.parametrize("shape", [(2, 2), (3, 3), (2, 5), (3, 1), (4, 4), CUBE])
@pytest.mark.parametrize("values", ["normal", 3, 40])
def test_compiled_code_answers_alike(shape, values, monkeypatch):
    payoffs = drawn(shape, 700, values)
    monkeypatch.setattr(batch_run, "_repays", lambda _: False)
    base = batch_equilibria(payoffs)
    monkeypatch.setattr(batch_run, "_repays", lambda _: True)
    found = batch_equilibria(payoffs)
    assert (found.first == base.first).all()
    assert (found.supports == base.supports).all()
    assert (found.tied == base.tied).all()
    assert np.allclose(found.probabilities, base.probabilities, rtol=1e-9, atol=0)


def test_small_batches_load_no_compiler():
    import subprocess
    import sys

    code = (
        "import numpy, sys; from solvers.batch import batch_equilibria as b;"
        "b(numpy.random.rand(2, 3, 3, 300)); b(numpy.random.rand(3, 2, 2, 2, 300)); print('numba' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "False\n"


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_payoffs_that_are_not_finite(bad):
    payoffs = drawn((3, 3), 20)
    payoffs[1, 2, 0, 13] = bad
    with pytest.raises(NumberError, match="game 13"):
        batch_equilibria(payoffs)


def test_what_is_not_accepted():
    for payoffs in (np.zeros((2, 3, 3)), np.zeros(4), 3, np.zeros((3, 2, 2, 5)), [[1], [2, 3]], np.zeros((2, 0, 2, 1))):
        with pytest.raises(FormError, match="n_players"):
            batch_equilibria(payoffs)
    for shape in ((7, 7), (2, 2, 3), (2, 2, 2, 2)):
        with pytest.raises(NotCoveredError, match="x".join(map(str, shape))):
            batch_equilibria(np.zeros((len(shape), *shape, 2)))
    for payoffs in (np.zeros((2, 2, 2, 1), complex), np.full((2, 2, 2, 1), "x"), np.full((2, 2, 2, 1), None),
                    np.full((2, 2, 2, 1), 10**400), np.full((2, 2, 2, 1), sympy.Symbol("x"))):  # fmt: skip
        with pytest.raises(NumberError):
            batch_equilibria(payoffs)
    with pytest.raises(ParameterError, match="accepted"):
        batch_equilibria(drawn((2, 2), 3)).of(3)


# ---------------------------------------------------------------- kernels
def test_supports_and_numbers_are_counted():
    for m, n in ((2, 2), (3, 3), (2, 6), (4, 5)):
        plan, pairs = arrangement(m, n), equal_supports(m, n)
        assert len(set(pairs)) == len(pairs) == len(plan.tests)
        assert all(len(t.weights) + len(t.slacks) in (m - 1, m) for t in plan.tests.values())


def test_cubes_without_ties_have_an_odd_number_up_to_nine():
    rng = np.random.default_rng(0)
    counts = [three_player(rng.standard_normal((3, *CUBE, 4000)) ** 3).held.sum(axis=0) for _ in range(4)]
    assert {int(n) for own in counts for n in own} in ({1, 3, 5, 7}, {1, 3, 5, 7, 9})


def test_same_answer_as_the_game_alone():
    payoffs = drawn((3, 3), 50, 6)
    whole = batch_equilibria(payoffs)
    for k in range(50):
        alone = batch_equilibria(payoffs[..., k : k + 1])
        assert alone.tied[0] == whole.tied[k]
        assert np.array_equal(alone.probabilities, whole.probabilities[whole.first[k] : whole.first[k + 1]])
