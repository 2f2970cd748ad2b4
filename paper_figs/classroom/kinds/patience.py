"""Find the least discount factor at which grim punishment sustains cooperation for ever.

Level 1: a symmetric Prisoner's Dilemma. Level 2: an asymmetric one; the more tempted player decides. Level 3: a
deviation is found out only with a given probability each time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from games.forms import NormalForm
from games.text import Text
from paper_figs.classroom.answers import Quantity, quantities
from paper_figs.classroom.draw import Draw, until
from paper_figs.classroom.exercise import Exercise, Kind, Reason
from paper_figs.classroom.words import say
from paper_figs.classroom.worlds import MATRIX
from solvers.pure import pure_equilibria
from solvers.repetition.triggers import Deviation, critical_discount, deviations

MOST = 12
LEAST = Fraction(1, 3)
MOVES = ("Cooperate", "Defect")
STORIES: Sequence[tuple[tuple[str, str], Text]] = (
    (("US", "CN"), Text("In every period each side keeps its technology open or cuts the other off.",
                        "每一期双方各自选择保持技术开放或切断对方。")),
    (("EU", "US"), Text("In every period each side keeps to a common standard or departs from it.",
                        "每一期双方各自选择遵守或背离共同标准。")),
    (("Row", "Column"), Text("A game is played again and again, for ever.", "同一博弈无限次重复进行。")),
)  # fmt: skip


def _targets(level: int) -> Sequence[Any]:
    found = {Fraction(n, d) for d in range(2, 11 if level == 1 else 13) for n in range(1, d)}
    return sorted(delta for delta in found if level == 1 or delta >= LEAST)


def _build(draw: Draw, level: int, target: Fraction) -> Exercise:
    players, story = draw.choice(STORIES)
    detection = Fraction(1, draw.between(2, 3)) if level == 3 else Fraction(1)
    stage = until(lambda: _tried(draw, level, players, target, detection))
    punished = stage.payoff(("Defect", "Defect"))
    found = deviations(stage, ("Cooperate", "Cooperate"), punished, detection)
    unseen = [] if detection == 1 else [
        say("A deviation is found out in its period only with probability {0}, and else stays unknown.",
            "偏离在发生的当期只以概率 {0} 被发现，否则始终不为人知。", detection)
    ]  # fmt: skip
    return Exercise(
        question=(
            story,
            say(MATRIX.en, MATRIX.zh, *players),
            stage,
            *unseen,
            Text(
                "Both cooperate until a defection is found out, and defect for ever after. What is the least discount "
                "factor at which this is an equilibrium?",
                "双方一直合作，直至发现背叛；此后永远背叛。使之成为均衡的最小贴现因子是多少？",
            ),
        ),
        slots=(Quantity("delta"),),
        answer=(quantities(target),),
        solution=tuple(_solution(stage, found, target)),
        explain=lambda item: _explain(found, item[0][0]),
        game=(stage, detection),
    )


def _tried(draw: Draw, level: int, players: tuple[str, str], target: Fraction, q: Fraction) -> NormalForm | None:
    """Return a Prisoner's Dilemma with the target as critical discount factor."""
    first = _tempted(draw, target, q)
    second = first if level == 1 else _tempted(draw, None, q)
    if first is None or second is None:
        return None
    mine, yours = (first, second) if draw.below(2) else (second, first)
    rows = [[[mine[1], mine[3]], [mine[0], mine[2]]], [[yours[1], yours[0]], [yours[3], yours[2]]]]
    stage = NormalForm(rows, players, (MOVES, MOVES))
    only = [point.support for point in pure_equilibria(stage)] == [((1,), (1,))]
    found = critical_discount(stage, ("Cooperate", "Cooperate"), stage.payoff(("Defect", "Defect")), q)
    return stage if only and found == target else None


def _tempted(draw: Draw, target: Fraction | None, q: Fraction) -> tuple[int, int, int, int] | None:
    """Return T > R > P > S; the critical factor is (T - R) / (T - R + q (R - P))."""
    if target is None:
        S, P, R, T = sorted(draw.between(0, MOST) for _ in range(4))
        return (T, R, P, S) if S < P < R < T else None
    ratio = q * target / (1 - target)  # of T - R to R - P
    scale = draw.between(1, 2)
    S = draw.between(0, 2)
    P = S + draw.between(1, 3)
    R = P + scale * ratio.denominator
    T = R + scale * ratio.numerator
    return (T, R, P, S) if max(T, R) <= 2 * MOST else None


def _solution(stage: NormalForm, found: Sequence[Deviation], target: Fraction) -> Iterator[Text]:
    yield Text(
        "Nobody gains by one deviation if (1 - delta)·T + delta·(q·P + (1 - q)·R) is at most R; so delta must be at "
        "least (T - R) / (T - R + q·(R - P)), with T the temptation, R the reward, P the punishment, q the chance of "
        "being found out.",
        "若 (1 - delta)·T + delta·(q·P + (1 - q)·R) 不超过 R，则一次偏离无利可图；因此 delta 至少为 "
        "(T - R) / (T - R + q·(R - P))，其中 T 为诱惑，R 为奖赏，P 为惩罚，q 为被发现的概率。",
    )
    for each in found:
        yield say(
            "{0}: T = {1}, R = {2}, P = {3}, q = {4}: at least {5}.",
            "{0}：T = {1}，R = {2}，P = {3}，q = {4}：至少 {5}。",
            each.player, each.temptation, each.reward, each.punishment, each.detection, each.critical,
        )  # fmt: skip
    yield say(
        "Both must be patient enough: the greater of the two, {0}.", "双方都须足够耐心：取两者中较大者 {0}。", target
    )


def gain(each: Deviation, delta: Fraction) -> Fraction:
    """Return what a deviation gains on average at a discount factor."""
    later = each.detection * each.punishment + (1 - each.detection) * each.reward
    return Fraction((1 - delta) * each.temptation + delta * later - each.reward)


def _explain(found: Sequence[Deviation], delta: Fraction) -> Reason:
    if not 0 <= delta < 1:
        return Reason(say("{0} is no discount factor: 0 <= delta < 1.", "{0} 不是贴现因子：0 <= delta < 1。", delta))
    most = max(found, key=lambda each: gain(each, delta))
    worth = gain(most, delta)
    if worth > 0:
        text = say("At delta = {0} {1} still gains by defecting: {2} a period on average.",
                   "delta = {0} 时，{1}背叛仍有利可图：平均每期多得 {2}。", delta, most.player, worth)  # fmt: skip
    else:
        text = say("delta = {0} is more than needed: nobody is close to defecting; {1} would lose {2} a period.",
                   "delta = {0} 超过所需：无人接近背叛；{1}背叛平均每期损失 {2}。",
                   delta, most.player, -worth)  # fmt: skip
    return Reason(text, most.player, most, worth)


KIND = Kind(
    "patience",
    Text("Critical discount factor", "临界贴现因子"),
    (
        Text("symmetric", "对称博弈"),
        Text("asymmetric", "非对称博弈"),
        Text("imperfect detection", "不完全发现"),
    ),
    _targets,
    _build,
)
