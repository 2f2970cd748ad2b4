"""Zero-sum games in floating point: the bracket holds the exact value, and its arithmetic is checked in fractions."""

import json
import random
from fractions import Fraction as F

import numpy as np
import pytest

from games.errors import NotCoveredError
from games.forms import NormalForm
from solvers.large_zero_sum import LargeZeroSum, checked_sum, large_zero_sum
from solvers.programs import matrix_floats
from solvers.programs.matrix_floats import bracket, float_pair
from solvers.programs.matrix_game import matrix_value
from solvers.solve import solve
from solvers.zero_sum import ZeroSum, zero_sum


def matrices(rng):
    """Yield matrices of many kinds: generic, with ties, degenerate, skew, with saddle points, dominated, thin."""
    for m, n in ((1, 1), (1, 7), (6, 1), (3, 3), (4, 9), (12, 5), (20, 20)):
        yield rng.normal(size=(m, n))
        yield rng.integers(-2, 3, (m, n)).astype(float)
        yield rng.integers(0, 2, (m, n)).astype(float)
        yield np.outer(np.arange(m, dtype=float), np.ones(n))
        yield np.zeros((m, n))
    skew = rng.integers(-9, 10, (15, 15))
    yield (skew - skew.T).astype(float)
    yield np.eye(11)
    yield np.repeat(rng.normal(size=(4, 4)), 3, axis=1)
    yield np.vander(np.linspace(-1, 1, 8))


def test_the_exact_value_is_in_the_bracket():
    rng, count = np.random.default_rng(0), 0
    for A in matrices(rng):
        x, y = float_pair(A)
        found, value = bracket(A, x, y), matrix_value([[F(v) for v in row] for row in A.tolist()]).value
        assert F(found.lower) <= value <= F(found.upper)
        assert found.gap <= 1e-8 * max(1.0, float(np.abs(A).max()))
        assert (x >= 0).all() and (y >= 0).all() and len(x) == A.shape[0] and len(y) == A.shape[1]
        count += 1
    assert count == 39


def test_rounding_is_bounded_for_any_strategies():
    """Whatever the strategies, exact arithmetic finds them to prove at least what the floats say."""
    rng = np.random.default_rng(1)
    for scale in (1e-9, 1.0, 1e15):
        for m, n in ((2, 3), (30, 10)):
            A = rng.normal(size=(m, n)) * scale + scale * 1e3
            x, y = (w / w.sum() for w in (rng.random(m), rng.random(n)))
            found = bracket(A, x, y)
            exact = [[F(v) for v in row] for row in A.tolist()]
            p, q = ([F(v) / sum(map(F, w.tolist())) for v in w.tolist()] for w in (x, y))
            low = min(sum(v * w for v, w in zip(p, column)) for column in zip(*exact))
            high = max(sum(v * w for v, w in zip(q, row)) for row in exact)
            assert F(found.lower) <= low <= F(found.lower) + 2 * F(found.rounding)
            assert F(found.upper) - 2 * F(found.rounding) <= high <= F(found.upper)


def test_which_games_are_rounded():
    rng = np.random.default_rng(2)
    A = rng.integers(-50, 50, (61, 61))
    exact = zero_sum(NormalForm([A, -A]))
    rounded = zero_sum(NormalForm(np.array([A, -A], dtype=float), dtype=float))
    assert isinstance(exact, ZeroSum) and isinstance(rounded, LargeZeroSum)
    assert F(rounded.bracket.lower) <= exact.value <= F(rounded.bracket.upper)
    assert rounded.gap < 1e-10 and not rounded.complete
    assert isinstance(zero_sum(NormalForm(np.array([A, -A], dtype=float)[:, :60, :60], dtype=float)), ZeroSum)


def test_large_exact_games_are_rounded_and_say_so(monkeypatch):
    monkeypatch.setattr("solvers.zero_sum.HUGE", 8)
    third = F(1, 3)
    game = NormalForm([[[third, 0, 1], [0, third, 0], [1, 0, 0]], [[1 - third, 1, 0], [1, 1 - third, 1], [0, 1, 1]]])
    found, exact = solve(game, "zero-sum"), matrix_value(game.payoffs[0].tolist())
    assert F(found.bracket.lower) <= exact.value <= F(found.bracket.upper)
    assert found.constant == 1
    assert F(found.secured[1]) <= 1 - exact.value and found.secured[1] == pytest.approx(float(1 - exact.value))
    data = json.loads(json.dumps(found.to_json()))
    assert data["complete"] is False and data["value"][0] <= float(exact.value) + 1e-15
    assert np.allclose(data["strategies"][0], [float(p) for p in exact.row])
    assert "certified gap" in found.note() and "不完备" in found.to_text("zh") and "tabular" in found.to_latex()


def test_invariances():
    rng = np.random.default_rng(3)
    for _ in range(5):
        A = rng.normal(size=(12, 9))
        found = large_zero_sum(NormalForm([A, -A], dtype=float))
        turned = large_zero_sum(NormalForm([-A.T, A.T], dtype=float))
        assert turned.value == pytest.approx(-found.value, abs=1e-12)
        for scale in (2.0**-30, 2.0**50):
            scaled = large_zero_sum(NormalForm([A * scale, -A * scale], dtype=float))
            assert scaled.value == pytest.approx(found.value * scale, rel=1e-9)
            assert scaled.gap <= 1e-11 * scale
        doubled = large_zero_sum(NormalForm([np.repeat(A, 2, 0), -np.repeat(A, 2, 0)], dtype=float))
        assert doubled.value == pytest.approx(found.value, abs=1e-11)


def test_breakdowns_fall_back(monkeypatch):
    """Without Cholesky factors HiGHS answers; without HiGHS the bracket is wide and still right."""
    A = np.random.default_rng(4).normal(size=(10, 14))
    value = matrix_value([[F(v) for v in row] for row in A.tolist()]).value
    monkeypatch.setattr(matrix_floats, "_factorised", lambda A, at: None)
    found = bracket(A, *float_pair(A))
    assert F(found.lower) <= value <= F(found.upper) and found.gap < 1e-6
    monkeypatch.setattr(matrix_floats, "_by_highs", lambda A: [])
    poor = bracket(A, *float_pair(A))
    assert F(poor.lower) <= value <= F(poor.upper) and poor.gap > found.gap


def test_constant_sums_are_decided_exactly():
    rng = random.Random(5)
    for _ in range(200):
        a = [rng.choice([rng.random(), rng.random() * 1e10, 0.1]) for _ in range(3)]
        b = [c - v for v, c in zip(a, rng.choice([[0.0] * 3, [1.0] * 3]))]
        game = NormalForm([[a], [b]], dtype=float)
        sums = {F(v) + F(w) for v, w in zip(a, b)}
        if len(sums) == 1:
            assert checked_sum(game) == sums.pop()
        else:
            with pytest.raises(NotCoveredError, match="constant"):
                checked_sum(game)


def test_what_is_refused():
    with pytest.raises(NotCoveredError, match="constant"):
        large_zero_sum(NormalForm(np.ones((2, 2, 2)) * [[[1, 2], [3, 4]]], dtype=float))
    with pytest.raises(NotCoveredError, match="two players"):
        large_zero_sum(NormalForm(np.zeros((3, 2, 2, 2)), dtype=float))
    with pytest.raises(NotCoveredError, match="too large"):
        large_zero_sum(NormalForm([[[10**400, 1]], [[-(10**400), -1]]]))
