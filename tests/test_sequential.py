"""Sequential and perfect Bayesian equilibria of small trees: textbook games, agreement with other concepts."""

import math
from fractions import Fraction
from random import Random

import pytest
from signalling_oracle import beer_quiche, random_signalling, signalling_tree
from test_sequential_definition import small_tree

import games
from games.errors import NotCoveredError
from games.forms.tree import GameTree, chance, decision, leaf
from games.phrases import phrase
from solvers.beliefs.bases import search
from solvers.beliefs.consistency import witness
from solvers.beliefs.fibres import Fibres, component
from solvers.beliefs.histories import histories
from solvers.sequential import assessments, perfect_bayesian, sequential, weak_perfect_bayesian
from solvers.signalling import signalling_equilibria
from solvers.solve import solve
from solvers.subgame_perfect import subgame_perfect

F = Fraction
HALF, THIRD, QUARTER = F(1, 2), F(1, 3), F(1, 4)


def summary(found):
    """Per component its dimension and its points, with the corners of beliefs where there is more than one node."""
    sets = [k for k, s in enumerate(found.game.information_sets) if len(s.paths) > 1]
    return {
        (c.dimension, frozenset((p.profile, tuple(frozenset(p.beliefs[k]) for k in sets)) for p in c.extreme))
        for c in found.components
    }


def points(*listed):
    return frozenset((profile, tuple(map(frozenset, beliefs))) for profile, beliefs in listed)


def horse():
    """Selten's horse (1975), as in Osborne and Rubinstein (1994), figure 225.2."""

    def third(left, right):
        return decision("3", {"L": leaf(*left), "R": leaf(*right)}, "3")

    second = decision("2", {"d": third((4, 4, 0), (0, 0, 1)), "c": leaf(1, 1, 1)})
    return GameTree(decision("1", {"D": third((3, 3, 2), (0, 0, 0)), "C": second}), ("1", "2", "3"))


def outside_option():
    """Battle of the sexes with an outside option (Kohlberg and Mertens 1986)."""

    def reply(left, right):
        return decision("2", {"L": leaf(*left), "R": leaf(*right)}, "2")

    battle = decision("1", {"T": reply((3, 1), (0, 0)), "B": reply((0, 0), (1, 3))})
    return GameTree(decision("1", {"out": leaf(2, 2), "in": battle}), ("1", "2"))


def entry(unready_pays):
    """Mas-Colell, Whinston and Green (1995), figure 9.C.1: a weak entrant may enter ready or unready."""

    def incumbent(fight, share):
        return decision("I", {"fight": leaf(*fight), "share": leaf(*share)}, "I")

    ready, unready = incumbent((-1, -1), (3, 0)), incumbent((-1, -1), unready_pays)
    return GameTree(decision("E", {"out": leaf(0, 2), "ready": ready, "unready": unready}), ("E", "I"))


def test_selten_horse_keeps_one_of_the_two_components_of_nash_equilibria():
    rest, right = (0, 1), (0, 1)
    mixed = (QUARTER, F(3, 4))
    corner, even = (0, 1), (THIRD, F(2, 3))
    expected = (1, points((((0, 1), right, rest), [(corner, even)]), (((0, 1), mixed, rest), [(even,)])))
    for concept in (sequential, perfect_bayesian, weak_perfect_bayesian):
        assert summary(concept(horse())) == {expected}
        assert concept(horse()).complete


def test_outside_option_has_the_three_equilibria_of_the_battle_and_more_if_beliefs_are_free():
    expected = {
        (0, points((((0, 1), (1, 0), (1, 0)), [((1, 0),)]))),
        (0, points((((1, 0), (0, 1), (0, 1)), [((0, 1),)]))),
        (0, points((((1, 0), (F(3, 4), QUARTER), (QUARTER, F(3, 4))), [((F(3, 4), QUARTER),)]))),
    }
    assert summary(sequential(outside_option())) == summary(perfect_bayesian(outside_option())) == expected
    weak = weak_perfect_bayesian(outside_option())
    assert len(weak) == 2
    # off the path player 2 may believe B although T is planned, and stay out follows
    assert any(
        p.profile == ((1, 0), (0, 1), (0, 1)) and set(p.beliefs[2]) == {(0, 1), (F(3, 4), QUARTER)} for p in weak
    )


