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

Nothing here recurses, so that a tree may be as deep as memory allows: `preorder` goes down, `fold` comes up.

Reference: Osborne and Rubinstein, *A Course in Game Theory* (1994), chapters 6 and 11.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any, TypeAlias, TypeVar

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
_T = TypeVar("_T")


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


def children_of(node: Node) -> tuple[Node, ...]:
    """Return what a node leads to; nothing follows a leaf."""
    return () if isinstance(node, Leaf) else node.children


def preorder(root: Node) -> Iterator[Node]:
    """Yield the nodes depth first, in the order of the actions."""
    pending = [root]
    while pending:
        node = pending.pop()
        yield node
        pending.extend(reversed(children_of(node)))


def fold(root: Node, combine: Callable[[Node, list[_T]], _T]) -> _T:
    """Return what `combine` makes of the root and of what it has made of the children, from the leaves up.

    >>> fold(decision("US", {"go": leaf(1), "stay": leaf(3)}), lambda node, below: 1 + sum(below))
    3
    """
    done: list[_T] = []
    for node in reversed(list(preorder(root))):
        below = [done.pop() for _ in children_of(node)]
        done.append(combine(node, below))
    return done.pop()


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
        for place, node in enumerate(self.nodes):
            self._check(place, node)
        for members in self._members:
            self._check_set(members)

    def _check(self, place: int, node: Node) -> None:
        try:
            self._check_node(node)
        except FormError as error:
            raise FormError(f"{self._where(place)}: {error}") from None

    def _check_node(self, node: Node) -> None:
        if isinstance(node, Leaf):
            if len(node.payoffs) != len(self.players):
                raise FormError(f"{len(node.payoffs)} payoffs for {len(self.players)} players")
            return
        if not node.children:
            raise FormError("a move needs at least one action")
        check_labels(node.actions, "action")
        if len(node.actions) != len(node.children):
            raise FormError(f"{len(node.actions)} actions for {len(node.children)} children")
        if isinstance(node, Chance):
            _check_probabilities(node.probabilities, len(node.children))
        elif node.player not in self.players:
            raise FormError(f"unknown player {node.player!r}; accepted: {', '.join(self.players)}")

    def _where(self, place: int) -> str:
        path = next(path for k, (path, _) in enumerate(self.walk()) if k == place)
        return "/".join(path) or "the root"

    def walk(self) -> Iterator[tuple[Path, Node]]:
        """Yield (path, node) from the root, depth first, in the order of the actions."""
        path: list[str] = []
        pending: list[tuple[int, str, Node]] = [(0, "", self.root)]
        while pending:
            depth, action, node = pending.pop()
            path[max(depth - 1, 0) :] = [action] * (depth > 0)
            yield tuple(path), node
            if not isinstance(node, Leaf):
                moves = zip(node.actions, node.children, strict=True)
                pending.extend([(depth + 1, action, child) for action, child in moves][::-1])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, GameTree):
            return NotImplemented
        same = (self.players, self.title) == (other.players, other.title) and len(self.nodes) == len(other.nodes)
        return same and all(_own(a) == _own(b) for a, b in zip(self.nodes, other.nodes, strict=True))

    def __hash__(self) -> int:
        return hash((self.players, self.title, len(self.nodes), _own(self.root)))

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """The nodes in the order of a walk."""
        return tuple(preorder(self.root))

    @cached_property
    def _members(self) -> tuple[tuple[int, ...], ...]:
        """The places in `nodes` of the decisions of each information set."""
        members: dict[tuple[str, str | int], list[int]] = {}
        for place, node in enumerate(self.nodes):
            if isinstance(node, Decision):
                members.setdefault((node.player, node.information_set or place), []).append(place)
        return tuple(map(tuple, members.values()))

    def _check_set(self, members: Sequence[int]) -> None:
        first, *others = (self.nodes[place] for place in members)
        assert isinstance(first, Decision)
        name = first.information_set
        if any(isinstance(node, Decision) and node.actions != first.actions for node in others):
            raise FormError(f"information set {name!r}: all its decisions need the same actions {first.actions}")
        if any(second < self._ends[one] for one, second in pairwise(members)):
            raise FormError(f"information set {name!r} is met twice on one path (absent-mindedness); not supported")

    @cached_property
    def _ends(self) -> list[int]:
        """One past the last node of the subtree at each place: what follows a node up to there is below it."""
        ends = list(range(1, len(self.nodes) + 1))
        open_: list[int] = []
        for place in reversed(range(len(self.nodes))):
            below = [open_.pop() for _ in children_of(self.nodes[place])]
            ends[place] = below[-1] if below else place + 1
            open_.append(ends[place])
        return ends

    @cached_property
    def information_sets(self) -> tuple[InformationSet, ...]:
        """The information sets in the order in which a walk first meets them."""
        paths: list[list[Path]] = [[] for _ in self._members]
        for (path, _), k in zip(self.walk(), self.set_of, strict=True):
            if k >= 0:
                paths[k].append(path)
        firsts = (self.nodes[members[0]] for members in self._members)
        return tuple(
            InformationSet(node.player, node.information_set, node.actions, tuple(own))
            for node, own in zip(firsts, paths, strict=True)
            if isinstance(node, Decision)
        )

    @cached_property
    def set_of(self) -> tuple[int, ...]:
        """The index of the information set of each of `nodes`, -1 for leaves and moves by nature."""
        found = [-1] * len(self.nodes)
        for k, members in enumerate(self._members):
            for place in members:
                found[place] = k
        return tuple(found)

    @cached_property
    def set_at(self) -> dict[Path, int]:
        """The index of the information set of the decision at each path."""
        return {path: k for k, s in enumerate(self.information_sets) for path in s.paths}

    @property
    def perfect_information(self) -> bool:
        """Whether every information set is a single decision."""
        return all(len(members) == 1 for members in self._members)

    @cached_property
    def perfect_recall(self) -> bool:
        """Whether every player remembers what she knew and did: all decisions of a set share her own history."""
        from games.forms.recall import has_perfect_recall

        return has_perfect_recall(self)

    @cached_property
    def kind(self) -> str:
        """`exact` or `symbolic`."""
        values = (v for node in self.nodes for v in _numbers_in(node))
        return "symbolic" if any(numbers.is_symbolic(v) for v in values) else "exact"

    def map_payoffs(self, change: Callable[[tuple[Number, ...]], Sequence[Number]]) -> GameTree:
        """Return the tree with the payoff vector of every leaf replaced."""
        return self.map(lambda node: Leaf(tuple(change(node.payoffs)), node.outcome), lambda p: p)

    def map(self, change_leaf: Callable[[Leaf], Leaf], change_probability: Callable[[Number], Number]) -> GameTree:
        """Return the tree with its leaves and its chance probabilities replaced."""

        def changed(node: Node, below: list[Node]) -> Node:
            if isinstance(node, Leaf):
                return change_leaf(node)
            if isinstance(node, Chance):
                return replace(
                    node, children=tuple(below), probabilities=tuple(map(change_probability, node.probabilities))
                )
            return replace(node, children=tuple(below))

        return GameTree(fold(self.root, changed), self.players, self.title)

    def normal_form(self, reduced: bool = True) -> NormalForm:
        """Return the normal form; a reduced one merges strategies that differ only where they are never reached.

        Payoffs are expectations over chance. A strategy is labelled by its actions, `*` where it does not matter.
        """
        from games.forms.strategic import normal_form

        return normal_form(self, reduced)

    def __repr__(self) -> str:
        return "\n".join(_lines(self.root))

    def _repr_html_(self) -> str:
        import html

        from games.forms.beside import beside

        return beside(self, f"<pre>{html.escape(repr(self))}</pre>")

    def to_latex(
        self, caption: str = "", label: str = "", lang: Language = "en", basis: Sequence[Any] = (),
        style: str = "istgame",
    ) -> str:  # fmt: skip
        """Return the tree as an istgame picture in a LaTeX `figure`, `basis` (a run of cells) under it.

        It has no words of its own in any language. Raises FormError for another style than `istgame`.
        """
        from games.forms.istgame import tree_latex

        if style != "istgame":
            raise FormError(f"style {style!r} of a tree; accepted: istgame; its normal form has others")
        return tree_latex(self, caption or self.title, label, basis)


