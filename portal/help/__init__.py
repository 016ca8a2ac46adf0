"""Help in the users' words: a panel for every page, a first tour for every role (docs/help.md)."""
