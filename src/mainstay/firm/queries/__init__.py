"""What there is to know about firms."""
