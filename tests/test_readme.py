"""The README's table of concepts cannot lie: every function in it exists, every command in it runs and answers."""

import json
import re
import shlex
from importlib import import_module
from pathlib import Path

import pytest
from format_samples import STOCHASTIC

from games.registry import catalogue
from paper_figs.cli import main
from solvers.solve import CONCEPTS

ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in Path("README.md")
    .read_text("utf-8")
    .partition("| concept | function |")[2]
    .split("\n\n")[0]
    .splitlines()[2:]
]
CALLS = [(row[2], command) for row in ROWS for command in re.findall(r"`([a-z][^`]*)`", row[2])]
PENNIES = 'NFG 1 R "Pennies" { "A" "B" } { 2 2 }\n\n1 -1 -1 1 -1 1 1 -1\n'
OWN_FORM = {
    "coalitional": "alliance_coalition", "repeated": "repeated_chip_trade", "evolution": "frames",
    "participation": "ecosystem_choice", "commitment": "stringency", "global-game": "regime_change",
    "cheap-talk": "cheap_talk", "persuasion": "persuasion", "measure": "lock_in", "continuous": "cournot",
    "race": "step_by_step", "safety-race": "safety_race", "contest": "tullock",
    "markov": "race.toml", "stochastic-value": "race.toml",
}  # fmt: skip
PER_GAME = {"solve", "regions", "thresholds", "sweep", "robustness", "derivative", "bifurcation", "monotone"}


@pytest.fixture
def game(tmp_path):
    """A small game that suits a command: the chip ban, a tree, or a game of pure conflict."""
    (tmp_path / "pennies.nfg").write_text(PENNIES)
    (tmp_path / "race.toml").write_text(STOCHASTIC, "utf-8")

    def chosen(cell, words):
        concept = words[words.index("--concept") + 1] if "--concept" in words else ""
        if concept in OWN_FORM:
            own = OWN_FORM[concept]
            return str(tmp_path / own) if own.endswith(".toml") else own
        if concept == "zero-sum":
            return str(tmp_path / "pennies.nfg")
        return "workaround" if "tree" in cell or (concept and not CONCEPTS[concept].normal) else "chip_ban"

    return chosen


def test_every_model_is_listed():
    listed = Path("README.md").read_text("utf-8").partition("## The games")[2].partition("## Three uses")[0]
    for name in catalogue():
        family, _, model = name.partition(".")
        assert f"[{family}]" in listed
        assert f"`{model}`" in listed


def test_every_function_exists():
    names = [name for row in ROWS for name in re.findall(r"`([\w.]+)`", row[1])]
    assert len(names) >= len(ROWS) > 20
    for name in names:
        module, _, function = name.rpartition(".")
        assert callable(getattr(import_module(module), function)), name


SLOW = [pytest.param(*call, marks=pytest.mark.slow) if call[1] == "claims" else call for call in CALLS]


@pytest.mark.parametrize(("cell", "command"), SLOW, ids=[command for _, command in CALLS])
def test_every_command_answers(cell, command, game, capsys):
    words = shlex.split(command)
    words += [game(cell, words)] if words[0] in PER_GAME else []
    assert main(words) == 0
    said = capsys.readouterr()
    assert (said.err, len(said.out.splitlines()) > 3) == ("", True)
    assert main([*words, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)


def test_every_flag_beside_a_command_works(game, capsys):
    flags = [(command, flag) for cell, command in CALLS for flag in re.findall(r"`(--[a-z]+)`", cell)]
    assert len(flags) >= 4
    for command, flag in flags:
        assert main([*shlex.split(command), flag, "chip_ban", "--json"]) == 0
        assert json.loads(capsys.readouterr().out) is not None


def test_every_concept_of_the_command_is_in_the_table():
    named = {words[words.index("--concept") + 1] for _, command in CALLS if "--concept" in (words := command.split())}
    assert named | {"nash", "spe"} == set(CONCEPTS)
