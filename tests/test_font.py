"""The packaged font draws every Chinese character that stands anywhere in the package."""

from importlib.resources import files
from pathlib import Path

from matplotlib import ft2font

import games


def test_every_chinese_character_can_be_drawn():
    root = Path(games.__file__).parents[1]
    sources = [p for room in ("games", "solvers", "paper_figs") for p in (root / room).rglob("*.*")]
    texts = [p.read_text(encoding="utf-8") for p in sources if p.suffix in {".py", ".toml", ".html", ".js"}]
    written = {c for text in texts for c in text if "\u3000" <= c <= "\uffef"}
    drawn = ft2font.FT2Font(str(files("paper_figs") / "fonts" / "NotoSansSC-subset.otf")).get_charmap()
    assert len(written) > 500
    assert not {c for c in written if ord(c) not in drawn}
