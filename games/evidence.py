"""The evidence: figures with year and source. Nothing else in the toolkit counts as data.

The figures stand in `evidence.toml`, each with the section of the article (European Studies 2025, no. 1)
that reports it and the source named there. A figure the article does not print but implies is marked as
inferred; quotients are computed from the figures, not typed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Any

from games.errors import FormatError, NumberError, UnknownNameError
from games.forms.numbers import exact
from games.forms.table import Table
from games.glossary import translate, translate_list
from games.parameters import Parameter, parameter
from games.text import Language, Text

FILE = "evidence.toml"
REQUIRED = frozenset({"unit", "year", "section", "source", "used_for", "en", "zh"})
OPTIONAL = frozenset({"value", "ratio", "actor", "qualifier", "inferred", "note"})
ACTORS = frozenset({"US", "CN", "EU", "UK", "DE", ""})
QUALIFIERS: dict[str, Text] = {
    "": Text("", ""),
    "about": Text("about ", "约 "),
    "nearly": Text("nearly ", "近 "),
    "more than": Text("more than ", "超过 "),
    "at least": Text("at least ", "至少 "),
}
_SECTION = re.compile(r"\d(\.\d)?")
_MONTH = re.compile(r"(19|20)\d\d-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Evidence:
    """One figure: what it measures, for whom and when, and where it comes from.

    `value` is an exact number, a date, or a month as text (`2022-10`). `qualifier` is how the article hedges
    it, `inferred` marks a figure drawn from its words rather than printed, and `note` says how.
    """

    id: str
    value: Fraction | date | str
    unit: Text
    actor: str
    year: int
    section: str
    source: str
    used_for: Text
    description: Text
    qualifier: str = ""
    inferred: bool = False
    note: str = ""

    @property
    def number(self) -> Fraction:
        """The value as an exact number.

        Raises FormatError for a date.
        """
        if not isinstance(self.value, Fraction):
            raise FormatError(f"evidence {self.id} is a date, {self.value}, not a number")
        return self.value

    def shown(self, lang: Language = "en") -> str:
        """Return the value with its qualifier, decimals cut to four digits."""
        return QUALIFIERS[self.qualifier].in_(lang) + _show(self.value)


def get(name: str) -> Evidence:
    """Return one figure.

    Raises UnknownNameError, which names the nearest ids, when there is none.

    >>> get("us_compute_share").value
    Fraction(17, 50)
    """
    figures = load()
    if name not in figures:
        near = get_close_matches(name, figures, n=3) or list(figures)[:3]
        raise UnknownNameError(f"no evidence {name!r}; did you mean {' or '.join(near)}?")
    return figures[name]


@cache
def load() -> Mapping[str, Evidence]:
    """Return every figure by its id, in the order of the file."""
    return parse(resources.files("games").joinpath(FILE).read_text("utf-8"))


def parse(text: str) -> dict[str, Evidence]:
    """Read figures from TOML text.

    Raises FormatError, which names the figure and the field, for anything that is not as declared.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FormatError(f"{FILE}: not TOML: {error}") from None
    words = raw.pop("words", {})
    figures: dict[str, Evidence] = {}
    for name, fields in raw.items():
        figures[name] = _read(name, fields, figures, words)
    return figures


def calibrated(name: str, en: str, zh: str, figure: str, low: Any, high: Any, **rest: Any) -> Parameter:
    """Return a parameter whose default is a figure of the evidence, rounded to three decimals, and says so.

    Raises UnknownNameError for an unknown figure, FormatError for one that is no number, ParameterError as `parameter`.

    >>> calibrated("mu", "the EU's share", "欧盟的份额", "eu_market_share", 0, 1).default
    Fraction(43, 200)
    """
    default = round(get(figure).number, 3)
    return parameter(name, en, zh, default, low, high, source=f"evidence: {figure}", **rest)


def table(lang: Language = "en") -> Table:
    """Return all figures as a table with source and section; inferred ones carry an asterisk."""
    head = Text("figure actor year value unit source section use", "指标 主体 年份 数值 单位 来源 章节 用途")
    rows = [_row(evidence, lang) for evidence in load().values()]
    caption = Text("Evidence in the article", "文章所载证据")
    notes = Text(
        "* inferred: not printed in the article, drawn from its figures.", "* 推断值：原文未直接给出，由其数字推得。"
    )
    return Table(head.in_(lang).split(), rows, caption.in_(lang), notes.in_(lang))


