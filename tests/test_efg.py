"""Gambit's `.efg` files: what is read, what is refused, and Gambit's own reader and normal form beside ours."""

import io
import json
import re
from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
import sympy
from tree_examples import horse, random_game

from games.errors import FormatError, NotCoveredError
from games.formats import adapters, load
from games.formats.efg import read_efg, write_efg
from games.formats.nfg import read_nfg
from games.forms import GameTree, chance, decision, leaf
from games.forms.tree import Chance, Leaf
from paper_figs.cli import main

F = Fraction
MARKET = """EFG 2 R "Lemons" { "Buyer" "Seller" } "a comment, { } 1/0"
c "" 1 "quality" { "high" 1/4 "low" .75 } 0
p "" 1 1 "blind" { "buy" "pass" } 0
t "" 1 "good deal" { 2, 1 }
t "" 0
p "" 1 1 0
t "" 2 "lemon" { -1e0 6/2 }
t "" 1
"""


def lemons():
    high = decision("Buyer", {"buy": leaf(2, 1, outcome="good deal"), "pass": leaf(0, 0)}, "blind")
    again = leaf(2, 1, outcome="good deal")
    low = decision("Buyer", {"buy": leaf(-1, 3, outcome="lemon"), "pass": again}, "blind")
    return GameTree(chance({"high": ("1/4", high), "low": (0.75, low)}, "quality"), ("Buyer", "Seller"), "Lemons")


def chain(levels):
    node = leaf(0, 0)
    for k in reversed(range(levels)):
        node = decision("AB"[k % 2], {"stop": leaf(k, levels - k), "go": node})
    return GameTree(node, ("A", "B"))


def test_everything_a_file_can_say_is_read():
    assert read_efg(MARKET) == lemons()
    squeezed = MARKET.replace("\n", " \t\r\n  ").replace('"EFG', '" EFG').replace("{ 2, 1 }", "{2 1,}")
    assert read_efg(squeezed) == read_efg("\ufeff" + MARKET.replace("EFG 2 R", "EFG\n2   D")) == lemons()


def test_classics_written_by_hand_are_the_trees_built_by_hand(tmp_path):
    (tmp_path / "horse.efg").write_text(
        'EFG 2 R "Horse" { "1" "2" "3" } p "" 1 1 "" { "D" "A" } 0 p "" 3 1 "third" { "L" "R" } 0 t "" 1 "" { 0 0 0 }'
        't "" 2 "" { 3 2 2 } p "" 2 1 "" { "d" "a" } 0 p "" 3 1 "third" { "L" "R" } 0 t "" 3 "" { 0 0 1 }'
        't "" 4 "" { 4 4 0 } t "" 5 "" { 1 1 1 }'
    )
    assert load(tmp_path / "horse.efg") == horse()


@pytest.mark.parametrize("seed", range(60))
def test_reading_what_is_written_gives_the_same_tree(seed):
    tree = random_game(Random(seed))
    assert read_efg(write_efg(tree)) == tree


def test_outcomes_on_the_way_add_up_and_the_last_name_stays():
    tree = read_efg(
        'EFG 2 R "" { "A" "B" } p "" 1 1 "" { "l" "r" } 1 "fee" { -1/2, 1 }'
        'c "" 1 "" { "u" 1/2 "d" 1/2 } 2 "" { 10 20 } t "" 3 "end" { .25 0 } t "" 0 t "" 1'
    )
    ends = [node for node in tree.nodes if isinstance(node, Leaf)]
    expected = [((F("9.75"), 21), "end"), ((F("9.5"), 21), "fee"), ((-1, 2), "fee")]
    assert [(end.payoffs, end.outcome) for end in ends] == expected


def test_names_that_must_differ_are_numbered():
    tree = read_efg(
        'EFG 2 R "" { "" "A" "A" } p "" 1 7 "" { "" "x" "x" } 0 p "" 2 1 "h" { "y" "" } 0 t "" 0 t "" 0 '
        'p "" 2 2 "h" { "y" } 0 t "" 0 p "" 3 9 "" { "z" } 0 p "" 3 4 "" { "w" } 0 p "" 2 3 "" { "v" } 0 '
        'p "" 2 4 "" { "u" "u" } 0 p "" 1 2 "" { "s" } 0 t "" 0 p "" 1 2 0 t "" 0'
    )
    assert tree.players == ("1", "A_1", "A_2")
    assert [(s.player, s.label, s.actions) for s in tree.information_sets] == [
        ("1", "", ("1", "x_1", "x_2")), ("A_1", "h_1", ("y", "2")), ("A_1", "h_2", ("y",)), ("A_2", "", ("z",)),
        ("A_2", "", ("w",)), ("A_1", "", ("v",)), ("A_1", "", ("u_1", "u_2")), ("1", "h2", ("s",)),
    ]  # fmt: skip
    assert read_efg(write_efg(tree)) == tree


def test_one_number_means_one_set_of_each_player():
    tree = read_efg(
        'EFG 2 R "" { "A" "B" } p "" 1 1 "" { "l" "r" } 0 p "" 2 1 "" { "x" } 0 t "" 0 p "" 2 1 "" { "x" } 0 t "" 0'
    )
    assert [len(s.paths) for s in tree.information_sets] == [1, 2]
    assert not tree.perfect_information
    assert tree.perfect_recall


