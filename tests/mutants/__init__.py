"""Do the tests of the ledger and of periods notice a fault? `make mutants` plants many, one at a time (docs/mutants.md)."""
