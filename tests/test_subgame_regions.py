"""Where the pure profiles of symbolic trees with information sets are subgame perfect, against brute force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from random import Random

import pytest
import sympy
from blind_trees import blind_tree
from region_models import X, made, random_points
from subgame_oracle import is_subgame_perfect, lattice
from test_subgames import mixed_trees

from games.errors import NotCoveredError
from games.forms import GameTree, chance, decision, leaf
from games.model import substituted
from solvers.regions import regions
from solvers.thresholds import thresholds
from solvers.trees.symbolic_induction import GuardedProfile, subgame_perfect_outcomes

F = Fraction
x, y = sympy.symbols("x y", real=True)


def pure_equilibria(tree: GameTree) -> set[tuple[str, ...]]:
    """Return the labels of every pure profile from which nobody gains in any subgame."""
    found = (profile for profile in lattice(tree, 1) if is_subgame_perfect(tree, profile))
    sets = tree.information_sets
    return {tuple(s.actions[own.index(1)] for s, own in zip(sets, profile, strict=True)) for profile in found}


def blurred(tree: GameTree, rng: Random) -> GameTree:
    """Return the tree with parameters added to many of its payoffs."""
    return tree.map_payoffs(lambda u: tuple(v + rng.choice([0, 0, x, y, x * y, 1 - x]) for v in u))


def holding(guarded: Sequence[GuardedProfile], at: Mapping[str, Fraction]) -> set[tuple[str, ...]]:
    point = {x: at["x"], y: at["y"]}
    return {g.profile for g in guarded if all(sympy.sympify(c).subs(point) >= 0 for c in g.conditions)}


@pytest.mark.parametrize(("n_players", "top"), [(2, 2), (3, 1)])
def test_conditions_hold_exactly_at_the_equilibria(n_players: int, top: int) -> None:
    rng, seen, several = Random(top), 0, 0
    for tree in mixed_trees(n_players, 8, n_players, 5, top):
        symbolic = blurred(tree, rng)
        guarded = subgame_perfect_outcomes(symbolic)
        assert len({g.profile for g in guarded}) == len(guarded)
        for at in ({"x": F(a, 2), "y": F(b, 2)} for a, b in ((0, 0), (1, 2), (-1, 1), (3, -2))):
            held = holding(guarded, at)
            assert held == pure_equilibria(substituted(symbolic, at))
            seen, several = seen + len(held), several + (len(held) > 1)
    assert seen > 30
    assert several > 5


def test_nothing_is_recalled_and_nature_moves_by_a_parameter() -> None:
    """Also where players forget, and where probabilities are formulas: compared with the normal form of the whole."""
    forgetful = {a: decision("A", {"l": leaf(x), "r": leaf(2 * (a == "R"))}, "again") for a in "LR"}
    tree = GameTree(decision("A", forgetful), ("A",))
    assert not tree.perfect_recall
    rows = {g.profile: g.conditions for g in subgame_perfect_outcomes(tree)}
    found = {profile: set(own) for profile, own in rows.items()}
    assert found == {("L", "l"): {x, x - 2}, ("R", "l"): {x, x - 2}, ("R", "r"): {2 - x}}
    p = sympy.Symbol("p", real=True)
    bets = {
        e: (q, decision("A", {"bet": leaf(pay), "pass": leaf(0)}, "blind"))
        for e, q, pay in (("up", p, 1), ("down", 1 - p, -2))
    }
    rows = {g.profile: g.conditions for g in subgame_perfect_outcomes(GameTree(chance(bets), ("A",)))}
    assert rows == {("bet",): (3 * p - 2,), ("pass",): (2 - 3 * p,)}


def test_regions_and_thresholds_of_a_simultaneous_subgame() -> None:
    """The US opens the trade or not; if it does, both choose at once whether to share or to grab."""
    z = X.symbol
    pay = {"share": {"share": (4 * z, 4 * z), "grab": (0, 2)}, "grab": {"share": (2, 0), "grab": (1, 1)}}
    after = {a: decision("CN", {b: leaf(*pay[a][b]) for b in pay}, "at once") for a in pay}
    entry = decision("US", {"stay out": leaf(F(3, 2), 0), "trade": decision("US", after)})
    model = made(GameTree(entry, ("US", "CN")), X)
    found = regions(model)
    assert {row.profile: tuple(map(str, row.conditions)) for row in found} == {
        ("trade", "share", "share"): ("2*x - 1 >= 0",),
        ("stay out", "grab", "grab"): (),
    }
    assert len(thresholds(found, "x")) == 1
    for point in random_points(model, 40):
        listed = {row.profile for row in found if row.contains(point)}
        assert listed == pure_equilibria(substituted(model.form, point))


def test_too_many_profiles_of_one_subgame_are_refused_by_name() -> None:
    node = leaf(0)
    for k in range(15):
        node = decision("A", {"l": node, "r": leaf(x)}, f"h{k}")
    blind = {a: node for a in "ab"}
    with pytest.raises(NotCoveredError, match="in one subgame"):
        subgame_perfect_outcomes(GameTree(decision("A", blind), ("A",)))


def test_perfect_information_is_the_case_of_single_moves() -> None:
    rng = Random(8)
    for _ in range(15):
        tree = blurred(blind_tree(rng, 2, 5, 2, blind=0.0), rng)
        at = {"x": F(1), "y": F(-1, 2)}
        guarded = subgame_perfect_outcomes(tree)
        held = holding(guarded, at)
        assert held == pure_equilibria(substituted(tree, at))
