"""The relative-gains operator: its algebra, Grieco's and Snidal's forms, one answer on every form."""

from __future__ import annotations

import random
from fractions import Fraction as Q

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from games.classics import symmetric, symmetric_2x2
from games.errors import ParameterError
from games.export_controls import chip_ban, workaround
from games.forms import GameTree, NormalForm, decision, leaf
from games.forms.coalition import CoalitionalGame
from games.forms.repeated import RepeatedGame
from games.forms.tree import Leaf
from games.model import Model
from games.parameters import parameter
from games.relative_gains import operator, relative_gains, snidal_weight, spread
from games.text import Text

rationals = st.fractions(min_value=-5, max_value=5, max_denominator=12)
weights = st.fractions(min_value=0, max_value=3, max_denominator=12)
sizes = st.integers(2, 4)


def random_game(seed, shape=(2, 3)):
    rng = random.Random(seed)
    payoffs = [[Q(rng.randint(-9, 9), rng.randint(1, 5)) for _ in range(np.prod(shape))] for _ in shape]
    return NormalForm(np.array(payoffs, dtype=object).reshape(len(shape), *shape))


def best_replies(game):
    return {
        (i, profile)
        for i in range(game.n_players)
        for profile in game.profiles()
        if all(
            game.payoffs[i][profile] >= game.payoffs[i][(*profile[:i], a, *profile[i + 1 :])]
            for a in range(game.shape[i])
        )
    }


# ---------------------------------------------------------------- the matrix A of U = A V
@settings(deadline=None)
@given(st.data(), sizes)
def test_inverse_is_a_matrix_of_averages(data, n):
    k = data.draw(st.lists(st.lists(weights, min_size=n, max_size=n), min_size=n, max_size=n))
    matrix = operator(k, n)
    assert [sum(row) for row in matrix] == [1] * n
    inverse = sympy.Matrix(matrix.tolist()).applyfunc(sympy.nsimplify).inv()
    assert all(entry >= 0 for entry in inverse)
    assert inverse * sympy.ones(n, 1) == sympy.ones(n, 1)


@given(st.data(), sizes)
def test_agreements_only_shrink_and_equal_cells_stay(data, n):
    """V = A^-1 U with A^-1 >= 0: whoever gains in U from an agreement, all do; so all gain in V too."""
    k = data.draw(st.lists(weights, min_size=n, max_size=n))
    values = np.array(data.draw(st.lists(rationals, min_size=n, max_size=n)), dtype=object)
    utilities = operator(k, n) @ values
    if (utilities >= 0).all():
        assert (values >= 0).all()
    level = values[0]
    assert list(operator(k, n) @ np.array([level] * n, dtype=object)) == [level] * n


def test_agreements_do_shrink():
    values = np.array([Q(1), Q(3)], dtype=object)
    assert (values > 0).all()
    assert list(operator(1, 2) @ values) == [-1, 5]


def test_scalar_vector_and_matrix_agree():
    game = random_game(1, (2, 2, 2))
    scalar = relative_gains(game, "1/3")
    assert scalar != game
    assert scalar == relative_gains(game, ["1/3"] * 3) == relative_gains(game, [[9, "1/3", "1/3"]] * 1 + [
        ["1/3", 9, "1/3"], ["1/3", "1/3", 9]])  # fmt: skip
    one = relative_gains(game, [[0, 2, 0], [0, 0, 0], [0, 0, 0]])
    assert (one.payoffs[0] == 3 * game.payoffs[0] - 2 * game.payoffs[1]).all()
    assert (one.payoffs[1:] == game.payoffs[1:]).all()


@pytest.mark.parametrize("k", [[1, 2, 3], [[1, 2]], [[[1]]], "x"])
def test_a_weight_of_another_shape_is_refused(k):
    with pytest.raises((ParameterError, ValueError)):
        relative_gains(random_game(2, (2, 2)), k)


# ---------------------------------------------------------------- Grieco and Snidal
@given(rationals, rationals, rationals, rationals, weights)
def test_grieco_on_a_symmetric_game(T, R, P, S, k):
    assert relative_gains(symmetric(T, R, P, S), k) == symmetric(T + k * (T - S), R, P, S - k * (T - S))


def test_grieco_symbolically():
    T, R, P, S, k = sympy.symbols("T R P S k", real=True)
    form = relative_gains(symmetric(T, R, P, S), k)
    expected = symmetric(T + k * (T - S), R, P, S - k * (T - S))
    pairs = zip(form.payoffs.flat, expected.payoffs.flat, strict=True)
    assert all(sympy.expand(u - w) == 0 for u, w in pairs)


@given(st.integers(0, 10**6), weights)
def test_snidal_has_the_same_preferences(seed, k):
    game = random_game(seed)
    r = snidal_weight(k)
    assert 0 <= r < 1
    V = game.payoffs
    snidal = game.with_payoffs((1 - r) * V + r * (V - V[::-1]))
    grieco = relative_gains(game, k)
    assert (grieco.payoffs == (1 + k) * snidal.payoffs).all()
    assert best_replies(grieco) == best_replies(snidal)


@given(st.integers(0, 10**6), weights, st.integers(2, 4))
def test_snidal_spreads_one_weight_over_all_rivals(seed, k, n):
    game = random_game(seed, (2,) * n)
    r, V = snidal_weight(k), game.payoffs
    weighted = game.with_payoffs([V[i] - r / (n - 1) * (V.sum(axis=0) - V[i]) for i in range(n)])
    utilities = relative_gains(game, spread(k, n))
    assert (utilities.payoffs == (1 + k) * weighted.payoffs).all()


