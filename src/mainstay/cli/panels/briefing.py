"""The panels of Today in a terminal: the night's upkeep, what is owed, whom to speak to, what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.padding import Padding

from mainstay.briefing.phrases import change_sentence, learnt_sentences
from mainstay.cli.pages import aged, print_aged, print_total
from mainstay.cli.show import amounts, console, day, money
from mainstay.cli.words import _, ngettext

if TYPE_CHECKING:
    from mainstay.briefing.queries.learnt import LearntPanel
    from mainstay.briefing.queries.panels import CallListPanel, CallListRow, ChangesPanel, OwedPanel, UpkeepPanel

_MANY: Final = 12


def print_upkeep(panel: UpkeepPanel) -> None:
    """Why the last night's upkeep failed."""
    failed = _("Last night’s maintenance failed: %(trouble)s") % {"trouble": panel.trouble}
    console().print(failed, style="bold red")


def print_owed(panel: OwedPanel) -> None:
    """What is owed, what of it is at risk, and what was paid on account."""
    out = console()
    if panel.owed:
        out.print()
        print_aged("", [aged(group.currency, group.ageing, group.currency) for group in panel.owed], words=3)
        print_total(panel.total)
    else:
        out.print(_("Nobody owes you anything."))
    if panel.scored_on and panel.at_risk_minor:
        values = {"amounts": amounts(panel.at_risk_minor) or "0", "day": day(panel.scored_on)}
        out.print(_("At risk: %(amounts)s (estimated %(day)s)") % values)
        if panel.unscored:
            said = ngettext(
                "%(count)d newer open invoice is not included yet.",
                "%(count)d newer open invoices are not included yet.",
                panel.unscored,
            )
            out.print(said % {"count": panel.unscored})
    if panel.on_account_minor:
        out.print(_("Unallocated payments: %(amounts)s") % {"amounts": amounts(panel.on_account_minor)})


def print_call_list(panel: CallListPanel) -> None:
    """Whom to speak to about money, and whom to leave in peace."""
    out = console()
    if panel.call_list:
        out.print()
        out.print(_("Call first"), style="bold")
        for place, said in enumerate(panel.call_list[:_MANY], start=1):
            _print_said(said, f"{place}.")
        left = len(panel.call_list) - _MANY
        if left > 0:
            out.print(
                ngettext("… and %(count)d more (--json lists all).", "… and %(count)d more (--json lists all).", left)
                % {"count": left}
            )
    elif panel.has_debts:
        out.print()
        if panel.wait_for:
            out.print(_("No one to chase today: what is overdue is normal for these clients."))
        else:
            out.print(_("No one to chase today: nothing is overdue."))
    if panel.wait_for:
        out.print()
        out.print(_("Late, but normal for them"), style="bold")
        for said in panel.wait_for[:_MANY]:
            _print_said(said, "·")
    if panel.set_aside:
        out.print()
        out.print(_("Waiting after a call"), style="bold")
        for said in panel.set_aside[:_MANY]:
            _print_said(said, "·")


def _print_said(said: CallListRow, mark: str) -> None:
    debtor = said.word.debtor
    out = console()
    count = ngettext("%(count)d invoice", "%(count)d invoices", debtor.overdue_invoices) % {
        "count": debtor.overdue_invoices
    }
    values = {
        "mark": mark,
        "name": debtor.name,
        "amount": money(debtor.overdue_minor, debtor.currency),
        "count": count,
        "risk": money(debtor.at_risk_minor or 0, debtor.currency),
    }
    if debtor.at_risk_minor:
        out.print(_("%(mark)s %(name)s: %(amount)s overdue, %(risk)s of it at risk, %(count)s") % values)
    else:
        out.print(_("%(mark)s %(name)s: %(amount)s overdue, %(count)s") % values)
    out.print(Padding(said.sentence, (0, 0, 0, 3), expand=False), style="dim")


def print_changes(panel: ChangesPanel) -> None:
    """What is new since yesterday."""
    out = console()
    out.print()
    if not panel.changes:
        out.print(_("Nothing changed since yesterday."))
        return
    out.print(_("Since yesterday"), style="bold")
    for change in panel.changes[:_MANY]:
        out.print("· " + change_sentence(change, money))
    left = len(panel.changes) - _MANY
    if left > 0:
        out.print(
            ngettext("… and %(count)d more (--json lists all).", "… and %(count)d more (--json lists all).", left)
            % {"count": left}
        )


def print_learnt(panel: LearntPanel) -> None:
    """Who pays slowest and best, and who went quiet."""
    out = console()
    out.print()
    out.print(_("What your records say"), style="bold")
    for label, _ref, said in learnt_sentences(panel.learnt):
        out.print(f"· {label}: {said}" if label else f"  {said}")
