"""The details of a client as options of a command, and documents as drafts."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, TextIO, TypeVar

import click

from mainstay.cli.opening import refuse
from mainstay.cli.words import _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date
    from pathlib import Path

    from mainstay.attachments.rules.chosen import ChosenFile
    from mainstay.cli.opening import Opened
    from mainstay.clients.rules.drafts import ClientDraft
    from mainstay.firm.forms.drafts import DraftForm

FROM = click.option(
    "--from",
    "file",
    type=click.File(encoding="utf-8"),
    help=_("Read the details from FILE.json (- for standard input); options given beside it win."),
)
D = TypeVar("D")
_Command = TypeVar("_Command", bound="Callable[..., Any]")
_LIMIT: Final = "credit_limit"
_FLAGS: Final = {"language": "speaks", "terms_days": "terms", "deposit_percent": "deposit", "client_group": "group"}


def details_of(default: str | None) -> Callable[[_Command], _Command]:
    """Add an option for each detail of a client; what is not given is `default`."""

    def add(command: _Command) -> _Command:
        for name, words in reversed(_options().items()):
            flag = "--" + _FLAGS.get(name, name).replace("_", "-")
            command = click.option(flag, name, default=default, help=words)(command)
        return command

    return add


def _options() -> dict[str, str]:
    return {
        "email": _("E-mail address."),
        "phone": _("Phone."),
        "street": _("Street."),
        "postal_code": _("Postcode."),
        "city": _("City."),
        "region": _("Region."),
        "country": _("Country."),
        "tax_number": _("Tax number."),
        "tax_office": _("Tax office."),
        "billing_address": _("Address for invoices, where it is another."),
        "delivery_address": _("Address for deliveries, where it is another."),
        "time_zone": _("Time zone, such as Europe/London."),
        "website": _("Website."),
        "language": _("The language they are written to in: en or tr."),
        "terms_days": _("Days from invoice to due day."),
        "currency": _("The currency this client is billed in."),
        _LIMIT: _("The most you let be open, such as 5000."),
        "deposit_percent": _("How many percent of a job are paid before it begins."),
        "responsible": _("Who looks after them: e-mail address or name of a person of the firm."),
        "client_group": _("A word of yours by which you sort clients."),
        "tags": _("Tags, separated by commas."),
        "notes": _("Notes."),
    }


def read_client(given: dict[str, Any], currency: str, seen: ClientDraft | None = None) -> ClientDraft:
    """The client that the details given make; those not given stay as `seen`. A credit limit is in `currency`."""
    from mainstay.clients.forms import ClientForm

    details = {**({} if seen is None else ClientForm.document_of(seen)), **given}
    if given.get(_LIMIT):
        details["currency"] = details.get("currency") or currency
    form = ClientForm.from_document(details, seen=seen)
    if not form.is_valid():
        refuse(" ".join(form.sentences))
    return form.draft


def drafted(form: type[DraftForm[D]], document: Mapping[str, Any], **made_with: Any) -> D:
    """The draft that a document makes in a form; says everything that is wrong with it otherwise."""
    filled = form.from_document(document, **made_with)
    if not filled.is_valid():
        refuse(" ".join(filled.sentences))
    return filled.draft


def document_from(file: TextIO | None, **given: Any) -> dict[str, Any]:
    """The fields of the file of --from, and the options given beside it, which win."""
    return read_document(file) | {name: value for name, value in given.items() if value is not None}


def answer(sentence: str, document: Mapping[str, object], *, is_json: bool) -> None:
    """Say what was done as a sentence, or print what came of it as JSON."""
    from mainstay.cli.show import as_json

    if is_json:
        as_json(dict(document))
    else:
        click.echo(sentence)


def read_document(file: TextIO | None) -> dict[str, Any]:
    """The fields that a file of --from names, nothing without a file; says what is wrong with it otherwise."""
    if file is None:
        return {}
    try:
        document = json.load(file)
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        refuse(_('%(file)s holds no JSON object: write it as {"name": "…"}.') % {"file": file.name})
    return {str(name): value for name, value in document.items()}


def instalments_in(given: tuple[str, ...]) -> list[dict[str, str]] | None:
    """The instalments said with options, as a document has them; None where none were."""
    found = []
    for said in given:
        due, sign, amount = said.partition("=")
        if not sign:
            refuse(_("“%(said)s” is no instalment: write DAY=AMOUNT, such as 2026-02-28=400.") % {"said": said})
        found.append({"due": due.strip(), "amount": amount.strip()})
    return found or None


def happened(book: Opened, on: date | None) -> date:
    """The day given, today where none is; refused where it has not come anywhere on Earth."""
    from mainstay.cli.show import day

    if on is not None and on > book.today + timedelta(days=1):
        refuse(_("%(day)s is in the future: enter the date it happened.") % {"day": day(on)})
    return on or book.today


def currency_said(book: Opened, origin: object, document: dict[str, Any]) -> str:
    """The currency of an invoice, payment or credit note, where an amount of it is named."""
    from mainstay.billing.queries.fetching import currency_of

    return currency_of(origin_ref=str(origin), by=book.by) if origin and document.get("amount") else ""


def files_at(paths: tuple[Path, ...]) -> tuple[ChosenFile, ...]:
    """The files at these places; of one that is too big no more is read than tells so."""
    from mainstay.attachments.rules.chosen import MOST_BYTES, ChosenFile

    found = []
    for path in paths:
        try:
            with path.open("rb") as file:
                found.append(ChosenFile(path.name, file.read(MOST_BYTES + 1)))
        except OSError as error:
            refuse(_("%(path)s can’t be read: %(why)s") % {"path": path, "why": error.strerror})
    return tuple(found)
