r"""Games in extensive form in Gambit's `.efg` files.

    EFG 2 R "title" { "Buyer" "Seller" } "comment"
    c "" 1 "quality" { "high" 1/2 "low" 1/2 } 0
    p "" 1 1 "blind" { "buy" "pass" } 0
    t "" 1 "good deal" { 2, 1 }
    t "" 0
    p "" 1 1 0
    t "" 2 "lemon" { -1, 3 }
    t "" 0

The prologue is `EFG 2 R` (or `D`, which means the same), a title and the players; a comment may follow. Then come the
nodes, depth first, each with its kind and a name: *chance* `c`, *personal* `p` and *terminal* `t`.

* Chance: the number of the information set; its name and its events with their probabilities, which must sum to one.
* Personal: the numbers of the player and of her information set; its name and the labels of its actions.
* All: the number of an outcome, its name and everybody's payoff. Outcome 0 is none.

What an information set or an outcome is called and holds may be left out once it has been given; given again it must
be the same. An outcome may stand at any node: what a player gets is the sum over the outcomes on the way. A leaf is
called by the last of them that has a name.

What must be told apart here, and need not be in a file, is numbered (see `distinct_labels`): empty or repeated names
of players, of the actions of a set, of one player's information sets. An unnamed set of several nodes is called
`h` and its number; of one node, it is found by its path. The names of nodes are kept for chance moves only, where the
information set has none; the comment is not kept.

References: Savani and Turocy, *Gambit: The package for computation in game theory*, "Game representation formats".
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from operator import add
from typing import NamedTuple

from games.errors import FormatError, FormError
from games.formats.texts import MAX_ACTIONS, distinct_labels, payoff_text
from games.formats.tokens import Tokens, quoted, quoted_list
from games.forms.numbers import clip
from games.forms.tree import Chance, Decision, GameTree, Leaf, Node

MAX_NODES = 2_000_000
MAX_PLAYERS = 1000
MAX_NUMBER = 10**9 - 1
MAX_BITS = 10_000


def read_efg(text: str) -> GameTree:
    r"""Return the game in the text of a `.efg` file.

    Raises FormatError naming line, column, what was found and what was expected; for a path that meets one
    information set twice (absent-mindedness) it names the set.

    >>> read_efg('EFG 2 R "" { "A" "B" } p "" 1 1 "" { "in" "out" } 0 t "" 1 "" { 1 .5 } t "" 0')
    A
      in → 1, 1/2
      out → 0, 0
    """
    tokens = Tokens(text)
    title = _prologue(tokens)
    players = tokens.labels("player's name", MAX_PLAYERS)
    if tokens.is_text:
        tokens.text("a comment")
    heads = _Reader(tokens, players).heads()
    if tokens.token:
        raise tokens.error(f"the end of the file, after a tree of {len(heads)} nodes")
    try:
        return GameTree(_built(heads), players, title)
    except FormError as error:
        raise FormatError(str(error)) from None


def write_efg(tree: GameTree) -> str:
    r"""Return the game as the text of a `.efg` file; reading it gives the same game.

    Raises FormatError for payoffs and probabilities that are not numbers.

    >>> from games.forms import chance, leaf
    >>> print(write_efg(GameTree(chance({"rain": ("1/3", leaf(1)), "sun": ("2/3", leaf(0, outcome="dry"))}), ["A"])))
    EFG 2 R "" { "A" }
    ""
    <BLANKLINE>
    c "" 1 "" { "rain" 1/3 "sun" 2/3 } 0
    t "" 1 "" { 1 }
    t "" 2 "dry" { 0 }
    <BLANKLINE>
    """
    if tree.kind != "exact":
        raise FormatError("a .efg file holds numbers; give the parameters values first")
    return "\n".join([f'EFG 2 R {quoted(tree.title)} {quoted_list(tree.players)}\n""\n', *_lines(tree), ""])


@dataclass
class _Set:
    """An information set as the file gives it, of nature if `player` is empty; `node` is the name of its first."""

    player: str
    number: int
    name: str
    node: str
    actions: list[str]
    probabilities: list[Fraction] = field(default_factory=list)
    members: int = 0
    label: str = ""


class _Outcome(NamedTuple):
    """What everybody gets, by one outcome or by all on the way to a node, and the name of the last that has one."""

    name: str
    payoffs: tuple[Fraction, ...]


class _Reader:
    """The nodes of a file, with what has been said of information sets and outcomes so far."""

    def __init__(self, tokens: Tokens, players: list[str]) -> None:
        self.tokens = tokens
        self.players = players
        self.sets: dict[tuple[str, int], _Set] = {}
        self.nothing = (Fraction(0),) * len(players)
        self.outcomes: dict[int, _Outcome] = {}

    def heads(self) -> list[Leaf | _Set]:
        """Take the nodes in the order of the file: leaves, and of the others their information sets."""
        heads: list[Leaf | _Set] = []
        pending = [_Outcome("", self.nothing)]
        while pending:
            head, total = self._node(pending.pop(), len(heads))
            heads.append(head)
            if isinstance(head, _Set):
                pending.extend([total] * len(head.actions))
            if len(heads) + len(pending) > MAX_NODES:
                raise self.tokens.error(f"at most {MAX_NODES:,} nodes")
        _label(self.sets.values(), self.players)
        return heads

    def _node(self, before: _Outcome, count: int) -> tuple[Leaf | _Set, _Outcome]:
        kind = self.tokens.token
        if kind not in ("c", "p", "t"):
            raise self.tokens.error(f"node {count + 1}: c (chance), p (personal) or t (terminal)")
        self.tokens.next()
        name = self.tokens.text("the name of a node")
        head = self._set(kind, name) if kind != "t" else None
        total = self._total(before)
        return head or Leaf(total.payoffs, total.name), total

    def _set(self, kind: str, node: str) -> _Set:
        number_of_players = len(self.players)
        who = self.tokens.whole("the number of a player", number_of_players, 1) if kind == "p" else 0
        player = self.players[who - 1] if who else ""
        number = self.tokens.whole("the number of an information set", MAX_NUMBER, 1)
        start, known = self.tokens.start, self.sets.get((player, number))
        name = self.tokens.text("the name of an information set") if self.tokens.is_text else ""
        if self.tokens.token == "{" or not known:
            given = self._given(player, number, name, node)
            known = self.sets.setdefault((player, number), given)
            if (given.actions, given.probabilities) != (known.actions, known.probabilities):
                raise self._repeated(start, f"information set {number}", "actions")
        if name not in ("", known.name):
            raise self._repeated(start, f"information set {number}", "name")
        known.members += 1
        return known

    def _given(self, player: str, number: int, name: str, node: str) -> _Set:
        if self.tokens.token != "{":
            raise self.tokens.error(f"{{ and the actions of information set {number}, which is new")
        if player:
            return _Set(player, number, name, node, self.tokens.labels("label of an action", MAX_ACTIONS))
        return _Set(player, number, name, node, *self._events())

    def _events(self) -> tuple[list[str], list[Fraction]]:
        start = self.tokens.start
        self.tokens.word("{")
        labels: list[str] = []
        probabilities: list[Fraction] = []
        while not labels or self.tokens.token != "}":
            if len(labels) == MAX_ACTIONS:
                raise self.tokens.error(f"}} after {MAX_ACTIONS} events, the most accepted")
            labels.append(self.tokens.text("another event or }," if labels else "an event"))
            self.tokens.comma()
            probabilities.append(self.tokens.number("the probability of the event"))
            self.tokens.comma()
        self.tokens.next()
        self._check_sum(probabilities, start)
        return distinct_labels(labels), probabilities

    def _check_sum(self, probabilities: list[Fraction], start: int) -> None:
        total = Fraction(0)
        for probability in probabilities:
            total += probability
            self._check_length([total], start)
        if min(probabilities) < 0 or total != 1:
            message = f"probabilities must be non-negative and sum to 1, not to {clip(str(total))}"
            raise FormatError(f"{self.tokens.where(start)}: {message}")

    def _check_length(self, sums: Iterable[Fraction], start: int) -> None:
        """Refuse sums whose numbers grow without end, which a short file can ask for."""
        if any(max(total.numerator.bit_length(), total.denominator.bit_length()) > MAX_BITS for total in sums):
            raise FormatError(f"{self.tokens.where(start)}: a sum of more than {MAX_BITS:,} bits")

    def _total(self, before: _Outcome) -> _Outcome:
        start, number = self.tokens.start, self.tokens.whole("the number of an outcome", MAX_NUMBER)
        if not number:
            return before
        outcome = self._outcome(number)
        if before.payoffs is self.nothing:
            return _Outcome(outcome.name or before.name, outcome.payoffs)
        payoffs = tuple(map(add, before.payoffs, outcome.payoffs))
        self._check_length(payoffs, start)
        return _Outcome(outcome.name or before.name, payoffs)

    def _outcome(self, number: int) -> _Outcome:
        start, known = self.tokens.start, self.outcomes.get(number)
        name = self.tokens.text("the name of an outcome") if self.tokens.is_text else ""
        if self.tokens.token == "{" or not known:
            given = _Outcome(name, self._payoffs(number))
            known = self.outcomes.setdefault(number, given)
            if given.payoffs != known.payoffs:
                raise self._repeated(start, f"outcome {number}", "payoffs")
        if name not in ("", known.name):
            raise self._repeated(start, f"outcome {number}", "name")
        return known

    def _payoffs(self, number: int) -> tuple[Fraction, ...]:
        if self.tokens.token != "{":
            raise self.tokens.error(f"{{ and the payoffs of outcome {number}, which is new")
        self.tokens.next()
        payoffs = tuple(self.tokens.numbers(len(self.players)))
        self.tokens.word("}")
        return payoffs

    def _repeated(self, start: int, what: str, part: str) -> FormatError:
        return FormatError(f"{self.tokens.where(start)}: {what} is given again with another {part.removesuffix('s')}")


def _prologue(tokens: Tokens) -> str:
    tokens.word("EFG")
    tokens.word("2")
    tokens.word("R", "D")
    return tokens.text("the title")


def _label(sets: Iterable[_Set], players: list[str]) -> None:
    """Give every set its label: distinct for each player, empty for a single node without a name."""
    by_player: dict[str, list[_Set]] = {}
    for each in sets:
        each.label = each.name or (f"h{each.number}" if each.members > 1 else "")
        by_player.setdefault(each.player, []).append(each)
    for player in players:
        named = [each for each in by_player.get(player, ()) if each.label]
        for each, label in zip(named, distinct_labels([each.label for each in named]), strict=True):
            each.label = label
    for each in by_player.get("", ()):
        each.label = each.name or each.node


def _built(heads: list[Leaf | _Set]) -> Node:
    """Return the tree whose nodes, depth first, begin with `heads`; from the last up, children come first."""
    done: list[Node] = []
    for head in reversed(heads):
        if isinstance(head, Leaf):
            done.append(head)
            continue
        children = tuple(done.pop() for _ in head.actions)
        actions = tuple(head.actions)
        if head.player:
            done.append(Decision(head.player, children, actions, head.label))
        else:
            done.append(Chance(children, actions, tuple(head.probabilities), head.label))
    return done.pop()


class _Numbering:
    """Numbers from 1 for the things of each kind, one for equal things."""

    def __init__(self) -> None:
        self._known: dict[Hashable, dict[Hashable, int]] = {}

    def of(self, kind: Hashable, thing: Hashable) -> int:
        known = self._known.setdefault(kind, {})
        return known.setdefault(thing, len(known) + 1)


def _lines(tree: GameTree) -> Iterator[str]:
    """Yield a line for each node, with all of its set and outcome: leaves of one name and payoff share an outcome.

    Moves by nature of one label and one distribution share an information set.
    """
    number = _Numbering()
    player_number = {player: k for k, player in enumerate(tree.players, start=1)}
    for place, (node, k) in enumerate(zip(tree.nodes, tree.set_of, strict=True)):
        if isinstance(node, Leaf):
            payoffs = ", ".join(map(payoff_text, node.payoffs))
            key = (node.outcome or place, node.payoffs)
            yield f't "" {number.of("t", key)} {quoted(node.outcome)} {{ {payoffs} }}'
        elif isinstance(node, Chance):
            texts = map(payoff_text, node.probabilities)
            events = " ".join(f"{quoted(event)} {p}" for event, p in zip(node.actions, texts, strict=True))
            move = (node.label or place, node.actions, node.probabilities)
            yield f'c "" {number.of("c", move)} {quoted(node.label)} {{ {events} }} 0'
        else:
            who, name = player_number[node.player], quoted(node.information_set)
            yield f'p "" {who} {number.of(("p", who), k)} {name} {quoted_list(node.actions)} 0'
