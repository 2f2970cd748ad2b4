"""LaTeX typeset by xelatex, where it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from games.errors import OutputError

SECONDS = 120


def has_latex() -> bool:
    """Return whether xelatex is there."""
    return shutil.which("xelatex") is not None


def pdf(source: str) -> bytes:
    """Return a LaTeX document as PDF.

    Raises OutputError where xelatex or a package is missing.
    """
    if not has_latex():
        raise OutputError("no xelatex on this machine; install TeX Live, or ask for another format: latex, md")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "sheet.tex"
        place.write_text(source, "utf-8")
        command = ["xelatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", place.name]
        steady = os.environ | {"SOURCE_DATE_EPOCH": "0", "FORCE_SOURCE_DATE": "1"}
        try:
            done = subprocess.run(command, cwd=folder, env=steady, capture_output=True, timeout=SECONDS, check=False)
        except subprocess.TimeoutExpired:
            raise OutputError(f"xelatex took more than {SECONDS} seconds") from None
        if done.returncode:
            said = done.stdout.decode("utf-8", "replace").splitlines()
            first = next((line for line in said if line.startswith("!")), "no reason given")
            raise OutputError(f"xelatex failed: {first}; it needs ctex, fandol, istgame, multirow and booktabs")
        return place.with_suffix(".pdf").read_bytes()
