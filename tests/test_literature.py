"""Classical hard and degenerate games, re-entered from their sources, each equilibrium compared."""

from __future__ import annotations

from fractions import Fraction as F

import numpy as np
import pytest
from nplayer_oracle import assert_agrees_with_cover, assert_agrees_with_lattice, fractions
from test_bimatrix import dual_cyclic, gale, integral, mixes, oracle, points, solved

from games.forms import NormalForm
from solvers.lemke_howson import all_labels, lemke_howson
from solvers.n_player.components import nash_components
from solvers.nash import nash

HALF, THIRD = F(1, 2), F(1, 3)


def agreed(a, b):
    found = solved(a, b)
    assert len(found.pairs) == len(oracle(a, b))
    assert points(found) == oracle(a, b)
    return found


def matched(a, b):
    """All equilibria of a nondegenerate game: mixtures whose labels complete each other."""
    size = len(a)
    rows = {labels_of(x, b, 0): x for x in mixes(b)}
    columns = {labels_of(y, [*zip(*a)], size): y for y in mixes([*zip(*a)])}
    every = frozenset(range(2 * size))
    return {(x, columns[every - own]) for own, x in rows.items() if every - own in columns}


def labels_of(mix, payoff, shift):
    """Own actions not played, and the other's best replies; the second player's actions come after the first's."""
    values = [sum(p * row[j] for p, row in zip(mix, payoff)) for j in range(len(payoff[0]))]
    unused = {i + shift for i, p in enumerate(mix) if not p}
    return frozenset(unused | {(j + len(mix) - shift) for j, v in enumerate(values) if v == max(values)})


def test_winkels_has_twelve_extreme_equilibria_in_one_component():
    """Winkels (1979), "An algorithm to determine all equilibrium points of a bimatrix game"."""
    a = [[1, 3], [1, 3], [3, 1], [3, 1], [F(5, 2), F(5, 2)], [F(5, 2), F(5, 2)]]
    b = [[1, 2], [0, -1], [-2, 2], [4, -1], [-1, 6], [6, -1]]
    found = agreed(integral(a), b)
    assert len(found.pairs) == 12
    assert (found.dimensions, found.indices) == ((2,), (1,))


def test_savani_and_von_stengel_six_by_six_with_75_equilibria():
    """Von Stengel (1999), with the small payoffs of Savani and von Stengel (2004); b is a with both sides turned."""
    a = [
        [-81, 36, -126, 126, -36, 90],
        [-180, 72, -333, 297, -153, 270],
        [20, -3, 42, -33, 17, -30],
        [-30, 17, -33, 42, -3, 20],
        [270, -153, 297, -333, 72, -180],
        [90, -36, 126, -126, 36, -81],
    ]
    b = [[72, 36, 17, -3, -36, -153], [-180, -81, -30, 20, 90, 270], [297, 126, 42, -33, -126, -333]]
    b += [row[::-1] for row in b[::-1]]
    found = solved(a, b)
    assert len(found.pairs) == 75
    assert points(found) == matched(a, b)
    assert set(found.dimensions) == {0}
    assert found.indices.count(1) == 38


def test_hexagon():
    """Kohlberg and Mertens (1986): one component, a closed chain of six segments."""
    a, b = [[1, 0, -1], [-1, 0, -1], [1, 0, -2]], [[1, -1, 1], [0, 0, 0], [-1, -1, -2]]
    found = agreed(a, b)
    assert len(found.pairs) == 6
    assert (found.components, found.dimensions, found.indices) == ((tuple(range(6)),), (1,), (1,))
    assert all(len(xs) * len(ys) == 2 for xs, ys in found.subsets)
    ends = [(x, y) for xs, ys in found.subsets for x in xs for y in ys]
    assert all(ends.count(pair) == 2 for pair in found.pairs)


def test_o_neill_has_one_equilibrium():
    """O'Neill (1987), played by 25 pairs of people 105 times each."""
    wins = [[1, -1, -1, -1], [-1, -1, 1, 1], [-1, 1, -1, 1], [-1, 1, 1, -1]]
    found = agreed(wins, [[-v for v in row] for row in wins])
    mix = (F(2, 5), F(1, 5), F(1, 5), F(1, 5))
    assert points(found) == {(mix, mix)}