def test_a_threat_that_no_belief_supports_is_not_made():
    assert summary(sequential(entry((2, 1)))) == {(0, points((((0, 1, 0), (0, 1)), [((1, 0),)])))}


def test_a_threat_that_some_belief_supports_leaves_two_components():
    def incumbent(fight, share):
        return decision("I", {"fight": leaf(*fight), "share": leaf(*share)}, "I")

    tree = GameTree(
        decision("E", {"out": leaf(0, 2), "a": incumbent((-1, 1), (-2, -2)), "b": incumbent((-3, -2), (1, 1))}),
        ("E", "I"),
    )
    found = sequential(tree)
    assert {c.dimension for c in found.components} == {0, 1}
    (out,) = (c for c in found.components if c.dimension)
    assert {p.profile for p in out.extreme} == {((1, 0, 0), (1, 0)), ((1, 0, 0), (QUARTER, F(3, 4)))}
    assert {frozenset(p.beliefs[1]) for p in out.extreme} == {
        frozenset({(1, 0), (HALF, HALF)}),
        frozenset({(HALF, HALF)}),
    }


def two_observers():
    """Two players at information sets over the same mistakes: consistency ties their beliefs to each other."""

    def second(x):
        return decision("3", {"u": leaf(0, 0, x), "v": leaf(0, 0, 1 - x)}, "3")

    def first(x):
        return decision("2", {"l": second(x), "r": second(x)}, "2")

    return GameTree(decision("1", {"stay": leaf(1, 0, 0), "a": first(0), "b": first(1)}), ("1", "2", "3"))


def test_beliefs_about_the_same_mistakes_are_tied():
    found = assessments(histories(two_observers()), "consistent")
    free = assessments(histories(two_observers()), "path")
    assert any("tied" in c.description for c in found.components)
    assert not any("tied" in c.description for c in free.components)
    game = histories(two_observers())
    stay, left, mixed = (1, 0, 0), (1, 0), (HALF, HALF)
    # player 2 believes a and b even, moves l: then player 3 must believe the two histories with l even
    good = [((1,), (HALF, HALF), (HALF, 0, HALF, 0))]
    bad = [((1,), (HALF, HALF), (F(1, 3), 0, F(2, 3), 0)), ((1,), (1, 0), (0, 0, 1, 0))]
    ok = [((1,), (1, 0), (1, 0, 0, 0)), ((1,), (0, 1), (0, 0, 1, 0))]
    profile = (stay, left, mixed)
    for beliefs in good + ok:
        assert witness(game, profile, beliefs) is not None
    for beliefs in bad:
        assert witness(game, profile, beliefs) is None


def test_kreps_and_ramey_structural_inconsistency_is_consistent():
    """Consistency does not make a player's belief that of one strategy of the others (Kreps and Ramey 1987)."""
    game = histories(horse())
    assert witness(game, ((0, 1), (0, 1), (0, 1)), ((1,), (HALF, HALF), (1,))) is not None
    assert witness(game, ((HALF, HALF), (0, 1), (0, 1)), ((1,), (HALF, HALF), (1,))) is None


def two_threats():
    """Each of two responses keeps everybody from a message, but no belief supports mixing between them."""
    table = {
        "t0m0x": (1, 1), "t0m1x": (0, 1), "t0m1y": (1, 1), "t0m1z": (1, 0), "t1m1x": (1, 1), "t1m1z": (0, 1),
    }  # fmt: skip
    prior = [F(3, 5), F(2, 5)]
    return signalling_tree(prior, lambda *key: table.get("".join(key), (0, 0)), ["m0", "m1"], "xyz")


