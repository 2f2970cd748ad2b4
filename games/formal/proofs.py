"""The steps of the propositions: what is solved from the models' payoffs, and what is to hold or to vanish.

Results for any number n of actors use three devices. With one uniform weight k the operator is (1 + n k) I - k J, J the
matrix of ones, and J J = n J: identities are reduced modulo that relation. With weights of each actor's own it is D -
k 1', D diagonal, whose inverse is Sherman and Morrison's. With any weights the least of V decides: at it every
difference to another is at most zero, so that no utility there exceeds V, by induction over the rivals.

References: Berman and Plemmons (1994), *Nonnegative Matrices in the Mathematical Sciences*; Sherman and Morrison
(1950), "Adjustment of an inverse matrix".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from games.classics import COOPERATE, DEFECT, symmetric_2x2
from games.export_controls import chip_ban
from games.formal import power_portfolio, regulatory_adoption
from games.formal.common import every, fails, form_of, if_then, normal
from games.forms.commitment import CommitmentGame
from games.forms.contest import ContestGame
from games.model import Model, rationals
from games.parameters import parameter
from games.power_portfolio import ACTORS, POWERS, portfolio_contest
from games.regulatory_adoption import kappa, mu, smax, stringency
from games.relative_gains import operator
from games.statements import Statement, extended, gap, is_equilibrium, never_falls
from games.technology_alliances import exclusivity
from games.text import Text


# ---------------------------------------------------------------- the weakest source
def ordered_by_what_is_omitted() -> Statement:
    """Return that a power is as strong as another exactly where the source it omits is no more plentiful."""
    import sympy

    def said(_: Any) -> Any:
        strength, held = power_portfolio.STRENGTHS, power_portfolio.SOURCES
        return every(
            sympy.Equivalent(
                strength[move].symbol >= strength[other].symbol,
                held[power_portfolio.omitted(move)].symbol <= held[power_portfolio.omitted(other)].symbol,
            )
            for move in POWERS
            for other in POWERS
        )

    text = Text("A power is as strong as another exactly where the source it omits is no more plentiful.",
                "一种权力不弱于另一种，当且仅当其所不依赖的来源不更充裕。")  # fmt: skip
    return Statement(power_portfolio.any_aggregator(), text, said)


# ---------------------------------------------------------------- what is solved, written to be read
def _readable(quotient: Any, model: Model) -> Any:
    """Return a quotient as a product of factors, each written so that it is positive at the calibration."""
    import sympy

    at = rationals(model.defaults)
    above, below = (_positive(part, at) for part in sympy.fraction(sympy.together(quotient)))
    sign = 1 if quotient.xreplace(at) >= 0 else -1
    return sign * above / below


def _positive(part: Any, at: Mapping[Any, Any]) -> Any:
    """Return the product of the factors of a polynomial, those that are negative at a point turned."""
    import sympy

    number, factors = sympy.factor_list(part)
    turned = [(sympy.expand(-f) if f.xreplace(at) < 0 else f) ** power for f, power in factors]
    return sympy.Mul(abs(number), *turned)


# ---------------------------------------------------------------- the chip ban
us_weight, quality = chip_ban.symbols["k_us"], chip_ban.symbols["q"]


def appeal(cn: str = "Indigenise") -> Any:
    """Return what the US gains by restricting rather than staying open."""
    return gap(normal(chip_ban), "US", ("Restrict", cn), ("Open", cn))


def appeal_slope() -> Any:
    """Return what a unit of the US weight adds to the appeal against a China that indigenises."""
    import sympy

    return sympy.diff(appeal(), us_weight)


def critical_quality() -> Any:
    """Return the quality of indigenous chips at which weight adds nothing to the appeal of restriction."""
    import sympy

    (root,) = sympy.solve(appeal_slope(), quality)
    return sympy.expand(root)


def critical_weight() -> Any:
    """Return the US weight from which restriction against a China that indigenises pays, below that quality."""
    import sympy

    (root,) = sympy.solve(appeal(), us_weight)
    return _readable(root, chip_ban)


def never_strictly(model: Any) -> Any:
    """Return that from the critical quality on restriction against indigenisation is no strict equilibrium."""
    restricted = is_equilibrium(normal(model), ("Restrict", "Indigenise"), strict=True)
    return if_then(quality >= critical_quality(), fails(restricted))


# ---------------------------------------------------------------- the stringency of the EU
stricter = parameter("z", "another stringency", "另一严格程度", "1/2", 0, 4)
BETWEEN = extended(
    stringency, regulatory_adoption.strict, stricter,
    assumptions=(regulatory_adoption.strict.symbol <= stricter.symbol, stricter.symbol <= smax.symbol),
)  # fmt: skip
BINDING = extended(
    stringency, regulatory_adoption.strict,
    assumptions=(regulatory_adoption.strict.symbol <= smax.symbol, kappa.symbol > 0, mu.symbol < 1),
)  # fmt: skip


def _profit(move: str) -> Any:
    return form_of(stringency, CommitmentGame).options[move][1]


def worth() -> Any:
    """Return what stringency is worth to the EU while the firm complies everywhere."""
    return form_of(stringency, CommitmentGame).options["Comply"][0]


def binding_stringencies() -> tuple[Any, Any]:
    """Return the stringencies at which the firm is indifferent between complying and segmenting, or leaving."""
    import sympy

    action = form_of(stringency, CommitmentGame).action
    return tuple(  # type: ignore[return-value]
        _readable(sympy.solve(_profit("Comply") - _profit(other), action)[0], stringency)
        for other in ("Segment", "Exit")
    )


def preferred() -> Any:
    """Return the stringency the EU would choose if the firm complied whatever it chose."""
    import sympy

    action = form_of(stringency, CommitmentGame).action
    (best,) = sympy.solve(sympy.diff(worth(), action), action)
    return best


def chosen_stringency() -> Any:
    """Return the best stringency for the EU among those that keep the Brussels effect."""
    import sympy

    return sympy.Min(*binding_stringencies(), preferred(), smax.symbol)


def best_stringency() -> Any:
    """Return that stringency as an equation."""
    import sympy

    return sympy.Eq(form_of(stringency, CommitmentGame).action, chosen_stringency(), evaluate=False)


def complies_up_to(_: Any) -> Any:
    """Return that complying everywhere is best exactly up to the two binding stringencies."""
    import sympy

    action, s = form_of(stringency, CommitmentGame).action, regulatory_adoption.strict.symbol
    best = every((_profit("Comply") >= _profit(other)).subs(action, s) for other in ("Segment", "Exit"))
    return sympy.Equivalent(best, every(s <= limit for limit in binding_stringencies()))


def stricter_is_better(_: Any) -> Any:
    """Return that up to what the EU would choose unbound, the stricter of two stringencies is worth more."""
    action, s, z = form_of(stringency, CommitmentGame).action, regulatory_adoption.strict.symbol, stricter.symbol
    return if_then(z <= preferred(), worth().subs(action, z) >= worth().subs(action, s))


def none_better(_: Any) -> Any:
    """Return that no stringency is worth more than what the EU would choose unbound."""
    action, s = form_of(stringency, CommitmentGame).action, regulatory_adoption.strict.symbol
    return worth().subs(action, s) <= worth().subs(action, preferred())


# ---------------------------------------------------------------- the operator, any number of actors
TRIED = range(2, 7)
"""Numbers of actors for which the operator itself is compared with its formula for any number."""


def _reals(names: str) -> Any:
    import sympy

    return sympy.symbols(names, real=True)


def _modulo_ones(expression: Any) -> Any:
    """Return an expression in J reduced by J J = n J, J the matrix of ones."""
    import sympy

    n, J = _reals("n J")
    return sympy.reduced(sympy.expand(expression), [J**2 - n * J], J)[1]


def uniform_inverse() -> list[Any]:
    """Return that ((1 + n k) I - k J)(I + k J) = (1 + n k) I, and that the rows of the first sum to one (J 1 = n 1)."""
    n, k, J = _reals("n k J")
    matrix = 1 + n * k - k * J
    return [_modulo_ones(matrix * (1 + k * J) - (1 + n * k)), _modulo_ones((matrix - 1) * J)]


def uniform_is_the_operator() -> list[Any]:
    """Return that the operator is (1 + n k) I - k J for the numbers of actors tried."""
    import sympy

    k = _reals("k")
    return [
        entry
        for n in TRIED
        for entry in sympy.Matrix(operator(k, n).tolist()) - (1 + n * k) * sympy.eye(n) + k * sympy.ones(n)
    ]


def own_inverse() -> list[Any]:
    """Return that (D - k 1')(D^-1 + D^-1 k 1' D^-1 / (1 - s)) = I with s = 1' D^-1 k: what multiplies k 1' D^-1."""
    s = _reals("s")
    return [1 / (1 - s) - 1 - s / (1 - s)]


def small_terms() -> tuple[Any, tuple[Any, ...]]:
    """Return that each term of s, k_i / (1 + n k_i), is less than 1/n, so that s < 1."""
    n, k = _reals("n k")
    return n * k < 1 + n * k, (n >= 2, k >= 0)


def least_decides() -> tuple[Any, tuple[Any, ...]]:
    """Return the step of the induction: one more rival keeps the utility at the least V at most V."""
    u, least, other, k = _reals("u v w k")
    return u + k * (least - other) <= least, (u <= least, least <= other, k >= 0)


# ---------------------------------------------------------------- the contest
def shares_add_up() -> list[Any]:
    """Return that every contest is shared out in full, whatever the effective efforts."""
    import sympy

    game = form_of(portfolio_contest, ContestGame)
    y = [[sympy.Symbol(f"y_{i}{j}", positive=True) for j in range(len(game.contests))] for i in range(len(ACTORS))]
    shares = game.shares(y)
    return [sum(row[j] for row in shares) - 1 for j in range(len(game.contests))]


def constant_sum() -> list[Any]:
    """Return that with one uniform weight k utility is (1 + n k) V less k times the sum of all V.

    For any n from the definition, S the sum of all V, so that V_i exceeds the others by (n - 1) V_i - (S - V_i)
    together; and from the operator itself for the numbers of actors tried.
    """
    import sympy

    n, k, V, S = _reals("n k V S")
    found = [V + k * ((n - 1) * V - (S - V)) - ((1 + n * k) * V - k * S)]
    for size in TRIED:
        gains = sympy.symbols(f"V_:{size}", real=True)
        utilities = operator(k, size) @ list(gains)
        found += [u - (1 + size * k) * v + k * sum(gains) for u, v in zip(utilities, gains, strict=True)]
    return [sympy.expand(each) for each in found]


def scaled_prize() -> list[Any]:
    """Return U_i - [(1+nk) v p_i - (1+(n-1)k) x_i] less what one's own effort leaves unchanged, if effort costs x."""
    import sympy

    n, k, v, p, x, X = _reals("n k v p x X")  # X: efforts of the others together; their shares add up to 1 - p
    own, others = v * p - x, v * (1 - p) - X
    utility = own + (n - 1) * k * own - k * others
    return [sympy.expand(utility - ((1 + n * k) * v * p - (1 + (n - 1) * k) * x) - (k * X - k * v))]


