"""The whole book in figures: what is owed, how each client pays, what is at risk, who each is, whether it is true.

It gathers the facts, asks insight, and keeps the opinion of each day. Rows M1, M2, M3, M5, M29, M39.
"""
