"""A model: a game written once, with symbols, from which everything else is derived.

A `Model` holds a form (normal form or tree) whose payoffs are sympy expressions in declared parameters, the meaning
and range of each parameter, the options that are not numbers, and the claims of the article it speaks to. From it come
the exact game at a point (`model.at(k=1)` or `model(k=1)`), a batch over a grid (`model.over(k="0:3:301")`), and,
through the solvers, regions, thresholds and proofs. No formula is typed twice and no result is typed at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from games.errors import NotCoveredError, ParameterError, accepting
from games.forms import numbers
from games.forms.normal_form import NormalForm
from games.forms.numbers import Number
from games.forms.table import Math, Table, symbol
from games.forms.tree import GameTree, Leaf
from games.glossary import translate
from games.parameters import Parameter
from games.text import Language, Text

if TYPE_CHECKING:
    import sympy

    from games.forms.batch import Batch, Points

LONG_NAME = 10
Strategic: TypeAlias = "NormalForm | GameTree"


class OtherForm(Protocol):
    """A form that is neither: coalitional, continuous, population, stochastic, repeated."""

    @property
    def players(self) -> Sequence[str]:
        """Who plays."""

    @property
    def kind(self) -> str:
        """`symbolic` if a number of the form is a formula."""

    def map(self, change: Callable[[Number], Number], /) -> Any:
        """Return the form with every number changed."""

    def _repr_html_(self) -> str: ...


Form: TypeAlias = "Strategic | OtherForm"


@dataclass(frozen=True, eq=False, repr=False)
class Model:
    """A parametric game.

    `build(**parameters, **options)` returns the form; it is called with symbols for the symbolic game and with exact
    numbers for the game at a point. `options` lists the accepted values of each option, the default first;
    `assumptions` are conditions on the parameters beyond their ranges, as sympy relations. A model that is not
    `symbolic` has no formulas: its payoffs follow from a path, and it is a game only at a point.
    """

    name: str
    title: Text
    story: Text
    parameters: tuple[Parameter, ...]
    build: Callable[..., Form]
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    assumptions: tuple[Any, ...] = ()
    symbolic: bool = True
    claims: tuple[int, ...] = ()
    references: tuple[str, ...] = ()
    chosen: Mapping[str, str] = field(default_factory=dict)
    chinese: Mapping[str, str] = field(default_factory=dict)
    """Names of players, actions and states in Chinese, for a game of one's own."""

    @cached_property
    def form(self) -> Form:
        """The symbolic game under the chosen options; raises NotCoveredError for a model without formulas."""
        if not self.symbolic:
            raise NotCoveredError(
                f"{self.name}: its payoffs follow from a path, not from formulas; give the parameters values"
            )
        return self._built(self.symbols)

    @property
    def shown(self) -> Form:
        """The symbolic game; where there are no formulas, the game at the defaults."""
        return self.form if self.symbolic else self.at()  # type: ignore[no-any-return]

    @property
    def strategic(self) -> Strategic:
        """The symbolic game, known to be a normal form or a tree.

        Raises NotCoveredError for any other form.
        """
        if not isinstance(self.form, (NormalForm, GameTree)):
            raise NotCoveredError(f"{self.name} is neither a normal form nor a tree; `techpower solve` solves it")
        return self.form

    @property
    def choice(self) -> dict[str, str]:
        """The value of every option."""
        return {name: self.chosen.get(name, accepted[0]) for name, accepted in self.options.items()}

    @property
    def symbols(self) -> dict[str, sympy.Symbol]:
        """The sympy symbol of each parameter."""
        return {p.name: p.symbol for p in self.parameters}

    @property
    def defaults(self) -> dict[str, Fraction]:
        """The default of each parameter."""
        return {p.name: p.default for p in self.parameters}

    @property
    def domain(self) -> tuple[sympy.Basic, ...]:
        """The declared ranges and the assumptions, as sympy relations."""
        return (*(c for p in self.parameters for c in p.conditions), *self.assumptions)

    def choose(self, **options: str) -> Model:
        """Return the model with options set.

        Raises ParameterError for an unknown option or value.
        """
        for name, value in options.items():
            if name not in self.options:
                raise ParameterError(f"{self.name} has no option {name!r}{accepting(name, self.options)}")
            if value not in self.options[name]:
                raise ParameterError(f"option {name}={value!r}; accepted: {', '.join(self.options[name])}")
        return replace(self, chosen={**self.chosen, **options})

    def at(self, /, **values: Any) -> Any:
        """Return the exact game at parameter values; those not given take their defaults. Options may be given too.

        Raises ParameterError for an unknown name, a value outside its range, or a violated assumption.
        """
        options = {name: values.pop(name) for name in list(values) if name in self.options}
        if options:
            return self.choose(**options).at(**values)
        point = self.point(**values)
        return substituted(self._built(point), point)

    __call__ = at

    def point(self, /, **values: Any) -> dict[str, Fraction]:
        """Return exact values for all parameters, checked against ranges and assumptions.

        Raises ParameterError as `at` does.
        """
        self.check_names(values)
        point = {p.name: p.check(values.get(p.name, p.default)) for p in self.parameters}
        for assumption in self.assumptions:
            if not assumption.xreplace(rationals(point)):
                raise ParameterError(f"{self.name} assumes {assumption}; it fails at the values given")
        return point

    def fix(self, /, **values: Any) -> Model:
        """Return the model with some parameters replaced by numbers and no longer free.

        Raises ParameterError for an unknown name or a value outside its range.
        """
        self.check_names(values)
        known = {p.name: p.check(values[p.name]) for p in self.parameters if p.name in values}
        rest = tuple(p for p in self.parameters if p.name not in known)
        assumptions = [a.xreplace(rationals(known)) for a in self.assumptions]
        if any(a == False for a in assumptions):  # noqa: E712 - sympy's false is not Python's
            raise ParameterError(
                f"{self.name} assumes {', '.join(map(str, self.assumptions))}; it fails at the values given"
            )
        free = tuple(a for a in assumptions if a.free_symbols)
        return replace(self, parameters=rest, assumptions=free, build=partial(_fixed, self.build, known))

    def over(self, /, **axes: Any) -> Batch:
        """Return the games over a grid: each axis `"low:high:count"` or a list of values; single values are fixed.

        Raises ParameterError as `at` does, for the ends of every axis too.
        """
        from games.forms.batch import Batch

        points = self.grid(**axes)
        return Batch(points.axes, points.fixed, self.strategic, self.compiled(self.payoffs), self.at)

    def grid(self, /, **axes: Any) -> Points:
        """Return the points of a grid, given as in `over`; of a model of any form.

        Raises ParameterError as `over` does.
        """
        from games.forms.batch import Points, read_axis

        self.check_names(axes)
        single = {name: value for name, value in axes.items() if _is_single(value)}
        made = tuple(read_axis(name, spec) for name, spec in axes.items() if name not in single)
        by_name = {p.name: p for p in self.parameters}
        for axis in made:
            for end in (axis.values.argmin(), axis.values.argmax()):
                by_name[axis.name].check(axis.exact(int(end)))
        return Points(made, self._checked_defaults(single, made))

    def _checked_defaults(self, single: Mapping[str, Any], axes: Iterable[Any]) -> dict[str, Fraction]:
        varied = {axis.name for axis in axes}
        return {p.name: p.check(single.get(p.name, p.default)) for p in self.parameters if p.name not in varied}

    @cached_property
    def payoffs(self) -> tuple[Number, ...]:
        """All payoffs in one row: player by player, over profiles or over the leaves of a tree."""
        form = self.strategic
        if isinstance(form, NormalForm):
            return tuple(form.payoffs.flat)
        leaves = [node.payoffs for _, node in form.walk() if isinstance(node, Leaf)]
        return tuple(value for own in zip(*leaves, strict=True) for value in own)

    def compiled(self, expressions: Iterable[Any]) -> Callable[..., Any]:
        """Return a function of the parameters (by name, arrays or floats) that computes the expressions with numpy."""
        import sympy

        listed = [sympy.sympify(e) for e in expressions]
        names = list(self.symbols)
        function = sympy.lambdify(list(self.symbols.values()), listed, modules="numpy", cse=True, docstring_limit=0)
        return lambda **values: function(*(values[name] for name in names))

    def check_names(self, values: Iterable[str]) -> None:
        """Raise ParameterError for a name that is no parameter, with the nearest that is."""
        accepted = [p.name for p in self.parameters]
        for name in values:
            if name not in accepted:
                raise ParameterError(f"{self.name} has no parameter {name!r}{accepting(name, accepted)}")

    def _built(self, values: Mapping[str, Any]) -> Form:
        return replace(self.build(**values, **self.choice), title=self.title.en)  # type: ignore[type-var]

    def parameter_table(self, lang: Language = "en") -> Table:
        """Return the parameters with meaning, unit, default, range and source."""
        head = (
            Text("parameter meaning unit default range source", "参数 含义 单位 默认值 取值范围 来源").in_(lang).split()
        )
        rows = [
            (
                _name_cell(p.name),
                p.meaning.in_(lang),
                p.unit.in_(lang),
                p.default,
                p.range,
                translate(p.source, lang),
            )
            for p in self.parameters
        ]
        return Table(head, rows, self.title.in_(lang))

    def __repr__(self) -> str:
        return f"{self.name}({', '.join(p.name for p in self.parameters)})"

    def _repr_html_(self) -> str:
        from games.forms.beside import beside

        form = beside(self, self.shown._repr_html_())
        return f"<h4>{self.title.en}</h4><p>{self.story.en}</p>{form}{self.parameter_table().to_html()}"


