"""The steps of `deploy/setup.py`; standard library only."""
