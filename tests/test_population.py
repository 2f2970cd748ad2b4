"""Population games: all rest points, stability and paths, against symmetric equilibria, definitions and integration."""

import random
from fractions import Fraction
from itertools import product

import nashpy
import numpy as np
import pytest

import games
from games.errors import FormError, NotCoveredError
from games.forms import NormalForm
from games.forms.paths import best_response_path
from games.forms.population import PopulationGame
from solvers.evolution import evolution
from solvers.nash import nash
from solvers.population.basins import arrival, basins
from solvers.population.dynamics import eigenvalues, orbit, stability
from solvers.population.rest_points import is_nash, rest_points


def one(matrix):
    return PopulationGame.of_matrix([f"s{i}" for i in range(len(matrix))], matrix)


ROCK_PAPER_SCISSORS = one([[0, -1, 1], [1, 0, -1], [-1, 1, 0]])
HAWK_DOVE = one([[-1, 4], [0, 2]])
ASSURANCE = one([[3, 0], [1, 1]])


@pytest.mark.parametrize("seed", range(30))
def test_equilibria_of_one_population_are_the_symmetric_ones(seed):
    rng = random.Random(seed)
    n = 2 + seed % 2
    A = np.array([[rng.randint(-9, 9) for _ in range(n)] for _ in range(n)])
    symmetric = {p.profile[0] for p in nash(NormalForm([A, A.T])) if p.profile[0] == p.profile[1]}
    found = rest_points(one(A.tolist()), nash_only=True)
    assert len(found) == len(symmetric)
    assert {point.state[0] for point in found} == symmetric


@pytest.mark.parametrize("seed", range(10))
def test_rest_points_rest_and_nothing_else_does(seed):
    rng = random.Random(seed)
    intercepts, slopes = ([[rng.randint(-4, 4) for _ in range(2)] for _ in range(2)] for _ in range(2))
    game = PopulationGame(("a", "b"), ("x", "y"), (Fraction(1, 3), Fraction(2, 3)), intercepts, slopes)
    found = rest_points(game)
    listed = {state for point in found for state in point.vertices}
    for state in listed:
        for shares, pays in zip(state, game.payoffs(state)):
            assert len({u for x, u in zip(shares, pays) if x > 0}) == 1
    steps = [Fraction(i, 6) for i in range(7)]
    for p, q in ((p, q) for p in steps for q in steps):
        state = ((p, 1 - p), (q, 1 - q))
        rests = all(
            len({u for x, u in zip(shares, pays) if x > 0}) == 1 for shares, pays in zip(state, game.payoffs(state))
        )
        on_continuum = any(not point.is_point and _between(state, point.vertices) for point in found)
        assert rests == (state in listed or on_continuum)
        assert is_nash(game, state) <= rests


def _between(state, vertices):
    flat = [np.array(v, dtype=float).ravel() for v in (*vertices, state)]
    corner, *rest, point = flat
    return np.linalg.matrix_rank(np.array([r - corner for r in (*rest, point)]), tol=1e-9) == np.linalg.matrix_rank(
        np.array([r - corner for r in rest]), tol=1e-9
    )


def test_a_tied_game_has_a_continuum():
    (found,) = (point for point in rest_points(one([[0, 0], [0, 0]])) if not point.is_point)
    assert set(found.vertices) == {((1, 0),), ((0, 1),)}
    assert found.nash


def test_stability_of_the_classics():
    half = (Fraction(2, 3), Fraction(1, 3))
    assert evolution(HAWK_DOVE).stable == ("stable",)
    assert evolution(ASSURANCE).stable == ("stable", "stable", "unstable")
    assert stability(ROCK_PAPER_SCISSORS, ((Fraction(1, 3),) * 3,)) == "undecided"
    assert np.allclose(eigenvalues(HAWK_DOVE, (half,)), [-2 / 3])


@pytest.mark.parametrize("seed", range(8))
def test_eigenvalues_by_finite_differences(seed):
    rng = np.random.default_rng(seed)
    A = rng.integers(-5, 6, (3, 3))
    game = one(A.tolist())
    x = rng.dirichlet(np.ones(3))

    def speed(y):
        return y * (A @ y - y @ A @ y)

    tangent = np.linalg.svd(np.ones((1, 3)))[2][1:].T
    step = 1e-6
    J = np.array([(speed(x + step * t) - speed(x - step * t)) / (2 * step) for t in tangent.T]).T
    expected = np.linalg.eigvals(tangent.T @ J)
    assert np.allclose(sorted(eigenvalues(game, (tuple(x),))), sorted(expected), atol=1e-6)


def test_the_replicator_is_nashpys():
    times = np.linspace(0, 5, 50)
    theirs = nashpy.Game(np.array([[-1, 4], [0, 2]])).replicator_dynamics(y0=[0.1, 0.9], timepoints=times)
    ours = orbit(HAWK_DOVE, [[0.1, 0.9]], horizon=5, steps=50)
    assert np.allclose(np.interp(times, ours.times, ours.states[:, 0, 0]), theirs[:, 0], atol=1e-4)
    assert orbit(HAWK_DOVE, [[0.1, 0.9]]).end[0] == pytest.approx([2 / 3, 1 / 3], abs=1e-5)


def test_logit_comes_to_rest_near_an_equilibrium_when_precise():
    assert orbit(HAWK_DOVE, [[0.5, 0.5]], precision=200).end[0] == pytest.approx([2 / 3, 1 / 3], abs=0.01)
    assert orbit(HAWK_DOVE, [[0.9, 0.1]], precision=0).end[0] == pytest.approx([0.5, 0.5], abs=1e-6)


