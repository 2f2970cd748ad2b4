"""What `techpower exercise` and `techpower check` do."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from games.errors import ParameterError
from games.forms.table import Table
from games.text import Language, Text
from games.writing import filling, write_bytes, write_text
from paper_figs.classroom.collection import USUAL, collection, files
from paper_figs.classroom.kinds import KINDS, kind
from paper_figs.classroom.writers import FORMATS, Written

SET = "set"
HEAD = Text(
    "kind|what it asks|level 1|level 2|level 3|different answers in a row", "类型|内容|一级|二级|三级|连续不同答案数"
)


def exercise(options: Namespace) -> None:
    """Print or write an exercise with its solution, a set of them, or the kinds there are."""
    form = "json" if options.json else options.format
    if not options.kind:
        print(kinds_table(options.lang))
    elif options.kind == SET:
        _set(options)
    else:
        made = kind(options.kind).exercise(options.level, options.seed)
        _put(FORMATS[form]([made], options.lang), options.output, form)


def check(options: Namespace) -> int:
    """Judge an answer: 0 if it is right, 1 if it is wrong."""
    asked = kind(options.kind).exercise(options.level, options.seed)
    verdict = asked.check(options.answer)
    if options.json:
        import json

        reasons = [reason.text.in_(options.lang) for reason in verdict.wrong]
        said = {"right": verdict.right, "wrong": reasons, "missing": len(verdict.missing)}
        print(json.dumps(said | ({"answer": asked.shown(options.lang)} if options.reveal else {}), ensure_ascii=False))
    else:
        print(verdict.in_(options.lang, options.reveal))
    return 0 if verdict.right else 1


def kinds_table(lang: Language) -> Table:
    """Return the kinds of exercises, what their levels ask and how long answers differ."""
    rows = [
        (each.name, each.title.in_(lang), *(level.in_(lang) for level in each.levels),
         "/".join(str(each.period(level)) for level in (1, 2, 3)))
        for each in KINDS.values()
    ]  # fmt: skip
    return Table(HEAD.in_(lang).split("|"), rows)


def _set(options: Namespace) -> None:
    """Write a set into a folder, or print it in one format."""
    made = collection(options.seed, options.count or USUAL)
    form = "json" if options.json else options.format
    if not options.output or Path(options.output).suffix:
        _put(FORMATS[form](made, options.lang), options.output, form)
        return
    with filling(Path(options.output)) as place:
        written = [_write(place / name, data) for name, data in files(made, options.lang).items()]
    print(f"{len(written)} files in {options.output}: {', '.join(path.name for path in written)}")


def _put(data: Written, output: str, form: str) -> None:
    if output:
        _write(Path(output), data)
    elif isinstance(data, bytes):
        raise ParameterError(f"--format {form} is not text; say where to write it with -o FILE")
    else:
        sys.stdout.write(data)


def _write(path: Path, data: Written) -> Path:
    return write_bytes(path, data) if isinstance(data, bytes) else write_text(path, data)
