"""One's own game in a TOML file: payoffs are formulas in declared parameters, and the file becomes a `Model`.

    title = "Export control"
    players = ["US", "CN"]
    [actions]
    US = ["Open", "Restrict"]
    CN = ["Depend", "Indigenise"]
    [parameters]
    t = { default = "3/2", range = [0, 3], meaning = "gain from trade", unit = "share of GDP" }
    [payoffs]
    "Open,Depend" = ["t", "t"]
    "Open,Indigenise" = ["t/2 - 1", "(t + 1)/4"]
    "Restrict,Depend" = [1, 0]
    "Restrict,Indigenise" = [0, "1/3"]

`title`, `players`, `[actions]` and `[payoffs]` are needed, `story` and `[parameters]` are not. Payoffs are
given for every profile, one for each player, as numbers or as formulas (see `parse_expression`). A parameter
needs a `default` and a `range`, `[low, high]` or `"[0, 1)"` where an end is excluded; `meaning`, `unit` and
`source` are optional. A text is a string, or `{ en = "…", zh = "…" }` (not the source). Names of players, actions and
states stay as they are in Chinese tables unless `[chinese]` translates them (`Open = "开放"`). Any other key is an
error.

A sequential game is told in sentences instead (see `games.formats.story`), without `[actions]` and `[payoffs]`;
`players` is then optional:

    title = "Entry"
    tree = '''
      Entrant chooses Out or Enter
      after Enter: Incumbent chooses Fight or Share
      after Out: 0, m
      after Fight: -c, -1
      after Share: m/2 - c, m/2
    '''
    [parameters]
    m = { default = 2, range = [0, 5], meaning = "what the market is worth" }
    c = { default = "1/2", range = "[0, 1)" }

With a `discount` factor the game of `[actions]` and `[payoffs]` is repeated for ever; `detection`, the probability that
a deviation is found out, may be given too. A stochastic game has a table for every state, with the actions and payoffs
there and the `next` state after every profile, by name or with probabilities:

    title = "Arms race"
    players = ["US", "CN"]
    discount = "4/5"
    [states.calm]
    actions = { US = ["Hold", "Build"], CN = ["Hold", "Build"] }
    payoffs = { "Hold,Hold" = [3, 3], "Hold,Build" = [0, 4], "Build,Hold" = [4, 0], "Build,Build" = [1, 1] }
    next = { "Hold,Hold" = "calm", "Hold,Build" = "tense", "Build,Hold" = "tense", "Build,Build" = "tense" }
    [states.tense]
    actions = { US = ["Wait"], CN = ["Wait"] }
    payoffs = { "Wait,Wait" = [1, 1] }
    next = { "Wait,Wait" = { calm = "1/4", tense = "3/4" } }
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from itertools import product
from typing import Any

import numpy as np

from games.errors import FormatError, FormError, NumberError, ParameterError
from games.formats.expressions import NAME, parse_value
from games.formats.story import tree_from_story
from games.formats.texts import check_size
from games.forms import numbers
from games.forms.normal_form import NormalForm
from games.forms.numbers import Number, clip
from games.forms.tree import GameTree
from games.model import Form, Model
from games.parameters import ASSUMPTION, Parameter
from games.text import Text

RESERVED = frozenset(
    {"block", "client", "concept", "design", "exact", "progress", "resume", "seed", "select", "self", "settings",
     "store", "threads", "workers"}
)  # fmt: skip
"""Words a parameter may not be called: arguments that stand beside parameters in a call."""
MAX_CHARACTERS = 200_000
"""Python's own reader takes seconds for a hostile file of this size, and grows quadratically."""
_INTERVAL = re.compile(r"\s*([\[(])([^,]*),([^,]*)([\])])\s*")


def read_toml(text: str) -> Model:
    """Return the model in the text of a TOML file; without parameters, a model of one game.

    Raises FormatError naming the key and what is accepted.

    >>> model = read_toml('''
    ... title = "Tariffs"
    ... players = ["A"]
    ... actions.A = ["free trade", "tariff"]
    ... parameters.t = { default = "1/2", range = "[0, 1)" }
    ... payoffs = { "free trade" = ["1 - t"], tariff = [0.25] }
    ... ''')
    >>> model, model.at(t="3/4").payoff(("free trade",))
    (tariffs(t), (Fraction(1, 4),))
    """
    data = _parsed(text)
    build, needed, others = next(kind for key, kind in _KINDS.items() if key in data or not key)
    _check_keys(data, "", needed, others)
    title = _text(data["title"], "title")
    declared = _mapping(data.get("parameters", {}), "parameters")
    parameters = tuple(_parameter(name, value) for name, value in declared.items())
    form = build(data, tuple(declared))
    story = _text(data.get("story", ""), "story")
    chinese = _mapping(data.get("chinese", {}), "chinese")
    for name in chinese:
        _strings([chinese[name]], f"chinese.{name}")
    model = Model(_name(title), title, story, parameters, partial(_same, form), chinese=chinese)
    _check_defaults(model)
    return model


