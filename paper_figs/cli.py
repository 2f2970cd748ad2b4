"""The command `techpower`: what people type.

Every error a user can cause is one line on standard error and exit code 2; Ctrl-C is 130. Only the parser is built
here; each command lives in `paper_figs.commands` and imports what it needs when it runs.
"""

from __future__ import annotations

import argparse
import io
import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextvars import copy_context
from typing import NoReturn

from games.errors import TechpowerError, meant
from games.text import LANGUAGES
from paper_figs.completion import SHELLS, commands_of
from paper_figs.explorer.command import add_exploring
from paper_figs.exporting import STYLES, add_export
from paper_figs.interrupts import no_interrupt_lost
from paper_figs.judging import add_moving, add_robustness
from paper_figs.sweeping import add_options as add_sweeping

GUIDE = """\
techpower: games of technological power, solved completely.

  techpower list                                   the models
  techpower show chip_ban                          one model: story, payoffs, parameters
  techpower solve chip_ban --set k_us=1/2          all its equilibria at a point
  techpower solve game.nfg                         all equilibria of your own game
  techpower solve game.nfg --concept dominance     another solution concept; solve --help lists them
  techpower regions chip_ban                       where in the parameters each equilibrium exists
  techpower robustness chip_ban --predict Restrict,Indigenise   how likely that is, and what drives it
  techpower claims                                 what the article claims, and whether it holds
  techpower solve game.nfg -o table.tex            a table for your paper; .docx .md .csv too
  techpower exercise nash --seed 7 --level 2       an exercise with its worked solution; check judges answers
  techpower explore                                a page in which the parameters move
  techpower paper                                  every table and figure, and the typeset paper

techpower COMMAND --help tells more. Add --lang zh for Chinese, --json for machines.
Tab completion: eval "$(techpower completion bash)"."""


class _Parser(argparse.ArgumentParser):
    later: Callable[[], str] | None = None
    """Makes the end of the help, which is too slow to make every time."""

    def format_help(self) -> str:
        if self.later is not None:
            self.epilog = self.later()
        return super().format_help()

    def _check_value(self, action: argparse.Action, value: object) -> None:
        if action.choices is not None and value not in action.choices:
            near = meant(str(value), map(str, action.choices))
            if action.dest == "command" and value in LANGUAGES:
                near = f"; --lang {value} goes after the command"
            raise argparse.ArgumentError(action, f"no {value!r}{near or '; accepted: ' + ', '.join(action.choices)}")

    def error(self, message: str) -> NoReturn:
        unknown = message.removeprefix("unrecognized arguments: ").split()[0]
        if unknown.startswith("--") and unknown != message.split()[0]:
            parsers = commands_of(_parser()).values()
            message += meant(unknown, (option for each in parsers for option in each._option_string_actions))
        print(f"{self.prog}: {message}; '{self.prog} --help' shows what is accepted", file=sys.stderr)
        raise SystemExit(2)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    _speak_utf8()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what is half-written is cleared away
    try:
        with no_interrupt_lost():
            return copy_context().run(_run, _parser().parse_args(arguments))
    except TechpowerError as error:
        return _fail(str(error), 2)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        return _fail(f"{error.filename or 'output'}: {error.strerror or error}", 2)
    except KeyboardInterrupt:
        return _fail("interrupted; nothing half-written was kept", 130)


def _run(options: argparse.Namespace) -> int:
    """Run the command asked for, or print the guide."""
    if options.command is None:
        print(GUIDE)
        return 0
    from paper_figs import commands

    code = int(getattr(commands, options.command)(options) or 0)
    if sys.stdout is not None:
        sys.stdout.flush()
    return code


