"""Files attached to clients and to notes about them: what may be attached, kept in the book, served, removed."""
