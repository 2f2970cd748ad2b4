"""Subgame-perfect equilibria under imperfect information against brute force over all deviations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, permutations
from math import prod
from random import Random

import pytest
from blind_trees import blind_tree
from subgame_oracle import Profile, is_subgame_perfect, lattice, subgames, weights

from games.forms import GameTree, chance, decision, leaf
from games.forms.tree import Chance, Leaf, Node
from solvers.equilibrium import Component
from solvers.programs.linear import maximise
from solvers.subgame_perfect import subgame_perfect
from solvers.tree_nash import tree_nash
from solvers.trees.agents import Family
from solvers.trees.flat_tree import flatten
from solvers.trees.rounds import subgame_roots
from solvers.trees.subgame_induction import SubgameInduction, solve_subgames

F = Fraction
Vector = tuple[Fraction, ...]


def in_hull(point: Vector, corners: Sequence[Vector]) -> bool:
    rows = [*zip(*corners, strict=True), (F(1),) * len(corners)]
    return maximise([F(0)] * len(corners), E=rows, d=[*point, F(1)]).status == "optimal"


def hulls_meet(first: Sequence[Vector], second: Sequence[Vector]) -> bool:
    n, m = len(first), len(second)
    rows = [[*a, *(-v for v in b)] for a, b in zip(zip(*first), zip(*second), strict=True)]
    sums = [[1] * n + [0] * m, [0] * n + [1] * m]
    return maximise([F(0)] * (n + m), E=[*rows, *sums], d=[*([0] * len(rows)), 1, 1]).status == "optimal"


def hulls(tree: GameTree, component: Component) -> list[list[Vector]]:
    points = [weights(tree, e.profile) for e in component.extreme]
    return [[points[n] for n in subset] for subset in component.subsets]


def mixed_trees(seed: int, count: int, n_players: int, moves: int, top: int) -> Iterator[GameTree]:
    """Yield trees with a proper subgame and with an information set of several decisions, small enough to try all."""
    rng = Random(seed)
    while count:
        tree = blind_tree(rng, n_players, moves, top, blind=0.5)
        if not tree.perfect_information and len(subgames(tree)) > 1 and profiles(tree) <= 80:
            yield tree
            count -= 1


def profiles(tree: GameTree) -> int:
    return prod(len(s.actions) for s in tree.information_sets)


def behaviour(tree: GameTree, point: Vector, rng: Random) -> Profile:
    """Return a profile with these weights, random where nothing is weighed."""
    found, rest = [], list(point)
    for s in tree.information_sets:
        own, rest = rest[: len(s.actions)], rest[len(s.actions) :]
        own = own if any(own) else [F(rng.randint(1, 3)) for _ in own]
        found.append(tuple(w / sum(own) for w in own))
    return tuple(found)


def mean(points: Sequence[Vector], rng: Random) -> Vector:
    shares = [rng.randint(1, 4) for _ in points]
    return tuple(sum(w * v for w, v in zip(shares, column, strict=True)) / sum(shares) for column in zip(*points))


@pytest.mark.parametrize(("n_players", "top"), [(2, 1), (2, 3), (3, 1)])
def test_points_and_mixtures_are_equilibria_and_lattice_equilibria_are_covered(n_players: int, top: int) -> None:
    rng, inside, complete = Random(top), 0, 0
    for tree in mixed_trees(10 * top + n_players, 6, n_players, 5, top):
        found = subgame_perfect(tree)
        every = [hull for c in found.components for hull in hulls(tree, c)]
        assert all(is_subgame_perfect(tree, e.profile) for e in found)
        assert all(is_subgame_perfect(tree, behaviour(tree, mean(hull, rng), rng)) for hull in every)
        complete += found.complete
        if found.complete and all(c.subsets for c in found.components):
            for profile in lattice(tree, 2):
                if is_subgame_perfect(tree, profile):
                    assert any(in_hull(weights(tree, profile), hull) for hull in every)
                    inside += 1
    assert complete >= 5
    assert inside > 20


def test_components_are_connected_and_apart() -> None:
    rng, several, kinked = Random(5), 0, 0
    for tree in [*mixed_trees(5, 15, 2, 5, 1), *(stages(rng) for _ in range(25))]:
        components = [hulls(tree, c) for c in subgame_perfect(tree).components]
        for one, other in combinations(components, 2):
            assert not any(hulls_meet(a, b) for a in one for b in other)
        for own in components:
            reached = own[:1]
            for _ in own:
                reached = [hull for hull in own if any(hulls_meet(hull, other) for other in reached)]
            assert len(reached) == len(own)
            assert not any(all(in_hull(p, b) for p in a) for a, b in permutations(own, 2))
        several += len(components) > 1
        kinked += any(len(own) > 1 for own in components)
    assert several > 5
    assert kinked > 5


def stages(rng: Random) -> GameTree:
    """Return a choice of A, or of A and B at once, between leaves, ties of B and games of two actions each."""

    def pays() -> Node:
        return leaf(rng.randint(0, 2), rng.randint(0, 2))

    def branch(name: str) -> Node:
        kind = rng.choice(["leaf", "tie", "game", "game"])
        if kind == "leaf":
            return pays()
        if kind == "tie":
            return decision("B", {"x": leaf(2, 1), "y": leaf(0, 1)})
        return decision("A", {a: decision("B", {b: pays() for b in "xy"}, f"B{name}") for a in "xy"}, f"A{name}")

    if rng.random() < 0.4:
        blind = {a: decision("B", {b: branch(a + b) if a + b == "xx" else pays() for b in "xy"}, "B") for a in "xy"}
        return GameTree(decision("A", blind), ("A", "B"))
    return GameTree(decision("A", {a: branch(a) for a in "xyz"[: rng.randint(2, 3)]}), ("A", "B"))


def mixture(family: Family, profile: Profile) -> Vector:
    """Return the weights of a family's pure plans when its sets mix as in a profile, one by one."""
    own = [(s, profile[h][k]) for h, _, ends in family.plans.moves for k, s in enumerate(ends)]
    return tuple(prod((p for s, p in own if plan[s]), start=F(1)) for plan in family.plans.pure)