def _row(e: Evidence, lang: Language) -> tuple[str, ...]:
    value = e.shown(lang) + "*" * e.inferred
    measured = (e.description.in_(lang), translate(e.actor, lang), str(e.year), value, e.unit.in_(lang))
    return (*measured, translate_list(e.source, lang), e.section, e.used_for.in_(lang))


def _read(name: str, fields: Any, known: Mapping[str, Evidence], words: Mapping[str, str]) -> Evidence:
    _check_fields(name, fields)
    return Evidence(
        id=name,
        value=_ratio(name, fields["ratio"], known) if "ratio" in fields else _value(name, fields["value"]),
        actor=_one_of(name, "actor", fields.get("actor", ""), ACTORS),
        year=fields["year"],
        section=_section(name, fields["section"]),
        description=Text(fields["en"], fields["zh"]),
        qualifier=_one_of(name, "qualifier", fields.get("qualifier", ""), frozenset(QUALIFIERS)),
        inferred=fields.get("inferred", False),
        note=fields.get("note", ""),
        unit=_translated(name, fields["unit"], words),
        source=fields["source"],
        used_for=_translated(name, fields["used_for"], words),
    )


def _check_fields(name: str, fields: Any) -> None:
    if not isinstance(fields, dict):
        raise FormatError(f"{FILE}: {name} is not a table of fields")
    missing = sorted(REQUIRED - set(fields))
    unknown = sorted(set(fields) - REQUIRED - OPTIONAL)
    if missing or unknown:
        what = f"lacks {', '.join(missing)}" if missing else f"has no field {', '.join(unknown)}"
        raise FormatError(f"{FILE}: {name} {what}")
    if ("value" in fields) == ("ratio" in fields):
        raise FormatError(f"{FILE}: {name} needs either value or ratio")
    for field, kind in {"year": int, "inferred": bool}.items():
        if field in fields and type(fields[field]) is not kind:
            raise FormatError(f"{FILE}: {name}.{field} = {fields[field]!r}; accepted: {kind.__name__}")
    if fields.get("inferred") and "note" not in fields:
        raise FormatError(f"{FILE}: {name} is inferred; its note must say from what")
    for field in sorted((REQUIRED | {"note"}) - {"year"}):
        if field in fields and not (isinstance(fields[field], str) and fields[field].strip()):
            raise FormatError(f"{FILE}: {name}.{field} must be text that is not empty")


def _value(name: str, raw: Any) -> Fraction | date | str:
    if isinstance(raw, date):
        return raw
    if isinstance(raw, str) and _MONTH.fullmatch(raw):
        return raw
    if not isinstance(raw, str):
        raise FormatError(f"{FILE}: {name}.value = {raw!r}; accepted: a number as text, a date or a month (2022-10)")
    try:
        number: Fraction = exact(raw)
    except NumberError as error:
        raise FormatError(f"{FILE}: {name}.value: {error}") from None
    return number


def _ratio(name: str, parts: Any, known: Mapping[str, Evidence]) -> Fraction:
    if not (isinstance(parts, list) and len(parts) == 2 and all(part in known for part in parts)):
        raise FormatError(f"{FILE}: {name}.ratio = {parts!r}; accepted: two ids that stand above it")
    above, below = (known[part].number for part in parts)
    if below == 0:
        raise FormatError(f"{FILE}: {name}.ratio divides by zero ({parts[1]})")
    return above / below


def _translated(name: str, english: str, words: Mapping[str, str]) -> Text:
    if english not in words:
        raise FormatError(f"{FILE}: {name} says {english!r}, which [words] does not translate")
    return Text(english, words[english])


def _section(name: str, raw: str) -> str:
    if not _SECTION.fullmatch(raw):
        raise FormatError(f"{FILE}: {name}.section = {raw!r}; accepted: a section number such as 4.1")
    return raw


def _one_of(name: str, field: str, raw: Any, accepted: frozenset[str]) -> str:
    if raw not in accepted:
        options = ", ".join(sorted(filter(None, accepted)))
        raise FormatError(f"{FILE}: {name}.{field} = {raw!r}; accepted: {options}")
    return str(raw)


def _show(value: Fraction | date | str) -> str:
    if not isinstance(value, Fraction):
        return str(value)
    if value.denominator == 1:
        power = len(str(value)) - 1
        return f"10^{power}" if power > 12 and value == 10**power else str(value)
    return str(value) if value.numerator == 1 else f"{float(value):.4g}"
