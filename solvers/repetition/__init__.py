"""Strategies and payoffs of repeated games; `solvers.repeated` is the front door."""
