"""What each command does: read the request, call one solver, print a table for people or JSON for machines."""

from __future__ import annotations

import json
import shutil
import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from games.errors import ParameterError, TechpowerError
from games.forms.numbers import clip, parse_number
from games.text import LANGUAGES, Language, Text, about
from paper_figs.asked import (
    bytes_,
    fixed_model,
    game_asked,
    is_file,
    loaded,
    model_asked,
    numbers,
    pairs,
    parametric,
    seconds,
)
from paper_figs.exporting import export, wanted

INTERRUPTED = 130

if TYPE_CHECKING:
    from games.forms import GameTree, NormalForm
    from games.model import Model
    from solvers.regions import Regions


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
        columns = [Text("model", "模型"), Text("title", "名称"), Text("parameters", "参数")]
        print(Table([column.in_(options.lang) for column in columns], rows).to_text(_width()))


def show(options: Namespace) -> None:
    """Print one model (story, payoffs, parameters), or the game in a file."""
    from games.glossary import translated
    from games.model import Model

    model = loaded(options.model)
    if not isinstance(model, Model):
        _show_game(model, options)
        return
    model = model.choose(**pairs(options.option))
    if options.json:
        _print_json(_describe(model))
        return
    lang = options.lang
    form: Any = model.shown
    story = model.story.in_(lang)
    told = [about(model.name, model.title.in_(lang), lang), *[story] * bool(story), f"\n{translated(form, lang)}\n"]
    print("\n".join(told))
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
        asked["memory"] = bytes_(options.memory)
    with progress_bar("solve") as advance:
        found = solve_game(game_asked(target, options), options.concept, seconds(options.budget), advance, **asked)
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

    if isinstance(game, (NormalForm, GameTree)) or is_file(target):
        return ""
    return find(target).title.in_(lang)


def regions(options: Namespace) -> None:
    """Print where in the parameters each equilibrium exists."""
    found = _regions(options, long=options.long)
    _print(found, options)
    if options.details and not options.json:
        table = found.details(options.lang)
        print(f"\n{table.caption}\n{table.to_text(_width())}\n{table.notes}")


def _regions(options: Namespace, long: bool = False) -> Regions:
    """Return the regions, with a bar on a terminal."""
    from paper_figs.progress import progress_bar
    from solvers.regions import regions as find_regions

    with progress_bar(options.command) as advance:
        return find_regions(fixed_model(options), long=long, progress=advance)


def thresholds(options: Namespace) -> None:
    """Print the boundaries of the regions, solved for one parameter."""
    from solvers.thresholds import thresholds as find_thresholds

    if options.focal in numbers(options):
        raise ParameterError(f"--for {options.focal}: --set fixes it; solve for a parameter that is free")
    _print(find_thresholds(_regions(options), options.focal), options)


def sweep(options: Namespace) -> int:
    """Solve every game of a grid or sample; write the result, or print a summary."""
    from paper_figs.sweeping import sweep_command

    axes: dict[str, Any] = {**pairs(options.axis)}
    fixed = numbers(options)
    if twice := axes.keys() & fixed.keys():
        raise ParameterError(f"{', '.join(sorted(twice))}: accepted: an axis or a fixed value, not both")
    asked = {name: getattr(options, name) for name in ("leader", "pure", "weak", "label")}
    asked["precision"] = options.precision and parse_number(options.precision)
    asked["budget"] = options.budget and seconds(options.budget)
    settings = {name: value for name, value in asked.items() if value is not None and value is not False}
    result = sweep_command(model_asked(options), axes | fixed, settings, options)
    if result is None:
        return INTERRUPTED
    _print(result, options)
    return 0


def robustness(options: Namespace) -> None:
    """Print how robust a prediction is, or what drives an equilibrium quantity."""
    from paper_figs.judging import robust

    _print(robust(fixed_model(options), options), options)


def derivative(options: Namespace) -> None:
    """Print how an equilibrium quantity moves with a parameter."""
    from paper_figs.judging import moving

    _print(moving(fixed_model(options), options), options)


bifurcation = monotone = derivative


def prove(options: Namespace) -> None:
    """Judge one claim of the article, or a statement of one's own about a model."""
    if options.statement:
        from solvers.own_statements import prove_statement

        options.model = options.claim
        _print(prove_statement(fixed_model(options), options.statement, options.where), options)
        return
    from paper_figs.ledger import judge
    from paper_figs.progress import progress_bar

    if not (options.claim.isascii() and options.claim.isdigit()):
        raise ParameterError(f"claim {clip(options.claim)!r} is not a number, and no statement about a model is given; "
                             "`techpower claims` lists the claims")  # fmt: skip
    with progress_bar("prove") as advance:
        entry = judge(int(options.claim), advance)
    _print(entry, options)


def claims(options: Namespace) -> None:
    """Print the claims of the article with their verdicts."""
    from paper_figs.ledger import overview
    from paper_figs.progress import progress_bar

    with progress_bar("claims") as advance:
        found = overview(advance)
    _print(found, options)


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
    from paper_figs.completion import completion as script

    print(script(options.shell, options.parser), end="")


def explore(options: Namespace) -> None:
    """Write the explorer, a page in which parameters move, and open it."""
    from paper_figs.explorer.command import write_page

    path = write_page([parametric(target) for target in options.models], options)
    if options.json:
        _print_json([path.as_posix()])
    else:
        print(f"{path}: one page, whole in itself; open it in any browser")


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
