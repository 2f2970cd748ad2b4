"""Values and optimal strategies against the literature, plain enumeration, scipy and the Nash solver."""

from __future__ import annotations

import json
import random
from fractions import Fraction as F
from itertools import product

import numpy as np
import pytest
import sympy
from scipy.optimize import linprog

from games.classics import battle_of_the_sexes, chicken, matching_pennies
from games.errors import NotCoveredError, UnknownNameError
from games.forms import NormalForm
from solvers.nash import nash
from solvers.programs.matrix_game import affine_dimension, matrix_value, minimisers
from solvers.zero_sum import maxmin, zero_sum


def zero(A, constant=0):
    return NormalForm([A, [[constant - v for v in row] for row in A]])


def random_matrix(rng, m, n, top):
    return [[rng.randint(-top, top) for _ in range(n)] for _ in range(m)]


def secured(A, x):
    return min(sum(p * row[j] for p, row in zip(x, A, strict=True)) for j in range(len(A[0])))


def conceded(A, y):
    return max(sum(p * v for p, v in zip(y, row, strict=True)) for row in A)


# ---------------------------------------------------------------- literature
def test_matching_pennies_and_rock_paper_scissors():
    pennies = zero_sum(matching_pennies())
    assert pennies.optimal == (((F(1, 2), F(1, 2)),), ((F(1, 2), F(1, 2)),))
    rps = zero_sum(zero([[0, -1, 1], [1, 0, -1], [-1, 1, 0]]))
    assert rps.optimal == (((F(1, 3),) * 3,),) * 2
    assert pennies.value == rps.value == 0
    assert pennies.complete
    assert rps.complete


def test_colonel_blotto_gross_and_wagner():
    """Four regiments against three for two posts: the value is 14/9 (Karlin 1959); the defender has a segment."""
    A = [[4, 2, 1, 0], [1, 3, 0, -1], [-2, 2, 2, -2], [-1, 0, 3, 1], [0, 1, 2, 4]]
    found = zero_sum(zero(A))
    assert found.value == F(14, 9)
    assert found.optimal[0] == ((F(4, 9), 0, F(1, 9), 0, F(4, 9)),)
    end = F(7, 90), F(16, 45), F(8, 15), F(1, 30)
    assert found.optimal[1] == (end, end[::-1])
    assert found.dimensions == (0, 1)


def test_a_saddle_point_and_a_whole_square():
    saddle = zero_sum(zero([[3, 1, 4], [2, 0, 6], [5, 1, 2]]))
    assert saddle.value == 1
    assert set(saddle.optimal[1]) == {(0, 1, 0)}
    flat = zero_sum(zero([[1, 1, 1], [1, 1, 1]]))
    assert [len(points) for points in flat.optimal] == [2, 3]
    assert flat.dimensions == (1, 2)
    assert flat.equilibria.components[0].dimension == 3
    assert len(flat.equilibria.components[0].extreme) == 6


def test_constant_sum_and_refusals():
    game = zero([[F(1, 2), 0], [0, F(1, 3)]], constant=1)
    found = zero_sum(game)
    assert found.values == (F(1, 5), F(4, 5))
    assert sum(found.values) == 1
    for other in (battle_of_the_sexes(), NormalForm([[[[0, 0]], [[0, 0]]]] * 3), NormalForm([[1, 2]])):
        with pytest.raises(NotCoveredError, match="maxmin"):
            zero_sum(other)
    with pytest.raises(NotCoveredError, match="symbolic"):
        zero_sum(NormalForm([[[sympy.Symbol("a")]], [[-sympy.Symbol("a")]]]))


# ---------------------------------------------------------------- against others
def test_the_polytopes_are_those_of_the_nash_solver():
    rng, sizes = random.Random(1), set()
    for _ in range(120):
        A = random_matrix(rng, rng.randint(1, 5), rng.randint(1, 5), rng.choice([1, 2, 9]))
        found = zero_sum(zero(A))
        (component,) = nash(found.game).components
        assert found.complete
        pairs = {(x, y) for x, y in product(*found.optimal)}
        assert len(pairs) == len(component.extreme) == len(found.optimal[0]) * len(found.optimal[1])
        assert pairs == {point.profile for point in component.extreme}
        assert sum(found.dimensions) == component.dimension
        assert all(secured(A, x) == found.value for x in found.optimal[0])
        assert all(conceded(A, y) == found.value for y in found.optimal[1])
        single = matrix_value(A)
        assert single.value == found.value
        assert (single.row, single.column) in pairs
        assert single.unique == (len(pairs) == 1)
        sizes.add(len(pairs))
    assert {1, 2, 4} <= sizes


