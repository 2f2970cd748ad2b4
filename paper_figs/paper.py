"""Everything a paper needs, written in one go: tables, figures, LaTeX sources and a manifest.

For each language a folder holds `tables/` (LaTeX, Markdown, CSV), `figures/` (PDF, PNG, SVG), `exercises/` (a
teacher's set as sheets and question banks) and `manifest.json`, which
records the parameters, the package versions and a hash of every file. Nothing depends on the clock: a second run
writes the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path

from games.forms.table import Table
from games.registry import find
from games.text import LANGUAGES, Language
from games.writing import filling, write_bytes, write_text
from paper_figs import contents
from paper_figs.progress import progress_bar
from paper_figs.style import house_style, save_figure

PACKAGES = ("techpower", "numpy", "sympy", "z3-solver", "matplotlib")


def write_paper(folder: Path, languages: Iterable[Language] = LANGUAGES) -> list[Path]:
    """Write every table and figure into `folder`/`lang` and return the paths.

    Raises OutputError when the folder cannot be written to.
    """
    languages = list(languages)
    steps = [(lang, item) for lang in languages for item in contents.ITEMS]
    written: dict[Language, list[Path]] = {lang: [] for lang in languages}
    with progress_bar("paper", len(steps)) as advance, filling(folder) as place:
        for done, (lang, item) in enumerate(steps, start=1):
            written[lang] += write_item(item, place / lang, lang)
            advance(done, len(steps))
        for lang, paths in written.items():
            paths.append(_write_manifest(place / lang, lang, paths))
        made = [path.relative_to(place) for paths in written.values() for path in paths]
    return [folder / path for path in made]


def write_item(item: contents.Item, folder: Path, lang: Language) -> list[Path]:
    """Write one table, figure or LaTeX source."""
    with house_style(lang):
        made = item.make(lang)
        if isinstance(made, Table):
            return _write_table(made.to_latex(), made, item, folder / "tables")
        if isinstance(made, contents.Typeset):
            return _write_table(made.latex, made.table, item, folder / "tables")
        if isinstance(made, Mapping):
            return [_write(folder / item.stem / name, data) for name, data in made.items()]
        return save_figure(made, folder / "figures", item.stem, about(item))


def _write(path: Path, data: str | bytes) -> Path:
    return write_bytes(path, data) if isinstance(data, bytes) else write_text(path, data)


def about(item: contents.Item) -> dict[str, str]:
    """Return what an output is made from: version, models with their parameters, claims."""
    made_from = {"techpower": version("techpower"), "item": item.stem}
    models = [find(name) for name in item.models]
    made_from |= {m.name: " ".join(f"{name}={value}" for name, value in m.defaults.items()) for m in models}
    claims = sorted({claim for model in models for claim in model.claims})
    return made_from | ({"claims": " ".join(map(str, claims))} if claims else {})


def _comment(item: contents.Item) -> str:
    return "".join(f"% {key}: {value}\n" for key, value in about(item).items())


def _write_table(latex: str, table: Table, item: contents.Item, folder: Path) -> list[Path]:
    return [
        write_text(folder / f"{item.stem}.tex", _comment(item) + latex),
        write_text(folder / f"{item.stem}.md", table.to_markdown() + "\n"),
        write_text(folder / f"{item.stem}.csv", table.to_csv()),
    ]


@cache
def _versions() -> dict[str, str]:
    return {name: version(name) for name in PACKAGES}


def _write_manifest(folder: Path, lang: Language, paths: list[Path]) -> Path:
    items = {item.stem: about(item) for item in contents.ITEMS}
    hashes = {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(paths)}
    manifest = {"language": lang, "versions": _versions(), "items": items, "sha256": hashes}
    return write_text(folder / "manifest.json", json.dumps(manifest, indent=1, ensure_ascii=False) + "\n")
