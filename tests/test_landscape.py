"""Shares against exact areas, borders replayed on both sides, and stretches of a line against substitution."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from region_models import K, X, breakpoints, k, made, x

from games.export_controls import chip_ban
from games.forms import NormalForm
from solvers.regions import regions
from solvers.statics.line import between, stretches
from solvers.statics.reals import holds, substitute


@given(st.lists(st.integers(-3, 3), min_size=2, max_size=4), st.lists(st.integers(-3, 3), min_size=2, max_size=3))
@settings(max_examples=10, deadline=None)
def test_stretches_agree_with_substitution(first, second):
    conditions = [sympy.Poly(first, x).as_expr() >= 0, sympy.Poly(second, x).as_expr() < 1]
    conditions = [sympy.sympify(c) for c in conditions]
    found = stretches(conditions, x, Fraction(-2), Fraction(2))
    for step in range(-80, 81):
        value = Fraction(step, 40)
        truth = all(holds(c, {"x": value}) for c in conditions)
        inside = any(a < value < b for a, b in found)
        assert truth or not inside
        assert not truth or any(a <= value <= b for a, b in found)


def test_between_algebraic_numbers():
    for low, high in ((sympy.sqrt(2), sympy.sqrt(2) + sympy.Rational(1, 10**25)), (Fraction(1), sympy.Integer(2))):
        middle = between(low, high)
        assert low < sympy.Rational(middle) < high


def test_shares_are_exact_where_conditions_concern_one_parameter():
    found = regions(breakpoints)
    shares = {row.profile if row.kind == "pure" else "mixed": v.exact for row, v in zip(found, found.volumes())}
    third = Fraction(1, 3)
    assert shares == {("1", "1"): third, ("1", "2"): third, ("2", "1"): third, ("2", "2"): third, "mixed": third}


def test_shares_are_sampled_with_an_interval_otherwise():
    plane = made(NormalForm([[x * k / 3, Fraction(1, 4)]], actions=(("a", "b"),)), X, K)
    a, b = regions(plane).volumes()
    area = 3 / 4 - float(sympy.log(4)) / 4
    assert a.exact is None
    assert a.low < area < a.high
    assert a.share + b.share == pytest.approx(1)


def test_borders_separate_the_regions_they_join():
    found = regions(chip_ban)
    borders = found.borders()
    assert {
        frozenset((b.first.profile, b.second.profile)) for b in borders if b.first.is_unmixed and b.second.is_unmixed
    } == {
        frozenset(pair)
        for pair in (
            (("Open", "Depend"), ("Open", "Indigenise")),
            (("Open", "Depend"), ("Restrict", "Depend")),
            (("Open", "Indigenise"), ("Restrict", "Indigenise")),
            (("Restrict", "Depend"), ("Restrict", "Indigenise")),
        )
    }
    for border in borders:
        assert substitute(border.boundary, border.point) == 0
        for region in (border.first, border.second):
            gaps = [substitute(c.lhs - c.rhs, border.point) for c in region.conditions]
            assert gaps.count(0) == 1


def test_details_show_points_inside():
    found = regions(breakpoints)
    table = found.details("zh")
    assert len(table.rows) == len(found)
    assert table.rows[0][3] == "1/3"
