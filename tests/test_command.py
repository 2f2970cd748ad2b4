"""The command as people and machines use it: in a process of its own, bad input included."""

import json
import os
import re
import signal
import subprocess
import sys
import time

import pytest

from games.glossary import translate
from paper_figs.cli import main

BATTLE = 'NFG 1 R "Battle" { "A" "B" } { 2 2 }\n\n2 1 0 0 0 0 1 2\n'


def run(*arguments, cwd=None):
    command = [sys.executable, "-m", "paper_figs.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, timeout=120, check=False)


@pytest.fixture
def battle(tmp_path):
    path = tmp_path / "battle.nfg"
    path.write_text(BATTLE)
    return path


def test_guide_list_and_show():
    assert "techpower solve" in run().stdout
    names = [model["name"] for model in json.loads(run("list", "--json").stdout)]
    assert "export_controls.chip_ban" in names
    assert len(names) == len(set(names))
    shown = json.loads(run("show", "chip_ban", "--json").stdout)
    assert [p["name"] for p in shown["parameters"]] == ["t_us", "t_cn", "q", "d", "phi", "k_us", "k_cn"]
    assert "芯片禁令" in run("show", "chip_ban", "--lang", "zh").stdout


def test_a_game_without_a_story_shows_no_empty_lines_for_it(tmp_path):
    (tmp_path / "g.toml").write_text(
        'title = "G"\nplayers = ["A", "B"]\nactions = { A = ["x"], B = ["y"] }\n'
        'parameters.c = { default = 1, range = [0, 2] }\n[payoffs]\n"x,y" = ["c", 0]\n',
        encoding="utf-8",
    )
    shown = run("show", str(tmp_path / "g.toml"), "--lang", "zh").stdout.splitlines()
    assert shown[0].endswith("：G")
    assert shown[1] == ""
    assert shown[2]


def test_a_terminal_wraps_and_a_pipe_does_not():
    pty = pytest.importorskip("pty", reason="no terminals on this system")
    command = [sys.executable, "-m", "paper_figs.cli", "show", "chip_ban"]
    reader, terminal = pty.openpty()
    with subprocess.Popen(command, stdout=terminal, env=os.environ | {"COLUMNS": "70"}) as process:
        os.close(terminal)
        shown = b""
        try:
            while part := os.read(reader, 65536):
                shown += part
        except OSError:
            pass
    os.close(reader)
    assert process.returncode == 0
    wrapped, plain = shown.decode().splitlines(), run("show", "chip_ban").stdout.splitlines()
    first = next(k for k, line in enumerate(plain) if line.startswith("---"))
    assert max(map(len, plain[first:])) > 70
    start = next(k for k, line in enumerate(wrapped) if line.startswith("---") and "meaning" in wrapped[k - 1])
    assert max(map(len, wrapped[start : start + 14])) <= 70


def test_solve_json_of_a_file(battle):
    result = run("solve", battle, "--json")
    found = json.loads(result.stdout)
    assert result.returncode == 0
    assert found["game"] == str(battle)
    assert found["players"] == ["A", "B"]
    assert found["complete"] is True
    assert found["why"]
    profiles = {json.dumps(c["extreme"][0]["profile"]): c["extreme"][0]["payoffs"] for c in found["components"]}
    assert profiles == {
        '[["1", "0"], ["1", "0"]]': ["2", "1"],
        '[["0", "1"], ["0", "1"]]': ["1", "2"],
        '[["2/3", "1/3"], ["1/3", "2/3"]]': ["2/3", "2/3"],
    }
    assert [c["dimension"] for c in found["components"]] == [0, 0, 0]


def test_solve_a_model_at_a_point():
    found = json.loads(run("solve", "chip_ban", "--set", "k_us=0", "k_cn=0", "--json").stdout)
    assert [c["extreme"][0]["profile"] for c in found["components"]] == [[["1", "0"], ["1", "0"]]]
    assert found["components"][0]["extreme"][0]["payoffs"] == ["1", "3"]
    text = run("solve", "chip_ban").stdout
    assert "Restrict" in text
    assert "Complete" in text


def test_several_games_one_of_them_broken(battle, tmp_path):
    broken = tmp_path / "broken.nfg"
    broken.write_text(BATTLE[:-4])
    result = run("solve", battle, broken, "chip_ban", "--json")
    assert [json.loads(line)["game"] for line in result.stdout.splitlines()] == [str(battle), "chip_ban"]
    assert result.returncode == 2
    assert one_line(result.stderr)
    assert "broken.nfg" in result.stderr


def one_line(text):
    return len(text.strip().splitlines()) == 1 and "Traceback" not in text


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["solve", "chip_bam"], "chip_ban"),
        (["solve", "chip_ban", "--set", "k_us=4"], "[0, 3]"),
        (["solve", "chip_ban", "--set", "k=1"], "k_us"),
        (["solve", "chip_ban", "--set", "k_us=1e999999999"], "exponent"),
        (["solve", "chip_ban", "--set", "k_us=__import__('os')"], "not a number"),
        (["solve", "chip_ban", "--set", "k_us=1/0"], "division by zero"),
        (["solve", "chip_ban", "--set", "k_us"], "NAME=VALUE"),
        (["solve", "chip_ban_sequential", "--option", "commitment=EU"], "US, CN"),
        (["solve", "chip_ban", "--concept", "quantum"], "nash"),
        (["solve", "chip_ban", "--budget", "soon"], "60s"),
        (["solve", "missing.nfg"], "missing.nfg"),
        (["solve"], "MODEL_OR_FILE"),
        (["solve", ""], "techpower list"),
        (["solve", "/"], "folder"),
        (["show", ""], "techpower list"),
        (["regions", "/"], "folder"),
        (["solve", "chip_ban", "--leader", "US"], "stackelberg"),
        (["solve", "chip_ban", "--concept", "stackelberg", "--leader", "EU"], "US, CN"),
        (["solve", "chip_ban", "--concept", "quantal", "--precision", "-1"], "at least 0"),
        (["solve", "chip_ban", "--concept", "quantal", "--precision", "1e400"], "1e308"),
        (["solve", "chip_ban", "--concept", "lemke-howson", "--label", "4"], "0 to 3"),
        (["solve", "chip_ban", "--concept", "zero-sum"], "ask for nash"),
        (["dance"], "dance"),
        (["sweep", "chip_ban", "--axis", "k_us=0:3"], "low:high:count"),
        (["sweep", "chip_ban", "--axis", "k_us=0:9:10"], "[0, 3]"),
        (["sweep", "chip_ban", "--axis", "k_us=0:3:10", "-o", "x.docx"], ".csv"),
        (["sweep", "chip_ban", "--axis", "k_us=0:3:10", "-o", "/proc/none/x.csv"], "/proc/none"),
        (["thresholds", "chip_ban", "--for", "zeta"], "k_us"),
        (["thresholds", "chip_ban", "--for", "k_us", "--set", "k_us=1"], "--set fixes it"),
        (["prove", "99"], "99"),
        (["prove", "all"], "number"),
        (["prove", "²"], "number"),
        (["sweep", "chip_ban", "--axis", "q=0:1:5", "--set", "q=1"], "not both"),
        (["sweep", "chip_ban", "--axis", "q=0:1:1000000000000"], "100,000,000"),
        (["paper", "--output", "/proc/none"], "/proc/none"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(arguments, named):
    result = run(*arguments)
    assert result.returncode == 2
    assert one_line(result.stderr)
    assert named in result.stderr
    assert result.stdout == ""


SWALLOWED = """
import signal, sys, time, weakref
from paper_figs import cli, commands

class Thing: pass

def swallow(options):
    thing = Thing()
    reference = weakref.ref(thing, lambda _: signal.raise_signal(signal.SIGINT))
    del thing
    time.sleep(20)

commands.list = swallow
sys.exit(cli.main(["list"]))
"""


def test_ctrl_c_that_a_callback_swallows_still_ends_the_command():
    done = subprocess.run([sys.executable, "-c", SWALLOWED], capture_output=True, text=True, timeout=15, check=False)
    assert (done.returncode, done.stderr) == (130, "techpower: interrupted; nothing half-written was kept\n")


def test_ctrl_c_in_a_sweep_is_130_and_leaves_nothing(tmp_path):
    command = [sys.executable, "-m", "paper_figs.cli", "sweep", "chip_ban_three", "-o", "out.csv"]
    command += ["--axis", "k_us=0:3:3000", "--axis", "q=0:1:30000"]
    process = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True, env=pythonpath())
    time.sleep(4)
    process.send_signal(signal.SIGINT)
    errors = process.communicate(timeout=60)[1]
    assert process.returncode in (130, -signal.SIGINT)  # a shell calls both 130
    assert "Traceback" not in errors
    assert os.listdir(tmp_path) == []


