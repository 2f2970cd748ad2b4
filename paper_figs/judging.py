"""The commands that ask how far a result carries: how robust a prediction is, and whether it is ordinal."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from games.errors import ParameterError, UnknownNameError

if TYPE_CHECKING:
    from games.forms.table import Shown
    from games.model import Model
    from solvers.statics.points import Quantity


def robust(model: Model, options: Namespace) -> Shown:
    """Return what `techpower robustness` answers about a model."""
    from solvers.robustness import robustness

    if not options.predict:
        return robustness(model, _quantity(model, options), base=options.base, seed=options.seed)
    if options.payoff or options.probability:
        raise ParameterError("accepted: one of --predict, --payoff and --probability")
    if options.cardinal:
        return _cardinal(model, options)
    asked: str | Quantity = options.predict
    return robustness(model, asked, only=options.only, draws=options.draws, base=options.base, seed=options.seed)


def _cardinal(model: Model, options: Namespace) -> Shown:
    from games.forms.normal_form import NormalForm
    from solvers.cardinal import cardinal

    game = model.at()
    if not isinstance(game, NormalForm):
        raise ParameterError(f"{model.name}: cardinalisations are drawn of normal forms only")
    return cardinal(game, options.predict, only=options.only, draws=options.draws, seed=options.seed)


def _quantity(model: Model, options: Namespace) -> Quantity:
    from solvers.statics.points import Quantity

    if bool(options.payoff) == bool(options.probability):
        raise ParameterError("nothing to judge; accepted: one of --predict, --payoff and --probability")
    if options.payoff:
        return Quantity(model, options.payoff, rule=options.rule)
    player, colon, action = options.probability.partition(":")
    if not colon:
        raise UnknownNameError(f"--probability {options.probability}: accepted: PLAYER:ACTION")
    return Quantity(model, player.strip(), action.strip(), options.rule)


def add_robustness(command: object) -> None:
    """Add the options of `techpower robustness` to its parser."""
    add = command.add_argument  # type: ignore[attr-defined]
    add("--predict", default="", metavar="ACTION,ACTION", help="a profile (a play of a tree): is it an equilibrium?")
    add("--only", action="store_true", help="is it the only equilibrium, mixed ones counted?")
    add("--payoff", default="", metavar="PLAYER", help="what drives this player's equilibrium payoff")
    add("--probability", default="", metavar="PLAYER:ACTION", help="what drives the probability of this action")
    add("--rule", choices=("mean", "least", "largest"), default="mean", help="among several equilibria (mean)")
    add("--cardinal", action="store_true", help="keep the order of the payoffs at the point, draw their sizes")
    add("--draws", type=int, default=1 << 16, metavar="N", help="independent draws (65536)")
    add("--base", type=int, default=1 << 11, metavar="N", help="base of the Sobol design, a power of two (2048)")
    add("--seed", type=int, default=0, metavar="S", help="of the draws (0)")
