"""The formal statements of the claims, a module for each family.

Each statement is a condition on the parameters of a model, built from the model's own formulas by the comparisons of
`games.statements`; each fact is a test of what the models assume or of figures of the evidence. Verdicts are not
written here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from games.formal import (
    discourse_alignment,
    evidence,
    export_controls,
    power_portfolio,
    regulatory_adoption,
    relative_gains,
    technology_alliances,
    technology_race,
    workarounds,
)
from games.statements import Fact, Statement

_T = TypeVar("_T")


def _union(*parts: Mapping[int, tuple[_T, ...]]) -> dict[int, tuple[_T, ...]]:
    """Return what the parts have on each claim, one after the other."""
    numbers = sorted({number for part in parts for number in part})
    return {number: tuple(each for part in parts for each in part.get(number, ())) for number in numbers}


STATEMENTS: dict[int, tuple[Statement, ...]] = _union(
    export_controls.STATEMENTS,
    workarounds.STATEMENTS,
    relative_gains.STATEMENTS,
    technology_race.STATEMENTS,
    technology_alliances.STATEMENTS,
    regulatory_adoption.STATEMENTS,
    discourse_alignment.STATEMENTS,
    power_portfolio.STATEMENTS,
)
"""The formal statements by the number of the claim."""

FACTS: dict[int, tuple[Fact, ...]] = _union(
    evidence.FACTS,
    export_controls.FACTS,
    technology_alliances.FACTS,
    regulatory_adoption.FACTS,
    discourse_alignment.FACTS,
    power_portfolio.FACTS,
)
"""What the models assume and what the evidence says, by the number of the claim."""
