"""Robustness against exact areas, closed-form Sobol indices, exact solutions, and every cardinalisation."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
import sympy
from matplotlib.figure import Figure
from region_models import K, X, k, letters, made, stag_hunt, x

from games.classics import battle_of_the_sexes
from games.errors import FormError, NotCoveredError, ParameterError, UnknownNameError
from games.export_controls import chip_ban, chip_ban_three, workaround
from games.forms import NormalForm
from games.ordinal import all_strict, strict_game
from games.registry import find
from paper_figs.tornado import tornado_plot
from solvers.cardinal import cardinal, cardinalised
from solvers.nash import nash
from solvers.pure import pure_equilibria
from solvers.robustness import drivers, interval, judged, probability, robustness, tornado
from solvers.statics.points import Quantity, draw, prediction

plane = made(NormalForm([[x * k / 3, Fraction(1, 4)]], actions=(("a", "b"),)), X, K)
"""Over the unit square x, k / 3 the first action is best where x k / 3 >= 1/4."""
AREA = 3 / 4 - np.log(4) / 4


def test_interval_covers_the_exact_area():
    asked = prediction(plane, "a")
    for method in ("wilson", "clopper-pearson"):
        covered = 0
        for seed in range(40):
            found = judged(asked, draw(plane, 500, np.random.default_rng(seed)), 0.95, method, seed)
            covered += found.low <= AREA <= found.high
        assert covered >= 34
    exact = probability(plane, "a", draws=1 << 18)
    assert abs(exact.share - AREA) < 4e-3
    assert exact.undecided == 0


def test_clopper_pearson_inverts_the_binomial():
    from scipy.stats import binom

    low, high = interval(7, 40, 0.9, "clopper-pearson")
    assert binom.sf(6, 40, low) == pytest.approx(0.05)
    assert binom.cdf(7, 40, high) == pytest.approx(0.05)
    assert interval(0, 9, method="clopper-pearson")[0] == 0


def test_share_by_profile_condition_and_predicate_agree():
    rng = np.random.default_rng(3)
    columns = draw(chip_ban, 40, rng)
    asked = ("Restrict", "Indigenise")
    k_us = chip_ban.symbols["k_us"]
    exact = [
        pure_equilibria(chip_ban.at(**{n: Fraction(repr(float(c[j]))) for n, c in columns.items()})) for j in range(40)
    ]
    truth = [any(point.support == ((1,), (1,)) for point in each) for each in exact]
    assert prediction(chip_ban, asked).judge(columns)[0].tolist() == truth
    seen = prediction(chip_ban, lambda found: any(p.support == ((1,), (1,)) for p in found)).judge(columns)[0]
    assert seen.tolist() == truth
    assert 0 < sum(truth) < 40
    assert (prediction(chip_ban, k_us > 1).judge(columns)[0] == (columns["k_us"] > 1)).all()


def three_players():
    """A 2x2x2 game whose payoffs vary with x and k in every cell."""
    rng = random.Random(4)
    cells = [[sympy.Integer(rng.randint(-9, 9)) + rng.randint(-9, 9) * x + rng.randint(-3, 3) * k for _ in range(8)]
             for _ in range(3)]  # fmt: skip
    return made(NormalForm(np.array(cells, dtype=object).reshape(3, 2, 2, 2)), X, K)


@pytest.mark.parametrize("model", [chip_ban, three_players()], ids=["2x2", "2x2x2"])
def test_only_equilibrium_and_payoffs_against_the_exact_solver(model):
    columns = draw(model, 40, np.random.default_rng(5))
    games = [model.at(**{n: Fraction(repr(float(c[j]))) for n, c in columns.items()}) for j in range(40)]
    solved = [list(nash(game)) for game in games]
    player, met = model.form.players[0], 0
    for profile in model.form.profiles():
        alone, doubt = prediction(model, model.form.labels(profile), only=True).judge(columns)
        assert not doubt.any()
        assert alone.tolist() == [[p.support for p in each] == [tuple((a,) for a in profile)] for each in solved]
        met += alone.sum()
    assert met > 3
    for rule, chosen in (("least", min), ("largest", max), ("mean", lambda v: sum(v) / len(v))):
        paid = [float(chosen([p.payoffs[0] for p in each])) for each in solved]
        np.testing.assert_allclose(Quantity(model, player, rule=rule).at(columns), paid, rtol=1e-6, atol=1e-9)
        chance = [float(chosen([p.profile[0][1] for p in each])) for each in solved]
        action = model.form.actions[0][1]
        np.testing.assert_allclose(Quantity(model, player, action, rule).at(columns), chance, rtol=1e-6, atol=1e-9)


def test_payoff_of_a_tree_against_backward_induction():
    from solvers.subgame_perfect import subgame_perfect

    columns = draw(workaround, 25, np.random.default_rng(1))
    paid = Quantity(workaround, workaround.form.players[0]).at(columns)
    for j in range(25):
        tree = workaround.at(**{n: Fraction(repr(float(c[j]))) for n, c in columns.items()})
        assert float(next(iter(subgame_perfect(tree))).payoffs[0]) == pytest.approx(paid[j])


@pytest.mark.slow
def test_tree_of_imperfect_information_by_its_regions():
    model = find("capability_signal")
    columns = draw(model, 200, np.random.default_rng(2))
    from solvers.regions import regions

    found = regions(model)
    row = found.unmixed[0]
    holds, _ = prediction(model, row.profile).judge(columns)
    points = [{n: Fraction(repr(float(c[j]))) for n, c in columns.items()} for j in range(200)]
    expected = [any(r.contains(point) for r in found.of(*row.profile)) for point in points[:40]]
    assert holds[:40].tolist() == expected


def test_sobol_indices_of_a_product_in_closed_form():
    """Var of u v on the unit square is 7/144; of E[uv | u] it is 1/48: first order 3/7, total 4/7."""
    product = made(NormalForm([[[x * k, x * k], [-1, -1]], [[1, 0], [1, 0]]], players=("A", "B")), X, K)
    found = {driver.name: driver for driver in drivers(product, Quantity(product, "A"), base=1 << 13)}
    for driver in found.values():
        assert driver.first == pytest.approx(3 / 7, abs=0.02)
        assert driver.total == pytest.approx(4 / 7, abs=0.02)
        assert 0 < driver.total_margin < 0.1


def test_no_drivers_without_variance_nor_with_tied_parameters():
    certain = made(NormalForm([[2 + x, 1]], players=("A",), actions=(("a", "b"),)), X)
    assert drivers(certain, prediction(certain, "a")) == ()
    with pytest.raises(NotCoveredError, match="independent"):
        drivers(stag_hunt, prediction(stag_hunt, "Defect, Defect"))
    found = robustness(stag_hunt, "Cooperate, Cooperate", draws=2000)
    assert found.drivers == ()
    assert "independent" in found.untold
    assert found.probability.hits > 0


def test_draws_obey_assumptions():
    columns = draw(stag_hunt, 300, np.random.default_rng(0))
    assert (columns["R"] > columns["T"]).all() and (columns["T"] > columns["P"]).all()
    assert len(columns["k"]) == 300
    impossible = made(plane.form, X, K, assumptions=(x > 2,))
    with pytest.raises(ParameterError, match="assumptions"):
        draw(impossible, 3, np.random.default_rng(0))


def test_tornado_finds_the_thresholds_of_the_regions():
    asked = prediction(chip_ban, "Restrict, Indigenise")
    swings = {s.name: s for s in tornado(chip_ban, asked, steps=3001)}
    (stretch,) = swings["k_us"].held.holds
    point = {n: v for n, v in chip_ban.defaults.items() if n != "k_us"}
    t_us, t_cn, q, phi = (point[n] for n in ("t_us", "t_cn", "q", "phi"))
    exact = (1 - phi) * t_us / ((1 - q) * t_cn - (1 - phi) * t_us)
    assert stretch == (exact, 3)
    assert swings["k_us"].mean == float((3 - exact) / 3)
    for swing in swings.values():
        assert swing.mean == pytest.approx(float(np.mean(swing.values)), abs=2e-3)
        assert (swing.least, swing.most) == (swing.values.min(), swing.values.max())
    assert [s.width for s in tornado(chip_ban, asked)] == sorted((s.width for s in swings.values()), reverse=True)


def test_where_a_tie_never_ends_uniqueness_is_left_open():
    """In the chip ban of three the third player is indifferent wherever trade is open."""
    found = probability(chip_ban_three, ("Restrict", "Indigenise", chip_ban_three.form.actions[2][1]), only=True,
                        draws=50)  # fmt: skip
    assert (found.undecided, found.low, found.high) == (50, 0, 1)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_tornado_plot_draws_every_parameter(lang):
    for of in (prediction(chip_ban, "Restrict, Indigenise"), Quantity(chip_ban, "US")):
        axes = Figure().subplots()
        assert tornado_plot(chip_ban, of, tornado(chip_ban, of), axes, lang) is axes
        assert len(axes.get_yticks()) == len(chip_ban.parameters)


def test_pure_predictions_are_ordinal_and_agree_with_every_draw():
    for kind in all_strict()[::29]:
        game = strict_game(*[_name(order) for order in kind.orders[0]])
        for profile in game.profiles():
            labels = game.labels(profile)
            for only in (False, True):
                found = cardinal(game, labels, only=only, draws=200)
                assert found.ordinal is True
                assert found.probability.share == (found.verdict.status == "proved")


def _name(order):
    from games.ordinal import ORDERS

    return ORDERS[order].en


def test_levels_are_drawn_uniformly_in_order():
    """In the Prisoner's Dilemma R is the larger of two uniform levels: P(R > 1/2) = 3/4, P(R + R' > 1) = 5/6."""
    game = strict_game("Prisoner's Dilemma")
    s = cardinalised(game).symbols
    for condition, share in ((2 * s["v1_2"] > 1, 3 / 4), (s["v1_2"] + s["v2_2"] > 1, 5 / 6)):
        found = cardinal(game, condition, draws=1 << 16)
        assert found.ordinal is False
        assert found.probability.low - 0.004 < share < found.probability.high + 0.004
        assert found.verdict.counterexample
    assert cardinal(game, s["v1_1"] < s["v1_2"], draws=9).verdict.status == "proved"


def test_ties_in_the_order_are_kept_and_leave_uniqueness_open():
    game = NormalForm([[[1, 1], [0, 2]], [[1, 0], [1, 0]]])
    model = cardinalised(game)
    assert list(model.symbols) == ["v1_1"]
    assert cardinal(game, "1, 1", draws=50).verdict.status == "proved"
    found = cardinal(game, "1, 1", only=True, draws=50)
    assert found.ordinal in (None, True)
    assert cardinalised(NormalForm([[[1, 1], [1, 1]], [[0, 0], [0, 0]]])).symbols == {}


def test_larger_games_are_decided_by_dominance_or_by_another_equilibrium():
    solvable = NormalForm([[[4, 3, 2], [1, 2, 1]], [[1, 2, 3], [3, 2, 1]]], actions=(("T", "B"), ("l", "m", "r")))
    assert cardinal(solvable, "T, r", only=True, draws=300).verdict.status == "proved"
    three = NormalForm([np.eye(3), np.eye(3)])
    assert cardinal(three, "1, 1", only=True, draws=300).verdict.status == "refuted"


def test_results_show_themselves():
    found = robustness(chip_ban, "Restrict, Indigenise", draws=512, base=64)
    assert "1: the prediction holds" in found.table().notes
    assert "prediction" not in replace(found, of=Quantity(chip_ban, "US"), probability=None).table().notes
    assert {row[0] for row in found.table("zh").rows} == {p.name for p in chip_ban.parameters}
    assert found.to_json()["probability"]["n"] == 512
    assert "自主研发" in found.to_text("zh")
    chosen = cardinal(battle_of_the_sexes(), battle_of_the_sexes().labels((0, 0)), draws=64)
    assert "序数" in chosen.to_text("zh")
    assert chosen.to_json()["ordinal"] is True


def test_refuses_with_one_clear_error():
    with pytest.raises(UnknownNameError, match="accepted: Open, Depend"):
        probability(chip_ban, "Open")
    with pytest.raises(UnknownNameError, match="no action"):
        Quantity(chip_ban, "US", "Depend")
    with pytest.raises(UnknownNameError, match="no player"):
        Quantity(chip_ban, "EU")
    for bad in ({"draws": 0}, {"level": 1.0}, {"method": "wald"}):
        with pytest.raises(ParameterError, match="accepted"):
            probability(chip_ban, "Open, Depend", **bad)
    with pytest.raises(ParameterError, match="power of two"):
        drivers(chip_ban, prediction(chip_ban, "Open, Depend"), base=100)
    with pytest.raises(FormError, match="symbolic"):
        cardinalised(chip_ban.form)
    with pytest.raises(NotCoveredError):
        Quantity(find("tullock"), "Row")


def test_parameters_without_room_are_no_drivers():
    (stuck,) = letters("k", 2, 2)
    game = NormalForm([[[x * k, x * k], [-1, -1]], [[1, 0], [1, 0]]], players=("A", "B"))
    model = made(game, X, stuck)
    (driver,) = drivers(model, Quantity(model, "A"), base=64)
    assert driver.name == "x"
    assert drivers(made(game, stuck), prediction(made(game, stuck), "1, 1"), base=64) == ()
    with pytest.raises(ParameterError, match="free"):
        probability(chip_ban.fix(**chip_ban.defaults), "Open, Depend")


def test_the_same_seed_gives_the_same_indices_and_intervals():
    quantity = prediction(chip_ban, "Restrict,Indigenise")
    assert drivers(chip_ban, quantity, base=64) == drivers(chip_ban, quantity, base=64)


def test_stretches_of_a_tornado_are_those_of_a_scan():
    ordered = replace(stag_hunt, parameters=tuple(
        replace(p, default=Fraction(d)) for p, d in zip(stag_hunt.parameters, (6, 8, 3, 1, 1), strict=True)
    ))  # fmt: skip
    for model, asked, only in (
        (chip_ban, "Open, Depend", True), (workaround, "Rule, Redesign, Tighten", False),
        (ordered, "Defect, Defect", False), (chip_ban, chip_ban.symbols["q"] ** 2 < 2 * chip_ban.symbols["d"], False),
    ):  # fmt: skip
        for swing in tornado(model, prediction(model, asked, only)):
            assert swing.held is not None
            for where, value in zip(np.linspace(swing.low, swing.high, len(swing.values))[1:-1], swing.values[1:-1]):
                inside = any(low < where < high for low, high in swing.held.holds)
                ends = [float(e) for s in (*swing.held.holds, *swing.held.defined) for e in s]
                if not np.isnan(value) and min((abs(where - e) for e in ends), default=1) > 1e-9:
                    assert inside == (value == 1)
