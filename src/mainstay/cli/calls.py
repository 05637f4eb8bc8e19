"""Calls in a terminal: logged, put off, withdrawn."""

from __future__ import annotations

from typing import Any, TextIO

import click

from mainstay.cli.details import FROM, answer, document_from, drafted
from mainstay.cli.opening import Asked, Described, opened
from mainstay.cli.reading import JSON, KEY, Day, OneOf
from mainstay.cli.words import _, gettext_noop

# Translators: single words in this order, each written as a person types it, without spaces inside.
_OUTCOME = OneOf(gettext_noop("spoke no_answer call_back promised"))


@click.group(cls=Described, help=_("Log calls to clients: what came of each, and what was promised."))
def calls() -> None:
    """Group what concerns calls."""


@calls.command(help=_("Log a call to CLIENT with what came of it: spoke, no_answer, call_back or promised."))
@click.argument("client")
@click.argument("outcome", type=_OUTCOME, required=False)
@click.option("--note", help=_("A note."))
@click.option("--call-back-on", type=Day(), help=_("The day on which they want to be called back."))
@click.option("--amount", help=_("What they promised to pay, such as 1200.50."))
@click.option("--promised-on", type=Day(), help=_("The day by which they promised to pay."))
@click.option("--currency", help=_("Such as GBP or TRY; the client's or the firm's where not given."))
@FROM
@JSON
@KEY
@click.pass_obj
def log(
    asked: Asked, /, client: str, currency: str | None, file: TextIO | None, key: str, *, is_json: bool, **given: Any
) -> None:
    """Log a call."""
    with opened(asked, key=key) as book:
        from mainstay.care.actions.calls import log_call
        from mainstay.care.forms import CallForm
        from mainstay.care.phrases import logged_sentence
        from mainstay.clients.queries.fetching import client_called

        found = client_called(wanted=client, by=book.by)
        money_in = currency or found.currency or book.firm.currency
        draft = drafted(CallForm, document_from(file, **given), money_in=money_in, today=book.today)
        call = log_call(client_ref=found.ref, draft=draft, today=book.today, by=book.by, now=book.now, key=key)
        document = {"ref": call.ref, "until": str(call.until_on), **CallForm.document_of(draft, money_in=money_in)}
        answer(logged_sentence(found.name, call.outcome, call.until_on), document, is_json=is_json)


@calls.command(help=_("Put the call to CLIENT off: until that day Today doesn’t name them."))
@click.argument("client")
@click.option("--until", type=Day(), help=_("The day (2026-03-31)."))
@click.option("--reason", help=_("Why."))
@FROM
@JSON
@KEY
@click.pass_obj
def later(asked: Asked, /, client: str, file: TextIO | None, key: str, *, is_json: bool, **given: Any) -> None:
    """Put a call off."""
    with opened(asked, key=key) as book:
        from mainstay.care.actions.calls import put_call_off
        from mainstay.care.forms import CallDelayForm
        from mainstay.cli.show import day
        from mainstay.clients.queries.fetching import client_called

        found = client_called(wanted=client, by=book.by)
        draft = drafted(CallDelayForm, document_from(file, **given))
        acting: dict[str, Any] = {"today": book.today, "by": book.by, "now": book.now, "key": key}
        call = put_call_off(client_ref=found.ref, until=draft.until, reason=draft.reason, **acting)
        said = _("%(name)s: put off. Back in Today on %(day)s.") % {"name": found.name, "day": day(call.until_on)}
        answer(said, {"ref": call.ref, **CallDelayForm.document_of(draft)}, is_json=is_json)


@calls.command(help=_("Withdraw the call REF, logged or put off by mistake; its row stays in the book."))
@click.argument("ref")
@JSON
@KEY
@click.pass_obj
def withdraw(asked: Asked, /, ref: str, key: str, *, is_json: bool) -> None:
    """Withdraw a call."""
    with opened(asked, key=key) as book:
        from mainstay.care.actions.calls import withdraw_call

        withdraw_call(ref=ref, today=book.today, by=book.by, now=book.now, key=key)
        answer(_("Taken back."), {"ref": ref}, is_json=is_json)


@calls.command(name="import", help=_("Import calls from FILE.csv, the sheet “Calls” of an export."))
@click.argument("file", type=click.File(encoding="utf-8-sig"))
@JSON
@KEY
@click.pass_obj
def bring(asked: Asked, /, file: TextIO, key: str, *, is_json: bool) -> None:
    """Import calls."""
    with opened(asked, key=key) as book:
        from mainstay.care.actions.importing import import_calls

        found = import_calls(text=file.read(), today=book.today, by=book.by, now=book.now, key=key)
        said = _("Calls: %(added)d imported, %(known)d already there.")
        answer(said % found._asdict(), found._asdict(), is_json=is_json)
