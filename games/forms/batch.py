"""Grids of parameter values, and a grid of games: one symbolic form evaluated at every point, chunk by chunk.

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
class Points:
    """The points of a grid, numbered with the last axis fastest: the values on the `axes`, the rest `fixed`."""

    axes: tuple[Axis, ...]
    fixed: Mapping[str, Fraction]

    @property
    def shape(self) -> tuple[int, ...]:
        """The number of values along each axis."""
        return tuple(len(axis) for axis in self.axes)

    @property
    def size(self) -> int:
        """The number of points."""
        return prod(self.shape)

    @property
    def bounds(self) -> dict[str, tuple[float, float]]:
        """The least and the greatest value of each parameter that varies."""
        return {a.name: (float(a.values.min()), float(a.values.max())) for a in self.axes}

    def blocks(self, size: int = 1 << 15, start: int = 0, stop: int | None = None) -> list[tuple[int, int]]:
        """Return (start, stop) of blocks of about `size` points that cover the grid, or one part of it.

        A block is a stretch of the last axis or a run of whole rows, so that what depends on the other axes only is
        computed once a row. A part is one of `parts`.
        """
        stop = self.size if stop is None else stop
        inner = self.shape[-1] if self.shape else 1
        if inner >= size:
            cuts = [start, *range(start - start % inner + inner, stop, inner), stop]
            return [(a, min(a + size, end)) for begin, end in pairwise(cuts) for a in range(begin, end, size)]
        step = max(size // inner, 1) * inner
        return [(a, min(a + step, stop)) for a in range(start, stop, step)]

    def part_shape(self, size: int) -> tuple[int, ...]:
        """Return the shape of boxes of at most `size` points, each a run of points, that tile the grid."""
        found: list[int] = []
        for length in reversed(self.shape):
            found.append(max(min(size, length), 1))
            size = size // length if size >= length else 0
        return tuple(reversed(found))

    def parts(self, size: int) -> list[tuple[int, int]]:
        """Return (start, stop) of these boxes, in order."""
        box = self.part_shape(size)
        cut = next((k for k, (own, whole) in enumerate(zip(box, self.shape, strict=True)) if own > 1), len(box) - 1)
        inner, length = prod(self.shape[cut + 1 :]), self.shape[cut] if self.shape else 1
        step = box[cut] if box else 1
        return [
            ((row * length + a) * inner, (row * length + min(a + step, length)) * inner)
            for row in range(prod(self.shape[:cut]) if self.shape else 1)
            for a in range(0, length, step)
        ]

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

    def values(self, start: int, stop: int) -> dict[str, np.ndarray]:
        """Return the axis values at the points start..stop-1, one flat array an axis."""
        where = np.unravel_index(np.arange(start, stop), self.shape) if self.shape else ()
        return {axis.name: axis.values[w] for axis, w in zip(self.axes, where, strict=True)}

    def point(self, index: int) -> dict[str, Fraction]:
        """Return the exact parameter values at one point."""
        where = np.unravel_index(index, self.shape)
        return {**self.fixed, **{a.name: a.exact(int(w)) for a, w in zip(self.axes, where, strict=True)}}


@dataclass(frozen=True, eq=False)
class Batch(Points):
    """Numbers that depend on parameters, over a grid.

    `template` is the symbolic form. `evaluate(**coordinates)` returns one broadcastable array per payoff, player by
    player over profiles (over leaves in a tree); `axes` are varied, the rest is `fixed`. `exact_game` builds the exact
    game at given parameter values.
    """

    template: NormalForm | GameTree
    evaluate: Callable[..., Sequence[Any]]
    exact_game: Callable[..., Any]

    def chunk(self, start: int, stop: int) -> np.ndarray:
        """Return the values at the points start..stop-1 of the flattened grid: shape (n_values, stop - start)."""
        return self._fill(self.values(start, stop), (stop - start,))

    def block(self, start: int, stop: int) -> np.ndarray:
        """Return the values of one block from `blocks`, evaluated by broadcasting rows against the last axis."""
        return self._fill(*self.coordinates(start, stop))

    def _fill(self, points: Mapping[str, np.ndarray], shape: tuple[int, ...]) -> np.ndarray:
        values = self.evaluate(**{name: float(value) for name, value in self.fixed.items()}, **points)
        out = np.empty((len(values), *shape))
        for row, value in zip(out, values, strict=True):
            row[...] = value
        return out.reshape(len(values), -1)

    def game(self, index: int) -> Any:
        """Return the exact game at one point of the flattened grid."""
        return self.exact_game(**self.point(index))
