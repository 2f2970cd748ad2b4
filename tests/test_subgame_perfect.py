"""All subgame-perfect equilibria against an oracle of one-shot deviations."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations, pairwise
from math import prod
from random import Random

import numpy as np
import pytest
import sympy
from scipy.optimize import linprog
from spe_oracle import Profile, is_subgame_perfect, lattice, random_tree

from games.errors import NotCoveredError
from games.forms import GameTree, chance, decision, leaf
from solvers.equilibrium import Component
from solvers.subgame_perfect import backward_induction_values, pure_subgame_perfect, subgame_perfect
from solvers.trees.flat_tree import flatten
from solvers.trees.induction import solve_backwards
from solvers.trees.symbolic_induction import iterate_outcomes, subgame_perfect_outcomes

F = Fraction


def flat_vector(profile: Profile) -> list[float]:
    return [float(p) for strategy in profile for p in strategy]


def in_hull(profile: Profile, points: Sequence[Profile]) -> bool:
    corners = np.array([flat_vector(p) for p in points]).T
    equations = np.vstack([corners, np.ones(len(points))])
    answer = linprog(np.zeros(len(points)), A_eq=equations, b_eq=[*flat_vector(profile), 1])
    return answer.status == 0


def mean(points: Sequence[Profile], weights: Sequence[int]) -> Profile:
    total = sum(weights)
    shares = [F(w, total) for w in weights]
    return tuple(
        tuple(sum(w * p[k][a] for w, p in zip(shares, points)) for a in range(len(points[0][k])))
        for k in range(len(points[0]))
    )


def pieces_connected(component: Component) -> bool:
    """Whether subsets that meet at a corner of one of them link all of them."""
    profiles = [e.profile for e in component.extreme]
    hulls = [[profiles[n] for n in s] for s in component.subsets]
    reached, pending = {0}, [0]
    while pending:
        k = pending.pop()
        near = [
            m
            for m, hull in enumerate(hulls)
            if m not in reached and (any(in_hull(p, hull) for p in hulls[k]) or any(in_hull(p, hulls[k]) for p in hull))
        ]
        reached.update(near)
        pending += near
    return len(reached) == len(hulls)


def profiles_of(tree: GameTree) -> int:
    return prod(len(s.actions) for s in tree.information_sets)


@pytest.mark.parametrize("n_players", [1, 2, 3])
def test_pure_equilibria_are_those_of_brute_force(n_players: int) -> None:
    rng, checked = Random(n_players), 0
    for _ in range(700):
        tree = random_tree(rng, n_players, 6)
        if profiles_of(tree) > 250:
            continue
        expected = {p for p in lattice(tree, 1) if is_subgame_perfect(tree, p)}
        found = pure_subgame_perfect(tree)
        assert len(found.components) == found.count == len(expected)
        assert {point.profile for point in found} == expected
        assert all(point.payoffs == flatten(tree).payoffs(point.profile) for point in found)
        assert sum(backward_induction_values(tree).values()) == found.count
        checked += 1
    assert checked > 400


def test_extreme_points_and_mixtures_within_a_subset_are_equilibria() -> None:
    rng, continua, kinked = Random(11), 0, 0
    for _ in range(800):
        tree = random_tree(rng, rng.choice([2, 3]), 6)
        found = subgame_perfect(tree)
        assert found.complete
        (component,) = found.components
        continua += component.dimension > 0
        kinked += len(component.subsets) > 1
        assert component.extreme
        assert len({e.profile for e in component.extreme}) == len(component.extreme)
        assert all(is_subgame_perfect(tree, e.profile) for e in component.extreme)
        for subset in component.subsets:
            points = [component.extreme[n].profile for n in subset]
            assert is_subgame_perfect(tree, mean(points, [rng.randint(1, 5) for _ in points]))
    assert continua > 300
    assert kinked > 60


def test_every_mixed_equilibrium_on_a_lattice_is_covered() -> None:
    rng, inside = Random(12), 0
    for _ in range(320):
        tree = random_tree(rng, rng.choice([2, 3]), 4)
        component = subgame_perfect(tree).components[0]
        if not component.subsets or profiles_of(tree) > 16:
            continue
        found = [p for p in lattice(tree, 4) if is_subgame_perfect(tree, p)]
        for profile in rng.sample(found, min(12, len(found))):
            hulls = [[component.extreme[n].profile for n in s] for s in component.subsets]
            assert any(in_hull(profile, hull) for hull in hulls)
            inside += 1
    assert inside > 400


def test_pieces_contain_exactly_the_equilibria_of_a_lattice() -> None:
    """Membership is decided exactly, both ways, for trees and for chains of nested ties (curved pieces)."""
    rng, curved, hits = Random(5), 0, 0
    for k in range(300):
        tree = random_tree(rng, 3, 5) if k % 2 else nested_ties(rng, 5)
        if profiles_of(tree) > 40:
            continue
        blocks = solve_backwards(flatten(tree)).blocks.values()
        curved += any(piece.curved for b in blocks for piece in b.pieces)
        for profile in lattice(tree, 2):
            parts = (({v: profile[v] for v in b.decisions}, b.pieces) for b in blocks)
            member = all(any(piece.contains(part) for piece in pieces) for part, pieces in parts)
            assert member == is_subgame_perfect(tree, profile)
            hits += member
    assert curved >= 20
    assert hits > 1000


def nested_ties(rng: Random, moves: int) -> GameTree:
    """Return a chain in which B and C are indifferent now and then and A has something to compare."""
    node = leaf(1, 1, 1)
    for _ in range(moves):
        stop = leaf(F(rng.randint(0, 4), 4), rng.choice([1, 1, 1, 0]), rng.choice([1, 1, 1, 2]))
        node = decision(rng.choice("ABC"), {"stop": stop, "go": node})
    return GameTree(node, ("A", "B", "C"))


def test_no_subset_lies_in_another_and_together_they_are_connected() -> None:
    rng, kinked = Random(13), 0
    for _ in range(500):
        component = subgame_perfect(random_tree(rng, rng.choice([2, 3]), 5)).components[0]
        if not 1 < len(component.subsets) <= 12:
            continue
        kinked += 1
        hulls = [[component.extreme[n].profile for n in s] for s in component.subsets]
        for a, b in combinations(hulls, 2):
            assert not all(in_hull(p, b) for p in a)
            assert not all(in_hull(p, a) for p in b)
        assert pieces_connected(component)
    assert kinked > 30


def test_lattice_equilibria_are_joined_by_segments_of_equilibria() -> None:
    """The set is connected: checked without the solver's pieces where its corners lie on the lattice."""
    rng, checked = Random(14), 0
    while checked < 40:
        tree = random_tree(rng, 3, 4, top=1, widest=2)
        component = subgame_perfect(tree).components[0]
        on_lattice = all(p * 2 == int(p * 2) for e in component.extreme for s in e.profile for p in s)
        if component.dimension == 0 or not on_lattice or not component.subsets:
            continue
        points = [p for p in lattice(tree, 2) if is_subgame_perfect(tree, p)]
        assert _joined_by_segments(tree, points)
        checked += 1


