"""The normal form of a game tree.

A pure strategy chooses an action at every information set of its player. In the *reduced* normal form strategies that
differ only at sets their own earlier choices exclude are one: they lead to the same outcome whatever others do.

Reference: Kuhn (1953), "Extensive games and the problem of information".
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

from games.errors import NotCoveredError
from games.forms.normal_form import NormalForm
from games.forms.numbers import Number
from games.forms.tree import Chance, Decision, GameTree, Leaf, Node, Path

MAX_PROFILES = 2_000_000
Strategy = tuple[str | None, ...]
"""The action at each information set of the player, None where it cannot matter."""


def normal_form(tree: GameTree, reduced: bool = True) -> NormalForm:
    """Return the (reduced) normal form of `tree`, payoffs in expectation over chance.

    Raises NotCoveredError when it would have more than two million profiles.
    """
    strategies = {player: strategies_of(tree, player, reduced) for player in tree.players}
    size = 1
    for choices in strategies.values():
        size *= len(choices)
    if size > MAX_PROFILES:
        raise NotCoveredError(f"the normal form has {size} profiles, more than {MAX_PROFILES}; use a tree solver (spe)")
    by_label = {player: {_label(s): s for s in choices} for player, choices in strategies.items()}

    def payoffs(*labels: str) -> tuple[Number, ...]:
        plan = {player: by_label[player][label] for player, label in zip(tree.players, labels, strict=True)}
        return expected_payoffs(tree, _choices(tree, plan))

    return NormalForm.from_profiles({player: tuple(s) for player, s in by_label.items()}, payoffs, tree.title)


def strategies_of(tree: GameTree, player: str, reduced: bool = True) -> list[Strategy]:
    """Return the pure strategies of `player`, in the order of her information sets."""
    own = [k for k, s in enumerate(tree.information_sets) if s.player == player]
    plans = product(*(tree.information_sets[k].actions for k in own))
    if not reduced:
        return list(plans)
    return list(dict.fromkeys(_reduce(tree, own, plan) for plan in plans))


def expected_payoffs(tree: GameTree, choices: Mapping[int, str]) -> tuple[Number, ...]:
    """Return everybody's expected payoff when each information set (by index) plays the chosen action."""

    def value(path: Path, node: Node) -> list[Number]:
        if isinstance(node, Leaf):
            return list(node.payoffs)
        if isinstance(node, Decision):
            action = choices[tree.set_at[path]]
            return value((*path, action), node.children[node.actions.index(action)])
        return _mean(node, [value((*path, a), c) for a, c in zip(node.actions, node.children, strict=True)])

    return tuple(value((), tree.root))


def _mean(node: Chance, values: list[list[Number]]) -> list[Number]:
    return [sum(p * v for p, v in zip(node.probabilities, column, strict=True)) for column in zip(*values, strict=True)]


def _choices(tree: GameTree, plan: Mapping[str, Strategy]) -> dict[int, str]:
    pending = {player: iter(strategy) for player, strategy in plan.items()}
    chosen = ((k, s, next(pending[s.player])) for k, s in enumerate(tree.information_sets))
    return {k: action or s.actions[0] for k, s, action in chosen}


def _reduce(tree: GameTree, own: list[int], plan: tuple[str, ...]) -> Strategy:
    """Blank the actions at sets that the plan itself keeps from being reached."""
    action_at = dict(zip(own, plan, strict=True))

    def open_(path: Path) -> bool:
        met = ((tree.set_at.get(path[:depth]), action) for depth, action in enumerate(path))
        return all(action_at[k] == action for k, action in met if k in action_at)

    return tuple(a if any(map(open_, tree.information_sets[k].paths)) else None for k, a in action_at.items())


def _label(strategy: Strategy) -> str:
    return "/".join(action or "*" for action in strategy) or "–"
