"""Thresholds against the conditions they solve and against brute force."""

from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pytest
import sympy
from region_models import (
    boundary_points,
    random_points,
)

from games.export_controls import chip_ban
from games.registry import find
from solvers.pure import pure_mask
from solvers.regions import regions
from solvers.statics.reals import holds
from solvers.thresholds import thresholds


@pytest.fixture(scope="module")
def found():
    return {chip_ban: regions(chip_ban)}


@pytest.mark.parametrize("name", ["k_us", "k_cn", "t_cn", "q", "phi"])
def test_thresholds_say_what_the_conditions_say(found, name):
    table = thresholds(found[chip_ban], name)
    assert len(table) >= 2
    for point in random_points(chip_ban, 60, seed=3) + boundary_points(found[chip_ban], each=5):
        for row in table.rows:
            (case,) = [c for c in row.cases if all(holds(w, point) for w in c.when)]
            if row.region.contains(point):
                assert holds(case.holds, point)
            if case.holds != sympy.false:
                assert holds(case.holds, point) == holds(row.condition, point)
            else:
                assert not row.region.contains(point)


@pytest.mark.parametrize("name", ["k_us", "q"])
def test_the_thresholds_table_tells_where_a_profile_is_an_equilibrium(name):
    """Read as a reader reads it: all bounds whose case applies, and the last column."""
    found = thresholds(chip_ban, name)
    assert {id(row.region) for row in found.rows} <= {id(region) for region in found.regions}
    assert len(found.table().rows) >= len(found.regions) == 7
    rng, met = random.Random(7), set()
    for _ in range(200):
        point = {p.name: p.low + (p.high - p.low) * Fraction(rng.randint(0, 8), 8) for p in chip_ban.parameters}
        equilibria = {chip_ban.form.labels(e) for e in np.argwhere(pure_mask(chip_ban.at(**point).payoffs)).tolist()}
        for region in found.regions:
            rows = [row for row in found.rows if row.region is region]
            applicable = [case for row in rows for case in row.cases if all(holds(c, point) for c in case.when)]
            assert len(applicable) >= len(rows)
            claimed = all(holds(case.holds, point) for case in applicable)
            claimed &= all(holds(c, point) for c in found.rest(region))
            assert claimed == (region.profile in equilibria if region.is_unmixed else region.contains(point))
            met.add(claimed)
    assert met == {True, False}


def test_bounds_of_mixed_equilibria_and_nothing_where_nothing_is():
    """The inspection game has its mixed equilibrium everywhere; below a veto of zero there is none at all."""
    found = thresholds(find("inspection"), "penalty")
    assert [row[0] for row in found.table().rows] == ["1: mixed"]
    nowhere = thresholds(regions(find("inspection"), [find("inspection").symbols["penalty"] < 0]), "penalty")
    assert nowhere.table().rows == [("none", "-", "-", "-")]
    assert "no bound" in nowhere.to_text()
