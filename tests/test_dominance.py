"""Iterated dominance against the literature, enumeration of supports, and the invariances."""

from __future__ import annotations

import json
import random
from fractions import Fraction as F
from itertools import combinations, product

import numpy as np
import pytest
import sympy

from games.classics import battle_of_the_sexes, deadlock, prisoners_dilemma
from games.errors import NotCoveredError
from games.forms import NormalForm
from solvers.dominance import iterated_dominance, rationalisable
from solvers.nash import nash

# Bernheim (1984), figure 1: only the 4 x 4 game's last row and column go, the column by a mixture of 1 and 3.
BERNHEIM = NormalForm(
    [
        [[0, 2, 7, 0], [5, 3, 5, 0], [7, 2, 0, 0], [0, 0, 0, 10]],
        [[7, 5, 0, 1], [2, 3, 2, 1], [0, 5, 7, 1], [0, -2, 0, -1]],
    ],
    ("A", "B"),
    (("a1", "a2", "a3", "a4"), ("b1", "b2", "b3", "b4")),
)
ONLY_BY_A_MIXTURE = NormalForm([[[3, 0], [0, 3], [1, 1]], [[0, 1], [1, 0], [2, 2]]])


def random_game(rng, shape, top):
    return NormalForm(
        np.array([[rng.randint(0, top) for _ in range(np.prod(shape))] for _ in shape]).reshape(-1, *shape)
    )


# ---------------------------------------------------------------- oracle: supports of the dominating mixture
def beaten(gains, weak):
    """Whether a mixture of the rows is positive everywhere: the best vertex over supports of at most two columns' ties.

    The vertices of the optimal mixtures solve a square system on a support and as many tight columns.
    """
    rows, columns = len(gains), len(gains[0])
    for size in range(1, min(rows, columns) + 1):
        for own, tight in product(combinations(range(rows), size), combinations(range(columns), size)):
            mix = solved([[gains[i][j] for i in own] + [-1] for j in tight] + [[1] * size + [0]], [0] * size + [1])
            if mix is None or min(mix[:-1]) < 0:
                continue
            values = [sum(p * gains[i][j] for i, p in zip(own, mix, strict=False)) for j in range(columns)]
            if (min(values) >= 0 and max(values) > 0) if weak else min(values) > 0:
                return True
    return False


def solved(matrix, rhs):
    system = sympy.Matrix(matrix)
    if system.det() == 0:
        return None
    return [F(int(v.p), int(v.q)) for v in system.LUsolve(sympy.Matrix(rhs))]


def oracle(game):
    """Survivors, removing one strictly dominated action at a time, the last of the last player first."""
    kept = [list(range(n)) for n in game.shape]
    while True:
        for i, a in reversed([(i, a) for i, own in enumerate(kept) for a in own if len(own) > 1]):
            others = list(product(*(own for j, own in enumerate(kept) if j != i)))
            u = lambda b, rest, i=i: game.payoffs[i][(*rest[:i], b, *rest[i:])]  # noqa: E731
            gains = [[u(b, rest) - u(a, rest) for rest in others] for b in kept[i] if b != a]
            if beaten(gains, weak=False):
                kept[i].remove(a)
                break
        else:
            return tuple(tuple(own) for own in kept)


def check(found, weak=False):
    """Every step and every belief proves itself."""
    game, left = found.game, [set(range(n)) for n in found.game.shape]
    for number in range(1, found.rounds + 1):
        here = [step for step in found.steps if step.round == number]
        assert here
        for step in here:
            i = step.player
            assert step.action in left[i]
            assert sum(step.dominator) == 1
            assert {a for a, p in enumerate(step.dominator) if p} <= left[i] - {step.action}
            gains = [
                mean(game, i, step.dominator, rest) - value(game, i, step.action, rest) for rest in others(left, i)
            ]
            assert min(gains) == step.gain
            assert (step.gain >= 0 and max(gains) > 0) if weak else step.gain > 0
        for step in here:
            left[step.player].remove(step.action)
    assert tuple(tuple(sorted(own)) for own in left) == found.kept
    for i, own in enumerate(found.beliefs):
        assert len(own) == len(found.kept[i])
        for action, belief in zip(found.kept[i], own, strict=True):
            assert sum(p for _, p in belief) == 1
            assert {rest for rest, _ in belief} <= set(others(left, i))
            assert not weak or len(belief) == len(others(left, i))
            means = {a: sum(p * value(game, i, a, rest) for rest, p in belief) for a in range(game.shape[i])}
            assert means[action] == max(means[a] for a in (found.kept[i] if weak else means))


