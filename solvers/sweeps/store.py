"""A folder that a sweep fills part by part, whole parts only, so that it can be broken off and resumed at any time.

The manifest is there before the first part: it says what was asked, and its fingerprint. Files appear under their names
only when they are whole, and the file that closes a part comes last: a part is done if that file is there. So after
Ctrl-C or a crash nothing is recomputed but the parts in flight, and nothing is lost or doubled.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from games.errors import OutputError
from games.writing import write_bytes
from solvers.sweeps.designs import Sample
from solvers.sweeps.encode import ZSTD_LEVEL, Files, ZarrParts, closing, dimension_names, parquet_path
from solvers.sweeps.files import MEANINGS, axis_attributes, coordinates, describe, free_name
from solvers.sweeps.ragged import EQUILIBRIA, TEXTS
from solvers.sweeps.request import Request

MANIFEST, GROUP = "manifest.json", "zarr.json"
"""The manifest of a Zarr store is an attribute of its group."""
HALF_WRITTEN = r"\..+\.[0-9a-f]{8}"


@dataclass(frozen=True, eq=False)
class Store:
    """The store of one request."""

    folder: Path
    request: Request

    @property
    def format(self) -> str:
        """`zarr` for a folder of that suffix, else `parquet`."""
        return "zarr" if self.folder.suffix == ".zarr" else "parquet"

    @cached_property
    def parts(self) -> list[tuple[int, int]]:
        """The first and the last point (exclusive) of every part."""
        return self.request.parts

    @cached_property
    def missing(self) -> list[int]:
        """The parts that are not done."""
        path = closing(self.request, self.format)
        return [k for k in range(len(self.parts)) if not (self.folder / path(k)).exists()]

    def open(self, resume: bool) -> Store:
        """Make the folder, or check that it holds this very request and is to be resumed.

        Raises OutputError when it holds something else, or must not be touched without `resume`.
        """
        if self.format == "zarr" and find_spec("zarr") is None:
            raise OutputError(f"{self.folder} needs zarr: install techpower[cluster], or choose a name without .zarr")
        held = _manifest(self.folder)
        if held is None:
            self._make()
        elif not resume:
            raise OutputError(f"{self.folder} holds a sweep already; ask for --resume (resume=True) to go on with it")
        elif held.get("fingerprint") != self.request.fingerprint:
            raise OutputError(f"{self.folder} holds another sweep: {self._difference(held)}; choose another folder")
        else:
            self._clear()
        return self

    def _difference(self, held: dict[str, Any]) -> str:
        asked, there = json.loads(json.dumps(self.request.to_json())), held.get("request", {})
        names = [name for name in asked if asked[name] != there.get(name)]
        said = [f"{name} {_brief(there.get(name))}, not {_brief(asked[name])}" for name in names[:2]]
        return "; ".join(said) or "the formulas of the model, or values on its axes, have changed"

    def _make(self) -> None:
        """Make the folder at once: everything but the parts, then its name."""
        temporary = self.folder.with_name(f".{self.folder.name}.{secrets.token_hex(4)}")
        asked = {"fingerprint": self.request.fingerprint, "request": self.request.to_json(), "parts": len(self.parts)}
        try:
            temporary.mkdir(parents=True)
            if self.format == "zarr":
                _make_arrays(temporary, self.request, json.dumps(asked))
            else:
                (temporary / MANIFEST).write_bytes(json.dumps(asked, indent=1, ensure_ascii=False).encode())
            os.rename(temporary, self.folder)
        except OSError as error:
            raise OutputError(f"cannot write {self.folder}: {error.strerror or error}; choose another place") from None
        finally:
            shutil.rmtree(temporary, ignore_errors=True)

    def _clear(self) -> None:
        """Remove what was half-written when the sweep was broken off."""
        for path in self.folder.rglob(".*"):
            if re.fullmatch(HALF_WRITTEN, path.name):
                path.unlink(missing_ok=True)

    def write(self, files: Files) -> None:
        """Write the files of a part, each whole or not at all."""
        for path, data in files.items():
            write_bytes(self.folder / path, data)

    def tables(self, columns: Sequence[str] = ()) -> Iterator[Any]:
        """Yield the table of points of a Parquet store, part by part, as data frames."""
        import pandas as pd

        for k in range(len(self.parts)):
            yield pd.read_parquet(self.folder / parquet_path("points", k), columns=list(columns) or None)


def _manifest(folder: Path) -> dict[str, Any] | None:
    """Return the manifest of a store, None where there is no folder yet, or an empty one."""
    try:
        if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
            return None
        if (folder / GROUP).exists():
            held: dict[str, Any] = json.loads(json.loads((folder / GROUP).read_text("utf-8"))["attributes"]["sweep"])
        else:
            held = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError, LookupError, TypeError):
        raise OutputError(f"{folder} holds something else than a sweep; choose another place") from None
    return held


def _brief(value: Any) -> str:
    said = json.dumps(value, ensure_ascii=False)
    return said if len(said) <= 60 else f"{said[:59]}…"


def _make_arrays(folder: Path, request: Request, manifest: str) -> None:
    """Write the metadata of all arrays of a Zarr store, and the coordinates."""
    import zarr
    from zarr.codecs import ZstdCodec

    points, chunks = request.points, ZarrParts.of(request)
    said = describe(request.model, request.plan.concept if request.plan else request.solver_concept)
    fixed = ", ".join(f"{name}={value}" for name, value in points.fixed.items())
    root = zarr.create_group(folder, attributes={**said, "fixed": fixed, "sweep": manifest})
    attributes = {name: axis_attributes(request.model, name) for name in points.bounds}
    about = {name: {"long_name": meaning} for name, meaning in MEANINGS.items()}
    about[EQUILIBRIA] = {"long_name": "JSON: a list of equilibria, each a list of [quantity, value, exact text]"}
    about |= {f"axis {name}": own for name, own in attributes.items()}
    for key, own in chunks.arrays.items():
        lead = (own.rows,) if own.stacked else ()
        root.create_array(
            own.name, shape=(*lead, *points.shape), chunks=(*lead, *chunks.box), dtype=_type(own.dtype),
            compressors=ZstdCodec(level=ZSTD_LEVEL), dimension_names=dimension_names(own.stacked, points),
            attributes=about.get(key, {}),
        )  # fmt: skip
    kept = {} if isinstance(points, Sample) else coordinates(points, attributes)
    for name, (dims, values, said_of) in kept.items():
        root.create_array(name, data=values, dimension_names=[dims], attributes=said_of)
    plan = request.plan
    for kind, labels in (("profile", plan.profiles), ("supports", plan.supports)) if plan else ():
        if labels:
            name = free_name(kind, [*points.bounds, "point"])
            texts = np.array([", ".join(each) for each in labels], dtype=np.dtypes.StringDType())
            root.create_array(name, data=texts, dimension_names=[name])


def _type(name: str) -> Any:
    return np.dtypes.StringDType() if name == TEXTS else name
