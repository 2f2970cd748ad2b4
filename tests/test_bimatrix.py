"""The two-player engine against an oracle that shares nothing with it, the literature, and the invariances."""

from __future__ import annotations

import random
from fractions import Fraction as F
from itertools import chain, combinations, product
from math import lcm

import pytest

from solvers.two_player.bimatrix import nash_set


# ---------------------------------------------------------------- oracle: supports, Gaussian elimination, payoffs
def subsets_of(n, size):
    return combinations(range(n), size)


def unique_solution(matrix, rhs):
    """The solution of a square rational system, None if singular."""
    n = len(matrix)
    rows = [[F(v) for v in row] + [F(r)] for row, r in zip(matrix, rhs)]
    for k in range(n):
        pivot = next((i for i in range(k, n) if rows[i][k]), None)
        if pivot is None:
            return None
        rows[k], rows[pivot] = rows[pivot], rows[k]
        for i in range(n):
            if i != k and rows[i][k]:
                f = rows[i][k] / rows[k][k]
                rows[i] = [v - f * w for v, w in zip(rows[i], rows[k])]
    return [rows[i][n] / rows[i][i] for i in range(n)]


def mixes(payoff):
    """Vertices of {(x, v): x' payoff_j <= v} projected on x: basic solutions on (support, tight columns)."""
    m, n = len(payoff), len(payoff[0])
    found = set()
    for size in range(1, min(m, n) + 1):
        for own, tight in product(subsets_of(m, size), subsets_of(n, size)):
            system = [[payoff[i][j] for i in own] + [-1] for j in tight] + [[1] * size + [0]]
            solution = unique_solution(system, [0] * size + [1])
            if solution is None or min(solution[:-1]) < 0:
                continue
            x = [F(0)] * m
            for i, v in zip(own, solution):
                x[i] = v
            if max(sum(x[i] * payoff[i][j] for i in range(m)) for j in range(n)) == solution[-1]:
                found.add(tuple(x))
    return found


def is_equilibrium(a, b, x, y):
    row = [sum(v * w for v, w in zip(line, y)) for line in a]
    column = [sum(x[i] * b[i][j] for i in range(len(x))) for j in range(len(y))]
    return all(u == max(row) for u, v in zip(row, x) if v) and all(u == max(column) for u, v in zip(column, y) if v)


def oracle(a, b):
    ys = mixes([list(column) for column in zip(*a)])
    return {(x, y) for x in mixes(b) for y in ys if is_equilibrium(a, b, x, y)}


def oracle_bicliques(pairs):
    """Maximal bicliques by trying every set of x's."""
    xs = sorted({x for x, _ in pairs})
    near = {x: {y for z, y in pairs if z == x} for x in xs}
    found = set()
    for chosen in chain.from_iterable(combinations(xs, k) for k in range(1, len(xs) + 1)):
        common = frozenset(set.intersection(*(near[x] for x in chosen)))
        if common:
            found.add((frozenset(x for x in xs if common <= near[x]), common))
    return found


# ---------------------------------------------------------------- helpers
def solved(a, b):
    found = nash_set(a, b)
    check_structure(a, b, found)
    return found


def check_structure(a, b, found):
    """What holds of every answer."""
    assert found.pairs and len(set(found.pairs)) == len(found.pairs)
    assert {i for i, _ in found.pairs} == set(range(len(found.xs)))
    assert {j for _, j in found.pairs} == set(range(len(found.ys)))
    assert all(sum(x) == 1 and min(x) >= 0 for x in found.xs + found.ys)
    assert sum(found.indices) == 1
    assert len(found.components) == len(found.dimensions) == len(found.indices)
    assert sorted(chain(*found.components)) == list(range(len(found.subsets)))
    covered = [set(chain(*(product(*found.subsets[s]) for s in part))) for part in found.components]
    assert set().union(*covered) == set(found.pairs)
    assert sum(map(len, covered)) == len(found.pairs)
    for xs, ys in found.subsets:
        x = [sum(found.xs[i][k] for i in xs) / len(xs) for k in range(len(a))]
        y = [sum(found.ys[j][k] for j in ys) / len(ys) for k in range(len(a[0]))]
        assert is_equilibrium(a, b, x, y)


def points(found):
    return {(found.xs[i], found.ys[j]) for i, j in found.pairs}


