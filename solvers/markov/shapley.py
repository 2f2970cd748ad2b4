"""Zero-sum stochastic games: the value of every state and stationary optimal strategies (Shapley 1953).

The operator T maps values V to those of the matrix games u(s, .) + delta sum over t of p(t | s, .) V(t); it contracts
distances by delta, so it has one fixed point v, the value of the game. Newton's method on V = T V takes Shapley's step
and then the value of the optimal pair played for ever (Pollatschek and Avi-Itzhak 1969); where that does not come
closer, the plain step is taken. Values are rounded to short fractions on the way, which costs nothing since what is
found is certified at the end, exactly:

* if T V = V at short fractions, V is the value;
* in any case, what the strategies guarantee against a best reply bounds the value from both sides.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from games.errors import NotCoveredError
from games.forms.stochastic import StochasticGame
from solvers.markov.stationary import Mix, Rules, Stationary, Values, best_reply, rescaled, rules, values
from solvers.programs.matrix_game import matrix_value

SIMPLE = 10**6
FINE = 10**15
"""Greatest denominators of values tried as exact, and of values and strategies on the way."""
ROUNDS = 200


@dataclass(frozen=True)
class ShapleyValue:
    """The value of every state lies in [low, high]; the stationary strategies guarantee these bounds.

    `low` and `high` agree where the value was found exactly.
    """

    low: Values
    high: Values
    profile: Stationary

    @property
    def exact(self) -> bool:
        """Whether the value is known exactly."""
        return self.low == self.high


def shapley(game: StochasticGame, tolerance: Fraction = Fraction(1, 10**12)) -> ShapleyValue:
    """Return the value of a zero-sum game of two players, enclosed to `tolerance` of the greatest value possible.

    Raises NotCoveredError when the game is of formulas, not of two players, or not zero-sum, or when the bounds stay
    further apart.
    """
    numbers = rules(game)
    if len(numbers.players) != 2 or any(sum(u) for rows in numbers.payoffs for u in rows.values()):
        raise NotCoveredError("Shapley's value needs two players whose payoffs sum to zero; ask for markov_perfect")
    span = max(abs(u[0]) for rows in numbers.payoffs for u in rows.values()) or Fraction(1)
    found = _unit_value(rescaled(numbers, (Fraction(0),) * 2, (span,) * 2), tolerance / (1 - numbers.discount))
    low, high = (tuple(span * v for v in bound) for bound in (found.low, found.high))
    return ShapleyValue(low, high, found.profile)


def _unit_value(game: Rules, tolerance: Fraction) -> ShapleyValue:
    """Return the value of a game with payoffs between -1 and 1."""
    V: Values = (Fraction(0),) * len(game.states)
    for _ in range(ROUNDS):
        simple = tuple(v.limit_denominator(SIMPLE) for v in V)
        after, profile = step(game, simple)
        if after == simple:
            return ShapleyValue(simple, simple, profile)
        found = certified(game, step(game, V)[1])
        if max(h - l for l, h in zip(found.low, found.high, strict=True)) <= tolerance:
            return found
        V = _improved(game, V)
    raise NotCoveredError("Shapley's iteration did not come close enough; a discount factor further from 1 helps")


def step(game: Rules, V: Values) -> tuple[Values, Stationary]:
    """Return T V and optimal strategies of the matrix games at V."""
    solved = [matrix_value(_matrix(game, s, V)) for s in game.states]
    return tuple(each.value for each in solved), tuple((each.row, each.column) for each in solved)


def certified(game: Rules, profile: Stationary) -> ShapleyValue:
    """Return what a pair of stationary strategies, rounded to short fractions, guarantees."""
    pair = tuple((_rounded(x), _rounded(y)) for x, y in profile)
    high = best_reply(game, 0, pair)[1]
    low = tuple(-v for v in best_reply(game, 1, pair)[1])
    return ShapleyValue(low, high, pair)


def _improved(game: Rules, V: Values) -> Values:
    """Return the Newton step where it brings T V closer to V, else the plain one; in fractions of bounded size."""
    plain, profile = step(game, V)
    newton = _short(values(game, profile)[0])
    distance = max(abs(a - b) for a, b in zip(plain, V, strict=True))
    closer = max(abs(a - b) for a, b in zip(step(game, newton)[0], newton, strict=True))
    return newton if closer < distance * game.discount else _short(plain)


def _matrix(game: Rules, s: int, V: Values) -> list[list[Fraction]]:
    rows, columns = game.shapes[s]

    def entry(a: tuple[int, int]) -> Fraction:
        future = sum((q * v for q, v in zip(game.moves[s][a], V, strict=True)), Fraction(0))
        return game.payoffs[s][a][0] + game.discount * future

    return [[entry((i, j)) for j in range(columns)] for i in range(rows)]


def _short(V: Values) -> Values:
    return tuple(v.limit_denominator(FINE) for v in V)


def _rounded(mix: Mix) -> Mix:
    """Return a mixture with short fractions: all but the largest probability rounded."""
    largest = mix.index(max(mix))
    short = [p.limit_denominator(FINE) for p in mix]
    short[largest] += 1 - sum(short)
    return tuple(short)
