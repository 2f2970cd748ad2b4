"""Selection: the literature's 2x2 games, path conditions of the tracing procedure checked by definition."""

from __future__ import annotations

import random
from fractions import Fraction as F
from itertools import pairwise

import pytest
import sympy

from games.classics import matching_pennies, prisoners_dilemma, stag_hunt, symmetric
from games.errors import FormError, NotCoveredError
from games.forms import NormalForm
from solvers.nash import nash
from solvers.selection import deviation_losses, payoff_dominant, risk_dominance, tracing

# Harsanyi and Selten's conflict: (a, a) is payoff dominant, (b, b) risk dominant.
CONFLICT = NormalForm([[[9, 0], [8, 7]], [[9, 8], [0, 7]]])
PURE = {k: ((F(1), F(0)) if k == 0 else (F(0), F(1))) for k in (0, 1)}


def drawn(seed, m, n, high):
    rng = random.Random(seed)
    return NormalForm([[[rng.randint(0, high) for _ in range(n)] for _ in range(m)] for _ in range(2)])


def best_replies_hold(game, prior, point):
    """The definition: every action used is best against t times the other plus 1 - t times the prior."""
    (x, y), t = point.profile, point.t
    a, b = game.payoffs
    mixed_y = [t * q + (1 - t) * p for q, p in zip(y, prior[1], strict=True)]
    mixed_x = [t * q + (1 - t) * p for q, p in zip(x, prior[0], strict=True)]
    rows = [sum(a[i, j] * q for j, q in enumerate(mixed_y)) for i in range(len(x))]
    columns = [sum(b[i, j] * p for i, p in enumerate(mixed_x)) for j in range(len(y))]
    used = [u == max(rows) for u, p in zip(rows, x, strict=True) if p]
    used += [u == max(columns) for u, p in zip(columns, y, strict=True) if p]
    return all(used) and sum(x) == sum(y) == 1 and min(*x, *y) >= 0


def test_conflict_of_the_two_rules():
    risk = risk_dominance(CONFLICT)
    assert risk.chosen.profile == (PURE[1], PURE[1])
    assert [score for _, score in risk.scores] == [1, 49]
    assert payoff_dominant(CONFLICT, nash(CONFLICT)).chosen.profile == (PURE[0], PURE[0])
    assert tracing(CONFLICT).chosen.profile == (PURE[1], PURE[1])
    assert "risk" in risk.rule
    assert "49" in risk.why


def test_silence_is_said():
    for game in (matching_pennies(), prisoners_dilemma()):
        assert risk_dominance(game).chosen is None
        assert "no two strict" in risk_dominance(game).why
    assert risk_dominance(stag_hunt()).chosen is None
    assert len(risk_dominance(stag_hunt()).scores) == 2
    battle = NormalForm([[[2, 0], [0, 1]], [[1, 0], [0, 2]]])
    assert payoff_dominant(battle, nash(battle)).chosen is None
    assert len(risk_dominance(battle).to_frame()) == 0


def test_risk_dominance_is_invariant_and_antisymmetric():
    decided = 0
    for seed in range(200):
        game = drawn(seed, 2, 2, 9)
        first = risk_dominance(game)
        for scale in (F(1, 10**9), 10**15):
            moved = NormalForm([game.payoffs[0] * scale + 10**15, game.payoffs[1] * 3 - 1])
            assert (risk_dominance(moved).chosen is None) == (first.chosen is None)
            if first.chosen:
                assert risk_dominance(moved).chosen.profile == first.chosen.profile
        turned = risk_dominance(game.restrict(([1, 0], [1, 0])))
        if first.chosen:
            decided += 1
            assert turned.chosen.profile == tuple(s[::-1] for s in first.chosen.profile)
            assert tracing(game).chosen.profile == first.chosen.profile or not tracing(game).unique
    assert decided > 15


def test_symmetric_threshold_by_symbols():
    T, R, P, S = sympy.symbols("T R P S")
    losses = deviation_losses(symmetric(T, R, P, S), (0, 0), (1, 1))
    assert losses == (R - T, R - T)


@pytest.mark.parametrize("shape", [(2, 2), (3, 3), (2, 4), (4, 4), (1, 3)])
def test_path_satisfies_its_definition(shape):
    for seed in range(30):
        game = drawn(seed, *shape, 3 if seed % 2 else 10**6)
        prior = [[F(1, count)] * count for count in shape]
        found = tracing(game)
        assert found.chosen is not None
        assert found.path[0].t == 0
        assert found.path[-1].t == 1
        assert all(best_replies_hold(game, prior, point) for point in found.path)
        assert found.chosen.profile in {point.profile for point in nash(game)} or not found.unique
        assert best_replies_hold(game, prior, found.path[-1])
        for one, other in pairwise(found.path):
            t = (one.t + other.t) / 2
            mean = (
                [
                    tuple((one.t * p + other.t * q) / (2 * t) for p, q in zip(s, r, strict=True))
                    for s, r in zip(one.profile, other.profile, strict=True)
                ]
                if t
                else one.profile
            )
            assert best_replies_hold(game, prior, type(one)(t, tuple(mean)))


def test_prior_decides():
    game = NormalForm([[[2, 0], [0, 1]], [[1, 0], [0, 2]]])
    for k in (0, 1):
        belief = ("9/10", "1/10") if k == 0 else ("1/10", "9/10")
        found = tracing(game, (belief, belief))
        assert found.chosen.profile == (PURE[k], PURE[k])
        assert found.unique
    assert tracing(matching_pennies(), (("1/3", "2/3"), ("1/4", "3/4"))).chosen.profile == ((F(1, 2),) * 2,) * 2


def test_tie_at_the_start_is_said():
    assert not tracing(NormalForm([[[1, 0], [0, 1]], [[1, 0], [0, 1]]])).unique


def test_bad_input():
    with pytest.raises(NotCoveredError, match="2x2"):
        risk_dominance(drawn(0, 2, 3, 5))
    with pytest.raises(FormError, match="none were given"):
        payoff_dominant(CONFLICT, [])
    with pytest.raises(FormError, match="prior"):
        tracing(CONFLICT, (("1/2", "1/3"), ("1/2", "1/2")))
    with pytest.raises(NotCoveredError, match="two players"):
        tracing(NormalForm([[[[0]]]] * 3))
