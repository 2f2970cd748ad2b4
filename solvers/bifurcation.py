"""Equilibria along one parameter: exact branches, and what happens where they begin, end and meet.

With the other parameters fixed, the regions of a model are conditions on one parameter; the stretches where each branch
exists end at roots of polynomials, isolated exactly. There the game is solved exactly (where the root is rational), and
branches meet if their limits lie in one component of its equilibria: one point, or a continuum, which is reported.
It is also solved at one point inside each stretch between these values, so that a continuum there, or an equilibrium
that is on no branch, is reported with that point.

Branches are what `regions` lists, whatever the form. The exact solution is that of Nash equilibrium, of trees
subgame-perfect equilibrium in behaviour strategies; none is made of signalling games (beliefs at unsent messages alone
make continua), trigger strategies and Markov strategies, where branches meet if their limits are the same.

* birth, death: a branch begins or ends, and nothing else meets it there;
* fold: two or more branches begin together, or end together;
* passage: one branch ends where another begins (a mixed equilibrium becomes a pure one, say);
* meeting: branches begin or end on one that goes through.

Reference: Wiggins (2003), *Introduction to Applied Nonlinear Dynamical Systems and Chaos*, chapter 20 (the words).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any, Literal, NamedTuple

import sympy

from games.forms import numbers
from games.forms.cells import text_cell
from games.forms.normal_form import NormalForm
from games.forms.numbers import Number
from games.forms.table import Shown, Table
from games.forms.tree import GameTree
from games.model import Model
from games.text import LANGUAGES, Language, Text, about, join
from solvers.equilibrium import Component
from solvers.nash import nash
from solvers.regions import Region, Regions, regions
from solvers.statics.candidates import signals
from solvers.statics.line import Stretch, between, stretches

Kind = Literal["birth", "death", "fold", "passage", "meeting"]
KINDS: dict[str, Text] = {
    "birth": Text("birth", "产生"), "death": Text("death", "消失"), "fold": Text("fold", "折叠"),
    "passage": Text("passage", "过渡"), "meeting": Text("meeting", "交汇"),
}  # fmt: skip
NONE = Text("none", "无")
CONTINUUM, BEYOND = Text("continuum", "连续统"), Text("{} equilibria on no branch", "{} 个均衡不在任何分支上")
ALONE = Text("{} equilibrium on no branch", BEYOND.zh)
NUMBERED = Text(
    "Mixed equilibria are numbered as in the table of regions with the other parameters fixed. ",
    "混合均衡的编号与其余参数固定时的区域表一致。",
)
INSIDE = Text(", at {}", "，于 {} 处")
Point = tuple[tuple[Number, ...], ...]
"""The probability of every action, player by player (in a tree, information set by information set)."""
Slots = tuple[tuple[str, tuple[str, ...]], ...]
"""Who decides: a player, or an information set as `player: name`, with the actions."""


class Branch(NamedTuple):
    """One equilibrium over one stretch of the parameter, with the number of its row in the table of regions."""

    region: Region
    stretch: Stretch
    number: int


class Event(NamedTuple):
    """What happens at one value of the parameter to the branches with one limit (by their places in `branches`)."""

    at: Number
    kind: Kind
    ending: tuple[int, ...]
    beginning: tuple[int, ...]
    through: tuple[int, ...]


class Inside(NamedTuple):
    """What the exact solution at a point `at` between two values shows beside the branches.

    `continua` are the components of positive dimension, `known` the regions of continua that hold there, with their
    formulas; `unlisted` is the number of isolated equilibria on no branch.
    """

    low: Number
    high: Number
    at: Fraction
    continua: tuple[Component, ...]
    known: tuple[Region, ...]
    unlisted: int


@dataclass(frozen=True, eq=False, repr=False)
class Bifurcation(Shown):
    """The branches of equilibria along one parameter, the events, and the continua at the values where branches end.

    `continua` has the components of positive dimension by value of the parameter; `open_` lists irrational values,
    where none was sought and only branches with the same limit count as meeting. `inside` has the stretches between
    values where the exact solution shows more than the branches.
    """

    model: Model
    parameter: str
    low: Fraction
    high: Fraction
    branches: tuple[Branch, ...]
    events: tuple[Event, ...]
    continua: Mapping[Fraction, tuple[Component, ...]]
    open_: tuple[Number, ...]
    note: Text
    slots: Slots
    inside: tuple[Inside, ...] = ()

    def limit(self, branch: int, value: Number) -> Point:
        """Return the equilibrium of a branch at a value of the parameter, a limit at its ends."""
        symbol = self.model.symbols[self.parameter]
        return _limit(self.slots, self.branches[branch].region, symbol, value)

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return one row per event."""
        words = "value|event|ends|begins|goes through|continuum"
        head = Text(words, "取值|事件|终止|开始|贯穿|连续统").in_(lang).split("|")
        rows = [
            (event.at, KINDS[event.kind].in_(lang), *(self._named(group, lang) for group in event[2:]),
             self._continuum(event.at, lang))
            for event in self.events
        ]  # fmt: skip
        rows += [self._inside_row(each, lang) for each in self.inside]
        note = self.note if all(b.region.is_unmixed for b in self.branches) else join(NUMBERED, self.note)
        if not rows:
            note, rows = join(self._unchanged, note), [(NONE.in_(lang), *["-"] * 5)]
        title = Text(f"Equilibria along {self.parameter}", f"均衡随 {self.parameter} 的变化").in_(lang)
        return Table(head, rows, caption or about(title, self.model.title.in_(lang), lang), note.in_(lang))

    @property
    def _unchanged(self) -> Text:
        """Why there is no event."""
        here = [self._named(tuple(range(len(self.branches))), lang) for lang in LANGUAGES]
        if not self.branches:
            return Text("No equilibrium is listed along it. ", "其间未列出均衡。")
        return Text(f"The same equilibria from end to end, and nothing happens: {here[0]}. ",
                    f"均衡自始至终不变，无事件：{here[1]}。")  # fmt: skip

    def _inside_row(self, found: Inside, lang: Language) -> tuple[Any, ...]:
        ends = f"({numbers.show(found.low)}, {numbers.show(found.high)})"
        beyond = ALONE if found.unlisted == 1 else BEYOND
        said = [beyond.in_(lang).format(found.unlisted)] * bool(found.unlisted)
        said += [CONTINUUM.in_(lang)] * bool(found.continua)
        where = INSIDE.in_(lang).format(numbers.show(found.at))
        known = ", ".join(f"({text_cell(row.cell(lang))})" for row in found.known)
        return (ends, ", ".join(said) + where, "-", "-", known or "-", _dimensions(found.continua, lang))

    def _named(self, group: tuple[int, ...], lang: Language) -> str:
        mixed = Text("mixed", "混合").in_(lang)
        found = [self.branches[k] for k in group]
        return ", ".join(b.region.named(lang) if b.region.is_unmixed else f"{b.number}: {mixed}" for b in found) or "-"

    def _continuum(self, value: Number, lang: Language) -> str:
        if value in self.open_:
            return Text("not sought", "未求").in_(lang)
        found = self.continua.get(value, ()) if isinstance(value, Fraction) else ()
        return _dimensions(found, lang)

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "parameter": self.parameter,
            "branches": [branch.region.to_json() | {"from": str(branch.stretch.low), "to": str(branch.stretch.high)}
                         for branch in self.branches],
            "events": [{"at": str(e.at), "event": e.kind, "ends": e.ending, "begins": e.beginning,
                        "through": e.through} for e in self.events],
            "continua": {str(value): [c.dimension for c in found] for value, found in self.continua.items()},
            "not_sought": [str(value) for value in self.open_],
            "inside": [{"from": str(each.low), "to": str(each.high), "at": str(each.at), "unlisted": each.unlisted,
                        "continua": [c.dimension for c in each.continua],
                        "known": [row.to_json() for row in each.known]} for each in self.inside],
        }  # fmt: skip


