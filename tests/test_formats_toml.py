"""One's own game as TOML: a model, or one clear FormatError."""

import re
import textwrap
from fractions import Fraction

import pytest
import sympy
from format_samples import TOML, truncated

from games.errors import FormatError
from games.formats.toml import read_toml
from games.forms.repeated import RepeatedGame
from games.forms.stochastic import StochasticGame
from games.forms.tree import Leaf


def test_toml_model():
    model = read_toml(TOML)
    assert [p.name for p in model.parameters] == ["t", "s"]
    assert [p.range for p in model.parameters] == ["[0, 3]", "(0, 1]"]
    assert model.parameters[0].meaning == ("gain", "收益")
    assert (model.parameters[0].source, model.parameters[1].default) == ("own", Fraction(1, 10))
    t, s = sympy.symbols("t s", real=True)
    assert model.form.payoff(("Open", "Depend")) == (t, t / s)
    game = model.at(t=2)
    assert game.kind == "exact"
    assert game.title == "Export control"
    tenth, third = Fraction(1, 10), Fraction(1, 3)
    assert game.payoffs.tolist() == [[[2, 0], [1, 0]], [[20, Fraction(3, 4)], [tenth, third]]]


def test_toml_without_parameters():
    source = TOML.replace('"t"', "1").replace('"t/s"', "2").replace("t/2", "2").replace("(t + 1)/4", "1")
    head, tail = source.split("[parameters]")
    model = read_toml(head + tail[tail.index("[payoffs]") :])
    assert model.parameters == ()
    assert model.at() == model.form
    assert model.at().payoffs.tolist() == [[[1, 1], [1, 0]], [[2, 1], [Fraction(1, 10), Fraction(1, 3)]]]


def test_the_examples_of_the_module_are_models():
    from games.formats import toml

    blocks = re.findall(r"(?:^    .*\n)+", toml.__doc__, re.MULTILINE)
    table, tree, race = (read_toml(textwrap.dedent(block)) for block in blocks)
    assert race.at().next("calm", (0, 1)) == (0, 1)
    assert race.at().next("tense", (0, 0)) == (Fraction(1, 4), Fraction(3, 4))
    assert table.at(t=1).payoff(("Open", "Indigenise")) == (Fraction(-1, 2), Fraction(1, 2))
    half = Fraction(1, 2)
    leaves = [node.payoffs for _, node in tree.at(m=1).walk() if isinstance(node, Leaf)]
    assert leaves == [(0, 1), (-half, -1), (0, half)]


MALFORMED_TOML = [
    ('title = "Export control"\n', "", "missing key 'title'; needed: title, players, actions, payoffs"),
    ("title", "titel", "unknown key 'titel'; accepted: title, players, actions, payoffs, story, parameters"),
    ('"Export control"', "3", "title must be a text"),
    ('players = ["US", "CN"]', 'players = "US"', "players must be a list of names in quotes"),
    ('"US", "CN"]', '"US", "US"]', "players: names must be distinct and not empty"),
    ('"US", "CN"]', '"US", "EU"]', "unknown key 'actions.CN'; accepted: US, EU"),
    ('CN = ["Depend", "Indigenise"]\n', "", "missing key 'actions.CN'"),
    ('["Open", "Restrict"]', "[]", "actions.US must be a list of names"),
    ('["Open", "Restrict"]', '["Open", ""]', "actions.US: names must be distinct and not empty"),
    ('["Open", "Restrict"]', '["Open", "a,b"]', "action 'a,b': no commas"),
    ("default = 0.1, ", "", "missing key 'parameters.s.default'; needed: default, range"),
    ("default = 0.1, ", "default = 0, ", "parameters.s.default: s = 0 is outside its range; "),
    ("default = 0.1, ", "default = true, ", "parameters.s.default must be a number, not True"),
    ("default = 0.1, ", "default = 0.1, defualt = 1, ", "unknown key 'parameters.s.defualt'; accepted: "),
    ("default = 0.1, ", "default = nan, ", "not a number: 'nan'"),
    ('"(0, 1]"', '"0..1"', "parameters.s.range must be [low, high]"),
    ('"(0, 1]"', "[0]", "parameters.s.range must be [low, high]"),
    ('"(0, 1]"', "1", "parameters.s.range must be [low, high]"),
    ('"(0, 1]"', "[1, 0]", "the lower end 1 is above the upper end 0"),
    ('"(0, 1]"', '"(0, x]"', "parameters.s.range: not a number"),
    ("[parameters]\nt =", "[parameters]\n2t =", "parameter '2t'; accepted"),
    ("[parameters]\nt =", "[parameters]\n'税' =", "parameter '税'; accepted"),
    ('s = { default = 0.1, range = "(0, 1]" }', "s = 3", "parameters.s must be a table, not 3"),
    ('zh = "收益"', 'fr = "gain"', "unknown key 'parameters.t.meaning.fr'; accepted: en, zh"),
    ('source = "own"', "source = 3", "parameters.t.source must be a text"),
    ('"Open,Depend"', '"Open,Depended"', "payoffs: profile 'Open,Depend' is missing; 4 needed, 4 given"),
    ('"Open,Depend" =', '"Depend,Open" = [1, 1]\n"Open,Depend" =', "payoffs: unknown profile 'Depend,Open'"),
    ('"Open,Depend" =', '"Open, Depend" = [1, 1]\n"Open,Depend" =', "two keys mean the same profile"),
    ("[1, 0.1]", "[1]", "payoffs.'Restrict,Depend' must be 2 payoffs, one a player, not [1]"),
    ("[1, 0.1]", "[1, [2]]", "payoffs.'Restrict,Depend' must be a number, not [2]"),
    ("[1, 0.1]", "[1, inf]", "not a number: 'inf'"),
    ("[1, 0.1]", "[1, 1979-05-27]", "payoffs.'Restrict,Depend' must be a number"),
    ('"t/s"', '"t/z"', "payoffs.'Open,Depend': formula 't/z', column 3: expected a number, a"),
    ('"t/s"', '"1/(2*t - 3)"', "a payoff is not finite at the default parameters (division by zero)"),
    ('"t/s"', '"(2*t - 3)/((2*t - 3)*(t + 1))"', None),
    ("[payoffs]", "[payoffs", "not valid TOML: "),
    ("[payoffs]", "x = " + "[" * 5000 + "\n[payoffs]", "not valid TOML: "),
    ("[payoffs]", "# " + "x" * 200_000 + "\n[payoffs]", "characters of TOML; accepted: at most 200,000"),
]


