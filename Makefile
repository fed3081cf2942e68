# What a contributor types. Each target brings what it needs and does again only what changed.
#
#   make hello       install, build the front end and open the demonstration
#   make test        everything that must pass before a change is accepted
#   make test-deep   the same tests, long: more examples, more faults
#   make lint        the static checks alone
#   make bench       measure, beside the floor and beside Streamlit
#   make lock        pin the newest requirements

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
PIP := $(VENV)/bin/python -m pip --disable-pip-version-check -q install
ASSETS := src/millstream/server/static/index.html
SOURCES := $(shell find frontend spec -type f -not -path '*/node_modules/*' 2>/dev/null)

# Node from PyPI, where the machine has none, is in the environment too.
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)

.PHONY: help hello test test-deep test-frontend lint bench lock set-up frontend
help:
	@sed -n 's/^#   //p' Makefile

hello: $(VENV)/.package frontend
	millstream hello

test:
	@$(PYTHON) tools/stages.py

test-deep:
	@MILLSTREAM_PROFILE=deep PYTEST_TIMEOUT=900 $(PYTHON) tools/stages.py

test-frontend: frontend/node_modules/.package-lock.json
	cd frontend && npm test

bench: set-up .venv-streamlit/.installed
	python -m benchmarks

# --- Set-up --------------------------------------------------------------------------------------

set-up: $(VENV)/.package $(VENV)/.dev frontend
	@command -v chromium >/dev/null || tools/debian_package chromium "the browser tests need it"
	@ls /usr/lib/postgresql/*/bin/pg_ctl >/dev/null 2>&1 || command -v pg_ctl >/dev/null || tools/debian_package postgresql "the tests of connections start and stop one"

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or later is needed; name one with `make PYTHON=...`")'
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || tools/debian_package python3-venv "the environment in $(VENV) needs it"
	$(PYTHON) -m venv $(VENV)

$(VENV)/.package: requirements/build.txt requirements/runtime.txt pyproject.toml | $(VENV)/bin/python
	$(PIP) --require-hashes -r requirements/build.txt -r requirements/runtime.txt
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements/dev.txt | $(VENV)/.package
	$(PIP) --require-hashes -r $<
	@touch $@

$(VENV)/.node: requirements/node.txt hatch_build.py | $(VENV)/.package
	python -c 'import hatch_build; raise SystemExit(not hatch_build.node_on_path())' || $(PIP) --require-hashes -r $<
	@touch $@

frontend: $(ASSETS)

$(ASSETS): frontend/node_modules/.package-lock.json $(SOURCES)
	cd frontend && npm run build
	@touch $@

# Not `npm ci`: it refuses a lock that lacks an optional package of some other platform.
frontend/node_modules/.package-lock.json: frontend/package-lock.json | $(VENV)/.node
	cd frontend && npm install --no-save
	@touch $@

.venv-streamlit/.installed: requirements/streamlit.txt
	$(PYTHON) -m venv .venv-streamlit
	.venv-streamlit/bin/python -m pip -q install --require-hashes -r $<
	@touch $@

# --- Static checks -------------------------------------------------------------------------------

LINTERS := ruff format imports mypy sizes biome tsc knip
.PHONY: $(addprefix lint-,$(LINTERS))
lint: $(VENV)/.dev frontend/node_modules/.package-lock.json
	@$(MAKE) -j2 --keep-going --output-sync=target $(addprefix lint-,$(LINTERS))

lint-ruff: ; ruff check --quiet .
lint-format: ; ruff format --quiet --check .
lint-imports: ; lint-imports --no-logo
lint-mypy: ; mypy --no-error-summary
lint-sizes: ; python tools/sizes.py
lint-biome: ; cd frontend && npm run --silent lint
lint-tsc: ; cd frontend && npm run --silent typecheck
lint-knip: ; cd frontend && npm run --silent knip

# --- Locked requirements -------------------------------------------------------------------------

# Hashes of every wheel for every platform, and no address of an index.
COMPILE := uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes \
	--no-config --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock'
lock: | $(VENV)/bin/python
	$(PIP) uv
	$(COMPILE) -o requirements/runtime.txt pyproject.toml >/dev/null
	$(COMPILE) -o requirements/build.txt requirements/build.in >/dev/null
	$(COMPILE) -o requirements/dev.txt -c requirements/runtime.txt -c requirements/build.txt requirements/dev.in >/dev/null
	$(COMPILE) -o requirements/node.txt requirements/node.in >/dev/null
	$(COMPILE) -o requirements/streamlit.txt requirements/streamlit.in >/dev/null