def test_ties_are_decided_exactly_on_request(tmp_path):
    axes = ["sweep", "chip_ban", "--axis", "k_us=0:3:7", "--axis", "q=0:1:7", "-o", tmp_path / "out.csv"]
    assert run(*axes, "--exact").returncode == 0
    assert len((tmp_path / "out.csv").read_text().splitlines()) == 50


def test_what_is_given_in_the_wrong_place_is_told_its_place():
    assert "--lang zh goes after the command" in run("--lang", "zh", "list").stderr
    assert "--option adoption=free" in run("solve", "chip_ban", "--set", "adoption=free").stderr


def test_chinese_is_chinese_throughout():
    for arguments in (["thresholds", "chip_ban", "--for", "k_us"], ["solve", "chip_ban"], ["regions", "sanctions"]):
        text = run(*arguments, "--lang", "zh").stdout
        assert text
        assert not re.search(r"\b(always|never|and|Open|Restrict|Depend|Sender|Concede|Complete|profile)\b", text)


OWN = """
title = "Own"
players = ["A", "B"]
[actions]
A = ["x", "y"]
B = ["l"]
[parameters]
NAME = {default = 1, range = [0, 2]}
[payoffs]
"x,l" = ["1/NAME", 0]
"y,l" = ["NAME", 0]
"""


