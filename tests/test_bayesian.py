"""Signalling and Bayesian games as trees: what each player knows, expected payoffs by brute force, known equilibria."""

import itertools
import re
from fractions import Fraction
from random import Random

import pytest
import sympy

from games.errors import FormError
from games.forms import GameTree, chance, decision, leaf
from games.forms.bayesian import bayesian, signalling
from games.forms.tree import Leaf
from solvers.nash import nash
from solvers.pure import pure_equilibria

F = Fraction


def beer_and_quiche(prior):
    def sender(type_, breakfast, reply):
        return 2 * (reply == "let go") + ((type_, breakfast) in {("weak", "quiche"), ("strong", "beer")})

    def receiver(type_, _, reply):
        return int((reply == "duel") == (type_ == "weak"))

    return signalling(["weak", "strong"], prior, ["beer", "quiche"], ["duel", "let go"], sender, receiver)


def test_beer_and_quiche_is_the_tree_written_by_hand():
    def receiver(values, label):
        return decision("Receiver", {"duel": leaf(*values[0]), "let go": leaf(*values[1])}, label)

    weak = {"beer": receiver([(0, 1), (2, 0)], "beer"), "quiche": receiver([(1, 1), (3, 0)], "quiche")}
    strong = {"beer": receiver([(1, 0), (3, 1)], "beer"), "quiche": receiver([(0, 0), (2, 1)], "quiche")}
    root = chance(
        {"weak": (0.1, decision("Sender", weak, "weak")), "strong": (0.9, decision("Sender", strong, "strong"))}
    )
    tree = GameTree(root, ("Sender", "Receiver"))
    assert beer_and_quiche([0.1, 0.9]) == tree == beer_and_quiche({"strong": 0.9, "weak": "1/10"})
    assert tree.perfect_recall


def test_beer_and_quiche_has_the_two_pooling_outcomes_of_cho_and_kreps():
    """Both pool; the receiver lets the sender go after what she does, and duels enough after the other."""
    found = nash(beer_and_quiche([0.1, 0.9]).normal_form())
    points = [point for component in found.components for point in component.extreme]
    game = found.game
    played = {label for p in points for label, weight in zip(game.actions[0], p.profile[0]) if weight}
    assert len(found.components) == 2
    assert played == {"beer/beer", "quiche/quiche"}
    assert {p.payoffs for p in points} == {(F(29, 10), F(9, 10)), (F(21, 10), F(9, 10))}


def test_messages_by_type_and_responses_by_message():
    tree = signalling(
        ["high", "low"],
        [sympy.Symbol("p"), 1 - sympy.Symbol("p")],
        {"high": ["school", "none"], "low": ["none"]},
        {"school": ["hire"], "none": ["hire", "pass"]},
        lambda t, m, r: int(r == "hire") - sympy.Symbol("c") * int(m == "school"),
        lambda t, m, r: 0 if r == "pass" else {"high": 1, "low": -1}[t],
        players=("Worker", "Firm"),
        title="Jobs",
    )
    assert (tree.kind, tree.title) == ("symbolic", "Jobs")
    assert [(s.player, s.name, s.actions, s.paths) for s in tree.information_sets] == [
        ("Worker", "high", ("school", "none"), (("high",),)),
        ("Firm", "school", ("hire",), (("high", "school"),)),
        ("Firm", "none", ("hire", "pass"), (("high", "none"), ("low", "none"))),
        ("Worker", "low", ("none",), (("low",),)),
    ]


def test_one_sided_battle_of_the_sexes():
    """Osborne (2004), example 273.1: player 2 wants to meet or to avoid player 1, who does not know which."""

    def payoffs(types, actions):
        meet = actions[0] == actions[1]
        first = (2 if actions[0] == "B" else 1) * meet
        second = (1 if actions[1] == "B" else 2) * (meet == (types[1] == "meet"))
        return first, second

    types, both = {"1": ["any"], "2": ["meet", "avoid"]}, ["B", "S"]
    tree = bayesian(types, {"2": ["1/2", "1/2"]}, {"1": both, "2": both}, payoffs)
    assert tree == bayesian(
        types, {("any", "meet"): F(1, 2), ("any", "avoid"): F(1, 2)}, {"1": both, "2": both}, payoffs
    )
    assert [(s.player, s.name, len(s.paths)) for s in tree.information_sets] == [
        ("1", "any", 2), ("2", "meet", 2), ("2", "avoid", 2),
    ]  # fmt: skip
    game = tree.normal_form()
    assert [game.labels(p) for e in pure_equilibria(game) for p in [tuple(row.index(1) for row in e.profile)]] == [
        ("B", "B/S")
    ]


