"""Find the subgame-perfect equilibrium of a tree.

Level 1: two moves. Level 2: up to three moves in a row. Level 3: after one move two others act at the same time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import Any

from games.forms import GameTree, NormalForm, decision, leaf
from games.forms.tree import Node
from games.text import Text
from paper_figs.classroom.answers import Choice, Item, pure, show_item
from paper_figs.classroom.deviations import best_tree_deviation, profile_words, tree_values
from paper_figs.classroom.draw import Draw, until
from paper_figs.classroom.exercise import Block, Exercise, Kind, Reason
from paper_figs.classroom.two_by_two import best_replies
from paper_figs.classroom.words import say
from paper_figs.classroom.worlds import NEUTRAL, WORLDS, World
from solvers.pure import pure_equilibria
from solvers.subgame_perfect import subgame_perfect

THIRD_MOVES = ("Join", "Stay out")
Ends = Callable[[], Node]


def _targets(level: int) -> Sequence[Any]:
    return list(product(range(len(WORLDS)), product((0, 1), repeat=3 if level == 1 else 4)))


def _build(draw: Draw, level: int, target: Any) -> Exercise:
    which, profile = target
    world = WORLDS[which]
    tree = until(lambda: _tried(draw, level, world, profile))
    slots = tuple(Choice(f"{s.player}: {s.name}", s.actions, mixes=False) for s in tree.information_sets)
    answer = pure(slots, profile)
    order = [slot.who for slot in slots]
    return Exercise(
        question=(
            world.story,
            say(_TOLD[level].en, _TOLD[level].zh, *tree.players),
            tree,
            say(
                "Find the subgame-perfect equilibrium. Name an action for every decision, in this order: {0}.",
                "求子博弈精炼均衡。按以下次序为每个决策写出一个行动：{0}。",
                order,
            ),
        ),
        slots=slots,
        answer=(answer,),
        solution=tuple(_solution(tree, answer, slots)),
        explain=lambda item: _explain(tree, item),
        game=tree,
    )


_TOLD = {
    1: Text("{0} moves first, {1} sees it and replies. Payoffs are listed in the order {0}, {1}.",
            "{0}先行动，{1}观察后回应。收益按{0}、{1}的次序列出。"),
    2: Text("{0} moves first; every move is seen. Payoffs are listed in the order {0}, {1}.",
            "{0}先行动；每步行动都可观察。收益按{0}、{1}的次序列出。"),
    3: Text("{0} moves first. After one of its moves {1} and {2} act at the same time: {2} does not see what {1} does. "
            "Payoffs are listed in the order {0}, {1}, {2}.",
            "{0}先行动。在其中一种行动之后，{1}与{2}同时行动：{2}看不到{1}的选择。收益按{0}、{1}、{2}的次序列出。"),
}  # fmt: skip


def _tried(draw: Draw, level: int, world: World, profile: Sequence[int]) -> GameTree | None:
    """Return a drawn tree if its only subgame-perfect equilibrium is the profile."""
    tree = {1: _two_moves, 2: _three_moves, 3: _at_once}[level](draw, world)
    slots = tuple(Choice(s.player, s.actions) for s in tree.information_sets)
    if best_tree_deviation(tree, pure(slots, profile)):
        return None
    found = subgame_perfect(tree)
    return tree if found.complete and len(found) == 1 and found.components[0].dimension == 0 else None


def _ends(draw: Draw, players: int, count: int) -> Ends:
    """Return a maker of leaves at which no player gets the same twice."""
    columns = [draw.shuffled(range(count + 2))[:count] for _ in range(players)]
    payoffs = iter(zip(*columns, strict=True))
    return lambda: leaf(*next(payoffs))


def _two_moves(draw: Draw, world: World) -> GameTree:
    end, (first, second) = _ends(draw, 2, 4), world.players
    replies = world.labels(1, 2)
    return GameTree(
        decision(first, {a: decision(second, {b: end() for b in replies}) for a in world.labels(0, 2)}), world.players
    )


def _three_moves(draw: Draw, world: World) -> GameTree:
    end, (first, second) = _ends(draw, 2, 5), world.players
    (a, b, c), (x, y, _) = world.actions
    again = decision(first, {b: end(), c: end()})
    long, short = decision(second, {x: end(), y: again}), decision(second, {x: end(), y: end()})
    return GameTree(decision(first, {a: long, b: short}), world.players)


def _at_once(draw: Draw, world: World) -> GameTree:
    end, (first, second) = _ends(draw, 3, 6), world.players
    (a, b), (x, y) = world.labels(0, 2), world.labels(1, 2)
    name = "Korea" if world is not NEUTRAL else "Player 3"
    third = {reply: decision(name, {z: end() for z in THIRD_MOVES}, b) for reply in (x, y)}
    root = decision(first, {a: decision(second, {x: end(), y: end()}), b: decision(second, third)})
    return GameTree(root, (first, second, name))


def _solution(tree: GameTree, answer: Item, slots: Sequence[Choice]) -> Iterator[Block]:
    values = tree_values(tree, answer)
    together = {path[:-1] for s in tree.information_sets if len(s.paths) > 1 for path in s.paths}
    for k, where in reversed(list(enumerate(tree.information_sets))):
        path = where.paths[0]
        if len(where.paths) > 1:
            continue
        if path in together:
            yield from _simultaneous(tree, path, answer)
            continue
        i = list(tree.players).index(where.player)
        worth = [say("{0} {1}", "{0} {1}", action, values[*path, action][i]) for action in where.actions]
        yield say(
            "{0} at {1}: {2}; so {0} chooses {3}, and the payoffs from there on are ({4}).",
            "{0}在 {1} 处：{2}；故{0}选择{3}，此后的收益为 ({4})。",
            where.player, where.name, worth, where.actions[answer[k].index(1)], list(values[path]),
        )  # fmt: skip
    shown = [show_item(answer, slots, lang) for lang in ("en", "zh")]
    yield say("No tie occurred, so this is the only one: {0}.", "没有出现并列，故均衡唯一：{0}。", Text(*shown))


def _simultaneous(tree: GameTree, path: tuple[str, ...], answer: Item) -> Iterator[Block]:
    """Say how the subgame in which two move at the same time is solved."""
    one = tree.set_at[path]
    first = tree.information_sets[one]
    other = tree.set_at[*path, first.actions[0]]
    second = tree.information_sets[other]
    ends = tree_values(tree, answer)
    places = [list(tree.players).index(s.player) for s in (first, second)]
    payoffs = [[[ends[*path, a, b][i] for b in second.actions] for a in first.actions] for i in places]
    game = NormalForm(payoffs, (first.player, second.player), (first.actions, second.actions))
    yield say(
        "After {0} two move at the same time; for them the game is", "在{0}之后两方同时行动；其博弈为", list(path)
    )
    yield game
    yield from best_replies(game)
    assert len(pure_equilibria(game)) == 1
    yield say(
        "Only at {0} do both reply best; the payoffs from there on are ({1}).",
        "只有在 {0} 处双方同时作出最优反应；此后的收益为 ({1})。",
        profile_words(game, (answer[one], answer[other])), list(ends[path]),
    )  # fmt: skip


def _explain(tree: GameTree, item: Item) -> Reason:
    found = best_tree_deviation(tree, item)
    assert found is not None  # the equilibrium is unique, and one-shot deviations suffice
    return found


KIND = Kind(
    "tree",
    Text("Subgame-perfect equilibrium", "子博弈精炼均衡"),
    (
        Text("two moves", "两步行动"),
        Text("three moves", "三步行动"),
        Text("two players move at the same time in a subgame", "子博弈中有两方同时行动"),
    ),
    _targets,
    _build,
)
