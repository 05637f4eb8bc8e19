"""What is proposed to agree with clients: listed, accepted, or put off with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

import click

from mainstay.cli.details import FROM, document_from, drafted
from mainstay.cli.opening import Asked, Described, opened
from mainstay.cli.reading import JSON, KEY
from mainstay.cli.words import _

if TYPE_CHECKING:
    from mainstay.clients.rules.proposing import OpenProposal


@click.group(
    cls=Described,
    invoke_without_command=True,
    help=_("Terms to agree with clients who are a risk; nothing changes unless you accept."),
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
        from mainstay.clients.phrases import agreed_sentence, proposal_sentence, proposed
        from mainstay.clients.queries.proposals import open_proposals
        from mainstay.scoring.queries.insights import has_scores

        found = open_proposals(by=book.by)
        if is_json:
            as_json({"proposals": [_document(one) for one in found]})
            return
        for one in found:
            click.echo(f"{one.ref}  {one.client_name}: {proposed(one.kind, one.value, one.currency)}")
            click.echo(f"  {proposal_sentence(one)} {agreed_sentence(one)}")
        if not found and not has_invoices(as_of=book.today):
            click.echo(no_invoices())
        elif not found and not has_scores():
            click.echo(_("No forecast yet: it runs overnight, or run “mainstay score” now."))
        elif not found:
            click.echo(_("No suggestions: no client is a risk that different terms would reduce."))


@proposals.command(help=_("Accept the suggestion REF: its terms are saved for the client."))
@click.argument("ref")
@KEY
@click.pass_obj
def accept(asked: Asked, ref: str, key: str) -> None:
    """Accept a proposal."""
    with opened(asked, key=key) as book:
        from mainstay.clients.actions.proposals import accept_proposal

        accepted = accept_proposal(ref=ref, today=book.today, by=book.by, now=book.now, key=key)
        click.echo(_("Saved: these terms now apply to %(name)s.") % {"name": accepted.client.name})


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


def _document(one: OpenProposal) -> dict[str, object]:
    from mainstay.clients.phrases import proposal_sentence
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
    }
