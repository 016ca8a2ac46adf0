"""Writing talks (约谈): suggesting, deciding, notices, records, what was promised; each move by the table of states."""
