"""Every solution concept from the command: text and data, both languages, every form, every wrong combination."""

import json
import re

import pytest
from format_samples import STOCHASTIC

from games.classics import battle_of_the_sexes, matching_pennies
from games.errors import NotCoveredError, ParameterError
from games.formats.nfg import write_nfg
from games.formats.toml import read_toml
from games.forms import GameTree, NormalForm, decision, leaf
from games.glossary import translated
from games.registry import find
from paper_figs.cli import main
from solvers.solve import CONCEPTS, concept_table, equilibria, solve

NORMAL = [name for name, concept in CONCEPTS.items() if concept.normal]
TREE = [name for name, concept in CONCEPTS.items() if concept.tree]
OWN_FORM = {
    "coalitional": "alliance_coalition", "repeated": "repeated_chip_trade", "evolution": "frames",
    "participation": "ecosystem_choice", "continuous": "cournot", "commitment": "stringency",
    "global-game": "regime_change", "cheap-talk": "cheap_talk", "persuasion": "persuasion", "measure": "lock_in",
    "race": "step_by_step", "safety-race": "safety_race", "contest": "tullock",
    "markov": "races.toml", "stochastic-value": "races.toml",
}  # fmt: skip
TWO_PLAYERS = {"zero-sum", "one", "lemke-howson", "stackelberg", "risk-dominance", "tracing"}
ENGLISH_NAMES = re.compile(
    r"[A-Z][a-z]+(?:–[A-Z][a-z]+)? \d{4}|Harsanyi and Selten|Logit|Lemke–Howson|lambda|Pr|delta|theta"
)
"""What stays as it is in Chinese: authors, and the names of a method and of a parameter."""


def english_words(text):
    return re.findall(r"(?<![\w-])[A-Za-z]{3,}", ENGLISH_NAMES.sub("", text))


@pytest.fixture
def files(tmp_path):
    (tmp_path / "races.toml").write_text(STOCHASTIC, "utf-8")
    for name, game in (("battle", battle_of_the_sexes()), ("pennies", matching_pennies())):
        (tmp_path / f"{name}.nfg").write_text(write_nfg(translated(game, "zh")), "utf-8")
    return tmp_path


def target(files, concept):
    if concept == "zero-sum":
        return str(files / "pennies.nfg")
    if concept in OWN_FORM:
        own = OWN_FORM[concept]
        return str(files / own) if own.endswith(".toml") else own
    return str(files / "battle.nfg") if CONCEPTS[concept].normal else "workaround"


