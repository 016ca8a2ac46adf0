PYTHON := .venv/bin/python
SYSTEM := $(abspath $(wildcard build/sys/usr/lib/*-linux-gnu))
ifneq ($(SYSTEM),)
export LD_LIBRARY_PATH := $(SYSTEM)$(if $(LD_LIBRARY_PATH),:$(LD_LIBRARY_PATH))
export FONTCONFIG_FILE ?= $(abspath portal/documents/fonts.conf)
export PATH := $(abspath build/sys/usr/bin):$(PATH)
endif

.PHONY: run setup test test-long check bench lock

run:
	@python3 deploy/setup.py
	@exec $(PYTHON) manage.py serve

setup:
	@python3 deploy/setup.py --tests

test: setup
	@$(PYTHON) -m pytest

test-long: setup
	@$(PYTHON) -m pytest -m long -s

check: setup
	@$(PYTHON) deploy/check.py

bench: setup
	@$(PYTHON) -m bench $(NAME)

lock:
	@$(PYTHON) deploy/lock.py
