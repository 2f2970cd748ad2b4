"""The table of robustness: probabilities against exact equilibria, variants against each other, ordinal answers."""

import random
from fractions import Fraction as Q

import pytest
import sympy

import games
from paper_figs import robust
from solvers.proof import share
from solvers.pure import pure_equilibria


def restricts(game):
    """Whether the US restricts in some pure equilibrium."""
    return any(game.actions[0][point.support[0][0]] == "Restrict" for point in pure_equilibria(game))


@pytest.mark.parametrize("place", [0, 1, 2, 3, 4])
def test_every_variant_of_the_simultaneous_ban_by_exact_equilibria(place):
    each, rng, hits, n = robust.variants()[place], random.Random(place), 0, 400
    for _ in range(n):
        point = {p.name: p.low + (p.high - p.low) * Q(rng.randint(1, 999), 1000) for p in each.model.parameters}
        hits += restricts(each.model.at(**point))
    assert abs(hits / n - each.probabilities[0].share) < 0.11


def test_who_moves_first_by_backward_induction():
    for each in robust.variants()[5:]:
        rng, hits, n = random.Random(1), 0, 150
        for _ in range(n):
            point = {p.name: p.low + (p.high - p.low) * Q(rng.randint(1, 999), 1000) for p in each.model.parameters}
            tree = each.model.at(**point)
            us, cn = each.model.choice["commitment"] == "US", tree.players.index("CN")

            def best(node, place):
                return max(range(2), key=lambda a: node.children[a].payoffs[place])

            root, replies = tree.root, [best(child, cn if us else 0) for child in tree.root.children]
            own = 0 if us else cn
            first = max(range(2), key=lambda a: root.children[a].children[replies[a]].payoffs[own])
            hits += "Restrict" in (root.actions[first], root.children[first].actions[replies[first]])
        assert abs(hits / n - each.probabilities[0].share) < 0.15


def test_a_third_power_dilutes_relative_gains():
    two, by_share, rivals, spread, matrix = (each.probabilities[0] for each in robust.variants()[:5])
    assert spread.high < rivals.low < rivals.high < matrix.low < matrix.high < two.low
    assert by_share.high < two.low


def test_weights_of_the_variants_are_what_they_are_called():
    model = games.find("chip_ban")
    assert robust.by_share(model).at(k_us="3/4", k_cn="1/2") == model.at(k_us=3, k_cn=1)
    three = games.find("chip_ban_three")
    assert robust.spread_over(three).at(k_us=2, k_cn=1, k_eu=0) == three.at(k_us=1, k_cn="1/2", k_eu=0)
    absolute = three.at(k_us=0, k_cn=0, k_eu=0)
    only = robust.rivals_only().at(k_us=2, k_cn=1)
    for profile in absolute.profiles():
        us, cn, eu = (own[profile] for own in absolute.payoffs)
        assert [own[profile] for own in only.payoffs] == [us + 2 * (us - cn), cn + (cn - us), eu]


def test_headlines_agree_with_a_quasi_random_sample_of_the_statement():
    for each in robust.HEADLINES:
        found, listed = robust.judged(each.claim, each.place)
        other = share(each.statement.condition, each.statement.game, 2**12)
        assert abs(found.share - other.share) < 0.04, each
        assert 0 < found.low < found.share < found.high < 1
        assert listed[0].total >= listed[-1].total
        assert listed[0].total > 0.2


def test_what_the_order_of_payoffs_says_of_the_headlines():
    said = {(each.claim, each.place): each.ordinal for each in robust.HEADLINES}
    plain = {key: found and (found.some, found.every) for key, found in said.items()}
    assert plain[24, 1] == plain[29, 1] == plain[22, 0] == plain[22, 1] == (True, True)
    assert plain[35, 2] == plain[20, 0] == plain[50, 5] == (True, False)
    assert [key for key, found in plain.items() if found is None] == [(27, 2), (30, 0), (45, 0)]
    assert [each.ordinal.some for each in robust.variants()] == [True] * 7


def test_headlines_hold_at_the_calibration_exactly_where_some_equilibrium_fits():
    for each in robust.HEADLINES:
        if each.ordinal is not None:
            model = each.statement.game
            values = {model.symbols[name]: sympy.Rational(value) for name, value in model.defaults.items()}
            assert bool(each.statement.condition.subs(values)) == each.ordinal.some, each


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_tables_in_both_languages(lang):
    assert len(robust.robustness_table(lang).rows) == len(robust.HEADLINES)
    assert len(robust.variants_table(lang).rows) == 7
