"""Tab completion for bash, zsh and fish, written from the parser, the catalogue and the concepts.

The script that is printed holds every word, so that a press of the key starts no Python. After an upgrade it is to be
printed again.
"""

from __future__ import annotations

from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Mapping
from dataclasses import dataclass

SHELLS = ("bash", "zsh", "fish")
TAKES_MODEL = frozenset({"solve", "show", "regions", "thresholds", "sweep", "robustness"})
PAIRED = frozenset({"--set", "--axis"})
"""Options that take NAME=VALUE, the name being that of a parameter of the model."""
NAMED = frozenset({"--for"})

BASH = """\
_techpower() {{
    local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}} command=${{COMP_WORDS[1]}} each model=
    COMPREPLY=()
    [[ $before == = ]] && before=${{COMP_WORDS[COMP_CWORD-2]}}
    if (( COMP_CWORD == 1 )); then
        COMPREPLY=($(compgen -W "{commands} --help --version" -- "$word"))
        return
    fi
    for each in "${{COMP_WORDS[@]:2}}"; do
        case $each in
{parameters}
        esac
    done
    case $before in
{values}
        {paired}) compopt -o nospace 2>/dev/null; COMPREPLY=($(compgen -W "$model" -S = -- "$word")); return;;
        {named}) COMPREPLY=($(compgen -W "$model" -- "$word")); return;;
    esac
    if [[ $word == -* ]]; then
        case $command in
{options}
        esac
        return
    fi
    case $command in
{positional}
    esac
    COMPREPLY+=($(compgen -f -- "$word"))
}}
complete -F _techpower techpower
"""
ZSH = "autoload -Uz bashcompinit && bashcompinit\n"


@dataclass(frozen=True)
class Words:
    """What can be completed: options by command, values by option, models, and the parameters of each."""

    options: Mapping[str, tuple[str, ...]]
    values: Mapping[str, tuple[str, ...]]
    models: tuple[str, ...]
    parameters: Mapping[str, tuple[str, ...]]
    positional: Mapping[str, tuple[str, ...]]


def completion(shell: str, parser: ArgumentParser) -> str:
    """Return the script for `shell`, one of `SHELLS`."""
    words = _words(parser)
    if shell == "fish":
        return _fish(words)
    return ZSH * (shell == "zsh") + _bash(words)


def commands_of(parser: ArgumentParser) -> dict[str, ArgumentParser]:
    """Return the parsers of the commands by name."""
    return next(dict(each.choices) for each in parser._actions if isinstance(each, _SubParsersAction))


def _words(parser: ArgumentParser) -> Words:
    from games.registry import catalogue
    from paper_figs.classroom.kinds import KINDS
    from solvers.solve import CONCEPTS

    models = {m.name.partition(".")[2]: tuple(m.defaults) for m in catalogue().values()}
    options: dict[str, tuple[str, ...]] = {}
    positional: dict[str, tuple[str, ...]] = {}
    values: dict[str, tuple[str, ...]] = {"--concept": tuple(CONCEPTS)}
    for name, command in commands_of(parser).items():
        options[name] = tuple(o for a in command._actions for o in a.option_strings if o.startswith("--"))
        for action in command._actions:
            chosen = tuple(map(str, action.choices or ()))
            values |= {option: chosen for option in action.option_strings if chosen}
            positional |= {name: chosen} if chosen and not action.option_strings else {}
    positional |= dict.fromkeys(sorted(TAKES_MODEL & options.keys()), tuple(models))
    positional |= {"exercise": (*KINDS, "set"), "check": tuple(KINDS)}
    return Words(options, values, tuple(models), models, positional)


def _bash(words: Words) -> str:
    return BASH.format(
        commands=" ".join(words.options),
        parameters=_cases(words.parameters, 'model="{}";;', 12),
        values=_cases(words.values, 'COMPREPLY=($(compgen -W "{}" -- "$word")); return;;', 8),
        options=_cases(words.options, 'COMPREPLY=($(compgen -W "{}" -- "$word"));;', 12),
        positional=_cases(words.positional, 'COMPREPLY=($(compgen -W "{}" -- "$word"));;', 8),
        paired="|".join(sorted(PAIRED)),
        named="|".join(sorted(NAMED)),
    )


def _cases(listed: Mapping[str, tuple[str, ...]], action: str, indent: int) -> str:
    return "\n".join(f"{' ' * indent}{name}) {action.format(' '.join(each))}" for name, each in listed.items())


def _fish(words: Words) -> str:
    lines = [f"complete -c techpower -n __fish_use_subcommand -f -a '{' '.join(words.options)}'"]
    for command, options in words.options.items():
        seen = f"complete -c techpower -n '__fish_seen_subcommand_from {command}'"
        if command in words.positional:
            lines.append(f"{seen} -a '{' '.join(words.positional[command])}'")
        for option in options:
            chosen = f" -x -a '{' '.join(words.values[option])}'" if option in words.values else ""
            lines.append(f"{seen} -l {option[2:]}{chosen}")
    for model, names in words.parameters.items():
        lines.append(f"complete -c techpower -n '__fish_seen_subcommand_from {model}' -l for -x -a '{' '.join(names)}'")
    return "\n".join(lines) + "\n"