def _joined_by_segments(tree: GameTree, points: list[Profile]) -> bool:
    left, pending = set(points[1:]), [points[0]]
    while pending:
        x = pending.pop()
        weights = ([1, 1], [1, 3], [3, 1], [2, 5])
        near = [y for y in left if all(is_subgame_perfect(tree, mean([x, y], w)) for w in weights)]
        left.difference_update(near)
        pending += near
    return not left


def test_ultimatum_with_two_offers() -> None:
    """The responder is free after the mean offer; acceptance with probability 1/2 is the kink."""
    reply = decision("R", {"accept": leaf(2, 0), "refuse": leaf(0, 0)})
    fair = decision("R", {"accept": leaf(1, 1), "refuse": leaf(0, 0)})
    found = subgame_perfect(GameTree(decision("P", {"mean": reply, "fair": fair}), ("P", "R")))
    (component,) = found.components
    yes, no, half = (F(1), F(0)), (F(0), F(1)), (F(1, 2), F(1, 2))
    expected = {(yes, yes, yes), (yes, half, yes), (no, half, yes), (no, no, yes)}
    assert found.complete
    assert component.dimension == 1
    assert {e.profile for e in component.extreme} == expected
    named = {frozenset(component.extreme[n].profile for n in s) for s in component.subsets}
    ends = [(yes, yes, yes), (yes, half, yes), (no, half, yes), (no, no, yes)]
    assert named == {frozenset(pair) for pair in pairwise(ends)}
    assert pure_subgame_perfect(found.game).count == 2


def test_chain_store_has_one_equilibrium() -> None:
    entry = decision("M", {"fight": leaf(-1, -1), "share": leaf(1, 1)})
    found = subgame_perfect(GameTree(decision("E", {"out": leaf(0, 2), "in": entry}), ("E", "M")))
    assert [e.profile for e in found] == [((F(0), F(1)), (F(0), F(1)))]
    assert found.components[0].subsets == ((0,),)
    assert found.components[0].description == ""


def test_centipede_with_a_tie_at_the_end() -> None:
    """The last mover is indifferent: if she passes often enough, everybody passes."""
    last = decision("B", {"take": leaf(0, 3), "pass": leaf(4, 3)})
    tree = GameTree(decision("A", {"take": leaf(1, 0), "pass": last}), ("A", "B"))
    (component,) = subgame_perfect(tree).components
    kink = (F(3, 4), F(1, 4))
    assert len(component.subsets) == 3
    assert {e.profile[1] for e in component.extreme} == {(F(1), F(0)), kink, (F(0), F(1))}


