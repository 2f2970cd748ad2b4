"""Policy advice in the game of the three powers: which source an actor should build, and what the others do about it.

Each lever adds the same increment to one endowment of the actor: resources (autonomy in research and development),
standards (rules set from the home market), discourse. The change of the actor's equilibrium utility is a finite
difference, exact, not a derivative: equilibrium utility jumps where equilibria appear or vanish.

The weight of the US on relative gains moves over its whole range. Every equilibrium is followed as an exact function
of it (`solvers.statics.followed`), before the lever and after; the range is cut where one of them appears or vanishes,
where a change of utility changes sign and where two levers change places: one row says all about one stretch. An
equilibrium is paired with the one of the same support, the first with the first where there are two; where a lever
leaves none, that is said and no number given.

All pure equilibria are found at every weight. Mixed ones are listed completely at one weight inside every stretch
without an event, and followed from there; one that appeared and vanished within such a stretch would be missed.

Reference: the article, section 5; Milgrom and Roberts (1994), "Comparing equilibria", on why all are tracked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, partial
from itertools import combinations
from typing import Any

import sympy

from games.actors import Source
from games.errors import ParameterError
from games.forms import numbers
from games.forms.numbers import Number
from games.forms.table import Shown, Table
from games.glossary import translate
from games.model import Model
from games.power_portfolio import ACTORS, POWERS, three_powers
from games.text import Language, Text
from solvers.statics.followed import Followed, Piece, followed
from solvers.statics.support_curves import DIGITS, Curve, Support, cells, sign, turning_points

LEVERS = {Source.R: "R", Source.S: "S", Source.D: "D"}
"""The sources the advice is about, and the heads of their columns."""
LETTERS = [power.value.letter for power in POWERS.values()]
SEPARATOR = Text(", ", "，")
LISTED = Text(
    "Equilibrium: the powers that the US, China and the EU use, C compulsory, T structural, I institutional, "
    "P productive, with a stroke between those mixed.",
    "均衡：美国、中国、欧盟依次使用的权力，C 强制性、T 结构性、I 制度性、P 生产性，混合者以斜线分隔。",
)
NOTHING = 1e-25
"""What is taken for zero where it is shown."""
MOVING = "k_us"
"""The parameter that moves over its range: the weight of the US on relative gains."""


@dataclass(frozen=True)
class Change:
    """What a lever changes at one equilibrium: the actor's utility, and which other players move to another strategy.

    `utility` is a function of the weight, None if the equilibrium is lost; then `instead` has the supports of the
    equilibria that are new.
    """

    utility: Any
    moved: tuple[str, ...] = ()
    instead: tuple[Support, ...] = ()


@dataclass(frozen=True)
class Tracked:
    """One equilibrium between two weights of the US on relative gains, and the change by every lever.

    `payoff` and the changes are functions of `symbol`; `inside` is a weight between `low` and `high`, none of whose
    neighbours up to these ends differs from it in the sign of a change or in the ranking.
    """

    low: Number
    high: Number
    inside: Fraction
    symbol: Any
    support: Support
    payoff: Any
    changes: Mapping[str, Change]

    def at(self, value: Any, weight: Number) -> Any:
        """Return one of the functions at a weight."""
        return value.xreplace({self.symbol: _exact(weight)})

    @property
    def ranking(self) -> tuple[tuple[str, ...], ...] | None:
        """The levers from best to worst, equally good ones together; None where one loses the equilibrium.

        None too where it is undecided whether two irrational changes are equal.
        """
        if any(change.utility is None for change in self.changes.values()):
            return None
        values = {lever: self.at(change.utility, self.inside) for lever, change in self.changes.items()}
        above = {lever: [sign(other - mine) for other in values.values()] for lever, mine in values.items()}
        if any(None in signs for signs in above.values()):
            return None
        places = {lever: signs.count(1) for lever, signs in above.items()}
        return tuple(tuple(v for v in places if places[v] == place) for place in sorted(set(places.values())))

    @property
    def reading(self) -> tuple[Any, ...]:
        """What a row says of its stretch: signs, ranking, who moves."""
        signs = [
            c.utility if c.utility is None else sign(self.at(c.utility, self.inside)) for c in self.changes.values()
        ]
        return (*signs, self.ranking, *(change.moved for change in self.changes.values()))


@dataclass(frozen=True, repr=False)
class Policy(Shown):
    """What each lever is worth to an actor, equilibrium by equilibrium, over all weights of the US.

    `unfollowed` has the supports whose equilibria have no formula, here or after a lever.
    """

    actor: str
    increment: Fraction
    model: Model
    rows: tuple[Tracked, ...]
    complete: bool
    unfollowed: tuple[Support, ...] = ()

    def survives(self, support: Support) -> bool | None:
        """Return whether the equilibria of a support rank the levers alike at every weight.

        None if they are lost at some weight or by some lever, and ranked alike elsewhere.
        """
        own = [row for row in self.rows if row.support == support]
        rankings = {row.ranking for row in own}
        if len(rankings - {None}) > 1:
            return False
        (moving,) = (p for p in self.model.parameters if p.name == MOVING)
        covered = sum((_exact(row.high) - _exact(row.low) for row in own), start=_exact(Fraction(0)))
        return None if None in rankings or sign(covered - _exact(moving.high - moving.low)) == -1 else True

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return one row per equilibrium and stretch of weights: utility, its change by each lever, the ranking."""
        head = Text("equilibrium|k_us from|to|u", "均衡|k_us 起|止|收益").in_(lang).split("|")
        ends = Text("ranking|others who move|ranking survives", "排序|改变策略的他方|排序是否稳健").in_(lang).split("|")
        levers = [f"Δu: {name}" for name in LEVERS.values()]
        rows = [
            (
                powers_used(row.support, lang),
                rounded(row.low),
                rounded(row.high),
                _over(row, row.payoff),
                *self._cells(row, lang),
            )
            for row in self.rows
        ]
        title = Text(f"Policy for {self.actor}", f"{translate(self.actor, 'zh')}的政策").in_(lang)
        return Table((*head, *levers, *ends), rows, caption or title, self.note(lang))

    def _cells(self, row: Tracked, lang: Language) -> tuple[Any, ...]:
        lost = Text("lost", "消失").in_(lang)
        changes = [lost if c.utility is None else _over(row, c.utility) for c in row.changes.values()]
        order = "?" if row.ranking is None else " > ".join(" = ".join(level) for level in row.ranking)
        moved = dict.fromkeys(name for change in row.changes.values() for name in change.moved)
        words = {True: Text("yes", "是"), False: Text("no", "否"), None: Text("lost at some", "部分权重处消失")}
        others = ", ".join(translate(name, lang) for name in moved) or Text("nobody", "无").in_(lang)
        return (*changes, order, others, words[self.survives(row.support)].in_(lang))

    def note(self, lang: Language = "en") -> str:
        """Return what was changed, what the ends mean and what is not claimed."""
        left_out = "; ".join(powers_used(support, lang) for support in self.unfollowed)
        missing = Text(f" Not followed, for want of a formula: {left_out}.", f" 因无公式而未追踪者：{left_out}。")
        return Text(
            f"{LISTED.en} Δu: what {self.increment} more of an endowment (R resources, S standards, D discourse) adds "
            "to the actor's utility u, in units of the value of the contest over rules; a → b: from one end of the row "
            "to the other. Between the ends neither the sign of a change nor the ranking changes. Fractions are exact, "
            "decimals are rounded to four digits. Lost: after the lever no equilibrium uses just these powers. Pure "
            "equilibria are listed at every weight, mixed ones as found at one weight inside every stretch without an "
            "event.",
            f"{LISTED.zh}Δu：某项禀赋（R 资源、S 标准、D 话语）增加 {self.increment} 时行为体效用 u 的变化，"
            "以规则之争的价值为单位；a → b 为由该行一端至另一端。在两端之间，各变化的符号与排序均不变。分数为精确值，"
            "小数取四位有效数字。“消失”指增加后不再有恰好使用这些权力的均衡。纯策略均衡在一切权重处均已列出；"
            "混合均衡由每个无事件区间内某一权重处的完备求解得到。",
        ).in_(lang) + (missing.in_(lang) if left_out else "")

    def to_json(self) -> dict[str, Any]:
        """Return plain data; numbers and functions of the weight are strings."""
        rows = [
            {
                "low": str(row.low), "high": str(row.high), "inside": str(row.inside),
                "support": [list(used) for used in row.support], "payoff": str(row.payoff),
                "changes": {name: {"utility": None if c.utility is None else str(c.utility), "moved": list(c.moved),
                                   "instead": [[list(used) for used in each] for each in c.instead]}
                            for name, c in row.changes.items()},
                "survives": self.survives(row.support),
            }
            for row in self.rows
        ]  # fmt: skip
        return {"concept": "policy", "actor": self.actor, "increment": str(self.increment),
                "complete": self.complete, "rows": rows}  # fmt: skip


