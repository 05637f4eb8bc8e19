"""Invoices, credit notes, payments and everything that settles them."""

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("clients", "0001_clients_are_kept"),
    ]

    operations = [
        migrations.CreateModel(
            name="NumberSeries",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40, unique=True)),
                ("prefix", models.CharField(default="", max_length=20)),
                ("next_number", models.BigIntegerField(default=1)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Horizon",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("last_on", models.DateField()),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="horizon_is_one_row")],
            },
        ),
        migrations.CreateModel(
            name="Invoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(max_length=32, unique=True)),
                ("number", models.CharField(max_length=100, unique=True)),
                ("external_id", models.CharField(default="", max_length=120)),
                ("reference", models.CharField(default="", max_length=300)),
                ("currency", models.CharField(max_length=3)),
                ("issued_on", models.DateField()),
                ("due_on", models.DateField()),
                ("total_minor", models.BigIntegerField()),
                ("tax_minor", models.BigIntegerField(null=True)),
                ("channel", models.CharField(default="", max_length=40)),
                ("source", models.CharField(max_length=20)),
                ("recorded_at", models.DateTimeField()),
                ("open_minor", models.BigIntegerField()),
                ("paid_minor", models.BigIntegerField(default=0)),
                ("credited_minor", models.BigIntegerField(default=0)),
                ("written_off_minor", models.BigIntegerField(default=0)),
                ("settled_on", models.DateField(null=True)),
                ("is_rewound", models.BooleanField(default=False)),
                ("is_settled_day_known", models.BooleanField(default=True)),
                (
                    "client",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoices",
                        to="clients.client",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Dispute",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(max_length=32, unique=True)),
                ("opened_on", models.DateField(null=True)),
                ("reason", models.CharField(default="", max_length=300)),
                ("closed_on", models.DateField(null=True)),
                ("outcome", models.CharField(default="", max_length=300)),
                ("recorded_at", models.DateTimeField()),
                (
                    "invoice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disputes",
                        to="billing.invoice",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="CreditNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(max_length=32, unique=True)),
                ("number", models.CharField(max_length=100, unique=True)),
                ("currency", models.CharField(max_length=3)),
                ("issued_on", models.DateField()),
                ("total_minor", models.BigIntegerField()),
                ("reason", models.CharField(default="", max_length=300)),
                ("recorded_at", models.DateTimeField()),
                ("unallocated_minor", models.BigIntegerField()),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="credit_notes", to="clients.client"
                    ),
                ),
                (
                    "voids",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="voided_by",
                        to="billing.invoice",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(max_length=32, unique=True)),
                ("key", models.CharField(default="", max_length=200)),
                ("currency", models.CharField(max_length=3)),
                ("paid_on", models.DateField()),
                ("is_day_known", models.BooleanField(default=True)),
                ("minor", models.BigIntegerField()),
                ("note", models.CharField(default="", max_length=300)),
                ("source", models.CharField(max_length=20)),
                ("recorded_at", models.DateTimeField()),
                ("unallocated_minor", models.BigIntegerField()),
                (
                    "client",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="clients.client",
                    ),
                ),
                (
                    "reverses",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by",
                        to="billing.payment",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Refund",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(max_length=32, unique=True)),
                ("minor", models.BigIntegerField()),
                ("refunded_on", models.DateField()),
                ("note", models.CharField(default="", max_length=300)),
                ("recorded_at", models.DateTimeField()),
                (
                    "credit_note",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refunds",
                        to="billing.creditnote",
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refunds",
                        to="billing.payment",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="WriteOff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(max_length=32, unique=True)),
                ("minor", models.BigIntegerField()),
                ("written_off_on", models.DateField()),
                ("reason", models.CharField(max_length=300)),
                ("recorded_at", models.DateTimeField()),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="write_offs", to="billing.invoice"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Recovery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(max_length=32, unique=True)),
                ("minor", models.BigIntegerField()),
                ("recovered_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "payment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="recoveries", to="billing.payment"
                    ),
                ),
                (
                    "write_off",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="recoveries", to="billing.writeoff"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Allocation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("allocated_on", models.DateField()),
                ("minor", models.BigIntegerField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "reverses",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by",
                        to="billing.allocation",
                    ),
                ),
                (
                    "credit_note",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocations",
                        to="billing.creditnote",
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocations",
                        to="billing.invoice",
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocations",
                        to="billing.payment",
                    ),
                ),
                (
                    "write_off",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocations",
                        to="billing.writeoff",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(fields=["client", "issued_on"], name="invoice_by_client_and_day"),
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(
                condition=models.Q(("open_minor__gt", 0)),
                fields=["client", "currency", "due_on", "open_minor"],
                name="invoice_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("external_id", ""), _negated=True),
                fields=("external_id",),
                name="invoice_external_id_is_used_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("total_minor__gt", 0)), name="invoice_total_is_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_on__gte", models.F("issued_on"))), name="invoice_is_not_due_before_issue"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "total_minor",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    models.F("open_minor"), "+", models.F("paid_minor")
                                ),
                                "+",
                                models.F("credited_minor"),
                            ),
                            "+",
                            models.F("written_off_minor"),
                        ),
                    )
                ),
                name="invoice_total_is_open_plus_settled",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("credited_minor__gte", 0),
                    ("open_minor__gte", 0),
                    ("paid_minor__gte", 0),
                    ("written_off_minor__gte", 0),
                ),
                name="invoice_parts_are_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("open_minor", 0), ("settled_on__isnull", False)),
                    models.Q(("open_minor__gt", 0), ("settled_on__isnull", True)),
                    _connector="OR",
                ),
                name="invoice_is_settled_when_nothing_is_open",
            ),
        ),
        migrations.AddIndex(
            model_name="dispute",
            index=models.Index(fields=["invoice"], name="dispute_by_invoice"),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_on__isnull", True)),
                fields=("invoice",),
                name="invoice_has_one_open_dispute",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_on__isnull", True),
                    ("opened_on__isnull", True),
                    ("closed_on__gte", models.F("opened_on")),
                    _connector="OR",
                ),
                name="dispute_closes_after_it_opens",
            ),
        ),
        migrations.AddConstraint(
            model_name="creditnote",
            constraint=models.CheckConstraint(
                condition=models.Q(("total_minor__gt", 0)), name="credit_note_total_is_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="creditnote",
            constraint=models.CheckConstraint(
                condition=models.Q(("unallocated_minor__gte", 0), ("unallocated_minor__lte", models.F("total_minor"))),
                name="credit_note_unallocated_is_within_total",
            ),
        ),
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(fields=["client", "paid_on"], name="payment_by_client_and_day"),
        ),
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(
                condition=models.Q(("unallocated_minor__gt", 0)),
                fields=["client", "currency", "unallocated_minor"],
                name="payment_unallocated",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("key", ""), _negated=True), fields=("key",), name="payment_key_is_used_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reverses__isnull", False)), fields=("reverses",), name="payment_is_reversed_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("minor__gt", 0), ("reverses__isnull", True), ("unallocated_minor__gte", 0)),
                    models.Q(("minor__lt", 0), ("reverses__isnull", False), ("unallocated_minor", 0)),
                    _connector="OR",
                ),
                name="payment_is_positive_or_reverses_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(("minor__lt", 0), ("unallocated_minor__lte", models.F("minor")), _connector="OR"),
                name="payment_unallocated_is_within_amount",
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(condition=models.Q(("minor__gt", 0)), name="refund_is_positive"),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("credit_note__isnull", True), ("payment__isnull", False)),
                    models.Q(("credit_note__isnull", False), ("payment__isnull", True)),
                    _connector="OR",
                ),
                name="refund_has_one_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="writeoff",
            constraint=models.CheckConstraint(condition=models.Q(("minor__gt", 0)), name="write_off_is_positive"),
        ),
        migrations.AddConstraint(
            model_name="recovery",
            constraint=models.CheckConstraint(condition=models.Q(("minor__gt", 0)), name="recovery_is_positive"),
        ),
        migrations.AddIndex(
            model_name="allocation",
            index=models.Index(fields=["invoice", "allocated_on", "minor"], name="allocation_by_invoice_and_day"),
        ),
        migrations.AddIndex(
            model_name="allocation",
            index=models.Index(
                condition=models.Q(("payment__isnull", False)), fields=["payment"], name="allocation_by_payment"
            ),
        ),
        migrations.AddIndex(
            model_name="allocation",
            index=models.Index(
                condition=models.Q(("credit_note__isnull", False)),
                fields=["credit_note"],
                name="allocation_by_credit_note",
            ),
        ),
        migrations.AddIndex(
            model_name="allocation",
            index=models.Index(
                condition=models.Q(("write_off__isnull", False)), fields=["write_off"], name="allocation_by_write_off"
            ),
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reverses__isnull", False)),
                fields=("reverses",),
                name="allocation_is_reversed_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("minor__gt", 0), ("reverses__isnull", True)),
                    models.Q(("minor__lt", 0), ("reverses__isnull", False)),
                    _connector="OR",
                ),
                name="allocation_is_positive_or_reverses_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("credit_note__isnull", True), ("payment__isnull", False), ("write_off__isnull", True)),
                    models.Q(("credit_note__isnull", False), ("payment__isnull", True), ("write_off__isnull", True)),
                    models.Q(("credit_note__isnull", True), ("payment__isnull", True), ("write_off__isnull", False)),
                    _connector="OR",
                ),
                name="allocation_has_one_source",
            ),
        ),
    ]
