"""Games as files in every format, and a strategy for random ones."""

import contextlib
from fractions import Fraction

import numpy as np
from hypothesis import strategies as st

from games.errors import FormatError
from games.formats import load
from games.forms import NormalForm

PD = NormalForm([[[3, 0], [5, 1]], [[3, 5], [0, 1]]], ("US", "CN"), (("C", "D"),) * 2, "dilemma")
NFG = 'NFG 1 R "dilemma" { "US" "CN" }\n{ { "C" "D" } { "C" "D" } }\n"why"\n\n3 3 5 0 0 5 1 1\n'
OUTCOMES = """NFG 1 R "o" { "A" "B" } { {"a" "b" "c"} {"d" "e"} } ""
{ { "x" 1/3, -2 } { "" .5 1e3 } }
1 2 0 2 1, 0
"""
ODD = ['"', "\\", '\\"', 'say "no"', "出口管制", "a, b", "x;y", "{", "}", "tab\tin", "line\nin"]
ODD += ["\\alpha", "ends\\", "1", "é ", "a_1"]

labels = st.sampled_from(ODD) | st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=6)
fractions = st.fractions() | st.integers(-(10**40), 10**40).map(Fraction)


@st.composite
def games(draw, least=1, most=4, label=labels):
    n = draw(st.integers(least, most))
    shape = draw(st.lists(st.integers(1, 4 if n < 4 else 2), min_size=n, max_size=n))
    names = draw(st.lists(label, min_size=n, max_size=n, unique=True))
    actions = [draw(st.lists(label, min_size=k, max_size=k, unique=True)) for k in shape]
    size = n * int(np.prod(shape))
    payoffs = np.empty(size, dtype=object)
    payoffs[:] = draw(st.lists(fractions, min_size=size, max_size=size))
    return NormalForm(payoffs.reshape(n, *shape), names, actions, draw(labels | st.just("")))


COMMAS = 'US \\ CN,C,D\nC,"3, 3","0, 5"\nD,"5, 0","1, 1"\n'
TABLES = [
    COMMAS,
    COMMAS.replace("\n", "\r\n"),
    "\ufeff\n" + COMMAS + ",,\n\n",
    "US \\ CN, C, D\nC, (3;3), 0;5\nD, 5 0, [1|1]".replace("|", " "),
    "US\\CN\tC\tD\t\nC\t3, 3\t(0, 5)\t\nD\t5,0\t1;1\t\n",
    "US \\ CN;C;D\nC;3, 3;0, 5\nD;5, 0;1 1",
    'US \\ CN;C;D\nC;"3;3";"0;5"\nD;"5;0";"1;1"',
    "US \\ CN\tC\tD\nC\t（3，3）\t0，5\nD\t10/2；0\t1.0, 1e0",
]


STOCHASTIC = """
title = "军备竞赛"
players = ["A", "B"]
discount = "4/5"
[states.x]
actions = { A = ["h", "b"], B = ["h", "b"] }
payoffs = { "h,h" = [0, 0], "h,b" = [-1, 1], "b,h" = [1, -1], "b,b" = [0, 0] }
next = { "h,h" = "x", "h,b" = "y", "b,h" = "y", "b,b" = { x = "1/2", y = "1/2" } }
[states.y]
actions = { A = ["w"], B = ["w"] }
payoffs = { "w,w" = [0, 0] }
next = { "w,w" = "x" }
"""

TOML = """title = "Export control"
players = ["US", "CN"]
[actions]
US = ["Open", "Restrict"]
CN = ["Depend", "Indigenise"]
[parameters]
t = { default = "3/2", range = [0, 3], meaning = { en = "gain", zh = "收益" }, source = "own" }
s = { default = 0.1, range = "(0, 1]" }
[payoffs]
"Open,Depend" = ["t", "t/s"]
"Open, Indigenise" = ["t/2 - 1", "(t + 1)/4"]
"Restrict,Depend" = [1, 0.1]
"Restrict,Indigenise" = [0, "1/3"]
"""


def truncated(path, source):
    """Return the games that the beginnings of a file, byte by byte, turn out to hold."""
    found = []
    for end in range(len(source.encode()) + 1):
        path.write_bytes(source.encode()[:end])
        with contextlib.suppress(FormatError):
            found.append(load(path))
    return found