def policy(actor: str = "CN", increment: Any = "1/20", **values: Any) -> Policy:
    """Return what each lever changes for `actor` at every weight of the US; other parameters and options in `values`.

    Raises ParameterError for another actor, an increment that is not positive, an endowment pushed out of its range, or
    a value for the weight that moves.

    >>> [row.ranking for row in policy("US").rows if row.support == ((0, 2), (3,), (0, 2))]
    [(('S',), ('R',), ('D',)), (('R',), ('S',), ('D',))]
    """
    step = numbers.exact(increment)
    if actor not in ACTORS:
        raise ParameterError(f"actor {actor!r}; accepted: {', '.join(ACTORS)}")
    if not isinstance(step, Fraction) or step <= 0:
        raise ParameterError(f"increment {increment}; accepted: a positive number")
    if MOVING in values:
        raise ParameterError(f"{MOVING} moves over its range; accepted: values of the other parameters")
    options = {name: values.pop(name) for name in list(values) if name in three_powers.options}
    model = three_powers.choose(**options)
    point = {name: value for name, value in model.point(**values).items() if name != MOVING}
    base = _followed(model, point)
    pulled = {lever: _followed(model, _pulled(point, actor, source, step)) for source, lever in LEVERS.items()}
    rows = [
        row
        for piece in sorted(base.pieces, key=by_powers)
        for row in _rows(piece, base, pulled, ACTORS.index(actor), model)
    ]
    paths = (base, *pulled.values())
    unfollowed = tuple(sorted({support for path in paths for support in path.unfollowed}))
    return Policy(actor, step, model, tuple(rows), all(path.complete for path in paths), unfollowed)


