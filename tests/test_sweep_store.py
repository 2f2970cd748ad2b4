"""Stores of sweeps: the same bytes whoever does the work, resumed after every kind of break, refused to others."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from games.errors import OutputError, ParameterError
from games.export_controls import chip_ban, chip_ban_three
from games.registry import find
from solvers.nash import nash
from solvers.sweep import Listed, Sweep, sweep
from solvers.sweeps import request as requests
from solvers.sweeps import runners

KERNEL = {"k_us": "0:3:40", "q": "0:1:50"}
SOLVER = {"concept": "nash", "exact": True, "k_us": "0:3:6", "t_cn": "1:5:5"}


def digest(folder: Path) -> str:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    assert files
    return sha256(b"".join(str(p.relative_to(folder)).encode() + p.read_bytes() for p in files)).hexdigest()


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch):
    monkeypatch.setattr(requests, "KERNEL_PART", 300)
    monkeypatch.setattr(requests, "SOLVER_PART", 2)
    monkeypatch.setattr(requests, "SOLVER_PARTS", 1)


@pytest.mark.parametrize("name", ["s.zarr", "s"])
@pytest.mark.parametrize("axes", [KERNEL, {"design": "sobol:512", "q": "0:1", "k_us": "0:3"}])
def test_a_kernel_store_holds_what_memory_holds(tmp_path, name, axes):
    whole = sweep(chip_ban, **axes)
    stored = sweep(chip_ban, store=tmp_path / name, **axes)
    loaded = stored.load()
    assert isinstance(whole, Sweep)
    assert isinstance(loaded, Sweep)
    assert len(stored.store.parts) > 1
    for key, own in {**whole.grids, "pure": whole.pure}.items():
        assert np.array_equal(getattr(loaded, key), own, equal_nan=own.dtype == float), key
    assert stored.points == whole.points
    data, expected = stored.to_xarray(), whole.to_xarray()
    assert set(data) == set(expected)
    for key, own in {**expected, **{axis.name: expected[axis.name] for axis in whole.axes}}.items():
        assert np.array_equal(data[key].values, own.values, equal_nan=own.dtype == float), key
        assert data[key].dims == own.dims
    again = sweep(chip_ban, store=tmp_path / f"again_{name}", threads=1, **axes)
    assert digest(tmp_path / name) == digest(again.folder)


@pytest.mark.parametrize("name", ["s.zarr", "s"])
@pytest.mark.parametrize(
    "axes",
    [
        SOLVER | {"select": ("sum", "best:US")},
        SOLVER | {"concept": "dominance"},
        {"concept": "nash", "exact": True, "design": "sobol:16", "q": "0:1", "k_us": "0:3"},
    ],
)
def test_a_solver_store_holds_what_memory_holds(tmp_path, name, axes):
    whole = sweep(chip_ban, **axes)
    stored = sweep(chip_ban, store=tmp_path / name, **axes)
    assert isinstance(whole, Listed)
    assert len(stored.store.parts) > 1
    assert stored.points == whole.points
    assert stored.load().to_frame().equals(whole.to_frame())
    assert stored.load().long.equals(whole.long)


def test_lists_in_zarr_are_exact_texts_in_the_shape_of_the_grid(tmp_path):
    import xarray as xr

    stored = sweep(chip_ban, store=tmp_path / "s.zarr", **SOLVER)
    data = xr.open_zarr(stored.folder, consolidated=False)
    assert data["equilibria"].dims == ("k_us", "t_cn")
    listed = json.loads(str(data["equilibria"].values[2, 1]))
    solved = list(nash(stored.load().game((2, 1))))
    assert [[text for name, _, text in row if name == "u(US)"] for row in listed] == [
        [str(point.payoffs[0])] for point in solved
    ]
    assert int(data["count"].values[2, 1]) == len(solved)


@pytest.mark.parametrize("suffix", ["", ".zarr"])
def test_serial_parallel_and_resumed_give_the_same_bytes(tmp_path, monkeypatch, suffix):
    monkeypatch.setattr(runners, "PATIENCE", 0.0)
    one = digest(sweep(chip_ban, store=tmp_path / f"one{suffix}", workers=1, **SOLVER).folder)
    assert digest(sweep(chip_ban, store=tmp_path / f"two{suffix}", workers=2, **SOLVER).folder) == one
    third = tmp_path / f"three{suffix}"

    def interrupt(done, size):
        if done > size // 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sweep(chip_ban, store=third, workers=2, progress=interrupt, **SOLVER)
    parts = (third / "equilibria/c").rglob("*") if suffix else (third / "points").glob("*.parquet")
    before = {path: path.stat().st_mtime_ns for path in parts if path.is_file() and path.name[0] != "."}
    assert 0 < len(before) < 15
    sweep(chip_ban, store=third, resume=True, workers=1, **SOLVER)
    assert digest(third) == one
    assert all(path.stat().st_mtime_ns == then for path, then in before.items())


def test_resuming_a_finished_store_computes_nothing(tmp_path, monkeypatch):
    first = digest(sweep(chip_ban, store=tmp_path / "s.zarr", **KERNEL).folder)
    monkeypatch.setattr("solvers.sweeps.request.Kernel.part", None)
    assert digest(sweep(chip_ban, store=tmp_path / "s.zarr", resume=True, **KERNEL).folder) == first


SCRIPT = """
import sys
from games.export_controls import chip_ban
from solvers.sweep import sweep
from solvers.sweeps import request, solving
request.KERNEL_PART, request.SOLVER_PART, request.SOLVER_PARTS = 300, 2, 1
slow = solving.Solving.answer
def answer(self, index):
    import time; time.sleep(0.1)
    return slow(self, index)
