"""All perfect Bayesian equilibria of signalling games: textbook answers, the definition on a grid, invariances."""

from fractions import Fraction
from itertools import product
from random import Random
from time import perf_counter

import pytest
from signalling_oracle import (
    RESPONSES,
    beer_quiche,
    flat,
    holds,
    in_hull,
    is_pbe,
    mixtures,
    random_signalling,
    signalling_tree,
    supporting,
)

from games.errors import NotCoveredError
from games.forms.tree import GameTree, Leaf, chance, decision, leaf
from solvers.signalling import signalling_equilibria

HALF = Fraction(1, 2)


def summary(found):
    """Per component: dimension, and the points with their beliefs where there is more than one node."""
    sets = [k for k, s in enumerate(found.game.information_sets) if len(s.paths) > 1]
    return [
        (c.dimension, {(p.profile, tuple(p.beliefs[k] for k in sets)) for p in c.extreme}) for c in found.components
    ]


def flags(found):
    return [{tuple(passes for _, passes in point.refinements) for point in c.extreme} for c in found.components]


def kinds(found):
    return [{point.kind for point in c.extreme} for c in found.components]


def test_beer_quiche_has_the_two_pooling_components_of_cho_and_kreps():
    found = signalling_equilibria(beer_quiche())
    beer, quiche, fight, defer, even = (1, 0), (0, 1), (1, 0), (0, 1), (HALF, HALF)
    prior, weak = ((Fraction(1, 10), Fraction(9, 10)),), ((1, 0),)
    # order of the sets: weak, receiver at beer, receiver at quiche, strong
    assert summary(found) == [
        (1, {((beer, defer, fight, beer), (prior, (weak[0], even))), ((beer, defer, even, beer), (prior, (even,)))}),
        (1, {((quiche, fight, defer, quiche), ((weak[0], even), prior)),
             ((quiche, even, defer, quiche), ((even,), prior))}),
    ]  # fmt: skip
    assert found.complete
    assert kinds(found) == [{"pooling"}, {"pooling"}]
    assert flags(found) == [{(True, True, True)}, {(False, False, False)}]


def test_beer_quiche_with_many_weak_types_has_a_semi_separating_equilibrium():
    found = signalling_equilibria(beer_quiche(weak=Fraction(3, 4)))
    (component,) = found.components
    (point,) = component.extreme
    # the strong drink beer; the weak imitate so that beer leaves the receiver indifferent
    assert point.kind == "semi-separating"
    assert point.profile == ((Fraction(1, 3), Fraction(2, 3)), (HALF, HALF), (1, 0), (1, 0))
    assert [point.beliefs[k] for k in (1, 2)] == [((HALF, HALF),), ((1, 0),)]


def spence(cost_low, cost_high, prior=HALF):
    """Education e in {0, 1}; two firms' competition is one receiver who pays wages {0, 1, mean} to be near ability."""

    def payoffs(t, m, w):
        ability = int(t == "high")
        wage = {"zero": Fraction(0), "mean": Fraction(1, 2), "one": Fraction(1)}[w]
        cost = {"low": cost_low, "high": cost_high}[t] if m == "school" else 0
        return wage - cost, -((wage - ability) ** 2)

    return signalling_tree([1 - prior, prior], payoffs, ["none", "school"], ["zero", "mean", "one"], ["low", "high"])


def test_spence_separates_exactly_where_education_costs_the_able_less():
    separating = [p for p in signalling_equilibria(spence(Fraction(3, 2), Fraction(1, 2))) if p.kind == "separating"]
    assert [p.profile for p in separating] == [((1, 0), (1, 0, 0), (0, 0, 1), (0, 1))]
    cheap = signalling_equilibria(spence(Fraction(1, 4), Fraction(1, 4)))
    assert not [p for p in cheap if p.kind == "separating" and p.profile[3] == (0, 1)]


