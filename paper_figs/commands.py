"""What each command does: read the request, call one solver, print a table for people or JSON for machines."""

from __future__ import annotations

import json
import re
import shutil
import sys
from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from games.errors import ParameterError, TechpowerError
from games.forms.numbers import parse_number
from games.text import LANGUAGES, Language
from paper_figs.exporting import export, wanted

INTERRUPTED = 130

if TYPE_CHECKING:
    from games.forms import GameTree, NormalForm
    from games.model import Model


EXPORTED = frozenset({"regions", "thresholds", "prove", "claims"})
"""Commands whose answer is one table, which `-o` writes to a file."""


def list(options: Namespace) -> None:
    """Print the models."""
    from games.forms.table import Table
    from games.registry import catalogue

    models = catalogue().values()
    if options.json:
        _print_json([{"name": m.name, "title": m.title.in_(options.lang), "parameters": [*m.defaults]} for m in models])
    else:
        rows = [(m.name, m.title.in_(options.lang), " ".join(m.defaults)) for m in models]
        print(Table(("model", "title", "parameters"), rows).to_text(_width()))


def show(options: Namespace) -> None:
    """Print one model (story, payoffs, parameters), or the game in a file."""
    from games.glossary import translated
    from games.model import Model

    model = _loaded(options.model)
    if not isinstance(model, Model):
        _show_game(model, options)
        return
    model = model.choose(**_pairs(options.option))
    if options.json:
        _print_json(_describe(model))
        return
    lang = options.lang
    form: Any = model.shown
    print(f"{model.name}: {model.title.in_(lang)}\n{model.story.in_(lang)}\n\n{translated(form, lang)}\n")
    print(model.parameter_table(lang).to_text(_width()))
    for name, accepted in model.options.items():
        print(f"\noption {name}: {', '.join(accepted)}")
    if model.references:
        print(f"\n{'; '.join(model.references)}")


def _show_game(game: NormalForm | GameTree, options: Namespace) -> None:
    from games.glossary import translated

    if options.json:
        _print_json({"title": game.title, "players": [*game.players], "form": repr(game)})
        return
    shown: Any = translated(game, options.lang)  # type: ignore[type-var]
    print(_printable(f"{game.title}\n\n{shown}".strip()))


def _printable(text: str) -> str:
    """Return text without the control characters that a foreign file may hide in a name."""
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)


def solve(options: Namespace) -> int:
    """Print what a concept says of every game; a game that fails is reported and the rest still solved."""
    from solvers.solve import concept_table

    if options.concept == "help":
        print(concept_table(options.lang).to_text(_width()))
        return 0
    if not options.games:
        raise ParameterError("no game given; accepted: MODEL_OR_FILE, a model from `techpower list` or a game file")
    if options.output and len(options.games) > 1:
        raise ParameterError(f"-o {options.output} holds one game; accepted: one MODEL_OR_FILE")
    wanted(options)
    failures = 0
    for target in options.games:
        try:
            _solve(target, options)
        except TechpowerError as error:
            failures += 1
            message = str(error) if target in str(error) else f"{target}: {error}"
            print("techpower:", " ".join(message.split()), file=sys.stderr)
    return 2 if failures else 0


def _solve(target: str, options: Namespace) -> None:
    from games.glossary import translated
    from paper_figs.progress import progress_bar
    from solvers.solve import solve as solve_game

    asked = {name: getattr(options, name) for name in ("leader", "pure", "weak", "label")}
    if options.precision is not None:
        asked["precision"] = parse_number(options.precision)
    if options.memory:
        asked["memory"] = _bytes(options.memory)
    with progress_bar("solve") as advance:
        found = solve_game(_game(target, options), options.concept, _seconds(options.budget), advance, **asked)
    if options.json:
        _print_json(found.to_json() | {"game": target})
    elif form := wanted(options):
        export(found, form, options, _title(found.game, target, options.lang), _own_table(found.game, options.lang))
    else:
        shown: Any = translated(found.game, options.lang)  # type: ignore[type-var]
        said = found.to_text(options.lang, _title(found.game, target, options.lang), _width())
        print(_printable(f"{target}\n\n{shown}\n\n{said}\n"))


