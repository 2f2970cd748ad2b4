"""Conditions simplified, split and solved: the same set of points."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product

import sympy
from region_models import (
    k,
    x,
)

from solvers.statics import simplify as simplification
from solvers.statics.cases import solve_for
from solvers.statics.reals import Answer, holds
from solvers.statics.simplify import irredundant, simplify, split


def test_time_out_keeps_conditions(monkeypatch):
    domain, conditions = (x >= 0, x <= 1, k >= 0), [x * k >= 0, x + k >= -1, k >= x]
    short = simplify(conditions, domain)
    assert short == (k - x >= 0,)
    monkeypatch.setattr(simplification, "implied", lambda *_: Answer.UNKNOWN)
    monkeypatch.setattr(simplification, "satisfiable", lambda *_: Answer.UNKNOWN)
    kept = simplify([*conditions, k + x <= 1, k * x >= 1], domain)
    assert set(kept) == {k - x >= 0, 1 - k - x >= 0, k * x - 1 >= 0}
    assert simplify([*conditions, k <= -1], domain) is None


def test_weakly_signed_factors_are_kept_exactly():
    assert simplify([x * (k - 1) >= 0], (x >= 0,)) == (x * (k - 1) >= 0,)
    assert simplify([x * (k - 1) >= 0], (x > 0,)) == (k - 1 >= 0,)
    assert set(simplify([x * (k - 1) > 0], (x >= 0,))) == {x > 0, k - 1 > 0}
    assert simplify([x * (k - 1) >= 0, x >= 1], (k >= 0,)) == (k - 1 >= 0, x - 1 >= 0)
    assert simplify([(k - 1) ** 2 * x >= 0], (x <= 0, k <= 5)) == (x * (k - 1) ** 2 >= 0,)
    assert simplify([1 / (x - 1) >= 0], ()) == (x - 1 > 0,)
    assert set(simplify([1 / (x - 1) >= 1], ())) == {sympy.Ne(x - 1, 0), (2 - x) * (x - 1) >= 0}


def test_simplified_systems_are_the_same_set():
    rng, changed = random.Random(8), 0
    domain = (x >= 0, x <= 1, k >= 0, k <= 2)
    for _ in range(60):
        system = [
            sympy.Mul(
                *(
                    rng.randint(-2, 2) + rng.randint(-2, 2) * x + rng.randint(-1, 2) * k + rng.randint(-1, 1) * x * k
                    for _ in range(2)
                )
            )
            >= 0
            for _ in range(3)
        ]
        short = simplify(system, domain)
        changed += short != tuple(system)
        for point in ({"x": Fraction(i, 6), "k": Fraction(j, 3)} for i in range(7) for j in range(7)):
            assert all(holds(c, point) for c in system) == (short is not None and all(holds(c, point) for c in short))
        assert short is None or irredundant(short, domain) is Answer.YES
    assert changed > 30


def test_quadratic_cases():
    for a, b, c in product((-1, 0, 2), (-3, 0, 1), (-1, 0, 1)):
        for relation in (a * x**2 + b * x + c >= 0, a * x**2 + b * x + c > 0, sympy.Eq(a * x**2 + b * x + c, 0)):
            (case,) = solve_for(relation, x, ()) if relation not in (True, False) else ((None,))
            for value in [Fraction(n, 4) for n in range(-20, 21)] if case else ():
                assert holds(case.holds, {"x": value}) == holds(relation, {"x": value})
    cases = solve_for(k * x**2 - 2 * x + 1 >= 0, x, (k > 0, x >= 0))
    for point in ({"k": Fraction(n, 7), "x": Fraction(m, 5)} for n in range(1, 20) for m in range(20)):
        (case,) = [c for c in cases if all(holds(w, point) for w in c.when)]
        assert holds(case.holds, point) == holds(k * x**2 - 2 * x + 1 >= 0, point)


def test_split_covers():
    relation = sympy.Min(x, k, 1) >= abs(x - k)
    parts = list(split([relation]))
    assert len(parts) == 6
    for point in ({"k": Fraction(n, 3), "x": Fraction(m, 3)} for n in range(-6, 7) for m in range(-6, 7)):
        assert any(all(holds(c, point) for c in part) for part in parts) == holds(relation, point)
