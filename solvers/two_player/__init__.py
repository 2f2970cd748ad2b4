"""Engines for two players: vertex enumeration, labels, compiled walks; `solvers.nash` is the front door."""
