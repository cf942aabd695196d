# `make` alone says what there is.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes

# Node.js may be ours (requirements/node.in).
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: help run test check fix schema bench faults many pictures admin-next admin-on-next lock deploy destroy admin-url logs package deploy-check cost audit

help: ## Say what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-12s %s\n", $$1, $$2}'

run: $(VENV)/local ## Start Chatify and all it needs on this machine (PORT=8123 for another port)
	@exec $(BIN)/python manage.py runserver 127.0.0.1:$(PORT)

test: $(VENV)/development $(VENV)/node ## Run every test; installs what they need
	@$(BIN)/python -m tests.chromium
	@node --test tests/js/*.test.js
	@# The package and the deployed site take minutes to build: make deploy-check has them.
	@$(BIN)/python -m pytest -n 2 --dist loadfile --ignore tests/browser \
	  --ignore tests/deploy/test_package.py --ignore tests/deploy/end_to_end
	@# Apart: Playwright keeps an event loop running in its thread, in which others could not start theirs.
	@$(BIN)/python -m pytest -n 3 --dist worksteal tests/browser

check: $(VENV)/development node_modules/.package-lock.json ## Everything that can be checked without running: in seconds, side by side
	@tests/check.sh

fix: $(VENV)/development node_modules/.package-lock.json ## Format, and repair what can be repaired by rule
	@$(BIN)/ruff check --quiet --fix-only . ; $(BIN)/ruff format .
	@npx --no-install biome check --write static/js static/css tests/js

schema: $(VENV)/development $(VENV)/node ## Write the API's description again, and the scripts' types of it
	@$(BIN)/python -m chatify.rest.openapi.generator
	@node tests/js/make-api-types.js

bench: $(VENV)/development ## Measure sends, deliveries, pages and idle sockets (a few minutes)
	@$(BIN)/python -m tests.bench

deploy: $(VENV)/deploy ## Put Chatify into your AWS account, or update it there (OPTIONS="--help" for choices)
	@$(BIN)/python -m deploy deploy $(OPTIONS)

destroy: $(VENV)/deploy ## Take it down; messages and people are kept
	@$(BIN)/python -m deploy destroy $(OPTIONS)

admin-url: $(VENV)/deploy ## Where the administration of the deployed site is
	@$(BIN)/python -m deploy admin-url $(OPTIONS)

logs: $(VENV)/deploy ## What the deployed functions say (OPTIONS="--follow")
	@$(BIN)/python -m deploy logs $(OPTIONS)

package: $(VENV)/deploy ## Build the functions’ zip
	@$(BIN)/python -m deploy package

deploy-check: $(VENV)/development $(VENV)/deploy-check ## All that can be verified of a deployment without an AWS account
	@$(BIN)/python -m deploy check

audit: $(VENV)/audit ## Ask a public list of advisories about every locked package (needs the network)
	@tests/audit.sh

cost: $(VENV)/development ## Count anew what people's acts take, and write docs/cost.md
	@CHATIFY_COST=write $(BIN)/python -m pytest tests/deploy/test_cost.py -k activities_cost
	@$(BIN)/python -m deploy cost

faults: $(VENV)/development ## Twenty times the faults that the tests have, against the dense log (some minutes)
	@CHATIFY_FAULT_EXAMPLES=300 $(BIN)/python -m pytest tests/models/test_dense_log.py

many: $(VENV)/development ## What the admin's pages cost with 100,000 reports (some minutes)
	@CHATIFY_MANY_REPORTS=100000 $(BIN)/python -m pytest tests/admin/test_many.py -s

pictures: $(VENV)/development ## Every screen of the demo, into docs/pictures
	@$(BIN)/python -m tests.browser.pictures

admin-next: ## Run the admin's tests on the newest Django, which needs Python 3.12 or newer
	@if NEXT=$$(PYTHON=$(PYTHON) tests/newest_python.sh); then $(MAKE) --no-print-directory admin-on-next NEXT="$$NEXT"; \
	  else echo "Not run on the newest Django: it needs Python 3.12 or newer, and there is none here."; fi

admin-on-next: $(VENV)/next
	@$(VENV)/next/bin/python -m pip install --quiet --disable-pip-version-check --upgrade django
	@$(VENV)/next/bin/python -c 'import django, platform; print("The admin on Django", django.__version__, "and Python", platform.python_version())'
	@$(VENV)/next/bin/python -m pytest -n 2 --dist loadfile tests/dynamo_admin tests/admin

$(VENV)/next: requirements/development.txt | $(VENV)/made
	@echo "Installing requirements/development.txt for $(NEXT) …"
	@$(NEXT) -m venv --clear $@
	@$@/bin/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes --requirement requirements/development.txt
	@touch $@

lock: ## Pin every package again, with hashes (needs uv)
	@command -v uv > /dev/null || { echo "make lock needs uv: python -m pip install uv"; exit 1; }
	@for set in production local deploy development node runtime deploy-check audit; do \
	  uv pip compile requirements/$$set.in --quiet --universal --generate-hashes --python-version 3.11 --no-emit-index-url \
	    --no-emit-find-links --custom-compile-command "make lock" --output-file requirements/$$set.txt; done

$(VENV)/made:
	@$(PYTHON) -c '' > /dev/null 2>&1 || { echo "Chatify needs Python 3.11 or newer, and there is no $(PYTHON) here. Install it, or name another: make run PYTHON=…"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Chatify needs Python 3.11 or newer; %s is %s. Name a newer one: make run PYTHON=…" % ("$(PYTHON)", sys.version.split()[0]))'
	@test -w . || { echo "Chatify keeps its Python environment in this folder, and it can’t be written: $(CURDIR)"; exit 1; }
	@echo "Making the Python environment in $(VENV) …"
	@$(PYTHON) -m venv $(VENV) || { echo "Python’s venv module is missing: on Debian and Ubuntu, apt install python3-venv"; exit 1; }
	@touch $@

# Each is a stamp: newer than its list, so installed.
$(VENV)/local $(VENV)/deploy $(VENV)/development: $(VENV)/%: requirements/%.txt | $(VENV)/made
	@echo "Installing requirements/$*.txt …"
	@$(PIP) --requirement requirements/$*.txt
	@touch $@

# In environments of their own: what they need does not agree with what the site needs.
$(VENV)/deploy-check $(VENV)/audit: $(VENV)/%: requirements/%.txt | $(VENV)/made
	@echo "Installing requirements/$*.txt …"
	@$(PYTHON) -m venv $@ && $@/bin/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes --requirement $<
	@touch $@

$(VENV)/node: requirements/node.txt | $(VENV)/made
	@node -e 'process.exit(parseInt(process.versions.node) < 20)' 2> /dev/null && command -v npm > /dev/null || \
	  { echo "Installing Node.js into $(VENV) …"; $(PIP) --requirement requirements/node.txt; }
	@touch $@

# Not `npm ci`: it refuses a lock that lacks another system's optional packages.
node_modules/.package-lock.json: package-lock.json $(VENV)/node
	@echo "Installing the JavaScript tools …"
	@npm install --no-save --silent --no-audit --no-fund
	@touch $@
