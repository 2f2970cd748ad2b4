"""Equilibria along one parameter: exact branches, and what happens where they begin, end and meet.

With the other parameters fixed, the regions of a model are conditions on one parameter; the stretches where each branch
exists end at roots of polynomials, isolated exactly. There the game is solved exactly (where the root is rational), and
branches meet if their limits lie in one component of its equilibria: one point, or a continuum, which is reported.

* birth, death: a branch begins or ends, and nothing else meets it there;
* fold: two or more branches begin together, or end together;
* passage: one branch ends where another begins (a mixed equilibrium becomes a pure one, say);
* meeting: branches begin or end on one that goes through.

Reference: Wiggins (2003), *Introduction to Applied Nonlinear Dynamical Systems and Chaos*, chapter 20 (the words).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, NamedTuple

import sympy

from games.errors import NotCoveredError
from games.forms import numbers
from games.forms.normal_form import NormalForm
from games.forms.numbers import Number
from games.forms.table import Shown, Table
from games.model import Model
from games.text import LANGUAGES, Language, Text, join
from solvers.equilibrium import Component
from solvers.nash import nash
from solvers.regions import Region, regions
from solvers.statics.line import Stretch, stretches

Kind = Literal["birth", "death", "fold", "passage", "meeting"]
KINDS: dict[str, Text] = {
    "birth": Text("birth", "产生"), "death": Text("death", "消失"), "fold": Text("fold", "折叠"),
    "passage": Text("passage", "过渡"), "meeting": Text("meeting", "交汇"),
}  # fmt: skip
NONE = Text("none", "无")
Point = tuple[tuple[Number, ...], ...]
"""The probability of every action, player by player."""


class Branch(NamedTuple):
    """One equilibrium over one stretch of the parameter."""

    region: Region
    stretch: Stretch


class Event(NamedTuple):
    """What happens at one value of the parameter to the branches with one limit (by their places in `branches`)."""

    at: Number
    kind: Kind
    ending: tuple[int, ...]
    beginning: tuple[int, ...]
    through: tuple[int, ...]


@dataclass(frozen=True, eq=False, repr=False)
class Bifurcation(Shown):
    """The branches of equilibria along one parameter, the events, and the continua at the values where branches end.

    `continua` has the components of positive dimension by value of the parameter; `open_` lists irrational values,
    where none was sought and only branches with the same limit count as meeting.
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

    @property
    def form(self) -> NormalForm:
        """The game, a normal form in the one parameter."""
        form = self.model.strategic
        assert isinstance(form, NormalForm)
        return form

    def limit(self, branch: int, value: Number) -> Point:
        """Return the equilibrium of a branch at a value of the parameter, a limit at its ends."""
        symbol = self.model.symbols[self.parameter]
        return _limit(self.form, self.branches[branch].region, symbol, value)

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return one row per event."""
        words = "value|event|ends|begins|goes through|continuum"
        head = Text(words, "取值|事件|终止|开始|贯穿|连续统").in_(lang).split("|")
        rows = [
            (event.at, KINDS[event.kind].in_(lang), *(self._named(group, lang) for group in event[2:]),
             self._continuum(event.at, lang))
            for event in self.events
        ]  # fmt: skip
        note = self.note
        if not rows:
            note, rows = join(self._unchanged, self.note), [(NONE.in_(lang), *["-"] * 5)]
        title = Text(f"Equilibria along {self.parameter}", f"均衡随 {self.parameter} 的变化").in_(lang)
        return Table(head, rows, caption or f"{title}: {self.model.title.in_(lang)}", note.in_(lang))

    @property
    def _unchanged(self) -> Text:
        """Why there is no event."""
        here = [" ".join(self._named((k,), lang) for k in range(len(self.branches))) for lang in LANGUAGES]
        if not self.branches:
            return Text("No equilibrium is listed along it. ", "其间未列出均衡。")
        return Text(f"The same equilibria from end to end, and nothing happens: {here[0]}. ",
                    f"均衡自始至终不变，无事件：{here[1]}。")  # fmt: skip

    def _named(self, group: tuple[int, ...], lang: Language) -> str:
        mixed = Text("mixed", "混合").in_(lang)
        regions_ = (self.branches[k].region for k in group)
        return ", ".join(row.named(lang) if row.is_unmixed else mixed for row in regions_) or "-"

    def _continuum(self, value: Number, lang: Language) -> str:
        if value in self.open_:
            return Text("not sought", "未求").in_(lang)
        found = self.continua.get(value, ()) if isinstance(value, Fraction) else ()
        words = Text("dimension", "维数").in_(lang)
        return ", ".join(f"{words} {component.dimension}" for component in found) or "-"

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
        }  # fmt: skip


def bifurcation(model: Model, parameter: str, **fixed: Any) -> Bifurcation:
    """Return the equilibria along one parameter; others take their defaults unless given.

    Raises ParameterError for an unknown parameter, NotCoveredError for a form that is no normal form or whose regions
    are not polynomial.
    """
    model.check_names([parameter])
    section = model.fix(**{n: v for n, v in {**model.defaults, **fixed}.items() if n != parameter})
    if not isinstance(section.strategic, NormalForm):
        raise NotCoveredError(f"{model.name}: branches are covered for normal forms")
    (own,) = section.parameters
    found = regions(section)
    branches = tuple(
        Branch(row, piece)
        for row in found
        for piece in stretches([*row.conditions, *section.domain], own.symbol, own.low, own.high)
    )
    left_out = [own.low] * own.open_low + [own.high] * own.open_high
    values = sorted({end for branch in branches for end in branch.stretch} - {*left_out}, key=sympy.sympify)
    solved = {v: nash(section.at(**{parameter: v})).components for v in values if isinstance(v, Fraction)}
    events = tuple(e for v in values for e in _events(section, own, branches, v, solved.get(v, ())))
    large = {value: tuple(c for c in components if c.dimension != 0) for value, components in solved.items()}
    continua = {value: components for value, components in large.items() if components}
    missed = tuple(value for value in values if value not in solved)
    return Bifurcation(section, parameter, own.low, own.high, branches, events, continua, missed, found.note)


def _events(section: Model, own: Any, branches: tuple[Branch, ...], value: Number,
            components: Sequence[Component]) -> Iterator[Event]:  # fmt: skip
    """Group the branches at a value by the component that holds their limit, and name what each group does."""
    groups: dict[Any, tuple[list[int], list[int], list[int]]] = {}
    for k, (region, (low, high)) in enumerate(branches):
        if low <= value <= high:
            point = _limit(section.strategic, region, own.symbol, value)
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


def _limit(form: Any, region: Region, symbol: Any, value: Number) -> Point:
    exact = sympy.Rational(value) if isinstance(value, Fraction) else value
    return tuple(
        tuple(_at(_chance(strategy, action), symbol, exact) for action in labels)
        for strategy, labels in zip(region.profile, form.actions, strict=True)
    )


def _chance(strategy: Any, action: str) -> Any:
    return sympy.sympify(strategy.get(action, 0) if isinstance(strategy, Mapping) else int(strategy == action))


def _at(chance: Any, symbol: Any, value: Any) -> Number:
    found = chance.xreplace({symbol: value})
    if not found.is_finite:
        found = sympy.limit(chance, symbol, value)
    return numbers.exact(sympy.nsimplify(found) if found.is_Rational else sympy.simplify(found))
