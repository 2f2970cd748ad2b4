"""Continuous actions and commitment: first-order conditions, certified equilibria, strong Stackelberg solutions."""

import random
from fractions import Fraction

import numpy as np
import pytest
import sympy

import games
from games.errors import FormError, NotCoveredError
from games.forms.commitment import CommitmentGame
from games.forms.continuous import ContinuousGame, actions
from solvers.commitment import commitment
from solvers.continuous.best_response import best_response
from solvers.continuous.equilibria import certified, equilibria
from solvers.continuous.first_order import first_order
from solvers.smooth import smooth

X, Y, Z = actions("x y z")
TINY = Fraction(1, 10**6)


def tullock(values, costs=None):
    efforts = actions(" ".join(f"x_{i}" for i in range(len(values))))
    cost = costs or (lambda x: x)
    payoffs = [v * x / sum(efforts) - cost(x) for v, x in zip(values, efforts)]
    return ContinuousGame([f"p{i}" for i in range(len(values))], efforts, [(TINY, max(values))] * len(values), payoffs)


@pytest.mark.parametrize(("n", "V"), [(2, 1), (3, 2), (5, 10)])
def test_symmetric_contests(n, V):  # Tullock 1980: x = (n - 1) V / n^2
    (found,) = equilibria(tullock([V] * n), starts=3)
    assert found.actions == (Fraction((n - 1) * V, n * n),) * n
    assert found.regret == 0


def test_an_asymmetric_contest():  # Hillman and Riley 1989: X = (n - 1) / sum(1 / V), p_i = 1 - X / V_i
    values = (3, 2, 2)
    (found,) = equilibria(tullock(values), starts=3)
    total = Fraction(2) / sum(Fraction(1, v) for v in values)
    assert sum(found.actions) == total
    assert [x / total for x in found.actions] == [1 - total / v for v in values]


def test_relative_gains_scale_the_prize_of_a_contest():  # uniform k per rival: (1 + nk) / (1 + (n - 1) k)
    n, V, k = 3, 4, Fraction(1, 2)
    game = tullock([V] * n)
    moved = [(1 + (n - 1) * k) * own - k * (sum(game.payoffs) - own) for own in game.payoffs]
    (found,) = equilibria(ContinuousGame(game.players, game.actions, game.intervals, moved), starts=3)
    prize = V * (1 + n * k) / (1 + (n - 1) * k)
    assert found.actions == ((n - 1) * prize / n**2,) * n


def test_cournot_in_formulas_and_numbers():
    a, c = sympy.symbols("a c", real=True)
    game = ContinuousGame("AB", (X, Y), ((0, 9), (0, 9)), (X * (a - X - Y) - c * X, Y * (a - X - Y) - c * Y))
    assert game.kind == "symbolic"
    first, second = first_order(game)
    assert sympy.simplify(first.interior[0] - (a - c - Y) / 2) == 0
    solved = sympy.solve([X - first.interior[0], Y - second.interior[0]], [X, Y])
    assert sympy.simplify(solved[X] - (a - c) / 3) == 0
    (found,) = equilibria(
        game.map(lambda v: v.xreplace({a: sympy.Integer(7), c: sympy.Integer(1)}) if v in game.payoffs else v)
    )
    assert found.actions == (2, 2)


@pytest.mark.parametrize("seed", range(10))
def test_no_reply_on_a_fine_grid_beats_the_best_response(seed):
    rng = random.Random(seed)
    payoff = sum(rng.randint(-5, 5) * X**i * Y**j for i in range(5) for j in range(3)) / (1 + X**2)
    game = ContinuousGame("AB", (X, Y), ((-1, 2), (0, 1)), (payoff, 0))
    other = Fraction(rng.randint(0, 9), 9)
    found = best_response(game, 0, (0, other))
    value = sympy.lambdify((X, Y), payoff)
    on_grid = max(value(x, float(other)) for x in np.linspace(-1, 2, 5001))
    assert float(found.bound) >= on_grid - 1e-12
    assert float(found.value) == pytest.approx(value(float(found.action), float(other)))
    assert 0 <= found.bound - found.value < Fraction(1, 10**20)
    assert found.bound - game.value(0, (Fraction(1, 3), other)) >= 0


def test_several_equilibria_and_a_certificate_for_each():
    game = ContinuousGame("AB", (X, Y), ((0, 1), (0, 1)), (X * (2 * Y - 1), Y * (2 * X - 1)))
    found = {point.actions for point in equilibria(game, starts=20)}
    assert {(0, 0), (1, 1)} <= found <= {(0, 0), (1, 1), (Fraction(1, 2),) * 2}
    assert certified(game, (Fraction(1), Fraction(0))).regret == 1


def test_a_pole_and_a_root_are_refused():
    with pytest.raises(NotCoveredError, match="pole"):
        best_response(ContinuousGame("A", (X,), ((-1, 1),), (1 / X,)), 0, (0,))
    with pytest.raises(NotCoveredError, match="no rational function"):
        best_response(ContinuousGame("A", (X,), ((0, 1),), (sympy.sqrt(X),)), 0, (0,))
    with pytest.raises(FormError, match="which is empty"):
        ContinuousGame("A", (X,), ((1, 0),), (X,))
    with pytest.raises(FormError, match="one of each per player"):
        ContinuousGame("AB", (X,), ((0, 1),), (X,))
    assert "regret" in smooth(tullock([1, 1])).to_text()


@pytest.mark.parametrize("seed", range(15))
def test_no_commitment_on_a_fine_grid_beats_the_solution(seed):
    rng = random.Random(seed)
    options = {
        name: (sum(rng.randint(-4, 4) * X**i for i in range(3)), sum(rng.randint(-4, 4) * X**i for i in range(3)))
        for name in "abc"
    }
    game = CommitmentGame(("L", "F"), X, (0, 2), options)
    found = commitment(game).outcomes
    best = float(found[0].payoffs[0])
    plain = {name: [sympy.lambdify(X, payoff) for payoff in pair] for name, pair in options.items()}
    for x in np.linspace(0, 2, 801):
        replies = {name: reply(x) for name, (_, reply) in plain.items()}
        top = [name for name in replies if replies[name] == max(replies.values())]
        assert max(plain[name][0](x) for name in top) <= best + 1e-9
    for outcome in found:
        replies = [v.subs(X, outcome.action) for _, v in options.values()]
        assert all(sympy.N(outcome.payoffs[1] - reply, 30) >= -1e-25 for reply in replies)


def test_the_eu_stops_where_the_brussels_effect_would_end():
    model = games.find("stringency")
    values = {"kappa": Fraction(1, 5), "mu": Fraction(43, 200), "G": Fraction(1, 10)}
    (found,) = commitment(model.at(**values)).outcomes
    limit = values["G"] / (values["kappa"] * (1 - values["mu"]))
    assert (found.action, found.option, found.favour) == (sympy.Rational(limit), "Comply", True)
    (tempting,) = commitment(model.at(**values, gamma=0, B=1, eta="1/4")).outcomes
    assert tempting.option != "Comply"


def test_what_a_commitment_refuses():
    with pytest.raises(NotCoveredError, match="no polynomial"):
        commitment(CommitmentGame(("L", "F"), X, (0, 1), {"a": (sympy.exp(X), 0)}))
    with pytest.raises(NotCoveredError, match="formulas"):
        commitment(games.find("stringency").form)
    with pytest.raises(FormError, match="empty"):
        CommitmentGame(("L", "F"), X, (1, 0), {"a": (0, 0)})
