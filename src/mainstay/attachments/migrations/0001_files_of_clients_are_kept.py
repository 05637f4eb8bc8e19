"""The files attached to clients and their bytes; a row never changes but for its client, and goes when it is removed."""

import django.db.models.deletion
from django.db import migrations, models

from mainstay.store.triggers import MovesByRecord, NeverChanged

_KINDS = (
    "pdf", "png", "jpeg", "webp", "docx", "xlsx", "pptx", "doc", "xls", "ppt", "odt", "ods", "odp", "text", "csv", "eml",
    "zip",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0019_clients_may_be_merged"),
        ("timeline", "0007_rows_move_by_record"),
    ]

    operations = [
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(max_length=32, unique=True)),
                ("note_ref", models.CharField(default="", max_length=32)),
                ("name", models.CharField(max_length=150)),
                ("kind", models.CharField(max_length=10)),
                ("size", models.BigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("attached_on", models.DateField()),
                ("attached_at", models.DateTimeField()),
                ("attached_by", models.CharField(max_length=120)),
                ("author_kind", models.CharField(default="", max_length=20)),
                ("author_id", models.CharField(default="", max_length=100)),
                (
                    "client",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clients.client",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["client", "attached_at"], name="attachment_by_client_and_time"),
                    models.Index(
                        condition=models.Q(("note_ref", ""), _negated=True),
                        fields=["note_ref"],
                        name="attachment_by_note",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="attachment_has_a_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", _KINDS)), name="attachment_is_of_a_known_kind"
                    ),
                    models.CheckConstraint(condition=models.Q(("size__gt", 0)), name="attachment_is_not_empty"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Content",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("data", models.BinaryField()),
                (
                    "attachment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="content", to="attachments.attachment"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        NeverChanged("attachments_attachment", except_columns=("client_id",)),
        MovesByRecord("attachments_attachment"),
        NeverChanged("attachments_content"),
    ]
