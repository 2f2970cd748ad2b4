"""Files are found by their suffix and read safely; foreign packages get and give the same games."""

import io
import itertools
import re
import sys
import time

import numpy as np
import pytest
import sympy
from format_samples import COMMAS, NFG, OUTCOMES, PD, TABLES, TOML

from games import formats
from games.errors import FormatError, NotCoveredError
from games.formats import adapters, load
from games.formats.nfg import read_nfg
from games.forms import NormalForm


def test_load_by_suffix(tmp_path):
    for name, text in {"a.nfg": NFG, "b.NFG": NFG, "c.csv": COMMAS, "d.tsv": TABLES[4]}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert load(tmp_path / name) == PD
        assert load(str(tmp_path / name)) == PD
    (tmp_path / "e.toml").write_text(TOML, encoding="utf-8-sig")
    assert load(tmp_path / "e.toml").at().shape == (2, 2)


def test_every_reader_exists():
    assert set(formats.READERS) >= {".nfg", ".csv", ".tsv", ".toml"}
    assert all(callable(formats._reader(formats.Path(f"x{suffix}"))) for suffix in formats.READERS)


def test_unreadable_files(tmp_path):
    (tmp_path / "dir.nfg").mkdir()
    (tmp_path / "latin.nfg").write_bytes(NFG.replace("why", "wh\xff").encode("latin-1"))
    (tmp_path / "bad.nfg").write_text("NFG 2")
    cases = {
        "game.xyz": "unknown suffix '.xyz'; accepted: .csv, ",
        "game": "unknown suffix ''",
        "absent.nfg": "cannot be read (No such file or directory)",
        "dir.nfg": "not a file but a directory or device",
        "latin.nfg": "not UTF-8 text (byte 64); save it as UTF-8",
        "bad.nfg": "line 1, column 5: expected 1, found '2'",
        "a\0b.nfg": "cannot be read (no possible name of a file)",
    }
    for name, message in cases.items():
        with pytest.raises(FormatError, match=re.escape(message)) as caught:
            load(tmp_path / name)
        assert str(caught.value).startswith(str(tmp_path / name) + ": ")


def test_a_file_that_may_not_be_read(tmp_path, monkeypatch):
    (tmp_path / "g.nfg").write_text(NFG)

    def refuse(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(formats.Path, "read_bytes", refuse)
    with pytest.raises(FormatError, match=re.escape("cannot be read (Permission denied)")):
        load(tmp_path / "g.nfg")


@pytest.mark.parametrize("suffix", [".nfg", ".csv", ".toml"])
def test_a_huge_file_is_refused_unread(tmp_path, suffix):
    path = tmp_path / f"huge{suffix}"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    start = time.perf_counter()
    with pytest.raises(FormatError, match="100 MB; accepted: at most 50 MB"):
        load(path)
    assert time.perf_counter() - start < 0.2


INTEGERS = NormalForm(np.arange(3 * 2 * 3 * 4).reshape(3, 2, 3, 4) ** 2, ("a", "b", "c"))
HALVES = NormalForm([[["1/2", -3], [0, "7/4"]], [[1, 2], [3, "-1/8"]]])


def test_nashpy_round_trip():
    nashpy = pytest.importorskip("nashpy")
    for game in (PD, HALVES):
        made = adapters.to_nashpy(game)
        assert isinstance(made, nashpy.Game)
        assert [m.shape for m in made.payoff_matrices] == [(2, 2), (2, 2)]
        assert adapters.from_nashpy(made, game.players, game.actions) == game
    assert adapters.to_nashpy(PD).payoff_matrices[0].dtype == np.int64
    assert [tuple(map(tuple, e)) for e in adapters.to_nashpy(PD).support_enumeration()] == [((0, 1), (0, 1))]
    decimals = nashpy.Game([[2.2, 0.3]], [[0.1, 3]])
    exact = NormalForm([[["2.2", "0.3"]], [["0.1", 3]]])
    assert adapters.from_nashpy(decimals) == exact
    with pytest.raises(NotCoveredError, match="two players, not 3"):
        adapters.to_nashpy(INTEGERS)
    with pytest.raises(NotCoveredError, match="parameters"):
        adapters.to_nashpy(NormalForm([[[sympy.Symbol("x")]], [[1]]]))
    assert adapters.to_nashpy(NormalForm([[[sympy.sqrt(2)]], [[1]]])).payoff_matrices[0][0, 0] == 2**0.5


def test_quantecon_round_trip():
    theory = pytest.importorskip("quantecon.game_theory")
    for game in (PD, HALVES, INTEGERS, NormalForm([[1, 2, 3]])):
        assert adapters.from_quantecon(adapters.to_quantecon(game), game.players, game.actions) == game
    made = adapters.to_quantecon(INTEGERS)
    assert made.nums_actions == (2, 3, 4)
    for profile in itertools.product(range(2), range(3), range(4)):
        assert tuple(made[profile]) == INTEGERS.payoff(profile)
    assert theory.pure_nash_brute(adapters.to_quantecon(PD)) == [(1, 1)]


def test_pygambit_round_trip():
    gambit = pytest.importorskip("pygambit")
    odd = (("a", "b b"), ("c", 'd"'))
    thirds = NormalForm([[["1/3", "-2/7"], [0, "0.1"]], [[1, 2], [3, 4]]], ("US", "CN"), odd)
    for game in (PD, HALVES, INTEGERS, thirds):
        made = adapters.to_pygambit(game)
        assert isinstance(made, gambit.Game)
        assert adapters.from_pygambit(made) == game
    assert adapters.to_pygambit(PD).title == "dilemma"
    equilibria = gambit.nash.enumpure_solve(adapters.to_pygambit(PD)).equilibria
    assert len(equilibria) == 1
    with pytest.raises(FormatError, match="not rational"):
        adapters.to_pygambit(NormalForm([[[sympy.sqrt(2)]], [[1]]]))
    with pytest.raises(FormatError, match=r"Gambit does not accept the game: .*ASCII"):  # since version 16.7
        adapters.to_pygambit(NormalForm([[[1]], [[1]]], ("US", "中国")))


def test_gambit_reads_what_we_write_and_we_what_it_writes():
    gambit = pytest.importorskip("pygambit")
    for source in (NFG, OUTCOMES.replace("1, 0", "1 0")):
        assert adapters.from_pygambit(gambit.read_nfg(io.StringIO(source))) == read_nfg(source)


@pytest.mark.parametrize("name", ["nashpy", "quantecon", "pygambit"])
def test_absent_packages_are_named(name, monkeypatch):
    monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setitem(sys.modules, f"{name}.game_theory", None)
    message = f"{name} is not installed; install it with: pip install {name}"
    with pytest.raises(adapters.MissingPackageError, match=message):
        getattr(adapters, f"to_{name}")(PD)
