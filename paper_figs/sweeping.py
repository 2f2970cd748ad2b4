"""The command `sweep`: a grid or a sample, in memory or into a store, here or on a cluster."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from games.errors import FormatError, OutputError, ParameterError

if TYPE_CHECKING:
    from games.model import Model
    from solvers.sweep import Result

FILES, FOLDERS = (".csv", ".nc", ".parquet"), ("", ".zarr")


def add_options(sweep: ArgumentParser) -> None:
    """Add what the command accepts beside a model and a point."""
    add = sweep.add_argument
    add("--axis", action="append", default=[], metavar="NAME=LOW:HIGH:COUNT", help="a grid axis; LOW:HIGH in a design")
    add("--design", default="", metavar="KIND:N", help="random:N, lhs:N or sobol:N points instead of a grid")
    add("--seed", type=int, default=0, metavar="K", help="of the design (0)")
    add("--concept", default="", metavar="NAME", help="any of `techpower solve --concept help`")
    add("--select", action="append", default=[], metavar="RULE",
        help="say which equilibrium a rule chooses: payoff-dominance, risk-dominance, tracing, sum, best:PLAYER, "
             "worst:PLAYER")  # fmt: skip
    add("--exact", action="store_true", help="decide ties by exact arithmetic instead of flagging them")
    add("-o", "--output", default="", metavar="FILE|FOLDER",
        help="a .csv, .nc or .parquet file, or a folder to stream to, Zarr if it ends in .zarr")  # fmt: skip
    add("--resume", action="store_true", help="go on with a folder that was broken off")
    add("--workers", type=int, default=0, metavar="N", help="processes, or threads of a kernel (one a core)")
    add("--cluster", default="", metavar="ADDRESS", help="of a Dask scheduler that is to do the work, tcp://host:8786")
    for name, metavar in (("leader", "PLAYER"), ("precision", "LAMBDA"), ("budget", "60s")):
        add(f"--{name}", default=None, metavar=metavar, help="as of `techpower solve`")
    add("--label", type=int, metavar="K", help="as of `techpower solve`")
    add("--pure", action="store_true", help="as of `techpower solve`")
    add("--weak", action="store_true", help="as of `techpower solve`")


def sweep_command(model: Model, axes: dict[str, Any], settings: dict[str, Any], options: Namespace) -> Result | None:
    """Return the sweep asked for, saved where it is to be saved; None where it was interrupted with a store."""
    from paper_figs.progress import progress_bar
    from solvers.sweep import Listed, Sweep, sweep

    if not axes and not options.design:
        raise ParameterError("nothing to sweep; accepted: --axis NAME=LOW:HIGH:COUNT, or --design sobol:1024")
    output = Path(options.output) if options.output else None
    store = output if output is not None and output.suffix.lower() in FOLDERS else None
    if output is not None and store is None and output.suffix.lower() not in FILES:
        raise FormatError(
            f"{output.name}: a sweep is saved as {', '.join(FILES)}, or in a folder, Zarr if called .zarr"
        )
    if options.workers < 0:
        raise ParameterError(f"--workers {options.workers}; accepted: 0 (one a core), 1, 2, ...")
    how: dict[str, Any] = {"design": options.design, "seed": options.seed, "select": options.select}
    how |= {"settings": settings, "workers": options.workers, "threads": options.workers or 2, "resume": options.resume}
    how |= {"store": store or ""}
    try:
        with progress_bar("sweep") as advance, _cluster(options.cluster) as client:
            found = sweep(model, options.concept, progress=advance, client=client, **how, **axes)
            if options.exact and isinstance(found, Sweep):
                found = found.resolve_ties(advance)
    except KeyboardInterrupt:
        if store is None or not store.exists():
            raise
        print(f"techpower: interrupted; what is done is in {store}, and --resume goes on", file=sys.stderr)
        return None
    if output is not None and isinstance(found, (Sweep, Listed)):
        found.save(output)
    return found


@contextmanager
def _cluster(address: str) -> Iterator[Any]:
    """Yield a client of the cluster at an address, None without one.

    Raises OutputError when there is none that answers.
    """
    if not address:
        yield None
        return
    try:
        from distributed import Client
    except ImportError:
        raise OutputError("--cluster needs Dask; install techpower[cluster]") from None
    try:
        client = Client(address, timeout=10)
    except (OSError, ValueError) as error:
        raise OutputError(f"no Dask scheduler answers at {address}: {error or type(error).__name__}") from None
    with client:
        yield client
