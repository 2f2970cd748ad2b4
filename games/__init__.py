"""What is played: the forms, the article's models, their evidence and claims, and readers of foreign games.

>>> import games
>>> games.find("chip_ban").name
'export_controls.chip_ban'
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOME = {
    "GameTree": "games.forms", "NormalForm": "games.forms", "chance": "games.forms", "decision": "games.forms",
    "leaf": "games.forms", "Model": "games.model", "Parameter": "games.parameters", "parameter": "games.parameters",
    "Text": "games.text", "catalogue": "games.registry", "find": "games.registry", "load": "games.formats",
    "TechpowerError": "games.errors", "tree_from_story": "games.formats.story", "signalling": "games.forms.bayesian",
    "bayesian": "games.forms.bayesian",
}  # fmt: skip

__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for, so that `import games` costs nothing."""
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'games' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
