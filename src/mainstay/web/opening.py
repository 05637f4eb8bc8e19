"""Which acts a page serves, and so who may open it. A page that nobody entered here is closed to everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.conf import settings

from mainstay.attachments.rules import acts as attachments
from mainstay.billing.rules import acts as billing
from mainstay.care.rules import acts as care
from mainstay.clients.rules import acts as clients
from mainstay.demonstration.rules import acts as demonstration
from mainstay.fields.rules import acts as fields
from mainstay.firm.permissions import may
from mainstay.firm.rules import acts as firm
from mainstay.overview.rules import acts as overview
from mainstay.rates.rules import acts as rates
from mainstay.tasks.rules import acts as tasks
from mainstay.timeline.rules import acts as timeline

if TYPE_CHECKING:
    from mainstay.firm.rules.permissions import Act
    from mainstay.kernel.actor import Actor

OPEN_TO_STRANGERS: Final = frozenset({
    "account_login", "account_logout", "account_inactive", "enter", "join", "join_link", "reset", "reset_link",
    "mfa_authenticate", "mfa_login_webauthn",
})  # fmt: skip

_EVERYBODY: Final[tuple[Act, ...]] = ()
_IMPORTS: Final = (clients.IMPORT_CLIENTS, billing.IMPORT_INVOICES, billing.IMPORT_PAYMENTS)
_PEOPLE: Final = (firm.INVITE_PERSON, firm.WITHDRAW_INVITATION, firm.CHANGE_ROLE, firm.DEACTIVATE_PERSON)
_DATA: Final = (overview.EXPORT_ALL, overview.BRING_BACK, firm.BACK_UP, demonstration.MAKE_DEMONSTRATION)

ACTS_OF: Final[dict[str, tuple[Act, ...]]] = {
    "today": _EVERYBODY,
    "search": _EVERYBODY,
    "keys": _EVERYBODY,
    "clients": _EVERYBODY,
    "client": _EVERYBODY,
    "client_money": _EVERYBODY,
    "client_activity": _EVERYBODY,
    "client_files": _EVERYBODY,
    "attachment": _EVERYBODY,
    "clients_file": _EVERYBODY,
    "clients_act": (clients.CHANGE_CLIENT, clients.ARCHIVE_CLIENT),
    "client_statement": _EVERYBODY,
    "client_statement_file": _EVERYBODY,
    "standing_words": _EVERYBODY,
    "days_off": _EVERYBODY,
    "help": _EVERYBODY,
    "help_page": _EVERYBODY,
    "proposals": (clients.SEE_RISK,),
    "receivables": _EVERYBODY,
    "receivables_file": _EVERYBODY,
    "receivables_act": _EVERYBODY,
    "provision": (clients.SEE_RISK,),
    "provision_file": (clients.SEE_RISK,),
    "figures": (clients.SEE_RISK,),
    "figures_progress": (clients.SEE_RISK,),
    "invoices": _EVERYBODY,
    "invoice": _EVERYBODY,
    "invoices_file": _EVERYBODY,
    "payments": _EVERYBODY,
    "payments_file": _EVERYBODY,
    "payments_act": _EVERYBODY,
    "payment": _EVERYBODY,
    "unsaved": _EVERYBODY,
    "view_save": (firm.SAVE_VIEW,),
    "view_rename": (firm.SAVE_VIEW,),
    "view_remove": (firm.SAVE_VIEW,),
    "you": (firm.USE_OWN_ACCOUNT,),
    "you_name": (firm.USE_OWN_ACCOUNT,),
    "you_seen": (firm.USE_OWN_ACCOUNT,),
    "you_sessions": (firm.USE_OWN_ACCOUNT,),
    "profile_language": (firm.USE_OWN_ACCOUNT,),
    "profile_theme": (firm.USE_OWN_ACCOUNT,),
    "list_look": (firm.USE_OWN_ACCOUNT,),
    "client_note_add": (clients.WRITE_NOTE,),
    "client_note_correct": (timeline.CORRECT_WORDS,),
    "client_erase": (timeline.ERASE_WORDS,),
    "client_new": (clients.ADD_CLIENT,),
    "client_change": (clients.CHANGE_CLIENT,),
    "client_archive": (clients.ARCHIVE_CLIENT,),
    "client_merge": (clients.MERGE_CLIENTS,),
    "client_unmerge": (clients.MERGE_CLIENTS,),
    "client_contacts": (clients.CHANGE_CONTACTS,),
    "client_fields": (fields.FILL_FIELDS,),
    "client_attach": (attachments.ATTACH_FILES,),
    "attachment_remove": (attachments.ATTACH_FILES,),
    "client_next": (clients.PLAN_CONTACT,),
    "client_country": (clients.CHANGE_CLIENT,),
    "client_standing": (clients.OVERRIDE_STANDING,),
    "client_payment_rating": (clients.OVERRIDE_STANDING,),
    "proposal": (clients.ANSWER_SUGGESTION,),
    "client_call": (care.LOG_CALL,),
    "client_call_later": (care.LOG_CALL,),
    "client_message": _EVERYBODY,
    "call_withdraw": (care.LOG_CALL,),
    "tasks": _EVERYBODY,
    "task": (tasks.CHANGE_TASK,),
    "task_new": (tasks.CHANGE_TASK,),
    "task_done": (tasks.CHANGE_TASK,),
    "task_later": (tasks.CHANGE_TASK,),
    "hand_over": (tasks.HAND_OVER,),
    "update_scores": (clients.UPDATE_FORECAST,),
    "invoice_new": (billing.ISSUE_INVOICE,),
    "invoice_credit": (billing.CREDIT_INVOICE,),
    "invoice_write_off": (billing.WRITE_OFF,),
    "invoice_dispute": (billing.DISPUTE_INVOICE,),
    "invoice_close_dispute": (billing.DISPUTE_INVOICE,),
    "invoice_expect": (billing.EXPECT_PAYMENT,),
    "invoice_expect_no_more": (billing.EXPECT_PAYMENT,),
    "invoice_recover": (billing.RECOVER,),
    "invoice_void": (billing.VOID_INVOICE,),
    "invoice_take_back": (billing.TAKE_BACK_ALLOCATION,),
    "invoice_use_credit": (billing.ALLOCATE,),
    "payment_record": (billing.RECORD_PAYMENT,),
    "payment_reverse": (billing.REVERSE_PAYMENT,),
    "payment_allocate": (billing.ALLOCATE,),
    "payment_take_back": (billing.TAKE_BACK_ALLOCATION,),
    "payment_recover": (billing.RECOVER,),
    "refund": (billing.REFUND,),
    "undo": (billing.UNDO,),
    "imports": (billing.IMPORT_INVOICES, billing.TAKE_IMPORT_BACK),
    "import": _IMPORTS,
    "import_file": _IMPORTS,
    "import_files": _IMPORTS,
    "import_files_progress": _IMPORTS,
    "import_progress": _IMPORTS,
    "import_rejects": _IMPORTS,
    "welcome": (firm.CHANGE_SETTINGS,),
    "settings": (firm.CHANGE_SETTINGS, *_DATA, *_PEOPLE, fields.DEFINE_FIELDS, rates.SET_RATES),
    "settings_fields": (fields.DEFINE_FIELDS,),
    "settings_field": (fields.DEFINE_FIELDS,),
    "settings_rates": (rates.SET_RATES,),
    "settings_rate": (rates.SET_RATES,),
    "settings_firm": (firm.CHANGE_SETTINGS,),
    "settings_new_firm": (firm.FOUND_FIRM,),
    "settings_data": _DATA,
    "settings_export": (overview.EXPORT_ALL,),
    "settings_bring_back": (overview.BRING_BACK,),
    "settings_returning": (overview.BRING_BACK,),
    "settings_returning_progress": (overview.BRING_BACK,),
    "settings_backup": (firm.BACK_UP,),
    "settings_backup_copy": (firm.BACK_UP,),
    "settings_copy_make": (firm.BACK_UP,),
    "settings_copy_check": (firm.BACK_UP,),
    "settings_copy_remove": (firm.BACK_UP,),
    "settings_copy_open": (firm.OPEN_COPY,),
    "settings_copy_close": (firm.REMOVE_FIRM,),
    "settings_copy_progress": (firm.BACK_UP,),
    "settings_demonstration": (
        demonstration.MAKE_DEMONSTRATION,
        demonstration.REMOVE_DEMONSTRATION,
        firm.ADMIT_VISITOR,
    ),
    "settings_people": _PEOPLE,
    "settings_invite": (firm.INVITE_PERSON,),
    "settings_withdraw": (firm.WITHDRAW_INVITATION,),
    "settings_role": (firm.CHANGE_ROLE,),
    "settings_reset": (firm.MAKE_RESET_LINK,),
    "settings_deactivate": (firm.DEACTIVATE_PERSON,),
    "settings_role_acts": (firm.CHANGE_ROLE_ACTS,),
}
"""Page -> the acts it serves: it opens to whoever has one of them, and a page that serves none to everybody signed in.

A test reads from the source which acts each page reaches, and compares.
"""


_NEVER_SAVED: Final = frozenset({
    "unsaved", "profile_language", "profile_theme", "list_look", "import", "settings_new_firm",
})  # fmt: skip


def may_open(name: str, by: Actor) -> bool:
    """Say whether somebody signed in may open a page."""
    acts = ACTS_OF.get(name) if name != "settings_new_firm" or settings.MAINSTAY_NEW_FIRMS else None
    return acts is not None and (not acts or any(may(by, act) for act in acts))


def is_own_page(name: str) -> bool:
    """Say whether a page is about oneself: each role has its own password, second steps and sessions."""
    return name == "front" or name.split("_", maxsplit=1)[0] in {"account", "mfa"}


def may_be_saved(name: str) -> bool:
    """Say whether what was typed on this page is kept when it cannot be saved; what is secret is typed anew."""
    return name in ACTS_OF and name not in _NEVER_SAVED
