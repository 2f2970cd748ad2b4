"""Policy advice in the game of the three powers: which source an actor should build, and what the others do about it.

Each lever adds the same increment to one endowment of the actor: resources (autonomy in research and development),
standards (rules set from the home market), discourse. The change of the actor's equilibrium utility is a finite
difference, exact, not a derivative: equilibrium utility jumps where equilibria appear or vanish. Each equilibrium is
tracked by its support; where it is lost or no longer the only one of its support, that is said and no number given.
The ranking of the levers is compared over weights of the US on relative gains.

Reference: the article, section 5; Milgrom and Roberts (1994), "Comparing equilibria", on why all are tracked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from games.actors import Source
from games.errors import ParameterError
from games.forms import numbers
from games.forms.table import Shown, Table
from games.glossary import translate, translate_all
from games.model import Model
from games.power_portfolio import ACTORS, POWERS, three_powers
from games.text import Language, Text
from solvers.equilibrium import Equilibria, Equilibrium, Strategy
from solvers.nash import nash

LEVERS = {Source.R: "R", Source.S: "S", Source.D: "D"}
"""The sources the advice is about, and the heads of their columns."""
SAMPLE = (0, 1, 2, 3)
DIGITS, SURE = 60, 1e-40
"""Digits to which an irrational number is evaluated, and the size above which its sign is then certain."""
Support = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Change:
    """What a lever changes at one equilibrium: the actor's utility, and which other players move to another strategy.

    `utility` is None if the equilibrium is lost; then `instead` has the supports of the equilibria that are new.
    """

    utility: Any
    moved: tuple[str, ...] = ()
    instead: tuple[Support, ...] = ()


@dataclass(frozen=True)
class Tracked:
    """One equilibrium at one weight of the US on relative gains, and the change by every lever."""

    k_us: Fraction
    support: Support
    payoff: Any
    changes: Mapping[str, Change]

    @property
    def ranking(self) -> tuple[tuple[str, ...], ...] | None:
        """The levers from best to worst, equally good ones together; None where one loses the equilibrium.

        None too where it is undecided whether two irrational changes are equal.
        """
        values = {lever: change.utility for lever, change in self.changes.items()}
        if None in values.values():
            return None
        above = {lever: [_sign(other - mine) for other in values.values()] for lever, mine in values.items()}
        if any(None in signs for signs in above.values()):
            return None
        places = {lever: signs.count(1) for lever, signs in above.items()}
        return tuple(tuple(v for v in places if places[v] == place) for place in sorted(set(places.values())))


@dataclass(frozen=True, repr=False)
class Policy(Shown):
    """What each lever is worth to an actor, equilibrium by equilibrium and weight by weight."""

    actor: str
    increment: Fraction
    model: Model
    rows: tuple[Tracked, ...]
    complete: bool

    def survives(self, support: Support) -> bool | None:
        """Whether the equilibria of a support rank the levers alike at all weights sampled.

        None if a lever or a weight loses them, so that no ranking is known there.
        """
        rankings = {row.ranking for row in self.rows if row.support == support}
        weights = {row.k_us for row in self.rows}
        known = len([row for row in self.rows if row.support == support]) == len(weights) and None not in rankings
        return len(rankings) == 1 if known else None

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return one row per weight and equilibrium: utility, its change by each lever, the ranking."""
        head = Text("k_us|equilibrium|u", "k_us|均衡|收益").in_(lang).split("|")
        ends = Text("ranking|others who move|survives", "排序|改变策略的他方|排序稳健").in_(lang).split("|")
        rows = [
            (row.k_us, self._named(row.support, lang), _shown(row.payoff), *self._cells(row, lang)) for row in self.rows
        ]
        title = Text(f"Policy for {self.actor}", f"{translate(self.actor, 'zh')}的政策").in_(lang)
        return Table((*head, *LEVERS.values(), *ends), rows, caption or title, self.note(lang))

    def _cells(self, row: Tracked, lang: Language) -> tuple[Any, ...]:
        lost = Text("lost", "消失").in_(lang)
        changes = [lost if c.utility is None else _shown(c.utility) for c in row.changes.values()]
        order = "?" if row.ranking is None else " > ".join(" = ".join(level) for level in row.ranking)
        moved = dict.fromkeys(name for change in row.changes.values() for name in change.moved)
        words = {True: Text("yes", "是"), False: Text("no", "否"), None: Text("undecided", "未定")}
        others = ", ".join(translate(name, lang) for name in moved) or Text("nobody", "无").in_(lang)
        return (*changes, order, others, words[self.survives(row.support)].in_(lang))

    def _named(self, support: Support, lang: Language) -> str:
        moves = translate_all(tuple(POWERS), lang)
        return ", ".join(" / ".join(moves[a] for a in used) for used in support)

    def note(self, lang: Language = "en") -> str:
        """Return what was changed and what was compared."""
        weights = ", ".join(dict.fromkeys(str(row.k_us) for row in self.rows))
        listed = (
            Text("all equilibria", "全部均衡") if self.complete else Text("isolated equilibria found", "找到的孤立均衡")
        )
        return Text(
            f"Each lever adds {self.increment} to the endowment; {listed.en} at k_us = {weights}, tracked by support. "
            "Other weights were not examined.",
            f"每项政策使相应禀赋增加 {self.increment}；{listed.zh}，k_us = {weights}，按支撑集追踪。其他权重未考察。",
        ).in_(lang)

    def to_json(self) -> dict[str, Any]:
        """Return plain data; numbers are strings."""
        rows = [
            {
                "k_us": str(row.k_us), "support": [list(used) for used in row.support], "payoff": str(row.payoff),
                "changes": {name: {"utility": None if c.utility is None else str(c.utility), "moved": list(c.moved),
                                   "instead": [[list(used) for used in each] for each in c.instead]}
                            for name, c in row.changes.items()},
                "survives": self.survives(row.support),
            }
            for row in self.rows
        ]  # fmt: skip
        return {"concept": "policy", "actor": self.actor, "increment": str(self.increment),
                "complete": self.complete, "rows": rows}  # fmt: skip


