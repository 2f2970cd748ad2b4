"""Every error a user can cause, each a one-line sentence that names the thing and what is accepted."""

from __future__ import annotations


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
