"""The how-to pages do what they say: their files, their commands and their Python are run in turn."""

from __future__ import annotations

import doctest
import re
import shlex
from pathlib import Path

import matplotlib as mpl
import pytest

from paper_figs.cli import main

PAGE = Path("docs/how_to/own_game.md").resolve()
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)


def test_the_file_has_ten_lines():
    (text,) = (body for kind, body in BLOCKS if kind == "toml")
    assert len(text.splitlines()) == 10


def test_every_block_runs(tmp_path, monkeypatch, capsys):
    pytest.importorskip("distributed")
    pytest.importorskip("zarr")
    mpl.use("Agg")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for kind, body in BLOCKS:
        if kind == "toml":
            Path("standards.toml").write_text(body, "utf-8")
        elif kind == "sh":
            for line in body.splitlines():
                program, *words = shlex.split(line)
                assert program == "techpower"
                assert main(words) == 0, line
                assert len(capsys.readouterr().out.splitlines()) > 3, line
        else:
            assert kind == "python"
            lines = doctest.DocTestParser().get_doctest(body, names, PAGE.name, None, 0)
            failed, tried = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(
                lines, clear_globs=False
            )
            assert (failed, tried > 0) == (0, True), capsys.readouterr().out
            names = lines.globs
    made = {path.name for path in tmp_path.iterdir()}
    assert {"standards.pdf", "grid.csv", "sample.nc", "big.zarr", "cluster.zarr"} <= made


def test_the_other_forms_come_out_as_shown(tmp_path, monkeypatch, capsys):
    page = PAGE.with_name("own_tree.md").read_text("utf-8")
    files = re.findall(r"Save this as `(.*?)`:\n+```toml\n(.*?)```", page, re.DOTALL)
    assert len(files) == page.count("```toml") == 4
    monkeypatch.chdir(tmp_path)
    for name, body in files:
        Path(name).write_text(body, "utf-8")
    shown = [each for block in re.findall(r"```console\n(.*?)```", page, re.DOTALL) for each in block.split("$ ")[1:]]
    assert len(shown) == 10
    checker, flags = doctest.OutputChecker(), doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    for command, wanted in (each.split("\n", 1) for each in shown):
        program, *words = shlex.split(command)
        assert (program, main(words)) == ("techpower", 0), command
        printed = capsys.readouterr().out
        assert checker.check_output(wanted, printed, flags), f"{command}\n{printed}"


def test_the_exercises_for_a_class_are_written(tmp_path, monkeypatch, capsys):
    page = PAGE.with_name("classroom.md").read_text("utf-8")
    commands = [shlex.split(line) for line in re.findall(r"^    techpower (.*)$", page, re.MULTILINE)]
    assert [words[0] for words in commands].count("exercise") == len(commands) - 1 == 4
    monkeypatch.chdir(tmp_path)
    for words in commands:
        assert main(words) == int(words[0] == "check"), words  # the answer checked there is not the whole one
        assert capsys.readouterr().out or "-o" in words
    named = set(re.findall(r"`([\w.]+\.(?:md|tex|xml|txt|zip))`", page))
    assert named == {path.name for path in (tmp_path / "sheets").iterdir()}
    assert (tmp_path / "bank.zip").stat().st_size > 1000
