"""Games in extensive form: finite trees with decisions, chance moves, information sets and payoffs at the leaves.

A `GameTree` is built from three kinds of immutable node, innermost first, so that the code reads like the story:

>>> tree = GameTree(decision("US", {
...     "Open": leaf(1, 3),
...     "Restrict": decision("CN", {"Depend": leaf(0, 0), "Indigenise": leaf(-1, 1)}),
... }), players=("US", "CN"))
>>> tree
US
  Open → 1, 3
  Restrict → CN
    Depend → 0, 0
    Indigenise → -1, 1

Decisions that carry the same `information_set` label are one information set: its player cannot tell them apart.
Without a label a decision stands alone. Perfect recall is not assumed; `perfect_recall` tells. A path that meets one
information set twice (absent-mindedness) is refused.

Reference: Osborne and Rubinstein, *A Course in Game Theory* (1994), chapters 6 and 11.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any, TypeAlias

from games.errors import FormError
from games.forms import numbers
from games.forms.normal_form import NormalForm, check_labels
from games.forms.numbers import Number
from games.text import Language


@dataclass(frozen=True, slots=True)
class Leaf:
    """The end of a play: one payoff per player, and perhaps a name for the outcome."""

    payoffs: tuple[Number, ...]
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """A player's move: what each action leads to, and the label of the information set it belongs to."""

    player: str
    children: tuple[Node, ...]
    actions: tuple[str, ...]
    information_set: str = ""


@dataclass(frozen=True, slots=True)
class Chance:
    """A move by nature: what each event leads to, with its probability."""

    children: tuple[Node, ...]
    actions: tuple[str, ...]
    probabilities: tuple[Number, ...]
    label: str = ""


Node: TypeAlias = "Leaf | Decision | Chance"
Path = tuple[str, ...]
"""The labels of the actions and events that lead from the root to a node."""


def leaf(*payoffs: Any, outcome: str = "") -> Leaf:
    """Return a leaf; payoffs become exact rationals or stay sympy expressions."""
    return Leaf(tuple(numbers.exact(value) for value in payoffs), outcome)


def decision(player: str, moves: Mapping[str, Node], information_set: str = "") -> Decision:
    """Return a decision of `player` between the labelled `moves`."""
    return Decision(player, tuple(moves.values()), tuple(moves), information_set)


def chance(moves: Mapping[str, tuple[Any, Node]], label: str = "") -> Chance:
    """Return a move by nature: each event with its probability and what follows."""
    probabilities = tuple(numbers.exact(p) for p, _ in moves.values())
    return Chance(tuple(node for _, node in moves.values()), tuple(moves), probabilities, label)


@dataclass(frozen=True)
class InformationSet:
    """The decisions its player cannot tell apart, in the order of a walk from the root."""

    player: str
    label: str
    actions: tuple[str, ...]
    paths: tuple[Path, ...] = field(repr=False)

    @property
    def name(self) -> str:
        """The label given, or the path to the single decision."""
        return self.label or "/".join(self.paths[0]) or "root"


