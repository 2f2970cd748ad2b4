"""Stochastic games: values of stationary play, Shapley's iteration, all pure and some mixed equilibria.

`solvers.markov_perfect` is the front door.
"""
