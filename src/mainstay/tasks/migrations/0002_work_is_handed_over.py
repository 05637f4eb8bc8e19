"""Who does the work of somebody who is away; a row stays, and only its end may be noted."""

from django.db import migrations, models

from mainstay.store.triggers import NeverChanged, NeverDeleted


class Migration(migrations.Migration):
    dependencies = [
        ("tasks", "0001_tasks_are_kept"),
    ]

    operations = [
        migrations.CreateModel(
            name="StandIn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(max_length=32, unique=True)),
                ("person", models.CharField(max_length=254)),
                ("stand_in", models.CharField(max_length=254)),
                ("from_on", models.DateField()),
                ("until_on", models.DateField()),
                ("set_by", models.CharField(max_length=120)),
                ("ended_on", models.DateField(null=True)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on__isnull", True)),
                        fields=("person",),
                        name="person_has_one_stand_in",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("person", models.F("stand_in")), _negated=True),
                        name="stand_in_is_somebody_else",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until_on__gte", models.F("from_on"))), name="stand_in_ends_after_it_began"
                    ),
                ],
            },
        ),
        NeverDeleted("tasks_standin"),
        NeverChanged("tasks_standin", except_columns=("ended_on",)),
    ]