def _dimensions(found: Sequence[Component], lang: Language) -> str:
    words = Text("dimension", "维数").in_(lang)
    return ", ".join(f"{words} {component.dimension}" for component in found) or "-"


def bifurcation(model: Model, parameter: str, **fixed: Any) -> Bifurcation:
    """Return the equilibria along one parameter; others take their defaults unless given.

    Raises ParameterError for an unknown parameter, NotCoveredError for a form that has no regions or whose regions are
    not polynomial.
    """
    model.check_names([parameter])
    section = model.fix(**{n: v for n, v in {**model.defaults, **fixed}.items() if n != parameter})
    (own,) = section.parameters
    found = regions(section)
    slots = _slots(section.form, found)
    branches = tuple(
        Branch(row, piece, number)
        for number, row in enumerate(found, start=1)
        for piece in stretches([*row.conditions, *section.domain], own.symbol, own.low, own.high)
    )
    left_out = [own.low] * own.open_low + [own.high] * own.open_high
    values = sorted({end for branch in branches for end in branch.stretch} - {*left_out}, key=sympy.sympify)
    solve = _solver(section)
    solved = {v: solve(section.at(**{parameter: v})) for v in values if isinstance(v, Fraction) and solve}
    events = tuple(e for v in values for e in _events(slots, own, branches, v, solved.get(v, ())))
    large = {value: tuple(c for c in components if c.dimension != 0) for value, components in solved.items()}
    continua = {value: components for value, components in large.items() if components}
    missed = tuple(value for value in values if value not in solved)
    inside = tuple(_inside(section, own, slots, branches, values, solve, found.continua)) if solve else ()
    return Bifurcation(
        section, parameter, own.low, own.high, branches, events, continua, missed, found.note, slots, inside
    )


