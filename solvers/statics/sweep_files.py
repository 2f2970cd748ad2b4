"""Sweeps on paper: labelled datasets, data frames, and files that are whole or not there.

A table holds one row a game: the values on the axes; what is fixed, the same in every row, so that a file tells by
itself what was solved and files can be put together; one 0/1 column a profile; then what else the sweep knows.
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
    "by_support": "number of mixed equilibria with these supports",
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
    profiles_of = {_free("profile", names): [" / ".join(labels) for labels in sweep.profiles]}
    variables = {_free(k, names): (names, grid, {"long_name": _MEANINGS[k]}) for k, grid in sweep.grids.items()}
    if sweep.by_support is not None:
        supports, meaning = _free("supports", names), {"long_name": _MEANINGS["by_support"]}
        variables[_free("by_support", names)] = ([supports, *names], sweep.by_support, meaning)
        profiles_of[supports] = [" / ".join(labels) for labels in sweep.supports]
    profile = _free("profile", names)
    variables[_free("pure", names)] = ([profile, *names], sweep.pure, {"long_name": _MEANINGS["pure"]})
    return xr.Dataset(variables, {**profiles_of, **coordinates}, _attributes(sweep))


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


def constants(sweep: Sweep) -> dict[str, float | str]:
    """Return what is the same in every row: the parameters held fixed and the options."""
    axes = [axis.name for axis in sweep.axes]
    return {name: float(value) for name, value in sweep.fixed.items()} | {
        _free(name, [*axes, *sweep.fixed]): value for name, value in sweep.model.choice.items()
    }


def columns(sweep: Sweep) -> dict[str, np.ndarray]:
    """Return the answers as flat columns, the profiles first."""
    taken = [*(axis.name for axis in sweep.axes), *constants(sweep)]
    names = [_free(" / ".join(labels), taken) for labels in sweep.profiles]
    pure = {name: own.reshape(-1) for name, own in zip(names, sweep.pure, strict=True)}
    if sweep.by_support is not None:
        kinds = [_free(" / ".join(labels), taken) for labels in sweep.supports]
        pure |= {name: own.reshape(-1) for name, own in zip(kinds, sweep.by_support, strict=True)}
    return pure | {_free(name, taken): grid.reshape(-1) for name, grid in sweep.grids.items()}


def to_frame(sweep: Sweep) -> pd.DataFrame:
    """Return one row a game: the values on the axes, what is fixed, then the columns."""
    import pandas as pd

    places = np.unravel_index(np.arange(sweep.size), sweep.shape) if sweep.shape else ()
    axes = {axis.name: axis.values[where] for axis, where in zip(sweep.axes, places, strict=True)}
    return pd.DataFrame({**axes, **constants(sweep), **columns(sweep)}, index=pd.RangeIndex(sweep.size))


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
    head = _csv_line([*(axis.name for axis in sweep.axes), *constants(sweep), *columns(sweep)])
    stream.write(f"{head}\n".encode())
    for lines in _csv_rows(sweep):
        stream.write(lines.encode())


def _csv_rows(sweep: Sweep) -> Iterator[str]:
    """Yield the rows as text, block by block; each value on an axis and each row of flags is printed once."""
    axes = [np.array(list(map(repr, axis.values.tolist())), dtype=object) for axis in sweep.axes]
    answers = columns(sweep).values()
    flags, reals = [c for c in answers if c.dtype != float], [c for c in answers if c.dtype == float]
    texts, fixed = _FlagTexts(), _csv_line(map(str, constants(sweep).values()))
    for start in range(0, sweep.size, ROWS):
        rows = slice(start, min(start + ROWS, sweep.size))
        places = np.unravel_index(np.arange(rows.start, rows.stop), sweep.shape) if sweep.shape else ()
        fields = [text[where].tolist() for text, where in zip(axes, places, strict=True)]
        fields += [[fixed] * (rows.stop - rows.start)] * bool(fixed)
        packed = np.stack([c[rows].astype(np.int16) for c in flags], axis=1)
        fields.append([texts[key] for key in packed.view(f"V{2 * len(flags)}")[:, 0].tolist()])
        fields += [["" if x != x else repr(x) for x in c[rows].tolist()] for c in reals]
        yield "\n".join(map(",".join, zip(*fields, strict=True))) + "\n"


def _csv_line(cells: Iterable[str]) -> str:
    line = StringIO()
    csv.writer(line, lineterminator="").writerow(list(cells))
    return line.getvalue()


class _FlagTexts(dict[bytes, str]):
    """The text of each row of flags met so far, by its bytes."""

    def __missing__(self, key: bytes) -> str:
        self[key] = ",".join(map(str, np.frombuffer(key, dtype=np.int16).tolist()))
        return self[key]
