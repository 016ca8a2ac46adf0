"""The demo world: an invented corps in the real shape, made from a seed, with believable gaps (docs/demo.md)."""
