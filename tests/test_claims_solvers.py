"""Formal statements beside the solvers: where a condition holds, the game at that point has what the claim says."""

import random
from fractions import Fraction as Q
from functools import cache
from itertools import pairwise

import pytest
import sympy
from definitions import perfect_outcomes, pure_nash

from games.formal import STATEMENTS
from games.forms.tree import Leaf
from games.power_portfolio import POWERS
from games.technology_race import step_by_step
from solvers.coalitions.values import shapley_value
from solvers.commitment import commitment
from solvers.global_games import global_game
from solvers.participation import participation
from solvers.population.rest_points import is_nash
from solvers.races.three_gaps import intensities
from solvers.repeated import repeated


def random_point(model, rng):
    """Exact values inside the ranges that satisfy the assumptions."""
    while True:
        point = {p.name: p.low + (p.high - p.low) * Q(rng.randint(1, 19), 20) for p in model.parameters}
        if all(assumption.xreplace(symbolic(point)) for assumption in model.assumptions):
            return point


def symbolic(point):
    return {sympy.Symbol(name, real=True): sympy.Rational(value) for name, value in point.items()}


@cache
def condition(number, i):
    return sympy.sympify(STATEMENTS[number][i].condition)


def said(number, i, point):
    decided = condition(number, i).xreplace(symbolic(point))
    assert decided in (sympy.true, sympy.false)
    return bool(decided)


def agree(number, i, seen_in_game, count=120, both=True):
    """The statement and the game at the point say the same, at random points on both sides."""
    model, rng, met = STATEMENTS[number][i].game, random.Random(100 * number + i), set()
    for _ in range(count):
        point = random_point(model, rng)
        expected = bool(seen_in_game(model.at(**point)))
        assert said(number, i, point) == expected, point
        met.add(expected)
    assert len(met) == 2 or not both


# ---------------------------------------------------------------- normal forms and trees
@pytest.mark.parametrize(("number", "i", "in_equilibria"), [
    (6, 0, lambda found: ("US",) * 3 in found),
    (6, 1, lambda found: ("US", "EU", "CN") not in found),
    (32, 2, lambda found: ("Join", "Stay out", "Stay out") in found),
    (35, 0, lambda found: ("Comply",) in found),
    (35, 2, lambda found: ("EU",) * 3 in found),
    (40, 1, lambda found: found != {("Exit",)}),
    (52, 1, lambda found: ("CN",) * 3 in found),
    (52, 2, lambda found: ("CN",) * 3 in found),
])  # fmt: skip
def test_equilibrium_statements(number, i, in_equilibria):
    agree(number, i, lambda game: in_equilibria(pure_nash(game)))


def test_all_five_states_adopt():
    agree(39, 2, lambda game: ("Adopt",) * 5 in pure_nash(game), count=25)


def test_all_ten_states_adopt():
    def all_stay(game):
        return all(
            payoffs[(0,) * 10] >= payoffs[tuple(int(i == j) for j in range(10))]
            for i, payoffs in enumerate(game.payoffs)
        )

    agree(39, 3, all_stay, count=2, both=False)


@pytest.mark.parametrize("i", [5, 6])
def test_powers_as_assigned_in_the_contest(i):
    rest = ("Productive", "Institutional")
    wanted = {("Compulsory", *rest), ("Structural", *rest)}
    agree(50, i, lambda game: wanted & pure_nash(game), count=40)


@pytest.mark.parametrize(("number", "i"), [(50, 1), (50, 2)])
def test_the_article_s_assignment_is_who_is_strongest_at_what(number, i):
    def assigned(game):
        own = [{m: game.payoffs[a][(k,) * 3] for k, m in enumerate(POWERS)} for a in range(3)]
        us, cn, eu = own
        first = min(us["Compulsory"], us["Structural"]) >= max(us["Institutional"], us["Productive"])
        return first and cn["Productive"] == max(cn.values()) and eu["Institutional"] == max(eu.values())

    statement = STATEMENTS[number][i]
    agree(number, i, assigned, count=200, both=False)
    article = statement.game.defaults
    assert said(number, i, article) and assigned(statement.game.at(**article))


@pytest.mark.parametrize(("number", "i", "on_a_path"), [
    (26, 0, lambda path: path == ("Stop",)),
    (32, 1, lambda path: "Join" in path),
])  # fmt: skip
def test_subgame_perfect_statements(number, i, on_a_path):
    def found(tree):
        return any(on_a_path(path) for path, _ in perfect_outcomes(tree, tree.root))

    agree(number, i, found, count=60 if number == 32 else 12, both=number == 32)


