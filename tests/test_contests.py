"""Contest games: closed forms, certified regret against brute force, invariances, and what relative gains change."""

import random
from fractions import Fraction as F
from itertools import permutations

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

import games
from games.errors import FormError, NotCoveredError
from games.forms.contest import ContestGame
from solvers.contests import ContestEquilibrium, contest
from solvers.solve import solve


def tullock(values, r=1, k=0):
    n = len(values)
    k = [[k] * n] * n
    return ContestGame(
        [f"p{i}" for i in range(n)], ["prize"], [[v] for v in values], [[1]] * n, [None] * n, [1] * n, r, k
    )


def blotto(seed, r=1, n=3, m=4):
    rng = random.Random(seed)
    values = [rng.randint(1, 9) for _ in range(m)]
    strengths = [[rng.randint(1, 9) for _ in range(m)] for _ in range(n)]
    names = [f"p{i}" for i in range(n)], [f"c{j}" for j in range(m)]
    return ContestGame(*names, [values] * n, strengths, [rng.randint(1, 5) for _ in range(n)], [0] * n, r)


@pytest.mark.parametrize("r", [1, "1/2", "2/3"])
@pytest.mark.parametrize("n", [2, 3, 5])
@pytest.mark.parametrize("k", [0, "1/2", 2])
def test_symmetric_tullock_with_relative_gains(n, r, k):
    V, k = F(7), F(k)
    found = contest(tullock([V] * n, r, k))
    effort = F(r) * (n - 1) * V / n**2 * (1 + n * k) / (1 + (n - 1) * k)
    for (x,) in found.efforts:
        assert float(x) == pytest.approx(float(effort), rel=1e-6)
    assert 0 <= found.regret < 1e-9


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(20, 30), min_size=2, max_size=4))
def test_asymmetric_tullock(values):
    found = contest(tullock(values))
    X = F(len(values) - 1) / sum(F(1, v) for v in values)
    assert all(v > X for v in values)
    for (x,), (p,), v in zip(found.efforts, found.shares, values):
        assert float(p) == pytest.approx(float(1 - X / v), abs=1e-7)
        assert float(x) == pytest.approx(float(X * (1 - X / v)), abs=1e-6)
    assert found.regret < 1e-9


def test_a_player_who_values_it_too_little_stays_out():
    found = contest(tullock([10, 10, 1]))
    assert found.efforts == ((F(5, 2),), (F(5, 2),), (0,))
    assert found.regret == 0


def payoff(game, i, own, efforts):
    rows = [list(row) for row in np.array(efforts, dtype=float)]
    rows[i] = list(own)
    y = np.array(game.strengths, dtype=float) * np.array(rows) ** float(game.exponent)
    V = (np.array(game.values, dtype=float) * y / y.sum(axis=0)).sum(axis=1)
    V = V - np.array(game.costs, dtype=float) * np.array(rows).sum(axis=1)
    return V[i] + sum(float(k) * (V[i] - v) for k, v in zip(game.weights[i], V))


@pytest.mark.parametrize("r", [1, "1/2", "3/5"])
@pytest.mark.parametrize("seed", range(3))
def test_nobody_finds_a_better_reply_by_chance(seed, r):
    game = blotto(seed, r)
    found, rng = contest(game), np.random.default_rng(seed)
    assert 0 <= found.regret < 1e-9
    assert all(sum(row) <= b for row, b in zip(found.efforts, game.budgets))
    for i, budget in enumerate(game.budgets):
        here = payoff(game, i, [float(x) for x in found.efforts[i]], found.efforts)
        assert here == pytest.approx(float(found.payoffs[i]))
        replies = rng.dirichlet(np.full(4, 0.7), 200) * float(budget)
        assert max(payoff(game, i, own, found.efforts) for own in replies) <= here + 1e-9


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 99), st.sampled_from([1, "1/2"]))
def test_the_bound_holds_away_from_equilibrium(seed, r):
    game, rng = blotto(seed, r), random.Random(seed)
    power = game.exponent.denominator
    roots = tuple(tuple(F(rng.randint(1, 9), 20) for _ in range(4)) for _ in range(3))
    anywhere = ContestEquilibrium(game, roots)
    if any(sum(z**power for z in row) > b for row, b in zip(roots, game.budgets)):
        return
    for i, budget in enumerate(game.budgets):
        here = payoff(game, i, [float(x) for x in anywhere.efforts[i]], anywhere.efforts)
        replies = np.random.default_rng(seed).dirichlet(np.ones(4), 50) * float(budget)
        assert (
            max(payoff(game, i, own, anywhere.efforts) for own in replies) - here <= float(anywhere.regrets[i]) + 1e-9
        )


