"""Solutions of games in coalitional form; `solvers.coalitional` is the front door."""
