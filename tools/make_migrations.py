"""Write migrations for changed models: `python tools/make_migrations.py billing -n the_change_as_a_sentence`.

Django asks the database for what was applied before it writes; a book of its own, in memory, answers.
"""

from __future__ import annotations

import sys

from django.core.management import call_command
from django.db import connections

from mainstay.config.starting import start

_IN_MEMORY = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}


def main() -> None:
    """Run Django's makemigrations without a book."""
    start()
    del connections["default"]
    connections.settings = connections.configure_settings({"default": _IN_MEMORY})
    call_command("makemigrations", *sys.argv[1:], skip_checks=True)


if __name__ == "__main__":
    main()
