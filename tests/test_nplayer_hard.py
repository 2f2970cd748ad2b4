"""Tied games of three and more players: curved sets, singular corners, what is connected with what."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from flint import fmpq, fmpz_poly
from nplayer_oracle import (
    assert_agrees_with_cover,
    assert_agrees_with_lattice,
    assert_sound,
    fractions,
    game,
    lattice_equilibria,
    random_game,
    signature,
)

from solvers.n_player.algebraic import approx, as_number, real_roots
from solvers.n_player.blowup import clear_radius
from solvers.n_player.components import nash_components
from solvers.n_player.cylinders import evaluate
from solvers.n_player.multipliers import prune_by_multipliers
from solvers.n_player.reduction import coprime
from solvers.n_player.separation import separate
from solvers.n_player.subdivision import cover_of, hulls, prune, refine
from solvers.n_player.support_system import build_system
from solvers.n_player.supports import integer_tables, supports
from solvers.two_player.bimatrix import nash_set

UNPROVED = ("recognised", "close together", "left", "placed")


def drawn(shape: tuple[int, ...], high: int, seed: int) -> np.ndarray:
    draws = np.random.default_rng([high, seed, *shape])
    return fractions(draws.integers(0, high, (len(shape), *shape)))


# -- families with known sets -------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [3, 4, 5])
def test_volunteers_dilemma_has_one_equilibrium_for_each_set_of_volunteers(n: int) -> None:
    """Benefit 2, cost 1: k mix so that the others' chance of silence is 1/2; nobody outside wants to join them."""
    result = nash_components(game((2,) * n, lambda s: [2 * any(s) - x for x in s]))
    assert signature(result) == [0] * (2**n - 1)
    found = set()
    for component in result.components:
        profile = component.points[0].approx
        mixing = [row[1] for row in profile if row[1] > 0]
        k = len(mixing)
        assert all(abs(p - (1 if k == 1 else 1 - 0.5 ** (1 / (k - 1)))) < 1e-12 for p in mixing)
        found.add(tuple(row[1] > 0 for row in profile))
    assert len(found) == 2**n - 1


@pytest.mark.parametrize("seed", range(12))
def test_indifferent_third_player_multiplies_the_set_by_a_simplex(seed: int) -> None:
    draws = np.random.default_rng([77, seed])
    shape, m, place = [(2, 2), (2, 3), (3, 3)][seed % 3], 2 + seed % 2, seed % 3
    pair = draws.integers(0, 3, (2, *shape))
    table = np.insert(np.repeat(np.expand_dims(pair, place + 1), m, axis=place + 1), place, 0, axis=0)
    result = nash_components(fractions(table))
    assert result.complete
    expected = nash_set(pair[0].tolist(), pair[1].tolist()).dimensions
    assert signature(result) == sorted(d + m - 1 for d in expected)


@pytest.mark.parametrize("voters", [3, 5])
def test_majority_vote_among_friends(voters: int) -> None:
    """All want the same outcome: all voting for it is the bottom of one set; against it nobody is pivotal."""
    table = game((2,) * voters, lambda s: [int(2 * sum(s) > voters)] * voters)
    result = nash_components(table)
    assert len(result.components) == 2
    assert_agrees_with_lattice(table, result, 2)


@pytest.mark.parametrize("threshold", [2, 3])
def test_threshold_public_good_is_finite(threshold: int) -> None:
    """Benefit 3, cost 1: nobody gives, or exactly as many as are needed, or some mix."""
    table = game((2,) * 4, lambda s: [3 * (sum(s) >= threshold) - x for x in s])
    result = nash_components(table)
    assert_sound(table, result)
    assert set(signature(result)) == {0}
    pure = {p.approx for c in result.components for p in c.points if all(x in (0, 1) for row in p.approx for x in row)}
    expected = {s for s in product((0, 1), repeat=4) if sum(s) in (0, threshold)}
    assert {tuple(int(row[1]) for row in p) for p in pure} == expected


# -- games that once failed ---------------------------------------------------------------------------------------


def test_equilibrium_at_a_wall_is_counted_once() -> None:
    """The third player's middle action is a best reply of probability zero."""
    table = drawn((2, 2, 3), 2, 0)
    result = nash_components(table)
    assert signature(result) == [0, 2]
    assert_agrees_with_lattice(table, result, 4)


