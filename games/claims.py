"""The claims ledger: what the article claims, in our own words, and what some of it says formally.

The 54 claims stand in `claims.toml`; their formal statements are code (`games.formal`), conditions on the
parameters of a model that a solver judges. A claim without formal statements carries only its words and,
where the verdict does not depend on a result, how it holds.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal, get_args

from games.errors import FormatError, UnknownNameError
from games.forms.table import Table
from games.statements import Judgement, Statement
from games.text import Language, Text

FILE = "claims.toml"
COUNT = 54
REQUIRED = frozenset({"section", "models", "en", "zh"})
FAMILIES = frozenset({
    "relative_gains", "export_controls", "technology_race", "technology_alliances", "regulatory_adoption",
    "discourse_alignment", "power_portfolio", "evidence",
})  # fmt: skip

Given = Literal["by construction", "by calibration", "out of scope"]
"""Verdicts that need no solver."""


@dataclass(frozen=True)
class Claim:
    """A claim of the article.

    `models` names the families that speak to it; `formal` holds its formal statements, None while it has
    none; `given` says how it holds where no result is needed.
    """

    id: int
    section: str
    statement: Text
    models: tuple[str, ...]
    given: Given | None = None
    formal: tuple[Statement, ...] | None = None

    @property
    def kind(self) -> Judgement | Given | None:
        """The judgement to expect: `always` if every statement is to be proved or refuted, else `where`."""
        if self.formal is None:
            return self.given
        return "always" if all(statement.kind == "always" for statement in self.formal) else "where"


def get(number: int) -> Claim:
    """Return one claim.

    Raises UnknownNameError when there is none of that number.

    >>> get(12).statement.en
    'Coercion costs the coercer.'
    """
    if number not in load():
        raise UnknownNameError(f"no claim {number!r}; accepted: 1 to {COUNT}")
    return load()[number]


def formal() -> tuple[Claim, ...]:
    """Return the claims that have formal statements, in order.

    >>> [claim.id for claim in formal()]
    [12, 13, 14, 22, 23, 24, 51]
    """
    return tuple(claim for claim in load().values() if claim.formal is not None)


@cache
def load() -> Mapping[int, Claim]:
    """Return every claim by its number, in order."""
    from games.formal import STATEMENTS

    return parse(resources.files("games").joinpath(FILE).read_text("utf-8"), STATEMENTS)


def parse(text: str, statements: Mapping[int, tuple[Statement, ...]]) -> dict[int, Claim]:
    """Read the ledger from TOML text and join the formal statements to it.

    Raises FormatError, which names the claim and the field, for anything that is not as declared.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FormatError(f"{FILE}: not TOML: {error}") from None
    if list(raw) != [str(number) for number in range(1, COUNT + 1)]:
        raise FormatError(f"{FILE}: the claims must be numbered 1 to {COUNT}, in order")
    return {int(name): _read(int(name), fields, statements.get(int(name))) for name, fields in raw.items()}


def table(lang: Language = "en") -> Table:
    """Return the ledger as a table: number, claim, section and models."""
    head = Text("id claim section models", "编号 论断 章节 模型").in_(lang).split()
    rows = [(str(c.id), c.statement.in_(lang), c.section, ", ".join(c.models)) for c in load().values()]
    return Table(head, rows, Text("Claims of the article", "文章的论断").in_(lang))


def _read(number: int, fields: Any, statements: tuple[Statement, ...] | None) -> Claim:
    _check(number, fields)
    return Claim(
        id=number,
        section=fields["section"],
        statement=Text(fields["en"], fields["zh"]),
        models=tuple(fields["models"]),
        given=fields.get("kind"),
        formal=statements,
    )


def _check(number: int, fields: Any) -> None:
    if not isinstance(fields, dict) or not REQUIRED <= set(fields) <= REQUIRED | {"kind"}:
        raise FormatError(f"{FILE}: claim {number} needs {', '.join(sorted(REQUIRED))}; kind is optional")
    for name in ("section", "en", "zh"):
        if not (isinstance(fields[name], str) and fields[name].strip()):
            raise FormatError(f"{FILE}: claim {number}: {name} must be text that is not empty")
    if not (isinstance(fields["models"], list) and fields["models"] and set(fields["models"]) <= FAMILIES):
        raise FormatError(f"{FILE}: claim {number}: models; accepted: {', '.join(sorted(FAMILIES))}")
    if "kind" in fields and fields["kind"] not in get_args(Given):
        raise FormatError(f"{FILE}: claim {number}: kind = {fields['kind']!r}; accepted: {', '.join(get_args(Given))}")
