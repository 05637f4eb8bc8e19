"""One invoice in a browser, and what can be done about it: credited, written off, disputed, expected, voided."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mainstay.billing.actions.expected_dates import remove_expected_date, set_expected_date
from mainstay.billing.actions.invoices import close_dispute, dispute_invoice, void_invoice, write_off_invoice
from mainstay.billing.actions.payments import allocate, issue_credit_note, take_back_allocation
from mainstay.billing.actions.recovering import receive_recovery
from mainstay.billing.actions.refusals import MoreThanIsOpen
from mainstay.billing.forms import (
    CreditNoteForm,
    DisputeForm,
    DisputeOutcomeForm,
    ExpectedDateForm,
    RecoveryForm,
    VoidForm,
    WriteOffForm,
)
from mainstay.kernel import formatting
from mainstay.kernel.offers import Panel, PanelPlace, in_place
from mainstay.kernel.refusal import NotFound, Refusal
from mainstay.overview.queries.invoice import invoice_page
from mainstay.web import pages
from mainstay.web.keys import done, key_of
from mainstay.web.opening import may_open
from mainstay.web.pages import REFUSED
from mainstay.web.parts import PageRequest, parts_of
from mainstay.web.views.book import actor_of, day_of_act, today_there

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import _StrPromise

    from mainstay.firm.forms.drafts import DraftForm
    from mainstay.overview.queries.invoice import InvoicePage

_METHODS: Final = ("GET", "HEAD", "POST")


@dataclass(frozen=True, slots=True)
class _Request:
    """What somebody means to do about an invoice: the draft of the form, and what was open when they looked.

    `left` is in minor units; -1, which nothing is, where the form does not say.
    """

    page: InvoicePage
    draft: Any
    left: int
    today: date
    acting: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Act:
    """One thing to do: what it is called, its form, whether the invoice allows it, and how it is done."""

    name: str
    title: _StrPromise
    hint: _StrPromise
    form: type[DraftForm[Any]]
    fits: Callable[[InvoicePage], bool]
    does: Callable[[_Request], str | tuple[str, str]]
    """Does it; gives the sentence, and the reference of what one click undoes."""

    @property
    def is_grave(self) -> bool:
        """Whether it takes something out of the books."""
        return self.name in {"void", "write_off"}

    @property
    def address(self) -> str:
        """The name of its page."""
        return f"invoice_{self.name}"


def _credit(asked: _Request) -> tuple[str, str]:
    page = asked.page
    note = issue_credit_note(draft=asked.draft, settles=((page.ref, None),), open_minor=asked.left, **asked.acting)
    values = {"number": note.number, "left": _money(note.unallocated_minor, page.currency)}
    if note.unallocated_minor:
        return _("Credit note %(number)s is issued; %(left)s of it stays on the client’s account.") % values, note.ref
    return _("Credit note %(number)s is issued.") % values, note.ref


def _write_off(asked: _Request) -> tuple[str, str]:
    page = asked.page
    written = write_off_invoice(ref=page.ref, open_minor=asked.left, **asdict(asked.draft), **asked.acting)
    return _("%(amount)s is written off.") % {"amount": _money(asked.draft.minor, page.currency)}, written.ref


def _dispute(asked: _Request) -> str:
    dispute_invoice(ref=asked.page.ref, **asdict(asked.draft), **asked.acting)
    return _("Invoice %(number)s is disputed.") % {"number": asked.page.number}


def _close(asked: _Request) -> str:
    close_dispute(ref=asked.page.ref, **asdict(asked.draft), **asked.acting)
    return _("The dispute about invoice %(number)s is closed.") % {"number": asked.page.number}


def _expect(asked: _Request) -> str:
    set_expected_date(ref=asked.page.ref, draft=asked.draft, today=asked.today, **asked.acting)
    values = {"number": asked.page.number, "day": formatting.day(asked.draft.on, get_language() or "en")}
    return _("You expect invoice %(number)s to be paid on %(day)s.") % values


def _recover(asked: _Request) -> str:
    receive_recovery(ref=asked.page.ref, **asdict(asked.draft), **asked.acting)
    return _("%(amount)s recovered.") % {"amount": _money(asked.draft.minor, asked.page.currency)}


def _void(asked: _Request) -> str:
    note = void_invoice(ref=asked.page.ref, **asdict(asked.draft), **asked.acting)
    values = {"number": asked.page.number, "credit_note": note.number}
    return _("Invoice %(number)s is voided by credit note %(credit_note)s.") % values


_ACTS: Final = {
    act.name: act
    for act in (
        _Act(
            "credit",
            gettext_lazy("Issue a credit note"),
            gettext_lazy(
                "It takes back a part of the invoice, or all of it. What is more than is open stays on the client’s "
                "account."
            ),
            CreditNoteForm,
            lambda page: page.open_minor > 0,
            _credit,
        ),
        _Act(
            "write_off",
            gettext_lazy("Write off"),
            gettext_lazy(
                "You no longer expect this money. The invoice stays in your turnover; if it is paid after all, "
                "record the payment."
            ),
            WriteOffForm,
            lambda page: page.open_minor > 0,
            _write_off,
        ),
        _Act(
            "dispute",
            gettext_lazy("Note a dispute"),
            gettext_lazy(
                "The client says the invoice is wrong. Today will then say to resolve the dispute before chasing."
            ),
            DisputeForm,
            lambda page: page.open_minor > 0 and not page.is_disputed,
            _dispute,
        ),
        _Act(
            "close_dispute",
            gettext_lazy("Close the dispute"),
            gettext_lazy("What is still open after that is owed as before; a part given up is a credit note."),
            DisputeOutcomeForm,
            lambda page: page.is_disputed,
            _close,
        ),
        _Act(
            "expect",
            gettext_lazy("Set an expected date"),
            gettext_lazy(
                "You know when it will be paid, because they promised or you agreed on it. Until that date your date "
                "is shown and used instead of the forecast’s; later you see which was closer."
            ),
            ExpectedDateForm,
            lambda page: page.open_minor > 0,
            _expect,
        ),
        _Act(
            "recover",
            gettext_lazy("Money came in after all"),
            gettext_lazy(
                "Part of this invoice was written off, and now it was paid. The payment is recorded and counts as "
                "recovered; the invoice stays as it is."
            ),
            RecoveryForm,
            lambda page: page.lost_minor > 0,
            _recover,
        ),
        _Act(
            "void",
            gettext_lazy("Void the invoice"),
            gettext_lazy(
                "A credit note over the whole amount takes it back. What was paid on it stays on the client’s account."
            ),
            VoidForm,
            lambda page: not page.is_voided,
            _void,
        ),
    )
}

FORMS: Final = {act.address: (act.form,) for act in _ACTS.values()}
"""Page -> its forms."""


@dataclass(frozen=True, slots=True)
class ActsPanel(Panel):
    """What else can be done about an invoice."""

    name: ClassVar[str] = "acts"
    place: ClassVar[PanelPlace] = PanelPlace("main", 40)

    acts: tuple[_Act, ...]


@require_safe
def invoice(request: HttpRequest, ref: str) -> HttpResponse:
    """One invoice; `?what-if` works out what would change its outlook."""
    return show_invoice(request, ref)


def show_invoice(request: HttpRequest, ref: str, *, refusal: str = "", **forms: DraftForm[Any]) -> HttpResponse:
    """The page of an invoice; with what was refused, or forms in its panels that were, by the name its panel uses."""
    page, by = _page(request, ref), actor_of(request)
    if page is None:
        return pages.missing(request)
    acts = tuple(act for act in _ACTS.values() if act.fits(page) and may_open(act.address, by))
    panels = in_place((*page.panels, ActsPanel(acts)) if acts else page.panels)
    seen = PageRequest(page, by, datetime.now(UTC), request.GET, forms)
    context = {"page": page, "refusal": refusal, **parts_of(panels, seen)}
    return render(request, "web/money/invoice.html", context, status=REFUSED if refusal or forms else 200)


@require_http_methods(_METHODS)
def act_on(request: HttpRequest, ref: str, name: str) -> HttpResponse:
    """Show the form of the act of this name, or do it and lead back to the invoice."""
    page, act = _page(request, ref), _ACTS[name]
    if page is None:
        return pages.missing(request)
    here = HttpResponseRedirect(reverse("invoice", args=[page.ref]))
    if request.method != "POST":
        return _form(request, page, act, _form_of(request, page, act)) if act.fits(page) else here
    form = _form_of(request, page, act)
    if not form.is_valid():
        return _form(request, page, act, form)
    try:
        asked = _Request(page, form.draft, _left(request), today_there(request), _acting(request))
        said = act.does(asked)
        sentence, undo = (said, "") if isinstance(said, str) else said
        done(request, sentence, undo=undo)
    except MoreThanIsOpen:
        page = _page(request, ref) or page
        values = {"open": _money(page.open_minor, page.currency)}
        form.add_error("amount", _("Only %(open)s is open: write off that or less.") % values)
    except Refusal as refusal:
        page = _page(request, ref) or page
        form.refuse(refusal)
    return _form(request, page, act, form) if form.errors else here


@require_http_methods(_METHODS)
def take_back(request: HttpRequest, ref: str) -> HttpResponse:
    """Take back what a credit note settled of the invoice; it stays on the client's account."""
    here = HttpResponseRedirect(reverse("invoice", args=[ref]))
    if request.method != "POST":
        return here
    page = _page(request, ref)
    asked = request.POST.get("allocation", "")
    found = next((one for one in page.settlements if str(one.allocation_id) == asked), None) if page else None
    if page is None or found is None or found.source != "credit_note" or found.is_void:
        return pages.missing(request)
    try:
        on = max(day_of_act(request), found.settled_on)
        take_back_allocation(allocation_id=found.allocation_id, on=on, **_acting(request))
    except Refusal as refusal:
        return show_invoice(request, ref, refusal=str(refusal))
    done(request, _("Taken back from invoice %(number)s.") % {"number": page.number})
    return here


