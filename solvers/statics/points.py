"""A model judged at many points of its parameters at once: columns of numbers in, an array a question out.

A *prediction* is a yes-or-no question at every point: whether a profile is an equilibrium (the only one), whether a
condition on the parameters holds, or whether a predicate holds of the equilibria. A *quantity* is a number at every
point: a payoff, or the probability of an action, in equilibrium. Where there are several equilibria a rule named by
the user chooses (the least, the largest) or averages; nothing is chosen silently.

Equilibria come from the kernels of the sweep, so that a hundred thousand points are a handful of array operations;
a predicate in Python sees the exact equilibria of one point after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

import numpy as np
import sympy

from games.errors import NotCoveredError, ParameterError, UnknownNameError, accepting, meant
from games.forms import numbers
from games.forms.normal_form import NormalForm
from games.forms.tree import Chance, GameTree, Leaf
from games.glossary import translate
from games.model import Model
from games.text import LANGUAGES, Text
from solvers.batch import batch_equilibria
from solvers.statics.kernels_two_player import covered
from solvers.statics.plays import required
from solvers.statics.reals import Condition
from solvers.statics.rounding import compile_expressions
from solvers.sweeps.plan import Plan, make_plan

Columns = Mapping[str, np.ndarray]
"""The value of every parameter at every point, by name; all arrays have the same length."""
Predicate = Callable[[Any], bool]
"""Judges the equilibria of an exact game, as `solvers.solve.equilibria` lists them."""
Predictable = str | Sequence[str] | Condition | Predicate
Rule = Literal["least", "largest", "mean"]
RULES: Mapping[str, np.ufunc] = {"least": np.minimum, "largest": np.maximum, "mean": np.add}
TRIES, AT_LEAST = 200, 1 << 12
"""Rounds of draws before a model's assumptions count as impossible to meet by chance, and the least size of a round."""


