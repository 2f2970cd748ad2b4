"""Equilibria of many small games at once: arrays in, arrays out, the games along the last axes.

What matters to a player is what an action gains over another, so a 2x2 game is four numbers, each the gain
from being at one end of a diagonal rather than leaving it alone (rows and columns are 0 and 1):

    a = u1(0,0) - u1(1,0)    b = u1(1,1) - u1(0,1)    c = u2(0,0) - u2(0,1)    d = u2(1,1) - u2(1,0)

(0,0) is an equilibrium iff a, c >= 0; (1,1) iff b, d >= 0; (0,1) iff b, c <= 0; (1,0) iff a, d <= 0. If
ab > 0 and cd > 0 there is one completely mixed equilibrium: row 0 with probability p = d / (c + d), column 0
with q = b / (a + b). Without a zero among the four numbers that is all, one equilibrium or three. With a
zero (a *tie*) further extreme equilibria appear: a player is indifferent at the other's pure action and mixes
as the other's indifference demands. Extreme equilibria that share a strategy are joined, which gives the
components.

In a game of any size a profile is a pure equilibrium iff every player's action is a best reply. In a tree of
perfect information without ties backward induction leaves one play. With ties it leaves a set: a play through
an action is the play of some pure subgame-perfect equilibrium iff it pays the mover no less than the worst
such play for her after every other action.

Every kernel takes bounds on the `errors` of its numbers. Numbers no further apart than their errors count as
equal: the game is flagged as tied, and as unsure unless the errors are zero. Without errors and with exact
numbers (arrays of Fractions) the answers are exact.

References: Osborne and Rubinstein (1994), chapters 2, 3 and 6; Jansen (1981) on maximal Nash subsets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, reduce
from itertools import combinations, product
from math import prod
from typing import Any, NamedTuple

import numpy as np

from games.errors import NotCoveredError
from games.forms.tree import Chance, GameTree, Leaf, Node
from solvers.statics.rounding import ROUNDOFF

MAX_PLAYS = 4096

NO_ERRORS = (0, 0, 0, 0)

PROFILES_2X2 = ((0, 0), (0, 1), (1, 0), (1, 1))
"""The order of the pure profiles of a 2x2 game in every array here."""


@dataclass(frozen=True, eq=False)
class Pure:
    """The pure equilibria (or equilibrium plays) of a batch: `pure` has one row for each candidate.

    tie: where two numbers that matter are equal within their errors; unsure: where these errors are not zero.
    """

    pure: np.ndarray
    tie: np.ndarray
    unsure: np.ndarray


@dataclass(frozen=True, eq=False)
class All2x2(Pure):
    """Every equilibrium of a batch of 2x2 games; the rows of `pure` are PROFILES_2X2.

    mixed: whether there is a completely mixed equilibrium; p and q are then the probabilities of row 0 and
    column 0, else nan. count: the number of extreme equilibria, which is that of all equilibria unless tied.
    components: the number of connected components.
    """

    mixed: np.ndarray
    p: np.ndarray
    q: np.ndarray
    count: np.ndarray
    components: np.ndarray


def gains_2x2(payoffs: Any) -> list[Any]:
    """Return the four gains (a, b, c, d) of payoffs of shape (2, 2, 2, ...).

    >>> [int(gain) for gain in gains_2x2(np.array([[[3, 0], [5, 1]], [[3, 5], [0, 1]]]))]
    [-2, 1, -2, 1]
    """
    u1, u2 = payoffs
    return [u1[0, 0] - u1[1, 0], u1[1, 1] - u1[0, 1], u2[0, 0] - u2[0, 1], u2[1, 1] - u2[1, 0]]


def pure_2x2(gains: Sequence[Any], errors: Sequence[Any] = NO_ERRORS) -> Pure:
    """Return the pure equilibria of 2x2 games given by their four gains, arrays that broadcast together.

    `errors` bounds that of each gain. The rows of `pure` are PROFILES_2X2.

    >>> pure_2x2([-2.0, 1.0, -2.0, 1.0]).pure
    array([False, False, False,  True])
    """
    return _pure_2x2(*_signs(gains, errors), errors)


def all_2x2(gains: Sequence[Any], errors: Sequence[Any] = NO_ERRORS) -> All2x2:
    """Return all equilibria of 2x2 games given by their four gains, arrays that broadcast together.

    `errors` bounds that of each gain.

    >>> found = all_2x2([2.0, 1.0, 1.0, 2.0])
    >>> int(found.count), float(found.p), float(found.q)
    (3, 0.6666666666666666, 0.3333333333333333)
    """
    above, below = _signs(gains, errors)
    found = _pure_2x2(above, below, errors)
    pure, tie = found.pure, found.tie
    first = (above[0] & above[1]) | (below[0] & below[1])
    second = (above[2] & above[3]) | (below[2] & below[3])
    mixed = np.logical_and(first, second, out=np.empty(tie.shape, dtype=bool))
    p = np.where(mixed, _share(gains[3], gains[2], second), np.nan)
    q = np.where(mixed, _share(gains[1], gains[0], first), np.nan)
    count = mixed.astype(np.int8)
    for k in range(4):
        count += pure[k].view(np.int8)
    components = count.copy()
    if tie.any():
        pairs = zip((1, 3, 9, 27), above, below, strict=True)
        code = sum(np.int8(weight) * (1 + up.astype(np.int8) - down) for weight, up, down in pairs)
        tied = np.broadcast_to(code, tie.shape)[tie]
        count[tie], components[tie] = _tie_table()[tied].T
    return All2x2(pure, tie, found.unsure, mixed, p, q, count, components)


def _signs(gains: Sequence[Any], errors: Sequence[Any]) -> tuple[list[Any], list[Any]]:
    """Return where each gain is certainly positive and where it is certainly negative."""
    above = [np.asarray(g > error, dtype=bool) for g, error in zip(gains, errors, strict=True)]
    below = [np.asarray(g < -error, dtype=bool) for g, error in zip(gains, errors, strict=True)]
    return above, below


def _pure_2x2(above: list[Any], below: list[Any], errors: Sequence[Any]) -> Pure:
    shape = np.broadcast_shapes(*(mask.shape for mask in above))
    pure = np.empty((4, *shape), dtype=bool)
    excluded = ((below[0], below[2]), (above[1], above[2]), (above[0], above[3]), (below[1], below[3]))
    for k, (one, other) in enumerate(excluded):
        np.logical_and(~one, ~other, out=pure[k, ...])
    zero = [~(up | down) for up, down in zip(above, below, strict=True)]
    return Pure(pure, _any(zero, shape), _any(map(_unsure, zero, errors), shape))


def _any(masks: Iterable[Any], shape: tuple[int, ...]) -> np.ndarray:
    """Return where any of the masks holds, as a new array of the shape given."""
    out = np.zeros(shape, dtype=bool)
    for mask in masks:
        if np.any(mask):
            out |= mask
    return out


def _unsure(tied: Any, error: Any) -> Any:
    """Return where equal numbers may differ; an error that is not a number tells nothing."""
    return np.logical_and(tied, np.not_equal(error, 0))


def _share(own: Any, other: Any, where: np.ndarray) -> np.ndarray:
    """Return own / (own + other), of one sign where asked, by a ratio that cannot overflow or cancel."""
    ratio = np.ones(where.shape)
    np.divide(np.asarray(other, dtype=float), np.asarray(own, dtype=float), out=ratio, where=where)
    share: np.ndarray = 1 / (1 + ratio)
    return share


@cache
def _tie_table() -> np.ndarray:
    """Return, for each of the 81 sign patterns of (a, b, c, d), the extreme equilibria and components."""
    table = [_extreme_and_components(signs[::-1]) for signs in product((-1, 0, 1), repeat=4)]
    return np.array(table, dtype=np.int8)


def _extreme_and_components(signs: tuple[int, ...]) -> tuple[int, int]:
    a, b, c, d = signs
    points = [(p, q) for p in _candidates(c, d) for q in _candidates(a, b)
              if _best(p, _lean(a, b, q)) and _best(q, _lean(c, d, p))]  # fmt: skip
    groups = [{point} for point in points]
    for one, other in combinations(points, 2):
        if one[0] == other[0] or one[1] == other[1]:
            joined = [group for group in groups if one in group or other in group]
            groups = [group for group in groups if group not in joined] + [set().union(*joined)]
    return len(points), len(groups)


def _candidates(at_zero: int, at_one: int) -> tuple[float, ...]:
    """Return the strategies (weight on action 0) that can be extreme; 1/2 stands for inner indifference."""
    return (1.0, 0.0, 0.5) if at_zero * at_one > 0 else (1.0, 0.0)


def _lean(at_zero: int, at_one: int, weight: float) -> int:
    """Return the sign of what action 0 gains over action 1 against `weight` on the other's action 0."""
    return {1.0: at_zero, 0.0: -at_one, 0.5: 0}[weight]


