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
# # Export controls: why would anyone stop a profitable trade?
#
# In October 2022 the United States stopped selling its best AI chips to China. The chip makers lost sales, and so did
# the country. This notebook asks under which conditions that is what a government chooses — not by assuming that it
# wants to harm a rival, but by writing the game down and looking at all its equilibria.
#
# You will meet: a game in normal form, Nash equilibrium, relative gains, regions of parameters, a proof, and a game tree.

# %%
from fractions import Fraction

import matplotlib.pyplot as plt

import games
from games.relative_gains import relative_gains
from solvers.nash import nash

chip_ban = games.find("chip_ban")
chip_ban

# %% [markdown]
# ## The game
#
# The US keeps the trade **open** or **restricts** it. China keeps **depending** on foreign chips or **indigenises**.
# The table above holds the payoffs as formulas; every letter has a meaning, a range and a source. The parameters called
# `k` say how much a state cares about the *gap* to the other. With `k = 0` everybody only counts her own gains:

# %%
only_money = chip_ban(k_us=0, k_cn=0)
only_money

# %% [markdown]
# Underlined payoffs are best responses. A cell in which both are underlined is a Nash equilibrium in pure strategies.
#
# **Question 1.** Which cell is it, and would the US ever restrict in this game?

# %%
nash(only_money)

# %% [markdown]
# There is one equilibrium and the trade is open. The answer says why the list is complete: nothing else is left to find.
#
# ## Relative gains
#
# Grieco (1988) writes a state that cares about position as $U = V - k\,(W - V)$: its own payoff $V$ minus $k$ times the
# rival's lead. In the toolkit that is one operator, which works on any game:

# %%
positional = relative_gains(only_money, (Fraction(3, 2), Fraction(1, 2)))
positional

# %%
found = nash(positional)
found

# %% [markdown]
# Nothing about the trade has changed, only what the two sides want from it. Now the US restricts and China builds its
# own chips — and both are worse off in money than under open trade.

# %%
trade = chip_ban(k_us=0, k_cn=0)
open_trade, banned = trade.payoff(("Open", "Depend")), trade.payoff(("Restrict", "Indigenise"))
assert all(after < before for after, before in zip(banned, open_trade, strict=True))
open_trade, banned

# %% [markdown]
# ## For which parameters?
#
# One point proves little: a referee will ask what happens for other numbers. So we do not compute at points; we derive
# the exact region of the parameters in which each profile is an equilibrium.

# %%
from solvers.regions import regions

section = chip_ban.fix(t_us=1, t_cn=3, d="1/2", phi="1/2", k_cn="1/2")
regions(section)

# %% [markdown]
# Two parameters are left, so the regions can be drawn. The star is the calibration used above.

# %%
from paper_figs.region_map import region_map

figure, axes = plt.subplots(figsize=(6, 4))
_ = region_map(chip_ban, "k_us", "q", axes)
# %% [markdown]
# **Question 2.** Walk up from the star. Beyond some quality of Chinese chips the US no longer restricts, however much it
# cares about position. Why? *(Hint: what does restriction still take away from a China that has good chips of its own?)*
#
# ## The workaround
#
# Firms answer rules. Nvidia redesigned its chips (A800, H800) to stay below the 2022 thresholds; the 2023 rule closed
# that way. That is a game in which moves are *seen*: a tree.

# %%
workaround = games.find("workaround")
tree = workaround()
tree

# %%
from paper_figs.trees import draw_tree
from solvers.subgame_perfect import subgame_perfect

story = subgame_perfect(tree)
assert len(story) == 1
(path,) = story
figure, axes = plt.subplots(figsize=(6, 4))
_ = draw_tree(tree, axes, equilibrium=path)

# %% [markdown]
# Backward induction from the right: the US tightens, the firm redesigns all the same (one period of sales pays for it),
# and the US sets the rule knowing both.
#
# ## Exercises
#
# 1. Find the smallest `k_us` at which the US restricts when `q = 0`. Check it with `nash(chip_ban(q=0, k_us=...))`.
# 2. Let China move first: `chip_ban_sequential` with `commitment="CN"`. Does commitment help China?
# 3. Raise the cost of redesign `F` in `workaround` until the firm leaves. What does the US do then, and why?
