"""The commands of comparative statics: how robust a prediction is, and what happens as one parameter moves."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

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
    from games.forms import GameTree, NormalForm
    from solvers.by_order import by_order
    from solvers.cardinal import cardinal
    from solvers.statics.points import prediction

    game = model.at()
    if isinstance(game, GameTree):
        made = prediction(model, options.predict)
        found = by_order(game, lambda play: play == made.asked)
        if made.plan is None:
            raise UnknownNameError(f"({options.predict}) is a whole profile; accepted: a play, from the root to an end")
        return found
    if not isinstance(game, NormalForm):
        raise ParameterError(f"{model.name}: cardinalisations are drawn of normal forms, and decided of trees")
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


def moving(model: Model, options: Namespace) -> Shown:
    """Return what `techpower derivative`, `bifurcation` and `monotone` answer about a model and a parameter."""
    if options.command == "derivative":
        from solvers.derivative import derivative

        player, _, action = options.of.partition(":")
        return derivative(model, options.focal, player.strip(), action.strip())
    if options.command == "bifurcation":
        from solvers.bifurcation import bifurcation

        return bifurcation(model, options.focal)
    from solvers.monotone import monotone

    return monotone(model, options.focal, options.turned, options.falling)


def add_moving(add: Callable[..., Any]) -> None:
    """Add the commands about one parameter; `add` makes a command's parser."""
    derivative = add("derivative", "how an equilibrium quantity moves with a parameter, its sign proved", point=True)
    derivative.add_argument("--of", required=True, metavar="PLAYER[:ACTION]", help="a payoff, or a probability")
    bifurcation = add("bifurcation", "equilibria along a parameter: where they begin, end and meet", point=True)
    monotone = add("monotone", "do the extremal equilibria rise with a parameter, whatever the rest?", point=True)
    monotone.add_argument("--turned", action="append", metavar="PLAYER", help="only in this order")
    monotone.add_argument(
        "--falling", action="store_true", default=None, help="only whether they fall, in the listed order"
    )
    for command in (derivative, bifurcation, monotone):
        command.add_argument("--for", required=True, dest="focal", metavar="PARAMETER", help="the parameter that moves")


def add_robustness(command: object) -> None:
    """Add the options of `techpower robustness` to its parser."""
    add = command.add_argument  # type: ignore[attr-defined]
    add("--predict", default="", metavar="ACTION,ACTION", help="a profile, or a play of a tree: is it an equilibrium?")
    add("--only", action="store_true", help="is it the only equilibrium, mixed ones counted?")
    add("--payoff", default="", metavar="PLAYER", help="what drives this player's equilibrium payoff")
    add("--probability", default="", metavar="PLAYER:ACTION", help="what drives the probability of this action")
    add("--rule", choices=("mean", "least", "largest"), default="mean", help="among several equilibria (mean)")
    add("--cardinal", action="store_true", help="keep the order of the payoffs at the point, draw their sizes")
    add("--draws", type=int, default=1 << 16, metavar="N", help="independent draws (65536)")
    add("--base", type=int, default=1 << 11, metavar="N", help="base of the Sobol design, a power of two (2048)")
    add("--seed", type=int, default=0, metavar="S", help="of the draws (0)")
