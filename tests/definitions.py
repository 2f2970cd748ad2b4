"""Equilibria by their definitions, for small games: what the solvers are held to."""

from itertools import product

from games.forms.tree import Leaf


def pure_nash(game):
    """Pure Nash equilibria, as labels."""

    def stays(a):
        return all(
            game.payoffs[(i, *a)] >= game.payoffs[(i, *a[:i], b, *a[i + 1 :])]
            for i in range(game.n_players)
            for b in range(game.shape[i])
        )

    return {game.labels(a) for a in game.profiles() if stays(a)}


def perfect_outcomes(tree, node, path=()):
    """Outcomes of pure subgame-perfect equilibria: choose an equilibrium in every subgame."""
    if isinstance(node, Leaf):
        return {(path, node.payoffs)}
    mover = tree.players.index(node.player)
    below = [perfect_outcomes(tree, c, (*path, a)) for a, c in zip(node.actions, node.children, strict=True)]
    return {
        chosen[i]
        for chosen in product(*below)
        for i in range(len(chosen))
        if chosen[i][1][mover] == max(end[1][mover] for end in chosen)
    }
