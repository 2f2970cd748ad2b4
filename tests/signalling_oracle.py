"""Signalling games for tests, and perfect Bayesian equilibrium checked by its definition on a grid."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from random import Random

from games.forms.tree import GameTree, chance, decision, leaf
from solvers.programs.linear import maximise

RESPONSES = "xyz"


def signalling_tree(prior, payoffs, messages, responses, types=None):
    """Return the tree of a signalling game; payoffs(type, message, response) = (sender, receiver)."""
    names = types or [f"t{k}" for k in range(len(prior))]

    def reply(t, m):
        return decision("R", {r: leaf(*payoffs(t, m, r)) for r in responses}, m)

    drawn = {t: (p, decision("S", {m: reply(t, m) for m in messages})) for t, p in zip(names, prior)}
    return GameTree(chance(drawn), ("S", "R"))


def beer_quiche(weak=Fraction(1, 10)):
    def payoffs(t, m, r):
        breakfast = int((t == "weak") == (m == "quiche"))
        return breakfast + 2 * (r == "defer"), int((t == "weak") == (r == "fight"))

    return signalling_tree([weak, 1 - weak], payoffs, ["beer", "quiche"], ["fight", "defer"], ["weak", "strong"])


def random_signalling(rng: Random, n_types=2, n_messages=2, n_responses=2, top=2):
    names = [f"t{k}" for k in range(n_types)]
    weights = [rng.randint(1, 3) for _ in names]
    messages = [f"m{k}" for k in range(n_messages)]
    table = {
        key: (rng.randint(0, top), rng.randint(0, top)) for key in product(names, messages, RESPONSES[:n_responses])
    }
    prior = [Fraction(w, sum(weights)) for w in weights]
    return signalling_tree(prior, lambda *key: table[key], messages, RESPONSES[:n_responses], names), prior, table


def mixtures(n, steps):
    for cut in product(range(steps + 1), repeat=n):
        if sum(cut) == steps:
            yield tuple(Fraction(k, steps) for k in cut)


def supporting(weights, table, names, m, responses, used, grid):
    """Beliefs of the grid (or Bayes' belief) at message m to which all responses used are best."""
    total = sum(weights)
    for belief in [tuple(w / total for w in weights)] if total else grid:
        worth = {r: sum(p * table[t, m, r][1] for p, t in zip(belief, names)) for r in responses}
        if all(worth[r] == max(worth.values()) for r in used):
            yield belief


def is_pbe(prior, table, sending, responding, messages, responses, grid):
    """The definition: sending[t][m], responding[m][r]; some belief of the grid must do at unsent messages."""
    names = [f"t{k}" for k in range(len(prior))]
    for t, own in zip(names, sending):
        worth = [sum(q * table[t, m, r][0] for r, q in zip(responses, responding[k])) for k, m in enumerate(messages)]
        if any(p and w < max(worth) for p, w in zip(own, worth)):
            return False
    for k, m in enumerate(messages):
        used = [r for r, q in zip(responses, responding[k]) if q]
        weights = [p * own[k] for p, own in zip(prior, sending)]
        if not any(True for _ in supporting(weights, table, names, m, responses, used, grid)):
            return False
    return True


def in_hull(point, corners):
    """Whether a point is a convex combination of others, by linear programming."""
    rows = [list(column) for column in zip(*corners)] + [[1] * len(corners)]
    return maximise([0] * len(corners), E=rows, d=[*point, 1]).status == "optimal"


def flat(profile):
    return [p for strategy in profile for p in strategy]


def holds(found, profile):
    """The components that contain a profile."""
    return [
        k
        for k, component in enumerate(found.components)
        if any(
            in_hull(flat(profile), [flat(component.extreme[i].profile) for i in subset]) for subset in component.subsets
        )
    ]
