"""Trees told in sentences, alone and in TOML: the same trees built by hand, what follows from them, what is refused."""

import re
from fractions import Fraction

import pytest
import sympy

from games import formats
from games.errors import FormatError
from games.formats.story import tree_from_story
from games.formats.toml import read_toml
from games.forms import GameTree, chance, decision, leaf
from solvers.regions import regions

F = Fraction
WORKAROUND = """
    players: US, Firm
    US chooses NoRule or Rule
    after Rule: Firm chooses Exit or Redesign
    after Redesign: US chooses Tolerate or Tighten
    after NoRule: 3, 2
    after Exit: 1, 0
    after Tolerate: 2, 2 - c
    after Tighten: 0, -c
"""
CHINESE = """
    # 括号与冒号可用中文
    参与者：美国，企业
    美国 选择 不设规则 或 设规则；若设规则：企业 选择 退出 或 重新设计。
    若 重新设计：美国 选择 容忍 或 收紧
    若 不设规则：3，2；若 退出：1，0；若 容忍：2，2 - c；若 收紧：0，-c
"""


def workaround(us, firm, no_rule, rule, leave, redesign, tolerate, tighten):
    c = sympy.Symbol("c", real=True)
    late = decision(us, {tolerate: leaf(2, 2 - c), tighten: leaf(0, -c)})
    reply = decision(firm, {leave: leaf(1, 0), redesign: late})
    return GameTree(decision(us, {no_rule: leaf(3, 2), rule: reply}), (us, firm))


def test_a_story_is_the_tree_it_tells():
    english = ("US", "Firm", "NoRule", "Rule", "Exit", "Redesign", "Tolerate", "Tighten")
    chinese = ("美国", "企业", "不设规则", "设规则", "退出", "重新设计", "容忍", "收紧")
    assert tree_from_story(WORKAROUND, ["c"]) == workaround(*english)
    assert tree_from_story(CHINESE, ["c"]) == workaround(*chinese)
    one_line = WORKAROUND.strip().replace("\n", ".;").replace("    ", " \t")
    assert tree_from_story(one_line, ["c"]) == workaround(*english)
    assert tree_from_story(formats.story.__doc__.split("\n\n")[1], ["c"]) == workaround(*english)


def test_plays_told_together_cannot_be_told_apart():
    horse = tree_from_story(
        "1 chooses D or A; after A: 2 chooses d or a; after D or A, d: 3 [third] chooses L or R; after a: 1, 1, 1;"
        "after D, L: 0, 0, 0; after D, R: 3, 2, 2; after d, L: 0, 0, 1; after d, R: 4, 4, 0",
        players="123",
    )
    moves = [{"L": leaf(*left), "R": leaf(*right)} for left, right in [((0, 0, 0), (3, 2, 2)), ((0, 0, 1), (4, 4, 0))]]
    down, across = (decision("3", move, "third") for move in moves)
    root = decision("1", {"D": down, "A": decision("2", {"d": across, "a": leaf(1, 1, 1)})})
    assert horse == GameTree(root, "123")


def test_a_name_in_brackets_joins_sentences_and_plays_without_one_are_named():
    story = """A chooses l or m or r; after l: B [h] chooses x or y; after m: B [h] chooses x or y
    after r: B chooses x or y; after l, x or l, y or m, x or m, y or r, x or r, y: 0, 0"""
    tree = tree_from_story(story)
    assert [(s.name, len(s.paths)) for s in tree.information_sets] == [("root", 1), ("h", 2), ("r", 1)]
    assert tree_from_story("A chooses l or r; after l or r: B chooses x; after l, x or r, x: 0, 0").information_sets[
        1
    ].name == ("l | r")


def test_nature_moves_with_numbers_or_formulas():
    tree = tree_from_story("Nature chooses rain with 0.25 or sun with 3/4; after rain: 1; after sun: 0", players=["A"])
    assert tree == GameTree(chance({"rain": ("1/4", leaf(1)), "sun": ("3/4", leaf(0))}), ["A"])
    tree = tree_from_story("自然 选择 雨 概率 p 或 晴 概率 1 - p；若 雨：1；若 晴：0", ["p"], ["甲"])
    p = sympy.Symbol("p", real=True)
    assert tree.root.probabilities == (p, 1 - p)


def test_only_a_play_that_means_one_end_may_be_short():
    start = "A chooses l or r; after l: A chooses x or l; after r: A chooses x or l;"
    with pytest.raises(FormatError, match="line 1: after x may mean l, x or r, x; give the actions from the start"):
        tree_from_story(start + "after x: 1")
    tree = tree_from_story(start + "after l, x: 1; after r, x: 2; after l, l: 3; after r, l: 4")
    assert [node.payoffs[0] for node in tree.nodes if hasattr(node, "payoffs")] == [1, 3, 2, 4]


