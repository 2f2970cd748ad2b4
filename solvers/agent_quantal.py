"""Agent quantal response in trees: the principal logit branch, and the assessment it tends to.

Every information set h has an agent of its own, who errs the less the more it costs: with precision lambda she plays
action a with probability proportional to exp(lambda Q(a | h)), Q being her player's expected payoff of a *given that h
is reached*, with the beliefs that follow from play by Bayes' rule (McKelvey and Palfrey 1998). Everything is reached,
so beliefs are defined; as lambda grows, the limits of such profiles with their beliefs are sequential equilibria, the
beliefs being limits of Bayes' (their theorem 4). The branch that begins where all choose at random selects one of
them.

Method: with y the logarithms of the odds against the first action, the equations y(a) = lambda (Q(a) - Q(first)) define
a curve in (y, lambda), followed by predictor and corrector, turning points included (Turocy 2010). Probabilities of
nodes are kept as logarithms, so that beliefs stay exact where nothing is left of them; derivatives are taken in
the complex plane (Squire and Trapp 1998). Each point carries its residual. Numeric throughout: a cross-check of the
exact solver, `sequential`, and no proof.

References: McKelvey and Palfrey (1998), "Quantal response equilibria for extensive form games"; Turocy (2010),
"Computing sequential equilibria using agent quantal response equilibria".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from games.errors import NotCoveredError
from games.forms.table import Shown, Table
from games.forms.tree import GameTree, Leaf
from games.glossary import translate
from games.text import Language, Text
from solvers.beliefs.histories import Histories, histories
from solvers.completeness import Completeness

__all__ = ["AgentQuantal", "agent_quantal"]

Array = np.ndarray[Any, Any]
END = 2000.0
"""Lambda, times the span of the payoffs, at which the branch ends."""
MOST_POINTS = 3000
ROWS = 16
TINY = 1e-200
TOLERANCE = 1e-10
CAPTION = Text("Agent quantal response, principal branch", "代理人随机最优反应：主分支")
LAST = Text(
    "At the last point nobody gains more than {:.1e} by a change at one information set; beliefs there: {}. "
    "Numeric: a cross-check of the sequential equilibria, no proof.",
    "在最后一点，任何人在单个信息集改变行动的所得不超过 {:.1e}；其信念：{}。数值结果：用以核对序贯均衡，并非证明。",
)
ONE = Completeness(
    False,
    Text(
        "one branch, followed in floating point from equal probabilities",
        "仅有一条分支，自各行动概率相等处以浮点运算追踪",
    ),
)
BROKE = Text("The branch broke off at lambda = {:.4g}.", "该分支在 lambda = {:.4g} 处中断。")


@dataclass(frozen=True, repr=False)
class AgentQuantal(Shown):
    """The branch: per point lambda, one probability vector per information set, beliefs, and the residual.

    `regret` is what somebody could gain at most by another action at one information set at the last point; `arrived`
    says whether the branch was followed to its end.
    """

    game: GameTree
    precisions: Array
    profiles: tuple[tuple[Array, ...], ...]
    beliefs: tuple[tuple[Array, ...], ...]
    residuals: Array
    regret: float
    arrived: bool

    def __len__(self) -> int:
        return len(self.precisions)

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return lambda, all probabilities and the residual at some of the points, the last among them."""
        sets = self.game.information_sets
        names = [
            f"{translate(s.player, lang)}: {translate(s.name, lang)}: {translate(a, lang)}"
            for s in sets
            for a in s.actions
        ]
        chosen = np.unique(np.linspace(0, len(self) - 1, ROWS).round().astype(int))
        rows = [
            (float(self.precisions[k]), *(float(p) for own in self.profiles[k] for p in own), float(self.residuals[k]))
            for k in chosen
        ]
        head = ("lambda", *names, Text("residual", "残差").in_(lang))
        return Table(head, rows, caption or CAPTION.in_(lang), self.note(lang))

    def note(self, lang: Language = "en") -> str:
        """Return how good the last point is, and what is believed there."""
        sets = self.game.information_sets
        several = [(s, own) for s, own in zip(sets, self.beliefs[-1], strict=True) if len(own) > 1]
        words = "; ".join(f"{translate(s.name, lang)}: ({', '.join(f'{p:.3g}' for p in own)})" for s, own in several)
        said = LAST.in_(lang).format(self.regret, words or "–")
        said = ONE.after(said, lang)
        return said if self.arrived else f"{said}\n{BROKE.in_(lang).format(float(self.precisions[-1]))}"

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        points = [
            {"lambda": float(precision), "profile": [own.tolist() for own in profile],
             "beliefs": [own.tolist() for own in beliefs], "residual": float(residual)}
            for precision, profile, beliefs, residual in zip(
                self.precisions, self.profiles, self.beliefs, self.residuals, strict=True
            )
        ]  # fmt: skip
        return {
            "game": self.game.title, "concept": "agent quantal response", "players": list(self.game.players),
            "information_sets": [{"player": s.player, "name": s.name} for s in self.game.information_sets],
            "actions": [list(s.actions) for s in self.game.information_sets],
            **ONE.to_json(), "arrived": self.arrived, "regret": self.regret, "points": points,
        }  # fmt: skip


