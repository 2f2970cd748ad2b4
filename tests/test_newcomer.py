"""What somebody new meets: every mistake names the next step, the tab key knows the words, answers go into a paper."""

import io
import shutil
import subprocess
import sys
import zipfile

import pytest

from games.registry import catalogue
from paper_figs.cli import _parser, main
from paper_figs.completion import SHELLS, commands_of, completion
from solvers.solve import CONCEPTS

GAME = 'NFG 1 R "Battle & co" { "A_1" "B" } { { "go_on" "stop" } { "left" "right" } }\n\n2 1 0 0 0 0 1 2\n'
MISTAKES = [
    (["solv", "chip_ban"], "did you mean solve"),
    (["solve", "chip_bann"], "did you mean chip_ban"),
    (["solve", "chipban"], "did you mean chip_ban"),
    (["solve", "Chip_Ban"], "did you mean chip_ban"),
    (["solve", "brussels"], "techpower list"),
    (["solve", "chip_ban", "--concept", "nsh"], "did you mean nash"),
    (["solve", "chip_ban", "--concept", "Stackelberg"], "did you mean stackelberg"),
    (["solve", "chip_ban", "--set", "kus=1"], "did you mean k_us"),
    (["solve", "chip_ban", "--set", "K_US=1"], "did you mean k_us"),
    (["solve", "chip_ban", "--set", "k_us=one"], "accepted: an integer, p/q or a decimal"),
    (["solve", "chip_ban", "--set", "k_us", "1"], "NAME=VALUE"),
    (["solve", "chip_ban", "--concept", "stackelberg", "--leader", "us"], "did you mean US"),
    (["solve", "chip_ban", "--lang", "cn"], "accepted: en, zh"),
    (["solve", "chip_ban", "--concpt", "nash"], "did you mean --concept"),
    (["solve", "chip_ban_sequential", "--option", "comitment=US"], "did you mean commitment"),
    (["show"], "--help"),
    (["thresholds", "chip_ban"], "--for"),
    (["thresholds", "chip_ban", "--for", "kus"], "k_us"),
    (["solve", "my_game.nfg"], "cannot be read"),
    (["solve", "README.md"], "accepted: .csv"),
    (["prove", "55"], "accepted: 1 to 54"),
    (["completion", "tcsh"], "accepted: bash, zsh, fish"),
    (["solve", "chip_ban", "-o", "table.pdf"], ".docx"),
    (["solve", "chip_ban", "--format", "docx"], "-o FILE.docx"),
    (["solve", "chip_ban", "workaround", "-o", "t.tex"], "one MODEL_OR_FILE"),
    (["solve", "workaround", "--format", "latex", "--style", "sgame"], "istgame"),
]


@pytest.fixture
def game(tmp_path):
    path = tmp_path / "battle.nfg"
    path.write_text(GAME)
    return path


@pytest.mark.parametrize(("arguments", "named"), MISTAKES, ids=[" ".join(each) for each, _ in MISTAKES])
def test_a_mistake_is_one_line_that_names_the_next_step(arguments, named, capsys):
    try:
        code = main(arguments)
    except SystemExit as stopped:
        code = stopped.code
    said = capsys.readouterr()
    assert (code, said.out) == (2, "")
    assert len(said.err.strip().splitlines()) == 1
    assert named in said.err


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_own_game_becomes_a_table_in_every_format(lang, game, tmp_path, capsys):
    for suffix in ("tex", "md", "csv", "txt", "docx"):
        path = tmp_path / f"table.{suffix}"
        assert main(["solve", str(game), "-o", str(path), "--lang", lang]) == 0
        assert capsys.readouterr().out.strip() == str(path)
        first = path.read_bytes()
        assert main(["solve", str(game), "-o", str(path), "--lang", lang]) == 0
        assert path.read_bytes() == first
        capsys.readouterr()
    latex = (tmp_path / "table.tex").read_text("utf-8")
    assert latex.count(r"\begin{tabular}") == 2
    assert r"\caption{Battle \& co}" in latex
    assert r"\tfrac{2}{3}\,\text{go\_on} + \tfrac{1}{3}\,\text{stop}" in latex
    assert (tmp_path / "table.csv").read_text("utf-8").count("\n") == 4
    assert zipfile.ZipFile(io.BytesIO((tmp_path / "table.docx").read_bytes())).testzip() is None


