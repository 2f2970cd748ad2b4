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
# # The Brussels effect: why a firm in California reads European law
#
# The European Union has no giant of its own in artificial intelligence. It has a market, about a fifth of the world's
# spending on generative AI, and the first comprehensive law about it. A foreign firm can obey that law everywhere, keep
# a separate product for Europe, or leave. Often the first is cheapest, and then a rule made in Brussels is kept in
# Nairobi. The article calls this institutional power: it works through the environment that all share.
#
# Here the argument becomes four games: one firm and one rule; how strict the EU should be; three powers with three
# standards; and the states that copy a rule or do not. You will meet thresholds of a parameter, commitment, potential
# games, and equilibria that come true because they are expected.

# %%
from fractions import Fraction

import matplotlib.pyplot as plt
from ipywidgets import interact

import games
from solvers.nash import nash

firm_compliance = games.find("firm_compliance")
firm_compliance

# %% [markdown]
# ## One firm, one rule
#
# The world market has size one and Europe's share is $\mu$. A unit of stringency costs $\kappa$ on every sale it touches.
# Complying everywhere costs $\kappa s$ and a fixed $F$; segmenting costs $\kappa s \mu$, the same $F$, and $G$ for the
# separate product; leaving gives up $\mu$. The default share is a figure of the article, 7.74 of 36.06 billion dollars.

# %%
share = firm_compliance.defaults["mu"]
print(share, "=", round(float(share), 3))
nash(firm_compliance())

# %% [markdown]
# ## Up to where does the effect reach?
#
# **Theory.** The firm complies everywhere as long as two inequalities hold: complying beats segmenting, $G \ge \kappa s
# (1-\mu)$, and beats leaving, $\text{margin} \cdot \mu \ge \kappa s + F$. Solving each for $s$ gives a *threshold*. The
# toolkit solves them from the payoffs; nobody types them.

# %%
from solvers.thresholds import thresholds

at_calibration = {name: value for name, value in firm_compliance.defaults.items() if name != "s"}
thresholds(firm_compliance.fix(**at_calibration), "s")

# %% [markdown]
# Move the two sliders. As the separate product gets cheaper, the effect ends at milder rules; as Europe's share grows,
# the firm stays, but it also saves less by segmenting: a larger market binds in both ways.


# %%
def answer(mu=0.215, G=0.10, s=0.5):
    game = firm_compliance(mu=round(mu, 3), G=round(G, 3), s=round(s, 3))
    (best,) = nash(game).components
    moves = [game.actions[0][point.support[0][0]] for point in best.extreme]
    print(" or ".join(moves), {label: round(float(game.payoff((label,))[0]), 3) for label in game.actions[0]})
    return moves


_ = interact(answer, mu=(0.0, 1.0, 0.005), G=(0.0, 0.3, 0.005), s=(0.0, 2.0, 0.02))
assert answer() == ["Comply"]
assert answer(G=0.01) == ["Segment"]
assert answer(mu=0.05, s=1.5) == ["Exit"]

# %% [markdown]
# The whole picture, over market share and stringency (the star is the calibration):

# %%
from paper_figs.region_map import region_map

figure, axes = plt.subplots(figsize=(6, 4))
_ = region_map(firm_compliance, "mu", "s", axes)

# %% [markdown]
# ## How strict should the EU be?
#
# The EU moves first, and the firm watches. Stringency is worth $B$ at home and $\gamma$ more where the firm carries it
# into the world, and it burdens local firms with $\eta s^2/2$. Left alone, the EU would choose $(B+\gamma)/\eta$.

# %%
from solvers.commitment import commitment

stringency = games.find("stringency")
found = commitment(stringency())
found

# %%
(outcome,) = found.outcomes
unbound = (stringency.defaults["B"] + stringency.defaults["gamma"]) / stringency.defaults["eta"]
assert outcome.option == "Comply"
assert outcome.favour
assert outcome.action == Fraction(100, 157) < unbound
outcome.action, unbound

# %% [markdown]
# The EU stops short of what it would like, exactly where the firm is about to split its product. *The Brussels effect
# disciplines Brussels*: rules reach the world only as long as they are mild enough to be carried there. That is a
# proposition, and every step of its proof is checked by a machine:

# %%
from games.formal.propositions import PROPOSITIONS
from solvers.propositions import judge

(kept,) = [each for each in PROPOSITIONS if each.name.en.startswith("Stringency")]
proof = judge(kept)
assert proof.status == "proved"
print(kept.text.en)
for step in proof.steps:
    print("-", step.step.text.en, f"[{step.method.en}: {step.verdict.status}]")
kept.result()[0]

# %% [markdown]
# ## Three powers, three standards
#
# Now the US, the EU and China each choose one of three standards. Sharing a standard is worth the markets one shares it
# with; using another's costs its distance from one's own. Drezner (2007) names the outcomes: one standard for all is
# harmonisation, two against one a club, none alike rival standards.

# %%
from solvers.potential import strongest_potential
from solvers.pure import pure_equilibria

rival_standards = games.find("rival_standards")
standing = pure_equilibria(rival_standards())
assert len(standing) == 2
standing

# %% [markdown]
# Two equilibria: a Western club on the American standard, China apart; or everybody on the European one. *Which* is not
# for the theory to say, and the toolkit does not pick silently.
#
# **Theory.** If every unilateral move changes one common function in the direction of the mover's payoff, up to a
# positive factor, the game has a *weighted potential*. Its maximum cannot be improved on, so a pure equilibrium exists,
# and players who improve one after the other end up in one. Here the factors are the markets.

