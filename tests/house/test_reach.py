"""What Mainstay can do, its owner can do: every public action is reached from the command line."""

from __future__ import annotations

import sources
from references import reached

# "package.file.action" -> why nobody reaches it from the command line.
_PEOPLE = "people are invited, sign in and choose in the app; the command line acts as the owner of the machine"
_VIEWS = "a view is an address of the app; the command line says what it asks for in its options"
UNREACHED: dict[str, str] = {
    "jobs.jobs.begin_job": "a terminal waits for its own import; behind the screen it is asked for with ask_for_job",
    "scoring.scoring.ask_for_update": "a terminal updates the forecast at once",
    **{
        f"overview.copies.{name}": "a terminal does it at once"
        for name in ("ask_for_copy", "ask_for_check", "ask_to_open_copy")
    },
    "billing.importing_credit_sheets.import_credit_sheets": "a sheet of an export: “import export” reaches it",
    "billing.importing_invoice_sheets.import_dispute_sheet": "a sheet of an export: “import export” reaches it",
    "billing.importing_invoice_sheets.import_write_off_sheet": "a sheet of an export: “import export” reaches it",
    "billing.importing_payment_sheets.import_payment_sheet": "a sheet of an export: “import export” reaches it",
    "billing.importing_payment_sheets.take_payment_records": "one batch of such a sheet",
    "overview.copies.remove_opened_copy": "a terminal removes any firm",
    "firm.further_firms.found_further_firm": "in a terminal a firm is added without an owner who signs in (firms add)",
    **{f"firm.saved_views.{name}_view": _VIEWS for name in ("save", "rename", "remove")},
    **{
        f"firm.people.{name}": _PEOPLE
        for name in (
            "accept_invitation",
            "add_person",
            "admit_visitor",
            "change_role",
            "choose_language",
            "choose_name",
            "choose_theme",
            "deactivate_person",
            "invite",
            "withdraw_invitation",
        )
    },
    **{
        f"firm.security.{name}": "what happens when a person signs in, or looks at their own account, in the app"
        for name in ("end_sessions", "notice_security_events", "record_failed_sign_in", "reset_password")
    },
}


def unreached(house: sources.House) -> set[str]:
    """Name the public actions that no module of cli mentions, neither itself nor through what it calls."""
    starts = [name for name in house.graph if name.startswith("mainstay.cli")]
    seen = reached(house.graph, starts)
    return {
        sources.short_name(source, function)
        for source, function in sources.public_actions(house)
        if f"{source.module}.{function.name}" not in seen
    }


def test_every_action_is_reached_from_the_command_line():
    assert unreached(sources.read_house()) == set(UNREACHED)


def test_a_forgotten_action_is_noticed():
    house = sources.house_of(
        {
            "src/mainstay/billing/actions/payments.py": """
def pay(*, by, now):
    _step()

def refund(*, by, now): ...

def forget(*, by, now): ...

def _step():
    refund()
""",
            "src/mainstay/cli/payments.py": """
def command():
    from mainstay.billing.actions import payments
    payments.pay(by=1, now=2)
""",
        },
    )

    assert unreached(house) == {"billing.payments.forget"}
