# Run `make` without a target to list what it can do.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
NODE_MODULES := node_modules/.package-lock.json
# Prints one line a step; the rest is in .venv/install.log.
STEP := @tests/step.sh
PIP_INSTALL := -m pip install --disable-pip-version-check --no-input --require-hashes

# Where the machine has no Node.js, it is installed into the Python environment.
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: help run test check fix schema bench faults many pictures admin-next admin-on-next lock outdated deploy destroy admin-url logs package deploy-check cost audit

help: ## List these commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-12s %s\n", $$1, $$2}'

run: $(VENV)/local ## Start Chatify and everything it needs on this machine (PORT=8123 for another port)
	@exec $(BIN)/python manage.py runserver 127.0.0.1:$(PORT)

test: $(VENV)/development $(NODE_MODULES) ## Install what the tests need and run them all (many minutes)
	@$(BIN)/python -m tests.chromium
	@node --test tests/js/*.test.js
	@# Building the package and the deployed site takes minutes: `make deploy-check` tests them.
	@$(BIN)/python -m pytest -n 2 --dist loadfile --ignore tests/browser \
	  --ignore tests/deploy/test_package.py --ignore tests/deploy/end_to_end
	@# In a run of their own: Playwright leaves an event loop running, and other tests could not start theirs in that thread.
	@$(BIN)/python -m pytest -n 3 --dist worksteal tests/browser

check: $(VENV)/development $(NODE_MODULES) ## Check formatting, lints, types, imports and the API’s description (seconds)
	@tests/check.sh

fix: $(VENV)/development $(NODE_MODULES) ## Format the code and repair what the linters can repair
	@$(BIN)/ruff check --quiet --fix-only . ; $(BIN)/ruff format .
	@npx --no-install biome check --write static/js static/css tests/js

schema: $(VENV)/development $(VENV)/node ## Write the API’s description and the scripts’ types again, after a change of a view
	@$(BIN)/python -m chatify.rest.openapi.generator
	@node tests/js/make-api-types.js

bench: $(VENV)/development ## Measure sends, deliveries, pages and idle sockets (about five minutes)
	@$(BIN)/python -m tests.bench

deploy: $(VENV)/deploy ## Deploy Chatify into your AWS account, or update it there (OPTIONS="--help" lists options)
	@$(BIN)/python -m deploy deploy $(OPTIONS)

destroy: $(VENV)/deploy ## Remove the deployed site; messages and accounts are kept
	@$(BIN)/python -m deploy destroy $(OPTIONS)

admin-url: $(VENV)/deploy ## Print the address of the deployed site’s administration
	@$(BIN)/python -m deploy admin-url $(OPTIONS)

logs: $(VENV)/deploy ## Print the deployed functions’ logs (OPTIONS="--follow" keeps printing)
	@$(BIN)/python -m deploy logs $(OPTIONS)

package: $(VENV)/deploy ## Build the zip file of the Lambda functions
	@$(BIN)/python -m deploy package

deploy-check: $(VENV)/development $(VENV)/deploy-check ## Test a deployment as far as possible without an AWS account (many minutes)
	@$(BIN)/python -m deploy check

audit: $(VENV)/audit ## Look up every locked package in a public list of advisories (needs the network)
	@tests/audit.sh

cost: $(VENV)/development ## Count what each act of a person costs and write docs/cost.md
	@CHATIFY_COST=write $(BIN)/python -m pytest tests/deploy/test_cost.py -k activities_cost
	@$(BIN)/python -m deploy cost

faults: $(VENV)/development ## Test the message log with twenty times as many random faults as `make test` (minutes)
	@CHATIFY_FAULT_EXAMPLES=300 $(BIN)/python -m pytest tests/models/test_dense_log.py

many: $(VENV)/development ## Count what the admin’s pages cost with 100,000 reports (minutes)
	@CHATIFY_MANY_REPORTS=100000 $(BIN)/python -m pytest tests/admin/test_many.py -s

pictures: $(VENV)/development ## Take a picture of every screen of the demo, into docs/pictures
	@$(BIN)/python -m tests.browser.pictures

admin-next: ## Test the admin on the newest Django, which needs Python 3.12 or newer
	@if NEXT=$$(PYTHON=$(PYTHON) tests/newest_python.sh); then $(MAKE) --no-print-directory admin-on-next NEXT="$$NEXT"; \
	  else echo "Skipped the newest Django: it needs Python 3.12 or newer, and this machine has none."; fi

admin-on-next: $(VENV)/next
	$(STEP) "Installing the newest Django" $(VENV)/next/bin/python -m pip install --disable-pip-version-check --upgrade django
	@$(VENV)/next/bin/python -c 'import django, platform; print("The admin on Django", django.__version__, "and Python", platform.python_version())'
	@$(VENV)/next/bin/python -m pytest -n 2 --dist loadfile tests/dynamo_admin tests/admin

$(VENV)/next: requirements/development.txt | $(VENV)/made
	$(STEP) "Making an environment for $(NEXT)" $(NEXT) -m venv --clear $@
	$(STEP) "Installing $<" $@/bin/python $(PIP_INSTALL) --no-compile --requirement $<
	@touch $@

lock: ## Lock the newest allowed version of every Python package, with hashes (needs uv)
	@command -v uv > /dev/null || { echo "make lock needs uv: python -m pip install uv"; exit 1; }
	@for set in production local deploy development node runtime deploy-check audit; do \
	  uv pip compile requirements/$$set.in --quiet --universal --generate-hashes --python-version 3.11 --no-emit-index-url \
	    --no-emit-find-links --custom-compile-command "make lock" --output-file requirements/$$set.txt; done

outdated: $(VENV)/development $(NODE_MODULES) ## List installed packages that have newer releases (needs the network)
	@$(BIN)/python -m pip list --outdated --disable-pip-version-check 2>> $(VENV)/install.log
	@# npm's exit status is 1 where it lists a package.
	@npm outdated || true

$(VENV)/made:
	@$(PYTHON) -c '' > /dev/null 2>&1 || { echo "Chatify needs Python 3.11 or newer, and there is no $(PYTHON) here. Install it, or name another: make run PYTHON=…"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Chatify needs Python 3.11 or newer; %s is %s. Name a newer one: make run PYTHON=…" % ("$(PYTHON)", sys.version.split()[0]))'
	@test -w . || { echo "Chatify keeps its Python environment in this folder, and it can’t be written: $(CURDIR)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2> /dev/null || { echo "Python’s venv module is missing. On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	$(STEP) "Making the Python environment in $(VENV)" $(PYTHON) -m venv $(VENV)
	@touch $@

# Each of these files is newer than a list of packages where that list is installed.
$(VENV)/local $(VENV)/deploy $(VENV)/development: $(VENV)/%: requirements/%.txt | $(VENV)/made
	$(STEP) "Installing $<" $(BIN)/python $(PIP_INSTALL) --requirement $<
	@touch $@

# These have environments of their own: they need other versions of some packages than the site does.
$(VENV)/deploy-check $(VENV)/audit: $(VENV)/%: requirements/%.txt | $(VENV)/made
	$(STEP) "Making an environment for $*" $(PYTHON) -m venv $@
	$(STEP) "Installing $<" $@/bin/python $(PIP_INSTALL) --requirement $<
	@touch $@

$(VENV)/node: requirements/node.txt | $(VENV)/made
	@node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2> /dev/null && command -v npm > /dev/null || \
	  tests/step.sh "Installing Node.js into $(VENV)" $(BIN)/python $(PIP_INSTALL) --requirement $<
	@touch $@

# `npm ci` would refuse a lock file that lacks another system's optional packages.
$(NODE_MODULES): package-lock.json $(VENV)/node
	$(STEP) "Installing the JavaScript tools" npm install --no-save --no-audit --no-fund
	@touch $@