# %%
potential = strongest_potential(rival_standards())
assert potential.kind == "weighted"
potential.kind


# %%
def standards(beta=0.75, a_cn=0.75):
    game = rival_standards(beta=round(beta, 3), a_cn=round(a_cn, 3))
    found = {game.labels(tuple(own[0] for own in e.support)) for e in pure_equilibria(game)}
    print(f"{len(found)} pure equilibria (US, EU, CN):", *sorted(found), sep="\n  ")
    return found


_ = interact(standards, beta=(0.0, 1.0, 0.05), a_cn=(0.0, 1.0, 0.05))
assert ("US", "EU", "CN") in standards(beta=0.1)
assert ("EU", "EU", "EU") in standards()

# %% [markdown]
# Most of the world is in none of the three. With a periphery that may take a standard or keep its own rules the
# outcomes are four, and the fourth has a name that fits: *sham standards*, on which the powers do not agree and which
# nobody outside keeps.

# %%
from games.regulatory_adoption import standard_type

periphery = games.find("rival_standards_periphery")
for cost in (0, Fraction(1, 4), 1):
    game = periphery(a_p=cost)
    names = {standard_type(game.labels(tuple(own[0] for own in e.support))).en for e in pure_equilibria(game)}
    print(f"cost to the periphery {cost}: {', '.join(sorted(names))}")
assert names == {"club standards", "sham standards"}

# %% [markdown]
# ## Who copies?
#
# The EU lobbied at least ten Asian states. A state adopts if the benefit, larger when others adopt too, covers its own
# cost. If a share $x$ is expected to adopt, a share $\frac{b+\rho x}{s\kappa_{\max}}$ finds it worth while; an
# equilibrium is an expectation that comes true.

# %%
from solvers.participation import participation

emulation = games.find("emulation")


def emulators(s=0.5, rho=0.5, b=0.3):
    game = emulation(s=round(s, 3), rho=round(rho, 3), b=round(b, 3))
    found = participation(game)
    shares = [n for n, _ in found.equilibria]
    print("shares that come true:", ", ".join(f"{float(n):.3f}" for n in shares))
    return shares


_ = interact(emulators, s=(0.05, 2.0, 0.05), rho=(0.0, 1.0, 0.05), b=(0.0, 1.0, 0.05))
assert emulators() == [1]
assert emulators(s=2.0, b=0.3) == [Fraction(1, 5)]

# %% [markdown]
# The stricter the rule, the fewer copy it: reach at the firm and reach among states both end at too much stringency.
#
# ## Exercises
#
# 1. At which cost $G$ of a separate product does the firm at the calibration begin to comply everywhere?
# 2. Suppose the EU cared about its home value only ($\gamma = 0$). How strict would it be, and would the Brussels effect
#    survive? Compare with what claims 37 and 38 of the article say about local firms.
# 3. China's market grows to the size of America's. Does everybody taking the Chinese standard become an equilibrium?
# 4. Find a stringency at which *nobody* and *some* can both come true in `emulation` with $b = 0$.
#
# <details><summary>Solution 1</summary>
#
# `thresholds(firm_compliance.fix(mu=share, s="1/2", kappa="1/5", F="1/50", margin=1), "G")` gives
# $G \ge 157/2000 = 0.0785$: one half of $\kappa(1-\mu) = 0.157$.
# </details>
#
# <details><summary>Solution 2</summary>
#
# `commitment(stringency(gamma=0))`: at home alone it would choose $B/\eta = 1$. There the firm segments, and nothing is
# lost to an EU that does not value reach. So the effect is not survived but given up. At $s = B/\eta$ stricter rules add
# nothing at home: claim 37 (rules help) holds below, claim 38 (they hinder) above.
# </details>
#
# <details><summary>Solution 3</summary>
#
# `("CN", "CN", "CN") in standards_of(rival_standards(m_cn=...))`: with weight $0.323$ it does not at the default
# distances, since the US would have to cross the distance 1 at the cost 1/2 for $\beta$ times the two other markets. Lower
# `d_us_cn` or `a_us` and it does.
# </details>
#
# <details><summary>Solution 4</summary>
#
# With $b = 0$ the response is $\rho x/(s\kappa_{\max})$. Nobody is always an equilibrium; everybody is one where
# $\rho \ge s\kappa_{\max}$, for instance at `s=0.5, rho=0.5`, where every share comes true.
# </details>

# %%
# The solutions, checked.
needed = thresholds(firm_compliance.fix(mu=share, s="1/2", kappa="1/5", F="1/50", margin=1), "G")
assert "157/2000" in needed.table().to_text()
(home,) = commitment(stringency(gamma=0)).outcomes
assert (home.action, home.option) == (1, "Segment")
wide = rival_standards(m_cn=rival_standards.defaults["m_us"])
assert ("CN", "CN", "CN") not in {wide.labels(tuple(o[0] for o in e.support)) for e in pure_equilibria(wide)}
near = rival_standards(m_cn=rival_standards.defaults["m_us"], d_us_cn="1/4", d_eu_cn="1/4")
assert ("CN", "CN", "CN") in {near.labels(tuple(o[0] for o in e.support)) for e in pure_equilibria(near)}

# %% [markdown]
# Next: [08_three_powers](08_three_powers.ipynb), where all four powers meet.
