"""Backward induction over arrays against the exact solvers of trees."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import numpy as np
import pytest
from spe_oracle import is_subgame_perfect, random_tree

from games.errors import FormError
from games.forms import GameTree, decision, leaf
from games.forms.array_tree import NATURE, ArrayTree
from games.forms.tree import Decision
from solvers.backward_induction import Induced, backward_induction
from solvers.subgame_perfect import pure_subgame_perfect


def profile(tree: GameTree, found: Induced) -> tuple[tuple[Fraction, ...], ...]:
    """Return the choices as strategies; the nodes of a tree are numbered as its walk meets them."""
    arrays = ArrayTree.from_tree(tree)
    children = [np.flatnonzero(arrays.parent == v).tolist() for v in range(arrays.size)]
    decisions = [v for v, node in enumerate(tree.nodes) if isinstance(node, Decision)]
    return tuple(tuple(Fraction(int(c == found.choice[v])) for c in children[v]) for v in decisions)


def test_the_choices_are_subgame_perfect_and_ties_are_seen() -> None:
    rng, tied = Random(1), 0
    for _ in range(300):
        tree = random_tree(rng, 3, 6)
        found = backward_induction(ArrayTree.from_tree(tree))
        assert is_subgame_perfect(tree, profile(tree, found))
        pure = pure_subgame_perfect(tree)
        assert found.payoffs in {e.payoffs for e in pure}
        assert not found.unique or pure.count == 1
        tied += not found.unique
    assert tied > 50


def random_arrays(rng: np.random.Generator, size: int, deep: bool, top: int, nature: bool = False) -> ArrayTree:
    low = np.maximum(np.arange(size) - 4, 0) if deep else np.zeros(size, dtype=int)
    parent = low + (rng.random(size) * (np.arange(size) - low)).astype(int)
    parent[0] = -1
    player = rng.integers(NATURE if nature else 0, 3, size)
    many = np.bincount(parent[1:], minlength=size)
    chances = np.array([Fraction(1, int(many[u])) if u >= 0 and many[u] else Fraction(0) for u in parent], dtype=object)
    return ArrayTree(parent, player, rng.integers(0, top, (3, size)), chances if nature else None)


@pytest.mark.parametrize("deep", [False, True])
@pytest.mark.parametrize("top", [3, 10**6])
@pytest.mark.parametrize("nature", [False, True])
def test_node_by_node_and_level_by_level_agree(
    deep: bool, top: int, nature: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = random_arrays(np.random.default_rng(top), 400 if nature else 3000, deep, top, nature)
    answers = []
    for breadth in (0, 10**9):
        monkeypatch.setattr("solvers.backward_induction.LEAST_BREADTH", breadth)
        answers.append(backward_induction(tree))
    for name in ("values", "choice", "tied"):
        assert np.array_equal(*(getattr(found, name) for found in answers))
    assert top > 3 or answers[0].tied.any()


def test_nature_with_floats_flags_what_rounding_cannot_tell() -> None:
    """Ten events of probability 0.1 pay 0.1, 0.2, ...; their mean is 0.55, which the other action pays for sure."""
    parent = [-1, 0, 0, *[1] * 10]
    player = [0, NATURE, 0, *[0] * 10]
    payoffs = [[0, 0, 0.55, *(0.1 * k for k in range(1, 11))]]
    found = backward_induction(ArrayTree(parent, player, payoffs, [1, 1, 1, *[0.1] * 10]))
    assert found.tied.tolist() == [True] + [False] * 12
    exact = [Fraction(k, 10) for k in range(1, 11)]
    sure = [[0, 0, Fraction(11, 20), *exact]]
    found = backward_induction(ArrayTree(parent, player, sure, [1, 1, 1, *[Fraction(1, 10)] * 10]))
    assert found.payoffs == (Fraction(11, 20),)
    assert not found.unique


def test_a_chain_of_any_depth() -> None:
    """A centipede of 10,000 rounds: taking at once pays as much as the last to move can get by waiting one round."""
    size = 20_001
    parent = np.r_[-1, np.repeat(np.arange(0, size - 1, 2), 2)]
    rounds = np.arange(size) // 2
    stop = np.stack([rounds + 2 * (rounds % 2 == 0), rounds + 2 * (rounds % 2 == 1)])
    parent[1::2], parent[2::2] = np.arange(0, size - 1, 2), np.arange(0, size - 1, 2)
    found = backward_induction(ArrayTree(parent, rounds % 2, stop))
    assert (found.choice[0:-1:2] == np.arange(1, size, 2)).all()


@pytest.mark.parametrize(
    ("arrays", "match"),
    [
        (([-1, 2, 0], [0, 0, 0], [[0, 0, 0]]), "node 1 has parent 2"),
        (([-1, -1], [0, 0], [[0, 0]]), "node 1 has parent -1"),
        (([0, 0], [0, 0], [[0, 0]]), "node 0 has parent 0"),
        (([-1, 0], [1, 0], [[0, 0]]), "player 1"),
        (([-1, 0], [0, 0], [[0, 0, 1]]), "payoffs of shape"),
        (([-1, 0], [0], [[0, 0]]), "player of shape"),
        (([-1, 0], [0, 0], [[0, float("nan")]]), "finite"),
        (([-1, 0], [-1, 0], [[0, 0]]), "nature moves"),
        (([-1, 0, 0], [-1, 0, 0], [[0, 0, 0]], [1, 0.5, 0.6]), "sum to 1"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(arrays: tuple[list[int], ...], match: str) -> None:
    with pytest.raises(FormError, match=match):
        ArrayTree(*arrays)


def test_imperfect_information_does_not_fit_into_arrays() -> None:
    blind = {a: decision("B", {"x": leaf(0, 0), "y": leaf(0, 1)}, "h") for a in "lr"}
    with pytest.raises(FormError, match="perfect information"):
        ArrayTree.from_tree(GameTree(decision("A", blind), ("A", "B")))
