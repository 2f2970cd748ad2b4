"""Sweeps in files: whole or not there, and the same when read back."""

from __future__ import annotations

import os
import resource
from contextlib import contextmanager

import numpy as np
import pytest
from sweep_oracle import PROFILES

from games.errors import FormatError, OutputError
from games.export_controls import chip_ban, chip_ban_sequential
from solvers.sweep import sweep


def columns_of(found):
    places = np.unravel_index(np.arange(found.size), found.shape)
    names = [", ".join(labels) for labels in found.profiles]
    rename = {"p": "mixed_p", "q": "mixed_q"}
    return {
        **{a.name: a.values[w] for a, w in zip(found.axes, places, strict=True)},
        **{name: np.full(found.size, float(value)) for name, value in found.fixed.items()},
        **{name: own.reshape(-1) for name, own in zip(names, found.pure, strict=True)},
        **{rename.get(name, name): grid.reshape(-1) for name, grid in found.grids.items()},
    }


@pytest.fixture
def found():
    return sweep(chip_ban, k_us="0:3:31", q="0:1:17")


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_tables_round_trip(found, tmp_path, suffix):
    pandas = pytest.importorskip("pandas")
    if suffix == ".parquet":
        pytest.importorskip("pyarrow")
    path = found.save(tmp_path / f"out{suffix}")
    back = (pandas.read_csv if suffix == ".csv" else pandas.read_parquet)(path)
    assert list(back) == list(columns_of(found)) == list(found.to_frame())
    assert len(back) == found.size
    for name, values in columns_of(found).items():
        assert np.array_equal(back[name].to_numpy(dtype=float), values.astype(float), equal_nan=True), name
    first = path.read_bytes()
    assert found.save(path).read_bytes() == first
    assert os.listdir(tmp_path) == [path.name]


def test_a_csv_says_what_was_fixed(tmp_path):
    pandas = pytest.importorskip("pandas")
    found = sweep(chip_ban_sequential, commitment="CN", k_us="0:3:4", t_us="1/2")
    back = pandas.read_csv(found.save(tmp_path / "out.csv"))
    fixed = {"t_us": 0.5, "t_cn": 3, "q": 0.4, "d": 0.5, "phi": 0.5, "k_cn": 0.5, "commitment": "CN"}
    assert list(back)[: 1 + len(fixed)] == ["k_us", *fixed]
    for name, value in fixed.items():
        assert set(back[name]) == set(found.to_frame()[name]) == {value}
    assert all(f"{name} = " in found.note() for name in fixed)


def test_netcdf_round_trip(found, tmp_path):
    xarray = pytest.importorskip("xarray")
    with xarray.open_dataset(found.save(tmp_path / "out.nc"), engine="scipy") as back:
        assert back["pure"].dims == ("profile", "k_us", "q")
        assert back["pure"].dtype == bool
        assert (back["pure"].values == found.pure).all()
        assert found.pure.any()
        assert np.array_equal(back["mixed_q"].values, found.q, equal_nan=True)
        assert (back["q"].values == found.axes[1].values).all()
        assert back["q"].attrs["units"] == found.units["q"].en
        assert back["q"].attrs["meaning_zh"]
        assert back.attrs["model"] == chip_ban.name
        assert "t_cn=3" in back.attrs["fixed"]
        assert [str(p) for p in back["profile"].values] == [", ".join(p) for p in PROFILES]


def test_csv_of_many_short_rows_and_of_one_point(tmp_path):
    short = sweep(chip_ban, k_us="0:3:40000", q=[0, 1])
    lines = short.save(tmp_path / "a.csv").read_text().splitlines()
    assert len(lines) == 80001
    assert lines[-1].startswith("3.0,1.0,")
    assert len(sweep(chip_ban).save(tmp_path / "b.csv").read_text().splitlines()) == 2


def test_files_that_cannot_be_written(found, tmp_path):
    with pytest.raises(FormatError, match="csv"):
        found.save(tmp_path / "out.xlsx")
    with pytest.raises(OutputError, match="cannot write"):
        found.save(tmp_path / "missing" / "out.csv")
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot write"):
        found.save(tmp_path / "file" / "out.csv")
    assert os.listdir(tmp_path) == ["file"]


@contextmanager
def nobody():
    """Without the rights of root, who may write anywhere."""
    if (user := os.geteuid()) == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)


def test_unwritable_folder(found, tmp_path):
    tmp_path.chmod(0o500)
    with nobody(), pytest.raises(OutputError, match="denied"):
        found.save(tmp_path / "out.csv")
    assert os.listdir(tmp_path) == []


@contextmanager
def file_size_limit(size):
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, old[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)


@pytest.mark.parametrize("suffix", [".csv", ".nc", ".parquet"])
def test_full_disk_keeps_the_old_file(found, tmp_path, suffix):
    if suffix != ".csv":
        pytest.importorskip("xarray" if suffix == ".nc" else "pyarrow")
    path = tmp_path / f"out{suffix}"
    path.write_text("old")
    with file_size_limit(2000), pytest.raises(OutputError, match="cannot write"):
        found.save(path)
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == [path.name]


def test_progress_and_interruption(tmp_path):
    calls = []
    sweep(chip_ban, q="0:1:1000", k_us="0:3:10", block=1000, progress=lambda done, of: calls.append((done, of)))
    assert calls == [(1000 * k, 10000) for k in range(1, 11)]
    calls.clear()

    def interrupt(done, of):
        calls.append(done)
        if done == 3000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sweep(chip_ban, q="0:1:1000", k_us="0:3:10", block=1000, progress=interrupt).save(tmp_path / "out.csv")
    assert calls == [1000, 2000, 3000]
    assert os.listdir(tmp_path) == []


def test_interrupted_saving_leaves_the_old_file(found, tmp_path, monkeypatch):
    path = tmp_path / "out.csv"
    path.write_text("old")

    def rows(_):
        yield "0\n"
        raise KeyboardInterrupt

    monkeypatch.setattr("solvers.sweeps.files._csv_rows", rows)
    with pytest.raises(KeyboardInterrupt):
        found.save(path)
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["out.csv"]
