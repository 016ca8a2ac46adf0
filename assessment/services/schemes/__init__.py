"""Services of assessments: drafting, scoring, deciding, notifying, objections, freezing."""
