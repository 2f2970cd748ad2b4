# `make paper` and `make test` set everything up themselves; see README.md.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
OUT ?= paper_figs/out

# Nothing may depend on a writable home directory.
export MPLCONFIGDIR := $(CURDIR)/$(VENV)/var/matplotlib
export IPYTHONDIR := $(CURDIR)/$(VENV)/var/ipython
export JUPYTER_CONFIG_DIR := $(CURDIR)/$(VENV)/var/jupyter
export JUPYTER_DATA_DIR := $(CURDIR)/$(VENV)/var/jupyter-data
export JUPYTER_RUNTIME_DIR := $(CURDIR)/$(VENV)/var/jupyter-runtime
export NUMBA_CACHE_DIR := $(CURDIR)/$(VENV)/var/numba

.PHONY: paper latex docs test env notebook lint check-all bench clean help

help:
	@echo "make paper      every table and figure and, with LaTeX, the typeset paper, into $(OUT)"
	@echo "make latex      install LaTeX for paper.pdf (Debian, Ubuntu; as root) and check all that is typeset"
	@echo "make test       style, types, imports, all tests and notebooks"
	@echo "make notebook   open the course in Jupyter"
	@echo "make docs       the reference, how-to and explanations, into docs/build"
	@echo "make env        only the virtual environment .venv, with the command techpower in it"
	@echo "make check-all  the slow checks too;   make bench   speed beside the peers"

env: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null || { echo "techpower needs Python 3.11 or newer: '$(PYTHON)' was not found; install it or run 'make PYTHON=/path/to/python3'." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "techpower needs Python 3.11 or newer; '$(PYTHON)' is older. Run 'make PYTHON=/path/to/newer/python3'." >&2; exit 1; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV) || { echo "techpower needs Python's venv module; install it (on Debian and Ubuntu: apt install python3-venv)." >&2; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[test]"
	@mkdir -p $(VENV)/var && touch $@

paper: $(STAMP)
	$(BIN)/python -m paper_figs --output $(OUT)

LATEX := texlive-xetex texlive-latex-extra texlive-pictures texlive-games texlive-lang-chinese
latex: $(STAMP)
	@command -v apt-get >/dev/null || { echo "make latex needs Debian or Ubuntu; elsewhere install TeX Live with: $(LATEX)." >&2; exit 1; }
	@test "$$(id -u)" = 0 || { echo "make latex installs packages: run it as root (sudo make latex)." >&2; exit 1; }
	apt-get install --yes --no-install-recommends $(LATEX)
	$(BIN)/python -m pytest -p no:cacheprovider -m "" tests/test_latex.py

docs: $(STAMP)
	$(BIN)/sphinx-build -W --keep-going -q -b html docs docs/build

lint: $(STAMP)
	$(BIN)/ruff check --no-cache .
	$(BIN)/ruff format --no-cache --check --quiet .
	$(BIN)/mypy --cache-dir $(VENV)/var/mypy
	$(BIN)/lint-imports --no-cache

test: lint
	$(BIN)/python -m pytest -p no:cacheprovider -n 2 --dist loadfile

check-all: lint
	$(BIN)/python -m pytest -p no:cacheprovider -n 2 --dist loadfile -m ""

bench: $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[peers]"
	for each in benchmarks/[a-z]*.py; do $(BIN)/python $$each || exit 1; done

notebook: $(STAMP)
	$(BIN)/jupyter lab notebooks

clean:
	rm -rf $(VENV) $(OUT)
