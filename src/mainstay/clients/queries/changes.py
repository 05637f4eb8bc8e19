"""What of clients is new since yesterday: another rating by the evidence."""

from __future__ import annotations

from typing import Final

from mainstay.clients.phrases import RATINGS_CHANGED, STANDING_CHANGED
from mainstay.clients.queries.fragments import PAYMENTS
from mainstay.clients.rules.acts import SEE_RISK
from mainstay.insight.phrases import STANDINGS
from mainstay.kernel.offers import ChangeKind

_STANDING: Final = f"""
    SELECT 'standing', c.ref, c.name, s.standing, '', 0, s.since_on, ''
    FROM clients_standing b JOIN clients_standing s ON s.client_id = b.client_id AND s.since_on = b.ended_on
    JOIN clients_client c ON c.id = s.client_id
      AND (s.standing IN ({PAYMENTS})) = (b.standing IN ({PAYMENTS}))
    WHERE b.ended_on >= %(yesterday)s AND b.ended_on <= %(today)s
"""

CHANGES: Final = {
    "standing": ChangeKind(
        _STANDING,
        *STANDING_CHANGED,
        about="standing",
        shown=lambda code: STANDINGS[code],
        act=SEE_RISK,
        title=RATINGS_CHANGED,
    ),
}