def test_the_gradient_is_that_of_the_formula():
    game = games.find("portfolio_contest").at(version="effort", r="1/2", k_us=1, k_cn="1/3")
    roots = tuple(tuple(F(i + j + 1, 7) for j in range(4)) for i in range(3))
    found = ContestEquilibrium(game, roots)
    for i in range(3):
        own, x = sympy.symbols("x:4", positive=True), [[sympy.Rational(e) for e in row] for row in found.efforts]
        x[i] = own
        effective = [[sympy.Rational(P) * sympy.sqrt(e) for P, e in zip(*rows)] for rows in zip(game.strengths, x)]
        U = game.utilities(game.absolute(game.shares(effective), [sum(row) for row in x]))[i]
        at = dict(zip(own, map(sympy.Rational, found.efforts[i])))
        slopes = [F(str(sympy.nsimplify(sympy.diff(U, s).subs(at)))) for s in own]
        B = found.game.values[i] and (
            (1 + sum(game.weights[i])) * sum(game.values[i]) + sum(game.weights[i]) * sum(game.values[i])
        ) / ((1 + sum(game.weights[i])) * game.costs[i])
        gap = B * max(0, *slopes) - sum(g * e for g, e in zip(slopes, found.efforts[i]))
        assert gap == found.regrets[i]


def test_under_budgets_relative_gains_do_not_matter():
    """U = (1 + 3k) V - k (sum of values): shares add up to one, so the sum of V is fixed."""
    game = games.find("portfolio_contest").at(k_us=2, k_cn="1/3", k_eu=1)
    plain = games.find("portfolio_contest").at()
    y = [[sympy.Symbol(f"y{i}{j}", positive=True) for j in range(4)] for i in range(3)]
    shares = game.shares(y)
    V = plain.absolute(shares, [0] * 3)
    total, weights = sum(plain.values[0]), (2, F(1, 3), 1)
    for U, own, k in zip(game.utilities(V), V, weights):
        assert sympy.simplify(sympy.nsimplify(U - ((1 + 3 * k) * own - k * total))) == 0
    one, other = contest(game), contest(plain)
    assert np.allclose(np.array(one.efforts, dtype=float), np.array(other.efforts, dtype=float), atol=1e-6)


def test_with_costly_effort_they_do():
    model = games.find("portfolio_contest").choose(version="effort")
    spent = [float(sum(map(sum, contest(model.at(k_us=k, k_cn=k, k_eu=k)).efforts))) for k in (0, 1, 3)]
    assert spent == sorted(spent)
    assert spent[0] * 1.05 < spent[-1]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_permuting_the_players_permutes_the_answer(order):
    game = blotto(5)
    moved = ContestGame(
        *([getattr(game, name)[i] for i in order] if name != "contests" else game.contests
          for name in ("players", "contests", "values", "strengths", "budgets", "costs"))
    )  # fmt: skip
    there = np.array(contest(game).efforts, dtype=float)
    assert np.allclose(np.array(contest(moved).efforts, dtype=float), there[list(order)], atol=1e-6)


@pytest.mark.parametrize("scale", [F(1, 10**9), 10**15])
def test_units_do_not_matter(scale):
    game = blotto(7)
    values = [[v * scale for v in row] for row in game.values]
    other = contest(ContestGame(game.players, game.contests, values, game.strengths, game.budgets, game.costs))
    assert np.allclose(np.array(contest(game).efforts, dtype=float), np.array(other.efforts, dtype=float), atol=1e-6)
    assert other.regret < scale / 10**9


def test_tullock_and_stackelberg_are_in_the_catalogue():
    found = solve(games.find("tullock").at(n="4", V=8, W=8))
    assert found.regret == 0
    assert {x for (x,) in found.efforts} == {F(3 * 8, 16)}
    assert "遗憾值" in found.to_text("zh")
    a, c = F(6, 5), F(1, 5)
    leads = solve(games.find("classics.stackelberg").at(a=a, c_l=c, c_f=c)).to_json()
    assert str((a - c) / 2) in str(leads)
    assert str((a - c) ** 2 / 8) in str(leads)


@pytest.mark.parametrize("k", [F(0), F(1), F(3, 2)])
def test_cournot_sells_more_under_relative_gains(k):
    found = solve(games.find("cournot").at(a=1, k=k)).equilibria
    assert [point.actions for point in found] == [((1 + k) / (3 + 2 * k),) * 2]
    assert found[0].regret == 0


def test_what_is_refused():
    with pytest.raises(FormError, match="neither budget nor cost"):
        ContestGame("ab", "c", [[1], [1]], [[1], [1]], [None, 1], [0, 0])
    with pytest.raises(FormError, match="exponent 2"):
        ContestGame("ab", "c", [[1], [1]], [[1], [1]], [1, 1], [0, 0], 2)
    with pytest.raises(FormError, match="strengths must be positive"):
        ContestGame("ab", "c", [[1], [1]], [[1], [0]], [1, 1], [0, 0])
    with pytest.raises(FormError, match="values need 2 rows of 1"):
        ContestGame("ab", "c", [[1, 2], [1]], [[1], [1]], [1, 1], [0, 0])
    with pytest.raises(NotCoveredError, match="formulas"):
        contest(games.find("portfolio_contest").form)
    with pytest.raises(NotCoveredError, match="denominator"):
        contest(tullock([1, 1], F(50, 101)))