def holds(state: SubgameInduction, profile: Profile) -> bool:
    """Whether the profile lies in a piece of every block, by exact substitution."""
    point = {h: s for h, s in enumerate(profile)}
    point |= {name: mixture(family, profile) for name, family in state.families.items()}
    parts = [({v: point[v] for v in block.decisions}, block.pieces) for block in state.blocks.values()]
    return all(any(piece.contains(part) for piece in pieces) for part, pieces in parts)


def test_pieces_hold_exactly_the_equilibria_of_a_lattice() -> None:
    rng, found, curved = Random(7), 0, 0
    for tree in [*(stages(rng) for _ in range(14)), *mixed_trees(9, 5, 2, 5, 1), *mixed_trees(9, 3, 3, 4, 1)]:
        curved += not all(c.subsets for c in subgame_perfect(tree).components)
        flat = flatten(tree, need_perfect=False)
        state = solve_subgames(flat, subgame_roots(flat))
        assert not state.gaps
        chosen = list(lattice(tree, 2))
        for profile in rng.sample(chosen, min(30, len(chosen))):
            expected = is_subgame_perfect(tree, profile)
            assert holds(state, profile) == expected
            found += expected
    assert found > 40
    assert curved > 0


def battle(one: str, other: str, name: str = "") -> Node:
    """The battle of the sexes, moves not seen."""
    reply = {a: decision(other, {b: leaf(*PAYS[a + b]) for b in "of"}, f"{other} {name}") for a in "of"}
    return decision(one, reply, f"{one} {name}")


PAYS = {"oo": (3, 1), "of": (0, 0), "fo": (0, 0), "ff": (1, 3)}


def test_entry_before_a_battle_of_the_sexes() -> None:
    """Each equilibrium of the subgame has one above it: she enters only for the one that pays her 3."""
    found = subgame_perfect(GameTree(decision("A", {"in": battle("A", "B"), "out": leaf(2, 2)}), ("A", "B")))
    assert found.complete
    assert [c.dimension for c in found.components] == [0, 0, 0]
    assert {(e.profile[0], e.profile[1], e.payoffs[0]) for e in found} == {
        ((F(1), F(0)), (F(1), F(0)), F(3)),
        ((F(0), F(1)), (F(0), F(1)), F(2)),
        ((F(0), F(1)), (F(3, 4), F(1, 4)), F(2)),
    }


def test_selections_of_two_subgames_are_combined() -> None:
    """She is indifferent exactly where both battles have the same equilibrium: three points grow to segments."""
    tree = GameTree(decision("A", {"left": battle("A", "B", "1"), "right": battle("A", "B", "2")}), ("A", "B"))
    found = subgame_perfect(tree)
    assert found.complete
    assert sorted(c.dimension for c in found.components) == [0] * 6 + [1] * 3


