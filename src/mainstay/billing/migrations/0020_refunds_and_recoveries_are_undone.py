"""A refund or a recovery recorded by mistake is undone by a second, negative row."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

from mainstay.store.triggers import LiftGuards, NeverChanged, NeverDeleted


def _undone(model: str) -> tuple[Operation, ...]:
    table = f"billing_{model}"
    return (
        LiftGuards(NeverDeleted(table), NeverChanged(table)),
        migrations.RemoveConstraint(model_name=model, name=f"{model}_is_positive"),
        migrations.AddField(
            model_name=model,
            name="reverses",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reversed_by",
                to=f"billing.{model}",
            ),
        ),
        migrations.AddConstraint(
            model_name=model,
            constraint=models.CheckConstraint(
                condition=models.Q(minor__gt=0, reverses__isnull=True) | models.Q(minor__lt=0, reverses__isnull=False),
                name=f"{model}_is_positive_or_undoes_one",
            ),
        ),
        NeverDeleted(table),
        NeverChanged(table),
    )


class Migration(migrations.Migration):
    """Let a row point at the one it undoes, and put the guards up again."""

    dependencies = (("billing", "0019_documents_move_with_their_client"),)

    operations = (*_undone("refund"), *_undone("recovery"))
