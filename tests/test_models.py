"""Every model of the catalogue: its parameters mean something, its forms follow from one definition."""

import random
from fractions import Fraction

import numpy as np
import pytest

import games
from games.errors import NotCoveredError, ParameterError, UnknownNameError
from games.forms import GameTree, NormalForm
from games.forms.tree import Leaf
from games.model import substituted
from solvers.subgame_perfect import subgame_perfect

MODELS = games.catalogue()


def variants(model):
    yield model
    for name, accepted in model.options.items():
        yield from (model.choose(**{name: value}) for value in accepted[1:])


def random_point(model, seed):
    rng = random.Random(seed)
    return {p.name: p.low + (p.high - p.low) * Fraction(rng.randint(1, 63), 64) for p in model.parameters}


def flat_payoffs(game):
    if isinstance(game, NormalForm):
        return list(game.payoffs.flat)
    if not isinstance(game, GameTree):
        values = []
        game.map(lambda value: values.append(value) or value)
        return values
    leaves = [node.payoffs for _, node in game.walk() if isinstance(node, Leaf)]
    return [value for own in zip(*leaves, strict=True) for value in own]


@pytest.mark.parametrize("name", MODELS)
def test_every_word_is_there_in_both_languages(name):
    model = MODELS[name]
    texts = [model.title, model.story, *(p.meaning for p in model.parameters), *(p.unit for p in model.parameters)]
    assert len(texts) >= 4
    for text in texts:
        assert text.en.strip() and text.zh.strip()
        assert any("一" <= c <= "鿿" for c in text.zh)


@pytest.mark.parametrize("name", MODELS)
def test_at_and_over_agree_with_the_formulas(name):
    large = len(MODELS[name].parameters) > 15
    for model in [MODELS[name]] if large else variants(MODELS[name]):
        points = [p for p in (random_point(model, seed) for seed in range(200)) if admissible(model, p)]
        assert points
        for point in points[: 1 if large else 5]:
            game = model.at(**point)
            assert game.kind == "exact"
            if not model.symbolic:
                with pytest.raises(NotCoveredError, match="path"):
                    model.over(**point)
                continue
            if not isinstance(game, (NormalForm, GameTree)):
                formulas = substituted(model.form, model.point(**point))
                assert flat_payoffs(formulas) == flat_payoffs(game)
                continue
            batch = model.over(**{n: [float(v)] for n, v in point.items()})
            assert np.allclose(batch.chunk(0, 1)[:, 0], [float(v) for v in flat_payoffs(game)])


def admissible(model, point):
    try:
        model.point(**point)
    except ParameterError:
        return False
    return True


@pytest.mark.parametrize("name", MODELS)
def test_fixing_then_setting_is_setting_all(name):
    model = MODELS[name]
    *some, last = model.defaults
    fixed = model.fix(**{n: model.defaults[n] for n in some})
    assert [p.name for p in fixed.parameters] == [last]
    assert flat_payoffs(fixed.at()) == flat_payoffs(model.at())


def test_fixing_keeps_the_options():
    sequential = games.find("chip_ban_sequential")
    later = sequential.fix(q=1).choose(commitment="CN").at()
    assert later == sequential.choose(commitment="CN").at(q=1)
    assert later != sequential.at(q=1)


def test_chip_ban_is_the_matrix_of_the_story():
    trade = games.find("chip_ban").at(t_us=1, t_cn=4, q="1/4", d="1/2", phi="1/4", k_us=0, k_cn=0)
    assert trade.payoffs.tolist() == [[[1, Fraction(3, 4)], [0, 0]], [[4, Fraction(7, 2)], [0, Fraction(1, 2)]]]


def test_relative_gains_are_in_the_payoffs():
    game = games.find("chip_ban").at(k_us=1, k_cn=2)
    trade = games.find("chip_ban").at(k_us=0, k_cn=0)
    us, cn = trade.payoffs
    assert (game.payoffs == np.array([us + (us - cn), cn + 2 * (cn - us)])).all()


def test_two_and_three_suppliers_agree_while_the_eu_joins():
    two, three = games.find("chip_ban").at(k_us=0, k_cn=0), games.find("chip_ban_three").at(k_us=0, k_cn=0)
    assert (three.payoffs[:2, :, :, 0] == two.payoffs).all()
    assert (three.payoffs[2, :, :, 0] == 0).all()
    assert (three.payoffs[:2, 0, :, 1] == two.payoffs[:, 0]).all()


def test_the_tree_has_the_payoffs_of_the_matrix():
    for order in ("US", "CN"):
        tree = games.find("chip_ban_sequential").at(commitment=order, k_us="1/3")
        matrix = games.find("chip_ban").at(k_us="1/3")
        leaves = {frozenset(path): node.payoffs for path, node in tree.walk() if isinstance(node, Leaf)}
        assert leaves == {frozenset(matrix.labels(p)): matrix.payoff(p) for p in matrix.profiles()}


def test_one_round_of_the_chain_is_the_workaround():
    chain, workaround = games.find("workaround_chain"), games.find("workaround")
    assert flat_payoffs(chain.at(rounds="1", lam="2/3", g="1/3")) == flat_payoffs(workaround.at(e="2/3", g="1/3"))


def test_a_metric_that_fits_allows_what_it_means_to():
    metric, workaround = games.find("workaround_metric"), games.find("workaround")
    assert flat_payoffs(metric.at(chi=1, tau="1/3")) == flat_payoffs(workaround.at(e="1/3"))
    assert flat_payoffs(metric.at(chi=0, tau="1/3")) == flat_payoffs(workaround.at(e=1))


def test_controls_climb_to_capital_at_the_calibration():
    tree = games.find("escalation").at()
    (equilibrium,) = subgame_perfect(tree)
    chosen = {s.paths[0]: s.actions[p.index(1)] for s, p in zip(tree.information_sets, equilibrium.profile)}
    path = ()
    while path in chosen:
        path = (*path, chosen[path])
    assert path[0::2] == ("Apply 1", "Apply 2", "Apply 3")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"k_us": 4}, r"k_us = 4 is outside its range; accepted: \[0, 3\]"),
        ({"k": 1}, "no parameter 'k'; accepted: t_us"),
        ({"k_us": "lots"}, "k_us: not a number"),
        ({"k_us": float("nan")}, "k_us: not finite"),
    ],
)
def test_values_that_are_refused(values, message):
    with pytest.raises(ParameterError, match=message):
        games.find("chip_ban").at(**values)


def test_unknown_names_are_met_with_a_suggestion():
    with pytest.raises(UnknownNameError, match="chip_ban"):
        games.find("chipban")
    with pytest.raises(ParameterError, match="accepted: US, CN"):
        games.find("chip_ban_sequential").choose(commitment="EU")
    with pytest.raises(ParameterError, match="no option"):
        games.find("chip_ban").choose(commitment="US")


def test_short_names_are_unique():
    short = [name.partition(".")[2] for name in MODELS]
    assert len(short) == len(set(short)) >= 4
    assert all(games.find(key.partition(".")[2]) is games.find(key) is model for key, model in MODELS.items())
