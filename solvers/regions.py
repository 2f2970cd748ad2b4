"""Where in the space of parameters a profile is an equilibrium: exact, irredundant conditions.

A pure profile a is a Nash equilibrium exactly where u_i(a) - u_i(a_i', a_-i) >= 0 for every player i and deviation
a_i'. Profiles in which players mix come from `statics.mixed_candidates`: of small two-player games, and of games with
two actions. Payoffs that are tied whatever the parameters bring continua, from `statics.continua`: their conditions
concern the parameters and the probabilities that stay free. Subgame-perfect profiles of a tree come from backward
induction, the perfect Bayesian equilibria of a signalling game from `statics.signalling_candidates`, the pure Markov
perfect ones of a stochastic game from `markov.pure_regions`.

A region is a conjunction of inequalities; where an equilibrium exists on a union, it has several rows. A profile that
is an equilibrium nowhere in the domain has no row; one that always is has no conditions. Regions of pure profiles are
closed; where somebody mixes, a region is open towards the points where that mixture degenerates. A region without
interior, which lies on a boundary of others, is marked.

References: Nash (1951), "Non-cooperative games"; Osborne and Rubinstein (1994), chapters 2 and 6.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations, product
from typing import TYPE_CHECKING, Any, NamedTuple

import sympy
from sympy.core.relational import Relational

from games.errors import ParameterError, UnknownNameError
from games.forms import numbers
from games.forms.cells import escape_latex
from games.forms.normal_form import NormalForm
from games.forms.numbers import Number
from games.forms.repeated import RepeatedGame
from games.forms.stochastic import StochasticGame
from games.forms.table import Math, Shown, Table
from games.forms.tree import GameTree
from games.glossary import translate
from games.model import Model
from games.text import Language, Text, about, join
from solvers.limits import Progress, counted
from solvers.proof import Verdict, point_text, prove
from solvers.repetition.trigger_profiles import ARROW
from solvers.statics.candidates import SIGNALLING, Kind, candidates, signals
from solvers.statics.cases import Case, solve_for
from solvers.statics.elimination import somewhere
from solvers.statics.reals import Answer, Condition, holds, satisfiable, witness
from solvers.statics.simplify import Conditions, joint, show, simplify, split

if TYPE_CHECKING:
    from solvers.beliefs.signalling_form import SignallingGame
    from solvers.statics.landscape import Border, Volume

WHO, AT = Text("{}: ", "{}："), Text("{} at {}: ", "{} 在 {}：")
THIN = Text(", boundary only", "，仅边界")
DETAILS = Text(
    "Shares without an interval are exact; the others are estimated from 65536 draws, with their 95% interval.",
    "不带区间的份额为精确值；其余由 65536 次抽样估计，附 95% 置信区间。",
)


@dataclass(frozen=True, repr=False)
class Region(Shown):
    """The points of the domain where a profile is an equilibrium: all `conditions` hold.

    A pure `profile` is one action label per player (per information set in a tree), a mixed one a mapping from action
    to probability per player. In a continuum the probabilities `free` are symbols in the profile, and the conditions
    say which values they take.
    """

    kind: Kind
    profile: tuple[Any, ...]
    conditions: Conditions
    domain: Conditions = field(default=(), repr=False)
    prefer: Mapping[str, Number] = field(default_factory=dict, repr=False, compare=False)
    free: tuple[Any, ...] = ()
    who: tuple[str | tuple[str, str], ...] = field(default=(), repr=False, compare=False)
    """Who plays each strategy of the profile, a player or a player at an information set; empty where nobody mixes."""

    def contains(self, point: Mapping[str, Any]) -> bool:
        """Return whether the conditions hold at a point (a value by parameter name), exactly.

        A continuum contains it if some free probabilities satisfy them there.
        """
        return all(holds(condition, point) for condition in ([self.somewhere] if self.free else self.conditions))

    @cached_property
    def somewhere(self) -> Condition:
        """The region as one condition on the parameters, free probabilities eliminated."""
        return somewhere(self.conditions, self.free)

    @cached_property
    def witness(self) -> Mapping[str, Number] | None:
        """A point inside the region, on no boundary if it has an interior; None if none was found in time."""
        inner = witness([*self.domain, *map(strict, self.conditions)], self.prefer)[1]
        return inner or witness([*self.domain, *self.conditions], self.prefer)[1]

    @cached_property
    def is_thin(self) -> bool:
        """Whether it is known to have no interior."""
        equation = any(isinstance(c, sympy.Eq) for c in self.conditions)
        return equation or satisfiable([*self.domain, *map(strict, self.conditions)]) is Answer.NO

    def solved_for(self, name: str) -> tuple[tuple[Case, ...], ...]:
        """Return every condition solved for one parameter, with its cases.

        Raises UnknownNameError for a parameter that occurs in no condition and not in the domain.
        """
        symbols = {s.name: s for c in (*self.conditions, *self.domain) for s in c.free_symbols}
        if name not in symbols:
            raise UnknownNameError(f"no parameter {name!r}; accepted: {', '.join(sorted(symbols))}")
        return tuple(solve_for(c, symbols[name], self.domain, self.conditions) for c in self.conditions)

    @property
    def is_unmixed(self) -> bool:
        """Whether nobody mixes."""
        return all(isinstance(strategy, str) for strategy in self.profile)

    @property
    def label(self) -> str:
        """The profile in one line."""
        return self.named("en") if self.is_unmixed else f"({self._mixed('en').text})"

    def cell(self, lang: Language) -> str | Math:
        """Return the profile as a table cell in `lang`."""
        return self.named(lang) if self.is_unmixed else self._mixed(lang)

    def _mixed(self, lang: Language) -> Math:
        """Return who plays what with which probability."""
        cells = [_strategy_math(strategy, lang) for strategy in self.profile]
        names = [_named(who, lang) for who in self.who or [""] * len(cells)]
        texts = (name + cell.text for name, cell in zip(names, cells, strict=True))
        latex = (rf"\text{{{escape_latex(n)}}}" * bool(n) + c.latex for n, c in zip(names, cells, strict=True))
        return Math(Text("; ", "；").in_(lang).join(texts), r";\; ".join(latex))

    def named(self, lang: Language) -> str:
        """Return the label of a profile without mixing in `lang`."""
        words = (ARROW.join(translate(part, lang) for part in each.split(ARROW)) for each in self.profile)
        return "(" + ", ".join(words) + ")"

    def to_json(self) -> dict[str, Any]:
        """Return plain data; expressions are strings in the parameter names."""
        profile = [s if isinstance(s, str) else {a: str(p) for a, p in s.items()} for s in self.profile]
        data: dict[str, Any] = {"kind": self.kind, "profile": profile, "conditions": [show(c) for c in self.conditions]}
        data |= {"free": [str(p) for p in self.free]} if self.free else {}
        return data | ({"boundary_only": True} if self.is_thin else {})

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return the region in one row."""
        return Table(_columns(lang), [_row(self, lang)], caption)


