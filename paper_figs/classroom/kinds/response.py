"""Find a best response, or the equilibrium, when actions are numbers.

Payoffs are u = x (a - x + s y) and w = y (c - y + t x), so best responses are linear: x = (a + s y) / 2. Level 1: the
best response to a given y. Level 2: the equilibrium. Level 3: the equilibrium when both care about relative gains.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

from games.forms.continuous import ContinuousGame, actions
from games.text import Text
from paper_figs.classroom.answers import Item, Quantity, quantities
from paper_figs.classroom.draw import Draw, until
from paper_figs.classroom.exercise import Exercise, Kind, Reason
from paper_figs.classroom.words import say
from solvers.continuous.best_response import best_response
from solvers.continuous.equilibria import certified

END = 20
SLOPES = tuple(Fraction(n, 2) for n in (-2, -1, 1, 2))
STEEP = (*SLOPES, Fraction(-2), Fraction(2))
WEIGHTS = (Fraction(1), Fraction(1, 3))
STORIES: Sequence[tuple[tuple[str, str], Text]] = (
    (("US", "CN"), Text("Both sides invest in computing power: the US x, China y.", "双方投资算力：美国 x，中国 y。")),
    (("EU", "US"), Text("Both sides spend on promoting their frame of AI: the EU x, the US y.",
                        "双方为推广各自的人工智能框架投入资源：欧盟 x，美国 y。")),
    (("Firm 1", "Firm 2"), Text("Two firms choose how many chips to make: x and y.", "两家企业选择芯片产量：x 与 y。")),
)  # fmt: skip


@dataclass(frozen=True)
class Play:
    """The numbers of a game: u = x (a - x + s y), w = y (c - y + t x), and the weight k on relative gains."""

    players: tuple[str, str]
    a: Fraction
    s: Fraction
    c: Fraction
    t: Fraction
    k: Fraction = Fraction(0)

    def utility(self, i: int, x: Any, y: Any) -> Any:
        """Return what player i gets, with concern for relative gains."""
        u, w = x * (self.a - x + self.s * y), y * (self.c - y + self.t * x)
        own, other = (u, w) if i == 0 else (w, u)
        return own + self.k * (own - other)

    def game(self) -> ContinuousGame:
        """Return it as a game with continuous actions."""
        import sympy

        x, y = actions("x y")
        exact = Play(self.players, *(sympy.Rational(v) for v in (self.a, self.s, self.c, self.t, self.k)))
        return ContinuousGame(self.players, (x, y), ((0, END),) * 2, [exact.utility(i, x, y) for i in range(2)])

    def reply(self, i: int) -> tuple[Fraction, Fraction]:
        """Return the constant and the slope of player i's best response, by the first-order condition."""
        share = self.k / (1 + self.k)
        start, own, other = (self.a, self.s, self.t) if i == 0 else (self.c, self.t, self.s)
        return start / 2, (own - share * other) / 2


def _targets(level: int) -> Sequence[Any]:
    if level == 1:
        return [(Fraction(n, 2), None) for n in range(2, 34)]
    return list(product(range(1, 10), repeat=2))


def _build(draw: Draw, level: int, target: Any) -> Exercise:
    players, story = draw.choice(STORIES)
    x, y = Fraction(target[0]), Fraction(target[1] or draw.between(1, 8))
    play = until(lambda: _tried(draw, level, players, x, y))
    game = play.game()
    if level == 1:
        assert best_response(game, 0, (0, y)).action == x
    else:
        assert certified(game, (x, y)).regret == 0
    names = ["x"] if level == 1 else ["x", "y"]
    return Exercise(
        question=tuple(_question(play, level, story, y)),
        slots=tuple(Quantity(name) for name in names),
        answer=(quantities(*(x, y)[: len(names)]),),
        solution=tuple(_solution(play, level, x, y)),
        explain=lambda item: _explain(play, item if level > 1 else (*item, (y,)), level),
        game=play,
    )


def _tried(draw: Draw, level: int, players: tuple[str, str], x: Fraction, y: Fraction) -> Play | None:
    """Return a game with small whole numbers in which x is best against y, and y against x, if best responses cross."""
    s, t = (draw.choice(STEEP if level == 3 else SLOPES) for _ in range(2))
    k = draw.choice(WEIGHTS) if level == 3 else Fraction(0)
    free = Play(players, Fraction(0), s, Fraction(0), t, k)
    (_, one), (_, two) = free.reply(0), free.reply(1)
    a, c = 2 * (x - one * y), 2 * (y - two * x)
    small = all(v.denominator == 1 and 0 < v <= 2 * END for v in ((a,) if level == 1 else (a, c)))
    return Play(players, a, s, c, t, k) if small and abs(one * two) < 1 else None


