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
# # Your own game: from ten lines to a million games
#
# So far the games were ours. Now write your own: as a file of ten lines, or as a function of a few. Everything else — all
# equilibria, the regions, a proof, the figure, the sweep, the file for a colleague — follows from it, and this notebook
# goes through all of it once, with one small game about standards.
#
# You will meet: a game as data, exact regions, a proof about your own claim, the branches of equilibria along a parameter,
# the rules that choose among them, and a sweep that survives a crash.

# %%
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
from ipywidgets import interact

from games.formats import load
from solvers.nash import nash

folder = Path(tempfile.mkdtemp())

# %% [markdown]
# ## The story, as a file
#
# Two powers each keep their own standard for AI or adopt a common one. One market is worth $g$ to both; giving up one's own
# standard costs $c$; who keeps hers while the other gives in gains one half. That is all a game needs: players, actions,
# parameters with a range and a meaning, payoffs as formulas.

# %%
TEXT = """
title = "Standards"
players = ["US", "EU"]
actions = { US = ["Own", "Common"], EU = ["Own", "Common"] }
parameters.g = { default = 1, range = [0, 3], meaning = "what one market is worth" }
parameters.c = { default = "1/4", range = "(0, 2]", meaning = "what giving up one's own standard costs" }
[payoffs]
"Own,Own" = [0, 0]
"Own,Common" = ["1/2", "-c"]
"Common,Own" = ["-c", "1/2"]
"Common,Common" = ["g - c", "g - c"]
"""
(folder / "standards.toml").write_text(TEXT)
standards = load(folder / "standards.toml")
standards

# %% [markdown]
# The numbers are exact: `"1/4"` is a quarter. At the defaults there are three equilibria; two are pure, and the third is the
# mixture that keeps both players indifferent. The answer says why there are no others.

# %%
found = nash(standards())
assert [len(found), len(found.pure)] == [3, 2]
found

# %% [markdown]
# **Theory, in two lines.** A pure profile is an equilibrium iff no player gains by leaving it alone: for each deviation one
# inequality in the parameters. So the *region* in which it is one is the set of solutions of finitely many inequalities, and
# it can be written down — no simulation is needed, and nothing falls between the points of a grid.

# %%
from solvers.regions import regions

where = regions(standards)
conditions = {region.label: region.to_json()["conditions"] for region in where.unmixed}
assert conditions == {"(Own, Own)": [], "(Common, Common)": ["-2*c + 2*g - 1 >= 0"]}
where

# %% [markdown]
# To keep one's own standard is *always* an equilibrium (no condition); the common one needs $g \ge c + 1/2$. Move the two
# parameters across that line and watch two equilibria appear at once:


# %%
def at(g=1.0, c=0.25):
    here = nash(standards(g=round(g, 2), c=round(c, 2)))
    print(len(here), "equilibria:", *(", ".join(x.text for x in here.describe(point)) + ";" for point in here))
    return len(here)


_ = interact(at, g=(0.0, 3.0, 0.05), c=(0.05, 2.0, 0.05))
assert (at(0.7), at(0.8)) == (1, 3)

# %% [markdown]
# ## Prove it
#
# *"Wherever the common standard can last, both are better off with it."* The claim is a condition on the parameters. It is
# proved when its negation has no solution in the domain — or refuted by a point that is checked exactly.

# %%
from games.statements import is_equilibrium, payoff
from solvers.proof import prove

together, apart = ("Common", "Common"), ("Own", "Own")
better = payoff(standards.form, "EU", together) > payoff(standards.form, "EU", apart)
lasts = is_equilibrium(standards.form, together)
claim = prove(better, [*standards.domain, lasts])
too_much = prove(lasts, standards.domain)
assert (claim.status, too_much.status) == ("proved", "refuted")
claim, too_much

# %% [markdown]
# A statement may be given as text, too; a profile in parentheses says that it is an equilibrium. (At a prompt:
# `techpower prove standards.toml "g >= c + 1/2 -> (Common, Common)"`.)

# %%
from solvers.own_statements import prove_statement

assert prove_statement(standards, "(Own, Own)").status == "proved"
prove_statement(standards, "g >= c + 1/2 -> (Common, Common)")

# %% [markdown]
# The first claim holds at *every* point of the domain, not at those we happened to try. The second, "the common standard always
# lasts", is false, and the verdict says where.
#
# ## The figure

# %%
from paper_figs.region_map import region_map

figure, ax = plt.subplots(figsize=(5, 3.6))
_ = region_map(standards, "c", "g", ax, steps=101)

# %% [markdown]
# ## Along one parameter: branches
#
# Let $g$ grow. On each point of a line of games we find all equilibria and join them to branches by their support and by
# continuity. Where a branch begins or ends there is an event, and the interval is named. Two equilibria cannot appear one by
# one: the *index* of a game's equilibria sums to +1, so they come in pairs.

# %%
from solvers.sweep import sweep
from solvers.sweeps.branches import branches

line = sweep(standards, g="0:3:32", exact=True, workers=1)
followed = branches(line)
(birth,) = followed.of("fold")
assert birth.low < 0.25 + 0.5 < birth.high
assert len(followed.branches) == 3
followed

# %% [markdown]
# The next figure shows the probability of the common standard in each of them. The dashed branch is the mixed equilibrium:
# the more the market is worth, the less trust it takes.

# %%
figure, ax = plt.subplots(figsize=(5, 3))
for _, own in followed.to_frame().groupby("branch"):
    dashed = "+" in own["support"].iloc[0]
    ax.plot(own["g"], own["x1"], "--" if dashed else "-", label=own["support"].iloc[0])