# ---------------------------------------------------------------- one operator, every form


def small_model():
    a = parameter("a", "value", "价值", 1, 0, 2)
    b = parameter("b", "value", "价值", 2, -3, 3)

    def build(a, b):
        return NormalForm([[[a, b], [a * b, 1]], [[b, a - b], [0, a + 1]]])

    return Model("test.small", Text("small", "小"), Text("", ""), (a, b), build), a, b


def test_trees_like_their_leaves():
    tree = GameTree(
        decision("A", {"l": leaf(1, 2, 3), "r": decision("B", {"l": leaf(0, 0, 0), "r": leaf(-1, 4, 2)})}),
        ("A", "B", "C"),
    )
    k = [["0", "1/2", "2"], ["1", "0", "0"], ["0", "0", "0"]]
    got = [node.payoffs for _, node in relative_gains(tree, k).walk() if isinstance(node, Leaf)]
    wanted = [node.payoffs for _, node in tree.walk() if isinstance(node, Leaf)]
    assert len(got) == len(wanted) == 3
    assert got == [tuple(operator(k, 3) @ np.array(v, dtype=object)) for v in wanted]


def test_a_tree_and_its_normal_form_commute():
    tree = GameTree(
        decision("A", {"l": leaf(1, 2), "r": decision("B", {"l": leaf(0, 5), "r": leaf(-1, 4)})}), ("A", "B")
    )
    assert relative_gains(tree, "2/3").normal_form() == relative_gains(tree.normal_form(), "2/3")


@pytest.mark.parametrize("seed", range(20))
def test_models_games_and_batches_agree_at_random_points(seed):
    rng = random.Random(seed)
    model, *_ = small_model()
    weight = parameter("w", "weight", "权重", 1, 0, 3)
    point = {"a": Q(rng.randint(0, 24), 12), "b": Q(rng.randint(-36, 36), 12)}
    k = Q(rng.randint(0, 36), 12)
    exact = relative_gains(model.at(**point), k)
    assert relative_gains(model, k).at(**point) == exact
    assert relative_gains(model, weight).at(**point, w=k) == exact
    axes = {"a": [float(point["a"]), 2.0], "b": [float(point["b"]), 3.0]}
    batch = relative_gains(model.over(**axes), k)
    assert batch.shape == (2, 2)
    assert batch.chunk(0, 1)[:, 0] == pytest.approx([float(u) for u in exact.payoffs.flat])
    whole = relative_gains(model, weight).over(**axes, w=k)
    assert np.allclose(whole.chunk(0, 4), batch.chunk(0, 4))
    assert batch.game(3) == relative_gains(model.at(a=2, b=3), k)


def test_a_model_keeps_its_parameters_and_gains_the_weight():
    model, a, b = small_model()
    weight = parameter("w", "weight", "权重", 1, 0, 3)
    assert relative_gains(model, weight).parameters == (a, b, weight)
    assert relative_gains(model, (weight, a)).parameters == (a, b, weight)


def test_the_article_models_are_their_absolute_payoffs_at_weight_zero():
    point = {"t_us": 1, "t_cn": 4, "q": "1/4", "d": "1/2", "phi": "1/3"}
    plain = chip_ban.at(**point, k_us=0, k_cn=0)
    assert plain.payoff(("Restrict", "Indigenise")) == (0, Q(1, 2))
    assert chip_ban.at(**point, k_us=2, k_cn="1/2") == relative_gains(plain, (2, "1/2"))
    tree = workaround.at(k=0)
    k = [[0, 0, 3], [0, 0, 0], [3, 0, 0]]
    assert repr(workaround.at(k=3)) == repr(relative_gains(tree, k))


def test_a_common_scale_and_constant_change_nothing_in_preferences():
    game = random_game(5)
    moved = game.with_payoffs(3 * game.payoffs - 7)
    assert best_replies(relative_gains(game, 2)) == best_replies(relative_gains(moved, 2))
    assert symmetric_2x2.at(k=0) == symmetric(3, 4, 2, 1)


# ---------------------------------------------------------------- repeated stage games and coalitions
def test_a_repeated_game_is_played_in_utilities_of_its_stage():
    stage = symmetric(4, 3, 1, 0)
    changed = relative_gains(RepeatedGame(stage, "9/10", "1/2"), "1/2")
    assert changed.stage == relative_gains(stage, "1/2")
    assert (changed.delta, changed.detection) == (Q(9, 10), Q(1, 2))


@pytest.mark.parametrize("k", [0, "1/2", 3])
def test_a_coalition_is_worth_the_utilities_of_its_members(k):
    game = CoalitionalGame.of(("A", "B", "C", "D"), lambda members: len(members) ** 2 + ("A" in members))
    changed, weight = relative_gains(game, k), Q(k)
    for _, members in game.coalitions():
        others = [player for player in game.players if player not in members]
        inside = [game.worth(*members) / len(members)] * len(members)
        outside = [game.worth(*others) / len(others)] * len(others) if others else []
        utilities = operator(weight, 4) @ [*inside, *outside]
        assert changed.worth(*members) == sum(utilities[: len(members)])
    assert changed.worth(*game.players) == game.worth(*game.players)


def test_other_weights_leave_no_coalitional_game():
    with pytest.raises(ParameterError, match="one weight k for all"):
        relative_gains(CoalitionalGame.of(("A", "B"), len), (1, 2))
