"""Branches of equilibria followed along one axis of a sweep, and what happens to them between its points.

From one point of the axis to the next an equilibrium is continued by one with the same support. Where there are
several, they are matched so that the sum of distances to the positions extrapolated is least. What cannot be continued
so is an event in that interval, never a silent jump:

* `support`: a branch goes on under a support that contains its own, or lies in it, no further than `reach` away;
* `jump`: the only continuation with the same support is further away than `reach`;
* `fold`: two branches end, or two begin, in the same interval;
* `exchange`: one ends and one begins elsewhere, as when a tie lets equilibria run along a continuum;
* `birth`, `death`: a branch begins or ends alone;
* `crossing`: two branches pass through one another, or change places in what they pay a player (`u(US)`);
* `continuum`: at a point of the axis equilibria form a continuum, of which extreme points are listed;
* `gap`: a point that could not be solved, or is outside the assumptions; every branch ends there.

Isolated equilibria with one support move continuously while they exist, so on a fine grid folds and changes of support
are where they should be; `solvers.bifurcation` has the exact points between two values.

Reference: Seydel (2010), *Practical Bifurcation and Stability Analysis*, chapters 2 and 4.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from games.errors import NotCoveredError, ParameterError
from games.forms.table import Shown, Table
from games.text import Language, Text, about
from solvers.sweeps.designs import Sample
from solvers.sweeps.listed import Listed
from solvers.sweeps.result import Sweep
from solvers.sweeps.rows import SUPPORT

if TYPE_CHECKING:
    import pandas as pd

REACH = 0.25
"""How far any probability of a branch may move from one point to the next."""

KINDS = {
    "support": Text("goes on under another support", "以另一支撑延续"),
    "jump": Text("jumps under the same support", "同一支撑下跳跃"),
    "fold": Text("two end or begin together", "两支同时终止或出现"),
    "exchange": Text("one ends, another begins elsewhere", "一支终止，另一支在别处出现"),
    "birth": Text("begins", "出现"),
    "death": Text("ends", "终止"),
    "crossing": Text("cross", "交叉"),
    "continuum": Text("equilibria form a continuum", "均衡构成连续统"),
    "gap": Text("no answer", "无解答"),
}


@dataclass(frozen=True, eq=False)
class State:
    """An equilibrium at one point: its support in words, its probabilities, what it pays, and its number there."""

    label: str
    position: np.ndarray
    payoffs: Mapping[str, float]
    number: int
    isolated: bool = True


@dataclass(frozen=True, eq=False)
class Branch:
    """A run of equilibria with one support: `states[i]` is at the point `first + i` of the axis."""

    label: str
    first: int
    states: list[State] = field(default_factory=list)

    @property
    def last(self) -> int:
        """The last point of the axis that it reaches."""
        return self.first + len(self.states) - 1

    def expected(self) -> np.ndarray:
        """Return the next position, extrapolated."""
        now = self.states[-1].position
        ahead: np.ndarray = 2 * now - self.states[-2].position if len(self.states) > 1 else now
        return ahead


@dataclass(frozen=True)
class Event:
    """What happens between two points of the axis (or at one), to which branches."""

    kind: str
    low: float
    high: float
    branches: tuple[int, ...]
    detail: str = ""


@dataclass(frozen=True, eq=False, repr=False)
class Branches(Shown):
    """The branches along an axis, in the order of their beginnings, and the events in the order of the axis."""

    title: Text
    axis: str
    values: np.ndarray
    branches: tuple[Branch, ...]
    events: tuple[Event, ...]

    def of(self, kind: str) -> tuple[Event, ...]:
        """Return the events of one kind."""
        return tuple(event for event in self.events if event.kind == kind)

    @cached_property
    def numbers(self) -> np.ndarray:
        """The branch of each equilibrium: (points, equilibria), numbered from 0, -1 where there is none."""
        most = max((state.number + 1 for branch in self.branches for state in branch.states), default=1)
        found = np.full((len(self.values), most), -1)
        for k, branch in enumerate(self.branches):
            for i, state in enumerate(branch.states):
                found[branch.first + i, state.number] = k
        return found

    def to_frame(self) -> pd.DataFrame:
        """Return one row a branch and point: the branch, the value on the axis, support, probabilities, payoffs."""
        import pandas as pd

        rows = [
            {"branch": k + 1, self.axis: self.values[branch.first + i], SUPPORT: state.label,
             **{f"x{j}": x for j, x in enumerate(state.position.tolist())}, **state.payoffs}
            for k, branch in enumerate(self.branches) for i, state in enumerate(branch.states)
        ]  # fmt: skip
        return pd.DataFrame(rows)

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return the events with their intervals."""
        head = Text("from|to|event|branches", "自|至|事件|分支").in_(lang).split("|")
        rows = [
            (f"{e.low:g}", f"{e.high:g}", KINDS[e.kind].in_(lang) + f" ({e.detail})" * bool(e.detail),
             ", ".join(str(k + 1) for k in e.branches))
            for e in self.events
        ]  # fmt: skip
        return Table(head, rows, caption or about(self.title.in_(lang), self.axis, lang), self.note(lang))

    def note(self, lang: Language = "en") -> str:
        """Return every branch with its support and where it runs."""
        said = Text("Branch {}: {} from {:g} to {:g}.", "分支 {}：{}，{:g} 至 {:g}。").in_(lang)
        ends = ((self.values[b.first], self.values[b.last]) for b in self.branches)
        return " ".join(
            said.format(k, b.label, *e) for k, (b, e) in enumerate(zip(self.branches, ends, strict=True), 1)
        )

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        runs = [{"support": b.label, "from": float(self.values[b.first]), "to": float(self.values[b.last])}
                for b in self.branches]  # fmt: skip
        events = [{"kind": e.kind, "from": e.low, "to": e.high, "branches": [k + 1 for k in e.branches],
                   "detail": e.detail} for e in self.events]  # fmt: skip
        return {"axis": self.axis, "branches": runs, "events": events}


