"""Who may sign in to the app, and a way back in for whoever forgot their password: the terminal is the owner's."""

from __future__ import annotations

import click

from mainstay.cli.opening import Asked, Described, opened, refuse
from mainstay.cli.reading import KEY
from mainstay.cli.words import _


@click.group(
    cls=Described,
    invoke_without_command=True,
    help=_("List who may sign in to the app; make a link for a new password."),
)
@click.option("--json", "is_json", is_flag=True, help=_("Print JSON for other programs."))
@click.pass_context
def people(ctx: click.Context, *, is_json: bool) -> None:
    """List the people unless a command follows."""
    if ctx.invoked_subcommand is not None:
        return
    with opened(ctx.obj) as book:
        from mainstay.cli import show
        from mainstay.firm.phrases import ROLE_NAMES
        from mainstay.firm.queries.people import people_page

        rows = people_page(by=book.by, now=book.now).people
        if is_json:
            show.as_json({"people": [{"name": r.name, "email": r.email, "role": r.role} for r in rows]})
            return
        if not rows:
            click.echo(_("Nobody can sign in yet: start the app with “mainstay serve”."))
            return
        headings = [show.Column(_("name")), show.Column(_("e-mail address")), show.Column(_("role"))]
        shown = [[r.name, r.email, str(ROLE_NAMES[r.role])] for r in rows]
        show.console().print(show.table(headings, shown))


@people.command(help=_("List what each role may do; “allow” and “deny” change it."))
@click.option("--json", "is_json", is_flag=True, help=_("Print JSON for other programs."))
@click.pass_obj
def roles(asked: Asked, *, is_json: bool) -> None:
    """List the acts that can be moved between roles, and who may do each."""
    with opened(asked) as book:
        from mainstay.cli import show
        from mainstay.firm.phrases import SHORT_ROLE_NAMES
        from mainstay.firm.queries.permissions import role_acts
        from mainstay.schemas.acts import ALL_ACTS

        rows = role_acts(acts=ALL_ACTS.values(), by=book.by)
        if is_json:
            show.as_json({"acts": [{"act": row.code, "label": row.label, "roles": dict(row.roles)} for row in rows]})
            return
        titles = {role: str(title) for role, title in SHORT_ROLE_NAMES.items()}
        # A letter heads the marks of a role, so that an act fits a line; what each stands for is said above.
        letters = (f"{title[0]} = {title} ({role})" for role, title in titles.items())
        headings = [show.Column(_("act"), is_typed=True)]
        headings += [show.Column(title[0], is_typed=True) for title in titles.values()]
        shown = [[row.code, *("✓" if may else "" for _role, may in row.roles), row.label] for row in rows]
        out = show.console()
        out.print(", ".join(letters))
        out.print(show.table([*headings, show.Column("")], shown))


@people.command(help=_("Let ROLE do ACT from now on; “mainstay people roles” lists both."))
@click.argument("role")
@click.argument("act")
@KEY
@click.option("--json", "is_json", is_flag=True, help=_("Print JSON for other programs."))
@click.pass_obj
def allow(asked: Asked, role: str, act: str, key: str, *, is_json: bool) -> None:
    """Give the act to the role."""
    _decide(asked, role, act, key, is_allowed=True, is_json=is_json)


@people.command(help=_("Do not let ROLE do ACT any more; “mainstay people roles” lists both."))
@click.argument("role")
@click.argument("act")
@KEY
@click.option("--json", "is_json", is_flag=True, help=_("Print JSON for other programs."))
@click.pass_obj
def deny(asked: Asked, role: str, act: str, key: str, *, is_json: bool) -> None:
    """Take the act from the role."""
    _decide(asked, role, act, key, is_allowed=False, is_json=is_json)


def _decide(asked: Asked, role: str, act: str, key: str, *, is_allowed: bool, is_json: bool) -> None:
    with opened(asked, key=key) as book:
        from mainstay.cli import show
        from mainstay.firm.actions.permissions import change_role_acts
        from mainstay.firm.phrases import SHORT_ROLE_NAMES
        from mainstay.schemas.acts import ALL_ACTS

        if role not in SHORT_ROLE_NAMES or act not in ALL_ACTS:
            refuse(_("There is no such role or act: “mainstay people roles --json” lists them."))
        change_role_acts(changes={(role, ALL_ACTS[act]): is_allowed}, by=book.by, now=book.now, key=key)
        if is_json:
            show.as_json({"role": role, "act": act, "is_allowed": is_allowed})
            return
        sentence = _("%(role)s can now do this: %(act)s.")
        if not is_allowed:
            sentence = _("%(role)s can no longer do this: %(act)s.")
        from django.utils.translation import gettext

        click.echo(sentence % {"role": SHORT_ROLE_NAMES[role], "act": gettext(ALL_ACTS[act].label)})


@people.command(help=_("Print a link by which the person with the address EMAIL chooses a new password."))
@click.argument("email")
@click.option(
    "--second-step",
    "is_without_second_step",
    is_flag=True,
    help=_("Remove their authenticator app, passkeys and recovery codes, too: for a lost phone."),
)
@click.option(
    "--address",
    default="http://127.0.0.1:8000",
    show_default=True,
    help=_("Where the app is served, to stand before the link."),
)
@click.pass_obj
def reset(asked: Asked, email: str, address: str, *, is_without_second_step: bool) -> None:
    """Make the link and print it alone, so that it can be copied or sent on."""
    with opened(asked) as book:
        from django.core.exceptions import ImproperlyConfigured

        from mainstay.firm.actions.security import make_reset_link
        from mainstay.store.context import active_firm

        try:
            token = make_reset_link(
                email=email, is_without_second_step=is_without_second_step, by=book.by, now=book.now
            )
        except ImproperlyConfigured:
            refuse(_("The app’s secret is not known here: set MAINSTAY_SECRET_KEY as it is set for the app."))
        click.echo(f"{address.rstrip('/')}/{active_firm()}/reset/{token}/")
        click.echo(
            _("It works once and for an hour. Whoever has it becomes this person: give it to nobody else."), err=True
        )
