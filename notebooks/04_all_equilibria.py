# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#       jupytext_version: 1.19.6
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # All equilibria: how to know that none is missing
#
# "The game has two equilibria" is a claim about everything that is *not* on the list. Lists of equilibria are often
# shorter than they should be: a program lost one to rounding, a tie was taken for an accident, a continuum was shown by
# one of its points. Whoever then argues from the list ("so restriction is the only outcome") argues from nothing.
#
# This notebook is about complete lists. You will meet: best-response polytopes, degenerate games and components, index,
# three players and irrational equilibria, statements of completeness, refinements, and selection.

# %%
from fractions import Fraction

import matplotlib.pyplot as plt
import numpy as np
from ipywidgets import interact

import games
from games.forms import NormalForm
from solvers.nash import nash

# %% [markdown]
# ## A game whose only equilibrium is easily lost
#
# Payoffs like these, with one decimal, stand in every textbook. The sum of the equilibria's indices (more about that
# below) is always 1, so a list that is empty, or of even length in a game without ties, cannot be right.

# %%
decimal = NormalForm(
    [
        [["2.2", "0.3", "0.3"], ["1.9", "1", "3"], ["1", "2.1", "2.6"]],
        [["0.7", "1.4", "2.5"], ["2.7", "3", "0.5"], ["0.2", "1", "2.3"]],
    ]
)
only = nash(decimal)
assert only.complete
assert len(list(only)) == 1
only

# %% [markdown]
# A well-known library, asked for the same game, finds none. It warns that the game is degenerate; it is not.

# %%
import nashpy

a, b = (np.array(matrix, dtype=float) for matrix in decimal.payoffs)
print("found by support enumeration in floating point:", list(nashpy.Game(a, b).support_enumeration()))

# %% [markdown]
# The usual way to look for it: guess which actions are used, solve the equations of indifference, compare payoffs. In
# floating point the comparison of two numbers that ought to be equal is decided by the last bit. Here are the gains from
# a deviation at the exact equilibrium, rounded to double precision: they ought to be 0 for every action that is used.

# %%
x, y = (np.array(strategy, dtype=float) for strategy in next(iter(only)).profile)
gains = np.concatenate([a @ y - x @ a @ y, x @ b - x @ b @ y])
used = np.concatenate([x, y]) > 0
assert np.abs(gains[used]).max() < 1e-14
print("gains of the actions used:", gains[used])

# %% [markdown]
# A test `gain <= 0` may fail by $10^{-16}$, and a tolerance only moves the trouble: with payoffs in dollars instead of
# trillions the same tolerance means something else. Exact arithmetic has no such test to pass. 0.1 is one tenth here, and
# a change of units changes nothing:

# %%
for unit in (Fraction(1, 10**9), 1, 10**15):
    scaled = decimal.with_payoffs(decimal.payoffs * unit)
    assert [point.profile for point in nash(scaled)] == [point.profile for point in only]

# %% [markdown]
# **Why is the list complete?** Every answer says so itself. For two players: a mixture of player 1 is a point of a polytope
# whose walls are "action $i$ is not used" and "action $j$ is a best reply"; an equilibrium is a pair of points that
# together touch every wall. All corners of both polytopes are found by exact pivoting, and all pairs are tried.

# %%
print(only.why)

# %% [markdown]
# **Question 1.** In a game without ties, why is the number of equilibria odd? (What is the sum of an odd number of
# $+1$ and $-1$?)
#
# ## Ties: components
#
# Games told as stories are full of ties: whoever does not enter the market does not care what would have happened there.
# Ties make *continua* of equilibria. The chip ban with a second supplier, the EU, has two of them.

# %%
three = nash(games.find("chip_ban_three")())
assert [component.dimension for component in three.components] == [0, 1]
three

# %% [markdown]
# If the US does not restrict, the EU is never asked whether to join, so it may promise to join with any probability
# from $11/15$ down to nothing. That is one *component* of dimension 1, given by its two ends. The component is what counts: all
# its points are played the same way.
#
# How a continuum comes about, and goes, is seen best in motion. Two powers may each *Hold* or *Press*; $e$ is what one
# gets by pressing against one who presses. Move the slider through $e = 0$.


