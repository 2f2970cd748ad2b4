"""The page itself: the assets and the data of the models in one file that needs nothing else."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Sequence
from functools import cache
from importlib.metadata import version
from importlib.resources import files

from games.model import Model
from games.registry import catalogue
from games.text import Language, Text
from paper_figs.explorer.claims import Judge, claims_data
from paper_figs.explorer.models import Data, explorable, model_data
from paper_figs.explorer.words import WORDS

SCRIPTS = (
    "rational", "tape", "bimatrix", "trio", "normal", "tree", "participation", "game",
    "dom", "matrix", "drawing", "answers", "regions", "atlas", "controls", "map_panel", "app",
)  # fmt: skip
"""The scripts, in the order in which they build on one another."""
ARITHMETIC = SCRIPTS[:8]
"""Those that compute and need no page."""


def explorer(
    models: Sequence[Model] = (),
    lang: Language = "en",
    judge: Judge | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> str:
    """Return the page for some models, by default all that it can show, opened in `lang`.

    `judge` gives the verdicts of the claims; without it there are none. `progress` is called with models done and
    to do.

    Raises NotCoveredError for a model the page cannot show.
    """
    shown = tuple(models) or explorable()
    data = []
    for done, model in enumerate(shown, start=1):
        data.append(_model(model, judge))
        progress(done, len(shown))
    return assemble({"models": data, "leftOut": left_out(shown) if not models else []}, lang)


@cache
def whole(lang: Language) -> str:
    """Return the page of all models with the verdicts of their claims."""
    return assemble(_everything(), lang)


@cache
def _everything() -> Data:
    from paper_figs.ledger import judge

    shown = explorable()
    return {"models": [_model(model, judge) for model in shown], "leftOut": left_out(shown)}


def assemble(data: Data, lang: Language) -> str:
    """Return the page around the data of its models."""
    all_data = {"version": version("techpower"), "words": WORDS, **data}
    parts = {
        "lang": "zh-Hans" if lang == "zh" else "en",
        "title": html.escape(f"techpower: {WORDS['title'].in_(lang)}"),
        "noscript": html.escape(WORDS["noscript"].in_(lang)),
        "style": asset("style.css"),
        "data": json.dumps(all_data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"),
        "script": "\n".join(asset(f"{name}.js") for name in SCRIPTS),
    }
    page = asset("page.html")
    for name, text in parts.items():
        page = page.replace(f"@{name}@", text)
    return page


def asset(name: str) -> str:
    """Return one of the page's source files."""
    return files("paper_figs.explorer").joinpath("assets", name).read_text("utf-8")


def _model(model: Model, judge: Judge | None) -> Data:
    family = model.name.partition(".")[0] if model.name in catalogue() else ""
    return model_data(model) | {"family": family, "claims": claims_data(model, judge) if judge else None}


def left_out(shown: Sequence[Model]) -> list[Text]:
    """Return the titles of the models of the catalogue that are not shown."""
    names = {model.name for model in shown}
    return [model.title for name, model in catalogue().items() if name not in names]
