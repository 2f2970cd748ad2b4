"""All Nash equilibria of trees in realisation plans against those of the reduced normal form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import permutations
from math import prod
from random import Random

import pytest
import sympy
from blind_trees import blind_tree
from subgame_oracle import is_nash_below

from games.errors import NotCoveredError
from games.forms import GameTree, chance, decision, leaf
from games.forms.strategic import strategies_of
from solvers.nash import nash
from solvers.programs.linear import maximise
from solvers.solve import solve
from solvers.tree_nash import tree_nash

F = Fraction
Vector = tuple[Fraction, ...]
Hull = frozenset[Vector]


def histories(tree: GameTree, player: str) -> list[tuple[int, int]]:
    """Return the sequences of a player as (information set, action)."""
    return [(h, a) for h, s in enumerate(tree.information_sets) if s.player == player for a in range(len(s.actions))]


def own_past(tree: GameTree, h: int) -> list[tuple[int, int]]:
    path, player = tree.information_sets[h].paths[0], tree.information_sets[h].player
    met = [(tree.set_at[path[:d]], path[d]) for d in range(len(path)) if path[:d] in tree.set_at]
    return [(k, tree.information_sets[k].actions.index(a)) for k, a in met if tree.information_sets[k].player == player]


def weights_of_mixture(tree: GameTree, player: str, mixture: Sequence[Fraction]) -> Vector:
    """Return the weight of each sequence under a mixed strategy of the reduced normal form, from its meaning."""
    own = [h for h, s in enumerate(tree.information_sets) if s.player == player]
    pure = strategies_of(tree, player)
    found = []
    for h, a in histories(tree, player):
        needed = [*own_past(tree, h), (h, a)]
        uses = [all(s[own.index(k)] == tree.information_sets[k].actions[b] for k, b in needed) for s in pure]
        found.append(sum((p for p, use in zip(mixture, uses, strict=True) if use), F(0)))
    return tuple(found)


def weights_of_behaviour(tree: GameTree, player: str, profile: Sequence[Sequence[Fraction]]) -> Vector:
    return tuple(
        prod((profile[k][b] for k, b in [*own_past(tree, h), (h, a)]), start=F(1)) for h, a in histories(tree, player)
    )


def in_hull(point: Vector, points: Iterable[Vector]) -> bool:
    corners = list(points)
    if not corners:
        return False
    rows = [*zip(*corners, strict=True), (F(1),) * len(corners)]
    return maximise([F(0)] * len(corners), E=rows, d=[*point, F(1)]).status == "optimal"


def corners(points: Iterable[Vector]) -> Hull:
    kept = list(dict.fromkeys(points))
    for point in list(kept):
        if in_hull(point, [p for p in kept if p != point]):
            kept.remove(point)
    return frozenset(kept)


def maximal(hulls: Iterable[Hull]) -> set[Hull]:
    distinct = set(hulls)
    return {h for h in distinct if not any(h != g and all(in_hull(p, g) for p in h) for g in distinct)}


def rank(points: Iterable[Vector]) -> int:
    first, *rest = points
    return sympy.Matrix([[b - a for a, b in zip(first, p, strict=True)] for p in rest]).rank() if rest else 0


def expected(tree: GameTree) -> list[set[Hull]]:
    """Return, per component, the maximal convex subsets of the reduced normal form's equilibria, mapped to plans."""
    found = []
    for part in nash(tree.normal_form()).components:
        image = [
            sum((weights_of_mixture(tree, p, s) for p, s in zip(tree.players, e.profile)), ()) for e in part.extreme
        ]
        found.append(maximal(corners(image[n] for n in subset) for subset in part.subsets))
    return found


def obtained(tree: GameTree) -> list[set[Hull]]:
    found = []
    for part in tree_nash(tree).components:
        points = [sum((weights_of_behaviour(tree, p, e.profile) for p in tree.players), ()) for e in part.extreme]
        assert len(set(points)) == len(points)
        hulls = [frozenset(points[n] for n in subset) for subset in part.subsets]
        assert set().union(*hulls) == set(points)
        assert part.dimension == max(map(rank, hulls))
        found.append(set(hulls))
    return found


