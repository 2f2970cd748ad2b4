"""Files that are whole or not there: everything is written beside its place and moved into it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from games.errors import TechpowerError


class OutputError(TechpowerError):
    """A folder or disk that cannot take the output."""


def write_bytes(path: Path, data: bytes) -> Path:
    """Write `data` to `path` atomically and return the path.

    Raises OutputError when the folder cannot be made or written to, or the disk is full; nothing partial remains.
    """
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror or error}; choose another --output") from None
    finally:
        if temporary and os.path.exists(temporary):
            os.unlink(temporary)
    return path


def write_text(path: Path, text: str) -> Path:
    """Write UTF-8 text atomically; see `write_bytes`."""
    return write_bytes(path, text.encode())
