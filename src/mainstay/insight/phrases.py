"""A standing in words: what it is, why, and what would change it; and who is like the best."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import get_language, gettext_lazy, ngettext, ngettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from mainstay.insight.payment_phrases import PAYMENTS
from mainstay.kernel.text import upper

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mainstay.insight.what_if import StandingChange, StandingChanges
    from mainstay.kernel.problem import Reason

RELATIONSHIPS: Final = {
    "steady": pgettext_lazy("relationship", "Steady"),
    "stepping_stone": pgettext_lazy("relationship", "Stepping stone"),
    "new": pgettext_lazy("relationship", "New"),
    "drifting": pgettext_lazy("relationship", "Drifting away"),
    "too_early": pgettext_lazy("relationship", "Too early to say"),
}
"""What a client is to the firm, by the name in `standing.STANDINGS`."""
STANDINGS: Final = {**RELATIONSHIPS, **PAYMENTS}
"""Both ratings of a client by their words; no word stands in both."""

_INPUTS: Final = {
    "payments": gettext_lazy("Payment habit"),
    "losses": gettext_lazy("Losses"),
    "tenure": gettext_lazy("Time together"),
    "rhythm": gettext_lazy("Regularity"),
    "agreement": gettext_lazy("Agreement"),
    "share": gettext_lazy("Share of income"),
}
"""The inputs of a standing, in the order of `standing.INPUTS`; said here without the arithmetic, which loads slowly."""

_SPANS: Final = {
    "invoices": (
        ngettext_lazy("%(invoices)s in %(count)d day", "%(invoices)s in %(count)d days", "count"),
        ngettext_lazy("%(invoices)s in %(count)d week", "%(invoices)s in %(count)d weeks", "count"),
        ngettext_lazy("%(invoices)s in %(count)d month", "%(invoices)s in %(count)d months", "count"),
        ngettext_lazy("%(invoices)s in %(count)d year", "%(invoices)s in %(count)d years", "count"),
    ),
    "idle": (
        ngettext_lazy("no invoice for %(count)d day", "no invoice for %(count)d days", "count"),
        ngettext_lazy("no invoice for %(count)d week", "no invoice for %(count)d weeks", "count"),
        ngettext_lazy("no invoice for %(count)d month", "no invoice for %(count)d months", "count"),
        ngettext_lazy("no invoice for %(count)d year", "no invoice for %(count)d years", "count"),
    ),
    "once": (
        ngettext_lazy("one job, %(count)d day ago", "one job, %(count)d days ago", "count"),
        ngettext_lazy("one job, %(count)d week ago", "one job, %(count)d weeks ago", "count"),
        ngettext_lazy("one job, %(count)d month ago", "one job, %(count)d months ago", "count"),
        ngettext_lazy("one job, %(count)d year ago", "one job, %(count)d years ago", "count"),
    ),
    "first": (
        ngettext_lazy("first invoice %(count)d day ago", "first invoice %(count)d days ago", "count"),
        ngettext_lazy("first invoice %(count)d week ago", "first invoice %(count)d weeks ago", "count"),
        ngettext_lazy("first invoice %(count)d month ago", "first invoice %(count)d months ago", "count"),
        ngettext_lazy("first invoice %(count)d year ago", "first invoice %(count)d years ago", "count"),
    ),
    "back": (
        ngettext_lazy("back after %(count)d day away", "back after %(count)d days away", "count"),
        ngettext_lazy("back after %(count)d week away", "back after %(count)d weeks away", "count"),
        ngettext_lazy("back after %(count)d month away", "back after %(count)d months away", "count"),
        ngettext_lazy("back after %(count)d year away", "back after %(count)d years away", "count"),
    ),
    "together": (
        ngettext_lazy(
            "%(count)d day from the first invoice to the last",
            "%(count)d days from the first invoice to the last",
            "count",
        ),
        ngettext_lazy(
            "%(count)d week from the first invoice to the last",
            "%(count)d weeks from the first invoice to the last",
            "count",
        ),
        ngettext_lazy(
            "%(count)d month from the first invoice to the last",
            "%(count)d months from the first invoice to the last",
            "count",
        ),
        ngettext_lazy(
            "%(count)d year from the first invoice to the last",
            "%(count)d years from the first invoice to the last",
            "count",
        ),
    ),
}
"""A span of days, said in days, weeks, months or years."""
_UNITS: Final = ((14, 1.0), (60, 7.0), (700, 365 / 12), (float("inf"), 365.0))
"""Below so many days a span is said in units of so many days."""

_RHYTHMS: Final = (
    (10, gettext_lazy("orders every week"), gettext_lazy("usually orders every week")),
    (20, gettext_lazy("orders every two weeks"), gettext_lazy("usually orders every two weeks")),
    (45, gettext_lazy("orders every month"), gettext_lazy("usually orders every month")),
    (75, gettext_lazy("orders every two months"), gettext_lazy("usually orders every two months")),
    (135, gettext_lazy("orders every three months"), gettext_lazy("usually orders every three months")),
    (270, gettext_lazy("orders twice a year"), gettext_lazy("usually orders twice a year")),
    (550, gettext_lazy("orders every year"), gettext_lazy("usually orders every year")),
    (float("inf"), gettext_lazy("orders every few years"), gettext_lazy("usually orders every few years")),
)
"""Usual days between visits, up to which it is said so."""

_HABITS: Final = (
    (0, gettext_lazy("pays on time"), gettext_lazy("used to pay on time")),
    (7, gettext_lazy("pays within a week of the due date"), gettext_lazy("used to pay within a week of the due date")),
    (
        14,
        gettext_lazy("pays within two weeks of the due date"),
        gettext_lazy("used to pay within two weeks of the due date"),
    ),
    (
        float("inf"),
        gettext_lazy("pays up to %(days)d days after the due date"),
        gettext_lazy("used to pay up to %(days)d days after the due date"),
    ),
)
"""Up to so many days beyond the due date for four of five payments it is said so; and so of one who stopped."""

_NAMED_BEFORE: Final = {"idle_days": "silent_days", "inactive_days": "slept_days", "is_inactive": "asleep"}
"""Name of a figure -> as earlier versions stored it; a standing that ended keeps its reason."""


def _figures_of(reason: Reason) -> dict[str, object]:
    figures = dict(reason.params)
    return figures | {name: figures[before] for name, before in _NAMED_BEFORE.items() if before in figures}


def standing_sentence(reason: Reason) -> str:
    """Say in one sentence what a client is like, as a person would who knows the book."""
    code, figures = reason.code, _figures_of(reason)
    often = _rhythm(figures)
    if code == "no_invoice":
        parts = [_("no invoice yet")]
    elif code == "nothing_due":
        parts = [_invoices(figures), _("no invoice has come due yet")]
    elif code == "few_facts":
        parts = [_invoices(figures), *_paying(figures), _("too little to tell")]
    elif code == "back":
        parts = [_span("back", _number(figures, "away_days")), _("the next invoice will show whether they stay")]
    elif code == "new":
        days = _since("known_days", figures)
        parts = [_span("first", days) if days else _("first invoice today"), *_paying(figures)]
    elif code == "leaving":
        days = _number(figures, "idle_days") if figures.get("is_inactive") else _since("idle_days", figures)
        parts = [often[1], _span("idle", days), *_counted(figures), *_debt(figures)]
    elif code == "steady":
        parts = [*_paying(figures), _invoices(figures), often[0], *_agreed(figures), *_debt(figures)]
    else:
        visits = _number(figures, "visits")
        came = [_span("once", _since("idle_days", figures))] if visits == 1 else [_invoices(figures), often[0]]
        parts = [*came, *_paying(figures), *_debt(figures), *_agreed(figures)]
        if visits > 1:
            points = {"score": max(_number(figures, "score"), 0), "needs": figures["needs"]}
            parts.append(_("%(score)d of the %(needs)d points a steady client needs") % points)
    return _sentence(parts)


def points_lines(reason: Reason) -> list[tuple[str, int, str]]:
    """Give for each input its label, its points, and what they rest on or what is missing."""
    figures = _figures_of(reason)
    lacks = figures["missing"]
    missing = lacks if isinstance(lacks, (list, tuple)) else ()
    return [
        (
            str(_INPUTS[name]),
            _number(figures, f"{name}_points"),
            _sentence(_lacking(name) if name in missing else _resting_on(name, figures)),
        )
        for name in _INPUTS
    ]


def _lacking(name: str) -> list[str]:
    return [
        {
            "payments": _("no invoice has come due yet"),
            "losses": _("no invoice is paid or lost yet"),
            "tenure": _("no invoice yet"),
            "rhythm": _("no second order yet"),
            "agreement": _("not known whether there is an agreement"),
            "share": _("no income last year to compare with"),
        }[name]
    ]


def _resting_on(name: str, figures: Mapping[str, object]) -> list[str]:
    if name == "payments":
        return [*_paying(figures), *_overdue(figures)]
    if name == "losses":
        return [*_lost(figures), *_long_overdue(figures)] or [_("nothing lost in three years")]
    if name == "tenure":
        return [_span("together", _number(figures, "tenure_days"))]
    if name == "rhythm":
        likely = _("%(percent)d%% likely to order again within a year") % {"percent": figures["returns_percent"]}
        return [_rhythm(figures)[0], likely, *_counted(figures)]
    if name == "agreement":
        return _agreed(figures) or [_("no agreement")]
    return [_sharing(float(str(figures["share_percent"]))), *_counted(figures)]


def _sharing(percent: float) -> str:
    if not percent:
        return _("hardly any income in the last year")
    if percent < 1:
        return _("less than 1%% of the income of the last year") % {}
    return _("%(percent)d%% of the income of the last year") % {"percent": round(percent)}


def _counted(figures: Mapping[str, object]) -> list[str]:
    """Of an inactive book: up to when its clients are scored. A reason stored by an older version lacks it."""
    return [_("counted up to your last invoice")] if figures.get("is_inactive") else []


def _since(name: str, figures: Mapping[str, object]) -> int:
    """The days to this day, those included on which the book was inactive."""
    return _number(figures, name) + int(str(figures.get("inactive_days", 0)))


def _paying(figures: Mapping[str, object]) -> list[str]:
    """How the client pays; nothing where nothing is paid or due."""
    paid, days, unpaid = (_number(figures, name) for name in ("paid", "late_days", "unpaid"))
    if not paid and unpaid:
        return [
            ngettext(
                "has not paid the invoice that is due",
                "has not paid any of the %(count)d invoices that are due",
                unpaid,
            )
            % {"count": unpaid}
        ]
    if not paid:
        return []
    if paid == 1:
        late = ngettext("paid once, %(days)d day late", "paid once, %(days)d days late", days) % {"days": days}
        return [late if days else _("paid once, on time")]
    # Where a fifth of what should be paid lately waits, and long, four of five no longer come as they did.
    has_stopped = _number(figures, "long_overdue") > 0 and 5 * _number(figures, "overdue") >= min(paid, 10)
    pays, paid_once = next(each[1:] for each in _HABITS if days <= each[0])
    return [str((paid_once if has_stopped else pays) % {"days": days})]


def _debt(figures: Mapping[str, object]) -> list[str]:
    """What is overdue or lost beside what is paid."""
    return [*_overdue(figures), *_lost(figures)] if _number(figures, "paid") else []


def _overdue(figures: Mapping[str, object]) -> list[str]:
    count = _number(figures, "overdue")
    if not count or not _number(figures, "paid"):
        return []
    return [ngettext("%(count)d invoice is overdue", "%(count)d invoices are overdue", count) % {"count": count}]


def _lost(figures: Mapping[str, object]) -> list[str]:
    count = _number(figures, "lost")
    if not count:
        return []
    return [
        ngettext("%(count)d invoice was never paid", "%(count)d invoices were never paid", count) % {"count": count}
    ]


def _long_overdue(figures: Mapping[str, object]) -> list[str]:
    count = _number(figures, "long_overdue")
    if not count:
        return []
    return [ngettext("%(count)d invoice long overdue", "%(count)d invoices long overdue", count) % {"count": count}]


def _agreed(figures: Mapping[str, object]) -> list[str]:
    return [_("has an agreement")] if figures["agreement"] == 1 else []


def _invoices(figures: Mapping[str, object]) -> str:
    count = _number(figures, "invoices")
    invoices = ngettext("%(count)d invoice", "%(count)d invoices", count) % {"count": count}
    return _span("invoices", _number(figures, "known_days"), invoices=invoices)


def _rhythm(figures: Mapping[str, object]) -> tuple[str, str]:
    """How often the client comes, and the same of one who used to."""
    gap = _number(figures, "gap_days")
    _most, comes, came = next(each for each in _RHYTHMS if gap <= each[0])
    return str(comes), str(came)


def _span(kind: str, days: int, **more: str) -> str:
    days = max(days, 1)
    which, unit = next((which, each[1]) for which, each in enumerate(_UNITS) if days < each[0])
    return str(_SPANS[kind][which] % {"count": round(days / unit), **more})


def _number(figures: Mapping[str, object], name: str) -> int:
    return int(str(figures[name]))


def _sentence(parts: list[str]) -> str:
    whole = ", ".join(parts)
    return upper(whole[:1], (get_language() or "en")[:2]) + whole[1:] + "."


# -- similarity --------------------------------------------------------------------------------------------------------


def standing_change_sentence(changed: StandingChange, now: StandingChanges) -> str:
    """Say what one other fact would make of a client's standing and its points, each now and then."""
    figures = {"points": changed.score, "was_points": now.score}
    if changed.standing == now.standing:
        effect = _("%(points)d points (now %(was_points)d)") % figures
    else:
        words = {"standing": STANDINGS[changed.standing], "was": STANDINGS[now.standing]}
        effect = _("%(standing)s, %(points)d points (now %(was)s, %(was_points)d)") % {**words, **figures}
    return str(_CHANGES[changed.code] % {"count": changed.count, "effect": effect})