def small(tree: GameTree, most: int) -> bool:
    return all(len(strategies_of(tree, p)) <= most for p in tree.players)


@pytest.mark.parametrize(
    ("n_players", "moves", "top", "count"), [(2, 5, 1, 50), (2, 6, 2, 40), (1, 4, 1, 20), (2, 7, 9, 25)]
)
def test_the_set_is_that_of_the_reduced_normal_form(n_players: int, moves: int, top: int, count: int) -> None:
    rng, continua = Random(moves * 10 + top), 0
    for _ in range(count):
        tree = blind_tree(rng, n_players, moves, top)
        if not small(tree, 6):
            continue
        ours, theirs = obtained(tree), expected(tree)
        assert len(ours) == len(theirs)
        assert {frozenset(part) for part in ours} == {frozenset(part) for part in theirs}
        continua += any(len(hull) > 1 for part in ours for hull in part)
    assert continua > count // 8


def test_three_players_have_the_components_of_the_reduced_normal_form() -> None:
    rng, several = Random(8), 0
    for _ in range(25):
        tree = blind_tree(rng, 3, 4, 2)
        ours, theirs = tree_nash(tree), nash(tree.normal_form())
        assert ours.complete == theirs.complete
        assert len(ours) == len(theirs)
        several += len({s.player for s in tree.information_sets}) == 3
        assert all(is_nash_below(tree, e.profile) for e in ours)
        isolated = [sorted(c.extreme[0].payoffs for c in f.components if c.dimension == 0) for f in (ours, theirs)]
        assert not several or set(isolated[1]) <= set(isolated[0])
    assert several > 5


def test_three_players_move_in_turn_without_seeing_each_other() -> None:
    """Everybody gets 1 when all agree, else 0: two pure equilibria, the uniform one, and where two cannot matter."""
    last = {(a, b): {c: leaf(*([int(a == b == c)] * 3)) for c in "lr"} for a in "lr" for b in "lr"}
    third = {ab: decision("C", ends, "C") for ab, ends in last.items()}
    second = {a: decision("B", {b: third[a, b] for b in "lr"}, "B") for a in "lr"}
    tree = GameTree(decision("A", second), ("A", "B", "C"))
    ours, theirs = tree_nash(tree), nash(tree.normal_form())
    assert {e.profile for e in ours} == {e.profile for e in theirs}
    assert [c.dimension for c in ours.components] == [c.dimension for c in theirs.components]


def kuhn_poker() -> GameTree:
    deals = {}
    for one, two in permutations("JQK", 2):
        win = 1 if "JQK".index(one) > "JQK".index(two) else -1
        call = {"fold": leaf(-1, 1), "call": leaf(2 * win, -2 * win)}
        after_check = {"check": leaf(win, -win), "bet": decision("1", call, f"{one} bet at")}
        after_bet = {"fold": leaf(1, -1), "call": leaf(2 * win, -2 * win)}
        replies = {
            "check": decision("2", after_check, f"{two} checked to"),
            "bet": decision("2", after_bet, f"{two} bet at"),
        }
        deals[one + two] = (F(1, 6), decision("1", replies, one))
    return GameTree(chance(deals), ("1", "2"))


def test_kuhn_poker() -> None:
    """Kuhn (1950): the first player bets the jack with some a <= 1/3, the king with 3a, and loses 1/18."""
    tree = kuhn_poker()
    (component,) = tree_nash(tree).components
    at = {s.name: h for h, s in enumerate(tree.information_sets)}
    assert component.dimension == 1
    assert {e.payoffs for e in component.extreme} == {(F(-1, 18), F(1, 18))}
    bets = {(e.profile[at["J"]][1], e.profile[at["K"]][1], e.profile[at["Q bet at"]][-1]) for e in component.extreme}
    bluffs = {(jack, king) for jack, king, _ in bets}
    assert bluffs == {(F(0), F(0)), (F(1, 3), F(1))}
    assert {e.profile[at["Q bet at"]] for e in component.extreme if e.profile[at["K"]][1] == 0} == {(F(2, 3), F(1, 3))}


