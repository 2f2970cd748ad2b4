"""The claims of the article that a model bears on, with their verdicts, as plain data for the page."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from games.claims import load
from games.glossary import translate
from games.model import Model
from games.text import LANGUAGES, Text
from paper_figs.explorer.models import Data, condition_data
from paper_figs.explorer.tape import Tape
from paper_figs.ledger import ASKED, Entry, Judged

Judge = Callable[[int], Entry]


def bearing(model: Model) -> tuple[int, ...]:
    """Return the claims that a model names or that have a statement about it.

    >>> import games
    >>> bearing(games.find("exclusivity"))
    (29,)
    """
    stated = {number for number, claim in load().items() if any(s.name == model.name for s in claim.formal)}
    return tuple(sorted(stated | set(model.claims)))


def claims_data(model: Model, judge: Judge) -> Data:
    """Return the judged claims of a model, and the program that tells at a point which of their regions hold."""
    tape = Tape()
    entries = [_entry(judge(number), model, tape) for number in bearing(model)]
    return {"entries": entries, "tape": tape.code}


def _entry(entry: Entry, model: Model, tape: Tape) -> Data:
    own = [_judged(part, model, tape) for part in entry.rows if part.statement.name == model.name]
    elsewhere = len(entry.parts) - len(own)
    status = {"status": entry.status, "label": _text(entry.status)}
    return {"id": entry.claim.id, "text": entry.claim.statement, "parts": own, "elsewhere": elsewhere} | status


def _judged(part: Judged, model: Model, tape: Tape) -> Data:
    statement, verdict = part.statement, part.verdict
    names = {p.name for p in model.parameters}
    placed = all(s.name in names for region in verdict.regions or () for c in region for s in c.free_symbols)
    regions = [[condition_data(c, tape) for c in region] for region in verdict.regions or ()] if placed else []
    return {
        "text": statement.text,
        "asked": ASKED[statement.kind],
        "status": part.status,
        "label": _text(part.status),
        "share": f"{part.share.share:.3f}" if part.share else "",
        "options": dict(statement.options),
        "fixed": dict(statement.at),
        "regions": regions,
        "against": _counterexample(part, names),
    }


def _counterexample(part: Judged, names: set[str]) -> dict[str, str] | None:
    """Return the point that refutes a statement, as a place to go; None if it is no point of the model."""
    found = {**(part.verdict.counterexample or {}), **part.statement.at}
    if part.verdict.status != "refuted" or not part.verdict.counterexample or not set(found) <= names:
        return None
    exact = {name: _fraction(value) for name, value in found.items()}
    return {name: str(value) for name, value in exact.items()} if None not in exact.values() else None


def _fraction(value: Any) -> Fraction | None:
    try:
        return Fraction(str(value))
    except ValueError:
        return None


def _text(words: str) -> Text:
    return Text(*(translate(words, lang) for lang in LANGUAGES))
