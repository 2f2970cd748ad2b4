"""The kinds of exercises, one a module, by name."""

from __future__ import annotations

from games.errors import UnknownNameError, accepting
from games.forms.numbers import clip
from paper_figs.classroom.exercise import Kind
from paper_figs.classroom.kinds import (
    dominance,
    figure,
    game_type,
    mixed,
    nash,
    patience,
    response,
    shapley,
    signalling,
    threshold,
    tree,
    zero_sum,
)

KINDS: dict[str, Kind] = {
    module.KIND.name: module.KIND
    for module in (
        dominance, nash, mixed, figure, game_type, threshold, zero_sum, tree, signalling, patience, response, shapley,
    )
}  # fmt: skip


def kind(name: str) -> Kind:
    """Return a kind by name.

    Raises UnknownNameError for a name that is none.
    """
    if name not in KINDS:
        raise UnknownNameError(f"no kind of exercise {clip(name)!r}{accepting(name, KINDS)}")
    return KINDS[name]
