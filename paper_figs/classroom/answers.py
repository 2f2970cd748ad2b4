"""What an answer looks like, and how a student's is read.

An answer is a set of *items*; an item has one part per *slot*. A slot is a choice of some player (probabilities over
her actions, pure ones included) or a quantity. So `(Open, 1/3 Depend + 2/3 Indigenise)` is an item of two choices and
`3/7` one of a single quantity; several items are separated by semicolons. Reading is tolerant of brackets, case,
blanks, full-width signs, either language and decimals, but nothing is ever evaluated.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from games.errors import NumberError, TechpowerError
from games.forms import numbers
from games.forms.numbers import clip
from games.glossary import translate, translate_all
from games.text import Language
from solvers.equilibrium import strategy_cell

LONGEST = 2000
ENOUGH = 3
"""Decimals from which a number is taken to be rounded or cut off."""
Part: TypeAlias = "tuple[Fraction, ...]"
Item: TypeAlias = "tuple[Part, ...]"
_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:\s*/\s*\d+)?(?:\.\.\.)?"
_WEIGHTED = re.compile(rf"(?P<p>{_NUMBER})\s*[*·×]?\s*(?P<a>\D.*)", re.ASCII)
_PAIRS = {"(": ")", "[": "]", "{": "}", "<": ">"}


class AnswerError(TechpowerError):
    """An answer that cannot be read."""


class Given(NamedTuple):
    """A number as written, and by how much it may be off because it was rounded."""

    value: Fraction
    slack: Fraction = Fraction(0)

    def fits(self, exact: Fraction) -> bool:
        """Return whether the number written can stand for the exact one."""
        return abs(self.value - exact) <= self.slack


@dataclass(frozen=True)
class Choice:
    """A part of an answer: what a player does, as probabilities of her actions."""

    who: str
    actions: tuple[str, ...]
    mixes: bool = True
    """Whether mixtures are among the answers looked for."""
    chinese: tuple[str, ...] = ()
    """The actions in Chinese, where the glossary does not have them."""

    def show(self, part: Part, lang: Language) -> str:
        """Return a strategy in words."""
        return strategy_cell(part, self.named(lang)).text

    def named(self, lang: Language) -> tuple[str, ...]:
        """Return the actions in `lang`."""
        return self.chinese if lang == "zh" and self.chinese else translate_all(self.actions, lang)

    def read(self, text: str) -> tuple[Given, ...]:
        """Read a strategy: an action, a sum of weighted actions, or with two actions the chance of the first."""
        if len(self.actions) == 2 and re.fullmatch(_NUMBER, text, re.ASCII):
            first = read_number(text)
            return self._checked([first, Given(1 - first.value, first.slack)], text)
        weights = [Given(Fraction(0))] * len(self.actions)
        for term in text.split("+"):
            match = None if self._find(_bare(term)) is not None else _WEIGHTED.fullmatch(term.strip())
            weight = read_number(match["p"]) if match else Given(Fraction(1))
            place = self._place(_bare(match["a"] if match else term))
            weights[place] = Given(weights[place].value + weight.value, weights[place].slack + weight.slack)
        return self._checked(weights, text)

    def _checked(self, weights: Sequence[Given], text: str) -> tuple[Given, ...]:
        total = sum((w.value for w in weights), Fraction(0))
        slack = sum((w.slack for w in weights), Fraction(0))
        if abs(total - 1) > slack or any(w.value < 0 for w in weights):
            raise AnswerError(
                f"{clip(text)!r}: the probabilities of {self.who} must be at least 0 and sum to 1,"
                f" not to {clip(numbers.show(total))}"
            )
        return tuple(Given(w.value / total, w.slack) for w in weights)

    def _find(self, name: str) -> int | None:
        """Return the action of this name, or the only one that begins so."""
        known = [[_folded(a), _folded(b)] for a, b in zip(self.actions, self.named("zh"), strict=True)]
        name = _folded(name)
        exact = [k for k, names in enumerate(known) if name in names]
        begun = [k for k, names in enumerate(known) if name and any(each.startswith(name) for each in names)]
        return (exact or begun)[0] if len(exact or begun) == 1 else None

    def _place(self, name: str) -> int:
        found = self._find(name)
        if found is None:
            raise AnswerError(f"{self.who} has no action {clip(name)!r}; accepted: {', '.join(self.actions)}")
        return found


@dataclass(frozen=True)
class Quantity:
    """A part of an answer: a number."""

    who: str

    def show(self, part: Part, lang: Language) -> str:
        """Return the number."""
        return numbers.show(part[0])

    def read(self, text: str) -> tuple[Given, ...]:
        """Read the number."""
        return (read_number(text),)


Slot: TypeAlias = "Choice | Quantity"
Written: TypeAlias = "tuple[tuple[Given, ...], ...]"
"""An item as a student wrote it."""


def read_number(text: str) -> Given:
    """Read 3/7, 0.428… or 0.4286; with three decimals or more it may be off by one in the last.

    >>> read_number("3/7").fits(Fraction(3, 7)), read_number("0.428...").fits(Fraction(3, 7))
    (True, True)
    >>> read_number("0.43").fits(Fraction(3, 7))
    False
    """
    text = text.strip().removesuffix("...")
    try:
        value = numbers.parse_number(text)
    except NumberError as error:
        raise AnswerError(str(error)) from None
    decimals = len(text.partition(".")[2])
    rounded = decimals >= ENOUGH and "/" not in text and "e" not in text.lower()
    return Given(value, Fraction(1, 10**decimals) if rounded else Fraction(0))


def read(text: str, slots: Sequence[Slot]) -> tuple[Written, ...]:
    """Read a student's answer: items separated by semicolons, their parts by commas.

    Raises AnswerError, one line, for anything that is no answer to a question with these slots.
    """
    if len(text) > LONGEST:
        raise AnswerError(f"an answer of {len(text)} characters; accepted: at most {LONGEST}")
    plain = _plain(text)
    marks = r"[;\n,]" if len(slots) == 1 else r"[;\n]"
    items = tuple(_item(each, slots) for each in re.split(marks, _outer(plain, "{")) if each.strip())
    if not items:
        raise AnswerError(f"the answer is empty; accepted: {shape(slots)}")
    return items


def shape(slots: Sequence[Slot]) -> str:
    """Return how an answer is written, by its first actions or by a number."""
    parts = [slot.actions[0] if isinstance(slot, Choice) else "1/2" for slot in slots]
    return parts[0] if len(parts) == 1 else f"({', '.join(parts)})"


def show(items: Iterable[Item], slots: Sequence[Slot], lang: Language = "en") -> str:
    """Return items in words, as `read` takes them."""
    return "; ".join(show_item(item, slots, lang) for item in items)


def show_item(item: Item, slots: Sequence[Slot], lang: Language = "en") -> str:
    """Return one item in words."""
    parts = [slot.show(part, lang) for slot, part in zip(slots, item, strict=True)]
    return parts[0] if len(parts) == 1 else f"({', '.join(parts)})"


def fits(written: Written, item: Item) -> bool:
    """Return whether what a student wrote is this item."""
    pairs = zip(written, item, strict=True)
    return all(g.fits(x) for given, part in pairs for g, x in zip(given, part, strict=True))


def values(written: Written) -> Item:
    """Return the numbers a student wrote."""
    return tuple(tuple(given.value for given in part) for part in written)


def pure(slots: Sequence[Slot], chosen: Sequence[int]) -> Item:
    """Return the item in which every choice is one action."""
    counts = (len(slot.actions) for slot in slots if isinstance(slot, Choice))
    return tuple(tuple(Fraction(a == c) for a in range(n)) for n, c in zip(counts, chosen, strict=True))


def quantities(*found: Fraction | int) -> Item:
    """Return the item of these numbers."""
    return tuple((Fraction(value),) for value in found)


def _item(text: str, slots: Sequence[Slot]) -> Written:
    text = _outer(text.strip(), "([<")
    parts = [text] if len(slots) == 1 else text.split(",")
    if len(parts) != len(slots):
        raise AnswerError(
            f"{clip(text)!r} has {len(parts)} part{'s' * (len(parts) != 1)} where {len(slots)} belong; "
            f"accepted: for example {shape(slots)}"
        )
    return tuple(slot.read(_unnamed(part, slot)) for slot, part in zip(slots, parts, strict=True))


def _unnamed(part: str, slot: Slot) -> str:
    """Return a part without the name of its slot in front of it."""
    head, mark, rest = part.rpartition(":") if ":" in part else part.rpartition("=")
    known = {_folded(slot.who), _folded(translate(slot.who, "zh"))}
    return rest.strip() if mark and (_folded(head) in known or isinstance(slot, Quantity)) else part.strip()


def _plain(text: str) -> str:
    """Return text with full-width and special signs as plain ones."""
    text = unicodedata.normalize("NFKC", text).replace("…", "...")
    return text.translate(str.maketrans("−–⁄、。⋅\r", "--/,.·\n"))


def _outer(text: str, opening: str) -> str:
    """Return text without a pair of brackets that encloses all of it."""
    text = text.strip()
    closed = len(text) > 1 and text[0] in opening and text[-1] == _PAIRS[text[0]]
    return text[1:-1] if closed and text[0] not in text[1:] else text


def _bare(name: str) -> str:
    return name.strip().strip("[]'\"").strip()


def _folded(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())
