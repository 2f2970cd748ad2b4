"""The normal form of a game tree.

A pure strategy chooses an action at every information set of its player. In the *reduced* normal form strategies that
differ only at sets their own earlier choices exclude are one: they lead to the same outcome whatever others do.

A profile reaches a leaf iff every player's strategy takes the actions on the way there. So each leaf adds its payoffs,
times the probability of nature's moves, to a block of profiles: the product of the strategies of each that lead on.

Reference: Kuhn (1953), "Extensive games and the problem of information".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import product
from math import prod

import numpy as np

from games.errors import NotCoveredError
from games.forms.normal_form import NormalForm
from games.forms.numbers import Number
from games.forms.recall import Histories, own_histories
from games.forms.tree import Chance, Decision, GameTree, Leaf, Node, children_of

MAX_PROFILES = 2_000_000
MAX_PLAYERS = 31
"""What numpy's arrays have room for."""
Strategy = tuple[str | None, ...]
"""The action at each information set of the player, None where it cannot matter."""
Plan = tuple[int, ...]
"""A strategy as indices of actions, -1 for None."""


def normal_form(tree: GameTree, reduced: bool = True) -> NormalForm:
    """Return the (reduced) normal form of `tree`, payoffs in expectation over chance.

    Raises NotCoveredError when it would have more than two million profiles or more than 31 players.
    """
    if len(tree.players) > MAX_PLAYERS:
        raise NotCoveredError(f"a normal form has at most {MAX_PLAYERS} players, not {len(tree.players)}")
    histories = own_histories(tree)
    plans = [_plans(tree, histories, i, reduced) for i in range(len(tree.players))]
    shape = tuple(map(len, plans))
    _check_size(prod(shape))
    leading = [_Leading(tree, histories, i, own) for i, own in enumerate(plans)]
    payoffs = np.full((len(plans), *shape), Fraction(0), dtype=object)
    for place, (node, weight) in enumerate(zip(tree.nodes, _chances(tree), strict=True)):
        if isinstance(node, Leaf):
            block = np.ix_(*(rows.to(h) for rows, h in zip(leading, histories.at[place], strict=True)))
            for i, value in enumerate(node.payoffs):
                payoffs[i][block] += weight * value
    actions = [[_label(strategy) for strategy in _strategies(tree, i, own)] for i, own in enumerate(plans)]
    return NormalForm(payoffs, tree.players, actions, tree.title)


def simultaneous_tree(game: NormalForm) -> GameTree:
    """Return a normal form as a tree: the players move one after the other, and nobody sees the moves before hers."""

    def below(profile: tuple[int, ...]) -> Node:
        if (i := len(profile)) == game.n_players:
            return Leaf(tuple(game.payoff(profile)))
        children = tuple(below((*profile, a)) for a in range(game.shape[i]))
        return Decision(game.players[i], children, tuple(game.actions[i]), game.players[i])

    return GameTree(below(()), game.players, game.title)


def strategies_of(tree: GameTree, player: str, reduced: bool = True) -> list[Strategy]:
    """Return the pure strategies of `player`, in the order of her information sets.

    Raises NotCoveredError when they are more than two million.
    """
    i = tree.players.index(player)
    return _strategies(tree, i, _plans(tree, own_histories(tree), i, reduced))


class _Leading:
    """The rows of a player's plans that lead to each of her histories, found when asked for."""

    def __init__(self, tree: GameTree, histories: Histories, i: int, plans: Sequence[Plan]) -> None:
        self.steps = histories.steps
        self.column = {k: column for column, k in enumerate(_own_sets(tree, i))}
        self.table = np.array(plans, dtype=np.int64)
        self.known = {0: np.arange(len(plans))}

    def to(self, history: int) -> np.ndarray:
        """Return the indices of the plans that take every step of a history."""
        missing = []
        while history not in self.known:
            missing.append(history)
            history = self.steps[history][0]
        rows = self.known[history]
        for later in reversed(missing):
            _, k, action = self.steps[later]
            rows = self.known[later] = rows[self.table[rows, self.column[k]] == action]
        return rows