def _speak_utf8() -> None:
    """Print Chinese and signs whatever the code page: Windows gives a pipe its own."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and (stream.encoding or "").lower().replace("-", "") != "utf8":
            stream.reconfigure(encoding="utf-8")


def _fail(message: str, code: int) -> int:
    print("techpower:", " ".join(message.split()), file=sys.stderr)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="techpower", description="Games of technological power, solved completely.")
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and exit")
    commands = parser.add_subparsers(dest="command", parser_class=_Parser, metavar="COMMAND")

    def add(name: str, help_: str, *, model: bool = True, point: bool = False) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=help_, description=help_)
        if model:
            command.add_argument("model", help="a model from `techpower list`, or a .toml file")
            command.add_argument("--option", action="append", default=[], metavar="NAME=VALUE", help="a model option")
        if point:
            command.add_argument(
                "--set",
                action="append",
                default=[],
                nargs="+",
                metavar="NAME=NUMBER",
                help="parameter values; the rest take their defaults",
            )
        command.add_argument("--json", action="store_true", help="for machines")
        command.add_argument("--lang", choices=LANGUAGES, default="en", help="language of tables")
        return command

    add("list", "the models", model=False)
    add("show", "a model: its story, payoffs and parameters")
    solve = add("solve", "all equilibria of models or game files", model=False, point=True)
    _add_solving(solve)
    solve.add_argument("--budget", default="10m", metavar="60s", help="time for each game; then what was found (10m)")
    solve.add_argument("--memory", metavar="4G", help="memory for each game of two players (half of what is free)")
    add_export(solve)
    solve.add_argument("--style", choices=STYLES, help="how LaTeX shows payoffs: plain, or with the package named")
    regions = add("regions", "where in the parameters each equilibrium exists", point=True)
    regions.add_argument("--details", action="store_true", help="a point inside each, its share and its neighbours too")
    regions.add_argument(
        "--long", action="store_true", help="mixed profiles with long conditions too; may take minutes"
    )
    add_export(regions)
    thresholds = add("thresholds", "the boundaries of the regions, solved for one parameter", point=True)
    thresholds.add_argument(
        "--for", required=True, dest="focal", metavar="PARAMETER", help="the parameter to solve for"
    )
    add_export(thresholds)
    sweep = add("sweep", "all equilibria at every point of a grid", point=True)
    add_sweeping(sweep)
    robustness = add(
        "robustness", "how likely a prediction is over the declared ranges, and what drives it", point=True
    )
    add_robustness(robustness)
    add_moving(add)
    prove = add(
        "prove", "judge a claim of the article, or a statement of your own about a model", model=False, point=True
    )
    prove.add_argument("claim", help="the number of a claim, from `techpower claims`; or a model, or a .toml file")
    means = "Nash, of a signalling game perfect Bayesian, of other trees subgame perfect"
    prove.add_argument("statement", nargs="?", default="",
                       help=f'as "k_us > 2 -> (Restrict, Indigenise)"; (…) is an equilibrium: {means}')  # fmt: skip
    prove.add_argument("--option", action="append", default=[], metavar="NAME=VALUE", help="a model option")
    prove.add_argument("--where", action="store_true", help="derive where it holds instead of whether it always does")
    add_export(prove)
    add_export(add("claims", "the claims of the article and their verdicts", model=False))
    add_exploring(add("explore", "one page in which the parameters move; opens in the browser", model=False))
    completion = commands.add_parser("completion", help="a script for tab completion: bash, zsh or fish")
    completion.set_defaults(parser=parser)
    completion.add_argument("shell", choices=SHELLS, help='eval "$(techpower completion bash)" in ~/.bashrc')
    exercise = add("exercise", "an exercise with its worked solution, or a set of them", model=False)
    exercise.add_argument("kind", nargs="?", default="", help="a kind (listed if none is given), or `set`")
    exercise.add_argument(
        "--format", default="md", choices=("md", "latex", "pdf", "moodle", "gift", "qti", "qti21", "json")
    )
    exercise.add_argument("--count", type=int, default=0, metavar="N", help="how many exercises in a set (30)")
    exercise.add_argument("-o", "--output", default="", metavar="FILE", help="where to write; a folder for a set")
    check = add("check", "judge an answer: 0 if it is right, 1 if not, with the reason", model=False)
    check.add_argument("kind", help="the kind of exercise")
    check.add_argument("answer", help="such as '(Open, Depend); (Restrict, Indigenise)' or 3/7; -- before a minus")
    check.add_argument("--reveal", action="store_true", help="say what is missing")
    for command in (exercise, check):
        command.add_argument("--seed", type=int, default=0, help="which exercise (0, 1, ...)")
        command.add_argument("--level", type=int, default=1, help="how hard: 1, 2 or 3")
    paper = add("paper", "write every table and figure, in both languages unless --lang chooses", model=False)
    paper.add_argument("--output", default="paper_figs/out", metavar="FOLDER", help="where to write (%(default)s)")
    paper.set_defaults(lang="")
    return parser


def _add_solving(solve: argparse.ArgumentParser) -> None:
    """Add what `solve` accepts beside a point of a model."""
    solve.add_argument("games", nargs="*", metavar="MODEL_OR_FILE", help="models, or .nfg, .efg, .csv and .toml files")
    solve.add_argument("--option", action="append", default=[], metavar="NAME=VALUE", help="a model option")
    solve.add_argument("--concept", default="", metavar="NAME", help="see below (default: nash; spe for a tree)")
    solve.add_argument("--leader", metavar="PLAYER", help="who commits (default: the first player)")
    solve.add_argument("--pure", action="store_true", help="dominance by pure strategies, a pure commitment")
    solve.add_argument("--weak", action="store_true", help="weak dominance, the follower's ties against the leader")
    solve.add_argument("--precision", metavar="LAMBDA", help="of quantal response: all equilibria at this lambda")
    solve.add_argument("--label", type=int, metavar="K", help="the label a Lemke-Howson path drops (0, 1, ...)")
    solve.formatter_class = argparse.RawDescriptionHelpFormatter
    solve.later = _concepts  # type: ignore[attr-defined]


def _concepts() -> str:
    from solvers.solve import concept_table

    table = concept_table()
    return f"{table.caption}:\n\n{table}\n\n{table.notes}"


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        print("techpower", version("techpower"))
        parser.exit()


if __name__ == "__main__":
    sys.exit(main())
