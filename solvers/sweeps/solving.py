"""Sweeps by the solvers: every point solved exactly and alone, by any concept, for any form.

Two tables answer. `points` has one row a point: what varies, the `status` (`solved`, `outside` the assumptions of the
model, `failed`) with its `reason`, the number of equilibria listed, whether the list is complete, and for every rule of
selection the number of the equilibrium it chooses. `answers` has one row a quantity: the point, the number of the
equilibrium, the name, value and exact text (see `rows`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from games.errors import ParameterError
from games.forms.batch import Points
from games.model import Model
from solvers.solve import solve
from solvers.sweeps.rows import Row, rows_of
from solvers.sweeps.rules import choose
from solvers.sweeps.words import BY

Part = dict[str, dict[str, np.ndarray]]
"""Tables by name, each a dictionary of columns."""

SOLVED, OUTSIDE, FAILED = "solved", "outside", "failed"
LONGEST_REASON = 300


@dataclass(frozen=True)
class PointAnswer:
    """What is known of one point."""

    status: str
    reason: str = ""
    rows: Sequence[Row] = ()
    complete: bool = False
    chosen: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class Solving:
    """The work of such a sweep; `part` answers a stretch of the points."""

    model: Model
    concept: str
    points: Points
    settings: Mapping[str, Any] = field(default_factory=dict)
    select: tuple[str, ...] = ()

    def part(self, start: int, stop: int) -> Part:
        """Return the tables of the points start..stop-1."""
        answers = [self.answer(index) for index in range(start, stop)]
        points: dict[str, np.ndarray] = {"point": np.arange(start, stop), **self.points.values(start, stop)}
        points["status"] = _texts(own.status for own in answers)
        points["reason"] = _texts(own.reason for own in answers)
        points["count"] = np.array([len(own.rows) for own in answers], dtype=np.int32)
        points["complete"] = np.array([own.complete for own in answers], dtype=bool)
        for k, rule in enumerate(self.select):
            points[selected(rule)] = np.array([own.chosen[k] if own.chosen else -1 for own in answers], dtype=np.int32)
        return {"points": points, "answers": _long(answers, start)}

    def answer(self, index: int) -> PointAnswer:
        """Return what is known of one point; whatever goes wrong there is its reason, not the end of the sweep."""
        point = self.points.point(index)
        try:
            self.model.point(**point)
        except ParameterError as error:
            return PointAnswer(OUTSIDE, _one_line(error))
        try:
            found = solve(self.model.at(**point), self.concept, **self.settings)
            chosen = tuple(choose(rule, found) for rule in self.select)
            return PointAnswer(SOLVED, "", rows_of(found), bool(getattr(found, "complete", True)), chosen)
        except Exception as error:
            return PointAnswer(FAILED, _one_line(error))


def point_columns(select: Sequence[str] = ()) -> dict[str, str]:
    """Return the columns of the table of points beside what varies, with their types."""
    known = {"status": "str", "reason": "str", "count": "int32", "complete": "bool"}
    return known | {selected(rule): "int32" for rule in select}


def selected(rule: str) -> str:
    """Return the name of the variable that holds what a rule chooses."""
    return f"{BY}{rule}"


def _one_line(error: Exception) -> str:
    said = " ".join(str(error).split())
    known = type(error).__module__.startswith("games.")
    return (said if known else f"{type(error).__name__}: {said}")[:LONGEST_REASON]


def _long(answers: Sequence[PointAnswer], first: int) -> dict[str, np.ndarray]:
    entries = [(first + k, n, q) for k, own in enumerate(answers) for n, row in enumerate(own.rows) for q in row]
    return {
        "point": np.array([k for k, _, _ in entries], dtype=np.int64),
        "equilibrium": np.array([n for _, n, _ in entries], dtype=np.int32),
        "quantity": _texts(q.name for _, _, q in entries),
        "value": np.array([q.value for _, _, q in entries], dtype=float),
        "text": _texts(q.text for _, _, q in entries),
    }


def _texts(texts: Any) -> np.ndarray:
    return np.array(list(texts), dtype=object)