@require_http_methods(_METHODS)
def expect_no_more(request: HttpRequest, ref: str) -> HttpResponse:
    """Remove the expected date of the invoice: the forecast speaks again."""
    here = HttpResponseRedirect(reverse("invoice", args=[ref]))
    if request.method != "POST":
        return here
    page = _page(request, ref)
    if page is None:
        return pages.missing(request)
    try:
        remove_expected_date(ref=page.ref, today=today_there(request), **_acting(request))
    except Refusal as refusal:
        return show_invoice(request, ref, refusal=str(refusal))
    done(request, _("The expected date is removed; the forecast is shown again."))
    return here


@require_http_methods(_METHODS)
def use_credit(request: HttpRequest, ref: str) -> HttpResponse:
    """Allocate to the invoice what is left of a credit note, as much as fits."""
    here = HttpResponseRedirect(reverse("invoice", args=[ref]))
    if request.method != "POST":
        return here
    page = _page(request, ref)
    if page is None:
        return pages.missing(request)
    credit_note = request.POST.get("credit_note", "")
    if not credit_note.startswith("n-"):
        return pages.missing(request)
    try:
        made = allocate(origin_ref=credit_note, invoice_ref=page.ref, left_minor=_left(request), **_acting(request))
    except NotFound:
        return pages.missing(request)
    except Refusal as refusal:
        return show_invoice(request, ref, refusal=str(refusal))
    done(request, _("Allocated to invoice %(number)s.") % {"number": page.number}, undo=f"a-{made.pk}")
    return here