def pure(rng: Random, strategy: Sequence[Fraction]) -> Vector:
    chosen = rng.randrange(len(strategy))
    return tuple(F(int(a == chosen)) for a in range(len(strategy)))


def test_what_is_unrestricted_may_be_anything_and_nothing_else_may() -> None:
    rng, free = Random(3), 0
    for _ in range(25):
        tree = blind_tree(rng, 2, 5, 2)
        for point in tree_nash(tree):
            changed = tuple(pure(rng, s) if h in point.unrestricted else s for h, s in enumerate(point.profile))
            assert is_nash_below(tree, point.profile)
            assert is_nash_below(tree, changed)
            assert all(
                weights_of_behaviour(tree, p, changed) == weights_of_behaviour(tree, p, point.profile) for p in "AB"
            )
            free += len(point.unrestricted)
    assert free > 50


def test_beyond_the_budget_what_is_listed_is_true() -> None:
    rng, cut = Random(2), 0
    for _ in range(15):
        tree = blind_tree(rng, 2, 9, 9, blind=0.9)
        some, everything = tree_nash(tree, budget=0), tree_nash(tree)
        cut += not some.complete
        assert {e.profile for e in some if e.is_pure} == {e.profile for e in everything if e.is_pure}
        assert {e.profile for e in some} <= {e.profile for e in everything}
    assert cut > 4


@pytest.mark.parametrize("scale", [F(1, 10**9), F(10**15)])
def test_units_of_payoff_do_not_matter(scale: Fraction) -> None:
    rng = Random(4)
    for _ in range(15):
        tree = blind_tree(rng, 2, 6, 2)
        other = tree.map_payoffs(lambda u: (u[0] * scale + 7, u[1] / 3 - scale))
        profiles = [[[e.profile for e in c.extreme] for c in tree_nash(t).components] for t in (tree, other)]
        assert profiles[0] == profiles[1]


def test_the_front_door_answers_in_behaviour_strategies() -> None:
    found = solve(kuhn_poker(), "nash")
    data = found.to_json()
    assert len(data["information_sets"]) == len(data["actions"]) == 12
    for point in data["components"][0]["extreme"]:
        assert [len(s) for s in point["profile"]] == [len(labels) for labels in data["actions"]]
        assert all(sum(map(F, s)) == 1 for s in point["profile"])
        assert set(point["unrestricted"]) < set(range(12))
    assert "*" in found.to_text()


def test_a_tree_without_decisions_and_a_single_player() -> None:
    (component,) = tree_nash(GameTree(chance({"a": ("1/2", leaf(1)), "b": ("1/2", leaf(2))}), ("A",))).components
    assert [(e.profile, e.payoffs) for e in component.extreme] == [((), (F(3, 2),))]
    tie = decision("A", {"l": leaf(1), "m": leaf(0), "r": leaf(1)})
    (component,) = tree_nash(GameTree(tie, ("A",))).components
    assert component.dimension == 1
    assert {e.profile for e in component.extreme} == {((F(1), F(0), F(0)),), ((F(0), F(0), F(1)),)}


def test_forgetting_and_symbols_are_refused() -> None:
    forgets = {a: decision("A", {"x": leaf(0), "y": leaf(1)}, "h") for a in "lr"}
    with pytest.raises(NotCoveredError, match="imperfect recall"):
        tree_nash(GameTree(decision("A", forgets), ("A",)))
    with pytest.raises(NotCoveredError, match="numbers"):
        tree_nash(GameTree(decision("A", {"l": leaf(sympy.Symbol("k")), "r": leaf(1)}), ("A",)))
