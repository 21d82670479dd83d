# The portal's commands; `make help` lists them. Needs Python 3.11 or newer and nothing else.

HOST ?= 127.0.0.1
PORT ?= 8000
ADMIN ?= admin

PYTHON := .venv/bin/python
PIP := $(PYTHON) -m pip install --quiet --quiet --disable-pip-version-check
MANAGE := $(PYTHON) manage.py
# unchecked: one of the checks reads the tables that are about to be made
MIGRATE := $(MANAGE) migrate --verbosity 0 --skip-checks
# a look at the code, not at this machine's database
CHECKED := env DATABASE_URL=sqlite://:memory: SECRET_KEY=check $(PYTHON) manage.py
TESTS := $(PYTHON) -m pytest --numprocesses auto --maxprocesses 4

# who listens to all addresses is asked for by the machine's names, not by 0.0.0.0
OPEN := $(filter 0.0.0.0 ::,$(HOST))
BARE_NAME := $(if $(OPEN),$(shell uname -n),$(HOST))
NAME := $(if $(findstring :,$(BARE_NAME)),[$(BARE_NAME)],$(BARE_NAME))
OTHER_NAMES := $(if $(OPEN),$(shell hostname -I 2>/dev/null))
comma := ,
space := $() $()

# texts are Russian whatever the locale of the terminal says
export PYTHONUTF8 := 1

run dev: export PORTAL_URL ?= http://$(NAME):$(PORT)
run dev: export ALLOWED_HOSTS ?= $(subst $(space),$(comma),$(strip $(NAME) localhost 127.0.0.1 [::1] $(OTHER_NAMES)))
run dev: export HOST := $(HOST)
run dev: export PORT := $(PORT)
run admin: export DEBUG := off
dev: export DEBUG := on

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: run dev admin test test-postgresql test-browser test-faults test-containers test-cluster soak mutate bench screenshots lock sbom clean help begin listen whole database prepare-run prepare-dev

run: ## serve the catalogue at http://127.0.0.1:8000 (HOST and PORT change it)
	@$(ALONE) $(MAKE) --no-print-directory prepare-run
	@$(PRIVATE); exec $(PYTHON) -m gunicorn --config portal/gunicorn.py

dev: ## the same with DEBUG on, reloading what is edited
	@$(ALONE) $(MAKE) --no-print-directory prepare-dev
	@$(PRIVATE); exec $(PYTHON) manage.py runserver "$(if $(findstring :,$(HOST)),[$(HOST)],$(HOST)):$(PORT)"

admin: whole .venv/.run var/secret_key ## make an administrator (ADMIN=name) and print the password once
	@$(PRIVATE); $(MIGRATE)
	@$(PRIVATE); $(MANAGE) make_admin "$(ADMIN)"

test: .venv/.test ## all checks but those below: format, lint, migrations, the tests on SQLite, each statement again on PostgreSQL
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m ruff check .
	.venv/bin/lint-imports --no-cache
	$(CHECKED) makemigrations --check --dry-run
	$(CHECKED) check
	DJANGO_SETTINGS_MODULE=tests.settings $(PYTHON) -m tests.postgres $(PYTHON) -m tests.migrations
	@mkdir -p -m 700 var
	env -u DATABASE_URL STATEMENTS_TO=$(STATEMENTS) $(TESTS) --ignore=tests/browser
	STATEMENTS_FROM=$(STATEMENTS) $(PYTHON) -m tests.postgres $(TESTS) --ignore=tests/browser
	$(PYTHON) -m tests.audit
STATEMENTS = var/statements.json

test-postgresql: .venv/.test ## every test that asks the database, on PostgreSQL (ten minutes)
	$(PYTHON) -m tests.postgres $(TESTS) --ignore=tests/browser

test-browser: .venv/.test ## every page and every model of the desk in a real browser (eleven minutes)
	env -u DATABASE_URL $(TESTS) tests/browser

test-faults: .venv/.test ## real servers broken on purpose, every answer counted (twenty minutes)
	env -u DATABASE_URL $(PYTHON) -m pytest -m slow tests/faults

test-containers: .venv/.test var/compose/bin/podman-compose ## the image built and started, the compose file started whole, without a registry (six minutes)
	env -u DATABASE_URL $(PYTHON) -m pytest -m slow tests/containers

mutate: .venv/.test ## faults planted one by one where freshness, digests and caches are decided; prints those that no test notices
	env -u DATABASE_URL $(PYTHON) -m tests.mutate

test-cluster: .venv/.test var/patroni/.done ## three database machines under Patroni broken on purpose, a backup put back, a release played (a quarter of an hour)
	env -u DATABASE_URL $(PYTHON) -m pytest -m slow tests/cluster

soak: .venv/.test ## an hour of readers, editors, imports, exports and robots, workers and replicas killed meanwhile (MINUTES=60)
	env -u DATABASE_URL $(PYTHON) -m tests.soak --minutes $(MINUTES)
MINUTES ?= 60

bench: .venv/.test var/static/.done var/datasette/bin/datasette var/tantivy/.done ## what the search finds, what everything costs and how it grows (SIZES="25 10000 100000")
	$(PYTHON) -m tests.benchmarks.search_quality
	$(PYTHON) -m tests.benchmarks.search_speed
	$(PYTHON) -m tests.benchmarks.growth --sizes $(SIZES)
	$(PYTHON) -m tests.postgres $(PYTHON) -m tests.benchmarks.exports
SIZES ?= 25 1000 10000

screenshots: .venv/.test ## every page at three widths, in light, dark and for low vision, to var/screenshots
	$(PYTHON) -m tests.browser.screenshots

