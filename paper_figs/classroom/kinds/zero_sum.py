"""Find the value of a zero-sum game. Level 1: 2x2 without a saddle point. Level 2: 2x3. Level 3: 3x3, all mixed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import permutations
from typing import Any

from games.forms import NormalForm
from games.forms.table import Table
from games.text import Language, Text
from paper_figs.classroom.answers import Quantity, quantities
from paper_figs.classroom.deviations import against, choices
from paper_figs.classroom.draw import Draw, until
from paper_figs.classroom.exercise import Bilingual, Exercise, Kind, Reason
from paper_figs.classroom.kinds.nash import THIRDS as WEIGHTS
from paper_figs.classroom.two_by_two import Matrix
from paper_figs.classroom.words import listed, say
from paper_figs.classroom.worlds import WORLDS
from solvers.zero_sum import ZeroSum, zero_sum

MOST, SIMPLE, SMALL = 9, 6, 12
"""Greatest payoff, greatest denominators of the value and of a probability."""
BOUNDS = (Text("secures", "至少保证"), Text("concedes at most", "至多让出"))


def _targets(level: int) -> Sequence[Any]:
    """Return the values that are no integers, up to 4."""
    found = {Fraction(n, d) for d in range(2, SIMPLE + 1) for n in range(1, 4 * d)}
    return sorted(value for value in found if value.denominator > 1)


def _build(draw: Draw, level: int, target: Fraction) -> Exercise:
    world = draw.choice(WORLDS)
    game = world.game(until(lambda: _tried(draw, level, target)).game.payoffs)
    solved = _solved(game)
    return Exercise(
        question=(
            world.story,
            say(
                "What {0} gains {1} loses. The table holds the payoff of {0}, who chooses the row.",
                "{0}所得即{1}所失。表中为{0}的收益，{0}选行。",
                *game.players,
            ),
            Bilingual(lambda lang: own_table(game, lang)),
            say("Find the value of the game to {0}.", "求该博弈对{0}的值。", game.players[0]),
        ),
        slots=(Quantity("v"),),
        answer=(quantities(target),),
        solution=tuple(_solution(solved)),
        explain=lambda item: _explain(solved, item[0][0]),
        game=game,
    )


def own_table(game: NormalForm, lang: Language) -> Table:
    """Return the payoffs of the row player as a table."""
    from games.glossary import translated

    shown = translated(game, lang)
    rows = [(action, *line) for action, line in zip(shown.actions[0], game.payoffs[0].tolist(), strict=True)]
    return Table((shown.players[0], *shown.actions[1]), rows)


def _tried(draw: Draw, level: int, target: Fraction) -> ZeroSum | None:
    """Return a drawn game with the target as its value and a single optimal strategy for each."""
    payoffs = {1: _two, 2: _wide, 3: _three}[level](draw, target)
    if payoffs is None or max(abs(u) for line in payoffs for u in line) > MOST:
        return None
    solved = _solved(NormalForm([payoffs, [[-u for u in line] for line in payoffs]]))
    single = solved.complete and all(len(own) == 1 for own in solved.optimal)
    simple = all(p.denominator <= SMALL for own in solved.optimal for p in own[0])
    mixing = all(solved.optimal[0][0])
    return solved if single and simple and mixing and solved.value == target else None


def _solved(game: NormalForm) -> ZeroSum:
    solved = zero_sum(game)
    assert isinstance(solved, ZeroSum)  # the game is small
    return solved


def _two(draw: Draw, target: Fraction) -> Matrix | None:
    """Return a 2x2 game without a saddle point; its value is (ad - bc) / (a + d - b - c)."""
    (a, b), (c, d) = draw.integers(-MOST, MOST, 2, 2)
    if max(a, d) >= min(b, c) and max(b, c) >= min(a, d):
        return None
    shift = target - Fraction(a * d - b * c, a + d - b - c)
    return [[u + int(shift) for u in line] for line in ((a, b), (c, d))] if shift.denominator == 1 else None


def _wide(draw: Draw, target: Fraction) -> Matrix | None:
    """Return a 2x3 game: a column more, which the column player had better not use."""
    core = _two(draw, target)
    place = draw.below(3)
    return core and [[*line[:place], draw.between(-MOST, MOST), *line[place:]] for line in core]


def _three(draw: Draw, target: Fraction) -> Matrix | None:
    """Return a 3x3 game in which weights drawn for the rows make every column pay the target, and so for the columns.

    A weight is 1 in each, so that whole numbers do.
    """
    p, q = draw.choice(WEIGHTS), draw.choice(WEIGHTS)
    totals = target * sum(p), target * sum(q)
    if any(total.denominator > 1 for total in totals):
        return None
    i, j = p.index(1), q.index(1)
    a = draw.integers(-MOST, MOST, 3, 3)
    for r in range(3):
        a[r][j] = int(totals[1]) - sum(n * u for c, (n, u) in enumerate(zip(q, a[r], strict=True)) if c != j)
    for c in range(3):
        a[i][c] = int(totals[0]) - sum(n * line[c] for r, (n, line) in enumerate(zip(p, a, strict=True)) if r != i)
    return a


def _solution(solved: ZeroSum) -> Iterator[Text]:
    game, v = solved.game, solved.value
    profile = tuple(own[0] for own in solved.optimal)
    slots = choices(game)
    low = [max(min(line) for line in game.payoffs[0].tolist()), min(max(line) for line in game.payoffs[0].T.tolist())]
    yield say(
        "In pure strategies {0} secures {2}, and {1} can hold {0} to {3}: no saddle point, so both mix.",
        "以纯策略，{0}可保证 {2}，{1}可将{0}压至 {3}：没有鞍点，故双方混合。",
        *game.players, *low,
    )  # fmt: skip
    for i, (player, other) in enumerate(permutations(game.players)):
        shown = [slots[i].show(profile[i], lang) for lang in ("en", "zh")]
        pays = against(game, profile, 0) if i else [-u for u in against(game, profile, 1)]
        each = [say("{0}: {1}", "{0}：{1}", a, u) for a, u in zip(game.actions[1 - i], pays, strict=True)]
        yield say(
            "{0} plays {1}. By the action of {2}, {3} then gets {4}; so {0} {5} {6}.",
            "{0}采用 {1}。按{2}的行动，{3}分别得到 {4}；故{0}{5} {6}。",
            player, Text(*shown), other, game.players[0], listed(each), BOUNDS[i], v,
        )  # fmt: skip
    yield say("Both meet, so the value is {0}.", "二者相等，故博弈值为 {0}。", v)


def _explain(solved: ZeroSum, value: Fraction) -> Reason:
    """Say who can do better than a value that is too low or too high, and by how much at least one can."""
    game, gap = solved.game, solved.value - value
    row, column = game.players
    if gap > 0:
        text = say(
            "{0} can secure more than {1}: a mixture of {2} pays more against every action of {3}.",
            "{0}可保证多于 {1}：某个以 {2} 混合的策略对{3}的每个行动都得更多。",
            row, value, _used(solved, 0), column,
        )  # fmt: skip
        return Reason(text, row, solved.optimal[0][0], gap)
    text = say(
        "{0} cannot secure {1}: against a mixture of {2} by {3} every action of {0} pays less.",
        "{0}无法保证 {1}：面对{3}以 {2} 混合的策略，{0}的每个行动所得都更少。",
        row, value, _used(solved, 1), column,
    )  # fmt: skip
    return Reason(text, column, solved.optimal[1][0], -gap)


def _used(solved: ZeroSum, i: int) -> list[str]:
    return [a for a, p in zip(solved.game.actions[i], solved.optimal[i][0], strict=True) if p]


KIND = Kind(
    "zero-sum",
    Text("Value of a zero-sum game", "零和博弈的值"),
    (
        Text("2x2 games without a saddle point", "无鞍点的 2×2 博弈"),
        Text("2x3 games", "2×3 博弈"),
        Text("3x3 games, all actions mixed", "3×3 博弈，全部行动混合"),
    ),
    _targets,
    _build,
)
