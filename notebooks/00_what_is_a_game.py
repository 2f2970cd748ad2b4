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
# # What is a game?
#
# Two states share a technology, or do not. Each would be glad of the other's; each fears to be the one that gives and
# gets nothing. What will they do? It depends on what they want — and *wanting* is what this notebook takes apart. Two
# states that only count what they get may trade for ever. The same two, once each also minds what the other gets, may
# end where both are poorer. Nothing about the trade has changed.
#
# You will meet: players, actions and payoffs; best responses; dominance; Nash equilibrium, pure and mixed; the operator
# of relative gains; and the path on which it leads a game, from Harmony by way of the Stag Hunt to the Prisoner's Dilemma.

# %%
from fractions import Fraction

import matplotlib.pyplot as plt
from ipywidgets import interact

from games import classics
from games.forms import NormalForm
from games.ordinal import game_type, path
from games.relative_gains import relative_gains
from paper_figs.classroom import exercise
from paper_figs.comparative import game_type_path
from solvers.dominance import iterated_dominance
from solvers.nash import nash

# %% [markdown]
# ## Players, actions, payoffs
#
# A game in *normal form* needs three things: who plays, what each can do, and what each gets for every combination of
# what they do. Here each state keeps its technology open or closes it.

# %%
actions = ("Open", "Close")
trade = NormalForm.from_profiles(
    {"US": actions, "CN": actions},
    {
        ("Open", "Open"): (5, 5),
        ("Open", "Close"): (2, 3),
        ("Close", "Open"): (3, 2),
        ("Close", "Close"): (1, 1),
    },
)
trade

# %% [markdown]
# The US chooses the row, China the column; a cell holds what the US gets, then what China gets. Whoever closes while the
# other stays open gets one unit more than the other — but less than both would get if both stayed open.
#
# ## Best responses and dominance
#
# Fix what the other does, and ask what is best against it. Best responses are underlined. In this game the underlining
# is the same whatever the other does: opening is best anyway. Such an action is *dominant*, and the other one can be
# struck out without knowing anything about the other side. Striking out may go on, round after round:

# %%
removed = iterated_dominance(trade)
assert removed.is_solved
removed

# %% [markdown]
# Both open, and there is nothing to worry about: the game is called *Harmony*. The Prisoner's Dilemma is solved in the
# same way, and ends where nobody wants to be:

# %%
dilemma = classics.prisoners_dilemma()
assert iterated_dominance(dilemma).survivors.payoff((0, 0)) == (2, 2) < dilemma.payoff(("Cooperate", "Cooperate"))
dilemma

# %% [markdown]
# ## Nash equilibrium
#
# Dominance often settles nothing. Then we ask for less: a profile from which *nobody gains by deviating alone* (Nash
# 1951). In the table that is a cell in which everything is underlined. The Stag Hunt has two of them: hunt the stag
# together, or each go for a hare. And there is a third equilibrium that no cell shows, in which both leave it to chance.

# %%
hunt = classics.stag_hunt()
hunt

# %%
found = nash(hunt)
assert len(found) == 3
found

# %% [markdown]
# Where do the probabilities come from? A player who mixes must be *indifferent*, and it is the other's mixture that
# makes her so. Let $q$ be the probability that the other cooperates. Cooperating pays $4q + 1(1-q)$, defecting
# $3q + 2(1-q)$; they are equal at $q = 1/2$. Below, the best response to $q$ jumps there from 0 to 1.

# %%
(mixed,) = [point for point in found if not point.is_pure]
q = mixed.profile[1][0]
assert 4 * q + 1 * (1 - q) == 3 * q + 2 * (1 - q)

figure, axes = plt.subplots(figsize=(3.6, 4.2), layout="constrained")
axes.plot([0, 0, 1, 1], [0, q, q, 1], linewidth=3, label="Row's best response to q")
axes.plot([0, q, q, 1], [0, 0, 1, 1], "--", linewidth=2, label="Column's best response to p")
axes.plot(*zip(*[(e.profile[0][0], e.profile[1][0]) for e in found], strict=True), "ko", label="equilibria")
axes.set(xlabel="p: Row cooperates", ylabel="q: Column cooperates")
_ = figure.legend(fontsize=8, loc="outside lower center")

# %% [markdown]
# **Question.** Which of the three would you expect if both sides hardly trusted each other? *(Look at what it costs to
# cooperate alone.)*
#
# ## Relative gains
#
# So far everybody counted only her own gains. Grieco (1988) writes a state that also minds position as
# $U = V + k\,(V - W)$: what it gets, and $k$ times its lead over the other's $W$. In the toolkit this is one operator that
# works on any game. Call the payoffs of a symmetric game $T$ (temptation: I close, you stay open), $R$ (reward of both
# opening), $P$ (both close) and $S$ (I stay open alone). If both are treated alike nobody leads, so $R$ and $P$ stay;
# $T$ rises by $k(T-S)$ and $S$ falls by as much.

