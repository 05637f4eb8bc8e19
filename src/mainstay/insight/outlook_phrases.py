"""An outlook in words: how likely late or never, why, and what would change it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from mainstay.kernel.problem import Reason

_STEPS: Final = (
    ("invoice_days", gettext_lazy("Invoices like this one")),
    ("record_days", gettext_lazy("This client’s payments")),
    ("open_days", gettext_lazy("Their other open invoices")),
    ("due_days", gettext_lazy("Payments around the due date")),
    ("waited_days", gettext_lazy("Still unpaid today")),
)
"""What moves the middle, in the order in which it is taken in."""
_RUNS: Final = {
    "month_end": gettext_lazy("They usually pay on the last working day of the month"),
    "middle": gettext_lazy("They usually pay on the 15th of the month"),
    "mondays": gettext_lazy("They usually pay on Mondays"),
    "tuesdays": gettext_lazy("They usually pay on Tuesdays"),
    "wednesdays": gettext_lazy("They usually pay on Wednesdays"),
    "thursdays": gettext_lazy("They usually pay on Thursdays"),
    "fridays": gettext_lazy("They usually pay on Fridays"),
    "quarter_end": gettext_lazy("They usually pay on the last working day of the quarter"),
}
"""Schedules of insight.pay_runs in words."""
_FEW: Final = 3
"""Below so many payments a client has no habit of its own yet."""
_ON_THE_DAY: Final = 1
"""So many days from the due date count as on it."""
_DAYS, _POINTS = 5, 0.05
"""A change of the expected day by so many days, or of a chance by so much, is worth a sentence."""
_LATE: Final = (
    (100_000, gettext_lazy("Very likely on time.")),
    (350_000, gettext_lazy("Probably on time.")),
    (650_000, gettext_lazy("Could go either way.")),
    (900_000, gettext_lazy("Probably late.")),
    (1_000_001, gettext_lazy("Very likely late.")),
)
"""Below which chance of late, in millionths, it is called what; the user's guide has the same table."""
_IN_TEN, _IN_HUNDRED, _SURE = 150_000, 10_000, 950_000
"""From which chance of never one speaks of tenths, of one in so many at all, and of nearly every one."""
_EXACT: Final = 20
_LEAST: Final = 0.01
"""Nothing about the future is 0 % or 100 %."""

_CHANGES: Final = {
    "dispute_settled": gettext_lazy("If the dispute is settled today: %(effect)s."),
    "part_paid": gettext_lazy("If a part of it is paid today: %(effect)s."),
}


def late_words(late_ppm: int, days_late: int) -> str:
    """Say how likely an invoice is late, from a chance in millionths; one past due is late already."""
    if days_late > 0:
        return _("Overdue.")
    return str(next(words for below, words in _LATE if late_ppm < below))


def never_words(never_ppm: int) -> str:
    """Say how many of such invoices are never paid, from a chance in millionths: "About 1 in 12 such invoices …"."""
    if never_ppm < _IN_HUNDRED:
        return _("Almost certain to be paid.")
    if never_ppm >= _SURE:
        return _("Very unlikely to be paid.")
    if never_ppm >= _IN_TEN:
        tenths = (never_ppm + 50_000) // 100_000
        return _("About %(count)d in 10 invoices like this are never paid.") % {"count": tenths}
    one_in = round(1_000_000 / never_ppm)
    one_in = one_in if one_in <= _EXACT else round(one_in, -1)
    return _("About 1 in %(count)d invoices like this is never paid.") % {"count": one_in}