def branches(found: Sweep | Listed, along: str = "", reach: float = REACH, **at: int) -> Branches:
    """Follow the equilibria of a sweep along one axis; `at` gives the index on every other axis.

    Raises ParameterError for what is no axis or index, NotCoveredError for a sweep without the probabilities of its
    equilibria (ask for it with `exact=True`).

    >>> from games.registry import find
    >>> from solvers.sweep import sweep
    >>> [(e.kind, e.low, e.high) for e in branches(sweep(find("classics.symmetric"), k="0:3:4")).events]
    [('fold', 0.0, 1.0)]
    """
    if isinstance(found.grid, Sample):
        raise ParameterError("branches are followed along an axis of a grid, not over a sample")
    points = _line(found, along, at)
    axis = next(a for a in found.grid.axes if a.name == (along or a.name))
    states = [_states(found, int(k)) for k in points]
    walk = _Walk(axis.values, reach)
    for k, here in enumerate(states):
        walk.step(k, here)
    order = sorted(walk.events, key=lambda event: (event.low, event.high, list(KINDS).index(event.kind)))
    return Branches(found.model.title, axis.name, axis.values, tuple(walk.branches), tuple(order))


def _line(found: Sweep | Listed, along: str, at: Mapping[str, int]) -> np.ndarray:
    """Return the flat indices of the points along the axis."""
    names = [axis.name for axis in found.grid.axes]
    axis = along or (names[0] if len(names) == 1 else "")
    if axis not in names:
        raise ParameterError(f"along {along!r}; accepted: an axis of the sweep, {', '.join(names)}")
    if set(at) != set(names) - {axis}:
        others = ", ".join(name for name in names if name != axis)
        raise ParameterError(f"along {axis}: needs the index on every other axis ({others or 'none'})")
    if any(not 0 <= at[name] < found.shape[names.index(name)] for name in at):
        raise ParameterError(f"no point {dict(at)}; accepted: indices into a grid of shape {found.shape}")
    index = tuple(at.get(name, slice(None)) for name in names)
    line: np.ndarray = np.arange(found.size).reshape(found.shape)[index]
    return line


