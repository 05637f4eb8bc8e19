"""What follows from a client's ratings may be something to do; it says who does it by when, and why it was put off."""

from django.db import migrations, models

from mainstay.store.triggers import NeverChanged, NeverDeleted

ACTS = ("stop", "call_payment", "call_drifting", "agree_pay_day", "offer_agreement")
NOTHING = {"days__isnull": True, "percent__isnull": True, "minor__isnull": True, "currency": ""}
HAS_VALUE = (
    models.Q(kind="terms", days__gte=0, percent__isnull=True, minor__isnull=True, currency="")
    | models.Q(kind="deposit", days__isnull=True, percent__range=(1, 100), minor__isnull=True, currency="")
    | (
        models.Q(kind="credit_limit", days__isnull=True, percent__isnull=True, minor__gte=0)
        & ~models.Q(currency="")
    )
    | models.Q(kind__in=ACTS, **NOTHING)
)  # fmt: skip


class Migration(migrations.Migration):
    """Add the columns, and put the guards up again, which name each column."""

    dependencies = (("clients", "0013_a_client_has_two_ratings"),)

    operations = (
        migrations.RemoveConstraint("proposal", "proposal_has_the_value_of_its_kind"),
        # Backwards: what an earlier version has no word for.
        migrations.RunSQL("", f"DELETE FROM clients_proposal WHERE kind IN {ACTS}"),
        migrations.AddField("proposal", "who", models.CharField(default="", max_length=120)),
        migrations.AddField("proposal", "due_on", models.DateField(null=True)),
        migrations.AddField("proposal", "later", models.CharField(default="", max_length=300)),
        migrations.AddConstraint(
            "proposal", models.CheckConstraint(condition=HAS_VALUE, name="proposal_has_the_value_of_its_kind")
        ),
        NeverDeleted("clients_proposal"),
        NeverChanged(
            "clients_proposal",
            except_columns=(
                "reason", "version", "state", "answered_on", "answered_by", "answer", "who", "due_on", "later",
            ),
        ),
    )  # fmt: skip
