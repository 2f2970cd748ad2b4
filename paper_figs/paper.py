"""Everything a paper needs, written in one go: tables, figures, a typeset paper and a manifest.

For each language a folder holds `tables/` (LaTeX, Markdown, CSV, Word), `tables.docx` with all of them, `figures/`
(PDF, PNG, SVG), `exercises/` (a teacher's set as sheets and question banks), `explorer/` (a page in which parameters
move), `paper.tex`, where LaTeX is installed `paper.pdf`, and `manifest.json`, which records the parameters, the package
versions and a hash of every file. Nothing depends on the clock: a second run writes the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from games.forms.table import Table
from games.forms.typeset import layout
from games.forms.word import word_document
from games.text import LANGUAGES, Language, Text
from games.writing import filling, write_bytes, write_text
from paper_figs import contents
from paper_figs.imprint import about, stamped, versions
from paper_figs.latex import NoLatexError, typeset
from paper_figs.progress import progress_bar
from paper_figs.style import house_style, save_figure
from paper_figs.working_paper import TITLE, working_paper

NUMBERED = Text("Table {}. ", "表 {}　")


@dataclass
class Written:
    """The paths written, and a sentence for each thing left out."""

    paths: list[Path] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def write_paper(folder: Path, languages: Iterable[Language] = LANGUAGES, *, pdf: bool = True) -> Written:
    """Write every table and figure and the paper into `folder`/`lang`; with `pdf` run LaTeX where it is installed.

    Raises OutputError when the folder cannot be written to.
    """
    languages = list(languages)
    done, steps = 0, len(languages) * (len(contents.ITEMS) + 1)
    result = Written()
    with progress_bar("paper", steps) as advance, filling(folder) as place:
        for lang in languages:
            made: dict[contents.Item, list[Path]] = {}
            tables: list[Table] = []
            for item in contents.ITEMS:
                made[item] = write_item(item, place / lang, lang, tables)
                done += 1
                advance(done, steps)
            paths = [path for each in made.values() for path in each]
            paths += _write_whole(place / lang, lang, made, tables, pdf, result.left_out)
            paths.append(_write_manifest(place / lang, lang, paths))
            result.paths += [folder / path.relative_to(place) for path in paths]
            done += 1
            advance(done, steps)
    return result


def write_item(item: contents.Item, folder: Path, lang: Language, tables: list[Table] | None = None) -> list[Path]:
    """Write one table, figure or game; tables are appended to `tables`."""
    with house_style(lang):
        made = item.make(lang)
        if isinstance(made, Mapping):
            return [_write(folder / item.stem / name, data) for name, data in made.items()]
        if not isinstance(made, (Table, contents.Typeset)):
            return save_figure(made, folder / "figures", item.stem, about(item))
        stamp = stamped(made, item, lang)
    table = stamp if isinstance(stamp, Table) else stamp.table
    if tables is not None:
        tables.append(table)
    return _write_table(stamp, table, item, folder / "tables", lang)


def _write(path: Path, data: str | bytes) -> Path:
    return write_bytes(path, data) if isinstance(data, bytes) else write_text(path, data)


def _write_table(
    made: Table | contents.Typeset, table: Table, item: contents.Item, folder: Path, lang: Language
) -> list[Path]:
    if isinstance(made, Table):
        latex = made.to_latex()
    else:
        latex = made.game.to_latex(table.caption, table.label, lang, table.basis)
    comment = "".join(f"% {key}: {value}\n" for key, value in about(item).items())
    return [
        write_text(folder / f"{item.stem}.tex", comment + latex),
        write_text(folder / f"{item.stem}.md", table.to_markdown() + "\n"),
        write_text(folder / f"{item.stem}.csv", table.to_csv()),
        write_bytes(folder / f"{item.stem}.docx", table.to_docx()),
    ]


def _write_whole(
    folder: Path, lang: Language, made: Mapping[contents.Item, list[Path]], tables: list[Table], pdf: bool,
    left_out: list[str],
) -> list[Path]:  # fmt: skip
    """Write what holds everything: all tables for Word, and the paper."""
    aside = {table.label for table in tables if layout(table).aside}
    paths = [
        write_bytes(folder / "tables.docx", word_document(tables, TITLE.in_(lang), NUMBERED.in_(lang))),
        write_text(folder / "paper.tex", working_paper(made, lang, aside)),
    ]
    if not pdf:
        return paths
    try:
        return [*paths, typeset(paths[-1], lang)]
    except NoLatexError as error:
        left_out.append(f"{lang}/paper.pdf left out: {error}")
        return paths


def _write_manifest(folder: Path, lang: Language, paths: list[Path]) -> Path:
    items = {item.stem: about(item) for item in contents.ITEMS}
    hashes = {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(paths)}
    manifest = {"language": lang, "versions": versions(), "items": items, "sha256": hashes}
    return write_text(folder / "manifest.json", json.dumps(manifest, indent=1, ensure_ascii=False) + "\n")
