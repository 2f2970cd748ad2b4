"""Correlated equilibria against the literature, plain enumeration of vertices, scipy and the Nash solver."""

from __future__ import annotations

import json
import random
from fractions import Fraction as F
from itertools import combinations
from math import prod

import numpy as np
import pytest
import sympy
from flint import fmpq, fmpq_mat
from scipy.optimize import linprog

from games.classics import battle_of_the_sexes, matching_pennies, prisoners_dilemma, symmetric
from games.errors import FormError, NotCoveredError, UnknownNameError
from games.forms import NormalForm
from solvers.correlated import coarse_correlated, correlated, product_distribution
from solvers.nash import nash

AUMANN = symmetric(7, 6, 0, 2)
RPS = NormalForm([[[0, -1, 1], [1, 0, -1], [-1, 1, 0]], [[0, 1, -1], [-1, 0, 1], [1, -1, 0]]])
BOTH = pytest.mark.parametrize("concept", [correlated, coarse_correlated])


def random_game(rng, shape, top):
    values = [rng.randint(0, top) for _ in range(len(shape) * prod(shape))]
    return NormalForm(np.array(values).reshape(-1, *shape))


# ---------------------------------------------------------------- oracles: definitions and enumeration
def gains(game, p, coarse):
    """What every deviation plan gains, straight from the definition."""
    p = dict(zip(game.profiles(), p, strict=True))
    for i, n in enumerate(game.shape):
        for b in range(n):
            for told in [range(n)] if coarse else [[a] for a in range(n)]:
                yield sum(
                    w * (game.payoffs[i][(*s[:i], b, *s[i + 1 :])] - game.payoffs[i][s])
                    for s, w in p.items()
                    if s[i] in told
                )


def vertices_by_brute_force(game, coarse):
    """Every choice of tight inequalities with a unique distribution that satisfies the rest."""
    n = prod(game.shape)
    units = [[F(int(j == k)) for k in range(n)] for j in range(n)]
    columns = [list(gains(game, unit, coarse)) for unit in units]
    rows = units + [[-c[r] for c in columns] for r in range(len(columns[0]))]
    rows = [row for row in rows if any(row)]
    found = set()
    for tight in combinations(rows, n - 1):
        matrix = fmpq_mat([[fmpq(v.numerator, v.denominator) for v in row] for row in (*tight, [F(1)] * n)])
        if matrix.det() == 0:
            continue
        solution = matrix.solve(fmpq_mat([[fmpq(0)]] * (n - 1) + [[fmpq(1)]]))
        p = tuple(F(int(solution[j, 0].p), int(solution[j, 0].q)) for j in range(n))
        if all(sum(a * v for a, v in zip(row, p, strict=True)) >= 0 for row in rows):
            found.add(p)
    return found


# ---------------------------------------------------------------- literature
def test_aumanns_chicken():
    found = correlated(AUMANN)
    best, worst = found.best("sum"), found.worst("sum")
    assert best.value == F(21, 2)
    assert best.payoffs == (F(21, 4), F(21, 4))
    assert best.distribution == (F(1, 2), F(1, 4), F(1, 4), 0)
    assert worst.value == F(36, 5)
    assert (F(1, 3), F(1, 3), F(1, 3), 0) in found
    assert len(found.vertices) == 5
    assert found.dimension == 3
    assert max(sum(point.payoffs) for point in nash(AUMANN)) == F(28, 3)
    assert [i.deviation for i in found.violations((1, 0, 0, 0))] == [1, 1]


def test_unique_points():
    assert correlated(matching_pennies()).vertices == ((F(1, 4),) * 4,)
    assert correlated(prisoners_dilemma()).vertices == ((0, 0, 0, 1),)
    assert correlated(RPS).vertices == ((F(1, 9),) * 9,)
    assert len(correlated(battle_of_the_sexes()).vertices) == 5


def test_coarse_is_wider_from_three_actions_on():
    """Moulin and Vial: never the diagonal of rock, paper, scissors hurts nobody who commits in advance."""
    coarse = coarse_correlated(RPS)
    off = [F(int(a != b), 6) for a in range(3) for b in range(3)]
    assert off in coarse
    assert off not in correlated(RPS)
    assert len(coarse.vertices) == 5
    assert set(coarse.vertices) == vertices_by_brute_force(RPS, True)


def test_coarse_and_correlated_agree_with_two_actions_each():
    rng = random.Random(2)
    for shape in [(2, 2)] * 10 + [(2, 2, 2)] * 5:
        game = random_game(rng, shape, 6)
        assert correlated(game).vertices == coarse_correlated(game).vertices


# ---------------------------------------------------------------- brute force
@BOTH
def test_vertices_against_enumeration(concept):
    rng, sizes = random.Random(3), set()
    for shape in [(2, 2)] * 20 + [(3, 2)] * 5 + [(4,)] * 3:
        game = random_game(rng, shape, rng.choice([1, 3, 9]))
        found = concept(game).vertices
        assert len(found) == len(set(found))
        assert set(found) == vertices_by_brute_force(game, concept is coarse_correlated)
        sizes.add(len(found))
    assert {1, 5} <= sizes


@BOTH
def test_membership_is_the_definition(concept):
    rng, inside = random.Random(4), 0
    for _ in range(150):
        game = random_game(rng, rng.choice([(2, 2), (3, 2), (2, 2, 2)]), 3)
        weights = [rng.randint(0, 3) for _ in range(prod(game.shape))]
        p = [F(w, sum(weights) or 1) for w in weights]
        if sum(p) == 1:
            fair = max(gains(game, p, concept is coarse_correlated)) <= 0
            assert (p in concept(game)) == fair
            inside += fair
    assert inside >= 3


