"""What a list of actions says about a game: a profile, or a play of a tree, which asks for some of its actions only.

A profile names one action of each player, in a tree one at each information set. A play names the actions on the way
to an end, nature's moves all named or all left out; it is that of every pure profile that prescribes these actions. A
list without nature's moves that fits several ends is a play only if all ask for the same actions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from games.errors import UnknownNameError, meant
from games.forms.normal_form import NormalForm
from games.forms.numbers import clip
from games.forms.tree import Chance, GameTree, Leaf, Node, Path

Actions = tuple[str, ...]
Required = Mapping[int, str]
"""The action asked for, by player or information set."""


def choices(form: NormalForm | GameTree) -> Sequence[Actions]:
    """Return the actions of each player, in a tree at each information set."""
    return (
        [tuple(own) for own in form.actions]
        if isinstance(form, NormalForm)
        else [info.actions for info in form.information_sets]
    )


def wanted(form: NormalForm | GameTree) -> str:
    """Return in words what a profile names, with the actions there are."""
    own = choices(form)
    who = "of each player" if isinstance(form, NormalForm) else f"at each of the {len(own)} decisions"
    return f"one action {who} ({'; '.join(' or '.join(actions) for actions in own)})"


def required(form: NormalForm | GameTree, actions: Actions, plays: bool = True) -> Required | None:
    """Return what a profile, or if allowed a play, asks for; None if the actions are neither."""
    own = choices(form)
    if len(actions) == len(own) and all(a in each for a, each in zip(actions, own, strict=True)):
        return dict(enumerate(actions))
    if isinstance(form, NormalForm) or not plays:
        return None
    found = [asked for _, asked in ends(form, actions)]
    return found[0] if found and all(asked == found[0] for asked in found) else None


def ends(tree: GameTree, actions: Actions) -> Iterator[tuple[Leaf, Required]]:
    """Yield the ends that a play leads to, and the actions it asks for."""
    for path, node in tree.walk():
        if isinstance(node, Leaf):
            moves = list(_moves(tree.root, path))
            chosen = tuple(label for label, who in moves if who is not None)
            if actions in (path, chosen):
                places = (tree.set_at[path[:k]] for k, (_, who) in enumerate(moves) if who is not None)
                yield node, dict(zip(places, chosen, strict=True))


def _moves(node: Node, path: Path) -> Iterator[tuple[str, str | None]]:
    """Yield each action on a path and who takes it, None for nature."""
    for label in path:
        assert not isinstance(node, Leaf)
        yield label, None if isinstance(node, Chance) else node.player
        node = node.children[node.actions.index(label)]


def no_profile(name: str, form: NormalForm | GameTree, actions: Actions, plays: bool) -> UnknownNameError:
    """Return the error for actions that are no profile of a game, with the nearest action to one unknown."""
    moves = [node.actions for _, node in form.walk() if isinstance(node, Chance)] if isinstance(form, GameTree) else []
    known = list(dict.fromkeys(label for own in (*choices(form), *moves) for label in own))
    near = next((near for label in actions if label not in known and (near := meant(label, known))), "")
    also = ", or the actions of a play" if plays else ""
    return UnknownNameError(f"no profile ({clip(', '.join(actions))}) in {name}{near or ';'} accepted: "
                            f"{clip(wanted(form), 200)}{also}")  # fmt: skip
