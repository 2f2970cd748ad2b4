"""At how many points of a sweep there is what; the tallies of parts add up to that of the whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from games.forms.table import Table
from games.text import Language, Text
from solvers.sweeps import words
from solvers.sweeps.rows import SUPPORT
from solvers.sweeps.solving import FAILED, OUTSIDE, SOLVED, selected

Labels = Sequence[tuple[str, ...]]
Tally = dict[str, int]


def tally_arrays(profiles: Labels, supports: Labels, arrays: Mapping[str, np.ndarray]) -> Tally:
    """Return the tally of a kernel's arrays, whose last axes run over the points."""
    masks = dict(zip(map(", ".join, profiles), arrays["pure"], strict=True))
    masks |= {"mixed": arrays["mixed"]} if "mixed" in arrays else {}
    masks |= {", ".join(own): row > 0 for own, row in zip(supports, arrays.get("by_support", ()), strict=True)}
    found = {name: int(np.count_nonzero(own)) for name, own in masks.items()}
    count = arrays["count"]
    solved = np.ones(count.shape, dtype=bool)
    solved &= arrays.get("inside", solved)
    solved &= ~arrays.get("failed", ~solved)
    found |= {"several": int((count > 1).sum()), "none": int((solved & (count == 0)).sum())}
    return found | {name: int(arrays[name].sum()) for name in ("tie", "unsure", "failed") if name in arrays}


def tally_tables(tables: Mapping[str, Mapping[str, np.ndarray]]) -> Tally:
    """Return the tally of the tables of a sweep by the solvers."""
    points, answers = tables["points"], tables["answers"]
    supports = answers["quantity"] == SUPPORT
    pairs = {(int(k), str(text)) for k, text in zip(answers["point"][supports], answers["text"][supports], strict=True)}
    found = dict(sorted(Counter(text for _, text in pairs).items()))
    solved, count = points["status"] == SOLVED, points["count"]
    found |= {"several": int((count > 1).sum()), "none": int((solved & (count == 0)).sum())}
    found |= {"incomplete": int((solved & ~points["complete"]).sum())}
    found |= {name: int((points["status"] == name).sum()) for name in (OUTSIDE, FAILED)}
    texts = dict(zip(zip(answers["point"][supports], answers["equilibrium"][supports], strict=True),
                     answers["text"][supports], strict=True))  # fmt: skip
    for name, own in points.items():
        if name.startswith(selected("")):
            chosen = Counter(texts.get(each, "") for each in zip(points["point"], own, strict=True))
            found[name] = int((own >= 0).sum())
            found |= {f"{name}: {text}": number for text, number in sorted(chosen.items()) if text}
    return found


def without_empty(found: Tally, supports: Labels) -> Tally:
    """Return a tally without the mixed supports that no point has."""
    empty = {name for name in map(", ".join, supports) if not found.get(name)}
    return {name: number for name, number in found.items() if name not in empty}


def tally_table(found: Mapping[str, int], size: int, lang: Language, caption: str, note: str) -> Table:
    """Return a tally as a table with shares."""
    head = (words.PROFILE.in_(lang), Text("points", "点数").in_(lang), Text("share", "占比").in_(lang))
    rows = [(words.heading(name, lang), str(number), f"{number / size:.4f}") for name, number in found.items()]
    return Table(head, rows, caption, note)