def draw(model: Model, n: int, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Return n points drawn independently and uniformly from the declared ranges, given the model's assumptions.

    Raises ParameterError when hardly any point of the ranges satisfies the assumptions, or nothing is left to draw.
    """
    if not model.parameters:
        raise ParameterError(f"{model.name} has no free parameter; accepted: leave at least one free")
    kept: list[dict[str, np.ndarray]] = []
    size = max(n, AT_LEAST)
    for _ in range(TRIES):
        fresh = {p.name: rng.uniform(float(p.low), float(p.high), size) for p in model.parameters}
        inside = holds_at(sympy.And(*model.assumptions), model, fresh, size)
        kept.append({name: column[inside] for name, column in fresh.items()})
        if sum(len(next(iter(part.values()), inside)) for part in kept) >= n:
            return {name: np.concatenate([part[name] for part in kept])[:n] for name in fresh}
    raise ParameterError(f"hardly any point in the ranges of {model.name} satisfies its assumptions")


def holds_at(statement: Condition, model: Model, columns: Columns, n: int) -> np.ndarray:
    """Return where a condition on the parameters holds."""
    symbols = list(model.symbols.values())
    function = sympy.lambdify(symbols, sympy.sympify(statement), modules="numpy")
    with np.errstate(divide="ignore", invalid="ignore"):
        found = function(*(columns[symbol.name] for symbol in symbols))
    return np.broadcast_to(np.asarray(found, dtype=bool), n)


@dataclass(frozen=True, eq=False)
class Prediction:
    """A question with the answer yes or no at every point of a model.

    `asked` is a profile of action labels (or a play of a tree), a condition, or a predicate; `only` asks whether the
    profile is the only equilibrium, mixed ones counted.
    """

    model: Model
    asked: Any
    only: bool = False

    @property
    def name(self) -> Text:
        """The question in words."""
        if isinstance(self.asked, tuple):
            en, zh = (f"({', '.join(translate(label, lang) for label in self.asked)})" for lang in LANGUAGES)
            if self.only:
                return Text(f"{en} is the only equilibrium", f"{zh} 是唯一均衡")
            return Text(f"{en} is an equilibrium", f"{zh} 是均衡")
        word = getattr(self.asked, "__name__", str(self.asked)) if callable(self.asked) else str(self.asked)
        return Text(word, word)

    def judge(self, columns: Columns) -> tuple[np.ndarray, np.ndarray]:
        """Return where it holds, and where floats cannot tell whether it does."""
        n = len(next(iter(columns.values())))
        if isinstance(self.asked, tuple):
            return self._judge_profile(columns, n)
        certain = np.zeros(n, dtype=bool)
        if isinstance(self.asked, (sympy.Basic, bool)):
            return holds_at(self.asked, self.model, columns, n), certain
        return np.array([bool(self.asked(self._equilibria(columns, k))) for k in range(n)]), certain

    def _equilibria(self, columns: Columns, k: int) -> Any:
        from solvers.solve import equilibria

        return equilibria(self.model.at(**{name: Fraction(repr(float(c[k]))) for name, c in columns.items()}))

    def _judge_profile(self, columns: Columns, n: int) -> tuple[np.ndarray, np.ndarray]:
        if self.plan is None:
            return holds_at(self.region, self.model, columns, n), np.zeros(n, dtype=bool)
        found = self.plan.solve(*self._compiled(**columns))
        holds = np.broadcast_to(found.pure[self.plan.profiles.index(self.asked)], n)
        if not self.only:
            return holds, np.broadcast_to(found.unsure, n)
        count = getattr(found, "count", found.pure.sum(axis=0))
        alone = holds & np.broadcast_to(count == 1, n)
        return alone, np.broadcast_to(found.tie, n)

    @cached_property
    def plan(self) -> Plan | None:
        """What the kernels have to compute; None where only the derived regions answer."""
        form = self.model.strategic
        if isinstance(form, GameTree) and not form.perfect_information:
            return None
        plan = make_plan(form, "nash" if self.only and isinstance(form, NormalForm) else _cheapest(form))
        known = isinstance(self.asked, tuple) and self.asked not in plan.profiles and required(form, self.asked)
        return None if known else plan

    @cached_property
    def _compiled(self) -> Any:
        assert self.plan is not None
        ranges = {p.symbol: (float(p.low), float(p.high)) for p in self.model.parameters}
        return compile_expressions(self.plan.expressions, ranges, {}).floats

    @cached_property
    def region(self) -> Condition:
        """Where the profile, or the play, is an equilibrium, by the derived regions of a tree."""
        from solvers.own_statements import Symbolic

        return Symbolic(self.model).equilibrium(self.asked, self.only)


def _cheapest(form: NormalForm | GameTree) -> str:
    return "spe" if isinstance(form, GameTree) else "pure"


def prediction(model: Model, asked: Predictable, only: bool = False) -> Prediction:
    """Return the prediction that `asked` stands for: labels (a list, or a text with commas), a condition, a predicate.

    Raises UnknownNameError for a profile the game does not have, NotCoveredError for a game that is not covered.
    """
    if isinstance(asked, str):
        asked = [label.strip() for label in asked.split(",")]
    if isinstance(asked, Sequence):
        made = Prediction(model, tuple(asked), only)
        if made.plan is None:
            _ = made.region  # says what is wrong with the actions
        elif made.asked not in made.plan.profiles:
            raise UnknownNameError(_no_profile(model.name, made.asked, made.plan.profiles))
        return made
    return Prediction(model, asked, only)


def _no_profile(name: str, asked: tuple[str, ...], profiles: Sequence[tuple[str, ...]]) -> str:
    """Return what an error says of a profile that a game does not have, with the nearest action to one unknown."""
    actions = list(dict.fromkeys(label for profile in profiles for label in profile))
    near = next((meant(label, actions) for label in asked if label not in actions), "")
    known = "; ".join(", ".join(profile) for profile in profiles[:8])
    return f"no profile ({numbers.clip(', '.join(asked))}) in {name}{near or ';'} accepted: {known}"


@dataclass(frozen=True, eq=False)
class Quantity:
    """A number at every point: the payoff of a player, or the probability of one of her actions, in equilibrium.

    Of several equilibria `rule` takes the least or the largest value, or the mean over those listed; a continuum
    counts by the points listed.
    """

    model: Model
    player: str
    action: str = ""
    rule: Rule = "mean"

    def __post_init__(self) -> None:
        form = self.model.strategic
        if self.player not in form.players:
            raise UnknownNameError(f"no player {self.player!r}{accepting(self.player, form.players)}")
        if self.rule not in RULES:
            raise UnknownNameError(f"no rule {self.rule!r}; accepted: {', '.join(RULES)}")
        if isinstance(form, GameTree):
            if self.action or any(isinstance(node, Chance) for _, node in form.walk()):
                raise NotCoveredError("of a tree only payoffs are covered, and only without moves of chance")
        elif not (covered(form.shape) or form.shape == (2, 2, 2)):
            raise NotCoveredError("equilibrium quantities are covered for small two-player and 2x2x2 games")
        elif self.action and self.action not in form.actions[self._index]:
            known = accepting(self.action, form.actions[self._index])
            raise UnknownNameError(f"{self.player} has no action {self.action!r}{known}")

    @property
    def _index(self) -> int:
        return list(self.model.strategic.players).index(self.player)

    @property
    def name(self) -> Text:
        """The quantity in words, with the rule that chooses among equilibria."""
        who = [translate(f"{self.player}: {self.action}" if self.action else self.player, lang) for lang in LANGUAGES]
        en, zh = (f"{'P' if self.action else 'u'}({words})" for words in who)
        rule = {"least": Text("least", "最小"), "largest": Text("largest", "最大"), "mean": Text("mean", "均值")}
        word = rule[self.rule]
        return Text(f"{en}, {word.en} over all equilibria", f"{zh}，取全部均衡之{word.zh}")

    def at(self, columns: Columns) -> np.ndarray:
        """Return its value at every point; nan where no equilibrium is listed."""
        form, n = self.model.strategic, len(next(iter(columns.values())))
        values = [np.broadcast_to(np.asarray(v, dtype=float), n) for v in self._payoffs(**columns)]
        return self._of_tree(form, values, n) if isinstance(form, GameTree) else self._of_game(form, values)

    @cached_property
    def _payoffs(self) -> Callable[..., Any]:
        return self.model.compiled(self.model.payoffs)

    def _of_game(self, form: NormalForm, values: Sequence[np.ndarray]) -> np.ndarray:
        found = batch_equilibria(np.stack(values).reshape(*form.payoffs.shape, -1))
        own = found.strategies(self._index)[:, form.actions[self._index].index(self.action)] if self.action else None
        paid = found.values()[:, self._index] if own is None else own
        return self._chosen(paid, found.games, found.count)

    def _of_tree(self, tree: GameTree, values: Sequence[np.ndarray], n: int) -> np.ndarray:
        leaves = sum(isinstance(node, Leaf) for _, node in tree.walk())
        held = np.broadcast_to(make_plan(tree).solve(values, None).pure, (leaves, n))
        game, leaf = np.nonzero(held.T)
        paid = np.stack(values).reshape(len(tree.players), leaves, n)[self._index, leaf, game]
        return self._chosen(paid, game, held.sum(axis=0))

    def _chosen(self, values: np.ndarray, games: np.ndarray, count: np.ndarray) -> np.ndarray:
        start = {"least": np.inf, "largest": -np.inf, "mean": 0.0}[self.rule]
        found = np.full(len(count), start)
        RULES[self.rule].at(found, games, values)
        with np.errstate(invalid="ignore"):
            return np.where(count > 0, found / count if self.rule == "mean" else found, np.nan)