_CHANGES: Final = {
    "overdue_paid": ngettext_lazy(
        "If the overdue invoice is paid today: %(effect)s.",
        "If the %(count)d overdue invoices are paid today: %(effect)s.",
        "count",
    ),
    "stays_unpaid": ngettext_lazy(
        "If what is overdue stays unpaid for %(count)d more day: %(effect)s.",
        "If what is overdue stays unpaid for %(count)d more days: %(effect)s.",
        "count",
    ),
    "lost_paid": ngettext_lazy(
        "If the invoice given up is paid after all: %(effect)s.",
        "If the %(count)d invoices given up are paid after all: %(effect)s.",
        "count",
    ),
    "paid_on_time": ngettext_lazy(
        "If the next invoice is paid on time: %(effect)s.",
        "If the next %(count)d invoices are paid on time: %(effect)s.",
        "count",
    ),
    "orders": ngettext_lazy(
        "If the client orders again, with one invoice: %(effect)s.",
        "If the client orders again, with %(count)d invoices: %(effect)s.",
        "count",
    ),
}


_LIKE: Final = {
    "payments": (
        gettext_lazy("pays as well"),
        gettext_lazy("pays less well"),
        gettext_lazy("how they pay isn’t known yet"),
    ),
    "rhythm": (
        gettext_lazy("orders as often"),
        gettext_lazy("orders less often"),
        gettext_lazy("how often they order isn’t known yet"),
    ),
    "income": (
        gettext_lazy("spends as much"),
        gettext_lazy("spends less"),
        gettext_lazy("what they spend isn’t known yet"),
    ),
}
"""Trait -> said of one that agrees with the best clients, that falls short, that is not known."""


def similarity_sentence(reason: Reason) -> str:
    """Say in which traits a client is like the best, in which it falls short, and what is not known."""
    groups = (reason.params[name] for name in ("agrees", "short", "missing"))
    return _sentence(
        [
            str(_LIKE[trait][place])
            for place, traits in enumerate(groups)
            for trait in _LIKE
            if isinstance(traits, (list, tuple)) and trait in traits
        ]
    )