def change_sentence(
    code: str,
    count: int,
    *,
    expected: tuple[date, date],
    never: tuple[float, float],
    day: Callable[[date], str],
    percent: Callable[[float], str],
) -> str:
    """Say what one other fact would make of an outlook: the expected day and the chance of never, each now and then.

    The code is that of insight.what_if; `day` and `percent` write a day and a share. What moves by less than five days
    or points, or against what anybody would expect of such a fact, is not said.
    """
    is_good = code != "nothing_paid"
    was_on, on = expected
    before, after = (min(max(round(share, 2), _LEAST), 1 - _LEAST) for share in never)
    parts = []
    sooner, safer = (was_on - on).days, before - after
    if (sooner if is_good else -sooner) >= _DAYS:
        parts.append(_("expected on %(day)s instead of %(was)s") % {"day": day(on), "was": day(was_on)})
    if round(safer if is_good else -safer, 2) >= _POINTS or not parts:
        shares = {"share": percent(after), "was": percent(before)}
        if is_good:
            parts.append(_("the risk of non-payment falls from %(was)s to %(share)s") % shares)
        else:
            parts.append(_("the risk of non-payment rises from %(was)s to %(share)s") % shares)
    effect = {"effect": "; ".join(parts)}
    if code == "others_paid":
        text = ngettext(
            "If the client pays its other open invoice today: %(effect)s.",
            "If the client pays its %(count)d other open invoices today: %(effect)s.",
            count,
        )
        return text % {"count": count, **effect}
    if code == "nothing_paid":
        text = ngettext(
            "If the client pays nothing for %(count)d more day: %(effect)s.",
            "If the client pays nothing for %(count)d more days: %(effect)s.",
            count,
        )
        return text % {"count": count, **effect}
    return str(_CHANGES[code]) % effect


def outlook_sentence(reason: Reason, *, terms_days: int, days_late: int) -> str:
    """Say why an invoice is expected when it is, as a person would who knows the client; two figures at most.

    `terms_days` are the days from issue to the due date, `days_late` those since then, negative before it.
    """
    figures = reason.params
    payments = int(str(figures["payments"]))
    if reason.code == "shipped_prior":
        first = _("No payments to go by yet")
        second = _("elsewhere such invoices are usually paid %(when)s") % {"when": _usual(figures, terms_days)}
    elif payments < _FEW:
        first = _few_paid(payments)
        second = _("your clients usually pay %(when)s") % {"when": _usual(figures, terms_days)}
    else:
        run = figures.get("pay_run")
        usual = {"when": _usual(figures, terms_days, "record_days", "open_days", "due_days")}
        first, second = str(_RUNS[str(run)]) if run else _("They usually pay %(when)s") % usual, ""
    if days_late > 0:
        late = ngettext("this one is %(days)d day late", "this one is %(days)d days late", days_late)
        second = late % {"days": days_late}
    if figures["is_disputed"]:
        second = _("%(said)s, and it’s disputed") % {"said": second} if second else _("this one is disputed")
    return f"{first}; {second}." if second else f"{first}."


def _few_paid(payments: int) -> str:
    if not payments:
        return _("They haven’t paid an invoice yet")
    return ngettext("They’ve paid %(count)d invoice so far", "They’ve paid %(count)d invoices so far", payments) % {
        "count": payments
    }


def _usual(figures: Mapping[str, object], terms_days: int, *knowing: str) -> str:
    """When such invoices are usually paid: "34 days late", "on the due date", "5 days early"."""
    days = sum(int(str(figures.get(name, 0))) for name in ("firm_days", "invoice_days", *knowing)) - terms_days
    if days > _ON_THE_DAY:
        return ngettext("%(days)d day late", "%(days)d days late", days) % {"days": days}
    if days < -_ON_THE_DAY:
        return ngettext("%(days)d day early", "%(days)d days early", -days) % {"days": -days}
    return _("on the due date")


def outlook_steps(reason: Reason) -> list[tuple[str, str]]:
    """How the expected day was worked out: each step with its days, the first and the last counted from the invoice."""
    figures = reason.params
    first = _("Usual elsewhere on these terms") if reason.code == "shipped_prior" else _("Usual for your clients")
    steps = [(first, _after_invoice(int(str(figures["firm_days"]))))]
    steps += [(str(label), _change(change)) for name, label in _STEPS if (change := int(str(figures.get(name, 0))))]
    return [*steps, (_("Expected"), _after_invoice(int(str(figures["middle_days"]))))]


def _after_invoice(days: int) -> str:
    return ngettext("day %(days)d after the invoice", "day %(days)d after the invoice", days) % {"days": days}


def _change(days: int) -> str:
    if days < 0:
        return ngettext("%(days)d day earlier", "%(days)d days earlier", -days) % {"days": -days}
    return ngettext("%(days)d day later", "%(days)d days later", days) % {"days": days}