solving.Solving.answer = answer
sweep(chip_ban, "nash", exact=True, k_us="0:3:6", t_cn="1:5:5", store=sys.argv[1], workers=1, resume=len(sys.argv) > 2)
"""


def test_kill_nine_and_resume(tmp_path):
    folder, clean = tmp_path / "s", tmp_path / "clean"
    process = subprocess.Popen([sys.executable, "-c", SCRIPT, str(folder)])
    deadline = time.monotonic() + 60
    while len(list((folder / "points").glob("part*"))) < 4 and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    done = {path: path.stat().st_mtime_ns for path in (folder / "points").glob("part*")}
    assert 4 <= len(done) < 15
    (folder / "points" / ".part-000009.parquet.0123abcd").write_text("half")
    found = sweep(chip_ban, store=folder, resume=True, workers=1, **SOLVER)
    assert all(path.stat().st_mtime_ns == then for path, then in done.items())
    assert found.to_frame()["point"].nunique() == 30
    assert digest(folder) == digest(sweep(chip_ban, store=clean, workers=1, **SOLVER).folder)


def test_stores_of_others_are_refused(tmp_path):
    folder = tmp_path / "s.zarr"
    sweep(chip_ban, store=folder, **KERNEL)
    with pytest.raises(OutputError, match="resume"):
        sweep(chip_ban, store=folder, **KERNEL)
    for axes, what in (
        ({**KERNEL, "d": "1/3"}, "fixed"),
        ({"k_us": "0:3:41", "q": "0:1:50"}, "counts"),
        ({**KERNEL, "concept": "pure"}, "concept"),
    ):
        with pytest.raises(OutputError, match=f"another sweep: .*{what}") as caught:
            sweep(chip_ban, store=folder, resume=True, **axes)
        assert "\n" not in str(caught.value)
    listed = sweep(chip_ban, store=tmp_path / "v", k_us=[0, 1, 3], q="0:1:3")
    assert listed.size == 9
    with pytest.raises(OutputError, match="values on its axes"):
        sweep(chip_ban, store=tmp_path / "v", resume=True, k_us=[0, 2, 3], q="0:1:3")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("x")
    with pytest.raises(OutputError, match="something else"):
        sweep(chip_ban, store=tmp_path / "mine", resume=True, **KERNEL)
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError):
        sweep(chip_ban, store=tmp_path / "file" / "s", **KERNEL)
    with pytest.raises(ParameterError, match="resume"):
        sweep(chip_ban, resume=True, **KERNEL)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "mine", "s.zarr", "v"]


def test_the_fingerprint_is_of_the_formulas(tmp_path):
    one = sweep(find("chip_ban_three"), "pure", store=tmp_path / "s", k_us="0:3:5")
    assert json.loads((one.folder / "manifest.json").read_text())["fingerprint"] == one.request.fingerprint
    from dataclasses import replace

    other = replace(chip_ban_three, build=lambda **p: chip_ban_three.build(**{**p, "l": p["l"] + 1}))
    with pytest.raises(OutputError, match="formulas"):
        sweep(other, "pure", store=tmp_path / "s", resume=True, k_us="0:3:5")


def test_a_child_killed_is_replaced(monkeypatch):
    child = runners.Child(runners.packed(Killer()))
    try:
        assert child.ask(3) == 9
        assert child.process is not None
        first = child.process.pid
        os.kill(first, signal.SIGKILL)
        assert child.ask(4) == 16
        assert child.process.pid != first
        with pytest.raises(runners.LostWorkerError, match="part 13"):
            child.ask(13)
        with pytest.raises(ZeroDivisionError):
            child.ask(0)
    finally:
        child.close()


class Killer:
    """A task that squares, and ends its process at 13."""

    def ready(self):
        def ask(part):
            if part == 13:
                os._exit(1)
            return part * part // (1 if part else 0)

        return ask


@pytest.fixture(scope="module")
def cluster():
    distributed = pytest.importorskip("distributed")
    local = distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None)
    with local, distributed.Client(local) as client:
        yield client


@pytest.mark.slow
def test_a_cluster_gives_the_same_bytes_though_a_worker_is_killed(tmp_path, cluster):
    one = digest(sweep(chip_ban, store=tmp_path / "one.zarr", **KERNEL).folder)
    assert digest(sweep(chip_ban, store=tmp_path / "two.zarr", client=cluster, **KERNEL).folder) == one
    killed = []

    def kill(done, size):
        if not killed and done > size // 4:
            killed.extend(cluster.run(os.getpid).values())
            os.kill(killed[0], signal.SIGKILL)

    alone = digest(sweep(chip_ban, store=tmp_path / "s", workers=1, **SOLVER).folder)
    assert digest(sweep(chip_ban, store=tmp_path / "t", client=cluster, progress=kill, **SOLVER).folder) == alone
    assert killed
    assert killed[0] not in cluster.run(os.getpid).values()
    in_memory = sweep(chip_ban, client=cluster, **KERNEL)
    assert (in_memory.pure == sweep(chip_ban, **KERNEL).pure).all()
