"""What an output is made from, as it says so itself: parameters with their values, and the claims they bear on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cache
from importlib.metadata import version
from typing import Any

from games.forms import numbers
from games.forms.table import Math, Table, symbol
from games.model import Model
from games.registry import find
from games.text import Language, Text
from paper_figs.contents import Item, Typeset

PARAMETERS, OF = Text("Parameters: ", "参数："), Text("Parameters of {}: ", "{}的参数：")
CLAIMS, CLAIM = Text("Claims {}.", "论断 {}。"), Text("Claim {}.", "论断 {}。")
PACKAGES = ("techpower", "numpy", "sympy", "z3-solver", "matplotlib")
COMMA, STOP = Text(", ", "，"), Text(". ", "。")


@cache
def versions() -> dict[str, str]:
    """Return the versions of the packages that make the numbers and the pictures."""
    return {name: version(name) for name in PACKAGES}


def about(item: Item) -> dict[str, str]:
    """Return what an output is made from: version, models with their parameters, claims."""
    models = [find(name) for name in item.models]
    made_from = {"techpower": version("techpower"), "item": item.stem}
    made_from |= {m.name: " ".join(f"{name}={value}" for name, value in m.defaults.items()) for m in models}
    claims = claims_of(models)
    return made_from | ({"claims": " ".join(map(str, claims))} if claims else {})


def claims_of(models: Iterable[Model]) -> list[int]:
    """Return the claims that models bear on, in order."""
    return sorted({claim for model in models for claim in model.claims})


def stamped(made: Table | Typeset, item: Item, lang: Language) -> Table | Typeset:
    """Return a table or a game with its label, and with its parameters and claims after its notes."""
    if isinstance(made, Typeset):
        return replace(made, table=replace(made.table, label=item.stem, basis=imprint(item, lang)))
    names = {cell.text if isinstance(cell, Math) else str(cell) for row in made.rows for cell in row[:1]}
    return replace(made, label=item.stem, basis=imprint(item, lang, names))


def imprint(item: Item, lang: Language, shown: Iterable[str] = ()) -> tuple[Any, ...]:
    """Return the parameters of an output's models and the claims they bear on, as a run of cells.

    Parameters that the output itself shows one by one (`shown`) are not repeated.
    """
    models, shown = [find(name) for name in item.models], set(shown)
    points = {m.title.in_(lang): dict(m.defaults) for m in models if not m.defaults.keys() <= shown}
    claims = claims_of(models)
    words = (CLAIM if len(claims) == 1 else CLAIMS).in_(lang)
    listed = COMMA.in_(lang) if lang == "en" else "、"
    return (*_values(points, lang), *[words.format(listed.join(map(str, claims)))] * bool(claims))


def point(values: Mapping[str, Fraction], lang: Language = "en") -> tuple[Any, ...]:
    """Return parameters with their values as a run of cells, `k_us = 3/2, q = 2/5`."""
    cells: list[Any] = []
    for name, value in values.items():
        latex = f"{symbol(name).latex} = {numbers.latex(value)}"
        cells += [COMMA.in_(lang), Math(f"{name} = {value}", latex)]
    return tuple(cells[1:])


def _values(points: Mapping[str, Mapping[str, Fraction]], lang: Language) -> Iterable[Any]:
    """Yield the values of all models at once if no two disagree, or else model by model."""
    joined: dict[str, Fraction] = {}
    for each in points.values():
        joined = dict(each) | joined
    agree = all(joined[name] == value for each in points.values() for name, value in each.items())
    if agree and joined:
        yield from (PARAMETERS.in_(lang), *point(joined, lang), STOP.in_(lang))
    elif joined:
        for title, each in points.items():
            yield from (OF.in_(lang).format(title), *point(each, lang), STOP.in_(lang))
