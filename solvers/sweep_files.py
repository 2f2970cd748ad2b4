"""Sweeps on paper: labelled datasets, data frames, and files that are whole or not there.

A file holds one row a game: the values on the axes, one 0/1 column a profile, then what else the sweep knows.
netCDF files are of the classic 64-bit-offset kind, which scipy writes and every reader of netCDF understands.
"""

from __future__ import annotations

import csv
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from itertools import product, repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from games.errors import FormatError, TechpowerError

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from solvers.sweep import Sweep

ROWS = 1 << 16
"""Rows of text in memory at a time."""

_MEANINGS = {
    "pure": "whether the profile is an equilibrium (spe: the play of one)",
    "mixed": "whether there is a completely mixed equilibrium",
    "p": "probability of the row player's first action in the completely mixed equilibrium",
    "q": "probability of the column player's first action in the completely mixed equilibrium",
    "tie": "a gain from deviating is zero, or too close to zero to tell in floating point unless resolved",
    "count": "number of equilibria of the concept; of extreme ones where tied",
    "components": "number of connected components of the set of equilibria",
    "inside": "whether the assumptions of the model hold",
}


class OutputError(TechpowerError):
    """A folder or disk that cannot take the output."""


def to_xarray(sweep: Sweep) -> xr.Dataset:
    """Return a dataset over the axes (and `profile`) with meanings, units and the fixed parameters as attributes."""
    import xarray as xr

    names = [axis.name for axis in sweep.axes]
    coordinates = {a.name: (a.name, a.values, _axis_attributes(sweep, a.name)) for a in sweep.axes}
    profiles = [" / ".join(labels) for labels in sweep.profiles]
    variables = {name: (names, grid, {"long_name": _MEANINGS[name]}) for name, grid in sweep.grids.items()}
    pure = (["profile", *names], sweep.pure, {"long_name": _MEANINGS["pure"]})
    return xr.Dataset({"pure": pure, **variables}, {"profile": profiles, **coordinates}, _attributes(sweep))


def _axis_attributes(sweep: Sweep, name: str) -> dict[str, str]:
    parameter = next(p for p in sweep.model.parameters if p.name == name)
    return {"long_name": parameter.meaning.en, "units": parameter.unit.en, "meaning_zh": parameter.meaning.zh,
            "units_zh": parameter.unit.zh, "source": parameter.source}  # fmt: skip


def _attributes(sweep: Sweep) -> dict[str, str]:
    model = sweep.model
    described = {
        "title": model.title.en,
        "model": model.name,
        "concept": sweep.concept,
        "options": ", ".join(f"{name}={value}" for name, value in model.choice.items()),
        "fixed": ", ".join(f"{name}={value}" for name, value in sweep.fixed.items()),
        "claims": ", ".join(map(str, model.claims)),
        "players": ", ".join(model.form.players),
        "ties": "decided exactly" if sweep.resolved else "flagged",
        "comment": sweep.note(),
    }
    return {name: value for name, value in described.items() if value}


def columns(sweep: Sweep) -> dict[str, np.ndarray]:
    """Return the answers as flat columns, the profiles first."""
    pure = {" / ".join(labels): own.reshape(-1) for labels, own in zip(sweep.profiles, sweep.pure, strict=True)}
    return {**pure, **{name: grid.reshape(-1) for name, grid in sweep.grids.items()}}


def to_frame(sweep: Sweep) -> pd.DataFrame:
    """Return one row a game: the values on the axes, then the columns."""
    import pandas as pd

    places = np.unravel_index(np.arange(sweep.size), sweep.shape) if sweep.shape else ()
    axes = {axis.name: axis.values[where] for axis, where in zip(sweep.axes, places, strict=True)}
    return pd.DataFrame({**axes, **columns(sweep)})


def save(sweep: Sweep, path: Path) -> Path:
    """Write the sweep in the format its suffix names, and return the path.

    Raises FormatError for another suffix, OutputError when the folder or disk cannot take it.
    """
    writers: dict[str, Callable[[Sweep, BinaryIO], None]] = {".csv": _csv, ".nc": _netcdf, ".parquet": _parquet}
    if path.suffix.lower() not in writers:
        raise FormatError(f"{path.name}: a sweep is saved as {', '.join(writers)}")
    with _replacing(path) as stream:
        writers[path.suffix.lower()](sweep, stream)
    return path


@contextmanager
def _replacing(path: Path) -> Iterator[BinaryIO]:
    """Yield a stream beside `path` that takes its place when all went well and vanishes otherwise."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with open(temporary, "xb") as stream:
            yield stream
        os.replace(temporary, path)
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror or error}") from None
    finally:
        temporary.unlink(missing_ok=True)


def _netcdf(sweep: Sweep, stream: BinaryIO) -> None:
    stream.write(to_xarray(sweep).to_netcdf(engine="scipy", format="NETCDF3_64BIT"))


def _parquet(sweep: Sweep, stream: BinaryIO) -> None:
    frame = to_frame(sweep)
    frame.attrs = _attributes(sweep)
    frame.to_parquet(stream, index=False)


def _csv(sweep: Sweep, stream: BinaryIO) -> None:
    head = StringIO()
    csv.writer(head, lineterminator="\n").writerow([*(axis.name for axis in sweep.axes), *columns(sweep)])
    stream.write(head.getvalue().encode())
    for lines in _csv_rows(sweep):
        stream.write(lines.encode())


def _csv_rows(sweep: Sweep) -> Iterator[str]:
    """Yield the rows in runs along the last axis; what repeats is turned into text once."""
    texts = [list(map(repr, axis.values.tolist())) for axis in sweep.axes]
    flags, reals = _flag_texts(sweep), [c for c in columns(sweep).values() if c.dtype == float]
    inner = texts[-1] if texts else [""]
    start = 0
    for outer in product(*texts[:-1]):
        head = ",".join(outer)
        for low in range(0, len(inner), ROWS):
            own = inner[low : low + ROWS]
            where = slice(start, start + len(own))
            yield ""
            start += len(own)
