"""A request for a sweep: what is to be solved where; how it is cut into parts; and its fingerprint.

The parts of a sweep are runs of points that do not depend on who solves them, when and where, so that what is stored
has the same bytes however it was made. The fingerprint is a hash of everything the answer depends on: the form of the
model as it is written, its parameters, options and assumptions, the concept, the points and the version.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cached_property, partial
from hashlib import sha256
from importlib.metadata import version
from typing import Any, Protocol

import numpy as np

from games.errors import NotCoveredError
from games.forms.batch import Points
from games.forms.normal_form import NormalForm
from games.forms.repeated import RepeatedGame
from games.forms.tree import GameTree
from games.model import Model
from solvers.solve import default_concept, fitted, keywords
from solvers.sweeps.designs import Sample
from solvers.sweeps.plan import CONCEPTS, Plan, Variable, make_plan, variables
from solvers.sweeps.rules import check_rules
from solvers.sweeps.run import Domain, Run, allocate, compiled_over
from solvers.sweeps.solving import Part, Solving

BLOCK = 1 << 16
"""Games evaluated at a time: their arrays fit the cache of one core."""
KERNEL_PART = 1 << 20
"""Games to a part of a store where a kernel solves them."""
SOLVER_PART, SOLVER_PARTS = 64, 256
"""Points to a part where a solver takes them one by one, at most; and how many parts at least, if there are as many."""


class Work(Protocol):
    """What answers a request, ready to go."""

    def part(self, start: int, stop: int) -> Part:
        """Return the tables of the points start..stop-1."""


@dataclass(frozen=True, eq=False)
class Kernel:
    """The work of a sweep by a kernel: one table of flat arrays."""

    plan: Plan
    variables: tuple[Variable, ...]
    run: Run

    def part(self, start: int, stop: int) -> Part:
        """Return the arrays of one part of the points."""
        arrays = allocate(self.variables, stop - start)
        run = Run(self.run.points, self.plan, self.run.compiled, arrays, self.run.domain, start)
        for block in run.points.blocks(BLOCK, start, stop):
            run.block(*block)
        return {"points": arrays}


@dataclass(frozen=True, eq=False)
class Request:
    """What is to be solved where. An `exact` sweep uses the solvers even where there is a kernel."""

    model: Model
    concept: str
    points: Points
    settings: Mapping[str, Any] = field(default_factory=dict)
    select: tuple[str, ...] = ()
    exact: bool = False
    part: int = 0
    """Points to a part, 0 for the usual number; settled before the request is sent to others."""

    def __getstate__(self) -> dict[str, Any]:
        """Return what another process needs: what was asked, not what was compiled from it."""
        return {own.name: getattr(self, own.name) for own in fields(self)}

    @cached_property
    def plan(self) -> Plan | None:
        """The plan for a kernel, None where the solvers are asked."""
        asked = self.exact or self.settings or self.select or (self.concept and self.concept not in CONCEPTS)
        if asked or not self.model.symbolic or not isinstance(self.model.form, (NormalForm, GameTree, RepeatedGame)):
            return None
        try:
            return make_plan(self.model.form, self.concept)
        except NotCoveredError:
            return None

    @cached_property
    def parts(self) -> list[tuple[int, int]]:
        """The first and the last point (exclusive) of every part."""
        return self.points.parts(self.part_size)

    @property
    def part_size(self) -> int:
        """The greatest number of points in a part."""
        few = min(max(self.points.size // SOLVER_PARTS, 1), SOLVER_PART)
        return self.part or (KERNEL_PART if self.plan else few)

    def work(self) -> Work:
        """Return the work, compiled.

        Raises UnknownNameError, NotCoveredError or ParameterError when the concept or a rule does not fit the model.
        """
        if self.kernel is not None:
            return self.kernel
        return Solving(self.model, self.solver_concept, self.points, self.settings, self.select)

    @cached_property
    def kernel(self) -> Kernel | None:
        """The work of a kernel, if there is one."""
        plan = self.plan
        if plan is None:
            return None
        domain = Domain(self.model, self.points) if self.model.assumptions else None
        compiled = compiled_over(self.model, self.points, plan.expressions)
        made = variables(plan, domain is not None, not compiled.everywhere)
        return Kernel(plan, made, Run(self.points, plan, compiled, {}, domain))

    @cached_property
    def solver_concept(self) -> str:
        """The concept the solvers are asked for, known to fit the model."""
        shown = self.model.shown
        concept = self.concept or default_concept(shown)
        check_rules(self.select, fitted(shown, concept))
        keywords(concept, self.settings)
        return concept

    def to_json(self) -> dict[str, Any]:
        """Return the request for people to read, beside its fingerprint."""
        points = self.points
        sample = points.design if isinstance(points, Sample) else None
        design = f"{sample.kind}:{sample.count}, seed {sample.seed}" if sample else "grid"
        ends = {name: f"{low:g} to {high:g}" for name, (low, high) in points.bounds.items()}
        counts = {} if sample else {axis.name: len(axis) for axis in points.axes}
        return {
            "model": self.model.name, "options": dict(self.model.choice),
            "concept": self.plan.concept if self.plan else self.solver_concept,
            "settings": {name: str(value) for name, value in self.settings.items()}, "select": list(self.select),
            "solved by": "kernel" if self.plan else "solver", "design": design, "axes": ends, "counts": counts,
            "fixed": {name: str(value) for name, value in points.fixed.items()}, "points": points.size,
            "part": self.part_size, "version": version("techpower"),
        }  # fmt: skip

    @property
    def fingerprint(self) -> str:
        """A hash of everything the answer depends on."""
        model = self.model
        written = (model.shown, model.parameters, model.assumptions, self.points)
        return sha256(repr((self.to_json(), described(written))).encode()).hexdigest()


def described(value: Any) -> Any:
    """Return a value as nested tuples of texts that say all of it, whatever the process."""
    if is_dataclass(value) and not isinstance(value, type):
        return (type(value).__name__, *(described(getattr(value, own.name)) for own in fields(value)))
    if isinstance(value, np.ndarray):
        return (str(value.dtype), value.shape, described(value.tolist()) if value.dtype == object else _hash(value))
    if isinstance(value, Mapping):
        return tuple((described(key), described(own)) for key, own in value.items())
    if isinstance(value, (list, tuple)):
        return tuple(map(described, value))
    if isinstance(value, partial):
        return described((value.func, value.args, value.keywords))
    return getattr(value, "__qualname__", None) or str(value)


def _hash(array: np.ndarray) -> str:
    return sha256(np.ascontiguousarray(array).tobytes()).hexdigest()
