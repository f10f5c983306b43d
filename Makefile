# Everything a user or developer runs. Set-up happens by itself and only when something changed.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv/bin
export DATA_DIR ?= $(CURDIR)/.data
export PORT ?= 8000
WORKSPACE ?= demo
# Images of Python switch bytecode off; then each of our many processes would compile its sources anew as it starts.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test test-pages nightly bench lint audit demo-reset api-key lock setup setup-dev pages

run: setup
	@exec $(VENV)/python -m scripts.run

test: setup-dev pages
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=target lint test-pages
	@$(VENV)/python -m scripts.with_database --throwaway $(VENV)/pytest -n 2 --dist loadgroup $(PYTEST_ARGS)

test-pages: setup-dev pages
	@$(VENV)/python -m scripts.pages test

# A thousand examples of what `make test` tries fifty of, everybody where it takes turns; a night on two processors.
nightly: setup-dev
	@HYPOTHESIS_PROFILE=nightly $(VENV)/python -m scripts.with_database --throwaway $(VENV)/pytest -n 2 --dist loadgroup tests/campaigns/machine \
		tests/contacts/rules/test_differential.py tests/contacts/rules/test_instants.py tests/acceptance/test_described_calls.py \
		tests/acceptance/test_bad_input.py tests/acceptance/test_isolation.py $(PYTEST_ARGS)

bench: setup-dev
	@$(VENV)/python -m scripts.with_database $(VENV)/python -m bench

lint: setup-dev
	@$(VENV)/ruff check .
	@$(VENV)/ruff format --check .
	@$(VENV)/lint-imports
	@$(VENV)/mypy
	@$(VENV)/bandit --quiet --recursive --configfile pyproject.toml config workspaces contacts templates_app messaging campaigns frontend scripts clients/python/src
	@cd clients/python && PYTHONPATH=src ../../$(VENV)/lint-imports --config pyproject.toml
	@cd clients/python && ../../$(VENV)/mypy

# Known faults of what is locked, by public databases; the one target that tells them what we use.
audit: setup-dev
	@$(VENV)/python -m scripts.audit

demo-reset: setup
	@$(VENV)/python -m scripts.with_database $(VENV)/python manage.py migrate --no-input --verbosity 0
	@$(VENV)/python -m scripts.with_database $(VENV)/python manage.py demo --reset

api-key: setup
	@$(VENV)/python -m scripts.with_database $(VENV)/python manage.py migrate --no-input --verbosity 0
	@$(VENV)/python -m scripts.with_database $(VENV)/python manage.py api_key $(WORKSPACE)

# Resolve requirements/*.in again: hashes, no addresses.
lock: setup-dev
	@cd requirements && ../$(VENV)/uv pip compile --quiet --upgrade --generate-hashes --universal --python-version 3.11 --no-emit-index-url base.in -o base.txt
	@cd requirements && ../$(VENV)/uv pip compile --quiet --upgrade --generate-hashes --universal --python-version 3.11 --no-emit-index-url dev.in -c base.txt -o dev.txt

setup:
	@$(PYTHON) scripts/setup.py base

setup-dev:
	@$(PYTHON) scripts/setup.py dev

pages:
	@$(VENV)/python -m scripts.pages