def _best(weight: float, lean: int) -> bool:
    return lean == 0 or weight == (lean > 0)


def pure_nash(payoffs: Any, shape: Sequence[int], errors: Any = None) -> Pure:
    """Return the pure equilibria of games with action counts `shape`; the rows are the profiles in C order.

    `payoffs[i, *profile]` is player i's payoff in each game: an array of shape (n_players, *shape, points),
    or a dictionary of arrays that broadcast together. `errors`, indexed alike, bounds the error of each.

    >>> dilemma = np.array([[[3, 0], [5, 1]], [[3, 5], [0, 1]]])
    >>> pure_nash(dilemma[..., None], (2, 2)).pure.T
    array([[False, False, False,  True]])
    """
    points = np.broadcast_shapes(*(np.shape(payoffs[cell]) for cell in np.ndindex(len(shape), *shape)))
    pure = np.ones((prod(shape), *points), dtype=bool)
    place = {profile: k for k, profile in enumerate(np.ndindex(*shape))}
    ties: list[Any] = []
    unsure: list[Any] = []
    for cells in _unilateral(shape):
        options = [(payoffs[cell], 0 if errors is None else errors[cell]) for cell in cells]
        for k, cell in enumerate(cells):
            others = options[:k] + options[k + 1 :]
            best, close, open_ = _no_worse(*options[k], others)
            pure[place[cell[1:]]] &= best
            ties += close
            unsure += open_
    return Pure(pure, _any(ties, points), _any(unsure, points))


