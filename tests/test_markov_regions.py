"""Regions of pure Markov perfect equilibria: at any point they are what the solver for numbers finds there."""

from collections import Counter
from fractions import Fraction
from random import Random

import pytest
import sympy

from games.errors import NotCoveredError
from games.formats import load
from games.forms import NormalForm
from games.forms.stochastic import StochasticGame
from solvers.bifurcation import bifurcation
from solvers.markov.pure_regions import markov_profiles
from solvers.markov_perfect import markov_perfect
from solvers.regions import regions
from solvers.statics.line import between
from solvers.sweep import sweep
from solvers.thresholds import thresholds

TOML = r"""
title = "Arms race"
players = ["A", "B"]
discount = "delta"
[parameters]
delta = { default = "4/5", range = [0, "99/100"] }
c = { default = "1", range = [0, 3] }
[states.calm]
actions = { A = ["hold", "build"], B = ["hold", "build"] }
payoffs = {"hold,hold" = [2,2], "hold,build" = [0,"3-c"], "build, hold" = ["3-c", 0], "build, build" = ["1-c","1-c"]}
next = { "hold, hold" = "calm", "hold, build" = "tense", "build, hold" = "tense", "build, build" = "tense" }
[states.tense]
actions = { A = ["talk", "race"], B = ["talk", "race"] }
payoffs = { "talk, talk" = [1, 1], "talk, race" = [-1, 1], "race, talk" = [1, -1], "race, race" = [0, 0] }
next = { "talk, talk" = "calm", "talk, race" = "tense", "race, talk" = "tense", "race, race" = "tense" }
"""


def played(game, point):
    """The labels of a pure stationary profile, state by state, of those who have a choice."""
    return tuple(
        stage.actions[i][mix.index(1)]
        for stage, mixes in zip(game.stages.values(), point.profile)
        for i, mix in enumerate(mixes)
        if len(mix) > 1
    )


@pytest.fixture
def model(tmp_path):
    path = tmp_path / "race.toml"
    path.write_text(TOML)
    return load(path)


def test_regions_of_a_file_hold_exactly_where_the_equilibria_are(model):
    found, rng = regions(model), Random(4)
    seen = set()
    points = [(Fraction(rng.randint(0, 99), 100), Fraction(rng.randint(0, 30), 10)) for _ in range(40)]
    for delta, c in [
        *points,
        (Fraction(1, 2), Fraction(1, 2)),
        (Fraction(0), Fraction(1)),
        (Fraction(1, 2), Fraction(1)),
    ]:
        game = model.at(delta=delta, c=c)
        there = {played(game, each) for each in markov_perfect(game, mixed=False).pure}
        assert {region.profile for region in found.at(delta=delta, c=c)} == there
        seen |= there
    assert len(seen) == 8
    assert len([region for region in found if not region.is_thin]) == 3


def test_thresholds_in_the_discount_factor(model):
    rows = [row for row in thresholds(model, "delta").rows if row.region.profile == ("hold", "hold", "talk", "talk")]
    assert [case.bound.text for row in rows for case in row.cases] == ["delta >= 1 - c"]


def test_notes_name_the_states_in_both_languages(model):
    found = regions(model)
    assert "calm, tense" in found.to_text()
    assert "马尔可夫精炼" in found.to_text("zh")


@pytest.mark.parametrize("seed", range(6))
def test_the_conditions_are_those_of_random_games_with_random_moves(seed):
    """Three states, random transitions that depend on a symbol, and a third player without a choice."""
    rng, d, p = Random(seed), *sympy.symbols("d p", real=True)
    stages, moves = {}, {}
    for s in "xyz":
        shape = (3, rng.choice([1, 2]), 2, 1) if s != "z" else (3, 1, 1, 1)
        stages[s] = NormalForm(_draw(rng, shape), "ABC")
        share = Fraction(rng.randint(0, 4), 4)
        moves[s] = {stages[s].labels(a): [p * share, 1 - p, p * (1 - share)] for a in stages[s].profiles()}
        for a in stages[s].profiles():
            if rng.random() < 0.5:
                moves[s][stages[s].labels(a)] = dict.fromkeys([rng.choice("xyz")], 1)
    game = StochasticGame(stages, moves, d)
    for _ in range(3):
        point = {d: Fraction(rng.randint(0, 9), 10), p: Fraction(rng.randint(0, 5), 5)}
        exact = {k: sympy.Rational(v.numerator, v.denominator) for k, v in point.items()}
        there = {name for name, held in markov_profiles(game) if all(bool(sympy.sympify(c).subs(exact)) for c in held)}
        numeric = game.map(lambda v, exact=exact: _value(v, exact))
        assert there == {played(numeric, each) for each in markov_perfect(numeric, mixed=False).pure}


def _draw(rng, shape):
    import numpy as np

    size = int(np.prod(shape))
    values = np.empty(size, dtype=object)
    values[:] = [Fraction(rng.randint(-3, 3)) for _ in range(size)]
    return values.reshape(shape)


def _value(value, point):
    found = sympy.sympify(value).subs(point)
    return Fraction(int(found.p), int(found.q))


def test_too_many_profiles_are_named():
    stage = NormalForm(_draw(Random(0), (2, 9, 9)))
    stay = {stage.labels(a): {"a": 1} for a in stage.profiles()}
    with pytest.raises(NotCoveredError, match="6561 pure stationary profiles"):
        list(markov_profiles(StochasticGame({"a": stage, "b": stage}, {"a": stay, "b": stay}, sympy.Symbol("d"))))


def test_branches_along_the_discount_factor(model):
    """What the regions list holds along a line, and nothing else begins or ends."""
    name = model.parameters[-1].name
    found = bifurcation(model, name)
    assert found.branches
    for number, branch in enumerate(found.branches):
        inside = between(branch.stretch.low, branch.stretch.high)
        assert branch.region.contains({name: inside})
        assert all(sum(own) == 1 for own in found.limit(number, inside))


def test_a_sweep_names_the_profiles(model):
    swept, found = sweep(model, delta="0:9/10:10", c="1/2"), regions(model)
    points = [{"delta": Fraction(k, 10), "c": Fraction(1, 2)} for k in range(10)]
    solved = [markov_perfect(model.at(**point)) for point in points]
    assert swept.count.tolist() == [len(own.equilibria) for own in solved]
    assert any(own.mixed for own in solved)
    named = {name: number for name, number in swept.points.items() if name.count(", ") == 3}
    assert {name: number for name, number in named.items() if "+" not in name} == Counter(
        ", ".join(region.profile) for point in points for region in found.at(**point)
    )
    assert sum(named.values()) == swept.count.sum()
    assert "numeric" in swept.note()
    assert "数值解" in swept.note("zh")
