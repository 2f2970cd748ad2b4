"""The result of a sweep by the solvers: every equilibrium at every point, as long or wide tables and as a dataset."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from games.errors import FormatError, ParameterError
from games.forms.table import Table
from games.text import Language, about
from games.writing import replacing
from solvers.sweeps import words
from solvers.sweeps.files import axis_attributes, coordinates, describe, dimensions, free_name
from solvers.sweeps.over import OverPoints
from solvers.sweeps.solving import FAILED, Part, selected
from solvers.sweeps.tallies import tally_table, tally_tables

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

SHOWN_REASONS = 3


def joined(parts: Iterable[Part]) -> Part:
    """Return the tables of parts, in their order, as one."""
    listed = list(parts)
    return {
        table: {name: np.concatenate([part[table][name] for part in listed]) for name in listed[0][table]}
        for table in listed[0]
    }


@dataclass(frozen=True, eq=False, repr=False)
class Listed(OverPoints):
    """Every equilibrium at every point, solved exactly.

    `tables` holds the columns of `points` and `answers` (see `solving`): ragged lists of equilibria in long form.
    """

    select: tuple[str, ...]
    tables: Part

    @property
    def count(self) -> np.ndarray:
        """The number of equilibria listed at each point, in the shape of the grid."""
        return self.tables["points"]["count"].reshape(self.shape)

    @property
    def status(self) -> np.ndarray:
        """`solved`, `outside` or `failed` at each point, in the shape of the grid."""
        return self.tables["points"]["status"].reshape(self.shape)

    @property
    def failed(self) -> dict[int, str]:
        """The points that failed, by their numbers, with the reasons."""
        points = self.tables["points"]
        return {int(k): str(points["reason"][k]) for k in np.flatnonzero(points["status"] == FAILED)}

    @cached_property
    def long(self) -> pd.DataFrame:
        """One row a quantity of an equilibrium at a point: its value and exact text."""
        import pandas as pd

        return pd.DataFrame(self.tables["answers"])

    @cached_property
    def wide(self) -> pd.DataFrame:
        """One row an equilibrium, by point and number, one column a quantity."""
        import pandas as pd

        long, keys = self.long, ["point", "equilibrium"]
        if long.empty:
            return pd.DataFrame(index=pd.MultiIndex.from_arrays([[], []], names=keys))
        values = long.pivot(index=keys, columns="quantity", values="value")
        texts = long.pivot(index=keys, columns="quantity", values="text")
        columns: dict[str, Any] = {}
        for name in long["quantity"].unique():
            columns |= _typed(str(name), values[name], texts[name])
        return pd.DataFrame(columns)

    def to_frame(self) -> pd.DataFrame:
        """Return one row an equilibrium, with what varies; a point without one has one row without quantities."""
        import pandas as pd

        points = pd.DataFrame(self.tables["points"])
        fixed = {name: float(value) for name, value in self.grid.fixed.items()}
        points = points.assign(**{free_name(name, map(str, points)): value for name, value in fixed.items()})
        wide, taken = self.wide.reset_index(), list(map(str, points))
        names = {name: free_name(str(name), taken) for name in wide if name not in ("point", "equilibrium")}
        wide = wide.rename(columns=names)
        return points.merge(wide, on="point", how="left")

    def to_xarray(self) -> xr.Dataset:
        """Return a dataset over the axes and `equilibrium`, whose length is the greatest number at any point.

        `count` says how many there are at each point; beyond it numbers are nan and texts empty.
        """
        import xarray as xr

        dims, names = dimensions(self.grid), list(self.grid.bounds)
        taken = [*names, *dims]
        most = max(int(self.tables["points"]["count"].max(initial=0)), 1)
        each = free_name("equilibrium", taken)
        points = self.tables["points"]
        kept = [name for name in points if name not in names and name != "point"]
        variables: dict[str, Any] = {free_name(n, taken): (dims, points[n].reshape(self.shape)) for n in kept}
        for name, column in self.wide.items():
            label = free_name(str(name), [*taken, *variables])
            variables[label] = ((*dims, each), self._ragged(column, most), {"long_name": str(name)})
        axes = {name: axis_attributes(self.model, name) for name in names}
        where = coordinates(self.grid, axes) | {each: (each, np.arange(most), {})}
        return xr.Dataset(variables, where, describe(self.model, self.concept) | {"fixed": self.fixed_text})

    def _ragged(self, column: Any, most: int) -> np.ndarray:
        numeric = column.dtype == float
        out = np.full((self.size, most), np.nan if numeric else "", dtype=float if numeric else object)
        index = column.index
        values = column.to_numpy() if numeric else column.fillna("").to_numpy()
        out[index.get_level_values(0), index.get_level_values(1)] = values
        return out.reshape(*self.shape, most)

    def save(self, path: str | Path) -> Path:
        """Write .csv or .parquet (one row an equilibrium) or .nc (netCDF-3), whole or not at all; return the path.

        Raises FormatError for another suffix, OutputError when the folder or disk cannot take it.
        """
        path = Path(path)
        suffix = path.suffix.lower()
        if suffix not in (".csv", ".parquet", ".nc"):
            raise FormatError(f"{path.name}: a sweep is saved as .csv, .nc or .parquet, or streamed to a folder")
        with replacing(path) as stream:
            if suffix == ".csv":
                stream.write(self.to_frame().to_csv(index=False, lineterminator="\n").encode())
            elif suffix == ".parquet":
                self.to_frame().to_parquet(stream, index=False)
            else:
                stream.write(_plain(self.to_xarray()).to_netcdf(engine="scipy", format="NETCDF3_64BIT"))
        return path

    @cached_property
    def points(self) -> dict[str, int]:
        """The number of points where equilibria of each support exist, several, none, failed and so on."""
        return tally_tables(self.tables)

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return at how many points there is each kind of equilibrium, and what each rule chooses."""
        title = about(self.model.title.in_(lang), words.any_concept(self.concept, lang), lang)
        return tally_table(self.points, self.size, lang, caption or title, self.note(lang))

    def note(self, lang: Language = "en") -> str:
        """Return what varies, what is fixed, and why points failed."""
        reasons = Counter(self.failed.values()).most_common(SHOWN_REASONS)
        failed = [words.FAILURE.in_(lang).format(number, reason) for reason, number in reasons]
        fixed = [words.FIXED.in_(lang).format(self.fixed_text)] * bool(self.fixed_text)
        how = words.how(self.concept, self.points["incomplete"] > 0, lang)
        said = [words.points(self.grid, lang), *fixed, *how, *failed]
        return ("" if lang == "zh" else " ").join(filter(None, said))

    def to_json(self) -> dict[str, Any]:
        """Return plain data: what varies and at how many points there is what, not the equilibria."""
        return {"model": self.model.name, "concept": self.concept, "options": self.model.choice, "size": self.size,
                "axes": {name: list(ends) for name, ends in self.grid.bounds.items()}, "points": self.points,
                "failed": {str(k): reason for k, reason in self.failed.items()}}  # fmt: skip

    def chosen(self, rule: str) -> np.ndarray:
        """Return the number of the equilibrium that a rule chooses at each point, -1 where it is silent.

        Raises ParameterError for a rule that was not asked for.
        """
        if rule not in self.select:
            raise ParameterError(f"rule {rule!r} was not asked for; accepted: {', '.join(self.select) or 'none'}")
        return self.tables["points"][selected(rule)].reshape(self.shape)


def _typed(name: str, values: Any, texts: Any) -> dict[str, Any]:
    """Return a quantity as a column of numbers, of texts, or as both where some are no numbers."""
    if not values.notna().any():
        return {name: texts}
    whole = values.notna().sum() == texts.notna().sum()
    return {name: values} if whole else {name: values, f"{name} (text)": texts}


def _plain(data: xr.Dataset) -> xr.Dataset:
    """Return a dataset with texts of a fixed length, as netCDF-3 has them."""
    texts = [str(name) for name, own in data.variables.items() if own.dtype == object]
    return data.assign({name: data[name].astype(str) for name in texts})
