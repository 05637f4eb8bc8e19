"""A client has two ratings, relationship and payment; two words of the first are said otherwise.

What was stored stays, under the word of today. The payment rating of a book is worked out when it is next scored.
"""

from django.db import migrations, models

from mainstay.store.triggers import NeverChanged, NeverDeleted

RELATIONSHIPS = ("steady", "stepping_stone", "new", "drifting", "too_early")
PAYMENTS = ("on_time", "slow_but_sure", "at_risk", "not_paying")
RENAMED = {"leaving": "drifting", "not_clear": "too_early"}

# table, its model, the column that says when it ended, its unique constraint, its check, what may be written
TABLES = (
    (
        "standing", "ended_on", "client_has_one_standing_now", "standing_is_one_of_five",
        ("as_of", "score", "reason", "version", "ended_on"),
    ),
    (
        "standingoverride", "lifted_on", "client_has_one_standing_override", "overriding_standing_is_one_of_five",
        ("lifted_on", "lifted_by"),
    ),
)  # fmt: skip


def operations_of(
    model: str, ended: str, once: str, checked: str, written: tuple[str, ...]
) -> list[migrations.operations.base.Operation]:
    """Open the guard, rename the words, and put everything up again for two ratings."""
    table = f"clients_{model}"
    ratings = {"relationship": RELATIONSHIPS, "payment": PAYMENTS}
    return [
        migrations.RemoveConstraint(model, once),
        migrations.RemoveConstraint(model, checked),
        # Backwards: what an earlier version has no word for.
        migrations.RunSQL("", f"DELETE FROM {table} WHERE standing IN {PAYMENTS}"),
        NeverChanged(table, except_columns=(*written, "standing")),
        *(
            migrations.RunSQL(
                f"UPDATE {table} SET standing = '{after}' WHERE standing = '{before}'",
                f"UPDATE {table} SET standing = '{before}' WHERE standing = '{after}'",
            )
            for before, after in RENAMED.items()
        ),
        *(
            migrations.AddConstraint(
                model,
                models.UniqueConstraint(
                    fields=["client"],
                    condition=models.Q((f"{ended}__isnull", True), ("standing__in", words)),
                    name=once.replace("standing", rating),
                ),
            )
            for rating, words in ratings.items()
        ),
        migrations.AddConstraint(
            model,
            models.CheckConstraint(
                condition=models.Q(("standing__in", RELATIONSHIPS + PAYMENTS)), name=checked.replace("five", "nine")
            ),
        ),
        NeverDeleted(table),
        NeverChanged(table, except_columns=written),
    ]


class Migration(migrations.Migration):
    """Rename the words that are there, and let a payment rating stand beside the relationship."""

    dependencies = (("clients", "0012_what_was_agreed_has_its_own_name"),)

    operations = tuple(operation for table in TABLES for operation in operations_of(*table))
