"""Regions of mixed equilibria against the exact solver at random points, inside and outside of every region."""

from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pytest
import sympy
from region_models import letters, made, random_points

from games.forms import NormalForm
from games.parameters import parameter
from games.registry import find
from solvers.nash import nash
from solvers.regions import regions
from solvers.statics.candidates import is_tied
from solvers.statics.mixed_candidates import mixed_covered
from solvers.statics.radicals import rationalised
from solvers.statics.reals import substitute, witness


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


def tied_game(shape, seed):
    """A random game in which some payoffs of the last player are tied whatever the parameters."""
    model, rng = random_game(shape, seed), random.Random(seed)
    u = model.form.payoffs.copy()
    for others in np.ndindex(*shape[:-1]):
        if rng.random() < 0.6:
            u[(-1, *others, 1)] = u[(-1, *others, 0)]
    return made(NormalForm(u), *model.parameters)


def plays(row, actions, point):
    return tuple(at(strategy, labels, point) for strategy, labels in zip(row.profile, actions))


def support(profile):
    return tuple(tuple(k for k, p in enumerate(own) if p) for own in profile)


def is_equilibrium(game, profile):
    for i, own in enumerate(profile):
        value = game.payoffs[i]
        for j in reversed(range(game.n_players)):
            value = np.moveaxis(value, j, -1) @ np.array(profile[j], dtype=object) if j != i else value
        if any(p and value[a] < max(value) for a, p in enumerate(own)):
            return False
    return True


@pytest.mark.parametrize(("shape", "seed"), [((2, 2), 7), ((2, 3), 3), ((3, 2), 2), ((3, 3), 4), ((2, 2, 2), 3)])
def test_continua_of_ties_are_exactly_the_equilibria_in_which_somebody_is_free(shape, seed):
    model = tied_game(shape, seed)
    found, actions = regions(model), model.form.actions
    met = 0
    for point in random_points(model, 12, seed):
        point = {name: value + Fraction(k + 1, 1013) * (-1 if value > 0 else 1)
                 for k, (name, value) in enumerate(point.items())}  # fmt: skip
        here = [row for row in found.continua if row.contains(point)]
        for row in here:
            free = witness([substitute(c, point) for c in row.conditions])[1]
            assert set(free) == {str(p) for p in row.free}
            assert is_equilibrium(model.at(**point), plays(row, actions, point | free))
        known = {support(plays(row, actions, point | witness([substitute(c, point) for c in row.conditions])[1]))
                 for row in here}  # fmt: skip
        solved = nash(model.at(**point))
        large = {support(centre) for c in solved.components for s in c.subsets if len(s) > 1
                 for centre in [barycentre([c.extreme[k].profile for k in s])]}  # fmt: skip
        if len(shape) == 2:
            assert large <= known
        met += len(here)
    assert met > 3


def barycentre(profiles):
    return tuple(
        tuple(sum(p[i][a] for p in profiles) / len(profiles) for a in range(len(profiles[0][i])))
        for i in range(len(profiles[0]))
    )


def test_the_continuum_of_a_veto_is_a_formula_and_its_ends_are_those_of_the_component():
    model = find("matching_with_a_veto")
    (row,) = regions(model).continua
    assert row.to_json()["conditions"] == ["1 - p > 0", "p > 0", "-2*p + veto + 1 >= 0", "2*p + veto - 1 >= 0"]
    (component,) = nash(model.at(veto="1/2")).components
    assert sorted(point.profile[0][0] for point in component.extreme) == [Fraction(1, 4), Fraction(3, 4)]
    assert row.contains({"veto": Fraction(1, 2)})
    assert not row.contains({"veto": Fraction(-1, 2)})


def test_payoffs_tied_whatever_the_parameters_are_said():
    assert "tied whatever the parameters" in regions(find("matching_with_a_veto")).note.en
    assert "one player mixes" in regions(find("chip_ban_three")).note.en
    assert "tied" not in regions(find("chip_ban")).note.en


def test_ties_are_decided_and_not_tried():
    """(a + b)^2 and its expansion are the same; x (x - c) is zero at the odd point c only."""
    (a, b) = (q.symbol for q in letters("a b"))
    odd = NormalForm([[[(a + b) ** 2, 0], [a**2 + 2 * a * b + b**2, 1]], [[0, 1], [2, 3]]])
    assert is_tied(odd, ())
    almost = NormalForm([[[a * (a - sympy.Rational(101, 1009)), 1], [0, 2]], [[0, 1], [2, 3]]])
    assert not is_tied(almost, ())
    assert is_tied(NormalForm([[[sympy.Max(a, b), 1], [a, 2]], [[0, 1], [2, 3]]]), (a >= b,))


