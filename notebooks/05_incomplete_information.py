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
# # Incomplete information: what a move gives away
#
# In December 2024 a Chinese laboratory published a model close to the best American ones, trained on two thousand
# throttled chips. Was that a message? Somebody who can do without foreign chips may want to show it, so that controls
# look pointless; or may prefer to hide it, so that nobody tightens them. And somebody who cannot may want to look as if.
#
# You will meet: types and beliefs, perfect Bayesian equilibrium, what a belief after an unexpected move may be, mixing
# that lies just well enough, and two games in which talking costs nothing.

# %%
from fractions import Fraction

import matplotlib.pyplot as plt
import numpy as np
import sympy
from ipywidgets import interact

import games
from paper_figs.style import COLOURS
from paper_figs.trees import draw_tree
from solvers.regions import regions
from solvers.signalling import signalling_equilibria

signal = games.find("capability_signal")
hand = signal()
signal

# %% [markdown]
# ## A type, a message, an answer
#
# Nature draws China's capability, High with probability `pi`. China sees it and demonstrates at the cost `c_h` or `c_l`,
# or conceals. The US sees the message, not the type (the dashed lines), and restricts or relaxes. Relief is worth `b_h`
# or `b_l`. Restricting pays `w_l` against the less capable and costs `w_h` against the capable.
#
# **Theory.** An answer can only be called best *given a belief*. A **perfect Bayesian equilibrium** is a strategy of
# each and a belief after each message such that (i) every type sends its best message, (ii) every answer is best given
# the belief, and (iii) after messages that are sent the belief follows from Bayes' rule. After a message that nobody
# sends (iii) is silent, and all depends on what one is ready to believe.

# %%
found = signalling_equilibria(hand)
assert found.complete
assert [point.kind for point in found] == ["separating", "pooling", "pooling"]
found

# %%
separating = next(iter(found))
figure, axes = plt.subplots(figsize=(8, 4.2))
believed = {
    path: belief
    for node, beliefs in zip(hand.information_sets, separating.beliefs, strict=True)
    if len(node.paths) > 1
    for path, belief in zip(node.paths, beliefs[0], strict=True)
}
_ = draw_tree(hand, axes, equilibrium=separating, beliefs=believed)

# %% [markdown]
# In the first equilibrium (drawn, with the beliefs in brackets) the message tells all: demonstrating costs a weak China
# 3/4, more than relief is worth. This is Spence's education: it proves something *because* it is too dear for the others.
#
# In the second nobody demonstrates. If somebody did, the US would think it weak with at least even odds, and restrict.
# Every belief in the interval printed supports it; the toolkit gives the whole set and not one of its points.
#
# ## Is such a belief reasonable?
#
# **Theory.** Cho and Kreps ask who could *gain* by the unexpected message under any answer whatever. Only the capable
# could, at a cost of 1/4 for relief worth 1/2; a weak China loses even if it is believed. So the US should conclude that
# the sender is capable, and the pooling equilibrium falls to the **intuitive criterion**. Divinity and D1 ask in the
# same spirit who gains under *more* answers.

# %%
for point in found:
    passed = [name for name, passes in point.refinements if passes]
    print(f"{point.kind:11s} survives {', '.join(passed) or 'none'}")
assert [dict(point.refinements)["intuitive criterion"] for point in found] == [True, False, False]

# %% [markdown]
# **Question 1.** The story of fear has `w_h` < 0: restricting also pays against the capable. Before you run the next
# cell: who demonstrates?

# %%
fear = signalling_equilibria(signal(w_h="-1/2"))
assert [point.kind for point in fear] == ["pooling"]
fear

# %% [markdown]
# ## The map of all equilibria
#
# Leave the cost of feigning `c_l` and the prior `pi` free. Each equilibrium has an exact region, and where somebody
# mixes, the probabilities are formulas.

# %%
section = signal.fix(c_h="1/4", b_h="1/2", b_l="1/2", w_h="1/2", w_l="1/2")
listed = regions(section)
assert {row.kind for row in listed} == {"pooling", "separating", "semi-separating"}
listed

# %% [markdown]
# Look at the semi-separating row with a cheap lie (`c_l` < 1/2) and a low prior. A weak China feigns with probability
# `pi/(1 - pi)`: just so often that a demonstration leaves the US indifferent. The US answers with relief just so often
# that lying and not lying pay the same. Bluffing in poker works like this.

# %%
cost, prior = np.meshgrid(np.linspace(0, 1, 241), np.linspace(0.01, 0.99, 241))
symbols = [section.symbols["c_l"], section.symbols["pi"]]
figure, panels = plt.subplots(1, 3, figsize=(10, 3.3), sharey=True, layout="constrained")
for kind, axes, colour in zip(("separating", "semi-separating", "pooling"), panels, COLOURS, strict=False):
    inside = np.zeros_like(cost)
    for row in (row for row in listed if row.kind == kind):
        inside += sympy.lambdify(symbols, sympy.And(*row.conditions), "numpy")(cost, prior)
    axes.contourf(cost, prior, inside, levels=[0.5, 1.5, 2.5, 3.5], colors=colour, alpha=0.9)
    axes.contour(cost, prior, inside, levels=[0.5, 1.5, 2.5], colors="black", linewidths=0.8)
    axes.set(title=kind, xlabel="cost of feigning $c_l$")
_ = panels[0].set_ylabel("prior $\\pi$")

# %% [markdown]
# Separation needs feigning to be dear. Pooling is everywhere, if only with beliefs that deter. Move the sliders: which
# equilibria are there, and which pass D1?


