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
# # Sequential games: what a rule does once it is answered
#
# The rule of October 2022 drew a line through the market for AI chips: fast ones may not go to China. Nvidia redesigned
# two of them, the A800 and the H800, to stay just below the line. In October 2023 the line was moved.
# Rules are moves in a game, and the other side moves next. This notebook is about games in which moves are seen, about
# threats that are not carried out, and about what one learns from what the other does.
#
# You will meet: game trees, subgame-perfect equilibrium, information sets, signalling with beliefs, and repetition.

# %%
import matplotlib.pyplot as plt

import games
from paper_figs.trees import draw_tree
from solvers.nash import nash
from solvers.subgame_perfect import subgame_perfect

# %% [markdown]
# ## A tree told in sentences
#
# A tree can be written the way one would tell it. The rule stands; the firm leaves the market or redesigns its chip, and
# the US then tolerates the new chip or tightens the rule. Payoffs stand in the order of the players.

# %%
tale = games.tree_from_story("""
players: US, Firm
Firm chooses Exit or Redesign
after Redesign: US chooses Tolerate or Tighten
after Exit: 2, 0
after Tolerate: 1, 1
after Tighten: 0, -1
""")
tale

# %% [markdown]
# **Backward induction.** Start at the end. After a redesign the US gets 1 by tolerating it and 0 by tightening, so it
# tolerates. Knowing that, the firm redesigns.

# %%
found = subgame_perfect(tale)
assert [point.payoffs for point in found] == [(1, 1)]
found

# %% [markdown]
# ## A threat that is not carried out
#
# Written as a matrix the game has more equilibria. In some the firm leaves because it expects the US to tighten; since
# the firm leaves, the US never has to do it.

# %%
strategic = tale.normal_form()
strategic

# %%
every = nash(strategic)
assert every.complete
assert {point.payoffs for point in every} == {(1, 1), (2, 0)}
every

# %% [markdown]
# **Question 1.** Which of these equilibria rest on a threat that the US would not carry out? How does subgame perfection
# see through them?
#
# ## The A800 and the 2023 rule
#
# The model `workaround` puts the decision to set the rule before that tree and gives it payoffs that mean something: two
# periods of sales, a redesign of quality `e`, the cost `F` of the redesign and `g` of tightening, and a US that weighs the
# gap to China with `k`. China has no move but a payoff.

# %%
workaround = games.find("workaround")
workaround

# %%
tree = workaround()
figure, axes = plt.subplots(figsize=(7, 4))
_ = draw_tree(tree, axes, equilibrium=next(iter(subgame_perfect(tree))))

# %% [markdown]
# The history of 2022 and 2023 is the equilibrium path at the calibration: rule, redesign, tighter rule. For which
# parameters? Leave `e` and `k` free and ask for the region of every outcome.

# %%
from solvers.regions import regions

section = workaround.fix(m=1, v=3, F="1/2", g="1/10", delta="9/10")
outcomes = regions(section)
assert len(outcomes) > 0
outcomes

# %% [markdown]
# **Question 2.** The 2023 rule measures *performance density*, which is harder to design around. The model
# `workaround_metric` lets the quality of the redesign follow from the fit `chi` of the metric. What does a better metric
# do to the firm, and what to the US? (At `chi = 1` the firm is indifferent, so there are two pure equilibria.)

# %%
metric = games.find("workaround_metric")
for chi in ("0", "1/2", "1"):
    for path in subgame_perfect(metric(chi=chi)):
        print(f"chi = {chi}: payoffs (US, Firm, CN) =", ", ".join(map(str, path.payoffs)))

# %% [markdown]
# ## What is not seen: information sets
#
# Often the other side moves without knowing. Sentences about several plays make one information set; the dashed line
# joins the places that the player cannot tell apart.

# %%
blind = games.tree_from_story("""
players: CN, US
CN chooses Race or Wait
after Race or Wait: US chooses Restrict or Relax
after Race, Restrict: 1, 1
after Race, Relax: 3, 0
after Wait, Restrict: 0, 2
after Wait, Relax: 2, 3
""")
figure, axes = plt.subplots(figsize=(6, 3.4))
_ = draw_tree(blind, axes)

# %% [markdown]
# ## Showing one's hand
#
# Does China gain by showing that it can do without foreign chips? In `capability_signal` nature decides whether its
# capability is high, China sees it and demonstrates it or conceals it, and the US, who sees only that, restricts or
# relaxes. An equilibrium now needs **beliefs**: what does the US think after each message, above all after one that was
# not expected?

# %%
from solvers.signalling import signalling_equilibria

signal = games.find("capability_signal")
hand = signal()
assessments = signalling_equilibria(hand)
assert assessments.complete
assert {point.kind for point in assessments} == {"separating", "pooling"}
assessments

# %% [markdown]
# Every perfect Bayesian equilibrium is listed, each with the *set* of beliefs that supports it: in the pooling
# equilibrium the US restricts after a demonstration because it would believe, with anything up to one half, that the
# capability is high. The last column asks whether such beliefs are reasonable (the intuitive criterion, divinity, D1).
#
# **Question 3.** A type with high capability looks at the pooling equilibrium and says: "Only I could gain by
# demonstrating." Which belief does that speech rule out?
#
# ## Again and again
#
# Trade is not played once. In `repeated_chip_trade` a breach that is found out ends it for good. How patient must the
# two be? The answer is exact, and for strategies of finite memory it is a *set* of discount factors.

# %%
from solvers.repeated import repeated

trade = games.find("repeated_chip_trade")
alone = repeated(trade(k=0))
assert alone.sustained
alone

# %%
needed = [repeated(trade(k=k)).outcomes[0].critical for k in (0, "1/2", 1, 2)]
assert needed == sorted(needed)
print("least discount factor for k = 0, 1/2, 1, 2:", ", ".join(map(str, needed)))

# %% [markdown]
# Concern for relative gains makes patience more and more demanding. Spread over more rivals it weighs less:

# %%
crowd = [repeated(trade(k=2, n=n)).outcomes[0].critical for n in (2, 3, 5, 10)]
assert crowd == sorted(crowd, reverse=True)
print("least discount factor among n = 2, 3, 5, 10:", ", ".join(map(str, crowd)))

# %% [markdown]
# ## Exercises
#
# 1. In the tale above change one payoff so that the US tightens after a redesign. What does the firm do then?
# 2. Write your own sequel in sentences: the firm may *lobby* before it redesigns. Draw it and solve it.
# 3. Find the prior `pi` above which the pooling equilibrium shown for `capability_signal` no longer exists.
# 4. In `workaround_chain` (`rounds` = 1 to 4) the firm redesigns again and again. Below which `lam` does it give up?
#
# <details><summary>Hints</summary>
#
# 1. Raise the US payoff of `Tighten` above 1. The firm compares 0 with −1.
# 2. `Firm chooses Exit or Redesign or Lobby`, then a move of the US after `Lobby`. If an action's name is used twice, say
#    the whole play: `after Lobby, Exit: …`.
# 3. `signalling_equilibria(signal(pi=...))` for several values, then `regions(signal)`.
# 4. `subgame_perfect(games.find("workaround_chain")(rounds="3", lam=...))`, and compare the cost `F` with one period's
#    sales.
#
# </details>
