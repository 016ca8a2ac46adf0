"""Tables of chapters 5 and 6: reports, inspection, assessment, statistics, survey, commendation."""