def test_product_of_free_mixtures_is_described_by_its_equation() -> None:
    """A compares p q with 1/2, where B and C mix freely one after the other."""
    low = decision("C", {"l": leaf(1, 0, 0), "r": leaf(0, 0, 0)})
    mid = decision("B", {"l": low, "r": leaf(0, 0, 0)})
    tree = GameTree(decision("A", {"in": mid, "out": leaf(F(1, 2), 0, 0)}), ("A", "B", "C"))
    found = subgame_perfect(tree)
    (component,) = found.components
    assert found.complete
    assert component.dimension == 2
    assert component.subsets == ()
    assert "2 P(l at in) P(l at in/l) = 1" in component.description
    assert all(is_subgame_perfect(tree, e.profile) for e in component.extreme)
    mixed = [e.profile for e in component.extreme if 0 < e.profile[0][0] < 1]
    assert {mid[0] * low[0] for _, mid, low in mixed} == {F(1, 2)}


def test_independent_ties_are_not_multiplied_out() -> None:
    move = {f"m{k}": decision("B", {a: leaf(-k, 0) for a in "xyz"}) for k in range(12)}
    found = subgame_perfect(GameTree(decision("A", move), ("A", "B")))
    (component,) = found.components
    assert found.complete
    assert component.dimension == 24
    assert len(component.extreme) == 1 + 12 * 2
    assert "independent parts" in component.description
    assert pure_subgame_perfect(found.game, limit=10).count == 3**12
    assert not pure_subgame_perfect(found.game, limit=10).complete


def test_too_many_ties_give_a_partial_list_that_says_so() -> None:
    node = leaf(0, 0)
    for k in range(30):
        node = decision("AB"[k % 2], {"stop": leaf(k % 3, k % 2), "go": node})
    tree = GameTree(node, ("A", "B"))
    found = subgame_perfect(tree)
    assert not found.complete
    assert "may be others" in found.why
    assert all(is_subgame_perfect(tree, e.profile) for e in found)


def test_chance_of_probability_zero_still_starts_a_subgame() -> None:
    never = decision("A", {"l": leaf(0), "r": leaf(1)})
    tree = GameTree(chance({"never": (0, never), "always": (1, leaf(5))}), ("A",))
    assert [e.profile for e in subgame_perfect(tree)] == [((F(0), F(1)),)]


def test_imperfect_information_is_refused_where_only_pure_profiles_are_counted() -> None:
    blind = {a: decision("B", {"x": leaf(0, 0), "y": leaf(0, 1)}, "h") for a in "lr"}
    tree = GameTree(decision("A", blind), ("A", "B"))
    solvers = (pure_subgame_perfect, backward_induction_values)
    for solver in solvers:
        with pytest.raises(NotCoveredError, match="--concept nash"):
            solver(tree)


def test_symbolic_payoffs_are_sent_to_the_symbolic_solver() -> None:
    tree = GameTree(decision("A", {"l": leaf(sympy.Symbol("k")), "r": leaf(1)}), ("A",))
    with pytest.raises(NotCoveredError, match="subgame_perfect_outcomes"):
        subgame_perfect(tree)


def at_point(tree: GameTree, at: dict[sympy.Symbol, Fraction]) -> GameTree:
    return tree.map_payoffs(lambda u: tuple(F(str(sympy.sympify(v).subs(at))) for v in u))


def test_symbolic_conditions_select_the_numeric_equilibria() -> None:
    x, y = sympy.symbols("x y", real=True)
    rng, found = Random(3), 0
    for _ in range(40):
        tree = random_tree(rng, 2, 5)
        symbolic = tree.map_payoffs(lambda u: tuple(v + rng.choice([0, x, y, x * y, 1 - x]) for v in u))
        guarded = subgame_perfect_outcomes(symbolic)
        assert list(iterate_outcomes(symbolic)) == guarded
        assert len({g.profile for g in guarded}) == len(guarded)
        for _ in range(4):
            at = {x: F(rng.randint(-2, 4), 2), y: F(rng.randint(-2, 4), 2)}
            holds = {g.profile for g in guarded if all(c.subs(at) >= 0 for c in g.conditions)}
            numeric = at_point(symbolic, at)
            labels = [s.actions for s in numeric.information_sets]
            pure = pure_subgame_perfect(numeric)
            assert holds == {tuple(a[k] for a, (k,) in zip(labels, e.support)) for e in pure}
            found += len(holds)
    assert found > 200


def test_symbolic_conditions_of_a_chance_move() -> None:
    q, k = sympy.symbols("q k", positive=True)
    risky = chance({"win": (q, leaf(k)), "lose": (1 - q, leaf(0))})
    tree = GameTree(decision("A", {"try": risky, "wait": leaf(1)}), ("A",))
    assert [(g.profile, g.conditions) for g in subgame_perfect_outcomes(tree)] == [
        (("try",), (k * q - 1,)),
        (("wait",), (1 - k * q,)),
    ]
