"""The owner's firm and its book: which firm is active, where its book lies, who it is.

Words: a firm has one book; a book is a namespace of its own (a SQLite file or a PostgreSQL schema); no table has a
tenant column. Serves every row of the practice.
"""
