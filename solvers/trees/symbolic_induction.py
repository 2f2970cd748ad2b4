"""Induction over subgames with symbols: the pure profiles of a tree and when each is subgame perfect.

A *round* is the tree from a node that starts a subgame down to the next such nodes, its ends (`rounds`); with perfect
information it is one move. A pure profile fixes the payoff vector V at every end, hence what a round pays, and it is
subgame perfect iff in every round no player i gains by other actions at her information sets in it:

    V_i(round) - V_i(round, i's actions changed) >= 0    for every change that leads to other ends,

so each profile carries these differences as guards instead of choosing between them. A guard that is a number, or whose
sign sympy knows from the assumptions on its symbols, is decided at once: the profile is dropped or the guard is.
Nothing else is simplified here. Neither perfect information nor perfect recall is needed: against given strategies of
the others some pure strategy is always best.

References: Osborne and Rubinstein (1994), section 6.2; Selten (1965).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain, product
from math import prod
from typing import Any, NamedTuple

import sympy

from games.errors import NotCoveredError
from games.forms.numbers import Number
from games.forms.tree import Chance, GameTree, Leaf
from solvers.trees.flat_tree import FlatTree, flatten
from solvers.trees.rounds import subgame_roots

MAX_PLANS = 200_000
MAX_CHOICES = 10_000
Choice = tuple[int, ...]
"""The index of an action at each information set of a round, in order."""


class GuardedProfile(NamedTuple):
    """One action label per information set, and expressions that are all >= 0 iff it is subgame perfect."""

    profile: tuple[str, ...]
    conditions: tuple[sympy.Expr, ...]


class _Plan(NamedTuple):
    """What is played in a subtree, by information set, with its guards and its payoffs."""

    profile: tuple[tuple[int, str], ...]
    conditions: tuple[sympy.Expr, ...]
    payoffs: tuple[Number, ...]


class _End(NamedTuple):
    """Where a round ends: the node, the probability that nature allows it, and the actions that lead there."""

    node: int
    chance: Number
    actions: tuple[tuple[int, int], ...]


def subgame_perfect_outcomes(tree: GameTree) -> list[GuardedProfile]:
    """Return every pure strategy profile that can be subgame perfect, with the conditions under which it is.

    The conditions are exact and jointly necessary and sufficient; they may contradict each other.

    Raises NotCoveredError for more than 200,000 profiles.

    >>> from games.forms import decision, leaf
    >>> k = sympy.Symbol("k", real=True)
    >>> tree = GameTree(decision("US", {"Open": leaf(k), "Close": leaf(1)}), ("US",))
    >>> subgame_perfect_outcomes(tree)[0]
    GuardedProfile(profile=('Open',), conditions=(k - 1,))
    """
    return list(iterate_outcomes(tree))


def iterate_outcomes(tree: GameTree) -> Iterator[GuardedProfile]:
    """Yield what `subgame_perfect_outcomes` lists, one at a time.

    Raises NotCoveredError for too many profiles below the root or of one round.
    """
    flat = flatten(tree, need_exact=False, need_perfect=False)
    for plan in _plans(flat, 0, subgame_roots(flat)):
        labels = tuple(label for _, label in sorted(plan.profile))
        yield GuardedProfile(labels, tuple(dict.fromkeys(plan.conditions)))


def _plans(flat: FlatTree, root: int, roots: Collection[int]) -> Iterator[_Plan]:
    """Yield the plans of the subtree at a node that starts a subgame."""
    node = flat.nodes[root]
    if isinstance(node, Leaf):
        yield _Plan((), (), node.payoffs)
        return
    ends, labels = _round(flat, root, roots)
    below = {end.node: _at_most(_plans(flat, end.node, roots)) for end in ends}
    sets, outcomes = sorted(labels), _outcomes(ends, labels)
    owners = [next(flat.mover[v] for v, h in enumerate(flat.decision) if h == own) for own in sets]
    changes = {chosen: list(_changes(chosen, outcomes, owners)) for chosen in outcomes}
    guard = _guard_between(below)
    for choice in product(*(range(len(below[end.node])) for end in ends)):
        picked = dict(zip(below, choice, strict=True))
        parts = [below[v][k] for v, k in picked.items()]
        rest = tuple(chain.from_iterable(part.profile for part in parts))
        conditions = tuple(chain.from_iterable(part.conditions for part in parts))
        for chosen, here in outcomes.items():
            now = _picked(here, picked)
            guards = [guard(i, now, _picked(there, picked)) for i, there in changes[chosen]]
            if None not in guards:
                own = chain.from_iterable(g for g in guards if g)
                named = tuple((h, labels[h][a]) for h, a in zip(sets, chosen, strict=True))
                yield _Plan((*named, *rest), (*own, *conditions), _mean(below, now))


def _round(flat: FlatTree, root: int, roots: Collection[int]) -> tuple[list[_End], dict[int, tuple[str, ...]]]:
    """Return the ends of the round at a node, in preorder, and the labels at its information sets."""
    ends: list[_End] = []
    labels: dict[int, tuple[str, ...]] = {}
    pending = [_End(root, 1, ())]
    while pending:
        v, chance, path = end = pending.pop()
        node = flat.nodes[v]
        if isinstance(node, Leaf) or (v in roots and v != root):
            ends.append(end)
            continue
        below = list(enumerate(flat.children[v]))[::-1]
        if isinstance(node, Chance):
            pending += [_End(c, node.probabilities[k] * chance, path) for k, c in below]
        else:
            h = flat.decision[v]
            labels[h] = node.actions
            pending += [_End(c, chance, (*path, (h, k))) for k, c in below]
    return ends, labels


def _outcomes(ends: Sequence[_End], labels: Mapping[int, Sequence[str]]) -> dict[Choice, list[_End]]:
    """Return the ends that every choice of actions in a round reaches."""
    if prod(map(len, labels.values())) > MAX_CHOICES:
        raise NotCoveredError(f"more than {MAX_CHOICES} pure profiles in one subgame; fix parameters and use `spe`")
    place = {h: k for k, h in enumerate(sorted(labels))}
    choices = product(*(range(len(labels[h])) for h in place))
    return {c: [end for end in ends if all(c[place[h]] == a for h, a in end.actions)] for c in choices}


def _changes(
    chosen: Choice, outcomes: Mapping[Choice, list[_End]], owners: Sequence[int]
) -> Iterator[tuple[int, list[_End]]]:
    """Yield what each player can reach by other actions of her own, each set of ends once."""
    widths = [1 + max(column) for column in zip(*outcomes, strict=True)]
    for i in sorted(set(owners)):
        found = {tuple(end.node for end in outcomes[chosen])}
        own = (range(n) if owner == i else [a] for a, n, owner in zip(chosen, widths, owners, strict=True))
        for other in product(*own):
            there = outcomes[other]
            if (key := tuple(end.node for end in there)) not in found:
                found.add(key)
                yield i, there


Picked = tuple[tuple[int, Number, int], ...]
"""Ends that are reached: node, probability, and the number of the plan that follows."""


def _picked(ends: Sequence[_End], picked: Mapping[int, int]) -> Picked:
    return tuple((end.node, end.chance, picked[end.node]) for end in ends)


def _at_most(plans: Iterator[_Plan]) -> list[_Plan]:
    found = []
    for plan in plans:
        found.append(plan)
        if len(found) > MAX_PLANS:
            raise NotCoveredError(f"more than {MAX_PLANS} strategy profiles; fix parameters and use `spe`")
    return found


Guard = Callable[[int, Picked, Picked], tuple[sympy.Expr, ...] | None]


def _guard_between(below: Mapping[int, list[_Plan]]) -> Guard:
    """Return a function of a player and two outcomes of a round: guards, None if the first is worse for her."""

    @cache
    def guard(i: int, now: Picked, other: Picked) -> tuple[sympy.Expr, ...] | None:
        first, second = (sympy.sympify(_expected(below, ends, i)) for ends in (now, other))
        difference = sympy.expand(first - second)
        if difference.is_nonnegative:
            return ()
        return None if difference.is_negative else (difference,)

    return guard


def _mean(below: Mapping[int, list[_Plan]], ends: Picked) -> tuple[Number, ...]:
    n_players = len(below[ends[0][0]][0].payoffs)
    return tuple(_expected(below, ends, i) for i in range(n_players))


def _expected(below: Mapping[int, list[_Plan]], ends: Picked, i: int) -> Any:
    return sum(chance * below[v][k].payoffs[i] for v, chance, k in ends)
