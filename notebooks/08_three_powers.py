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
# # Three powers: who wields what, and what follows from it
#
# The article's thesis fits in a line. The United States uses *compulsory* and *structural* power, the European Union
# *institutional* power, China *productive* power. Each of the four draws on three of four sources: resources, market,
# standards, discourse. This last notebook about the article asks what that thesis needs to be true, and what the three
# do to one another. It ends with the ledger, in which all 54 claims have a computed verdict.
#
# You will meet: coalitional games, population games, a proof about all aggregators at once, a game of three players with
# all its equilibria, comparative statics in a matrix of weights, and policy advice with its fine print.

# %%
from fractions import Fraction

from ipywidgets import interact

import games
from solvers.nash import nash

# %% [markdown]
# ## Structural power, briefly: who needs whom
#
# Four members pool resources, standards and discourse; an alliance is worth the product of the pools, and only a part
# $\lambda$ of it without the United States. The Shapley value shares the worth by what each adds, averaged over all
# orders of joining.

# %%
from solvers.coalitions.values import shapley_value

alliance = games.find("alliance_coalition")


def shares(lam=0.5):
    game = alliance(lam=round(lam, 3))
    values = dict(zip(game.players, shapley_value(game), strict=True))
    print({member: round(float(value), 3) for member, value in values.items()})
    return values


_ = interact(shares, lam=(0.0, 1.0, 0.05))
assert shares(0)["US"] > shares(1)["US"]
assert sum(shares().values()) == 1

# %% [markdown]
# ## Productive power, briefly: a frame that is shared
#
# States speak of AI as security, as rights and risk, or as development, or do not join in. A frame gains with everybody
# who shares it. Such a game has many resting points; which is reached depends on where one starts, and that is why it
# pays to speak first.

# %%
from solvers.evolution import evolution

resting = evolution(games.find("frames")())
resting

# %% [markdown]
# ## The mask
#
# Which power draws on which source is the content of the article's figures 2 and 3. The figures are drawn from it, not
# beside it.

# %%
from paper_figs.powers import direct_powers, indirect_powers, mask_table

mask_table("en")

# %%
direct_powers("en")

# %%
indirect_powers("en")

# %% [markdown]
# **Theory.** An actor's strength at a power is some aggregate $f$ of its three sources. Suppose only that $f$ is symmetric
# and strictly increasing. Any two powers share two sources, so comparing them is comparing $f(a,b,x)$ with $f(a,b,y)$:
# the better one has the more plentiful third source. So *an actor's best power is the one that omits its scarcest source*.
# No number is needed, and no choice of $f$:

# %%
from games.formal.propositions import PROPOSITIONS
from solvers.propositions import judge

weakest = judge(PROPOSITIONS[0])
assert weakest.status == "proved"
print(weakest.proposition.text.en)
for step in weakest.steps:
    print("-", step.step.text.en, f"[{step.verdict.status}]")

# %% [markdown]
# Hence the thesis holds exactly where discourse and market are the two scarcest sources of the US, resources that of the
# EU, and standards that of China. Two of the four have a measure in the article. Build the endowments yourself:

# %%
from games.actors import Power, Source
from games.power_portfolio import ACTORS, POWERS, strengths

instrument_choice = games.find("instrument_choice")
ASSIGNED = {"US": {"Compulsory", "Structural"}, "CN": {"Productive"}, "EU": {"Institutional"}}


def strongest(s_cn=0.05, d_us=0.2, s_eu=0.3):
    held = instrument_choice.point(s_cn=round(s_cn, 3), d_us=round(d_us, 3), s_eu=round(s_eu, 3))
    found = strengths(held, "linear")
    best = {actor: sorted(found[actor], key=found[actor].get, reverse=True) for actor in ACTORS}
    agrees = all(set(best[actor][: len(moves)]) == moves for actor, moves in ASSIGNED.items())
    for actor in ACTORS:
        print(actor, " > ".join(best[actor]))
    print("as the article says" if agrees else "not as the article says")
    return agrees


_ = interact(strongest, s_cn=(0.01, 1.0, 0.01), d_us=(0.01, 1.0, 0.01), s_eu=(0.01, 1.0, 0.01))
assert strongest()
assert not strongest(s_cn=0.2)  # then China's market is scarcer than its standards

# %% [markdown]
# How often is it so? Drawn evenly over everything that is not measured, in about one case in a hundred. The article's
# thesis is a statement about measurement; the table `claim_50_measurement` of the paper varies proxy, normalisation and
# aggregator.

# %%
from paper_figs.measurement import judged

found = judged(1, "raw", "linear")
assert found.high < 0.03
round(found.share, 3), round(found.low, 3), round(found.high, 3)

# %% [markdown]
# ## The three together
#
# Being strong at a power is not yet a reason to wield it: the others move too. In `three_powers` each of the three picks
# a power; those who pick the same share its value in proportion to their strength. Two actors of the same mind get in
# each other's way.

# %%
three_powers = games.find("three_powers")
absolute = nash(three_powers())
assert absolute.complete
pure = {absolute.game.labels(tuple(own[0] for own in e.support)) for e in absolute if e.is_pure}
assert ("Compulsory", "Productive", "Institutional") in pure
pure, len(absolute)

