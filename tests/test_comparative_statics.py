"""Derivatives, monotone statics and bifurcations against differences of exact solutions at neighbouring points."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from itertools import pairwise

import pytest
import sympy
from matplotlib.figure import Figure
from region_models import K, X, breakpoints, k, made, random_points, x

from games.errors import NotCoveredError, ParameterError, UnknownNameError
from games.export_controls import chip_ban, workaround
from games.formats.toml import read_toml
from games.forms import NormalForm
from games.forms.continuous import ContinuousGame, actions
from games.forms.tree import Chance, Leaf
from games.registry import find
from paper_figs.bifurcation import bifurcation_plot
from paper_figs.cli import main
from solvers.bifurcation import bifurcation
from solvers.derivative import derivative
from solvers.monotone import monotone
from solvers.nash import nash
from solvers.regions import regions
from solvers.repeated import repeated
from solvers.statics.reals import substitute
from solvers.subgame_perfect import subgame_perfect
from solvers.supermodular import supermodular

STEP = Fraction(1, 10**6)


@cache
def of_chip_ban(parameter, player, action):
    return derivative(chip_ban, parameter, player, action)


@pytest.mark.parametrize(("parameter", "player", "action"), [("q", "US", ""), ("d", "CN", "Indigenise")])
def test_derivatives_are_limits_of_differences_and_have_the_sign_proved(parameter, player, action):
    found = of_chip_ban(parameter, player, action)
    rows = regions(chip_ban).rows
    assert len(found) == len(rows)
    index, met = ("US", "CN").index(player), 0
    for point in random_points(chip_ban, 40, seed=2):
        shifted = point | {parameter: point[parameter] + STEP}
        if not chip_ban.parameters[[*chip_ban.symbols].index(parameter)].high >= shifted[parameter]:
            continue
        before, after = ({p.support: p for p in nash(chip_ban.at(**each))} for each in (point, shifted))
        for row, slope in zip(rows, found.rows):
            support = tuple(
                tuple(k for k, a in enumerate(labels) if s == a or not isinstance(s, str))
                for s, labels in zip(row.profile, chip_ban.form.actions)
            )
            if row.contains(point) and row.contains(shifted) and support in before and support in after:
                value = [
                    p.profile[index][chip_ban.form.actions[index].index(action)] if action else p.payoffs[index]
                    for p in (before[support], after[support])
                ]
                exact = float(substitute(slope.formula, point))
                assert exact == pytest.approx(float((value[1] - value[0]) / STEP), rel=1e-3, abs=1e-4)
                met += 1
                allowed = {"positive": exact > 0, "negative": exact < 0, "zero": exact == 0, "changes": True,
                           "not negative": exact >= 0, "not positive": exact <= 0, "unknown": True}  # fmt: skip
                assert allowed[slope.sign]
    assert met > 12


def test_a_changing_sign_shows_both():
    found = [row for row in of_chip_ban("q", "US", "").rows if row.sign == "changes"]
    assert found
    for row in found:
        assert substitute(row.formula, row.rising) > 0 > substitute(row.formula, row.falling)
        assert row.vanishes.free_symbols


def test_implicit_derivative_of_cournot_is_that_of_the_solution():
    """Without relative gains x = (a - 2 c_1 + c_2) / 3: dx/dc_1 = -2/3, dx/dc_2 = 1/3, du_1/da = 2 x / 3 > 0."""
    model = find("cournot").fix(k=0)
    slopes = {name: derivative(model, name, "Firm 1").rows for name in ("a", "c_1", "c_2")}
    assert [slopes[name][0].formula for name in ("a", "c_1", "c_2")] == [
        sympy.Rational(1, 3), -sympy.Rational(2, 3), sympy.Rational(1, 3)
    ]  # fmt: skip
    assert [slopes[name][0].sign for name in ("a", "c_1", "c_2")] == ["positive", "negative", "positive"]
    assert slopes["a"][1].sign == "positive"
    assert slopes["a"][1].formula == 2 * sympy.Symbol("x", real=True) / 3


def test_bifurcation_of_the_textbook_game_with_continua():
    found = bifurcation(breakpoints, "x")
    third, two = Fraction(1, 3), Fraction(2, 3)
    assert {value: [c.dimension for c in components] for value, components in found.continua.items()} == {
        third: [1], two: [1]
    }  # fmt: skip
    names = [b.region.profile if b.region.kind == "pure" else "mixed" for b in found.branches]
    events = [(e.at, e.kind, {names[j] for j in e.ending}, {names[j] for j in e.beginning}) for e in found.events]
    middle = {("1", "2"), ("2", "1"), "mixed"}
    assert events == [
        (third, "passage", {("2", "2")}, middle),
        (two, "passage", middle, {("1", "1")}),
    ]
    for number, branch in enumerate(found.branches):
        for value in (branch.stretch.low, branch.stretch.high):
            game = breakpoints.at(x=value)
            limit = found.limit(number, value)
            assert any(limit == p.profile for p in nash(game))


@pytest.mark.parametrize(
    ("model", "name"), [(chip_ban, "k_us"), (chip_ban, "q"), (find("ecosystem_choice_finite"), "beta")]
)
def test_branches_are_all_equilibria_between_the_events(model, name):
    found = bifurcation(model, name)
    values = sorted({e.at for e in found.events} | {found.low, found.high})
    for low, high in pairwise(values):
        point = low + (high - low) * Fraction(3, 7)
        solved = nash(model.at(**{name: point}))
        mine = [found.limit(j, point) for j, b in enumerate(found.branches) if b.stretch.low < point < b.stretch.high]
        assert sorted(mine) == sorted(p.profile for p in solved)
        assert len(mine) % 2 == 1


def test_an_irrational_value_is_exact_and_says_that_no_continuum_was_sought():
    """The first player's coordination pays from x^2 = 1/2 on: a pure and a mixed equilibrium are born there."""
    game = NormalForm([[[x**2 - sympy.Rational(1, 2), 0], [0, 1]], [[1, 0], [0, 1]]])
    found = bifurcation(made(game, X), "x")
    assert {event.at for event in found.events} == {sympy.sqrt(2) / 2}
    assert found.open_ == (sympy.sqrt(2) / 2,)
    born = [found.branches[j].region.kind for event in found.events for j in event.beginning]
    assert sorted(born) == ["mixed", "pure"]
    assert "not sought" in found.to_text()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_bifurcation_plot(lang):
    axes = Figure().subplots()
    found = bifurcation(chip_ban, "k_us")
    assert bifurcation_plot(found, "US", "Restrict", axes, lang, 1.5) is axes
    drawn = [line for line in axes.lines if len(line.get_xdata()) == 201]
    assert len(drawn) == len(found.branches)
    with pytest.raises(UnknownNameError):
        bifurcation_plot(found, "US", "Depend", axes)