@pytest.mark.parametrize("seed", [99, 115])
def test_singular_corner_of_five_players(seed: int) -> None:
    """All equations vanish at a corner to first order, so that neither bisection nor elimination gets past it."""
    table = drawn((2,) * 5, 2, seed)
    result = nash_components(table, budget=300)
    assert_sound(table, result)
    assert_agrees_with_lattice(table, result, 2)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [3, 43, 81, 90])
def test_more_singular_corners(seed: int) -> None:
    test_singular_corner_of_five_players(seed)


@pytest.mark.slow
def test_large_connected_set_of_three_by_three() -> None:
    table = drawn((3, 3, 3), 2, 48)
    result = nash_components(table, budget=600)
    assert signature(result) == [3]
    assert_agrees_with_lattice(table, result, 2)


# -- connectedness ------------------------------------------------------------------------------------------------


def assert_proved(table: np.ndarray) -> None:
    result = nash_components(table)
    assert_sound(table, result)
    assert not any(word in result.why for word in UNPROVED), result.why
    for component in result.components:
        ends = [end for piece in component.pieces for end in piece.ends if end.rational]
        assert all(component.contains(end.profile) for end in ends)
    assert_agrees_with_cover(table, result, (16, 24, 32, 48))


CURVED = [1, 9, 13, 16, 18, 22]


@pytest.mark.parametrize("seed", CURVED)
def test_four_players_with_curved_sets_against_boxes(seed: int) -> None:
    assert_proved(drawn((2,) * 4, 2, seed))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 160))
def test_many_four_player_games_against_boxes(seed: int) -> None:
    assert_proved(drawn((2,) * 4, 2, seed))


def test_cover_separates_what_is_apart_and_never_what_is_connected() -> None:
    table = game((2, 2, 2), lambda s: [int(s.count(x) == 1) for x in s])  # a ring of six edges and a point
    tables, ring = integer_tables(table), [p.approx for c in nash_components(table).components for p in c.points]
    middle = ((0.5, 0.5),) * 3
    parts = [[p] for p in ring if p != middle]
    assert separate(tables, [[middle], *parts], [True] * (len(parts) + 1)) == [set(range(1, len(parts) + 1))]


@pytest.mark.parametrize("seed", range(6))
def test_weights_never_exclude_an_equilibrium(seed: int) -> None:
    table = random_game((2, 2, 2), 2, 40 + seed)
    tables, points = integer_tables(table), lattice_equilibria(table, 6)
    used = [tuple(tuple(a for a, p in enumerate(row) if p) for row in point) for point in points]
    for support in supports(((0, 1),) * 3):
        if sum(map(len, support)) == 3:
            continue
        inner = [p for p, s in zip(points, used, strict=True) if s == support]
        cover = cover_of(tables, support)
        prune(cover, combine=False)
        refine(cover, 1, 100)
        prune_by_multipliers(cover)
        low, high = hulls(cover)
        for point in inner:
            free = np.array([float(row[1]) for row, own in zip(point, support, strict=True) if len(own) > 1])
            assert np.any(np.all((low <= free) & (free <= high), axis=1))


def test_weights_exclude_a_face_with_a_singular_corner() -> None:
    cover = cover_of(integer_tables(drawn((2,) * 5, 2, 115)), ((0, 1),) * 5)
    prune(cover, combine=False)
    assert cover.cells == 1
    prune_by_multipliers(cover)
    assert cover.cells == 0


# -- what happens at a singular zero on a wall --------------------------------------------------------------------

CORNER = (Fraction(0), Fraction(1), Fraction(1, 2), Fraction(1), Fraction(0))


def test_a_singular_zero_on_a_wall_is_blown_up() -> None:
    """Four leading forms are linear, the fifth is quadratic, and they have no direction in common."""
    tables = integer_tables(random_game((2,) * 5, 2, 37))
    radius = clear_radius(build_system(tables, ((0, 1),) * 5), CORNER)
    assert radius == Fraction(1, 16)