def _unilateral(shape: Sequence[int]) -> Iterator[list[tuple[int, ...]]]:
    """Yield, for each player and profile of the others, the (player, *profile) she chooses among."""
    for i, own in enumerate(shape):
        others = [range(count) if j != i else range(1) for j, count in enumerate(shape)]
        for profile in product(*others):
            yield [(i, *profile[:i], action, *profile[i + 1 :]) for action in range(own)]


def _no_worse(value: Any, error: Any, others: Iterable[tuple[Any, Any]], among: Any = np.True_) -> Any:
    """Return where `value` is no less than every other (value, error), its ties with each, and the unsure."""
    compared = [(value - other, error + inherited) for other, inherited in others]
    best = reduce(np.logical_and, (np.asarray(gap >= -slack, dtype=bool) for gap, slack in compared), among)
    ties = [np.logical_and(best, np.asarray(gap <= slack, dtype=bool)) for gap, slack in compared]
    return best, ties, [_unsure(tied, slack) for tied, (_, slack) in zip(ties, compared, strict=True)]


def play_labels(tree: GameTree) -> tuple[tuple[str, ...], ...]:
    """Return the plays that `backward_induction` judges, in its order: the actions and events on the way.

    Without chance a play is a path to a leaf; with it, it names what happens after every event, in turn.

    Raises NotCoveredError for imperfect information or too many plays.
    """
    if not tree.perfect_information:
        raise NotCoveredError("backward induction needs perfect information; ask for nash of the normal form")
    return _labels(tree.root)


def _labels(node: Node) -> tuple[tuple[str, ...], ...]:
    if isinstance(node, Leaf):
        return ((),)
    moves = zip(node.actions, node.children, strict=True)
    below = [[(action, *play) for play in _labels(child)] for action, child in moves]
    count = prod(map(len, below)) if isinstance(node, Chance) else sum(map(len, below))
    if count > MAX_PLAYS:
        raise NotCoveredError(f"more than {MAX_PLAYS} pure plays of the tree; solve single games with spe")
    if isinstance(node, Chance):
        return tuple(sum(plays, ()) for plays in product(*below))
    return tuple(play for plays in below for play in plays)


