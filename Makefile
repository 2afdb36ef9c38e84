# `make reports` and `make test` each need only Python 3.11 to 3.13 with venv: the environment is made from the lock.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
SAMPLE_DAY := 2026-11-23

.PHONY: reports sample-reports registers test names gallery validate benchmark benchmark-build fuzz torture supply-chain sbom lint format clean

reports: $(READY)
	$(BIN)/citytools add data/london/systems.csv data/london/contracts.csv --register data/register --retrieved $(SAMPLE_DAY)
	$(BIN)/citytools build --register data/register --edition public

sample-reports: $(READY)
	$(BIN)/citytools build --register data/sample --edition members --output reports/sample

# the committed registers, after the files beside them have changed
registers: $(READY)
	rm -rf data/london/snapshots data/london/current data/sample/snapshots data/sample/current
	$(BIN)/citytools add data/london/systems.csv data/london/contracts.csv --register data/london --retrieved $(SAMPLE_DAY)
	$(BIN)/citytools add data/sample/returns/*.xlsx data/sample/notices/*.json --register data/sample --retrieved $(SAMPLE_DAY)

test: $(READY) lint
	$(BIN)/python -m pytest
	$(BIN)/python tests/score_names.py

# precision and recall of supplier names, by labels that the library never reads
names: $(READY)
	$(BIN)/python tests/score_names.py

# a page of every document of the invented London, into reports/gallery
gallery: $(READY)
	PYTHONPATH=tests $(BIN)/python tests/make_gallery.py

# what the metrics were checked against: simulations, brute force, published figures
validate: $(READY)
	$(BIN)/python tests/validate.py

# every metric on 10,000 to 1,000,000 contracts of 400 authorities: seconds, slope, memory
benchmark: $(READY)
	PYTHONPATH=tests $(BIN)/python tests/benchmarks/time_metrics.py

# `citytools build` beside a shell loop, stock papermill and its own floor: seconds, ratios, memory
benchmark-build: $(READY)
	$(BIN)/python tests/benchmarks/time_build.py

# ten minutes of bent files, then 25 kills of an addition and 25 of a download
fuzz: $(READY)
	PYTHONPATH=tests $(BIN)/python tests/fuzz_readers.py 10
	CITYTOOLS_FUZZ_KILLS=25 $(BIN)/python -m pytest -n0 tests/test_killed_add.py tests/test_download.py -k killed

# what is taken from others: hashes, licences, known vulnerabilities (says SKIPPED, loudly, where it reaches no data on these)
supply-chain: $(READY)
	$(BIN)/python tests/check_supply_chain.py

# the wheel of a release and, beside it, the list of all its parts (SBOM, CycloneDX); DAY=2026-11-23 dates the list
sbom: $(READY)
	rm -rf dist
	$(BIN)/python -m build --wheel --no-isolation --outdir dist
	$(BIN)/python tests/make_sbom.py dist/*.whl $(if $(DAY),--date $(DAY))

# fuzz every reader and renderer, search every byte for canaries, attack the releases, break builds, load: at most 30 minutes
torture: $(READY)
	PYTHONPATH=tests $(BIN)/python -m torture

lint: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

format: $(READY)
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $(READY)

clean:
	rm -rf .venv data/register reports/public reports/members reports/sample
