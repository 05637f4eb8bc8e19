"""What follows from both ratings: shorter terms, a deposit, a credit limit, or one thing to do. A person decides.

Every formula and constant has its reason in docs/developer/standing.md, "Proposals".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from mainstay.insight.income import YEAR
from mainstay.insight.ledger import places_in
from mainstay.insight.payment_rating import AT_RISK, NOT_PAYING, ON_TIME, PAYMENTS, SLOW_BUT_SURE
from mainstay.insight.standing import LEAVING, NEW, STANDINGS, STEADY, STEPPING_STONE
from mainstay.kernel.problem import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mainstay.insight.income import Income
    from mainstay.insight.ledger import Codes, Figures, Flags, Ledger
    from mainstay.insight.standing import Standings

VERSION: Final = 2
"""Stored beside each stored proposal; it rises when the same facts would be answered differently."""

ACTS: Final = ("stop", "call_payment", "call_drifting", "agree_pay_day", "offer_agreement")
"""What is to be done, the most urgent first; at most one for a client."""
KINDS: Final = ("terms", "deposit", "credit_limit", *ACTS)
"""The kinds by their codes, in the order of the columns of `AgreedColumns`."""
TERMS, DEPOSIT, CREDIT_LIMIT, STOP, CALL_PAYMENT, CALL_DRIFTING, AGREE_PAY_DAY, OFFER_AGREEMENT = range(len(KINDS))
NONE: Final = -1
_MOST_MINOR: Final = 10.0**16


@dataclass(frozen=True, slots=True)
class ProposalPolicy:
    """From where a proposal is made, how much is asked, and how far it must move to be made anew."""

    looked_at: int = 10

    late_from_days: int = 14
    late_until_days: int = 7
    late_grades: tuple[int, ...] = (30, 60)
    usual_share: float = 0.05
    usual_invoices: int = 3
    shortest_days: int = 7
    terms_step_days: int = 7

    chance_worth: float = 12.0
    lost_after_days: int = 365
    chance_from: float = 0.05
    chance_until: float = 0.04
    chance_grades: tuple[float, ...] = (0.1, 0.25, 0.5)
    bearable_of_job: float = 0.05
    deposit_step_percent: int = 10
    bearable_of_income: float = 0.02
    limit_step: float = 0.25

    rests_days: int = 90


DEFAULT: Final = ProposalPolicy()


@dataclass(frozen=True, slots=True)
class AgreedColumns:
    """What holds already, one row for each client scored; `NONE` where nothing does.

    Agreed with the client: `terms` in days, `deposit` in percent, `limit_minor` in `currency`, the code of the client's
    own currency. One column for each of `KINDS`: `open`, the value of the proposal that waits for an answer, and
    `rests`, the grade of the evidence behind the last answer while that still rests.
    """

    terms: Codes
    deposit: Codes
    limit_minor: Codes
    currency: Codes
    open: Codes
    rests: Codes


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual by the invoices of some clients, or of all, one part after the other.

    `client` and the middle `terms` of its last ten invoices. One place for each client and currency: `pair_invoices`
    there are, the middle amount of the last ten is `pair_typical` (minor units). Of the firm's last year: terms of so
    many `days` on so many `invoices`.
    """

    client: Codes
    terms: Codes
    pair_client: Codes
    pair_currency: Codes
    pair_invoices: Codes
    pair_typical: Codes
    days: Codes
    invoices: Codes