def test_a_box_called_clear_holds_no_equilibrium() -> None:
    """Zeros on walls of 2 x 2 x 2 games, whose completely mixed equilibria elimination finds."""
    clear = 0
    for seed in range(12):
        table = drawn((2, 2, 2), 2, 700 + seed)
        system = build_system(integer_tables(table), ((0, 1),) * 3)
        pieces = [p for c in nash_components(table).components for p in c.pieces if p.support == ((0, 1),) * 3]
        inner = [[row[1] for row in point.approx] for p in pieces for point in (p.sample, *p.ends)]
        for corner in product((Fraction(0), Fraction(1, 2), Fraction(1)), repeat=3):
            values = [fmpq(x.numerator, x.denominator) for x in corner]
            if set(corner) == {Fraction(1, 2)} or any(evaluate(p, values) != 0 for p in system.equations):
                continue
            radius = clear_radius(system, corner)
            clear += radius is not None
            if radius is not None:
                assert all(max(abs(x - c) for x, c in zip(point, corner, strict=True)) >= radius for point in inner)
    assert clear > 5


def test_no_box_at_the_end_of_a_curve_is_called_clear() -> None:
    """Nau, Gomez Canovas and Hansen (2004), section 5: completely mixed equilibria up to a wall at either side."""
    cells = {
        (0, 0, 0): (0, 0, 2),
        (1, 0, 0): (3, 0, 0),
        (0, 1, 0): (0, 3, 0),
        (0, 0, 1): (1, 1, 0),
        (1, 1, 1): (0, 0, 3),
    }
    system = build_system(integer_tables(game((2, 2, 2), lambda s: cells.get(s, (0, 0, 0)))), ((0, 1),) * 3)
    for corner in ((Fraction(1), Fraction(0), Fraction(3, 4)), (Fraction(0), Fraction(1), Fraction(3, 4))):
        assert all(evaluate(p, [fmpq(x.numerator, x.denominator) for x in corner]) == 0 for p in system.equations)
        assert clear_radius(system, corner) is None


@pytest.mark.parametrize(("seed", "dimensions"), [(186, [0, 0, 1, 1, 2, 2, 2])])
def test_games_that_took_too_long(seed: int, dimensions: list[int]) -> None:
    """A singular corner."""
    table = random_game((2,) * 5, 2, seed)
    result = nash_components(table, budget=300)
    assert signature(result) == dimensions
    assert_sound(table, result)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("seed", "dimensions"),
    [(37, [0, 0, 0, 0, 1, 2, 2]), (94, [2, 2]), (183, [0, 2]), (199, [2, 2]), (254, [0, 0, 0, 1, 2])],
)
def test_more_games_that_took_too_long(seed: int, dimensions: list[int]) -> None:
    """A corner beside three equilibria; curves short in one order of the unknowns only; large fields."""
    test_games_that_took_too_long(seed, dimensions)


@pytest.mark.parametrize(("shape", "high", "seed"), [((3, 3, 3), 2, 3), ((2,) * 5, 3, 90)])
def test_a_regular_equilibrium_beside_a_curve_is_apart(shape: tuple[int, ...], high: int, seed: int) -> None:
    result = nash_components(random_game(shape, high, seed))
    assert result.complete
    assert result.grouped
    assert not any(word in result.why for word in UNPROVED)


def test_polynomials_over_a_field_without_a_common_root() -> None:
    """Over Q(sqrt 2): x^2 - 2 and x - sqrt 2 share a root, x^2 - 2 and x - sqrt 2 - 1 do not."""
    root = max(real_roots(fmpz_poly([-2, 0, 1])), key=lambda r: approx(as_number(r)))
    alpha = as_number(root)
    square = [fmpq(-2), fmpq(0), fmpq(1)]
    assert not coprime([square, [-alpha, fmpq(1)]], alpha.field)
    assert coprime([square, [-alpha - 1, fmpq(1)]], alpha.field)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [94, 199])
def test_curves_that_end_where_their_equations_say_nothing_are_joined_by_proof(seed):
    """Coordinates of the limit are 0/0; all equilibria that it can be are in one component."""
    payoffs = np.random.default_rng(seed).integers(0, 2, (5, 2, 2, 2, 2, 2)).astype(object)
    found = nash_components(payoffs, near=False)
    assert found.complete
    assert found.grouped
    assert [component.dimension for component in found.components] == [2, 2]
