"""The ordinal classes of 2x2 games, and how relative gains move a game through them."""

from __future__ import annotations

from fractions import Fraction as Q
from itertools import permutations, product

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from games.classics import (
    battle_of_the_sexes,
    chicken,
    coordination_conflict,
    deadlock,
    game_type,
    harmony,
    inspection,
    matching_pennies,
    prisoners_dilemma,
    sanctions,
    stag_hunt,
    symmetric,
    symmetric_2x2,
)
from games.errors import FormError
from games.forms import NormalForm
from games.ordinal import ORDERS, all_strict, path, strict_game
from games.relative_gains import relative_gains
from games.statements import payoff
from solvers.selection import risk_dominance

ranks = st.permutations([1, 2, 3, 4])
tied = st.lists(st.integers(1, 3), min_size=4, max_size=4)
weights = st.fractions(min_value=0, max_value=3, max_denominator=20)


def bimatrix(row, column):
    return NormalForm(np.array([row, column], dtype=object).reshape(2, 2, 2))


def relabelled(game):
    """The four games that differ from this one by the order of rows and columns."""
    return [game.with_payoffs(game.payoffs[:, ::a, ::b]) for a, b in product((1, -1), repeat=2)]


def exchanged(game):
    return game.with_payoffs(game.payoffs[::-1].transpose(0, 2, 1))


# ---------------------------------------------------------------- the 144 strict games
def test_144_classes_are_the_orbits_of_row_and_column_swaps():
    orders = list(permutations((1, 2, 3, 4)))
    games = [bimatrix(row, column) for row, column in product(orders, orders)]
    assert len(games) == 576
    by_type = {}
    for game in games:
        orbit = frozenset(tuple(other.payoffs.flat) for other in relabelled(game))
        by_type.setdefault(game_type(game), set()).add(orbit)
    assert len(by_type) == 144
    assert all(len(orbits) == 1 and len(next(iter(orbits))) == 4 for orbits in by_type.values())
    assert set(by_type) == set(all_strict())
    assert len({kind.name for kind in by_type}) == 144
    assert len({frozenset((kind, kind.exchanged())) for kind in by_type}) == 78
    assert sum(kind.symmetric for kind in by_type) == 12


def test_every_strict_game_is_rebuilt_from_its_name():
    for row, column in product(ORDERS.values(), repeat=2):
        kind = game_type(strict_game(row.en, column.en))
        assert kind.name == (row.en if row == column else f"{row.en} / {column.en}")
        assert kind.strict
    with pytest.raises(FormError, match="accepted: Chicken"):
        strict_game("Poker")


def test_the_twelve_orders_form_a_ring_of_neighbouring_swaps():
    ring = list(ORDERS)
    assert len(set(ring)) == 12
    for here, there in zip(ring, ring[1:] + ring[:1], strict=True):
        moved = [i for i in range(4) if here[i] != there[i]]
        assert len(moved) == 2
        assert moved[1] == moved[0] + 1


@pytest.mark.parametrize(("game", "name", "broad"), [
    (prisoners_dilemma(), "Prisoner's Dilemma", "Prisoner's Dilemma"),
    (stag_hunt(), "Stag Hunt", "Stag Hunt"),
    (chicken(), "Chicken", "Chicken"),
    (deadlock(), "Deadlock", "Deadlock"),
    (harmony(), "Concord", "Harmony"),
    (symmetric(2, 4, 3, 1), "Assurance", "Stag Hunt"),
    (symmetric(1, 4, 3, 2), "Coordination", "Stag Hunt"),
    (symmetric(1, 4, 2, 3), "Peace", "Harmony"),
    (symmetric(2, 4, 1, 3), "Harmony", "Harmony"),
    (symmetric(4, 2, 1, 3), "Leader", "Chicken"),
    (symmetric(4, 1, 2, 3), "Hero", "Chicken"),
    (symmetric(4, 1, 3, 2), "Compromise", "Deadlock"),
    (battle_of_the_sexes(), "Leader | Hero border", "Chicken"),
    (matching_pennies(), "Matching Pennies", "Chicken / Stag Hunt | Stag Hunt / Chicken"),
    (strict_game("Chicken", "Deadlock"), "Chicken / Deadlock", "Chicken / Deadlock"),
])  # fmt: skip
def test_names(game, name, broad):
    kind = game_type(game)
    assert (kind.name, kind.broad) == (name, broad)
    assert all(ord(c) < 128 for c in kind.name)
    assert any(ord(c) > 128 for c in kind.in_("zh"))


