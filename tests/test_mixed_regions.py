"""Regions of mixed equilibria against the exact solver at random points, inside and outside of every region."""

from __future__ import annotations

import random

import numpy as np
import pytest
import sympy
from region_models import letters, made, random_points

from games.forms import NormalForm
from games.registry import find
from solvers.nash import nash
from solvers.regions import regions
from solvers.statics.mixed_candidates import mixed_covered
from solvers.statics.reals import substitute


def coordination():
    """Three players who gain only together: completely mixed with one square root."""
    parameters = letters("a1 a2 a3 b1 b2 b3", 1, 10)
    a = [p.symbol for p in parameters]
    u = np.zeros((3, 2, 2, 2), dtype=object)
    for i in range(3):
        u[i, 0, 0, 0], u[i, 1, 1, 1] = a[i], a[3 + i]
    return made(NormalForm(u), *parameters)


def outside_options():
    """Three players of whom each may prefer to be alone: two regions of sign for a root."""
    model = coordination()
    u = model.form.payoffs.copy()
    u[0, 0, 1, 1], u[1, 1, 0, 1], u[2, 1, 1, 0] = 1, 2, model.form.payoffs[0, 0, 0, 0]
    return made(NormalForm(u), *model.parameters)


def random_game(shape, seed, high=3):
    rng, (x, y) = random.Random(seed), letters("x y", -high, high)
    cells = np.empty((len(shape), *shape), dtype=object)
    for cell in np.ndindex(*cells.shape):
        cells[cell] = sympy.Rational(rng.randint(-28, 28), 7) + rng.choice((0, 0, 1, -1)) * rng.choice(
            (x.symbol, y.symbol)
        )
    return made(NormalForm(cells), x, y)


def at(strategy, labels, point):
    if isinstance(strategy, str):
        return tuple(int(label == strategy) for label in labels)
    found = {a: substitute(sympy.sympify(p), point) for a, p in strategy.items()}
    return tuple(found.get(label, 0) for label in labels)


def listed(found, point):
    actions = found.model.form.actions
    rows = [row for row in found if row.contains(point)]
    return [tuple(at(s, labels, point) for s, labels in zip(row.profile, actions)) for row in rows]


def close(one, other):
    flat = [[float(p) for strategy in each for p in strategy] for each in (one, other)]
    return np.allclose(*flat, atol=1e-9)


def completely_mixed(profile):
    return all(0 < float(p) < 1 for strategy in profile for p in strategy)


GAMES = {
    "coordination": coordination(),
    "outside": outside_options(),
    **{f"2x3 {seed}": random_game((2, 3), seed) for seed in range(2)},
    "3x3": random_game((3, 3), 5),
    **{f"2x2x2 {seed}": random_game((2, 2, 2), seed) for seed in (1, 2)},
}


@pytest.mark.parametrize("name", GAMES)
def test_lists_exactly_the_equilibria_of_the_exact_solver(name):
    model = GAMES[name]
    found = regions(model)
    met = 0
    for point in random_points(model, 14, seed=8):
        solved = nash(model.at(**point))
        if any(component.dimension for component in solved.components):
            continue
        truth, mine = [p.profile for p in solved], listed(found, point)
        strict = all(substitute(c.lhs - c.rhs, point) != 0 for row in found for c in row.conditions)
        if strict:
            missing = [a for a in truth if not any(close(a, b) for b in mine)]
            assert len(mine) == len(truth) - len(missing)
            assert all(any(close(a, b) for a in truth) for b in mine)
            assert all("too long" in found.note.en and completely_mixed(a) for a in missing)
            met += 1
    assert met > 2


def test_covered_shapes():
    assert mixed_covered((2, 2)) and mixed_covered((3, 3)) and mixed_covered((2, 2, 2, 2))
    assert not mixed_covered((4, 4)) and not mixed_covered((2, 2, 3)) and not mixed_covered((2,) * 5)


def test_payoffs_tied_whatever_the_parameters_are_said():
    veto = regions(find("matching_with_a_veto"))
    assert any(c.dimension for c in nash(find("matching_with_a_veto").at(veto="1/2")).components)
    assert "tied whatever the parameters" in veto.note.en
    assert "tied" not in regions(find("chip_ban")).note.en