@BOTH
def test_best_and_worst_over_vertices_and_against_scipy(concept):
    rng = random.Random(5)
    for shape in [(3, 3)] * 12 + [(2, 2, 2)] * 12 + [(3, 4)] * 4:
        game = random_game(rng, shape, 5)
        found = concept(game)
        weights = np.array([rng.randint(-4, 4) for _ in range(prod(shape))]).reshape(shape)
        values = [sum(w * p for w, p in zip(weights.flat, v, strict=True)) for v in found.vertices]
        best, worst = found.best(weights), found.worst(weights)
        assert (worst.value, best.value) == (min(values), max(values))
        assert best.distribution in found
        assert worst.distribution in found
        assert best.payoffs == found.expected(best.distribution)
        matrix = -np.array([i.weights for i in found.incentives], dtype=float)
        n = prod(shape)
        peer = linprog(-weights.ravel(), matrix, np.zeros(len(matrix)), np.ones((1, n)), [1])
        assert best.value == F(-peer.fun).limit_denominator(10**7)


def test_every_nash_equilibrium_is_correlated():
    """So is every mixture of them; with two players the extreme ones are vertices (Evangelista and Raghavan 1996)."""
    rng, seen = random.Random(6), 0
    for _ in range(40):
        game = random_game(rng, rng.choice([(2, 2), (3, 3), (2, 3)]), 4)
        found, coarse = correlated(game), coarse_correlated(game)
        points = [product_distribution(point.profile) for point in nash(game)]
        assert points
        assert all(p in found and p in coarse for p in points)
        assert set(points) <= set(found.vertices)
        mean = [sum(column) / len(points) for column in zip(*points, strict=True)]
        assert mean in found
        seen += len(points)
    assert seen > 60


def test_an_irrational_nash_equilibrium_is_correlated():
    """With three players probabilities may be irrational; the conditions then hold with exact equality of roots."""
    u = [
        [[[0, 3], [3, 1]], [[3, 0], [1, 2]]],
        [[[3, 0], [3, 3]], [[3, 0], [0, 3]]],
        [[[1, 0], [0, 1]], [[2, 0], [2, 1]]],
    ]
    game = NormalForm(u)
    irrational = [point for point in nash(game) if not all(isinstance(p, F) for own in point.profile for p in own)]
    assert len(irrational) == 1
    p = product_distribution(irrational[0].profile)
    assert p in correlated(game)
    assert p in coarse_correlated(game)
    assert (*p[:6], p[7], p[6]) not in correlated(game)


def test_three_players_pure_and_mixed_nash_points():
    u = np.zeros((3, 2, 2, 2), dtype=int)
    u[:, 0, 0, 0], u[:, 1, 1, 1] = 1, 4
    found = correlated(NormalForm(u))
    third = F(2, 3), F(1, 3)
    assert product_distribution((third,) * 3) in found
    assert all(v in coarse_correlated(NormalForm(u)) for v in found.vertices)
    assert found.best(0).value == 4


# ---------------------------------------------------------------- invariances
def test_invariances():
    rng = random.Random(7)
    for _ in range(15):
        game = random_game(rng, (3, 2), 5)
        vertices = correlated(game).vertices
        scale = np.array([F(1, 10**9), F(10**12)], dtype=object)[:, None, None]
        assert correlated(game.with_payoffs(game.payoffs * scale - F(2, 7))).vertices == vertices
        assert correlated(NormalForm(game.payoffs.astype(float), dtype=float)).vertices == vertices
        swapped = correlated(NormalForm(game.payoffs[::-1].transpose(0, 2, 1))).vertices
        turned = {tuple(np.array(v, dtype=object).reshape(2, 3).T.flat) for v in swapped}
        assert turned == set(vertices)
        worse = NormalForm(np.concatenate([game.payoffs, [[[-1, -1]], [[0, 0]]]], axis=1))
        assert {v[:6] for v in correlated(worse).vertices} == set(vertices)
        assert all(v[6:] == (0, 0) for v in correlated(worse).vertices)


# ---------------------------------------------------------------- what people see and give
def test_ways_to_give_a_distribution():
    found = correlated(AUMANN)
    C, D = "Cooperate", "Defect"
    assert {(C, C): "1/2", (C, D): "1/4", (D, C): 0.25} in found
    assert np.array([[0.5, 0.25], [0.25, 0]]) in found
    for wrong in ([1, 1, 0, 0], [2, -1, 0, 0], [1, 0, 0], {(C, "X"): 1}):
        with pytest.raises(FormError):
            found.violations(wrong)
    with pytest.raises(UnknownNameError, match="sum, Row, Column"):
        found.best("product")
    assert found.best("Column").value == found.best(1).value == 7


def test_too_many_vertices_is_said_and_the_optimum_still_found():
    game = random_game(random.Random(8), (6, 6), 9)
    found = coarse_correlated(game)
    with pytest.raises(NotCoveredError, match="best and worst"):
        _ = found.vertices
    best = found.best()
    assert best.distribution in found
    assert best.value >= correlated(game).best().value


def test_symbolic_payoffs_are_refused():
    with pytest.raises(NotCoveredError, match="symbolic"):
        correlated(NormalForm([[sympy.Symbol("a"), 1]]))


def test_tables_and_data():
    found = correlated(AUMANN)
    table = found.table()
    assert len(table.rows) == 6
    assert table.rows[0][:2] == ("best: sum of payoffs", F(21, 2))
    assert found.table("zh").caption == "相关均衡"
    assert len(found.vertex_table("zh").rows) == 5
    assert "3" in found.vertex_table().notes
    data = json.loads(json.dumps(found.to_json(vertices=True)))
    assert data["extremes"]["sum"]["best"]["value"] == "21/2"
    assert len(data["vertices"]) == 5
    assert "tabular" in found.to_latex()
    assert len(found.to_frame()) == 6
