"""Find all Nash equilibria of a two-player game.

Level 1: 2x2. Level 2: a third column that no equilibrium uses. Level 3: 3x3 with an equilibrium in which all actions
are played, perhaps beside others.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import permutations, product
from typing import Any

from games.forms import NormalForm
from games.phrases import phrase
from games.text import Text
from paper_figs.classroom.answers import Item
from paper_figs.classroom.deviations import best_deviation, choices, profile_words
from paper_figs.classroom.draw import Draw, until
from paper_figs.classroom.exercise import Block, Exercise, Kind, Reason
from paper_figs.classroom.two_by_two import (
    ANTI,
    COORDINATION,
    CYCLE,
    best_replies,
    fractions,
    mixture_words,
    pure_words,
    with_mixture,
)
from paper_figs.classroom.words import say
from paper_figs.classroom.worlds import MATRIX, WORLDS
from solvers.equilibrium import Equilibria
from solvers.nash import nash

MOST = 9
"""Greatest payoff, in size."""
THIRDS = sorted({*permutations((2, 1, 1)), *permutations((3, 2, 1)), *permutations((2, 2, 1)), (1, 1, 1),
                 *permutations((3, 1, 1))})  # fmt: skip


def _targets(level: int) -> Sequence[Any]:
    if level == 3:
        return list(product(THIRDS, THIRDS))
    mixed = product(fractions(4), fractions(4), (COORDINATION, ANTI, CYCLE))
    return [*mixed, *product((0, 1), repeat=2)]


def _build(draw: Draw, level: int, target: Any) -> Exercise:
    world = draw.choice(WORLDS)
    make = {1: _two, 2: _wide, 3: _full}[level]
    found = until(lambda: make(draw, target))
    game = world.game(found)
    return exercise(game, (world.story, say(MATRIX.en, MATRIX.zh, *game.players), game))


def exercise(game: NormalForm, shown: tuple[Block, ...]) -> Exercise:
    """Return the exercise to find all equilibria of a game, shown in some way."""
    found = nash(game)
    assert found.complete
    return Exercise(
        question=(*shown, Text("Find all Nash equilibria, pure and mixed.", "求全部纳什均衡，包括纯策略与混合策略。")),
        slots=choices(game),
        answer=tuple(point.profile for point in found),
        solution=tuple(solution(game, found)),
        explain=lambda item: explain(game, item),
        game=game,
        several=True,
    )


def explain(game: NormalForm, item: Item) -> Reason:
    """Return the deviation that profits from a profile that is no equilibrium."""
    listed = say("{0} is an equilibrium, but none asked for.", "{0} 是均衡，但非所求。", profile_words(game, item))
    return best_deviation(game, item) or Reason(listed)


def solution(game: NormalForm, found: Equilibria) -> list[Text]:
    """Return the derivation of all equilibria."""
    mixed = [point for point in found if not point.is_pure]
    steps = [*best_replies(game), pure_words(game, found.pure)]
    for point in mixed:
        steps += mixture_words(game, point.profile)
    if not mixed:
        steps.append(Text("No mixture leaves both indifferent.", "没有混合策略使双方都无差异。"))
    return [*steps, say("These are all: {0}.", "以上即全部：{0}。", Text(found.why, phrase(found.why, "zh")))]


def _two(draw: Draw, target: Any) -> Any:
    """Return a 2x2 game with a mixed equilibrium, or with nothing but one pure profile."""
    if len(target) == 3:
        return with_mixture(draw, *target)
    payoffs = [draw.integers(0, MOST, 2, 2) for _ in range(2)]
    found = nash(NormalForm(payoffs))
    only = tuple((Fraction(a == 0), Fraction(a == 1)) for a in target)
    return payoffs if [point.profile for point in found] == [only] else None


def _wide(draw: Draw, target: Any) -> Any:
    """Return a 2x2 game with a column more that changes no equilibrium."""
    core = _two(draw, target)
    if core is None:
        return None
    more = draw.integers(0, MOST, 2, 2)
    wide = [[[*line, extra] for line, extra in zip(own, new, strict=True)] for own, new in zip(core, more, strict=True)]
    found = nash(NormalForm(wide))
    same = {point.profile for point in nash(NormalForm(core))} == {(x, y[:2]) for x, y in (e.profile for e in found)}
    unused = all(point.profile[1][2] == 0 for point in found)
    return wide if same and unused and all(c.dimension == 0 for c in found.components) else None


def _full(draw: Draw, target: Any) -> Any:
    """Return a 3x3 game with isolated equilibria only, one of them the target."""
    p, q = target
    row, column = _indifferent(draw, q), _indifferent(draw, p)
    payoffs = [row, [list(line) for line in zip(*column, strict=True)]]
    if any(abs(u) > MOST for own in payoffs for line in own for u in line):
        return None
    found = nash(NormalForm(payoffs))
    nice = all(c.dimension == 0 for c in found.components) and len(found) <= 4
    full = tuple(tuple(Fraction(n, sum(part)) for n in part) for part in (p, q))
    simple = all(x.denominator <= 12 for point in found for part in point.profile for x in part)
    return payoffs if nice and simple and full in {point.profile for point in found} else None


def _indifferent(draw: Draw, weights: tuple[int, ...]) -> list[list[int]]:
    """Return 3x3 own payoffs whose rows all pay the same against these weights, one of which is 1."""
    last = max(k for k, n in enumerate(weights) if n == 1)
    total = draw.between(0, 4) * sum(weights) + draw.between(-4, 4)
    rows = []
    for _ in range(3):
        line = [draw.between(-3, MOST) for _ in weights]
        line[last] = total - sum(n * u for k, (n, u) in enumerate(zip(weights, line, strict=True)) if k != last)
        rows.append(line)
    return rows


KIND = Kind(
    "nash",
    Text("All Nash equilibria", "全部纳什均衡"),
    (
        Text("2x2 games", "2×2 博弈"),
        Text("2x3 games", "2×3 博弈"),
        Text("3x3 games with a fully mixed equilibrium", "有完全混合均衡的 3×3 博弈"),
    ),
    _targets,
    _build,
)
