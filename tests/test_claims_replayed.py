"""Refuted statements replayed in the game, proved ones sampled from it: no condition of the ledger is used here.

Games are built at exact points and their payoffs, equilibria or paths are read off; how something moves with a
parameter is read off two games that differ in it alone.
"""

import random
from fractions import Fraction as Q

import pytest
import sympy
from test_claims_verdicts import VERDICTS

import games
from games import claims
from games.actors import Source
from games.export_controls import CN_MOVES, EU_MOVES
from games.formal import STATEMENTS
from games.forms.tree import Leaf
from games.power_portfolio import ACTORS, POWERS
from games.technology_alliances import average_cost
from paper_figs.ledger import judge_statement
from solvers.commitment import commitment
from solvers.participation import participation
from solvers.pure import pure_equilibria
from solvers.races.three_gaps import intensities
from solvers.repeated import repeated


def draw(model, rng, **fixed):
    while True:
        values = {p.name: p.low + (p.high - p.low) * Q(rng.randint(1, 23), 24) for p in model.parameters} | fixed
        if all(a.xreplace({model.symbols[n]: sympy.Rational(v) for n, v in values.items()}) for a in model.assumptions):
            return values


def leaf(tree, *path):
    node = tree.root
    for move in path:
        node = node.children[node.actions.index(move)]
    return dict(zip(tree.players, node.payoffs, strict=True))


def outcomes(tree, node=None, path=()):
    """Outcomes of pure subgame-perfect equilibria, by definition."""
    node = tree.root if node is None else node
    if isinstance(node, Leaf):
        return {(path, node.payoffs)}
    own = tree.players.index(node.player)
    below = [outcomes(tree, c, (*path, a)) for a, c in zip(node.actions, node.children, strict=True)]
    floor = [min(end[1][own] for end in ends) for ends in below]
    return {
        end
        for i, ends in enumerate(below)
        for end in ends
        if all(end[1][own] >= low for j, low in enumerate(floor) if j != i)
    }


def pure(game):
    return {game.labels(tuple(own[0] for own in e.support)) for e in pure_equilibria(game)}


def us(game, *profile):
    return game.payoff(profile)[0]


def appeal(game, *others):
    return us(game, "Restrict", *others) - us(game, "Open", *others)


# ---------------------------------------------------------------- refuted: the counterexample, in the game
def _second(game):
    return game.payoff(("Enter", "Enter"))[1]


def _strongest(game, actor):
    place = ACTORS.index(actor)
    strength = {m: game.payoff((m,) * 3)[place] for m in POWERS}
    return {m for m in POWERS if strength[m] == max(strength.values())}, strength


def _leontief_breaks(model, point):
    game, held = model.at(**point), {s: point[f"{s.name}_us".lower()] for s in Source}
    best, strength = _strongest(game, "US")
    at_both = min(strength["Compulsory"], strength["Structural"]) >= max(
        strength["Institutional"], strength["Productive"]
    )
    scarce = max(held[Source.D], held[Source.M]) <= min(held[Source.R], held[Source.S])
    return at_both != scarce and best


REFUTED = {
    (5, 1): lambda model, point: _second(model.at(**point | {"c": point["c"] / 2})) > _second(model.at(**point)),
    (12, 0): lambda model, point: any(appeal(model.at(**point), cn) >= 0 for cn in CN_MOVES),
    (13, 1): lambda model, point: any(
        appeal(model.at(**point | {"q": 1}), cn) < appeal(model.at(**point | {"q": point["q"]}), cn) for cn in CN_MOVES
    ),
    (14, 1): lambda model, point: any(profile[0] == "Restrict" for profile in pure(model.at(**point))),
    (22, 4): lambda model, point: any(
        model.at(**point).payoff(("Restrict", cn))[1] >= model.at(**point).payoff(("Open", cn))[1] for cn in CN_MOVES
    ),
    (24, 2): lambda model, point: (
        leaf(model.at(**point), "Rule", "Redesign", "Tighten")["CN"]
        >= leaf(model.at(**point), "Rule", "Redesign", "Tolerate")["CN"]
    ),
    (50, 4): _leontief_breaks,
}


def listed(letter):
    return {
        (n, i)
        for n, (_, letters) in VERDICTS.items()
        for i, l in enumerate(letters[: len(STATEMENTS.get(n, ()))])
        if l == letter
    }


def test_every_refuted_statement_has_its_replay():
    assert set(REFUTED) == listed("r")


@pytest.mark.parametrize("key", REFUTED)
def test_counterexamples_are_replayed_in_the_game(key):
    statement = STATEMENTS[key[0]][key[1]]
    judged = judge_statement(claims.get(key[0]), statement)
    assert judged.status == "refuted"
    point = {**statement.game.defaults, **judged.verdict.counterexample}
    assert REFUTED[key](statement.game, point)


