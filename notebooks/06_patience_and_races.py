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
# # Patience and races: games that go on
#
# The chip trade was not one decision but twenty years of them, and the race for the next model has no last round. When a
# game goes on, today's move changes what is played tomorrow: a breach is remembered, a lead is kept, a risk is run again.
#
# You will meet: repeated games and how patient one must be, strategies as small machines, everything patience can
# sustain, games whose state changes, and two races, one for the lead and one towards a precipice.

# %%
import matplotlib.pyplot as plt
import numpy as np
from ipywidgets import interact

import games
from paper_figs.payoff_sets import payoff_set_plot
from paper_figs.style import COLOURS
from solvers.repeated import repeated
from solvers.thresholds import thresholds

trade = games.find("repeated_chip_trade")
trade

# %% [markdown]
# ## How patient must the two be?
#
# One round is a prisoner's dilemma: trading pays `R` each, restricting alone `T` against `S`, both restricting `P`.
#
# **Theory.** Repeat it for ever and weigh each round by `delta` times the one before. *Trade until somebody restricts,
# then restrict for ever* is an equilibrium exactly if no single deviation pays (the one-shot deviation principle):
#
# $$R \ge (1-\delta)\,T + \delta\,P \quad\Longleftrightarrow\quad \delta \ge \frac{T-R}{T-P}.$$
#
# Concern for relative gains changes `T` and `S`, not what both get together. The toolkit solves the condition for the
# discount factor as a formula in `k`:

# %%
section = trade.fix(T=4, R=3, P=1, S=0, n=2, detect=1)
critical = thresholds(section, "delta")
critical

# %%
weights = np.linspace(0, 3, 31)
figure, axes = plt.subplots(figsize=(5.5, 3.5))
for n, colour, style in zip((2, 3, 5, 10), COLOURS, ("-", "--", "-.", ":"), strict=False):
    needed = [repeated(trade(k=round(float(k), 2), n=n)).outcomes[0].critical for k in weights]
    axes.plot(weights, [float(d) for d in needed], style, color=colour, label=f"{n} actors")
axes.set(xlabel="weight on relative gains $k$", ylabel="least discount factor")
_ = axes.legend()
assert str(repeated(trade(k=1)).outcomes[0].critical) == "5/7"

# %% [markdown]
# Two rivals who watch each other need ever more patience; among ten actors the same concern, spread over nine, hardly
# matters. This is Snidal's point, and the formula above is Grieco's.
#
# **Question 1.** Chips can be diverted. If a breach is found out only with probability `detect`, does patience still do?

# %%
assert repeated(trade(k=0, detect="1/10")).outcomes[0].critical > repeated(trade(k=0)).outcomes[0].critical
print([str(repeated(trade(k=0, detect=q)).outcomes[0].critical) for q in ("1", "1/2", "1/10")])

# %% [markdown]
# ## Strategies are small machines
#
# Tit for tat does what the other did last. Whether it is an *equilibrium after every history* is decided exactly: in no
# state of the machine may one deviation pay. The answer is a set of discount factors, and a surprise.

# %%
from solvers.repetition.automata import grim_trigger, judge, tit_for_tat, win_stay_lose_shift

stage = trade(k=0).stage
machines = {
    "grim trigger": grim_trigger(stage, ("Trade", "Trade"), ("Restrict", "Restrict")),
    "tit for tat": tit_for_tat(stage),
    "win-stay lose-shift": win_stay_lose_shift(stage),
}
sets = {name: judge(machine, stage).discount_factors for name, machine in machines.items()}
for name, delta in sets.items():
    print(f"{name:20s} {delta}")
assert sets["tit for tat"].measure == 0

# %% [markdown]
# Tit for tat is an equilibrium at single values of `delta` at most: after a breach it starts an endless echo of revenge,
# and only by coincidence is it worth neither more nor less to stop it. *Win-stay, lose-shift* forgives and is steadier.
#
# ## Everything that patience can sustain
#
# **Theory.** Which payoffs can an equilibrium give? Abreu, Pearce and Stacchetti: a payoff is sustained if it is this
# round's payoff and a promise that is itself sustained, such that cheating costs more than it brings. The largest set
# with that property is found here between two exact polygons.

# %%
figure, axes = plt.subplots(figsize=(4.6, 4.2))
payoff_set_plot(trade(k=0), ("1/4", "2/5", "1/2", "9/10"), axes)
_ = axes.legend(fontsize=8)


# %%
def sustained(delta=0.5, k=0.0):
    return repeated(trade(k=round(k, 2), delta=round(delta, 2))).payoff_set


_ = interact(sustained, delta=(0.0, 0.95, 0.05), k=(0.0, 3.0, 0.25))
assert len(sustained(0.0).inner) == 1

# %% [markdown]
# ## When the state changes
#
# In a **stochastic game** moves also decide which game is played next. Below, building up while the other holds pays, but
# leads to a tense state from which calm returns slowly. A *Markov perfect* equilibrium conditions on the state alone.

# %%
from games.formats.toml import read_toml
from solvers.markov_perfect import markov_perfect

