# Everything a machine needs is installed into .venv from requirements.lock (versions and hashes).
PYTHON ?= python3
BIN := .venv/bin
.PHONY: screenshots panelcheck install demo up test lint bench lock generate help
.DEFAULT_GOAL := help

help: ## Show this
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

install: .venv/installed ## Install everything into .venv

.venv/installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	$(BIN)/python -m deploy.cli.kernels
	@touch $@

demo: install ## Run everything and watch a hoax being clustered, counted and alerted
	$(BIN)/rumor-tracker up --demo

up: install ## Run everything on this machine
	$(BIN)/rumor-tracker up

lint: install ## Style, types, who may import whom
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

# Hundreds of processes are started: each would compile all of our modules anew.
test: export PYTHONDONTWRITEBYTECODE :=
test: lint ## All checks and tests, two at a time: most of them wait for processes
	$(BIN)/python -m pytest -n 2

panelcheck: install ## Run the dashboards through the engine of Grafana's plugin (needs Go)
	cd tests/panelcheck && go build -o ../../build/panelcheck .
	$(BIN)/python -m tests.panelcheck build/panelcheck

bench: install ## Benchmarks; DATA=folder for those on real reports
	$(BIN)/python -m tests.bench $(if $(DATA),--data $(DATA),)

screenshots: install ## Take the pictures of README and docs/console.md from the demo (needs Chromium)
	$(BIN)/python -m tests.console.screenshots docs/pictures/console

generate: install ## Write the generated schemas and dashboards again
	$(BIN)/python -m deploy.cli.generate
	$(BIN)/python -m deploy.cli.examples
	$(BIN)/python -m deploy.cli.pictures
	$(BIN)/python -m dashboards.grafana.build
	$(BIN)/python -m dashboards.grafana.document

lock: ## Resolve both requirements.lock again (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url \
	  --no-emit-find-links --extra embedded --group dev pyproject.toml requirements.in -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url \
	  --no-emit-find-links pyproject.toml requirements.in -c requirements.lock -o deploy/cluster/requirements.lock