# ---------------------------------------------------------------- proved: random games
def rises(model, point, name, quantity, sign=1):
    """Whether a quantity of the game does not fall (rise if sign is -1) when one parameter goes up."""
    p = next(p for p in model.parameters if p.name == name)
    more = model.at(**point | {name: point[name] + (p.high - point[name]) / 3})
    return sign * (quantity(more) - quantity(model.at(**point))) >= 0


def all_rise(model, point, name, quantities, sign=1):
    return all(rises(model, point, name, quantity, sign) for quantity in quantities)


APPEALS = [lambda game, cn=cn: appeal(game, cn) for cn in CN_MOVES]
SUPPLIED = [lambda game, offer=offer: leaf(game, offer, "Join")["Supplier"] - leaf(game, offer, "Sell")["Supplier"]
            for offer in ("Offer", "NoOffer")]  # fmt: skip


def _tightened(game, who):
    return leaf(game, "Rule", "Redesign", "Tighten")[who] - leaf(game, "Rule", "Redesign", "Tolerate")[who]


def _serving(game, move):
    return game.payoff((move,))[0] - game.payoff(("Exit",))[0]


def _redesigned(end):
    return lambda game: leaf(game, "Rule", "Redesign", end)["Firm"]


def _worth_of_a_cut(model, point):
    """What a lone supplier gains by a lower marginal cost."""
    lower = {**point, "c": point["c"] / 2}
    return model.at(**lower).payoff(("Enter", "Stay out"))[0] - model.at(**point).payoff(("Enter", "Stay out"))[0]


def _needed_patience(model, point):
    rows = [each for each in repeated(model.at(**point)).sustained if each.profile == ("Trade", "Trade")]
    return bool(rows)


def _race(model, point, control):
    return intensities(model.at(**point, control=control))[0]


def _taking_chinas(power):
    def gained(game):
        own = {p: p for p in ("US", "EU", "CN")}
        place = list(own).index(power)
        return game.payoff(tuple((own | {power: "CN"}).values()))[place] - game.payoff(tuple(own.values()))[place]

    return gained