def value(game, i, action, rest):
    return game.payoffs[i][(*rest[:i], action, *rest[i:])]


def mean(game, i, mix, rest):
    return sum(p * value(game, i, a, rest) for a, p in enumerate(mix))


def others(left, i):
    return list(product(*(sorted(own) for j, own in enumerate(left) if j != i)))


# ---------------------------------------------------------------- literature
def test_a_mixture_dominates_where_no_action_does():
    assert iterated_dominance(ONLY_BY_A_MIXTURE, mixed=False).steps == ()
    found = iterated_dominance(ONLY_BY_A_MIXTURE)
    (step,) = found.steps
    assert (step.round, step.player, step.action, step.dominator) == (1, 0, 2, (F(1, 2), F(1, 2), 0))
    assert step.gain == F(1, 2)
    assert found.kept == ((0, 1), (0, 1))
    check(found)


def test_bernheims_game():
    found = rationalisable(BERNHEIM)
    check(found)
    assert [(s.round, s.player, s.action, s.dominator) for s in found.steps] == [
        (1, 1, 3, (F(1, 2), 0, F(1, 2), 0)),
        (2, 0, 3, (0, 1, 0, 0)),
    ]
    assert found.survivors.actions == (("a1", "a2", "a3"), ("b1", "b2", "b3"))
    assert found.after(1).shape == (4, 3)
    assert iterated_dominance(BERNHEIM, mixed=False).steps == ()


def test_dominance_solvable_games():
    for game in (prisoners_dilemma(), deadlock()):
        found = iterated_dominance(game)
        assert found.is_solved
        assert found.rounds == 1
        assert [point.support for point in nash(game)] == [found.kept]
    assert iterated_dominance(battle_of_the_sexes()).steps == ()


def test_guessing_half_of_the_mean():
    """Guess 1..8; whoever is nearer to half of the mean wins: weak dominance leaves the least number."""
    n = 8
    u = np.array(
        [[F(int(abs(a - F(a + b, 4)) <= abs(b - F(a + b, 4)))) for b in range(1, n + 1)] for a in range(1, n + 1)]
    )
    found = iterated_dominance(NormalForm([u.tolist(), u.T.tolist()]), weak=True)
    check(found, weak=True)
    assert found.kept == ((0,), (0,))


def test_cournot_by_hand():
    """Linear Cournot duopoly on a grid converges to its equilibrium in several rounds."""
    grid = [F(q) for q in range(13)]
    u = [[q * (12 - q - r) for r in grid] for q in grid]
    found = iterated_dominance(NormalForm([u, [list(column) for column in zip(*u, strict=True)]]))
    check(found)
    assert found.kept == ((3, 4, 5), (3, 4, 5))
    assert found.rounds == 3


def test_weak_dominance_and_its_warning():
    game = NormalForm([[[1, 1], [1, 0]], [[1, 1], [1, 0]]])
    assert iterated_dominance(game).steps == ()
    found = iterated_dominance(game, weak=True)
    check(found, weak=True)
    assert found.kept == ((0,), (0,))
    assert "order" in found.note("en")
    assert "顺序" in found.note("zh")
    third = NormalForm([[[2, 0, 1], [0, 2, 1], [1, F(1, 2), 1]], [[0, 0, 0], [0, 0, 0], [0, 0, 0]]])
    assert [s.action for s in iterated_dominance(third, weak=True).steps] == [2]
    assert iterated_dominance(third).steps == iterated_dominance(third, mixed=False, weak=True).steps == ()


def test_equal_actions_do_not_dominate_each_other():
    game = NormalForm([[[1, 2], [1, 2]], [[0, 0], [0, 0]]])
    for weak in (False, True):
        found = iterated_dominance(game, weak=weak)
        assert found.kept == ((0, 1), (0, 1))
        check(found, weak)