def test_what_is_printed_is_what_is_written(game, tmp_path, capsys):
    for form, suffix in (("latex", "tex"), ("md", "md"), ("csv", "csv")):
        path = tmp_path / f"table.{suffix}"
        main(["regions", "chip_ban", "-o", str(path)])
        capsys.readouterr()
        main(["regions", "chip_ban", "--format", form])
        assert capsys.readouterr().out == path.read_text("utf-8")
    main(["solve", str(game), "--format", "latex", "--style", "sgame"])
    assert r"\begin{game}{2}{2}[A\_1][B]" in capsys.readouterr().out


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="pdflatex is not installed")
def test_the_table_of_an_own_game_compiles(game, tmp_path):
    main(["solve", str(game), "-o", str(tmp_path / "table.tex")])
    head = r"\documentclass{article}\usepackage{booktabs,multirow,amsmath}\begin{document}"
    (tmp_path / "all.tex").write_text(head + r"\input{table}\end{document}")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "all.tex"]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=60, check=False).returncode == 0


@pytest.mark.parametrize("shell", SHELLS)
def test_completion_knows_every_command_option_model_and_concept(shell):
    script = completion(shell, _parser())
    assert script == completion(shell, _parser())
    words = {*script.replace('"', " ").replace("'", " ").replace("|", " ").replace(")", " ").split()}
    parsers = commands_of(_parser())
    options = {o for each in parsers.values() for a in each._actions for o in a.option_strings if o.startswith("--")}
    flags = {option[2:] for option in options} if shell == "fish" else options
    models = {name.partition(".")[2] for name in catalogue()}
    assert models | {*CONCEPTS} | {*parsers} | flags <= words
    if shutil.which(shell):
        done = subprocess.run([shell, "-n"], input=script, text=True, capture_output=True, timeout=60, check=False)
        assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(not shutil.which("bash"), reason="bash is not installed")
@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("techpower so", ["solve"]),
        ("techpower solve firm_", ["firm_compliance"]),
        ("techpower solve chip_ban --concept stack", ["stackelberg"]),
        ("techpower solve chip_ban --set k_", ["k_us=", "k_cn="]),
        ("techpower thresholds firm_compliance --for ka", ["kappa"]),
        ("techpower solve chip_ban --lang z", ["zh"]),
        ("techpower show --opt", ["--option"]),
    ],
)
def test_the_tab_key_in_bash(line, offered):
    script = completion("bash", _parser())
    words = line.split(" ")
    quoted = " ".join(f"'{word}'" for word in words)
    ask = f"COMP_WORDS=({quoted}); COMP_CWORD={len(words) - 1}; _techpower; printf '%s\\n' \"${{COMPREPLY[@]}}\""
    done = subprocess.run(["bash"], input=script + ask, text=True, capture_output=True, timeout=60, check=False)
    assert done.stdout.split() == offered


def test_version_and_guide(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["--version"])
    assert stopped.value.code == 0
    assert capsys.readouterr().out.startswith("techpower 0.")
    assert main([]) == 0
    guide = capsys.readouterr().out
    for line in guide.splitlines():
        words = line.split()
        if words[:1] == ["techpower"] and words[1:2] != ["COMMAND"] and len(words) > 1:
            assert words[1] in commands_of(_parser()), line


def test_the_parser_imports_nothing_heavy():
    code = "import sys; from paper_figs.cli import _parser; _parser(); print({'sympy', 'numpy'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False).stdout == "set()\n"
