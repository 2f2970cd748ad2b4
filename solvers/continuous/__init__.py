"""Games with continuous actions: first-order conditions, best responses, certified equilibria.

`solvers.smooth` is the front door.
"""