@pytest.mark.parametrize(("old", "new", "message"), MALFORMED_TOML)
def test_malformed_toml(old, new, message):
    assert TOML.count(old) >= 1
    source = TOML.replace(old, new, 1)
    if message is None:
        assert read_toml(source).at().kind == "exact"
        return
    with pytest.raises(FormatError, match=re.escape(message)):
        read_toml(source)


def test_a_payoff_that_is_no_number_at_the_default_is_refused():
    source = TOML.replace('"(0, 1]"', "[0, 1]").replace("default = 0.1", "default = 0").replace('"3/2"', "0")
    with pytest.raises(FormatError, match="not finite"):
        read_toml(source)


def test_a_truncated_toml_is_refused_or_a_model(tmp_path):
    kept = truncated(tmp_path / "g.toml", TOML)
    assert len(kept) == 2
    assert all(model.at().shape == (2, 2) for model in kept)


DISCOUNTED = TOML.replace("[parameters]", "[parameters]\nw = { default = '1/2', range = '[0, 1)' }", 1)
RACE = """title = "Race"
players = ["A"]
discount = "w"
parameters.w = { default = "1/2", range = "[0, 1)" }
[states.here]
actions.A = ["go", "stay"]
payoffs = { go = [1], stay = ["w"] }
next = { go = "there", stay = { here = "1 - w", there = "w" } }
[states.there]
actions.A = ["rest"]
payoffs = { rest = [0] }
next = { rest = "there" }
"""


def test_a_discount_factor_makes_a_repeated_game():
    model = read_toml(DISCOUNTED.replace("[actions]", 'discount = "w"\ndetection = "w"\n[actions]'))
    game = model.at(w="1/3")
    assert isinstance(game, RepeatedGame)
    assert (game.delta, game.detection, game.stage.shape) == (Fraction(1, 3), Fraction(1, 3), (2, 2))


def test_states_make_a_stochastic_game():
    game = read_toml(RACE).at(w="1/4")
    assert isinstance(game, StochasticGame)
    assert (game.states, game.discount) == (("here", "there"), Fraction(1, 4))
    assert game.next("here", (1,)) == (Fraction(3, 4), Fraction(1, 4))
    assert game.stages["here"].payoff(("stay",)) == (Fraction(1, 4),)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('discount = "w"\n', "", "missing key 'discount'"),
        ('discount = "w"', "discount = 1", "discount factor 1; accepted: 0 <= delta < 1"),
        ('"there", stay', '"gone", stay', "here after (go): next states gone; accepted: here, there"),
        ("{ here = ", "{ here = 2, heer = ", "next states here, heer, there"),
        ('"1 - w"', "2", "here after (stay)"),
        ('"1 - w"', "-1", "here after (stay)"),
        ('{ go = "there", ', "{ ", "here: no probabilities after (go)"),
        ('next = { rest = "there" }', "", "missing key 'states.there.next'"),
        ("rest = [0]", "rest = [0, 1]", "states.there: payoffs.'rest' must be 1 payoffs"),
        ('go = "there"', 'og = "there"', "here: no profile ('og',)"),
        ('[states.here]\nactions.A = ["go", "stay"]', "states.here = 3\n[x]", "unknown key 'x'"),
        ('rest = "there" }', 'rest = 1 }', "states.there.next.'rest' must be a table, not 1"),
        ('rest = "there" }', "rest = { there = 'v' } }", "states.there.next.'rest'.there"),
    ],
)  # fmt: skip
def test_a_malformed_stochastic_game_is_named(old, new, message):
    assert RACE.count(old) == 1, old
    with pytest.raises(FormatError, match=re.escape(message)):
        read_toml(RACE.replace(old, new))


def test_detection_needs_a_discount_factor():
    with pytest.raises(FormatError, match="add its discount factor"):
        read_toml(DISCOUNTED.replace("[actions]", "detection = 1\n[actions]"))
