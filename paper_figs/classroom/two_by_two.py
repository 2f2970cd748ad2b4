"""2x2 games with a given mixed equilibrium, and the sentences that solve small games.

If Row plays her first action with probability p and Column his with q, Row is indifferent when q g = (1 - q) h, with g
her gain from her first action at Column's first and h that from her second at Column's second; so g : h = (1 - q) : q.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from games.forms import NormalForm
from games.text import Text
from paper_figs.classroom.answers import Part
from paper_figs.classroom.deviations import against, profile_words
from paper_figs.classroom.draw import Draw
from paper_figs.classroom.words import listed, say
from solvers.equilibrium import Equilibrium

Matrix = list[list[int]]
COORDINATION, ANTI, CYCLE, OTHER_CYCLE = (1, 1), (-1, -1), (1, -1), (-1, 1)
"""The signs of both players' gains: their pure equilibria are on the diagonal, off it, nowhere."""


def fractions(most: int) -> list[Fraction]:
    """Return the fractions between 0 and 1 with denominators up to `most`.

    >>> [str(x) for x in fractions(3)]
    ['1/2', '1/3', '2/3']
    """
    return [Fraction(n, d) for d in range(2, most + 1) for n in range(1, d) if Fraction(n, d).denominator == d]


def with_mixture(draw: Draw, p: Fraction, q: Fraction, signs: tuple[int, int]) -> tuple[Matrix, Matrix]:
    """Return payoffs of a 2x2 game in which (p, q) is the mixed equilibrium."""
    row = _own(draw, q, signs[0])
    column = _own(draw, p, signs[1])
    return row, [[column[0][0], column[1][0]], [column[0][1], column[1][1]]]


def _own(draw: Draw, other: Fraction, sign: int) -> Matrix:
    """Return own payoffs [own action][other's action] that make one indifferent at the other's probability."""
    scale = draw.between(1, max(1, 4 // other.denominator))
    first = sign * scale * (other.denominator - other.numerator)
    second = sign * scale * other.numerator
    low, high = draw.between(0, 3), draw.between(0, 3)
    return [[low + max(first, 0), high + max(-second, 0)], [low + max(-first, 0), high + max(second, 0)]]


def best_replies(game: NormalForm) -> list[Text]:
    """Return for each player the best replies to every action of the other, in sentences."""
    return [_replies(game, i) for i in range(2)]


def _replies(game: NormalForm, i: int) -> Text:
    other = game.actions[1 - i]
    found = []
    for b, action in enumerate(other):
        payoffs = list(game.payoffs[i][:, b] if i == 0 else game.payoffs[i][b])
        best = [a for a, u in zip(game.actions[i], payoffs, strict=True) if u == max(payoffs)]
        found.append(say("to {0}: {1} ({2})", "对{0}：{1}（{2}）", action, best, max(payoffs)))
    return say("Best replies of {0}: {1}.", "{0}的最优反应：{1}。", game.players[i], listed(found))


def pure_words(game: NormalForm, points: Sequence[Equilibrium]) -> Text:
    """Say which profiles are pure equilibria."""
    if not points:
        return Text(
            "In no cell do both reply best, so there is no equilibrium in pure strategies.",
            "没有一格使双方同时作出最优反应，故无纯策略均衡。",
        )
    return say(
        "Both reply best at {0}: equilibria in pure strategies.", "双方同时作出最优反应之处：{0}，即纯策略均衡。",
        listed([profile_words(game, point.profile) for point in points]),
    )  # fmt: skip


def indifference(game: NormalForm, profile: Sequence[Part]) -> Iterator[Text]:
    """Yield why each player's mixture is what it is: the other's payoffs from the actions played, and from the rest."""
    for i in range(2):
        weights = profile[1 - i]
        payoffs = against(game, profile, i)
        used = [a for a, p in enumerate(profile[i]) if p]
        terms = [_weighted(game, i, a, weights, payoffs[a]) for a in used]
        if len(used) > 1:
            yield say(
                "{0} mixes only if indifferent, which the strategy of {1} must bring about: {2}.",
                "{0}只有在无差异时才混合，这要由{1}的策略实现：{2}。",
                game.players[i], game.players[1 - i], listed(terms),
            )  # fmt: skip
        rest = [_weighted(game, i, a, weights, u) for a, u in enumerate(payoffs) if a not in used]
        if rest:
            yield say(
                "What {0} leaves out pays less: {1}.", "{0}不采用的行动所得更少：{1}。", game.players[i], listed(rest)
            )


def equation(game: NormalForm, profile: Sequence[Part], i: int) -> Text:
    """Return the indifference equation of player i between two actions, solved for the other's two probabilities."""
    own = [a for a, p in enumerate(profile[i]) if p]
    their = [b for b, p in enumerate(profile[1 - i]) if p]
    sides = []
    for a in own:
        u, v = (game.payoffs[i][(a, b) if i == 0 else (b, a)] for b in their)
        sides.append(f"{u}·{'pq'[1 - i]} + {v}·(1 - {'pq'[1 - i]})".replace("+ -", "- "))
    letter = "pq"[1 - i]
    return say(
        "With {4} the probability of {0}, {1} is indifferent if {2}, so {4} = {3}.",
        "设 {4} 为{0}的概率，{1}无差异的条件是 {2}，故 {4} = {3}。",
        game.actions[1 - i][their[0]], game.players[i], Text(" = ".join(sides), " = ".join(sides)),
        profile[1 - i][their[0]], Text(letter, letter),
    )  # fmt: skip


def mixture_words(game: NormalForm, profile: Sequence[Part]) -> list[Text]:
    """Return the derivation of a mixed equilibrium."""
    two = all(sum(1 for p in part if p) == 2 for part in profile)
    head = say("Mixed equilibrium {0}:", "混合策略均衡 {0}：", profile_words(game, profile))
    return [head, *([equation(game, profile, i) for i in range(2)] if two else []), *indifference(game, profile)]


def _weighted(game: NormalForm, i: int, a: int, weights: Part, total: Fraction) -> Text:
    terms = []
    for b, p in enumerate(weights):
        if p:
            u = game.payoffs[i][(a, b) if i == 0 else (b, a)]
            terms.append(f"{p}·({u})" if u < 0 else f"{p}·{u}")
    shown = " + ".join(terms)
    return say("{0}: {1} = {2}", "{0}：{1} = {2}", game.actions[i][a], Text(shown, shown), total)