NODE = 'EFG 2 R "t" { "A" "B" }\n'
BAD = {
    "": "line 1, column 1: expected EFG, found the end of the file",
    'NFG 1 R "t" { "A" } { 1 } 1': "expected EFG, found 'NFG'",
    'EFG 1 R "t" { "A" }': "line 1, column 5: expected 2, found '1'",
    'EFG 2 X "t" { "A" }': "expected R or D",
    'EFG 2 R "t': "a quote that is never closed",
    'EFG 2 R "t" { }': "expected a player's name in double quotes, found '}'",
    NODE: "line 2, column 1: expected node 1: c (chance), p (personal) or t (terminal), found the end",
    NODE + 'x "" 0': "line 2, column 1: expected node 1: c (chance), p (personal) or t (terminal), found 'x'",
    NODE + 't "" -1': "the number of an outcome, a whole number up to 999999999, found '-1'",
    NODE + 't "" 1': "line 2, column 7: expected { and the payoffs of outcome 1, which is new, found the end",
    NODE + 't "" 1 "" { 1 }': "expected payoff 2 of 2, found '}'",
    NODE + 't "" 1 "" { 1 2 3 }': "expected }, found '3'",
    NODE + 't "" 1 "" { 1 x }': "line 2, column 15: expected payoff 2 of 2: not a number: 'x'",
    NODE + 't "" 1 "" { 1 1/0 }': "division by zero",
    NODE + 't "" 1 "" { 1 1e999999999 }': "exponent too large",
    NODE + 't "" 0 t "" 0': "line 2, column 8: expected the end of the file, after a tree of 1 nodes, found 't'",
    NODE + 'p "" 3 1 "" { "l" } 0': "expected the number of a player, a whole number from 1 up to 2, found '3'",
    NODE + 'p "" 1 0 "" { "l" } 0': "the number of an information set, a whole number from 1 up to",
    NODE + 'p "" 1 1 "" { } 0': "a label of an action in double quotes, found '}'",
    NODE + 'p "" 1 1 0 t "" 0': "{ and the actions of information set 1, which is new, found '0'",
    NODE + 'p "" 1 1 "" { "l" "r" } 0\nt "" 0\n': "line 4, column 1: expected node 3: c (chance)",
    NODE + 'c "" 1 "" { "l" 1/2 "r" 1/3 } 0': "line 2, column 11: probabilities must be non-negative and sum to 1, "
    "not to 5/6",
    NODE + 'c "" 1 "" { "l" 2 "r" -1 } 0': "probabilities must be non-negative",
    NODE + 'c "" 1 "" { "l" "r" } 0': "expected the probability of the event, found '\"r\"'",
    NODE + 'p "" 1 1 "" { "l" "r" } 0 t "" 0 p "" 1 1 "" { "l" "x" } 0': "information set 1 is given again with "
    "another action",
    NODE + 'p "" 1 1 "h" { "l" "r" } 0 t "" 0 p "" 1 1 "g" 0': "information set 1 is given again with another name",
    NODE + 'p "" 1 1 "" { "l" "r" } 0 t "" 1 "" { 1 2 } t "" 1 "" { 1 3 }': "line 2, column 52: outcome 1 is given "
    "again with another payoff",
    NODE + 'p "" 1 1 "" { "l" "r" } 0 t "" 1 "a" { 1 2 } t "" 1 "b"': "outcome 1 is given again with another name",
    NODE + 'p "" 1 1 "h" { "l" } 0 p "" 1 1 "h" { "l" } 0 t "" 0': "information set 'h' is met twice on one path",
    "\x00\x7fELF\x01\x00": "expected EFG",
}


@pytest.mark.parametrize("text", BAD)
def test_malformed(text):
    with pytest.raises(FormatError, match=re.escape(BAD[text])) as caught:
        read_efg(text)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 250


def test_a_truncated_file_is_refused():
    assert read_efg(MARKET.rstrip()) == lemons()
    for end in range(len(MARKET.rstrip())):
        with pytest.raises(FormatError):
            read_efg(MARKET[:end])


@pytest.mark.parametrize("seed", range(200))
def test_damaged_files_are_refused_or_games(seed, tmp_path):
    rng, text = Random(seed), list(MARKET)
    for _ in range(rng.randint(1, 3)):
        text[rng.randrange(len(text))] = rng.choice('0123456789{}"cpt, \n\\\x00é')
    (tmp_path / "g.efg").write_text("".join(text))
    try:
        tree = load(tmp_path / "g.efg")
    except FormatError:
        return
    assert read_efg(write_efg(tree)) == tree


