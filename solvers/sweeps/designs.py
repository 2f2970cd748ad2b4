"""Designs: which points of the parameters a sweep looks at, other than a grid.

`random:N` draws N independent points, `lhs:N` a Latin hypercube (every parameter has one value in each of N equal
strata), `sobol:N` the first N points of a scrambled Sobol sequence. All are reproduced by their seed, and any stretch
of them without the rest (a hypercube is drawn whole). Coordinates are odd multiples of 2**-53, so that no point lies on
an end of a range, and every point is exact.

References: McKay, Beckman and Conover (1979), "A comparison of three methods for selecting values of input variables";
Owen (1998), "Scrambling Sobol' and Niederreiter-Xing points"; Salmon et al. (2011), "Parallel random numbers".
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np

from games.errors import ParameterError
from games.forms import numbers
from games.forms.batch import Axis, Points
from games.model import Model

KINDS = ("random", "lhs", "sobol")
MAX_SOBOL = 1 << 30
MAX_LATIN = 10**7
"""Numbers of a hypercube, which is held in memory as a whole."""
DRAWS = 4
"""Numbers a counter of the generator stands for."""
STEPS = 2.0**52


@dataclass(frozen=True)
class Design:
    """`count` points of the unit cube of `dimension` sides."""

    kind: str
    count: int
    dimension: int
    seed: int

    def unit(self, start: int, stop: int) -> np.ndarray:
        """Return the points start..stop-1: shape (stop - start, dimension)."""
        drawn = {"random": self._random, "lhs": self._latin, "sobol": self._sobol}[self.kind](start, stop)
        centred: np.ndarray = (np.floor(drawn * STEPS) + 0.5) / STEPS
        return centred

    def _random(self, start: int, stop: int) -> np.ndarray:
        """Start the generator, whose counter can be set, at the first number wanted."""
        skipped, beyond = divmod(start * self.dimension, DRAWS)
        bits = np.random.Philox(key=self.seed)
        bits.advance(skipped)
        drawn = np.random.Generator(bits).random(beyond + (stop - start) * self.dimension)
        return drawn[beyond:].reshape(-1, self.dimension)

    def _latin(self, start: int, stop: int) -> np.ndarray:
        return _hypercube(self)[start:stop]

    def _sobol(self, start: int, stop: int) -> np.ndarray:
        from scipy.stats import qmc

        engine = qmc.Sobol(self.dimension, scramble=True, seed=np.random.default_rng(self.seed))
        if start:
            engine.fast_forward(start)
        with warnings.catch_warnings():  # a stretch of the sequence is no power of two long, the whole may be
            warnings.simplefilter("ignore", UserWarning)
            drawn: np.ndarray = engine.random(stop - start)
        return drawn


@lru_cache(maxsize=1)
def _hypercube(design: Design) -> np.ndarray:
    from scipy.stats import qmc

    drawn: np.ndarray = qmc.LatinHypercube(design.dimension, seed=np.random.default_rng(design.seed)).random(
        design.count
    )
    return drawn


@dataclass(frozen=True, eq=False)
class Sample(Points):
    """The points of a design inside the box whose ends are on the `axes`."""

    design: Design

    @property
    def shape(self) -> tuple[int, ...]:
        """The number of points, along one dimension."""
        return (self.design.count,)

    def values(self, start: int, stop: int) -> dict[str, np.ndarray]:
        """Return the parameters that vary at the points start..stop-1."""
        unit = self.design.unit(start, stop)
        ends = [axis.values for axis in self.axes]
        return {a.name: e[0] + (e[1] - e[0]) * own for a, e, own in zip(self.axes, ends, unit.T, strict=True)}

    def coordinates(self, start: int, stop: int) -> tuple[dict[str, np.ndarray], tuple[int, ...]]:
        """Return the same with the shape of the block."""
        return self.values(start, stop), (stop - start,)

    def point(self, index: int) -> dict[str, Fraction]:
        """Return the exact parameter values at one point."""
        unit = self.design.unit(index, index + 1)[0].tolist()
        ends = [(axis.name, axis.exact(0), axis.exact(1)) for axis in self.axes]
        varied = {name: low + (high - low) * Fraction(u) for (name, low, high), u in zip(ends, unit, strict=True)}
        return {**self.fixed, **varied}


def read_points(model: Model, axes: Mapping[str, Any], design: str = "", seed: int = 0) -> Points:
    """Return a grid, or with a `design` such as `sobol:1024` its points in the box of `"low:high"` axes.

    Without an axis every parameter that is not fixed varies over its declared range.
    Raises ParameterError for what is no design, axis or value of the model.
    """
    if not design:
        return model.grid(**axes)
    kind, _, count = design.partition(":")
    if kind not in KINDS or not count.isdigit() or int(count) == 0:
        accepted = ", ".join(f"{each}:N" for each in KINDS)
        raise ParameterError(f"design {numbers.clip(design)!r}; accepted: {accepted}, with N points")
    ranges = {name: spec for name, spec in axes.items() if isinstance(spec, str) and ":" in spec}
    fixed = model.grid(**{name: spec for name, spec in axes.items() if name not in ranges})
    if fixed.axes:
        raise ParameterError(f"axis {fixed.axes[0].name}: a design needs a range low:high, or a single value")
    whole = {p.name: "" for p in model.parameters if p.low != p.high and p.name not in axes}
    box = tuple(_range(model, name, spec) for name, spec in (ranges or whole).items())
    if not box:
        raise ParameterError(f"{model.name} has no parameter to vary")
    if seed < 0:
        raise ParameterError(f"seed {seed}; accepted: 0, 1, 2, ...")
    return Sample(
        box,
        {name: value for name, value in fixed.fixed.items() if name not in {axis.name for axis in box}},
        _checked(Design(kind, int(count), len(box), seed)),
    )


def _checked(design: Design) -> Design:
    if design.kind == "lhs" and design.count * design.dimension > MAX_LATIN:
        raise ParameterError(
            f"design lhs:{design.count}: a hypercube is drawn whole, at most {MAX_LATIN // design.dimension} points "
            f"of {design.dimension} parameters; take random or sobol"
        )
    if design.kind == "sobol" and design.count > MAX_SOBOL:
        raise ParameterError(f"design sobol:{design.count}: at most {MAX_SOBOL} points; take random")
    return design


def _range(model: Model, name: str, spec: str) -> Axis:
    declared = next((p for p in model.parameters if p.name == name), None)
    if declared is None:
        raise ParameterError(
            f"{model.name} has no parameter {name!r}; accepted: {', '.join(p.name for p in model.parameters)}"
        )
    ends = spec.split(":") if spec else [str(declared.low), str(declared.high)]
    if len(ends) != 2:
        raise ParameterError(f"axis {name}={numbers.clip(spec)}: a design needs low:high, e.g. 0:3")
    low, high = (Fraction(numbers.exact(end)) for end in ends)
    if not declared.low <= low < high <= declared.high:
        raise ParameterError(f"axis {name}={numbers.clip(spec)}; accepted: a range inside {declared.range}")
    return Axis(name, np.array([float(low), float(high)]), (low, high))