def test_equilibria_are_not_joined_through_mixtures_that_no_belief_supports():
    found = signalling_equilibria(two_threats())
    homes = {p.profile: k for k, c in enumerate(found.components) for p in c.extreme}
    pooled = [homes[(1, 0), (1, 0, 0), threat, (1, 0)] for threat in ((0, 1, 0), (0, 0, 1))]
    assert len(found) == 3
    assert pooled[0] != pooled[1]


def test_signalling_games_solved_as_trees_give_the_same_sets():
    rng = Random(2)
    trees = [beer_quiche(), beer_quiche(F(3, 4)), two_threats(), *(random_signalling(rng, top=3)[0] for _ in range(5))]
    trees += [random_signalling(rng, 2, 2, 3, top=1)[0] for _ in range(4)]
    compared = 0
    for tree in trees:
        direct = signalling_equilibria(tree)
        for rule in ("consistent", "path"):
            general = assessments(histories(tree), rule)
            assert len(general) == len(direct)
            if not any(c.description for c in general.components):
                listed = {(p.profile, tuple(map(frozenset, p.beliefs))) for p in general}
                assert {(p.profile, tuple(map(frozenset, p.beliefs))) for p in direct} <= listed
                assert sorted(c.dimension for c in general.components) == sorted(c.dimension for c in direct.components)
                compared += 1
    assert compared >= 8


def test_with_perfect_information_they_are_the_subgame_perfect_equilibria():
    tree = games.find("workaround").at()
    for concept in (sequential, perfect_bayesian):
        assert [p.profile for p in concept(tree)] == [p.profile for p in subgame_perfect(tree)]


def test_an_irrational_equilibrium_is_found_exactly():
    """Three agents in a cycle, behind a chance move that hides who else is playing."""
    from sympy import sqrt

    def game(x):
        def c(a, b):
            return decision("C", {"0": leaf(*x(a, b, 0)), "1": leaf(*x(a, b, 1))}, "C")

        def b(a):
            return decision("B", {"0": c(a, 0), "1": c(a, 1)}, "B")

        return GameTree(decision("A", {"0": b(0), "1": b(1)}), ("A", "B", "C"))

    def payoffs(a, b, c):
        # A's gain from 0 is 1 - bc - b, and so on round the cycle: b = c = a solve p^2 + p = 1
        gains = [1 - b * c - b, 1 - c * a - c, 1 - a * b - a]
        return [gain * (own == 0) for gain, own in zip(gains, (a, b, c))]

    found = assessments(histories(game(payoffs)), "consistent")
    mixed = [p for p in found if not any(p == 1 for row in p.profile for p in row)]
    assert [[row[1] for row in p.profile] for p in mixed] == [[(sqrt(5) - 1) / 2] * 3]
    assert found.complete


def test_scale_and_order_of_actions_do_not_matter():
    for seed in (70, 71, 72):
        tree, _ = small_tree(seed)
        large = tree.map_payoffs(lambda payoffs: [F(10**15) * u + 3 for u in payoffs])
        small = tree.map_payoffs(lambda payoffs: [u / F(10**9) - 1 for u in payoffs])
        base = summary(assessments(histories(tree), "consistent"))
        assert summary(assessments(histories(large), "consistent")) == base
        assert summary(assessments(histories(small), "consistent")) == base


@pytest.mark.parametrize("concept", ["pbe", "sequential", "weak-pbe"])
def test_the_concepts_by_name_return_plain_data(concept):
    data = solve(horse(), concept).to_json()
    assert data["complete"]
    assert data["nodes"][1] == [["D"], ["C", "d"]]
    (component,) = data["components"]
    corners = {tuple(map(tuple, point["beliefs"][1])) for point in component["extreme"]}
    assert corners == {(("1/3", "2/3"), ("0", "1")), (("1/3", "2/3"),)}


def test_tables_show_beliefs_in_both_languages():
    found = solve(beer_quiche(), "sequential")
    english, chinese = found.table("en"), found.table("zh")
    assert [c for c in english.columns if "μ" in c] == ["μ(weak | beer)", "μ(weak | quiche)"]
    assert "[1/2, 1]" in english.to_text() and "pooling" in english.to_text()
    assert "混同" in chinese.to_text() and "pooling" not in chinese.to_text()


