"""`python -m paper_figs`: write every table and figure, in both languages."""

from __future__ import annotations

import sys

from paper_figs.cli import main

if __name__ == "__main__":
    sys.exit(main(["paper", *sys.argv[1:]]))