def test_intuitive_criterion_selects_the_riley_outcome_in_spence():
    found = signalling_equilibria(spence(Fraction(3, 2), Fraction(1, 2) - Fraction(1, 10)))
    passing = {p.kind for p in found if dict(p.refinements)["intuitive criterion"]}
    assert passing == {"separating"}
    assert {p.kind for p in found} > {"separating"}


@pytest.mark.parametrize("shape", [(2, 2, 2), (2, 2, 3), (2, 3, 2), (3, 2, 2)])
def test_the_definition_on_a_grid_agrees(shape):
    rng = Random(str(shape))
    for _ in range(12 if shape == (2, 2, 2) else 3):
        _compare_on_grid(rng, *shape)


def _compare_on_grid(rng, n_types, n_messages, n_responses):
    tree, prior, table = random_signalling(rng, n_types, n_messages, n_responses)
    messages, responses = [f"m{k}" for k in range(n_messages)], RESPONSES[:n_responses]
    # payoffs 0, 1, 2 put all indifferences of two types at multiples of 1/6, corners of three types at those of 1/60
    grid = [*mixtures(n_types, 6 if n_types == 2 else 12)]
    found = signalling_equilibria(tree)
    assert found.complete and len(found)
    order = {(s.player, s.name): k for k, s in enumerate(tree.information_sets)}
    steps = 2 if n_types * n_messages < 6 else 1
    plays = product(mixtures(n_messages, steps), repeat=n_types)
    for sending, responding in product(plays, product([*mixtures(n_responses, 2)], repeat=n_messages)):
        profile = [None] * len(order)
        for t, own in enumerate(sending):
            profile[order["S", f"t{t}"]] = own
        for m, own in enumerate(responding):
            profile[order["R", f"m{m}"]] = own
        if is_pbe(prior, table, sending, responding, messages, responses, grid):
            assert len(holds(found, profile)) == 1
        elif n_types == 2:
            assert not holds(found, profile)


def test_every_point_listed_and_every_centre_is_an_equilibrium_with_exactly_its_beliefs():
    rng, grid = Random(5), [*mixtures(2, 6)]
    for _ in range(15):
        tree, prior, table = random_signalling(rng, n_responses=3)
        for point in signalling_equilibria(tree):
            sending, responding = point.profile[0::3], point.profile[1:3]
            assert is_pbe(prior, table, sending, responding, ["m0", "m1"], RESPONSES, grid)
            for m in (0, 1):
                used = [r for r, q in zip(RESPONSES, responding[m]) if q]
                weights = [p * own[m] for p, own in zip(prior, sending)]
                good = {*supporting(weights, table, ["t0", "t1"], f"m{m}", RESPONSES, used, grid)}
                listed = point.beliefs[1 + m]
                assert set(listed) <= good
                assert all(in_hull(belief, listed) == (belief in good) for belief in ([] if sum(weights) else grid))


def test_components_are_disjoint_and_subsets_of_one_component_join():
    rng = Random(7)
    several = 0
    for _ in range(60):
        found = signalling_equilibria(random_signalling(rng, top=1)[0])
        homes = [{p.profile for p in c.extreme} for c in found.components]
        assert sum(map(len, homes)) == len(set().union(*homes))
        for component in found.components:
            reached, left = {0}, {*range(1, len(component.subsets))}
            while touching := {k for k in left for j in reached if {*component.subsets[k]} & {*component.subsets[j]}}:
                reached, left = reached | touching, left - touching
            assert not left
            several += len(component.subsets) > 1
    assert several


def test_refinements_are_nested():
    rng = Random(11)
    seen = set()
    for _ in range(150):
        n_types = rng.choice([2, 2, 3])
        for point in signalling_equilibria(random_signalling(rng, n_types, 2, 2, top=5)[0]):
            intuitive, divine, d1 = (passes for _, passes in point.refinements)
            assert intuitive >= max(divine, d1)
            seen.add((intuitive, divine, d1))
    assert {(True, True, True), (False, False, False)} <= seen


def scaled(tree, factor, shift):
    return tree.map_payoffs(lambda payoffs: [factor * x + shift for x in payoffs])


