"""What is to be done, by whom and by when; a task stays in the book whatever became of it."""

import django.db.models.deletion
from django.db import migrations, models

from mainstay.store.triggers import NeverDeleted


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0014_proposals_may_be_something_to_do"),
    ]

    operations = [
        migrations.CreateModel(
            name="Task",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(max_length=32, unique=True)),
                ("what", models.CharField(max_length=200)),
                ("note", models.TextField(default="")),
                ("who", models.CharField(default="", max_length=254)),
                ("due_on", models.DateField()),
                ("repeat", models.CharField(default="", max_length=20)),
                ("first_on", models.DateField()),
                ("added_on", models.DateField()),
                ("added_by", models.CharField(max_length=120)),
                ("done_on", models.DateField(null=True)),
                ("done_due_on", models.DateField(null=True)),
                ("done_by", models.CharField(default="", max_length=120)),
                ("ended_on", models.DateField(null=True)),
                ("is_dropped", models.BooleanField(default=False)),
                (
                    "client",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
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
                    models.Index(
                        condition=models.Q(("ended_on__isnull", True)), fields=["due_on"], name="open_task_by_day"
                    ),
                    models.Index(
                        condition=models.Q(("client__isnull", False)), fields=["client"], name="task_by_client"
                    ),
                    models.Index(
                        condition=models.Q(("done_on__isnull", False)), fields=["done_on"], name="task_by_day_done"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("what", ""), _negated=True), name="task_says_what"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("repeat__in", ("", "daily", "working_days", "weekly", "monthly", "yearly"))
                        ),
                        name="task_repeats_in_a_known_way",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_due_on__isnull", True), ("done_on__isnull", True)),
                            models.Q(("done_due_on__isnull", False), ("done_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="done_task_says_which_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_dropped", False), ("ended_on__isnull", False), _connector="OR"),
                        name="dropped_task_has_ended",
                    ),
                ],
            },
        ),
        NeverDeleted("tasks_task"),
    ]
