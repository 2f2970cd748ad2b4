"""Sweeps on paper: labelled datasets, data frames, and files that are whole or not there.

A file holds one row a game: the values on the axes, one 0/1 column a profile, then what else the sweep knows.
netCDF files are of the classic 64-bit-offset kind, which scipy writes and every reader of netCDF understands.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from games.errors import FormatError
from games.writing import replacing

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
    "tie": "a gain from deviating is zero, or too close to zero to tell where unsure",
    "unsure": "floating point does not tell whether the tie is exact",
    "count": "number of equilibria of the concept; of extreme ones where tied",
    "components": "number of connected components of the set of equilibria",
    "inside": "whether the assumptions of the model hold",
}


def to_xarray(sweep: Sweep) -> xr.Dataset:
    """Return a dataset over the axes and `profile`, with meanings, units and what is fixed as attributes."""
    import xarray as xr

    names = [axis.name for axis in sweep.axes]
    coordinates = {a.name: (a.name, a.values, _axis_attributes(sweep, a.name)) for a in sweep.axes}
    profiles = [" / ".join(labels) for labels in sweep.profiles]
    variables = {_free(k, names): (names, grid, {"long_name": _MEANINGS[k]}) for k, grid in sweep.grids.items()}
    profile = _free("profile", names)
    variables[_free("pure", names)] = ([profile, *names], sweep.pure, {"long_name": _MEANINGS["pure"]})
    return xr.Dataset(variables, {profile: profiles, **coordinates}, _attributes(sweep))


def _free(name: str, taken: Iterable[str]) -> str:
    """Return a column name that is not that of an axis; p and q are common names of parameters."""
    name = {"p": "mixed_p", "q": "mixed_q"}.get(name, name)
    return _free(f"{name}_", taken) if name in taken else name


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
    axes = [axis.name for axis in sweep.axes]
    names = [_free(" / ".join(labels), axes) for labels in sweep.profiles]
    pure = {name: own.reshape(-1) for name, own in zip(names, sweep.pure, strict=True)}
    return pure | {_free(name, axes): grid.reshape(-1) for name, grid in sweep.grids.items()}


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
    writers: dict[str, Callable[[Sweep, BinaryIO], None]] = {
        ".csv": _csv,
        ".nc": _netcdf,
        ".parquet": _parquet,
    }
    if path.suffix.lower() not in writers:
        raise FormatError(f"{path.name}: a sweep is saved as {', '.join(writers)}")
    with replacing(path) as stream:
        writers[path.suffix.lower()](sweep, stream)
    return path


def _netcdf(sweep: Sweep, stream: BinaryIO) -> None:
    stream.write(to_xarray(sweep).to_netcdf(engine="scipy", format="NETCDF3_64BIT"))


def _parquet(sweep: Sweep, stream: BinaryIO) -> None:
    frame = to_frame(sweep)
    frame.attrs.update(_attributes(sweep))
    frame.to_parquet(stream, index=False)


def _csv(sweep: Sweep, stream: BinaryIO) -> None:
    head = StringIO()
    csv.writer(head, lineterminator="\n").writerow([*(axis.name for axis in sweep.axes), *columns(sweep)])
    stream.write(head.getvalue().encode())
    for lines in _csv_rows(sweep):
        stream.write(lines.encode())


def _csv_rows(sweep: Sweep) -> Iterator[str]:
    """Yield the rows as text, block by block; each value on an axis and each row of flags is printed once."""
    axes = [np.array(list(map(repr, axis.values.tolist())), dtype=object) for axis in sweep.axes]
    answers = columns(sweep).values()
    flags, reals = [c for c in answers if c.dtype != float], [c for c in answers if c.dtype == float]
    texts = _FlagTexts()
    for start in range(0, sweep.size, ROWS):
        rows = slice(start, min(start + ROWS, sweep.size))
        places = np.unravel_index(np.arange(rows.start, rows.stop), sweep.shape) if sweep.shape else ()
        fields = [text[where].tolist() for text, where in zip(axes, places, strict=True)]
        packed = np.stack([c[rows].astype(np.int16) for c in flags], axis=1)
        fields.append([texts[key] for key in packed.view(f"V{2 * len(flags)}")[:, 0].tolist()])
        fields += [["" if x != x else repr(x) for x in c[rows].tolist()] for c in reals]
        yield "\n".join(map(",".join, zip(*fields, strict=True))) + "\n"


class _FlagTexts(dict[bytes, str]):
    """The text of each row of flags met so far, by its bytes."""

    def __missing__(self, key: bytes) -> str:
        self[key] = ",".join(map(str, np.frombuffer(key, dtype=np.int16).tolist()))
        return self[key]