@pytest.mark.parametrize("seed", range(20))
def test_normal_form_is_the_mean_over_types(seed):
    rng = Random(seed)
    players = "ABC"[: rng.randint(1, 3)]
    types = {p: [f"{p.lower()}{k}" for k in range(rng.randint(1, 2))] for p in players}
    actions = {p: {t: [f"{t}:{k}" for k in range(rng.randint(1, 2))] for t in types[p]} for p in players}
    drawn = [own for own in itertools.product(*types.values()) if rng.random() < 0.8] or [
        tuple(t[0] for t in types.values())
    ]
    weights = [rng.randint(1, 5) for _ in drawn]
    prior = {own: F(w, sum(weights)) for own, w in zip(drawn, weights)}
    table = {}

    def payoffs(own, taken):
        return table.setdefault((own, taken), tuple(rng.randint(-5, 5) for _ in players))

    tree = bayesian(types, prior, actions, payoffs)
    assert tree.perfect_recall
    assert sum(isinstance(node, Leaf) for node in tree.nodes) == len(table)
    drawn_types = {(p, own[k]) for own in prior for k, p in enumerate(players)}
    assert {(s.player, s.name) for s in tree.information_sets} == drawn_types
    plans = []
    for p in players:
        order = [s.name for s in tree.information_sets if s.player == p]
        plans.append([dict(zip(order, choice)) for choice in itertools.product(*(actions[p][t] for t in order))])
    game = tree.normal_form()
    assert game.shape == tuple(map(len, plans))
    for chosen in itertools.product(*plans):
        mean = [F(0)] * len(players)
        for own, weight in prior.items():
            got = table[own, tuple(plan[t] for plan, t in zip(chosen, own))]
            mean = [m + weight * value for m, value in zip(mean, got)]
        assert list(game.payoff(tuple("/".join(plan.values()) for plan in chosen))) == mean


def nothing(*_):
    return 0


BAD_SIGNALS = {
    "chance probabilities must be non-negative and sum to 1, not to 1/2": (["t"], ["1/2"], ["m"], ["r"]),
    "prior: 1 values; needed: one for each of t, u": (["t", "u"], [1], ["m"], ["r"]),
    "prior: 2 values; needed": (["t", "u"], {"t": 1, "v": 0}, ["m"], ["r"]),
    "duplicate type: 't'": (["t", "t"], [1, 0], ["m"], ["r"]),
    "types: a list of names is needed, not 'tu'": ("tu", [1, 0], ["m"], ["r"]),
    "messages: none for 'u'; given for: t": (["t", "u"], [1, 0], {"t": ["m"]}, ["r"]),
    "messages at t: a list of names is needed, not []": (["t"], [1], {"t": []}, ["r"]),
    "responses: none for 'm'; given for: none": (["t"], [1], ["m"], {}),
    "duplicate responses: 'r'": (["t"], [1], ["m"], ["r", "r"]),
}


@pytest.mark.parametrize("message", BAD_SIGNALS)
def test_malformed_signalling_games_are_named(message):
    with pytest.raises(FormError, match=re.escape(message)):
        signalling(*BAD_SIGNALS[message], nothing, nothing)


def test_a_signalling_game_has_two_players():
    with pytest.raises(FormError, match="a sender and a receiver, not 3 players"):
        signalling(["t"], [1], ["m"], ["r"], nothing, nothing, players="ABC")


BAD_BAYES = {
    "prior of A: 1 values; needed: one for each of s, t": ({"A": ["s", "t"]}, {}, {"A": ["x"]}),
    "prior: unknown types ('u',); accepted: tuples such as ('s',)": ({"A": ["s"]}, {("u",): 1}, {"A": ["x"]}),
    "sum to 1, not to 3/4": ({"A": ["s", "t"]}, {"A": [0.5, 0.25]}, {"A": ["x"]}),
    "actions: none for 'A'; given for: B": ({"A": ["s"]}, {}, {"B": ["x"]}),
    "actions of A: none for 't'; given for: s": ({"A": ["s", "t"]}, {"A": [0, 1]}, {"A": {"s": ["x"]}}),
    "types of A: a list of names is needed, not []": ({"A": []}, {}, {"A": ["x"]}),
    "duplicate type of A: 's'": ({"A": ["s", "s"]}, {"A": [0, 1]}, {"A": ["x"]}),
    "2 payoffs for 1 players": ({"A": ["s"]}, {}, {"A": ["x"]}),
}


@pytest.mark.parametrize("message", BAD_BAYES)
def test_malformed_bayesian_games_are_named(message):
    with pytest.raises(FormError, match=re.escape(message)):
        bayesian(*BAD_BAYES[message], lambda types, actions: (0, 0))