def backward_induction(
    tree: GameTree, payoffs: Any, probabilities: Any = (), errors: Any = None, probability_errors: Any = None
) -> Pure:
    """Return which plays belong to a pure subgame-perfect equilibrium; the rows are `play_labels(tree)`.

    `payoffs[i][leaf]` is player i's payoff in each game at each leaf, in the order of `tree.walk`: an array
    of shape (n_players, leaves, points) or nested lists of arrays that broadcast together. `probabilities[k]`
    is that of the k-th event of chance in the same order. `errors` and `probability_errors`, indexed alike,
    bound the error of each. Under a tie, mixtures over tied actions may reach further plays.

    >>> from games.forms import decision, leaf
    >>> reply = decision("B", {"l": leaf(2, 0), "r": leaf(0, 3)})
    >>> tree = GameTree(decision("A", {"out": leaf(1, 1), "in": reply}), "AB")
    >>> found = backward_induction(tree, [[1, 2, 0], [1, 0, 3]]).pure
    >>> [play for play, on in zip(play_labels(tree), found) if on]
    [('out',)]
    """
    labels = play_labels(tree)
    exact = errors is None
    no_errors = np.zeros((len(tree.players), len(payoffs[0])), dtype=int)
    by_leaf = (zip(*each, strict=True) for each in (payoffs, no_errors if exact else errors))
    weights = [0] * len(probabilities) if probability_errors is None else probability_errors
    leaves, chances = zip(*by_leaf, strict=True), zip(probabilities, weights, strict=True)
    induction = _Induction(tree.players, leaves, chances, exact)
    masks = [play.reached for play in induction.solve(tree.root)]
    shape = np.broadcast_shapes(*(np.shape(mask) for mask in (*masks, *induction.ties)))
    pure = np.empty((len(labels), *shape), dtype=bool)
    for k, mask in enumerate(masks):
        pure[k] = mask
    return Pure(pure, _any(induction.ties, shape), _any(induction.unsure, shape))


class _Play(NamedTuple):
    """One play of a subtree: in which games it is played, what it pays everybody, and the errors of that."""

    reached: Any
    payoffs: Sequence[Any]
    errors: Sequence[Any]


@dataclass
class _Induction:
    """Backward induction in progress: what the walk has yet to meet, and the ties it has met."""

    players: Sequence[str]
    leaves: Iterator[tuple[Sequence[Any], Sequence[Any]]]
    chances: Iterator[tuple[Any, Any]]
    exact: bool
    ties: list[Any] = field(default_factory=list)
    unsure: list[Any] = field(default_factory=list)

    def solve(self, node: Node) -> list[_Play]:
        """Return the plays of the subtree at `node`, in the order of `play_labels`."""
        if isinstance(node, Leaf):
            return [_Play(np.True_, *next(self.leaves))]
        weights = [next(self.chances) for _ in node.actions] if isinstance(node, Chance) else []
        below = [self.solve(child) for child in node.children]
        if isinstance(node, Chance):
            return [self._expected(plays, weights) for plays in product(*below)]
        return self._chosen(below, self.players.index(node.player))

    def _expected(self, plays: Sequence[_Play], weights: Sequence[tuple[Any, Any]]) -> _Play:
        reached = reduce(np.logical_and, (play.reached for play in plays))
        parts = list(zip(plays, weights, strict=True))
        everybody = range(len(self.players))
        payoffs = [sum(w * play.payoffs[i] for play, (w, _) in parts) for i in everybody]
        if self.exact:
            return _Play(reached, payoffs, plays[0].errors)
        rounding = ROUNDOFF * (len(parts) + 1)
        errors = [sum(w * play.errors[i] + (slack + rounding * w) * np.abs(play.payoffs[i])
                      for play, (w, slack) in parts) for i in everybody]  # fmt: skip
        return _Play(reached, payoffs, errors)

    def _chosen(self, below: list[list[_Play]], mover: int) -> list[_Play]:
        """Keep the plays that pay the mover no less than the worst play after every other action."""
        worst = [_worst(plays, mover) for plays in below]
        kept = []
        for action, plays in enumerate(below):
            others = worst[:action] + worst[action + 1 :]
            for play in plays:
                best, ties, unsure = _no_worse(play.payoffs[mover], play.errors[mover], others, play.reached)
                self.ties += ties
                self.unsure += unsure
                kept.append(_Play(best, play.payoffs, play.errors))
        return kept


def _worst(plays: Sequence[_Play], mover: int) -> tuple[Any, Any]:
    """Return the least that any play reached pays the mover, and a bound on its error."""
    values = [
        p.payoffs[mover] if p.reached is np.True_ else np.where(p.reached, p.payoffs[mover], np.inf) for p in plays
    ]
    return reduce(np.minimum, values), reduce(np.maximum, (play.errors[mover] for play in plays))
