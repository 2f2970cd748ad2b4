"""The forms a game can take: plain immutable values, generic in the number type, that know nothing of the article."""

from games.forms.normal_form import NormalForm
from games.forms.tree import GameTree, chance, decision, leaf

__all__ = ["GameTree", "NormalForm", "chance", "decision", "leaf"]