def test_going_all_the_way_is_best_if_china_absorbs():
    def best(tree):
        ends = {path: node.payoffs[0] for path, node in tree.walk() if isinstance(node, Leaf) and "Adapt" not in path}
        return max(ends.values()) == ends[max(ends, key=len)]

    agree(26, 1, best)


# ---------------------------------------------------------------- the other forms
def test_a_lead_feeds_on_itself_where_both_ends_are_stable():
    def both_ends(game):
        found = participation(game)
        stable = {share for share, holds in zip(found.equilibria, found.stable, strict=True) if holds}
        return game.intercept < 0 and game.intercept + game.slope > 1 and {(0, 0), (1, 1)} <= stable

    agree(2, 1, both_ends)


def test_lock_in_is_a_band_that_reaches_all_though_none_would_join():
    for i in (0, 2):
        agree(30, i, lambda game: game.staying(1) == 1 and game.joining(0) == 0)
    model, rng = STATEMENTS[30][0].game, random.Random(5)
    for _ in range(100):
        point = random_point(model, rng)
        found = participation(model.at(**point))
        locked = (0, 0) in found.equilibria and any(high == 1 for _, high in found.bands)
        assert locked == said(30, 0, point)


def test_all_adopt_where_it_is_an_equilibrium_of_the_continuum():
    agree(35, 1, lambda game: (1, 1) in participation(game).equilibria)
    agree(41, 0, lambda game: (1, 1) not in participation(game).equilibria)


def test_trade_cannot_be_sustained_where_no_threat_deters():
    agree(27, 2, lambda game: ("Trade", "Trade") not in {o.profile for o in repeated(game).sustained}, count=60)


def test_states_of_the_contest_of_frames_are_equilibria_where_said():
    names = {"Security": 0, "Rights": 1, "Development": 2, "None": 3}

    def state(west, asia, south):
        return tuple(tuple(Q(int(k == names[f])) for k in range(4)) for f in (west, asia, south))

    for number, i, chosen in (
        (20, 0, ("Security",) * 3), (20, 1, ("Security", "Security", "None")), (44, 0, ("Rights", "Rights", "None")),
        (45, 1, ("Security", "Security", "Development")), (53, 1, ("Development",) * 3),
    ):  # fmt: skip
        agree(number, i, lambda game, chosen=chosen: is_nash(game, state(*chosen)), both=i != 1 and number != 44)


def test_the_shapley_lead_of_the_us_widens():
    statement, rng = STATEMENTS[33][0], random.Random(3)
    for _ in range(10):
        point = random_point(statement.game, rng)
        leads = []
        for lam in (Q(9, 10), Q(1, 2), Q(1, 10)):
            us, *others = shapley_value(statement.game.at(**point | {"lam": lam}))
            leads.append([us - other for other in others])
        assert all(earlier <= later for one, two in pairwise(leads)
                   for earlier, later in zip(one, two, strict=True))  # fmt: skip


def test_the_merit_needed_is_the_threshold_of_the_global_game():
    statement, rng = STATEMENTS[34][1], random.Random(4)
    for _ in range(20):
        point = random_point(statement.game, rng)
        more = point | {"rho": point["rho"] + Q(1, 20)}
        assert global_game(statement.game.at(**more)).signal < global_game(statement.game.at(**point)).signal


def test_where_the_firm_complies_the_eu_goes_beyond_what_suits_home():
    model, rng, met = STATEMENTS[38][1].game, random.Random(6), 0
    for _ in range(25):
        point = random_point(model, rng)
        for outcome in commitment(model.at(**point)).outcomes:
            ended = outcome.action in (0, point["smax"])
            if outcome.option == "Comply" and not ended and not outcome.favour:
                assert point["eta"] * outcome.action >= point["B"]
                met += 1
    assert met > 3


def test_control_slows_the_laggard_and_never_stops_it():
    rng, stopped = random.Random(7), 0
    for _ in range(30):
        point = random_point(step_by_step, rng)
        controlled, free = (
            intensities(step_by_step.at(**point, control=control))[0] for control in ("available", "none")
        )
        pace = controlled.lag + sympy.Rational(point["h"]) - controlled.control
        assert float(pace) <= float(free.lag + sympy.Rational(point["h"])) + 1e-12
        assert float(controlled.lag) >= float(free.lag) - 1e-12
        if point["p_level"] > point["p_lag"]:
            assert float(pace) > 0
            stopped += 1
        if point["p_lead"] > point["p_level"]:
            assert float(controlled.control) > 0
    assert stopped > 10
