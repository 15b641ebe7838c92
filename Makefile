# Everything happens in .venv; the system is never touched. `make help` lists the targets.

# The first of these that is Python >= 3.11 and can create an environment; PYTHON=/path/to/python to choose.
PYTHON ?= python3 python3.13 python3.12 python3.11

VENV := .venv
BIN := $(VENV)/bin
# Results must not depend on the user's own site-packages or on an environment that happens to be active.
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV CONDA_PREFIX
export PYTHONNOUSERSITE := 1

# Compiled at once: where Python may not write bytecode, every process would spend 8 seconds on it.
INSTALL := $(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python \
  --constraints constraints.txt --build-constraints constraints.txt
CODE := $(wildcard ntr problems proofs_checks figures tests benchmarks)
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup setup-test setup-dev verify verify-full test test-long faults test-oldest figures docs bench bench-full lint format types ci constraints clean distclean

help: ## list the targets
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

setup: $(VENV)/.installed ## create .venv and install ntr into it (the other targets do it when needed)
setup-test: $(VENV)/.installed-test
setup-dev: $(VENV)/.installed-dev

verify: setup ## verify the theorems, about 3 minutes; ARGS='STEM... --norm N --json FILE' to choose
	$(BIN)/ntr verify $(ARGS)

verify-full: setup ## verify everything there is (48 minutes)
	$(BIN)/ntr verify --full $(ARGS)

test: setup-test ## run the tests; ARGS='-k NAME' to choose
	$(BIN)/python -m pytest -n auto $(ARGS)

test-long: setup-test ## run the tests that take minutes
	$(BIN)/python -m pytest -n auto -m long $(ARGS)

faults: setup-test ## kill a run a hundred times at random moments (ten minutes), and the other faults
	$(BIN)/python -m pytest -q -m 'long or not long' tests/faults tests/ntr/workers
	$(BIN)/python -m tests.faults.kills 100

# The oldest versions that pyproject.toml declares, in an environment of their own.
test-oldest: setup ## run the tests with the oldest supported versions of the dependencies
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(VENV)-oldest
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(VENV)-oldest/bin/python --resolution lowest-direct \
	  --editable '.[test,oracles,dask,parquet]'
	$(VENV)-oldest/bin/python -m pytest -n auto $(ARGS)

figures: setup ## draw the figures; ARGS='STEM...' to choose
	$(BIN)/ntr figures $(ARGS)

docs: setup ## write docs/norms.md with its pictures, and docs/reference.html, from the code
	$(BIN)/ntr figures vector_norm_balls matrix_norm_balls combined_norm_balls
	$(BIN)/ntr norms --markdown docs/norms.md
	$(BIN)/ntr reference --out docs/reference.html

bench: setup-test ## compare the engine with NumPy, Numba, JAX, torch and optax, about 5 minutes
	$(BIN)/python -m benchmarks.engine $(ARGS)

bench-full: setup-test ## the same with longer runs, and what `ntr verify` compiles
	$(BIN)/python -m benchmarks.engine --full --verify $(ARGS)

lint: setup-dev ## check style and format (ruff)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: setup-dev ## put the sources into the format that lint asks for
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: setup-dev ## check the types (mypy --strict)
	$(BIN)/mypy

ci: ## what continuous integration runs
	bash .ci/run

constraints: setup ## raise the versions in constraints.txt to the newest that fit pyproject.toml
	printf 'uv\nsetuptools\n' | $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --all-extras \
	  --no-annotate --no-header --no-emit-index-url --no-emit-find-links --output-file $(VENV)/constraints.txt pyproject.toml -
	{ head -n 1 constraints.txt; cat $(VENV)/constraints.txt; } > $(VENV)/new && mv $(VENV)/new constraints.txt

clean: ## remove caches and build files
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist *.egg-info
	find $(CODE) -type d -name __pycache__ -prune -exec rm -rf {} +

distclean: clean ## remove .venv too
	rm -rf $(VENV)

# A stamp is touched only after everything before it succeeded, so that a killed set-up is done again.
$(VENV)/.created:
	@for python in $(PYTHON); do \
	  if "$$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
	    echo "set-up: $$("$$python" --version) in $(VENV)"; \
	    "$$python" -m venv --clear $(VENV) && exec touch $@; \
	    exit 1; \
	  fi; \
	done; \
	echo "error: Python >= 3.11 with its venv module is needed; tried: $(PYTHON). Choose one with: make PYTHON=/path/to/python" >&2; \
	exit 1

$(VENV)/.installed: $(VENV)/.created pyproject.toml constraints.txt
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --constraint constraints.txt uv
	@$(INSTALL) --editable .
	@touch $@

$(VENV)/.installed-test: $(VENV)/.installed
	@$(INSTALL) --editable '.[test,oracles,dask,parquet]'
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed-test
	@$(INSTALL) --editable '.[dev]'
	@touch $@