def policy_for_china(**given: Any) -> Policy:
    """Return the policy of China; `policy("EU")` and `policy("US")` give the same advice to the others."""
    return policy("CN", **given)


def _followed(model: Model, point: Mapping[str, Fraction]) -> Followed:
    """Return the equilibria over all weights, found once: the actors' policies start from the same game."""
    return _followed_at(tuple(model.choice.items()), tuple(point.items()))


@cache
def _followed_at(options: tuple[tuple[str, str], ...], point: tuple[tuple[str, Fraction], ...]) -> Followed:
    return followed(three_powers.choose(**dict(options)).fix(**dict(point)))


def _pulled(point: dict[str, Fraction], actor: str, source: Source, step: Fraction) -> dict[str, Fraction]:
    name = f"{source.name}_{actor}".lower()
    return {**point, name: point[name] + step}


def _rows(piece: Piece, base: Followed, pulled: Mapping[str, Followed], own: int, model: Model) -> Iterator[Tracked]:
    """Yield one row for every stretch of an equilibrium in which what is said of it stays the same."""
    symbol, marks = model.symbols[MOVING], _marks(piece, base, pulled, own, model)
    rows: list[Tracked] = []
    for low, high, inside in cells(marks, piece.low, piece.high):
        changes = {lever: _change(piece.curve, base, path, own, inside) for lever, path in pulled.items()}
        row = Tracked(low, high, inside, symbol, piece.curve.support, piece.curve.payoffs[own], changes)
        if rows and rows[-1].reading == row.reading and rows[-1].changes == changes:
            row = replace(rows.pop(), high=high)
        rows.append(row)
    yield from rows


