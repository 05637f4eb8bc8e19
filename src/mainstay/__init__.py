"""Mainstay: for people who live from their clients."""
