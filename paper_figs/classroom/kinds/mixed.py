"""Find the probabilities of a game whose only equilibrium is mixed.

Level 1: 2x2. Level 2: 3x2, one row dominated. Level 3: absolute payoffs V and a weight k on relative gains, so that
utilities U = V + k (V - V of the other) come first.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from math import gcd
from typing import Any

import numpy as np

from games.forms import NormalForm
from games.relative_gains import operator, relative_gains
from games.text import Text
from paper_figs.classroom.deviations import choices
from paper_figs.classroom.draw import Draw, until
from paper_figs.classroom.exercise import Block, Exercise, Kind
from paper_figs.classroom.kinds.nash import explain
from paper_figs.classroom.two_by_two import CYCLE, OTHER_CYCLE, best_replies, fractions, mixture_words, with_mixture
from paper_figs.classroom.words import say
from paper_figs.classroom.worlds import MATRIX, WORLDS
from solvers.dominance import iterated_dominance
from solvers.nash import nash

MOST, LARGE = 9, 14
WEIGHTS = (Fraction(1, 2), Fraction(1))
RELATIVE = Text(
    "The payoffs V are absolute. Both also care about the gap: each has the utility U = V + {0}·(V − V of the other).",
    "收益 V 为绝对收益。双方还在意差距：各自的效用为 U = V + {0}·(V − 对方的 V)。",
)


def _targets(level: int) -> Sequence[Any]:
    return list(product(fractions(5), fractions(5)))


def _build(draw: Draw, level: int, target: Any) -> Exercise:
    world = draw.choice(WORLDS)
    if level == 3:
        k = draw.choice(WEIGHTS)
        absolute = world.game(until(lambda: _absolute(draw, target, k)))
        game = relative_gains(absolute, k)
        remark = say(RELATIVE.en, RELATIVE.zh, k)
        steps: tuple[Block, ...] = (Text("In utilities U the game is", "以效用 U 表示的博弈为"), game)
        return _exercise(game, absolute, world.story, (remark,), steps)
    game = world.game(until(lambda: (_taller if level == 2 else _two)(draw, target)))
    return _exercise(game, game, world.story, (), ())


def _exercise(
    game: NormalForm, shown: NormalForm, story: Text, remarks: tuple[Text, ...], steps: tuple[Block, ...]
) -> Exercise:
    (point,) = nash(game)
    asked = Text(
        "The game has one Nash equilibrium, and it is mixed. Find the probabilities.",
        "该博弈只有一个纳什均衡，且为混合策略均衡。求各概率。",
    )
    return Exercise(
        question=(story, say(MATRIX.en, MATRIX.zh, *game.players), shown, *remarks, asked),
        slots=choices(game),
        answer=(point.profile,),
        solution=(*steps, *_dominated(game), *best_replies(game), *mixture_words(game, point.profile)),
        explain=lambda item: explain(game, item),
        game=game,
    )


def _dominated(game: NormalForm) -> list[Text]:
    """Say which actions strict dominance by pure strategies removes."""
    return [
        say("{0} of {1} is worse than {2} whatever the other does.", "无论对方如何行动，{1}的{0}都不如{2}。",
            game.actions[s.player][s.action], game.players[s.player], game.actions[s.player][s.dominator.index(1)])
        for s in iterated_dominance(game, mixed=False).steps
    ]  # fmt: skip


def _two(draw: Draw, target: tuple[Fraction, Fraction]) -> Any:
    return with_mixture(draw, *target, draw.choice((CYCLE, OTHER_CYCLE)))


def _taller(draw: Draw, target: tuple[Fraction, Fraction]) -> Any:
    """Return a 3x2 game in which one row is dominated by one of the other two, in any place."""
    row, column = _two(draw, target)
    model = draw.choice(row)
    worse = [u - draw.between(1, 3) for u in model]
    place = draw.below(3)
    new = [draw.between(0, MOST) for _ in worse]
    return [[*row[:place], worse, *row[place:]], [*column[:place], new, *column[place:]]]


def _absolute(draw: Draw, target: tuple[Fraction, Fraction], k: Fraction) -> Any:
    """Return integer payoffs V whose utilities at weight k have the target as their mixed equilibrium.

    What a player gets more or less whatever she does changes no equilibrium; it makes the payoffs V smaller.
    """
    row, column = _two(draw, target)
    more = draw.integers(-4, 2, 2, 2)
    row = [[u + more[0][b] for b, u in enumerate(line)] for line in row]
    column = [[u + more[1][a] for u in line] for a, line in enumerate(column)]
    own, other = operator(k, 2)[0]
    back = np.array([[own, -other], [-other, own]], dtype=object)
    payoffs = np.tensordot(back * back[0, 0].denominator, np.array([row, column], dtype=object), axes=1)
    least = gcd(*(int(v) for v in payoffs.flat)) or 1
    payoffs = payoffs / Fraction(least)
    return payoffs.tolist() if max(abs(v) for v in payoffs.flat) <= LARGE else None


KIND = Kind(
    "mixed",
    Text("The probabilities of a mixed equilibrium", "混合策略均衡的概率"),
    (
        Text("2x2 games", "2×2 博弈"),
        Text("3x2 games with a dominated action", "有被占优行动的 3×2 博弈"),
        Text("2x2 games under relative gains", "相对收益下的 2×2 博弈"),
    ),
    _targets,
    _build,
)