PROVED = {
    (2, 0): lambda model, p: model.at(**p).joining(Q(1, 3)) <= model.at(**p).joining(Q(2, 3)),
    (3, 0): lambda model, p: rises(model, p, "mu", lambda game: _serving(game, "Comply")),
    (3, 1): lambda model, p: all(
        _serving(model.at(**p), move) <= 0 or rises(model, p, "mu", lambda game, move=move: _serving(game, move))
        for move in ("Comply", "Segment")
    ),
    (4, 0): lambda model, p: average_cost(**p) >= average_cost(**p | {"m": p["m"] * 2}),
    (4, 1): lambda model, p: average_cost(**p) >= average_cost(**p | {"beta": (p["beta"] + Q(1, 3)) / 2}),
    (4, 2): lambda model, p: _worth_of_a_cut(model, p) <= _worth_of_a_cut(model, p | {"m": (p["m"] + 5) / 2}),
    (12, 1): lambda model, p: min(us(model.at(**p), "Open", cn) for cn in CN_MOVES)
    >= max(us(model.at(**p), "Restrict", cn) for cn in CN_MOVES),
    (12, 2): lambda model, p: min(us(model.at(**p), "Open", cn, eu) for cn in CN_MOVES for eu in EU_MOVES)
    >= max(us(model.at(**p), "Restrict", cn, eu) for cn in CN_MOVES for eu in EU_MOVES),
    (12, 3): lambda model, p: all(
        leaf(model.at(**p), "NoRule")["US"] >= leaf(model.at(**p), *end)["US"]
        for end in (("Rule", "Exit"), ("Rule", "Redesign", "Tolerate"), ("Rule", "Redesign", "Tighten"))
    ),
    (13, 0): lambda model, p: all_rise(model, p, "phi", APPEALS),
    (14, 0): lambda model, p: all(each(model.at(**p)) <= 0 for each in APPEALS),
    (14, 4): lambda model, p: all(appeal(model.at(**p), cn, eu) <= 0 for cn in CN_MOVES for eu in EU_MOVES),
    (15, 1): lambda model, p: appeal(model.at(**p), "Depend") < 0 or p["t_cn"] > p["t_us"],
    (21, 1): lambda model, p: all(each(model.at(**p)) < 0 or rises(model, p, "k_us", each) for each in APPEALS),
    (22, 5): lambda model, p: all(
        model.at(**p).payoff(("Restrict", cn))[1] <= model.at(**p).payoff(("Open", cn))[1] for cn in CN_MOVES
    ),
    (23, 2): lambda model, p: (
        leaf(model.at(**p), "Rule", "Redesign", "Tighten")["Firm"] < leaf(model.at(**p), "Rule", "Exit")["Firm"]
        or any(path[:1] == ("Redesign",) for path, _ in outcomes(model.at(**p), model.at(**p).root.children[1]))
    ),
    (24, 3): lambda model, p: max(_tightened(model.at(**p), who) for who in ("CN", "Firm")) <= 0,
    (25, 0): lambda model, p: all_rise(model, p, "chi", map(_redesigned, ("Tolerate", "Tighten")), -1),
    (26, 0): lambda model, p: any(path == ("Stop",) for path, _ in outcomes(model.at(**p))),
    (27, 0): lambda model, p: ("Restrict", "Restrict") in pure(model.at(**p).stage),
    (27, 1): lambda model, p: _needed_patience(model, p) or not _needed_patience(model, p | {"k": (p["k"] + 3) / 2}),
    (29, 0): lambda model, p: leaf(model.at(**p), "Open")["Leader"] >= leaf(model.at(**p), "Exclusive")["Leader"],
    (32, 0): lambda model, p: p["loss"] < p["sales"] or all(each(model.at(**p)) >= 0 for each in SUPPLIED),
    (38, 1): lambda model, p: all(
        p["eta"] * outcome.action >= p["B"]
        for outcome in commitment(model.at(**p | {"G": Q(3, 10)})).outcomes
        if outcome.option == "Comply" and outcome.action not in (0, p["smax"]) and not outcome.favour
    ),
    (39, 1): lambda model, p: rises(model, p, "s", lambda game: max(n for n, _ in participation(game).equilibria), -1),
    (40, 0): lambda model, p: model.at(**p).payoff(("Exit",)) >= model.at(**p).payoff(("Comply",)),
    (41, 1): lambda model, p: rises(
        model, p, "kappa_max", lambda game: max(n for n, _ in participation(game).equilibria), -1
    ),
    (42, 0): lambda model, p: (
        model.at(**p).payoff(("Restrict", "Indigenise"))[1] - model.at(**p).payoff(("Restrict", "Depend"))[1]
        >= model.at(**p).payoff(("Open", "Indigenise"))[1] - model.at(**p).payoff(("Open", "Depend"))[1]
    ),
    (49, 0): lambda model, p: model.at(**p).slope >= 0,
    (51, 0): lambda model, p: all(
        rises(model, p, "q", lambda game, a=a, cn=cn: game.payoff((a, cn))[1])
        for a in ("Open", "Restrict") for cn in CN_MOVES
    ),
    (51, 1): lambda model, p: all_rise(model, p, "q", APPEALS, -1),
    (51, 2): lambda model, p: not any(
        e.is_pure and e.support[0] == (1,) and each(model.at(**p)) > 0
        for e in pure_equilibria(model.at(**p)) for each in [APPEALS[e.support[1][0]]]
    ),
    (52, 0): lambda model, p: all_rise(model, p, "m_cn", map(_taking_chinas, ("US", "EU"))),
    (54, 1): lambda model, p: all(
        each(model.at(**p | {"k_us": p["c"] * p["k_us"]})) < 0 or each(model.at(**p)) >= 0 for each in APPEALS
    ),
}  # fmt: skip
RACES = {(13, 5), (42, 2), (42, 3), (48, 0), (48, 1), (48, 2)}
"""Statements about the race: their model has unknowns tied by equations, and the closed forms are sampled below."""
ELSEWHERE = {
    (2, 2), (14, 6), (14, 7), (14, 8), (14, 9), (15, 2), (16, 0), (16, 1), (19, 0), (21, 0), (28, 0), (30, 3), (33, 0),
    (33, 1), (36, 0), (36, 1), (39, 0), (46, 0), (46, 1), (50, 0), (50, 3), (54, 0),
}  # fmt: skip
"""Replayed from definitions in `test_claims_drawn`."""


def test_every_proved_statement_is_replayed_somewhere():
    assert set(PROVED) | RACES | ELSEWHERE == listed("p")
    assert not set(PROVED) & (RACES | ELSEWHERE)


@pytest.mark.parametrize("key", PROVED)
def test_proved_statements_hold_in_random_games(key):
    model, rng = STATEMENTS[key[0]][key[1]].game, random.Random(1000 * key[0] + key[1])
    for _ in range(12):
        point = draw(model, rng)
        assert PROVED[key](model, point), point


def test_the_race_says_the_same_in_closed_form():
    model, rng, partial = games.find("step_by_step"), random.Random(5), set()
    for _ in range(25):
        point = draw(model, rng)
        controlled, free = _race(model, point, "available"), _race(model, point, "none")
        assert float(controlled.lag - free.lag) >= -1e-12
        assert float(controlled.catch_up - free.catch_up) <= 1e-12
        if point["p_level"] > point["p_lag"]:
            assert float(controlled.catch_up) > 0
        if point["p_lead"] > point["p_level"]:
            assert float(controlled.control) > 0
        partial.add(controlled.regime)
    assert partial == {"partial", "full"}
