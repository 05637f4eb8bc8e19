"""The owner's firm: who it is, who signs in to it, in which role; founding and removing its book.

Words: a firm has one book; a book is a namespace of its own (a SQLite file or a PostgreSQL schema); no table has a
tenant column. Serves every row of the practice.
"""
