"""Formal statements: what a claim says about a model, as a condition on the model's parameters.

A statement takes its payoffs from the model's own symbolic form; it types no threshold and judges nothing.
The building blocks are comparisons of payoffs: a player *prefers* one outcome to another; a profile is an
*equilibrium* if nobody gains by deviating alone; a path through a tree of perfect information is *subgame
perfect* if every mover prefers its end to some subgame-perfect outcome of each move not made.

Reference: Osborne and Rubinstein, *A Course in Game Theory* (1994), chapters 2 and 6.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from typing import TYPE_CHECKING, Any, Literal

from games.errors import NotCoveredError, UnknownNameError
from games.forms.normal_form import NormalForm
from games.forms.numbers import Number
from games.forms.population import PopulationGame
from games.forms.table import Math
from games.forms.tree import Decision, GameTree, Leaf, Node, Path
from games.model import Model, Strategic
from games.parameters import Parameter
from games.text import Text

if TYPE_CHECKING:
    import sympy

Judgement = Literal["always", "where"]
"""`always`: expected to be proved or refuted. `where`: expected to hold in a region, which is the finding."""


@dataclass(frozen=True)
class Statement:
    """One formal statement about one model.

    `expression(model)` returns a sympy condition on the model's parameters, built from its payoffs.
    `options` chooses the model's options and `at` fixes some of its parameters beforehand (`k_us` at zero:
    absolute gains only). `model` is named as in the catalogue, or given, if it only serves the statement. A `heavy`
    statement takes its solver seconds rather than moments.
    """

    model: str | Model
    text: Text
    expression: Callable[[Model], Any]
    kind: Judgement = "always"
    options: Mapping[str, str] = field(default_factory=dict)
    at: Mapping[str, str] = field(default_factory=dict)
    heavy: bool = False

    @property
    def name(self) -> str:
        """The name of the model."""
        return self.model if isinstance(self.model, str) else self.model.name

    @property
    def game(self) -> Model:
        """The model under the statement's options, its fixed parameters no longer free."""
        from games.registry import find

        model = find(self.model) if isinstance(self.model, str) else self.model
        return model.choose(**self.options).fix(**self.at)

    @property
    def condition(self) -> sympy.Basic:
        """The statement as a condition on the free parameters of `game`."""
        import sympy

        return sympy.sympify(self.expression(self.game))

    @property
    def formula(self) -> Math:
        """The condition as a cell of a table, in text and LaTeX, as built: a solver may simplify it."""
        import sympy

        condition = self.condition
        return Math(str(condition), str(sympy.latex(condition)))

    @property
    def domain(self) -> tuple[sympy.Basic, ...]:
        """The declared ranges of the free parameters and the model's assumptions."""
        return self.game.domain


Given = Literal["by construction", "by calibration"]
"""What holds because the models assume it, and what restates the evidence."""


@dataclass(frozen=True)
class Fact:
    """A statement without parameters: about what the models assume, or about figures of the evidence.

    `test` is given the values of the `figures` (ids of `games.evidence`), none for what the models assume.
    """

    text: Text
    test: Callable[..., bool]
    figures: tuple[str, ...] = ()

    @property
    def kind(self) -> Given:
        """How it holds, if it does."""
        return "by calibration" if self.figures else "by construction"

    @property
    def holds(self) -> bool:
        """Whether it holds."""
        from games.evidence import get

        return bool(self.test(*(get(figure).value for figure in self.figures)))


def extended(model: Model, *parameters: Parameter, assumptions: tuple[Any, ...] = ()) -> Model:
    """Return a model with parameters of which its payoffs are free, so that a statement can speak of them.

    >>> from games.export_controls import chip_ban
    >>> from games.parameters import parameter
    >>> extended(chip_ban, parameter("x", "a share", "份额", 0, 0, 1)).at(x=1) == chip_ban.at()
    True
    """
    added = {p.name for p in parameters}

    def build(**values: Any) -> Any:
        return model.build(**{name: value for name, value in values.items() if name not in added})

    return replace(
        model, parameters=(*model.parameters, *parameters), build=build, assumptions=(*model.assumptions, *assumptions)
    )


