"""Backward induction with symbols: the pure profiles of a tree and when each is subgame perfect.

A profile fixes the payoff vector V(v) at every node v. By the one-shot deviation principle it is subgame
perfect iff at every decision v of player i with chosen action a

    V_i(v a) - V_i(v b) >= 0    for every other action b,

so each profile carries these differences as guards instead of choosing between them. A guard that is a
number, or whose sign sympy knows from the assumptions on its symbols, is decided at once: the profile is
dropped or the guard is. Nothing else is simplified here.

Reference: Osborne and Rubinstein (1994), section 6.2.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import chain, product
from typing import Any, NamedTuple

import sympy

from games.errors import NotCoveredError
from games.forms.numbers import Number
from games.forms.tree import Chance, GameTree, Leaf, Node
from solvers.trees.flat_tree import flatten

MAX_PLANS = 200_000


class GuardedProfile(NamedTuple):
    """One action label per information set, and expressions that are all >= 0 iff it is subgame perfect."""

    profile: tuple[str, ...]
    conditions: tuple[sympy.Expr, ...]


class _Plan(NamedTuple):
    """What is played in a subtree, its guards and its payoffs."""

    profile: tuple[str, ...]
    conditions: tuple[sympy.Expr, ...]
    payoffs: tuple[Number, ...]


def subgame_perfect_outcomes(tree: GameTree) -> list[GuardedProfile]:
    """Return every pure strategy profile that can be subgame perfect, with the conditions under which it is.

    The conditions are exact and jointly necessary and sufficient; they may contradict each other.

    Raises NotCoveredError for imperfect information and for more than 200,000 profiles.

    >>> from games.forms import decision, leaf
    >>> k = sympy.Symbol("k", real=True)
    >>> tree = GameTree(decision("US", {"Open": leaf(k), "Close": leaf(1)}), ("US",))
    >>> subgame_perfect_outcomes(tree)[0]
    GuardedProfile(profile=('Open',), conditions=(k - 1,))
    """
    return list(iterate_outcomes(tree))


def iterate_outcomes(tree: GameTree) -> Iterator[GuardedProfile]:
    """Yield what `subgame_perfect_outcomes` lists, one at a time.

    Raises NotCoveredError for imperfect information and, below the root, for too many profiles.
    """
    flatten(tree, need_exact=False)
    for plan in _plans(tree, tree.root):
        yield GuardedProfile(plan.profile, tuple(dict.fromkeys(plan.conditions)))


def _plans(tree: GameTree, node: Node) -> Iterator[_Plan]:
    """Yield the plans of the subtree at a node; information sets are in preorder, so profiles concatenate."""
    if isinstance(node, Leaf):
        yield _Plan((), (), node.payoffs)
        return
    below = [_at_most(_plans(tree, child)) for child in node.children]
    guard = _guard_between(below, tree.players.index(node.player)) if not isinstance(node, Chance) else None
    for choice in _indices(below):
        parts = [plans[k] for plans, k in zip(below, choice, strict=True)]
        profile = tuple(chain.from_iterable(part.profile for part in parts))
        conditions = tuple(chain.from_iterable(part.conditions for part in parts))
        if isinstance(node, Chance):
            yield _Plan(profile, conditions, _mean(node, parts))
            continue
        for a, action in enumerate(node.actions):
            guards = [guard(a, choice[a], b, choice[b]) for b in range(len(parts)) if b != a] if guard else []
            if None not in guards:
                own = chain.from_iterable(g for g in guards if g)
                yield _Plan((action, *profile), (*own, *conditions), parts[a].payoffs)


def _indices(below: list[list[_Plan]]) -> Iterator[tuple[int, ...]]:
    return product(*(range(len(plans)) for plans in below))


def _at_most(plans: Iterator[_Plan]) -> list[_Plan]:
    found = []
    for plan in plans:
        found.append(plan)
        if len(found) > MAX_PLANS:
            raise NotCoveredError(f"more than {MAX_PLANS} strategy profiles; fix parameters and use `spe`")
    return found


def _guard_between(below: list[list[_Plan]], i: int) -> Any:
    """Return a function of two actions and the plans after them: guards, None if the first is worse."""

    @cache
    def guard(a: int, plan_a: int, b: int, plan_b: int) -> tuple[sympy.Expr, ...] | None:
        difference = sympy.sympify(below[a][plan_a].payoffs[i]) - sympy.sympify(below[b][plan_b].payoffs[i])
        difference = sympy.expand(difference)
        if difference.is_nonnegative:
            return ()
        return None if difference.is_negative else (difference,)

    return guard


def _mean(node: Chance, parts: list[_Plan]) -> tuple[Number, ...]:
    columns = zip(*(part.payoffs for part in parts), strict=True)
    return tuple(sum(p * u for p, u in zip(node.probabilities, column, strict=True)) for column in columns)
