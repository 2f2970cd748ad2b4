"""Equilibrium regions against brute force at exact points, inside, outside and on every boundary."""

from __future__ import annotations

from contextlib import contextmanager
from fractions import Fraction
from itertools import product

import pytest
import sympy
from region_models import (
    MODELS,
    TWO_BY_TWO,
    S,
    X,
    boundary_points,
    breakpoints,
    brute_force,
    chicken,
    listed,
    made,
    p,
    r,
    random_points,
    s,
    stag_hunt,
    t,
    x,
)

from games.classics import symmetric
from games.errors import NotCoveredError, ParameterError, UnknownNameError
from games.export_controls import CHIP_BAN_PARAMETERS, chip_ban, chip_ban_sequential, workaround
from games.forms import NormalForm
from paper_figs.cli import main
from solvers.regions import Region, Regions, regions
from solvers.statics.reals import Answer, holds, substitute, witness
from solvers.statics.simplify import balanced, irredundant
from solvers.thresholds import thresholds


@pytest.fixture(scope="module")
def found():
    return {model: regions(model) for model in MODELS.values()}


@pytest.mark.parametrize("name", MODELS)
def test_agrees_with_brute_force_everywhere(found, name):
    model = MODELS[name]
    rows = found[model]
    points = random_points(model, 200) + boundary_points(rows)
    seen = set()
    for point in points:
        expected = brute_force(model, point)
        assert listed(rows, point) == expected
        seen |= expected
    assert seen == {row.profile for row in rows if row.kind == "pure"}


@pytest.mark.parametrize("name", MODELS)
def test_every_condition_is_needed(found, name):
    model = MODELS[name]
    checked = 0
    for row in found[model]:
        assert irredundant(row.conditions, row.domain) is Answer.YES
        for c in row.conditions if row.kind == "pure" else ():
            rest = [other for other in row.conditions if other is not c]
            _, point = witness([*row.domain, *rest, sympy.Not(c)])
            assert all(holds(other, point) for other in rest)
            assert row.profile not in brute_force(model, point)
            checked += 1
    assert checked >= len({row.profile for row in found[model] if row.conditions and row.kind == "pure"}) > 0


@pytest.mark.parametrize("name", MODELS)
def test_witness_is_inside(found, name):
    model = MODELS[name]
    for row in found[model]:
        assert row.contains(row.witness)
        assert all(isinstance(v, Fraction) for v in row.witness.values())
        assert all(substitute(c.lhs, row.witness) != 0 for c in row.conditions)
        if row.kind == "pure":
            assert row.profile in brute_force(model, row.witness)


@pytest.mark.parametrize("name", TWO_BY_TWO)
def test_mixed_against_the_formula(found, name):
    model = MODELS[name]
    mixed, met = [row for row in found[model] if row.kind == "mixed"], 0
    for point in random_points(model, 200, seed=5) + boundary_points(found[model], each=8):
        u, v = model.at(**point).payoffs
        gains = [[u[0, c] - u[1, c] for c in (0, 1)], [v[q, 0] - v[q, 1] for q in (0, 1)]]
        exists = all(g[0] * g[1] < 0 for g in gains)
        rows = [row for row in mixed if row.contains(point)]
        assert len(rows) == exists
        for row in rows:
            met += 1
            for strategy, (g, h) in zip(row.profile, gains[::-1], strict=False):
                first, second = (substitute(sympy.sympify(q), point) for q in strategy.values())
                assert first == sympy.Rational(h) / sympy.Rational(h - g)
                assert first + second == 1
                assert 0 < first < 1
    assert met > 5


def test_odd_number_of_equilibria_off_the_boundaries(found):
    for model in (chip_ban, stag_hunt, chicken):
        for point in random_points(model, 150, seed=9):
            if all(substitute(c.lhs, point) != 0 for row in found[model] for c in row.conditions):
                assert sum(row.contains(point) for row in found[model]) % 2 == 1


