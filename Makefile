# The two commands: make report, make test. Needs python3 (3.11 or later) and make.
# Everything is installed into .venv, from locks with hashes, once.

PYTHON ?= python3
SCENARIO ?= us-china-2018
PARAMS ?=
OUTPUT ?=
FORMAT ?=
AT ?= 06:00
WITH ?= auto

VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check
TRADEGAP := $(PY) -P -m tradegap.cli
MADE := $(VENV)/.made
BASE := $(VENV)/.installed
DEV := $(VENV)/.installed-dev
WHERE := $(VENV)/.where

# '...' for the shell, whatever quotes the text has in it
quoted = '$(subst ','\'',$(1))'
build_options = $(foreach p,$(PARAMS),-p $(call quoted,$(p))) \
	$(if $(OUTPUT),--output $(call quoted,$(OUTPUT))) \
	$(if $(FORMAT),--format $(call quoted,$(FORMAT)))

# the folder that JupyterLab opens; .jupyter keeps it from asking for news and updates
NOTEBOOKS := notebooks

# a clone that was moved has to be installed anew: the package is installed where it stands
ifneq ($(shell cat $(WHERE) 2>/dev/null),$(CURDIR))
MOVED := moved
endif

unexport PYTHONHOME PYTHONPATH

.PHONY: help report reports explore test test-fast check schedule unschedule bench pictures lock clean moved

help: ## list the targets
	@echo 'make report and make test are all you need. A parameter passes through:'
	@echo '  make report SCENARIO=us-china-2018 PARAMS="target_usd_bn=150 currency=AUD"'
	@echo '  make report OUTPUT=somewhere FORMAT=html'
	@echo
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile | \
		while IFS='|' read -r name text; do printf '  %-12s %s\n' "$$name" "$$text"; done

report: $(BASE) ## build one report (SCENARIO, PARAMS, OUTPUT, FORMAT)
	@$(TRADEGAP) build $(call quoted,$(SCENARIO)) $(build_options)

reports: $(BASE) ## build all reports
	@$(TRADEGAP) build --all $(build_options)

explore: $(DEV) ## open explore.ipynb in JupyterLab (LAB="--allow-root" passes options)
	JUPYTER_CONFIG_PATH=$(call quoted,$(CURDIR)/.jupyter):$$JUPYTER_CONFIG_PATH \
		$(PY) -m jupyterlab --ServerApp.root_dir=$(call quoted,$(NOTEBOOKS)) \
		--LabApp.default_url=/lab/tree/explore.ipynb $(LAB)

test: $(DEV) ## run all tests
	$(PY) -m pytest -n 2 --dist loadgroup --durations 15

test-fast: $(DEV) ## run the tests that take seconds
	$(PY) -m pytest -n 2 --dist loadgroup -m 'not slow and not browser and not cron'

check: $(DEV) ## lint, types, tables, generated documentation
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(TRADEGAP) data verify
	$(TRADEGAP) data docs --check

schedule: $(BASE) ## rebuild all reports every day (AT=06:00, WITH=auto, cron or systemd)
	@$(TRADEGAP) schedule install --at $(call quoted,$(AT)) --with $(call quoted,$(WITH))

unschedule: $(BASE) ## stop rebuilding them
	@$(TRADEGAP) schedule remove

bench: $(BASE) ## time everything against its alternatives (BENCH="report late" for some rows)
	@OMP_NUM_THREADS=1 $(PY) -P benchmarks/simulate.py
	@OMP_NUM_THREADS=1 $(PY) -P benchmarks/forecast.py
	@$(PY) benchmarks/speed.py $(BENCH)

pictures: $(DEV) report ## take the README's pictures of the default report (needs Chromium)
	$(PY) docs/pictures/make.py

lock: $(MADE) ## resolve the dependencies anew into the two lock files
	$(PYTHON) -m venv $(VENV)/lock-tools
	$(VENV)/lock-tools/bin/python -m pip --disable-pip-version-check install -q uv
	$(VENV)/lock-tools/bin/python -m uv pip compile -q --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate pyproject.toml --extra build \
		-o requirements.lock
	$(VENV)/lock-tools/bin/python -m uv pip compile -q --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate pyproject.toml --extra dev \
		-c requirements.lock -o requirements-dev.lock

clean: ## remove the environment and all caches; built reports stay
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis dist
	find src tests notebooks -name __pycache__ -prune -exec rm -rf {} +
	find notebooks -name .ipynb_checkpoints -prune -exec rm -rf {} +

$(MADE):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo 'tradegap needs Python 3.11 or later; name one: make PYTHON=python3.11 ...' >&2; \
		exit 1; }
	@$(PY) -m pip --version >/dev/null 2>&1 || { rm -rf $(VENV) && $(PYTHON) -m venv $(VENV); } || { \
		rm -rf $(VENV); \
		echo 'No virtual environment could be made (on Debian: apt install python3-venv).' >&2; \
		exit 1; }
	@touch $@

$(BASE): requirements.lock pyproject.toml $(MADE) $(MOVED)
	@rm -f $@ $(DEV)
	@echo 'Installing what a report needs into .venv (a minute or two, once) ...'
	@$(PIP) install -q --require-hashes -r requirements.lock
	@$(PIP) install -q --no-deps --no-build-isolation -e .
	@pwd > $(WHERE)
	@touch $@

$(DEV): requirements-dev.lock pyproject.toml $(MADE) $(MOVED)
	@rm -f $@ $(BASE)
	@echo 'Installing what tests and checks need into .venv (two or three minutes, once) ...'
	@$(PIP) install -q --require-hashes -r requirements-dev.lock
	@$(PIP) install -q --no-deps --no-build-isolation -e .
	@pwd > $(WHERE)
	@touch $(BASE) $@
