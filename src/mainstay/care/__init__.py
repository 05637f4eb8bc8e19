"""Calls to clients: what came of each, what was promised, and until when a client is left in peace."""
