"""Remove strictly dominated actions round by round until one profile is left.

Level 1: two rounds of pure dominance. Level 2: three rounds or more. Level 3: some action is dominated by a mixture
only.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from games.forms import NormalForm
from games.text import Text
from paper_figs.classroom.answers import Item
from paper_figs.classroom.deviations import choices, profile_words
from paper_figs.classroom.draw import Draw, until
from paper_figs.classroom.exercise import Exercise, Kind, Reason
from paper_figs.classroom.words import say
from paper_figs.classroom.worlds import MATRIX, WORLDS
from solvers.dominance import Elimination, Step, iterated_dominance
from solvers.equilibrium import strategy_cell

MOST = 8
ROUNDS = {1: 2, 2: 3, 3: 3}
MIXED, SIMPLE = 3, 4
"""The level at which mixtures are needed, and the greatest denominator in them."""


def _targets(level: int) -> Sequence[Any]:
    rows = 2 if level == 1 else 3
    return list(product(range(len(WORLDS)), range(rows), range(3)))


def _build(draw: Draw, level: int, target: Any) -> Exercise:
    which, *profile = target
    world = WORLDS[which]
    game = until(lambda: _tried(draw, level, profile))
    game = world.game(game.payoffs)
    removed = iterated_dominance(game, mixed=level == MIXED)
    return Exercise(
        question=(
            world.story,
            say(MATRIX.en, MATRIX.zh, *game.players),
            game,
            Text(
                "Remove strictly dominated actions (by pure or mixed strategies) until nothing can be removed. "
                "Which profile is left?",
                "逐次剔除严格被占优的行动（占优者可为纯策略或混合策略），直至无可剔除。最后剩下哪个策略组合？",
            ),
        ),
        slots=choices(game, mixes=False),
        answer=(_left(removed),),
        solution=tuple(_solution(removed)),
        explain=lambda item: _explain(removed, item),
        game=game,
    )


def _tried(draw: Draw, level: int, profile: Sequence[int]) -> NormalForm | None:
    """Return a drawn game that dominance solves for the profile, in the rounds and by the means of the level."""
    rows = 2 if level == 1 else 3
    payoffs = [draw.integers(0, MOST, rows, 3) for _ in range(2)]
    _lift(payoffs, profile)
    game = NormalForm(payoffs)
    removed = iterated_dominance(game, mixed=level == MIXED)
    if [*removed.kept] != [(a,) for a in profile] or removed.rounds < ROUNDS[level]:
        return None
    if level < MIXED:
        return game
    simple = all(p.denominator <= SIMPLE for step in removed.steps for p in step.dominator)
    return game if simple and not iterated_dominance(game, mixed=False).is_solved else None


def _lift(payoffs: list[list[list[int]]], profile: Sequence[int]) -> None:
    """Swap payoffs so that the profile is an equilibrium, as the last profile must be; it saves tries."""
    a, b = profile
    row, column = payoffs
    best = max(range(len(row)), key=lambda k: row[k][b])
    row[a][b], row[best][b] = row[best][b], row[a][b]
    best = max(range(3), key=lambda k: column[a][k])
    column[a][b], column[a][best] = column[a][best], column[a][b]


def _left(removed: Elimination) -> Item:
    """Return the profile that is left."""
    pairs = zip(removed.kept, removed.game.shape, strict=True)
    return tuple(tuple(Fraction(a in own) for a in range(n)) for own, n in pairs)


def _solution(removed: Elimination) -> list[Text]:
    game = removed.game
    steps = [_step(game, removed, step) for step in removed.steps]
    last = say(
        "Left is {0}; the order of removal does not matter.",
        "剩下 {0}；结果与剔除顺序无关。",
        profile_words(game, _left(removed)),
    )
    return [*steps, last]


def _step(game: NormalForm, removed: Elimination, step: Step) -> Text:
    """Say what a step removes and why: the payoffs against everything that is still there."""
    i = step.player
    left = removed.after(step.round - 1).actions[1 - i]
    shown = [_dominator(game, step, lang) for lang in ("en", "zh")]
    pairs = [_pair(game, step, game.actions[1 - i].index(b)) for b in left]
    return say(
        "Round {0}: {1} of {2} is dominated by {3}: against {4} it pays {5}.",
        "第 {0} 轮：{2}的{1}被{3}严格占优：面对 {4}，收益依次为 {5}。",
        step.round, game.actions[i][step.action], game.players[i], Text(*shown), left,
        Text(", ".join(f"{u} < {v}" for u, v in pairs), "，".join(f"{u} < {v}" for u, v in pairs)),
    )  # fmt: skip


def _dominator(game: NormalForm, step: Step, lang: Any) -> str:
    from games.glossary import translate

    return strategy_cell(step.dominator, [translate(a, lang) for a in game.actions[step.player]]).text


def _pair(game: NormalForm, step: Step, b: int) -> tuple[Fraction, Fraction]:
    """Return what the removed action and its dominator pay against one action of the other."""
    own = [game.payoffs[step.player][(a, b) if step.player == 0 else (b, a)] for a in range(len(step.dominator))]
    return own[step.action], sum((p * u for p, u in zip(step.dominator, own, strict=True)), Fraction(0))


def _explain(removed: Elimination, item: Item) -> Reason:
    """Return the step that removes an action of the profile."""
    game = removed.game
    for step in removed.steps:
        if item[step.player][step.action]:
            shown = [_dominator(game, step, lang) for lang in ("en", "zh")]
            text = say(
                "{0} of {1} does not survive: in round {2} {3} dominates it and pays at least {4} more.",
                "{1}的{0}不能保留：第 {2} 轮中 {3} 严格占优于它，至少多得 {4}。",
                game.actions[step.player][step.action], game.players[step.player], step.round, Text(*shown), step.gain,
            )  # fmt: skip
            return Reason(text, game.players[step.player], step, step.gain)
    raise AssertionError("only the profile that is left has no action that is removed")


KIND = Kind(
    "dominance",
    Text("Iterated dominance", "逐次剔除劣策略"),
    (
        Text("2x3 games, two rounds", "2×3 博弈，两轮"),
        Text("3x3 games, three rounds or more", "3×3 博弈，三轮以上"),
        Text("3x3 games, mixtures dominate", "3×3 博弈，混合策略占优"),
    ),
    _targets,
    _build,
)