def _fixed(build: Callable[..., Form], known: Mapping[str, Fraction], /, **values: Any) -> Form:
    """Build a form with some parameters known; a form from a file is written in symbols, which are replaced."""
    return substituted(build(**known, **values), known)


def substituted(form: Form, point: Mapping[str, Fraction]) -> Form:
    """Return `form` with parameters that still stand in it as symbols replaced by numbers."""
    if form.kind != "symbolic":
        return form
    values = rationals(point)

    def at_point(value: Number) -> Number:
        return numbers.exact(value.xreplace(values)) if numbers.is_symbolic(value) else value

    if isinstance(form, GameTree):
        return form.map(lambda leaf: Leaf(tuple(map(at_point, leaf.payoffs)), leaf.outcome), at_point)
    return form.map(at_point)  # type: ignore[no-any-return]


def rationals(point: Mapping[str, Fraction]) -> dict[Any, Any]:
    """Return a point as a substitution of sympy symbols."""
    import sympy

    return {sympy.Symbol(name, real=True): sympy.Rational(value) for name, value in point.items()}


def _name_cell(name: str) -> Math | str:
    """Return a parameter's name as mathematics; a long one, which a line must be able to break, as it is."""
    return symbol(name) if len(name) < LONG_NAME else name


def _is_single(value: Any) -> bool:
    return isinstance(value, (int, float, Fraction)) or (isinstance(value, str) and ":" not in value)


def _names(names: Iterable[str]) -> str:
    return ", ".join(names) or "none"