# %% [markdown]
# The article's assignment (US, China, EU) is an equilibrium at the calibration — and so is the one in which Washington
# and Brussels trade places, beside several in mixed strategies. An equilibrium explains why nobody leaves it, not why it
# came about.
#
# ## Relative gains
#
# Now let them care about the gaps. Along a path in the matrix of weights all payoffs are linear in the weight, so the
# interval on which a profile is an equilibrium has exact ends.

# %%
from paper_figs.headline import intervals, three_powers_paths

three_powers_paths("en")

# %%
ends = {each.high for each in intervals("all") if each.as_assigned}
assert ends == {Fraction(1, 6)}
assert {each.high for each in intervals("US") if each.as_assigned} == {3}
ends

# %% [markdown]
# Only one weight in the matrix matters here: China's. With productive power it leaves the more valuable contest over
# ecosystems to be shared by all; once it minds what the others get by that, from 1/6 on, it contests ecosystems instead.
# That the US minds China's gains changes no pure equilibrium at all.

# %%
from solvers.pure import pure_equilibria


def who(k_us=0.0, k_cn=0.0, k_eu=0.0):
    game = three_powers(k_us=round(k_us, 3), k_cn=round(k_cn, 3), k_eu=round(k_eu, 3))
    found = {game.labels(tuple(own[0] for own in e.support)) for e in pure_equilibria(game)}
    print(*sorted(found), sep="\n")
    return found


_ = interact(who, k_us=(0.0, 3.0, 0.25), k_cn=(0.0, 3.0, 0.05), k_eu=(0.0, 3.0, 0.25))
assert ("Compulsory", "Productive", "Institutional") in who(k_us=3)
assert ("Compulsory", "Structural", "Institutional") in who(k_cn=1)

# %% [markdown]
# ## Advice
#
# The article closes with advice to China: autonomy in research (resources), rules from the home market (standards),
# results turned into discourse. What is a little more of each worth in equilibrium? The toolkit takes no side, so
# `policy("EU")` and `policy("US")` answer too.

# %%
from solvers.policy import policy_for_china

advice = policy_for_china()
advice

# %%
alone = [row for row in advice.rows if all(len(used) == 1 for used in row.support)]
assert all(change.utility == 0 for row in alone for change in row.changes.values())

# %% [markdown]
# Each row holds between two weights of the US on relative gains; its ends are exact.
# In the pure equilibria every lever is worth *nothing*: who stands alone on a field wins it whatever its strength. Levers
# matter where somebody contests the field, in the mixed equilibria, and there some of them destroy the equilibrium they
# were meant to improve (`lost`). Advice that does not say which equilibrium it is about is not advice.
#
# ## The ledger
#
# Each of the 54 claims is a row: its statements, whether each is proved, refuted or holds in a region, with its share of
# the parameter ranges. `techpower claims` prints all; here are four of them.

# %%
from paper_figs.ledger import judge as judge_claim

for number in (3, 9, 29, 5):
    entry = judge_claim(number)
    print(number, entry.claim.statement.en, "→", entry.status)
    for part in entry.parts:
        print("    ", part.shown())
assert [judge_claim(number).status for number in (3, 9, 29, 5)] == [
    "proved", "by construction", "conditional", "conditional",
]  # fmt: skip

# %% [markdown]
# ## Exercises
#
# 1. Under Leontief's aggregator the scarcest source binds. Which powers tie for an actor whose scarcest source is $S$?
#    Does the proposition still hold?
# 2. Find the smallest `k_cn` at which China prefers structural power, by hand: write down China's payoffs at
#    (Compulsory, ·, Institutional).
# 3. Raise `v_p`, the value of the contest over discourse. What happens to the threshold 1/6?
# 4. Read claim 50 with `techpower prove 50`. Which of its statements is about the world, and which about our model?
#
# <details><summary>Solution 1</summary>
#
# Compulsory, structural and institutional power all draw on $S$ and have its value as strength: they tie. Productive
# power, which omits it, is still at least as strong; but "strictly increasing" fails, and an actor whose *second*
# scarcest source is as scarce may have several best powers.
# </details>
#
# <details><summary>Solution 2</summary>
#
# With productive power China gets 49/60, the US 16/15, the EU 67/60; with structural power China gets 4/5, they get 1 and
# 21/20. Productive pays 1/60 more, but its gap to the others is larger by 1/10 in sum: $49/60 - 11k/20 = 4/5 - 9k/20$ at
# $k = 1/6$.
# </details>
#
# <details><summary>Solution 3</summary>
#
# It rises: at `v_p = 4/5` discourse is worth as much as the ecosystem and cheaper to wield, and China keeps it up to a
# far larger weight. The cell below finds it.
# </details>
#
# <details><summary>Solution 4</summary>
#
# The first (any aggregator) is about the model alone, the two shares are about the ranges we declared, the last is a fact
# of the evidence: of China's measured sources the scarcer is its market, on which productive power draws.
# </details>

# %%
# The solutions, checked.
tied = {move for move, power in POWERS.items() if Source.S in power.value.sources}
assert tied == {"Compulsory", "Structural", "Institutional"}
assert Source.S not in Power.P.value.sources
k = Fraction(1, 6)
assert Fraction(49, 60) - Fraction(11, 20) * k == Fraction(4, 5) - Fraction(9, 20) * k
dearer = three_powers(v_p="4/5", k_cn=1)
payoffs = {move: dearer.payoff(("Compulsory", move, "Institutional"))[1] for move in POWERS}
assert max(payoffs, key=payoffs.get) == "Productive"
