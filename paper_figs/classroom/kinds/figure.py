"""Read all equilibria off a drawing of both best responses in a 2x2 game.

Level 1: the lines cross once. Level 2: three times. Level 3: three times, without a grid.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from games.forms import NormalForm
from games.text import Text
from paper_figs.classroom.answers import Item
from paper_figs.classroom.deviations import best_deviation, choices, profile_words
from paper_figs.classroom.draw import Draw
from paper_figs.classroom.exercise import Exercise, Kind, Reason, Square
from paper_figs.classroom.two_by_two import ANTI, COORDINATION, CYCLE, OTHER_CYCLE, fractions, with_mixture
from paper_figs.classroom.words import say
from paper_figs.classroom.worlds import WORLDS
from solvers.nash import nash

Corner = tuple[Fraction, Fraction]


def _targets(level: int) -> Sequence[Any]:
    signs = (CYCLE, OTHER_CYCLE) if level == 1 else (COORDINATION, ANTI)
    values = fractions(5)
    return (
        [(p, q, signs[0]) for p, q in product(values, values)] if level == 1 else list(product(values, values, signs))
    )


def _build(draw: Draw, level: int, target: Any) -> Exercise:
    world = draw.choice(WORLDS)
    p, q, signs = target
    if level == 1 and draw.below(2):
        signs = OTHER_CYCLE
    game = world.game(with_mixture(draw, p, q, signs))
    found = nash(game)
    drawn = Square(game, lines(game), (p.denominator, q.denominator), grid=level < 3)
    (one, _), (other, _) = game.actions
    return Exercise(
        question=(
            world.story,
            say(
                "The figure shows the best responses of both: p is the probability of {2} ({0}), q that of {3} ({1}).",
                "图中为双方的最优反应：p 为{0}选{2}的概率，q 为{1}选{3}的概率。",
                *game.players, one, other,
            ),
            drawn,
            Text("Read off all Nash equilibria.", "读出全部纳什均衡。"),
        ),
        slots=choices(game),
        answer=tuple(point.profile for point in found),
        solution=tuple(_solution(game, [point.profile for point in found])),
        explain=lambda item: _explain(game, item),
        game=game,
        several=True,
    )  # fmt: skip


def lines(game: NormalForm) -> tuple[tuple[Corner, ...], tuple[Corner, ...]]:
    """Return the corners (p, q) of both best-response lines of a 2x2 game in which both are indifferent somewhere."""
    (a, b), (c, d) = game.payoffs[0].tolist()
    (e, f), (g, h) = game.payoffs[1].tolist()
    q, p = Fraction(d - b, a - b - c + d), Fraction(h - g, e - f - g + h)
    zero, one = Fraction(0), Fraction(1)
    up, right = (zero, one) if a > c else (one, zero), (zero, one) if e > f else (one, zero)
    row = ((up[0], zero), (up[0], q), (up[1], q), (up[1], one))
    column = ((zero, right[0]), (p, right[0]), (p, right[1]), (one, right[1]))
    return row, column


def _solution(game: NormalForm, found: Sequence[Item]) -> Iterator[Text]:
    row, column = lines(game)
    yield say("An equilibrium is a point on both lines.", "均衡是同时位于两条线上的点。")
    yield say("{0} is indifferent at q = {1}, {2} at p = {3}.", "{0}在 q = {1} 处无差异，{2}在 p = {3} 处无差异。",
              game.players[0], row[1][1], game.players[1], column[1][0])  # fmt: skip
    for profile in found:
        yield say("The lines meet at p = {0}, q = {1}: {2}.", "两线相交于 p = {0}，q = {1}：{2}。",
                  profile[0][0], profile[1][0], profile_words(game, profile))  # fmt: skip


def _explain(game: NormalForm, item: Item) -> Reason:
    found = best_deviation(game, item)
    assert found is not None
    text = say(
        "{0} is not on the line of {1}, who would gain by {2}.", "{0} 不在{1}的线上；{1}改选{2}有利可图。",
        profile_words(game, item), found.who, found.by,
    )  # fmt: skip
    return Reason(text, found.who, found.by, found.gain)


KIND = Kind(
    "figure",
    Text("Best responses in a figure", "图中的最优反应"),
    (
        Text("one equilibrium", "一个均衡"),
        Text("three equilibria", "三个均衡"),
        Text("three equilibria, no grid", "三个均衡，无网格"),
    ),
    _targets,
    _build,
)
