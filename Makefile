PYTHON := . ./deploy/environment.sh && exec .venv/bin/python

.PHONY: run setup test test-long check bench mutants pictures lock

run:
	@python3 deploy/setup.py
	@$(PYTHON) manage.py serve

setup:
	@python3 deploy/setup.py --tests

test: setup
	@$(PYTHON) -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

test-long: setup
	@$(PYTHON) -m pytest -m long -s

check: setup
	@$(PYTHON) deploy/check.py

mutants: setup
	@$(PYTHON) -m tests.mutants

bench: setup
	@$(PYTHON) -m bench $(NAME)

pictures: setup
	@$(PYTHON) -m tests.browser.pictures

lock:
	@$(PYTHON) deploy/lock.py