def test_monotone_agrees_with_the_extremal_equilibria():
    model = find("ecosystem_choice_finite")
    found = monotone(model, "subsidy")
    assert found.holds
    assert found.falling
    assert not monotone(model, "subsidy", falling=False).holds
    last = None
    for step in range(6):
        solved = supermodular(model.at(subsidy=Fraction(step, 5)))
        here = [p.support for p in (solved.least, solved.greatest)]
        if last is not None:
            assert all(new[i] <= old[i] for new, old in zip(here, last) for i in range(3))
        last = here


def test_failing_conditions_are_refuted_at_a_point():
    found = monotone(chip_ban, "k_us")
    refuted = [row for row in found.rows if row.verdict.status == "refuted"]
    assert refuted
    assert not found.holds
    for row in refuted:
        assert substitute(row.expression, row.verdict.counterexample) < 0


def test_turned_orders_make_substitutes_supermodular():
    """Cournot with two firms: turn one round, and output of the other rises in her own cost no more."""
    y, z = actions("y z")
    cournot = ContinuousGame(("A", "B"), (y, z), ((0, 1), (0, 1)), (y * (2 - y - z - x), z * (2 - y - z)))
    model = made(cournot, X, K)
    assert not monotone(model, "x", falling=True).holds
    assert monotone(model, "x", turned=["B"], falling=True).holds
    assert k not in cournot.payoffs[0].free_symbols


def test_results_and_commands_speak_both_languages(capsys):
    commands = (
        ["derivative", "chip_ban", "--for", "q", "--of", "US:Restrict"],
        ["derivative", "cournot", "--for", "c_1", "--of", "Firm 1"],
        ["bifurcation", "chip_ban", "--for", "k_us"],
        ["monotone", "ecosystem_choice_finite", "--for", "subsidy", "--falling"],
    )
    for command in commands:
        assert main(command) == 0
        assert main([*command, "--lang", "zh"]) == 0
        assert main([*command, "--json"]) == 0
        assert capsys.readouterr().err == ""


