"""Name the ordinal class of a 2x2 game, by the order of every player's temptation T, reward R, punishment P, sucker S.

Level 1: a symmetric game. Level 2: an asymmetric one; the class of each player. Level 3: a symmetric game before and
after both care about relative gains with a given weight. At levels 1 and 3 it is to be found, too, which action is
cooperation: the one with which a player can give the other the best payoff, for in the twelve orders T or R is highest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache
from itertools import combinations, product
from typing import Any

from games.forms import NormalForm
from games.ordinal import ORDERS, game_type
from games.relative_gains import relative_gains
from games.text import Text
from paper_figs.classroom.answers import Choice, Item, pure
from paper_figs.classroom.draw import Draw, until
from paper_figs.classroom.exercise import Block, Exercise, Kind, Reason
from paper_figs.classroom.words import say
from paper_figs.classroom.worlds import MATRIX

MOST = 9
MOVES = ("Cooperate", "Defect")
LABELS = (("A", "B"), ("X", "Y"), ("M", "N"))
PLAYERS = (("US", "CN"), ("EU", "US"), ("Row", "Column"))
WEIGHTS = (Fraction(1, 2), Fraction(1), Fraction(2))
CODES = tuple(ORDERS)
NAMES, CHINESE = zip(*ORDERS.values(), strict=True)
LETTERS = Text(
    "T: I defect, the other cooperates; R: both cooperate; P: both defect; S: I cooperate, the other defects.",
    "T：我背叛而对方合作；R：双方合作；P：双方背叛；S：我合作而对方背叛。",
)
MEANT = Text(
    "Cooperation is the action with which a player can give the other the best payoff in the table; the other action "
    "is defection.",
    "合作指能使对方得到表中最高收益的那一行动；另一行动为背叛。",
)
WHICH = Text(
    "Which of the twelve games is it, and which action is cooperation?", "这是十二种博弈中的哪一种？哪一行动是合作？"
)
POSITIONS = (
    "The players are in different positions. To which of the twelve games does the order of each belong: {0}, {1}?",
    "双方处境不同。{0}与{1}各自的收益次序分别属于十二种博弈中的哪一种？",
)
REMARK = (
    "The payoffs V are absolute. With concern for relative gains each has the utility "
    "U = V + {0}·(V − V of the other).",
    "收益 V 为绝对收益。若在意相对收益，各自的效用为 U = V + {0}·(V − 对方的 V)。",
)
CHANGED = Text(
    "Which of the twelve games is it without that concern, and which with it? Which action is cooperation?",
    "不在意相对收益时是十二种博弈中的哪一种？在意时是哪一种？哪一行动是合作？",
)
Payoffs = dict[str, int]


@cache
def _changes() -> list[tuple[str, str]]:
    """Return the pairs of classes that a common weight on relative gains can lead through: S falls, T rises."""
    found = set()
    for values in combinations(range(10), 4):
        for before in CODES:
            own = dict(zip(before, reversed(values), strict=True))
            found |= {(before, after) for k in WEIGHTS if (after := _order(_weighed(own, k))) and after != before}
    return sorted(found)


def _targets(level: int) -> Sequence[Any]:
    if level == 2:
        return [(a, b) for a in CODES for b in CODES if a != b]
    orders = [(code,) for code in CODES] if level == 1 else _changes()
    return list(product(orders, LABELS, (0, 1)))


def _order(own: dict[str, Any]) -> str:
    """Return the order of four payoffs if it is one of the twelve, else nothing."""
    code = "".join(sorted(own, key=lambda letter: -own[letter]))
    return code if code in ORDERS and len(set(own.values())) == 4 else ""


def _weighed(own: Payoffs, k: Fraction) -> dict[str, Any]:
    return own | {"T": own["T"] + k * (own["T"] - own["S"]), "S": own["S"] + k * (own["S"] - own["T"])}


def _build(draw: Draw, level: int, target: Any) -> Exercise:
    players = draw.choice(PLAYERS)
    if level == 2:
        return _asymmetric(draw, players, target)
    orders, labels, which = target
    k, own = (Fraction(0), _drawn(draw, *orders)) if level == 1 else until(lambda: _leads(draw, orders))
    game = _game(players, (own, own), labels, which)
    after = relative_gains(game, k)
    assert [game_type(g).orders for g in (game, after)] == [((code, code),) for code in (orders[0], orders[-1])]
    shown, asked = ((game,), WHICH) if level == 1 else ((game, say(*REMARK, k)), CHANGED)
    names = ("class",) if level == 1 else ("without", "with")
    slots = tuple(Choice(name, NAMES, False, CHINESE) for name in names)
    return _exercise(after, shown, asked, slots, [dict(own), _weighed(own, k)][: len(slots)], (labels, which))


def _asymmetric(draw: Draw, players: tuple[str, str], orders: tuple[str, str]) -> Exercise:
    owns = _drawn(draw, orders[0]), _drawn(draw, orders[1])
    game = _game(players, owns, MOVES, 0)
    assert game_type(game).orders == (orders,)
    slots = tuple(Choice(player, NAMES, False, CHINESE) for player in players)
    return _exercise(game, (game,), say(*POSITIONS, *players), slots, [dict(own) for own in owns])


def _leads(draw: Draw, target: tuple[str, str]) -> tuple[Fraction, Payoffs] | None:
    k, own = draw.choice(WEIGHTS), _drawn(draw, target[0])
    return (k, own) if _order(_weighed(own, k)) == target[1] else None


def _drawn(draw: Draw, order: str) -> Payoffs:
    """Return four different payoffs in an order."""
    values = sorted(draw.shuffled(range(MOST + 1))[:4], reverse=True)
    return dict(zip(order, values, strict=True))


def _game(players: tuple[str, str], owns: tuple[Payoffs, Payoffs], labels: tuple[str, str], which: int) -> NormalForm:
    """Return the game in which the action in the place `which` is cooperation."""
    a, b = owns
    turn = slice(None, None, -1 if which else 1)
    mine, yours = [[a["R"], a["S"]], [a["T"], a["P"]]], [[b["R"], b["T"]], [b["S"], b["P"]]]
    return NormalForm([[row[turn] for row in u[turn]] for u in (mine, yours)], players, (labels, labels))


def _exercise(
    game: NormalForm, shown: tuple[Block, ...], asked: Text, slots: tuple[Choice, ...], owns: Sequence[dict[str, Any]],
    cooperation: tuple[tuple[str, str], int] | None = None,
) -> Exercise:  # fmt: skip
    """Return the exercise; `cooperation` has the labels of the actions and the place of the one to be found."""
    indices = [CODES.index(_order(own)) for own in owns]
    names = [say("{0} {1}", "{0} {1}", text, Text(order, order)) for order, text in ORDERS.items()]
    told: tuple[Text, ...] = (say("{0} The twelve, best first: {1}.", "{0}十二种（由优到劣）：{1}。", LETTERS, names),)
    solution = [*_solution(slots, owns)]
    if cooperation:
        labels, which = cooperation
        slots, indices, told = (*slots, Choice("cooperation", labels, False, labels)), [*indices, which], (MEANT, *told)
        solution.insert(0, _gift(owns[0], labels[which]))
    return Exercise(
        question=(say(MATRIX.en, MATRIX.zh, *game.players), *shown, asked, *told),
        slots=slots,
        answer=(pure(slots, indices),),
        solution=tuple(solution),
        explain=lambda item: _explain(slots, owns, item, cooperation),
        game=game,
    )


def _gift(own: dict[str, Any], label: str) -> Text:
    return say(
        "{0} is cooperation: with it a player can give the other the best payoff, {1}.",
        "{0} 即合作：一方可借此使对方得到最高收益 {1}。", Text(label, label), max(own.values()),
    )  # fmt: skip


def _solution(slots: Sequence[Choice], owns: Sequence[dict[str, Any]]) -> Iterator[Text]:
    for slot, own in zip(slots, owns, strict=True):
        order = _order(own)
        line = " > ".join(f"{letter} = {own[letter]}" for letter in order)
        yield say(
            "{0}: {1}, the order of {2}.", "{0}：{1}，即{2}的次序。", _head(slot), Text(line, line), ORDERS[order]
        )


HEADS = {"class": Text("Each player", "每一方"), "without": Text("Without the concern", "不在意相对收益时"),
         "with": Text("With it", "在意时")}  # fmt: skip


def _head(slot: Choice) -> Any:
    return HEADS.get(slot.who, slot.who)


def _explain(
    slots: Sequence[Choice], owns: Sequence[dict[str, Any]], item: Item, cooperation: tuple[tuple[str, str], int] | None
) -> Reason:
    """Say what the other gets by cooperation, or name two payoffs that the game named orders the other way round."""
    if cooperation and not item[-1][cooperation[1]]:
        labels, which = cooperation
        own = owns[0]
        return Reason(
            _gift(own, labels[which]), "cooperation", labels[which], max(own.values()) - max(own["S"], own["P"])
        )
    for slot, own, part in zip(slots, owns, item, strict=False):
        named = CODES[max(range(len(CODES)), key=lambda k: part[k])]
        for high, low in combinations(named, 2):
            if own[high] < own[low]:
                text = say(
                    "{0}: in {1} {2} is better than {3}, but here {2} = {4} is less than {3} = {5}.",
                    "{0}：在{1}中 {2} 优于 {3}，而此处 {2} = {4} 小于 {3} = {5}。",
                    _head(slot), ORDERS[named], Text(high, high), Text(low, low), own[high], own[low],
                )  # fmt: skip
                return Reason(text, slot.who, (high, low), own[low] - own[high])
    return Reason(Text("A mixture of games is no game.", "博弈的混合不是一种博弈。"))


KIND = Kind(
    "type",
    Text("The type of a 2x2 game", "2×2 博弈的类型"),
    (
        Text("symmetric games", "对称博弈"),
        Text("asymmetric games", "非对称博弈"),
        Text("before and after relative gains", "相对收益前后"),
    ),
    _targets,
    _build,
)
