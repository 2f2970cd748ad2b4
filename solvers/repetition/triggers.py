"""Trigger strategies: play a target profile, and punish whoever leaves it, for ever.

Let a be the target, d a player's payoff from deviating once, and p what it gets each period once it is found out, which
happens with probability q. Nobody gains from one deviation, hence from none (Blackwell 1965), exactly if

    (1 - delta) d + delta (q p + (1 - q) a) <= a,   that is   delta >= (d - a) / (d - a + q (a - p))

for every deviation with d > a; it needs a > p. The punishment is a Nash equilibrium of the stage game, so that carrying
it out is an equilibrium too. Everything works on formulas.

Reference: Friedman (1971), "A non-cooperative equilibrium for supergames".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from games.errors import FormError, NotCoveredError
from games.forms import numbers
from games.forms.normal_form import NormalForm
from games.forms.numbers import Number


@dataclass(frozen=True)
class Deviation:
    """One way to leave the target: who, to which action, and the three payoffs that decide."""

    player: str
    action: str
    temptation: Number
    reward: Number
    punishment: Number
    detection: Number = 1

    @property
    def critical(self) -> Number | None:
        """The least discount factor that deters it: 0 if it does not tempt, None if nothing deters it.

        For formulas the quotient itself, which is the answer where temptation > reward > punishment.
        """
        gain, loss = self.temptation - self.reward, self.reward - self.punishment
        if not numbers.is_symbolic(gain) and gain <= 0:
            return 0
        if not numbers.is_symbolic(loss) and loss <= 0:
            return None
        return gain / (gain + self.detection * loss)


def deviations(
    stage: NormalForm, target: Sequence[str], punishments: Sequence[Number], detection: Number = 1
) -> tuple[Deviation, ...]:
    """Return every unilateral deviation from `target`; `punishments` has each player's payoff when found out.

    Raises FormError when the labels or the number of punishments do not fit.
    """
    if len(punishments) != stage.n_players:
        raise FormError(f"{len(punishments)} punishments for {stage.n_players} players")
    rewards = stage.payoff(tuple(target))
    return tuple(
        Deviation(player, action, stage.payoff(left)[i], rewards[i], punishments[i], detection)
        for i, player in enumerate(stage.players)
        for action, left in _left(stage, tuple(target), i)
    )


def critical_discount(
    stage: NormalForm, target: Sequence[str], punishments: Sequence[Number], detection: Number = 1
) -> Number | None:
    """Return the least discount factor at which the target is sustained, None if there is none below one.

    Raises NotCoveredError for formulas, whose greatest is not known; use `deviations`.

    >>> from games.classics import prisoners_dilemma
    >>> critical_discount(prisoners_dilemma(), ("Cooperate", "Cooperate"), (2, 2))
    Fraction(1, 2)
    """
    if stage.kind == "symbolic":
        raise NotCoveredError("which deviation tempts most depends on the parameters; `deviations` lists each formula")
    found = [each.critical for each in deviations(stage, target, punishments, detection)]
    return None if None in found else max((each for each in found if each is not None), default=0)


def _left(stage: NormalForm, target: tuple[str, ...], i: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the other actions of a player with the profile each leads to."""
    for action in stage.actions[i]:
        if action != target[i]:
            yield action, (*target[:i], action, *target[i + 1 :])
