"""What the formal statements of several families share: connectives, and the form a model is known to have."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from games.errors import NotCoveredError
from games.forms import GameTree, NormalForm
from games.model import Model

_F = TypeVar("_F")


def every(conditions: Iterable[Any]) -> Any:
    """Return that all conditions hold."""
    import sympy

    return sympy.And(*conditions)


def some(conditions: Iterable[Any]) -> Any:
    """Return that one of the conditions holds."""
    import sympy

    return sympy.Or(*conditions)


def fails(condition: Any) -> Any:
    """Return that a condition does not hold."""
    import sympy

    return sympy.Not(condition)


def if_then(condition: Any, conclusion: Any) -> Any:
    """Return that the conclusion holds wherever the condition does."""
    return some((fails(condition), conclusion))


def form_of(model: Model, kind: type[_F]) -> _F:
    """Return the symbolic form of a model, known to be of one kind.

    Raises NotCoveredError for a form of another kind.
    """
    if not isinstance(model.form, kind):
        raise NotCoveredError(f"{model.name} is a {type(model.form).__name__}; the statement needs a {kind.__name__}")
    return model.form


def normal(model: Model) -> NormalForm:
    """Return the form of a model that is a normal form."""
    return form_of(model, NormalForm)


def tree(model: Model) -> GameTree:
    """Return the form of a model that is a tree."""
    return form_of(model, GameTree)
