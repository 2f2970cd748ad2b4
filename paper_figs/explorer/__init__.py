"""The explorer: one HTML page, whole in itself, in which the parameters of a model move.

`page` puts it together from the `assets` and from the models (`models`), whose payoffs travel as straight-line
programs (`tape`), so that the page computes with the same exact numbers as the solvers.
"""
