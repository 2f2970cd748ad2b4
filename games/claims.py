"""The claims ledger: what the article claims, in our own words, and what some of it says formally.

The 54 claims stand in `claims.toml`; their formal statements are code (`games.formal`), conditions on the
parameters of a model that a solver judges, and facts, which restate what the models assume or what the evidence
says. A claim with neither is out of scope, and says why; any claim may say what its statements leave open.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from games.errors import FormatError, UnknownNameError
from games.forms.table import Table
from games.glossary import translate_list
from games.statements import Fact, Statement
from games.text import Language, Text

FILE = "claims.toml"
COUNT = 54
REQUIRED = frozenset({"section", "models", "en", "zh"})
FAMILIES = frozenset({
    "relative_gains", "export_controls", "technology_race", "technology_alliances", "regulatory_adoption",
    "discourse_alignment", "power_portfolio", "evidence",
})  # fmt: skip

OPTIONAL = frozenset({"open_en", "open_zh"})


@dataclass(frozen=True)
class Claim:
    """A claim of the article.

    `models` names the families that speak to it; `formal` holds its formal statements and `facts` what assumptions and
    evidence say of it; `open` what they leave open, or why there are none.
    """

    id: int
    section: str
    statement: Text
    models: tuple[str, ...]
    formal: tuple[Statement, ...] = ()
    facts: tuple[Fact, ...] = ()
    open: Text | None = None

    @property
    def in_scope(self) -> bool:
        """Whether a model, an assumption or the evidence decides anything about it."""
        return bool(self.formal or self.facts)


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

    >>> [claim.id for claim in formal()][:5]
    [2, 3, 4, 5, 6]
    """
    return tuple(claim for claim in load().values() if claim.formal)


@cache
def load() -> Mapping[int, Claim]:
    """Return every claim by its number, in order."""
    from games.formal import FACTS, STATEMENTS

    return parse(resources.files("games").joinpath(FILE).read_text("utf-8"), STATEMENTS, FACTS)


def parse(
    text: str, statements: Mapping[int, tuple[Statement, ...]], facts: Mapping[int, tuple[Fact, ...]]
) -> dict[int, Claim]:
    """Read the ledger from TOML text and join the formal statements and the facts to it.

    Raises FormatError, which names the claim and the field, for anything that is not as declared, and for a claim that
    has neither statements nor facts and does not say why.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FormatError(f"{FILE}: not TOML: {error}") from None
    if list(raw) != [str(number) for number in range(1, COUNT + 1)]:
        raise FormatError(f"{FILE}: the claims must be numbered 1 to {COUNT}, in order")
    ledger = {int(name): _read(int(name), fields, statements, facts) for name, fields in raw.items()}
    for claim in ledger.values():
        if not claim.in_scope and claim.open is None:
            raise FormatError(f"{FILE}: claim {claim.id} has no statement; open_en and open_zh must say why")
    return ledger


def table(lang: Language = "en") -> Table:
    """Return the ledger as a table: number, claim, section and models."""
    head = Text("id claim section models", "编号 论断 章节 模型").in_(lang).split()
    rows = [
        (str(c.id), c.statement.in_(lang), translate_list(c.section, lang), ", ".join(c.models))
        for c in load().values()
    ]
    return Table(head, rows, Text("Claims of the article", "文章的论断").in_(lang))


def _read(
    number: int,
    fields: Any,
    statements: Mapping[int, tuple[Statement, ...]],
    facts: Mapping[int, tuple[Fact, ...]],
) -> Claim:
    _check(number, fields)
    return Claim(
        id=number,
        section=fields["section"],
        statement=Text(fields["en"], fields["zh"]),
        models=tuple(fields["models"]),
        formal=statements.get(number, ()),
        facts=facts.get(number, ()),
        open=Text(fields["open_en"], fields["open_zh"]) if set(fields) >= OPTIONAL else None,
    )


def _check(number: int, fields: Any) -> None:
    if not isinstance(fields, dict) or set(fields) not in (REQUIRED, REQUIRED | OPTIONAL):
        needs, may = ", ".join(sorted(REQUIRED)), " and ".join(sorted(OPTIONAL))
        raise FormatError(f"{FILE}: claim {number} needs {needs}; {may} may be added together")
    for name in sorted(set(fields) - {"models"}):
        if not (isinstance(fields[name], str) and fields[name].strip()):
            raise FormatError(f"{FILE}: claim {number}: {name} must be text that is not empty")
    if not (isinstance(fields["models"], list) and fields["models"] and set(fields["models"]) <= FAMILIES):
        raise FormatError(f"{FILE}: claim {number}: models; accepted: {', '.join(sorted(FAMILIES))}")