def test_what_is_not_covered_is_named():
    forgetful = decision("1", {"a": leaf(1), "b": leaf(0)}, "x")
    tree = GameTree(decision("1", {"l": forgetful, "r": forgetful}), ("1",))
    with pytest.raises(NotCoveredError, match="perfect recall"):
        sequential(tree)
    never = GameTree(chance({"a": (0, decision("1", {"x": leaf(1), "y": leaf(0)}, "h")),
                             "b": (0, decision("1", {"x": leaf(0), "y": leaf(1)}, "h")), "c": (1, leaf(0))}),
                     ("1",))  # fmt: skip
    with pytest.raises(NotCoveredError, match="probability zero"):
        sequential(never)
    with pytest.raises(NotCoveredError, match="game tree"):
        solve(games.find("chip_ban").at(), "pbe")


def test_a_budget_that_ends_is_said_so():
    found = assessments(histories(horse()), "consistent", budget=0)
    assert not found.complete
    assert "time budget" in found.why


def test_capability_signal_separates_where_only_the_capable_can_afford_it():
    model = games.find("capability_signal")
    kinds = {(p.kind, p.profile[0], p.profile[3]) for p in perfect_bayesian(model())}
    assert ("separating", (1, 0), (0, 1)) in kinds
    dear = {p.kind for p in perfect_bayesian(model(c_h="3/4"))}
    assert "separating" not in dear
    # a US that fears a capable China restricts whatever it sees, so nobody pays for a signal
    (component,) = perfect_bayesian(model(w_h=-1)).components
    assert {p.profile for p in component.extreme} == {((0, 1), (1, 0), (1, 0), (0, 1))}
    assert set(component.extreme[0].beliefs[1]) == {(1, 0), (0, 1)}


def kuhn_poker():
    """Kuhn's poker (1950): three cards, one chip each, bets of one chip."""
    cards = "JQK"

    def end(first, stake):
        return leaf(first * stake, -first * stake)

    def hand(a, b):
        better = 1 if cards.index(a) > cards.index(b) else -1
        raised = decision("1", {"fold": end(-1, 1), "call": end(better, 2)}, f"{a} raised")
        checked = decision("2", {"check": end(better, 1), "bet": raised}, f"{b} checked")
        bet = decision("2", {"fold": end(1, 1), "call": end(better, 2)}, f"{b} bet")
        return decision("1", {"check": checked, "bet": bet}, a)

    return GameTree(chance({a + b: (F(1, 6), hand(a, b)) for a in cards for b in cards if a != b}), ("1", "2"))


@pytest.mark.slow
def test_kuhn_poker_has_the_family_of_equilibria_that_kuhn_found():
    tree = kuhn_poker()
    found = sequential(tree)
    place = {s.name: k for k, s in enumerate(tree.information_sets)}
    (component,) = found.components
    assert found.complete
    assert {p.payoffs[0] for p in component.extreme} == {-F(1, 18)}

    def bet(point, name):
        return point.profile[place[name]][1]

    # bluff with the jack a, bet the king 3a, call with the queen a + 1/3, for a between 0 and 1/3
    family = {tuple(bet(p, name) for name in ("J", "K", "Q raised")) for p in component.extreme}
    assert family == {(0, 0, THIRD), (THIRD, 1, F(2, 3))}
    assert {(bet(p, "J checked"), bet(p, "Q bet")) for p in component.extreme} == {(THIRD, THIRD)}


def test_cells_are_listed_with_the_beliefs_known_when_the_budget_ends():
    game = histories(horse())
    cells = search(game, "consistent", math.inf).cells
    late = component(Fibres(game, "consistent", 0.0), cells)
    full = component(Fibres(game, "consistent"), cells)
    assert {p.profile for p in late.extreme} == {p.profile for p in full.extreme}
    assert "time budget" in late.description
    assert "time budget" not in full.description
    assert "时间预算" in phrase(late.description, "zh")
