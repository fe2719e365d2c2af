# make env    the environment, .venv (GPU=1: with CUDA's libraries; PARQUET=1: with pyarrow; PYTHON=python3.12: with another Python)
# make run    the whole grid
# make verify the same, and every result recomputed and compared
# make test   checks of style and types, and tests
# make test-strangers  the workflow deployed, on your own images, from a bundle, from a notebook; the documents' commands; the site
# make test-browser  the report, tried in Chromium and Firefox; fetches axe and puppeteer from npm
# make test-cloud  the small grid with its results in an S3 bucket, by moto, and its jobs without a shared disk
# make test-cluster  the small grid on a SLURM of its own, as root on Debian
# make test-container  the container's steps in an empty Debian, and the small grid in it, as root on Debian
# make test-keras   the models opened in Keras 2 and in Keras 3 from the first to the newest; needs uv
# make test-faults   kills, full disks and tampering; root can do all of it
# make test-snakemake  the small grid with the oldest and the newest Snakemake, each in an environment of its own
# make bench  everything timed side by side (ARGS=--quick: 3 minutes)
# make report results/report.html, and Snakemake's own as results/snakemake-report.html
# make docs   the README's pictures, from the results, and the reference of the config, from its schema
# make site   a website of the README and all documents, in site/
# make vendor the library of the page's charts, from the npm packages that resources/page/vendor locks
# make audit  known vulnerabilities of the locked requirements, by the database of PyPI; needs uv
# make pin    the locked requirements, from envs/*.in

.PHONY: env dev run verify test test-strangers test-browser test-cloud test-cluster test-container test-keras test-faults test-snakemake bench report docs site vendor audit pin

BIN := .venv/bin
PYTHON ?= python3

env:
	@$(PYTHON) envs/install.py $(if $(GPU),--gpu) $(if $(PARQUET),--parquet)

dev:
	@$(PYTHON) envs/install.py $(if $(GPU),--gpu) $(if $(PARQUET),--parquet) --dev

run: env
	$(BIN)/snakemake --cores 4

verify: run
	$(BIN)/snakemake --cores 4 verify

test: dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/snakefmt --check Snakefile rules
	$(BIN)/mypy
	$(BIN)/codespell
	$(BIN)/pytest --quiet --numprocesses auto --maxprocesses 4 --dist loadfile

test-strangers: SPREAD = --numprocesses 2 --dist loadfile
test-snakemake: SPREAD = --numprocesses 2 --dist loadgroup
test-strangers test-browser test-cloud test-cluster test-container test-keras test-faults test-snakemake: test-%: dev
	$(BIN)/pytest --quiet -m $* $(SPREAD) $(wildcard tests/$* tests/$*_versions)

bench: env
	$(BIN)/python benchmarks/run.py $(ARGS)

report: run
	$(BIN)/snakemake --report results/snakemake-report.html

docs: run docs/config.md
	cp results/figures/error.png results/figures/gallery.png docs/
	$(BIN)/snakemake --cores 4 rates --configfile config/all-images.yaml
	cp results/all-images/figures/rates.png docs/

docs/config.md: docs/config_reference.py schemas/config.schema.yaml env
	$(BIN)/python $< > $@

site: dev
	$(BIN)/sphinx-build -q -W --keep-going -c docs . site
	cp site/README.html site/index.html

vendor:
	npm ci --prefix resources/page/vendor
	cd resources/page/vendor && cp node_modules/d3/dist/d3.min.js node_modules/@observablehq/plot/dist/plot.umd.min.js .
	cd resources/page/vendor && sha256sum d3.min.js plot.umd.min.js > SHA256SUMS && rm -r node_modules

audit:
	uv tool run pip-audit --strict --require-hashes --disable-pip --requirement envs/requirements.txt

pin:
	cd envs && for name in requirements requirements-gpu requirements-parquet requirements-dev requirements-uv; do \
	  uv pip compile --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
	    --python-version 3.11 $$name.in -o $$name.txt; done
