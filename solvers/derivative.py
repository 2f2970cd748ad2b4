"""How an equilibrium quantity moves with a parameter: the derivative as a formula, its sign proved where it has one.

On a region a mixed equilibrium is a smooth function of the parameters, because it solves the equations that make the
players indifferent; it is known as a formula, and its derivative is that of the formula. In a game with continuous
actions an interior equilibrium solves the first-order conditions F(x, t) = 0, and where the Jacobian F_x is regular the
implicit function theorem gives dx/dt = -F_x^(-1) F_t. The sign is asked of z3 over all points of the region, or over
all parameters and interior actions that satisfy the first-order conditions and F_ii < 0. At a corner some actions
stay at an end of their interval, where their slopes point outwards, and the first-order conditions of the rest are
differentiated. Where both signs occur, the answer shows a point of either, and the polynomial whose zeros part them.

A derivative compares neighbouring points of one equilibrium. On a boundary of its region the equilibrium ends, and the
formula gives the one-sided derivative from within.

References: Samuelson (1947), *Foundations of Economic Analysis*; Fudenberg and Tirole (1991), chapter 12.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Literal

import numpy as np
import sympy

from games.errors import NotCoveredError, UnknownNameError, accepting
from games.forms import numbers
from games.forms.continuous import ContinuousGame
from games.forms.normal_form import NormalForm
from games.forms.numbers import Number
from games.forms.table import Math, Shown, Table
from games.forms.tree import Decision, GameTree, Leaf
from games.glossary import translate
from games.model import Model
from games.text import Language, Text, about
from solvers.proof import point_text
from solvers.regions import Region, regions, strict
from solvers.statics.reals import Answer, Condition, satisfiable, signs, witness
from solvers.statics.simplify import Conditions, factored, joint

Sign = Literal["positive", "negative", "zero", "not negative", "not positive", "changes", "unknown"]
SIGNS: dict[str, Text] = {
    "positive": Text("positive", "为正"), "negative": Text("negative", "为负"), "zero": Text("zero", "为零"),
    "not negative": Text("not negative", "非负"), "not positive": Text("not positive", "非正"),
    "changes": Text("changes sign", "变号"),
    "unknown": Text("not decided within the steps allowed", "未能在限定步数内判定"),
}  # fmt: skip
LONGEST = 200
MOST_AT_ENDS = 3
"""Players up to whom equilibria with actions at the ends of their intervals are looked at."""


@dataclass(frozen=True)
class Slope:
    """The derivative of one quantity in one equilibrium.

    `sign` is proved over the region. Where it changes, `rising` and `falling` are points of either sign and `vanishes`
    is the polynomial whose zeros part them.
    """

    profile: str
    quantity: str
    formula: sympy.Expr
    conditions: Conditions
    sign: Sign
    vanishes: sympy.Expr | None = None
    rising: Mapping[str, Number] | None = None
    falling: Mapping[str, Number] | None = None


@dataclass(frozen=True, repr=False)
class Derivatives(Shown):
    """The derivatives of a player's equilibrium quantities in a parameter, equilibrium by equilibrium."""

    model: Model
    parameter: str
    rows: tuple[Slope, ...]

    def __len__(self) -> int:
        return len(self.rows)

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return one row per equilibrium and quantity."""
        head = Text("equilibrium|of|derivative|sign|where", "均衡|量|导数|符号|适用之处").in_(lang).split("|")
        rows = [
            (translate(row.profile, lang), row.quantity, _formula(row.formula, lang), _sign_text(row, lang),
             joint(row.conditions, lang))
            for row in self.rows
        ]  # fmt: skip
        title = Text(f"Derivatives in {self.parameter}", f"对 {self.parameter} 的导数").in_(lang)
        note = Text(
            "Each sign is proved throughout the interior of the region where the equilibrium exists; where it "
            "changes, a point of either. On the boundary the formula gives the one-sided derivative from within. Mixed "
            "equilibria are numbered as in the table of regions.",
            "每个符号均在该均衡存在区域的内部得到证明；变号处给出两种符号各一点。在边界上公式给出来自内部的单侧导数。"
            "编号与区域表一致。",
        )
        return Table(head, rows, caption or about(title, self.model.title.in_(lang), lang), note.in_(lang))

    def to_json(self) -> list[dict[str, Any]]:
        """Return plain data, one entry per row."""
        return [
            {"profile": row.profile, "of": row.quantity, "derivative": str(row.formula), "sign": row.sign,
             "where": [str(c) for c in row.conditions], "vanishes": row.vanishes and str(row.vanishes),
             "rising": _plain(row.rising), "falling": _plain(row.falling)}
            for row in self.rows
        ]  # fmt: skip


def _plain(point: Mapping[str, Number] | None) -> dict[str, str] | None:
    return None if point is None else {name: str(value) for name, value in point.items()}


def _formula(formula: sympy.Expr, lang: Language) -> Any:
    too_long = Text("too long to print", "过长从略").in_(lang)
    return too_long if len(str(formula)) > LONGEST else Math(str(formula), sympy.latex(formula))


def _sign_text(row: Slope, lang: Language) -> str:
    words = SIGNS[row.sign].in_(lang)
    if row.sign != "changes":
        return words
    return f"{words}: + ({point_text(row.rising)}), - ({point_text(row.falling)})"


def derivative(model: Model, parameter: str, player: str, action: str = "") -> Derivatives:
    """Return how a player's payoff, or the probability of one of her actions, moves with a parameter.

    In a game with continuous actions: how her action and her payoff move. Equilibria as `regions` lists them.

    Raises ParameterError, UnknownNameError and NotCoveredError for what the model does not have.

    >>> from games.export_controls import chip_ban
    >>> [row.sign for row in derivative(chip_ban, "q", "US").rows if row.profile == "(Restrict, Indigenise)"]
    ['negative']
    """
    model.check_names([parameter])
    form: Any = model.form
    if player not in form.players:
        raise UnknownNameError(f"no player {player!r}{accepting(player, form.players)}")
    symbol = model.symbols[parameter]
    if isinstance(form, ContinuousGame):
        return Derivatives(model, parameter, tuple(_of_smooth(model, form, symbol, form.players.index(player))))
    return Derivatives(model, parameter, tuple(_of_regions(model, symbol, player, action)))


def _of_regions(model: Model, symbol: Any, player: str, action: str) -> Iterator[Slope]:
    form = model.strategic
    index = list(form.players).index(player)
    slot = _slot(form, player, action) if action else 0
    for number, region in enumerate(regions(model), start=1):
        name = region.label if region.is_unmixed else f"{number}: {region.kind}"
        value = _chance(region, slot, action) if action else _paid(form, region, index)
        slope = _tidy(sympy.diff(value, symbol))
        inside = (*region.domain, *map(strict, region.conditions))
        yield _judged(name, f"P({action})" if action else f"u({player})", slope, region.conditions, inside)


def _slot(form: NormalForm | GameTree, player: str, action: str) -> int:
    """Return the place in a profile where an action is chosen: of a player, in a tree at an information set."""
    decided = zip(form.players, form.actions, strict=True) if isinstance(form, NormalForm) else (
        (own.player, own.actions) for own in form.information_sets
    )  # fmt: skip
    mine = [(k, actions) for k, (who, actions) in enumerate(decided) if who == player]
    places = [k for k, actions in mine if action in actions]
    if not places:
        known = accepting(action, dict.fromkeys(a for _, actions in mine for a in actions))
        raise UnknownNameError(f"{player} has no action {action!r}{known}")
    if len(places) > 1:
        raise NotCoveredError(f"{player} chooses {action} at {len(places)} information sets; ask for her payoff")
    return places[0]


def _paid(form: NormalForm | GameTree, region: Region, index: int) -> sympy.Expr:
    return _expected(form, region, index) if isinstance(form, NormalForm) else _at_root(form, region, index)


def _at_root(tree: GameTree, region: Region, index: int) -> sympy.Expr:
    """Return a player's expected payoff where everybody plays the profile."""
    place = {path: k for k, own in enumerate(tree.information_sets) for path in own.paths}

    def worth(node: Any, path: tuple[str, ...]) -> Any:
        if isinstance(node, Leaf):
            return sympy.sympify(node.payoffs[index])
        below = [(a, worth(child, (*path, a))) for a, child in zip(node.actions, node.children, strict=True)]
        if isinstance(node, Decision):
            return sum(_chance(region, place[path], a) * value for a, value in below)
        return sum(sympy.sympify(p) * value for p, (_, value) in zip(node.probabilities, below, strict=True))

    return sympy.sympify(worth(tree.root, ()))


