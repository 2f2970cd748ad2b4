"""The catalogue: every model of the article, found by walking its modules. Adding a model to a module is enough."""

from __future__ import annotations

from difflib import get_close_matches
from importlib import import_module

from games.errors import UnknownNameError
from games.model import Model

FAMILIES = (
    "export_controls", "technology_race", "technology_alliances", "regulatory_adoption", "discourse_alignment",
    "power_portfolio", "relative_gains", "classics",
)  # fmt: skip


def catalogue() -> dict[str, Model]:
    """Return every model by its name `family.model`, in the order of the article; short names are unique too."""
    return {model.name: model for family in FAMILIES for model in _models(family)}


def find(name: str) -> Model:
    """Return the model called `name`, with or without its family; only the families it can be in are imported.

    Raises UnknownNameError, which names the nearest models, when there is none.
    """
    family = name.partition(".")[0]
    for each in [family] if family in FAMILIES else FAMILIES:
        for model in _models(each):
            if name in (model.name, model.name.partition(".")[2]):
                return model
    known = [*catalogue(), *(key.partition(".")[2] for key in catalogue())]
    near = get_close_matches(name, known, n=3) or known[:3]
    raise UnknownNameError(f"no model {name!r}; did you mean {' or '.join(near)}? `techpower list` shows all")


def _models(family: str) -> list[Model]:
    module = import_module(f"games.{family}")
    return [value for value in vars(module).values() if isinstance(value, Model)]
