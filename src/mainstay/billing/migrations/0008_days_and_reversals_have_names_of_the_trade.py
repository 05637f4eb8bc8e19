"""The latest day of business, and that an allocation was taken back, by the names the trade has for them."""

from django.db import migrations, models

from mainstay.store.triggers import NeverChanged


class Migration(migrations.Migration):
    """Rename the table and the column, and put the guard up again, which names each column."""

    dependencies = (("billing", "0007_opinions_are_read_from_an_index"),)

    operations = (
        migrations.RemoveConstraint("horizon", "horizon_is_one_row"),
        migrations.RenameModel("Horizon", "LatestBusinessDate"),
        migrations.AddConstraint(
            "latestbusinessdate",
            models.CheckConstraint(condition=models.Q(id=1), name="latest_business_date_is_one_row"),
        ),
        migrations.RemoveIndex("invoice", "invoice_habits"),
        migrations.RenameField("invoice", "is_rewound", "has_reversals"),
        migrations.AddIndex(
            "invoice",
            models.Index(
                fields=[
                    "client", "issued_on", "due_on", "settled_on", "paid_minor", "written_off_minor",
                    "is_settled_day_known", "has_reversals", "total_minor", "open_minor", "currency", "channel",
                ],
                name="invoice_habits",
            ),
        ),
        NeverChanged(
            "billing_invoice",
            except_columns=(
                "open_minor", "paid_minor", "credited_minor", "written_off_minor", "settled_on", "has_reversals",
                "is_settled_day_known",
            ),
        ),
    )  # fmt: skip