class Overlap(NamedTuple):
    """Two regions that share interior points, one of which is `witness`; None if that was not decided in time."""

    first: Region
    second: Region
    witness: Mapping[str, Number] | None


@dataclass(frozen=True, repr=False)
class Regions(Shown):
    """The equilibrium regions of a model, one row per region, and what they cover.

    Of a signalling game, `sent`, equilibria that exist only where parameters satisfy an equation have no row.
    """

    model: Model
    rows: tuple[Region, ...]
    domain: Conditions
    note: Text
    continua: tuple[Region, ...] = ()
    sent: SignallingGame | None = None

    def __iter__(self) -> Iterator[Region]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def at(self, **values: Any) -> tuple[Region, ...]:
        """Return the regions that contain a point; parameters not given take their defaults.

        Raises ParameterError for a point of a signalling game at which some type has no probability.
        """
        point = self.model.point(**values)
        if self.sent and not all(holds(condition, point) for condition in self.domain):
            raise ParameterError(f"{self.model.name}: the regions are stated inside {joint(self.domain).text}")
        return tuple(row for row in self.rows if row.contains(point))

    def of(self, *profile: str) -> tuple[Region, ...]:
        """Return the regions of a pure profile of action labels; none if it is nowhere an equilibrium."""
        return tuple(row for row in self.rows if row.profile == profile)

    @property
    def unmixed(self) -> tuple[Region, ...]:
        """The regions of profiles in which nobody mixes."""
        return tuple(row for row in self.rows if row.is_unmixed)

    def cover(self, mixed: bool = False) -> Verdict:
        """Return whether every point of the domain has an equilibrium without mixing, or if `mixed` any of the rows."""
        rows = (*self.rows, *self.continua) if mixed else self.unmixed
        pure = self._pure_assessments() if self.sent else ()
        found = prove(sympy.Or(*(row.somewhere for row in rows), *pure), self.domain, self.model.defaults)
        if found.status == "refuted" and self.sent and mixed:
            return Verdict("unknown", "an equilibrium that has no row may exist where none is listed")
        return found

    def _pure_assessments(self) -> Iterator[Condition]:
        """Yield where each pure profile of a signalling game is an equilibrium, boundaries included."""
        from solvers.statics.pure_assessments import perfect_bayesian

        assert self.sent is not None
        plans = product(*(where.actions for where in self.sent.tree.information_sets))
        return (perfect_bayesian(self.sent, plan) for plan in plans)

    def overlaps(self, mixed: bool = False) -> tuple[Overlap, ...]:
        """Return the pairs of different profiles without mixing that are equilibria together on an open set.

        With `mixed`, of all profiles that are listed, mixed ones included.
        """
        pairs = ((a, b) for a, b in combinations(self.rows if mixed else self.unmixed, 2) if a.profile != b.profile)
        found = ((a, b, *self._common(a, b)) for a, b in pairs if not (a.is_thin or b.is_thin))
        return tuple(Overlap(a, b, point) for a, b, answer, point in found if answer is not Answer.NO)

    def partition(self, mixed: bool = False) -> Verdict:
        """Return whether, boundaries aside, every point has exactly one equilibrium in which nobody mixes.

        With `mixed`, exactly one of those that are listed, mixed ones included.
        """
        covered = self.cover(mixed)
        if covered.status == "refuted":
            return Verdict("refuted", "there is no such equilibrium at the counterexample", covered.counterexample)
        for row in self.continua if mixed else ():
            if row.witness is not None:
                return Verdict("refuted", "there is a continuum of equilibria at the counterexample", row.witness)
        for a, b, point in self.overlaps(mixed):
            if point is not None:
                why = f"{a.label} and {b.label} are both equilibria at the counterexample"
                return Verdict("refuted", why, point)
            covered = Verdict("unknown", f"whether {a.label} and {b.label} overlap was not decided in time")
        return Verdict("proved", "exactly one such equilibrium off the boundaries") if covered else covered

    def volumes(self, draws: int = 1 << 16, seed: int = 0) -> tuple[Volume, ...]:
        """Return the share of the declared ranges that each region takes, exact or estimated with an interval."""
        from solvers.statics.landscape import volumes

        return volumes(self, draws, seed)

    def borders(self) -> tuple[Border, ...]:
        """Return which regions meet along which boundary: where one equilibrium ends and another begins."""
        from solvers.statics.landscape import borders

        return borders(self)

    def details(self, lang: Language = "en") -> Table:
        """Return one row per region: a point inside, its share of the declared ranges, and its neighbours."""
        head = Text("number|profile|a point inside|share|adjacent", "编号|策略组合|内点|份额|相邻区域").in_(lang)
        near: dict[int, set[int]] = {k: set() for k in range(len(self.rows))}
        place = {id(row): k for k, row in enumerate(self.rows)}
        for border in self.borders():
            a, b = place[id(border.first)], place[id(border.second)]
            near[a].add(b)
            near[b].add(a)
        rows = [
            (str(k + 1), _row(row, lang)[1], point_text(row.witness), volume.text,
             ", ".join(str(other + 1) for other in sorted(near[k])) or "-")
            for k, (row, volume) in enumerate(zip(self.rows, self.volumes(), strict=True))
        ]  # fmt: skip
        title = Text("Equilibrium regions in detail", "均衡区域详情").in_(lang)
        return Table(head.split("|"), rows, about(title, self.model.title.in_(lang), lang), DETAILS.in_(lang))

    def _common(self, a: Region, b: Region) -> tuple[Answer, Mapping[str, Number] | None]:
        inner = (strict(c) for c in (*a.conditions, *b.conditions))
        return witness([*self.domain, *inner], self.model.defaults)

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return one row per region, then one per piece of a continuum."""
        caption = caption or about(translate("Equilibrium regions", lang), self.model.title.in_(lang), lang)
        return Table(
            _columns(lang), [_row(row, lang) for row in (*self.rows, *self.continua)], caption, self.note.in_(lang)
        )

    def to_json(self) -> list[dict[str, Any]]:
        """Return plain data, one entry per region and piece of a continuum."""
        return [row.to_json() for row in (*self.rows, *self.continua)]


def regions(
    model: Model, assuming: Iterable[Condition] = (), long: bool = False, progress: Progress | None = None
) -> Regions:
    """Return the equilibrium regions of a model, in its domain narrowed by the conditions assumed.

    With `long` also those of mixed profiles with long conditions, which may take minutes. `progress` is called with the
    number of candidates judged and of all.

    Raises NotCoveredError for payoffs that are not rational expressions, and for trees of too many profiles.
    """
    domain = tuple(c for c in (*model.domain, *assuming) if c != True)  # noqa: E712 - sympy's true
    form = model.form if isinstance(model.form, (RepeatedGame, StochasticGame)) else model.strategic
    if isinstance(form, GameTree) and (sent := signals(form)) is not None:
        return _of_signalling(model, sent, domain)
    found = candidates(form, domain, long)
    who = _who(form) if isinstance(form, NormalForm) else ()
    rows = (
        row
        for candidate in counted(found.profiles, progress)
        for row in _rows(*candidate, domain, model.defaults, who=who)
    )
    pieces = (
        row
        for profile, held, free in found.continua
        for row in _rows("continuum", profile, held, domain, model.defaults, free, who)
    )
    return Regions(model, tuple(rows), domain, found.note, tuple(pieces))


def _of_signalling(model: Model, sent: SignallingGame, domain: Conditions) -> Regions:
    """Return the regions of a signalling game, where every type has positive probability."""
    from solvers.statics.pure_assessments import said_of_types, supported
    from solvers.statics.signalling_candidates import signalling_regions

    positive = supported(sent, domain)
    where = (*domain, *positive)
    who = _who(sent.tree)
    listed = (Region(*row, where, model.defaults, who=who) for row in signalling_regions(sent, where))
    note = join(SIGNALLING, *(join(Text(" ", ""), said) for said in said_of_types(positive, domain)))
    return Regions(model, tuple(listed), where, note, sent=sent)


def strict(condition: Condition) -> Condition:
    """Return a weak inequality as a strict one, anything else as it is."""
    if isinstance(condition, Relational) and condition.rel_op in (">=", "<="):
        return sympy.Rel(condition.lhs, condition.rhs, condition.rel_op[0])
    return condition


def _rows(
    kind: Kind,
    profile: tuple[Any, ...],
    conditions: Sequence[Condition],
    domain: Conditions,
    prefer: Mapping[str, Number],
    free: tuple[Any, ...] = (),
    who: tuple[str | tuple[str, str], ...] = (),
) -> Iterator[Region]:
    """Yield the regions of one candidate: one, unless a payoff is given by cases."""
    for system in split([sympy.sympify(c) for c in conditions]):
        short = simplify(system, domain)
        if short is not None:
            yield Region(kind, profile, short, domain, prefer, free, who)


def _columns(lang: Language) -> list[str]:
    return [translate(word, lang) for word in ("kind", "profile", "conditions")]


def _row(region: Region, lang: Language) -> tuple[Any, ...]:
    kind = translate(region.kind, lang) + (THIN.in_(lang) if region.is_thin else "")
    return kind, region.cell(lang), joint(region.conditions, lang)


def _who(form: Any) -> tuple[str | tuple[str, str], ...]:
    """Return who plays each strategy of a profile that may be mixed."""
    if isinstance(form, GameTree):
        return tuple((own.player, own.name) for own in form.information_sets)
    return tuple(form.players) if isinstance(form, NormalForm) else ()


def _named(who: str | tuple[str, str], lang: Language) -> str:
    if isinstance(who, str):
        return WHO.in_(lang).format(translate(who, lang)) * bool(who)
    return AT.in_(lang).format(*(translate(word, lang) for word in who))


def _strategy_math(strategy: str | Mapping[str, Number], lang: Language) -> Math:
    """Return an action, or the probabilities of a mixture; of two actions that of the first says it all."""
    if isinstance(strategy, str):
        action = translate(strategy, lang)
        return Math(action, rf"\text{{{escape_latex(action)}}}")
    told = [(translate(action, lang), p) for action, p in strategy.items()]
    told = told[:1] if len(told) == 2 else told
    return Math(
        ", ".join(f"Pr({action}) = {numbers.show(p)}" for action, p in told),
        r",\; ".join(rf"\Pr(\text{{{escape_latex(action)}}}) = {numbers.latex(p)}" for action, p in told),
    )