@pytest.mark.parametrize("concept", CONCEPTS)
def test_a_concept_answers_people_and_machines(concept, files, capsys):
    words = ["solve", target(files, concept), "--concept", concept]
    assert main(words) == 0
    text = capsys.readouterr().out
    assert text.count("---") >= 4
    assert re.search(r"\b(Complete|complete|Not complete|not known to be complete)\b[,:]", text)  # and why
    assert main([*words, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["game"] == words[1]
    assert found["complete"] in (True, False)
    assert len(found["why"].split()) > 1
    assert {"concept", *(["players", "actions"] if concept not in OWN_FORM else [])} <= found.keys()


@pytest.mark.parametrize("concept", CONCEPTS)
def test_chinese_has_no_english_left(concept, files, capsys):
    assert main(["solve", target(files, concept), "--concept", concept, "--lang", "zh"]) == 0
    shown = capsys.readouterr().out.partition("\n")[2]
    assert re.search("完备[：，]", shown)
    assert english_words(shown) == []


def test_what_solvers_say_is_translated():
    """Why the list is complete, and what a continuum is, for three players and for a tree with ties."""
    reply = decision("CN", {"Depend": leaf(2, 0), "Indigenise": leaf(0, 0)})
    tree = GameTree(decision("US", {"Open": reply, "Restrict": leaf(1, 1)}), ("US", "CN"))
    again = GameTree(decision("US", {"Restrict": reply, "Open": leaf(3, 3)}), ("US", "CN"))
    for game in (find("chip_ban_three").at(), tree, again):
        found = equilibria(game)
        assert any(component.dimension for component in found.components)
        assert english_words(found.note("zh")) == []
        assert len(found.note("zh").splitlines()) == len(found.note().splitlines())
    assert "Component 1: (US at root mixes Open, Restrict" in equilibria(tree).note()


def test_names_that_would_become_the_same_stay_apart():
    payoffs = [[[3, 0], [5, 1]], [[3, 5], [0, 1]]]
    game = NormalForm(payoffs, ("US", "美国"), (("Open", "开放"), ("Open", "Restrict")))
    shown = translated(game, "zh")
    assert (shown.players, shown.actions) == (game.players, (("Open", "开放"), ("开放", "限制")))
    (row,) = equilibria(game).table("zh").rows
    assert [cell.text for cell in row[2:4]] == ["开放", "限制"]
    assert list(equilibria(game).table("zh").columns[2:4]) == ["US", "美国"]


@pytest.mark.parametrize("concept", [name for name in CONCEPTS if name != "zero-sum"])
def test_a_result_shows_itself_everywhere(concept):
    own = OWN_FORM.get(concept, "workaround")
    model = read_toml(STOCHASTIC) if own.endswith(".toml") else find(own)
    game = battle_of_the_sexes() if CONCEPTS[concept].normal else model.at()
    found = solve(game, concept)
    for lang in ("en", "zh"):
        table = found.table(lang, "Mine")
        assert table.caption == "Mine"
        assert "Mine" in found.to_latex(lang, "Mine") and "Mine" in found.to_markdown(lang, "Mine")
        assert len(found.to_csv(lang).splitlines()) == 1 + len(table.rows)
    assert len(found.to_frame()) == len(found.table().rows)
    assert found._repr_html_().startswith("<table>")
    assert found.table().caption.splitlines()[0] in repr(found) == str(found)


@pytest.mark.parametrize("concept", NORMAL)
def test_three_players_are_answered_or_sent_on(concept):
    game = find("chip_ban_three").at()
    if concept not in TWO_PLAYERS:
        assert solve(game, concept).to_json()["players"] == ["US", "CN", "EU"]
        return
    with pytest.raises(NotCoveredError, match=r"ask for \w+") as caught:
        solve(game, concept)
    advised = re.findall(r"[\w-]+", str(caught.value).rpartition("ask for ")[2])
    assert set(advised) & set(CONCEPTS)


@pytest.mark.parametrize("concept", sorted(set(NORMAL) - TWO_PLAYERS))
def test_a_tree_is_solved_in_its_own_or_its_normal_form(concept):
    tree = find("workaround").at()
    found = solve(tree, concept)
    assert found.game == (tree if CONCEPTS[concept].tree else tree.normal_form())


@pytest.mark.parametrize("concept", sorted(set(TREE) - set(NORMAL)))
def test_a_concept_of_trees_refuses_a_normal_form(concept):
    with pytest.raises(NotCoveredError, match="needs a game tree; for this game ask for nash"):
        solve(battle_of_the_sexes(), concept)


def test_options_reach_the_solver(capsys):
    def asked(*words):
        assert main(["solve", "chip_ban", "--json", "--concept", *words]) == 0
        return json.loads(capsys.readouterr().out)

    assert [asked("stackelberg", "--leader", who)["leader"] for who in ("US", "CN")] == ["US", "CN"]
    assert asked("stackelberg")["commitment"] == "mixed"
    assert asked("stackelberg", "--pure")["commitment"] == "pure"
    assert [asked("stackelberg")["ties"], asked("stackelberg", "--weak")["ties"]] == ["strong", "weak"]
    assert asked("dominance")["concept"] == "iterated strict dominance"
    assert asked("dominance", "--pure", "--weak")["concept"] == "iterated weak dominance by pure strategies"
    assert asked("quantal", "--precision", "1/2")["concept"].endswith("lambda = 0.5")
    assert len(asked("quantal")["points"]) > 10
    assert "label 3" in asked("lemke-howson", "--label", "3")["method"]


@pytest.mark.parametrize("option", [{"leader": "US"}, {"pure": True}, {"precision": 1}, {"label": 1}])
def test_an_option_of_another_concept_is_refused(option):
    with pytest.raises(ParameterError, match="concepts with it: ") as caught:
        solve(battle_of_the_sexes(), "nash", **option)
    assert set(str(caught.value).rpartition("with it: ")[2].split(", ")) <= set(CONCEPTS)
    assert solve(battle_of_the_sexes(), "nash", **dict.fromkeys(option)).to_json()["complete"]


def test_the_concepts_are_listed(capsys):
    with pytest.raises(SystemExit):
        main(["solve", "--help"])
    told = capsys.readouterr().out
    for lang in ("en", "zh"):
        assert main(["solve", "--concept", "help", "--lang", lang]) == 0
        listed = capsys.readouterr().out
        for name, *_ in concept_table().rows:
            assert re.search(rf"^{name}\b", listed, re.M) and re.search(rf"^{name}\b", told, re.M)
    assert [row[0] for row in concept_table().rows] == list(CONCEPTS)


def test_equilibria_are_lists_of_equilibria():
    assert len(equilibria(battle_of_the_sexes())) == 3
    with pytest.raises(NotCoveredError, match="does not list equilibria"):
        equilibria(battle_of_the_sexes(), "potential")
