"""Refinements of Nash equilibrium: which kind of equilibrium it is.

An equilibrium of a normal form is

* *strict* if everybody's strategy is the only best reply (Harsanyi 1973);
* *quasi-strict* if everybody plays all best replies with positive probability (Harsanyi 1973);
* *undominated* if no strategy in it is weakly dominated by a mixed one;
* *perfect* if it is a limit of completely mixed profiles to which each of its strategies is a best reply (Selten 1975);
* *proper* if it is a limit of e-proper profiles as e goes to 0: completely mixed, and what does worse is played with at
  most e times the probability of what does better (Myerson 1978).

Strict implies proper, proper implies perfect, perfect implies undominated; quasi-strict stands apart. A player with one
action changes none of them and is left out.

* A strategy is undominated exactly if all its actions are best replies to one belief that gives every profile of the
  others positive probability, so this depends on its support only; it is a linear program.
* With two players perfect and undominated are the same (van Damme 1991, theorem 3.2.2); with more, beliefs to which
  dominance appeals need not be those of independent mixtures. Properness: `trembles.linear`.
* With more players a completely mixed equilibrium is proper by definition, a regular one because every regular
  equilibrium is strictly proper (van Damme 1991, chapter 2; `n_player.index`). Otherwise it is decided over the reals
  where that is within reach (`trembles.polynomial`).

An answer is True or False only with one of these proofs, and None if none was reached.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Any

import numpy as np

from games.errors import FormError
from games.forms.normal_form import NormalForm
from games.text import Language, Text
from solvers.n_player.supports import Support, integer_tables
from solvers.points import Equilibrium, Strategy
from solvers.programs.linear import maximise
from solvers.programs.matrix_game import exact_payoffs

__all__ = ["Refinements", "of_all", "refinements"]

SMALL_TWO, SMALL_MANY, MOST_POINTS = 16, 8, 40
"""Profiles of a game of two players and of more, and equilibria listed, up to which all are judged without being asked.

