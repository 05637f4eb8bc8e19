"""The morning in one page: what is owed, whom to speak to first, what changed since yesterday."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.db import DatabaseError, connection
from django.utils.translation import get_language

from mainstay.billing.queries.fetching import has_invoices
from mainstay.billing.queries.fragments import LATER, OPEN_INVOICES_NOW, OPEN_INVOICES_THEN, OPEN_ON_A_PAST_DAY
from mainstay.billing.queries.on_account import on_account
from mainstay.billing.queries.outlooks import risk_sums
from mainstay.billing.queries.overdue import overdue_clients
from mainstay.billing.queries.receivables import (
    AgeingRow,
    CurrencyAgeing,
    ageing_rows,
    receivables_of,
)
from mainstay.briefing.phrases import why_now
from mainstay.briefing.queries.learnt import LEARNT_DAYS, learnt
from mainstay.briefing.queries.panels import (
    CallListPanel,
    CallListRow,
    ChangesPanel,
    OwedPanel,
    UpkeepPanel,
    to_do_panel,
)
from mainstay.briefing.rules.call_list import CallListEntry, Debtor, call_list
from mainstay.briefing.rules.changes import Change
from mainstay.clients.queries.responsible import looked_after
from mainstay.clients.queries.visible import require_all
from mainstay.clients.rules.acts import SEE_RISK
from mainstay.firm.permissions import may, seen_by
from mainstay.firm.queries.firms import this_firm
from mainstay.jobs.queries.jobs import UPKEEP_TROUBLE
from mainstay.kernel.offers import ShownToday, in_place
from mainstay.kernel.text import name_sort_key
from mainstay.overview.gathered import CHANGES, TODAY_FACTS, call_advice, today_panels
from mainstay.rates.queries.rates import total_at_rates
from mainstay.scoring.queries.fragments import LAST_SCORING
from mainstay.scoring.queries.payment_habits import cached_habits
from mainstay.scoring.rules.payment_habits import NO_HABITS, middle_of
from mainstay.store.book_version import MARK
from mainstay.store.result_cache import cache_result, cached_result, remembered
from mainstay.store.sql import as_day, as_document, joined_rows, json_object, rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mainstay.billing.queries.outlooks import RiskSum
    from mainstay.billing.queries.overdue import OverdueRow
    from mainstay.firm.queries.firms import FirmRow
    from mainstay.kernel.actor import Actor
    from mainstay.kernel.offers import Panel

_STATE: Final = f"""
    SELECT ({LATER}) AS is_later, s.as_of AS scored_on, s.figures, {{version}} AS version,
           ({UPKEEP_TROUBLE}) AS upkeep_trouble, {{facts}} AS facts
    FROM (SELECT 1) one LEFT JOIN ({LAST_SCORING}) s ON 1 = 1
"""
"""The _State of the book; `{version}` is its mark, as the engine tells it, `{facts}` what panels have to know first."""
_CHANGES: Final = """
    changes({columns}) AS ({statements})
    SELECT {columns}, of_kind, sum_minor FROM (
        SELECT {columns}, COUNT(*) OVER (PARTITION BY kind) AS of_kind,
               SUM(minor) OVER (PARTITION BY kind, currency) AS sum_minor,
               ROW_NUMBER() OVER (PARTITION BY kind, currency ORDER BY minor DESC, name, ref) AS place
        FROM changes
    ) ranked WHERE place <= 100 ORDER BY kind, minor DESC, name, ref
"""
"""What is new of the kinds whose `{statements}` select the `{columns}` of a _ChangeRow, and how much in all."""
_LOOKED_AT: Final = 8
"""Clients looked at for each that is shown: seldom more than every eighth is due."""


class _State(NamedTuple):
    """Whether anything is dated later; the last scores; the book's mark; why upkeep failed; what panels ask first."""

    is_later: int | None
    scored_on: object
    figures: object
    version: str
    upkeep_trouble: str | None
    facts: object


class _ChangeRow(NamedTuple):
    """A Change as the kinds select it; `about_ref` is that of what it speaks of."""

    kind: str
    ref: str
    name: str
    number: str
    currency: str
    minor: int
    happened_on: object
    about_ref: str


class _ChangeSums(NamedTuple):
    """How many changes of a kind there are, and what they come to in the currency of the row."""

    of_kind: int
    sum_minor: int


@dataclass(frozen=True, slots=True)
class MorningPage:
    """What the owner should know this morning: the panels that the packages offer, and those that span them."""

    today: date
    firm: str
    panels: tuple[Panel, ...]
    has_debts: bool
    is_book_empty: bool
    """Nothing was ever invoiced, and nothing changed since yesterday."""


