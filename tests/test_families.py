"""The article's families: what the literature and the story say of each game, derived and checked."""

import random
from fractions import Fraction
from itertools import product

import pytest

import games
from games.actors import Source
from games.forms import NormalForm
from games.power_portfolio import ACTORS, AGGREGATORS, POWERS
from solvers.commitment import commitment
from solvers.nash import nash
from solvers.potential import strongest_potential
from solvers.pure import pure_equilibria
from solvers.regions import regions
from solvers.subgame_perfect import subgame_perfect


def point(model, seed):
    rng = random.Random(seed)
    return {p.name: p.low + (p.high - p.low) * Fraction(rng.randint(1, 63), 64) for p in model.parameters}


@pytest.mark.parametrize("seed", range(6))
def test_rival_standards_have_a_weighted_potential_and_so_a_pure_equilibrium(seed):
    game = games.find("rival_standards").at(**point(games.find("rival_standards"), seed))
    assert strongest_potential(game).kind in ("exact", "weighted")
    assert pure_equilibria(game).components


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("aggregator", ["linear", "geometric", "ces"])
def test_the_best_power_omits_the_scarcest_source(aggregator, seed):
    values = point(games.find("instrument_choice"), seed)
    (equilibrium,) = nash(games.find("instrument_choice").at(aggregator=aggregator, **values))
    for actor, strategy in zip(ACTORS, equilibrium.profile):
        best = POWERS[tuple(POWERS)[strategy.index(1)]]
        held = {source: values[f"{source.name}_{actor}".lower()] for source in Source}
        scarcest = min(held, key=held.__getitem__)
        assert scarcest not in best.value.sources


def test_leontief_ties_every_power_that_draws_on_the_scarcest_source():
    (component,) = nash(games.find("instrument_choice").at(aggregator="leontief")).components
    assert component.dimension == 0
    assert AGGREGATORS["leontief"]([Fraction(1), Fraction(2), Fraction(3)]) == 1


@pytest.mark.parametrize("seed", range(8))
def test_no_alliance_is_exclusive_without_relative_gains(seed):
    model = games.find("exclusivity")
    values = point(model, seed) | {"k": 0, "n_o": 9, "n_e": 4, "m_o": 7, "m_e": 2}
    (equilibrium,) = subgame_perfect(model.at(**values))
    assert equilibrium.profile[0] == (1, 0)
    spiteful = subgame_perfect(model.at(**values | {"k": 3, "rho": "1/10", "b": 2}))
    assert next(iter(spiteful)).profile[0] == (0, 1)


REGIONS = (
    "firm_compliance", "supplier_leak", "exclusivity", "workaround_metric", "foundation_models",
    "ecosystem_choice_finite", "emulation_finite", "endogenous_k", "sanctions",
)  # fmt: skip


@pytest.mark.parametrize("name", REGIONS)
def test_regions_agree_with_the_exact_solver(name):
    model = games.find(name)
    found = regions(model).unmixed
    for seed in range(25):
        values = point(model, seed) | ({"n_o": 12, "n_e": 3, "m_o": 9, "m_e": 1} if name == "exclusivity" else {})
        inside = {region.profile for region in found if region.contains(values)}
        game = model.at(**values)
        solved = pure_equilibria(game) if isinstance(game, NormalForm) else subgame_perfect(game)
        names = [tuple(labels[s.index(1)] for labels, s in zip(solved.actions, e.profile)) for e in solved if e.is_pure]
        assert inside == set(names)


def test_the_firm_complies_everywhere_exactly_where_a_product_of_its_own_costs_more():
    model = games.find("firm_compliance")
    for s, G in product(("1/4", "2/5", "3/4", "6/5"), ("1/20", "3/50", "1/5")):
        (equilibrium,) = nash(model.at(s=s, G=G, mu="1/2"))
        everywhere = Fraction(1, 5) * Fraction(s) * Fraction(1, 2) < Fraction(G)
        assert (equilibrium.profile[0][0] == 1) == everywhere


def test_stricter_rules_follow_the_cost_of_a_separate_product():
    model = games.find("stringency")
    chosen = [commitment(model.at(G=G)).outcomes[0].action for G in ("1/20", "1/10", "3/20")]
    assert chosen == sorted(set(chosen))


# ---------------------------------------------------------------- standards with a periphery, rival templates, a veto
def test_drezners_four_outcomes_are_those_of_the_periphery_game():
    from games.regulatory_adoption import OWN, standard_type

    model = games.find("rival_standards_periphery")
    game = model.at()
    kinds = [standard_type(game.labels(profile)).en for profile in game.profiles()]
    # 3 profiles of the powers are unanimous, 18 have two standards, 6 all three; the periphery has 4 moves
    counts = {"harmonised": 3, "club": 3 * 3, "rival": 18 * 2 + 6 * 3, "sham": 18 * 2 + 6}
    assert {kind: kinds.count(f"{kind} standards") for kind in counts} == counts
    free = {game.labels(tuple(s[0] for s in e.support)) for e in pure_equilibria(model.at(a_p=1, e=0, beta="1/2"))}
    assert free
    assert {profile[-1] for profile in free} == {OWN}


@pytest.mark.parametrize("seed", range(4))
def test_without_a_periphery_s_market_its_game_is_rival_standards(seed):
    values = point(games.find("rival_standards"), seed)
    core = games.find("rival_standards").at(**values)
    wide = games.find("rival_standards_periphery").at(**values, m_p=0, e=0, a_p=1)
    powers = {core.labels(tuple(s[0] for s in e.support)) for e in pure_equilibria(core)}
    assert {wide.labels(tuple(s[0] for s in e.support))[:3] for e in pure_equilibria(wide)} == powers


def test_ten_states_emulate_as_the_continuum_does_where_costs_allow_all_or_none():
    model = games.find("emulation_finite")
    for values, moves in (({"b": 1, "s": "1/2", "kappa_max": 1}, {"Adopt"}), ({"b": 0, "rho": 0, "s": 1}, {"Not"})):
        for states in ("5", "10"):
            game = model.at(states=states, **values)
            assert game.n_players == int(states)
            found = [game.labels(tuple(s[0] for s in e.support)) for e in pure_equilibria(game)]
            assert [set(profile) for profile in found] == [moves]


def test_rival_templates_split_where_rules_differ_little_and_sharing_pays():
    model = games.find("emulation_rivals")
    found = lambda **values: {  # noqa: E731
        game.labels(tuple(s[0] for s in e.support))
        for game in [model.at(**values)] for e in pure_equilibria(game)
    }  # fmt: skip
    assert {("EU",) * 3, ("US",) * 3, ("CN",) * 3} <= found(rho=1)
    lax = found(rho=0, b=1, s=1, s_us="1/4", s_cn="1/2")
    assert lax == {("US",) * 3}
    assert found(rho=0, b=0, s=1, s_us=1, s_cn=1) == {("Not",) * 3}


@pytest.mark.parametrize(("veto", "count", "mixed"), [("-1/2", 1, True), ("1/2", 1, False), (0, 1, True)])
def test_a_veto_worth_more_than_the_game_ends_it(veto, count, mixed):
    found = nash(games.find("matching_with_a_veto").at(veto=veto))
    assert len(found.components) == count
    (component,) = found.components
    assert {point.payoffs[1] for point in component.extreme} == {max(Fraction(veto), Fraction(0))}
    vetoed = any(point.profile[1][2] == 1 for point in component.extreme)
    assert vetoed == (Fraction(veto) >= 0)
    assert any(point.profile[1][0] == Fraction(1, 2) for point in component.extreme) == mixed
