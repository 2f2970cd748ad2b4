"""All equilibria of games with three and more players, against independent oracles and the literature."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
from nplayer_oracle import (
    action_values,
    assert_agrees_with_cover,
    assert_agrees_with_lattice,
    assert_sound,
    fractions,
    game,
    points_of,
    random_game,
    signature,
)

from solvers.n_player.components import nash_components

# -- literature ---------------------------------------------------------------------------------------------------


def test_nine_regular_equilibria() -> None:
    """The most a generic 2 x 2 x 2 game can have (McKelvey and McLennan 1997)."""
    cells = {(0, 0, 0): (9, 8, 12), (1, 1, 0): (9, 8, 2), (1, 0, 1): (3, 4, 6), (0, 1, 1): (3, 4, 6)}
    table = game((2, 2, 2), lambda s: cells.get(s, (0, 0, 0)))
    result = nash_components(table)
    assert signature(result) == [0] * 9
    assert_sound(table, result)
    half, third, quarter = Fraction(1, 2), Fraction(1, 3), Fraction(1, 4)
    assert {tuple(row[0] for row in p) for p in points_of(result)} == {
        (1, 1, 1),
        (1, 0, 0),
        (0, 1, 0),
        (0, 0, 1),
        (half, half, 1),
        (0, quarter, third),
        (third, 1, quarter),
        (half, Fraction(2, 5), quarter),
        (Fraction(2, 5), half, third),
    }


def test_unique_irrational_equilibrium() -> None:
    """Integer payoffs, one equilibrium, in Q(sqrt 601) (Nau, Gomez Canovas and Hansen 2004)."""
    import sympy

    cells = {
        (0, 0, 0): (3, 0, 2),
        (0, 1, 0): (0, 2, 0),
        (1, 0, 0): (0, 1, 0),
        (1, 1, 0): (1, 0, 0),
        (0, 0, 1): (1, 0, 0),
        (0, 1, 1): (0, 1, 0),
        (1, 0, 1): (0, 3, 0),
        (1, 1, 1): (2, 0, 3),
    }
    table = game((2, 2, 2), lambda s: cells[s])
    result = nash_components(table)
    assert signature(result) == [0]
    assert result.complete
    profile = result.components[0].points[0].profile
    assert sympy.simplify(profile[1][0] - (sympy.sqrt(601) - 13) / 24) == 0
    for i in range(3):
        first, second = action_values(table, i, profile)
        assert sympy.expand(sympy.nsimplify(first - second)) == 0


def test_selten_horse_has_two_curves() -> None:
    def payoff(s: tuple[int, ...]) -> tuple[int, int, int]:
        if s[0] == 1:
            return (3, 3, 2) if s[2] == 0 else (0, 0, 0)
        if s[1] == 1:
            return (4, 4, 0) if s[2] == 0 else (0, 0, 1)
        return (1, 1, 1)

    result = nash_components(game((2, 2, 2), payoff))
    assert signature(result) == [1, 1]
    ends = {tuple(row[0] for row in p) for p in points_of(result)}
    assert {(1, 1, 0), (1, 1, Fraction(1, 4)), (0, 1, 1), (0, Fraction(1, 3), 1)} <= ends


def test_jordan_matching_pennies() -> None:
    result = nash_components(game((2, 2, 2), lambda s: [s[0] == s[1], s[1] == s[2], s[2] != s[0]]))
    assert points_of(result) == {((Fraction(1, 2),) * 2,) * 3}
    assert result.complete


def test_minority_game_has_a_loop_and_a_point() -> None:
    """Three players, a point for being alone: six edges of the cube in a ring, and all mixing evenly."""

    def payoff(s: tuple[int, ...]) -> list[int]:
        return [int(s.count(x) == 1) for x in s]

    result = nash_components(game((2, 2, 2), payoff))
    assert signature(result) == [0, 1]
    ring = result.components[1]
    assert len([p for p in ring.pieces if p.dimension == 1]) == 6


def test_volunteers_dilemma() -> None:
    """Benefit 2, cost 1: one volunteers, or two mix, or all mix with 1 - 1/sqrt 2."""
    import sympy

    result = nash_components(game((2, 2, 2), lambda s: [2 * any(s) - x for x in s]))
    assert signature(result) == [0] * 7
    mixed = [p for c in result.components for p in c.points if not p.rational]
    assert len(mixed) == 1
    assert all(sympy.simplify(row[0] - sympy.sqrt(2) / 2) == 0 for row in mixed[0].profile)


@pytest.mark.parametrize(("shape", "count"), [((2, 2, 2), 3), ((2, 2, 2, 2), 9), ((3, 3, 3), 13)])
def test_pure_coordination(shape: tuple[int, ...], count: int) -> None:
    table = game(shape, lambda s: [len(set(s)) == 1] * len(s))
    result = nash_components(table)
    assert signature(result) == [0] * count
    assert_sound(table, result)


@pytest.mark.parametrize("shape", [(2, 2, 2), (2, 2, 4), (3, 3, 3), (2, 2, 2, 2, 2)])
def test_constant_game_is_one_component(shape: tuple[int, ...]) -> None:
    result = nash_components(game(shape, lambda s: [0] * len(s)))
    assert result.complete
    assert signature(result) == [sum(m - 1 for m in shape)]
    assert len(result.components[0].points) >= int(np.prod(shape))


def test_dummy_player_adds_a_simplex() -> None:
    result = nash_components(game((2, 2, 3), lambda s: [s[0] == s[1], s[0] != s[1], 0]))
    assert signature(result) == [2]
    half = (Fraction(1, 2),) * 2
    assert {(half, half, tuple(Fraction(int(a == k)) for a in range(3))) for k in range(3)} <= points_of(result)


# -- random games -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("high", [2, 3, 10])
@pytest.mark.parametrize("seed", range(12))
def test_2x2x2_against_lattice_and_cover(high: int, seed: int) -> None:
    table = random_game((2, 2, 2), high, 100 * high + seed)
    result = nash_components(table)
    assert_sound(table, result)
    assert_agrees_with_lattice(table, result, 6)
    assert_agrees_with_cover(table, result)


@pytest.mark.parametrize(
    ("shape", "denominator"),
    [((2, 2, 2, 2), 2), ((2, 2, 2, 2), 3), ((2, 2, 4), 2), ((2, 2, 3), 3), ((3, 3, 3), 2), ((2, 2, 2, 2, 2), 2)],
)
@pytest.mark.parametrize("high", [2, 3])
@pytest.mark.parametrize("seed", range(2))
def test_tied_games_against_lattice(shape: tuple[int, ...], denominator: int, high: int, seed: int) -> None:
    table = random_game(shape, high, 10 * high + seed)
    result = nash_components(table)
    assert_sound(table, result)
    assert_agrees_with_lattice(table, result, denominator)


@pytest.mark.slow
@pytest.mark.parametrize(("shape", "denominator"), [((2, 2, 2), 4), ((2, 2, 2, 2), 3), ((2, 2, 4), 3), ((3, 3, 3), 3)])
@pytest.mark.parametrize("high", [2, 3])
@pytest.mark.parametrize("seed", range(15))
def test_many_tied_games(shape: tuple[int, ...], denominator: int, high: int, seed: int) -> None:
    table = random_game(shape, high, 1000 * high + seed)
    result = nash_components(table)
    assert_sound(table, result)
    assert_agrees_with_lattice(table, result, denominator)
    if shape == (2, 2, 2):
        assert_agrees_with_cover(table, result)


@pytest.mark.parametrize("shape", [(2, 2, 2, 2), (3, 3, 3), (2, 2, 2, 2, 2)])
@pytest.mark.parametrize("seed", range(3))
def test_generic_games_have_an_odd_number(shape: tuple[int, ...], seed: int) -> None:
    """Harsanyi 1973: finite and odd; entries wide enough for no ties."""
    table = random_game(shape, 10**6, seed)
    result = nash_components(table)
    assert_sound(table, result)
    assert set(signature(result)) == {0}
    assert len(result.components) % 2 == 1


# -- invariances --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("high", [3, 10])
@pytest.mark.parametrize("seed", range(4))
def test_invariances(high: int, seed: int) -> None:
    table = random_game((2, 2, 2), high, 500 + 10 * high + seed)
    base = nash_components(table)
    scaled = table.copy()
    for i, (a, b) in enumerate([(Fraction(1, 10**9), 3), (10**15, -1), (7, Fraction(1, 3))]):
        scaled[i] = table[i] * a + b
    assert points_of(nash_components(scaled)) == points_of(base)
    flipped = nash_components(np.flip(table, axis=2))
    assert {(p[0], p[1][::-1], p[2]) for p in points_of(flipped)} == points_of(base)
    for order in permutations(range(3)):
        turned = np.array([np.transpose(table[i], order) for i in order], dtype=object)
        assert signature(nash_components(turned)) == signature(base)
        if set(signature(base)) == {0}:
            assert {tuple(p[i] for i in order) for p in points_of(base)} == points_of(nash_components(turned))


@pytest.mark.parametrize("seed", range(4))
def test_duplicate_action_keeps_the_number_of_components(seed: int) -> None:
    table = random_game((2, 2, 2), 10, 900 + seed)
    base = nash_components(table)
    doubled = nash_components(np.concatenate([table, np.take(table, [0], axis=1)], axis=1))
    assert doubled.complete
    assert len(doubled.components) == len(base.components)
    assert all(a <= b <= a + 1 for a, b in zip(signature(base), signature(doubled), strict=True))


def test_budget_is_reported() -> None:
    result = nash_components(random_game((2, 2, 2), 10, 3), budget=0.0)
    assert not result.complete
    assert "budget" in result.why


def test_irrational_point_is_exact_and_enclosed() -> None:
    table = random_game((2, 2, 2, 2), 10, 7)
    points = [p for c in nash_components(table).components for p in c.points if not p.rational]
    assert points
    for point in points:
        assert point.named
        for row, digits, near in zip(point.profile, point.digits(25), point.approx, strict=True):
            for x, text, y in zip(row, digits, near, strict=True):
                assert abs(float(text) - y) < 1e-15
                assert abs(float(x) - y) < 1e-12


def test_wrong_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="shape"):
        nash_components(np.zeros((2, 2, 2, 2), dtype=object))


@pytest.mark.parametrize(("high", "skipped"), [(3, 38), (3, 72), (2, 14)])
def test_five_players_with_zeros_of_the_system_on_walls(high: int, skipped: int) -> None:
    """Systems whose zeros accumulate at walls of the face: curves on a wall, irrational points on a wall."""
    draws = np.random.default_rng(7)
    for _ in range(skipped + 1):
        table = fractions(draws.integers(0, high, (5, 2, 2, 2, 2, 2)))
    result = nash_components(table, budget=60)
    assert_sound(table, result)
    assert_agrees_with_lattice(table, result, 2)
