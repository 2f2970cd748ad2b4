"""Engines for game trees: induction on sets of equilibria; `solvers.subgame_perfect` is the front door."""
