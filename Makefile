# `make run` and `make test` do all the set-up themselves; a second call starts at once.
.DEFAULT_GOAL := help
.PHONY: help run test test-packaging setup lint self bench bench-analyze bench-parity picture pins clean
SHELL := /bin/sh

PYTHON ?= python3
BIN := .venv/bin
RUST := $(wildcard rust_ext/src/*.rs rust_ext/src/*/*.rs) rust_ext/Cargo.toml rust_ext/Cargo.lock
MARKS := .setup

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

run: setup ## improve the bundled example, from a fresh git repository outside this checkout
	@sh examples/run.sh

test: setup ## the test suite
	@$(BIN)/python -m pytest

test-packaging: setup ## the wheel and each way to install it, the hooks, the Action (needs a package index)
	@$(BIN)/python -m pytest tests/packaging

setup: $(MARKS)/native ## .venv with pinned dependencies, and the native extension

lint: setup ## formatters, linters, types, the import contract, the extension's stubs
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/stubtest pyagent_cli._native
	@cd rust_ext && cargo fmt --check && cargo clippy --locked --all-targets -- -D warnings

self: setup ## what pyagent says of this project: nothing at a user's limits, and not more than before at tighter ones
	@$(BIN)/pyagent analyze --fail-on warning
	@$(BIN)/python .ci/ratchet.py
	@$(BIN)/pyagent plan

bench: setup ## us beside the peers, each benchmark one table
	@for file in benchmarks/bench_*.py; do $(BIN)/python "$$file" || exit 1; done

bench-analyze: setup ## a whole scan beside ruff, radon and complexipy: CPU seconds, taking turns
	@$(BIN)/python benchmarks/bench_analyze.py

bench-parity: setup ## every figure on the whole standard library, against the reference, radon and complexipy (minutes)
	@PYAGENT_PARITY=full $(BIN)/python -m pytest tests/native

picture: setup ## draw docs/run.svg from a real run of the example
	@$(BIN)/python docs/picture.py

pins: $(MARKS)/python ## write the requirement files anew from pyproject.toml
	@echo uv | $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url - -o requirements-uv.txt
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url pyproject.toml -o requirements.txt
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --extra dev pyproject.toml -o requirements-dev.txt

clean: ## remove what set-up made
	@rm -rf .venv $(MARKS) rust_ext/target pyagent_cli/_native*.so

$(MARKS)/native: $(MARKS)/python $(RUST) pyproject.toml
	@echo "building the native extension (about a minute the first time)"
	@$(BIN)/maturin develop --quiet --release --locked --uv >$(MARKS)/build.log 2>&1 || { cat $(MARKS)/build.log >&2; exit 1; }
	@$(BIN)/python -m compileall -q pyagent_cli
	@touch $@

$(MARKS)/python: requirements-uv.txt requirements-dev.txt
	@PYTHON="$(PYTHON)" sh .ci/tools
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.txt
	@$(BIN)/uv pip sync --quiet --compile-bytecode --require-hashes --python $(BIN)/python requirements-dev.txt
	@mkdir -p $(MARKS) && touch $@
