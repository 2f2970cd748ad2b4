"""Coalitional games: values, core, least core, nucleolus and stable partitions, against oracles and brute force."""

import random
from fractions import Fraction
from itertools import combinations, permutations

import pytest
import sympy

from games.errors import FormError, NotCoveredError, UnknownNameError
from games.forms.coalition import CoalitionalGame
from solvers.coalitional import coalitional
from solvers.coalitions.core import core, least_core
from solvers.coalitions.hedonic import group_shares, partitions, stable_partitions
from solvers.coalitions.nucleolus import nucleolus
from solvers.coalitions.values import banzhaf_value, shapley_value

CLAIMS = {"A": 100, "B": 200, "C": 300}


def bankruptcy(estate):
    return CoalitionalGame.of("ABC", lambda S: max(0, estate - sum(v for i, v in CLAIMS.items() if i not in S)))


def majority(n):
    return CoalitionalGame.of([f"p{i}" for i in range(n)], lambda S: len(S) > n / 2)


def random_game(n, seed, low=0, high=9):
    rng = random.Random(seed)
    return CoalitionalGame([f"p{i}" for i in range(n)], [0, *(rng.randint(low, high) for _ in range(2**n - 1))])


def excesses(game, x):
    """Return the complaints of the proper coalitions, the greatest first."""
    members = [[i for i in range(len(x)) if mask >> i & 1] for mask in range(1, game.everyone)]
    return sorted((game.worths[sum(1 << i for i in S)] - sum(x[i] for i in S) for S in members), reverse=True)


@pytest.mark.parametrize(
    ("estate", "shares"), [(100, ("100/3",) * 3), (200, ("50", "75", "75")), (300, ("50", "100", "150"))]
)
def test_the_talmud(estate, shares):  # Aumann and Maschler 1985
    assert nucleolus(bankruptcy(estate)) == tuple(map(Fraction, shares))


def test_the_veto_player():
    a, b = Fraction(3, 5), Fraction(1)
    game = CoalitionalGame.of("123", lambda S: b if len(S) == 3 else a if len(S) == 2 and "1" in S else 0)
    assert shapley_value(game) == ((b + a) / 3, (2 * b - a) / 6, (2 * b - a) / 6)
    assert set(core(game).vertices) == {(1, 0, 0), (a, 0, b - a), (a, b - a, 0), (2 * a - b, b - a, b - a)}


def test_the_glove_market():
    game = CoalitionalGame.of(("L", "R1", "R2"), lambda S: "L" in S and len(S) > 1)
    assert core(game).vertices == ((1, 0, 0),) == (nucleolus(game),)
    assert shapley_value(game) == (Fraction(2, 3), Fraction(1, 6), Fraction(1, 6))


def test_the_airport():  # Littlechild and Owen 1973: everybody pays a share of every piece of runway it uses
    costs = {"small": 1, "middle": 3, "large": 6}
    game = CoalitionalGame.of(tuple(costs), lambda S: -max(costs[i] for i in S))
    assert shapley_value(game) == (Fraction(-1, 3), Fraction(-4, 3), Fraction(-13, 3))


def test_majority_has_an_empty_core_and_its_certificate_proves_it():
    game = majority(3)
    found = core(game)
    assert found.empty
    assert found.vertices == ()
    for i in range(3):
        assert sum(weight for mask, weight in found.balanced if mask >> i & 1) == 1
    assert sum(weight * game.worths[mask] for mask, weight in found.balanced) > game.worths[game.everyone]
    assert least_core(game).epsilon == Fraction(1, 3)
    assert nucleolus(game) == (Fraction(1, 3),) * 3


@pytest.mark.parametrize("n", [2, 3, 4, 5])
def test_values_are_means_over_orders_and_coalitions(n):
    game = random_game(n, n)
    orders = list(permutations(range(n)))
    added = [[0] * n for _ in orders]
    for row, order in zip(added, orders):
        for place, i in enumerate(order):
            before = sum(1 << j for j in order[:place])
            row[i] = game.worths[before | 1 << i] - game.worths[before]
    assert shapley_value(game) == tuple(Fraction(sum(row[i] for row in added), len(orders)) for i in range(n))
    swings = [[game.worths[m | 1 << i] - game.worths[m] for m in range(2**n) if not m >> i & 1] for i in range(n)]
    assert banzhaf_value(game) == tuple(Fraction(sum(own), len(own)) for own in swings)


@pytest.mark.parametrize("seed", range(40))
def test_core_vertices_are_the_feasible_bases(seed):
    game = random_game(3, seed, 0, 4)
    found = core(game)
    rows = [([mask >> i & 1 for i in range(3)], game.worths[mask]) for mask in range(1, 7)]
    vertices = set()
    for pair in combinations(rows, 2):
        A = sympy.Matrix([*(row for row, _ in pair), [1, 1, 1]])
        if A.det() == 0:
            continue
        x = tuple(
            Fraction(int(v.p), int(v.q)) for v in A.LUsolve(sympy.Matrix([*(b for _, b in pair), game.worths[7]]))
        )
        if all(sum(r * v for r, v in zip(row, x)) >= b for row, b in rows):
            vertices.add(x)
    assert set(found.vertices) == vertices
    assert found.empty == (not vertices)
    assert (least_core(game).epsilon > 0) == found.empty


