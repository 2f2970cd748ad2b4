"""Relative gains: states that want position, not only profit.

Absolute payoffs V become utilities U when a state also cares about the gap to the others (Grieco 1988; Snidal 1991):

    U_i = V_i + sum over j != i of k_ij (V_i - V_j)

k_ij >= 0 is i's sensitivity to j's gains, negative toward an ally. With two actors U = V - k (W - V) is Grieco's form,
and Snidal's (1-r) V + r (V - W) is the same preference with r = k / (1 + k). Among n actors Snidal spreads one total
weight over all rivals: `spread(k, n)`.

The operator works on normal forms, trees, batches, models, the stage games of repeated games, and coalitional games. Of
these only with one uniform k, the only one under which utility can still be handed on: gaps among the members of a
coalition S cancel, so that with outsiders standing together it is worth

    (1 + k (n - |S|)) v(S) - k |S| v(N - S).

In `endogenous_k` concern for relative gains follows from the use of force. Players: a gainer and its partner.
Assumptions: no actor cares about gaps as such; a gap helps in the use of force. Not modelled: bargaining over the gap.

References: Grieco (1988), "Realist theory and the problem of international cooperation"; Snidal (1991), "Relative
gains and the pattern of international cooperation"; Powell (1991), "Absolute and relative gains in international
relations theory".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np

from games.errors import ParameterError
from games.forms import numbers
from games.forms.batch import Batch
from games.forms.coalition import CoalitionalGame
from games.forms.normal_form import NormalForm
from games.forms.numbers import Number
from games.forms.repeated import RepeatedGame
from games.forms.tree import GameTree, decision, leaf
from games.model import Form, Model
from games.parameters import Parameter, parameter
from games.text import Text

Playable = TypeVar("Playable", NormalForm, GameTree, Batch, Model, RepeatedGame, CoalitionalGame)


def relative_gains(game: Playable, k: Any) -> Playable:
    r"""Return the game in utilities U, given one in absolute payoffs V.

    `k` is a scalar (the same toward every rival, for everybody), a vector (each player's own, toward every rival) or a
    matrix k[i][j] (the diagonal is ignored); entries are numbers, sympy expressions or Parameters.

    Raises ParameterError when `k` does not fit the number of players, or is no single weight for a coalitional game.

    >>> game = NormalForm([[[3, 0], [5, 1]], [[3, 5], [0, 1]]])
    >>> relative_gains(game, 1)
    1 \ 2  1       2
    -----  ------  ------
    1      3, 3    -5, 10
    2      10, -5  1, 1
    """
    changed: Any
    if isinstance(game, Model):
        changed = _on_model(game, k)
    elif isinstance(game, NormalForm):
        matrix = operator(k, game.n_players).astype(game.payoffs.dtype)
        changed = game.with_payoffs(np.tensordot(matrix, game.payoffs, axes=1))
    elif isinstance(game, GameTree):
        matrix = operator(k, len(game.players))
        changed = game.map_payoffs(lambda payoffs: list(matrix @ np.array(payoffs, dtype=object)))
    elif isinstance(game, RepeatedGame):
        changed = RepeatedGame(relative_gains(game.stage, k), game.delta, game.detection, game.title)
    elif isinstance(game, CoalitionalGame):
        changed = _on_coalitions(game, k)
    else:
        changed = _on_batch(game, k)
    return changed  # type: ignore[no-any-return]


def operator(k: Any, n: int) -> np.ndarray:
    """Return the n x n matrix A with U = A V, as an object array of exact numbers or expressions.

    Every row sums to one: a game in which all get the same is unchanged.

    >>> operator("1/2", 2).tolist()
    [[Fraction(3, 2), Fraction(-1, 2)], [Fraction(-1, 2), Fraction(3, 2)]]
    """
    weights = weight_matrix(k, n)
    matrix = -weights
    for i in range(n):
        matrix[i, i] = 1 + sum(weights[i, j] for j in range(n) if j != i)
    return matrix


def weight_matrix(k: Any, n: int) -> np.ndarray:
    """Return k as an n x n object array with a zero diagonal.

    Raises ParameterError when `k` has another shape.
    """
    given = np.array(k, dtype=object)
    if given.shape not in ((), (n,), (n, n)):
        raise ParameterError(f"k of shape {given.shape}; accepted: a number, {n} numbers or {n} x {n} numbers")
    own = given[:, None] if given.ndim == 1 else given
    matrix = np.array(np.broadcast_to(own, (n, n)))
    for i, j in np.ndindex(n, n):
        matrix[i, j] = numbers.exact(0 if i == j else matrix[i, j])
    return matrix


def spread(k: Any, n: int) -> Any:
    """Return the weight per rival when a total weight `k` is spread evenly over n - 1 rivals (Snidal 1991).

    >>> spread("3/2", 4)
    Fraction(1, 2)
    """
    return numbers.exact(k) / (n - 1)


def snidal_weight(k: Any) -> Any:
    """Return Snidal's r = k / (1 + k) of a Grieco weight k.

    >>> snidal_weight(1)
    Fraction(1, 2)
    """
    return numbers.exact(k) / (1 + numbers.exact(k))


def _on_model(model: Model, k: Any) -> Model:
    entries = np.array(k, dtype=object)
    known = {p.name for p in model.parameters}
    added = {p.name: p for p in entries.flat if isinstance(p, Parameter) and p.name not in known}

    def build(**values: Any) -> Form:
        weights = np.empty(entries.shape, dtype=object)
        for place, entry in np.ndenumerate(entries):
            weights[place] = values[entry.name] if isinstance(entry, Parameter) else entry
        own = {name: value for name, value in values.items() if name not in added}
        return relative_gains(model.build(**own), weights)  # type: ignore[type-var]

    return replace(model, build=build, parameters=(*model.parameters, *added.values()))


def _on_coalitions(game: CoalitionalGame, k: Any) -> CoalitionalGame:
    n = len(game.players)
    weights = weight_matrix(k, n)
    weight = weights[0, -1]
    if any(weights[i, j] != weight for i, j in np.ndindex(n, n) if i != j):
        raise ParameterError(
            "a coalitional game accepts one weight k for all: under others utility cannot be handed on"
        )

    def worth(mask: int) -> Number:
        inside = mask.bit_count()
        return (1 + weight * (n - inside)) * game.worths[mask] - weight * inside * game.worths[game.everyone ^ mask]

    return replace(game, worths=(0, *(worth(mask) for mask in range(1, game.everyone + 1))))


def _on_batch(batch: Batch, k: Any) -> Batch:
    template = relative_gains(batch.template, k)  # type: ignore[type-var]
    matrix = operator(k, len(template.players)).astype(float)

    def evaluate(**coordinates: Any) -> list[Any]:
        values = batch.evaluate(**coordinates)
        n, cells = len(matrix), len(values) // len(matrix)
        return [sum(matrix[i, j] * values[j * cells + c] for j in range(n)) for i in range(n) for c in range(cells)]

    exact_game: Callable[..., Any] = lambda **point: relative_gains(batch.exact_game(**point), k)  # noqa: E731
    return replace(batch, template=template, evaluate=evaluate, exact_game=exact_game)


GAIN = Text("absolute gain", "绝对收益")

gain = parameter("a", "what the deal gives each", "协议给予双方各自的收益", "1/4", 0, 2, unit=GAIN)
gap = parameter("g", "what it gives the gainer more", "协议多给得益方的收益", "1/2", 0, 1, unit=GAIN)
balance = parameter("p", "chance that the gainer's force succeeds without the gap", "无差距时得益方动武成功的概率",
                    "1/2", 0, "1/2")  # fmt: skip
edge = parameter("s", "chance that a unit of gap adds", "每单位差距增加的成功概率", "1/2", 0, "1/2")
prize = parameter("Z", "what force decides", "武力所决定的价值", 2, 0, 4, unit=GAIN)
force_cost = parameter("c", "cost of force to each", "动武给各方造成的成本", "1/2", 0, 2, unit=GAIN)
peace = parameter("v", "value of peace to each", "和平对各方的价值", "3/4", 0, 2, unit=GAIN)


def _endogenous_k(a: Number, g: Number, p: Number, s: Number, Z: Number, c: Number, v: Number) -> GameTree:
    def period_two(gains: tuple[Number, Number], chance: Number) -> Any:
        gainer, partner = gains
        force = leaf(gainer + chance * Z - c, partner + (1 - chance) * Z - c)
        return decision("Gainer", {"Keep peace": leaf(gainer + v, partner + v), "Attack": force})

    choices = {"Accept": period_two((a + g, a), p + s * g), "Refuse": period_two((0 * a, 0 * a), p)}
    return GameTree(decision("Partner", choices), ("Gainer", "Partner"))


endogenous_k = Model(
    name="relative_gains.endogenous_k",
    title=Text("Where concern for relative gains comes from", "对相对收益的关切从何而来"),
    story=Text(
        "Nobody cares about relative gains as such. A deal gives both a gain, one of them more; the gap then raises "
        "the chance that the gainer's force succeeds. Knowing this, the partner accepts or refuses. A reconstruction.",
        "没有人为相对收益本身而在意它。协议使双方获益，其中一方得益更多；差距随后提高得益方动武成功的概率。"
        "对方知道这一点，据此接受或拒绝协议。此为重构。",
    ),
    parameters=(gain, gap, balance, edge, prize, force_cost, peace),
    build=_endogenous_k,
    claims=(14, 54),
    references=("Powell 1991",),
)