def _plans(tree: GameTree, histories: Histories, i: int, reduced: bool) -> list[Plan]:
    """Return the plans of a player in the order of her actions."""
    own = _own_sets(tree, i)
    column = {k: c for c, k in enumerate(own)}
    before = _histories_at(tree, histories, i)
    actions = [range(len(tree.information_sets[k].actions)) for k in own]

    def reached(plan: Plan, k: int) -> bool:
        return any(_takes(plan, history, histories, column) for history in before[k])

    if reduced and all(len(before[k]) == 1 for k in own):
        _check_size(_count(own, actions, histories, {k: min(before[k]) for k in own}))
    if reduced and all(histories.steps[h][1] < k for k in own for h in before[k]):
        return _grown(own, actions, reached)
    _check_size(prod(map(len, actions)))
    full = product(*actions)
    if not reduced:
        return list(full)
    blanked = (tuple(a if reached(plan, k) else -1 for a, k in zip(plan, own, strict=True)) for plan in full)
    return list(dict.fromkeys(blanked))


def _count(own: Sequence[int], actions: Sequence[range], histories: Histories, at: dict[int, int]) -> int:
    """Return the number of reduced plans of a player with perfect recall, whose own history at set k is `at[k]`.

    After a history come sets to be answered one and all, after each action of a set a history: products of sums.
    """
    after = {step: history for history, step in enumerate(histories.steps)}
    counts: dict[int, int] = {}
    for k, choices in zip(reversed(own), reversed(actions), strict=True):
        ways = sum(counts.get(after[at[k], k, action], 1) for action in choices)
        counts[at[k]] = counts.get(at[k], 1) * ways
    return counts.get(0, 1)


def _grown(own: Sequence[int], actions: Sequence[range], reached: Callable[[Plan, int], bool]) -> list[Plan]:
    """Return the reduced plans, set by set: that needs no set to depend on a later one, as without perfect recall."""
    plans: list[Plan] = [()]
    for k, choices in zip(own, actions, strict=True):
        plans = [(*plan, a) for plan in plans for a in (choices if reached(plan, k) else (-1,))]
        _check_size(len(plans))
    return plans


def _takes(plan: Plan, history: int, histories: Histories, column: dict[int, int]) -> bool:
    while history:
        history, k, action = histories.steps[history]
        if plan[column[k]] != action:
            return False
    return True


def _histories_at(tree: GameTree, histories: Histories, i: int) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for k, now in zip(tree.set_of, histories.at, strict=True):
        found.setdefault(k, set()).add(now[i])
    return found


def _own_sets(tree: GameTree, i: int) -> list[int]:
    return [k for k, s in enumerate(tree.information_sets) if s.player == tree.players[i]]


def _chances(tree: GameTree) -> list[Number]:
    """Return for each node the probability with which nature lets play get there."""
    found: list[Number] = []
    pending: list[Number] = [Fraction(1)]
    for node in tree.nodes:
        found.append(pending.pop())
        moves = node.probabilities if isinstance(node, Chance) else (1,) * len(children_of(node))
        pending.extend([found[-1] * p for p in moves][::-1])
    return found


def _strategies(tree: GameTree, i: int, plans: Sequence[Plan]) -> list[Strategy]:
    actions = [(*tree.information_sets[k].actions, None) for k in _own_sets(tree, i)]
    return [tuple(labels[a] for labels, a in zip(actions, plan, strict=True)) for plan in plans]


def _label(strategy: Strategy) -> str:
    return "/".join(action or "*" for action in strategy) or "–"


def _check_size(size: int) -> None:
    if size > MAX_PROFILES:
        raise NotCoveredError(f"the normal form has more than {MAX_PROFILES:,} profiles; use a tree solver (spe)")