@pytest.mark.parametrize("seed", range(30))
def test_no_division_complains_less_than_the_nucleolus(seed):
    n = 3 + seed % 3
    game = random_game(n, seed)
    best = nucleolus(game, individually_rational=False)
    assert sum(best) == game.worths[game.everyone]
    assert excesses(game, best)[0] == least_core(game).epsilon
    rng = random.Random(seed)
    for scale in (1, 10, 1000):
        step = [Fraction(rng.randint(-9, 9), scale) for _ in range(n - 1)]
        other = tuple(x + d for x, d in zip(best, (*step, -sum(step))))
        assert other == best or excesses(game, best) < excesses(game, other)


def test_the_nucleolus_of_ten_players_is_exact():
    weights = dict(zip("abcdefghij", (9, 8, 7, 5, 4, 3, 3, 2, 1, 1)))
    game = CoalitionalGame.of(tuple(weights), lambda S: sum(weights[i] for i in S) > 21)
    share = nucleolus(game)
    assert sum(share) == 1
    assert all(share[i] >= share[i + 1] >= 0 for i in range(9))
    assert excesses(game, share)[0] == least_core(game).epsilon


def test_permuting_and_scaling_move_the_solutions_with_the_game():
    game = random_game(4, 7)
    order = (2, 0, 3, 1)
    moved = [sum(1 << order.index(i) for i in range(4) if mask >> i & 1) for mask in range(16)]
    worths = [0] * 16
    for mask in range(16):
        worths[moved[mask]] = game.worths[mask] * Fraction(10) ** 15 + sum(5 for i in range(4) if mask >> i & 1)
    other = CoalitionalGame([game.players[i] for i in order], worths)
    for solution in (shapley_value, lambda g: nucleolus(g, individually_rational=False)):
        assert solution(other) == tuple(solution(game)[i] * 10**15 + 5 for i in order)


def test_the_values_of_formulas_are_formulas():
    a = sympy.Symbol("a", real=True)
    game = CoalitionalGame.of("123", lambda S: {1: 0, 2: a, 3: 1}[len(S)])
    assert [sympy.simplify(x) for x in shapley_value(game)] == [sympy.Rational(1, 3)] * 3
    with pytest.raises(NotCoveredError, match="give the parameters values"):
        core(game)


def test_there_are_as_many_partitions_as_bell_says():
    assert [len({frozenset(groups) for groups in partitions(n)}) for n in range(1, 7)] == [1, 2, 5, 15, 52, 203]


@pytest.mark.parametrize("rule", ["shapley", "equal"])
@pytest.mark.parametrize("seed", range(10))
def test_stable_partitions_by_definition(seed, rule):
    game = random_game(4, seed, -3, 9)
    shares = group_shares(game, rule)
    found = {frozenset(p.groups): p for p in stable_partitions(game, rule)}
    for groups in map(frozenset, partitions(4)):
        mine = {i: next(g for g in groups if g >> i & 1) for i in range(4)}
        now = {i: shares[mine[i]][i] for i in range(4)}
        blocked = any(all(shares[S][i] > now[i] for i in shares[S]) for S in range(1, 16))
        moves = [(i, g) for i in range(4) for g in [0, *groups] if g != mine[i] and shares[g | 1 << i][i] > now[i]]
        welcome = [(i, g) for i, g in moves if all(shares[g | 1 << i][j] >= now[j] for j in range(4) if g >> j & 1)]
        verdict = (not blocked, not moves, not welcome)
        told = found.get(groups)
        assert (told is None and not any(verdict)) or (told.core, told.nash, told.individual) == verdict


def test_what_is_refused():
    with pytest.raises(FormError, match="one per coalition"):
        CoalitionalGame("12", [0, 1])
    with pytest.raises(FormError, match="accepted: 0"):
        CoalitionalGame("1", [1, 1])
    with pytest.raises(FormError, match="no player 'X'"):
        majority(3).worth("X")
    with pytest.raises(NotCoveredError, match="pre-nucleolus"):
        nucleolus(CoalitionalGame("12", [0, 1, 1, 1]))
    with pytest.raises(UnknownNameError, match="shapley, equal"):
        stable_partitions(majority(3), "first come")


def test_the_table_and_the_data_tell_the_same():
    found = coalitional(majority(3))
    assert found.to_json()["balanced"] == [
        {"coalition": [f"p{i}" for i in pair], "weight": "1/2"} for pair in ((0, 1), (0, 2), (1, 2))
    ]
    assert "核为空" in found.to_text("zh")
    assert [row[1:] for row in found.table().rows] == [
        (Fraction(1, 3),) * 3,
        (Fraction(1, 2),) * 3,
        (Fraction(1, 3),) * 3,
    ]
