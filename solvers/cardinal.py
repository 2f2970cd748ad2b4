"""Does a prediction need more than the order of the payoffs? Every cardinalisation of an ordinal game.

An ordinal game says how each player ranks the outcomes, ties included. A *cardinalisation* gives the ranks numbers in
that order. Positive affine changes of one player's utility change no equilibrium, so her worst outcome is put at 0 and
her best at 1; what is left are the levels 0 < v_1 < ... < v_m < 1 between. They are the parameters of a model of
their own (`cardinalised`), to which regions, proofs and thresholds apply.

A prediction is *ordinal* if the order decides it: it holds in all cardinalisations, or in none. Otherwise it is
cardinal, and its share says how often it holds when the levels are drawn uniformly, in order.

* A profile is an equilibrium: comparisons of one player's payoffs, hence always ordinal.
* It is the only equilibrium: decided from all regions in a 2x2 game without ties; in larger games by iterated strict
  dominance (the only one) or another pure equilibrium (not the only one), else left open.
* A condition on the levels: decided over all of them.

Reference: Rapoport, Guyer and Gordon (1976), *The 2 x 2 Game*.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
import sympy

from games.errors import FormError
from games.forms.normal_form import NormalForm
from games.forms.table import Shown, Table
from games.glossary import translate
from games.model import Model
from games.parameters import Parameter
from games.phrases import phrase
from games.text import Language, Text
from solvers.dominance import iterated_dominance
from solvers.proof import Verdict, region_of
from solvers.pure import pure_equilibria
from solvers.regions import regions
from solvers.robustness import Method, Probability, check_draws, judged
from solvers.statics.candidates import deviations
from solvers.statics.points import Predictable, Prediction, prediction
from solvers.statics.reals import Condition
from solvers.statics.simplify import joint

IN_ALL = Text("ordinal: it holds in every cardinalisation", "序数性质：在一切基数化下成立")
IN_NONE = Text("ordinal: it holds in no cardinalisation", "序数性质：在任何基数化下都不成立")
DEPENDS = Text("cardinal: the order of the payoffs does not decide it", "基数性质：收益的次序不足以决定")
OPEN = Text("not decided whether the order of the payoffs settles it", "未能判定收益的次序是否足以决定")
NORMALISED = Text(
    "Each player's worst outcome is 0 and her best is 1; the levels between are drawn uniformly in their order.",
    "每个参与者的最差结果取 0，最好结果取 1；其间各级收益按次序均匀抽取。",
)


def cardinalised(game: NormalForm) -> Model:
    """Return the model whose parameters are the payoff levels consistent with the players' rankings.

    Raises FormError for symbolic payoffs.

    >>> from games.classics import prisoners_dilemma
    >>> cardinalised(prisoners_dilemma())
    cardinalised(v1_1, v1_2, v2_1, v2_2)
    """
    if game.kind == "symbolic":
        raise FormError("symbolic payoffs have no order; accepted: numbers (give the parameters values)")
    parameters = tuple(p for i in range(game.n_players) for p in _levels(game, i))
    ranks = tuple(tuple(int(r) for r in np.unique(own, return_inverse=True)[1].flat) for own in game.payoffs)
    title = Text(f"{game.title or 'Game'}, cardinalised", f"{game.title or '博弈'}（基数化）")
    chains = (pairwise([p.symbol for p in _levels(game, i)]) for i in range(game.n_players))
    order = tuple(below < above for chain in chains for below, above in chain)
    return Model("cardinalised", title, NORMALISED, parameters, partial(_filled, game, ranks), assumptions=order)


def _levels(game: NormalForm, i: int) -> list[Parameter]:
    """Return one parameter for each payoff level of a player between her worst and her best."""
    count = len(np.unique(game.payoffs[i])) - 2
    zero, one, player = Fraction(0), Fraction(1), game.players[i]
    return [
        Parameter(f"v{i + 1}_{k}", Text(f"level {k} of {player}", f"{translate(player, 'zh')}的第 {k} 级收益"),
                  Fraction(k, count + 1), zero, one, open_low=True, open_high=True)
        for k in range(1, count + 1)
    ]  # fmt: skip


def _filled(game: NormalForm, ranks: Sequence[Sequence[int]], /, **values: Any) -> NormalForm:
    payoffs = np.empty(game.payoffs.shape, dtype=object)
    for i, own in enumerate(ranks):
        top = max(own)
        scale = {0: 0, top: 1} if top else {0: 0}
        scale |= {k: values[f"v{i + 1}_{k}"] for k in range(1, top)}
        payoffs[i] = np.array([scale[rank] for rank in own], dtype=object).reshape(game.shape)
    return NormalForm(payoffs, game.players, game.actions)


@dataclass(frozen=True, repr=False)
class Cardinal(Shown):
    """Whether a prediction is ordinal, and its share over the cardinalisations drawn.

    `verdict` is proved (it holds in all), refuted (in none), conditional (in those of its regions), or unknown.
    """

    model: Model
    verdict: Verdict
    probability: Probability

    @property
    def ordinal(self) -> bool | None:
        """Whether the order of the payoffs decides the prediction; None if that is open."""
        return {"proved": True, "refuted": True, "conditional": False}.get(self.verdict.status)

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return the verdict and the share in one row."""
        kinds = {"proved": IN_ALL, "refuted": IN_NONE, "conditional": DEPENDS}
        head = Text("prediction|verdict|holds where|share|from|to", "预测|判定|成立之处|比例|下限|上限").in_(lang)
        chance, where = self.probability, self.verdict.regions
        holds = joint(where[0], lang) if len(where) == 1 else phrase(self.verdict.why, lang)
        row = (chance.name.in_(lang), kinds.get(self.verdict.status, OPEN).in_(lang), holds,
               chance.share, chance.low, chance.high)  # fmt: skip
        notes = f"{NORMALISED.in_(lang)} {chance.said(lang)}"
        return Table(head.split("|"), [row], caption or self.model.title.in_(lang), notes)

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "ordinal": self.ordinal,
            "verdict": self.verdict.to_json(),
            "probability": self.probability.to_json(),
        }


