"""What a command answers, as a table for a paper: LaTeX, Markdown, CSV or Word, printed or written to a file.

`techpower solve mygame.nfg -o table.tex` gives the game and its equilibria the same look as the tables of the paper.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from dataclasses import replace
from pathlib import Path
from typing import Any

from games.errors import ParameterError

FORMATS = ("text", "latex", "md", "csv", "docx")
SUFFIXES = {".tex": "latex", ".md": "md", ".csv": "csv", ".docx": "docx", ".txt": "text"}
STYLES = ("tabular", "sgame", "istgame")


def add_export(command: ArgumentParser) -> None:
    """Add `--format` and `-o` to a parser."""
    command.add_argument("--format", choices=FORMATS, help="a table for a paper (docx needs -o)")
    told = f"write to {', '.join(SUFFIXES)}; folders are made"
    command.add_argument("-o", "--output", default="", metavar="FILE", help=told)


def wanted(options: Namespace) -> str:
    """Return the format asked for, empty for what a terminal shows.

    Raises ParameterError for a file name that says no format, or another one than `--format`.
    """
    output = getattr(options, "output", "")
    said = SUFFIXES.get(Path(output).suffix, "") if output else ""
    if output and not said and not options.format:
        raise ParameterError(f"-o {output}: accepted: a file name that ends in {', '.join(SUFFIXES)}, or --format too")
    form = options.format or said
    if form == "docx" and not output:
        raise ParameterError("--format docx needs a file; accepted: -o FILE.docx")
    return str(form or "")


def export(result: Any, form: str, options: Namespace, title: str = "", game: Any = None) -> None:
    """Print a result, after the payoffs of its `game` where it has one, or write both to the file asked for."""
    written = rendered(result, form, options, title, game)
    if options.output:
        from games.writing import write_bytes

        print(write_bytes(Path(options.output), written))
    else:
        sys.stdout.write(written.decode())


def rendered(result: Any, form: str, options: Namespace, title: str = "", game: Any = None) -> bytes:
    """Return a result in a format, after the payoffs of its game."""
    lang = options.lang
    table = result.table(lang, title).explained(lang)
    if form == "csv":
        return str(table.to_csv()).encode()
    if form == "latex":
        style = {"style": options.style} if getattr(options, "style", None) else {}
        shown = [] if game is None else [game.to_latex(game.title, lang=lang, **style)]
        return "\n".join([*shown, table.to_latex()]).encode()
    tables = [*_payoffs(game, lang), table]
    if form == "docx":
        from games.forms.word import word_document

        return word_document(tables, numbered="表 {}　" if lang == "zh" else "Table {}. ")
    if form == "md":
        return ("\n\n".join(each.to_markdown() for each in tables) + "\n").encode()
    return "\n\n".join("\n".join(filter(None, (one.caption, one.to_text(), one.notes))) for one in tables).encode()


def _payoffs(game: Any, lang: Any) -> list[Any]:
    """Return the payoffs of a game as a table; nothing for a form whose answer says them itself."""
    from games.forms import NormalForm
    from games.forms.matrices import matrix_table
    from paper_figs.contents import play_table

    if game is None:
        return []
    table = matrix_table(game) if isinstance(game, NormalForm) else play_table(game, lang)
    return [replace(table, caption=game.title).explained(lang)]