@dataclass(frozen=True, repr=False)
class GameTree:
    """A game in extensive form.

    Raises FormError when the parts do not fit together: unknown player, wrong number of payoffs, chance probabilities
    that are negative or do not sum to one, an information set whose decisions differ, absent-mindedness.
    """

    root: Node
    players: Sequence[str]
    title: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "players", tuple(self.players))
        check_labels(self.players, "player")
        for path, node in self.walk():
            self._check(path, node)
        _ = self.information_sets

    def _check(self, path: Path, node: Node) -> None:
        where = "/".join(path) or "the root"
        if isinstance(node, Leaf):
            if len(node.payoffs) != len(self.players):
                raise FormError(f"{where}: {len(node.payoffs)} payoffs for {len(self.players)} players")
            return
        if not node.children:
            raise FormError(f"{where}: a move needs at least one action")
        check_labels(node.actions, f"action at {where}")
        if isinstance(node, Chance):
            _check_probabilities(node.probabilities, where)
        elif node.player not in self.players:
            raise FormError(f"{where}: unknown player {node.player!r}; accepted: {', '.join(self.players)}")

    def walk(self) -> Iterator[tuple[Path, Node]]:
        """Yield (path, node) from the root, depth first, in the order of the actions."""
        pending: list[tuple[Path, Node]] = [((), self.root)]
        while pending:
            path, node = pending.pop()
            yield path, node
            if not isinstance(node, Leaf):
                moves = zip(node.actions, node.children, strict=True)
                pending.extend([((*path, action), child) for action, child in moves][::-1])

    @cached_property
    def information_sets(self) -> tuple[InformationSet, ...]:
        """The information sets in the order in which a walk first meets them."""
        members: dict[tuple[str, str | Path], list[tuple[Path, Decision]]] = {}
        for path, node in self.walk():
            if isinstance(node, Decision):
                members.setdefault((node.player, node.information_set or path), []).append((path, node))
        return tuple(_information_set(decisions) for decisions in members.values())

    @cached_property
    def set_at(self) -> dict[Path, int]:
        """The index of the information set of the decision at each path."""
        return {path: k for k, s in enumerate(self.information_sets) for path in s.paths}

    @property
    def perfect_information(self) -> bool:
        """Whether every information set is a single decision."""
        return all(len(s.paths) == 1 for s in self.information_sets)

    @cached_property
    def perfect_recall(self) -> bool:
        """Whether every player remembers what she knew and did: all decisions of a set share her own history."""
        return all(len({self._own_history(path, s.player) for path in s.paths}) == 1 for s in self.information_sets)

    def _own_history(self, path: Path, player: str) -> tuple[tuple[int, str], ...]:
        met = ((self.set_at.get(path[:depth]), action) for depth, action in enumerate(path))
        return tuple((k, action) for k, action in met if k is not None and self.information_sets[k].player == player)

    @cached_property
    def kind(self) -> str:
        """`exact` or `symbolic`."""
        values = (v for _, node in self.walk() for v in _numbers_in(node))
        return "symbolic" if any(numbers.is_symbolic(v) for v in values) else "exact"

    def map_payoffs(self, change: Callable[[tuple[Number, ...]], Sequence[Number]]) -> GameTree:
        """Return the tree with the payoff vector of every leaf replaced."""
        return self.map(lambda node: Leaf(tuple(change(node.payoffs)), node.outcome), lambda p: p)

    def map(self, change_leaf: Callable[[Leaf], Leaf], change_probability: Callable[[Number], Number]) -> GameTree:
        """Return the tree with its leaves and its chance probabilities replaced."""
        return GameTree(_rebuild(self.root, change_leaf, change_probability), self.players, self.title)

    def normal_form(self, reduced: bool = True) -> NormalForm:
        """Return the normal form; a reduced one merges strategies that differ only where they are never reached.

        Payoffs are expectations over chance. A strategy is labelled by its actions, `*` where it does not matter.
        """
        from games.forms.strategic import normal_form

        return normal_form(self, reduced)

    def __repr__(self) -> str:
        return "\n".join(_lines(self.root, 0))

    def _repr_html_(self) -> str:
        import html

        return f"<pre>{html.escape(repr(self))}</pre>"

    def to_latex(self, caption: str = "", label: str = "", lang: Language = "en") -> str:
        """Return the tree as an istgame picture in a LaTeX `figure`; it has no words of its own in any language."""
        from games.forms.istgame import tree_latex

        return tree_latex(self, caption or self.title, label)


def _check_probabilities(probabilities: tuple[Number, ...], where: str) -> None:
    total = sum(probabilities)
    if numbers.is_symbolic(total):
        from sympy import simplify

        total = numbers.exact(simplify(total))
    known = [p for p in probabilities if not numbers.is_symbolic(p)]
    if any(p < 0 for p in known) or total != Fraction(1):
        raise FormError(f"{where}: chance probabilities must be non-negative and sum to 1, not to {total}")


def _information_set(members: list[tuple[Path, Decision]]) -> InformationSet:
    first = members[0][1]
    paths = tuple(path for path, _ in members)
    name = first.information_set or "/".join(paths[0])
    if any(node.actions != first.actions for _, node in members):
        raise FormError(f"information set {name!r}: all its decisions need the same actions {first.actions}")
    if any(longer[: len(path)] == path for path in paths for longer in paths if longer != path):
        raise FormError(f"information set {name!r} is met twice on one path (absent-mindedness); not supported")
    return InformationSet(first.player, first.information_set, first.actions, paths)


def _numbers_in(node: Node) -> tuple[Number, ...]:
    if isinstance(node, Leaf):
        return node.payoffs
    return node.probabilities if isinstance(node, Chance) else ()


def _rebuild(node: Node, change_leaf: Callable[[Leaf], Leaf], change_probability: Callable[[Number], Number]) -> Node:
    if isinstance(node, Leaf):
        return change_leaf(node)
    children = tuple(_rebuild(child, change_leaf, change_probability) for child in node.children)
    if isinstance(node, Chance):
        return Chance(children, node.actions, tuple(map(change_probability, node.probabilities)), node.label)
    return Decision(node.player, children, node.actions, node.information_set)


def _lines(node: Node, depth: int) -> Iterator[str]:
    if depth == 0:
        yield _head(node)
    if isinstance(node, Leaf):
        return
    events = (
        [f" ({numbers.show(p)})" for p in node.probabilities] if isinstance(node, Chance) else [""] * len(node.actions)
    )
    for action, event, child in zip(node.actions, events, node.children, strict=True):
        yield f"{'  ' * (depth + 1)}{action}{event} → {_head(child)}"
        yield from _lines(child, depth + 1)


def _head(node: Node) -> str:
    if isinstance(node, Leaf):
        return ", ".join(numbers.show(value) for value in node.payoffs)
    if isinstance(node, Chance):
        return node.label or "Chance"
    return node.player + (f" [{node.information_set}]" if node.information_set else "")
