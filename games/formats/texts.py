"""What the text formats share: a file read whole and safely, labels made distinct, exact numbers as text."""

from __future__ import annotations

import math
import stat
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import count
from pathlib import Path

import numpy as np

from games.errors import FormatError, NumberError
from games.forms import numbers
from games.forms.numbers import Number

MAX_BYTES = 50_000_000
MAX_PAYOFFS = 5_000_000
MAX_ACTIONS = 10_000
MAX_PLAYERS = 31
"""numpy arrays have at most 32 axes before version 2; one of them is for the players."""
_MAX_BITS = 3000


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file, with or without a byte order mark.

    Raises FormatError, before anything is read, when the file is missing, no plain file or larger than
    `MAX_BYTES`, and when it cannot be read or is not UTF-8.
    """
    _check_file(path)
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise FormatError(f"{path}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError as error:
        raise FormatError(f"{path}: not UTF-8 text (byte {error.start + 1}); save it as UTF-8") from None


def _check_file(path: Path) -> None:
    try:
        status = path.stat()
    except OSError as error:
        raise FormatError(f"{path}: cannot be read ({error.strerror})") from None
    except ValueError:
        raise FormatError(f"{path}: cannot be read (no possible name of a file)") from None
    if not stat.S_ISREG(status.st_mode):
        raise FormatError(f"{path}: not a file but a directory or device")
    if status.st_size > MAX_BYTES:
        raise FormatError(f"{path}: {status.st_size / 1e6:.0f} MB; accepted: at most {MAX_BYTES // 10**6} MB")


def distinct_labels(labels: Sequence[str]) -> list[str]:
    """Return labels that are non-empty and distinct, changing only those that are not.

    An empty label becomes its number; repeated ones get `_1`, `_2`, … as in Gambit. What is taken is skipped.

    >>> distinct_labels(["", "c", "c", "c_1", "1"])
    ['1_1', 'c_2', 'c_3', 'c_1', '1']
    """
    times, taken = Counter(labels), set(labels)
    numbered: dict[str | int, Iterator[str]] = {}
    result = []
    for k, label in enumerate(labels):
        if not label or times[label] > 1:
            names = numbered.setdefault(label or k, _numbered(label, k))
            label = next(name for name in names if name not in taken)
            taken.add(label)
        result.append(label)
    return result


def _numbered(label: str, k: int) -> Iterator[str]:
    if not label:
        yield str(k + 1)
    yield from (f"{label or k + 1}_{n}" for n in count(1))


def payoff_number(text: str, where: str) -> Fraction:
    """Read a payoff; `where` begins the message of the FormatError raised when it is not a number."""
    try:
        return numbers.parse_number(text)
    except NumberError as error:
        raise FormatError(f"{where}: {error}") from None


def payoff_text(value: Number) -> str:
    """Return a rational or a float as text that reads back as the same number.

    Raises FormatError for a sympy expression and for a rational too long to be read again.
    """
    if isinstance(value, float):
        return repr(float(value))
    if not isinstance(value, Fraction):
        raise FormatError(f"payoff {numbers.clip(str(value))} is not rational; a file holds rational payoffs")
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > _MAX_BITS:
        raise FormatError(f"a payoff of more than {_MAX_BITS} bits cannot be written to a file")
    return str(value)


def object_array(values: list[Fraction]) -> np.ndarray:
    """Return a list of numbers as a flat object array."""
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def check_size(shape: Sequence[int]) -> None:
    """Raise FormatError when a game with these numbers of actions would be too large to hold."""
    if len(shape) > MAX_PLAYERS:
        raise FormatError(f"{len(shape)} players; accepted: at most {MAX_PLAYERS}")
    if max(shape) > MAX_ACTIONS:
        raise FormatError(f"a player with {max(shape):,} actions; accepted: at most {MAX_ACTIONS:,}")
    payoffs = len(shape) * math.prod(shape)
    if payoffs > MAX_PAYOFFS:
        raise FormatError(f"a game with {payoffs:,} payoffs; accepted: at most {MAX_PAYOFFS:,}")