def test_grieco_stag_hunt_becomes_prisoners_dilemma(found):
    (row,) = found[stag_hunt].of("Cooperate", "Cooperate")
    ((case,),) = row.solved_for("k")
    assert case.when == ()
    assert case.holds.rel_op == "<="
    assert sympy.simplify(case.holds.rhs - (r - t) / (t - s)) == 0
    (defect,) = found[stag_hunt].of("Defect", "Defect")
    assert defect.conditions == ()
    assert not found[stag_hunt].of("Cooperate", "Defect")


def test_grieco_chicken_becomes_prisoners_dilemma(found):
    (row,) = found[chicken].of("Defect", "Defect")
    ((case,),) = row.solved_for("k")
    assert case.when == ()
    assert case.holds.rel_op == ">="
    assert sympy.simplify(case.holds.rhs - (s - p) / (t - s)) == 0
    (off,) = found[chicken].of("Cooperate", "Defect")
    assert [str(c) for (c,) in off.solved_for("k")] == ["k <= (-P + S)/(-S + T)"]


def test_breakpoints_of_a_parametric_game(found):
    rows = found[breakpoints]
    assert [(row.kind, row.profile) for row in rows][:4] == [("pure", q) for q in product("12", repeat=2)]
    bounds = {row.profile: {c.holds for (c,) in row.solved_for("x")} for row in rows if row.kind == "pure"}
    low, high = sympy.Rational(1, 3), sympy.Rational(2, 3)
    assert bounds == {
        ("1", "1"): {x >= high},
        ("1", "2"): {x >= low, x <= high},
        ("2", "1"): {x >= low, x <= high},
        ("2", "2"): {x <= low},
    }
    (mixed,) = [row for row in rows if row.kind == "mixed"]
    assert {c.holds for (c,) in mixed.solved_for("x")} == {x > low, x < high}
    assert rows.cover().status == "proved"
    assert [(a.profile, b.profile) for a, b, _ in rows.overlaps()] == [(("1", "2"), ("2", "1"))]
    assert rows.partition().status == "refuted"
    assert "continuum" in rows.note.en


def test_no_weight_sustains_restriction_against_good_indigenous_chips(found):
    t_us, t_cn, q, _, phi, k_us, _ = (w.symbol for w in CHIP_BAN_PARAMETERS)
    rows = {
        c
        for row in thresholds(found[chip_ban], "k_us").rows
        if row.region.profile == ("Restrict", "Indigenise")
        for c in row.cases
    }
    by_bound = {c.bound.text: c for c in rows}
    assert len(rows) == 3
    assert {balanced(c) for c in by_bound["never"].when} == {(1 - phi) * t_us > (1 - q) * t_cn}
    (bound,) = [c for c in rows if c.holds.has(k_us)]
    critical = (1 - phi) * t_us / ((1 - q) * t_cn - (1 - phi) * t_us)
    assert bound.holds.rel_op == ">="
    assert sympy.simplify(bound.holds.rhs - critical) == 0
    assert {balanced(c) for c in bound.when} == {(1 - q) * t_cn > (1 - phi) * t_us}
    (slice_,) = rows - {bound, by_bound["never"]}
    assert slice_.bound.text == "phi >= 1"


def test_cover_gap_and_overlap_are_replayed(found):
    verdict = found[chip_ban].cover()
    assert verdict.status == "refuted"
    assert brute_force(chip_ban, verdict.counterexample) == set()
    ((a, b, point),) = found[chip_ban].overlaps()
    assert brute_force(chip_ban, point) == {a.profile, b.profile} == {("Open", "Depend"), ("Restrict", "Indigenise")}
    assert brute_force(chip_ban, found[chip_ban].partition().counterexample) == set()


TREES = [chip_ban_sequential, chip_ban_sequential.choose(commitment="CN"), workaround]


@pytest.mark.parametrize("model", TREES, ids=str)
def test_subgame_perfect_regions_partition_the_domain(model):
    rows = regions(model)
    assert len(rows) == 8
    assert {row.kind for row in rows} == {"subgame perfect"}
    assert rows.partition().status == "proved"
    for row in rows:
        assert irredundant(row.conditions, rows.domain) is Answer.YES
    for point in random_points(model, 60, seed=2):
        assert {row.profile for row in rows if row.contains(point)} == backward_induction(model.at(**point))


