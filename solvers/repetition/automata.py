"""Strategies of finite memory in repeated games: whether they are equilibria, and at which discount factors.

A profile of such strategies is an *automaton*: states, the action profile each state prescribes, and the state that
follows each state and action profile (Rubinstein 1986; Abreu and Rubinstein 1988). It is subgame perfect exactly if in
no state, reached or not, a player gains from one deviation followed by obedience (Blackwell 1965). From a state the
play runs into a cycle, so values are rational functions of delta whose denominators 1 - delta^L are positive, and every
condition is a polynomial inequality in delta: `discount_factors` solves them exactly.

Reference: Mailath and Samuelson (2006), *Repeated Games and Reputations*, sections 2.3 to 2.4.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any

from games.errors import FormError, NotCoveredError
from games.forms import numbers
from games.forms.normal_form import NormalForm
from games.forms.numbers import Number

Profile = tuple[str, ...]
Transitions = dict[tuple[str, Profile | None], str]


@dataclass(frozen=True)
class Automaton:
    """A profile of strategies with finite memory.

    `prescribed` gives every state's action profile; `follows` the next state after (state, profile played), that of
    (state, None) standing for every profile not listed. The first state is where play begins.

    Raises FormError when a state or a transition is missing.
    """

    prescribed: Mapping[str, Profile]
    follows: Transitions = field(repr=False)

    def __post_init__(self) -> None:
        for target in self.follows.values():
            if target not in self.prescribed:
                raise FormError(f"no state {target!r}; accepted: {', '.join(self.prescribed)}")

    def after(self, state: str, played: Profile) -> str:
        """Return the state that follows.

        Raises FormError when no transition says.
        """
        for said in (played, None):
            if (state, said) in self.follows:
                return self.follows[state, said]
        raise FormError(f"no state follows {state!r} after {', '.join(played)}")


@dataclass(frozen=True)
class Check:
    """One deviation in one state: it is deterred where the polynomial `slack` in delta is not negative."""

    state: str
    player: str
    action: str
    slack: Any


@dataclass(frozen=True)
class Verdict:
    """The discount factors in (0, 1) at which an automaton is subgame perfect, as a sympy set, and every check."""

    automaton: Automaton
    checks: tuple[Check, ...]

    @cached_property
    def discount_factors(self) -> Any:
        """The union of intervals in (0, 1), with exact end points."""
        return _where_none_is_negative([check.slack for check in self.checks])

    def holds(self, delta: Any) -> bool:
        """Return whether it is subgame perfect at one discount factor, by substitution alone."""
        import sympy

        value = sympy.Rational(numbers.exact(delta))
        return all(check.slack.eval(value) >= 0 for check in self.checks)

    def gains(self, delta: Any) -> tuple[Check, ...]:
        """Return the deviations that pay at one discount factor."""
        import sympy

        value = sympy.Rational(numbers.exact(delta))
        return tuple(check for check in self.checks if check.slack.eval(value) < 0)


def judge(automaton: Automaton, stage: NormalForm) -> Verdict:
    """Return where in (0, 1) the automaton is a subgame-perfect equilibrium of the repeated stage game.

    Raises NotCoveredError for a stage game of formulas, FormError when automaton and game do not fit.

    >>> from games.classics import prisoners_dilemma
    >>> game = prisoners_dilemma()
    >>> judge(grim_trigger(game, ("Cooperate", "Cooperate"), ("Defect", "Defect")), game).discount_factors
    Interval.Ropen(1/2, 1)
    >>> judge(tit_for_tat(game), game).discount_factors
    {1/2}
    """
    if stage.kind == "symbolic":
        raise NotCoveredError("an automaton is judged on numbers; give the parameters values first")
    return Verdict(automaton, tuple(_checks(automaton, stage)))


def grim_trigger(stage: NormalForm, target: Profile, punishment: Profile) -> Automaton:
    """Return: play `target` until somebody leaves it, then `punishment` for ever."""
    for profile in (target, punishment):
        stage.index(profile)
    after: Transitions = {("target", target): "target", ("target", None): "punish", ("punish", None): "punish"}
    return Automaton({"target": target, "punish": punishment}, after)


def tit_for_tat(stage: NormalForm) -> Automaton:
    """Return: in a symmetric two-player game play the first action, then what the other played last.

    Raises FormError unless two players have the same two actions.
    """
    if stage.n_players != 2 or len(stage.actions[0]) != 2 or stage.actions[0] != stage.actions[1]:
        raise FormError("tit for tat needs two players with the same two actions")
    first = stage.actions[0][0]
    profiles = [(a, b) for a in stage.actions[0] for b in stage.actions[1]]
    names = {profile: "/".join(profile) for profile in sorted(profiles, key=lambda p: p != (first, first))}
    after: Transitions = {(names[s], played): names[played[::-1]] for s in profiles for played in profiles}
    return Automaton({name: profile for profile, name in names.items()}, after)


def win_stay_lose_shift(stage: NormalForm) -> Automaton:
    """Return: play the first actions if both played the same last time, the second ones otherwise (Pavlov).

    Raises FormError as `tit_for_tat` does.
    """
    tit_for_tat(stage)
    both = {action: (action, action) for action in stage.actions[0]}
    first, second = both
    after: Transitions = {(s, (a, b)): first if a == b else second for s in both for a in both for b in both}
    return Automaton(both, after)


def _checks(automaton: Automaton, stage: NormalForm) -> Iterator[Check]:
    import sympy

    delta = sympy.Symbol("delta")
    runs = {state: _run(automaton, state) for state in automaton.prescribed}
    for state, profile in automaton.prescribed.items():
        for i, player in enumerate(stage.players):
            for action in stage.actions[i]:
                if action != profile[i]:
                    played = (*profile[:i], action, *profile[i + 1 :])
                    obeyed = _value(runs[state], automaton, stage, i, delta)
                    later = _value(runs[automaton.after(state, played)], automaton, stage, i, delta)
                    slack = obeyed - (1 - delta) * _rational(stage.payoff(played)[i]) - delta * later
                    yield Check(state, player, action, _numerator(slack, delta))


def _run(automaton: Automaton, state: str) -> tuple[list[str], list[str]]:
    """Return the states that obedience visits from `state`: those before the cycle, and the cycle."""
    visited = [state]
    while (after := automaton.after(visited[-1], automaton.prescribed[visited[-1]])) not in visited:
        visited.append(after)
    start = visited.index(after)
    return visited[:start], visited[start:]


def _value(run: tuple[list[str], list[str]], automaton: Automaton, stage: NormalForm, i: int, delta: Any) -> Any:
    """Return the average discounted payoff of a run: (1 - delta) (sum before + delta^s cycle / (1 - delta^L))."""
    before, cycle = ([_rational(stage.payoff(automaton.prescribed[s])[i]) for s in part] for part in run)
    once = sum(delta**t * u for t, u in enumerate(before))
    again = sum(delta**t * u for t, u in enumerate(cycle))
    return (1 - delta) * (once + delta ** len(before) * again / (1 - delta ** len(cycle)))


def _rational(value: Number) -> Any:
    import sympy

    return sympy.Rational(value)


def _numerator(slack: Any, delta: Any) -> Any:
    """Return a polynomial with the sign of `slack` on (0, 1)."""
    import sympy

    above, below = sympy.fraction(sympy.cancel(slack))
    half = sympy.Rational(1, 2)
    sign = 1 if below.subs(delta, half) > 0 else -1  # the denominator divides a product of 1 - delta^L: no zero inside
    return sympy.Poly(sign * above, delta)


def _where_none_is_negative(polynomials: Sequence[Any]) -> Any:
    """Return the part of (0, 1) where no polynomial is negative: its roots cut it into pieces of constant signs."""
    import sympy

    roots = {root for p in polynomials if p.degree() > 0 for root in sympy.real_roots(p.as_expr()) if 0 < root < 1}
    cuts = [sympy.Integer(0), *sorted(roots), sympy.Integer(1)]
    pieces: list[Any] = []
    for low, high in pairwise(cuts):
        middle = _between(low, high)
        if all(p.eval(middle) >= 0 for p in polynomials):
            pieces.append(sympy.Interval.open(low, high))
    kept = (root for root in roots if all(_sign_at(p, root) >= 0 for p in polynomials))
    return sympy.Union(*pieces, *(sympy.FiniteSet(root) for root in kept))


def _between(low: Any, high: Any) -> Any:
    """Return a rational number strictly between two real algebraic numbers."""
    import sympy

    digits = 15
    while True:
        middle = sympy.Rational(str(((low + high) / 2).evalf(digits)))
        if low < middle < high:
            return middle
        digits *= 2


def _sign_at(polynomial: Any, root: Any) -> int:
    """Return the sign at an algebraic number; zero is decided by the minimal polynomial."""
    import sympy

    if root.is_Rational:
        return int(sympy.sign(polynomial.eval(root)))
    minimal = sympy.Poly(sympy.minimal_polynomial(root, polynomial.gen), polynomial.gen)
    if polynomial.rem(minimal).is_zero:
        return 0
    return int(sympy.sign(polynomial.as_expr().subs(polynomial.gen, root).evalf(50)))
