"""Where a firm's book lies and how it is opened: the two engines, which firm is active, bulk writing, triggers.

Backups, upgrades and templates of books, the fence around a job's writes, errors of the place. It knows no table of any
package but Django's own, and nothing of what a book is about.
"""
