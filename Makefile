# Lastmile's commands. `make run` and `make test` need nothing but Python 3.11 or newer and make.

BIN := .venv/bin
WHOLE := app/kernel/*,app/funding/*,app/*/rules.py,app/*/actions.py,app/*/flow.py

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run test coverage check format lock docs tour translations browser advisories

help: ## say what each command does
	@sed -nE 's/^([a-z]+):.*## (.*)/make \1\t\2/p' Makefile | expand -t 20

setup: .venv/.project app/web/static/built/manifest.json ## make .venv with the `lastmile` command, and build the assets
	@:

run: setup ## set everything up, fill an empty database with the demonstration, and serve it
	@$(BIN)/lastmile migrate
	@$(BIN)/lastmile demo --if-empty
	@$(BIN)/lastmile serve

test: check browser advisories ## prove everything
	@$(BIN)/pytest -n 2 --dist worksteal

coverage: setup ## the tests again, counting branches: kernel, funding and every rule, action and flow whole
	@$(BIN)/pytest -n 2 --dist worksteal --cov --cov-report=term
	@echo "Branch coverage of the kernel, the funding and every rule, action and flow:"
	@$(BIN)/coverage report --include="$(WHOLE)" --fail-under=100

check: setup ## look at format, lint, types, import contracts, templates, and migrations against models
	@$(BIN)/ruff format --check --quiet . || { echo "The format differs: run \`make format\`."; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary
	@contracts=$$($(BIN)/lint-imports --no-logo 2>&1) || { echo "$$contracts"; exit 1; }
	@$(BIN)/djlint --lint --quiet templates
	@$(BIN)/lastmile migrate --check

format: .venv/.project ## put the code into the house's format and mend what can be mended by itself
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --quiet --fix .

lock: | .venv/.libraries ## pin the newest release of every library, with hashes and without addresses
	@$(BIN)/uv pip compile pyproject.toml --output-file constraints.txt --quiet --upgrade \
		--universal --python-version 3.11 --all-extras --generate-hashes --no-annotate \
		--no-emit-index-url --no-emit-find-links --no-strip-extras --custom-compile-command "make lock"
	@$(BIN)/python assets/build.py lock
	@echo "Pinned anew: look at the difference, then run \`make test\`."

docs: setup ## write the documents that are computed from the code
	@$(BIN)/lastmile docs

tour: setup browser ## take the pictures of docs/tour anew
	@$(BIN)/python -m tests.browser.tour

translations: .venv/.project ## gather the sentences and bring every catalogue up to date
	@mkdir -p var
	@$(BIN)/pybabel --quiet extract --mapping=babel.cfg --keyword=n_:1,2 --no-location --sort-output --omit-header \
		--output=var/lastmile.pot .
	@$(BIN)/pybabel --quiet update --domain=lastmile --input-file=var/lastmile.pot --output-dir=app/locale \
		--omit-header --no-fuzzy-matching --ignore-obsolete

browser: ## install Debian's Chromium for the browser tests where that is possible
	@for name in $$LASTMILE_CHROMIUM chromium chromium-browser google-chrome; do \
		if command -v "$$name" >/dev/null; then exit 0; fi; \
	done; \
	if test "$$(id -u)" = 0 && command -v apt-get >/dev/null; then \
		echo "Installing Chromium for the browser tests."; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
			apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null && exit 0; \
	fi; \
	echo "NO BROWSER: the browser tests cannot run here. Install Chromium (on Debian: apt-get install chromium)" \
		"or name one in LASTMILE_CHROMIUM, then run this again."

advisories: .venv/.libraries ## ask once a day whether a pinned library has a known weakness
	@$(BIN)/python tests/advisories.py

.venv/.made:
	@for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
		if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			echo "Making the environment .venv."; \
			$$python -m venv --clear .venv && touch $@ && exit 0; \
			echo "This Python cannot make environments. On Debian: apt-get install python3-venv. Then run make again."; \
			exit 1; \
		fi; \
	done; \
	echo "Python 3.11 or newer is missing. Install it, or name it: make PYTHON=/path/to/python3"; exit 1

.venv/.libraries: constraints.txt | .venv/.made
	@echo "Installing the pinned libraries into .venv (a minute or two the first time)."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement constraints.txt \
		>.venv/setup.log 2>&1 || { cat .venv/setup.log; echo "The libraries could not be installed: look at the network or at pip's settings, then run make again."; exit 1; }
	@touch $@

.venv/.project: pyproject.toml .venv/.libraries
	@echo "Installing the \`lastmile\` command."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable . \
		>.venv/setup.log 2>&1 || { cat .venv/setup.log; echo "The project could not be installed: what pip says above names the place to mend; then run make again."; exit 1; }
	@touch $@

app/web/static/built/manifest.json: package-lock.json $(wildcard assets/*) | .venv/.libraries
	@echo "Building the style sheet and the scripts."
	@$(BIN)/python assets/build.py || { echo "The assets could not be built: mend what is said above, then run make again."; exit 1; }
	@touch $@
