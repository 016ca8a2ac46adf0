"""Forms of supervision: the notice, what is done with an item, the filters of the list."""
