"""Name the ordinal class of a 2x2 game, by the order of every player's temptation T, reward R, punishment P, sucker S.

Level 1: a symmetric game. Level 2: an asymmetric one; the class of each player. Level 3: a symmetric game before and
after both care about relative gains with a given weight.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache
from itertools import combinations
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
PLAYERS = (("US", "CN"), ("EU", "US"), ("Row", "Column"))
WEIGHTS = (Fraction(1, 2), Fraction(1), Fraction(2))
CODES = tuple(ORDERS)
NAMES, CHINESE = zip(*ORDERS.values(), strict=True)
LETTERS = Text(
    "T: I defect, the other cooperates; R: both cooperate; P: both defect; S: I cooperate, the other defects.",
    "T：我背叛而对方合作；R：双方合作；P：双方背叛；S：我合作而对方背叛。",
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
    if level == 1:
        return CODES
    if level == 2:
        return [(a, b) for a in CODES for b in CODES if a != b]
    return _changes()


def _order(own: dict[str, Any]) -> str:
    """Return the order of four payoffs if it is one of the twelve, else nothing."""
    code = "".join(sorted(own, key=lambda letter: -own[letter]))
    return code if code in ORDERS and len(set(own.values())) == 4 else ""


def _weighed(own: Payoffs, k: Fraction) -> dict[str, Any]:
    return own | {"T": own["T"] + k * (own["T"] - own["S"]), "S": own["S"] + k * (own["S"] - own["T"])}


def _build(draw: Draw, level: int, target: Any) -> Exercise:
    players = draw.choice(PLAYERS)
    if level == 3:
        return _changed(draw, players, target)
    orders = (target, target) if level == 1 else target
    first = _drawn(draw, orders[0])
    owns = first, first if level == 1 else _drawn(draw, orders[1])
    game = _game(players, owns)
    assert game_type(game).orders == (tuple(orders),)
    slots = tuple(Choice(player, NAMES, False, CHINESE) for player in players)[: 2 if level == 2 else 1]
    slots = (Choice("class", NAMES, False, CHINESE),) if level == 1 else slots
    asked = Text("Which of the twelve games is it?", "这是十二种博弈中的哪一种？") if level == 1 else say(
        "The players are in different positions. To which of the twelve games does the order of each belong: {0}, {1}?",
        "双方处境不同。{0}与{1}各自的收益次序分别属于十二种博弈中的哪一种？", *players)  # fmt: skip
    orders_of = [dict(own) for own in owns[: len(slots)]]
    return _exercise(game, (game,), asked, slots, orders_of)


def _changed(draw: Draw, players: tuple[str, str], target: tuple[str, str]) -> Exercise:
    k, own = until(lambda: _leads(draw, target))
    game = _game(players, (own, own))
    after = relative_gains(game, k)
    assert [game_type(g).orders for g in (game, after)] == [((code, code),) for code in target]
    remark = say(
        "The payoffs V are absolute. With concern for relative gains each has the utility "
        "U = V + {0}·(V − V of the other).",
        "收益 V 为绝对收益。若在意相对收益，各自的效用为 U = V + {0}·(V − 对方的 V)。", k,
    )  # fmt: skip
    asked = Text(
        "Which of the twelve games is it without that concern, and which with it?",
        "不在意相对收益时是十二种博弈中的哪一种？在意时是哪一种？",
    )
    slots = tuple(Choice(name, NAMES, False, CHINESE) for name in ("without", "with"))
    return _exercise(after, (game, remark), asked, slots, [dict(own), _weighed(own, k)])


def _leads(draw: Draw, target: tuple[str, str]) -> tuple[Fraction, Payoffs] | None:
    k, own = draw.choice(WEIGHTS), _drawn(draw, target[0])
    return (k, own) if _order(_weighed(own, k)) == target[1] else None


def _drawn(draw: Draw, order: str) -> Payoffs:
    """Return four different payoffs in an order."""
    values = sorted(draw.shuffled(range(MOST + 1))[:4], reverse=True)
    return dict(zip(order, values, strict=True))


def _game(players: tuple[str, str], owns: tuple[Payoffs, Payoffs]) -> NormalForm:
    a, b = owns
    return NormalForm(
        [[[a["R"], a["S"]], [a["T"], a["P"]]], [[b["R"], b["T"]], [b["S"], b["P"]]]], players, (MOVES, MOVES)
    )


def _exercise(
    game: NormalForm, shown: tuple[Block, ...], asked: Text, slots: tuple[Choice, ...], owns: Sequence[dict[str, Any]]
) -> Exercise:
    answer = pure(slots, [CODES.index(_order(own)) for own in owns])
    names = [say("{0} {1}", "{0} {1}", text, Text(order, order)) for order, text in ORDERS.items()]
    choices = say("{0} The twelve, best first: {1}.", "{0}十二种（由优到劣）：{1}。", LETTERS, names)
    return Exercise(
        question=(say(MATRIX.en, MATRIX.zh, *game.players), *shown, asked, choices),
        slots=slots,
        answer=(answer,),
        solution=tuple(_solution(slots, owns)),
        explain=lambda item: _explain(slots, owns, item),
        game=game,
    )


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


def _explain(slots: Sequence[Choice], owns: Sequence[dict[str, Any]], item: Item) -> Reason:
    """Name two payoffs that the game named orders the other way round."""
    for slot, own, part in zip(slots, owns, item, strict=True):
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
