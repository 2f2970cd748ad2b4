"""How far a prediction rests on the numbers assumed: its probability over the declared ranges, and what drives it.

* `probability`: the share of the declared ranges (weighted uniformly, given the assumptions) in which the prediction
  holds, from independent draws, with a Wilson or Clopper-Pearson interval. Draws that floats cannot decide widen it.
* `drivers`: Sobol indices. With f the indicator of the prediction, or a quantity, and independent uniform parameters,
  S_i = Var(E[f | x_i]) / Var(f) is what x_i explains alone and T_i = 1 - Var(E[f | x_-i]) / Var(f) what it explains
  with all its interactions; both by Saltelli's scheme, with bootstrap intervals (SALib).
* `tornado`: one parameter at a time over its range, the others at their defaults. Where a prediction holds is found
  exactly, between roots of polynomials; a quantity, or a predicate, is scanned.

References: Wilson (1927), "Probable inference"; Clopper and Pearson (1934), "The use of confidence or fiducial
limits"; Saltelli et al. (2010), "Variance based sensitivity analysis of model output"; Herman and Usher (2017), SALib.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import numpy as np
import sympy

from games.errors import NotCoveredError, ParameterError
from games.forms.table import Shown, Table
from games.model import Model
from games.text import Language, Text, about
from solvers.proof import wilson
from solvers.statics.held import Held, held_along
from solvers.statics.points import Columns, Predictable, Prediction, Quantity, draw, holds_at, prediction

Method = Literal["wilson", "clopper-pearson"]
METHODS = ("wilson", "clopper-pearson")
RESAMPLES = 200
STEPS = 401


@dataclass(frozen=True, repr=False)
class Probability(Shown):
    """The share of draws in which a prediction holds, with its confidence interval at `level`.

    `undecided` draws count as neither: the lower end takes them for failures, the upper end for successes.
    """

    name: Text
    hits: int
    n: int
    undecided: int
    low: float
    high: float
    level: float
    method: Method
    seed: int

    @property
    def share(self) -> float:
        """The share of all draws in which it certainly holds."""
        return self.hits / self.n

    def said(self, lang: Language = "en") -> str:
        """Return the share with its interval in one sentence."""
        low, high, level = f"{self.low:.4f}", f"{self.high:.4f}", f"{100 * self.level:g}%"
        return Text(
            f"It holds with probability {self.share:.4f} ({level} interval {low} to {high}, {self.method}, "
            f"{self.n} independent draws, seed {self.seed}, {self.undecided} undecided).",
            f"成立的概率为 {self.share:.4f}（{level} 置信区间 {low} 至 {high}，{self.method}，"
            f"独立抽样 {self.n} 次，种子 {self.seed}，未定 {self.undecided} 次）。",
        ).in_(lang)

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return one row: the prediction, its share, the interval."""
        head = Text("prediction|probability|from|to|draws", "预测|概率|下限|上限|抽样数").in_(lang).split("|")
        row = (self.name.in_(lang), self.share, self.low, self.high, str(self.n))
        return Table(head, [row], caption, self.said(lang))

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        keys = ("hits", "n", "undecided", "low", "high", "level", "method", "seed")
        return {"prediction": self.name.en, "share": self.share} | {key: getattr(self, key) for key in keys}


@dataclass(frozen=True)
class Driver:
    """The Sobol indices of one parameter, each with the half-width of its bootstrap interval."""

    name: str
    first: float
    first_margin: float
    total: float
    total_margin: float


@dataclass(frozen=True, eq=False)
class Swing:
    """What one parameter alone does: values over its range, the others at their defaults; nan where assumptions fail.

    Of a prediction the values are 1 where it holds and 0 where it does not; where it is a polynomial condition `held`
    has the exact stretches.
    """

    name: str
    low: float
    high: float
    default: float
    values: np.ndarray
    held: Held | None = None

    @property
    def defined(self) -> bool:
        """Whether the assumptions hold anywhere on the way."""
        return not np.isnan(self.values).all()

    @property
    def least(self) -> float:
        """The least value on the way."""
        if self.held is not None and self.held.defined:
            return float(self.held.holds == self.held.defined)
        return float(np.nanmin(self.values)) if self.defined else math.nan

    @property
    def most(self) -> float:
        """The largest value on the way."""
        if self.held is not None and self.held.defined:
            return float(bool(self.held.holds))
        return float(np.nanmax(self.values)) if self.defined else math.nan

    @property
    def width(self) -> float:
        """How far the values move: of a prediction, 1 if the parameter alone can turn it."""
        return self.most - self.least

    @property
    def mean(self) -> float:
        """The mean over the range: of a prediction, the share of the range in which it holds."""
        if self.held is not None and (share := self.held.share) is not None:
            return float(share)
        return float(np.nanmean(self.values)) if self.defined else math.nan