def test_refuses_with_one_clear_error():
    for call in (derivative, bifurcation, monotone):
        extra = ["US"] if call is derivative else []
        with pytest.raises(ParameterError, match="k_us"):
            call(chip_ban, "kus", *extra)
        with pytest.raises(NotCoveredError):
            call(find("linear_global_game"), "rho", *(find("linear_global_game").form.players[:1] if extra else ()))
    with pytest.raises(NotCoveredError):
        monotone(workaround, "F")
    with pytest.raises(NotCoveredError, match="2 information sets"):
        derivative(find("chip_ban_sequential"), "q", "CN", "Depend")
    with pytest.raises(UnknownNameError, match="no player"):
        derivative(chip_ban, "q", "EU")
    with pytest.raises(UnknownNameError, match="no action"):
        derivative(chip_ban, "q", "US", "Depend")
    with pytest.raises(UnknownNameError, match="no player"):
        monotone(chip_ban, "q", turned=["EU"])


def test_an_end_outside_an_open_range_is_no_event():
    found = bifurcation(find("inspection"), "penalty")
    (own,) = found.model.parameters
    assert own.open_low
    assert own.low not in {event.at for event in found.events}
    assert "nothing happens: 1: mixed" in bifurcation(find("inspection"), "gain").to_text()


def crossing(first, second):
    """A 2x2 game by what each player gains by her second action, against the other's first and second."""
    return made(NormalForm([[[0, 0], list(first)], [[0, second[0]], [0, second[1]]]]), X)


def test_monotone_tries_all_orders_and_then_single_crossing():
    """Gains of 1 rise from -1 + x to 1 + x: as listed. Of both players turned: only in other orders."""
    assert monotone(crossing((x - 1, x + 1), (-1, 1)), "x").orders == (("1", "2"), ("1", "2"))
    turned = monotone(crossing((x + 1, x - 1), (1, -1)), "x")
    assert turned.holds
    assert turned.orders == (("1", "2"), ("2", "1"))
    assert not monotone(crossing((x + 1, x - 1), (1, -1)), "x", falling=False).holds
    ordinal = monotone(crossing((x + 5, x + 1), (-1, 1)), "x")
    assert (ordinal.holds, ordinal.criterion) == (True, "single crossing")
    failing = monotone(crossing((x + 1, x - 1), (-1, 1)), "x")
    assert (failing.holds, failing.elsewhere) == (False, "fail")
    assert "every other order" in failing.to_text()


def test_no_order_does_where_the_search_of_numbers_finds_none():
    """At fixed numbers the orders found by sign conditions are those that `supermodular` accepts."""
    import numpy as np

    from solvers.statics.differences import Comparing
    from solvers.supermodular import supermodular_orders

    rng, found = np.random.default_rng(3), []
    for _ in range(12):
        game = NormalForm(rng.integers(-3, 4, (2, 2, 3)))
        orders = list(Comparing(game, x, ()).fitting())
        found.append(bool(orders))
        assert bool(orders) == supermodular_orders(game).holds
        assert all(supermodular(game, own).holds for own in orders)
    assert {True, False} == set(found)


@pytest.mark.parametrize(("model", "name"), [(workaround, "k"), (find("chip_ban_sequential"), "k_us")])
def test_branches_of_a_tree_are_its_subgame_perfect_equilibria(model, name):
    found = bifurcation(model, name)
    assert found.events
    assert not found.inside
    values = sorted({e.at for e in found.events} | {found.low, found.high})
    for low, high in pairwise(values):
        point = low + (high - low) * Fraction(3, 7)
        solved = {p.profile for p in subgame_perfect(model.at(**{name: point}))}
        mine = {found.limit(j, point) for j, b in enumerate(found.branches) if b.stretch.low < point < b.stretch.high}
        assert mine == solved


def test_branches_of_signals_and_of_triggers():
    signals = bifurcation(find("capability_signal"), "pi")
    assert {event.at for event in signals.events} == {Fraction(1, 2)}
    trade = find("repeated_chip_trade")
    triggers = bifurcation(trade, "delta")
    least = min(
        o.critical
        for o in repeated(trade.at()).outcomes
        if o.critical and o in repeated(trade.at(delta="9/10")).sustained
    )
    assert [(event.at, event.kind) for event in triggers.events] == [(least, "birth")]


def test_continua_between_the_values_are_found_and_named():
    found = bifurcation(find("matching_with_a_veto"), "veto")
    (each,) = found.inside
    assert (each.low, each.high, each.unlisted) == (0, 1, 0)
    assert [c.dimension for c in each.continua] == [1]
    assert [str(row.free) for row in each.known] == ["(p,)"]
    assert "continuum" in found.to_text()
    assert "连续统" in found.to_text("zh")
    assert found.to_json()["inside"][0]["continua"] == [1]


