"""Running LaTeX: the same source gives the same bytes, and where LaTeX is absent that is one sentence.

English is set by pdflatex, Chinese by xelatex with ctex and the Fandol fonts. Clocks are kept out by
SOURCE_DATE_EPOCH, the identifier of the file by the source itself (see `paper_figs.working_paper`).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from games.errors import OutputError
from games.text import Language

ENGINES: dict[Language, str] = {"en": "pdflatex", "zh": "xelatex"}
RUNS = 4
"""How often LaTeX may ask to be run again."""
SCRATCH = ".latex"
"""The folder for what LaTeX writes beside: its name is always the same, for xelatex puts it into the identifier."""
INSTALL = "`make latex` installs it on Debian and Ubuntu, as root"


class NoLatexError(OutputError):
    """LaTeX, or one of its packages, is not installed."""


def typeset(source: Path, lang: Language) -> Path:
    """Run LaTeX on `source`, in its folder, and put the PDF beside it; everything else LaTeX writes is thrown away.

    Raises NoLatexError where the engine or a package is missing, OutputError for a source that does not compile.
    """
    engine = ENGINES[lang]
    if not shutil.which(engine):
        raise NoLatexError(f"{engine} is not installed; {INSTALL}")
    scratch = source.parent / SCRATCH
    try:
        scratch.mkdir()
        log = _run(engine, source, scratch)
        for _ in range(RUNS - 1):
            if not re.search(r"Rerun to get|Rerun LaTeX|\(re\)run|Label\(s\) may have changed|has changed", log):
                break
            log = _run(engine, source, scratch)
        made = source.with_suffix(".pdf")
        shutil.copyfile(scratch / made.name, made)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return made


def log_of(source: Path, lang: Language, folder: Path) -> str:
    """Run LaTeX twice with `folder` for what it writes, and return its log."""
    _run(ENGINES[lang], source, folder)
    return _run(ENGINES[lang], source, folder)


def _run(engine: str, source: Path, scratch: Path) -> str:
    command = [
        engine,
        "-interaction=nonstopmode",
        "-halt-on-error",
        f"-output-directory={os.path.relpath(scratch, source.parent)}",
        source.name,
    ]
    clock = {"SOURCE_DATE_EPOCH": "0", "FORCE_SOURCE_DATE": "1", "max_print_line": "1000"}
    environment = {**os.environ, **clock, "TEXMFVAR": str(scratch / "texmf")}
    subprocess.run(command, cwd=source.parent, env=environment, capture_output=True, check=False, timeout=600)
    path = scratch / source.with_suffix(".log").name
    log = path.read_text("utf-8", "replace") if path.exists() else "! LaTeX wrote no log"
    if missing := re.search(r"^! LaTeX Error: File `([^']+)' not found", log, re.MULTILINE):
        raise NoLatexError(f"LaTeX lacks {missing[1]}; {INSTALL}")
    if error := re.search(r"^! (.*)", log, re.MULTILINE):
        raise OutputError(f"{source.name} does not compile: {error[1]}; please report it with {path.name}")
    return log