def probability(model: Model, predict: Predictable, *, only: bool = False, draws: int = 1 << 16, seed: int = 0,
                level: float = 0.95, method: Method = "wilson") -> Probability:  # fmt: skip
    """Return the probability that a prediction holds over the declared ranges.

    `predict` is a profile of labels, a condition, or a predicate of the exact equilibria (slow: fewer draws).
    Raises UnknownNameError and NotCoveredError as `prediction` does, ParameterError for bad numbers.

    >>> from games.export_controls import chip_ban
    >>> found = probability(chip_ban, "Restrict, Indigenise", draws=4096)
    >>> found.low < found.share < found.high, found.undecided
    (True, 0)
    """
    check_draws(draws, level, method)
    asked = prediction(model, predict, only)
    return judged(asked, draw(model, draws, np.random.default_rng(seed)), level, method, seed)


def check_draws(draws: int, level: float, method: str) -> None:
    """Raise ParameterError for numbers that describe no sample."""
    if draws < 1 or not 0 < level < 1 or method not in METHODS:
        raise ParameterError(f"draws={draws}, level={level}, method={method}; accepted: at least one draw, "
                             f"a level between 0 and 1, {' or '.join(METHODS)}")  # fmt: skip


def judged(asked: Prediction, columns: Columns, level: float, method: Method, seed: int) -> Probability:
    """Return the share of independent draws in which a prediction holds."""
    holds, doubt = asked.judge(columns)
    sure, open_, n = int((holds & ~doubt).sum()), int(doubt.sum()), len(holds)
    low, _ = interval(sure, n, level, method)
    _, high = interval(sure + open_, n, level, method)
    return Probability(asked.name, sure, n, open_, low, high, level, method, seed)


def interval(hits: int, n: int, level: float = 0.95, method: Method = "wilson") -> tuple[float, float]:
    """Return a confidence interval for a share.

    >>> [round(x, 4) for x in interval(8, 10, method="clopper-pearson")]
    [0.4439, 0.9748]
    """
    from scipy.stats import binomtest, norm

    if method == "wilson":
        return wilson(hits, n, float(norm.ppf((1 + level) / 2)))[1:]
    ends = binomtest(hits, n).proportion_ci(level, method="exact")
    return float(ends.low), float(ends.high)


def drivers(model: Model, of: Prediction | Quantity, *, base: int = 1 << 11, seed: int = 0,
            level: float = 0.95) -> tuple[Driver, ...]:  # fmt: skip
    """Return the Sobol indices of a prediction's indicator or of a quantity, the parameter with the largest first.

    `base` is a power of two; base * (parameters + 2) points are judged. What never varies has no drivers.

    Raises NotCoveredError where assumptions tie the parameters (the indices need independent ones), or where the
    quantity is undefined at some point; ParameterError for another base.
    """
    from SALib.analyze import sobol as analysis
    from SALib.sample import sobol as design

    if model.assumptions:
        raise NotCoveredError(
            f"Sobol indices need independent parameters; {model.name} assumes {', '.join(map(str, model.assumptions))}"
        )
    if base < 2 or base & (base - 1):
        raise ParameterError(f"base={base}; accepted: a power of two")
    varied = [p for p in model.parameters if p.low < p.high]
    if not varied:
        return ()
    names, ends = [p.name for p in varied], [[float(p.low), float(p.high)] for p in varied]
    problem = {"num_vars": len(names), "names": names, "bounds": ends}
    points = design.sample(problem, base, calc_second_order=False, seed=seed)
    fixed = {p.name: np.full(len(points), float(p.low)) for p in model.parameters if p not in varied}
    values = _values(of, fixed | dict(zip(names, points.T, strict=True)))
    if np.isnan(values).any():
        raise NotCoveredError(f"{of.name.en}: no equilibrium is listed at some points, so that it has no variance")
    if np.ptp(values) == 0:
        return ()
    # SALib takes a seed of zero for none.
    found = analysis.analyze(problem, values, calc_second_order=False, num_resamples=RESAMPLES, conf_level=level,
                             seed=seed + 1)  # fmt: skip
    listed = zip(names, *(map(float, found[key]) for key in ("S1", "S1_conf", "ST", "ST_conf")), strict=True)
    return tuple(sorted((Driver(*row) for row in listed), key=lambda driver: -driver.total))


def tornado(model: Model, of: Prediction | Quantity, *, steps: int = STEPS) -> tuple[Swing, ...]:
    """Return what each parameter alone does to a prediction or quantity, the one that moves it most first."""
    swings = (_swing(model, of, p.name, steps) for p in model.parameters)
    return tuple(sorted(swings, key=lambda s: (-s.width, s.mean if s.width else 0) if s.defined else (1.0, 0)))


