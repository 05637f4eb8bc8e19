"""Pages as JSON documents, typed amounts and days as values: one for the terminal, the browser and other programs."""