def effective_prize() -> Any:
    """Return by what uniform relative gains scale the prize of a contest with costly effort."""
    n, k = _reals("n k")
    return (1 + n * k) / (1 + (n - 1) * k)


def greater_prize() -> Any:
    """Return the prize that would move efforts without relative gains as a prize v does with them, as an equation."""
    import sympy

    return sympy.Eq(sympy.Symbol("v^*"), _reals("v") * effective_prize(), evaluate=False)


# ---------------------------------------------------------------- alliances and the dilemma
def exclusion() -> Any:
    """Return what the leader gains by excluding."""
    return gap(exclusivity.strategic, "Leader", ("Exclusive",), ("Open",))


def excludes_from_there(model: Any) -> Any:
    """Return that the leader excludes exactly from the critical weight on, if weight adds to the appeal at all."""
    import sympy

    k = model.symbols["k"]
    adds = sympy.diff(exclusion(), k) > 0
    excludes = sympy.Equivalent(exclusion() >= 0, k >= exclusive_weight())
    return every((if_then(adds, excludes), if_then(fails(adds), exclusion() <= 0)))


def exclusive_weight() -> Any:
    """Return the weight on relative gains from which the leader excludes."""
    import sympy

    (root,) = sympy.solve(exclusion(), exclusivity.symbols["k"])
    return _readable(root, exclusivity)


def temptation(other: str) -> Any:
    """Return what Row gains by defecting, given the other's move."""
    return gap(normal(symmetric_2x2), "Row", (DEFECT, other), (COOPERATE, other))


def dilemma_weight() -> Any:
    """Return the weight at which defecting against a cooperator begins to pay."""
    import sympy

    (root,) = sympy.solve(temptation(COOPERATE), symmetric_2x2.symbols["k"])
    return _readable(root, symmetric_2x2)


def defection_stays(model: Any) -> Any:
    """Return that the temptation to defect never falls as the weight grows, where T >= S."""
    k = model.symbols["k"]
    return if_then(
        model.symbols["T"] >= model.symbols["S"], every(never_falls(temptation(m), k) for m in (COOPERATE, DEFECT))
    )
