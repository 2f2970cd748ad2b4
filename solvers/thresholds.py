"""The critical values of one parameter: every boundary of every equilibrium region solved for it, with all cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from games.forms.table import Shown, Table
from games.glossary import translate
from games.model import Model
from games.text import Language, Text, about, join
from solvers.regions import Region, Regions, regions
from solvers.statics.cases import Case
from solvers.statics.reals import Condition
from solvers.statics.simplify import joint, show

HEAD = Text("profile|bound on {}|where|and", "策略组合|{} 的界|适用条件|同时要求")
CAPTION = Text("Thresholds in", "临界值：参数")
NOTE = Text(
    "A profile is an equilibrium where all its bounds and the conditions in the last column hold. Profiles in which "
    "somebody mixes are numbered as in the table of regions; what that does not list is not listed here.",
    "某一策略组合在其全部界与末列条件同时成立之处为均衡。有人混合的策略组合按区域表编号；该表未列者此处亦未列。",
)
NONE = Text("none", "无")
NOTHING = Text(
    "No equilibrium is listed anywhere in the domain, so that there is no bound.",
    "域内处处未列出均衡，故无界可列。",
)


@dataclass(frozen=True)
class Threshold:
    """One condition of a region, solved for the parameter; the cases cover the domain."""

    region: Region
    condition: Condition
    cases: tuple[Case, ...]


@dataclass(frozen=True, repr=False)
class Thresholds(Shown):
    """All thresholds of a model in one parameter."""

    regions: Regions
    parameter: str
    rows: tuple[Threshold, ...]

    def __len__(self) -> int:
        return len(self.rows)

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return one row per region, condition and case."""
        title = self.regions.model.title.in_(lang)
        head = HEAD.in_(lang).format(self.parameter).split("|")
        bounded = {id(row.region) for row in self.rows}
        rows: list[tuple[Any, ...]] = [
            (
                self._named(row.region, lang),
                case.shown(lang),
                joint(case.when, lang),
                joint(self.rest(row.region), lang),
            )
            for row in self.rows
            for case in row.cases
        ]
        free = (region for region in self.regions if id(region) not in bounded)
        always = joint((), lang)
        rows += [(self._named(region, lang), always, always, joint(self.rest(region), lang)) for region in free]
        note = NOTE if rows else NOTHING
        rows = rows or [(NONE.in_(lang), *["-"] * 3)]
        said = join(note, Text(" ", ""), self.regions.note) if self.regions.sent else note
        return Table(head, rows, caption or about(f"{CAPTION.in_(lang)} {self.parameter}", title, lang), said.in_(lang))

    def _named(self, region: Region, lang: Language) -> str:
        """Return the profile, of a mixed one the number and kind."""
        if region.is_unmixed:
            return region.named(lang)
        number = next(k for k, row in enumerate(self.regions, start=1) if row is region)
        return f"{number}: {translate(region.kind, lang)}"

    def rest(self, region: Region) -> tuple[Condition, ...]:
        """Return the conditions of a region that do not contain the parameter."""
        return tuple(c for c in region.conditions if all(s.name != self.parameter for s in c.free_symbols))

    def to_json(self) -> list[dict[str, Any]]:
        """Return plain data, one entry per condition of a region."""
        return [
            {
                **row.region.to_json(),
                "condition": show(row.condition),
                "cases": [{"holds": case.bound.text, "where": [show(c) for c in case.when]} for case in row.cases],
            }
            for row in self.rows
        ]


def thresholds(model: Model | Regions, parameter: str) -> Thresholds:
    """Return the boundaries of every region of a model solved for one parameter.

    Raises ParameterError for a parameter the model does not have, NotCoveredError as `regions` does.
    """
    found = model if isinstance(model, Regions) else regions(model)
    found.model.check_names([parameter])
    rows = (
        Threshold(row, condition, cases)
        for row in found
        for condition, cases in zip(row.conditions, row.solved_for(parameter), strict=True)
        if any(s.name == parameter for s in condition.free_symbols)
    )
    return Thresholds(found, parameter, tuple(rows))