def _page(request: HttpRequest, ref: str) -> InvoicePage | None:
    try:
        return invoice_page(ref=ref, as_of=today_there(request), by=actor_of(request))
    except NotFound:
        return None


def _form_of(request: HttpRequest, page: InvoicePage, act: _Act) -> DraftForm[Any]:
    """The form of the act: with what was typed, or with all that is open and the first day that it may be."""
    initial: dict[str, Any] = {
        "amount": formatting.figure(page.open_minor, page.currency, get_language() or "en"),
        "on": max(today_there(request), page.issued_on),
    }
    earliest = page.issued_on
    if act.name == "recover":
        initial["amount"] = formatting.figure(page.lost_minor, page.currency, get_language() or "en")
    if act.name == "expect":
        earliest = today_there(request)
        own = page.own_date
        initial = {} if own is None else {"reason": own.reason}
        initial["on"] = max(earliest, page.issued_on if own is None else own.expected_on)
    form = act.form(
        request.POST if request.method == "POST" else None,
        initial=initial,
        money_in=page.currency,
        today=today_there(request),
        client_ref=page.client_ref,  # type: ignore[call-arg]  # forms about money know whose it is
    )
    form.fields["on"].widget.attrs["min"] = earliest.isoformat()
    # It is all in the currency of the invoice.
    form.fields.pop("currency", None)
    if amount := form.fields.get("amount"):
        amount.label = _("Amount in %(currency)s") % {"currency": page.currency}
        amount.required = amount.widget.is_required = True
    return form


def _acting(request: HttpRequest) -> dict[str, Any]:
    return {"by": actor_of(request), "now": datetime.now(UTC), "key": key_of(request)}


def _left(request: HttpRequest) -> int:
    """What the form carried as seen, in minor units; -1 for anything that is no figure."""
    text = request.POST.get("left", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < len(str(10**18)) else -1


def _form(request: HttpRequest, page: InvoicePage, act: _Act, form: DraftForm[Any]) -> HttpResponse:
    """Show the form with what was typed, and what is wrong with it."""
    context = {"page": page, "act": act, "form": form}
    return render(request, "web/money/act.html", context, status=REFUSED if form.errors else 200)


def _money(minor: int, currency: str) -> str:
    return formatting.money(minor, currency, get_language() or "en")
