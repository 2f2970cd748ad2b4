"""Technology races: closed forms of three gaps, certified equilibria of more, and the race to the precipice.

`solvers.race` is the front door.
"""