def _states(found: Sweep | Listed, k: int) -> list[State] | None:
    """Return the equilibria at a point, None where it was not solved."""
    return _listed_states(found, k) if isinstance(found, Listed) else _states_2x2(found, k)


def _states_2x2(found: Sweep, k: int) -> list[State] | None:
    if found.mixed is None or found.p is None or found.q is None:
        raise NotCoveredError("this sweep keeps no probabilities; sweep it with exact=True to follow its branches")
    if not all(
        own is None or bool(own.flat[k]) is wanted for own, wanted in ((found.inside, True), (found.failed, False))
    ):
        return None
    ends = [(1.0, 1.0), (1.0, 0.0), (0.0, 1.0), (0.0, 0.0)]
    held = [(", ".join(labels), ends[i]) for i, labels in enumerate(found.profiles) if found.pure[i].flat[k]]
    first, last = found.profiles[0], found.profiles[-1]
    both = ", ".join(f"{a} + {b}" for a, b in zip(first, last, strict=True))
    held += [(both, (float(found.p.flat[k]), float(found.q.flat[k])))] if found.mixed.flat[k] else []
    tied = bool(found.tie.flat[k])
    return [State(label, _both(p, q), {}, n, not tied) for n, (label, (p, q)) in enumerate(held)]


def _both(p: float, q: float) -> np.ndarray:
    return np.array([p, 1 - p, q, 1 - q])


def _listed_states(found: Listed, k: int) -> list[State] | None:
    if found.status.flat[k] != "solved":
        return None
    if int(found.count.flat[k]) == 0:
        return []
    own: Any = found.wide.loc[k]
    if SUPPORT not in own:
        raise NotCoveredError(f"{found.concept} lists no supports to follow; accepted: concepts that list equilibria")
    paid = [name for name in own if str(name).startswith("u(")]
    left = {SUPPORT, "component", "dimension", *paid}
    played = [name for name in own if name not in left and own[name].dtype == float and own[name].notna().all()]
    return [_state(row, int(number), played, paid) for number, row in own.iterrows()]


def _state(row: Any, number: int, played: list[str], paid: list[str]) -> State:
    payoffs = {name: float(row[name]) for name in paid}
    position = row[played].to_numpy(dtype=float)
    return State(str(row[SUPPORT]), position, payoffs, number, float(row["dimension"]) == 0)


