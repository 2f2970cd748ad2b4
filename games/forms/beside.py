"""What a notebook shows beside a game: told by rooms above, which know more of games than their forms.

A form imports nothing from above; a room above says with `tell` how to describe a game, in HTML. Until then a game
shows itself alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Teller = Callable[[Any], str]
_TELLERS: list[Teller] = []


def tell(teller: Teller) -> None:
    """Have a description, HTML or nothing, shown beside every game."""
    if teller not in _TELLERS:
        _TELLERS.append(teller)


def beside(game: Any, shown: str) -> str:
    """Return the HTML of a game with what is told of it beside it."""
    told = [each for teller in _TELLERS if (each := teller(game))]
    if not told:
        return shown
    parts = f"<div>{shown}</div>" + "".join(f'<div style="flex:1 1 24em">{part}</div>' for part in told)
    return f'<div style="display:flex;flex-wrap:wrap;gap:0 3em;align-items:flex-start">{parts}</div>'
