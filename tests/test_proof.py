"""Proofs, refutations that replay, regions of claims and shares of the domain."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import pairwise

import pytest
import sympy
import z3
from sympy import And, Eq, Implies, Not, Or

from games.errors import NotCoveredError, ParameterError
from games.export_controls import chip_ban
from games.model import Model
from games.parameters import parameter
from games.text import Text
from solvers import proof
from solvers.proof import prove, region_of, share, wilson
from solvers.statics import reals
from solvers.statics.reals import Answer, _Search, holds, limited, satisfiable, signs, truth, witness

x, y, z = sympy.symbols("x y z", real=True)
UNIT = (x >= 0, x <= 1, y >= 0, y <= 1)


def square(assumptions=()):
    parameters = [parameter(name, name, name, "1/2", 0, 1) for name in "xy"]
    words = Text("square", "方")
    return Model("test.square", words, words, tuple(parameters), lambda **_: None, assumptions=assumptions)


@pytest.mark.parametrize(
    ("statement", "domain"),
    [
        (x**2 + y**2 + z**2 >= x * y + y * z + z * x, ()),
        (Implies(And(x > 0, y > 0), 2 * x * y / (x + y) <= (x + y) / 2), ()),
        (x * y <= sympy.Min(x, y), UNIT),
        (abs(x + y) <= abs(x) + abs(y), ()),
        (sympy.sqrt(x * y) <= (x + y) / 2, UNIT),
        (Or(x > y, Eq(x, y), Not(x >= y)), ()),
        (sympy.Piecewise((1 / x, x > 0), (1, True)) > 0, ()),
        (x > 0, (x > 1, x < 0)),
    ],
)
def test_proved(statement, domain):
    assert prove(statement, domain).status == "proved"


@pytest.mark.parametrize(
    ("statement", "domain"),
    [
        (x**2 >= x, UNIT),
        (x * y > 0, UNIT),
        (Implies(x + y >= 1, x**2 + y**2 > sympy.Rational(1, 2)), UNIT),
        (x / y <= 1, (*UNIT, y > 0)),
        (sympy.Max(x, y) < 1, UNIT),
        (sympy.sqrt(x) <= x, UNIT),
        (sympy.Ne(x**2, 2), ()),
        (sympy.Ne(x**3, 2 + y), (y >= 0, y <= 0)),
    ],
)
def test_refuted_and_replayed(statement, domain):
    verdict = prove(statement, domain)
    assert verdict.status == "refuted"
    assert not verdict
    values = {sympy.Symbol(n, real=True): sympy.sympify(v) for n, v in verdict.counterexample.items()}
    assert all(sympy.sympify(c).subs(values) == sympy.true for c in domain)
    assert sympy.simplify(statement.subs(values)) == sympy.false


def test_counterexample_prefers_given_values():
    verdict = prove(x < y, UNIT, prefer={"x": Fraction(1, 2), "y": Fraction(1, 3)})
    assert verdict.counterexample == {"x": Fraction(1, 2), "y": Fraction(1, 3)}


def test_undefined_points_are_named():
    verdict = prove(1 / x > 0, (x >= 0,))
    assert verdict.status == "proved"
    assert "wherever x != 0" in verdict.why
    assert truth(1 / x > 0, {"x": 0}) is None
    assert not holds(1 / x > 0, {"x": 0})
    assert not holds(1 / x <= 0, {"x": 0})


def test_random_statements_agree_with_samples():
    rng = random.Random(4)
    outcomes = set()
    for _ in range(120):
        c = [rng.randint(-3, 3) for _ in range(6)]
        polynomial = c[0] + c[1] * x + c[2] * y + c[3] * x * y + c[4] * x**2 + c[5] * y**2 + 2
        verdict = prove(polynomial >= 0, UNIT)
        grid = [{"x": Fraction(i, 6), "y": Fraction(j, 6)} for i in range(7) for j in range(7)]
        negative = any(truth(sympy.sympify(polynomial >= 0), point) is False for point in grid)
        assert verdict.status == "refuted" or not negative
        if verdict.status == "refuted":
            assert truth(polynomial >= 0, verdict.counterexample) is False
        outcomes.add(verdict.status)
    assert outcomes == {"proved", "refuted"}


def test_unknown_is_never_proved(monkeypatch):
    monkeypatch.setattr(reals._Search, "run", lambda *_: (Answer.UNKNOWN, None))
    assert prove(x**2 >= 0).status == "unknown"
    assert region_of(x**2 >= 0).status == "unknown"
    assert satisfiable([x > 0]) is Answer.UNKNOWN
    assert witness([x > 0]) == (Answer.UNKNOWN, None)


HARD_SYMBOLS = sympy.symbols("a0:9", real=True)
HARD = [Eq(sum(s**5 * HARD_SYMBOLS[i - 1] ** 3 - s for i, s in enumerate(HARD_SYMBOLS)), 7)] + [
    Eq(s**7 - HARD_SYMBOLS[i - 1] ** 5 + s * HARD_SYMBOLS[i - 2], 1 + i) for i, s in enumerate(HARD_SYMBOLS)
]


def test_a_hard_search_is_given_up():
    assert satisfiable(HARD, steps=20_000) is Answer.UNKNOWN


def test_it_is_given_up_at_the_same_step_every_time():
    search = _Search.over(HARD, 0)

    def taken():
        solver = limited(z3.Tactic("qfnra-nlsat").solver(), 30_000)
        solver.add(*search.formulas)
        assert solver.check() == z3.unknown
        return dict(iter(solver.statistics()))["rlimit count"]

    counts = [taken() for _ in range(4)]
    assert {later - sooner for sooner, later in pairwise(counts[1:])} == {counts[2] - counts[1]}
    assert counts[2] - counts[1] >= 30_000


def test_irrational_witness_is_algebraic():
    answer, point = witness([Eq(x**2, 2), x > 0, y > x])
    assert answer is Answer.YES
    assert sympy.minimal_polynomial(point["x"], z) == z**2 - 2
    assert isinstance(point["y"], Fraction)
    assert point["y"] ** 2 > 2


def test_signs():
    assert signs(x * (1 - x), UNIT).is_nonnegative
    assert not signs(x * (1 - x), UNIT).is_positive
    assert signs(x + 1, UNIT).is_positive
    assert signs(-1 - x, UNIT).is_negative
    assert signs(-x, UNIT).is_nonpositive
    assert tuple(signs(x - y, UNIT)) == (Answer.YES,) * 3


def test_region_of():
    verdict = region_of(Implies(x > y, x > 1 - y), UNIT)
    assert verdict.status == "conditional"
    assert len(verdict.regions) == 2
    for i in range(9):
        for j in range(9):
            point = {"x": Fraction(i, 8), "y": Fraction(j, 8)}
            inside = any(all(holds(c, point) for c in system) for system in verdict.regions)
            assert inside == (i <= j or i + j > 8)
    assert holds(Implies(x > y, x > 1 - y), verdict.example)
    assert truth(Implies(x > y, x > 1 - y), verdict.counterexample) is False
    assert region_of(x >= 0, UNIT).status == "proved"
    assert region_of(x > 2, UNIT).status == "refuted"
    assert "nowhere" in region_of(x > 2, UNIT).why
    assert len(verdict.table().rows) == 2
    assert verdict.to_json()["status"] == "conditional"


def test_share_covers_the_volume():
    for statement, volume in ((x < y, 1 / 2), (x**2 + y**2 <= 1, 0.7853981634), (x * y > 2, 0), (x >= 0, 1)):
        estimate = share(statement, square(), n=2**12, seed=1)
        assert estimate.low <= volume <= estimate.high
        assert estimate.n == 2**12
        assert abs(estimate.share - volume) < 0.01
        assert estimate == share(statement, square(), n=2**12, seed=1)
    assert share(x < y, square(), seed=1) != share(x < y, square(), seed=2)


def test_share_counts_only_points_of_the_domain():
    estimate = share(x + y < 1, square(assumptions=(x < y,)), n=2**12)
    assert estimate.low <= 1 / 2 <= estimate.high
    assert estimate.n == pytest.approx(2**11, rel=0.02)
    with pytest.raises(ParameterError, match="assumptions"):
        share(x > y, square(assumptions=(x > 2,)), n=64)


def test_share_of_a_region_in_a_model():
    t_us, t_cn, k_us = (chip_ban.symbols[n] for n in ("t_us", "t_cn", "k_us"))
    estimate = share(k_us * (t_cn - t_us) >= t_us, chip_ban)
    assert 0.7 < estimate.low < estimate.share < estimate.high < 0.9


@pytest.mark.parametrize(("hits", "n"), [(0, 10), (10, 10), (3, 7)])
def test_wilson_solves_its_equation(hits, n):
    p, low, high = wilson(hits, n)
    for bound in (low, high):
        assert bound in (0.0, 1.0) or (p - bound) ** 2 == pytest.approx(1.959963984540054**2 * bound * (1 - bound) / n)


def test_refuses_other_functions():
    with pytest.raises(NotCoveredError, match="sin"):
        prove(sympy.sin(x) <= 1)
    with pytest.raises(NotCoveredError, match="exponent"):
        prove(x**y > 0)
    with pytest.raises(NotCoveredError, match="no condition"):
        prove(x)
    with pytest.raises(NotCoveredError, match="no value for y"):
        holds(x > y, {"x": 1})


def test_counterexample_that_does_not_replay_is_not_reported(monkeypatch):
    monkeypatch.setattr(proof, "witness", lambda *_: (Answer.YES, {"x": Fraction(1, 2), "y": Fraction(1)}))
    assert prove(x <= y, UNIT).status == "unknown"
    assert prove(x >= y, UNIT).status == "refuted"
    assert prove(x >= y, (*UNIT, y < 1)).status == "unknown"