def _own_table(game: Any, lang: Language) -> Any:
    """Return the game that a table is to show beside its answer; other forms are shown by their answers."""
    from games.forms import GameTree, NormalForm
    from games.glossary import translated

    return translated(game, lang) if isinstance(game, (NormalForm, GameTree)) else None


def _title(game: Any, target: str, lang: Language) -> str:
    """Return the title of a model that is neither normal form nor tree; other results have captions of their own."""
    from games.forms import GameTree, NormalForm
    from games.registry import find

    if isinstance(game, (NormalForm, GameTree)) or _is_file(target):
        return ""
    return find(target).title.in_(lang)


def regions(options: Namespace) -> None:
    """Print where in the parameters each equilibrium exists."""
    from solvers.regions import regions as find_regions

    found = find_regions(_fixed(options))
    _print(found, options)
    if options.details and not options.json:
        table = found.details(options.lang)
        print(f"\n{table.caption}\n{table.to_text(_width())}\n{table.notes}")


def thresholds(options: Namespace) -> None:
    """Print the boundaries of the regions, solved for one parameter."""
    from solvers.thresholds import thresholds as find_thresholds

    if options.focal in _numbers(options):
        raise ParameterError(f"--for {options.focal}: --set fixes it; solve for a parameter that is free")
    _print(find_thresholds(_fixed(options), options.focal), options)


def sweep(options: Namespace) -> int:
    """Solve every game of a grid or sample; write the result, or print a summary."""
    from paper_figs.sweeping import sweep_command

    axes: dict[str, Any] = {**_pairs(options.axis)}
    fixed = _numbers(options)
    if twice := axes.keys() & fixed.keys():
        raise ParameterError(f"{', '.join(sorted(twice))}: accepted: an axis or a fixed value, not both")
    asked = {name: getattr(options, name) for name in ("leader", "pure", "weak", "label")}
    asked["precision"] = options.precision and parse_number(options.precision)
    asked["budget"] = options.budget and _seconds(options.budget)
    settings = {name: value for name, value in asked.items() if value is not None and value is not False}
    result = sweep_command(_model(options), axes | fixed, settings, options)
    if result is None:
        return INTERRUPTED
    _print(result, options)
    return 0


def robustness(options: Namespace) -> None:
    """Print how robust a prediction is, or what drives an equilibrium quantity."""
    from paper_figs.judging import robust

    _print(robust(_fixed(options), options), options)


def derivative(options: Namespace) -> None:
    """Print how an equilibrium quantity moves with a parameter."""
    from paper_figs.judging import moving

    _print(moving(_fixed(options), options), options)


bifurcation = monotone = derivative


def prove(options: Namespace) -> None:
    """Judge one claim of the article, or a statement of one's own about a model."""
    if options.statement:
        from solvers.own_statements import prove_statement

        options.model = options.claim
        _print(prove_statement(_fixed(options), options.statement, options.where), options)
        return
    from paper_figs.ledger import judge

    if not (options.claim.isascii() and options.claim.isdigit()):
        raise ParameterError(f"claim {options.claim!r} is not a number, and no statement about a model is given; "
                             "`techpower claims` lists the claims")  # fmt: skip
    _print(judge(int(options.claim)), options)


def claims(options: Namespace) -> None:
    """Print the claims of the article with their verdicts."""
    from paper_figs.ledger import overview

    _print(overview(), options)


def exercise(options: Namespace) -> None:
    """Print or write exercises with their worked solutions."""
    from paper_figs.classroom.command import exercise as write_exercise

    write_exercise(options)


def check(options: Namespace) -> int:
    """Judge a student's answer."""
    from paper_figs.classroom.command import check as judge_answer

    return judge_answer(options)


def paper(options: Namespace) -> None:
    """Write every table and figure."""
    from paper_figs.paper import write_paper

    written = write_paper(Path(options.output), [options.lang] if options.lang else LANGUAGES)
    if options.json:
        _print_json([path.as_posix() for path in written.paths])
        return
    kinds = "paper.pdf, tables (.tex .md .csv .docx), figures (.pdf .png .svg), manifest.json"
    print("\n".join([f"{len(written.paths)} files in {options.output}: {kinds}", *written.left_out]))


def completion(options: Namespace) -> None:
    """Print the script that completes words in a shell."""
    from paper_figs.cli import _parser
    from paper_figs.completion import completion as script

    print(script(options.shell, _parser()), end="")


