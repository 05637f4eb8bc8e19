"""Files the whole book is written to."""
