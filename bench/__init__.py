"""Speed against a floor measured in the same run (docs/bench.md): `make bench`, or `make bench NAME=ledger`."""
