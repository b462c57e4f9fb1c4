# Everything a newcomer needs: `make demo` and `make test`. Both set up .venv on first use.
PYTHON ?= python3
VENV ?= .venv
PORT ?= 8000
BIN = $(VENV)/bin
# as many processes as tests/conftest.py says, and a file's tests in one of them: they share what was expensive to make
PARALLEL = --numprocesses auto --dist loadfile

.PHONY: demo test test-all lint clean

demo: $(VENV)/.demo-ready
	@$(BIN)/vm2graph demo --port $(PORT)

test: $(VENV)/.test-ready lint
	$(BIN)/pytest $(PARALLEL) -m "not slow"

test-all: $(VENV)/.test-ready lint
	$(BIN)/pytest $(PARALLEL)

lint: $(VENV)/.test-ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "vm2graph needs Python 3.11 or newer; set PYTHON=python3.11, say.")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.demo-ready: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable '.[fast]'
	@touch $@

$(VENV)/.test-ready: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable '.[fast,dev]'
	@touch $@ $(VENV)/.demo-ready

clean:
	rm -rf $(VENV) dist build
