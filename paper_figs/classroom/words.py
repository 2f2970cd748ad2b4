"""Sentences put together in both languages at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from games.forms import numbers
from games.glossary import translate
from games.text import Language, Text


def word(part: Any, lang: Language) -> str:
    """Return one part of a sentence: a text, a name from the glossary, a number, or several of them."""
    if isinstance(part, Text):
        return part.in_(lang)
    if isinstance(part, str):
        return translate(part, lang)
    if isinstance(part, (tuple, list)):
        return ", ".join(word(each, lang) for each in part)
    return numbers.show(part)


def say(en: str, zh: str, *parts: Any) -> Text:
    """Return a sentence with its parts filled in.

    >>> say("{0} gains {1}.", "{0}得到 {1}。", "US", 3)
    Text(en='US gains 3.', zh='美国得到 3。')
    """
    return Text(en.format(*(word(p, "en") for p in parts)), zh.format(*(word(p, "zh") for p in parts)))


def sentences(parts: Sequence[Text]) -> Text:
    """Return sentences one after the other; Chinese needs no blank between them."""
    return Text(" ".join(p.en for p in parts), "".join(p.zh for p in parts))


def listed(parts: Sequence[Text]) -> Text:
    """Return texts as a list in one line."""
    return Text("; ".join(p.en for p in parts), "；".join(p.zh for p in parts))
