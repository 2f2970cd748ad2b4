"""An oracle for subgame perfection under imperfect information that shares no code with the solvers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product

from games.forms.tree import Chance, Decision, GameTree, Leaf, Node, Path

Profile = tuple[tuple[Fraction, ...], ...]


def node_at(tree: GameTree, path: Path) -> Node:
    node = tree.root
    for action in path:
        assert not isinstance(node, Leaf)
        node = node.children[node.actions.index(action)]
    return node


def subgames(tree: GameTree) -> list[Path]:
    """Return the paths to the nodes, leaves excluded, below which lie whole information sets only."""
    every = [path for path, node in tree.walk() if not isinstance(node, Leaf)]
    return [path for path in every if all(_whole(s.paths, path) for s in tree.information_sets)]


def _whole(members: Sequence[Path], root: Path) -> bool:
    return len({path[: len(root)] == root for path in members}) == 1


def value(tree: GameTree, profile: Sequence[Sequence[Fraction]], start: Path = ()) -> list[Fraction]:
    """Return everybody's expected payoff in the tree below `start`."""

    def below(path: Path, node: Node) -> list[Fraction]:
        if isinstance(node, Leaf):
            return list(node.payoffs)
        weights = node.probabilities if isinstance(node, Chance) else profile[tree.set_at[path]]
        parts = [(w, below((*path, a), c)) for w, a, c in zip(weights, node.actions, node.children)]
        return [sum((w * u[j] for w, u in parts), Fraction(0)) for j in range(len(tree.players))]

    return below(start, node_at(tree, start))


def is_nash_below(tree: GameTree, profile: Profile, start: Path = ()) -> bool:
    """Whether nobody has a better pure strategy in the tree below `start`; all of them are tried."""
    now = value(tree, profile, start)
    inside = [h for h, s in enumerate(tree.information_sets) if s.paths[0][: len(start)] == start]
    for i, player in enumerate(tree.players):
        own = [h for h in inside if tree.information_sets[h].player == player]
        for choice in product(*(range(len(tree.information_sets[h].actions)) for h in own)):
            changed = list(profile)
            for h, a in zip(own, choice):
                changed[h] = tuple(Fraction(int(a == b)) for b in range(len(profile[h])))
            if value(tree, changed, start)[i] > now[i]:
                return False
    return True


def is_subgame_perfect(tree: GameTree, profile: Profile) -> bool:
    """Whether a profile is a Nash equilibrium in every subgame."""
    return all(is_nash_below(tree, profile, start) for start in subgames(tree))


def lattice(tree: GameTree, steps: int) -> Iterator[Profile]:
    """Yield all profiles whose probabilities are multiples of 1/steps."""

    def mixtures(n: int) -> list[tuple[Fraction, ...]]:
        cuts = (cut for cut in product(range(steps + 1), repeat=n) if sum(cut) == steps)
        return [tuple(Fraction(k, steps) for k in cut) for cut in cuts]

    yield from product(*(mixtures(len(s.actions)) for s in tree.information_sets))


def weights(tree: GameTree, profile: Profile) -> tuple[Fraction, ...]:
    """Return, for every action of every information set, its probability times those of the player's own actions before
    it in the smallest subgame that holds the set: profiles with equal weights differ where nothing restricts them."""
    roots = subgames(tree)
    found: list[Fraction] = []
    for h, s in enumerate(tree.information_sets):
        home = max((root for root in roots if s.paths[0][: len(root)] == root), key=len)
        weight = Fraction(1)
        for depth in range(len(home), len(s.paths[0])):
            k = tree.set_at.get(s.paths[0][:depth])
            if k is not None and tree.information_sets[k].player == s.player:
                node = node_at(tree, s.paths[0][:depth])
                assert isinstance(node, Decision)
                weight *= profile[k][node.actions.index(s.paths[0][depth])]
        found += [weight * p for p in profile[h]]
    return tuple(found)
