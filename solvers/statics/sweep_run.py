"""The running of a sweep: blocks of the grid through evaluation and kernel into the arrays of the answer."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from games.errors import NotCoveredError, ParameterError
from games.forms.batch import Batch
from games.model import Model
from solvers.statics.kernels import Pure
from solvers.statics.rounding import Compiled, compile_expressions
from solvers.statics.sweep_plan import Plan

Progress = Callable[[int, int], None]
"""Called with the number of games done and the number of all."""

Arrays = dict[str, np.ndarray]

FALLBACK_MEMORY = 1 << 32


def compiled_over(model: Model, batch: Batch, expressions: Sequence[Any]) -> Compiled:
    """Return expressions in the parameters of `model` compiled over the grid of `batch`."""
    symbols = model.symbols
    axes = {symbols[a.name]: (float(a.values.min()), float(a.values.max())) for a in batch.axes}
    return compile_expressions(expressions, axes, {symbols[name]: value for name, value in batch.fixed.items()})


def allocate(plan: Plan, size: int, domain: bool) -> Arrays:
    """Return the arrays of an answer, flat and not yet filled.

    Raises ParameterError when they do not fit into half of the memory.
    """
    small = np.int8 if len(plan.profiles) < 128 else np.int16
    types: dict[str, Any] = {"tie": bool, "unsure": bool, "count": small}
    if plan.concept == "nash" and not plan.supports:
        types |= {"mixed": bool, "p": float, "q": float, "components": np.int8}
    if domain:
        types["inside"] = bool
    rows = len(plan.profiles) + len(plan.supports)
    needed = size * (rows + sum(np.dtype(kind).itemsize for kind in types.values()))
    if needed > _memory() // 2:
        raise ParameterError(f"a grid of {size} games needs {needed / 2**30:.3g} GB of memory; sweep it in parts")
    arrays = {name: np.empty(size, dtype=kind) for name, kind in types.items()}
    if plan.supports:
        arrays["by_support"] = np.empty((len(plan.supports), size), dtype=np.int8)
    return arrays | {"pure": np.empty((len(plan.profiles), size), dtype=bool)}


def _memory() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return FALLBACK_MEMORY


class Domain:
    """Where on a grid the assumptions of a model hold; decided exactly where floats cannot tell."""

    def __init__(self, model: Model, batch: Batch) -> None:
        self.model, self.batch = model, batch
        if not all(a.is_Relational and a.rel_op in ("<", "<=", ">", ">=") for a in model.assumptions):
            raise NotCoveredError(f"a sweep needs assumptions that are inequalities; {model.name} has others")
        self.compiled = compiled_over(model, batch, [a.gts - a.lts for a in model.assumptions])

    def inside(self, start: int, points: Arrays, shape: tuple[int, ...]) -> np.ndarray:
        """Return where they hold in the block that starts at `start`, as a flat mask."""
        margins, errors = self.compiled.floats(**points)
        inside, unsure = np.ones(shape, dtype=bool), np.zeros(shape, dtype=bool)
        for margin, error in zip(margins, errors, strict=True):
            inside &= margin > error
            unsure |= ~((margin > error) | (margin < -error))
        flat = inside.reshape(-1)
        for k in np.flatnonzero(unsure):
            flat[k] = self._holds(start + int(k))
        return flat

    def _holds(self, index: int) -> bool:
        import sympy

        symbols = self.model.symbols
        point = {symbols[name]: sympy.Rational(value) for name, value in self.batch.point(index).items()}
        return all(bool(assumption.xreplace(point)) for assumption in self.model.assumptions)


@dataclass(frozen=True, eq=False)
class Run:
    """A sweep at work: `block` fills one block of the arrays, `exactly` decides single points."""

    batch: Batch
    plan: Plan
    compiled: Compiled
    arrays: Arrays
    domain: Domain | None = None

    def block(self, start: int, stop: int) -> None:
        """Fill the games start..stop-1, one block of `batch.blocks`."""
        points, shape = self.batch.coordinates(start, stop)
        with np.errstate(all="ignore"):
            values, errors = self.compiled.floats(**points)
        if self.domain is None and not all(np.isfinite(value).all() for value in values):
            raise ParameterError("payoffs are not finite everywhere on the grid; leave out where they divide by zero")
        with np.errstate(all="ignore"):
            found = self.plan.solve(values, errors)
        for name in self.arrays.keys() - {"inside", "pure", "by_support"}:
            self.arrays[name][start:stop].reshape(shape)[...] = _answer(found, name)
        for name in self.arrays.keys() & {"pure", "by_support"}:
            for row, own in zip(self.arrays[name], _answer(found, name), strict=True):
                row[start:stop].reshape(shape)[...] = own
        if self.domain is not None:
            inside = self.domain.inside(start, points, shape)
            self._empty(start + np.flatnonzero(~inside))
            self.arrays["inside"][start:stop] = inside

    def _empty(self, outside: np.ndarray) -> None:
        for name, array in self.arrays.items():
            array[..., outside] = np.nan if name in ("p", "q") else 0

    def exactly(self, indices: np.ndarray) -> None:
        """Decide the games at flat indices by exact arithmetic."""
        points = (self.batch.point(int(index)) for index in indices)
        names = [axis.name for axis in self.batch.axes]
        rows = [self.compiled.exact(**{name: point[name] for name in names}) for point in points]
        found = self.plan.solve([np.array(column, dtype=object) for column in zip(*rows, strict=True)], None)
        for name, array in self.arrays.items():
            array[..., indices] = _answer(found, name)

    def in_threads(self, threads: int, size: int, progress: Progress | None) -> None:
        """Fill every block of about `size` games; numpy releases the interpreter lock, so threads help."""
        blocks = self.batch.blocks(size)
        pool = ThreadPoolExecutor(max(threads, 1))
        try:
            done = pool.map(self.block, *zip(*blocks, strict=True))
            for (_, stop), _ in zip(blocks, done, strict=True):
                if progress is not None:
                    progress(stop, self.batch.size)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _answer(found: Pure, name: str) -> np.ndarray:
    """Return one array of an answer; a pure answer counts its rows."""
    value = getattr(found, name, None)
    counted: np.ndarray = found.pure.sum(axis=0, dtype=np.int16) if value is None else value
    return counted