def explore(options: Namespace) -> None:
    """Write the explorer, a page in which parameters move, and open it."""
    from paper_figs.explorer.command import write_page

    path = write_page([_parametric(target) for target in options.models], options)
    if options.json:
        _print_json([path.as_posix()])
    else:
        print(f"{path}: one page, whole in itself; open it in any browser")


def _model(options: Namespace) -> Model:
    return _parametric(options.model).choose(**_pairs(options.option))


def _parametric(target: str) -> Model:
    from games.model import Model

    model = _loaded(target)
    if not isinstance(model, Model):
        raise ParameterError(f"{target} holds one game without parameters; use `techpower solve`")
    return model


def _loaded(target: str) -> NormalForm | GameTree | Model:
    if _is_file(target):
        from games.formats import load

        return load(target)
    from games.registry import find

    return find(target)


def _fixed(options: Namespace) -> Model:
    model = _model(options)
    values = _numbers(options)
    return model.fix(**values) if values else model


def _game(target: str, options: Namespace) -> NormalForm | GameTree:
    from games.formats import load
    from games.model import Model

    values, choice = _numbers(options), _pairs(options.option)
    if not _is_file(target):
        from games.registry import find

        game: NormalForm | GameTree = find(target).choose(**choice).at(**values)
        return game
    loaded = load(target)
    if isinstance(loaded, Model):
        game = loaded.choose(**choice).at(**values)
        return game
    if values or choice:
        raise ParameterError(f"{target} has no parameters or options to set")
    return loaded


def _is_file(target: str) -> bool:
    """Return whether a target means a file rather than a model; raises ParameterError for an empty name or a folder."""
    if not target.strip():
        raise ParameterError(f"{target!r} is no game; accepted: a model from `techpower list`, or a game file")
    if Path(target).is_dir():
        raise ParameterError(f"{target} is a folder; accepted: a model from `techpower list`, or a game file")
    return (
        Path(target).exists()
        or Path(target).name != target
        or Path(target).suffix in {".nfg", ".efg", ".toml", ".csv", ".tsv", ".gbt"}
    )


def _numbers(options: Namespace) -> dict[str, Any]:
    given = _pairs(pair for group in options.set for pair in group)
    return {name: parse_number(value) for name, value in given.items()}


def _pairs(given: Iterable[str]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for item in given:
        name, equals, value = item.partition("=")
        if not equals or not name or name in pairs:
            raise ParameterError(f"{item!r}: accepted: NAME=VALUE, each name once")
        pairs[name] = value
    return pairs


def _seconds(budget: str) -> float | None:
    if not budget:
        return None
    match = re.fullmatch(r"(\d+(?:\.\d+)?)(s|m|h)?", budget)
    if not match:
        raise ParameterError(f"--budget {budget!r}: accepted: a time such as 60s, 5m or 1h")
    return float(match[1]) * {"s": 1, "m": 60, "h": 3600}[match[2] or "s"]


def _bytes(memory: str) -> float:
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([KMGT])?", memory.upper())
    if not match or not float(match[1]):
        raise ParameterError(f"--memory {memory!r}: accepted: a size such as 500M or 4G")
    return float(match[1]) * float(1024 ** " KMGT".index(match[2] or " "))


def _width() -> int | None:
    """Return the columns of the terminal; None where the output goes to a file or a pipe, which keep long lines."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def _print(result: Any, options: Namespace) -> None:
    if options.json:
        _print_json(result.to_json())
    elif options.command in EXPORTED and (options.format or options.output):
        export(result, wanted(options), options)
    else:
        print(result.to_text(options.lang, width=_width()))


def _print_json(data: Any) -> None:
    print(json.dumps(data, ensure_ascii=False))


def _describe(model: Model) -> dict[str, Any]:
    keys = ("name", "default", "low", "high", "source")
    parameters = [
        {key: str(getattr(p, key)) for key in keys} | {"meaning": p.meaning._asdict()} for p in model.parameters
    ]
    return {
        "name": model.name,
        "title": model.title._asdict(),
        "story": model.story._asdict(),
        "players": [*model.shown.players],
        "parameters": parameters,
        "options": dict(model.options),
        "claims": [*model.claims],
        "references": [*model.references],
        "form": repr(model.shown),
    }
