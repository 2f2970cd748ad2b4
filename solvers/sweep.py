"""Sweeps: all equilibria of a model at every point of a grid of its parameters, or of a sample of them.

Any concept of `solvers.solve` for any form. Where there is a kernel, a million small games are one array, not a
million calls: what an action gains over another is derived once as a symbolic expression in the parameters on the axes,
compiled, and evaluated block by block; the kernels turn gains into equilibria. Nothing is selected: every equilibrium
is kept.

* `nash`: every equilibrium, pure and mixed, of a 2x2 game, a small two-player or a 2x2x2 game;
* `pure`: every pure equilibrium of a normal form of any size;
* `spe`: every play of a pure subgame-perfect equilibrium of a tree of perfect information;
* `repeated`: every profile of a 2x2 stage game that Nash reversion sustains, and from which discount factor.

At points flagged as tied a gain is zero. Where float arithmetic cannot tell its sign (`statics.rounding` has
the bound) the point is also flagged as unsure: both sides of the tie are listed, as if it were exact.
`resolve_ties` decides each of these by exact rational arithmetic, and `exact` solves one point completely.

Everything else is solved point by point, exactly, in processes of this machine (see `sweeps.solving`). Either kind can
be streamed to a store, larger than memory, that can be broken off and resumed (`sweeps.store`), and be done by a
cluster.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from games.errors import ParameterError
from games.model import Model
from solvers.sweeps.designs import read_points
from solvers.sweeps.encode import Task
from solvers.sweeps.listed import Listed
from solvers.sweeps.request import BLOCK, Kernel, Request
from solvers.sweeps.result import Sweep
from solvers.sweeps.run import Progress, Run, allocate
from solvers.sweeps.runners import in_processes, in_threads, on_cluster
from solvers.sweeps.solving import OUTSIDE
from solvers.sweeps.store import Store
from solvers.sweeps.stored import Stored, assembled, joined_parts

__all__ = ["Listed", "Result", "Stored", "Sweep", "sweep"]

Result = Sweep | Listed | Stored


def sweep(
    model: Model,
    /,
    concept: str = "",
    *,
    design: str = "",
    seed: int = 0,
    select: Sequence[str] = (),
    settings: Mapping[str, Any] | None = None,
    exact: bool = False,
    store: str | Path = "",
    resume: bool = False,
    client: Any = None,
    workers: int = 0,
    threads: int = 2,
    block: int = BLOCK,
    progress: Progress | None = None,
    **axes: Any,
) -> Result:
    """Return all equilibria of `model` over a grid, or over the points of a `design`.

    Each axis is `"low:high:count"` or a list of values, in the order of the array dimensions. Single values
    are held fixed, other parameters at their defaults; options of the model may be given too. With a design
    (`"random:1000"`, `"lhs:1000"`, `"sobol:1024"`, and a `seed`) an axis is `"low:high"`; without axes all parameters
    vary. By default the concept is `spe` for a tree, `nash` for a 2x2 game, `pure` for a larger one, and what `solve`
    takes for other forms; `settings` are its options. Points that violate the assumptions of the model are left out.

    Where there is a kernel the result is a `Sweep` of arrays, else, or if `exact` asks for it, or `settings` or rules
    to `select` by (`sweeps.rules`), a `Listed` of exact equilibria. With a `store`, a folder (Zarr if its name ends in
    .zarr, else Parquet), it is a `Stored`; `resume` goes on with one that was broken off. `client`, a Dask `Client`,
    lets a cluster do the work; otherwise kernels run in `threads` and solvers in `workers` processes (0: one a core).
    The answer does not depend on these, nor on `block`. An exception in `progress`, or Ctrl-C, ends the sweep; a store
    then keeps the parts that are done.

    Raises ParameterError for an unknown parameter, a value out of range, an empty axis or a grid too large
    for the memory, UnknownNameError for another concept, NotCoveredError for a game the concept does not
    cover, OutputError for a store that holds another sweep.

    >>> from games.export_controls import chip_ban
    >>> found = sweep(chip_ban, k_us="0:3:4", q=["1/4", "1/2"])
    >>> found.where("Restrict", "Indigenise").astype(int).tolist()
    [[0, 0], [1, 1], [1, 1], [1, 1]]
    """
    options = {name: axes.pop(name) for name in list(axes) if name in model.options}
    model = model.choose(**options)
    points = read_points(model, axes, design, seed)
    asked = Request(model, concept, points, dict(settings or {}), tuple(select), exact)
    request = replace(asked, part=asked.part_size)
    crew = _Crew(client, workers or _cores(), threads, progress)
    if store:
        return _streamed(request, Path(store), resume, crew)
    if resume:
        raise ParameterError("resume: accepted with the store to go on with")
    kernel = request.kernel
    if kernel is None:
        return _listed(request, crew)
    found = _from_crew(request, kernel, crew) if client else _in_memory(request, kernel, threads, block, progress)
    if found.inside is not None and not found.inside.any():
        raise _nowhere(model)
    return found


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True)
class _Crew:
    """Who does the parts, and who is told."""

    client: Any
    workers: int
    threads: int
    progress: Progress | None

    def do(self, task: Task, parts: Iterable[int]) -> Iterator[tuple[int, Any]]:
        """Yield the answers to parts as they are done."""
        cuts, todo = task.request.parts, list(parts)
        size = task.request.points.size
        done = size - sum(cuts[k][1] - cuts[k][0] for k in todo)
        if self.progress is not None:
            self.progress(done, size)
        for k, answer in self._answers(task, todo):
            yield k, answer
            done += cuts[k][1] - cuts[k][0]
            if self.progress is not None:
                self.progress(done, size)

    def _answers(self, task: Task, todo: Sequence[int]) -> Iterator[tuple[int, Any]]:
        ask = task.ready()
        if self.client is not None:
            return on_cluster(self.client, task, todo)
        if task.request.plan is not None:
            return in_threads([ask] * max(self.threads, 1), todo)
        return in_processes(task, ask, todo, self.workers)


def _in_memory(request: Request, kernel: Kernel, threads: int, block: int, progress: Progress | None) -> Sweep:
    arrays = allocate(kernel.variables, request.points.size)
    run = Run(request.points, kernel.plan, kernel.run.compiled, arrays, kernel.run.domain)
    run.in_threads(threads, block, progress)
    return assembled(request, kernel, arrays)


def _from_crew(request: Request, kernel: Kernel, crew: _Crew) -> Sweep:
    allocate(kernel.variables, request.points.size)
    parts = dict(crew.do(Task(request), range(len(request.parts))))
    return assembled(request, kernel, joined_parts(parts[k] for k in sorted(parts))["points"])


def _listed(request: Request, crew: _Crew) -> Listed:
    parts = dict(crew.do(Task(request), range(len(request.parts))))
    tables = joined_parts(parts[k] for k in sorted(parts))
    if (tables["points"]["status"] == OUTSIDE).all():
        raise _nowhere(request.model)
    return Listed(request.model, request.solver_concept, request.points, request.select, tables)


def _streamed(request: Request, folder: Path, resume: bool, crew: _Crew) -> Stored:
    task = Task(request, "zarr" if folder.suffix == ".zarr" else "parquet")
    task.ready()
    store = Store(folder, request).open(resume)
    for _, files in crew.do(task, store.missing):
        store.write(files)
    return Stored(store)


def _nowhere(model: Model) -> ParameterError:
    return ParameterError(f"{model.name} assumes {', '.join(map(str, model.assumptions))}; nowhere on this grid")