lock: .venv/bin/python ## write requirements*.txt anew from pyproject.toml (FLAGS=--upgrade takes newer versions)
	$(PIP) uv
	$(PYTHON) -m uv pip compile pyproject.toml $(LOCKED) --output-file requirements.txt
	$(PYTHON) -m uv pip compile pyproject.toml $(LOCKED) --output-file requirements-dev.txt \
		--extra dev --constraint requirements.txt
	$(PYTHON) -m uv pip compile --group pyproject.toml:cluster $(LOCKED) --output-file requirements-cluster.txt \
		--constraint requirements-dev.txt
LOCKED = --quiet --universal --generate-hashes --no-header --no-annotate $(FLAGS)

sbom: .venv/.test ## the list of what is shipped, CycloneDX, from the lock: var/sbom.json
	$(PYTHON) -m cyclonedx_py requirements requirements.txt --output-reproducible --output-file var/sbom.json

clean: ## remove what the commands made, except the database and the key in var/
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis var/static
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1	\2/p' Makefile | expand -t 12

# --- What the commands rest on --------------------------------------------------------------

# the database holds password hashes and open sessions: nobody else on this machine reads it
PRIVATE := umask 077

# two starts at once prepare one after the other: the second finds everything done
define TAKE_TURNS
import fcntl, os, subprocess, sys
os.makedirs("var", mode=0o700, exist_ok=True)
os.chmod("var", 0o700)
with open("var/turn", "w") as turn:
    fcntl.flock(turn, fcntl.LOCK_EX)
    sys.exit(subprocess.call(sys.argv[1:]))
endef
export TAKE_TURNS
ANY_PYTHON := $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	command -v $$python && break; done)
# without any Python the rules below say what is missing
ALONE := $(if $(ANY_PYTHON),$(ANY_PYTHON) -c "$$TAKE_TURNS")

prepare-run: listen begin .venv/.run database var/static/.done
	@echo 'done.'

prepare-dev: listen begin .venv/.run database
	@echo 'done.'

begin:
	@printf 'Preparing: '

define CAN_LISTEN
import os, socket, sys
host, port = os.environ["HOST"], os.environ["PORT"]
try:
    server = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind((host, int(port)))
except (OSError, OverflowError, ValueError) as error:
    reason = getattr(error, "strerror", None) or error
    sys.exit(f"Cannot listen on {host}, port {port}: {reason}. Another one: make run PORT=8001")
endef
export CAN_LISTEN

listen: whole .venv/bin/python
	@$(PYTHON) -c "$$CAN_LISTEN"

define CAN_START
import ensurepip, sqlite3, ssl, sys, venv
sys.exit(sys.version_info < (3, 11))
endef
export CAN_START

# a .venv of a Python that was removed or replaced since cannot start: it is made anew
whole:
	@if [ -e .venv/bin ] && ! .venv/bin/python -c "$$CAN_START" 2>/dev/null; then \
		echo 'The .venv belongs to another Python: making it anew.'; rm -rf .venv; fi

# the first Python that is new enough and whole: some systems ship it without venv
.venv/bin/python:
	@for python in python3 python3.14 python3.13 python3.12 python3.11; do \
		if $$python -c "$$CAN_START" 2>/dev/null; then exec $$python -m venv .venv; fi; \
	done; \
	echo 'Python 3.11 or newer with its venv module is needed and was not found (Debian: apt install python3 python3-venv).' >&2; \
	exit 1

.venv/.run: requirements.txt | whole .venv/bin/python
	@printf 'libraries (a minute, the first time), '
	@$(PIP) --no-deps --require-hashes --requirement requirements.txt
	@touch $@

.venv/.test: requirements-dev.txt | whole .venv/bin/python
	@$(PIP) --no-deps --require-hashes --requirement requirements-dev.txt
	@touch $@

# written aside, so that nobody reads half of it
var/secret_key: | .venv/bin/python
	@mkdir -p -m 700 var
	@$(PRIVATE); $(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(50))' > $@.part && mv $@.part $@

# no stamp: only the database knows what it holds, and asking takes a second
database: .venv/.run var/secret_key
	@printf 'database, '
	@$(PRIVATE); $(MIGRATE)
	@printf 'catalogue, '
	@$(PRIVATE); $(MANAGE) load_catalogue --verbosity 0 > /dev/null
	@$(PRIVATE); $(MANAGE) check --tag database --database default --fail-level WARNING > /dev/null 2>&1 || $(MANAGE) rebuild_index > /dev/null

# what the benchmarks compare with, apart from what the portal needs
var/datasette/bin/datasette: | .venv/bin/python
	$(PYTHON) -m venv var/datasette
	var/datasette/bin/pip install --quiet --disable-pip-version-check datasette

var/tantivy/.done: | .venv/bin/python
	$(PYTHON) -m venv var/tantivy
	var/tantivy/bin/pip install --quiet --disable-pip-version-check tantivy==0.27.0
	@touch $@

# what starts a compose file, apart from what the portal needs
var/compose/bin/podman-compose: | .venv/bin/python
	$(PYTHON) -m venv var/compose
	var/compose/bin/pip install --quiet --disable-pip-version-check podman-compose==1.6.0

# what runs the tests' databases, apart from what the portal needs, and with the system's own
# Python: the owner of a database may not look into the home of whoever has another one
var/patroni/.done: requirements-cluster.txt
	@mkdir -p -m 700 var
	/usr/bin/python3 -m venv --clear var/patroni
	var/patroni/bin/pip install --quiet --disable-pip-version-check --no-deps --require-hashes --requirement requirements-cluster.txt
	@touch $@

# the folders stand among the files so that a removed file is noticed
var/static/.done: .venv/.run portal/settings.py $(shell find static) | var/secret_key
	@printf 'static files, '
	@$(MANAGE) collectstatic --clear --no-input --verbosity 0
	@touch $@
