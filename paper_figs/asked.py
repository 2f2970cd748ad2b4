"""What was typed, read: the model or game file meant, parameter values, times and sizes."""

from __future__ import annotations

import re
from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from games.errors import NumberError, ParameterError
from games.forms.numbers import parse_number

if TYPE_CHECKING:
    from games.forms import GameTree, NormalForm
    from games.model import Model


def model_asked(options: Namespace) -> Model:
    """Return the model named, with its options chosen."""
    return parametric(options.model).choose(**pairs(options.option))


def parametric(target: str) -> Model:
    """Return a model with parameters; raises ParameterError for a file that holds one game without any."""
    from games.model import Model

    found = loaded(target)
    if not isinstance(found, Model):
        raise ParameterError(f"{target} holds one game without parameters; use `techpower solve`")
    return found


def loaded(target: str) -> NormalForm | GameTree | Model:
    """Return what a name from `techpower list`, or a game file, holds."""
    from games.glossary import keep_names

    if not is_file(target):
        from games.registry import find

        keep_names(None)
        return find(target)
    from games.formats import load
    from games.model import Model

    found = load(target)
    keep_names(found.form, found.chinese) if isinstance(found, Model) else keep_names(found)
    return found


def fixed_model(options: Namespace) -> Model:
    """Return the model named, with the parameters that `--set` gives fixed."""
    model = model_asked(options)
    values = numbers(options)
    return model.fix(**values) if values else model


def game_asked(target: str, options: Namespace) -> NormalForm | GameTree:
    """Return the game of a model at the point asked for, or of a file."""
    from games.model import Model

    values, choice = numbers(options), pairs(options.option)
    found = loaded(target)
    if isinstance(found, Model):
        game: NormalForm | GameTree = found.choose(**choice).at(**values)
        return game
    if values or choice:
        raise ParameterError(f"{target} has no parameters or options to set")
    return found


def is_file(target: str) -> bool:
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


def numbers(options: Namespace) -> dict[str, Any]:
    """Return the exact values that `--set` gives to parameters."""
    given = pairs(pair for group in options.set for pair in group)
    return {name: _number(name, value) for name, value in given.items()}


def _number(name: str, value: str) -> Any:
    try:
        return parse_number(value)
    except NumberError as error:
        raise NumberError(f"--set {name}: {error}; a model's option is set by --option {name}={value}") from None


def pairs(given: Iterable[str]) -> dict[str, str]:
    """Return NAME=VALUE pairs; raises ParameterError for anything else and for a name given twice."""
    found: dict[str, str] = {}
    for item in given:
        name, equals, value = item.partition("=")
        if not equals or not name or name in found:
            raise ParameterError(f"{item!r}: accepted: NAME=VALUE, each name once")
        found[name] = value
    return found


def seconds(budget: str) -> float | None:
    """Return a time such as 60s, 5m or 1h in seconds; None for none."""
    if not budget:
        return None
    match = re.fullmatch(r"(\d+(?:\.\d+)?)(s|m|h)?", budget)
    if not match:
        raise ParameterError(f"--budget {budget!r}: accepted: a time such as 60s, 5m or 1h")
    return float(match[1]) * {"s": 1, "m": 60, "h": 3600}[match[2] or "s"]


def bytes_(memory: str) -> float:
    """Return a size such as 500M or 4G in bytes."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([KMGT])?", memory.upper())
    if not match or not float(match[1]):
        raise ParameterError(f"--memory {memory!r}: accepted: a size such as 500M or 4G")
    return float(match[1]) * float(1024 ** " KMGT".index(match[2] or " "))