def test_three_players_may_need_a_correlated_belief():
    """Player 3's M is a best reply only to a correlated belief that 1 and 2 agree (after Bernheim 1984)."""
    u3 = np.array([[(8, 4, 0), (3, 0, 3)], [(3, 0, 3), (0, 4, 8)]])
    flat = np.zeros((2, 2, 3), dtype=int)
    found = rationalisable(NormalForm([flat, flat, u3]))
    check(found)
    assert found.kept == ((0, 1), (0, 1), (0, 1, 2))
    assert found.beliefs[2][1] == (((0, 0), F(1, 2)), ((1, 1), F(1, 2)))
    assert "correlated" in found.note("en")
    for p, q in product([F(k, 20) for k in range(21)], repeat=2):
        weights = np.array([[p * q, p * (1 - q)], [(1 - p) * q, (1 - p) * (1 - q)]])
        means = [(weights * u3[:, :, a]).sum() for a in range(3)]
        assert means[1] < max(means[0], means[2])


# ---------------------------------------------------------------- brute force
@pytest.mark.parametrize(
    ("shape", "count", "top"), [((3, 3), 30, 9), ((4, 3), 15, 9), ((2, 2, 3), 30, 6), ((3,), 10, 3)]
)
def test_against_enumeration_of_supports_one_at_a_time(shape, count, top):
    rng, removed, by_mixture = random.Random(len(shape) * 10 + shape[0]), 0, 0
    for _ in range(count):
        game = random_game(rng, shape, top)
        found = iterated_dominance(game)
        check(found)
        assert found.kept == oracle(game)
        removed += len(found.steps)
        by_mixture += found.kept != iterated_dominance(game, mixed=False).kept
    assert removed >= count // 3
    assert by_mixture >= (1 if max(shape) > 2 and len(shape) == 2 else 0)


def test_weak_steps_and_full_support_beliefs_prove_themselves():
    rng, removed = random.Random(4), 0
    for shape in [(3, 3)] * 25 + [(2, 2, 2)] * 15 + [(4, 4)] * 10:
        found = iterated_dominance(random_game(rng, shape, 3), weak=True)
        check(found, weak=True)
        removed += len(found.steps)
    assert removed >= 50


def test_every_nash_support_survives():
    rng = random.Random(6)
    for _ in range(40):
        game = random_game(rng, (4, 4), 6)
        kept = rationalisable(game).kept
        points = list(nash(game))
        assert points
        assert all(set(own) <= set(k) for point in points for own, k in zip(point.support, kept, strict=True))


# ---------------------------------------------------------------- invariances
def test_invariances():
    rng = random.Random(8)
    for _ in range(20):
        game = random_game(rng, (4, 3), 7)
        kept = iterated_dominance(game).kept
        scale = np.array([F(1, 10**9), F(10**15)], dtype=object)[:, None, None]
        assert iterated_dominance(game.with_payoffs(game.payoffs * scale + F(1, 3))).kept == kept
        assert iterated_dominance(NormalForm(game.payoffs.astype(float), dtype=float)).kept == kept
        order = rng.sample(range(4), 4)
        moved = iterated_dominance(game.restrict([order, range(3)])).kept
        assert (tuple(sorted(order[a] for a in moved[0])), moved[1]) == kept
        doubled = iterated_dominance(NormalForm(game.payoffs[:, [0, 1, 2, 3, 0]])).kept
        assert set(doubled[0]) == set(kept[0]) | ({4} if 0 in kept[0] else set())
        swapped = iterated_dominance(NormalForm(game.payoffs[::-1].transpose(0, 2, 1))).kept
        assert swapped == kept[::-1]


# ---------------------------------------------------------------- what people see
def test_tables_and_data():
    found = iterated_dominance(ONLY_BY_A_MIXTURE)
    assert found.table().rows[0][:3] == ("1", "1", "3")
    assert found.table("zh").columns[0] == "轮次"
    assert len(found.belief_table().rows) == 4
    assert "\\tfrac{1}{2}" in found.to_latex()
    data = json.loads(json.dumps(found.to_json()))
    assert data["steps"] == [
        {"round": 1, "player": "1", "removed": "3", "dominator": ["1/2", "1/2", "0"], "gain": "1/2"}
    ]
    assert data["survivors"] == {"1": ["1", "2"], "2": ["1", "2"]}
    assert len(found.to_frame()) == 1
    assert "Nothing is dominated" in repr(iterated_dominance(battle_of_the_sexes()))


def test_symbolic_payoffs_are_refused():
    with pytest.raises(NotCoveredError, match="symbolic"):
        iterated_dominance(NormalForm([[sympy.Symbol("a"), 1]]))