# %%
def press(e=0.0):
    """Draw all equilibria of the game of pressing."""
    game = NormalForm(
        [[[0, 0], [1, Fraction(str(e))]], [[0, 1], [0, Fraction(str(e))]]], actions=[("Hold", "Press")] * 2
    )
    found = nash(game)
    _, axes = plt.subplots(figsize=(3.4, 3.4))
    for component in found.components:
        for subset in component.subsets:
            ends = np.array([[float(s[1]) for s in component.extreme[k].profile] for k in subset])
            axes.plot(*ends.T, "o-", color="#0072B2", linewidth=4, markersize=9, clip_on=False, zorder=3)
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="first presses", ylabel="second presses", title=f"e = {e}")
    plt.show()
    return [(component.dimension, component.index) for component in found.components]


_ = interact(press, e=(-1.0, 1.0, 0.25))
assert press(1.0) == [(0, 1)]
assert press(0.0) == [(1, 1)]
assert sorted(press(-1.0)) == [(0, -1), (0, 1), (0, 1)]

# %% [markdown]
# At $e=0$ pressing costs nothing and gains nothing against one who presses: two segments that meet in a corner, one
# component. For $e < 0$ it falls apart into three points, for $e>0$ it shrinks to one. The **index** keeps account: a
# component's index is the sum of the indices of the points into which it falls when the payoffs move a little, and all
# indices of a game add up to $+1$. A component of index 0 may vanish altogether.
#
# **Question 2.** A report says: "The game has two equilibria, so the outcome is uncertain." The two belong to one component
# and give the same payoffs. What would you answer?
#
# ## Three players: irrational equilibria
#
# With two players and rational payoffs all isolated equilibria are rational. With three they need not be. Nau, Gomez
# Canovas and Hansen (2004) gave a game of whole numbers whose *only* equilibrium is irrational:

# %%
cells = {"TL1": (3, 0, 2), "TR1": (0, 2, 0), "BL1": (0, 1, 0), "BR1": (1, 0, 0),
         "TL2": (1, 0, 0), "TR2": (0, 1, 0), "BL2": (0, 3, 0), "BR2": (2, 0, 3)}  # fmt: skip
payoffs = np.array([[[cells[r + c + m] for m in "12"] for c in "LR"] for r in "TB"]).transpose(3, 0, 1, 2)
nau = NormalForm(payoffs, actions=[("T", "B"), ("L", "R"), ("1", "2")])
irrational = nash(nau)
assert irrational.complete
assert len(list(irrational)) == 1
irrational

# %% [markdown]
# The probabilities are not rounded: $\sqrt{601}$ is part of the answer. The reason for completeness is another one, too. For every
# choice of actions that may be used (there are 27) it was shown either that one of them is dominated given the others, or
# that a condition keeps one sign everywhere, or the polynomial equations were solved.

# %%
print(irrational.why)

# %% [markdown]
# Curves may be bent now. In the game below, from the same article, completely mixed equilibria form a hyperbola, prolonged
# by a straight piece at either end. A list of "the" equilibria, point by point, would never end; a component with its equations does.

# %%
more = {"TL1": (0, 0, 2), "BL1": (3, 0, 0), "TR1": (0, 3, 0), "TL2": (1, 1, 0), "BR2": (0, 0, 3)}
payoffs = np.array([[[more.get(r + c + m, (0, 0, 0)) for m in "12"] for c in "LR"] for r in "TB"]).transpose(3, 0, 1, 2)
bent = nash(NormalForm(payoffs, actions=[("T", "B"), ("L", "R"), ("1", "2")]))
assert sorted(component.dimension for component in bent.components) == [0, 1]
print(next(component.description for component in bent.components if component.dimension))

# %% [markdown]
# ## "I do not know" is an answer
#
# Not every game can be finished. With a budget of no time at all the answer holds what was found, says what was not
# examined, and does not pretend:

# %%
hasty = nash(nau, budget=0)
assert not hasty.complete
print(hasty.why)

# %% [markdown]
# **Question 3.** An empty list marked *complete* and an empty list marked *incomplete*: what does each of them say? Can the
# first occur?
#
# ## Which of them? Refinements and selection
#
# Two different questions. A *refinement* removes equilibria that rest on something doubtful; it is a property of one
# equilibrium. A *selection* chooses among good ones by a rule; another rule may choose another.
#
# Myerson's game (1978): three pure equilibria, each more robust than the last.