def policy(actor: str = "CN", k_us: Sequence[Any] = SAMPLE, increment: Any = "1/20", **values: Any) -> Policy:
    """Return what each lever changes for `actor` at each weight in `k_us`; other parameters and options in `values`.

    Raises ParameterError for another actor, an increment that is not positive, or an endowment pushed out of its range.

    >>> found = policy("CN", k_us=(0,))
    >>> len({row.support for row in found.rows})
    7
    """
    step = numbers.exact(increment)
    if actor not in ACTORS:
        raise ParameterError(f"actor {actor!r}; accepted: {', '.join(ACTORS)}")
    if not isinstance(step, Fraction) or step <= 0:
        raise ParameterError(f"increment {increment}; accepted: a positive number")
    options = {name: values.pop(name) for name in list(values) if name in three_powers.options}
    model, rows, complete = three_powers.choose(**options), [], True
    for k in k_us:
        point = model.point(**{**values, "k_us": k})
        found, all_there = _tracked(model, point, actor, step)
        rows += found
        complete &= all_there
    return Policy(actor, step, model, tuple(rows), complete)


def policy_for_china(**given: Any) -> Policy:
    """Return the policy of China; `policy("EU")` and `policy("US")` give the same advice to the others."""
    return policy("CN", **given)


def _tracked(model: Model, point: dict[str, Fraction], actor: str, step: Fraction) -> tuple[list[Tracked], bool]:
    own = ACTORS.index(actor)
    base = _solved(model, point)
    pulled = {lever: _solved(model, _pulled(point, actor, source, step)) for source, lever in LEVERS.items()}
    before, after = _by_support(base), {lever: _by_support(found) for lever, found in pulled.items()}
    rows = [
        Tracked(
            point["k_us"],
            support,
            start.payoffs[own],
            {lever: _change(support, before, found, own) for lever, found in after.items()},
        )
        for support, start in before.items()
    ]
    return rows, all(each.complete and len(_by_support(each)) == len(tuple(each)) for each in (base, *pulled.values()))


def _solved(model: Model, point: Mapping[str, Fraction]) -> Equilibria:
    """Return all equilibria at a point, solved once: the actors' policies start from the same game."""
    return _nash_of(tuple(model.choice.items()), tuple(point.items()))


@cache
def _nash_of(options: tuple[tuple[str, str], ...], point: tuple[tuple[str, Fraction], ...]) -> Equilibria:
    return nash(three_powers.choose(**dict(options)).at(**dict(point)))


def _pulled(point: dict[str, Fraction], actor: str, source: Source, step: Fraction) -> dict[str, Fraction]:
    name = f"{source.name}_{actor}".lower()
    return {**point, name: point[name] + step}


def _by_support(found: Equilibria) -> dict[Support, Equilibrium]:
    """Return the equilibria that are the only one of their support."""
    count = Counter(point.support for point in found)
    return {point.support: point for point in found if count[point.support] == 1}


def _change(
    support: Support, before: Mapping[Support, Equilibrium], after: Mapping[Support, Equilibrium], own: int
) -> Change:
    if support not in after:
        return Change(None, instead=tuple(sorted(after.keys() - before.keys())))
    old, new = before[support], after[support]
    pairs = enumerate(zip(ACTORS, old.profile, new.profile, strict=True))
    moved = tuple(name for i, (name, was, now) in pairs if i != own and _differ(was, now))
    return Change(new.payoffs[own] - old.payoffs[own], moved)


def _differ(one: Strategy, other: Strategy) -> bool:
    return any(a != b and _sign(a - b) != 0 for a, b in zip(one, other, strict=True))


def _sign(value: Any) -> int | None:
    """Return the sign of an exact number, None where an irrational one cannot be told from zero."""
    if isinstance(value, (int, Fraction)):
        return (value > 0) - (value < 0)
    near = value.evalf(DIGITS)
    if near == 0 or abs(near) < SURE:
        return 0 if value == 0 else None
    return 1 if near > 0 else -1


def _shown(value: Any) -> Any:
    exact = isinstance(value, Fraction) and value.denominator <= 10**4
    return value if exact else f"{float(value):.4g}"
