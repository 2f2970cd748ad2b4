"""Continua with three and more players in words, against the game."""

from __future__ import annotations

import re
from fractions import Fraction

import numpy as np

from games.forms import NormalForm
from solvers.nash import nash

ACTIONS = (("Yes", "No"), ("Yes", "No"), ("Yes", "No"))


def hyperbola():
    """A and B want p_B p_C = 1/4 and p_A p_C = 1/4; C gains by p_B - p_A: a curve p_A = p_B = 1 / (4 p_C)."""
    u = np.zeros((3, 2, 2, 2), dtype=object)
    for plays in np.ndindex(2, 2, 2):
        a, b, c = (1 - own for own in plays)
        u[(slice(None), *plays)] = a * (4 * b * c - 1), b * (4 * a * c - 1), c * (b - a)
    return NormalForm(u, ("A", "B", "C"), ACTIONS)


def test_a_curved_continuum_is_told_by_players_and_actions_each_piece_once():
    (component,) = (c for c in nash(hyperbola()).components if c.description)
    head, *pieces = component.description.split("; ")
    assert head == f"curve of equilibria, {len(pieces)} pieces"
    assert sorted(pieces) == [
        "A mixes Yes and No, B mixes Yes and No, C mixes Yes and No, "
        "with P(A: Yes) = P(B: Yes), P(B: Yes) = 1/(4·P(C: Yes)), P(C: Yes) > 1/4",
        "A plays Yes, B plays Yes, C mixes Yes and No, with P(C: Yes) ≥ 1/4",
    ]
    for chance in (Fraction(1, 3), Fraction(1, 2), Fraction(3, 4)):
        point = tuple((p, 1 - p) for p in (1 / (4 * chance), 1 / (4 * chance), chance))
        assert all(np.ptp(payoffs_of_actions(i, point)) == 0 for i in range(3))


def payoffs_of_actions(player, point):
    """What each action pays her against the others' mixtures."""
    table = np.moveaxis(hyperbola().payoffs[player], player, 0)
    others = [np.array(strategy, dtype=object) for i, strategy in enumerate(point) if i != player]
    return np.array([(rows * np.multiply.outer(*others)).sum() for rows in table], dtype=object)


def test_the_words_are_those_of_the_table_and_typeset():
    found = nash(hyperbola())
    chinese, latex = found.note("zh"), found.to_latex()
    assert "均衡曲线，共 2 段；" in chinese
    assert "满足 P(A：" in chinese
    assert not re.search(r"plays|mixes|with|pieces", chinese)
    assert not re.search(r"p\d\[|\d\*|\*P|>=|\$>\$=", latex)
    assert r"1/(4$\cdot$P(C: Yes))" in latex
