"""Where in the parameters each equilibrium of a signalling model exists, against the exact solver at points."""

from collections.abc import Mapping
from fractions import Fraction
from random import Random

import pytest
import sympy
from signalling_oracle import holds

import games
from games.errors import NotCoveredError
from games.forms.bayesian import signalling
from games.model import Model
from games.parameters import parameter
from games.text import Text
from solvers.regions import regions
from solvers.signalling import signalling_equilibria

MODEL = games.find("capability_signal")


@pytest.fixture(scope="module")
def found():
    return regions(MODEL)


def at(profile, tree, point):
    """The profile of a region at a point, None where a probability is none."""
    values = {sympy.Symbol(name, real=True): sympy.Rational(v) for name, v in point.items()}
    rows = []
    for strategy, where in zip(profile, tree.information_sets):
        weights = strategy if isinstance(strategy, Mapping) else {strategy: sympy.Integer(1)}
        row = [sympy.sympify(weights.get(a, 0)).subs(values) for a in where.actions]
        if not all(p.is_Rational and 0 <= p <= 1 for p in row):
            return None
        rows.append(tuple(Fraction(int(p.p), int(p.q)) for p in row))
    return tuple(rows)


def points(count):
    rng = Random(8)
    for _ in range(count):
        yield {p.name: p.low + (p.high - p.low) * Fraction(rng.randint(1, 96), 97) for p in MODEL.parameters}


def test_the_separating_equilibrium_needs_a_cost_that_only_the_capable_bear(found):
    shown = {(r.kind, r.label): r.to_json()["conditions"] for r in found}
    separating = {label: conditions for (kind, label), conditions in shown.items() if kind == "separating"}
    assert separating == {"(Demonstrate, Relax, Restrict, Conceal)": ["b_h - c_h >= 0", "-b_l + c_l >= 0", "w_h >= 0"]}


def test_the_less_capable_imitate_so_often_that_the_us_is_indifferent(found):
    pi, w_h, w_l, b_l, c_l = (sympy.Symbol(name, real=True) for name in ("pi", "w_h", "w_l", "b_l", "c_l"))
    (imitation,) = (r for r in found if isinstance(r.profile[3], Mapping))
    assert sympy.simplify(imitation.profile[3]["Demonstrate"] - pi * w_h / ((1 - pi) * w_l)) == 0
    assert sympy.simplify(imitation.profile[1]["Relax"] - c_l / b_l) == 0


def test_regions_hold_exactly_where_the_solver_finds_the_profile(found):
    inside = outside = 0
    for point in points(40):
        tree = MODEL.at(**point)
        exact = signalling_equilibria(tree)
        for region in found:
            profile = at(region.profile, tree, point)
            if region.contains(point):
                assert len(holds(exact, profile)) == 1
                inside += 1
            elif profile is not None:
                assert not holds(exact, profile)
                outside += 1
    assert min(inside, outside) > 40


def test_every_equilibrium_with_pure_answers_to_unsent_messages_has_a_region(found):
    for point in points(40):
        tree = MODEL.at(**point)
        listed = {at(region.profile, tree, point) for region in found if region.contains(point)}
        for equilibrium in signalling_equilibria(tree):
            unsent = [
                len(corners) > 1 or not _sent(equilibrium, m) for m, corners in enumerate(equilibrium.beliefs[1:3])
            ]
            answers = [max(strategy) == 1 for strategy in equilibrium.profile[1:3]]
            if all(pure or not free for pure, free in zip(answers, unsent)):
                assert equilibrium.profile in listed
                assert [r.kind for r in found if at(r.profile, tree, point) == equilibrium.profile] == [
                    equilibrium.kind
                ]


def _sent(equilibrium, m):
    return equilibrium.profile[0][m] or equilibrium.profile[3][m]


def test_more_than_two_responses_are_refused():
    a = parameter("a", "a", "甲", 1, 0, 2)

    def build(a):
        return signalling(["t", "s"], ["1/2", "1/2"], ["m", "n"], ["x", "y", "z"], lambda *_: a, lambda *_: 0)

    model = Model(name="x.y", title=Text("a", "甲"), story=Text("a", "甲"), parameters=(a,), build=build)
    with pytest.raises(NotCoveredError, match="two responses"):
        regions(model)
