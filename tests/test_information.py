"""Global games, cheap talk and persuasion: closed forms of the literature, definitions and brute force."""

from fractions import Fraction
from math import ceil, sqrt

import numpy as np
import pytest
import sympy
from scipy.optimize import brentq
from scipy.stats import norm

import games
from games.errors import FormError, NotCoveredError
from games.forms.communication import CheapTalkGame, PersuasionGame
from games.forms.global_game import GlobalGame, fundamentals
from solvers.cheap_talk import cheap_talk
from solvers.global_games import global_game
from solvers.persuasion import persuasion

THETA, SHARE = fundamentals()


@pytest.mark.parametrize(("t", "sigma"), [("3/10", "1/2"), ("1/2", "1/10"), ("4/5", 1)])
def test_regime_change(t, sigma):  # Morris and Shin 2003: theta* = 1 - t, x* = theta* - sigma Phi^-1(t)
    found = global_game(games.find("regime_change").at(t=t, sigma=sigma))
    t, sigma = Fraction(t), Fraction(sigma)
    assert found.fundamental == 1 - t
    assert float(found.signal) == pytest.approx(float(1 - t) - float(sigma) * norm.ppf(float(t)))
    # By definition: the regime falls where Phi((x* - theta) / sigma) = theta, and x* is indifferent.
    falls = brentq(lambda v: norm.cdf((float(found.signal) - v) / float(sigma)) - v, 0, 1)
    assert falls == pytest.approx(float(found.fundamental))
    assert norm.cdf((falls - float(found.signal)) / float(sigma)) == pytest.approx(float(t))


def test_formulas_and_bisection_agree():
    c, rho = sympy.symbols("c rho", real=True)
    assert global_game(games.find("linear_global_game").form).signal == c - rho / 2
    smooth = global_game(GlobalGame(sympy.tanh(THETA) + SHARE - sympy.Rational(1, 2), "1/1000"))
    assert not smooth.exact
    assert smooth.signal == pytest.approx(0, abs=1e-6)
    curved = GlobalGame(THETA**3 + SHARE - 1, "1/2")
    nodes = (np.arange(200_000) + 0.5) / 200_000
    signal = brentq(lambda x: np.mean((x + 0.5 * norm.ppf(nodes)) ** 3 + nodes - 1), -5, 5)
    assert global_game(curved).signal == pytest.approx(signal, abs=1e-3)


def test_what_a_global_game_refuses():
    with pytest.raises(FormError, match="above zero"):
        GlobalGame(THETA, 0)
    with pytest.raises(NotCoveredError, match="never balances"):
        global_game(GlobalGame(sympy.tanh(THETA) + 2, 1))
    with pytest.raises(NotCoveredError, match="formulas"):
        global_game(GlobalGame(THETA**3 + sympy.Symbol("a"), 1))


@pytest.mark.parametrize("b", ["1/100", "1/25", "1/24", "1/20", "1/12", "1/4", "1/3", "1"])
def test_cheap_talk_is_crawford_and_sobels(b):
    bias = Fraction(b)
    found = cheap_talk(games.find("cheap_talk").at(b=b)).equilibria
    most = ceil(-0.5 + 0.5 * sqrt(1 + 2 / float(bias)) - 1e-12)
    assert [e.cells for e in found] == list(range(1, max(most, 1) + 1))
    for e in found:
        n = e.cells
        assert e.loss == Fraction(1, 12 * n * n) + bias**2 * (n * n - 1) / 3
        assert list(e.borders) == sorted(set(e.borders))
        assert (e.borders[0], e.borders[-1]) == (0, 1)
        for low, a, high in zip(e.borders, e.borders[1:], e.borders[2:]):
            assert ((a + high) / 2 - a - bias) ** 2 == ((low + a) / 2 - a - bias) ** 2


@pytest.mark.parametrize(("p", "tau"), [("3/10", "1/2"), ("3/5", "1/2"), ("1/10", "9/10"), (0, "1/3")])
def test_persuasion_is_kamenica_and_gentzkows(p, tau):
    found = persuasion(games.find("persuasion").at(p=p, tau=tau))
    assert found.value == min(Fraction(1), Fraction(p) / Fraction(tau))
    assert found.silence == (Fraction(p) >= Fraction(tau))


@pytest.mark.parametrize("seed", range(12))
def test_no_signal_beats_the_concave_envelope(seed):
    rng = np.random.default_rng(seed)
    sender, receiver = (rng.integers(-3, 4, (2, 3)).tolist() for _ in range(2))
    prior = Fraction(int(rng.integers(1, 10)), 10)
    found = persuasion(PersuasionGame("ab", (prior, 1 - prior), "xyz", sender, receiver))
    beliefs = np.linspace(0, 1, 1001)
    mix = np.stack([beliefs, 1 - beliefs], axis=1)
    mine, yours = mix @ np.array(sender), mix @ np.array(receiver)
    value = np.where(yours >= yours.max(axis=1, keepdims=True) - 1e-12, mine, -np.inf).max(axis=1)
    at = int(prior * 1000)
    envelope = max(
        value[i] + (value[j] - value[i]) * (at - i) / (j - i)
        for i in range(0, at + 1, 10) for j in range(at, 1001, 10) if j > i
    )  # fmt: skip
    assert float(found.value) >= envelope - 1e-9
    assert float(found.value) >= float(found.silence)
    for row, p in zip(found.joint, (prior, 1 - prior)):
        assert sum(row) == p
    for a, p in enumerate(found.recommended):
        if p:
            gain = [sum(q * receiver[s][b] for s, q in enumerate(found.posterior(a))) for b in range(3)]
            assert gain[a] == max(gain)
    obtained = sum(found.joint[s][a] * sender[s][a] for s in range(2) for a in range(3))
    assert obtained == found.value


def test_what_communication_refuses():
    with pytest.raises(FormError, match="above zero"):
        CheapTalkGame(0)
    with pytest.raises(NotCoveredError, match="1000 equilibria"):
        cheap_talk(CheapTalkGame("1/100000000"))
    with pytest.raises(FormError, match="distribution"):
        PersuasionGame("ab", (1, 1), "x", [[0], [0]], [[0], [0]])
    with pytest.raises(FormError, match="one row per state"):
        PersuasionGame("ab", (1, 0), "x", [[0]], [[0], [0]])
    with pytest.raises(NotCoveredError, match="formulas"):
        persuasion(games.find("persuasion").form)
    assert "完备" in cheap_talk(CheapTalkGame(1)).to_text("zh")