def test_own_games_that_cannot_be(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(OWN.replace("NAME", "threads"))
    result = run("sweep", path, "--axis", "threads=0:2:3")
    assert (result.returncode, one_line(result.stderr), "another name" in result.stderr) == (2, True, True)
    path.write_text(OWN.replace("NAME", "form"))
    assert run("solve", path).returncode == 0
    result = run("sweep", path, "--axis", "form=0:2:3", "--json")
    assert (result.returncode, json.loads(result.stdout)["shares"]["failed"] > 0) == (0, True)


def pythonpath():
    return os.environ | {"PYTHONPATH": os.getcwd()}


def test_nothing_heavy_is_imported_for_a_small_file(battle):
    code = (
        "import sys; from paper_figs.cli import main; main(['solve', sys.argv[1], '--json']);"
        "heavy = {'sympy', 'z3', 'scipy', 'pandas', 'matplotlib', 'numba', 'flint', 'nashpy'} & set(sys.modules);"
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    result = subprocess.run([sys.executable, "-c", code, battle], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


ENTRY = """title = "Entry"
tree = "Rival chooses Fight or Open\\nafter Fight: 1, 2\\nafter Open: 2, 1"
players = ["Rival", "US"]
"""


def test_a_game_of_ones_own_keeps_its_names(tmp_path, capsys):
    path = tmp_path / "own.toml"
    for given, shown in (("", {"Rival", "Fight", "Open", "US"}), ('[chinese]\nOpen = "不设防"\n', {"Fight", "不设防"})):
        path.write_text(ENTRY + given, "utf-8")
        assert main(["solve", str(path), "--lang", "zh"]) == 0
        said = capsys.readouterr().out
        assert all(name in said for name in shown)
        assert not any(word in said for word in ("拳击", "开放", "美国", "对手"))
    assert main(["show", "chip_ban", "--lang", "zh"]) == 0
    assert "开放" in capsys.readouterr().out
    assert translate("Fight", "zh") == "拳击"
    path.write_text(ENTRY + "[chinese]\nOpen = 3\n", "utf-8")
    assert main(["solve", str(path)]) == 2
    assert "chinese.Open" in capsys.readouterr().err