Players with one action do not count. Within these bounds it takes milliseconds, half a second where ties abound.
"""

Answer = bool | None
Profile = Sequence[Strategy]

NO_EQUILIBRIUM = "the profile is no Nash equilibrium: somebody uses an action that is no best reply"
WORDS = {
    "strict": Text("strict", "严格"),
    "quasi_strict": Text("quasi-strict", "拟严格"),
    "proper": Text("proper", "适当"),
    "perfect": Text("perfect", "颤抖手精炼"),
    "undominated": Text("undominated", "未被弱占优"),
    "dominated": Text("weakly dominated", "被弱占优"),
}
JOINED = Text(", ", "，")
STRICT = Text("every strategy is the only best reply", "每一策略都是唯一的最优反应")
MIXED = Text("every action is played with positive probability", "每一行动均以正概率使用")
DOMINATED = Text("a strategy in it is weakly dominated", "其中有策略被弱占优")
ALONE = Text("nobody else moves", "没有其他参与者行动")
TWO = Text(
    "with two players perfect means undominated; proper by linear programs over the possible preferences",
    "两名参与者时，颤抖手精炼等价于未被弱占优；适当性由各种可能偏好下的线性规划判定",
)
REGULAR = Text("regular: quasi-strict, and the indifferences are independent", "正则：拟严格，且无差异条件相互独立")
REALS = Text("decided over the reals", "在实数域上判定")
OPEN = Text("what is open was not settled within the limits", "未定之处在限度内未能判定")


@dataclass(frozen=True)
class Refinements:
    """Which refinements an equilibrium satisfies: True, False, or None where that is not known; and why."""

    strict: Answer
    quasi_strict: Answer
    undominated: Answer
    perfect: Answer
    proper: Answer
    why: Text

    def words(self, lang: Language = "en") -> str:
        """Return the strongest of strict, proper, perfect, undominated that is known to hold, and quasi-strict."""
        held = [name for name in ("strict", "proper", "perfect", "undominated") if getattr(self, name)]
        names = held[:1] if held or self.undominated is None else ["dominated"]
        names += ["quasi_strict"] * bool(self.quasi_strict and not self.strict)
        return JOINED.in_(lang).join(WORDS[name].in_(lang) for name in names)

    def to_json(self) -> dict[str, Answer]:
        """Return plain data; null where it is not known."""
        names = ("strict", "quasi_strict", "undominated", "perfect", "proper")
        return {name: getattr(self, name) for name in names}


def refinements(game: NormalForm, equilibrium: Equilibrium) -> Refinements:
    """Return which refinements an equilibrium of `game` satisfies.

    Raises FormError if the profile does not fit the game or is no equilibrium, NotCoveredError for symbolic payoffs.

    >>> from games.classics import stag_hunt
    >>> from solvers.nash import nash
    >>> [refinements(stag_hunt(), point).words() for point in nash(stag_hunt())]
    ['strict', 'strict', 'proper, quasi-strict']
    """
    profile = _fitting(game, equilibrium.profile)
    payoffs, profile = _movers(exact_payoffs(game), profile)
    tables = integer_tables(payoffs)
    if all(isinstance(p, Fraction) for mix in profile for p in mix):
        return _rational(tables, profile)
    return _irrational(tables, profile)


def of_all(game: NormalForm, components: Sequence[Sequence[Equilibrium]]) -> tuple[tuple[Refinements, ...], ...] | None:
    """Return the refinements of Nash equilibria, by component, if they are exact and the game is small."""
    points = [point for component in components for point in component]
    few = SMALL_TWO if sum(count > 1 for count in game.shape) <= 2 else SMALL_MANY
    if len(points) > MOST_POINTS or prod(game.shape) > few:
        return None
    if any(isinstance(p, float) for point in points for mix in point.profile for p in mix):
        return None
    return tuple(tuple(refinements(game, point) for point in component) for component in components)


def _fitting(game: NormalForm, profile: Profile) -> Profile:
    if tuple(map(len, profile)) != game.shape:
        raise FormError(f"a profile of shape {tuple(map(len, profile))}; accepted: {game.shape}")
    exact = [tuple(Fraction(p) if isinstance(p, int) else p for p in mix) for mix in profile]
    if any(isinstance(p, float) for mix in exact for p in mix):
        raise FormError("a profile in floating point is no exact equilibrium; accepted: rational or algebraic numbers")
    for mix in exact:
        if any(p < 0 for p in mix) or (all(isinstance(p, Fraction) for p in mix) and sum(mix) != 1):
            raise FormError(f"{mix} is no mixed strategy: probabilities are not negative and sum to 1")
    return exact


def _movers(payoffs: Any, profile: Profile) -> tuple[Any, Profile]:
    """Return the game among those who have a choice (the first player if nobody has) and what they play."""
    kept = [i for i, mix in enumerate(profile) if len(mix) > 1] or [0]
    place = (slice(None) if i in kept else 0 for i in range(len(profile)))
    return payoffs[:, *place][kept], [profile[i] for i in kept]


def _rational(tables: Sequence[Any], profile: Profile) -> Refinements:
    support = _support(profile)
    values = [_values(table, profile, i) for i, table in enumerate(tables)]
    best = [tuple(a for a, v in enumerate(row) if v == max(row)) for row in values]
    if not all(set(used) <= set(own) for used, own in zip(support, best, strict=True)):
        raise FormError(NO_EQUILIBRIUM)
    quasi_strict = all(used == own for used, own in zip(support, best, strict=True))
    strict = all(len(own) == 1 for own in best)
    undominated = strict or all(_undominated(table, used) for table, used in zip(tables, support, strict=True))
    perfect, proper, why = _trembles(tables, profile, strict, undominated)
    return Refinements(strict, quasi_strict, undominated, perfect, proper, why)


def _trembles(tables: Sequence[Any], profile: Profile, strict: bool, undominated: bool) -> tuple[Answer, Answer, Text]:
    """Return whether a rational equilibrium is perfect and proper, and why."""
    if strict:
        return True, True, STRICT
    if not undominated:
        return False, False, DOMINATED
    if all(p for mix in profile for p in mix):
        return True, True, MIXED
    if len(tables) == 1:
        return True, True, ALONE
    if len(tables) == 2:
        from solvers.trembles.linear import is_proper

        proper = is_proper(tables[0].tolist(), tables[1].tolist(), profile)
        return True, proper, TWO if proper is not None else OPEN
    return _many(tables, profile)


def _many(tables: Sequence[Any], profile: Profile) -> tuple[Answer, Answer, Text]:
    from flint import fmpq

    from solvers.n_player.index import regular_index
    from solvers.trembles.polynomial import is_perfect, is_proper

    point = tuple(tuple(fmpq(*p.as_integer_ratio()) for p in mix) for mix in profile)
    if regular_index(tuple(tables), point):
        return True, True, REGULAR
    perfect = is_perfect(tables, profile)
    proper = False if perfect is False else is_proper(tables, profile)
    return perfect or proper, proper, OPEN if proper is None else REALS


def _irrational(tables: Sequence[Any], profile: Profile) -> Refinements:
    """Judge an equilibrium with irrational probabilities, given as sympy numbers, by balls of sixty digits."""
    import flint

    from solvers.n_player.certified import ball_value
    from solvers.n_player.index import enclosed_index
    from solvers.n_player.support_system import build_system

    support = _support(profile)
    undominated = all(_undominated(table, used) for table, used in zip(tables, support, strict=True))
    system = build_system(tuple(tables), support)
    with flint.ctx.workprec(DIGITS * 4):
        balls = [_ball(profile[i][support[i][k]]) for i, k in system.variables]
        gaps = [ball_value(gap, balls) for gap in system.weak]
        if any(gap < 0 for gap in gaps) or not all(ball_value(tie, balls).contains(0) for tie in system.equations):
            raise FormError(NO_EQUILIBRIUM)
        quasi_strict = all(gap > 0 for gap in gaps) or None
        regular = enclosed_index(system, balls) is not None
    if not undominated:
        return Refinements(False, quasi_strict, False, False, False, DOMINATED)
    mixed = all(p != 0 for mix in profile for p in mix)
    proper = True if mixed or regular else None
    perfect = True if len(tables) == 2 else proper
    return Refinements(False, quasi_strict, True, perfect, proper, MIXED if mixed else REGULAR if regular else OPEN)


DIGITS = 60


def _ball(number: Any) -> Any:
    import sympy
    from flint import arb

    return arb(str(sympy.N(number, DIGITS)), arb(10) ** -40)


def _support(profile: Profile) -> Support:
    return tuple(tuple(a for a, p in enumerate(mix) if p != 0) for mix in profile)


def _values(table: Any, profile: Profile, i: int) -> list[Fraction]:
    """Return the expected payoff of each own action of player i."""
    values = np.vectorize(Fraction, otypes=[object])(table)
    for mix in reversed([mix for j, mix in enumerate(profile) if j != i]):
        values = values @ np.array(mix, dtype=object)
    found: list[Fraction] = values.tolist()
    return found


def _undominated(table: Any, used: Sequence[int]) -> bool:
    """Whether no mixture does as well as an even one of the used actions everywhere, and better somewhere."""
    rows = [[int(v) for v in row] for row in table.reshape(len(table), -1)]
    even = [Fraction(sum(column), len(used)) for column in zip(*(rows[a] for a in used), strict=True)]
    never_worse = [[-v for v in column] for column in zip(*rows, strict=True)]
    found = maximise([sum(row) for row in rows], never_worse, [-v for v in even], [[1] * len(rows)], [1])
    return found.value == sum(even)
