"""Participation games and measures: expectations by definition, formulas by brute force."""

from fractions import Fraction

import numpy as np
import pytest
import sympy

import games
from games.errors import FormError, NotCoveredError
from games.forms.participation import ParticipationGame
from solvers.participation import participation

GRID = [Fraction(i, 24) for i in range(-12, 37, 3)]


@pytest.mark.parametrize("slope", [0, Fraction(1, 2), 1, Fraction(3, 2), 3])
@pytest.mark.parametrize("intercept", GRID)
def test_equilibria_by_definition(intercept, slope):
    game = ParticipationGame(intercept, slope, Fraction(1, 8))
    found = participation(game)
    for n in (Fraction(i, 240) for i in range(241)):
        inside = any(low <= n <= high for low, high in found.equilibria)
        assert inside == (game.joining(n) == n)
        assert any(low <= n <= high for low, high in found.bands) == (game.joining(n) <= n <= game.staying(n))
    for (low, high), stable in zip(found.equilibria, found.stable):
        assert game.joining(low) == low
        if low == high:
            returns = []
            for start in (low - Fraction(1, 10**6), low + Fraction(1, 10**6)):
                if 0 <= start <= 1:
                    n = start
                    for _ in range(60):
                        n = (n + game.joining(n)) / 2
                    returns.append(abs(n - low) < abs(start - low))
            assert stable == all(returns)


def test_tipping_and_lock_in_of_the_ecosystem():
    model = games.find("ecosystem_choice")
    found = participation(model.at(theta=0, beta=1, subsidy=0, sigma=0))
    assert found.equilibria == tuple((n, n) for n in (0, Fraction(1, 2), 1))
    assert found.stable == (True, False, True)
    locked = participation(model.at(theta=0, beta=0, subsidy=0, sigma="1/4"))
    assert locked.bands == ((Fraction(1, 2), Fraction(3, 4)),)


@pytest.mark.parametrize(("p", "a", "b"), [("1/2", 3, 5), ("2/3", 2, 4), ("1/10", 1, 6)])
def test_lock_in_is_the_absorption_of_a_random_walk(p, a, b):  # Arthur 1989; Feller 1968, chapter XIV
    p = Fraction(p)
    n = a + b - 1
    move = np.zeros((n, n))
    for i in range(n):
        if i + 1 < n:
            move[i, i + 1] = p
        if i > 0:
            move[i, i - 1] = 1 - p
    end = np.zeros(n)
    end[-1] = p
    absorbed = np.linalg.solve(np.eye(n) - move, end)[b - 1]
    found = games.find("lock_in").at(p=p, barrier_a=a, barrier_b=b)["chance that A locks in"]
    assert isinstance(found, Fraction)
    assert float(found) == pytest.approx(absorbed)


def test_measures_keep_their_formulas():
    loss = games.find("dependence").form["loss: chips"]
    omega = sympy.Symbol("omega_chips", real=True)
    others = loss / sympy.log(1 / (1 - omega))
    assert sympy.simplify(sympy.diff(loss, omega) - others / (1 - omega)) == 0
    assert float(games.find("reach").at(t=0)["effect of the frame"]) == 0


def test_what_is_refused():
    with pytest.raises(FormError, match="zero or more"):
        ParticipationGame(0, 1, -1)
    with pytest.raises(NotCoveredError, match="formulas"):
        participation(games.find("emulation").form)
    assert "份额" in participation(ParticipationGame(0, 1)).to_text("zh")
