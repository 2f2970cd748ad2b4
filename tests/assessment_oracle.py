"""Random trees with imperfect information, and equilibrium with beliefs checked by its definitions, naively."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from random import Random

from games.errors import FormError
from games.forms.tree import Chance, GameTree, Leaf, chance, decision, leaf


def random_tree(rng: Random, n_players=3, moves=4, top=2, widest=2, nature=0.15):
    """A tree with perfect recall; decisions of one player are merged into information sets at random."""
    while True:
        try:
            tree = GameTree(_grow(rng, "ABC"[:n_players], [moves], 0, top, widest, nature), tuple("ABC"[:n_players]))
        except FormError:
            continue
        if tree.perfect_recall and not tree.perfect_information:
            return tree


def _grow(rng, players, budget, depth, top, widest, nature):
    if budget[0] <= 0 or (depth and rng.random() < 0.2):
        return leaf(*(rng.randint(0, top) for _ in players))
    if rng.random() < nature:
        p = Fraction(rng.randint(1, 2), 3)
        below = [_grow(rng, players, budget, depth + 1, top, widest, nature) for _ in range(2)]
        return chance({"up": (p, below[0]), "down": (1 - p, below[1])})
    budget[0] -= 1
    labels = "abc"[: rng.choice([2, 2, widest])]
    below = {a: _grow(rng, players, budget, depth + 1, top, widest, nature) for a in labels}
    label = f"h{len(labels)}{rng.choice('xy')}" if rng.random() < 0.8 else ""
    return decision(rng.choice(players), below, label)


def payoffs(node, path, play, sets):
    """Expected payoffs from a node on; play[h] are mixtures, sets the information set of every path."""
    if isinstance(node, Leaf):
        return node.payoffs
    weights = node.probabilities if isinstance(node, Chance) else play[sets[path]]
    below = [payoffs(c, (*path, a), play, sets) for a, c in zip(node.actions, node.children)]
    return [sum(w * u for w, u in zip(weights, column)) for column in zip(*below)]


def node_at(tree, path):
    node = tree.root
    for action in path:
        node = node.children[node.actions.index(action)]
    return node


def is_rational(tree, play, beliefs):
    """Whether no player gains at any information set by any pure plan from there on."""
    sets = tree.information_sets
    for h, where in enumerate(sets):
        i = tree.players.index(where.player)
        own = [g for g, s in enumerate(sets) if s.player == where.player and _follows(s.paths, where.paths)] + [h]

        def value(profile, h=h, where=where, i=i):
            parts = zip(beliefs[h], where.paths)
            return sum(p * payoffs(node_at(tree, path), path, profile, tree.set_at)[i] for p, path in parts if p)

        best = value(play)
        for choice in product(*(range(len(sets[g].actions)) for g in own)):
            other = dict(enumerate(play))
            other |= {g: [int(a == k) for a in range(len(sets[g].actions))] for g, k in zip(own, choice)}
            if value([other[g] for g in range(len(sets))]) > best:
                return False
    return True


def _follows(later, earlier):
    return any(len(p) > len(q) and p[: len(q)] == q for p in later for q in earlier)


def limit_beliefs(tree, play, trembles):
    """Bayes' beliefs as e goes to 0 when unused action a at h has probability c e^k, trembles[h, a] = (c, k)."""
    beliefs = []
    for where in tree.information_sets:
        terms = [_term(path, tree, play, trembles) for path in where.paths]
        least = min(k for _, k in terms)
        weights = [c if k == least else Fraction(0) for c, k in terms]
        beliefs.append(tuple(w / sum(weights) for w in weights))
    return tuple(beliefs)


def _term(path, tree, play, trembles):
    node, walked, coefficient, exponent = tree.root, (), Fraction(1), 0
    for action in path:
        a = node.actions.index(action)
        if isinstance(node, Chance):
            coefficient *= node.probabilities[a]
        else:
            h = tree.set_at[walked]
            c, k = trembles[h, a] if play[h][a] == 0 else (play[h][a], 0)
            coefficient, exponent = coefficient * c, exponent + k
        node, walked = node.children[a], (*walked, action)
    return coefficient, exponent


def profiles(tree, steps):
    """All profiles whose probabilities are multiples of 1/steps."""
    mixtures = [
        [
            tuple(Fraction(k, steps) for k in cut)
            for cut in product(range(steps + 1), repeat=len(s.actions))
            if sum(cut) == steps
        ]
        for s in tree.information_sets
    ]
    yield from product(*mixtures)


def trembling(tree, play, rng, count):
    """Beliefs that are limits for some trembles: all small exponents, and random coefficients."""
    unused = [(h, a) for h, own in enumerate(play) for a, p in enumerate(own) if p == 0]
    exponents = [*product((1, 2, 3), repeat=len(unused))]
    for powers in rng.sample(exponents, min(count, len(exponents))):
        chosen = [Fraction(rng.choice([1, 1, 2, 3]), rng.choice([1, 1, 2])) for _ in unused]
        yield limit_beliefs(tree, play, dict(zip(unused, zip(chosen, powers))))


def subgame_roots(tree):
    """The paths at which a subgame begins."""
    for path, node in tree.walk():
        sets = ({p[: len(path)] == path for p in s.paths} for s in tree.information_sets)
        if not isinstance(node, Leaf) and all(len(inside) == 1 for inside in sets):
            yield path


def bayes(tree, play, beliefs, root=()):
    """The beliefs, with those that Bayes' rule gives from a node on in the place of the given ones."""
    out = list(beliefs)
    for h, where in enumerate(tree.information_sets):
        if where.paths[0][: len(root)] == root:
            weights = [_after(path, root, tree, play) for path in where.paths]
            if sum(weights):
                out[h] = tuple(w / sum(weights) for w in weights)
    return tuple(out)


def _after(path, root, tree, play):
    """The probability of a path once play has come to a node on it."""
    node, total, walked = node_at(tree, root), Fraction(1), root
    for action in path[len(root) :]:
        k = node.actions.index(action)
        total *= node.probabilities[k] if isinstance(node, Chance) else play[tree.set_at[walked]][k]
        node, walked = node.children[k], (*walked, action)
    return total


def obeys(tree, play, beliefs, rule):
    """Whether beliefs are Bayes' wherever the rule asks for it."""
    roots = subgame_roots(tree) if rule == "subgames" else [()]
    return all(bayes(tree, play, beliefs, root) == tuple(map(tuple, beliefs)) for root in roots)


def some_beliefs(tree, rng, count, steps=3):
    """Random beliefs whose probabilities are multiples of 1/steps."""
    for _ in range(count):
        cuts = ([rng.randrange(len(s.paths)) for _ in range(steps)] for s in tree.information_sets)
        sizes = (len(s.paths) for s in tree.information_sets)
        yield tuple(tuple(Fraction(cut.count(x), steps) for x in range(n)) for cut, n in zip(cuts, sizes))
