"""Every error a user can cause, each a one-line sentence that names the thing and what is accepted."""

from __future__ import annotations

from collections.abc import Iterable


def meant(word: str, accepted: Iterable[str]) -> str:
    """Return `; did you mean X?` for the accepted words nearest to one that is not, or nothing.

    >>> meant("nahs", ["nash", "pure"]), meant("us", ["US", "CN"]), meant("xyz", ["nash"])
    ('; did you mean nash?', '; did you mean US?', '')
    """
    from difflib import get_close_matches

    folded = {each.casefold(): each for each in accepted}
    near = [folded[each] for each in get_close_matches(word.casefold(), folded, n=2)]
    return f"; did you mean {' or '.join(near)}?" if near else ""


def accepting(word: str, accepted: Iterable[str]) -> str:
    """Return what an error says of a word that is not accepted: what is, and the nearest of it.

    >>> accepting("nahs", ["nash", "pure"])
    '; did you mean nash? accepted: nash, pure'
    """
    accepted = list(accepted)
    near = meant(word, accepted)
    return f"{near or ';'} accepted: {', '.join(accepted) or 'none'}"


class TechpowerError(ValueError):
    """Base of all errors caused by what the user gave; the command shows it in one line and exits with 2."""


class NumberError(TechpowerError):
    """A value that is not a finite number in an accepted notation."""


class FormError(TechpowerError):
    """A game whose parts do not fit together: ragged payoffs, duplicate labels, a tree that is no tree."""


class ParameterError(TechpowerError):
    """An unknown parameter or option, or a value outside its declared range."""


class UnknownNameError(TechpowerError):
    """A model, claim, player or action that does not exist."""


class FormatError(TechpowerError):
    """A file that is not what its name says."""


class OutputError(TechpowerError):
    """A folder or disk that cannot take the output."""


class NotCoveredError(TechpowerError):
    """A question the chosen solver does not answer; the message names the one that does."""
