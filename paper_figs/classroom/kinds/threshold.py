"""Find the weight k on relative gains at which a game changes.

Utilities are U = V + k (V - V of the other), so what a player gains by a deviation is linear in k, and the pure
equilibria can change only where such a gain is zero. Level 1: a symmetric game, the same k for both. Level 2: any 2x2
game, k of one player. Level 3: any 2x2 game, the same k for both, two thresholds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np

from games.forms import NormalForm
from games.relative_gains import relative_gains
from games.text import Text
from paper_figs.classroom.answers import Quantity, pure, quantities
from paper_figs.classroom.deviations import choices, profile_words
from paper_figs.classroom.draw import Draw, until
from paper_figs.classroom.exercise import Exercise, Kind, Reason
from paper_figs.classroom.words import listed, say
from paper_figs.classroom.worlds import MATRIX, WORLDS
from solvers.pure import pure_equilibria, pure_mask

MOST, HIGHEST, SIMPLE = 15, Fraction(3), 7
"""Greatest payoff, end of the range of k, greatest denominator of a threshold."""
LAST = 2
"""The greatest first threshold of two."""
Weights = tuple[int, int]
"""By what k counts for each player: 1 or 0."""


def _targets(level: int) -> Sequence[Any]:
    """Return the (first) thresholds that small payoffs can bring about."""
    found = {Fraction(n, d) for d in range(1, SIMPLE + 1) for n in range(1, 3 * d) if n + d <= MOST}
    return sorted(k for k in found if level < 3 or k <= LAST)


def _build(draw: Draw, level: int, target: Fraction) -> Exercise:
    world = draw.choice(WORLDS)
    weights = (1, 0) if level == 2 else (1, 1)
    wanted = 2 if level == 3 else 1
    game = world.game(until(lambda: _tried(draw, level, target, weights, wanted)))
    found = thresholds(game, weights)
    who = say("{0} has", "{0}的", game.players[0]) if level == 2 else Text("Both have", "双方的")
    return Exercise(
        question=(
            world.story,
            say(MATRIX.en, MATRIX.zh, *game.players),
            game,
            say(
                "The payoffs V are absolute. {0} the utility U = V + k·(V − V of the other){1}. At which k between 0 "
                "and 3 does the set of pure Nash equilibria change?",
                "收益 V 为绝对收益。{0}效用为 U = V + k·(V − 对方的 V){1}。k 在 0 与 3 之间取何值时，"
                "纯策略纳什均衡的集合发生变化？",
                who, say("; {0} has U = V", "；{0}的效用为 U = V", game.players[1]) if level == 2 else Text("", ""),
            ),
        ),
        slots=(Quantity("k"),),
        answer=tuple(quantities(k) for k in found),
        solution=tuple(_solution(game, weights, found)),
        explain=lambda item: _explain(game, weights, item[0][0]),
        game=(game, weights),
        several=True,
    )  # fmt: skip


def at(game: NormalForm, weights: Weights, k: Fraction) -> NormalForm:
    """Return the game in utilities at a weight k."""
    return relative_gains(game, [k * w for w in weights])


def thresholds(game: NormalForm, weights: Weights) -> list[Fraction]:
    """Return every k strictly between 0 and 3 at or around which the set of pure equilibria changes."""
    zeros = sorted({k for k in (each.zero for each in _gains(game, weights)) if k is not None and 0 < k < HIGHEST})
    ends = [Fraction(0), *zeros, HIGHEST]
    between = [_pure(game, weights, (a + b) / 2) for a, b in pairwise(ends)]
    return [k for k, before, after in zip(zeros, between, between[1:], strict=False)
            if not before == after == _pure(game, weights, k)]  # fmt: skip


class _Gain:
    """What a player gains by leaving a profile: `start` at k = 0, and `slope` more for every unit of k."""

    def __init__(self, game: NormalForm, weights: Weights, profile: tuple[int, int], i: int) -> None:
        other = (1 - profile[0], profile[1]) if i == 0 else (profile[0], 1 - profile[1])
        now, then = game.payoff(profile), game.payoff(other)
        self.profile, self.i, self.action = profile, i, game.actions[i][other[i]]
        self.start = then[i] - now[i]
        self.slope = weights[i] * ((then[i] - then[1 - i]) - (now[i] - now[1 - i]))

    def at(self, k: Fraction) -> Fraction:
        return Fraction(self.start + k * self.slope)

    @property
    def zero(self) -> Fraction | None:
        return Fraction(-self.start / self.slope) if self.slope else None


def _gains(game: NormalForm, weights: Weights) -> Iterator[_Gain]:
    for i in range(2):
        for other in range(2):  # the deviation from the second action is that from the first, reversed
            yield _Gain(game, weights, (0, other) if i == 0 else (other, 0), i)


def _pure(game: NormalForm, weights: Weights, k: Fraction) -> frozenset[tuple[int, ...]]:
    found = np.argwhere(pure_mask(at(game, weights, k).payoffs))
    return frozenset(tuple(int(a) for a in profile) for profile in found)


def _tried(draw: Draw, level: int, target: Fraction, weights: Weights, wanted: int) -> Any:
    payoffs = (_symmetric if level == 1 else _any)(draw, target)
    if payoffs is None:
        return None
    found = thresholds(NormalForm(payoffs), weights)
    nice = all(k.denominator <= SIMPLE for k in found)
    return payoffs if nice and len(found) == wanted and found[0] == target else None


def _symmetric(draw: Draw, target: Fraction) -> Any:
    """Return a game whose players stop cooperating at (R - T) / (T - S)."""
    scale = draw.between(1, 3)
    S, P = draw.between(0, 4), draw.between(0, 9)
    T = S + scale * target.denominator
    R = T + scale * target.numerator
    return [[[R, S], [T, P]], [[R, T], [S, P]]] if max(R, P) <= MOST else None


def _any(draw: Draw, target: Fraction) -> Any:
    """Return a game in which one gain of the first player, start + k slope, is zero at the target."""
    first, second = (draw.integers(0, MOST - 6, 2, 2) for _ in range(2))
    b, size = draw.below(2), draw.choice((-2, -1, 1, 2))
    first[1][b] = first[0][b] + size * target.numerator
    second[1][b] = second[0][b] + size * (target.numerator + target.denominator)
    inside = all(0 <= u <= MOST for own in (first, second) for line in own for u in line)
    return [first, second] if inside else None


def _solution(game: NormalForm, weights: Weights, found: Sequence[Fraction]) -> Iterator[Text]:
    yield Text(
        "What a player gains by leaving a profile is linear in k; a pure equilibrium comes or goes where it is zero.",
        "参与者偏离某一策略组合的得益是 k 的线性函数；纯策略均衡只在其为零处出现或消失。",
    )
    for each in _gains(game, weights):
        start = profile_words(game, pure(choices(game), each.profile))
        line = (
            f"{each.start} + {each.slope}·k".replace("+ -", "- ").replace(" 1·k", " k")
            if each.slope
            else f"{each.start}"
        )
        zero = say("zero at k = {0}", "于 k = {0} 处为零", each.zero) if each.zero is not None else _never(each)
        yield say("From {0} {1} gains by {2}: {3}, {4}.", "自 {0} 起，{1}改选{2}的得益：{3}，{4}。",
                  start, game.players[each.i], each.action, Text(line, line), zero)  # fmt: skip
    ends = [Fraction(0), *found, HIGHEST]
    for a, b in pairwise(ends):
        yield say("For k between {0} and {1} the pure equilibria are {2}.",
                  "k 介于 {0} 与 {1} 之间时，纯策略均衡为 {2}。",
                  a, b, _named(game, at(game, weights, (a + b) / 2)))  # fmt: skip
    yield say("The set changes at k = {0}.", "集合发生变化之处：k = {0}。", list(found))


def _never(each: _Gain) -> Text:
    if each.start == 0:
        return Text("zero at every k", "恒为零")
    return Text("at every k", "与 k 无关")


def _named(game: NormalForm, utilities: NormalForm) -> Text:
    found = pure_equilibria(utilities)
    return listed([profile_words(game, point.profile) for point in found]) if len(found) else Text("none", "无")


def _explain(game: NormalForm, weights: Weights, k: Fraction) -> Reason:
    """Say what the deviation nearest to indifference still gains or loses at a k that is no threshold."""
    if not 0 < k < HIGHEST:
        return Reason(say("{0} does not lie strictly between 0 and 3.", "{0} 不严格介于 0 与 3 之间。", k))
    moving = [each for each in _gains(game, weights) if each.slope]
    near = min(moving, key=lambda each: abs(each.at(k)))
    pure_now = _named(game, at(game, weights, k))
    start = profile_words(game, pure(choices(game), near.profile))
    text = say(
        "At k = {0} nothing changes: just below, there and just above the pure equilibria are {1}. "
        "From {2} {3} gains {4} by {5}.",
        "k = {0} 处没有变化：其两侧与该处的纯策略均衡均为 {1}。自 {2} 起，{3}改选{5}的得益为 {4}。",
        k, pure_now, start, game.players[near.i], near.at(k), near.action,
    )  # fmt: skip
    return Reason(text, game.players[near.i], (near.profile, near.action, k), near.at(k))


KIND = Kind(
    "threshold",
    Text("Thresholds of relative gains", "相对收益的临界值"),
    (
        Text("symmetric games, one threshold", "对称博弈，一个临界值"),
        Text("the weight of one player", "一方的权重"),
        Text("the weight of both, two thresholds", "双方的权重，两个临界值"),
    ),
    _targets,
    _build,
)