def test_a_continuum_below_a_simultaneous_move() -> None:
    """B's tie below makes A's payoff any t in [0, 2]; above, A and B play pennies when A does not take 1 for sure.

    A plays l, worth t against L and 0 against R, or r, worth 1; B always gets 0 from L and R alike.
    """
    tie = decision("B", {"x": leaf(2, 0), "y": leaf(0, 0)})
    blind = {"l": {"L": tie, "R": leaf(0, 0)}, "r": {"L": leaf(1, 0), "R": leaf(1, 0)}}
    tree = GameTree(decision("A", {a: decision("B", ends, "B") for a, ends in blind.items()}), ("A", "B"))
    found = subgame_perfect(tree)
    assert found.complete
    (component,) = found.components
    assert component.dimension == 2
    at = {s.name: h for h, s in enumerate(tree.information_sets)}
    for e in component.extreme:
        gain = 2 * e.profile[at["l/L"]][0] * e.profile[at["B"]][0] - 1
        assert gain * (2 * e.profile[at["root"]][0] - 1) >= 0
        assert gain == 0 or e.profile[at["root"]] in ((F(1), F(0)), (F(0), F(1)))


def test_without_proper_subgames_the_dimension_counts_what_is_unrestricted() -> None:
    """A stays out, and would do anything in a round that her own choice excludes; B must deter her.

    In plans the set has one dimension, B's threat; the strategies of A inside add one.
    """
    inside = {a: decision("B", {b: leaf(*PAYS[a + b]) for b in "of"}, "B") for a in "of"}
    entry = decision("A", {"in": decision("A", inside, "A"), "out": leaf(2, 2)})
    tree = GameTree(
        chance({"a": ("1/2", entry), "b": ("1/2", decision("B", {"o": leaf(0, 1), "f": leaf(0, 1)}, "B"))}), "AB"
    )
    spe, plain = subgame_perfect(tree), tree_nash(tree)
    assert len(spe) == len(plain) == 2
    assert sorted(c.dimension for c in plain.components) == [0, 1]
    assert sorted(c.dimension for c in spe.components) == [0, 2]


def test_seltens_horse() -> None:
    """Selten (1975): two components, in one of which the second player's choice is not reached."""
    below = {"L": leaf(3, 3, 2), "R": leaf(0, 0, 0)}
    after = {"L": leaf(4, 4, 0), "R": leaf(0, 0, 1)}
    second = decision("2", {"across": leaf(1, 1, 1), "down": decision("3", after, "3")})
    tree = GameTree(decision("1", {"across": second, "down": decision("3", below, "3")}), ("1", "2", "3"))
    found = subgame_perfect(tree)
    assert found.complete
    assert {e.payoffs for c in found.components for e in c.extreme} == {(1, 1, 1), (3, 3, 2)}
    assert [c.dimension for c in found.components] == [1, 1]
    assert all(is_subgame_perfect(tree, e.profile) for e in found)


def test_more_components_than_are_listed_are_counted() -> None:
    moves = {f"m{k}": battle("A", "B", str(k)) for k in range(6)}
    found = subgame_perfect(GameTree(chance({m: ("1/6", sub) for m, sub in moves.items()}), ("A", "B")))
    assert not found.complete
    assert len(found) == 512
    assert "729 components" in found.why


def test_the_order_of_players_and_actions_does_not_matter() -> None:
    for tree in mixed_trees(6, 20, 2, 6, 2):
        other = GameTree(mirrored(tree.root), tree.players[::-1])
        shapes = [
            sorted((c.dimension, len(c.extreme), len(c.subsets)) for c in subgame_perfect(t).components)
            for t in (tree, other)
        ]
        assert shapes[0] == shapes[1]


def mirrored(node: Node) -> Node:
    """Return the tree with the order of actions and of payoffs turned round."""
    if isinstance(node, Leaf):
        return leaf(*node.payoffs[::-1])
    moves = {a: mirrored(c) for a, c in reversed(list(zip(node.actions, node.children, strict=True)))}
    if isinstance(node, Chance):
        chances = dict(zip(node.actions, node.probabilities, strict=True))
        return chance({a: (chances[a], c) for a, c in moves.items()})
    return decision(node.player, moves, node.information_set)