@pytest.mark.parametrize("factor", [Fraction(1, 10**9), Fraction(10**15)])
def test_positive_affine_changes_of_utility_change_nothing(factor):
    rng = Random(3)
    for _ in range(5):
        tree = random_signalling(rng, n_responses=3)[0]
        before, after = signalling_equilibria(tree), signalling_equilibria(scaled(tree, factor, -7))
        assert summary(before) == summary(after)
        assert flags(before) == flags(after)
        assert kinds(before) == kinds(after)


def test_the_names_of_types_messages_and_responses_do_not_matter():
    rng = Random(4)
    for _ in range(10):
        tree, prior, table = random_signalling(rng, 2, 2, 2)
        turned = signalling_tree(prior[::-1], lambda *key, table=table: table[key], ["m1", "m0"], "yx", ["t1", "t0"])
        first, second = signalling_equilibria(tree), signalling_equilibria(turned)

        def canonical(found):
            where = {s.name: k for k, s in enumerate(found.game.information_sets)}
            names = [s.actions for s in found.game.information_sets]
            return {
                frozenset(
                    frozenset((s, names[k][a], p) for s, k in where.items() for a, p in enumerate(point.profile[k]))
                    for point in c.extreme
                )
                for c in found.components
            }

        assert canonical(first) == canonical(second)


def test_a_message_may_end_the_game_and_types_may_differ_in_messages():
    """Entry deterrence: an outside option that only the weak have."""
    enter = {"fight": leaf(-1, 0), "share": leaf(1, 1)}
    weak = decision("S", {"enter": decision("R", enter, "entry"), "stay": leaf(0, 2)})
    tough = decision("S", {"enter": decision("R", {"fight": leaf(2, -1), "share": leaf(2, 1)}, "entry")})
    tree = GameTree(chance({"weak": ("1/2", weak), "tough": ("1/2", tough)}), ("S", "R"))
    (component,) = signalling_equilibria(tree).components
    (point,) = component.extreme
    assert point.profile == ((1, 0), (0, 1), (1,))
    assert point.beliefs == (((1,),), ((HALF, HALF),), ((1,),))


def test_chance_after_the_response_counts_with_its_expectation():
    def end(good, bad):
        return chance({"good": ("1/4", leaf(*good)), "bad": ("3/4", leaf(*bad))})

    plain = beer_quiche()
    noisy = plain.map(lambda node: node, lambda p: p)
    noisy = GameTree(_lottery(noisy.root, end), noisy.players)
    assert summary(signalling_equilibria(plain)) == summary(signalling_equilibria(noisy))


def _lottery(node, end):
    if isinstance(node, Leaf):
        u, v = node.payoffs
        return end((u + 3, v - 3), (u - 1, v + 1))
    if hasattr(node, "probabilities"):
        drawn = zip(node.actions, node.probabilities, node.children)
        return chance({a: (p, _lottery(c, end)) for a, p, c in drawn})
    return decision(
        node.player, {a: _lottery(c, end) for a, c in zip(node.actions, node.children)}, node.information_set
    )


def test_other_trees_are_refused():
    one_shot = GameTree(decision("S", {"a": leaf(1, 0), "b": decision("S", {"c": leaf(0, 0)})}), ("S", "R"))
    with pytest.raises(NotCoveredError, match="not a signalling game"):
        signalling_equilibria(one_shot)


def test_a_game_of_textbook_size_takes_less_than_a_tenth_of_a_second():
    signalling_equilibria(beer_quiche())
    start = perf_counter()
    signalling_equilibria(beer_quiche(Fraction(1, 7)))
    assert perf_counter() - start < 0.1 * 5  # shared machines: five times the target


def test_every_profile_has_one_entry_per_information_set():
    for point in signalling_equilibria(beer_quiche()):
        assert len(point.profile) == len(point.beliefs) == 4
        assert all(sum(strategy) == 1 for strategy in point.profile)
        assert len(flat(point.profile)) == 8
