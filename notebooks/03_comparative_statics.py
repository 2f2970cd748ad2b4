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
# # Comparative statics: what depends on what?
#
# A model with seven parameters has seven hundred stories in it. Which of them is *the* prediction? A referee will ask:
# for other numbers, would the United States still restrict? How fast does the answer change, and does it change at once?
# This notebook moves parameters — one at a time, all at once, and over everything that is allowed.
#
# You will meet: bifurcations, regions with their shares, derivatives with a proved sign, proofs of statements of your
# own, monotone comparative statics, and robustness: probability, Sobol indices, ordinal predictions.

# %%
from fractions import Fraction

import matplotlib.pyplot as plt
from ipywidgets import interact

import games

chip_ban = games.find("chip_ban")
chip_ban.parameter_table()

# %% [markdown]
# ## One parameter moves
#
# Let the weight $k_{us}$ of the US on relative gains grow from 0 to 3, everything else at the calibration. Between two
# *events* every equilibrium is a smooth branch. At an event, branches are born, die, or pass into one another. The
# values are exact: they are roots of polynomials, not readings from a grid.

# %%
from solvers.bifurcation import bifurcation

branches = bifurcation(chip_ban, "k_us")
branches

# %%
from paper_figs.bifurcation import bifurcation_plot

figure, axes = plt.subplots(figsize=(6, 3.2))
_ = bifurcation_plot(branches, "US", "Restrict", axes, default=1.5)
_ = axes.legend(fontsize=8)

# %% [markdown]
# Between the two events there are *three* equilibria: peace is still stable, the ban is already stable, and a mixed one
# lies between. That is a trap: raise $k_{us}$ past the second event and the trade closes; bring it back below, and it
# stays closed until the first. At each event a whole line of equilibria exists for an instant (grey) — one side is
# indifferent there.

# %%
first, second = sorted({event.at for event in branches.events})
assert (first, second) == (Fraction(5, 13), Fraction(1, 2))
inside = [b for b in branches.branches if b.stretch.low < Fraction(9, 20) < b.stretch.high]
assert len(inside) == 3

# %% [markdown]
# **Move the quality of Chinese chips.** Where does the window of three equilibria open, and where does it close? With
# the best responses it can be seen why: two steps cross once or three times.

# %%
from paper_figs.response_curves import response_plot


def cross(k_us=0.45, q=0.4):
    _, axes = plt.subplots(figsize=(3.6, 3.6))
    response_plot(chip_ban.at(k_us=str(round(k_us, 2)), q=str(round(q, 2))), axes)
    plt.show()


_ = interact(cross, k_us=(0.0, 3.0, 0.05), q=(0.0, 1.0, 0.05))

# %% [markdown]
# ## All parameters at once
#
# Regions say for which parameters a profile is an equilibrium. Each has an interior point, a share of the declared
# ranges, and neighbours. Here with two parameters free, where shares are areas:

# %%
from solvers.regions import regions

section = chip_ban.fix(t_us=1, t_cn=3, d="1/2", phi="1/2", k_cn="1/2")
found = regions(section)
found.details()

# %%
shares = {row.profile: volume.share for row, volume in zip(found, found.volumes(), strict=True) if row.is_unmixed}
assert max(shares, key=shares.get) == ("Restrict", "Indigenise")
assert found.cover().status == "refuted"  # somewhere no profile without mixing is an equilibrium

# %% [markdown]
# ## How fast, and in which direction?
#
# In a mixed equilibrium probabilities move with the parameters. The derivative is a formula, and its sign is *proved*
# over the whole region — or a point of either sign is shown.

# %%
from solvers.derivative import derivative

slopes = derivative(section, "q", "US", "Restrict")
assert {row.sign for row in slopes.rows} <= {"zero", "positive", "negative"}
slopes

# %% [markdown]
# Better Chinese chips change how often the US restricts only where it mixes. Does that match your intuition? Remember
# whose indifference fixes the probability of the US: China's.
#
# With continuous actions the same is the implicit function theorem. In Cournot's duopoly:

# %%
cournot = games.find("cournot").fix(k=0)
rise = derivative(cournot, "c_1", "Firm 1")
assert rise.rows[0].sign == "negative"
rise

# %% [markdown]
# ## A statement of your own
#
# Write a sentence about the model; it is proved over all parameters, or refuted at a point that the exact solver replays.

# %%
from solvers.own_statements import prove_statement

sure = prove_statement(chip_ban, "k_us = 0 and phi < 1 -> not (Restrict, Indigenise)")
wrong = prove_statement(chip_ban, "k_us > 2 -> (Restrict, Indigenise)")
assert (sure.status, wrong.status) == ("proved", "refuted")
wrong

# %% [markdown]
# Without relative gains the US never restricts if restriction costs sales. But a large weight is not enough: look at the
# counterexample. (For a game of your own, write it in TOML and say `techpower prove mygame.toml "…"`.)
#
# ## Whatever the functional form
#
# Some conclusions need no formula at all. If gains rise with the others' actions and with a parameter, the extremal
# equilibria rise with it (Milgrom and Shannon 1994). Three states decide whether to join an ecosystem:

# %%
from solvers.monotone import monotone

joining = monotone(games.find("ecosystem_choice_finite"), "subsidy", falling=True)
assert joining.holds
joining

# %% [markdown]
# ## How robust is the prediction?
#
# Draw all parameters from their ranges: how often is the ban an equilibrium, and which parameter decides? *Total* is what
# a parameter explains with all its interactions.

# %%
from solvers.robustness import robustness

robust = robustness(chip_ban, "Restrict, Indigenise", draws=1 << 14, base=1 << 9)
assert robust.probability.low < 0.453 < robust.probability.high
assert robust.drivers[0].name == "q"
robust

# %%
from paper_figs.tornado import tornado_plot

figure, axes = plt.subplots(figsize=(7, 3))
_ = tornado_plot(chip_ban, robust.of, robust.swings, axes)

# %% [markdown]
# And does it need numbers, or only the order in which each side ranks the four outcomes? Draw every cardinalisation:

# %%
from solvers.cardinal import cardinal

ordinal = cardinal(chip_ban.at(), "Restrict, Indigenise", only=True, draws=1 << 10)
assert ordinal.ordinal
ordinal

# %% [markdown]
# At the calibration the ban follows from the *ranking* of outcomes alone. What needs numbers is whether the ranking is
# right — that is what the regions are for.
#
# ## Exercises
#
# 1. Follow the equilibria over `q` instead of `k_us`. Where do both sides start to mix, and what ends there?
# 2. Prove that restriction answered by indigenisation is never an equilibrium when China's own chips are useless
#    (`q = 0`, `d > 0`).
# 3. Which parameter drives the *payoff* of the US? Compare its Sobol index with the one for the prediction.
# 4. Is "(Open, Depend) is the only equilibrium" ordinal in the game without relative gains?
#
# <details><summary>Solution</summary>
#
# 1. `bifurcation(chip_ban, "q")`: at 13/18 (Restrict, Indigenise) passes into the mixed equilibrium through a line of
#    equilibria.
# 2. `prove_statement(chip_ban, "q = 0 and d > 0 -> not (Restrict, Indigenise)")`.
# 3. `robustness(chip_ban, Quantity(chip_ban, "US"))` with `from solvers.statics.points import Quantity`.
# 4. `cardinal(chip_ban.at(k_us=0, k_cn=0), "Open, Depend", only=True)`: yes, opening dominates.
#
# </details>
#
# Next: [04_all_equilibria](04_all_equilibria.ipynb) asks how one knows that a list of equilibria is complete.
