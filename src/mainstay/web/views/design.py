"""The parts screens are made of, live: shown in development only (MAINSTAY_DESIGN=1)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from django import forms
from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from mainstay.billing.queries.receivables import Ageing
from mainstay.insight.phrases import STANDINGS
from mainstay.kernel.problem import Reason
from mainstay.scoring.queries.outlooks import StoredOutlook
from mainstay.scoring.queries.payment_habits import PaidLate
from mainstay.web.client_charts import ranges_of, strip_of
from mainstay.web.lists import Mark

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_AGEING: Final = Ageing(1_234_500, 734_500, (500_000, 300_000, 200_000, 134_500, 100_000))
_LATELY: Final = tuple(
    PaidLate(date(2026, month, 12), late)
    for month, late in enumerate((-3, 0, 5, 12, 0, 34, 8, 2, -1, 15, 41, 6), start=1)
)
_DAYS: Final = (date(2026, 3, 10), date(2026, 3, 20), date(2026, 4, 12))
_SEEN: Final = StoredOutlook(date(2026, 3, 1), 1, *_DAYS, 650_000, 120_000, 83_000, 74_400, Reason("firm_habit"))


class _Sample(forms.Form):
    name = forms.CharField(label=_("Name"), help_text=_("As it stands on the invoices."))
    currency = forms.ChoiceField(label=_("Currency"), choices=[("GBP", "GBP"), ("TRY", "TRY")])


@require_safe
def design(request: HttpRequest) -> HttpResponse:
    """Show each part once; `?theme=dark` in the dark."""
    if not settings.MAINSTAY_DESIGN:
        raise Http404
    request.shown_in = "dark" if request.GET.get("theme") == "dark" else "light"  # type: ignore[attr-defined]
    context = {
        "ageing": _AGEING,
        "marks": (Mark("a filter", "?"), Mark("another", "?")),
        "lately": _LATELY,
        "standings": STANDINGS,
        "strip": strip_of(_LATELY, 5.5),
        "ranges": ranges_of([(date(2026, 3, 15), _SEEN)], date(2026, 3, 1)),
        "invoice": {"outlook": _SEEN, "currency": "GBP", "days_late": -14},
        "form": _Sample({"currency": "GBP"}),
    }
    return render(request, "web/design.html", context)