def _normal_form(data: Mapping[str, Any], names: tuple[str, ...]) -> NormalForm:
    players = _strings(data["players"], "players")
    actions = _actions(_mapping(data["actions"], "actions"), players)
    return NormalForm(_payoffs(_mapping(data["payoffs"], "payoffs"), actions, names), players, actions)


def _tree(data: Mapping[str, Any], names: tuple[str, ...]) -> GameTree:
    if not isinstance(data["tree"], str):
        raise FormatError(f"tree must be a text, not {clip(repr(data['tree']))}")
    players = _strings(data["players"], "players") if "players" in data else ()
    try:
        return tree_from_story(data["tree"], names, players)
    except FormatError as error:
        raise FormatError(f"tree: {error}") from None


def _played(data: Mapping[str, Any], names: tuple[str, ...]) -> Form:
    """Return the normal form in the data, repeated if there is a discount factor."""
    stage = _normal_form(data, names)
    if "discount" not in data:
        if "detection" in data:
            raise FormatError("detection is of a repeated game; add its discount factor, discount")
        return stage
    from games.forms.repeated import RepeatedGame

    own = (_payoff(data.get(key, 1), key, names) for key in ("discount", "detection"))
    return _well_formed(RepeatedGame, stage, *own)


def _stochastic(data: Mapping[str, Any], names: tuple[str, ...]) -> Form:
    from games.forms.stochastic import StochasticGame

    stages: dict[str, NormalForm] = {}
    moves: dict[str, dict[tuple[str, ...], Any]] = {}
    for state, value in _mapping(data["states"], "states").items():
        where = f"states.{clip(state)}"
        table = _mapping(value, where)
        _check_keys(table, where, ("actions", "payoffs", "next"))
        try:
            stages[state] = _normal_form({**table, "players": data["players"]}, names)
        except FormatError as error:
            raise FormatError(f"{where}: {error}") from None
        after = _mapping(table["next"], f"{where}.next")
        moves[state] = {_profile(key): _distribution(v, f"{where}.next.{key!r}", names) for key, v in after.items()}
    return _well_formed(StochasticGame, stages, moves, _payoff(data["discount"], "discount", names))


def _distribution(value: Any, where: str, names: tuple[str, ...]) -> dict[str, Number]:
    """Return the probabilities of the next states, given by name or as a table."""
    if isinstance(value, str):
        return {value: Fraction(1)}
    return {state: _payoff(p, f"{where}.{state}", names) for state, p in _mapping(value, where).items()}


def _well_formed(form: Callable[..., Form], *parts: Any) -> Form:
    try:
        return form(*parts)
    except FormError as error:
        raise FormatError(str(error)) from None


_OPTIONAL = ("story", "parameters", "chinese")
_KINDS: dict[str, tuple[Callable[..., Form], tuple[str, ...], tuple[str, ...]]] = {
    "tree": (_tree, ("title", "tree"), ("players", *_OPTIONAL)),
    "states": (_stochastic, ("title", "players", "discount", "states"), _OPTIONAL),
    "": (_played, ("title", "players", "actions", "payoffs"), (*_OPTIONAL, "discount", "detection")),
}
"""What a file holds, by the key that tells: how it is read, and the keys it needs and may have."""


def _parsed(text: str) -> dict[str, Any]:
    if len(text) > MAX_CHARACTERS:
        raise FormatError(f"{len(text):,} characters of TOML; accepted: at most {MAX_CHARACTERS:,}")
    try:
        return tomllib.loads(text, parse_float=numbers.parse_number)
    except (ValueError, RecursionError) as error:
        raise FormatError(f"not valid TOML: {error}") from None


def _check_keys(table: Mapping[str, Any], where: str, needed: Sequence[str], others: Sequence[str] = ()) -> None:
    accepted = (*needed, *others)
    for key in table:
        if key not in accepted:
            raise FormatError(f"unknown key {_key(where, key)}; accepted: {', '.join(accepted)}")
    for key in needed:
        if key not in table:
            raise FormatError(f"missing key {_key(where, key)}; needed: {', '.join(needed)}")


def _key(where: str, key: str) -> str:
    return repr(clip(f"{where}.{key}" if where else key, 80))


