from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0008_days_and_reversals_have_names_of_the_trade"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(
                condition=models.Q(("reference", ""), _negated=True), fields=["reference"], name="invoice_by_reference"
            ),
        ),
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(
                condition=models.Q(("note", ""), _negated=True), fields=["note"], name="payment_by_note"
            ),
        ),
    ]
