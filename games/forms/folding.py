"""Text of a given width, as a terminal counts it: a Chinese character takes two columns.

Columns share a line by a common cap: those narrower than the cap keep their width, the others get the cap.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

LEAST = 8
"""Characters below which no column is narrowed, even where the line then is too long."""
_WIDE = "\u2e80-\u9fff\uff00-\uffef"
PIECE = re.compile(rf"[{_WIDE}][、。，；：）」》]*\s*|[^\s{_WIDE}]+\s*")
"""What no line breaks: a Chinese character with the signs that follow it, or a word."""


def letters(text: str) -> int:
    """Return how many letters wide a text is; a Chinese character counts as two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def narrowed(widths: Sequence[int], room: int) -> list[int]:
    """Return the widths with the widest capped, so that they sum to at most `room`.

    >>> narrowed([3, 40, 60], 60)
    [3, 28, 28]
    """
    cap = max(widths, default=0)
    while cap > LEAST and sum(min(width, cap) for width in widths) > room:
        cap -= 1
    return [min(width, cap) for width in widths]


def folded(text: str, width: int) -> list[str]:
    """Return text in lines of at most `width`, broken between words and Chinese characters, or within a longer word.

    >>> folded("a leader rests", 8), folded("领先者休整", 6), folded("a+bcdefgh", 4)
    (['a leader', 'rests'], ['领先者', '休整'], ['a+bc', 'defg', 'h'])
    """
    if letters(text) <= width:
        return [text]
    pieces = (c for piece in PIECE.findall(text) for c in (piece if letters(piece.rstrip()) > width else [piece]))
    lines = [""]
    for piece in pieces:
        if lines[-1] and letters(lines[-1] + piece.rstrip()) > width:
            lines.append("")
        lines[-1] += piece
    return [line.rstrip() for line in lines]