def test_some_equilibria_are_out_of_reach_of_every_path():
    """Shapley (1974), figures 2 and 3: three equilibria each; in the second, no label leads to two of them."""
    a, b = [[2, 2, 0], [0, 3, 0], [3, 0, 1]], [[3, 0, 2], [0, 3, 2], [0, 0, 1]]
    assert len(points(agreed(a, b))) == 3
    assert len(all_labels(NormalForm([a, b]))) > 1
    a, b = [[0, 3, 0], [2, 2, 0], [3, 0, 1]], [[0, 2, 3], [3, 2, 0], [0, 0, 1]]
    pure, mixed, every = ((0, 0, 1),) * 2, ((THIRD, 2 * THIRD, 0),) * 2, ((F(1, 6), THIRD, HALF),) * 2
    assert points(agreed(a, b)) == {pure, mixed, every}
    assert [point.profile for point in all_labels(NormalForm([a, b]))] == [pure]


# -- long paths ---------------------------------------------------------------------------------------------------


def gale_path(n: int, labels: tuple[list[int], list[int]], dropped: int) -> int:
    """Length of a path, each polytope's vertices being the sets of facets that meet Gale's evenness condition."""
    vertices = gale(n)
    current = [frozenset(own.index(label) for label in part) for own, part in zip(labels, _halves(n))]
    side, leaving, steps = int(dropped >= n), dropped, 0
    while True:
        gone = labels[side].index(leaving)
        (after,) = (v for v in vertices if len(v & current[side]) == n - 1 and gone not in v)
        (new,) = after - current[side]
        current[side], leaving, steps = after, labels[side][new], steps + 1
        if leaving == dropped:
            return steps
        side = 1 - side


def _halves(n):
    return range(n), range(n, 2 * n)


@pytest.mark.parametrize(("n", "lengths"), [(2, {4}), (4, {8, 10, 20}), (6, {16, 24, 36, 88})])
def test_long_paths_of_lemke_and_howson(n, lengths):
    """Savani and von Stengel (2006), "Hard-to-solve bimatrix games": one equilibrium, and far away."""
    first = list(range(2 * n))
    second = [k - 1 if k in (1, n) else k - 1 + (-1) ** k if k < n else k - 1 - (-1) ** k for k in range(1, 2 * n + 1)]
    b = integral([list(row) for row in zip(*dual_cyclic(n, first))])
    a = integral(dual_cyclic(n, [(label + n) % (2 * n) for label in second]))
    game = NormalForm([a, b])
    (only,) = nash(game)
    found = [lemke_howson(game, label) for label in range(2 * n)]
    assert all(path.point.profile == only.profile for path in found)
    assert [path.pivots for path in found] == [gale_path(n, (first, second), label) for label in range(2 * n)]
    assert {path.pivots for path in found} == lengths


# -- Nau, Gomez Canovas and Hansen (2004), "On the geometry of Nash equilibria and correlated equilibria" -----------


def table_of(cells: list[tuple[int, int, int]], *shape: int) -> np.ndarray:
    """Payoffs listed with player 1's action varying fastest."""
    return fractions(np.array(cells).reshape(*reversed(shape), len(shape)).T)


def test_nau_continuum_of_completely_mixed_equilibria():
    """Section 5: a curve of completely mixed equilibria, a partially mixed segment at either end, and a point."""
    cells = [(0, 0, 2), (3, 0, 0), (0, 3, 0), (0, 0, 0), (1, 1, 0), (0, 0, 0), (0, 0, 0), (0, 0, 3)]
    table = table_of(cells, 2, 2, 2)
    result = nash_components(table)
    assert result.complete
    assert [component.dimension for component in result.components] == [0, 1]
    assert [component.index for component in result.components] == [0, 1]
    assert_agrees_with_lattice(table, result, 12)
    assert_agrees_with_cover(table, result)
    segments = {piece.support for piece in result.components[1].pieces if piece.dimension}
    assert segments == {((1,), (0,), (0, 1)), ((0,), (1,), (0, 1)), ((0, 1),) * 3}


def test_nau_segment_inside_the_correlated_equilibria():
    """Section 6: a 2 x 2 x 4 game whose equilibria are one segment."""
    cells = [(2, 0, 0), (0, 2, 1), (0, 1, 1), (1, 0, 2), (1, 0, 2), (0, 1, 1), (0, 2, 1), (2, 0, 0)]
    cells += [(1, 0, 1), (0, 2, 0), (0, 1, 2), (2, 0, 1), (2, 0, 1), (0, 1, 2), (0, 2, 0), (1, 0, 1)]
    result = nash_components(table_of(cells, 2, 2, 4))
    assert result.complete
    (segment,) = result.components
    assert (segment.dimension, segment.index) == (1, 1)
    even = (HALF, HALF)
    assert {point.profile for point in nash(NormalForm(table_of(cells, 2, 2, 4)))} == {
        (even, even, (HALF, HALF, 0, 0)),
        (even, even, (0, 0, HALF, HALF)),
    }