# %%
relative_gains(trade, Fraction(3, 2))

# %% [markdown]
# Move the slider. At which $k$ does closing become a best response to closing? At which one does it become the best
# response to *everything*?


# %%
def under(k=0.0):
    """Return the type of the trade game and its pure equilibria when both give weight k to relative gains."""
    game = relative_gains(trade, k)
    equilibria = [" / ".join(game.labels(tuple(s[0] for s in point.support))) for point in nash(game).pure]
    print(f"k = {k}: {game_type(game).broad}; pure equilibria: {', '.join(equilibria)}")
    return game


_ = interact(under, k=(0.0, 3.0, 0.25))
assert game_type(under(0.5)).broad == "Harmony"
assert game_type(under(1.5)).broad == "Stag Hunt"
assert game_type(under(2.5)).broad == "Prisoner's Dilemma"

# %% [markdown]
# The order of four payoffs is all that decides. Closing becomes a best response to closing where $S$ falls below $P$, at
# $k = (S-P)/(T-S) = 1$; it becomes one to opening where $T$ rises above $R$, at $k = (R-T)/(T-S) = 2$. Between the two
# the states need trust; beyond the second nothing helps them, though open trade would still give both five times what
# closure gives them.

# %%
weights = [Fraction(i, 120) for i in range(361)]
assert path((relative_gains(trade, k) for k in (0, Fraction(3, 2), 3)), broad=True) == (
    "Harmony", "Stag Hunt", "Prisoner's Dilemma",
)  # fmt: skip
rows = {"the trade above": trade, "Stag Hunt": hunt, "Chicken": classics.chicken(), "dilemma": dilemma}
figure, axes = plt.subplots(figsize=(6.4, 2.8), layout="constrained")
game_type_path(rows, weights, axes)
_ = figure.legend(loc="outside lower center", ncols=4, fontsize=8)

# %% [markdown]
# Every row ends in the Prisoner's Dilemma: with enough concern for position any symmetric game becomes one in which
# closing puts a side ahead ($T > S$) and both open is better than both closed ($R > P$). That is the logic of relative
# gains in one picture. The next notebook asks when it makes a state stop a trade in chips from which it profits.
#
# ## Exercises
#
# The toolkit makes exercises without end, and judges your answers. `check` does not tell you the equilibrium; it tells
# you who would leave the profile you named.

# %%
first = exercise("nash", level=1, seed=11)
first

# %%
print(first.check("(Open, Depend); (Open, Indigenise)"))
assert len(first.check("(Open, Depend)").wrong) == 1

# %% [markdown]
# 1. Find all equilibria of this game. (Change the seed for another.)
# 2. At which $k$ does the Stag Hunt above, with $T, R, P, S = 3, 4, 2, 1$, become a Prisoner's Dilemma?
# 3. Two states play Chicken: $T, R, P, S = 4, 3, 1, 2$. Does concern for relative gains make war (both defect) more likely
#    or less? Which class of games lies on the way?
# 4. Do `exercise("threshold", level=2, seed=1)`: only one side minds relative gains.
#
# <details><summary>Solution 1</summary>
#
# `first.solution` derives it step by step; `first.shown()` is the answer, and `first.check(first.shown())` says "Right."
# </details>
#
# <details><summary>Solution 2</summary>
#
# At $k = (R-T)/(T-S) = (4-3)/(3-1) = 1/2$.
# </details>
#
# <details><summary>Solution 3</summary>
#
# $S - k(T-S)$ falls below $P$ at $k = (2-1)/(4-2) = 1/2$, and $T$ is above $R$ from the start: Chicken becomes the
# Prisoner's Dilemma at once. Backing down alone, the way out of Chicken, is what concern for position spoils.
# </details>
#
# <details><summary>Solution 4</summary>
#
# Write down what every player gains by every deviation; only the gains of the side that minds contain $k$. Print
# `exercise("threshold", 2, 1).solution`.
# </details>

# %%
# The solutions, checked.
assert first.check(first.shown()).right
below, above = (game_type(relative_gains(hunt, k)).broad for k in (Fraction(49, 100), Fraction(51, 100)))
assert (below, above) == ("Stag Hunt", "Prisoner's Dilemma")
assert path((relative_gains(classics.chicken(), k) for k in weights if k != Fraction(1, 2)), broad=True) == (
    "Chicken", "Prisoner's Dilemma",
)  # fmt: skip
fourth = exercise("threshold", level=2, seed=1)
assert fourth.check(fourth.shown()).right
assert not fourth.check("3").right

# %% [markdown]
# Next: [01_export_controls](01_export_controls.ipynb), where one side stops the trade.