@pytest.mark.parametrize("n", [8, 20, 45, 90])
def test_large_games_against_scipy(n):
    rng = random.Random(n)
    A = random_matrix(rng, n, n + 3, 50)
    found = zero_sum(zero(A))
    (x,), (y,) = found.optimal
    assert found.complete
    assert secured(A, x) == conceded(A, y) == found.value
    matrix = np.array(A, dtype=float)
    upper = np.c_[-matrix.T, np.ones(n + 3)]
    peer = linprog(
        [0] * n + [-1], upper, np.zeros(n + 3), [[1] * n + [0]], [1], bounds=[(0, None)] * n + [(None, None)]
    )
    assert float(found.value) == pytest.approx(-peer.fun, abs=1e-9)


def test_a_large_game_with_many_optima_says_so():
    found = zero_sum(zero([[0] * 70 for _ in range(70)]))
    assert not found.complete
    assert found.value == 0
    assert "Not complete" in found.note()
    points, complete = minimisers([[0] * 6] * 2, limit=3)
    assert not complete
    assert 1 <= len(points) < 6


def test_invariances():
    rng = random.Random(5)
    for _ in range(30):
        A = random_matrix(rng, 4, 3, 4)
        found = zero_sum(zero(A))
        shifted = zero_sum(zero([[v * F(1, 10**9) + 7 for v in row] for row in A]))
        assert shifted.optimal == found.optimal
        assert shifted.value == found.value / 10**9 + 7
        turned = zero_sum(zero([[-v for v in column] for column in zip(*A, strict=True)]))
        assert turned.optimal == found.optimal[::-1]
        assert turned.value == -found.value
        assert zero_sum(NormalForm(found.game.payoffs.astype(float), dtype=float)).optimal == found.optimal
        order = rng.sample(range(4), 4)
        moved = zero_sum(found.game.restrict([order, range(3)])).optimal[0]
        assert {tuple(x[order.index(a)] for a in range(4)) for x in moved} == set(found.optimal[0])


# ---------------------------------------------------------------- security levels
def test_maxmin_of_classics():
    sexes = maxmin(battle_of_the_sexes(), "Column")
    assert (sexes.value, sexes.strategy) == (F(2, 3), (F(2, 3), F(1, 3)))
    assert maxmin(chicken(), 0).value == 2
    assert maxmin(NormalForm([[1, 5, 2]]), 0).value == 5
    with pytest.raises(UnknownNameError, match="Row, Column"):
        maxmin(chicken(), "Nobody")
    with pytest.raises(UnknownNameError):
        maxmin(chicken(), 2)


def test_jointly_correlated_punishment():
    """Two punishers who must hit (0, 0) or (1, 1) hold player 3 lower together than independently."""
    u = np.zeros((2, 2, 2), dtype=int)
    u[0, 1] = u[1, 0] = (1, 1)
    u[0, 0], u[1, 1] = (1, -1), (-1, 1)
    found = maxmin(NormalForm([np.zeros_like(u), np.zeros_like(u), u]), 2)
    assert found.value == 0
    assert dict(found.minimisers) == {(0, 0): F(1, 2), (1, 1): F(1, 2)}
    assert "correlated" in found.table().notes
    for p, q in product([F(k, 10) for k in range(11)], repeat=2):
        chances = np.array([[p * q, p * (1 - q)], [(1 - p) * q, (1 - p) * (1 - q)]])
        assert max((chances * u[:, :, a]).sum() for a in (0, 1)) > 0


def test_maxmin_proves_itself():
    rng = random.Random(9)
    for shape in [(3, 4)] * 15 + [(2, 3, 2)] * 15 + [(2, 2, 2, 2)] * 5:
        game = NormalForm(
            np.array([rng.randint(-5, 5) for _ in range(len(shape) * int(np.prod(shape)))]).reshape(-1, *shape)
        )
        for i in range(len(shape)):
            found = maxmin(game, i)
            u = np.moveaxis(game.payoffs[i], i, 0)
            flat = {rest: u[(slice(None), *rest)] for rest in np.ndindex(u.shape[1:])}
            assert (
                min(sum(p * v for p, v in zip(found.strategy, column, strict=True)) for column in flat.values())
                == found.value
            )
            held = [sum(p * flat[rest][a] for rest, p in found.minimisers) for a in range(shape[i])]
            assert max(held) == found.value
            assert sum(p for _, p in found.minimisers) == sum(found.strategy) == 1
            assert all(point.payoffs[i] >= found.value for point in nash(game)) if len(shape) == 2 else True


def test_tables_and_data():
    found = zero_sum(zero([[1, 1], [1, 1]]))
    assert [row[0] for row in found.table().rows] == ["1", "1", "2", "2"]
    assert found.table("zh").notes.startswith("博弈值：1。完备：")
    data = json.loads(json.dumps(found.to_json()))
    assert (data["values"], data["dimensions"], data["complete"]) == (["1", "-1"], [1, 1], True)
    assert "tabular" in found.to_latex("zh")
    assert len(found.to_frame()) == 4
    security = maxmin(battle_of_the_sexes(), 0)
    assert json.loads(json.dumps(security.to_json()))["strategy"] == ["1/3", "2/3"]
    assert "安全策略" in security.table("zh").caption
    assert affine_dimension([(1, 0, 0), (0, 1, 0), (0, 0, 1)]) == 2