def test_basins_of_a_line_are_its_intervals():
    for a, b, c, d in product(range(-2, 2), repeat=4):
        game, x, bend = one([[a, b], [c, d]]), Fraction(1, 101), a - c - b + d
        found, tipping = evolution(game), [Fraction(d - b, bend)] if bend else []
        for point, basin in zip(found.equilibria, found.basins):
            if not point.is_point:
                assert basin is None
                continue
            goal, hits = point.state[0][0], 0
            for y in ((k + Fraction(1, 2)) * x for k in range(101)):
                gain = (a - c) * y + (b - d) * (1 - y)
                between = any(min(y, goal) < r < max(y, goal) for r in tipping)
                hits += (gain > 0) == (goal > y) and gain != 0 and not between
            assert abs(basin.share - hits * x) <= x
            assert basin.exact


@pytest.mark.parametrize(
    "matrix", [[[3, 0], [1, 1]], [[-1, 4], [0, 2]], [[2, 1], [1, 1]], [[1, 0], [1, 1]], [[2, 2], [1, 1]]]
)
@pytest.mark.parametrize("start", [Fraction(1, 5), Fraction(4, 5)])
def test_the_time_on_a_line_is_that_of_the_orbit(matrix, start):
    game, near = one(matrix), Fraction(1, 50)
    way = arrival(game, ((start, 1 - start),), near)
    path = orbit(game, [[float(start), 1 - float(start)]], horizon=400, steps=40_000)
    close = np.abs(path.states[:, 0, 0] - float(way.goal[0][0])) <= float(near)
    assert way.exact
    assert float(way.time) == pytest.approx(path.times[close.argmax()], abs=0.03)


def test_estimated_basins_cover_the_known_ones():
    """Two groups that never meet are two lines, so that basins are products."""
    apart = PopulationGame(("a", "b"), ("x", "y"), (Fraction(1, 2),) * 2, [[0, 0], [0, 0]], [[3, 0], [1, 1]])
    pure = [((p, 1 - p), (q, 1 - q)) for p in (0, 1) for q in (0, 1)]
    found = basins(apart, pure, samples=300)
    assert sum(basin.share for basin in found) == pytest.approx(1, abs=0.02)
    assert not any(basin.exact for basin in found)
    three = one([[1, 0, 0], [0, 1, 0], [0, 0, 1]])
    thirds = basins(three, [tuple([tuple(int(i == k) for i in range(3))]) for k in range(3)], samples=600)
    assert all(basin.low <= 1 / 3 <= basin.high for basin in thirds)


def test_frames_show_where_they_tip():
    found = evolution(games.find("frames").at())
    data = found.to_json()
    assert [each["stability"] for each in data["equilibria"]].count("stable") == 3
    assert sum(each["basin"]["share"] for each in data["equilibria"]) > 0.9
    goal = best_response_path(found.game, found._even).goal
    assert data["tipping_time"] >= 0
    assert len(goal) == 3
    assert "吸引域" in found.to_text("zh")


@pytest.mark.parametrize("start", [Fraction(3, 10), Fraction(1, 3) + Fraction(1, 10**9), Fraction(9, 10)])
def test_a_path_goes_to_its_side_of_the_tipping_point(start):
    path = best_response_path(ASSURANCE, ((start, 1 - start),))
    assert path.goal == ((0,) if start > Fraction(1, 3) else (1,))
    assert len(path.corners) == 1
    with pytest.raises(NotCoveredError, match="equally good"):
        best_response_path(ASSURANCE, ((Fraction(1, 3), Fraction(2, 3)),))


def test_a_path_that_turns_is_followed_exactly():
    game = games.find("frames").at()
    start = ((Fraction(1, 2), Fraction(1, 4), Fraction(1, 8), Fraction(1, 8)),) * 3
    path = best_response_path(game, start)
    assert is_nash(game, tuple(tuple(Fraction(f == own) for f in range(4)) for own in path.goal))
    assert len(path.corners) == len(path.best) == len(path.times) + 1
    x, dt = np.array(start, dtype=float), 1e-3
    weights, slopes = np.array(game.weights, dtype=float), np.array(game.slopes, dtype=float)
    for _ in range(8000):
        u = np.array(game.intercepts, dtype=float) + slopes @ (weights @ x)
        x += dt * (np.eye(4)[u.argmax(axis=1)] - x)
    assert tuple(x.argmax(axis=1)) == path.goal
    assert path.tipping_time > 0


def test_rock_paper_scissors_never_arrives():
    with pytest.raises(NotCoveredError, match="cycle"):
        best_response_path(ROCK_PAPER_SCISSORS, ((Fraction(1, 2), Fraction(1, 3), Fraction(1, 6)),))


def test_what_is_refused():
    with pytest.raises(FormError, match="sum to one"):
        PopulationGame("a", "xy", (2,), [[0, 0]], [[0, 0], [0, 0]])
    with pytest.raises(FormError, match="every row"):
        PopulationGame("a", "xy", (1,), [[0]], [[0, 0], [0, 0]])
    with pytest.raises(FormError, match="1 slopes for 1 groups and 2 strategies"):
        PopulationGame("a", "xy", (1,), [[0, 0]], [[0, 0]])
    with pytest.raises(NotCoveredError, match="formulas"):
        evolution(games.find("frames").form)
    assert "稳定" in evolution(HAWK_DOVE).to_text("zh")