def backward_induction(tree):
    """All subgame-perfect profiles by trying every profile with the one-shot deviation principle."""
    sets = tree.information_sets

    def values(path, node, plan):
        return (
            node.payoffs
            if not hasattr(node, "children")
            else values((*path, plan[path]), node.children[node.actions.index(plan[path])], plan)
        )

    nodes = {path: node for path, node in tree.walk() if hasattr(node, "children")}
    perfect = set()
    for choice in product(*(info.actions for info in sets)):
        plan = {info.paths[0]: action for info, action in zip(sets, choice, strict=False)}
        if all(
            values(path, node, plan)[tree.players.index(node.player)]
            >= values((*path, a), child, plan)[tree.players.index(node.player)]
            for path, node in nodes.items()
            for a, child in zip(node.actions, node.children, strict=False)
        ):
            perfect.add(choice)
    return perfect


def test_json_and_at(found):
    data = found[chip_ban].to_json()
    assert data[2] == {
        "kind": "pure",
        "profile": ["Restrict", "Depend"],
        "conditions": ["k_us*(t_cn - t_us) - t_us >= 0", "d - q*t_cn >= 0"],
    }
    assert [list(map(set, entry["profile"])) for entry in data if entry["kind"] == "mixed"] == 3 * [
        [{"Open", "Restrict"}, {"Depend", "Indigenise"}]
    ]
    assert [row.profile for row in found[chip_ban].at()] == [("Restrict", "Indigenise")]
    assert len(found[chip_ban].table().rows) == len(found[chip_ban].to_frame()) == 7
    assert "tabular" in found[chip_ban].to_latex()
    assert "<table>" in found[chip_ban]._repr_html_()


def test_payoffs_by_cases_and_roots():
    game = NormalForm([[sympy.Max(x, s / 10), sympy.sqrt(x)]], actions=(("a", "b"),))
    model = made(game, X, S)
    rows = regions(model)
    assert len(rows.of("a")) == 2
    assert len(rows.of("b")) >= 1
    assert rows.cover().status == "proved"
    for point in random_points(model, 80):
        u = [substitute(sympy.sympify(v), point) for v in game.payoffs[0]]
        expected = {q for q, a, b in (("a", 0, 1), ("b", 1, 0)) if u[a] >= u[b]}
        assert {q for (q,) in listed(rows, point)} == expected


def test_refuses_what_it_does_not_cover():
    with pytest.raises(NotCoveredError, match="exp"):
        regions(made(NormalForm([[sympy.exp(x), 1]]), X))
    with pytest.raises(ParameterError, match="k_us"):
        thresholds(chip_ban, "kus")
    with pytest.raises(UnknownNameError, match="k_us"):
        regions(chip_ban).rows[0].solved_for("kus")


def test_constant_game_has_unconditional_regions():
    rows = regions(made(symmetric(4, 3, 2, 1), X))
    assert [(row.profile, row.conditions) for row in rows] == [(("Defect", "Defect"), ())]
    assert rows.cover().status == rows.partition().status == "proved"


def test_assuming_narrows_the_domain():
    k_us, phi = chip_ban.symbols["k_us"], chip_ban.symbols["phi"]
    rows = regions(chip_ban, assuming=[sympy.Eq(k_us, 0), phi < 1])
    assert {row.profile[0] for row in rows if row.kind == "pure"} == {"Open"}
    assert isinstance(rows, Regions)


def test_region_compares_by_value():
    assert Region("pure", ("a",), (x >= 0,)) == Region("pure", ("a",), (x >= 0,))


@pytest.mark.parametrize("command", [["regions"], ["thresholds", "--for", "k_us"]])
def test_a_terminal_is_told_how_far_it_is(command, monkeypatch, capsys):
    told = []

    @contextmanager
    def bar(what):
        yield lambda done, of: told.append((what, done, of))

    monkeypatch.setattr("paper_figs.progress.progress_bar", bar)
    assert main([command[0], "chip_ban", *command[1:]]) == 0
    assert len(told) > 4
    assert told == [(command[0], k, len(told)) for k in range(1, len(told) + 1)]
