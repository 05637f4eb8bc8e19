"""Which declared forms each page takes: their labels tell a person what they had typed there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mainstay.billing.forms import (
    SETTLES,
    AllocationForm,
    CreditNoteForm,
    DisputeForm,
    DisputeOutcomeForm,
    PaymentForm,
    ReversalForm,
    VoidForm,
    WriteOffForm,
)
from mainstay.clients.forms import (
    ClientForm,
    ContactForm,
    ContactOutcomeForm,
    ContactPlanForm,
    NoteForm,
    ProposalAnswerForm,
    StandingForm,
)
from mainstay.firm.forms.fields import TicksField
from mainstay.firm.forms.firm import (
    FirmForm,
    FoundingForm,
    InvitationForm,
    JoiningForm,
    OwnNameForm,
    PasswordForm,
    RoleForm,
    ViewNameForm,
)
from mainstay.schemas.forms import RoleActsForm

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django import forms

FORMS_OF: Final[dict[str, tuple[type[forms.Form], ...]]] = {
    "client_new": (ClientForm,),
    "client_change": (ClientForm,),
    "client_contacts": (ContactForm,),
    "client_next": (ContactPlanForm, ContactOutcomeForm),
    "client_note_add": (NoteForm,),
    "client_note_correct": (NoteForm,),
    "client_standing": (StandingForm,),
    "proposal": (ProposalAnswerForm,),
    "invoice_credit": (CreditNoteForm,),
    "invoice_write_off": (WriteOffForm,),
    "invoice_dispute": (DisputeForm,),
    "invoice_close_dispute": (DisputeOutcomeForm,),
    "invoice_void": (VoidForm,),
    "payment_record": (PaymentForm,),
    "payment_reverse": (ReversalForm,),
    "payment_allocate": (AllocationForm,),
    "view_save": (ViewNameForm,),
    "view_rename": (ViewNameForm,),
    "you_name": (OwnNameForm,),
    "settings_firm": (FirmForm,),
    "settings_invite": (InvitationForm,),
    "settings_role": (RoleForm,),
    "settings_role_acts": (RoleActsForm,),
    "start": (FoundingForm,),
    "join": (JoiningForm,),
    "reset": (PasswordForm,),
}
"""Page -> its forms. What a page is sent beside them (keys, references) is for machines."""


def typed_on(page: str, fields: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """What a person typed on a page: the label of each field and what stood in it, without what was left as it was."""
    fields = tuple(fields)
    was_ticked = {value for name, value in fields if name == "was"}
    declared = {name: field for form in FORMS_OF.get(page, ()) for name, field in form.base_fields.items()}
    found = []
    for name, value in fields:
        line = PaymentForm(invoices=[""]).fields[SETTLES] if name.startswith(SETTLES) else None
        field = declared.get(name, line)
        is_left = isinstance(field, TicksField) and value in was_ticked
        if value and field is not None and not is_left:
            chosen = dict(getattr(field, "choices", ()))
            found.append((str(field.label), str(chosen.get(value, value))))
    return found
