# `make help` lists everything. Each target makes the environment it needs.
VENV ?= .venv
PY := $(VENV)/bin/python
READY := $(VENV)/.ready
QUESTIONS ?= tests/data/questions.jsonl
DOCUMENTS ?= tests/data/documents
OWN_PACKS ?= tests/data/packs

.DEFAULT_GOAL := help
.PHONY: help run test quick check prove mutate bench eval citations lock format pictures clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(READY): requirements.lock pyproject.toml
	python3 -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $(READY)

run: $(READY) ## start the product: the playground, or your workspace where Slack tokens are set
	$(PY) -m bot run

test: $(READY) ## run the tests; what the machine lacks is skipped aloud
	$(PY) -m pytest -q -n 2 --dist worksteal -m "not prove and not browser"
	$(PY) -m pytest -q -m browser || { echo "--- a second look at what failed: a busy machine can keep a browser waiting"; \
	  $(PY) -m pytest -q -m browser --last-failed --last-failed-no-failures none; }

quick: $(READY) ## the tests without the browser, on two cores: while working
	$(PY) -m pytest -q -n 2 --dist worksteal -m "not prove and not browser"

check: $(READY) ## lint, format, types, tests, and a look over the policy packs
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(MAKE) --no-print-directory test
	$(PY) -m bot check

prove: $(READY) ## the long proofs: random cases by the hundred thousand, crashes at every boundary
	$(PY) -m pytest -m prove

mutate: $(READY) ## change the rule engine in thousands of small ways; see that a test fails each time (an hour)
	$(PY) -m pip install --quiet --disable-pip-version-check "mutmut>=3.8,<4"
	rm -rf var/mutate && mkdir -p var/mutate/tests/unit
	cp -r knowledge bot docs var/mutate/
	cp -r tests/__init__.py tests/policy tests/invented_packs tests/broken_packs var/mutate/tests/
	cp -r tests/unit/rules var/mutate/tests/unit/
	cp tests/unit/rules/mutmut.cfg var/mutate/setup.cfg
	printf '[pytest]\nmarkers = prove\n' > var/mutate/pytest.ini
	cd var/mutate && $(abspath $(PY)) -m mutmut run $(ONLY) && $(abspath $(PY)) -m mutmut results --all true > results.txt
	@awk -F': ' '{n[$$2]++; all++} END {for (k in n) printf "%-12s %d\n", k, n[k]; printf "%-12s %d\n", "all", all}' var/mutate/results.txt

bench: $(READY) ## figures, each beside a baseline in the same run
	$(PY) -m bench

eval: $(READY) ## score the answers: make eval QUESTIONS=file.jsonl DOCUMENTS=folder
	$(PY) -m bench.eval --questions $(QUESTIONS) --documents $(DOCUMENTS)

citations: $(READY) ## hold cited places, figures and quotes against originals: make citations DOCUMENTS=folder
	$(PY) -m bench.citations --documents $(DOCUMENTS) --packs $(OWN_PACKS)

pictures: $(READY) ## take the README's pictures of the running product anew
	DOORSTEP_PICTURES=docs/pictures $(PY) -m pytest -m browser tests/browser

format: $(READY) ## put the code into shape
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

lock: $(READY) ## pin the dependencies anew, with hashes
	$(PY) -m pip install --quiet uv
	$(VENV)/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --no-header --quiet --extra dev pyproject.toml -o requirements.lock

clean: ## remove what was made here, the playground's database included
	rm -rf $(VENV) var .pytest_cache .mypy_cache .ruff_cache .hypothesis
