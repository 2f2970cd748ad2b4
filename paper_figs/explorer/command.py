"""The command `techpower explore`: write the page and open it."""

from __future__ import annotations

import argparse
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from games.writing import write_text

if TYPE_CHECKING:
    from games.model import Model


def add_exploring(explore: argparse.ArgumentParser) -> None:
    """Add what `explore` accepts."""
    explore.add_argument("models", nargs="*", metavar="MODEL", help="models or .toml files (default: all models)")
    explore.add_argument("-o", "--output", default="explorer.html", metavar="FILE", help="where to write (%(default)s)")
    explore.add_argument("--no-open", action="store_true", help="write the page only; do not open it in the browser")
    explore.add_argument("--no-verdicts", action="store_true", help="leave out the claims and their verdicts; faster")


def write_page(models: Sequence[Model], options: Namespace) -> Path:
    """Write the page for some models, by default all, and open it unless told not to.

    Raises NotCoveredError for a model the page cannot show, OutputError when the file cannot be written.
    """
    from paper_figs.explorer.page import explorer
    from paper_figs.ledger import judge
    from paper_figs.progress import progress_bar

    with progress_bar("explore") as advance:
        page = explorer(models, options.lang, None if options.no_verdicts else judge, advance)
    path = write_text(Path(options.output), page)
    if not options.no_open:
        import webbrowser

        webbrowser.open(path.resolve().as_uri())
    return path
