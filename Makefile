PYTHON ?= python3
VENV ?= .venv
PORT ?= 8000
DATA ?= .data
BIN = $(VENV)/bin
INSTALL = $(BIN)/pip install --quiet --disable-pip-version-check

.PHONY: demo test test-long bench lint schema lock

# Sets everything up, runs the API on demo data, prints the address and the accounts. PORT= and DATA= choose where.
demo: $(VENV)/.installed
	@$(BIN)/python -m server.build_graphiql
	@exec $(BIN)/viesion demo --port $(PORT) --donnees $(DATA)

test: $(VENV)/.installed-dev
	$(BIN)/python -m server.build_graphiql
	$(BIN)/pytest -n auto --dist worksteal -m "not long"

# The matrix of rights by every path of the schema and every mutation, and its oracles.
test-long: $(VENV)/.installed-dev
	$(BIN)/pytest -n auto --dist worksteal -m long

bench: $(VENV)/.installed-dev
	$(BIN)/python -m server.build_graphiql
	$(BIN)/python -m benchmarks

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/viesion schema --verifier

# Writes schema.graphql, the committed contract.
schema: $(VENV)/.installed-dev
	$(BIN)/viesion schema

# Pins the dependencies of pyproject.toml: names, versions and hashes only.
lock: $(VENV)/.installed-dev
	$(INSTALL) pip-tools
	$(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --strip-extras --allow-unsafe --extra demo -o requirements.lock pyproject.toml
	$(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --strip-extras --allow-unsafe --extra demo --extra dev -c requirements.lock -o requirements-dev.lock pyproject.toml

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 ou plus est nécessaire (PYTHON=…)."; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installation…"
	@$(INSTALL) --require-hashes -r requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation -e . 2>/dev/null
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock pyproject.toml | $(BIN)/python
	@echo "Installation…"
	@$(INSTALL) --require-hashes -r requirements-dev.lock
	@$(INSTALL) --no-deps --no-build-isolation -e . 2>/dev/null
	@touch $@ $(VENV)/.installed