def _chance(region: Region, index: int, action: str) -> sympy.Expr:
    strategy = region.profile[index]
    return sympy.sympify(strategy.get(action, 0) if isinstance(strategy, Mapping) else int(strategy == action))


def _expected(form: NormalForm, region: Region, index: int) -> sympy.Expr:
    value: Any = form.payoffs[index]
    for i, labels in enumerate(form.actions):
        weights = np.array([_chance(region, i, a) for a in labels], dtype=object)
        value = np.tensordot(weights, value, axes=1)
    return sympy.sympify(value if not isinstance(value, np.ndarray) else value.item())


def _tidy(expression: sympy.Expr) -> sympy.Expr:
    if not expression.is_rational_function():
        return sympy.together(expression)
    above, below = sympy.fraction(sympy.cancel(sympy.together(expression)))
    return factored(above) / factored(below)


def _judged(profile: str, quantity: str, slope: sympy.Expr, where: Conditions, inside: tuple[Condition, ...]) -> Slope:
    found = signs(slope, inside)
    known = _known(found)
    if known != "changes":
        return Slope(profile, quantity, slope, where, known)
    zero = factored(sympy.fraction(sympy.together(slope))[0])
    points = (witness([*inside, slope > 0])[1], witness([*inside, slope < 0])[1])
    return Slope(profile, quantity, slope, where, "changes", zero, *points)


