"""An oracle for subgame perfection that shares no code with the solvers, and random trees full of ties."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from random import Random

from games.forms.tree import Chance, Decision, GameTree, Leaf, Node, chance, decision, leaf

Profile = tuple[tuple[Fraction, ...], ...]


def random_tree(rng: Random, n_players: int, moves: int, top: int = 2, widest: int = 3) -> GameTree:
    """Return a tree with at most `moves` decisions, payoffs in 0..top, and a chance move now and then."""
    players = tuple("ABC"[:n_players])
    budget = [moves]

    def grow(depth: int) -> Node:
        if budget[0] <= 0 or (depth and rng.random() < 0.3):
            return leaf(*(rng.randint(0, top) for _ in players))
        if rng.random() < 0.15:
            p = Fraction(rng.randint(1, 3), 4)
            return chance({"up": (p, grow(depth + 1)), "down": (1 - p, grow(depth + 1))})
        budget[0] -= 1
        labels = "abc"[: rng.choice([2, 2, widest])]
        return decision(rng.choice(players), {a: grow(depth + 1) for a in labels})

    return GameTree(grow(0), players)


def is_subgame_perfect(tree: GameTree, profile: Profile) -> bool:
    """Whether no one-shot deviation gains anywhere."""
    order = iter(profile)

    def value(node: Node) -> tuple[list[Fraction], bool]:
        if isinstance(node, Leaf):
            return list(node.payoffs), True
        weights = node.probabilities if isinstance(node, Chance) else next(order)
        below = [value(child) for child in node.children]
        mean = [sum(w * u[j] for w, (u, _) in zip(weights, below)) for j in range(len(tree.players))]
        good = all(ok for _, ok in below)
        if isinstance(node, Decision):
            i = tree.players.index(node.player)
            good = good and mean[i] == max(u[i] for u, _ in below)
        return mean, good

    return value(tree.root)[1]


def strategies(n_actions: int, steps: int) -> Iterator[tuple[Fraction, ...]]:
    """Yield the mixtures whose probabilities are multiples of 1/steps."""
    for cut in product(range(steps + 1), repeat=n_actions):
        if sum(cut) == steps:
            yield tuple(Fraction(k, steps) for k in cut)


def lattice(tree: GameTree, steps: int) -> Iterator[Profile]:
    """Yield all profiles whose probabilities are multiples of 1/steps."""
    yield from product(*(list(strategies(len(s.actions), steps)) for s in tree.information_sets))