def morning(
    *, today: date, by: Actor, firm: FirmRow | None = None, most: int | None = None, people: Sequence[str] = ()
) -> MorningPage:
    """Read the morning of a day, from what was known by then.

    With `most`, at most so many clients to speak to and to leave in peace, and currencies without their clients. With
    `people` (e-mail addresses) what is to be done is theirs alone.
    """
    require_all(by)
    days = {"today": today, "tomorrow": today + timedelta(days=1)}
    (state,) = rows(_State, _STATE.format(version=MARK[connection.vendor], facts=json_object(TODAY_FACTS)), days)
    name = (firm or this_firm()).name

    def read() -> MorningPage:
        try:
            return _morning(state, today=today, by=by, firm=name, most=most, people=people)
        except DatabaseError:
            if not state.upkeep_trouble:
                raise
            return _of_damaged_book(state, today=today, firm=name)  # what upkeep found is all that can be told

    return remembered(("morning", by, seen_by(by), name, most, tuple(people)), today, state.version, read)


def _of_damaged_book(state: _State, *, today: date, firm: str) -> MorningPage:
    return MorningPage(
        today=today,
        firm=firm,
        panels=(UpkeepPanel(state.upkeep_trouble or ""),),
        has_debts=False,
        is_book_empty=False,
    )


def _morning(
    state: _State, *, today: date, by: Actor, firm: str, most: int | None, people: Sequence[str]
) -> MorningPage:
    """Read it of a book in this state."""
    is_risk_seen = may(by, SEE_RISK)
    now, version = state.is_later is None, state.version
    ageing = ageing_rows(today, now=now)
    typical: dict[str, int] | None = cached_result("typical", today, version)
    overdue, totals = overdue_clients(today=today, now=now, with_totals=typical is None)
    if not is_risk_seen:
        overdue = [row._replace(at_risk_minor=None) for row in overdue]
    if typical is None:
        typical = {currency: middle_of(text) for currency, text in totals.items()}
        cache_result("typical", today, version, typical)
    listed = {(row.client_id, row.currency) for row in overdue}
    mine = dict(looked_after(people=people, by=by).values_list("pk", "ref")) if people else {}
    late = [row for row in ageing if (row.client_id, row.currency) in listed and (not people or row.client_id in mine)]
    words = _entries(late, overdue, typical, today=today, version=version, most=most, by=by)
    owed = _owed(state, ageing, today=today, by=by, has_clients=most is None)
    changes = _changes(today, now=now, by=by)
    offered = today_panels(ShownToday(today, by, as_document(state.facts)))
    calls = CallListPanel(
        call_list=_said([word for word in words if word.is_due], most),
        wait_for=_said([word for word in words if not word.is_due and not word.is_set_aside], most),
        overdue_clients=len({row.client_id for row in late}),
        has_debts=bool(owed.owed),
        set_aside=_said([word for word in words if word.is_set_aside], most),
    )
    own: list[Panel] = [UpkeepPanel(state.upkeep_trouble or ""), owed, calls, changes]
    if _is_new(as_document(state.facts).get("imported_on"), today) or not owed.owed:
        own.append(learnt(as_of=today, by=by))
    to_do = to_do_panel((*offered, calls), calls, people=people, theirs=frozenset(mine.values()))
    return MorningPage(
        today=today,
        firm=firm,
        panels=in_place((*own, to_do, *offered)),
        has_debts=bool(owed.owed),
        is_book_empty=not ageing and not typical and not changes.changes and not has_invoices(as_of=today),
    )


def _is_new(imported_on: object, today: date) -> bool:
    """Whether the last import was within days before this one."""
    return bool(imported_on) and timedelta(0) <= today - as_day(imported_on) <= timedelta(days=LEARNT_DAYS)


def _owed(state: _State, ageing: list[AgeingRow], *, today: date, by: Actor, has_clients: bool) -> OwedPanel:
    now, scored_on = state.is_later is None, None
    if may(by, SEE_RISK) and state.scored_on is not None:
        scored_on = as_day(state.scored_on)
    owed = receivables_of(ageing, as_of=today, length=None if has_clients else 0).currencies
    risks = risk_sums(as_of=today, now=now) if scored_on is not None else []
    is_fresh = scored_on is not None and scored_on >= today - timedelta(days=1)
    credit: dict[str, int] = {}
    for amounts in on_account(as_of=today, now=now).values():
        for currency, minor in amounts.items():
            credit[currency] = credit.get(currency, 0) + minor
    return OwedPanel(
        owed=owed,
        on_account_minor=credit,
        at_risk_minor=_at_risk(owed, risks, as_document(state.figures) if is_fresh else {}),
        scored_on=scored_on,
        unscored=sum(one.unscored for one in risks) if any(one.at_risk_minor is not None for one in risks) else 0,
        total=total_at_rates(sums={one.currency: one.ageing.open_minor for one in owed}, as_of=today, by=by),
    )


