"""Parts of a sweep as the bytes of files, so that whoever solves a part needs no access to the store.

*Parquet*: one file a part and table, `points/part-000000.parquet` and, of a sweep by the solvers, `answers/…`; what
holds for all points is in the metadata of every file. *Zarr* (format 3): the files of one chunk of every array,
compressed by Zstandard; arrays have the shape of the grid, lists of equilibria are texts (see `ragged`). In both the
file that closes a part comes last.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from math import prod
from typing import Any

import numpy as np

from games.forms.batch import Points
from solvers.sweeps.designs import Sample
from solvers.sweeps.files import Columns, dimensions, free_name
from solvers.sweeps.ragged import column_types, packed
from solvers.sweeps.request import Kernel, Request
from solvers.sweeps.solving import Part

Files = dict[str, bytes]
"""Contents by path, in the order in which they are to be written."""

FORMATS = ("parquet", "zarr")
ZSTD_LEVEL = 1


@dataclass(frozen=True, eq=False)
class Task:
    """What a worker is sent: a request, and the format of its answer, none for arrays."""

    request: Request
    format: str = ""

    def ready(self) -> Callable[[int], Any]:
        """Return what answers the parts by their numbers."""
        work, parts = self.request.work(), self.request.parts
        if not self.format:
            return lambda k: work.part(*parts[k])
        if self.format == "zarr":
            zarr = ZarrParts.of(self.request)
            return lambda k: zarr.files(k, self._columns(work.part(*parts[k])))
        parquet = ParquetParts(self.request, work if isinstance(work, Kernel) else None)
        return lambda k: parquet.files(k, work.part(*parts[k]))

    def _columns(self, part: Part) -> Mapping[str, np.ndarray]:
        return part["points"] if self.request.kernel else packed(part, self.request.select)


def closing(request: Request, format_: str) -> Callable[[int], str]:
    """Return what gives the path of the file that closes a part."""
    if format_ == "zarr":
        zarr = ZarrParts.of(request)
        return lambda k: zarr.paths(k)[-1]
    return partial(parquet_path, "points")


def parquet_path(table: str, k: int) -> str:
    """Return the path of a part of a table."""
    return f"{table}/part-{k:06d}.parquet"


@dataclass(frozen=True, eq=False)
class ParquetParts:
    """Parts as Parquet files."""

    request: Request
    kernel: Kernel | None

    def files(self, k: int, part: Part) -> Files:
        """Return the files of a part."""
        start, stop = self.request.parts[k]
        tables = {name: self._labelled(own, start, stop) for name, own in part.items()}
        return {parquet_path(name, k): self._bytes(tables[name]) for name in reversed(tables)}

    def _labelled(self, table: Mapping[str, np.ndarray], start: int, stop: int) -> dict[str, np.ndarray]:
        if self.kernel is None:
            return dict(table)
        columns = kernel_columns(self.request, self.kernel, table)
        return {**self.request.points.values(start, stop), **columns.answers}

    def _bytes(self, table: Mapping[str, np.ndarray]) -> bytes:
        import pyarrow as pa
        import pyarrow.parquet as pq

        texts = [name for name, own in table.items() if own.dtype == object]
        arrays = {name: pa.array(own, pa.string() if name in texts else None) for name, own in table.items()}
        made = pa.table(arrays).replace_schema_metadata({"techpower": json.dumps(self.request.to_json())})
        stream = BytesIO()
        repeating = [*texts, *self.request.points.bounds]
        pq.write_table(made, stream, compression="zstd", use_dictionary=[n for n in repeating if n in table])
        return stream.getvalue()


def kernel_columns(request: Request, kernel: Kernel, arrays: Mapping[str, np.ndarray]) -> Columns:
    """Return the arrays of a part of a sweep by a kernel, with their labels."""
    named = {"profile": kernel.plan.profiles, "supports": kernel.plan.supports}
    labels = {name: [", ".join(each) for each in own] for name, own in named.items() if own}
    stacked = {own.name: own.stacked for own in kernel.variables if own.stacked}
    stacks = {name: (kind, arrays[name]) for name, kind in stacked.items()}
    flat = {own.name: arrays[own.name] for own in kernel.variables if not own.stacked}
    return Columns(request.points, {}, labels, stacks, flat, {name: {} for name in request.points.bounds}, {})


@dataclass(frozen=True, eq=False)
class ZarrArray:
    """An array of a store: its name there, its kind of rows, their number, and the type of its numbers."""

    name: str
    stacked: str
    rows: int
    dtype: str


@dataclass(frozen=True, eq=False)
class ZarrParts:
    """Parts as chunks of Zarr arrays, by the names of the variables; of a sample the coordinates too."""

    points: Points
    parts: Sequence[tuple[int, int]]
    box: tuple[int, ...]
    arrays: Mapping[str, ZarrArray]

    @classmethod
    def of(cls, request: Request) -> ZarrParts:
        """Return the chunks of a request, answered by a kernel or by the solvers."""
        points = request.points
        taken = [*points.bounds, *dimensions(points)]
        sampled = list(points.bounds) if isinstance(points, Sample) else []
        arrays = {f"axis {name}": ZarrArray(name, "", 1, "float64") for name in sampled}
        for own in request.kernel.variables if request.kernel else ():
            arrays[own.name] = ZarrArray(free_name(own.name, taken), own.stacked, own.rows, own.dtype)
        for name, kind in {} if request.kernel else column_types(request.select).items():
            arrays[name] = ZarrArray(free_name(name.replace(":", " "), taken), "", 1, kind)
        return cls(points, request.parts, points.part_shape(request.part_size), arrays)

    def paths(self, k: int) -> list[str]:
        """Return the paths of a part's chunks."""
        counts = [-(-whole // own) for whole, own in zip(self.points.shape, self.box, strict=True)]
        place = [int(i) for i in np.unravel_index(k, counts)] if counts else []
        return ["/".join([own.name, "c", *map(str, [0] * bool(own.stacked) + place)]) for own in self.arrays.values()]

    def region(self, k: int) -> tuple[slice, ...]:
        """Return where a part lies in the grid."""
        counts = [-(-whole // own) for whole, own in zip(self.points.shape, self.box, strict=True)]
        place = np.unravel_index(k, counts) if counts else ()
        starts = [int(i) * own for i, own in zip(place, self.box, strict=True)]
        ends = zip(starts, self.box, self.points.shape, strict=True)
        return tuple(slice(start, min(start + own, whole)) for start, own, whole in ends)

    def files(self, k: int, part: Mapping[str, np.ndarray]) -> Files:
        """Return the chunks of a part."""
        if isinstance(self.points, Sample):
            part = {f"axis {name}": own for name, own in self.points.values(*self.parts[k]).items()} | dict(part)
        return dict(zip(self.paths(k), (self._chunk(part[name]) for name in self.arrays), strict=True))

    def _chunk(self, array: np.ndarray) -> bytes:
        from numcodecs.vlen import VLenUTF8
        from numcodecs.zstd import Zstd

        texts = array.dtype == object
        whole = array if texts else array.astype(array.dtype.newbyteorder("<"), copy=False)
        if array.shape[-1] < prod(self.box):
            whole = self._padded(whole)
        plain = VLenUTF8().encode(whole.reshape(-1)) if texts else np.ascontiguousarray(whole)
        return bytes(Zstd(level=ZSTD_LEVEL).encode(plain))

    def _padded(self, array: np.ndarray) -> np.ndarray:
        rows = array.shape[:-1]
        whole = np.full((*rows, *self.box), "" if array.dtype == object else 0, dtype=array.dtype)
        inside = self._inside(array.shape[-1])
        held = array.reshape(*rows, *(own.stop for own in inside))
        whole[(*[slice(None)] * len(rows), *inside)] = held
        return whole

    def _inside(self, points: int) -> tuple[slice, ...]:
        """Return the part of a chunk that lies in the grid; it is shorter along the one axis that is cut."""
        lengths = list(self.box)
        cut = next((k for k, own in enumerate(lengths) if own > 1), 0)
        if lengths:
            inner = prod(lengths[cut + 1 :])
            lengths[cut] = points // inner
        return tuple(slice(0, length) for length in lengths)


def dimension_names(stacked: str, points: Points) -> Sequence[str]:
    """Return the names of the dimensions of an array of a store."""
    dims = dimensions(points)
    taken = [*points.bounds, *dims]
    return [*([free_name(stacked, taken)] if stacked else []), *dims]
