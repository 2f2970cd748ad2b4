"""Sweeps: all equilibria of a model at every point of a grid of its parameters.

A million small games are one array, not a million calls: what an action gains over another is derived once as
a symbolic expression in the parameters on the axes, compiled, and evaluated block by block; the kernels turn
gains into equilibria. Nothing is selected: every equilibrium of the concept is kept.

* `nash`: every equilibrium, pure and mixed, of a 2x2 game, a small two-player or a 2x2x2 game;
* `pure`: every pure equilibrium of a normal form of any size;
* `spe`: every play of a pure subgame-perfect equilibrium of a tree of perfect information.

At points flagged as tied a gain is zero. Where float arithmetic cannot tell its sign (`statics.rounding` has
the bound) the point is also flagged as unsure: both sides of the tie are listed, as if it were exact.
`resolve_ties` decides each of these by exact rational arithmetic, and `exact` solves one point completely.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from games.errors import ParameterError, UnknownNameError
from games.forms.batch import Axis, Batch
from games.forms.table import Shown, Table
from games.glossary import translate
from games.model import Model
from games.text import Language, Text
from solvers.equilibrium import Equilibria
from solvers.statics.sweep_plan import make_plan
from solvers.statics.sweep_run import Domain, Progress, Run, allocate, compiled_over

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

BLOCK = 1 << 16
"""Games evaluated at a time: their arrays fit the cache of one core."""

RESOLVED_AT_A_TIME = 1024

Index = int | Sequence[int]


def sweep(model: Model, /, concept: str = "", *, progress: Progress | None = None, threads: int = 2,
          block: int = BLOCK, **axes: Any) -> Sweep:  # fmt: skip
    """Return all equilibria of `model` over a grid.

    Each axis is `"low:high:count"` or a list of values, in the order of the array dimensions. Single values
    are held fixed, other parameters at their defaults; options may be given too. By default the concept is
    `spe` for a tree, `nash` for a 2x2 game and `pure` for a larger one. Points that violate the assumptions
    of the model are left out: no equilibria, and False in `inside`. The answer does not depend on `threads`
    and `block`. An exception in `progress`, or Ctrl-C, ends the sweep.

    Raises ParameterError for an unknown parameter, a value out of range, an empty axis or a grid too large
    for the memory, UnknownNameError for another concept, NotCoveredError for a game the concept does not
    cover.

    >>> from games.export_controls import chip_ban
    >>> found = sweep(chip_ban, k_us="0:3:4", q=["1/4", "1/2"])
    >>> found.where("Restrict", "Indigenise").astype(int).tolist()
    [[0, 0], [1, 1], [1, 1], [1, 1]]
    """
    options = {name: axes.pop(name) for name in list(axes) if name in model.options}
    model = model.choose(**options)
    batch = model.over(**axes)
    plan = make_plan(model.strategic, concept)
    domain = Domain(model, batch) if model.assumptions else None
    arrays = allocate(plan, batch.size, domain is not None)
    run = Run(batch, plan, compiled_over(model, batch, plan.expressions), arrays, domain)
    run.in_threads(threads, block, progress)
    if domain is not None and not arrays["inside"].any():
        raise ParameterError(f"{model.name} assumes {', '.join(map(str, model.assumptions))}; nowhere on this grid")
    return Sweep(model, plan.concept, batch, plan.profiles, supports=plan.supports, **_shaped(arrays, batch.shape))


def _shaped(arrays: Mapping[str, np.ndarray], shape: tuple[int, ...]) -> dict[str, Any]:
    return {name: array.reshape((*array.shape[:-1], *shape)) for name, array in arrays.items()}


@dataclass(frozen=True, eq=False, repr=False)
class Sweep(Shown):
    """All equilibria over a grid; every array but `pure` has the shape of the grid.

    pure: (len(profiles), *shape), whether each profile is an equilibrium (for `spe`: whether each play is
    that of one). tie: a gain is zero, or too close to zero to tell where `unsure`. count: the number of pure
    equilibria (plays) or, for `nash`, of extreme equilibria, which are all unless tied. Only for `nash`:
    mixed, whether there is a completely mixed equilibrium; p and q, its probabilities of the first action of
    either player (nan without one); components, the number of connected components. For `nash` of larger games
    instead: by_support, (len(supports), *shape), the number of mixed equilibria with each support profile; where
    tied, those that are certain. inside: whether the model's assumptions hold, if any.
    """

    model: Model
    concept: str
    batch: Batch
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
    supports: tuple[tuple[str, ...], ...] = ()
    by_support: np.ndarray | None = None
    resolved: bool = False

    @property
    def axes(self) -> tuple[Axis, ...]:
        """The axes in the order of the array dimensions: `.name`, `.values`, and `.exact(index)`."""
        return self.batch.axes

    @property
    def units(self) -> dict[str, Text]:
        """The unit of each axis."""
        return {p.name: p.unit for p in self.model.parameters if p.name in {a.name for a in self.axes}}

    @property
    def fixed(self) -> Mapping[str, Fraction]:
        """The parameters held fixed."""
        return self.batch.fixed

    @property
    def shape(self) -> tuple[int, ...]:
        """The number of values along each axis."""
        return self.batch.shape

    @property
    def size(self) -> int:
        """The number of games."""
        return self.batch.size

    @property
    def grids(self) -> dict[str, np.ndarray]:
        """The arrays of the shape of the grid that this concept has, by name."""
        names = ("mixed", "count", "components", "tie", "unsure", "inside", "p", "q")
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

        return equilibria(self.batch.game(self.flat(index)), self.concept)

    def flat(self, index: Index) -> int:
        """Return the index of a point in the flattened grid.

        Raises ParameterError outside the grid.
        """
        try:
            place = (index,) if isinstance(index, (int, np.integer)) else tuple(index)
            shape = (self.size,) if isinstance(index, (int, np.integer)) else self.shape
            return int(np.ravel_multi_index(place, shape)) if shape else 0
        except (ValueError, TypeError):
            raise ParameterError(f"no point {index}; accepted: an index into a grid of shape {self.shape}") from None

    def resolve_ties(self, progress: Progress | None = None) -> Sweep:
        """Return the sweep with every unsure point decided exactly; every `tie` is then an exact one."""
        flagged = np.flatnonzero(self.unsure)
        plan = make_plan(self.model.strategic, self.concept)
        run = Run(self.batch, plan, compiled_over(self.model, self.batch, plan.expressions), self._copies())
        for start, stop in pairwise([*range(0, len(flagged), RESOLVED_AT_A_TIME), len(flagged)]):
            run.exactly(flagged[start:stop])
            if progress is not None:
                progress(stop, len(flagged))
        return replace(self, resolved=True, **_shaped(run.arrays, self.shape))

    def _copies(self) -> dict[str, np.ndarray]:
        grids: dict[str, np.ndarray] = {k: own.reshape(-1).copy() for k, own in self.grids.items() if k != "inside"}
        if self.by_support is not None:
            grids |= {"by_support": self.by_support.reshape(len(self.supports), -1).copy()}
        return {"pure": self.pure.reshape(len(self.profiles), -1).copy()} | grids

    @cached_property
    def shares(self) -> dict[str, float]:
        """The share of the grid where each profile is an equilibrium, where a mixed one is, several, none."""
        return {name: number / self._inside for name, number in self.points.items()}

    @cached_property
    def points(self) -> dict[str, int]:
        """The number of points behind each of `shares`."""
        names = ("/".join(labels) for labels in self.profiles)
        masks = dict(zip(names, self.pure, strict=True)) | ({} if self.mixed is None else {"mixed": self.mixed})
        if self.by_support is not None:
            named = (("/".join(labels), own > 0) for labels, own in zip(self.supports, self.by_support, strict=True))
            masks |= {name: mask for name, mask in named if mask.any()}
        found = {name: int(mask.sum()) for name, mask in masks.items()}
        none = self._inside - int((self.count > 0).sum())
        return found | {
            "several": int((self.count > 1).sum()),
            "none": none,
            "tie": int(self.tie.sum()),
            "unsure": int(self.unsure.sum()),
        }

    @property
    def _inside(self) -> int:
        return self.size if self.inside is None else int(self.inside.sum())

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return the shares of the grid as a table."""
        head = (translate("profile", lang), Text("points", "点数").in_(lang), Text("share", "占比").in_(lang))
        rows = [(_name(k, lang), str(number), f"{self.shares[k]:.4f}") for k, number in self.points.items()]
        concept = f"{self.model.title.in_(lang)}: {translate(CONCEPTS[self.concept], lang)}"
        return Table(head, rows, caption or concept, self.note(lang))

    def note(self, lang: Language = "en") -> str:
        """Return the grid, what is fixed, what the concept leaves out, and what the columns mean, in words."""
        grid = ", ".join(f"{a.name} {a.values.min():g}…{a.values.max():g} ({len(a)})" for a in self.axes)
        fixed = ", ".join(f"{name} = {value}" for name, value in {**self.fixed, **self.model.choice}.items())
        said = [GRID.in_(lang).format(grid)] * bool(grid) + [FIXED.in_(lang).format(fixed)] * bool(fixed)
        said += [_NOTES[self.concept].in_(lang), (DECIDED if self.resolved else FLAGGED).in_(lang)]
        said += [MIXED.in_(lang)] * (self.mixed is not None)
        return ("" if lang == "zh" else " ").join(said)

    def to_json(self) -> dict[str, Any]:
        """Return plain data: the grid and the shares of each answer, not the arrays."""
        axes = [{"name": a.name, "low": float(a.values.min()), "high": float(a.values.max()), "count": len(a)}
                for a in self.axes]  # fmt: skip
        fixed = {name: str(value) for name, value in self.fixed.items()}
        return {"model": self.model.name, "concept": self.concept, "options": self.model.choice, "axes": axes,
                "fixed": fixed, "shares": self.shares}  # fmt: skip

    def to_xarray(self) -> xr.Dataset:
        """Return a labelled dataset: coordinates with units and meanings, fixed parameters as attributes."""
        from solvers.statics.sweep_files import to_xarray

        return to_xarray(self)

    def to_frame(self) -> pd.DataFrame:
        """Return a pandas DataFrame: one row a game, the axes first, then what is fixed, then the answers."""
        from solvers.statics.sweep_files import to_frame

        return to_frame(self)

    def save(self, path: str | Path) -> Path:
        """Write .csv, .nc (netCDF-3) or .parquet, whole or not at all, and return the path.

        Raises FormatError for another suffix, OutputError when the folder or disk cannot take it.
        """
        from solvers.statics.sweep_files import save

        return save(self, Path(path))


