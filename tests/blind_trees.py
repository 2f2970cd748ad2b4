"""Random trees with perfect recall, information sets, chance and many ties."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from random import Random

from games.forms.tree import Chance, Decision, GameTree, Leaf, Node, chance, decision, leaf

History = tuple[tuple[str, str], ...]
LETTERS = "abc"


def blind_tree(
    rng: Random, n_players: int, moves: int, top: int = 2, blind: float = 0.6, events: float = 0.15
) -> GameTree:
    """Return a tree of at most `moves` decisions, each in an information set of others before with chance `blind`."""
    players = tuple("ABCD"[:n_players])
    budget = [moves]

    def grow(depth: int) -> Node:
        if budget[0] <= 0 or (depth and rng.random() < 0.2):
            return leaf(*(rng.randint(0, top) for _ in players))
        if rng.random() < events:
            p = Fraction(rng.randint(1, 3), 4)
            return chance({"up": (p, grow(depth + 1)), "down": (1 - p, grow(depth + 1))})
        budget[0] -= 1
        return decision(rng.choice(players), {a: grow(depth + 1) for a in LETTERS[: rng.choice([2, 2, 2, 3])]})

    known: dict[tuple[str, tuple[str, ...], History], list[str]] = {}
    fresh = (f"h{k}" for k in range(10**6))
    return GameTree(_blindfold(grow(0), {}, known, rng, blind, fresh), players)


def _blindfold(
    node: Node,
    past: dict[str, History],
    known: dict[tuple[str, tuple[str, ...], History], list[str]],
    rng: Random,
    blind: float,
    fresh: Iterator[str],
) -> Node:
    if isinstance(node, Leaf):
        return node
    if isinstance(node, Chance):
        children = tuple(_blindfold(c, past, known, rng, blind, fresh) for c in node.children)
        return Chance(children, node.actions, node.probabilities, node.label)
    own = past.get(node.player, ())
    fitting = known.setdefault((node.player, node.actions, own), [])
    label = rng.choice(fitting) if fitting and rng.random() < blind else next(fresh)
    fitting.append(label)
    after = ({**past, node.player: (*own, (label, a))} for a in node.actions)
    moves = zip(node.children, after, strict=True)
    children = tuple(_blindfold(c, later, known, rng, blind, fresh) for c, later in moves)
    return Decision(node.player, children, node.actions, label)