@dataclass(frozen=True, slots=True)
class Proposals:
    """One row for each proposal: clients ascending, at most one of each kind.

    `value` is days, percent or minor units of `currency`, as the kind says. `stake` is what the client's open invoices
    put at risk, in typical invoices of the firm, so that currencies can be ordered and are never added. The figures are
    those of the client: `standing` and `payment` in force (-1: not rated), `overdue_days` of the oldest invoice, `wait`
    days beyond the due date, `paid` invoices, `terms` now and whether they `are_agreed`, `chance` that the next invoice
    is never paid, `lost` of `decided` invoices, income of the year and the typical invoice in `currency`.
    """

    client: Codes
    kind: Codes
    value: Codes
    currency: Codes
    grade: Codes
    stake: Figures
    standing: Codes
    payment: Codes
    overdue_days: Codes
    wait: Codes
    paid: Codes
    terms: Codes
    are_agreed: Flags
    chance: Figures
    lost: Codes
    decided: Codes
    income_minor: Codes
    typical_minor: Codes
    policy: ProposalPolicy

    def __len__(self) -> int:
        return len(self.client)

    def reason(self, place: int) -> Reason:
        """Why it is proposed, by kind: "pays_late" or "has_not_paid"; "may_not_pay"; "bears_part" or "bears_one".

        What is to be done has the code of its kind; a deposit of who leaves invoices unpaid is "does_not_pay".
        "bears_one": a usual invoice is more than the firm can bear to lose, but less is no limit to work with.
        """
        kind = int(self.kind[place])
        params: dict[str, object] = {
            "standing": STANDINGS[int(self.standing[place])],
            "grade": int(self.grade[place]),
            "stake": round(float(self.stake[place]), 3),
        }
        payment = int(self.payment[place])
        params["payment"] = PAYMENTS[payment] if payment >= 0 else ""
        if kind >= STOP:
            return Reason(KINDS[kind], {**params, "overdue_days": int(self.overdue_days[place])})
        if kind == TERMS:
            paid = int(self.paid[place])
            params |= {"late_days": int(self.wait[place]), "paid": paid, "terms_days": int(self.terms[place])}
            params["are_agreed"] = bool(self.are_agreed[place])
            return Reason("pays_late" if paid else "has_not_paid", params)
        params |= {
            "chance_percent": max(round(float(self.chance[place]) * 100), 1),
            "lost": int(self.lost[place]),
            "decided": int(self.decided[place]),
        }
        if kind == DEPOSIT:
            return Reason("does_not_pay" if payment == NOT_PAYING else "may_not_pay", params)
        income, typical = int(self.income_minor[place]), int(self.typical_minor[place])
        bears = self.policy.bearable_of_income * income >= float(self.chance[place]) * typical
        params |= {"income_minor": income, "typical_minor": typical}
        return Reason("bears_part" if bears else "bears_one", params)


def proposals_of(
    found: Usual,
    income: Income,
    scored: Standings,
    asked: Ledger,
    never: Figures,
    *,
    typical: Mapping[int, int],
    standing: Codes,
    payment: Codes,
    agreed: AgreedColumns,
    firm_never: float,
    policy: ProposalPolicy = DEFAULT,
) -> Proposals:
    """Propose what both ratings ask for, at most one of each kind for a client; nothing that holds already.

    `found` and `income` speak of all clients. `scored` are they with their evidence, `standing` and `payment` beside it
    the ratings in force (the owner's word goes before; -1 where nothing is known), `agreed` what holds. Who doesn't pay
    and owes is offered nothing until they have paid, and without debt works against payment in advance; who pays on
    time is asked for nothing. `asked` are the open invoices with their chance of
    `never` being paid, `typical` a typical invoice of the firm in each currency, and `firm_never` is the firm's own
    share. A proposal that is open stays as it is until its value moves by more than a step or its reason is gone; what
    was answered rests until the evidence is of a worse grade. The same facts give the same answer.
    """
    size = len(scored)
    usual_terms = _each(found.client, found.terms, scored.client)
    currency = _currencies(found, scored.client, agreed.currency)
    is_own = _are_in(found.pair_client, found.pair_currency, scored.client, currency)
    usual_minor = _each(found.pair_client[is_own], found.pair_typical[is_own], scored.client)
    is_own = _are_in(income.client, income.currency, scored.client, currency)
    income_minor = np.maximum(_each(income.client[is_own], income.minor[is_own], scored.client), 0)
    chance = _chance(asked, never, scored, firm_never, policy)
    stake = _stake(asked, never, scored, typical)

    is_open = agreed.open >= 0
    rests = np.where(is_open, NONE, agreed.rests)
    is_stepping = standing == STEPPING_STONE
    is_refusing, is_prompt = payment == NOT_PAYING, payment == ON_TIME
    owes = scored.overdue > 0
    is_asked = ~is_refusing & ~is_prompt
    is_either = (is_stepping | (standing == NEW)) & is_asked

    terms = np.where(agreed.terms >= 0, agreed.terms, usual_terms)
    shortest = _shortest(found, policy)
    wait = np.where(scored.paid > 0, scored.late_days, scored.overdue_days)
    late_grade = 1 + np.searchsorted(policy.late_grades, wait)
    is_late = wait > np.where(is_open[:, TERMS], policy.late_until_days, policy.late_from_days)
    days = _damped(np.full(size, shortest), agreed.open[:, TERMS], np.full(size, policy.terms_step_days))
    wants_terms = is_either & is_late & (shortest != NONE) & (terms - days >= policy.terms_step_days)

    risk_grade = 1 + np.searchsorted(policy.chance_grades, chance)
    percent = _damped(_deposit(chance, policy), agreed.open[:, DEPOSIT], np.full(size, policy.deposit_step_percent))
    is_prepaying = is_refusing & ~owes
    percent = np.where(is_prepaying, 100, percent)
    wants_deposit = (
        is_stepping & is_asked & (chance > np.where(is_open[:, DEPOSIT], policy.chance_until, policy.chance_from))
    )
    wants_deposit |= is_prepaying
    wants_deposit &= percent - np.maximum(agreed.deposit, 0) >= policy.deposit_step_percent

    limit = _limit(income_minor, usual_minor, chance, policy)
    limit = _damped(
        limit, agreed.open[:, CREDIT_LIMIT], (policy.limit_step * agreed.open[:, CREDIT_LIMIT]).astype(np.int64)
    )
    wants_limit = is_either & (chance > np.where(is_open[:, CREDIT_LIMIT], policy.chance_until, policy.chance_from))
    wants_limit &= (usual_minor > 0) & (
        (agreed.limit_minor < 0) | (agreed.limit_minor - limit > policy.limit_step * limit)
    )

    is_slow = wait > np.where(is_open[:, AGREE_PAY_DAY], policy.late_until_days, policy.late_from_days)
    to_do = _acts(standing, payment, owes=owes, is_slow=is_slow)
    nothing, once = np.zeros_like(days), np.ones_like(days)
    values = np.stack([days, percent, limit, *([nothing] * len(ACTS))], axis=1)
    grades = np.stack([late_grade, risk_grade, risk_grade, *([once] * len(ACTS))], axis=1)
    wants_act = [to_do == kind for kind in range(STOP, len(KINDS))]
    wanted = np.stack([wants_terms, wants_deposit, wants_limit, *wants_act], axis=1) & (grades > rests)
    at, kind = np.nonzero(wanted)
    return Proposals(
        client=scored.client[at],
        kind=kind,
        value=values[at, kind],
        currency=currency[at],
        grade=grades[at, kind],
        stake=stake[at],
        standing=standing[at],
        payment=payment[at],
        overdue_days=scored.overdue_days[at],
        wait=wait[at],
        paid=scored.paid[at],
        terms=terms[at],
        are_agreed=agreed.terms[at] >= 0,
        chance=chance[at],
        lost=scored.lost[at],
        decided=scored.decided[at],
        income_minor=income_minor[at],
        typical_minor=usual_minor[at],
        policy=policy,
    )