# %%
myerson = NormalForm([[[1, 0, -9], [0, 0, -7], [-9, -7, -7]]] * 2)
found = nash(myerson)
found

# %%
from solvers.refinements import refinements

kinds = {point.support: refinements(myerson, point) for point in found}
assert kinds[((0,), (0,))].proper
assert kinds[((1,), (1,))].perfect
assert not kinds[((1,), (1,))].proper
assert not kinds[((2,), (2,))].perfect

# %% [markdown]
# And a stag hunt, where both equilibria are strict and nothing can be refined away. Payoff dominance says *stag*, risk
# dominance and the tracing procedure say *hare*; each is labelled with its rule.

# %%
from solvers.selection import payoff_dominance, risk_dominance, tracing

hunt = NormalForm([[[4, 0], [3, 3]], [[4, 3], [0, 3]]], actions=[("Stag", "Hare")] * 2)
assert len(list(nash(hunt))) == 3
for rule in (payoff_dominance, risk_dominance, tracing):
    print(rule(hunt).table().to_text(), end="\n\n")

# %% [markdown]
# ## Exercises
#
# 1. Coordination on one of $n$ standards: the payoff matrix of both is the identity. How many equilibria are there for
#    $n = 2, 3, 4$? Guess the rule, and say why it holds.
# 2. Duplicate a row of `decimal`. What becomes of its only equilibrium? Of its index?
# 3. Three powers play *matching pennies in a ring*: each wants to match the next, the last wants to differ from the
#    first. Find all equilibria.
# 4. In the chip ban let both powers care for relative gains alike, $k$. At which $k$ does a second outcome appear? Look
#    at the components just below, at, and just above it, with their indices.
#
# <details><summary>Solution 1</summary>
#
# $2^n - 1$: for every non-empty set of standards, both mix evenly over it. Whoever is indifferent must face equal
# probabilities; and no standard outside the set is better, since nobody uses it.
# </details>
#
# <details><summary>Solution 2</summary>
#
# It becomes a segment: the weight of the row may be split at will between the twins. The index stays 1. What counts is the
# component; how the game is written down does not change it.
# </details>
#
# <details><summary>Solution 3</summary>
#
# Only one: everybody tosses a fair coin. Pure equilibria cannot exist: following the ring, somebody always wants to change.
# </details>
#
# <details><summary>Solution 4</summary>
#
# At $k = t_{us}(1-\varphi) / (t_{cn}(1-q) - t_{us}(1-\varphi)) = 5/13$ (`thresholds(chip_ban, "k_us")` gives the formula). Below
# it *Open, Depend* is alone. At $5/13$ a segment is born, of index 0: China builds its own industry and the US does not
# care whether it restricts. Above, the segment has fallen apart into a strict equilibrium of index $+1$, restriction,
# and a mixed one of index $-1$. This is how equilibria come into the world: in pairs.
# </details>

# %%
# The solutions, checked.
for n in (2, 3, 4):
    assert len(list(nash(NormalForm([np.eye(n, dtype=int)] * 2)))) == 2**n - 1
twin = decimal.payoffs[:, [0, 1, 2, 2]]
(segment,) = nash(NormalForm(twin)).components
assert (segment.dimension, segment.index) == (1, 1)
ring = [[[[int(s == t), int(t == u), int(u != s)] for u in (0, 1)] for t in (0, 1)] for s in (0, 1)]
(coins,) = nash(NormalForm(np.array(ring).transpose(3, 0, 1, 2)))
assert all(p == Fraction(1, 2) for strategy in coins.profile for p in strategy)

chip_ban = games.find("chip_ban")
t_us, t_cn, q, phi = (chip_ban.defaults[name] for name in ("t_us", "t_cn", "q", "phi"))
birth = t_us * (1 - phi) / (t_cn * (1 - q) - t_us * (1 - phi))
assert birth == Fraction(5, 13)
lives = [nash(chip_ban(k_us=k, k_cn=k)).components for k in (birth - Fraction(1, 100), birth, birth + Fraction(1, 100))]
assert [sorted((c.dimension, c.index) for c in life) for life in lives] == [
    [(0, 1)],
    [(0, 1), (1, 0)],
    [(0, -1), (0, 1), (0, 1)],
]

# %% [markdown]
# Next: [07_brussels_effect](07_brussels_effect.ipynb), where firms and states answer to a rule.