def _question(play: Play, level: int, story: Text, y: Fraction) -> Iterator[Text]:
    yield story
    first = f"x·({play.a} - x {_signed(play.s)}y)"
    second = f"y·({play.c} - y {_signed(play.t)}x)"
    other = say(", {0} gets {1}", "，{0}的收益为 {1}", play.players[1], Text(second, second))
    other = Text("", "") if level == 1 else other
    yield say(
        "{0} gets {2}{1}. Numbers from 0 to {3} may be chosen.", "{0}的收益为 {2}{1}。可选 0 至 {3} 之间的数。",
        play.players[0],
        other, Text(first, first), END,
    )  # fmt: skip
    if level == 3:
        yield say("Both care about relative gains: utility is own payoff + {0}·(own payoff − the other's).",
                  "双方在意相对收益：效用 = 自身收益 + {0}·(自身收益 − 对方收益)。", play.k)  # fmt: skip
    if level == 1:
        yield say(
            "What is the best response of {0} to y = {1}?", "{0}对 y = {1} 的最优反应是多少？", play.players[0], y
        )
    else:
        yield Text("Find the Nash equilibrium (x, y).", "求纳什均衡 (x, y)。")


def _signed(slope: Fraction) -> str:
    size = "" if abs(slope) == 1 else f"{abs(slope)}·"
    return f"{'-' if slope < 0 else '+'} {size}"


def _solution(play: Play, level: int, x: Fraction, y: Fraction) -> Iterator[Text]:
    yield Text(
        "Each utility is concave in the own number, so the best response is where its derivative is zero.",
        "各方效用对自身的数为凹函数，故最优反应在导数为零处。",
    )
    names = ("x", "y")
    lines = []
    for i in range(1 if level == 1 else 2):
        constant, slope = play.reply(i)
        line = f"{names[i]} = {constant} {_signed(slope)}{names[1 - i]}" if slope else f"{names[i]} = {constant}"
        start, own, other = (play.a, play.s, play.t) if i == 0 else (play.c, play.t, play.s)
        zero = f"{start} - 2·{names[i]} {_signed(own)}{names[1 - i]}"
        if play.k:
            zero = f"{1 + play.k}·({zero}) {_signed(-play.k * other)}{names[1 - i]}"
        lines.append(line)
        yield say(
            "{0}: {1} = 0, so {2}.", "{0}：{1} = 0，故 {2}。", play.players[i], *(Text(w, w) for w in (zero, line))
        )
    if level == 1:
        yield say("At y = {0}: x = {1}.", "y = {0} 时：x = {1}。", y, x)
    else:
        yield say("Both hold only at x = {0}, y = {1}.", "两式同时成立仅在 x = {0}，y = {1}。", x, y)


def _explain(play: Play, item: Item, level: int) -> Reason:
    """Return a step that profits: the longest of 1, 1/2, 1/4, … in either direction."""
    x, y = item[0][0], item[1][0]
    if not (0 <= x <= END and 0 <= y <= END):
        return Reason(say("Only numbers from 0 to {0} may be chosen.", "只能选 0 至 {0} 之间的数。", END))
    gains = [_step(play, i, x, y) for i in range(1 if level == 1 else 2)]
    gain, i, to = max(each for each in gains if each)
    text = say("At x = {0}, y = {1} {2} gains {3} by moving to {4}.", "x = {0}，y = {1} 时，{2}改选 {4} 可多得 {3}。",
               x, y, play.players[i], gain, to)  # fmt: skip
    return Reason(text, play.players[i], to, gain)


def _step(play: Play, i: int, x: Fraction, y: Fraction) -> tuple[Fraction, int, Fraction] | None:
    constant, slope = play.reply(i)
    own, other = (x, y) if i == 0 else (y, x)
    best = min(max(constant + slope * other, Fraction(0)), Fraction(END))
    if own == best:
        return None
    size = Fraction(1)
    while size >= abs(best - own):
        size /= 2
    to = own + size if best > own else own - size
    place = (to, y) if i == 0 else (x, to)
    return Fraction(play.utility(i, *place) - play.utility(i, x, y)), i, to


KIND = Kind(
    "response",
    Text("Best responses in numbers", "连续行动的最优反应"),
    (
        Text("the best response to a number", "对给定数的最优反应"),
        Text("the equilibrium", "均衡"),
        Text("the equilibrium under relative gains", "相对收益下的均衡"),
    ),
    _targets,
    _build,
)