def never_falls(quantity: Any, symbol: Any) -> Any:
    """Return the condition that a quantity never falls as a symbol rises: its derivative is not negative.

    >>> import sympy
    >>> x, y = sympy.symbols("x y", real=True)
    >>> never_falls(x * y, x)
    y >= 0
    """
    import sympy

    return sympy.diff(sympy.sympify(quantity), symbol) >= 0


def is_rest_point(form: PopulationGame, chosen: Mapping[str, str]) -> Any:
    """Return when nobody gains by another strategy where every member of a group plays the one `chosen` for it."""
    import sympy

    played = [form.strategies.index(chosen[group]) for group in form.groups]
    state = tuple(tuple(int(f == own) for f in range(len(form.strategies))) for own in played)
    return sympy.And(*(
        sympy.expand(row[own] - other) >= 0
        for row, own in zip(form.payoffs(state), played, strict=True)
        for f, other in enumerate(row)
        if f != own
    ))  # fmt: skip


def payoff(form: Strategic, player: str, outcome: tuple[str, ...]) -> Any:
    """Return a player's payoff as an expression; an outcome is a profile, or the path to a leaf of a tree.

    Raises FormError for a profile that does not exist and UnknownNameError for a path that does not end at a
    leaf.
    """
    import sympy

    place = list(form.players).index(player)
    if isinstance(form, NormalForm):
        return sympy.sympify(form.payoff(outcome)[place])
    node = _node(form, outcome)
    if not isinstance(node, Leaf):
        raise UnknownNameError(f"the path {'/'.join(outcome)} does not end at a leaf")
    return sympy.sympify(node.payoffs[place])


def gap(form: Strategic, player: str, outcome: tuple[str, ...], other: tuple[str, ...]) -> Any:
    """Return by how much a player's payoff at one outcome exceeds that at another, expanded."""
    import sympy

    return sympy.expand(payoff(form, player, outcome) - payoff(form, player, other))


def prefers(
    form: Strategic, player: str, outcome: tuple[str, ...], other: tuple[str, ...], strict: bool = False
) -> Any:
    """Return the condition that a player prefers one outcome to another, weakly unless `strict`.

    >>> from games.classics import symmetric_2x2
    >>> prefers(symmetric_2x2.form, "Row", ("Defect", "Cooperate"), ("Cooperate", "Cooperate"))
    -R - S*k + T*k + T >= 0
    """
    difference = gap(form, player, outcome, other)
    return difference > 0 if strict else difference >= 0


def is_equilibrium(form: NormalForm, profile: tuple[str, ...], strict: bool = False) -> Any:
    """Return the condition that a labelled profile is a pure Nash equilibrium (a strict one if `strict`)."""
    import sympy

    conditions = [
        prefers(form, player, profile, deviation, strict)
        for i, player in enumerate(form.players)
        for deviation in _deviations(form, profile, i)
    ]
    return sympy.And(*conditions)


def some_equilibrium(form: NormalForm, strict: bool = False, **moves: str) -> Any:
    """Return the condition that some pure equilibrium has the given players make the given moves."""
    import sympy

    return sympy.Or(*(is_equilibrium(form, profile, strict) for profile in profiles(form, **moves)))


def profiles(form: NormalForm, **moves: str) -> list[tuple[str, ...]]:
    """Return the labelled profiles in which the given players make the given moves.

    >>> from games.classics import prisoners_dilemma
    >>> profiles(prisoners_dilemma(), Row="Defect")
    [('Defect', 'Cooperate'), ('Defect', 'Defect')]
    """
    pairs = zip(form.players, form.actions, strict=True)
    return list(product(*([moves[player]] if player in moves else actions for player, actions in pairs)))


def subgame_perfect_paths(tree: GameTree, start: Path = ()) -> dict[Path, Any]:
    """Return when each path of the subgame at `start` is the outcome of a pure subgame-perfect equilibrium.

    Paths are given from the root. Ties are allowed: any best move may be made.

    Raises NotCoveredError for a tree with chance or without perfect information.
    """
    if not tree.perfect_information:
        raise NotCoveredError("subgame-perfect paths need perfect information: every information set one decision")
    return {path: condition for path, _, condition in _outcomes(tree, _node(tree, start), start)}


