"""One figure everywhere: what pages, brief, spreadsheet, report, interface and export say, held against the plain reading."""
