"""A sweep in its store: a summary read part by part, and the whole as a lazy dataset or as a frame that fits memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from games.forms.table import Shown, Table
from games.text import Language, about
from solvers.sweeps import words
from solvers.sweeps.encode import ZarrParts, parquet_path
from solvers.sweeps.files import column_of, free_name
from solvers.sweeps.listed import Listed, joined
from solvers.sweeps.ragged import column_types, unpacked
from solvers.sweeps.request import Kernel, Request
from solvers.sweeps.result import Sweep, shaped
from solvers.sweeps.solving import Part
from solvers.sweeps.store import Store
from solvers.sweeps.tallies import tally_arrays, tally_table, tally_tables, without_empty

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

NOT_COUNTED = ("p", "q", "components", "critical")


@dataclass(frozen=True, eq=False, repr=False)
class Stored(Shown):
    """A finished sweep in a folder, which need not fit into memory."""

    store: Store

    @property
    def request(self) -> Request:
        """What was asked."""
        return self.store.request

    @property
    def folder(self) -> Path:
        """Where it is."""
        return self.store.folder

    @property
    def size(self) -> int:
        """The number of points."""
        return self.request.points.size

    @property
    def _kernel(self) -> Kernel | None:
        return self.request.kernel

    def parts(self, names: tuple[str, ...] = ()) -> Iterator[Part]:
        """Yield the tables of the parts in order; of a sweep by a kernel only the variables of these `names`."""
        for k in range(len(self.store.parts)):
            yield self.part(k, names)

    def part(self, k: int, names: tuple[str, ...] = ()) -> Part:
        """Return the tables of one part."""
        if self._kernel is None and self.store.format == "zarr":
            return unpacked(self._zarr(k, tuple(column_types(self.request.select))), self.request.points,
                            *self.store.parts[k])  # fmt: skip
        if self._kernel is None:
            return {table: _columns(self.folder / parquet_path(table, k)) for table in ("points", "answers")}
        wanted = names or tuple(own.name for own in self._kernel.variables)
        return {"points": (self._zarr if self.store.format == "zarr" else self._parquet)(k, wanted)}

    def _parquet(self, k: int, names: tuple[str, ...]) -> dict[str, np.ndarray]:
        assert self._kernel is not None
        start, stop = self.store.parts[k]
        taken, found = list(self.request.points.bounds), dict[str, np.ndarray]()
        stacks = {"profile": self._kernel.plan.profiles, "supports": self._kernel.plan.supports}
        columns = _columns(self.folder / parquet_path("points", k))
        for own in self._kernel.variables:
            labels = (
                [column_of(own.name, ", ".join(each)) for each in stacks[own.stacked]] if own.stacked else [own.name]
            )
            read = [columns[free_name(label, taken)] for label in labels] if own.name in names else []
            found |= {own.name: np.stack(read) if own.stacked else read[0]} if read else {}
        assert all(len(own.T) == stop - start for own in found.values())
        return found

    def _zarr(self, k: int, names: tuple[str, ...]) -> dict[str, np.ndarray]:
        import zarr

        chunks = ZarrParts.of(self.request)
        root = zarr.open_group(self.folder, mode="r")
        box = chunks.region(k)
        found = {}
        for name in names:
            own = chunks.arrays[name]
            array: Any = root[own.name]
            held = np.asarray(array[(slice(None), *box) if own.stacked else (box or ...)])
            found[name] = held.reshape(own.rows, -1) if own.stacked else held.reshape(-1)
        return found

    @cached_property
    def points(self) -> dict[str, int]:
        """At how many points there is what, counted part by part."""
        counted: Counter[str] = Counter()
        for part in self.parts(tuple(own.name for own in self._variables)):
            counted.update(self._tally(part))
        return without_empty(dict(counted), self._kernel.plan.supports if self._kernel else ())

    @property
    def _variables(self) -> list[Any]:
        return [own for own in self._kernel.variables if own.name not in NOT_COUNTED] if self._kernel else []

    def _tally(self, part: Part) -> dict[str, int]:
        if self._kernel is None:
            return tally_tables(part)
        return tally_arrays(self._kernel.plan.profiles, self._kernel.plan.supports, part["points"])

    def load(self) -> Sweep | Listed:
        """Return the whole in memory.

        Raises ParameterError where it does not fit.
        """
        request, parts = self.request, joined_parts(self.parts())
        if self._kernel is None:
            return Listed(request.model, request.solver_concept, request.points, request.select, parts)
        return assembled(request, self._kernel, parts["points"])

    def to_xarray(self) -> xr.Dataset:
        """Return a dataset: lazy from Zarr, whole from Parquet."""
        if self.store.format == "zarr" and self._kernel:
            import xarray as xr

            return xr.open_zarr(self.folder, consolidated=False).set_coords(list(self.request.points.bounds))
        return self.load().to_xarray()

    def to_frame(self) -> pd.DataFrame:
        """Return everything as a data frame."""
        return self.load().to_frame()

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return at how many points there is what."""
        model, concept = self.request.model, self.request.to_json()["concept"]
        title = about(model.title.in_(lang), words.any_concept(concept, lang), lang)
        return tally_table(self.points, self.size, lang, caption or title, self.note(lang))

    def note(self, lang: Language = "en") -> str:
        """Return what varies, and where the answers are."""
        where = words.STORED.in_(lang).format(self.folder, self.store.format)
        return ("" if lang == "zh" else " ").join([words.points(self.request.points, lang), where])

    def to_json(self) -> dict[str, Any]:
        """Return plain data: the request and the counts."""
        return {"store": str(self.folder), "request": self.request.to_json(), "points": self.points}


def joined_parts(parts: Iterable[Part]) -> Part:
    """Return tables whose stacked arrays are joined along the points."""
    listed = list(parts)
    if "answers" in listed[0]:
        return joined(listed)
    names = listed[0]["points"]
    return {"points": {name: np.concatenate([part["points"][name] for part in listed], axis=-1) for name in names}}


def assembled(request: Request, kernel: Kernel, arrays: dict[str, np.ndarray]) -> Sweep:
    """Return the flat arrays of a kernel as a sweep in memory."""
    plan, points = kernel.plan, request.points
    return Sweep(
        request.model, plan.concept, points, plan.profiles, supports=plan.supports, **shaped(arrays, points.shape)
    )


def _columns(path: Path) -> dict[str, np.ndarray]:
    import pandas as pd

    frame = pd.read_parquet(path)
    return {str(name): frame[name].to_numpy() for name in frame}
