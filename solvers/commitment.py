"""The best a leader can commit to when a follower answers with one of several options: the strong Stackelberg solution.

The leader's interval is cut where two options pay the follower the same, and where the leader's payoff under an option
has slope zero. All payoffs are polynomials, so the cuts are real algebraic numbers, isolated exactly. Between cuts the
follower's best options do not change; at a cut it may be indifferent, and then it answers in the leader's favour, which
makes the maximum exist (Breton, Alj and Haurie 1988). All maximisers are listed, each with whether it needs the favour.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from games.errors import NotCoveredError
from games.forms import numbers
from games.forms.commitment import CommitmentGame
from games.forms.table import Math, Shown, Table
from games.glossary import translate
from games.text import Language, Text
from solvers.completeness import Completeness

COMPARED = Completeness(
    True,
    Text(
        "the leader's payoff was compared wherever it may be greatest; of a stretch on which it is the same, the ends "
        "are listed",
        "在领导者收益可能最大的各点逐一比较；收益不变的区间列出其端点",
    ),
)


@dataclass(frozen=True)
class Outcome:
    """What the leader commits to, what the follower answers, and what both get.

    `favour` says whether the follower is indifferent there and decides in the leader's favour.
    """

    action: Any
    option: str
    payoffs: tuple[Any, Any]
    favour: bool


@dataclass(frozen=True, repr=False)
class Commitment(Shown):
    """The leader's best outcomes, and the actions at which the follower's answer changes."""

    game: CommitmentGame
    outcomes: tuple[Outcome, ...]
    switches: tuple[Any, ...]

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return the outcomes, one row each."""
        leader, follower = (translate(player, lang) for player in self.game.players)
        head = (f"{leader}: {self.game.action}", follower, f"u({leader})", f"u({follower})")
        rows = [(_cell(o.action), translate(o.option, lang), *map(_cell, o.payoffs)) for o in self.outcomes]
        return Table(head, rows, caption or translate(self.game.title, lang), self.note(lang))

    def note(self, lang: Language = "en") -> str:
        """Return where the follower's answer changes and whether its favour is needed."""
        switches = ", ".join(map(str, self.switches)) or Text("nowhere", "无").in_(lang)
        changes = Text(
            f"The follower's best answer changes at {self.game.action} = {switches}.",
            f"追随者的最优回应在 {self.game.action} = {switches} 处改变。",
        )
        favour = Text(
            " At the solution it is indifferent and answers in the leader's favour.",
            "在解处追随者无差异，并作出有利于领导者的回应。",
        )
        said = changes.in_(lang) + favour.in_(lang) * any(outcome.favour for outcome in self.outcomes)
        return COMPARED.after(said, lang)

    def to_json(self) -> dict[str, Any]:
        """Return plain data; numbers are exact text."""
        return {
            "game": self.game.title, "concept": "commitment", **COMPARED.to_json(), "players": list(self.game.players),
            "outcomes": [{"action": str(o.action), "option": o.option, "payoffs": [str(u) for u in o.payoffs],
                          "favour": o.favour} for o in self.outcomes],
            "switches": [str(s) for s in self.switches],
        }  # fmt: skip


def commitment(game: CommitmentGame) -> Commitment:
    """Return the outcomes best for the leader when the follower answers optimally, ties in the leader's favour.

    Raises NotCoveredError for a game of formulas or payoffs that are no polynomials in the action.

    >>> import sympy
    >>> s = sympy.Symbol("s", real=True)
    >>> game = CommitmentGame(("EU", "Firm"), s, (0, 1), {"Comply": (s, 1 - s), "Exit": (0, "1/3")})
    >>> commitment(game).outcomes
    (Outcome(action=2/3, option='Comply', payoffs=(2/3, 1/3), favour=True),)
    """
    if game.kind == "symbolic":
        raise NotCoveredError("a commitment needs numbers, not formulas; give the parameters values first")
    _check(game)
    switches = _switches(game)
    tried = [outcome for point in _points(game, switches) for outcome in _answers(game, point)]
    best = _greatest([outcome.payoffs[0] for outcome in tried])
    found = [outcome for outcome in tried if _same(outcome.payoffs[0], best)]
    return Commitment(game, tuple(found), tuple(switches))


def _check(game: CommitmentGame) -> None:
    for name, pair in game.options.items():
        for payoff in pair:
            if not payoff.is_polynomial(game.action):
                raise NotCoveredError(f"{name}: {payoff} is no polynomial in {game.action}")


def _switches(game: CommitmentGame) -> list[Any]:
    """Return the inner points at which two options pay the follower the same and the best answers change."""
    replies = [reply for _, reply in game.options.values()]
    equal = {root for a in range(len(replies)) for b in range(a) for root in _roots(game, replies[a] - replies[b])}
    return [point for point in sorted(equal) if len(_best(game, point)) > 1]


def _points(game: CommitmentGame, switches: list[Any]) -> Iterator[Any]:
    """Yield every action at which the leader's payoff may be greatest."""
    import sympy

    low, high = (sympy.Rational(end) for end in game.interval)
    flat = {root for own, _ in game.options.values() for root in _roots(game, sympy.diff(own, game.action))}
    yield from sorted({low, high, *switches, *flat})


def _roots(game: CommitmentGame, expression: Any) -> list[Any]:
    """Return the real zeros of a polynomial inside the interval; none if it vanishes everywhere."""
    import sympy

    low, high = (sympy.Rational(end) for end in game.interval)
    polynomial = sympy.Poly(expression, game.action)
    return [] if polynomial.degree() < 1 else [root for root in sympy.real_roots(polynomial) if low < root < high]


def _best(game: CommitmentGame, point: Any) -> list[str]:
    values = {name: reply.subs(game.action, point) for name, (_, reply) in game.options.items()}
    greatest = _greatest(list(values.values()))
    return [name for name, value in values.items() if _same(value, greatest)]


def _answers(game: CommitmentGame, point: Any) -> Iterator[Outcome]:
    best = _best(game, point)
    for name in best:
        own, reply = (payoff.subs(game.action, point) for payoff in game.options[name])
        others = [game.options[other][0].subs(game.action, point) for other in best if other != name]
        yield Outcome(point, name, (own, reply), any(not _same(own, other) for other in others))


def _greatest(values: list[Any]) -> Any:
    greatest = values[0]
    for value in values[1:]:
        if not _same(value, greatest) and value > greatest:
            greatest = value
    return greatest


def _same(one: Any, other: Any) -> bool:
    return bool((one - other).equals(0))


def _cell(value: Any) -> Any:
    import sympy

    return numbers.exact(value) if value.is_Rational else Math(f"{value} = {float(value):.4g}", sympy.latex(value))