# %%
def equilibria(c_l=0.75, pi=0.33):
    answer = signalling_equilibria(signal(c_l=round(c_l, 2), pi=round(pi, 2)))
    for point in answer:
        verdict = "passes D1" if dict(point.refinements)["D1"] else "fails D1"
        print(
            f"{point.kind:16s} u(CN) = {float(point.payoffs[0]):6.3f}  u(US) = {float(point.payoffs[1]):6.3f}  {verdict}"
        )
    return [point.kind for point in answer]


_ = interact(equilibria, c_l=(0.0, 1.0, 0.05), pi=(0.05, 0.95, 0.05))
assert "separating" in equilibria()
assert "separating" not in equilibria(c_l=0.4, pi=0.4)

# %% [markdown]
# ## Talk that costs nothing
#
# Declarations are cheap. Can they still inform? In Crawford and Sobel's game the sender wants an action higher by `b`
# than the receiver does, and says something about a state between 0 and 1. Then only coarse talk is credible: the state
# is told to lie in one of a few cells, narrow ones where the sender would exaggerate little.

# %%
from solvers.cheap_talk import cheap_talk

talk = games.find("cheap_talk")
cells = {b: len(cheap_talk(talk(b=b)).equilibria) for b in ("1/4", "1/10", "1/20", "1/100")}
assert list(cells.values()) == [1, 2, 3, 7]
print("cells that can be told apart, by the bias:", cells)
cheap_talk(talk(b="1/20"))


# %%
def borders(bias=0.05):
    finest = cheap_talk(talk(b=round(bias, 3))).equilibria[-1]
    print(len(finest.borders) - 1, "cells with borders", ", ".join(f"{float(x):.3f}" for x in finest.borders))
    return len(finest.borders) - 1


_ = interact(borders, bias=(0.005, 0.3, 0.005))
assert borders(0.3) == 1

# %% [markdown]
# ## Designing what is known
#
# A sender who can *commit* to a test, not only talk, does better. The receiver acts if the probability of `Right` is at
# least `tau`; without news she acts on the prior `p`. The best test (Kamenica and Gentzkow) is right about every good
# case and lets just so many bad ones pass that a recommendation is still worth following.

# %%
from solvers.persuasion import persuasion

audience = games.find("persuasion")
best = persuasion(audience())
assert (best.value, best.silence) == (Fraction(3, 5), 0)
best

# %%
priors = np.linspace(0.02, 0.98, 49)
values = [persuasion(audience(p=round(float(p), 2))) for p in priors]
figure, axes = plt.subplots(figsize=(5, 3.2))
axes.plot(priors, [float(v.silence) for v in values], "--", color="0.45", label="saying nothing")
axes.plot(priors, [float(v.value) for v in values], color=COLOURS[0], label="the best test")
axes.set(xlabel="prior $p$", ylabel="probability of action")
_ = axes.legend()

# %% [markdown]
# The solid line is the *concave envelope* of the dashed one: the receiver's belief is a mean of the beliefs after the
# test, and no more than that can be done.
#
# ## Exercises
#
# 1. At which prior does pooling on `Conceal`, answered by restriction, cease to exist? Find it in the regions, and say
#    what the US compares.
# 2. Find a cost `c_l` and a prior at which *every* equilibrium passes D1 although there are several kinds.
# 3. Let relief be worth more to the weak: `b_l = 3/4`. Where is the separating region now, and why?
# 4. With which bias can the receiver of cheap talk just barely learn anything?
#
# <details><summary>Solution 1</summary>
#
# The row (Conceal, Restrict, Restrict, Conceal) holds up to `pi = 1/2`: after `Conceal` the US believes its prior and
# compares $(1-\pi) w_l$ with $\pi w_h$, here equal weights.
# </details>
#
# <details><summary>Solution 2</summary>
#
# `equilibria(0.75, 0.75)`: with a high prior the pooling equilibria end in relief. The capable have then nothing to gain
# from demonstrating, so that no speech can be made.
# </details>
#
# <details><summary>Solution 3</summary>
#
# `regions(signal.fix(c_h="1/4", b_h="1/2", b_l="3/4", w_h="1/2", w_l="1/2"))`: separation needs `c_l >= b_l`. What
# matters is the cost *against the worth* of being believed.
# </details>
#
# <details><summary>Solution 4</summary>
#
# Two cells need $2 \cdot 1 \cdot 2 b < 1$, that is $b < 1/4$: `cells` above shows one at 1/4.
# </details>

# %%
# The solutions, checked.
(pooling,) = listed.of("Conceal", "Restrict", "Restrict", "Conceal")
half = Fraction(1, 2)
assert [pooling.contains({"pi": pi, "c_l": half}) for pi in (half, Fraction(51, 100))] == [True, False]
high = signalling_equilibria(signal(c_l="3/4", pi="3/4"))
assert len({point.kind for point in high}) == 3
assert all(dict(point.refinements)["D1"] for point in high)
greedy = regions(signal.fix(c_h="1/4", b_h="1/2", b_l="3/4", w_h="1/2", w_l="1/2"))
apart = [row for row in greedy if row.kind == "separating"]
assert [any(row.contains({"pi": half, "c_l": c}) for row in apart) for c in (Fraction(74, 100), Fraction(3, 4))] == [
    False,
    True,
]
assert [len(cheap_talk(talk(b=b)).equilibria) for b in ("1/4", "249/1000")] == [1, 2]

# %% [markdown]
# Next: [06_patience_and_races](06_patience_and_races.ipynb), games that go on.
