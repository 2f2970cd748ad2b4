"""Solved subgame by subgame, a tree has the equilibria it has when taken whole; a budget leaves what was found."""

from fractions import Fraction
from random import Random

import pytest
from assessment_oracle import is_rational, limit_beliefs, random_tree
from test_sequential import horse, summary

from games.errors import NotCoveredError
from games.forms.tree import GameTree, chance, decision, leaf
from games.phrases import phrase
from solvers.beliefs import bases
from solvers.beliefs.histories import histories
from solvers.sequential import assessments, perfect_bayesian, sequential

F = Fraction
CONCEPTS = {"consistent": sequential, "subgames": perfect_bayesian}


def test_in_parts_and_as_a_whole_the_equilibria_are_the_same():
    parts, compared = 0, 0
    for seed in range(24):
        rng = Random(seed)
        tree = random_tree(rng, 2 + seed % 2, 3 + seed % 3, top=2 + seed % 2, widest=2 + seed % 2)
        for rule, concept in CONCEPTS.items():
            whole, found = assessments(histories(tree), rule), concept(tree)
            assert found.complete == whole.complete
            assert sorted(c.dimension for c in found.components) == sorted(c.dimension for c in whole.components)
            parts += "every subgame" in found.why
            if not any(c.description for c in (*whole.components, *found.components)):
                assert summary(found) == summary(whole)
                compared += 1
    assert parts > 10
    assert compared > 30


def stages(count):
    """An entrant may stay out or meet, stage after stage, an incumbent who does not see how she comes in."""

    def stage(n):
        def reply(x):
            after = stage(n - 1) if n > 1 and x else leaf(2 - x, 3)
            return decision("I", {"fight": leaf(-1 - x, x), "yield": after}, f"I{n}")

        return decision("E", {"out": leaf(1, 4), "soft": reply(0), "hard": reply(1)})

    return GameTree(stage(count), ("E", "I"))


@pytest.mark.parametrize("count", [3, 8])
def test_many_subgames_one_above_the_other(count):
    """In trees of 6 and 16 information sets what is kept, trembles included, is checked by the definitions."""
    tree = stages(count)
    found = sequential(tree)
    assert len(tree.information_sets) == 2 * count
    assert found.complete
    for point in found:
        shown = point.witness
        trembles = {move: (shown.coefficients[move], k) for move, k in shown.exponents.items()}
        assert limit_beliefs(tree, point.profile, trembles) == shown.beliefs
        assert count > 3 or is_rational(tree, point.profile, shown.beliefs)
    assert "每个子博弈" in phrase(found.why, "zh")


def test_payoffs_that_vary_over_an_equilibrium_below_are_not_taken_for_one_number():
    """2 is indifferent, so that 1 may get anything between 0 and 2 and comes in only if it is at least 1."""

    def third(a, b):
        return decision("3", {"u": leaf(*a), "d": leaf(*b)}, "3")

    inner = decision("2", {"l": third((0, 1, 1), (0, 1, 0)), "r": third((2, 1, 1), (2, 1, 0))})
    tree = GameTree(decision("1", {"out": leaf(1, 0, 0), "in": inner}), ("1", "2", "3"))
    for rule, concept in CONCEPTS.items():
        assert summary(concept(tree)) == summary(assessments(histories(tree), rule))
    rows = {(p.profile[0], p.profile[1]) for p in sequential(tree)}
    half, sure = (F(1, 2), F(1, 2)), [(1, 0), (0, 1)]
    assert rows == {((1, 0), (1, 0)), ((0, 1), (0, 1)), *((own, half) for own in sure)}


def buyer(good, bad):
    return decision("B", {"buy": leaf(good), "pass": leaf(bad)}, "blind")


def test_nature_does_not_tremble():
    """A node behind an event of probability zero is never believed; a subgame there is solved by itself."""
    aside = decision("B", {"l": leaf(3), "r": leaf(5)})
    odds = {"never": (0, buyer(9, 0)), "bad": (F(1, 3), buyer(0, 1)), "good": (F(2, 3), buyer(3, 1)), "odd": (0, aside)}
    tree = GameTree(chance(odds), ("B",))
    for concept in CONCEPTS.values():
        (point,) = concept(tree)
        assert point.profile == ((1, 0), (0, 1))
        assert point.beliefs == (((0, F(1, 3), F(2, 3)),), ((1,),))
        assert point.payoffs == (2,)
        assert concept(tree).complete
    lost = GameTree(chance({"a": (0, buyer(1, 0)), "b": (0, buyer(0, 1)), "c": (1, leaf(0))}), ("B",))
    with pytest.raises(NotCoveredError, match="probability zero"):
        sequential(lost)


def test_pure_equilibria_are_found_first(monkeypatch):
    """When the time ends after the first supports, what is listed are pure equilibria, and that there may be more."""
    game, whole = histories(horse()), assessments(histories(horse()), "subgames")
    for stop in (30, 60, 100, 200):
        ticks = iter(range(10**9))
        monkeypatch.setattr(bases, "monotonic", lambda ticks=ticks: next(ticks))
        cells = bases.search(game, "subgames", stop)
        sizes = [sum(map(len, cell.support[: len(game.sizes)])) for cell in cells.cells]
        assert sizes == sorted(sizes)
        assert cells.left or len(cells.cells) >= len(whole.components)
    monkeypatch.undo()
    for concept in CONCEPTS.values():
        assert not concept(stages(8), budget=0).complete
