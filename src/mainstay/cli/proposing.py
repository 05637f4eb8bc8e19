"""What is proposed to agree with clients: listed, accepted, or put off with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TextIO

import click

from mainstay.cli.details import FROM, answer, document_from, drafted
from mainstay.cli.opening import Asked, Described, opened, refuse
from mainstay.cli.reading import JSON, KEY, Day
from mainstay.cli.words import _

if TYPE_CHECKING:
    from datetime import date

    from mainstay.clients.rules.proposing import OpenProposal


@click.group(
    cls=Described,
    invoke_without_command=True,
    help=_("What follows from the ratings: terms to agree and things to do; nothing changes unless you accept."),
)
@JSON
@click.pass_context
def proposals(ctx: click.Context, *, is_json: bool) -> None:
    """List what waits for an answer."""
    if ctx.invoked_subcommand:
        return
    with opened(ctx.obj) as book:
        from mainstay.billing.queries.fetching import has_invoices
        from mainstay.cli.pages import no_invoices
        from mainstay.cli.show import as_json
        from mainstay.clients.phrases import change_sentence, due_sentence, proposal_sentence, proposed
        from mainstay.clients.queries.proposals import open_proposals
        from mainstay.scoring.queries.insights import has_scores

        found = open_proposals(by=book.by)
        if is_json:
            as_json({"proposals": [_document(one) for one in found]})
            return
        for one in found:
            click.echo(f"{one.ref}  {one.client_name}: {proposed(one.kind, one.value, one.currency)}")
            said = (proposal_sentence(one), change_sentence(one), due_sentence(one))
            click.echo("  " + " ".join(filter(None, said)))
        if not found and not has_invoices(as_of=book.today):
            click.echo(no_invoices())
        elif not found and not has_scores():
            click.echo(_("No forecast yet: it runs overnight, or run “mainstay score” now."))
        elif not found:
            click.echo(_("No suggestions: no client is a risk that different terms would reduce."))


@proposals.command(help=_("Accept the suggestion REF: its terms are saved for the client, or what was to do is done."))
@click.argument("ref")
@KEY
@click.pass_obj
def accept(asked: Asked, ref: str, key: str) -> None:
    """Accept a proposal."""
    with opened(asked, key=key) as book:
        from mainstay.clients.actions.proposals import accept_proposal
        from mainstay.clients.rules.proposing import ACTS

        accepted = accept_proposal(ref=ref, today=book.today, by=book.by, now=book.now, key=key)
        said = _("Done.") if accepted.kind in ACTS else _("Saved: these terms now apply to %(name)s.")
        click.echo(said % {"name": accepted.client.name})


@proposals.command(
    help=_("Write a text in the client’s language that tells them of the terms of the suggestion REF, once accepted.")
)
@click.argument("ref")
@JSON
@click.pass_obj
def text(asked: Asked, ref: str, *, is_json: bool) -> None:
    """Print what to tell the client of a term that was agreed."""
    with opened(asked) as book:
        from mainstay.care.phrases import term_message, term_message_subject
        from mainstay.clients.queries.proposals import proposal_for
        from mainstay.clients.queries.reachable import reachable
        from mainstay.firm.queries.firms import this_firm

        agreed = proposal_for(ref=ref, by=book.by)
        if not agreed.needs_notice or agreed.answered_on is None:
            refuse(_("There is nothing to tell the client: accept a suggestion of other terms first."))
        there, firm = reachable([agreed.client_ref], by=book.by)[agreed.client_ref], this_firm()
        language = there.language or firm.language
        said = term_message(language, agreed, person=there.person, on=agreed.answered_on, sender=firm.name)
        document = {
            "ref": agreed.ref,
            "client_ref": agreed.client_ref,
            "language": language,
            "subject": term_message_subject(language),
            "text": said,
            "email": there.email or None,
            "phone": there.phone or None,
        }
        answer(said, document, is_json=is_json)


@proposals.command(help=_("Undo your answer to the suggestion REF: the terms become what they were before."))
@click.argument("ref")
@JSON
@KEY
@click.pass_obj
def undo(asked: Asked, ref: str, key: str, *, is_json: bool) -> None:
    """Take back an answer."""
    with opened(asked, key=key) as book:
        from mainstay.clients.actions.proposals import reopen_proposal

        reopened = reopen_proposal(ref=ref, today=book.today, by=book.by, now=book.now, key=key)
        answer(_("Undone."), {"ref": reopened.ref, "state": reopened.state}, is_json=is_json)


@proposals.command(help=_("Put off the suggestion REF, and say why."))
@click.argument("ref")
@click.option("--reason", help=_("Why not now."))
@FROM
@KEY
@click.pass_obj
def decline(asked: Asked, /, ref: str, file: TextIO | None, key: str, **given: str | None) -> None:
    """Put a proposal off."""
    with opened(asked, key=key) as book:
        from mainstay.clients.actions.proposals import decline_proposal
        from mainstay.clients.forms import ProposalAnswerForm

        reason = drafted(ProposalAnswerForm, document_from(file, **given)).reason
        decline_proposal(ref=ref, reason=reason, today=book.today, by=book.by, now=book.now, key=key)
        click.echo(_("Put off for now."))


@proposals.command(help=_("Put the suggestion REF off to a later day, and say why; --who says who does it then."))
@click.argument("ref")
@click.option("--until", type=Day(), help=_("The day (2026-03-31)."))
@click.option("--reason", "later_reason", help=_("Why later."))
@click.option("--who", help=_("Who does it then."))
@FROM
@KEY
@click.pass_obj
def later(asked: Asked, /, ref: str, until: date | None, file: TextIO | None, key: str, **given: str | None) -> None:
    """Put a proposal off to a day."""
    with opened(asked, key=key) as book:
        from mainstay.clients.actions.proposals import postpone_proposal
        from mainstay.clients.forms import PostponeForm

        words = {**given, "until": None if until is None else str(until)}
        draft = drafted(PostponeForm, document_from(file, **words))
        acting: dict[str, Any] = {"today": book.today, "by": book.by, "now": book.now, "key": key}
        postpone_proposal(ref=ref, until=draft.until, reason=draft.later_reason, who=draft.who, **acting)
        click.echo(_("Put off for now."))


def _document(one: OpenProposal) -> dict[str, object]:
    from mainstay.clients.phrases import change_sentence, proposal_sentence
    from mainstay.kernel.money import decimal_text

    def written(value: int | None) -> object:
        return decimal_text(value, one.currency) if one.currency and value is not None else value

    return {
        "ref": one.ref,
        "client_ref": one.client_ref,
        "client_name": one.client_name,
        "kind": one.kind,
        "value": written(one.value),
        "currency": one.currency or None,
        "agreed_now": written(one.agreed),
        "proposed_on": str(one.proposed_on),
        "at_risk": {currency: decimal_text(minor, currency) for currency, minor in sorted(one.at_risk.items())},
        "reason": {name: value for name, value in one.reason.items() if name != "at_risk"},
        "sentence": proposal_sentence(one),
        "changes": change_sentence(one) or None,
        "who": one.who,
        "by_when": None if one.due_on is None else str(one.due_on),
        "later_because": one.later,
    }