def _mapping(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise FormatError(f"{where} must be a table, not {clip(repr(value))}")
    return value


def _strings(value: Any, where: str) -> list[str]:
    if not isinstance(value, list) or not value or not all(isinstance(item, str) for item in value):
        raise FormatError(f"{where} must be a list of names in quotes, not {clip(repr(value))}")
    if "" in value or len(set(value)) < len(value):
        raise FormatError(f"{where}: names must be distinct and not empty, unlike {clip(repr(value))}")
    return value


def _text(value: Any, where: str) -> Text:
    if isinstance(value, str):
        return Text(value, value)
    if isinstance(value, dict):
        _check_keys(value, where, ("en", "zh"))
        if all(isinstance(words, str) for words in value.values()):
            return Text(**value)
    raise FormatError(f'{where} must be a text or {{ en = "…", zh = "…" }}, not {clip(repr(value))}')


def _actions(table: Mapping[str, Any], players: list[str]) -> list[list[str]]:
    _check_keys(table, "actions", players)
    actions = [_strings(table[player], f"actions.{player}") for player in players]
    for label in (label for labels in actions for label in labels):
        if "," in label or label != label.strip():
            raise FormatError(f"action {clip(label)!r}: no commas in labels, nor space at the ends")
    check_size([len(labels) for labels in actions])
    return actions


def _parameter(name: str, value: Any) -> Parameter:
    where = f"parameters.{name}"
    if not re.fullmatch(NAME, name):
        raise FormatError(f"parameter {clip(name)!r}; accepted: a letter (a-z, A-Z), then letters, digits, _")
    if name in RESERVED:
        raise FormatError(f"parameter {name!r} is a word of the toolkit; choose another name")
    table = _mapping(value, where)
    _check_keys(table, where, ("default", "range"), ("meaning", "unit", "source"))
    low, high, open_low, open_high = _range(table["range"], f"{where}.range")
    source = table.get("source", ASSUMPTION)
    if not isinstance(source, str):
        raise FormatError(f"{where}.source must be a text, not {clip(repr(source))}")
    meaning, unit = (_text(table.get(key, ""), f"{where}.{key}") for key in ("meaning", "unit"))
    default = _number(table["default"], f"{where}.default")
    made = Parameter(name, meaning, default, low, high, unit, source, open_low, open_high)
    try:
        made.check(made.default)
    except ParameterError as error:
        raise FormatError(f"{where}.default: {error}") from None
    return made


def _range(value: Any, where: str) -> tuple[Number, Number, bool, bool]:
    """Return the ends of a range, and whether each is excluded."""
    match = _INTERVAL.fullmatch(value) if isinstance(value, str) else None
    listed = ("[", *value, "]") if isinstance(value, list) else ("", "")
    left, *ends, right = match.groups() if match else listed
    if len(ends) != 2:
        raise FormatError(f'{where} must be [low, high], or a text like "[0, 1)", not {clip(repr(value))}')
    low, high = (_number(end, where) for end in ends)
    if low > high:
        raise FormatError(f"{where}: the lower end {low} is above the upper end {high}")
    return low, high, left == "(", right == ")"


def _number(value: Any, where: str) -> Number:
    """Return an exact rational; in TOML, `true` is no number."""
    if isinstance(value, bool) or not isinstance(value, (int, str, Fraction)):
        raise FormatError(f"{where} must be a number, not {clip(repr(value))}")
    try:
        return numbers.exact(value)
    except NumberError as error:
        raise FormatError(f"{where}: {error}") from None


def _payoffs(table: Mapping[str, Any], actions: list[list[str]], names: tuple[str, ...]) -> np.ndarray:
    """Return the payoffs as an array of shape (n_players, *n_actions)."""
    given = {_profile(key): (key, value) for key, value in table.items()}
    if len(given) < len(table):
        raise FormatError("payoffs: two keys mean the same profile")
    shape = [len(labels) for labels in actions]
    payoffs = np.empty((len(actions), *shape), dtype=object)
    for where, profile in zip(np.ndindex(*shape), product(*actions), strict=True):
        if profile not in given:
            raise FormatError(
                f"payoffs: profile {clip(','.join(profile), 80)!r} is missing; "
                f"{math.prod(shape)} needed, {len(table)} given"
            )
        payoffs[(slice(None), *where)] = _cell(*given.pop(profile), len(actions), names)
    for key, _ in given.values():
        raise FormatError(
            f"payoffs: unknown profile {clip(key, 80)!r}; accepted: one action of each player, "
            "with commas between, in the order of the players"
        )
    return payoffs


def _profile(key: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in key.split(","))


def _cell(key: str, value: Any, n_players: int, names: tuple[str, ...]) -> list[Number]:
    where = f"payoffs.{clip(key, 80)!r}"
    if not isinstance(value, list) or len(value) != n_players:
        raise FormatError(f"{where} must be {n_players} payoffs, one a player, not {clip(repr(value))}")
    return [_payoff(item, where, names) for item in value]


def _payoff(value: Any, where: str, names: tuple[str, ...]) -> Number:
    if not isinstance(value, str):
        return _number(value, where)
    try:
        return parse_value(value, names)
    except FormatError as error:
        raise FormatError(f"{where}: {error}") from None


def _name(title: Text) -> str:
    return re.sub(r"\W+", "_", title.en).strip("_").lower() or "game"


def _same(form: Form, /, **_: Any) -> Form:
    """Build the form of a model, here already known; unlike a lambda this can be sent to another process."""
    return form


def _check_defaults(model: Model) -> None:
    """Refuse payoffs that are no numbers at the defaults, such as a division by zero."""
    try:
        finite = model.at().kind == "exact"
    except NumberError:
        finite = False
    except FormError as error:
        raise FormatError(f"at the default parameters: {error}") from None
    if not finite:
        raise FormatError("a payoff is not finite at the default parameters (division by zero)")
