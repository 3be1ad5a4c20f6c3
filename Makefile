# The two commands are `make run` and `make test`; both do all the set-up. `make help` lists the rest.
PYTHON ?= python3
BOT := .venv/bin/python -m bot
.DEFAULT_GOAL := help
export PYTHONPATH := $(CURDIR)

.PHONY: help run test test-long test-scale fuzz sbom audit lint setup setup-dev setup-convert setup-measure starter-model train vectors validate evaluate bench lock clean

help: ## what can be made
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

run: setup ## set up everything and start the bot, the actions and the staff app
	@exec $(BOT) run

test: setup-dev lint ## set up everything and run every test
	@$(PYTHON) scripts/chromium.py
	.venv/bin/python -m pytest

test-scale: setup-dev ## two workers on PostgreSQL and Redis behind nginx; installs those on Debian
	@$(PYTHON) scripts/services.py
	.venv/bin/python -m pytest -m long tests/deploy tests/privacy/test_postgres.py

test-long: setup-dev setup-convert setup-measure ## the tests that take long: kills under load and the like (KILLS=200; goes on where it was stopped)
	.venv/bin/python -m pytest -m long -s

# Tools of their own versions, kept out of the environment that the bot runs in.
UVX = $$(command -v uv || echo .tools/bin/uv)
FUZZ_SECONDS ?= 60

fuzz: setup-dev ## search for input that breaks a parser, guided by coverage (FUZZ_SECONDS=60 for each)
	@$(UVX) pip install --quiet --no-deps --only-binary :all: --python .venv/bin/python --target .tools/fuzz atheris==2.3.0
	PYTHONPATH=$(CURDIR):.tools/fuzz .venv/bin/python -m tests.fuzz --seconds $(FUZZ_SECONDS)

sbom: setup ## write var/sbom.cdx.json, the list of all packages (CycloneDX)
	@mkdir -p -m 700 var
	$(UVX) tool run --from cyclonedx-bom==7.5.0 cyclonedx-py requirements requirements.txt --output-reproducible --of JSON -o var/sbom.cdx.json

audit: setup ## known vulnerabilities of the packages (needs the advisory database of the package registry)
	$(UVX) tool run --from pip-audit==2.10.1 pip-audit --disable-pip --require-hashes -r requirements.txt

lint: setup-dev ## formatting, lint, types, the direction of imports
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

train: setup ## train the model, if what it is trained from changed
	$(BOT) train

vectors: train ## keep the vectors of all texts with the content: a first training is quick then
	cp "$$(ls -t var/embeddings/*.npz | head -1)" data/nlu/

validate: setup ## check the content
	$(BOT) validate

evaluate: setup ## cross-validate and write docs/evaluation.md (QUESTIONS="FILE ...": question files)
	$(BOT) report --config config.yml --config config-ngrams.yml --config config-diet.yml \
	  $(addprefix --questions ,$(QUESTIONS))

bench: train ## measure the bot and write docs/performance.md
	$(BOT) bench

setup:
	@$(PYTHON) scripts/setup.py

setup-dev:
	@$(PYTHON) scripts/setup.py --dev

setup-convert: ## set up .tools/convert, where models are converted and trained: torch, transformers
	@$(PYTHON) scripts/convert_env.py

setup-measure: setup-dev ## set up .tools/measure, what `translation evaluate` counts with: sacrebleu
	@$(UVX) pip install --quiet --no-deps --only-binary :all: --python .venv/bin/python --target .tools/measure \
	  sacrebleu==2.6.0 portalocker==3.2.0 tabulate==0.9.0 colorama==0.4.6 lxml==6.0.2

starter-model: setup-convert ## train the starter model on MT=FOLDER, or go on (OPTIONS="--minutes 60")
	.tools/convert/bin/python -m starter --mt "$(MT)" --measure 150 $(OPTIONS)

lock: setup-dev ## write the lock files anew from pyproject.toml
	uv pip compile pyproject.toml --generate-hashes --python .venv/bin/python --no-header \
	  --no-annotate --no-emit-index-url --no-emit-find-links -o requirements.txt
	uv pip compile pyproject.toml --extra dev -c requirements.txt --generate-hashes \
	  --python .venv/bin/python --no-header --no-annotate --no-emit-index-url \
	  --no-emit-find-links -o requirements-dev.txt

clean: ## remove the environment and the caches; var/ (your data) stays
	rm -rf .venv .tools .mypy_cache .ruff_cache .pytest_cache .hypothesis .rasa
