# Every target makes the environment it needs; QUARTER is the quarter of report and check, DATA and
# REPORTS are the folders of lists and reports, where they are not data/ and reports/.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup report reports check quarter verify bundle sample lab test lint cases bench soak lock clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# packages are installed uncompiled: Python is to keep what it compiles when it loads it
unexport PYTHONDONTWRITEBYTECODE

# of the command line only, not of the environment
DATA :=
REPORTS :=
IN := $(if $(DATA),--data '$(subst ','\'',$(DATA))')
OPTIONS := $(IN) $(if $(REPORTS),--reports '$(subst ','\'',$(REPORTS))')

help: ## show this help
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' Makefile

setup: $(VENV)/report.done ## install the environment of the report from the hash-locked requirements

report: $(VENV)/report.done ## make the report of one quarter: make report QUARTER=2020Q1
	@$(BIN)/python -m hnfusion report $(OPTIONS) -- '$(subst ','\'',$(QUARTER))'

reports: $(VENV)/report.done ## make the reports of all quarters, and reports/index.html
	@$(BIN)/python -m hnfusion reports $(OPTIONS)

check: $(VENV)/report.done ## check the lists of one quarter and name every problem
	@$(BIN)/python -m hnfusion check $(OPTIONS) -- '$(subst ','\'',$(QUARTER))'

quarter: $(VENV)/report.done ## make the folder of a new quarter, with blank workbooks: make quarter QUARTER=2020Q2
	@$(BIN)/python -m hnfusion quarter $(IN) -- '$(subst ','\'',$(QUARTER))'

verify: $(VENV)/report.done ## make a report again and compare it with the published one, byte by byte
	@$(BIN)/python -m hnfusion verify $(OPTIONS) -- '$(subst ','\'',$(QUARTER))'

bundle: $(VENV)/report.done ## pack the public files of a report with checksums: make bundle QUARTER=2020Q1
	@$(BIN)/python -m hnfusion bundle $(OPTIONS) -- '$(subst ','\'',$(QUARTER))'

sample: $(VENV)/report.done ## write the synthetic lists into data/raw
	@$(BIN)/python -m hnfusion sample $(IN)

lab: $(VENV)/dev.done ## open JupyterLab on the notebooks
	@$(BIN)/jupyter lab --notebook-dir=notebooks

test: $(VENV)/dev.done ## run linters, type checks, doctests and tests
	@$(MAKE) --no-print-directory --jobs=2 lint cases

lint: $(VENV)/dev.done ## run linters and type checks alone
	$(BIN)/ruff check hnfusion tests bench
	$(BIN)/ruff format --check hnfusion tests bench
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/nbstripout --verify notebooks/*.ipynb

cases: $(VENV)/dev.done ## run doctests and tests alone
	$(BIN)/python -m pytest -n auto --dist loadgroup

bench: $(VENV)/dev.done ## measure time and memory and write bench/results.md; only a part: make bench PARTS=lists ROUNDS=1
	@$(BIN)/python -m bench $(PARTS) $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(SIZES),--sizes $(SIZES))

soak: $(VENV)/dev.done ## read back a thousand random lists, kill a hundred runs, make twenty reports with real kernels, verify all
	$(BIN)/python -m hnfusion verify $(notdir $(wildcard reports/20??Q?))
	HNFUSION_EXAMPLES=1000 HNFUSION_KILLS=100 HNFUSION_KERNELS=20 $(BIN)/python -m pytest -q tests/reading/test_round_trip.py tests/run/test_replacement.py tests/run/test_engine.py

lock: $(VENV)/dev.done ## write the lock files with the newest versions that pyproject.toml allows
	$(BIN)/uv pip compile --quiet --upgrade $(LOCKING) pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --quiet --upgrade $(LOCKING) --group pip -c requirements.txt -o requirements-pip.txt
	$(BIN)/uv pip compile --quiet --upgrade $(LOCKING) --group bench -c requirements.txt -o requirements-bench.txt
	$(BIN)/uv pip compile --quiet --upgrade $(LOCKING) --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt
LOCKING := --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links

clean: ## remove internal and processed files and caches; the environment stays
	rm -rf reports/20*/internal reports/.20*.json reports/.index reports/20*-check reports/20*.zip data/processed/20* .pytest_cache .mypy_cache .ruff_cache .hypothesis

# without dependencies: the locks name them all, so pip need not look for them
LOCKED := --quiet --require-hashes --no-deps
# uncompiled: to compile what no report loads took a third of the time until the first one
UNCOMPILED := --no-compile $(LOCKED)
$(VENV)/report.done: requirements-pip.txt requirements.txt
	@test -x $(BIN)/python || $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "hnfusion 需要 Python 3.11 或更新的版本;可用 make PYTHON=python3.11 指定")'
	@test -x $(BIN)/python || $(PYTHON) -m venv --without-pip $(VENV)
	@echo '安装 requirements.txt …' >&2
	@test -x $(BIN)/pip || $(PYTHON) -m pip --python $(BIN)/python install $(UNCOMPILED) -r requirements-pip.txt 2>/dev/null || $(BIN)/python -m ensurepip >/dev/null
	@$(BIN)/python -m pip install $(UNCOMPILED) -r requirements-pip.txt -r requirements.txt
	@$(BIN)/python -m pip install --quiet --no-deps --no-index --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.done: requirements-dev.txt $(VENV)/report.done
	@echo '安装 requirements-dev.txt …' >&2
	@$(BIN)/python -m pip install $(LOCKED) -r requirements-dev.txt
	@touch $@