@pytest.mark.parametrize(
    ("model", "parameter", "player"), [(workaround, "e", "Firm"), (find("capability_signal"), "pi", "CN")]
)
def test_derivatives_in_trees_are_limits_of_differences_along_the_play(model, parameter, player):
    found, rows = derivative(model, parameter, player), regions(model).rows
    assert len(found) == len(rows)
    for row, slope in zip(rows, found.rows):
        point = row.witness
        index = [*model.symbols].index(parameter)
        step = STEP if point[parameter] + STEP <= model.parameters[index].high else -STEP
        values = [
            expected(model.at(**each), row, each, player)
            for each in (point, point | {parameter: point[parameter] + step})
        ]
        slope_there = float(substitute(slope.formula, point))
        assert slope_there == pytest.approx(float((values[1] - values[0]) / step), rel=1e-3, abs=1e-4)


def expected(tree, row, point, player):
    """A player's payoff where everybody plays the profile of a region, by a walk over all ends."""
    chance = {
        (path, a): (substitute(sympy.sympify(own.get(a, 0)), point) if not isinstance(own, str) else int(own == a))
        for info, own in zip(tree.information_sets, row.profile) for path in info.paths for a in info.actions
    }  # fmt: skip
    total = 0
    for path, node in tree.walk():
        if isinstance(node, Leaf):
            weight, here = 1, tree.root
            for k, action in enumerate(path):
                place = here.actions.index(action)
                weight *= here.probabilities[place] if isinstance(here, Chance) else chance[path[:k], action]
                here = here.children[place]
            total += weight * node.payoffs[tree.players.index(player)]
    return Fraction(str(total))


def test_corners_of_cournot():
    """With the second firm out of the market the first is a monopolist: x = (a - c_1) / 2 and u = x^2."""
    rows = {(row.profile, row.quantity): row for row in derivative(find("cournot").fix(k=0), "c_1", "Firm 1").rows}
    assert rows["interior equilibrium", "x"].formula == -sympy.Rational(2, 3)
    alone = rows["corner: Firm 2: lowest", "x"]
    assert (alone.formula, alone.sign) == (-sympy.Rational(1, 2), "negative")
    assert rows["corner: Firm 2: lowest", "u(Firm 1)"].formula == -sympy.Symbol("x", real=True)
    assert rows["corner: Firm 1: lowest", "x"].sign == "zero"


def test_parameters_of_a_file_are_fixed_where_they_are_given():
    model = read_toml("""
title = "Own"
players = ["A", "B"]
[actions]
A = ["x", "y"]
B = ["x", "y"]
[parameters]
s = { default = "1/2", range = [0, 2] }
w = { default = "1/2", range = [0, 2] }
[payoffs]
"x,x" = ["1 + s*w", "1 + s"]
"x,y" = [0, 0]
"y,x" = [0, "w"]
"y,y" = ["w", 1]
""")
    half = model.fix(w="3/4").fix(s=1)
    assert half.form.kind != "symbolic"
    assert {str(s) for row in regions(model.fix(w="3/4")) for c in row.conditions for s in c.free_symbols} <= {"s"}
    assert [e.at for e in bifurcation(model, "w").events] == [0, 1]


def test_mixed_branches_are_told_apart_by_their_rows_in_the_table_of_regions():
    found = bifurcation(breakpoints, "x")
    rows = [row.profile for row in regions(found.model)]
    for event, shown in zip(found.events, found.table().rows, strict=False):
        for group, cell in zip((event.ending, event.beginning), shown[2:4], strict=True):
            mixed = [found.branches[k] for k in group if not found.branches[k].region.is_unmixed]
            assert [part for part in cell.split(", ") if "mixed" in part] == [f"{b.number}: mixed" for b in mixed]
            assert all(rows[b.number - 1] == b.region.profile for b in mixed)
    assert "numbered as in the table of regions" in found.table().notes


def test_what_single_crossing_asks_is_said_in_words():
    told = monotone(crossing((2 * x - 1, x - sympy.Rational(1, 2)), (-1, 1)), "x")
    assert told.holds
    (asked,) = (c for c in (row.comparison for row in told.rows) if c.step and not c.is_trivial)
    assert (asked.before, asked.expression) == (2 * x - 1, x - sympy.Rational(1, 2))
    assert "x - 1/2 where 2*x - 1 >= 0, and > 0 where that is > 0" in told.to_text()
