"""One schema a firm."""
