"""The running of a sweep: blocks of the grid through evaluation and kernel into the arrays of the answer."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np

from games.errors import NotCoveredError, ParameterError
from games.forms.batch import Points
from games.model import Model
from solvers.statics.kernels import Pure
from solvers.statics.rounding import Compiled, compile_expressions
from solvers.sweeps.plan import Plan, Variable

Progress = Callable[[int, int], None]
"""Called with the number of games done and the number of all."""

Arrays = dict[str, np.ndarray]

FALLBACK_MEMORY = 1 << 32


def compiled_over(model: Model, points: Points, expressions: Sequence[Any]) -> Compiled:
    """Return expressions in the parameters of `model` compiled over the box of `points`."""
    symbols = model.symbols
    axes = {symbols[name]: ends for name, ends in points.bounds.items()}
    return compile_expressions(expressions, axes, {symbols[name]: value for name, value in points.fixed.items()})


def allocate(variables: Sequence[Variable], size: int) -> Arrays:
    """Return the arrays of an answer, flat and not yet filled.

    Raises ParameterError when they do not fit into half of the memory.
    """
    needed = size * sum(own.rows * np.dtype(own.dtype).itemsize for own in variables)
    if needed > _memory() // 2:
        raise ParameterError(
            f"{size} games need {needed / 2**30:.3g} GB of memory; stream them to a store (store=, -o FOLDER)"
        )
    return {own.name: np.empty((own.rows, size) if own.stacked else size, dtype=own.dtype) for own in variables}


def _memory() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return FALLBACK_MEMORY


class Domain:
    """Where on a grid the assumptions of a model hold; decided exactly where floats cannot tell."""

    def __init__(self, model: Model, points: Points) -> None:
        self.model, self.points = model, points
        if not all(a.is_Relational and a.rel_op in ("<", "<=", ">", ">=") for a in model.assumptions):
            raise NotCoveredError(f"a sweep needs assumptions that are inequalities; {model.name} has others")
        self.compiled = compiled_over(model, points, [a.gts - a.lts for a in model.assumptions])

    def inside(self, start: int, points: Arrays, shape: tuple[int, ...]) -> np.ndarray:
        """Return where they hold in the block that starts at `start`, as a flat mask."""
        margins, errors = self.compiled.floats(**points)
        inside, unsure = np.ones(shape, dtype=bool), np.zeros(shape, dtype=bool)
        for margin, error in zip(margins, errors, strict=True):
            inside &= margin > error
            unsure |= np.logical_not((margin > error) | (margin < -error))  # a margin may be one number
        flat = inside.reshape(-1)
        for k in np.flatnonzero(unsure):
            flat[k] = self._holds(start + int(k))
        return flat

    def _holds(self, index: int) -> bool:
        import sympy

        symbols = self.model.symbols
        point = {symbols[name]: sympy.Rational(value) for name, value in self.points.point(index).items()}
        return all(bool(assumption.xreplace(point)) for assumption in self.model.assumptions)


@dataclass(frozen=True, eq=False)
class Run:
    """A sweep at work: `block` fills one block of the arrays, `exactly` decides single points.

    The arrays hold the points from `first` on.
    """

    points: Points
    plan: Plan
    compiled: Compiled
    arrays: Arrays
    domain: Domain | None = None
    first: int = 0

    def block(self, start: int, stop: int) -> None:
        """Fill the games start..stop-1, one block of `points.blocks`."""
        points, shape = self.points.coordinates(start, stop)
        here = slice(start - self.first, stop - self.first)
        with np.errstate(all="ignore"):
            values, errors = self.compiled.floats(**points)
            found = self.plan.solve(values, errors)
        for name in self.arrays.keys() - {"inside", "failed"}:
            answer, array = answer_of(found, name), self.arrays[name]
            for row, own in zip(array, answer, strict=True) if array.ndim > 1 else [(array, answer)]:
                row[here].reshape(shape)[...] = own
        inside = np.ones(stop - start, dtype=bool)
        if self.domain is not None:
            inside = self.arrays["inside"][here] = self.domain.inside(start, points, shape)
            self._empty(here.start + np.flatnonzero(~inside))
        if "failed" in self.arrays:
            finite = reduce(np.logical_and, map(np.isfinite, values), np.ones(shape, dtype=bool))
            failed = self.arrays["failed"][here] = inside & ~finite.reshape(-1)
            self._empty(here.start + np.flatnonzero(failed))

    def _empty(self, left_out: np.ndarray) -> None:
        for name, array in self.arrays.items():
            if name not in ("inside", "failed"):
                array[..., left_out] = np.nan if array.dtype.kind == "f" else 0

    def exactly(self, indices: np.ndarray) -> None:
        """Decide the games at flat indices by exact arithmetic."""
        points = (self.points.point(int(index)) for index in indices)
        names = self.points.bounds
        rows = [self.compiled.exact(**{name: point[name] for name in names}) for point in points]
        found = self.plan.solve([np.array(column, dtype=object) for column in zip(*rows, strict=True)], None)
        for name in self.arrays.keys() - {"inside", "failed"}:
            self.arrays[name][..., indices - self.first] = answer_of(found, name)

    def in_threads(self, threads: int, size: int, progress: Progress | None) -> None:
        """Fill every block of about `size` games; numpy releases the interpreter lock, so threads help."""
        blocks = self.points.blocks(size)
        pool = ThreadPoolExecutor(max(threads, 1))
        try:
            done = pool.map(self.block, *zip(*blocks, strict=True))
            for (_, stop), _ in zip(blocks, done, strict=True):
                if progress is not None:
                    progress(stop, self.points.size)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def answer_of(found: Pure, name: str) -> Any:
    """Return one array of an answer; a pure answer counts its rows."""
    value = getattr(found, name, None)
    return found.pure.sum(axis=0, dtype=np.int16) if value is None else value
