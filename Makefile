# Everything a person does here: `make help` lists it.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
  command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
  && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help demo test unit resilience hall soak oracle check lint bench clean

help: ## list what make can do
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16

demo: $(VENV)/runtime.stamp ## run the whole product with a simulated city; Ctrl-C stops it
	@exec $(BIN)/python app.py demo $(ARGS)

test: $(VENV)/tests.stamp $(VENV)/browser.stamp ## run all tests, on real Kafka, real Redis and a real browser
	@exec $(BIN)/python -m pytest $(ARGS)

unit: $(VENV)/tests.stamp ## run the tests that need no server
	@exec $(BIN)/python -m pytest -m "not redis and not kafka and not browser and not long" $(ARGS)

resilience: $(VENV)/tests.stamp $(VENV)/browser.stamp ## run every outage that a screen must survive; half an hour
	@exec $(BIN)/python -m pytest tests/resilience -m "resilience and not half_hour" $(ARGS)

hall: $(VENV)/tests.stamp $(VENV)/browser.stamp ## look at scenes, layouts, map, past and screens in a real browser (some minutes)
	@exec $(BIN)/python -m pytest $(addprefix tests/browser/test_,scenes.py map.py map_heat.py playback.py screens.py) -m browser $(ARGS)

soak: $(VENV)/tests.stamp $(VENV)/browser.stamp ## watch a page and its server for an hour at ten updates a second
	@exec $(BIN)/python -m benchmarks.soak $(ARGS)

oracle: $(VENV)/tests.stamp ## compare 100,000 random clocks with a second-by-second oracle (some minutes)
	@exec $(BIN)/python -m tests.oracle $(ARGS)

lint: $(VENV)/tests.stamp ## check style and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

check: lint test ## what a contributor runs before a commit

bench: $(VENV)/tests.stamp ## measure; figures and their conditions are printed
	@exec $(BIN)/python -m benchmarks $(ARGS)

clean: ## remove the virtual environment, caches and the embedded servers' data
	rm -rf $(VENV) .state .state-test .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python3" >&2; exit 1; }
	@echo "[1/2] making a virtual environment with $(PYTHON) …"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "this Python cannot make virtual environments; on Debian: apt install python3-venv" >&2; exit 1; }

$(VENV)/runtime.stamp: requirements.txt | $(VENV)/bin/python
	@echo "[2/2] installing the pinned packages (once; about a minute) …"
	@$(PIP) install --progress-bar on -r requirements.txt
	@touch $@

$(VENV)/tests.stamp: requirements.txt tests/requirements.txt | $(VENV)/bin/python
	@echo "[2/2] installing the pinned packages and test tools (once; about a minute) …"
	@$(PIP) install --progress-bar on -r tests/requirements.txt
	@touch $(VENV)/runtime.stamp $@

# system packages are nobody's business here: without any Chromium the browser tests skip and say so
$(VENV)/browser.stamp: $(VENV)/tests.stamp
	@command -v chromium || command -v chromium-browser || command -v google-chrome || { \
	  echo "no Chromium on PATH: fetching Playwright's own (once) …"; \
	  $(BIN)/python -m playwright install chromium || \
	  echo "no Chromium to be had: the browser tests will be skipped"; }
	@touch $@