def agent_quantal(tree: GameTree) -> AgentQuantal:
    """Return the principal branch of agent quantal response equilibria of a tree with perfect recall.

    Raises NotCoveredError for symbols, imperfect recall, events of probability zero, and a tree in which nobody moves.
    """
    game = histories(tree)
    if not game.sizes:
        raise NotCoveredError("agent quantal response needs somebody who moves")
    agents = _Agents(game)
    points = agents.branch()
    y, precisions = points[:, :-1], points[:, -1]
    states = [agents.state(row) for row in y]
    residuals = np.array([np.abs(agents.equations(point[None])[0]).max() for point in points])
    _, _, worth = states[-1]
    play = states[-1][0]
    regret = max(float(w.max() - w @ p) for w, p in zip(worth, play, strict=True))
    return AgentQuantal(
        tree, precisions / agents.span, tuple(p for p, _, _ in states), tuple(b for _, b, _ in states), residuals,
        regret * agents.span, bool(precisions[-1] >= END),
    )  # fmt: skip


class _Agents:
    """The equations of one tree; payoffs are divided by their span."""

    def __init__(self, game: Histories) -> None:
        self.game, self.flat = game, game.flat
        leaves = [node.payoffs for node in self.flat.nodes if isinstance(node, Leaf)]
        self.span = max((float(max(own) - min(own)) for own in zip(*leaves, strict=True)), default=1.0) or 1.0
        self.low = [min(own) for own in zip(*leaves, strict=True)]
        self.starts = np.concatenate([[0], np.cumsum([size - 1 for size in game.sizes])])
        self.payoffs = {
            v: np.array([float(u - low) / self.span for u, low in zip(node.payoffs, self.low, strict=True)])
            for v, node in enumerate(self.flat.nodes) if isinstance(node, Leaf)
        }  # fmt: skip

    def play(self, y: Array) -> tuple[list[Array], list[Array]]:
        """Return the probabilities of all actions and their logarithms, (points, actions) per information set."""
        logs = []
        for h in range(len(self.game.sizes)):
            own = np.concatenate([np.zeros((len(y), 1)), y[:, self.starts[h] : self.starts[h + 1]]], axis=1)
            top = own.real.max(axis=1, keepdims=True)
            logs.append(own - top - np.log(np.exp(own - top).sum(axis=1, keepdims=True)))
        return [np.exp(own) for own in logs], logs

    def beliefs(self, logs: list[Array]) -> list[Array]:
        """Return Bayes' beliefs, (points, nodes) per information set."""
        found = []
        for nodes in self.game.nodes:
            reach = np.stack([np.log(float(at.chance)) + sum(logs[h][:, a] for h, a in at.moves) + 0 * logs[0][:, 0]
                              for at in nodes], axis=1)  # fmt: skip
            weights = np.exp(reach - reach.real.max(axis=1, keepdims=True))
            found.append(weights / weights.sum(axis=1, keepdims=True))
        return found

    def worths(self, y: Array) -> tuple[list[Array], list[Array], list[Array]]:
        """Return probabilities, beliefs and the worth of every action given that its set is reached."""
        probabilities, logs = self.play(y)
        beliefs, values = self.beliefs(logs), self._values(probabilities)
        worth = []
        for h, nodes in enumerate(self.game.nodes):
            i, below = self.game.players[h], [self.flat.children[at.node] for at in nodes]
            columns = [
                sum(beliefs[h][:, x] * values[c[a]][i] for x, c in enumerate(below)) for a in range(self.game.sizes[h])
            ]
            worth.append(np.stack(columns, axis=1))
        return probabilities, beliefs, worth

    def _values(self, probabilities: list[Array]) -> dict[int, Array]:
        """Return everybody's expected payoff from every node on, (players, points)."""
        values: dict[int, Array] = {}
        count = len(probabilities[0])
        for v in reversed(range(len(self.flat.nodes))):
            node, h = self.flat.nodes[v], self.flat.decision[v]
            if isinstance(node, Leaf):
                values[v] = np.repeat(self.payoffs[v][:, None], count, axis=1).astype(probabilities[0].dtype)
            else:
                weights = probabilities[h].T if h >= 0 else [float(p) for p in node.probabilities]  # type: ignore[union-attr]
                values[v] = sum(w * values[c] for w, c in zip(weights, self.flat.children[v], strict=True))  # type: ignore[assignment]
        return values

    def equations(self, z: Array) -> Array:
        """Return y(a) - lambda (Q(a) - Q(first)) at points z = (y, lambda), one row each."""
        *_, worth = self.worths(z[:, :-1])
        gains = np.concatenate([own[:, 1:] - own[:, :1] for own in worth], axis=1)
        found: Array = z[:, :-1] - z[:, -1:] * gains
        return found

    def jacobian(self, z: Array) -> Array:
        """Return the derivative by (y, lambda): a tiny imaginary step has no rounding to cancel."""
        steps = np.repeat(z[None].astype(complex), len(z), axis=0) + 1j * TINY * np.eye(len(z))
        found: Array = self.equations(steps).imag.T / TINY
        return found

    def state(self, y: Array) -> tuple[tuple[Array, ...], tuple[Array, ...], tuple[Array, ...]]:
        """Return strategies, beliefs and worths at one point."""
        strategies, beliefs, worths = (tuple(own[0] for own in each) for each in self.worths(y[None]))
        return strategies, beliefs, worths

    def branch(self) -> Array:
        """Return points along the curve from lambda = 0 on."""
        z, step = np.zeros(int(self.starts[-1]) + 1), 0.1
        if len(z) == 1:
            return np.array([[0.0], [END]])
        direction = np.eye(len(z))[-1]
        direction, points = self._tangent(z, direction), [z]
        while z[-1] < END and len(points) < MOST_POINTS and step > 1e-8:
            new = self._corrected(z + step * direction, direction)
            turned = None if new is None else self._tangent(new, direction)
            if new is None or turned is None or turned @ direction < 0.9:
                step *= 0.4
                continue
            z, direction, step = new, turned, 1.5 * step
            points.append(z)
        return np.array(points)

    def _tangent(self, z: Array, before: Array) -> Array:
        t = np.linalg.solve(np.vstack([self.jacobian(z), before]), np.eye(len(z))[-1])
        found: Array = t / np.linalg.norm(t)
        return found

    def _corrected(self, z: Array, direction: Array) -> Array | None:
        """Return the point of the curve across `direction`, None if Newton's method does not come close."""
        for _ in range(8):
            value = np.append(self.equations(z[None])[0], 0.0)
            if np.abs(value).max() < TOLERANCE * (1 + z[-1]):
                return z
            try:
                z = z - np.linalg.solve(np.vstack([self.jacobian(z), direction]), value)
            except np.linalg.LinAlgError:
                return None
            if not np.isfinite(z).all():
                return None
        return None
