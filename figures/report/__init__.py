"""The report: one HTML file with every theorem, check, lemma, claim and figure of a run; `figures.report.page` writes it."""
