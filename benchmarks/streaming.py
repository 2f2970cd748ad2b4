"""Sweeps streamed to a store: rates, memory, and what a cluster costs.

First what is stored is compared with what memory holds and with the exact solver, then times are taken. Each run is a
process of its own, so that its peak memory is its own. What a cluster adds is small beside 2x2x2 games (10^7 of them on
two busy cores: 38 s against 32 s, in processor time 17 s against 13 s), and large beside 2x2 games, which take less
time to solve than to send (in processor time 2.1 s against 0.8 s). With --huge there is a run of 10^8 games, which
takes a minute and writes a gigabyte.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from games.export_controls import chip_ban
from games.technology_alliances import ecosystem_choice_finite
from solvers.nash import nash
from solvers.sweep import Stored, Sweep, sweep

CHECKED, REPEATS = 300, 3
SIZES = {10**6: (1000, 1000), 10**7: (2500, 4000), 10**8: (10000, 10000)}
RUN = r"""
import json, re, sys, time
from games.registry import find
from solvers.sweep import sweep
name, concept, rows, columns, store, cluster = json.loads(sys.argv[1])
ranges = {"chip_ban": {"k_us": "0:3", "q": "0:1"}, "ecosystem_choice_finite": {"beta": "0:2", "theta_i": "-1:1"}}[name]
axes = {axis: f"{ends}:{n}" for (axis, ends), n in zip(ranges.items(), (rows, columns))}
few = {axis: f"{ends}:3" for axis, ends in ranges.items()}
sweep(find(name), concept, **few)
client = None
if cluster:
    from distributed import Client, LocalCluster
    local = LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50)
    client = Client(local)
    sweep(find(name), concept, client=client, **few)
    before = sum(client.run(time.process_time).values())
start, spent = time.perf_counter(), time.process_time()
sweep(find(name), concept, store=store, client=client, **axes)
seconds, spent = time.perf_counter() - start, time.process_time() - spent
if client:
    spent += sum(client.run(time.process_time).values()) - before
peak = re.search(r"VmHWM:\s*(\d+)", open("/proc/self/status").read())
print(json.dumps([seconds, int(peak[1]) / 2**10, spent]))
if client:
    client.close()
    local.close()
"""


def run(name: str, size: int, store: str = "", cluster: bool = False) -> tuple[float, float, float]:
    """Return the seconds, the peak memory in MB and the processor time of a sweep in a process of its own (Linux)."""
    asked = json.dumps([name, "nash", *SIZES[size], store, cluster])
    done = subprocess.run([sys.executable, "-c", RUN, asked], capture_output=True, text=True, check=True)
    seconds, peak, spent = json.loads(done.stdout.splitlines()[-1])
    if store:
        shutil.rmtree(store)
    return seconds, peak, spent


def check(folder: Path) -> None:
    """Compare stores with memory, bit by bit, and memory with the exact solver, in number and set."""
    cases = (
        (chip_ban, {"k_us": "0:3:700", "q": "0:1:900"}),
        (ecosystem_choice_finite, {"beta": "0:2:700", "theta_i": "-1:1:900"}),
    )
    for model, axes in cases:
        whole = sweep(model, "nash", **axes)
        assert isinstance(whole, Sweep)
        for suffix in ("", ".zarr"):
            stored = sweep(model, "nash", store=folder / f"{model.name}{suffix}", **axes)
            assert isinstance(stored, Stored)
            loaded = stored.load()
            for name, own in {**whole.grids, **whole.stacks}.items():
                assert np.array_equal(getattr(loaded, name), own, equal_nan=own.dtype == float), name
        sure = [k for k in random.Random(1).sample(range(whole.size), CHECKED) if not whole.tie.flat[k]]
        for index in sure:
            found = list(nash(whole.game(index)))
            assert whole.count.flat[index] == len(found), index
            pure = {whole.game(index).labels(tuple(s[0] for s in p.support)) for p in found if p.is_pure}
            assert pure == {names for names, row in zip(whole.profiles, whole.pure, strict=True) if row.flat[index]}
        print(f"{model.name}: stores equal memory; {len(sure)} random points equal the exact solver")


def main(huge: bool) -> None:
    """Check, measure, print."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        check(folder)
        print("\nin memory, payoffs included, 2 threads:")
        for name, size in (("chip_ban", 10**7), ("ecosystem_choice_finite", 10**6)):
            seconds, peak, spent = min(run(name, size) for _ in range(3))
            print(f"  {name:24} {size:.0e} games {rates(size, seconds, spent)}, peak {peak:5.0f} MB")
        print("\nstreamed to a store (the 2x2 game):")
        for suffix in (".zarr", ""):
            for size in (10**6, 10**7):
                seconds, peak, spent = run("chip_ban", size, str(folder / f"s{suffix}"))
                print(f"  {suffix or 'Parquet':8} {size:.0e} games {rates(size, seconds, spent)}, peak {peak:5.0f} MB")
        pairs = [[run("chip_ban", 10**7, str(folder / "s.zarr"), far) for far in (False, True)] for _ in range(REPEATS)]
        (here, _, own), (there, _, all_) = (min(times) for times in zip(*pairs, strict=True))
        print(
            f"\na cluster of two processes: {there:.2f} s for 1e7 games beside {here:.2f} s, {there / here - 1:+.0%};"
        )
        print(f"  processor time {all_:.2f} s beside {own:.2f} s, {all_ / own - 1:+.0%}")
        if huge:
            seconds, peak, spent = run("chip_ban", 10**8, str(folder / "s.zarr"))
            print(f"\n1e8 games to Zarr: {seconds:.0f} s, {rates(10**8, seconds, spent)}, peak {peak:.0f} MB")


def rates(size: int, seconds: float, spent: float) -> str:
    """Return the games a second, by the clock and by two processors wholly at work on it."""
    return f"{size / seconds / 1e6:6.2f} million games/s ({2 * size / spent / 1e6:6.2f} on two idle cores)"


if __name__ == "__main__":
    main("--huge" in sys.argv[1:])
