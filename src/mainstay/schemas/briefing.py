"""Today as JSON: what is owed, whom to speak to, what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mainstay.kernel.money import decimal_text
from mainstay.overview.gathered import CHANGES
from mainstay.schemas.billing import ageing_document, amounts_document
from mainstay.schemas.rates import total_document

if TYPE_CHECKING:
    from mainstay.briefing.queries.learnt import LearntPanel
    from mainstay.briefing.queries.panels import (
        CallListPanel,
        CallListRow,
        ChangesPanel,
        OwedPanel,
        ToDoPanel,
        UpkeepPanel,
    )
    from mainstay.briefing.rules.changes import Change
    from mainstay.briefing.rules.learnt import UsualPayer
    from mainstay.kernel.offers import ToDo


def upkeep_document(panel: UpkeepPanel) -> dict[str, object]:
    """Why the last night's upkeep failed."""
    return {"upkeep_trouble": panel.trouble or None}


def owed_document(panel: OwedPanel) -> dict[str, object]:
    """What is owed, and what of it is at risk."""
    return {
        "owed": [{"currency": g.currency, **ageing_document(g.ageing, g.currency)} for g in panel.owed],
        "on_account": amounts_document(panel.on_account_minor),
        "scored_on": None if panel.scored_on is None else str(panel.scored_on),
        "at_risk": amounts_document(panel.at_risk_minor),
        "unscored": panel.unscored,
        "total_at_rates": total_document(panel.total),
    }


def call_list_document(panel: CallListPanel) -> dict[str, object]:
    """Whom to speak to, and whom to leave in peace."""
    return {
        "call_list": [_call_document(said) for said in panel.call_list],
        "wait_for": [_call_document(said) for said in panel.wait_for],
        "set_aside": [_call_document(said) for said in panel.set_aside],
    }


def to_do_document(panel: ToDoPanel) -> dict[str, object]:
    """What is to be done, the most valuable first, and what comes within days."""
    return {"to_do": [_to_do(one) for one in panel.rows], "coming": [_to_do(one) for one in panel.coming]}


def _to_do(one: ToDo) -> dict[str, object]:
    return {
        "kind": one.kind,
        "ref": one.ref,
        "what": one.title,
        "why": one.why,
        "client": {"ref": one.client_ref, "name": one.client_name} if one.client_ref else None,
        "who": one.who or None,
        "days": one.days,
        "worth": round(one.worth, 3),
        "at_stake": f"{decimal_text(one.minor, one.currency)} {one.currency}" if one.currency else None,
    }


def changes_document(panel: ChangesPanel) -> dict[str, object]:
    """What is new since yesterday."""
    return {"changes": [_change_document(change) for change in panel.changes]}


def _call_document(said: CallListRow) -> dict[str, object]:
    debtor = said.word.debtor
    return {
        "ref": debtor.ref,
        "name": debtor.name,
        "currency": debtor.currency,
        "open": decimal_text(debtor.open_minor, debtor.currency),
        "overdue": decimal_text(debtor.overdue_minor, debtor.currency),
        "at_risk": None if debtor.at_risk_minor is None else decimal_text(debtor.at_risk_minor, debtor.currency),
        "overdue_invoices": debtor.overdue_invoices,
        "days_late": debtor.days_late,
        "stake": round(said.word.stake, 3),
        "reason": said.word.reason.code,
        "why": said.sentence,
    }


def _change_document(change: Change) -> dict[str, object]:
    what: dict[str, object] = {"kind": change.kind, "ref": change.ref, "name": change.name, "on": str(change.on)}
    about = {CHANGES[change.kind].about: change.number}
    if not change.currency:
        return {**what, **about}
    amount = decimal_text(change.minor, change.currency)
    return {**what, **about, "currency": change.currency, "amount": amount}


def learnt_document(panel: LearntPanel) -> dict[str, object]:
    """Who pays slowest and best, and who went quiet."""
    return {
        "learnt": {
            "slowest": _payer(panel.learnt.slowest),
            "best": _payer(panel.learnt.best),
            "quiet": [{"ref": one.ref, "name": one.name} for one in panel.learnt.quiet],
            "quiet_count": panel.learnt.quiet_count,
        }
    }


def _payer(payer: UsualPayer | None) -> dict[str, object] | None:
    return None if payer is None else {"ref": payer.client.ref, "name": payer.client.name, "days": payer.days}
