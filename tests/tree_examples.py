"""Trees that several tests use."""

import itertools
from fractions import Fraction

from games.forms import GameTree, chance, decision, leaf

F = Fraction


def horse():
    """Selten's horse (1975), figure 1."""
    third = [{"L": leaf(*left), "R": leaf(*right)} for left, right in [((0, 0, 0), (3, 2, 2)), ((0, 0, 1), (4, 4, 0))]]
    down, across = (decision("3", moves, "third") for moves in third)
    second = decision("2", {"d": across, "a": leaf(1, 1, 1)})
    return GameTree(decision("1", {"D": down, "A": second}), ("1", "2", "3"), "Horse")


def random_game(rng, deepest=4, ascii_only=False):
    """Return a tree with information sets, often of imperfect recall, chance, odd names and odd numbers."""
    union, win, nature = ("EU", "won", "nature") if ascii_only else ("欧盟", "赢", "自然")
    players = rng.sample(["US", "CN", union, 'a "q"', "x y"], rng.randint(1, 3))

    def grow(depth):
        if depth == deepest or (depth and rng.random() < 0.25):
            values = (F(rng.randint(-9, 9), rng.randint(1, 4)) for _ in players)
            return leaf(*values, outcome=rng.choice(["", "win", win]))
        count = rng.randint(1, 3)
        if rng.random() < 0.2:
            weights = [rng.randint(k == 0, 3) for k in range(count)]
            events = {f"e{k}": (F(w, sum(weights)), grow(depth + 1)) for k, w in enumerate(weights)}
            return chance(events, f"{nature} {next(number)}" * rng.randint(0, 1))
        together = f"h{depth}.{count}" * (rng.random() < 0.6)
        return decision(rng.choice(players), {f"m {k}": grow(depth + 1) for k in range(count)}, together)

    number = itertools.count()
    return GameTree(grow(0), players, rng.choice(["", 't \\ "x"', "{ 1 }"]))