def test_names_in_use():
    assert game_type(strict_game("Chicken", "Prisoner's Dilemma")).common_name.en == "Called Bluff"
    assert game_type(strict_game("Deadlock", "Chicken")).common_name.en == "Bully"
    assert game_type(battle_of_the_sexes()).common_name.en == "Battle of the Sexes"
    assert game_type(strict_game("Hero", "Peace")).common_name is None


@given(ranks, ranks, st.fractions("1/9", 9), st.fractions(-9, 9), st.fractions("1/9", 9), st.fractions(-9, 9))
def test_labels_order_and_affine_changes_do_not_matter(row, column, a, b, c, d):
    game = bimatrix(row, column)
    kind = game_type(game)
    scaled = bimatrix([a * x + b for x in row], [c * x + d for x in column])
    assert {game_type(other) for other in relabelled(scaled)} == {kind}
    assert game_type(exchanged(game)) == kind.exchanged()


@settings(deadline=None)
@given(tied, tied)
def test_ties_border_the_strict_games_that_break_them(row, column):
    game = bimatrix(row, column)
    kind = game_type(game)
    assert {game_type(other) for other in relabelled(game)} == {kind}
    assert game_type(exchanged(game)) == kind.exchanged()
    epsilon = [Q(j, 100) for j in range(4)]
    nearby = {
        game_type(bimatrix([x + e for x, e in zip(row, left, strict=True)],
                           [x + e for x, e in zip(column, right, strict=True)]))
        for left, right in product(permutations(epsilon), repeat=2)
    }  # fmt: skip
    assert all(other.strict for other in nearby)
    broken = {other.orders[0] for other in nearby}
    assert set(kind.orders) == ({pair for pair in broken if pair[0] == pair[1]} if kind.symmetric else broken)


def test_only_2x2_games_of_numbers_have_a_type():
    with pytest.raises(FormError, match="shape"):
        game_type(NormalForm([[[1, 2, 3], [4, 5, 6]], [[1, 2, 3], [4, 5, 6]]]))
    with pytest.raises(FormError, match="symbolic"):
        game_type(symmetric_2x2.form)
    with pytest.raises(FormError, match="shape"):
        game_type(NormalForm(np.zeros((3, 2, 2, 2), dtype=int)))
    assert game_type(NormalForm(stag_hunt().payoffs, dtype=float)).name == "Stag Hunt"


# ---------------------------------------------------------------- what relative gains do
@given(st.integers(1, 30), st.integers(1, 30), st.integers(1, 30), weights)
def test_the_prisoners_dilemma_absorbs(a, b, c, k):
    game = symmetric(a + b + c, a + b, a, 0)
    assert {game_type(relative_gains(other, k)).name for other in relabelled(game)} == {"Prisoner's Dilemma"}


@given(st.integers(1, 30), st.integers(1, 30), st.integers(1, 30), weights)
def test_a_stag_hunt_becomes_a_prisoners_dilemma(a, b, c, k):
    R, T, P, S = a + b + c, a + b, a, 0
    threshold = Q(R - T, T - S)
    name = game_type(relative_gains(symmetric(T, R, P, S), k)).name
    border = "Prisoner's Dilemma | Stag Hunt border"
    assert name == ("Stag Hunt" if k < threshold else border if k == threshold else "Prisoner's Dilemma")
    assert game_type(relative_gains(symmetric(T, R, P, S), threshold)).name == border


@given(st.integers(1, 30), st.integers(1, 30), st.integers(1, 30), st.integers(0, 11))
def test_a_stag_hunt_loses_risk_dominance_first(a, b, c, twelfths):
    R, T, P, S = a + b + c, a + b, a, 0
    k, critical = Q(R - T, T - S) * Q(twelfths, 12), Q(R + S - T - P, 2 * (T - S))
    chosen = risk_dominance(relative_gains(symmetric(T, R, P, S), k)).chosen
    if k == critical:
        assert chosen is None
    else:
        assert chosen.support == (((1,), (1,)) if k > critical else ((0,), (0,)))