def _acts(standing: Codes, payment: Codes, *, owes: Flags, is_slow: Flags) -> Codes:
    """The one thing to do about each client, by both ratings; `NONE` where there is nothing."""
    return np.select(
        [
            (payment == NOT_PAYING) & owes,
            (payment == AT_RISK) & owes,
            (standing == LEAVING) & (payment != NOT_PAYING),
            (payment == SLOW_BUT_SURE) & (standing == STEADY) & is_slow,
            (payment == ON_TIME) & (standing == STEPPING_STONE),
        ],
        [STOP, CALL_PAYMENT, CALL_DRIFTING, AGREE_PAY_DAY, OFFER_AGREEMENT],
        NONE,
    )


def usual(known: Ledger, as_of: int, policy: ProposalPolicy = DEFAULT) -> Usual:
    """Gather what is usual of these clients' invoices by the end of the day; of some clients or of all."""
    sales = known.rows(known.amount_minor > 0)
    clients = sales.codes
    of = places_in(sales.client, clients)
    last = _latest(of, sales.issued, sales.terms, policy.looked_at)
    width = int(sales.currency.max(initial=0)) + 1
    cell = of * width + sales.currency
    count = np.bincount(cell)
    pairs = np.flatnonzero(count)
    pair = places_in(cell, pairs)
    own = _latest(pair, sales.issued, sales.amount_minor, policy.looked_at)
    terms = np.bincount(sales.terms[sales.issued > as_of - YEAR])
    days = np.flatnonzero(terms)
    return Usual(
        client=clients,
        terms=_middle(of[last], sales.terms[last], len(clients)),
        pair_client=clients[pairs // width],
        pair_currency=pairs % width,
        pair_invoices=count[pairs],
        pair_typical=_middle(pair[own], sales.amount_minor[own], len(pairs)),
        days=days,
        invoices=terms[days],
    )


def typical_amounts(known: Ledger) -> dict[int, int]:
    """The middle amount of the invoices in each currency, in its minor units; the lower of two."""
    is_sale = known.amount_minor > 0
    currency, amount = known.currency[is_sale], known.amount_minor[is_sale]
    typical = {}
    for code in np.unique(currency).tolist():
        amounts = amount[currency == code]
        middle = (len(amounts) - 1) // 2
        typical[code] = int(np.partition(amounts, middle)[middle])
    return typical


def _each(client: Codes, value: Codes, clients: Codes) -> Codes:
    """The value of each client, `NONE` where it has none; a client stands there once at most."""
    found = np.full(len(clients), NONE, dtype=np.int64)
    found[np.searchsorted(clients, client)] = value
    return found


def _are_in(client: Codes, currency: Codes, clients: Codes, own: Codes) -> Flags:
    """Which rows are in their client's own currency."""
    are_in: Flags = currency == own[np.searchsorted(clients, client)]
    return are_in


def _currencies(found: Usual, clients: Codes, agreed: Codes) -> Codes:
    """Each client's own currency: the one agreed, else that of most of its invoices; `NONE` without any."""
    order = np.lexsort((found.pair_currency, -found.pair_invoices, found.pair_client))
    client = found.pair_client[order]
    first = order[np.append(True, client[1:] != client[:-1])[: len(order)]]
    most = _each(found.pair_client[first], found.pair_currency[first], clients)
    return np.where(agreed >= 0, agreed, most)


def _latest(of: Codes, on: Codes, value: Codes, most: int) -> Codes:
    """The places of each client's latest rows; of one day in one order, whatever the order of the rows."""
    key = of * (int(np.ptp(on)) + 1) + on.max() - on if len(on) else of
    count = np.bincount(of)
    end = np.cumsum(count)
    # By client and day alone those that may be among them: only these few are put in order by value, too.
    last = np.sort(key)[np.minimum(end - count + most, end) - 1] if len(on) else of
    near = np.flatnonzero(key <= last[of])
    near = near[np.lexsort((value[near], key[near]))]
    rows = np.bincount(of[near])
    latest: Codes = near[np.arange(len(near)) - (np.cumsum(rows) - rows)[of[near]] < most]
    return latest


def _middle(of: Codes, value: Codes, size: int) -> Codes:
    """The middle value of each, the lower of two; `NONE` where there is none."""
    order = np.lexsort((value, of))
    count = np.bincount(of, minlength=size)
    at = np.cumsum(count) - count + (count - 1) // 2
    return np.where(count > 0, np.append(value[order], NONE)[np.where(count > 0, at, -1)], NONE)


def _shortest(found: Usual, policy: ProposalPolicy) -> int:
    """The shortest terms that are usual in the firm; `NONE` where no terms are."""
    days, of = np.unique(found.days, return_inverse=True)
    count = np.bincount(of, found.invoices, minlength=len(days))
    is_usual = count >= max(policy.usual_invoices, policy.usual_share * count.sum())
    days = days[is_usual & (days >= policy.shortest_days)]
    return int(days.min(initial=NONE if not len(days) else days[0]))


def _chance(asked: Ledger, never: Figures, scored: Standings, firm_never: float, policy: ProposalPolicy) -> Figures:
    """The chance that each client's next invoice is never paid."""
    # What is a year past due stands among the lost already.
    waits = scored.as_of - asked.due <= policy.lost_after_days
    of, size = np.searchsorted(scored.client, asked.client[waits]), len(scored)
    expected, waiting = np.bincount(of, never[waits], minlength=size), np.bincount(of, minlength=size)
    worth = policy.chance_worth
    chance: Figures = (worth * firm_never + scored.lost + expected) / (worth + scored.decided + waiting)
    return chance


def _stake(asked: Ledger, never: Figures, scored: Standings, typical: Mapping[int, int]) -> Figures:
    """What each client's open invoices are expected to lose, in typical invoices of the firm."""
    of_asked = typical_amounts(asked)  # a currency of which no more is known
    worth = np.ones(len(asked))
    for code in np.unique(asked.currency).tolist():
        worth[asked.currency == code] = typical.get(code) or of_asked.get(code, 1)
    loss = never * np.maximum(asked.open_minor, 0) / worth
    return np.bincount(np.searchsorted(scored.client, asked.client), loss, minlength=len(scored)).astype(float)


def _deposit(chance: Figures, policy: ProposalPolicy) -> Codes:
    """So much of a job before it begins that no more than the bearable part of it is expected to be lost."""
    step = policy.deposit_step_percent
    open_percent = 100 * (1 - policy.bearable_of_job / np.maximum(chance, policy.bearable_of_job))
    return np.clip(np.ceil(open_percent / step - 1e-9).astype(np.int64) * step, step, 100)


def _limit(earned: Codes, typical: Codes, chance: Figures, policy: ProposalPolicy) -> Codes:
    """So much open at most that no more than the bearable part of a year's income is expected to be lost."""
    bears = np.minimum(policy.bearable_of_income * earned / chance, _MOST_MINOR)
    unit, of_typical = _unit(bears), _unit(typical)
    floor = np.minimum(np.ceil(typical / of_typical) * of_typical, _MOST_MINOR)
    return np.maximum(np.rint(bears / unit) * unit, floor).astype(np.int64)


def _unit(minor: Codes | Figures) -> Figures:
    """The weight of the second digit: amounts are rounded to two."""
    unit: Figures = np.maximum(10.0 ** (np.floor(np.log10(np.maximum(minor, 1))) - 1), 1)
    return unit


def _damped(value: Codes, was: Codes, step: Codes) -> Codes:
    """The value of the open proposal where the new one is no more than a step from it."""
    return np.where((was >= 0) & (np.abs(value - was) <= step), was, value)
