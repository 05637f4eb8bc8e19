"""One file a firm."""
