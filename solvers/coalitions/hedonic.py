"""Stable partitions: who forms a group with whom, when everyone cares only about its own group.

What a player gets in a group follows from a rule of division: `equal` shares, or the `shapley` value of the group's own
game. A partition is *core stable* if no group could form in which all get strictly more; *Nash stable* if nobody gets
more by moving to another group of the partition or by standing alone; *individually stable* if nobody could do so
without making a member of the group it joins worse off. Nash stability implies individual stability.

References: Drèze and Greenberg (1980), "Hedonic coalitions: optimality and stability"; Bogomolnaia and Jackson (2002),
"The stability of hedonic coalition structures".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from games.errors import NotCoveredError, UnknownNameError
from games.forms.coalition import CoalitionalGame
from games.forms.numbers import Number
from solvers.coalitions.excess import check_exact
from solvers.coalitions.values import shapley_value

Rule = Literal["shapley", "equal"]
Shares = dict[int, dict[int, Number]]
"""For every group, as an index into `worths`, what each member (by its place among the players) gets there."""

MAX_PLAYERS = 8


@dataclass(frozen=True)
class StablePartition:
    """A partition of the players into groups (as indices into `worths`) and in which senses it is stable."""

    groups: tuple[int, ...]
    core: bool
    nash: bool
    individual: bool


def stable_partitions(game: CoalitionalGame, rule: Rule = "shapley") -> tuple[StablePartition, ...]:
    """Return every partition that is stable in at least one sense; all partitions are tried.

    Raises NotCoveredError for formulas or more than eight players, UnknownNameError for another rule.

    >>> pair = CoalitionalGame.of("123", lambda S: {1: 0, 2: 4, 3: 3}[len(S)])
    >>> [found.groups for found in stable_partitions(pair, "equal") if found.core]
    [(1, 6), (2, 5), (3, 4)]
    """
    check_exact(game)
    n = len(game.players)
    if n > MAX_PLAYERS:
        raise NotCoveredError(f"the partitions of {n} players; accepted: at most {MAX_PLAYERS}")
    shares = group_shares(game, rule)
    found = (_judged(tuple(sorted(groups)), shares) for groups in partitions(n))
    stable = (p for p in found if p.core or p.nash or p.individual)
    return tuple(sorted(stable, key=lambda p: (len(p.groups), p.groups)))


def group_shares(game: CoalitionalGame, rule: Rule) -> Shares:
    """Return what every member of every group gets under a rule of division."""
    rules: dict[str, Callable[[CoalitionalGame], tuple[Number, ...]]] = {
        "shapley": shapley_value,
        "equal": lambda group: (group.worths[group.everyone] / len(group.players),) * len(group.players),
    }
    if rule not in rules:
        raise UnknownNameError(f"no rule of division {rule!r}; accepted: {', '.join(rules)}")
    return {mask: _shares(game, mask, rules[rule]) for mask in range(1, len(game.worths))}


def partitions(n: int) -> Iterator[tuple[int, ...]]:
    """Yield every partition of n players, groups as bit masks."""
    if n == 0:
        yield ()
        return
    last = 1 << (n - 1)
    for groups in partitions(n - 1):
        yield (last, *groups)
        for k, group in enumerate(groups):
            yield (*groups[:k], group | last, *groups[k + 1 :])


def _shares(
    game: CoalitionalGame, mask: int, rule: Callable[[CoalitionalGame], tuple[Number, ...]]
) -> dict[int, Number]:
    members = [i for i in range(len(game.players)) if mask >> i & 1]
    within = [sum(1 << i for k, i in enumerate(members) if part >> k & 1) for part in range(1 << len(members))]
    group = CoalitionalGame([game.players[i] for i in members], [game.worths[part] for part in within])
    return dict(zip(members, rule(group), strict=True))


def _judged(groups: tuple[int, ...], shares: Shares) -> StablePartition:
    now = {i: shares[group][i] for group in groups for i in shares[group]}
    tempted = list(_tempted(groups, shares, now))
    return StablePartition(
        groups,
        core=not any(all(own[i] > now[i] for i in own) for own in shares.values()),
        nash=not tempted,
        individual=not any(all(shares[joined][j] >= now[j] for j in shares[joined] if j != i) for i, joined in tempted),
    )


def _tempted(groups: tuple[int, ...], shares: Shares, now: dict[int, Number]) -> Iterator[tuple[int, int]]:
    """Yield the players who would get more in another group, with that group once they have joined it."""
    for i in now:
        for other in (*(group for group in groups if not group >> i & 1), 0):
            if shares[other | 1 << i][i] > now[i]:
                yield i, other | 1 << i
