"""The catalogue: every model of the article, found by walking its modules. Adding a model to a module is enough."""

from __future__ import annotations

from difflib import get_close_matches
from importlib import import_module

from games.errors import UnknownNameError
from games.model import Model

FAMILIES = ("export_controls", "classics")


def catalogue() -> dict[str, Model]:
    """Return every model by its name `family.model`, in the order of the article."""
    modules = (import_module(f"games.{family}") for family in FAMILIES)
    models = (value for module in modules for value in vars(module).values() if isinstance(value, Model))
    return {model.name: model for model in models}


def find(name: str) -> Model:
    """Return the model called `name`, with or without its family.

    Raises UnknownNameError, which names the nearest models, when there is none.
    """
    models = catalogue()
    matches = [model for key, model in models.items() if name in (key, key.partition(".")[2])]
    if len(matches) == 1:
        return matches[0]
    near = get_close_matches(name, [*models, *(key.partition(".")[2] for key in models)], n=3) or list(models)[:3]
    raise UnknownNameError(f"no model {name!r}; did you mean {' or '.join(near)}? `techpower list` shows all")