def cardinal(game: NormalForm, predict: Predictable, *, only: bool = False, draws: int = 1 << 14, seed: int = 0,
             level: float = 0.95, method: Method = "wilson") -> Cardinal:  # fmt: skip
    """Return whether a prediction depends on the order of the payoffs alone, and how often it holds if it does not.

    `predict` is a profile of labels, a condition on the levels of `cardinalised(game)`, or a predicate of the
    equilibria, which is only sampled. Raises FormError, UnknownNameError or NotCoveredError.

    >>> from games.ordinal import strict_game
    >>> cardinal(strict_game("Chicken"), "Cooperate, Defect").ordinal
    True
    """
    check_draws(draws, level, method)
    model = cardinalised(game)
    asked = prediction(model, predict, only)
    columns = _draw(game, draws, np.random.default_rng(seed))
    return Cardinal(model, _decided(game, model, asked), judged(asked, columns, level, method, seed))


def _draw(game: NormalForm, n: int, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Return levels drawn uniformly from all that are in order: sorted uniform numbers."""
    columns: dict[str, np.ndarray] = {}
    for i in range(game.n_players):
        names = [p.name for p in _levels(game, i)]
        columns |= zip(names, np.sort(rng.random((len(names), n)), axis=0), strict=True)
    return columns or {"": np.zeros(n)}


def _decided(game: NormalForm, model: Model, asked: Prediction) -> Verdict:
    statement = _statement(game, model, asked)
    if statement is None:
        return Verdict("unknown", "the predicate was sampled only")
    return statement if isinstance(statement, Verdict) else region_of(statement, model.domain, model.defaults)


def _statement(game: NormalForm, model: Model, asked: Prediction) -> Condition | Verdict | None:
    """Return the prediction as a condition on the levels, or at once what is known of it; None for a predicate."""
    if not isinstance(asked.asked, tuple):
        return asked.asked if isinstance(asked.asked, (sympy.Basic, bool)) else None
    form = model.strategic
    assert isinstance(form, NormalForm)
    profile = tuple(labels.index(a) for labels, a in zip(form.actions, asked.asked, strict=True))
    stays = sympy.And(*(loss >= 0 for loss in deviations(form, profile)))
    if not asked.only:
        return stays
    return _alone_2x2(model, asked.asked) if form.shape == (2, 2) else _alone(game, profile)


def _alone_2x2(model: Model, profile: tuple[str, ...]) -> Condition | Verdict:
    form = model.strategic
    assert isinstance(form, NormalForm)
    if any(loss == 0 for a in form.profiles() for loss in deviations(form, a)):
        return Verdict("unknown", "a player is indifferent between two actions, so that continua are possible")
    rows = regions(model)
    others = (sympy.Not(sympy.And(*row.conditions)) for row in rows if row.profile != profile)
    return sympy.And(sympy.Or(*(sympy.And(*row.conditions) for row in rows.of(*profile))), *others)


def _alone(game: NormalForm, profile: tuple[int, ...]) -> Verdict:
    pure = {tuple(own[0] for own in point.support) for point in pure_equilibria(game)}
    if pure != {profile}:
        return Verdict("refuted", "the order of the payoffs leaves other pure equilibria, or makes it none")
    if iterated_dominance(game, mixed=False).is_solved:
        return Verdict("proved", "iterated strict dominance by pure actions leaves nothing else")
    return Verdict("unknown", "mixed equilibria beside it depend on more than comparisons of payoffs")