def _known(found: Any) -> Sign:
    """Return the sign, from which signs can occur."""
    falls, stays, rises = (answer is not Answer.NO for answer in found)
    if falls and rises:
        return "changes" if found.negative is found.positive is Answer.YES else "unknown"
    if rises:
        return "not negative" if stays else "positive"
    if falls:
        return "not positive" if stays else "negative"
    return "zero"


def _of_smooth(model: Model, game: ContinuousGame, symbol: Any, index: int) -> Iterator[Slope]:
    """Differentiate the first-order conditions of interior equilibria, and of those with some actions at an end."""
    places = product((None, 0, 1), repeat=len(game.players)) if len(game.players) <= MOST_AT_ENDS else (
        [(None,) * len(game.players)]
    )  # fmt: skip
    for ends in places:
        yield from _of_pattern(model, game, symbol, index, ends)


Ends = Sequence[int | None]
"""Of each player whether her action is inside (None), at the low end (0) or at the high end (1) of its interval."""


def _of_pattern(model: Model, game: ContinuousGame, symbol: Any, index: int, ends: Ends) -> Iterator[Slope]:
    """Differentiate equilibria with given actions at the ends, where it does not pay to leave them."""
    slopes = [sympy.diff(u, x) for u, x in zip(game.payoffs, game.actions, strict=True)]
    placed = zip(game.actions, game.intervals, ends, strict=True)
    held = {x: _sympy(interval[end]) for x, interval, end in placed if end is not None}
    free = [k for k, end in enumerate(ends) if end is None]
    inner = [sympy.sympify(slopes[k]).subs(held) for k in free]
    jacobian = sympy.Matrix(len(free), len(free), [sympy.diff(f, game.actions[k]) for f in inner for k in free])
    determinant = sympy.factor(jacobian.det())
    if determinant == 0:
        if not held:
            raise NotCoveredError(f"{model.name}: the first-order conditions are singular; no derivative is implied")
        return
    moved = -jacobian.adjugate() * sympy.Matrix(len(free), 1, [sympy.diff(f, symbol) for f in inner]) / determinant
    shift = dict(zip(free, moved, strict=True))
    where = (*_inside(game, free, inner, held), *_kept(slopes, ends, held))
    inside = (*model.domain, *where, sympy.Ne(determinant, 0))
    if satisfiable(inside) is Answer.NO:
        return
    own = shift.get(index, sympy.diff(held.get(game.actions[index], 0), symbol))
    payoff = sympy.sympify(game.payoffs[index]).subs(held)
    paid = sympy.diff(payoff, symbol) + sum(sympy.diff(payoff, game.actions[j]) * shift[j] for j in free if j != index)
    regular = satisfiable([*model.domain, sympy.Eq(determinant, 0)]) is Answer.NO
    shown = (*(() if regular else (sympy.Ne(determinant, 0),)), *_kept(slopes, ends, held))
    for quantity, slope in ((str(game.actions[index]), own), (f"u({game.players[index]})", paid)):
        yield _judged(_place_name(game, ends), quantity, _tidy(sympy.sympify(slope)), shown, inside)


def _inside(game: ContinuousGame, free: Sequence[int], inner: Sequence[Any], held: Mapping[Any, Any]) -> Iterator[Any]:
    """Yield that free actions lie inside their intervals and are best there."""
    for k, f in zip(free, inner, strict=True):
        x, (low, high) = game.actions[k], game.intervals[k]
        yield x > _sympy(low)
        yield x < _sympy(high)
        yield sympy.Eq(sympy.numer(sympy.together(f)), 0)
        yield sympy.diff(f, x) < 0


def _kept(slopes: Sequence[Any], ends: Ends, held: Mapping[Any, Any]) -> Iterator[Any]:
    """Yield that the actions at an end would leave their interval if they could."""
    for f, end in zip(slopes, ends, strict=True):
        if end is not None:
            yield sympy.sympify(f).subs(held) * (1 if end else -1) > 0


def _place_name(game: ContinuousGame, ends: Ends) -> str:
    at = [
        f"{who}: {('lowest', 'highest')[end]}" for who, end in zip(game.players, ends, strict=True) if end is not None
    ]
    return f"corner: {' + '.join(at)}" if at else "interior equilibrium"


def _sympy(value: Number) -> Any:
    return value if numbers.is_symbolic(value) else sympy.Rational(value)