arms = read_toml("""
title = "Arms race"
players = ["US", "CN"]
discount = "w"
parameters.w = { default = "4/5", range = "[0, 1)" }
[states.calm]
actions = { US = ["Hold", "Build"], CN = ["Hold", "Build"] }
payoffs = { "Hold,Hold" = [3, 3], "Hold,Build" = [0, 4], "Build,Hold" = [4, 0], "Build,Build" = [1, 1] }
next = { "Hold,Hold" = "calm", "Hold,Build" = "tense", "Build,Hold" = "tense", "Build,Build" = "tense" }
[states.tense]
actions = { US = ["Wait"], CN = ["Wait"] }
payoffs = { "Wait,Wait" = [1, 1] }
next = { "Wait,Wait" = { calm = "1/4", tense = "3/4" } }
""")
markov_perfect(arms())

# %% [markdown]
# Calm is kept without memory and without threats: the change of state itself punishes. But building stays an
# equilibrium too, and between the two lies one in which both mix.
#
# ## A race for the lead
#
# In `step_by_step` two firms are level or one step apart. R&D costs effort; the laggard also catches up by diffusion `h`,
# and the leader may pay to control it. All is solved as formulas; at a point:

# %%
from solvers.race import race

steps = games.find("step_by_step")
assert race(steps()).complete
race(steps())

# %%
diffusion = np.linspace(0, 1, 21)
runs = [race(steps(h=round(float(h), 2), k=0)).equilibria[0] for h in diffusion]
figure, axes = plt.subplots(figsize=(5.5, 3.5))
axes.plot(diffusion, [float(run.research[1]) for run in runs], color=COLOURS[0], label="R&D when level")
axes.plot(diffusion, [float(run.catch_up[0]) for run in runs], "--", color=COLOURS[1], label="speed of catching up")
axes.plot(diffusion, [float(run.control[2]) for run in runs], ":", color=COLOURS[2], label="control by the leader")
axes.set(xlabel="diffusion $h$", ylim=(0, 1.7))
_ = axes.legend(fontsize=8)

# %% [markdown]
# Easy imitation blunts the effort of those who are level, for what is won is soon lost again. As long as there is little
# diffusion the leader stops all of it; beyond that only a part, and catching up gets faster all the same: coercion delays
# diffusion and does not stop it.
#
# ## A race towards a precipice
#
# In `safety_race` (Armstrong, Bostrom and Shulman) teams trade safety for speed, and the winner's carelessness hits all.
# Does it help to know how good one is, and how good the others are?

# %%
precipice = games.find("safety_race")


def risks(mu=0.5, enmity=1.0, n=2):
    told = {
        known: float(race(precipice.choose(information=known, n=str(n))(mu=round(mu, 2), enmity=round(enmity, 2))).risk)
        for known in precipice.options["information"]
    }
    print(", ".join(f"{known}: {value:.3f}" for known, value in told.items()))
    return told


_ = interact(risks, mu=(0.1, 5.0, 0.1), enmity=(0.05, 1.0, 0.05), n=(2, 10))
near = risks(0.5)
assert near["none"] < near["private"]
assert risks(0.5, 1.0, 5)["none"] > near["none"]

# %% [markdown]
# Knowing more makes things worse here: the less capable make up for it by haste, and who wins narrowly has been hasty
# too. More teams and more enmity add to the risk. Where does enmity come from? In
# `safety_race_rivals` it is *derived*: what the loser keeps, and how much everybody minds being behind.
#
# ## Exercises
#
# 1. For two actors and full detection, at which weight `k` is a discount factor of 4/5 just enough?
# 2. Raise the temptation to `T = 5`. At which discount factors is tit for tat an equilibrium now, and grim trigger?
# 3. In the arms race, from which `w` on is calm kept? Bracket it to one hundredth.
# 4. Two teams, `mu = 1`, no information: up to which enmity is the race safe?
#
# <details><summary>Solution 1</summary>
#
# The bound printed above, $(4k+1)/(4k+3)$, equals 4/5 at $k = 7/4$.
# </details>
#
# <details><summary>Solution 2</summary>
#
# `judge(tit_for_tat(trade(T=5, k=0).stage), …)`: at no discount factor. The two conditions, to punish and to stop
# punishing, ask for different values. Grim trigger needs $\delta \ge (5-3)/(5-1) = 1/2$.
# </details>
#
# <details><summary>Solution 3</summary>
#
# Holding gives $V = 3/(1-w)$. Building gives $4 + w V_{tense}$ with $V_{tense} = (1 + wV/4)/(1 - 3w/4)$. The first is at
# least the second from $w = 4/11$ on: 0.36 is too little, 0.37 is enough.
# </details>
#
# <details><summary>Solution 4</summary>
#
# The winner's safety is $\min(1, \mu/(n e))$, so up to $e = 1/2$.
# </details>

# %%
# The solutions, checked.
from fractions import Fraction

assert repeated(trade(k="7/4")).outcomes[0].critical == Fraction(4, 5)
tempting = trade(T=5, k=0).stage
assert judge(tit_for_tat(tempting), tempting).discount_factors.is_empty
assert repeated(trade(T=5, k=0)).outcomes[0].critical == Fraction(1, 2)
kept = [len(markov_perfect(arms(w=w), mixed=False).pure) for w in ("36/100", "4/11", "37/100")]
assert kept == [1, 2, 2]
assert [risks(1.0, e)["none"] == 0 for e in (0.5, 0.51)] == [True, False]

# %% [markdown]
# Next: [07_brussels_effect](07_brussels_effect.ipynb), rules that travel.
