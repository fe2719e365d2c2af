# make run    create the environment, then the whole grid (GPU=1: with CUDA's libraries)
# make verify the same, and every result made again and compared
# make test   style checks and tests
# make test-strangers  the workflow deployed from a git host, on images of one's own, and a bundle in an empty home
# make test-browser  the report, tried in Chromium
# make test-cluster  the small grid on a SLURM of its own, as root on Debian
# make test-container  the container's steps in an empty Debian, and the small grid in it, as root on Debian
# make test-faults   kills, full disks and tampering; root can do all of it
# make bench  everything timed side by side (ARGS=--quick: 3 minutes)
# make report results/report.html, and Snakemake's own as results/snakemake-report.html
# make docs   the README's pictures, from the results, and the reference of the config, from its schema
# make vendor the library of the page's charts, from the npm packages that resources/page/vendor locks
# make audit  known vulnerabilities of the locked requirements, by the database of PyPI; needs uv
# make pin    the locked requirements, from envs/*.in

.PHONY: env run verify test test-strangers test-browser test-cluster test-container test-faults bench report docs vendor audit pin

BIN := .venv/bin

env: .venv/workflow $(if $(GPU),.venv/gpu)

run: env
	$(BIN)/snakemake --cores 4

verify: run
	$(BIN)/snakemake --cores 4 verify

test: .venv/dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/snakefmt --check Snakefile rules
	$(BIN)/pytest --quiet --numprocesses auto --maxprocesses 4 --dist loadfile

test-strangers: .venv/dev
	$(BIN)/pytest --quiet -m strangers

test-browser: .venv/dev
	$(BIN)/pytest --quiet -m browser

test-cluster: .venv/dev
	$(BIN)/pytest --quiet -m cluster

test-container: .venv/dev
	$(BIN)/pytest --quiet -m container

test-faults: .venv/dev
	$(BIN)/pytest --quiet -m faults

bench: env
	$(BIN)/python benchmarks/run.py $(ARGS)

report: run
	$(BIN)/snakemake --report results/snakemake-report.html

docs: run docs/config.md
	cp results/figures/error.png results/figures/gallery.png docs/
	$(BIN)/snakemake --cores 4 rates --configfile config/all-images.yaml
	cp results/all-images/figures/rates.png docs/
	$(BIN)/snakemake --rulegraph dot | dot -Tsvg > docs/rulegraph.svg

docs/config.md: docs/config_reference.py schemas/config.schema.yaml env
	$(BIN)/python $< > $@

vendor:
	npm ci --prefix resources/page/vendor
	cd resources/page/vendor && cp node_modules/d3/dist/d3.min.js node_modules/@observablehq/plot/dist/plot.umd.min.js .
	cd resources/page/vendor && sha256sum d3.min.js plot.umd.min.js > SHA256SUMS && rm -r node_modules

audit:
	uv tool run pip-audit --strict --require-hashes --disable-pip --requirement envs/requirements.txt

pin:
	cd envs && for name in requirements requirements-gpu requirements-dev; do \
	  uv pip compile --universal --generate-hashes --no-header --python-version 3.11 $$name.in -o $$name.txt; done

.venv/workflow: envs/requirements.txt
	python3 -m venv .venv
	$(BIN)/pip install --quiet --require-hashes --requirement $<
	touch $@

.venv/gpu: envs/requirements-gpu.txt .venv/workflow
	$(BIN)/pip install --quiet --require-hashes --requirement $<
	touch $@

.venv/dev: envs/requirements-dev.txt .venv/workflow
	$(BIN)/pip install --quiet --require-hashes --requirement $<
	touch $@
