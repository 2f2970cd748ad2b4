"""Sweeps: all equilibria of a model at every point of a grid of its parameters.

A million small games are one array, not a million calls: what an action gains over another is derived once as
a symbolic expression in the parameters on the axes, compiled, and evaluated block by block; the kernels turn
gains into equilibria. Nothing is selected: every equilibrium of the concept is kept.

* `nash`: every equilibrium, pure and mixed, of a 2x2 game, a small two-player or a 2x2x2 game;
* `pure`: every pure equilibrium of a normal form of any size;
* `spe`: every play of a pure subgame-perfect equilibrium of a tree of perfect information.

At points flagged as tied a gain is zero. Where float arithmetic cannot tell its sign (`statics.rounding` has
the bound) the point is also flagged as unsure: both sides of the tie are listed, as if it were exact.
`resolve_ties` decides each of these by exact rational arithmetic, and `exact` solves one point completely.
"""

from __future__ import annotations

from typing import Any

from games.errors import ParameterError
from games.model import Model
from solvers.sweeps.designs import read_points
from solvers.sweeps.plan import make_plan, variables
from solvers.sweeps.result import Sweep, shaped
from solvers.sweeps.run import Domain, Progress, Run, allocate, compiled_over

__all__ = ["Sweep", "sweep"]

BLOCK = 1 << 16
"""Games evaluated at a time: their arrays fit the cache of one core."""


def sweep(model: Model, /, concept: str = "", *, progress: Progress | None = None, threads: int = 2,
          block: int = BLOCK, design: str = "", seed: int = 0, **axes: Any) -> Sweep:  # fmt: skip
    """Return all equilibria of `model` over a grid.

    Each axis is `"low:high:count"` or a list of values, in the order of the array dimensions. Single values
    are held fixed, other parameters at their defaults; options may be given too. By default the concept is
    `spe` for a tree, `nash` for a 2x2 game and `pure` for a larger one. Points that violate the assumptions
    of the model are left out: no equilibria, and False in `inside`. The answer does not depend on `threads`
    and `block`. An exception in `progress`, or Ctrl-C, ends the sweep.

    Raises ParameterError for an unknown parameter, a value out of range, an empty axis or a grid too large
    for the memory, UnknownNameError for another concept, NotCoveredError for a game the concept does not
    cover.

    >>> from games.export_controls import chip_ban
    >>> found = sweep(chip_ban, k_us="0:3:4", q=["1/4", "1/2"])
    >>> found.where("Restrict", "Indigenise").astype(int).tolist()
    [[0, 0], [1, 1], [1, 1], [1, 1]]
    """
    options = {name: axes.pop(name) for name in list(axes) if name in model.options}
    model = model.choose(**options)
    points = read_points(model, axes, design, seed)
    plan = make_plan(model.strategic, concept)
    domain = Domain(model, points) if model.assumptions else None
    compiled = compiled_over(model, points, plan.expressions)
    arrays = allocate(variables(plan, domain is not None, not compiled.everywhere), points.size)
    run = Run(points, plan, compiled, arrays, domain)
    run.in_threads(threads, block, progress)
    if domain is not None and not arrays["inside"].any():
        raise ParameterError(f"{model.name} assumes {', '.join(map(str, model.assumptions))}; nowhere on this grid")
    return Sweep(model, plan.concept, points, plan.profiles, supports=plan.supports, **shaped(arrays, points.shape))
