r"""A game tree told in sentences, the way one would tell it.

    players: US, Firm
    US chooses NoRule or Rule
    after Rule: Firm chooses Exit or Redesign
    after Redesign: US chooses Tolerate or Tighten
    after NoRule: 3, 2
    after Exit: 1, 0
    after Tolerate: 2, 2 - c
    after Tighten: 0, -c

A sentence ends with its line or with a semicolon; a line that begins with `#` is a comment.

    story    = [ "players:" name { "," name } ] move { "after" plays ":" ( move | payoffs ) }
    move     = player [ "[" name "]" ] "chooses" action { "or" action }
             | "nature" "chooses" event "with" probability { "or" event "with" probability }
    plays    = play { "or" play }
    play     = action { "," action }
    payoffs  = formula { "," formula }

A *play* is the actions from the start, or only the last of them where that can mean nothing else. Several plays in one
sentence with a move are one information set: the player cannot tell them apart. A name in brackets is that of an
information set, and sentences with the same one are one set. Payoffs are in the order of the players, who stand in the
order in which they first move unless they are listed. Payoffs and probabilities are numbers or formulas in parameters
(see `parse_expression`).

Names are free but for commas, colons, semicolons, brackets and the key words as words of their own. In Chinese the key
words are 参与者, 若, 选择, 或, 概率 and 自然, with spaces round those inside a sentence; Chinese punctuation will do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from games.errors import FormatError, FormError
from games.formats.expressions import parse_value
from games.forms.numbers import Number, clip
from games.forms.tree import Chance, Decision, GameTree, Leaf, Node, Path

MAX_CHARACTERS = 200_000
MAX_NODES = 20_000
_PUNCTUATION = str.maketrans("：，；。【】", ":,;.[]")
_PLAYERS = re.compile(r"(?:players|参与者)\s*:(.*)", re.DOTALL)
_AFTER = re.compile(r"(?:after\s|若)\s*([^:]*):(.*)", re.DOTALL)
_MOVE = re.compile(r"(?P<who>.*?)(?:\[(?P<set>[^][]*)\])?\s*(?<!\S)(?:chooses|选择)(?!\S)(?P<moves>.*)", re.DOTALL)
_OR = re.compile(r"(?<!\S)(?:or|或)(?!\S)")
_WITH = re.compile(r"(?<!\S)(?:with|概率)(?!\S)")
_NATURE = ("nature", "自然")


def tree_from_story(
    text: str, parameters: Iterable[str] = (), players: Sequence[str] = (), title: str = ""
) -> GameTree:
    """Return the tree that a text tells; payoffs with `parameters` are sympy expressions in them.

    `players` may list the players instead of the text.

    Raises FormatError naming the line, what was found and what is accepted. Nothing in the text is executed.

    >>> tree_from_story('''
    ... nature chooses good with p or bad with 1 - p
    ... after good or bad: Buyer chooses buy or pass
    ... after good, buy: v - 1/2
    ... after bad, buy: -0.5
    ... after good, pass or bad, pass: 0
    ... ''', ["p", "v"])
    Chance
      good (p) → Buyer [good | bad]
        buy → v - 1/2
        pass → 0
      bad (1 - p) → Buyer [good | bad]
        buy → -1/2
        pass → 0
    """
    if len(text) > MAX_CHARACTERS:
        raise FormatError(f"{len(text):,} characters of story; accepted: at most {MAX_CHARACTERS:,}")
    story = _Story(tuple(parameters), list(players))
    for line, sentence in _sentences(text):
        try:
            story.tell(sentence)
        except FormatError as error:
            raise FormatError(f"line {line}: {error}") from None
    return story.tree(title)


def _sentences(text: str) -> list[tuple[int, str]]:
    """Return the sentences with their lines."""
    lines = enumerate(text.translate(_PUNCTUATION).split("\n"), start=1)
    told = [(n, line) for n, line in lines if not line.lstrip().startswith("#")]
    parts = [(n, " ".join(part.split()).removesuffix(".").rstrip()) for n, line in told for part in line.split(";")]
    return [(n, part) for n, part in parts if part]


@dataclass
class _Draft:
    """A node on its way: what follows and what it makes of that, `make` is missing while nothing is told of it."""

    path: Path
    make: Callable[[tuple[Node, ...]], Node] | None = None
    children: list[_Draft] = field(default_factory=list)


class _Story:
    """What has been told so far: the nodes in the order of telling, parents first."""

    def __init__(self, parameters: tuple[str, ...], players: list[str]) -> None:
        self.parameters = parameters
        self.listed = bool(players)
        self.players = players
        self.root = _Draft(())
        self.nodes = [self.root]
        self.ends: dict[str, list[_Draft]] = {}

    def tell(self, sentence: str) -> None:
        """Take one more sentence."""
        if match := _PLAYERS.fullmatch(sentence):
            self._list_players(_names(match[1].split(","), "players"))
        elif match := _AFTER.fullmatch(sentence):
            where = [self._end(_named(play.split(","), "after")) for play in _OR.split(match[1])]
            if len({id(draft) for draft in where}) < len(where):
                raise FormatError(f"after {match[1].strip()}: names one play twice")
            self._follow(where, match[2].strip())
        elif self.root.make:
            raise FormatError(f'expected "after PLAY: …", found {clip(sentence)!r}')
        else:
            self._follow([self.root], sentence)

    def tree(self, title: str) -> GameTree:
        """Return the tree once everything is told."""
        missing = next((draft for draft in self.nodes if draft.make is None), None)
        if missing is not None:
            raise FormatError(f"nothing is told of what comes after {', '.join(missing.path) or 'the start'}")
        made: dict[int, Node] = {}
        for draft in reversed(self.nodes):
            assert draft.make
            made[id(draft)] = draft.make(tuple(made.pop(id(child)) for child in draft.children))
        try:
            return GameTree(made[id(self.root)], self.players, title)
        except FormError as error:
            raise FormatError(str(error)) from None

    def _list_players(self, names: list[str]) -> None:
        if self.listed or self.root.make:
            raise FormatError("the players must be listed once, before anything else")
        self.listed, self.players = True, names

    def _end(self, play: list[str]) -> _Draft:
        """Return the end that a play means: all its actions, or the last of them if only one end has these."""
        path = tuple(play)
        ends = [draft for draft in self.ends.get(path[-1], ()) if draft.path[-len(path) :] == path]
        exact = [draft for draft in ends if draft.path == path] or ends
        if len(exact) > 1:
            found = " or ".join(", ".join(draft.path) for draft in exact[:2])
            raise FormatError(f"after {', '.join(play)} may mean {clip(found, 80)}; give the actions from the start")
        if not exact:
            raise FormatError(f"after {clip(', '.join(play))}: no action told so far leads there")
        if exact[0].make:
            raise FormatError(f"what comes after {clip(', '.join(exact[0].path), 80)} is told twice")
        return exact[0]

    def _follow(self, where: list[_Draft], words: str) -> None:
        match = _MOVE.fullmatch(words)
        if match is None and where == [self.root]:
            raise FormatError(f'expected "PLAYER chooses ACTION or ACTION", found {clip(words)!r}')
        if match is None:
            self._pay(where, words)
            return
        who, moves = match["who"].strip(), [move.strip() for move in _OR.split(match["moves"])]
        if who.lower() in _NATURE:
            self._draw(where, moves)
        else:
            self._decide(where, _names([who], "the player")[0], (match["set"] or "").strip(), moves)

    def _pay(self, where: list[_Draft], words: str) -> None:
        payoffs = tuple(parse_value(part.strip(), self.parameters) for part in words.split(","))
        if self.listed and len(payoffs) != len(self.players):
            raise FormatError(f"{len(payoffs)} payoffs for {len(self.players)} players ({', '.join(self.players)})")
        for draft in where:
            draft.make = lambda _: Leaf(payoffs)

    def _decide(self, where: list[_Draft], player: str, name: str, moves: list[str]) -> None:
        if player not in self.players and self.listed:
            raise FormatError(f"unknown player {clip(player)!r}; accepted: {', '.join(self.players)}")
        if player not in self.players:
            self.players.append(player)
        together = name or (" | ".join("/".join(draft.path) for draft in where) if len(where) > 1 else "")
        actions = self._grow(where, moves)
        for draft in where:
            draft.make = lambda children: Decision(player, children, actions, together)

    def _draw(self, where: list[_Draft], moves: list[str]) -> None:
        split = [_WITH.split(move) for move in moves]
        if any(len(parts) != 2 for parts in split):
            raise FormatError('nature chooses "EVENT with PROBABILITY", or several of them with "or" between')
        probabilities: tuple[Number, ...] = tuple(parse_value(p.strip(), self.parameters) for _, p in split)
        actions = self._grow(where, [event.strip() for event, _ in split])
        for draft in where:
            draft.make = lambda children: Chance(children, actions, probabilities)

    def _grow(self, where: list[_Draft], moves: list[str]) -> tuple[str, ...]:
        """Add what follows each of the ends, open for now."""
        actions = tuple(_names(moves, "the actions"))
        if len(self.nodes) + len(where) * len(actions) > MAX_NODES:
            raise FormatError(f"a story of more than {MAX_NODES:,} nodes")
        for draft in where:
            draft.children = [_Draft((*draft.path, action)) for action in actions]
            self.nodes += draft.children
            for child in draft.children:
                self.ends.setdefault(child.path[-1], []).append(child)
        return actions


def _named(parts: Sequence[str], what: str) -> list[str]:
    names = [part.strip() for part in parts]
    if bad := [name for name in names if not name or re.search(r"[][:,;]", name)]:
        raise FormatError(f"{what}: a name must not be empty nor hold any of , : ; [ ], unlike {clip(bad[0])!r}")
    return names


def _names(parts: Sequence[str], what: str) -> list[str]:
    names = _named(parts, what)
    if len(set(names)) < len(names):
        raise FormatError(f"{what}: names must be distinct, unlike {clip(', '.join(names))!r}")
    return names
