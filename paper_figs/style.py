"""How figures look: fonts that hold Chinese, colours that survive colour-blindness and grey, reproducible files.

The colours are Okabe and Ito's (2008) eight, ordered so that neighbours differ in lightness. A subset of Noto Sans SC
(SIL Open Font Licence) is in the package, so that Chinese renders on a machine without any CJK font.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

from games.text import Language
from games.writing import write_bytes

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#F0E442", "#D55E00", "#56B4E9", "#000000")
HATCHES = ("", "///", "...", "\\\\\\", "xx", "++", "--", "oo")
FORMATS = ("pdf", "png", "svg")
_FONT = "NotoSansSC-subset.otf"
_FAMILY = "techpower Noto Sans SC"


@contextmanager
def house_style(lang: Language) -> Iterator[None]:
    """Draw inside this context: a non-interactive canvas, the fonts of `lang`, thin axes."""
    import matplotlib as mpl

    _register_font()
    families = [_FAMILY, "DejaVu Sans"] if lang == "zh" else ["DejaVu Sans", _FAMILY]
    settings = {
        "backend": "agg",
        "font.family": families,
        "font.size": 9,
        "mathtext.fontset": "dejavusans",
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.linewidth": 0.6,
        "axes.unicode_minus": False,
        "legend.frameon": False,
        "figure.constrained_layout.use": True,
        "svg.hashsalt": "techpower",
        "svg.fonttype": "path",
        "pdf.fonttype": 3,
        "hatch.linewidth": 0.4,
    }
    with mpl.rc_context(settings):
        yield


@cache
def _register_font() -> None:
    """Make the packaged font known under a name of its own, so that no other Noto on the machine is taken for it.

    The subset has one weight, which also serves where bold is asked for.
    """
    from matplotlib import font_manager

    with as_file(files("paper_figs") / "fonts" / _FONT) as path:
        font_manager.fontManager.addfont(path)
    known = font_manager.fontManager.ttflist
    packaged = known.pop()
    known += [replace(packaged, name=_FAMILY, weight=weight) for weight in (400, 700)]


def save_figure(figure: Figure, folder: Path, stem: str, about: Mapping[str, str]) -> list[Path]:
    """Write `figure` as PDF, PNG and SVG, byte for byte the same every time; `about` goes into the files' metadata."""
    written = []
    for kind in FORMATS:
        buffer = io.BytesIO()
        figure.savefig(buffer, format=kind, dpi=200, metadata=_metadata(kind, about))
        written.append(write_bytes(folder / f"{stem}.{kind}", buffer.getvalue()))
    return written


def _metadata(kind: str, about: Mapping[str, str]) -> dict[str, str | None]:
    text = "; ".join(f"{key}: {value}" for key, value in about.items())
    if kind == "pdf":
        return {"CreationDate": None, "Producer": None, "Creator": "techpower", "Subject": text}
    if kind == "svg":
        return {"Date": None, "Creator": "techpower", "Description": text}
    return {"Software": "techpower", "Description": text}
