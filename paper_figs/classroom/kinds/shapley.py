"""Find Shapley's value: the mean, over all orders of arrival, of what a player adds on arriving.

Level 1: three players, nobody worth anything alone. Level 2: three players. Level 3: four players.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import permutations, product
from math import factorial
from typing import Any

from games.forms.coalition import CoalitionalGame, coalition_name
from games.text import Text
from paper_figs.classroom.answers import Item, Quantity, quantities
from paper_figs.classroom.draw import Draw, until
from paper_figs.classroom.exercise import Exercise, Kind, Reason
from paper_figs.classroom.words import listed, say
from solvers.coalitions.values import shapley_value

GROUPS = {
    3: (("US", "CN", "EU"), ("US", "Japan", "Korea"), ("Player 1", "Player 2", "Player 3")),
    4: (
        ("US", "EU", "Japan", "Korea"),
        ("US", "EU", "India", "Japan"),
        ("Player 1", "Player 2", "Player 3", "Player 4"),
    ),
}
COUNTS = {1: 3, 2: 3, 3: 4}
MOST = 60


def _targets(level: int) -> Sequence[Any]:
    """Return the values wanted: integers, not all the same."""
    span = range(2, 10) if level < 3 else range(3, 8)
    return [each for each in product(span, repeat=COUNTS[level]) if len(set(each)) > 1]


def _build(draw: Draw, level: int, target: Sequence[int]) -> Exercise:
    players = draw.choice(GROUPS[COUNTS[level]])
    game = until(lambda: _tried(draw, level, players, target))
    return Exercise(
        question=(
            Text(
                "Each group of players is worth what its members can secure together, for instance by sharing chips "
                "and standards.",
                "每个联盟的价值是其成员共同行动所能保证的收益，例如共享芯片与标准。",
            ),
            game,
            say("Find Shapley's value, in this order: {0}.", "求沙普利值，按以下次序：{0}。", list(players)),
        ),
        slots=tuple(Quantity(player) for player in players),
        answer=(quantities(*shapley_value(game)),),
        solution=tuple(_solution(game)),
        explain=lambda item: _explain(game, item),
        game=game,
    )


def _tried(draw: Draw, level: int, players: Sequence[str], target: Sequence[int]) -> CoalitionalGame | None:
    """Return a monotone game with the target as its value.

    Adding c_i to every coalition that i belongs to adds c_i to the value of i; at level 1, where nobody alone is worth
    anything, the value has to come out by itself.
    """
    n = len(players)
    worths = _level_one(draw, target) if level == 1 else _drawn(draw, n, target)
    if worths is None:
        return None
    game = CoalitionalGame(players, worths)
    grows = all(worths[m | 1 << i] >= worths[m] for m in range(1 << n) for i in range(n))
    return game if grows and max(worths) <= MOST and shapley_value(game) == tuple(target) else None


def _level_one(draw: Draw, target: Sequence[int]) -> list[int] | None:
    """Return worths of three players, alone worth nothing: value i = v(N)/3 - v(jk)/3 + (v(ij) + v(ik))/6."""
    total = sum(target)
    pairs = draw.below(total + 1)  # the worth of all pairs together follows from one of them
    worth = {i: total - 2 * target[i] + pairs for i in range(3)}  # of the pair without i
    whole = [Fraction(w, 1) for w in worth.values()]
    if any(w < 0 or w > total for w in whole):
        return None
    return [0, 0, 0, worth[2], 0, worth[1], worth[0], total]


def _drawn(draw: Draw, n: int, target: Sequence[int]) -> list[int] | None:
    """Return worths by their dividends (Harsanyi): a coalition T adds c(T) to all that contain it, c(T) / |T| to each.

    With dividends of groups divisible by their size the value is whole, and those of single players bring it to target.
    """
    dividends = [0] * (1 << n)
    for T in range(1 << n):
        if T.bit_count() > 1:
            dividends[T] = T.bit_count() * draw.between(-1, 2)
    for i in range(n):
        shares = (c // T.bit_count() for T, c in enumerate(dividends) if T >> i & 1 and T.bit_count() > 1)
        dividends[1 << i] = target[i] - sum(shares)
    worths = [sum(c for T, c in enumerate(dividends) if T & S == T) for S in range(1 << n)]
    return worths if min(worths) >= 0 else None


def _solution(game: CoalitionalGame) -> Iterator[Text]:
    n = len(game.players)
    yield say(
        "There are {0} orders of arrival. A player who joins S adds v(S with the player) - v(S).",
        "共有 {0} 种到达次序。加入 S 的参与者所增加的价值为 v(S 与该参与者) - v(S)。",
        factorial(n),
    )
    for i, (player, value) in enumerate(zip(game.players, shapley_value(game), strict=True)):
        added: dict[int, int] = {}
        for order in permutations(range(n)):
            before = sum(1 << j for j in order[: order.index(i)])
            added[before] = added.get(before, 0) + 1
        terms = [
            _term(game, i, before, count)
            for before, count in sorted(added.items(), key=lambda x: (x[0].bit_count(), x[0]))
        ]
        yield say("{0}: {1}; the mean is {2}.", "{0}：{1}；平均为 {2}。", player, listed(terms), value)
    total = game.worths[game.everyone]
    yield say("The values add up to {0}, what all are worth together.", "各值之和为 {0}，即全体的价值。", total)


def _term(game: CoalitionalGame, i: int, before: int, count: int) -> Text:
    members = [player for j, player in enumerate(game.players) if before >> j & 1]
    names = [coalition_name(members, lang) if members else "{}" for lang in ("en", "zh")]
    gain = game.worths[before | 1 << i] - game.worths[before]
    return say("{0} × {1} to {2}", "{0} × {1}（加入 {2}）", count, gain, Text(*names))


def _explain(game: CoalitionalGame, item: Item) -> Reason:
    """Say which property of the value an allocation violates: the sum, or what somebody adds on average."""
    given = [part[0] for part in item]
    total = game.worths[game.everyone]
    if sum(given) != total:
        text = say("The parts sum to {0}, but all together are worth {1}.", "各部分之和为 {0}，而全体的价值为 {1}。",
                   sum(given, Fraction(0)), total)  # fmt: skip
        return Reason(text, "", "sum", sum(given, Fraction(0)) - total)
    value = shapley_value(game)
    i = max(range(len(given)), key=lambda j: abs(given[j] - value[j]))
    alone = game.worths[1 << i]
    last = total - game.worths[game.everyone & ~(1 << i)]
    text = say(
        "{0} is given {1}, which is too {2}: coming first it adds {3}, coming last {4}; take the mean over all orders.",
        "分给{0} {1}，{2}了：最先到达时增加 {3}，最后到达时增加 {4}；应取所有次序的平均。",
        game.players[i], given[i], Text("much", "多") if given[i] > value[i] else Text("little", "少"), alone, last,
    )  # fmt: skip
    return Reason(text, game.players[i], "mean", given[i] - value[i])


KIND = Kind(
    "shapley",
    Text("Shapley value", "沙普利值"),
    (
        Text("three players, worth nothing alone", "三名参与者，单独行动价值为零"),
        Text("three players", "三名参与者"),
        Text("four players", "四名参与者"),
    ),
    _targets,
    _build,
)
