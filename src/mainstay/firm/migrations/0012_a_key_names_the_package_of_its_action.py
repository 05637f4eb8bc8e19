"""A key remembers the package of its action beside its name: another package may use the name for an action of its own."""

from django.db import migrations

ACTIONS = {
    "billing": (
        "allocate",
        "close_dispute",
        "dispute_invoice",
        "issue_credit_note",
        "issue_invoice",
        "move_allocation",
        "record_payment",
        "recover",
        "refund",
        "reverse_payment",
        "take_back_allocation",
        "void_invoice",
        "write_off_invoice",
    ),
    "clients": (
        "accept_proposal",
        "add_client",
        "add_contact",
        "add_note",
        "change_client",
        "change_contact",
        "correct_note",
        "decline_proposal",
        "drop_next_contact",
        "erase_words",
        "finish_next_contact",
        "lift_standing",
        "move_next_contact",
        "override_standing",
        "remove_contact",
        "save_mapping",
        "set_next_contact",
    ),
    "firm": (
        "change_role",
        "change_role_acts",
        "choose_language",
        "choose_name",
        "choose_theme",
        "deactivate_person",
        "describe_firm",
        "remove_view",
        "rename_view",
        "save_view",
        "withdraw_invitation",
    ),
}


def operation(package: str, names: tuple[str, ...]) -> migrations.RunSQL:
    """Put the package before these names, or take it away."""
    listed = ", ".join(f"'{name}'" for name in names)
    return migrations.RunSQL(
        f"UPDATE firm_idempotencykey SET action = '{package}.' || action WHERE action IN ({listed})",
        f"UPDATE firm_idempotencykey SET action = SUBSTR(action, {len(package) + 2}) WHERE action LIKE '{package}.%'",
    )


class Migration(migrations.Migration):
    """Put the package before the name, for the keys of every action there was."""

    dependencies = (("firm", "0011_jobs_have_a_package_of_their_own"),)

    operations = tuple(operation(package, names) for package, names in ACTIONS.items())
