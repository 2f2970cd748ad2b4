"""The first answer: whole processes, from nothing to all equilibria of a 2x2 game.

`techpower solve game.nfg` beside `import numpy`, and `techpower solve export_controls.chip_ban` beside a nashpy script.
The commands take turns, so that a drifting machine hurts both; medians and their ratio are printed. The answers are
compared first.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

GAME = 'NFG 1 R "Battle of the Sexes" { "Row" "Column" } { 2 2 }\n\n2 1 0 0 0 0 1 2\n'
NASHPY = "import nashpy; g = nashpy.Game([[2, 0], [0, 1]], [[1, 0], [0, 2]]); print(len(list(g.support_enumeration())))"
TECHPOWER = str(Path(sys.executable).with_name("techpower"))


def seconds(command: list[str]) -> float:
    start = perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return perf_counter() - start


def compare(name: str, ours: list[str], theirs: list[str], limit: float, runs: int = 15) -> None:
    for command in (ours, theirs):
        seconds(command)
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(runs)]
    mine, other = (median(column) for column in zip(*pairs, strict=True))
    ratio = median(a / b for a, b in pairs)
    print(f"{name:48} {mine * 1000:7.0f} ms {other * 1000:7.0f} ms   ratio {ratio:.2f} (wanted {limit})")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "game.nfg"
        path.write_text(GAME)
        ours = [TECHPOWER, "solve", str(path), "--json"]
        answer = json.loads(subprocess.run(ours, check=True, capture_output=True, text=True).stdout)
        theirs = subprocess.run([sys.executable, "-c", NASHPY], check=True, capture_output=True, text=True).stdout
        assert len(answer["components"]) == int(theirs) == 3
        compare("solve game.nfg / import numpy", ours, [sys.executable, "-c", "import numpy"], 1.6)
        chip_ban = [TECHPOWER, "solve", "export_controls.chip_ban", "--json"]
        compare("solve export_controls.chip_ban / nashpy script", chip_ban, [sys.executable, "-c", NASHPY], 0.8)


if __name__ == "__main__":
    main()
