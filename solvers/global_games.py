"""The unique threshold equilibrium of a global game.

With a flat prior a player who sees exactly the threshold x* believes that the share l of those who act is uniform on
[0, 1]: all signals are equally likely to rank anywhere (the Laplacian belief of Morris and Shin 2003). If the signal
ranks so that the share l acts, then theta = x* + s sigma z(l), with z(l) the l-quantile of the normal law and s = +1 if
acting rises in theta, -1 if it falls. So x* solves

    integral over l in [0, 1] of gain(x* + s sigma z(l), l) dl = 0.

For a gain monotone in theta the left side is monotone in x*, so the threshold is unique. It is a formula in two cases.
If the gain is linear in theta, the normal terms average out. If it takes two values, high where l > h(theta) and low
elsewhere (a regime that falls when enough attack), it changes once along the ranks, at l0 = high / (high - low), so
that h(theta*) = l0 and x* = theta* - s sigma z(l0). Otherwise the threshold is bracketed by bisection.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from games.errors import NotCoveredError
from games.forms.global_game import GlobalGame, fundamentals
from games.forms.table import Shown, Table
from games.glossary import translate
from games.text import Language, Text

NODES = 20_000
"""Points of the midpoint rule."""
BISECTIONS = 60
WIDEST = 1e6
"""Distance from zero beyond which no threshold is sought."""


@dataclass(frozen=True, repr=False)
class Threshold(Shown):
    """The threshold: players act on one side of the signal `signal`.

    `fundamental` is the theta at which acting turns from paying to not paying, given who acts there. Both are formulas
    where `exact`, else decimals.
    """

    game: GlobalGame
    signal: Any
    fundamental: Any
    exact: bool

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return both thresholds."""
        head = Text("signal x*|fundamental theta*", "信号 x*|基本面 theta*").in_(lang).split("|")
        title = caption or translate(self.game.title, lang)
        return Table(head, [(self.signal, self.fundamental)], title, self.note(lang))

    def note(self, lang: Language = "en") -> str:
        """Return in which direction players act, and whether the thresholds are formulas."""
        side = Text("above", "高于") if self.game.rising else Text("below", "低于")
        sure = Text("exact", "精确解") if self.exact else Text("by bisection", "以二分法求得")
        return Text(
            f"Complete: the threshold is unique. Players act when the signal is {side.en} x*; {sure.en}.",
            f"完备：门槛唯一。信号{side.zh} x* 时行动；{sure.zh}。",
        ).in_(lang)

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "game": self.game.title, "concept": "global-game", "complete": True, "why": self.note(),
            "signal": str(self.signal), "fundamental": str(self.fundamental), "exact": self.exact,
        }  # fmt: skip


def global_game(game: GlobalGame) -> Threshold:
    """Return the threshold equilibrium; formulas are allowed where the threshold is one.

    Raises NotCoveredError for other formulas, and for a gain that no threshold balances.

    >>> theta, l = fundamentals()
    >>> global_game(GlobalGame(theta + 2 * l - 3, 1)).signal
    2
    """
    import sympy

    theta, _ = fundamentals()
    if game.gain.is_polynomial(theta) and sympy.degree(game.gain, theta) == 1:
        return _averaged(game)
    if _is_regime(game.gain):
        return _regime(game)
    if game.kind == "symbolic":
        raise NotCoveredError("this threshold needs numbers, not formulas; give the parameters values first")
    return _bisected(game)


def _averaged(game: GlobalGame) -> Threshold:
    """Solve for a gain linear in theta: its mean over uniform l, at the threshold."""
    import sympy

    theta, share = fundamentals()
    mean = sympy.integrate(sympy.expand(game.gain), (share, 0, 1))
    (threshold,) = map(sympy.simplify, sympy.solve(mean, theta))
    if sympy.degree(sympy.expand(game.gain), share) > 1:
        raise NotCoveredError("a gain linear in theta must be linear in l too")
    return Threshold(
        game, threshold, threshold, True
    )  # at theta = x* half of all act, and linearity makes that the mean


def _is_regime(gain: Any) -> bool:
    """Return whether the gain has two values that do not depend on theta or l, parted by l > h(theta)."""
    import sympy

    theta, share = fundamentals()
    if not isinstance(gain, sympy.Piecewise) or len(gain.args) != 2:
        return False
    (high, condition), (low, _) = gain.args
    constant = not (high.free_symbols | low.free_symbols) & {theta, share}
    over = isinstance(condition, (sympy.Gt, sympy.Ge)) and condition.lhs == share
    return constant and over and condition.rhs.free_symbols <= {theta}


def _regime(game: GlobalGame) -> Threshold:
    import sympy

    theta, _ = fundamentals()
    (high, condition), (low, _) = game.gain.args
    rank = sympy.simplify(high / (high - low))
    (fundamental,) = sympy.solve(condition.rhs - rank, theta)
    quantile = sympy.sqrt(2) * sympy.erfinv(2 * rank - 1)
    signal = fundamental - (1 if game.rising else -1) * sympy.sympify(game.sigma) * quantile
    return Threshold(game, sympy.simplify(signal), fundamental, True)


def _bisected(game: GlobalGame) -> Threshold:
    import numpy as np
    import sympy
    from scipy.stats import norm

    theta, share = fundamentals()
    gain = sympy.lambdify((theta, share), game.gain, modules="numpy")
    sigma, sign = float(game.sigma), 1.0 if game.rising else -1.0
    ranks = (np.arange(NODES) + 0.5) / NODES
    spread = sign * sigma * norm.ppf(ranks)

    def mean(x: float) -> float:
        return sign * float(np.mean(np.broadcast_to(gain(x + spread, ranks), ranks.shape)))

    def at_threshold(value: float) -> float:
        return sign * float(gain(value, norm.cdf(sign * (value - signal) / sigma)))

    signal = _root(mean, "the gain never balances: somebody always acts, or nobody ever")
    return Threshold(game, signal, _root(at_threshold, "acting never turns from paying to not paying"), False)


def _root(function: Callable[[float], float], failure: str) -> float:
    """Return where an increasing function changes sign; raises NotCoveredError when it does not."""
    reach = 1.0
    while function(-reach) > 0 or function(reach) < 0:
        reach *= 2
        if reach > WIDEST:
            raise NotCoveredError(failure)
    low, high = -reach, reach
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        low, high = (middle, high) if function(middle) < 0 else (low, middle)
    return (low + high) / 2