def _marks(piece: Piece, base: Followed, pulled: Mapping[str, Followed], own: int, model: Model) -> list[Number]:
    """Return the weights inside a piece at which a row may have to end."""
    (moving,) = (p for p in model.parameters if p.name == MOVING)
    alike = [
        each for path in (base, *pulled.values()) for each in path.pieces if each.curve.support == piece.curve.support
    ]
    utilities = [each.curve.payoffs[own] for each in alike]
    between_two = turning_points((a - b for a, b in combinations(utilities, 2)), moving.symbol, moving.low, moving.high)
    found = {*between_two, *(end for each in alike for end in each[1:])}
    return sorted(mark for mark in found if piece.low < mark < piece.high)


def by_powers(piece: Piece) -> tuple[Any, ...]:
    """Pure equilibria first, then by the powers used, then by the weight."""
    support = piece.curve.support
    return sum(map(len, support)), support, float(piece.low), float(piece.high)


def _change(curve: Curve, base: Followed, after: Followed, own: int, inside: Fraction) -> Change:
    """Return what becomes of one equilibrium, paired by its place among those of its support."""
    before, now = ([p.curve for p in path.at(inside) if p.curve.support == curve.support] for path in (base, after))
    if len(before) != len(now):
        new = {p.curve.support for p in after.at(inside)} - {p.curve.support for p in base.at(inside)}
        return Change(None, instead=tuple(sorted(new)))
    order = partial(_by_mixture, inside)
    other = sorted(now, key=order)[sorted(before, key=order).index(curve)]
    pairs = enumerate(zip(ACTORS, curve.chances, other.chances, strict=True))
    return Change(
        other.payoffs[own] - curve.payoffs[own], tuple(a for i, (a, was, is_) in pairs if i != own and was != is_)
    )


def _by_mixture(inside: Fraction, curve: Curve) -> list[float]:
    return [float(c.xreplace({s: _exact(inside) for s in c.free_symbols})) for own in curve.chances for c in own]


def powers_used(support: Support, lang: Language) -> str:
    """Return the powers that the US, China and the EU use, by their letters."""
    return SEPARATOR.in_(lang).join("/".join(LETTERS[a] for a in used) for used in support)


def _over(row: Tracked, value: Any) -> Any:
    return from_end_to_end(value, row.symbol, row.low, row.high)


def from_end_to_end(value: Any, symbol: Any, low: Number, high: Number) -> Any:
    """Return a function of a weight as a cell: a number, or its values at both ends."""
    if not value.has(symbol):
        return rounded(numbers.exact(value))
    return " → ".join(str(rounded(numbers.exact(value.xreplace({symbol: _exact(end)})))) for end in (low, high))


def rounded(value: Any) -> Any:
    """Return a short fraction as it is, any other number to four digits."""
    if isinstance(value, Fraction) and value.denominator < 500:
        return value
    # at an end a probability may be zero, and so may what stands under a root, which digits take for a little else
    near = complex(sympy.sympify(value).evalf(DIGITS)).real
    return Fraction(0) if abs(near) < NOTHING else f"{near:.4g}"


def _exact(value: Number) -> Any:
    return sympy.Rational(value) if isinstance(value, Fraction) else value
