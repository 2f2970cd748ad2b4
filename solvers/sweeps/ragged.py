"""Lists of equilibria of any length as one text a point, for Zarr: JSON that says all of it, exactly.

The text of a point is a list of equilibria, each a list of quantities `[name, value, text]`, the value null where it is
no number: `[[["support", null, "Open, Depend"], ["US: Open", 1.0, "1"], ["u(US)", 1.5, "3/2"]]]`. Beside it are the
columns of the table of points: status, reason, count, and what each rule chooses.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from math import isnan, nan

import numpy as np

from games.forms.batch import Points
from solvers.sweeps.solving import Part, point_columns

EQUILIBRIA = "equilibria"
TEXTS = "str"
"""The type of columns of texts."""


def column_types(select: tuple[str, ...]) -> dict[str, str]:
    """Return the columns of a packed part with their types."""
    return {**point_columns(select), EQUILIBRIA: TEXTS}


def packed(part: Part, select: tuple[str, ...]) -> dict[str, np.ndarray]:
    """Return the tables of a part as one column each, the equilibria of a point as one text."""
    points, answers = part["points"], part["answers"]
    first = int(points["point"][0]) if len(points["point"]) else 0
    listed: list[list[list[list[object]]]] = [[[] for _ in range(count)] for count in points["count"]]
    for point, number, name, value, text in zip(*answers.values(), strict=True):
        listed[point - first][number].append([name, None if isnan(value) else float(value), text])
    texts = np.array([json.dumps(own, ensure_ascii=False) for own in listed], dtype=object)
    return {name: points[name] for name in point_columns(select)} | {EQUILIBRIA: texts}


def unpacked(arrays: Mapping[str, np.ndarray], points: Points, start: int, stop: int) -> Part:
    """Return the tables of the part of the points start..stop-1 again."""
    entries = [
        (start + k, number, name, nan if value is None else value, text)
        for k, said in enumerate(arrays[EQUILIBRIA])
        for number, row in enumerate(json.loads(said))
        for name, value, text in row
    ]
    kinds = {"point": np.int64, "equilibrium": np.int32, "quantity": object, "value": float, "text": object}
    columns = zip(*entries, strict=True) if entries else ((),) * len(kinds)
    answers = {name: np.array(own, dtype=kind) for (name, kind), own in zip(kinds.items(), columns, strict=True)}
    known = {
        name: own.astype(object) if own.dtype.kind == "T" else own for name, own in arrays.items() if name != EQUILIBRIA
    }
    return {"points": {"point": np.arange(start, stop), **points.values(start, stop), **known}, "answers": answers}