def _slots(form: Any, found: Regions) -> Slots:
    """Return who decides in the profiles of the regions."""
    if isinstance(form, NormalForm):
        return tuple((who, tuple(own)) for who, own in zip(form.players, form.actions, strict=True))
    if isinstance(form, GameTree):
        return tuple((f"{own.player}: {own.name}", own.actions) for own in form.information_sets)
    plans = zip(*(row.profile for row in found), strict=True)
    named = [tuple(str(plan) for plan in dict.fromkeys(own)) for own in plans]
    players = form.players if len(form.players) == len(named) else [str(k) for k in range(1, len(named) + 1)]
    return tuple(zip(players, named, strict=True))


def _solver(section: Model) -> Callable[[Any], Sequence[Component]] | None:
    """Return what solves a game of the model exactly; None where nothing is made of it."""
    if isinstance(section.form, NormalForm):
        return lambda game: nash(game).components
    if isinstance(section.form, GameTree) and signals(section.form) is None:
        from solvers.subgame_perfect import subgame_perfect

        return lambda tree: subgame_perfect(tree).components
    return None


def _inside(section: Model, own: Any, slots: Slots, branches: Sequence[Branch], values: Sequence[Number],
            solve: Callable[[Any], Sequence[Component]], continua: Sequence[Region]) -> Iterator[Inside]:  # fmt: skip
    """Solve one point inside each stretch between values and yield what is not on the branches."""
    ends = [own.low, *(v for v in values if v not in (own.low, own.high)), own.high]
    for low, high in pairwise(ends):
        point = between(low, high)
        components = solve(section.at(**{own.name: point}))
        listed = {
            _limit(slots, b.region, own.symbol, point) for b in branches if b.stretch.low < point < b.stretch.high
        }
        isolated = {c.extreme[0].profile for c in components if c.dimension == 0}
        large = tuple(c for c in components if c.dimension != 0)
        if large or isolated - listed:
            known = tuple(row for row in continua if row.contains({own.name: point}))
            yield Inside(low, high, point, large, known, len(isolated - listed))


def _events(slots: Slots, own: Any, branches: tuple[Branch, ...], value: Number,
            components: Sequence[Component]) -> Iterator[Event]:  # fmt: skip
    """Group the branches at a value by the component that holds their limit, and name what each group does."""
    groups: dict[Any, tuple[list[int], list[int], list[int]]] = {}
    for k, (region, (low, high), _) in enumerate(branches):
        if low <= value <= high:
            point = _limit(slots, region, own.symbol, value)
            home = next((n for n, c in enumerate(components) if any(e.profile == point for e in c.extreme)), point)
            ends, begins, through = groups.setdefault(home, ([], [], []))
            into = begins if value == low != high else ends if value == high != low else through
            into.append(k)
    for ends, begins, through in groups.values():
        at_edge = (value == own.low and not ends) or (value == own.high and not begins)
        if (ends or begins) and not (at_edge and len(ends) + len(begins) == 1 and not through):
            yield Event(value, _kind(ends, begins, through), tuple(ends), tuple(begins), tuple(through))


def _kind(ends: list[int], begins: list[int], through: list[int]) -> Kind:
    if through:
        return "meeting"
    if ends and begins:
        return "passage"
    if len(ends) + len(begins) > 1:
        return "fold"
    return "death" if ends else "birth"


def _limit(slots: Slots, region: Region, symbol: Any, value: Number) -> Point:
    exact = sympy.Rational(value) if isinstance(value, Fraction) else value
    return tuple(
        tuple(_at(_chance(strategy, action), symbol, exact) for action in labels)
        for strategy, (_, labels) in zip(region.profile, slots, strict=True)
    )


def _chance(strategy: Any, action: str) -> Any:
    return sympy.sympify(strategy.get(action, 0) if isinstance(strategy, Mapping) else int(strategy == action))


def _at(chance: Any, symbol: Any, value: Any) -> Number:
    found = chance.xreplace({symbol: value})
    if not found.is_finite:
        found = sympy.limit(chance, symbol, value)
    return numbers.exact(sympy.nsimplify(found) if found.is_Rational else sympy.simplify(found))