def test_numbers_that_grow_without_end_are_refused():
    digits = "9" * 990
    events = " ".join(f'"{k}" 1/{digits}{k:03}' for k in range(100))
    with pytest.raises(FormatError, match="a sum of more than 10,000 bits"):
        read_efg(f'{NODE} c "" 1 "" {{ {events} }} 0')
    steps = " ".join(f'p "" 1 {k} "" {{ "x" }} {k} "" {{ 1/{digits}{k:03} 0 }}' for k in range(1, 99))
    with pytest.raises(FormatError, match=r"line 2, column .*a sum of more than 10,000 bits"):
        read_efg(f'{NODE} {steps} t "" 1')


def test_what_holds_no_numbers_is_not_written():
    with pytest.raises(FormatError, match="holds numbers; give the parameters values first"):
        write_efg(GameTree(decision("A", {"x": leaf(sympy.Symbol("t"))}), ("A",)))


def test_trees_ten_thousand_levels_deep():
    tree = chain(10_000)
    again = read_efg(write_efg(tree))
    assert again == tree
    assert again != replace(tree, title="other")
    assert again.perfect_recall
    assert len(again.nodes) == 20_001
    assert again.map_payoffs(lambda payoffs: payoffs[::-1]).nodes[-1].payoffs == (0, 0)
    assert repr(chain(2_000)).count("\n") == 4_000


@pytest.mark.parametrize("moves", [2_500, pytest.param(25_000, marks=pytest.mark.slow)])
def test_many_nodes(moves):
    lines = ['EFG 2 R "" { "A" "B" }']
    for k in range(moves):
        lines.append(f'p "" {k % 2 + 1} {k + 1} "" {{ "a" "b" "c" "d" }} 0')
        lines += [f't "" {4 * k + j + 1} "" {{ {k} {j}/7 }}' for j in range(3)]
    tree = read_efg("\n".join([*lines, 't "" 0']))
    assert len(tree.nodes) == 4 * moves + 1
    assert sum(node.payoffs[0] for node in tree.nodes if isinstance(node, Leaf)) == 3 * sum(range(moves))


# Gambit


def plain(tree):
    """Return a tree without the names of outcomes, which Gambit makes distinct."""
    return tree.map(lambda node: Leaf(node.payoffs), lambda p: p)


def payoffs_of(game):
    return sorted(tuple(game.payoff(profile)) for profile in game.profiles())


@pytest.mark.parametrize("seed", range(40))
def test_gambit_reads_what_we_write_and_we_what_it_writes(seed):
    gambit = pytest.importorskip("pygambit")
    tree = random_game(Random(seed), ascii_only=True)  # Gambit takes no other labels since version 16.7
    theirs = gambit.read_efg(io.StringIO(write_efg(tree)))
    assert plain(read_efg(theirs.to_efg())) == plain(tree)
    if len(tree.nodes) < 40:
        ours, other = tree.normal_form(), read_nfg(theirs.to_nfg())
        assert ours.shape == other.shape
        assert payoffs_of(ours) == payoffs_of(other)


def test_trees_to_and_from_pygambit():
    gambit = pytest.importorskip("pygambit")
    for tree in (lemons(), horse()):
        made = adapters.to_pygambit(tree)
        assert isinstance(made, gambit.Game)
        assert plain(adapters.from_pygambit(made)) == plain(tree)
    twice = chance({"u": (0.5, leaf(1)), "d": (0.5, leaf(2))}, "dice")
    shop = adapters.to_pygambit(GameTree(chance({"u": (0.25, twice), "d": (0.75, twice)}, "dice"), "A"))
    assert [node.label for node in adapters.from_pygambit(shop).nodes if isinstance(node, Chance)] == [
        "dice_1", "dice_2", "dice_2",
    ]  # fmt: skip


# what follows from a file


def test_the_command_shows_and_solves_a_file(tmp_path, capsys):
    path = tmp_path / "entry.efg"
    reply = decision("Incumbent", {"fight": leaf(-1, -1), "share": leaf(1, 1)})
    path.write_text(
        write_efg(GameTree(decision("Entrant", {"out": leaf(0, 2), "in": reply}), ("Entrant", "Incumbent")))
    )
    assert main(["show", str(path)]) == 0
    assert capsys.readouterr().out == repr(load(path)) + "\n"
    assert main(["solve", str(path), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [point["payoffs"] for c in found["components"] for point in c["extreme"]] == [["1", "1"]]
    path.write_text("EFG 2 R")
    assert main(["show", str(path)]) == 2
    assert "entry.efg: line 1, column 8: expected the title in double quotes" in capsys.readouterr().err


def test_what_is_too_large_for_a_normal_form_is_said_at_once():
    moves = {f"m{k}": (F(1, 40), decision("A", {"l": leaf(k), "r": leaf(0)})) for k in range(40)}
    wide = GameTree(chance(moves), "A")
    with pytest.raises(NotCoveredError, match="more than 2,000,000 profiles"):
        wide.normal_form()
    crowd = tuple(f"p{k}" for k in range(32))
    with pytest.raises(NotCoveredError, match="at most 31 players, not 32"):
        GameTree(leaf(*range(32)), crowd).normal_form()


def test_a_long_chain_has_a_small_reduced_normal_form():
    game = chain(400).normal_form()
    assert game.shape == (201, 201)
    assert game.payoff((3, 200)) == (6, 394)
    assert game.payoff((200, 200)) == (0, 0)