@given(st.integers(1, 30), st.integers(1, 30), st.integers(1, 30), weights)
def test_chicken_becomes_a_prisoners_dilemma(a, b, c, k):
    T, R, S, P = a + b + c, a + b, a, 0
    threshold = Q(S - P, T - S)
    name = game_type(relative_gains(symmetric(T, R, P, S), k)).name
    border = "Chicken | Prisoner's Dilemma border"
    assert name == ("Chicken" if k < threshold else border if k == threshold else "Prisoner's Dilemma")
    assert game_type(relative_gains(symmetric(T, R, P, S), threshold)).name == border


def test_paths_of_a_sweep():
    grid = [Q(j, 100) for j in range(301)]
    through_stag = path((relative_gains(symmetric(5, 8, 1, 2), k) for k in grid), broad=True)
    assert [x for x in through_stag if "|" not in x] == ["Harmony", "Stag Hunt", "Prisoner's Dilemma"]
    through_chicken = path((relative_gains(symmetric(7, 8, 0, 4), k) for k in grid), broad=True)
    assert [x for x in through_chicken if "|" not in x] == ["Harmony", "Chicken", "Prisoner's Dilemma"]
    assert path([prisoners_dilemma()] * 3 + [chicken()]) == ("Prisoner's Dilemma", "Chicken")
    assert path([]) == ()


def test_the_symmetric_model_is_grieco():
    T, R, P, S, k = (symmetric_2x2.symbols[name] for name in "TRPSk")
    temptation = sympy.expand(symmetric_2x2.form.payoff(("Defect", "Cooperate"))[0])
    assert sympy.simplify(sympy.solve(sympy.Eq(temptation, R), k)[0] - (R - T) / (T - S)) == 0
    sucker = sympy.expand(symmetric_2x2.form.payoff(("Cooperate", "Defect"))[0])
    assert sympy.simplify(sympy.solve(sympy.Eq(sucker, P), k)[0] - (S - P) / (T - S)) == 0
    assert symmetric_2x2.assumptions == ()
    assert game_type(symmetric_2x2.at(k="1/2")).name == "Prisoner's Dilemma | Stag Hunt border"


# ---------------------------------------------------------------- the other classics
def test_coordination_ends_where_the_loser_would_rather_stay_away():
    best, other, k = (coordination_conflict.symbols[name] for name in ("best", "other", "k"))
    loser = coordination_conflict.form.payoff(("Row's", "Row's"))[1]
    assert sympy.simplify(sympy.solve(sympy.Eq(loser, 0), k)[0] - other / (best - other)) == 0
    assert coordination_conflict.at(best=2, other=1, k=0).payoff((0, 0)) == (2, 1)


def test_inspection_mixes_by_the_other_sides_payoffs_alone():
    """Tsebelis: the penalty moves the inspection, not the violation."""
    gain, penalty, cost, harm = (inspection.symbols[name] for name in ("gain", "penalty", "cost", "harm"))
    x, y = sympy.symbols("x y")
    violator, enforcer = inspection.form.payoffs
    inspected = x * enforcer[0, 0] + (1 - x) * enforcer[1, 0] - x * enforcer[0, 1] - (1 - x) * enforcer[1, 1]
    violated = y * violator[0, 0] + (1 - y) * violator[0, 1] - y * violator[1, 0] - (1 - y) * violator[1, 1]
    assert sympy.solve(inspected, x) == [cost / harm]
    assert sympy.solve(violated, y) == [gain / penalty]
    assert game_type(inspection.at()).name == game_type(inspection.at(penalty=5)).name


def test_the_largest_concession_under_sanctions():
    """Drezner: with a common weight the target concedes up to ((1+k) c_T - k c_S) / (1 + 2k)."""
    x, c_s, c_t, k, k_t = (sanctions.symbols[name] for name in ("x", "c_s", "c_t", "k_s", "k_t"))
    concede = payoff(sanctions.form, "Target", ("Demand", "Concede"))
    resist = payoff(sanctions.form, "Target", ("Demand", "Stand firm", "Sanction"))
    solution = sympy.solve(sympy.Eq(concede, resist), x)
    assert len(solution) == 1
    expected = ((1 + k) * c_t - k * c_s) / (1 + 2 * k)
    assert sympy.simplify(solution[0].subs(k_t, k) - expected) == 0