ax.set(xlabel="g", ylabel="probability of Common (US)")
_ = ax.legend(fontsize=8, loc="center right", bbox_to_anchor=(1, 0.72))

# %% [markdown]
# ## Which one will it be?
#
# The game does not say. A *rule of selection* does, and different rules disagree; so each is a variable of its own, and where
# a rule is silent it says so (−1). Payoff dominance asks what both prefer, risk dominance what is safer to believe.

# %%
ruled = sweep(standards, g="1/2:3/2:9", select=["payoff-dominance", "risk-dominance"], workers=1)
data = ruled.to_xarray()
names = data["support"].values


def chosen(rule):
    return [names[k, n] if n >= 0 else "silent" for k, n in enumerate(ruled.chosen(rule))]


for k, g in enumerate(data["g"].values):
    payoffs, risk = chosen("payoff-dominance")[k], chosen("risk-dominance")[k]
    print(f"g = {g:5.3f}   payoff dominance: {payoffs:16}   risk dominance: {risk}")

assert chosen("payoff-dominance")[2:] == ["Common, Common"] * 7
assert chosen("risk-dominance")[3] == "Own, Own"
assert chosen("risk-dominance")[-1] == "Common, Common"

# %% [markdown]
# Between $g = 0.75$ and $g = 1$ the powers would both like the common standard and yet play it safe. That gap is the
# coordination problem of this game, in numbers.
#
# ## A million games, and a crash
#
# A grid of a million games takes a second, because the gains are compiled to arrays. Streamed to a store it may be larger
# than memory, and be broken off at any time:

# %%
axes = {"g": "0:3:1000", "c": "1/500:2:1000"}


def pull_the_plug(done, total):
    raise KeyboardInterrupt


try:
    sweep(standards, store=folder / "standards.zarr", progress=pull_the_plug, **axes)
except KeyboardInterrupt:
    print("interrupted")

stored = sweep(standards, store=folder / "standards.zarr", resume=True, **axes)
assert stored.points["Own, Own"] == 10**6
stored

# %%
share = stored.points["several"] / stored.size
print(f"several equilibria on {share:.1%} of the grid")
stored.to_xarray()

# %% [markdown]
# The same call with `client=Client("tcp://head-node:8786")` runs on a cluster; the bytes are the same.
#
# ## The same game in Python
#
# A file is enough for one form of payoffs. A function can do more: loops, options, other forms of games. It is called with
# symbols for the formulas and with exact numbers for a point.

# %%
from games.forms import NormalForm
from games.model import Model
from games.parameters import parameter
from games.text import Text


def build(g, c):
    return NormalForm([[[0, "1/2"], [-c, g - c]], [[0, -c], ["1/2", g - c]]], ["US", "EU"], [["Own", "Common"]] * 2)


written = Model(
    "own.standards",
    Text("Standards", "标准"),
    Text("One market, two standards.", "一个市场，两种标准。"),
    (
        parameter("g", "what one market is worth", "统一市场的价值", 1, 0, 3),
        parameter("c", "what giving up one's own standard costs", "放弃己方标准的代价", "1/4", 0, 2, open_low=True),
    ),
    build,
)
assert written() == standards() or (written().payoffs == standards().payoffs).all()
assert {r.label: r.to_json()["conditions"] for r in regions(written).unmixed} == conditions

# %% [markdown]
# ## Take it with you

# %%
ruled.save(folder / "ruled.csv")
line.save(folder / "line.nc")
(folder / "regions.tex").write_text(where.to_latex())
print(where.to_markdown("zh"))
sorted(path.name for path in folder.iterdir())

# %% [markdown]
# ## Exercises
#
# **1.** At which $g$ does risk dominance change its mind, for a given $c$? Compare the products of the losses from deviating.
#
# <details><summary>Solution</summary>
#
# At (Own, Own) each loses $c$ by deviating, at (Common, Common) each loses $g - c - 1/2$. The products are $c^2$ and
# $(g - c - 1/2)^2$, so the common standard is risk dominant iff $g > 2c + 1/2$. With $c = 1/4$ that is $g > 1$: at $g = 1$
# the rule is silent.
#
# </details>
#
# **2.** Compute the share of the box in which the common standard is an equilibrium, and compare it with the sweep.
#
# <details><summary>Solution</summary>
#
# The region is $g \ge c + 1/2$ in $[0, 3] \times (0, 2]$. For a given $c$ its length is $5/2 - c$; over $c$ that integrates to
# $5 - 2 = 3$, of 6. So the share is one half; on a grid of a million points the sweep finds it up to a tenth of a per cent.
#
# </details>
#
# **3.** Let the US care about relative gains with weight $k$: replace its payoff $u$ by $u + k(u - v)$, $v$ being the EU's. What
# becomes of the region of the common standard?
#
# <details><summary>Solution</summary>
#
# At (Common, Common) the gap is zero, so staying is worth $g - c$; leaving is worth $1/2 + k(1/2 + c)$. The condition becomes
# $g \ge c + 1/2 + k(1/2 + c)$: relative gains make the common standard harder, the more so the dearer it is.
# `games.relative_gains.relative_gains(standards, k)` does it for any game.
#
# </details>
#
# **4.** Write a game of your own in a TOML file, and have the toolkit prove something you believe about it. If it is refuted,
# look at the counterexample before you change the game.

# %%
one_half = stored.points["Common, Common"] / stored.size
assert abs(one_half - 0.5) < 0.002
silent = sweep(standards, g=["1"], select=["risk-dominance"], workers=1)
assert silent.chosen("risk-dominance").tolist() == [-1]
