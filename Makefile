PYTHON := .venv/bin/python

.PHONY: setup test check lock

setup:
	@python3 deploy/setup.py

test: setup
	@$(PYTHON) -m pytest

check: setup
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m mypy
	@.venv/bin/lint-imports
	@$(PYTHON) manage.py makemigrations --check --dry-run
	@$(PYTHON) -m pip check

lock:
	@$(PYTHON) -m uv pip compile pyproject.toml --group dev --generate-hashes --python-version 3.11 --no-header -q -o requirements.txt