class _Walk:
    """The branches met so far, those that are alive, and the events."""

    def __init__(self, values: np.ndarray, reach: float) -> None:
        self.values, self.reach = values, reach
        self.branches: list[Branch] = []
        self.events: list[Event] = []
        self.alive: list[int] = []

    def step(self, k: int, states: Sequence[State] | None) -> None:
        """Go on to point k."""
        if states is None:
            self._mark("gap", k, self.alive, at=True)
            self.alive = []
            return
        before, links = list(self.alive), self._links(states)
        for number, state in links.items():
            self.branches[number].states.append(state)
        self.alive = list(links)
        ended = [number for number in before if number not in links]
        begun = [self._begin(k, state) for state in states if not any(state is own for own in links.values())]
        if any(not state.isolated for state in states):
            self._mark("continuum", k, [n for n in self.alive if not self.branches[n].states[-1].isolated], at=True)
        if k and before:
            self._crossings(k, list(links))
        if k:
            self._explain(k, ended, begun)

    def _begin(self, k: int, state: State) -> int:
        self.branches.append(Branch(state.label, k, [state]))
        self.alive.append(len(self.branches) - 1)
        return len(self.branches) - 1

    def _links(self, states: Sequence[State]) -> dict[int, State]:
        """Return for every branch that goes on its next state."""
        links: dict[int, State] = {}
        for label in dict.fromkeys(self.branches[n].label for n in self.alive):
            own = [n for n in self.alive if self.branches[n].label == label]
            there = [state for state in states if state.label == label]
            for n, state in self._matched(own, there):
                if _far(self.branches[n].states[-1], state) <= self.reach:
                    links[n] = state
        return dict(sorted(links.items()))

    def _matched(self, own: Sequence[int], there: Sequence[State]) -> list[tuple[int, State]]:
        if not own or not there:
            return []
        from scipy.optimize import linear_sum_assignment

        ahead = [self.branches[n].expected() for n in own]
        costs = np.array([[np.abs(x - state.position).sum() for state in there] for x in ahead])
        return [(own[i], there[j]) for i, j in zip(*linear_sum_assignment(costs), strict=True)]

    def _explain(self, k: int, ended: list[int], begun: list[int]) -> None:
        """Turn ends and beginnings in one interval into events, the closest first."""
        for pair in self._pairs(ended, begun, lambda a, b: a.label == b.label):
            self._mark("jump", k, self._take(pair, ended, begun))
        for pair in self._pairs(ended, begun, lambda a, b: _nested(a, b) and _far(a, b) <= self.reach):
            self._mark("support", k, self._take(pair, ended, begun))
        for own in (ended, begun):
            for pair in self._pairs(own, own, lambda a, b: _far(a, b) <= self.reach):
                self._mark("fold", k, self._take(pair, own, own))
        for pair in self._pairs(ended, begun, lambda *_: True):
            self._mark("exchange", k, self._take(pair, ended, begun))
        for own in (ended, begun):
            for pair in self._pairs(own, own, lambda *_: True):
                self._mark("fold", k, self._take(pair, own, own))
        for kind, own in (("death", ended), ("birth", begun)):
            for n in own:
                self._mark(kind, k, [n])

    def _pairs(self, ones: Sequence[int], others: Sequence[int], fits: Any) -> Iterable[tuple[int, int]]:
        """Yield disjoint pairs that fit, the closest first."""
        candidates = combinations(ones, 2) if ones is others else ((a, b) for a in ones for b in others)
        ranked = sorted((_far(*self._ends(pair)), pair) for pair in candidates if fits(*self._ends(pair)))
        used: set[int] = set()
        found = []
        for _, pair in ranked:
            if not used & set(pair):
                used |= set(pair)
                found.append(pair)
        return found

    def _ends(self, pair: tuple[int, int]) -> tuple[State, State]:
        return self.branches[pair[0]].states[-1], self.branches[pair[1]].states[-1]

    def _take(self, pair: tuple[int, int], ones: list[int], others: list[int]) -> tuple[int, int]:
        ones.remove(pair[0])
        others.remove(pair[1])
        return pair

    def _crossings(self, k: int, linked: Sequence[int]) -> None:
        for a, b in combinations(linked, 2):
            (x, x_next), (y, y_next) = (self.branches[n].states[-2:] for n in (a, b))
            if (x.position - y.position) @ (x_next.position - y_next.position) < 0:
                self._mark("crossing", k, (a, b))
            for name in x.payoffs:
                if (x.payoffs[name] - y.payoffs[name]) * (x_next.payoffs[name] - y_next.payoffs[name]) < 0:
                    self._mark("crossing", k, (a, b), name)

    def _mark(self, kind: str, k: int, which: Iterable[int], detail: str = "", at: bool = False) -> None:
        low = self.values[k] if at or not k else self.values[k - 1]
        self.events.append(Event(kind, float(low), float(self.values[k]), tuple(which), detail))


def _far(one: State, other: State) -> float:
    """Return the greatest difference of any probability; different strategies to play are infinitely far."""
    if len(one.position) != len(other.position):
        return float("inf")
    return float(np.abs(one.position - other.position).max(initial=0.0))


def _nested(one: State, other: State) -> bool:
    """Whether one plays every action that the other plays."""
    if len(one.position) != len(other.position):
        return False
    a, b = one.position > 0, other.position > 0
    return bool((a <= b).all() or (b <= a).all())
