"""Sweeps on paper: labelled datasets, data frames, and files that are whole or not there.

A table holds one row a game: the values on the axes; what is fixed, the same in every row, so that a file tells by
itself what was solved and files can be put together; one 0/1 column a profile; then what else the sweep knows.
netCDF files are of the classic 64-bit-offset kind, which scipy writes and every reader of netCDF understands.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from games.errors import FormatError
from games.forms.batch import Points
from games.model import Model
from games.writing import replacing
from solvers.sweeps.designs import Sample

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

STACKED = {"pure": "profile", "by_support": "supports", "critical": "profile"}
"""What the rows of a stacked array stand for."""

ROWS = 1 << 16
"""Rows of text in memory at a time."""

MEANINGS = {
    "pure": "whether the profile is an equilibrium (spe: the play of one; repeated: sustained)",
    "by_support": "number of mixed equilibria with these supports",
    "critical": "least discount factor that sustains the profile by Nash reversion",
    "mixed": "whether there is a completely mixed equilibrium",
    "p": "probability of the row player's first action in the completely mixed equilibrium",
    "q": "probability of the column player's first action in the completely mixed equilibrium",
    "tie": "a gain from deviating is zero, or too close to zero to tell where unsure",
    "unsure": "floating point does not tell whether the tie is exact",
    "count": "number of equilibria of the concept; of extreme ones where tied",
    "components": "number of connected components of the set of equilibria",
    "inside": "whether the assumptions of the model hold",
    "failed": "a payoff is no finite number",
}


@dataclass(frozen=True, eq=False)
class Columns:
    """Answers over points, with everything a file says about them.

    `constants` are the same at every point. `stacks` names arrays with a leading dimension of `labels`, `flat` those
    without; both have the shape of the points. `axes` and `said` are attributes of the axes and of the whole.
    """

    points: Points
    constants: Mapping[str, float | str]
    labels: Mapping[str, Sequence[str]]
    stacks: Mapping[str, tuple[str, np.ndarray]]
    flat: Mapping[str, np.ndarray]
    axes: Mapping[str, Mapping[str, str]]
    said: Mapping[str, str]

    @property
    def answers(self) -> dict[str, np.ndarray]:
        """The answers as flat columns, the profiles first."""
        taken = [*self.axes, *self.constants]
        found = {
            free_name(column_of(name, label), taken): own.reshape(-1)
            for name, (kind, stack) in self.stacks.items()
            for label, own in zip(self.labels[kind], stack, strict=True)
        }
        return found | {free_name(name, taken): own.reshape(-1) for name, own in self.flat.items()}


def column_of(stack: str, label: str) -> str:
    """Return the name of the column of one row of a stacked array."""
    return f"{label}: least delta" if stack == "critical" else label


def dimensions(points: Points) -> tuple[str, ...]:
    """Return the names of the dimensions: the axes of a grid, or `point` of a sample."""
    names = tuple(axis.name for axis in points.axes)
    return names if len(names) == len(points.shape) and type(points) is not Sample else (free_name("point", names),)


def coordinates(points: Points, attributes: Mapping[str, Mapping[str, str]]) -> dict[str, tuple[Any, ...]]:
    """Return the coordinates of a dataset: the values on the axes, of a sample at every point."""
    dims = dimensions(points)
    if isinstance(points, Sample):
        return {name: (dims, own, dict(attributes[name])) for name, own in points.values(0, points.size).items()}
    return {axis.name: (axis.name, axis.values, dict(attributes[axis.name])) for axis in points.axes}


def to_xarray(columns: Columns) -> xr.Dataset:
    """Return a dataset over the axes and `profile`, with meanings, units and what is fixed as attributes."""
    import xarray as xr

    names, dims = list(columns.axes), dimensions(columns.points)
    taken = [*names, *dims]
    variables = {free_name(k, taken): (dims, own, {"long_name": MEANINGS[k]}) for k, own in columns.flat.items()}
    for name, (kind, own) in columns.stacks.items():
        where = (free_name(kind, taken), *dims)
        variables[free_name(name, taken)] = (where, own, {"long_name": MEANINGS[name]})
    labels = {free_name(kind, taken): own for kind, own in columns.labels.items()}
    return xr.Dataset(variables, {**labels, **coordinates(columns.points, columns.axes)}, dict(columns.said))


def free_name(name: str, taken: Iterable[str]) -> str:
    """Return a column name that is not that of an axis; p and q are common names of parameters."""
    name = {"p": "mixed_p", "q": "mixed_q"}.get(name, name)
    return free_name(f"{name}_", taken) if name in taken else name


def axis_attributes(model: Model, name: str) -> dict[str, str]:
    """Return the unit and meaning of a parameter."""
    parameter = next(p for p in model.parameters if p.name == name)
    return {"long_name": parameter.meaning.en, "units": parameter.unit.en, "meaning_zh": parameter.meaning.zh,
            "units_zh": parameter.unit.zh, "source": parameter.source}  # fmt: skip


def describe(model: Model, concept: str) -> dict[str, str]:
    """Return what was solved, and by what concept."""
    described = {
        "title": model.title.en,
        "model": model.name,
        "concept": concept,
        "options": ", ".join(f"{name}={value}" for name, value in model.choice.items()),
        "claims": ", ".join(map(str, model.claims)),
        "players": ", ".join(model.shown.players),
    }
    return {name: value for name, value in described.items() if value}


def to_frame(columns: Columns) -> pd.DataFrame:
    """Return one row a game: the values on the axes, what is fixed, then the columns."""
    import pandas as pd

    points = columns.points
    axes = points.values(0, points.size)
    return pd.DataFrame({**axes, **columns.constants, **columns.answers}, index=pd.RangeIndex(points.size))


def save(columns: Columns, path: Path) -> Path:
    """Write the sweep in the format its suffix names, and return the path.

    Raises FormatError for another suffix, OutputError when the folder or disk cannot take it.
    """
    writers: dict[str, Callable[[Columns, BinaryIO], None]] = {
        ".csv": _csv,
        ".nc": _netcdf,
        ".parquet": _parquet,
    }
    if path.suffix.lower() not in writers:
        raise FormatError(f"{path.name}: a sweep is saved as {', '.join(writers)}")
    with replacing(path) as stream:
        writers[path.suffix.lower()](columns, stream)
    return path


def _netcdf(columns: Columns, stream: BinaryIO) -> None:
    stream.write(to_xarray(columns).to_netcdf(engine="scipy", format="NETCDF3_64BIT"))


def _parquet(columns: Columns, stream: BinaryIO) -> None:
    frame = to_frame(columns)
    frame.attrs.update(columns.said)
    frame.to_parquet(stream, index=False)


def _csv(columns: Columns, stream: BinaryIO) -> None:
    head = _csv_line([*columns.axes, *columns.constants, *columns.answers])
    stream.write(f"{head}\n".encode())
    for lines in _csv_rows(columns):
        stream.write(lines.encode())


def _csv_rows(columns: Columns) -> Iterator[str]:
    """Yield the rows as text, block by block; each row of flags is printed once."""
    answers = columns.answers.values()
    flags, reals = [c for c in answers if c.dtype != float], [c for c in answers if c.dtype == float]
    texts, fixed = _FlagTexts(), _csv_line(map(str, columns.constants.values()))
    for start in range(0, columns.points.size, ROWS):
        rows = slice(start, min(start + ROWS, columns.points.size))
        fields = _axis_texts(columns.points, rows.start, rows.stop)
        fields += [[fixed] * (rows.stop - rows.start)] * bool(fixed)
        packed = np.stack([c[rows].astype(np.int16) for c in flags], axis=1)
        fields.append([texts[key] for key in packed.view(f"V{2 * len(flags)}")[:, 0].tolist()])
        fields += [["" if x != x else repr(x) for x in c[rows].tolist()] for c in reals]
        yield "\n".join(map(",".join, zip(*fields, strict=True))) + "\n"


def _axis_texts(points: Points, start: int, stop: int) -> list[list[str]]:
    """Return the values on the axes as text; on a grid each value is printed once."""
    if isinstance(points, Sample):
        return [list(map(repr, own.tolist())) for own in points.values(start, stop).values()]
    places = np.unravel_index(np.arange(start, stop), points.shape) if points.shape else ()
    printed = [np.array(list(map(repr, axis.values.tolist())), dtype=object) for axis in points.axes]
    return [text[where].tolist() for text, where in zip(printed, places, strict=True)]


def _csv_line(cells: Iterable[str]) -> str:
    line = StringIO()
    csv.writer(line, lineterminator="").writerow(list(cells))
    return line.getvalue()


class _FlagTexts(dict[bytes, str]):
    """The text of each row of flags met so far, by its bytes."""

    def __missing__(self, key: bytes) -> str:
        self[key] = ",".join(map(str, np.frombuffer(key, dtype=np.int16).tolist()))
        return self[key]
