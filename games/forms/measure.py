"""Measures: quantities that follow from parameters alone, without anybody's choice, by a formula of the literature."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from games.forms import numbers
from games.forms.numbers import Number
from games.forms.table import Table
from games.forms.tabled import Tabled
from games.glossary import translate
from games.text import Language, Text


@dataclass(frozen=True, repr=False)
class Measure(Tabled):
    """Named quantities: numbers, or formulas in the parameters."""

    quantities: Mapping[str, Number]
    title: str = ""

    def __post_init__(self) -> None:
        exact = {name: numbers.exact(value) for name, value in self.quantities.items()}
        object.__setattr__(self, "quantities", exact)

    @property
    def players(self) -> Sequence[str]:
        """Nobody chooses here."""
        return ()

    @property
    def kind(self) -> str:
        """`symbolic` if a parameter stands in a quantity, else `exact`."""
        free = any(numbers.is_symbolic(q) and q.free_symbols for q in self.quantities.values())
        return "symbolic" if free else "exact"

    def map(self, change: Callable[[Number], Number]) -> Measure:
        """Return the measure with every quantity changed."""
        return replace(self, quantities={name: change(value) for name, value in self.quantities.items()})

    def __getitem__(self, name: str) -> Number:
        return self.quantities[name]

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return the quantities, each with its exact value or formula and, if it is a number, its decimal value."""
        head = Text("quantity|value|decimal", "指标|数值|小数").in_(lang).split("|")
        rows = [(translate(name, lang), value, _decimal(value)) for name, value in self.quantities.items()]
        return Table(head, rows, caption or translate(self.title, lang))

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        values = {name: {"exact": str(v), "decimal": _decimal(v)} for name, v in self.quantities.items()}
        return {"game": self.title, "concept": "measure", "quantities": values}


def _decimal(value: Number) -> str:
    free = numbers.is_symbolic(value) and value.free_symbols
    return "" if free else f"{float(value):.6g}"
