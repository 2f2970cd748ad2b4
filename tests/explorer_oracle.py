"""What the explorer's page answers, held to what the solvers answer at the same point."""

from collections import Counter
from fractions import Fraction
from math import prod

import sympy

from games.forms import GameTree, NormalForm
from games.forms.tree import Chance, Leaf
from games.model import rationals
from solvers.dominance import iterated_dominance
from solvers.nash import nash
from solvers.participation import participation
from solvers.pure import pure_equilibria
from solvers.subgame_perfect import pure_subgame_perfect, subgame_perfect

MOST_SHOWN = 600
"""Equilibria of a tree beyond which the page leaves some out, and says so."""


def pure(profile, counts):
    return tuple(tuple(Fraction(a == b) for b in range(count)) for a, count in zip(profile, counts, strict=True))


def exact(rows):
    return tuple(tuple(map(Fraction, row)) for row in rows)


def components(found):
    return [(c.dimension, frozenset((p.profile, p.payoffs) for p in c.extreme)) for c in found.components]


def all_equilibria(game):
    """All equilibria of a game that strict dominance reduces to at most three players."""
    if game.n_players <= 2:
        return components(nash(game))
    kept = iterated_dominance(game, mixed=False).kept
    active = [i for i, own in enumerate(kept) if len(own) > 1] or [0]
    assert len(active) <= 3
    core = game.restrict(kept)
    ends = tuple(slice(None) if i in active else 0 for i in range(game.n_players))
    small = nash(NormalForm(core.payoffs[active][(slice(None), *ends)]))
    return [
        (c.dimension, frozenset(lifted(game, kept, active, p.profile) for p in c.extreme)) for c in small.components
    ]


def lifted(game, kept, active, profile):
    """A profile of the active players with what the others play, and everybody's payoffs."""
    chosen = dict(zip(active, profile, strict=True))
    played = [dict(zip(own, chosen.get(i, (Fraction(1),)), strict=True)) for i, own in enumerate(kept)]
    full = tuple(
        tuple(own.get(a, Fraction(0)) for a in range(count)) for own, count in zip(played, game.shape, strict=True)
    )
    weights = [(p, prod(own[a] for own, a in zip(full, p, strict=True))) for p in game.profiles()]
    return full, tuple(sum(w * u[p] for p, w in weights) for u in game.payoffs)


def rounded(point):
    """A point to thirty digits, and what is exact as it is."""
    return tuple(tuple(round(Fraction(str(sympy.N(x, 40))), 30) if hasattr(x, "free_symbols") else x for x in own)
                 for own in point)  # fmt: skip


def check_normal(game, answer):
    """The page lists what the solver lists; irrational numbers, enclosed by the page, to thirty digits."""
    shown = Counter(
        (part["dimension"], frozenset((near(p["profile"]), near([p["payoffs"]])[0]) for p in part["points"]))
        for part in answer["components"]
    )
    solved = all_equilibria(game) if answer["complete"] else components(pure_equilibria(game))
    assert shown == Counter((d, frozenset((rounded(x), rounded([u])[0]) for x, u in points)) for d, points in solved)
    labelled = {tuple(map(int, each.split(","))) for each in answer["label"].split(";") if each != "none"}
    assert {pure(profile, game.shape) for profile in labelled} == {p.profile for p in pure_equilibria(game)}


def near(rows):
    return tuple(tuple(round(Fraction(x[1:]), 30) if x[0] == "≈" else Fraction(x) for x in own) for own in rows)


def check_tree(game, answer):
    counts = [len(s.actions) for s in game.information_sets]
    shown = [(pure(each["plan"], counts), exact([each["payoffs"]])[0]) for each in answer["solutions"]]
    solved = pure_subgame_perfect(game)
    assert answer["complete"] == (solved.count <= MOST_SHOWN)
    if not answer["complete"]:
        assert len(set(shown)) == MOST_SHOWN
        assert all(payoffs == reached(game, game.root, plan) for plan, payoffs in shown)
        return
    assert len(shown) == solved.count
    assert set(shown) == {(p.profile, p.payoffs) for p in solved}
    everything = subgame_perfect(game)
    assert (len(shown) == 1) == (len(everything) == 1 and everything.components[0].dimension == 0)
    assert bool(answer["tied"]) == (len(shown) > 1)


def reached(game, node, plan):
    """The payoffs of a plan below a node, at whose every decision no deviation of one step may pay."""
    if isinstance(node, Leaf):
        return node.payoffs
    each = [reached(game, child, plan) for child in node.children]
    if isinstance(node, Chance):
        return tuple(sum(p * u for p, u in zip(node.probabilities, own)) for own in zip(*each))
    place = next(k for k, other in enumerate(game.nodes) if other is node)
    player, chosen = game.players.index(node.player), each[plan[game.set_of[place]].index(1)]
    assert chosen[player] == max(payoffs[player] for payoffs in each)
    return chosen


def check_held(answer):
    """What the page shows of a signalling game are the regions that hold, which `check_regions` compares."""
    assert [row["strategies"] for row in answer["held"]] == [row["strategies"] for row in answer["rows"] if row["here"]]


def check_participation(game, answer):
    solved = participation(game)
    assert exact(answer["shares"]) == solved.equilibria
    assert tuple(answer["stable"]) == solved.stable
    assert exact(answer["bands"]) == solved.bands


def check_regions(rows, point, answer):
    values = rationals(point)
    assert [row["here"] for row in answer["rows"]] == [row.contains(point) for row in rows]
    for row, shown in zip(rows, answer["rows"], strict=True):
        if not shown["here"]:
            continue
        for strategy, own in zip(row.profile, shown["strategies"], strict=True):
            if not isinstance(strategy, str):
                odds = [Fraction(str(p.xreplace(values))) if hasattr(p, "subs") else p for p in strategy.values()]
                assert sorted(map(Fraction, own)) == sorted(odds)


def check(questions, replies, rows, most):
    """Compare every answer with the solver's, and what holds at the first points of a variant with its regions."""
    seen = Counter()
    for (variant, point), answer in zip(questions, replies, strict=True):
        assert answer["broken"] == []
        game = variant.at(**point)
        if isinstance(game, NormalForm):
            check_normal(game, answer)
        elif isinstance(game, GameTree):
            check_tree(game, answer) if game.perfect_information else check_held(answer)
        else:
            check_participation(game, answer)
        seen[key(variant)] += 1
        if answer["rows"] and seen[key(variant)] <= most:
            check_regions(rows[key(variant)], point, answer)
    return seen


def key(variant):
    return (variant.name, *variant.choice.values())