CONCEPTS = {
    "nash": "Nash equilibrium", "pure": "pure Nash equilibrium", "spe": "subgame-perfect equilibrium",
}  # fmt: skip
GRID, FIXED = Text("Grid: {}.", "网格：{}。"), Text("Fixed: {}.", "固定：{}。")
FLAGGED = Text(
    "A tie is a point where some player gains nothing by some deviation, so that equilibria may form continua; it is "
    "unsure where floating point cannot tell whether the gain is exactly zero, and then equilibria of both sides are "
    "listed (--exact decides).",
    "并列：某一参与者的某一偏离增益为零之点，该处均衡可能构成连续统；未定：浮点运算无法判断增益是否恰为零，"
    "此时列出两侧的均衡（--exact 可作判定）。",
)
DECIDED = Text(
    "A tie is a point where some player gains nothing by some deviation, so that equilibria may form continua; each "
    "was decided by exact arithmetic.",
    "并列：某一参与者的某一偏离增益为零之点，该处均衡可能构成连续统；均已用精确算术判定。",
)
MIXED = Text(
    "In files mixed_p and mixed_q are the probabilities of the row and column player's first action in the completely "
    "mixed equilibrium, empty where there is none.",
    "文件中 mixed_p 与 mixed_q 为完全混合均衡中行者与列者选择各自第一个行动的概率，无此均衡处为空。",
)
_NOTES = {
    "nash": Text(
        "Every equilibrium, pure and mixed; ties are flagged.",
        "列出全部纯策略与混合策略均衡；并列处已标记。",
    ),
    "pure": Text("Every pure equilibrium; mixed ones are not listed.", "列出全部纯策略均衡；未列混合均衡。"),
    "spe": Text("Every play of a pure subgame-perfect equilibrium.", "列出全部纯策略子博弈精炼均衡的路径。"),
}
_HEADINGS = {
    "several": Text("several", "多重均衡"),
    "none": Text("none", "无"),
    "tie": Text("tie", "并列"),
    "unsure": Text("unsure", "未定"),
}


def _name(name: str, lang: Language) -> str:
    return _HEADINGS[name].in_(lang) if name in _HEADINGS else translate(name, lang)