def _own(node: Node) -> tuple[Any, ...]:
    """Return what a node says without its children; in the order of a walk this determines the tree."""
    if isinstance(node, Leaf):
        return (Leaf, node.payoffs, node.outcome)
    if isinstance(node, Chance):
        return (Chance, node.actions, node.probabilities, node.label)
    return (Decision, node.player, node.actions, node.information_set)


def _check_probabilities(probabilities: tuple[Number, ...], count: int) -> None:
    if len(probabilities) != count:
        raise FormError(f"{len(probabilities)} probabilities for {count} events")
    total = sum(probabilities)
    if numbers.is_symbolic(total):
        from sympy import simplify

        total = numbers.exact(simplify(total))
    known = [p for p in probabilities if not numbers.is_symbolic(p)]
    if any(p < 0 for p in known) or total != Fraction(1):
        raise FormError(f"chance probabilities must be non-negative and sum to 1, not to {total}")


def _numbers_in(node: Node) -> tuple[Number, ...]:
    if isinstance(node, Leaf):
        return node.payoffs
    return node.probabilities if isinstance(node, Chance) else ()


def _lines(root: Node) -> Iterator[str]:
    pending = [(0, "", root)]
    while pending:
        depth, before, node = pending.pop()
        yield "  " * depth + before + _head(node)
        pending.extend([(depth + 1, f"{words} → ", child) for words, child in _moves(node)][::-1])


def _moves(node: Node) -> list[tuple[str, Node]]:
    """Return what leads to each child, with its probability where nature moves, and the child."""
    if isinstance(node, Leaf):
        return []
    if isinstance(node, Decision):
        return list(zip(node.actions, node.children, strict=True))
    words = [f"{a} ({numbers.show(p)})" for a, p in zip(node.actions, node.probabilities, strict=True)]
    return list(zip(words, node.children, strict=True))


def _head(node: Node) -> str:
    if isinstance(node, Leaf):
        return ", ".join(numbers.show(value) for value in node.payoffs)
    if isinstance(node, Chance):
        return node.label or "Chance"
    return node.player + (f" [{node.information_set}]" if node.information_set else "")
