"""How the documentation is built; the reference is written from the docstrings, which are plain text, not markup."""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path
from typing import Any

project, author, release = "techpower", "techpower", metadata.version("techpower")
copyright = "MIT licence"
extensions = ["myst_parser", "sphinx.ext.autodoc"]
html_theme = "furo"
exclude_patterns = ["build"]
autodoc_default_options = {"members": True, "member-order": "bysource"}
autodoc_typehints = "none"
myst_heading_anchors = 3
ROOT = Path(__file__).parent.parent
ROOMS = {"games": "The games", "games/forms": "Forms of games", "games/formats": "Formats", "solvers": "Solvers"}


def plain(text: str) -> str:
    """Return a line of a docstring as reStructuredText that shows it as it stands, `names` as code."""
    parts = text.strip().split("`")
    if len(parts) % 2 == 0:
        parts = ["'".join(parts)]
    prose = [re.sub(r"([\\*_|<>:\-.+])", r"\\\1", part) for part in parts[::2]]
    code = [f" ``{part.strip()}`` " if part.strip() else "" for part in parts[1::2]] + [""]
    return "".join(said + named for said, named in zip(prose, code, strict=True)).strip()


def plain_docstring(*given: Any) -> None:
    """Turn the lines of a docstring into plain paragraphs; examples stay as they are."""
    lines: list[str] = given[-1]
    example = False
    made = []
    for line in lines:
        example = bool(line.strip()) and (example or line.lstrip().startswith(">>>"))
        made.append(line.strip() if example else plain(line))
    lines[:] = made


def write_reference(*_: Any) -> None:
    """Write one page a room, a heading for each module in it."""
    folder = Path(__file__).parent / "reference"
    folder.mkdir(exist_ok=True)
    for room, title in ROOMS.items():
        modules = sorted(path.stem for path in (ROOT / room).glob("*.py") if not path.stem.startswith("_"))
        package = room.replace("/", ".")
        pages = [f"{package}.{name}\n{'-' * 60}\n\n.. automodule:: {package}.{name}\n" for name in modules]
        (folder / f"{package}.rst").write_text("\n".join([f"{title}\n{'=' * 60}\n", *pages]), "utf-8")


def setup(app: Any) -> None:
    """Connect both."""
    app.connect("builder-inited", write_reference)
    app.connect("autodoc-process-docstring", plain_docstring)