def bicliques(found):
    return {(frozenset(found.xs[i] for i in xs), frozenset(found.ys[j] for j in ys)) for xs, ys in found.subsets}


def profile_of(found):
    """Dimension and index of every component with its points: the same whatever the order."""
    return {
        (frozenset((found.xs[i], found.ys[j]) for s in part for i, j in product(*found.subsets[s])), d, k)
        for part, d, k in zip(found.components, found.dimensions, found.indices)
    }


def draw(rng, m, n, low, high):
    return [[rng.randint(low, high) for _ in range(n)] for _ in range(m)]


def identity(n):
    return [[int(i == j) for j in range(n)] for i in range(n)]


# ---------------------------------------------------------------- against the oracle
@pytest.mark.parametrize(
    ("m", "n", "high", "games"),
    [(m, n, 2, 60 if m * n <= 6 else 25) for m in (1, 2, 3) for n in (1, 2, 3)]
    + [(4, 2, 2, 20), (2, 4, 2, 20), (4, 3, 2, 12), (3, 4, 1, 12), (4, 4, 2, 12), (4, 4, 1, 8), (3, 3, 1, 40)]
    + [(3, 3, 9, 20), (4, 4, 99, 5), (2, 2, 2, 300), (2, 3, 2, 100), (3, 2, 2, 100)],
)
def test_tied_games_agree_with_the_oracle(m, n, high, games):
    rng = random.Random(f"{m} {n} {high}")
    for _ in range(games):
        a, b = draw(rng, m, n, 0, high), draw(rng, m, n, 0, high)
        found, expected = solved(a, b), oracle(a, b)
        assert len(found.pairs) == len(expected)
        assert points(found) == expected
        if len(found.xs) <= 8:
            assert bicliques(found) == oracle_bicliques(expected)


def test_every_two_by_two_game_with_payoffs_0_and_1():
    for entries in product((0, 1), repeat=8):
        a, b = [entries[0:2], entries[2:4]], [entries[4:6], entries[6:8]]
        assert points(solved(a, b)) == oracle(a, b)


# ---------------------------------------------------------------- the literature
def test_battle_of_the_sexes():
    found = solved([[2, 0], [0, 1]], [[1, 0], [0, 2]])
    assert len(found.pairs) == 3
    assert points(found) == {
        ((1, 0), (1, 0)),
        ((0, 1), (0, 1)),
        ((F(2, 3), F(1, 3)), (F(1, 3), F(2, 3))),
    }
    assert found.indices == (1, 1, -1)
    assert found.dimensions == (0, 0, 0)


@pytest.mark.parametrize("n", range(1, 7))
def test_coordination_has_2_to_the_n_minus_1_equilibria_with_alternating_index(n):
    found = solved(identity(n), identity(n))
    assert len(found.pairs) == 2**n - 1
    for index, part in zip(found.indices, found.components):
        support = sum(v > 0 for v in found.xs[found.subsets[part[0]][0][0]])
        assert index == (-1) ** (support + 1)


@pytest.mark.parametrize(("m", "n"), [(1, 1), (2, 3), (3, 3), (4, 5)])
def test_all_zero_game_is_one_component_of_full_dimension(m, n):
    zero = [[0] * n for _ in range(m)]
    found = solved(zero, zero)
    assert len(found.pairs) == m * n
    assert found.subsets == ((tuple(range(m)), tuple(range(n))),)
    assert (found.dimensions, found.indices) == ((m + n - 2,), (1,))


def test_von_stengel_three_by_two():
    found = solved([[3, 3], [2, 5], [0, 6]], [[3, 2], [2, 6], [3, 1]])
    assert len(found.pairs) == 3
    assert points(found) == {
        ((1, 0, 0), (1, 0)),
        ((F(4, 5), F(1, 5), 0), (F(2, 3), F(1, 3))),
        ((0, F(1, 3), F(2, 3)), (F(1, 3), F(2, 3))),
    }


def test_von_stengel_degenerate_three_by_two():
    found = solved([[3, 3], [2, 5], [0, 6]], [[3, 3], [2, 6], [3, 1]])
    assert len(found.pairs) == 3
    assert profile_of(found) == {
        (frozenset({((1, 0, 0), (1, 0)), ((1, 0, 0), (F(2, 3), F(1, 3)))}), 1, 0),
        (frozenset({((0, F(1, 3), F(2, 3)), (F(1, 3), F(2, 3)))}), 0, 1),
    }


