"""A grid of games: one symbolic form evaluated at every point of a grid of parameter values, chunk by chunk.

The arrays put the points of the grid last, so that one payoff of a thousand games is one contiguous run of memory:
a chunk has shape (n_values, n_points). Nothing is computed before a chunk is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import prod
from typing import Any

import numpy as np

from games.errors import ParameterError
from games.forms import numbers
from games.forms.normal_form import NormalForm
from games.forms.tree import GameTree

MAX_POINTS = 10**8


@dataclass(frozen=True, eq=False)
class Axis:
    """The values one parameter takes, as floats and, on request, exactly."""

    name: str
    values: np.ndarray
    linear: tuple[Fraction, Fraction] | None = None
    listed: tuple[Fraction, ...] = ()

    def exact(self, index: int) -> Fraction:
        """Return the value at `index` as an exact rational."""
        if self.listed:
            return self.listed[index]
        if self.linear is None:
            value: Fraction = numbers.exact(float(self.values[index]))
            return value
        low, high = self.linear
        return low + (high - low) * index / max(len(self.values) - 1, 1)

    def __len__(self) -> int:
        return len(self.values)


def read_axis(name: str, spec: Any) -> Axis:
    """Return the axis that `spec` describes: `"low:high:count"` (evenly spaced, ends included) or a sequence of values.

    Raises ParameterError for anything else.

    >>> len(read_axis("k", "0:3:301")), read_axis("k", "0:3:301").exact(1)
    (301, Fraction(1, 100))
    """
    if isinstance(spec, str):
        return _linear_axis(name, spec)
    listed: tuple[Fraction, ...] = ()
    try:
        if not isinstance(spec, np.ndarray) or spec.dtype == object:
            listed = tuple(numbers.exact(value) for value in (spec if np.iterable(spec) else [spec]))
        values = np.atleast_1d(np.array(listed or spec, dtype=float))
    except (TypeError, ValueError, OverflowError):
        values = np.array([])
    if values.ndim != 1 or values.size == 0 or not np.isfinite(values).all():
        raise ParameterError(f"axis {name}: needs a non-empty list of finite numbers or low:high:count")
    return Axis(name, values, None, listed)


def _linear_axis(name: str, spec: str) -> Axis:
    parts = spec.split(":")
    if len(parts) != 3 or not parts[2].strip().isdigit() or not 0 < int(parts[2]) <= MAX_POINTS:
        raise ParameterError(
            f"axis {name}={numbers.clip(spec)}: accepted: low:high:count, e.g. 0:3:301, count up to {MAX_POINTS:,}"
        )
    low, high, count = numbers.exact(parts[0]), numbers.exact(parts[1]), int(parts[2])
    return Axis(name, np.linspace(float(low), float(high), count), (low, high))


@dataclass(frozen=True, eq=False)
class Batch:
    """Numbers that depend on parameters, over a grid.

    `template` is the symbolic form. `evaluate(**coordinates)` returns one broadcastable array per payoff, player by
    player over profiles (over leaves in a tree); `axes` are varied, the rest is `fixed`. `exact_game` builds the exact
    game at given parameter values.
    """

    template: NormalForm | GameTree
    axes: tuple[Axis, ...]
    fixed: Mapping[str, Fraction]
    evaluate: Callable[..., Sequence[Any]]
    exact_game: Callable[..., Any]

    @property
    def shape(self) -> tuple[int, ...]:
        """The number of values along each axis."""
        return tuple(len(axis) for axis in self.axes)

    @property
    def size(self) -> int:
        """The number of games in the batch."""
        return prod(self.shape)

    def chunk(self, start: int, stop: int) -> np.ndarray:
        """Return the values at the points start..stop-1 of the flattened grid: shape (n_values, stop - start)."""
        where = np.unravel_index(np.arange(start, stop), self.shape)
        return self._fill(
            {axis.name: axis.values[w] for axis, w in zip(self.axes, where, strict=True)}, (stop - start,)
        )

    def blocks(self, size: int = 1 << 15) -> list[tuple[int, int]]:
        """Return (start, stop) of blocks of about `size` points that cover the grid and fit the cache.

        A block is a stretch of the last axis or a run of whole rows, so that what depends on the other axes only is
        computed once a row.
        """
        inner = self.shape[-1] if self.shape else 1
        if inner >= size:
            cuts = [*range(0, inner, size), inner]
            rows = range(self.size // inner)
            return [(r * inner + a, r * inner + b) for r in rows for a, b in pairwise(cuts)]
        step = max(size // inner, 1) * inner
        return [(start, min(start + step, self.size)) for start in range(0, self.size, step)]

    def block(self, start: int, stop: int) -> np.ndarray:
        """Return the values of one block from `blocks`, evaluated by broadcasting rows against the last axis."""
        return self._fill(*self.coordinates(start, stop))

    def coordinates(self, start: int, stop: int) -> tuple[dict[str, np.ndarray], tuple[int, ...]]:
        """Return the axis values of one block from `blocks`, as arrays that broadcast to the shape returned with them.

        The block is (rows, columns): outer axes have shape (rows, 1), the last axis has shape (columns,).
        """
        if not self.axes:
            return {}, (1,)
        inner = self.shape[-1]
        rows = range(start // inner, (stop - 1) // inner + 1)
        outer = np.unravel_index(np.array(rows), self.shape[:-1]) if len(self.axes) > 1 else ()
        points = {a.name: a.values[w][:, None] for a, w in zip(self.axes[:-1], outer, strict=True)}
        columns = slice(0, inner) if len(rows) > 1 else slice(start % inner, start % inner + stop - start)
        points[self.axes[-1].name] = self.axes[-1].values[columns]
        return points, (len(rows), len(points[self.axes[-1].name]))

    def _fill(self, points: Mapping[str, np.ndarray], shape: tuple[int, ...]) -> np.ndarray:
        values = self.evaluate(**{name: float(value) for name, value in self.fixed.items()}, **points)
        out = np.empty((len(values), *shape))
        for row, value in zip(out, values, strict=True):
            row[...] = value
        return out.reshape(len(values), -1)

    def point(self, index: int) -> dict[str, Fraction]:
        """Return the exact parameter values at one point of the flattened grid."""
        where = np.unravel_index(index, self.shape)
        return {**self.fixed, **{a.name: a.exact(int(w)) for a, w in zip(self.axes, where, strict=True)}}

    def game(self, index: int) -> Any:
        """Return the exact game at one point of the flattened grid."""
        return self.exact_game(**self.point(index))