def is_subgame_perfect_path(tree: GameTree, path: Path, start: Path = ()) -> Any:
    """Return when some pure subgame-perfect equilibrium of the subgame at `start` follows `path`.

    A path that stops short of a leaf may go on in any way.

    Raises NotCoveredError as `subgame_perfect_paths` does.
    """
    import sympy

    paths = subgame_perfect_paths(tree, start)
    return sympy.Or(*(condition for end, condition in paths.items() if end[: len(path)] == path))


def for_some(condition: Any, parameter: Parameter) -> Any:
    """Return the condition that `condition` holds for some value of the parameter in its range.

    Exact where every case of the condition (an `Or` of `And`s) compares one expression affine in the
    parameter: such a comparison holds somewhere in a closed range iff it holds at an end.

    Raises NotCoveredError for any other condition.

    >>> import sympy
    >>> from games.parameters import parameter
    >>> k = parameter("k", "weight", "权重", 0, 0, 3)
    >>> for_some(2 * k.symbol - sympy.Symbol("x") >= 0, k).subs("x", 6)
    True
    """
    import sympy

    if parameter.open_low or parameter.open_high:
        raise NotCoveredError(f"{parameter.name}: the range {parameter.range} is not closed; accepted: a closed one")
    return sympy.Or(*(_at_some_end(case, parameter) for case in sympy.Or.make_args(condition)))


def _at_some_end(case: Any, parameter: Parameter) -> Any:
    import sympy

    symbol = parameter.symbol
    parts = sympy.And.make_args(case)
    moving = [part for part in parts if part.has(symbol)]
    if not moving:
        return case
    if len(moving) > 1 or not _is_affine(moving[0], symbol):
        raise NotCoveredError(f"{parameter.name} enters {case} more than once or not linearly")
    ends = (moving[0].subs(symbol, sympy.Rational(end)) for end in (parameter.low, parameter.high))
    return sympy.And(sympy.Or(*ends), *(part for part in parts if part is not moving[0]))


def _is_affine(relation: Any, symbol: Any) -> bool:
    import sympy

    if not isinstance(relation, (sympy.Ge, sympy.Le, sympy.Gt, sympy.Lt)):
        return False
    difference = sympy.expand(relation.lhs - relation.rhs)
    return bool(difference.is_polynomial(symbol) and sympy.degree(difference, symbol) == 1)


def _deviations(form: NormalForm, profile: tuple[str, ...], i: int) -> Iterator[tuple[str, ...]]:
    for action in form.actions[i]:
        if action != profile[i]:
            yield (*profile[:i], action, *profile[i + 1 :])


def _outcomes(tree: GameTree, node: Node, path: Path) -> list[tuple[Path, tuple[Number, ...], Any]]:
    """Return for every leaf below `node` its path, its payoffs and when it is a subgame-perfect outcome."""
    import sympy

    if isinstance(node, Leaf):
        return [(path, node.payoffs, sympy.true)]
    if not isinstance(node, Decision):
        raise NotCoveredError("subgame-perfect paths through chance moves are not covered; accepted: decisions only")
    mover = list(tree.players).index(node.player)
    moves = zip(node.actions, node.children, strict=True)
    below = [_outcomes(tree, child, (*path, action)) for action, child in moves]
    return [
        (
            end,
            payoffs,
            sympy.And(condition, *(_no_worse(payoffs, other, mover) for other in below if other is not own)),
        )
        for own in below
        for end, payoffs, condition in own
    ]


def _no_worse(payoffs: tuple[Number, ...], outcomes: list[tuple[Path, tuple[Number, ...], Any]], mover: int) -> Any:
    """Return when the mover gets no less than in some subgame-perfect outcome of another move."""
    import sympy

    better = (
        sympy.And(condition, sympy.expand(sympy.sympify(payoffs[mover]) - other[mover]) >= 0)
        for _, other, condition in outcomes
    )
    return sympy.Or(*better)


def _node(tree: GameTree, path: Path) -> Node:
    for where, node in tree.walk():
        if where == path:
            return node
    raise UnknownNameError(f"the tree has no node at {'/'.join(path) or 'the root'}")
