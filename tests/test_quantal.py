"""Logit equilibria: closed forms, an independent scan, invariances, the limit, and estimation."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from games.classics import battle_of_the_sexes, matching_pennies, prisoners_dilemma, stag_hunt
from games.errors import FormError, NotCoveredError, ParameterError
from games.forms import NormalForm
from solvers.nash import nash
from solvers.quantal import at_precision, fit, principal_branch

COORDINATION = NormalForm([[[9, 0], [0, 1]], [[1, 0], [0, 4]]])


def drawn(seed, shape, high=None):
    rng = np.random.default_rng(seed)
    size = (len(shape), *shape)
    return NormalForm(rng.random(size) if high is None else rng.integers(0, high + 1, size))


def logit_error(game, lam, profile):
    """Largest error in the fixed-point equation, computed from its definition."""
    worst = 0.0
    for i, own in enumerate(profile):
        u = np.moveaxis(game.payoffs[i].astype(float), i, 0)
        for other in [p for k, p in enumerate(profile) if k != i]:
            u = np.tensordot(u, other, axes=(1, 0))
        weights = np.exp(lam * (u - u.max()))
        worst = max(worst, np.abs(weights / weights.sum() - own).max())
    return worst


def scan_2x2(game, lam):
    """All q with q = G(q) in a 2x2 game, from the signs on a fine grid, by bisection."""
    a, b = game.payoffs.astype(float)

    def reply(q):
        p = 1 / (1 + np.exp(-lam * ((a[0, 0] - a[1, 0]) * q + (a[0, 1] - a[1, 1]) * (1 - q))))
        return p, 1 / (1 + np.exp(-lam * ((b[0, 0] - b[0, 1]) * p + (b[1, 0] - b[1, 1]) * (1 - p))))

    grid = np.concatenate([[0], np.geomspace(1e-300, 0.49971, 9000), 1 - np.geomspace(0.49963, 1e-12, 4000), [1.01]])
    found = []
    for low, high in pairwise(grid):
        if (reply(low)[1] - low) * (reply(high)[1] - high) < 0:
            for _ in range(60):
                middle = (low + high) / 2
                same = (reply(low)[1] - low) * (reply(middle)[1] - middle) > 0
                low, high = (middle, high) if same else (low, middle)
            found.append(reply(low)[0])
    return sorted(found)


# ---------------------------------------------------------------- the branch
def test_closed_form_of_dominance():
    game = prisoners_dilemma()
    branch = principal_branch(game)
    assert len(branch) > 10
    for lam in (0.0, 0.3, 1.0, 7.0):
        (p,) = branch.at(lam)
        assert len(p) == 2
        assert np.abs(p[0] - np.array([1, np.exp(lam)]) / (1 + np.exp(lam))).max() < 1e-13
    assert branch.limit.profile == ((0, 1), (0, 1))


@pytest.mark.parametrize("shape", [(2, 2), (3, 3), (2, 5), (8, 8), (2, 2, 2), (3, 2, 3), (2, 2, 2, 2), (1, 3)])
def test_every_point_solves_the_equations(shape):
    for seed in range(6):
        game = drawn(seed, shape)
        branch = principal_branch(game)
        assert branch.precisions[0] == 0
        assert branch.precisions[-1] >= 1e6
        assert branch.residuals.max() < 1e-6
        for lam, p in zip(branch.precisions, branch.probabilities, strict=True):
            assert logit_error(game, lam, np.split(p, np.cumsum(shape)[:-1])) < 1e-9 * (1 + lam / 1e3)
        gaps = np.abs(np.diff(branch.probabilities, axis=0)).max()
        assert gaps < 0.5
        assert branch.limit is not None
        assert branch.limit_regret < 1e-9
        assert not branch.crossings


def test_limit_is_among_the_nash_equilibria():
    for seed in range(30):
        game = drawn(seed, (3, 4), 10**6)
        known = [np.concatenate([[float(v) for v in s] for s in point.profile]) for point in nash(game)]
        limit = np.concatenate(principal_branch(game).limit.profile)
        assert min(np.abs(k - limit).max() for k in known) < 1e-12


def test_limit_with_a_continuum_and_with_no_choice():
    assert principal_branch(NormalForm([[[1, 1], [1, 0]], [[1, 1], [1, 0]]])).limit.profile == ((1, 0), (1, 0))
    flat = principal_branch(NormalForm(np.zeros((2, 2, 3), dtype=int)))
    assert np.allclose(np.concatenate(flat.limit.profile), [1 / 2] * 2 + [1 / 3] * 3)


def test_asymmetric_matching_pennies_against_its_equations():
    game = NormalForm([[[9, 0], [0, 1]], [[0, 1], [1, 0]]])
    branch = principal_branch(game)
    assert np.abs(np.concatenate(branch.limit.profile) - [0.5, 0.5, 0.1, 0.9]).max() < 1e-12
    ((p, q),) = branch.at(2.0)
    assert abs(np.log(p[0] / p[1]) - 2 * (10 * q[0] - 1)) < 1e-10
    assert abs(np.log(q[0] / q[1]) - 2 * (1 - 2 * p[0])) < 1e-10
    assert p[0] > 0.5


def test_crossings_are_reported_and_followed_straight():
    for game in (stag_hunt(), battle_of_the_sexes()):
        branch = principal_branch(game)
        assert len(branch.crossings) == 1
        assert "crossed" in branch.why
    assert not principal_branch(matching_pennies()).crossings


def test_turning_points_exist_and_are_followed():
    turned = 0
    for seed in range(150):
        game = drawn(seed, (3, 3))
        branch = principal_branch(game)
        if branch.turning_points:
            turned += 1
            lam = branch.precisions[branch.turning_points[0] - 1]
            found = branch.at(0.98 * lam)
            assert len(found) in (1, 3)
            assert max(logit_error(game, 0.98 * lam, p) for p in found) < 1e-11
    assert turned > 0


@pytest.mark.parametrize("scale", [1e-9, 3.0, 1e15])
def test_scaling_payoffs_divides_lambda(scale):
    game = drawn(1, (3, 3), 100)
    factor = Fraction(scale)
    moved = game.map(lambda value: value * factor)
    (one,), (other,) = principal_branch(game).at(0.1), principal_branch(moved).at(0.1 / scale)
    assert np.abs(np.concatenate(one) - np.concatenate(other)).max() < 1e-11


def test_offsets_and_permutations():
    game = drawn(4, (3, 4), 9)
    (base,) = principal_branch(game).at(0.7)
    (shifted,) = principal_branch(NormalForm(game.payoffs + 10**15)).at(0.7)
    assert np.abs(np.concatenate(base) - np.concatenate(shifted)).max() < 1e-13
    (turned,) = principal_branch(NormalForm([game.payoffs[1].T, game.payoffs[0].T])).at(0.7)
    assert np.abs(np.concatenate(base) - np.concatenate(turned[::-1])).max() < 1e-12
    (mixed,) = principal_branch(game.restrict(([2, 0, 1], [0, 1, 2, 3]))).at(0.7)
    assert np.abs(base[0][[2, 0, 1]] - mixed[0]).max() < 1e-12


def test_plain_and_compiled_paths_agree():
    from solvers import quantal_kernel
    from solvers.quantal import _equations
    from solvers.quantal_numba import trace

    for shape in ((3, 3), (2, 3, 2)):
        _, start, equations, fixed = _equations(drawn(2, shape))
        one = quantal_kernel.trace(equations, fixed, start, 1e3, 5000, 0.1)
        other = trace(equations, fixed, start, 1e3, 5000, 0.1)
        assert len(one[0]) == len(other[0]) > 10
        assert np.abs(one[0] - other[0]).max() < 1e-6


# ---------------------------------------------------------------- all of them
@pytest.mark.parametrize("lam", [0.0, 0.4, 1.5, 3.0, 12.0])
def test_all_at_one_precision_against_a_scan(lam):
    for game in [COORDINATION, matching_pennies(), battle_of_the_sexes(), *(drawn(s, (2, 2), 5) for s in range(12))]:
        found = at_precision(game, lam)
        assert found.complete
        expected = scan_2x2(game, lam)
        assert len(found) == len(expected) >= 1
        got = sorted(point.profile[0][0] for point in found)
        assert np.abs(np.array(got) - expected).max() < 1e-9


@pytest.mark.parametrize(("shape", "scale"), [((3, 3), 20), ((2, 2, 2), 20), ((2, 3), 40)])
def test_all_at_one_precision_contain_the_branch(shape, scale):
    several = 0
    for seed in range(8):
        game = drawn(seed, shape)
        found = at_precision(game, scale)
        assert found.complete
        assert len(found) % 2 == 1
        several += len(found) > 1
        points = [np.concatenate(point.profile) for point in found]
        for p in principal_branch(game).at(scale):
            assert min(np.abs(np.concatenate(p) - q).max() for q in points) < 1e-9
        assert max(logit_error(game, scale, [np.array(s) for s in point.profile]) for point in found) < 1e-10
    assert several


def test_a_fork_is_left_open():
    found = at_precision(stag_hunt(), 2, most_boxes=2000)
    assert not found.complete
    assert "open" in found.why


# ---------------------------------------------------------------- estimation
def test_fit_recovers_the_precision():
    for game in (COORDINATION, drawn(3, (3, 3)), drawn(3, (2, 2, 2))):
        for lam in (0.3, 1.0, 4.0):
            (p,) = principal_branch(game).at(lam)
            found = fit(game, [1000 * s for s in p])
            assert abs(found.precision - lam) < 1e-6
            assert found.log_likelihood >= found.curve[:, 1].max()
            assert abs(found.log_likelihood - sum(1000 * (s * np.log(s)).sum() for s in p)) < 1e-6


def test_fit_at_the_ends():
    assert fit(prisoners_dilemma(), [[0, 10], [0, 10]]).precision == np.inf
    assert fit(prisoners_dilemma(), [[10, 0], [10, 0]]).precision == 0
    found = fit(prisoners_dilemma(), [[30, 70], [30, 70]])
    assert abs(found.precision - np.log(7 / 3)) < 1e-9


def test_tables():
    branch = principal_branch(COORDINATION)
    assert branch.to_frame().shape == (len(branch), 6)
    assert "Selection" in branch.table().notes
    assert fit(COORDINATION, [[1, 2], [3, 4]]).to_frame().shape == (len(branch), 2)


def test_bad_input():
    with pytest.raises(ParameterError, match="lambda"):
        at_precision(COORDINATION, -1)
    with pytest.raises(ParameterError, match="beyond"):
        principal_branch(COORDINATION, 2.0).at(100)
    with pytest.raises(FormError, match="counts"):
        fit(COORDINATION, [[1, 2, 3], [4, 5]])
    with pytest.raises(FormError, match="negative"):
        fit(COORDINATION, [[1, -2], [4, 5]])
    with pytest.raises(NotCoveredError, match="two or more"):
        principal_branch(NormalForm([[1, 2]]))