def test_boundary_rows_are_marked_and_mixed_rows_count_in_a_partition():
    veto = regions(find("matching_with_a_veto"))
    assert [row.is_thin for row in veto][:2] == [True, True]
    assert veto.cover().status == "refuted"
    assert veto.cover(mixed=True)
    assert "boundary only" in veto.to_text()
    ban = regions(find("chip_ban"))
    assert not any(row.is_thin for row in ban)
    assert ban.cover().status == "refuted"
    assert ban.cover(mixed=True)
    mixed = {frozenset((id(o.first), id(o.second))) for o in ban.overlaps(mixed=True)}
    assert {frozenset((id(o.first), id(o.second))) for o in ban.overlaps()} < mixed
    assert ban.partition(mixed=True).status == "refuted"
    assert regions(find("inspection")).partition(mixed=True).status == "proved"


@pytest.mark.slow
def test_long_conditions_on_request():
    """The US and China mix while the EU joins or sells: six rows more, and what they say holds."""
    model = find("chip_ban_three")
    usual, found = regions(model), regions(model, long=True)
    more = [row for row in found if row.kind == "mixed"]
    assert not any(row.kind == "mixed" for row in usual)
    assert len(more) == 6
    for row in more:
        assert row.witness is not None
        profile = plays(row, model.form.actions, row.witness)
        assert is_equilibrium(model.at(**row.witness), profile)
        assert [len(own) for own in support(profile)] == [2, 2, 1]


def test_a_mixture_of_three_actions_is_told_whole_and_by_whom():
    """Rock-paper-scissors; one loss is worse, so that the other player has to mix unevenly."""
    (a,) = letters("a", 1, 4)
    win = a.symbol
    u = [[[0, -2, win], [win, 0, -1], [-1, win, 0]], [[0, win, -1], [-1, 0, win], [win, -1, 0]]]
    game = NormalForm(u, ("A", "B"), (("R", "P", "S"), ("R", "P", "S")))
    (row,) = regions(made(game, a))
    row_text, col_text = row.cell("en").text.split("; ")
    assert row_text == "A: Pr(R) = 1/3, Pr(P) = 1/3, Pr(S) = 1/3"
    told = dict(part.split(" = ") for part in col_text.removeprefix("B: ").split(", "))
    assert told == {f"Pr({action})": str(p) for action, p in row.profile[1].items()}
    assert set(told) == {"Pr(R)", "Pr(P)", "Pr(S)"}
    assert sympy.simplify(sum(row.profile[1].values())) == 1
    assert row.cell("zh").text.startswith("A：Pr(R)")


def test_a_symmetric_mixture_with_a_root_looks_alike_for_all_and_is_short():
    """A public good of 1 if two of three contribute, at a cost c: p(1 - p) = c / 2 for everybody."""
    c = parameter("c", "c", "c", "1/4", 0, "1/2", open_low=True, open_high=True)
    u = np.zeros((3, 2, 2, 2), dtype=object)
    for plays in np.ndindex(2, 2, 2):
        for i in range(3):
            u[(i, *plays)] = int(sum(plays) < 2) - c.symbol * (1 - plays[i])
    mixed = [row.profile for row in regions(made(NormalForm(u), c)) if all(isinstance(s, dict) for s in row.profile)]
    root = sympy.sqrt(1 - 2 * c.symbol) / 2
    half = sympy.Rational(1, 2)
    assert [{s["1"] for s in profile} for profile in mixed] in ([{half + root}, {half - root}],
                                                                [{half - root}, {half + root}])  # fmt: skip


def test_roots_leave_denominators_without_changing_a_value():
    x, y = sympy.symbols("x y", positive=True)
    root = sympy.sqrt(x**2 + y)
    for value in ((x + root) / (y - x * root), 1 / root + x / (1 + root), (root + 1) ** 3 / (root - 2)):
        found = rationalised(value)
        assert not sympy.fraction(sympy.together(found))[1].has(sympy.sqrt)
        assert not any(p.exp.is_Rational and not p.exp.is_integer
                       for p in sympy.fraction(sympy.together(found))[1].atoms(sympy.Pow))  # fmt: skip
        assert sympy.radsimp(sympy.simplify(found - value)) == 0
    assert rationalised(sympy.sqrt(x) + sympy.sqrt(y)) is None