def _at_risk(owed: Iterable[CurrencyAgeing], risks: Iterable[RiskSum], figures: Mapping[str, Any]) -> dict[str, int]:
    """By invoice where the outlook of the day is kept; else by its figures, if the same was open then."""
    by_invoice = {one.currency: one.at_risk_minor for one in risks}
    found: dict[str, int] = {}
    for group in owed if by_invoice else ():
        scored = figures.get(group.currency, {})
        minor = by_invoice.get(group.currency)
        if minor is None and scored.get("open_minor") == group.ageing.open_minor:
            minor = scored["at_risk_minor"]
        if minor is not None:
            found[group.currency] = minor
    return found


def _entries(
    late: list[AgeingRow],
    overdue: list[OverdueRow],
    typical: dict[str, int],
    *,
    today: date,
    version: str,
    most: int | None,
    by: Actor,
) -> list[CallListEntry]:
    """Say of clients, those with most at stake first, whether to speak to them.

    With `most`, habits are read of enough of them for so many to be due; of all only where that was not enough.
    """
    is_scored = any(row.at_risk_minor is not None for row in overdue)
    of = {(row.client_id, row.currency): row for row in overdue}

    def at_risk(row: AgeingRow) -> int | None:
        return int(of[row.client_id, row.currency].at_risk_minor or 0) if is_scored else None

    def stake(row: AgeingRow) -> float:
        risk = at_risk(row)
        return (row.overdue_minor if risk is None else risk) / max(typical.get(row.currency, 1), 1)

    late = sorted(late, key=stake, reverse=True)
    looked_at = len(late) if most is None else most * _LOOKED_AT
    advice, language = call_advice(today=today, by=by), get_language() or "en"
    words: list[CallListEntry] = []
    for part in (late[:looked_at], late[looked_at:]):
        if not part or (words and sum(word.is_due for word in words) >= (most or 0)):
            continue
        paying = cached_habits(as_of=today, clients={row.client_id for row in part}, version=version)
        debtors = [word.debtor for word in words]
        for row in part:
            its = of[row.client_id, row.currency]
            debtors.append(
                Debtor(
                    ref=its.ref,
                    name=its.name,
                    sort_key=name_sort_key(its.name, language),
                    currency=row.currency,
                    open_minor=int(row.open_minor),
                    overdue_minor=int(row.overdue_minor),
                    invoices=int(row.invoices),
                    overdue_invoices=int(its.invoices),
                    days_late=(today - as_day(row.oldest_due_on)).days,
                    disputed_minor=int(its.disputed_minor),
                    typical_minor=typical.get(row.currency, 1),
                    habits=paying.get(row.client_id, NO_HABITS),
                    at_risk_minor=at_risk(row),
                )
            )
        words = call_list(debtors, advice)
    return words


def _said(words: list[CallListEntry], most: int | None) -> tuple[CallListRow, ...]:
    return tuple(CallListRow(word, why_now(word)) for word in words[:most])


def _changes(today: date, *, now: bool, by: Actor) -> ChangesPanel:
    """What is new since the day before, kind by kind, the largest amounts first, and what each kind comes to."""
    with_then, open_invoices = ("", OPEN_INVOICES_NOW) if now else (f"{OPEN_ON_A_PAST_DAY},", OPEN_INVOICES_THEN)
    seen = (kind for kind in CHANGES.values() if kind.act is None or may(by, kind.act))
    statements = " UNION ALL ".join(kind.statement.format(open_invoices=open_invoices) for kind in seen)
    statement = f"WITH {with_then} {_CHANGES.format(columns=', '.join(_ChangeRow._fields), statements=statements)}"
    found = joined_rows(_ChangeRow, _ChangeSums, statement, {"today": today, "yesterday": today - timedelta(days=1)})
    counts: dict[str, int] = {}
    sums: dict[str, dict[str, int]] = {}
    for row, whole in found:
        counts[row.kind] = int(whole.of_kind)
        if row.currency:
            sums.setdefault(row.kind, {})[row.currency] = int(whole.sum_minor)
    return ChangesPanel(tuple(_change(row) for row, _whole in found), counts, sums)


def _change(row: _ChangeRow) -> Change:
    on = as_day(row.happened_on)
    return Change(row.kind, row.ref, row.name, row.number, row.currency, int(row.minor), on, row.about_ref)
