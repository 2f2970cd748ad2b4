"""Parameters fixed with `--set` are numbers everywhere, in games from files too: those of the how-to pages."""

import json
import re
from functools import partial
from pathlib import Path

import pytest

from paper_figs.cli import main

PAGES = Path(__file__).parents[1] / "docs" / "how_to"
HAWK_DOVE = """
title = "Hawk Dove"
players = ["Row", "Col"]
actions = { Row = ["H", "D"], Col = ["H", "D"] }
parameters.V = { default = 1, range = "(0, 4]" }
parameters.C = { default = 2, range = "(0, 4]" }
[payoffs]
"H,H" = ["(V-C)/2", "(V-C)/2"]
"H,D" = ["V", 0]
"D,H" = [0, "V"]
"D,D" = ["V/2", "V/2"]
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for page in ("own_game.md", "own_tree.md"):
        text = (PAGES / page).read_text("utf-8")
        for name, body in re.findall(r"Save this as `(.*?)`:\n+```toml\n(.*?)```", text, re.DOTALL):
            Path(name).write_text(body, "utf-8")
    Path("hawks.toml").write_text(HAWK_DOVE, "utf-8")


@pytest.fixture
def told(capsys):
    def ask(*words):
        assert main([*words, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    return ask


def profile(row):
    """The actions of a profile; those that are mixed with their probabilities."""
    return ", ".join(own if isinstance(own, str) else str(own) for own in row["profile"])


MIXED = str({"Own": "(2*g - 3)/(2*g - 1)", "Common": "2/(2*g - 1)"})


@pytest.mark.parametrize(
    ("name", "given", "expected"),
    [
        (
            "standards",
            "c=1",
            {"Own, Own": [], "Common, Common": ["2*g - 3 >= 0"], f"{MIXED}, {MIXED}": ["2*g - 3 > 0"]},
        ),
        ("hawks", "C=2", {"H, H": ["V - 2 >= 0"], "H, D": ["2 - V >= 0"], "D, H": ["2 - V >= 0"],
                          str({"H": "V/2", "D": "1 - V/2"}) + ", " + str({"H": "V/2", "D": "1 - V/2"}): ["2 - V > 0"]}),
        ("entry", "p=1/2", {"Out, Fight, Share": ["4*c - m >= 0"], "Enter, Fight, Share": ["-4*c + m >= 0"]}),
        (
            "signal",
            "p=1/3",
            {
                "Show, Yield, Contest, Hide": ["c - 1 >= 0"],
                f"Show, {({'Yield': 'c', 'Contest': '1 - c'})}, Contest, {({'Show': '1/2', 'Hide': '1/2'})}": [
                    "1 - c > 0",
                    "4*c - 1 >= 0",
                ],
                "Hide, Contest, Contest, Hide": [],
            },
        ),
        ("trade", "T=5", {"Open → Restrict, Open → Restrict": ["2*delta - 1 >= 0"], "Restrict, Restrict": []}),
        ("arms", "c=1/2", {"Hold, Hold": ["19*delta - 4 >= 0"], "Build, Build": []}),
    ],
)  # fmt: skip
def test_regions(told, name, given, expected):
    rows = told("regions", f"{name}.toml", "--set", given)
    assert len(rows) == len(expected)
    assert {profile(row): row["conditions"] for row in rows} == expected


def test_thresholds(told):
    def bounds(*words):
        return [(row["kind"], case["holds"]) for row in told("thresholds", *words) for case in row["cases"]]

    assert bounds("standards.toml", "--for", "g", "--set", "c=1") == [("pure", "g >= 3/2"), ("mixed", "g > 3/2")]
    assert bounds("arms.toml", "--for", "delta", "--set", "c=1/2") == [("Markov perfect", "delta >= 4/19")]


def test_proofs(told):
    prove = partial(told, "prove", "standards.toml")
    assert prove("not (Own, Common)", "--set", "c=1")["status"] == "proved"
    assert prove("g > 3/2 -> (Common, Common)", "--set", "c=1")["status"] == "proved"
    assert prove("g > 1 -> (Common, Common)", "--set", "c=1")["status"] == "refuted"
    where = prove("(Common, Common)", "--where", "--set", "c=1")
    assert (where["status"], where["regions"]) == ("conditional", [["2*g - 3 >= 0"]])


def test_monotone(told):
    found = told("monotone", "standards.toml", "--for", "g", "--set", "c=1")
    assert (found["holds"], found["equilibria"]) == (True, "rise")
    assert {row["status"] for row in found["conditions"]} == {"proved"}


def test_robustness(told):
    ask = partial(told, "robustness", "standards.toml", "--predict", "Common,Common", "--set", "c=1")
    found = ask()
    assert [row["name"] for row in found["drivers"]] == ["g"]
    assert found["probability"]["low"] < 0.5 < found["probability"]["high"]
    assert found["probability"]["undecided"] == 0
    nowhere, everywhere = ask("g=1", "--cardinal"), ask("g=2", "--cardinal")
    assert [each["probability"]["share"] for each in (nowhere, everywhere)] == [0, 1]
    assert [each["ordinal"] for each in (nowhere, everywhere)] == [True, True]


@pytest.mark.parametrize(
    ("name", "along", "given", "expected"),
    [
        ("standards", "g", [], [("3/4", "fold", 0, 2)]),
        ("standards", "g", ["c=1"], [("3/2", "fold", 0, 2)]),
        ("hawks", "V", [], [("2", "passage", 3, 1)]),
        ("entry", "m", [], [("2/3", "passage", 1, 1)]),
        ("arms", "delta", ["c=1/2"], [("4/19", "birth", 0, 1)]),
    ],
)
def test_bifurcations(told, name, along, given, expected):
    found = told("bifurcation", f"{name}.toml", "--for", along, *(["--set", *given] if given else []))
    events = found["events"]
    assert [(e["at"], e["event"], len(e["ends"]), len(e["begins"])) for e in events] == expected
