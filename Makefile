# Everything runs from the checkout's own folder, with relative paths: the checkout may lie below a folder with a space.
SHELL := /bin/sh
.DEFAULT_GOAL := help
PYTHON ?= python3
PY := .venv/bin/python
export COUNCIL PORT DATA NOW SCALE ROLE SIZE GROUP ONLY PROCESSES

.PHONY: help venv setup demo demo-reset demo-code test quick pages-full promises mutants pictures bench stages hostile drills secrets sbom lock vendor-govuk

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo "COUNCIL=  a notice's name, or two joined by a comma (durham-early-help)     PORT=   the web address (8000)"
	@echo "DATA=     where the state lives (var/<council>)     NOW=    a date     SCALE=  times 300 families (1); 0 is five"

venv: # the packages of requirements.lock, anew only where that file has changed
	@if ! cmp -s requirements.lock .venv/requirements.lock || ! $(PY) -c "" 2>/dev/null; then \
	  "$(PYTHON)" -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or later is needed: make PYTHON=python3.11 ...")' && \
	  echo "Installing what requirements.lock lists (a minute or two)" && \
	  "$(PYTHON)" -m venv --clear .venv && \
	  $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements.lock && \
	  cp requirements.lock .venv/requirements.lock; \
	fi

setup: venv ## once: the packages, and the invented families of COUNCIL= ready to be copied
	@exec $(PY) -m earlyhelp.embedded setup

demo: venv ## everything up with invented families: COUNCIL= PORT= DATA= NOW= SCALE=; Ctrl-C stops it
	@exec $(PY) -m earlyhelp.embedded demo

demo-reset: venv ## forget the demo's data: COUNCIL= or DATA=
	@exec $(PY) -m earlyhelp.embedded reset

demo-code: venv ## the current second-factor code of ROLE='s invented person
	@exec $(PY) -m earlyhelp.embedded code "$$ROLE"

test: venv ## every check: format, lint, types, imports, migrations, stages, tests, pages in a browser
	@exec $(PY) -m earlyhelp.embedded.checks test

quick: venv ## the loop while working: lint, imports and the fast tests
	@exec $(PY) -m earlyhelp.embedded.checks quick

pages-full: venv ## every page in every state: as it mostly is, empty, long, and for whoever sees less
	@exec $(PY) -m earlyhelp.embedded.checks pages-full

promises: venv ## every promise of every notice, the tests that prove it, and how many are kept
	@exec $(PY) -m earlyhelp.embedded.promises

mutants: venv ## the core with one check missing at a time: GROUP= ONLY= (access.grants) PROCESSES= (half an hour)
	@exec $(PY) -m mutants --group "$${GROUP:-core}" --only "$$ONLY" --processes "$${PROCESSES:-2}"

bench: venv ## speed and recall beside the limit: SIZE=small (minutes) or full (half an hour)
	@exec $(PY) -m bench --size "$${SIZE:-small}"

pictures: venv ## take docs/pictures anew from a demo of its own (needs Chromium; a few minutes)
	@exec $(PY) -m tests.pictures

stages: venv ## draw docs/stages.md from the table of legal moves
	@exec $(PY) manage.py stages

hostile: venv ## every field of every form with every kind of bad input, one at a time (the tests take turns; this takes long)
	@HOSTILE=whole exec $(PY) -m pytest -q -n 2 tests/hostile

drills: venv ## what stops, hangs, is full or cut off, with the whole figures: 200 referrals, 500 cuts, half an hour (an hour in all)
	@DRILLS=whole exec $(PY) -m pytest -q -rf -p no:tests.plugin tests/drills

secrets: venv ## look for keys and passwords in every line that any commit has ever added
	@exec $(PY) -m tests.house.secrets

sbom: venv ## what a release is made of, as CycloneDX: var/sbom.json
	@mkdir -p var && $(PY) -m earlyhelp.embedded.sbom > var/sbom.json && echo "var/sbom.json"

vendor-govuk: ## compile the design system anew (needs Node; what it makes is committed)
	@exec sh static/vendor.sh

LOCK := -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

lock: ## write both lock files anew from pyproject.toml: everything, and what production installs
	@$(PY) $(LOCK) --all-extras --output-file requirements.lock pyproject.toml
	@exec $(PY) $(LOCK) --output-file requirements-production.lock pyproject.toml
