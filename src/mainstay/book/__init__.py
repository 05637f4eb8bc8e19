"""The whole book in figures: what is owed and how old it is, how each client pays, whether the records are true.

Rows M2, M3.
"""
