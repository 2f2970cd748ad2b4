r"""The words of Gambit's text formats: quoted texts, numbers, braces and commas, read one after the other.

White space means nothing outside quotes, and commas between items are optional. In a quoted text `\"` is a quote and
`\\` a backslash; a backslash before anything else is itself. Errors name line and column, which are counted only when
an error is raised.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from games.errors import FormatError, NumberError
from games.formats.texts import distinct_labels
from games.forms.numbers import clip, parse_number

# Possessive, so that an unclosed quote in a large file fails at once and holds no memory.
_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{},]|[^\s{},"]+|"', re.DOTALL)
_ESCAPED = re.compile(r'\\(["\\])')
_TO_ESCAPE = re.compile(r'"|\\(?=["\\]|\Z)')
_WHOLE = re.compile("[0-9]{1,9}")


class Tokens:
    """The words of a file one after the other; `token` is the next one, empty at the end, `start` its place."""

    def __init__(self, source: str) -> None:
        self.source = source.removeprefix("\ufeff")
        self._rest = _TOKEN.finditer(self.source)
        self._known: dict[str, Fraction] = {}
        self.token = ""
        self.next()

    def next(self) -> str:
        """Return the next token and move on."""
        taken = self.token
        match = next(self._rest, None)
        self.token, self.start = (match[0], match.start()) if match else ("", len(self.source))
        return taken

    def error(self, expected: str) -> FormatError:
        """Return the error that says where we are, what is there and what should be."""
        return FormatError(f"{self.where(self.start)}: expected {expected}, found {self._found}")

    def where(self, start: int) -> str:
        """Return line and column of a place in the file, from 1."""
        line = self.source.count("\n", 0, start) + 1
        return f"line {line}, column {start - self.source.rfind(chr(10), 0, start)}"

    @property
    def _found(self) -> str:
        if self.token == '"':
            return "a quote that is never closed"
        return clip(repr(self.token)) if self.token else "the end of the file"

    @property
    def is_text(self) -> bool:
        """Whether a quoted text comes next."""
        return self.token.startswith('"')

    def word(self, *accepted: str) -> str:
        """Take one of the accepted tokens."""
        if self.token not in accepted:
            raise self.error(" or ".join(accepted))
        return self.next()

    def text(self, what: str) -> str:
        """Take a quoted text."""
        if len(self.token) < 2 or self.token[0] != '"':
            raise self.error(f"{what} in double quotes")
        inner = self.next()[1:-1]
        return _ESCAPED.sub(r"\1", inner) if "\\" in inner else inner

    def whole(self, what: str, high: int, low: int = 0) -> int:
        """Take a whole number from `low` to `high`."""
        if not _WHOLE.fullmatch(self.token) or not low <= int(self.token) <= high:
            raise self.error(f"{what}, a whole number {f'from {low} ' if low else ''}up to {high}")
        return int(self.next())

    def comma(self) -> None:
        """Take a comma if there is one."""
        if self.token == ",":
            self.next()

    def labels(self, what: str, most: int) -> list[str]:
        """Take a list of texts in braces, at least one; empty and repeated ones are numbered."""
        self.word("{")
        labels = [self.text(f"a {what}")]
        while self.token != "}":
            if len(labels) == most:
                raise self.error(f"}} after {most} names, the most accepted")
            labels.append(self.text(f"another {what} or }},"))
        self.next()
        return distinct_labels(labels)

    def numbers(self, count: int, what: str = "payoff") -> list[Fraction]:
        """Take `count` numbers."""
        values = []
        for k in range(count):
            values.append(self.number(f"{what} {k + 1} of {count}"))
            self.comma()
        return values

    def number(self, what: str) -> Fraction:
        """Take a number; equal texts share one value, which keeps large games small."""
        if self.token not in self._known:
            self._known[self.token] = self._parsed(what)
        return self._known[self.next()]

    def _parsed(self, what: str) -> Fraction:
        if _WHOLE.fullmatch(self.token):
            return Fraction(int(self.token))
        if not self.token or self.token[0] in '{},"':
            raise self.error(what)
        try:
            return parse_number(self.token)
        except NumberError as error:
            raise FormatError(f"{self.where(self.start)}: expected {what}: {error}") from None


def quoted(text: str) -> str:
    """Return a text in double quotes."""
    return '"' + _TO_ESCAPE.sub(r"\\\g<0>", text) + '"'


def quoted_list(labels: Sequence[str]) -> str:
    """Return texts in double quotes, in braces."""
    return "{ " + " ".join(map(quoted, labels)) + " }"
