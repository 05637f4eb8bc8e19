"""A firm has a legal name, an address, tax numbers, bank accounts, opening hours and a public web address."""

from django.db import migrations, models

_TEXTS = {
    "legal_name": 200, "street": 200, "postal_code": 20, "city": 100, "tax_office": 100, "tax_number": 20,
    "vat_number": 20, "company_number": 30, "opening_hours": 200, "public_address": 200,
}  # fmt: skip


class Migration(migrations.Migration):
    """Add the columns."""

    dependencies = (("firm", "0014_a_firm_has_the_code_page_of_its_files"),)

    operations = (
        *(
            migrations.AddField("firm", name, models.CharField(max_length=length, default=""))
            for name, length in _TEXTS.items()
        ),
        migrations.AddField("firm", "bank_accounts", models.TextField(default="")),
    )