def _swing(model: Model, of: Prediction | Quantity, name: str, steps: int) -> Swing:
    ends = next((float(p.low), float(p.high)) for p in model.parameters if p.name == name)
    columns = {other: np.full(steps, float(value)) for other, value in model.defaults.items()}
    columns[name] = np.linspace(*ends, steps)
    inside = holds_at(sympy.And(*model.assumptions), model, columns, steps)
    values = np.full(steps, np.nan)
    values[inside] = _values(of, {other: column[inside] for other, column in columns.items()})
    held = held_along(of, name) if isinstance(of, Prediction) else None
    return Swing(name, *ends, float(model.defaults[name]), values, held)


def _values(of: Prediction | Quantity, columns: Mapping[str, np.ndarray]) -> np.ndarray:
    return of.at(columns) if isinstance(of, Quantity) else of.judge(columns)[0].astype(float)


@dataclass(frozen=True, eq=False, repr=False)
class Robustness(Shown):
    """How robust a prediction is, and what drives it or a quantity.

    `drivers` is empty where nothing varies, or where assumptions tie the parameters.
    """

    model: Model
    of: Prediction | Quantity
    probability: Probability | None
    drivers: tuple[Driver, ...]
    swings: tuple[Swing, ...]
    untold: str = ""

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return one row per parameter: its Sobol indices and what it does alone."""
        head = Text(
            "parameter|first order|total|at lowest|at highest|least|largest|mean",
            "参数|一阶指数|总指数|取最低值|取最高值|最小|最大|均值",
        ).in_(lang)
        indices = {driver.name: driver for driver in self.drivers}
        rows = [(s.name, *_indices(indices.get(s.name)), *map(_number, _ends(s))) for s in self._ordered()]
        title = Text("Robustness", "稳健性").in_(lang)
        default = about(title, f"{self.model.title.in_(lang)}; {self.of.name.in_(lang)}", lang)
        return Table(head.split("|"), rows, caption or default, self._notes(lang))

    def _ordered(self) -> list[Swing]:
        place = {driver.name: k for k, driver in enumerate(self.drivers)}
        return sorted(self.swings, key=lambda s: place.get(s.name, 0))

    def _notes(self, lang: Language) -> str:
        said = self.probability.said(lang) + " " if self.probability else ""
        ones = Text(" (1: the prediction holds, 0: it does not)", "（1 表示预测成立，0 表示不成立）")
        values = ones.in_(lang) * isinstance(self.of, Prediction)
        columns = Text(
            f"Sobol indices over all parameters with the half-widths of 95% bootstrap intervals; the other columns "
            f"move one parameter over its range, the others at their defaults{values}.",
            f"Sobol 指数针对全部参数，附 95% 自助法区间半宽；其余各列只变动一个参数，其他取默认值{values}。",
        )
        return said + columns.in_(lang) + (f" {self.untold}" if self.untold else "")

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "model": self.model.name,
            "of": self.of.name.en,
            "probability": self.probability.to_json() if self.probability else None,
            "drivers": [vars(driver) for driver in self.drivers],
            "tornado": [dict(zip(("low", "high", "least", "most", "mean"), _ends(s), strict=True)) | {"name": s.name}
                        for s in self.swings],
            "note": self.untold,
        }  # fmt: skip


def _indices(driver: Driver | None) -> tuple[str, str]:
    if driver is None:
        return "-", "-"
    return f"{driver.first:.3f} ± {driver.first_margin:.3f}", f"{driver.total:.3f} ± {driver.total_margin:.3f}"


def _ends(swing: Swing) -> tuple[float, ...]:
    return float(swing.values[0]), float(swing.values[-1]), swing.least, swing.most, swing.mean


def _number(value: float) -> str:
    return "-" if np.isnan(value) else f"{value:.4g}"


def robustness(model: Model, predict: Predictable | Quantity, *, only: bool = False, draws: int = 1 << 16,
               base: int = 1 << 11, seed: int = 0, method: Method = "wilson") -> Robustness:  # fmt: skip
    """Return the probability of a prediction (not of a quantity), its drivers and its tornado.

    Raises the errors of `probability`; where Sobol indices are not defined the answer says why.
    """
    of = predict if isinstance(predict, Quantity) else prediction(model, predict, only)
    chance = None
    if isinstance(of, Prediction):
        chance = probability(model, of.asked, only=only, draws=draws, seed=seed, method=method)
    make = partial(Robustness, model, of, chance)
    try:
        found, why = drivers(model, of, base=base, seed=seed), ""
    except NotCoveredError as error:
        found, why = (), f"{error}."
    return make(found, tornado(model, of), why)
