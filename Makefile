# The commands of this project. Each works on a fresh machine with Python 3.11 or newer: no root,
# no Node.js, no database server. What they may be relied on for: README.md.

PYTHON := $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

DEMO ?= 1
export DEMO

.PHONY: run test check bench format catalogue access assets lock clean

run: assets
	@exec $(BIN)/python deploy/serve.py

test: .venv/dev.stamp assets
	@$(BIN)/python -m pytest -n 2 -q tests

check: .venv/dev.stamp
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python tools/catalogue.py check

bench: .venv/dev.stamp assets
	@if [ -e benchmarks/run.py ]; then exec $(BIN)/python benchmarks/run.py; else echo "There is no benchmark yet."; fi

format: .venv/dev.stamp
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

# Brings the German catalogues up to the texts of code and templates.
catalogue: .venv/dev.stamp
	@$(BIN)/python tools/catalogue.py update

# Writes down every address and who may open it.
access: .venv/dev.stamp
	@$(BIN)/python -m tools.access_table > docs/access.new && mv docs/access.new docs/access.md

assets: .venv/run.stamp
	@$(BIN)/python -m portal.web.build

# After a change in requirements*.in or package.json. It alone needs uv and npm.
lock:
	@tools/lock

clean:
	@rm -rf .venv node_modules portal/web/static/dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# The stamps are written last, so an installation that broke off is done again.
.venv/run.stamp: requirements.txt
	@tools/venv "$(PYTHON)"
	@$(PIP) -r requirements.txt
	@touch $@

.venv/dev.stamp: .venv/run.stamp requirements-dev.txt
	@$(PIP) -r requirements-dev.txt
	@touch $@
