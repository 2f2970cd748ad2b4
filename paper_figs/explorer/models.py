"""Models as plain data for the page: parameters, payoffs as programs, regions with their conditions.

The page shows normal forms, trees of perfect information, signalling games and participation games with parameters,
whose numbers are rational formulas. `covered` says which models these are; nothing of a game is written here by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from math import prod
from typing import Any

from sympy.core.relational import Relational

from games.errors import NotCoveredError
from games.forms.normal_form import NormalForm
from games.forms.participation import ParticipationGame
from games.forms.tree import Chance, Decision, GameTree, Leaf, Node, children_of
from games.glossary import translate, translate_all
from games.model import Model
from games.parameters import Parameter
from games.registry import catalogue
from games.text import Text, join
from paper_figs.explorer.mathematics import mathml
from paper_figs.explorer.tape import Tape
from solvers.regions import Region, Regions, regions
from solvers.statics.candidates import OTHERS, TIES, deviations
from solvers.statics.simplify import balanced, simplify, split

Data = dict[str, Any]
MOST_PROFILES = 16
"""Pure profiles beyond which the regions of a model are not written out: they would fill the page."""
MOST_CELLS = 256
"""Profiles of a normal form beyond which the page does not lay the game out."""


def explorable() -> tuple[Model, ...]:
    """Return the models of the catalogue that the page can show."""
    return tuple(model for model in catalogue().values() if covered(model))


def covered(model: Model) -> bool:
    """Return whether the page can show a model.

    >>> import games
    >>> covered(games.find("chip_ban")), covered(games.find("regime_change"))
    (True, False)
    """
    if not model.symbolic or not model.parameters:
        return False
    if not isinstance(model.form, NormalForm | GameTree | ParticipationGame):
        return False
    if isinstance(model.form, GameTree) and not model.form.perfect_information:
        return _is_signalling(model.form)
    return _rational(model)


def variants(model: Model) -> tuple[Model, ...]:
    """Return the model under every combination of its options that the page can lay out."""
    chosen = (dict(zip(model.options, each, strict=True)) for each in product(*model.options.values()))
    return tuple(variant for each in chosen if _rational(variant := model.choose(**each)))


def model_data(model: Model) -> Data:
    """Return all the page needs of a model but its claims.

    Raises NotCoveredError for a model the page cannot show.
    """
    if not covered(model):
        raise NotCoveredError(
            f"{model.name}: the explorer shows normal forms, trees of perfect information, signalling and "
            "participation games with rational formulas; `techpower solve` solves it"
        )
    return {
        "name": model.name,
        "title": model.title,
        "story": model.story,
        "parameters": [_parameter(p) for p in model.parameters],
        "options": [
            {"name": name, "values": [{"name": v, "label": _text(v)} for v in accepted]}
            for name, accepted in model.options.items()
        ],
        "variants": {"|".join(variant.choice.values()): variant_data(variant) for variant in variants(model)},
    }


def variant_data(model: Model) -> Data:
    """Return the game of a model under its chosen options, with the regions of its equilibria."""
    tape = Tape()
    form = form_data(model.form, tape)
    assumed = [condition_data(assumption, tape) for assumption in model.assumptions]
    found, note = _regions(model, tape)
    return {"form": form, "assumptions": assumed, "regions": found, "note": note, "tape": tape.code}


def form_data(form: Any, tape: Tape) -> Data:
    """Return a game with its numbers as places in a program."""
    players = _texts(form.players)
    if isinstance(form, ParticipationGame):
        numbers = {name: tape.add(getattr(form, name)) for name in ("intercept", "slope", "loyalty")}
        return {"kind": "participation", "players": players, **numbers}
    if isinstance(form, NormalForm):
        actions, payoffs = [_texts(own) for own in form.actions], [tape.add(v) for v in form.payoffs.flat]
        return {"kind": "normal", "players": players, "actions": actions, "payoffs": payoffs}
    kind = "tree" if form.perfect_information else "signalling"
    sets = [{"player": form.players.index(s.player), "name": _text(s.name), "actions": _texts(s.actions)}
            for s in form.information_sets]  # fmt: skip
    place = {id(node): number for number, node in enumerate(form.nodes)}
    nodes = [_node(node, form, number, tape) | {"children": [place[id(child)] for child in children_of(node)]}
             for number, node in enumerate(_distinct(form))]  # fmt: skip
    return {"kind": kind, "players": players, "sets": sets, "nodes": nodes}


def condition_data(condition: Relational, tape: Tape) -> Data:
    """Return an inequality as a value to compare with zero, and as mathematics to read."""
    value = tape.add(condition.lhs - condition.rhs)
    return {"value": value, "op": condition.rel_op, "math": mathml(balanced(condition))}


def _distinct(form: GameTree) -> tuple[Node, ...]:
    if len({id(node) for node in form.nodes}) != len(form.nodes):
        raise NotCoveredError("a tree in which one node stands in two places")
    return form.nodes


def _node(node: Node, form: GameTree, number: int, tape: Tape) -> Data:
    if isinstance(node, Leaf):
        return {"payoffs": [tape.add(value) for value in node.payoffs]}
    if isinstance(node, Chance):
        label = _text(node.label or "Chance")
        odds = [tape.add(p) for p in node.probabilities]
        return {"label": label, "actions": _texts(node.actions), "probabilities": odds}
    assert isinstance(node, Decision)
    return {"player": form.players.index(node.player), "set": form.set_of[number], "actions": _texts(node.actions)}


def _parameter(p: Parameter) -> Data:
    return {
        "name": p.name, "math": mathml(p.symbol), "meaning": p.meaning, "unit": p.unit,
        "source": _text(p.source), "default": str(p.default), "low": str(p.low), "high": str(p.high),
        "openLow": p.open_low, "openHigh": p.open_high, "range": p.range,
    }  # fmt: skip


def _regions(model: Model, tape: Tape) -> tuple[list[Data] | None, Text | None]:
    """Return the regions of a model and the note under them, None for a game with too many profiles or none."""
    form = model.form
    if not isinstance(form, NormalForm | GameTree):
        return None, None
    actions = form.actions if isinstance(form, NormalForm) else [s.actions for s in form.information_sets]
    if prod(map(len, actions)) > MOST_PROFILES:
        return None, None
    found = listed(model)
    return [_region(row, actions, tape) for row in found], found.note


def listed(model: Model) -> Regions:
    """Return the regions that the page lists: of a normal form beyond 2x2 those of its pure profiles."""
    form = model.form
    if not isinstance(form, NormalForm) or form.shape == (2, 2):
        return regions(model)
    rows = []
    for profile in form.profiles():
        for system in split([loss >= 0 for loss in deviations(form, profile)]):
            short = simplify(system, model.domain)
            if short is not None:
                rows.append(Region("pure", form.labels(profile), short, model.domain, model.defaults))
    return Regions(model, tuple(rows), model.domain, join(TIES, OTHERS))


def _region(region: Region, actions: Sequence[Sequence[str]], tape: Tape) -> Data:
    profile = [_strategy(own, labels, tape) for own, labels in zip(region.profile, actions, strict=True)]
    conditions = [condition_data(c, tape) for c in region.conditions]
    return {"kind": _text(region.kind), "profile": profile, "conditions": conditions}


def _strategy(strategy: str | Mapping[str, Any], labels: Sequence[str], tape: Tape) -> Data:
    """Return the action of a pure strategy, or the probability of each action as a value and as mathematics."""
    if isinstance(strategy, str):
        return {"action": labels.index(strategy)}
    odds = [strategy.get(label, 0) for label in labels]
    return {"odds": [tape.add(p) for p in odds], "math": [mathml(_sympified(p)) for p in odds]}


def _sympified(value: Any) -> Any:
    import sympy

    return sympy.sympify(value)


def _is_signalling(tree: GameTree) -> bool:
    from solvers.beliefs.signalling_form import signalling_form

    return signalling_form(tree, symbolic=True) is not None


def _rational(model: Model) -> bool:
    """Return whether the numbers of a game are rational formulas, and the game small enough to lay out."""
    if isinstance(model.form, NormalForm) and prod(model.form.shape) > MOST_CELLS:
        return False
    try:
        form_data(model.form, Tape())
    except NotCoveredError:
        return False
    return True


def _text(words: str) -> Text:
    return Text(words, translate(words, "zh"))


def _texts(words: Iterable[str]) -> list[Text]:
    listed = tuple(words)
    return [Text(*pair) for pair in zip(listed, translate_all(listed, "zh"), strict=True)]
