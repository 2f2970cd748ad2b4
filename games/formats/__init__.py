"""Games in files: one reader a format, found by the suffix of the file's name.

`load` reads any of them. A format is one line in `READERS` and one module, imported when a file of its kind
is met.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from games.errors import FormatError, TechpowerError
from games.formats.texts import read_text

if TYPE_CHECKING:
    from games.forms.normal_form import NormalForm
    from games.forms.tree import GameTree
    from games.model import Model

Loaded: TypeAlias = "NormalForm | GameTree | Model"

READERS = {
    ".csv": "games.formats.csv:read_csv",
    ".efg": "games.formats.efg:read_efg",
    ".nfg": "games.formats.nfg:read_nfg",
    ".toml": "games.formats.toml:read_toml",
    ".tsv": "games.formats.csv:read_csv",
}
"""For each suffix the function, `module:name`, that makes a game of the file's text."""


def load(path: str | Path) -> Loaded:
    """Return the game in a file: a normal form, a tree or, where payoffs have parameters, a model.

    Raises FormatError, which names the file, for an unknown suffix, an unreadable file and one that is no
    game.
    """
    read = _reader(Path(path))
    text = read_text(Path(path))
    try:
        return read(text)
    except TechpowerError as error:
        raise FormatError(f"{path}: {error}") from None


def _reader(path: Path) -> Callable[[str], Loaded]:
    target = READERS.get(path.suffix.lower())
    if target is None:
        raise FormatError(f"{path}: unknown suffix {path.suffix!r}; accepted: {', '.join(sorted(READERS))}")
    module, _, name = target.partition(":")
    reader: Callable[[str], Loaded] = getattr(import_module(module), name)
    return reader


__all__ = ["READERS", "load"]