MOVE = "A chooses l or r\n"
BAD = {
    "": "nothing is told of what comes after the start",
    "after l: 1": "line 1: after l: no action told so far leads there",
    "1, 2": "line 1: expected \"PLAYER chooses ACTION or ACTION\", found '1, 2'",
    MOVE + "B chooses x": "line 2: expected \"after PLAY: …\", found 'B chooses x'",
    MOVE + "after l 1": "line 2: expected \"after PLAY: …\", found 'after l 1'",
    MOVE + "after q: 1": "line 2: after q: no action told so far leads there",
    MOVE + "after l: 1": "nothing is told of what comes after r",
    MOVE + "after l: 1; after l: 2": "line 2: what comes after l is told twice",
    MOVE + "after l or l: 2": "line 2: after l or l: names one play twice",
    MOVE + "after l: 1\n\nafter r: x": "line 4: formula 'x', column 1: expected a number, a parameter or (",
    MOVE + "after l: 1; after r: 1/0": "line 2: ",
    MOVE + "after l: __import__('os')": "line 2: formula",
    MOVE + "after l: 1; after r: 1, 2": "r: 2 payoffs for 1 players",
    MOVE + "after l: B chooses x or x": "line 2: the actions: names must be distinct, unlike 'x, x'",
    MOVE + "after l: B chooses x or": "line 2: the actions: a name must not be empty",
    MOVE + "after l: chooses x": "line 2: the player: a name must not be empty",
    MOVE + "after l: nature chooses u or d": 'nature chooses "EVENT with PROBABILITY"',
    "nature chooses u with 1/2 or d with 1/3; after u: 1; after d: 1": "sum to 1, not to 5/6",
    "players: A, A": "line 1: players: names must be distinct",
    "players: A\n" + MOVE + "after l: B chooses x": "line 3: unknown player 'B'; accepted: A",
    "players: A\n" + MOVE + "after l: 1, 2": "line 3: 2 payoffs for 1 players (A)",
    MOVE + "players: A": "line 2: the players must be listed once, before anything else",
    "A [h] chooses l or r; after l: A [h] chooses l or r": "nothing is told of what comes after r",
    "A [h] chooses l; after l: A [h] chooses l; after l, l: 1": "information set 'h' is met twice on one path",
    "x" * 200_001: "200,001 characters of story; accepted: at most 200,000",
    "A chooses " + " or ".join(map(str, range(20_001))): "line 1: a story of more than 20,000 nodes",
}


@pytest.mark.parametrize("text", BAD, ids=range(len(BAD)))
def test_malformed_stories_are_named(text):
    players = ["A"] if text.startswith("nature") else ()
    with pytest.raises(FormatError, match=re.escape(BAD[text])):
        tree_from_story(text, players=players)


def test_hostile_stories_are_refused_at_once():
    for text in ("A chooses" + " " * 190_000 + "x", "after " * 30_000, "[" * 190_000, "A chooses x" + " or x" * 39_000):
        with pytest.raises(FormatError):
            tree_from_story(text)


def test_a_story_may_be_deep():
    levels = [f"A chooses s{k} or g{k}" for k in range(3_000)]
    moves = [levels[0], *(f"after g{k}: {move}" for k, move in enumerate(levels[1:]))]
    ends = [f"after s{k}: {k}" for k in range(3_000)]
    assert len(tree_from_story("\n".join([*moves, *ends, "after g2999: 0"])).nodes) == 6_001


ENTRY = """
title = "Entry"
tree = '''
  Entrant chooses Out or Enter
  after Enter: Incumbent chooses Fight or Share
  after Out: 0, m
  after Fight: -c, -1
  after Share: m/2 - c, m/2
'''
[parameters]
m = { default = 2, range = [0, 5], meaning = "what the market is worth" }
c = { default = "1/2", range = "[0, 1)" }
"""


def test_a_tree_in_toml_is_a_model():
    model = read_toml(ENTRY)
    assert [p.name for p in model.parameters] == ["m", "c"]
    reply = decision("Incumbent", {"Fight": leaf("-1/4", -1), "Share": leaf("1/4", "1/2")})
    root = decision("Entrant", {"Out": leaf(0, 1), "Enter": reply})
    assert model.at(m=1, c="1/4") == GameTree(root, ("Entrant", "Incumbent"), "Entry")
    found = {region.label: [str(c) for c in region.to_json()["conditions"]] for region in regions(model).unmixed}
    assert found == {"(Out, Share)": ["2*c - m >= 0"], "(Enter, Share)": ["-2*c + m >= 0"]}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("m/2 - c, m/2", "m/2 - c, q", "tree: line 5: formula 'q', column 1"),
        ("[parameters]", "[other]", "unknown key 'other'; accepted: title, tree, players, story, parameters"),
        ('title = "Entry"', 'title = "Entry"\nactions = 1', "unknown key 'actions'; accepted: title, tree, players"),
        ('title = "Entry"', 'title = "Entry"\nplayers = ["X"]', "tree: line 1: unknown player 'Entrant'; accepted: X"),
        ("0, m\n", "0, 1/(m - 2)\n", "not finite at the default parameters"),
        ("Entrant chooses", "nature chooses Out with m or In with m; #", "tree: line 1: "),
        ("[0, 5]", '"(2, 5]"', "parameters.m.default"),
    ],
)
def test_malformed_trees_in_toml_are_named(old, new, message):
    assert old in ENTRY
    with pytest.raises(FormatError, match=re.escape(message)):
        read_toml(ENTRY.replace(old, new))


def test_a_tree_that_is_no_text_is_refused():
    with pytest.raises(FormatError, match="tree must be a text, not 1"):
        read_toml("title = 'T'\ntree = 1")


def test_probabilities_out_of_range_at_the_default_are_named():
    text = "title = 'T'\nplayers = ['A']\ntree = 'nature chooses u with 1 - p or d with p; after u: 1; after d: 0'\n"
    model = read_toml(text + "parameters.p = { default = '1/2', range = [0, 2] }")
    assert model.at(p=1).root.probabilities == (0, 1)
    with pytest.raises(FormatError, match="at the default parameters: the root: chance probabilities must be non-neg"):
        read_toml(text + "parameters.p = { default = 2, range = [0, 2] }")
