# The vocabulary of the project; `make help` lists it. CI runs `make pr`, the same as a person.
SHELL := /bin/bash
.DEFAULT_GOAL := help

PYTHON ?= python3
ORG ?= config/energy-retailer.yaml
ENV ?=
KEEP ?=
# Where the local AWS of `make demo KEEP=1` says how to reach it.
STATE ?= .local/demo
# FORCE=1 lets `make bootstrap` change a CDKToolkit stack that was made otherwise.
FORCE ?=
# DRY_RUN=1 has `make pin-images` write nothing.
DRY_RUN ?=
# Options for the CDK command line, for example CDK_FLAGS=--yes where nobody can answer its questions.
CDK_FLAGS ?=
# CONFIRM=fs-... has `make delete-homes` delete that file system, where the organisation's file permits it.
CONFIRM ?=
# The folder that `make scp`, `make dossier` and `make review` write to.
OUT ?= out
# What `make review` compares with, and the assembly that `make dossier` does.
BASE ?= origin/main
BASELINE ?=
# ANEW=1 lets `make lock` forget the old lock file, where nothing of it was ever deployed.
ANEW ?=
# SKIP_SETUP=1 where the environment was prepared otherwise, by `pip install -r requirements-dev.txt` for example.
SKIP_SETUP ?=
ready := $(if $(SKIP_SETUP),,setup)

export PATH := $(CURDIR)/.venv/bin:$(CURDIR)/node_modules/.bin:$(PATH)
# In quotes, for paths with spaces.
context = -c "config=$(ORG)" $(if $(ENV),-c "environment=$(ENV)")
sources = app.py stacks constructs tools lambda localaws tests

.PHONY: help setup demo demo-stop dossier review test test-fast test-nightly synth diff deploy destroy bootstrap preflight delete-homes \
	pin-images scp fmt lint type bench docs lock snapshots upgrade-dependencies pr clean

help: ## This list
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "  ORG=config/FILE.yaml chooses the organisation, ENV=NAME one of its environments."

setup: .venv/.stamp ## Everything that the rest needs: Python packages, node, the CDK, Lambda wheels, the local AWS
	@python -m tools.setup

.venv/.stamp: requirements.txt requirements-dev.txt constraints.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; this is %s. Set PYTHON=..." % sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	@echo "==> Installing Python packages into .venv (about a minute)"
	@test -x .venv/bin/python || $(PYTHON) -m venv .venv
	@.venv/bin/python -m pip install --disable-pip-version-check --progress-bar off -r requirements-dev.txt
	@touch $@

demo: $(ready) ## Deploy the default organisation to a local AWS and show what exists; KEEP=1 leaves it running
	@python -m tools.demo "$(ORG)" $(if $(KEEP),--keep "$(STATE)")

demo-stop: $(ready) ## Stop the local AWS that `make demo KEEP=1` left running
	@python -m tools.demo --stop "$(STATE)"

test: $(ready) ## All tests, local deployments included; two halves side by side
	@python -m tools.tests

test-fast: $(ready) ## Without the local deployments: the inner loop
	@python -m pytest -m "not nightly and not local_aws"

test-nightly: $(ready) ## What takes longer: big fuzzing, soak
	@python -m pytest -m nightly --timeout 3600

synth: $(ready) ## Write the templates of ORG to cdk.out
	@cdk synth --quiet $(context) $(CDK_FLAGS)

dossier: $(ready) ## The security dossier of ORG, into the folder OUT; BASELINE=FOLDER compares with another assembly
	@cdk synth --quiet $(context) $(CDK_FLAGS)
	@python -m mlplatform.dossier cdk.out --config "$(ORG)" $(if $(BASELINE),--baseline "$(BASELINE)") \
		--html "$(OUT)/dossier.html" --json "$(OUT)/dossier.json" --summary "$(OUT)/summary.md"

review: $(ready) ## The dossier of what this branch changes in ORG, compared with BASE (a branch or commit)
	@python -m tools.review --config "$(ORG)" --base "$(BASE)" --output "$(OUT)"

lock: $(ready) ## Write what ORG must not lose to its lock file, which every synth is held against
	@python -m tools.lock "$(ORG)" $(if $(ANEW),--anew)

diff: $(ready) ## What `make deploy` would change in AWS, and whether what stands there is what the lock file holds
	@cdk diff $(context) $(CDK_FLAGS)
	@python -m tools.deployed "$(ORG)" $(if $(ENV),--environment "$(ENV)")

bootstrap: $(ready) ## Prepare the account of your credentials: deployer boundary, then `cdk bootstrap` inside it
	@python -m tools.bootstrap "$(ORG)" $(if $(ENV),--environment "$(ENV)") $(if $(FORCE),--force)

preflight: $(ready) ## What would stop a deployment to AWS, before it does: quotas, bootstrap, people, endpoints
	@python -m tools.preflight "$(ORG)" $(if $(ENV),--environment "$(ENV)")

deploy: $(ready) ## Deploy ORG to AWS with your credentials
	@python -m tools.preflight "$(ORG)" --placeholders
	@cdk deploy --all --concurrency 4 $(context) $(CDK_FLAGS)

destroy: $(ready) ## Remove ORG from AWS; keys, logs and homes stay
	@cdk destroy --all --concurrency 4 $(context) $(CDK_FLAGS)

delete-homes: $(ready) ## What removed Studio domains have left; CONFIRM=FILE-SYSTEM backs it up and deletes it
	@python -m tools.delete_homes "$(ORG)" $(if $(ENV),--environment "$(ENV)") $(if $(CONFIRM),--confirm "$(CONFIRM)")

scp: $(ready) ## The guard-rails as service control policies, into the folder OUT
	@python -m tools.service_control "$(ORG)" --output "$(OUT)"

pin-images: $(ready) ## Write down the digests of AWS's prebuilt containers, with your credentials; DRY_RUN=1 only says
	@python -m tools.pin_images "$(ORG)" $(if $(DRY_RUN),--dry-run)

fmt: $(ready) ## Format the code
	@ruff format $(sources)
	@ruff check --fix --quiet $(sources)

lint: $(ready) ## Style, imports between layers
	@ruff format --check $(sources)
	@ruff check $(sources)
	@lint-imports --no-cache

type: $(ready) ## Types, strictly
	@mypy

bench: $(ready) ## CPU seconds and ratios, into docs/performance.md
	@python -m tools.bench

docs: $(ready) ## Write the generated documents and the schema anew
	@python -m tools.create_only
	@python -m tools.docs

snapshots: $(ready) ## Take the templates as they are now as the new snapshots
	@python -m pytest -q tests/snapshot tests/behaviour/test_growth.py --snapshot-update

upgrade-dependencies: $(ready) ## Newer pinned versions, and what they change in templates and findings
	@python -m tools.upgrade_dependencies

pr: lint type test ## What CI runs

clean: ## Remove everything that make has made
	@rm -rf .venv .venv-localaws node_modules .build cdk.out .local .hypothesis .mypy_cache .ruff_cache .pytest_cache \
		.import_linter_cache constructs/*.egg-info __pycache__
	@find $(sources) -name __pycache__ -type d -prune -exec rm -rf {} +
