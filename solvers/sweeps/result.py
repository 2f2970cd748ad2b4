"""All equilibria over many points of the parameters, as arrays in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from games.errors import UnknownNameError
from games.forms.batch import Axis
from games.forms.table import Table
from games.text import Language, Text, about
from solvers.equilibrium import Equilibria
from solvers.sweeps import words
from solvers.sweeps.files import STACKED, Columns, axis_attributes, describe, free_name, save, to_frame, to_xarray
from solvers.sweeps.over import Index, OverPoints
from solvers.sweeps.plan import make_plan
from solvers.sweeps.run import Progress, Run, compiled_over
from solvers.sweeps.tallies import tally_arrays, tally_table, without_empty

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

RESOLVED_AT_A_TIME = 1024


def shaped(arrays: Mapping[str, np.ndarray], shape: tuple[int, ...]) -> dict[str, Any]:
    """Return flat arrays in the shape of the grid."""
    return {name: array.reshape((*array.shape[:-1], *shape)) for name, array in arrays.items()}


@dataclass(frozen=True, eq=False, repr=False)
class Sweep(OverPoints):
    """All equilibria over a grid; every array but `pure` has the shape of the grid.

    pure: (len(profiles), *shape), whether each profile is an equilibrium (for `spe`: whether each play is
    that of one). tie: a gain is zero, or too close to zero to tell where `unsure`. count: the number of pure
    equilibria (plays) or, for `nash`, of extreme equilibria, which are all unless tied. Only for `nash`:
    mixed, whether there is a completely mixed equilibrium; p and q, its probabilities of the first action of
    either player (nan without one); components, the number of connected components. For `nash` of larger games
    instead: by_support, (len(supports), *shape), the number of mixed equilibria with each support profile; where
    tied, those that are certain. inside: whether the model's assumptions hold, if any. failed: where a payoff is no
    finite number, if that can be. For `repeated` the rows of `pure` say which profiles of the stage game are
    sustained, and those of critical from which discount factor (nan: from none).
    """

    profiles: tuple[tuple[str, ...], ...]
    pure: np.ndarray
    tie: np.ndarray
    unsure: np.ndarray
    count: np.ndarray
    mixed: np.ndarray | None = None
    p: np.ndarray | None = None
    q: np.ndarray | None = None
    components: np.ndarray | None = None
    inside: np.ndarray | None = None
    failed: np.ndarray | None = None
    supports: tuple[tuple[str, ...], ...] = ()
    by_support: np.ndarray | None = None
    critical: np.ndarray | None = None
    resolved: bool = False

    @property
    def axes(self) -> tuple[Axis, ...]:
        """The axes in the order of the array dimensions: `.name`, `.values`, and `.exact(index)`."""
        return self.grid.axes

    @property
    def units(self) -> dict[str, Text]:
        """The unit of each axis."""
        return {p.name: p.unit for p in self.model.parameters if p.name in {a.name for a in self.axes}}

    @property
    def fixed(self) -> Mapping[str, Fraction]:
        """The parameters held fixed."""
        return self.grid.fixed

    @property
    def grids(self) -> dict[str, np.ndarray]:
        """The arrays of the shape of the grid that this concept has, by name."""
        names = ("mixed", "count", "components", "tie", "unsure", "inside", "failed", "p", "q")
        return {name: getattr(self, name) for name in names if getattr(self, name) is not None}

    def where(self, *profile: str) -> np.ndarray:
        """Return where a profile, or play, given by its action labels is an equilibrium.

        In a mixed profile a label names all actions a player mixes over, as in `supports`.
        Raises UnknownNameError for a profile the game does not have.
        """
        if self.by_support is not None and profile in self.supports:
            held: np.ndarray = self.by_support[self.supports.index(profile)] > 0
            return held
        if profile not in self.profiles:
            accepted = "; ".join(", ".join(labels) for labels in self.profiles[:8])
            raise UnknownNameError(f"no profile {', '.join(profile)!r}; accepted: {accepted}")
        mask: np.ndarray = self.pure[self.profiles.index(profile)]
        return mask

    def exact(self, index: Index) -> Equilibria:
        """Return the complete exact solution at a point, given by one index per axis or one in all."""
        from solvers.solve import equilibria

        return equilibria(self.game(self.flat(index)), self.concept)

    def resolve_ties(self, progress: Progress | None = None) -> Sweep:
        """Return the sweep with every unsure point decided exactly; every `tie` is then an exact one."""
        flagged = np.flatnonzero(self.unsure)
        plan = make_plan(self.model.form, self.concept)
        run = Run(self.grid, plan, compiled_over(self.model, self.grid, plan.expressions), self._copies())
        for start, stop in pairwise([*range(0, len(flagged), RESOLVED_AT_A_TIME), len(flagged)]):
            run.exactly(flagged[start:stop])
            if progress is not None:
                progress(stop, len(flagged))
        return replace(self, resolved=True, **shaped(run.arrays, self.shape))

    def _copies(self) -> dict[str, np.ndarray]:
        left = ("inside", "failed")
        grids: dict[str, np.ndarray] = {k: own.reshape(-1).copy() for k, own in self.grids.items() if k not in left}
        return {name: own.reshape(len(own), -1).copy() for name, own in self.stacks.items()} | grids

    @property
    def stacks(self) -> dict[str, np.ndarray]:
        """The arrays with one row a profile, or a profile of supports."""
        found = {"pure": self.pure, "by_support": self.by_support, "critical": self.critical}
        return {name: own for name, own in found.items() if own is not None}

    @cached_property
    def shares(self) -> dict[str, float]:
        """The share of the grid where each profile is an equilibrium, where a mixed one is, several, none."""
        return {name: number / self._inside for name, number in self.points.items()}

    @cached_property
    def points(self) -> dict[str, int]:
        """The number of points behind each of `shares`."""
        found = tally_arrays(self.profiles, self.supports, {**self.stacks, **self.grids})
        return without_empty(found, self.supports)

    @property
    def _inside(self) -> int:
        return self.size if self.inside is None else int(self.inside.sum())

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return the shares of the grid as a table."""
        concept = about(self.model.title.in_(lang), words.concept(self.concept, lang), lang)
        return tally_table(self.points, self._inside, lang, caption or concept, self.note(lang))

    def note(self, lang: Language = "en") -> str:
        """Return the grid, what is fixed, what the concept leaves out, and what the columns mean, in words."""
        fixed = self.fixed_text
        said = [words.points(self.grid, lang)] * bool(self.axes) + [words.FIXED.in_(lang).format(fixed)] * bool(fixed)
        said += [words.NOTES[self.concept].in_(lang)]
        said += [(words.DECIDED if self.resolved else words.FLAGGED).in_(lang)] * (self.concept != "repeated")
        said += [words.MIXED.in_(lang)] * (self.mixed is not None)
        return ("" if lang == "zh" else " ").join(said)

    def to_json(self) -> dict[str, Any]:
        """Return plain data: the grid and the shares of each answer, not the arrays."""
        axes = [{"name": a.name, "low": float(a.values.min()), "high": float(a.values.max()), "count": len(a)}
                for a in self.axes]  # fmt: skip
        fixed = {name: str(value) for name, value in self.fixed.items()}
        return {"model": self.model.name, "concept": self.concept, "options": self.model.choice, "axes": axes,
                "fixed": fixed, "shares": self.shares}  # fmt: skip

    @property
    def constants(self) -> dict[str, float | str]:
        """What is the same at every point: the parameters held fixed and the options."""
        taken = [*(axis.name for axis in self.axes), *self.fixed]
        choice = {free_name(name, taken): value for name, value in self.model.choice.items()}
        return {name: float(value) for name, value in self.fixed.items()} | choice

    @property
    def columns(self) -> Columns:
        """The answers with their labels, for data frames, datasets and files."""
        named = {"profile": self.profiles, "supports": self.supports}
        labels = {name: [", ".join(each) for each in own] for name, own in named.items() if own}
        said = describe(self.model, self.concept) | {
            "fixed": ", ".join(f"{name}={value}" for name, value in self.fixed.items()),
            "ties": "decided exactly" if self.resolved else "flagged",
            "comment": self.note(),
        }
        stacks = {name: (kind, self.stacks[name]) for name, kind in STACKED.items() if name in self.stacks}
        axes = {axis.name: axis_attributes(self.model, axis.name) for axis in self.axes}
        return Columns(self.grid, self.constants, labels, stacks, self.grids, axes, said)

    def to_xarray(self) -> xr.Dataset:
        """Return a labelled dataset: coordinates with units and meanings, fixed parameters as attributes."""
        return to_xarray(self.columns)

    def to_frame(self) -> pd.DataFrame:
        """Return a pandas DataFrame: one row a game, the axes first, then what is fixed, then the answers."""
        return to_frame(self.columns)

    def save(self, path: str | Path) -> Path:
        """Write .csv, .nc (netCDF-3) or .parquet, whole or not at all, and return the path.

        Raises FormatError for another suffix, OutputError when the folder or disk cannot take it.
        """
        return save(self.columns, Path(path))
