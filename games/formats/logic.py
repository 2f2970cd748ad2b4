"""Statements about a model as text, read by a parser of our own: nothing in foreign text is ever evaluated.

    statement   = either { ("->" | "<->") either }            read from the right
    either      = both { "or" both }
    both        = part { "and" part }
    part        = "not" part | "(" statement ")" | equilibrium | comparison | "true" | "false"
    equilibrium = [ "only" ] "(" action { "," action } ")"
    comparison  = sum { ("<" | "<=" | ">" | ">=" | "=" | "==" | "!=") sum }
    payoff      = "u" "(" player ":" action { "," action } ")"

A sum is a formula in the parameters (see `expressions`), in which a payoff may stand too. `(Restrict, Indigenise)`
says that the profile is an equilibrium, `only (…)` that there is no other. Names with unusual characters go into double
quotes. What an equilibrium and a payoff are is asked of a `Meaning`; this module only reads.

>>> parse_statement("k > 2 -> not k**2 < 4", ["k"], None)
Implies(k > 2, k**2 >= 4)
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Protocol

from games.errors import FormatError
from games.formats.expressions import MAX_DEPTH, MAX_LENGTH, NAME, NUMBER, Parser, Term
from games.forms.numbers import clip

_TOKEN = re.compile(rf'[ \t\r\n]*({NUMBER}|{NAME}|"[^"]*"|\*\*|<->|->|<=|>=|==|!=|.|\Z)', re.DOTALL)
_COMPARISONS = {"<": "<", "<=": "<=", ">": ">", ">=": ">=", "=": "==", "==": "==", "!=": "!="}
_LOGICAL = re.compile(r'[<>=!,"]|\b(?:and|or|not|only|true|false)\b')
_LISTED = re.compile(r"[^()<>=!:+*]*,[^()<>=!:+*]*")
"""What can only be a list of actions."""
_PAYOFF = re.compile(r"\bu\s*\([^()]*\)")


class Meaning(Protocol):
    """What actions and players mean in a game."""

    def knows(self, actions: tuple[str, ...]) -> bool:
        """Return whether these are the actions of a profile or a play."""

    @property
    def accepted(self) -> str:
        """Return what a profile names and which actions there are, for an error."""

    def mentions(self, label: str) -> bool:
        """Return whether this is an action."""

    def equilibrium(self, actions: tuple[str, ...], only: bool) -> Any:
        """Return the condition that the profile is an equilibrium, the only one if asked."""

    def payoff(self, player: str, actions: tuple[str, ...]) -> Any:
        """Return what a player gets at a profile."""


def parse_statement(text: str, parameters: Iterable[str], meaning: Meaning | None) -> Any:
    """Return the statement as a sympy condition.

    Raises FormatError naming the column and what is accepted, and the errors of `meaning` for unknown actions.
    """
    if len(text) > MAX_LENGTH:
        raise FormatError(f"statement {clip(text)!r} of {len(text)} characters; accepted: at most {MAX_LENGTH}")
    return _StatementParser(text, tuple(parameters), meaning).statement()


class _StatementParser(Parser):
    pattern = _TOKEN
    kind = "statement"

    def __init__(self, text: str, parameters: tuple[str, ...], meaning: Meaning | None) -> None:
        self.meaning = meaning
        super().__init__(text, parameters)

    def statement(self) -> Any:
        import sympy

        found = self._implication(0)
        if self.token:
            raise self._error("and, or, ->, a comparison or the end")
        return sympy.sympify(found)

    def _accepted(self) -> str:
        names = clip(", ".join(self.parameters) or "none", 200)
        return (
            "and, or, not, ->, <->, < <= > >= = !=, (ACTION, ...), only (ACTION, ...), u(PLAYER: ACTION, ...), "
            f"formulas in {names}"
        )

    def _implication(self, depth: int) -> Any:
        import sympy

        if depth > MAX_DEPTH:
            raise self._error(f"at most {MAX_DEPTH} parts inside one another")
        left = self._junction(depth, "or")
        if self.token not in ("->", "<->"):
            return left
        make = sympy.Implies if self._next() == "->" else sympy.Equivalent
        return make(left, self._implication(depth + 1))

    def _junction(self, depth: int, word: str) -> Any:
        import sympy

        make, below = (sympy.Or, "and") if word == "or" else (sympy.And, "")
        parts = [self._junction(depth, below) if below else self._part(depth)]
        while self.token == word:
            self._next()
            parts.append(self._junction(depth, below) if below else self._part(depth))
        return make(*parts) if len(parts) > 1 else parts[0]

    def _part(self, depth: int) -> Any:
        import sympy

        if depth > MAX_DEPTH:
            raise self._error(f"at most {MAX_DEPTH} parts inside one another")
        if self.token == "not":
            self._next()
            return sympy.Not(self._part(depth + 1))
        if self.token in ("true", "false"):
            return sympy.true if self._next() == "true" else sympy.false
        if self.token == "only" or self._profile_ahead():
            return self._equilibrium()
        if self.token == "(" and self._is_logical(self._inside()):
            if _LISTED.fullmatch(self._inside()):
                raise self._error(f"a profile, {self._actions()}")
            self._next()
            found = self._implication(depth + 1)
            self._close()
            return found
        if self.token == "(" and self._names_an_action():
            raise self._error(f"a profile, {self._actions()}")
        return self._comparison(depth)

    def _comparison(self, depth: int) -> Any:
        import sympy

        left, relations = self._sum(depth).value, []
        while self.token in _COMPARISONS:
            operator = _COMPARISONS[self._next()]
            right = self._sum(depth).value
            relations.append(sympy.Rel(left, right, operator))
            left = right
        if not relations:
            raise self._error("a comparison such as < or >=")
        return sympy.And(*relations)

    def _equilibrium(self) -> Any:
        only = self.token == "only"
        if only:
            self._next()
            if not self._profile_ahead():
                raise self._error(f"a profile in parentheses, {self._actions()}")
        actions = _names(self._inside())
        self._skip_parenthesis()
        assert self.meaning is not None
        return self.meaning.equilibrium(actions, only)

    def _profile_ahead(self) -> bool:
        return self.token == "(" and self.meaning is not None and self.meaning.knows(_names(self._inside()))

    def _names_an_action(self) -> bool:
        """Whether the parenthesis at hand lists actions, and so is meant to be a profile."""
        names = [name for name in _names(self._inside()) if name not in self.parameters]
        return self.meaning is not None and any(map(self.meaning.mentions, names))

    def _actions(self) -> str:
        return clip(self.meaning.accepted, 200) if self.meaning else "none here"

    def _is_logical(self, inside: str) -> bool:
        return bool(_LOGICAL.search(_PAYOFF.sub(" ", inside)))

    def _inside(self) -> str:
        """Return what stands between the parenthesis at hand and its partner."""
        depth, quoted = 1, False
        for place in range(self.end, len(self.source)):
            mark = self.source[place]
            quoted ^= mark == '"'
            depth += (mark == "(") - (mark == ")") if not quoted else 0
            if depth == 0:
                return self.source[self.end : place]
        raise self._error("a closing parenthesis")

    def _skip_parenthesis(self) -> None:
        self.end += len(self._inside()) + 1
        self._next()

    def _atom(self, depth: int) -> Term:
        if self.token != "u" or "u" in self.parameters or self.meaning is None:
            return super()._atom(depth)
        self._next()
        if self.token != "(":
            raise self._error("( after u")
        player, colon, rest = self._inside().partition(":")
        if not colon:
            raise self._error("u(PLAYER: ACTION, ...)")
        self._skip_parenthesis()
        return Term(self.meaning.payoff(_names(player)[0], _names(rest)), 1, 1)


def _names(text: str) -> tuple[str, ...]:
    return tuple(part.strip().strip('"') for part in text.split(","))
