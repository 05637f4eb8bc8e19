"""One client: shown, changed, the people to speak to there, when to speak to them next, and what they are to us."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from mainstay.cli.details import FROM, answer, details_of, document_from, drafted, files_at, read_client, read_document
from mainstay.cli.opening import Asked, WithDefault, agreed, opened, refuse
from mainstay.cli.reading import AS_OF, JSON, KEY, RATING, Day, OneOf
from mainstay.cli.words import _, gettext_noop

if TYPE_CHECKING:
    from datetime import date

    from mainstay.clients.queries.next_contacts import PlannedContact

# Translators: single words in this order, each written as a person types it, without spaces inside.
_WAY = OneOf(gettext_noop("call visit write meet"))


class _OneClient(WithDefault):
    """Shows the client named where no other command is: `mainstay client acme` is `mainstay client show acme`."""

    default = "show"


@click.group(cls=_OneClient, help=_("Show one client (“mainstay client NAME”), change what is known, plan a contact."))
def client() -> None:
    """Group what concerns one client."""


@client.command(help=_("Show one client, by reference, number in your other product, name or part of the name."))
@click.argument("wanted", metavar="REF-or-NAME", nargs=-1, required=True)
@AS_OF
@JSON
@click.pass_obj
def show(asked: Asked, wanted: tuple[str, ...], as_of: date | None, *, is_json: bool) -> None:
    """Print the page of one client."""
    with opened(asked, today=as_of) as book:
        from mainstay.cli.panels.printing import print_client
        from mainstay.cli.show import as_json
        from mainstay.overview.queries.clients import client_page
        from mainstay.schemas import json_documents

        page = client_page(wanted=" ".join(wanted), as_of=book.today, by=book.by)
        if is_json:
            as_json(json_documents.client_document(page))
        else:
            print_client(page)


@client.command(help=_("Change what is known of the client NAME; what is given empty is removed."))
@click.argument("name")
@click.option("--rename", help=_("The new name."))
@details_of(None)
@FROM
@JSON
@KEY
@click.pass_obj
def change(
    asked: Asked, /, name: str, rename: str | None, file: TextIO | None, key: str, *, is_json: bool, **given: Any
) -> None:
    """Change a client."""
    with opened(asked, key=key) as book:
        from mainstay.clients.actions.clients import change_client
        from mainstay.clients.forms import ClientForm
        from mainstay.clients.queries.fetching import client_called, draft_of

        found = client_called(wanted=name, by=book.by)
        words = read_document(file) | {field: value for field, value in given.items() if value is not None}
        if rename is not None:
            words["name"] = rename
        draft = read_client(words, found.currency or book.firm.currency, draft_of(found))
        changed = change_client(client_ref=found.ref, draft=draft, by=book.by, now=book.now, key=key)
        said = _("%(name)s changed.") if changed.is_changed else _("No changes to %(name)s.")
        recorded = {"ref": found.ref, **ClientForm.document_of(draft)}
        answer(said % {"name": changed.client.name}, recorded, is_json=is_json)


@client.command(
    help=_("Show the tags of NAME; --add or --remove some, or --rename one on every client. Without NAME: all in use.")
)
@click.argument("name", required=False)
@click.option("--add", default="", metavar="TAGS", help=_("Tags to add, separated by commas."))
@click.option("--remove", default="", metavar="TAGS", help=_("Tags to remove, separated by commas."))
@click.option(
    "--rename", nargs=2, metavar="TAG NEW", help=_("Give TAG the name NEW everywhere; an empty NEW removes it.")
)
@JSON
@KEY
@click.pass_obj
def tag(
    asked: Asked, /, name: str | None, add: str, remove: str, rename: tuple[str, str] | None, key: str, *, is_json: bool
) -> None:
    """Tag a client, or rename a tag."""
    with opened(asked, key=key) as book:
        from mainstay.clients.actions.labelling import rename_tag, tag_clients
        from mainstay.clients.queries.fetching import client_called
        from mainstay.clients.queries.labels import labels_in_use, tags_shown

        if rename is not None:
            count = rename_tag(tag=rename[0], to=rename[1], by=book.by, now=book.now, key=key)
            said = _("The tag is renamed; clients concerned: %(count)s.") % {"count": count}
            answer(said, {"clients": count, "tags": list(labels_in_use(by=book.by).tags)}, is_json=is_json)
            return
        if name is None:
            found = labels_in_use(by=book.by).tags
            answer(", ".join(found) or _("No client has a tag."), {"tags": list(found)}, is_json=is_json)
            return
        ref = client_called(wanted=name, by=book.by).ref
        if add or remove:
            tag_clients(client_refs=(ref,), add=add, remove=remove, by=book.by, now=book.now, key=key)
        there = client_called(wanted=ref, by=book.by)
        tags = tags_shown(there.tags)
        answer(", ".join(tags) or _("No tags."), {"ref": ref, "name": there.name, "tags": list(tags)}, is_json=is_json)


@client.command(help=_("Archive NAME: out of lists and Today, still found by search; --back brings it back."))
@click.argument("name")
@click.option("--back", "is_back", is_flag=True, help=_("Bring it back."))
@click.option("--yes", "is_sure", is_flag=True, help=_("Also while money is open."))
@JSON
@KEY
@click.pass_obj
def archive(asked: Asked, /, name: str, key: str, *, is_back: bool, is_sure: bool, is_json: bool) -> None:
    """Archive a client, or bring it back."""
    with opened(asked, key=key) as book:
        from mainstay.clients.actions.archiving import bring_clients_back
        from mainstay.clients.queries.fetching import client_called
        from mainstay.overview.actions.archiving import archive_settled_clients

        found = client_called(wanted=name, by=book.by)
        acting: dict[str, Any] = {"client_refs": (found.ref,), "today": book.today, "by": book.by, "now": book.now}
        if is_back:
            bring_clients_back(**acting, key=key)
        else:
            archive_settled_clients(is_confirmed=is_sure, **acting, key=key)
        said = _("%(name)s is back in your lists.") if is_back else _("%(name)s is archived.")
        document = {"ref": found.ref, "name": found.name, "is_archived": not is_back}
        answer(said % {"name": found.name}, document, is_json=is_json)


@client.command(
    help=_("Merge the client NAME into INTO with all its records; without --yes it only says what would happen.")
)
@click.argument("name")
@click.argument("into")
@click.option("--take", default="", metavar="FIELDS", help=_("Details of NAME that win, separated by commas."))
@click.option("--yes", "is_sure", is_flag=True, help=_("Do it."))
@JSON
@KEY
@click.pass_obj
def merge(asked: Asked, /, name: str, into: str, take: str, key: str, *, is_sure: bool, is_json: bool) -> None:
    """Merge two clients."""
    with opened(asked, key=key) as book:
        from mainstay.clients.queries.fetching import client_called
        from mainstay.overview.actions.merging import merge_clients
        from mainstay.overview.queries.merging import merge_preview

        gone, stays = (client_called(wanted=wanted, by=book.by) for wanted in (name, into))
        preview = merge_preview(gone_ref=gone.ref, stays_ref=stays.ref, by=book.by)
        moved = {label: count for label, count, _left in preview.moved}
        document: dict[str, object] = {"gone": gone.ref, "stays": stays.ref, "moved": moved, "is_merged": is_sure}
        said = _("%(gone)s would go into %(stays)s: %(moved)s. Do it with --yes.")
        if is_sure:
            fields = tuple(field.strip() for field in take.split(",") if field.strip())
            acting: dict[str, Any] = {"today": book.today, "by": book.by, "now": book.now, "key": key}
            document["ref"] = merge_clients(gone_ref=gone.ref, stays_ref=stays.ref, take=fields, **acting)
            said = _("%(gone)s was merged into %(stays)s.")
        counted = ", ".join(f"{label} {count}" for label, count in moved.items()) or "-"
        answer(said % {"gone": gone.name, "stays": stays.name, "moved": counted}, document, is_json=is_json)


@client.command(help=_("Undo the merge of NAME: everything that moved with it moves back."))
@click.argument("name")
@JSON
@KEY
@click.pass_obj
def unmerge(asked: Asked, /, name: str, key: str, *, is_json: bool) -> None:
    """Undo a merge."""
    with opened(asked, key=key) as book:
        from mainstay.clients.queries.fetching import client_called
        from mainstay.overview.actions.merging import unmerge_client

        found = client_called(wanted=name, by=book.by)
        unmerge_client(client_ref=found.ref, today=book.today, by=book.by, now=book.now, key=key)
        said = _("The merge is undone: %(name)s is a client of its own again.") % {"name": found.name}
        answer(said, {"ref": found.ref, "name": found.name}, is_json=is_json)


@client.command(help=_("Put NAME into GROUP; an empty GROUP takes it out of its group."))
@click.argument("name")
@click.argument("group")
@JSON
@KEY
@click.pass_obj
def group(asked: Asked, /, name: str, group: str, key: str, *, is_json: bool) -> None:
    """Group a client."""
    with opened(asked, key=key) as book:
        from mainstay.clients.actions.labelling import group_clients
        from mainstay.clients.queries.fetching import client_called

        found = client_called(wanted=name, by=book.by)
        group_clients(client_refs=(found.ref,), group=group, by=book.by, now=book.now, key=key)
        said = _("%(name)s changed.") % {"name": found.name}
        answer(said, {"ref": found.ref, "name": found.name, "client_group": group.strip()}, is_json=is_json)


@client.command(help=_("Add PERSON at the client NAME, or change (or --remove) who is listed there by that name."))
@click.argument("name")
@click.argument("person", required=False)
@click.option("--email", help=_("E-mail address."))
@click.option("--phone", help=_("Phone."))
@click.option("--role", help=_("What they do there."))
@click.option("--speaks", "language", help=_("The language they are written to in: en or tr."))
@click.option("--time-zone", help=_("Time zone, such as Europe/London."))
@click.option(
    "--receives",
    "receives_line",
    metavar="invoices,reminders,reports,articles",
    help=_("What they receive, separated by commas."),
)
@click.option("--rename", help=_("The new name."))
@click.option("--remove", "is_removed", is_flag=True, help=_("Take the person off the list."))
@FROM
@JSON
@KEY
@click.pass_obj
def contact(
    asked: Asked, /, name: str, person: str | None, rename: str | None, file: TextIO | None, key: str,
    receives_line: str | None, *, is_json: bool, is_removed: bool, **given: Any,
) -> None:  # fmt: skip
    """Add, change or remove a contact."""
    given["receives"] = None if receives_line is None else [one.strip() for one in receives_line.split(",")]
    with opened(asked, key=key) as book:
        from mainstay.clients.actions.contacts import add_contact, change_contact, remove_contact
        from mainstay.clients.forms import ContactForm
        from mainstay.clients.queries.editing import client_details
        from mainstay.clients.queries.fetching import client_called
        from mainstay.firm.idempotency import action_of_key, name_of

        ref = client_called(wanted=name, by=book.by).ref
        acting: dict[str, Any] = {"client_ref": ref, "by": book.by, "now": book.now, "key": key}
        # Who is listed by now may be listed by this very command.
        before = action_of_key(key)
        words = document_from(file, **given)
        person = person or str(words.get("name") or "")
        there = client_details(ref=ref, by=book.by).contacts
        listed = [one for one in there if one.name == person]
        if len(listed) > 1:
            listed = [one for one in listed if one.email == words.get("email")]
            if not listed:
                refuse(_("Several people are listed by that name: give the --email of the one you mean."))
        who = None
        if is_removed:
            if before != name_of(remove_contact):
                remove_contact(name=person, email=listed[0].email if listed else "", **acting)
            said = _("%(name)s is removed.") % {"name": person}
        elif before == name_of(change_contact):
            who = next((one for one in there if one.name == (rename or person)), None)
            said = _("%(name)s changed.") % {"name": rename or person}
        elif listed and before != name_of(add_contact):
            new = {} if rename is None else {"name": rename}
            wanted = drafted(ContactForm, {**ContactForm.document_of(listed[0]), **words, **new})
            planned = change_contact(saw=listed[0], person=wanted, **acting)
            who, said = wanted, _("%(name)s changed.") % {"name": planned.name}
        else:
            who = drafted(ContactForm, {"name": person, **words})
            said = _("%(name)s is listed.") % {"name": add_contact(**who._asdict(), **acting).name}
        recorded = {"name": rename or person} if who is None else ContactForm.document_of(who)
        answer(said, {"client": ref, **recorded, "is_listed": who is not None}, is_json=is_json)


@client.command(
    "next", help=_("Schedule the next contact with NAME, move it, or say what came of it; without options it shows it.")
)
@click.argument("name")
@click.option("--on", type=Day(), help=_("The day (2026-03-31)."))
@click.option("--how", "way", type=_WAY, help=_("How: call, visit, write or meet."))
@click.option("--about", help=_("Subject."))
@click.option("--done", metavar="TEXT", help=_("It took place: what came of it."))
@click.option("--drop", metavar="TEXT", help=_("It will not take place: why."))
@FROM
@JSON
@KEY
@click.pass_obj
def plan(
    asked: Asked, /, name: str, file: TextIO | None, key: str, *, is_json: bool, done: str | None, drop: str | None,
    **given: Any,
) -> None:  # fmt: skip
    """Plan the next contact."""
    with opened(asked, key=key) as book:
        from mainstay.clients.actions.next_contacts import drop_next_contact, finish_next_contact
        from mainstay.clients.queries.fetching import client_called
        from mainstay.clients.queries.next_contacts import next_contact_with

        found = client_called(wanted=name, by=book.by)
        if done is not None and drop is not None:
            refuse(_("Give --done or --drop, not both."))
        acting: dict[str, Any] = {"client_ref": found.ref, "today": book.today, "by": book.by, "now": book.now}
        if done is not None:
            finish_next_contact(outcome=done, key=key, **acting)
        if drop is not None:
            drop_next_contact(reason=drop, key=key, **acting)
        there = next_contact_with(client_id=found.pk, today=book.today, by=book.by)
        words = document_from(file, **given)
        if words:
            # Ending one and planning the next are two things under one word.
            _plan(there, words, {**acting, "key": key and f"{key} plan"})
            there = next_contact_with(client_id=found.pk, today=book.today, by=book.by)
        _print_plan(there, found.name, is_json=is_json)


@client.command(help=_("Show both ratings of NAME and why; --set one by hand with a --reason, or --lift what was set."))
@click.argument("name")
@click.option("--set", "word", type=RATING, help=_("The rating that holds, whatever the automatic one says."))
@click.option("--reason", help=_("Why."))
@click.option("--lift", "is_lifted", is_flag=True, help=_("Go back to the automatic rating of the relationship."))
@click.option(
    "--lift-payment", "is_payment_lifted", is_flag=True, help=_("Go back to the automatic rating of the payment.")
)
@click.option("--what-if", "is_what_if", is_flag=True, help=_("Work out, too, what would change it."))
@FROM
@AS_OF
@JSON
@KEY
@click.pass_obj
def standing(
    asked: Asked, /, name: str, word: str | None, reason: str | None, file: TextIO | None, as_of: date | None,
    key: str, *, is_lifted: bool, is_payment_lifted: bool, is_what_if: bool, is_json: bool,
) -> None:  # fmt: skip
    """Show, set or lift a rating."""
    document = document_from(file, standing=word, reason=reason)
    word, reason = document.get("standing"), document.get("reason")
    is_lifting = is_lifted or is_payment_lifted
    if word is not None and is_lifting:
        refuse(_("Give --set or --lift, not both."))
    if (word is None) != (reason is None):
        refuse(_("Give --set and --reason together."))
    if as_of is not None and (word is not None or is_lifting):
        refuse(_("A rating is set or lifted as of today: leave --as-of out."))
    with opened(asked, today=as_of, key=key) as book:
        from dataclasses import asdict

        from mainstay.cli.show import as_json
        from mainstay.cli.standing_pages import print_ratings, print_what_if
        from mainstay.clients.actions.standings import lift_standing, override_standing
        from mainstay.clients.forms import StandingForm
        from mainstay.clients.queries.fetching import client_called
        from mainstay.clients.rules.ratings import PAYMENT, RELATIONSHIP
        from mainstay.schemas.json_documents import what_if_document
        from mainstay.schemas.scoring import client_standing_document
        from mainstay.scoring.queries.forecasts import standing_changes_of
        from mainstay.scoring.queries.standings import ratings_of

        found = client_called(wanted=name, by=book.by)
        acting: dict[str, Any] = {"client_ref": found.ref, "today": book.today, "by": book.by, "now": book.now}
        acting["key"] = key
        if word is not None:
            override_standing(**asdict(drafted(StandingForm, document)), **acting)
        elif is_lifting:
            lift_standing(**acting, rating=PAYMENT if is_payment_lifted else RELATIONSHIP)
        there = ratings_of(client_id=found.pk, as_of=book.today, by=book.by)
        what_if = standing_changes_of(client_ref=found.ref, as_of=book.today, by=book.by) if is_what_if else None
        if is_json:
            more = {"what_if": what_if_document(what_if)} if is_what_if else {}
            head = {"ref": found.ref, "name": found.name, "as_of": str(book.today)}
            both = {"payment_rating": client_standing_document(there.payment)}
            as_json({**head, **client_standing_document(there.relationship), **both, **more})
        else:
            print_ratings(found.name, there)
            if is_what_if:
                print_what_if(what_if)


@client.command(help=_("Add the note TEXT about NAME, or --correct or --remove one of yours within 15 minutes."))
@click.argument("name")
@click.argument("text", required=False)
@click.option("--correct", "ref", metavar="REF", help=_("The note to correct (“text_ref” in --json)."))
@click.option("--remove", "gone", metavar="REF", help=_("The note to remove (“text_ref” in --json)."))
@click.option(
    "--attach",
    "files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=_("A file that belongs to the note; give it once for each."),
)
@FROM
@KEY
@JSON
@click.pass_obj
def note(
    asked: Asked,
    /,
    name: str,
    text: str | None,
    ref: str | None,
    gone: str | None,
    files: tuple[Path, ...],
    file: TextIO | None,
    key: str,
    *,
    is_json: bool,
) -> None:
    """Add, correct or remove a note."""
    if ref and files:
        refuse(_("Files come with a new note: leave out --correct, or attach them with “mainstay attach”."))
    if gone and (text or ref or file or files):
        refuse(_("--remove takes the note’s reference alone: leave out the text and the other options."))
    with opened(asked, key=key) as book:
        from mainstay.attachments.actions.attaching import write_note
        from mainstay.attachments.actions.removing import remove_note
        from mainstay.cli.show import as_json
        from mainstay.clients.actions.notes import correct_note
        from mainstay.clients.forms import NoteForm
        from mainstay.clients.queries.fetching import client_called

        found = client_called(wanted=name, by=book.by)
        if gone:
            remove_note(client_ref=found.ref, ref=gone, today=book.today, by=book.by, now=book.now, key=key)
            answer(_("Note removed."), {"ref": found.ref, "name": found.name, "removed": gone}, is_json=is_json)
            return
        text = drafted(NoteForm, document_from(file, text=text)).text
        if ref is None:
            chosen = files_at(files)
            write_note(client_ref=found.ref, text=text, files=chosen, on=book.today, by=book.by, now=book.now, key=key)
        else:
            correct_note(client_ref=found.ref, ref=ref, text=text, by=book.by, now=book.now, key=key)
        if is_json:
            as_json({"ref": found.ref, "name": found.name, "text": text.strip()})
        else:
            click.echo(_("Note saved.") if ref is None else _("Note updated."))


@client.command(help=_("Erase what people wrote in what happened to NAME, for good; with --text of one entry."))
@click.argument("name")
@click.option("--text", "ref", default="", metavar="REF", help=_("The text to erase (“text_ref” in --json)."))
@click.option("--yes", "is_sure", is_flag=True, help=_("Do not ask."))
@KEY
@JSON
@click.pass_obj
def erase(asked: Asked, name: str, ref: str, key: str, *, is_sure: bool, is_json: bool) -> None:
    """Erase words."""
    with opened(asked, key=key) as book:
        from mainstay.attachments.actions.removing import erase_text
        from mainstay.cli.show import as_json
        from mainstay.clients.queries.fetching import client_called

        found = client_called(wanted=name, by=book.by)
        question = _("Erase what was written about %(name)s for good?") % {"name": found.name}
        if not is_sure and not agreed(question, is_careful=True):
            refuse(_("Nothing was erased."))
        count = erase_text(client_ref=found.ref, ref=ref, today=book.today, by=book.by, now=book.now, key=key)
        if is_json:
            as_json({"ref": found.ref, "name": found.name, "entries": count})
        else:
            click.echo(_("Erased; entries concerned: %(count)s.") % {"count": count})


def _plan(there: PlannedContact | None, words: dict[str, Any], acting: dict[str, Any]) -> None:
    """Set it, or move the one there is; what is not given stays as planned."""
    from mainstay.clients.actions.next_contacts import move_next_contact, set_next_contact
    from mainstay.clients.forms import ContactPlanForm
    from mainstay.clients.rules.contacting import ContactPlan
    from mainstay.firm.idempotency import action_of_key, name_of

    # What is planned by now may be planned by this very command.
    before = action_of_key(acting["key"])
    if before == name_of(move_next_contact):
        return
    if there is None or before == name_of(set_next_contact):
        missing = [f"--{name}" for name in ("on", "about") if name not in words]
        if missing:
            refuse(_("Say when and about what: add %(options)s.") % {"options": ", ".join(missing)})
        set_next_contact(plan=drafted(ContactPlanForm, {"way": "call", **words}), **acting)
        return
    planned = ContactPlan(there.on, there.way, there.about)
    plan = drafted(ContactPlanForm, {**ContactPlanForm.document_of(planned), **words})
    move_next_contact(plan=plan, saw=planned, **acting)


def _print_plan(there: PlannedContact | None, name: str, *, is_json: bool) -> None:
    from mainstay.cli.pages import contact_line
    from mainstay.cli.show import as_json
    from mainstay.schemas.clients import contact_document

    if is_json:
        as_json(None if there is None else contact_document(there))
    elif there is None:
        click.echo(_("No next contact with %(name)s is planned.") % {"name": name})
    else:
        click.echo(f"{name}: {contact_line(there)}")
