"""Tasks in a terminal: listed, added, changed, done and undone, put off, cancelled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TextIO

import click

from mainstay.cli.details import FROM, answer, document_from, drafted
from mainstay.cli.opening import Asked, WithDefault, opened
from mainstay.cli.reading import AS_OF, JSON, KEY, Day, OneOf
from mainstay.cli.words import _, gettext_noop

if TYPE_CHECKING:
    from datetime import date

# Translators: single words in this order, each written as a person types it, without spaces inside.
_REPEAT = OneOf(gettext_noop("daily working_days weekly monthly yearly"))


@click.group(cls=WithDefault, help=_("What is to be done, by whom and by when (“mainstay tasks” lists it)."))
def tasks() -> None:
    """Group what concerns tasks."""


@tasks.command(name="list", help=_("The open tasks, those due first in front, and what was done last."))
@click.option("--who", help=_("Only the tasks of this person: e-mail address or name."))
@AS_OF
@JSON
@click.pass_obj
def all_tasks(asked: Asked, /, who: str | None, as_of: date | None, *, is_json: bool) -> None:
    """List the tasks."""
    with opened(asked, today=as_of) as book:
        from mainstay.cli.panels.tasks import print_task_rows
        from mainstay.cli.show import as_json
        from mainstay.firm.queries.people import colleague_called
        from mainstay.schemas.tasks import tasks_page_document
        from mainstay.tasks.queries.standing_in import work_of
        from mainstay.tasks.queries.tasks import tasks_page

        people = work_of(email=colleague_called(who).email, today=book.today, by=book.by) if who else ()
        page = tasks_page(today=book.today, by=book.by, people=people)
        if is_json:
            as_json(tasks_page_document(page))
            return
        if not page.open:
            click.echo(_("No open tasks."))
        if page.open:
            print_task_rows(_("To do"), page.open)
        if page.done:
            print_task_rows(_("Done lately"), page.done)


@tasks.command(help=_("Add the task WHAT; --from takes all of it from a file."))
@click.argument("what", required=False)
@click.option("--due", "due_on", type=Day(), help=_("The day it is due (2026-03-31); today where not given."))
@click.option("--who", help=_("Who is to do it: e-mail address or name."))
@click.option("--client", help=_("The client it is about, by reference, number or name."))
@click.option("--repeat", type=_REPEAT, help=_("How often it comes again."))
@click.option("--note", help=_("A note."))
@FROM
@JSON
@KEY
@click.pass_obj
def add(asked: Asked, /, file: TextIO | None, key: str, *, is_json: bool, **given: Any) -> None:
    """Add a task."""
    with opened(asked, key=key) as book:
        from mainstay.tasks.actions.tasks import add_task
        from mainstay.tasks.forms import TaskForm

        document = {"due_on": book.today, **document_from(file, **given)}
        draft = drafted(TaskForm, document)
        task = add_task(draft=draft, today=book.today, by=book.by, now=book.now, key=key)
        said = _("Task added: %(ref)s") % {"ref": task.ref}
        answer(said, {"ref": task.ref, **TaskForm.document_of(draft)}, is_json=is_json)


@tasks.command(help=_("Change the task REF; what is not given stays, what is given empty is removed."))
@click.argument("ref")
@click.option("--what", help=_("What is to be done."))
@click.option("--due", "due_on", type=Day(), help=_("The day it is due (2026-03-31)."))
@click.option("--who", help=_("Who is to do it: e-mail address or name."))
@click.option("--client", help=_("The client it is about, by reference, number or name."))
@click.option("--repeat", type=_REPEAT, help=_("How often it comes again."))
@click.option("--note", help=_("A note."))
@FROM
@JSON
@KEY
@click.pass_obj
def change(asked: Asked, /, ref: str, file: TextIO | None, key: str, *, is_json: bool, **given: Any) -> None:
    """Change a task."""
    with opened(asked, key=key) as book:
        from mainstay.tasks.actions.tasks import change_task
        from mainstay.tasks.forms import TaskForm
        from mainstay.tasks.queries.tasks import task_for
        from mainstay.tasks.rules.drafts import TaskDraft

        there = task_for(ref=ref, by=book.by)
        client = there.client.ref if there.client else ""
        seen = TaskDraft(there.what, there.due_on, there.who, client, there.repeat, there.note)
        draft = drafted(TaskForm, {**TaskForm.document_of(seen), **document_from(file, **given)})
        change_task(ref=ref, draft=draft, today=book.today, by=book.by, now=book.now, key=key)
        said = _("Saved: %(what)s") % {"what": draft.what}
        answer(said, {"ref": ref, **TaskForm.document_of(draft)}, is_json=is_json)


@tasks.command(help=_("The task REF is done; one that repeats is due again on its next day. --undo takes it back."))
@click.argument("ref")
@click.option("--undo", "is_undone", is_flag=True, help=_("It isn’t done after all."))
@JSON
@KEY
@click.pass_obj
def done(asked: Asked, /, ref: str, key: str, *, is_json: bool, is_undone: bool) -> None:
    """Finish a task, or take that back."""
    with opened(asked, key=key) as book:
        from mainstay.cli.show import day
        from mainstay.tasks.actions.tasks import finish_task, reopen_task

        act = reopen_task if is_undone else finish_task
        task = act(ref=ref, today=book.today, by=book.by, now=book.now, key=key)
        is_due_again = task.ended_on is None
        said = _("%(what)s: due on %(day)s.") if is_due_again else _("Done: %(what)s")
        document = {"ref": ref, "is_open": is_due_again, "due_on": str(task.due_on)}
        answer(said % {"what": task.what, "day": day(task.due_on)}, document, is_json=is_json)


@tasks.command(help=_("Put the task REF off until a later day."))
@click.argument("ref")
@click.option("--until", type=Day(), help=_("The day (2026-03-31)."))
@click.option("--reason", help=_("Why."))
@FROM
@JSON
@KEY
@click.pass_obj
def later(asked: Asked, /, ref: str, file: TextIO | None, key: str, *, is_json: bool, **given: Any) -> None:
    """Put a task off."""
    with opened(asked, key=key) as book:
        from mainstay.cli.show import day
        from mainstay.tasks.actions.tasks import put_task_off
        from mainstay.tasks.forms import TaskDelayForm

        draft = drafted(TaskDelayForm, document_from(file, **given))
        acting: dict[str, Any] = {"today": book.today, "by": book.by, "now": book.now, "key": key}
        task = put_task_off(ref=ref, until=draft.until, reason=draft.reason, **acting)
        said = _("%(what)s: due on %(day)s.") % {"what": task.what, "day": day(task.due_on)}
        answer(said, {"ref": ref, **TaskDelayForm.document_of(draft)}, is_json=is_json)


@tasks.command(
    name="import", help=_("Bring tasks or stand-ins back from FILE.csv, the sheet “Tasks” or “Stand-ins” of an export.")
)
@click.argument("file", type=click.File(encoding="utf-8-sig"))
@JSON
@KEY
@click.pass_obj
def bring(asked: Asked, /, file: TextIO, key: str, *, is_json: bool) -> None:
    """Import tasks or stand-ins."""
    with opened(asked, key=key) as book:
        from mainstay.tasks.actions.importing import import_tasks
        from mainstay.tasks.actions.importing_stand_ins import import_stand_ins
        from mainstay.tasks.formats import is_sheet_of_stand_ins

        text = file.read()
        acting: dict[str, Any] = {"today": book.today, "by": book.by, "now": book.now, "key": key}
        if is_sheet_of_stand_ins(text):
            came = import_stand_ins(text=text, **acting)
            said = _("Stand-ins: %(added)d imported, %(known)d already there, %(left_out)d left out.")
            answer(said % came._asdict(), came._asdict(), is_json=is_json)
            return
        found = import_tasks(text=text, **acting)
        said = _("Tasks: %(added)d imported, %(known)d already there, %(unassigned)d without a person of this firm.")
        answer(said % found._asdict(), found._asdict(), is_json=is_json)


@tasks.command(help=_("Cancel the task REF; it stays in the book."))
@click.argument("ref")
@JSON
@KEY
@click.pass_obj
def cancel(asked: Asked, /, ref: str, key: str, *, is_json: bool) -> None:
    """Cancel a task."""
    with opened(asked, key=key) as book:
        from mainstay.tasks.actions.tasks import drop_task

        task = drop_task(ref=ref, today=book.today, by=book.by, now=book.now, key=key)
        answer(_("Cancelled: %(what)s") % {"what": task.what}, {"ref": ref}, is_json=is_json)


@tasks.command(
    name="hand-over", help=_("All clients and open tasks of PERSON go to STAND-IN: --until a day, or for good.")
)
@click.argument("person", required=False)
@click.argument("stand_in", metavar="STAND-IN", required=False)
@click.option("--until", type=Day(), help=_("The last day (2026-03-31); for good if not given."))
@click.option("--take-back", "ref", help=_("End the hand-over of this reference."))
@FROM
@JSON
@KEY
@click.pass_obj
def hand_over(asked: Asked, /, ref: str | None, file: TextIO | None, key: str, *, is_json: bool, **given: Any) -> None:
    """Hand work over."""
    with opened(asked, key=key) as book:
        from mainstay.tasks.actions.handing_over import hand_over as hand_work_over
        from mainstay.tasks.actions.handing_over import take_work_back
        from mainstay.tasks.forms import HandOverForm

        acting: dict[str, Any] = {"today": book.today, "by": book.by, "now": book.now, "key": key}
        if ref is not None:
            take_work_back(ref=ref, **acting)
            answer(_("Taken back."), {"ref": ref}, is_json=is_json)
            return
        draft = drafted(HandOverForm, document_from(file, **given))
        found = hand_work_over(draft=draft, **acting)
        said = (
            _("Handed over until %(day)s: %(ref)s")
            if draft.until
            else _("Handed over for good: clients %(clients)d, tasks %(tasks)d.")
        )
        answer(said % {"day": draft.until, **found._asdict()}, found._asdict(), is_json=is_json)
