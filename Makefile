# The two commands are `make run` and `make test`; both do all the set-up. `make help` lists the rest.
PYTHON ?= python3
BOT := .venv/bin/python -m bot
.DEFAULT_GOAL := help
export PYTHONPATH := $(CURDIR)

.PHONY: help run test test-long test-scale fuzz sbom audit lint setup setup-dev setup-convert setup-measure starter-model train vectors encoder validate evaluate bench lock clean

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

# --strict: a package that the database does not answer for is a failure, not "nothing found".
audit: setup ## known vulnerabilities of the packages (needs the advisory database of the package registry)
	$(UVX) tool run --from pip-audit==2.10.1 pip-audit --strict --disable-pip --require-hashes -r requirements.txt

lint: setup-dev ## formatting, lint, types, the direction of imports
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

train: setup ## train the model, if what it is trained from changed
	$(BOT) train

encoder: setup ## train the sentence model anew (MT=FOLDER with the parallel texts; half an hour, goes on where it was stopped)
	@test -n "$(MT)" || { echo "make encoder: give MT=FOLDER, the parallel texts that training/encoder/corpora.py names"; exit 1; }
	$(UVX) venv --quiet --allow-existing --python .venv/bin/python .tools/encoder
	$(UVX) pip install --quiet --python .tools/encoder/bin/python --group encoder
	MALLOC_MMAP_THRESHOLD_=4294967296 MALLOC_TRIM_THRESHOLD_=4294967296 MALLOC_TOP_PAD_=268435456 \
	  .tools/encoder/bin/python -m training.encoder $(MT) $(ENCODER)

vectors: train ## keep the vectors of all texts with the content: a first training is quick then
	cp "$$(ls -t var/embeddings/*.npz | head -1)" data/nlu/

validate: setup ## check the content
	$(BOT) validate

QUESTIONS ?= tests/questions/unseen.tsv tests/questions/development.tsv data/test_questions.tsv

evaluate: setup ## write docs/evaluation.md: the bot and its baselines on question files (QUESTIONS="FILE ...", FOLDS=0)
	$(BOT) report --config config.yml --config config-ngrams.yml --config config-diet.yml \
	  $(addprefix --questions ,$(QUESTIONS)) --only $(or $(FOLDS),0)

bench: train ## measure the bot and write docs/performance.md (STEP="name" ONLY="replies,turns")
	$(BOT) bench $(if $(STEP),--step "$(STEP)") $(if $(ONLY),--only "$(ONLY)")
	.venv/bin/python docs/simulate.py --write

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
	.tools/convert/bin/python -m training.starter --mt "$(MT)" $(OPTIONS)

lock: setup-dev ## write the lock files anew from pyproject.toml
	$(UVX) pip compile pyproject.toml --generate-hashes --python .venv/bin/python --no-header \
	  --no-annotate --no-emit-index-url --no-emit-find-links -o requirements.txt
	$(UVX) pip compile pyproject.toml --extra dev -c requirements.txt --generate-hashes \
	  --python .venv/bin/python --no-header --no-annotate --no-emit-index-url \
	  --no-emit-find-links -o requirements-dev.txt

clean: ## remove the environment and the caches; var/ (your data) stays
	rm -rf .venv .tools .mypy_cache .ruff_cache .pytest_cache .hypothesis .rasa