def test_decimal_game_with_a_unique_equilibrium():
    a, b = [[22, 3, 3], [19, 10, 30], [10, 21, 26]], [[7, 14, 25], [27, 30, 5], [2, 10, 23]]
    found = solved(a, b)
    assert len(found.pairs) == 1
    assert points(found) == oracle(a, b)


def test_two_segments_that_meet_in_a_corner():
    found = solved([[1, 1], [1, 0]], [[1, 1], [1, 0]])
    assert len(found.pairs) == 3
    assert found.subsets == (((0,), (0, 1)), ((0, 1), (0,)))
    assert (found.components, found.dimensions, found.indices) == (((0, 1),), (1,), (1,))


def gale(n):
    """Vertices of the dual cyclic polytope with 2n facets in even dimension n, by Gale's evenness condition."""
    pairs = [{i, (i + 1) % (2 * n)} for i in range(2 * n)]
    return {frozenset(set().union(*chosen)) for chosen in combinations(pairs, n // 2) if len(set().union(*chosen)) == n}


def dual_cyclic(n, labels):
    """C with {z >= 0, C z <= 1} the dual cyclic polytope; facet at place p of the curve has label labels[p]."""
    curve = [[F(t) ** k for k in range(1, n + 1)] for t in range(1, 2 * n + 1)]
    centre = [sum(column) / (2 * n) for column in zip(*curve)]
    facet = {label: [v - c for v, c in zip(curve[p], centre)] for p, label in enumerate(labels)}
    own = [facet[i] for i in range(n)]
    inverse = list(zip(*(unique_solution(own, [int(i == j) for i in range(n)]) for j in range(n))))
    rows = []
    for j in range(n, 2 * n):
        image = [sum(v * w for v, w in zip(facet[j], column)) for column in zip(*inverse)]
        rows.append([-v / (1 - sum(image)) for v in image])
    return rows


def integral(matrix):
    scale = lcm(*(F(v).denominator for v in chain(*matrix)))
    return [[int(v * scale) for v in row] for row in matrix]


def test_dual_cyclic_six_by_six_has_75_equilibria():
    n = 6
    places = [p for k in range(0, 2 * n, 2) for p in (k + 1, k)]
    swap = [p + n if p < n else p - n for p in places]
    strings = gale(n)
    second = {frozenset(places[p] for p in string) for string in strings}
    assert sum(frozenset(range(2 * n)) - string in second for string in strings) - 1 == 75
    b = integral([list(row) for row in zip(*dual_cyclic(n, range(2 * n)))])
    a = integral(dual_cyclic(n, swap))
    assert len(solved(a, b).pairs) == 75


# ---------------------------------------------------------------- invariances
@pytest.mark.parametrize("high", [1, 2, 50])
def test_permuting_transposing_and_affine_changes(high):
    rng = random.Random(high)
    for _ in range(40):
        m, n = rng.randint(1, 4), rng.randint(1, 4)
        a, b = draw(rng, m, n, 0, high), draw(rng, m, n, 0, high)
        expected = profile_of(solved(a, b))
        rows, columns = rng.sample(range(m), m), rng.sample(range(n), n)
        moved = solved(*([[p[i][j] for j in columns] for i in rows] for p in (a, b)))
        restored = {
            (
                frozenset(
                    (tuple(x[rows.index(i)] for i in range(m)), tuple(y[columns.index(j)] for j in range(n)))
                    for x, y in part
                ),
                d,
                k,
            )
            for part, d, k in profile_of(moved)
        }
        assert restored == expected
        turned = profile_of(solved([*zip(*b)], [*zip(*a)]))
        assert {(frozenset((y, x) for x, y in part), d, k) for part, d, k in turned} == expected
        scale, shift = rng.choice([3, 10**15, 10**40]), rng.choice([-7, 10**30 + 1])
        scaled = solved([[scale * v + shift for v in row] for row in a], [[7 * v - shift for v in row] for row in b])
        assert profile_of(scaled) == expected


@pytest.mark.parametrize("unit", [F(1, 10**9), F(1), F(10**15), F(10**15) + F(1, 7)])
def test_payoff_units(unit):
    a, b = [[2, 0, 1], [0, 1, 1]], [[1, 0, 0], [0, 2, 1]]
    scaled = [[[int(7 * 10**9 * unit * v) for v in row] for row in p] for p in (a, b)]
    assert nash_set(*scaled) == nash_set(a, b)


def test_duplicating_a_row_splits_its_weight_and_keeps_the_indices():
    rng = random.Random(5)
    for _ in range(60):
        m, n = rng.randint(1, 3), rng.randint(1, 3)
        a, b = draw(rng, m, n, 0, 3), draw(rng, m, n, 0, 3)
        plain, twin = solved(a, b), solved([*a, a[-1]], [*b, b[-1]])
        assert points(twin) == oracle([*a, a[-1]], [*b, b[-1]])
        merged = {((*x[:-2], x[-2] + x[-1]), y) for x, y in points(twin)}
        assert merged == points(plain)
        assert sorted(twin.indices) == sorted(plain.indices)


def test_adding_a_strictly_dominated_action_changes_nothing():
    rng = random.Random(6)
    for _ in range(60):
        a, b = draw(rng, 3, 3, 0, 3), draw(rng, 3, 3, 0, 3)
        worse = [v - 1 for v in rng.choice(a)]
        wide = profile_of(solved([*a, worse], [*b, draw(rng, 1, 3, 0, 9)[0]]))
        assert {(frozenset((x[:-1], y) for x, y in part), d, k) for part, d, k in wide} == profile_of(solved(a, b))


# ---------------------------------------------------------------- index
def test_index_agrees_with_a_random_nearby_game():
    """Every equilibrium of a random nearby game lies near one component; their indices add up to its index."""
    rng = random.Random(11)
    for _ in range(60):
        m, n = rng.randint(2, 3), rng.randint(2, 3)
        a, b = draw(rng, m, n, 0, 2), draw(rng, m, n, 0, 2)
        found = solved(a, b)
        near = solved(*([[10**12 * v + rng.randint(-999, 999) for v in row] for row in p] for p in (a, b)))
        total = [0] * len(found.components)
        for (x, y), index in zip(((near.xs[i], near.ys[j]) for i, j in near.pairs), near.indices, strict=True):
            distances = [component_distance(found, part, x, y) for part in found.components]
            best = min(range(len(total)), key=distances.__getitem__)
            assert distances[best] < 1e-6
            assert all(d > 1e-3 for c, d in enumerate(distances) if c != best)
            total[best] += index
        assert tuple(total) == found.indices


def component_distance(found, part, x, y):
    return min(
        hull_distance([found.xs[i] for i in found.subsets[s][0]], x)
        + hull_distance([found.ys[j] for j in found.subsets[s][1]], y)
        for s in part
    )


def hull_distance(vertices, point):
    """Distance of a point to a hull, by non-negative least squares with a heavy weight on the sum."""
    from numpy import array
    from scipy.optimize import nnls

    matrix = array([[float(v[k]) for v in vertices] for k in range(len(point))] + [[1e3] * len(vertices)])
    return nnls(matrix, array([*map(float, point), 1e3]))[1]


# ---------------------------------------------------------------- a peer, where its assumptions hold
@pytest.mark.filterwarnings("ignore:An even number")
def test_nashpy_finds_nothing_else_and_mostly_the_same():
    """Nashpy loses equilibria of some nondegenerate games; an answer of odd size is compared in full."""
    nashpy = pytest.importorskip("nashpy")
    from numpy import array

    rng, equal = random.Random(3), 0
    for _ in range(20):
        a, b = draw(rng, 3, 3, 0, 200), draw(rng, 3, 3, 0, 200)
        found = solved(a, b)
        peer = [rounded(x, y) for x, y in nashpy.Game(array(a), array(b)).support_enumeration()]
        assert set(peer) <= {rounded(x, y) for x, y in points(found)}
        equal += len(peer) == len(found.pairs)
    assert equal >= 15


def rounded(x, y):
    return tuple(round(float(v), 6) for v in (*x, *y))


@pytest.mark.parametrize("bad", [([], []), ([[]], [[]]), ([[1]], [[1, 2]]), ([[1, 2], [3]], [[1, 2], [3, 4]])])
def test_shapes_are_checked(bad):
    with pytest.raises(ValueError, match="shape"):
        nash_set(*bad)
