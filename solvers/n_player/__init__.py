"""Engines for three and more players: exact algebra per support, certified boxes; `solvers.nash` is the front door."""
