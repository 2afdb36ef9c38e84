# `make reports` and `make test` each need only Python 3.11 to 3.13 with venv: the environment is made from the lock.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
SAMPLE_DAY := 2026-11-23

.PHONY: reports sample-reports registers test names gallery validate benchmark benchmark-build benchmark-metrics fuzz torture supply-chain sbom docs release lint format clean wheel-path

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

# beside the others: reports, notices, workbooks, names, opportunities, scale and growth; 25 minutes on 2 cores, and it writes
# reports/benchmark.md (a part alone: PYTHONPATH=tests .venv/bin/python -m benchmarks names --minutes 1)
benchmark: $(READY)
	PYTHONPATH=tests $(BIN)/python -m benchmarks

# every metric on 200,000 to 5,000,000 contracts of 400 authorities: an hour or two, up to 12 GB
benchmark-metrics: $(READY)
	PYTHONPATH=tests $(BIN)/python tests/benchmarks/time_metrics.py --every

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

# the tutorial from the wheel alone, and then everything that `citytools build` makes in its folder
wheel-path: $(READY)
	CITYTOOLS_BUILD_ALL=1 $(BIN)/python -m pytest -n0 tests/test_tutorial.py

# the wheel of a release and, beside it, the list of all its parts (SBOM, CycloneDX); DAY=2026-11-23 dates the list
sbom: $(READY)
	rm -rf dist
	$(BIN)/python -m build --wheel --no-isolation --outdir dist
	$(BIN)/python tests/make_sbom.py dist/*.whl $(if $(DAY),--date $(DAY))

# all that a release hands out, into dist (docs/releasing.md): make release DAY=2026-11-23; the same day gives the same bytes
release: $(READY)
	test -n "$(DAY)" || { echo "Name the day of the release: make release DAY=2026-11-23"; exit 2; }
	rm -rf dist
	SOURCE_DATE_EPOCH=$$($(BIN)/python -c "from datetime import datetime; print(int(datetime.fromisoformat('$(DAY)T00:00:00+00:00').timestamp()))") \
		$(BIN)/python -m build --no-isolation --outdir dist
	$(BIN)/python tests/make_sbom.py dist/*.whl --date $(DAY)
	$(BIN)/python tests/make_wheel_lock.py dist/*.whl
	PYTHONPATH=docs $(BIN)/python -m reference_site
	cp docs/_build/citytools-reference.zip dist/citytools_analysis-$$($(BIN)/citytools --version | cut -d ' ' -f 2)-reference.zip
	$(BIN)/python tests/make_sums.py dist

# the reference site, from docstrings, schema, commands, notebooks and guides: docs/_build/site, and the same as a zip for the release
docs: $(READY)
	PYTHONPATH=docs $(BIN)/python -m reference_site

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
	$(BIN)/python -m citytools_analysis.reporting.notebook_form notebooks/*.ipynb

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $(READY)

clean:
	rm -rf .venv data/register reports/public reports/members reports/sample
