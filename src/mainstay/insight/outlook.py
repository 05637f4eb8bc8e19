"""When will it be paid, given that it is still unpaid today; will it ever be; and why we think so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mainstay.insight.features import PLAIN
from mainstay.insight.pay_runs import SCHEDULES
from mainstay.insight.predicting import LATE30, days_of, predict
from mainstay.kernel.problem import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mainstay.insight.fitting import FittedFirm
    from mainstay.insight.ledger import Codes, Days, Figures, Flags, Ledger, Whole
    from mainstay.insight.predicting import Predicted


@dataclass(frozen=True, slots=True)
class Outlook:
    """The outlook of invoices, as columns in the order asked.

    `q10`, `q50`, `q90`: days from issue by which one, five, nine of ten such invoices are paid, among those that are
    paid at all. `due`: days from issue to the working day until which it is not late; `late`, `late30`: the chance that
    it is not paid by then, or 30 days after it; `never`: not within 365 days of the due date. `loss_minor`: that
    chance of what is open, in minor units.

    The middle in days, step by step, each the same formula knowing more: `firm` (the firm's level and these terms),
    `invoice` (amount, channel, group), `record` (the client's payments), `others` (its open invoices), `by_due` (the
    days around the due day), `q50` (that this one is still unpaid). `counts`: from 0 to 1, how much the
    client's own record counts against the firm's; `payments`: how many it has.
    `schedule`: on which runs the client pays, a place in `pay_runs.SCHEDULES`, -1 for none.
    """

    due: Days
    late: Figures
    late30: Figures
    q10: Figures
    q50: Figures
    q90: Figures
    never: Figures
    loss_minor: Codes
    firm: Figures
    invoice: Figures
    record: Figures
    others: Figures
    by_due: Figures
    counts: Figures
    payments: Codes
    is_disputed: Flags
    schedule: Codes
    learnt_from: int

    def __len__(self) -> int:
        return len(self.q50)

    def reason(self, place: int) -> Reason:
        """Why the middle is where it is: differences in whole days that add up, and what they rest on.

        The code says which knowledge carries it: "shipped_prior" (the firm has no payment yet), "firm_habit" (this
        client has none), "client_record".
        """
        return next(self.reasons([place]))

    def reasons(self, places: Whole | None = None) -> Iterator[Reason]:
        """The reasons of all, or of those at some places, one after the other."""
        of = slice(None) if places is None else places
        steps = (self.firm, self.invoice, self.record, self.others, self.by_due, self.q50)
        days = (np.rint(column[of]).astype(np.int64).tolist() for column in steps)
        facts = (
            column[of].tolist() for column in (self.payments, np.round(self.counts, 2), self.is_disputed, self.schedule)
        )
        for firm, invoice, record, others, by_due, middle, payments, counts, is_disputed, run in zip(
            *days, *facts, strict=True
        ):
            yield Reason(
                "client_record" if payments else "firm_habit" if self.learnt_from else "shipped_prior",
                {
                    "firm_days": firm,
                    "invoice_days": invoice - firm,
                    "record_days": record - invoice,
                    "open_days": others - record,
                    "due_days": by_due - others,
                    "waited_days": middle - by_due,
                    "middle_days": middle,
                    "payments": payments,
                    "counts_ratio": counts,
                    "learnt_from": self.learnt_from,
                    "is_disputed": is_disputed,
                    **({"pay_run": SCHEDULES[run]} if run >= 0 else {}),
                },
            )


def outlook(firm: FittedFirm, ledger: Ledger, as_of: int, targets: Ledger, rows: Whole = ()) -> Outlook:
    """Forecast the targets, knowing of the ledger what was known at the end of the day; nothing later is looked at.

    `rows` are the places of those targets that stand in the ledger: there they are questions, not answers. Every target
    counts as open on the day; its own payment is never looked at, nor a dispute of it that begins later.
    """
    return outlook_of(firm, predict(firm, ledger, as_of, targets, rows))


def outlook_of(firm: FittedFirm, seen: Predicted) -> Outlook:
    """Say in days and chances what was forecast."""
    asked, never = seen.asked, seen.never

    def late(days: Days) -> Figures:
        return never + (1 - never) * seen.later_than(days)

    middle = seen.quantile(0.5)
    return Outlook(
        due=seen.clock.due,
        late=late(seen.clock.due),
        late30=late(seen.clock.due + LATE30),
        q10=np.maximum(middle - firm.correction.before * (middle - seen.quantile(0.1)), seen.age),
        q50=middle,
        q90=middle + firm.correction.after * (seen.quantile(0.9) - middle),
        never=never,
        loss_minor=seen.loss_minor,
        firm=days_of(seen.x[:, :PLAIN] @ firm.effects[:PLAIN]),
        invoice=days_of(seen.x @ firm.effects),
        record=days_of(seen.by_record.mean),
        others=days_of(seen.whole.mean),
        by_due=seen.reached(np.full(len(seen), np.log(2))),
        counts=seen.by_record.counts,
        payments=seen.payments,
        is_disputed=asked.is_in_dispute,
        schedule=seen.runs.schedule,
        learnt_from=firm.paid,
    )
