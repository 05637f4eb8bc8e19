"""The prior of a firm that has shown nothing yet, and how fast it yields to what the firm shows.

Each constant has its reason in docs/developer/outlook.md. Days are modelled as z = sqrt(days + 1/4).
"""

from __future__ import annotations

from typing import Final

VERSION: Final = 5
"""Stored beside each stored outlook; it rises when the same facts would be answered differently."""

SHIFT: Final = 0.25
LEVEL: Final = (0.15, 0.6)
TERMS: Final = (1.0, 0.3)
AMOUNT: Final = (0.0, 0.3)
DISPUTE: Final = (1.0, 0.5)
GROUPING: Final = (0.0, 0.3)
"""Mean and standard deviation, in z: the firm's level, the terms, amount, dispute, each channel or group."""
LEVELS_AT_MOST: Final = 8
"""Terms, channels and groups of clients that have an effect of their own; the rarer ones have none."""

NOISE: Final = (1.8, 6.0)
CLIENTS: Final = (1.2, 4.0)
"""Variance within a client and between clients, and how many invoices or clients the prior is worth."""
OWN_NOISE: Final = 10.0
"""How many invoices the firm's scatter is worth against the client's own."""
REACH: Final = 2.5
"""A payment farther from the client's habit than so many standard deviations pulls no harder for it."""
FREEDOM: Final = 8
"""Degrees of freedom of the Student distribution; even, so that its formula ends."""

HALF_LIFE_DAYS: Final = 365.0
HALF_LIFE_PAYMENTS: Final = 20.0
"""After how many days, and how many later payments of the client, a payment counts half."""

FADING: Final = (0.0, 60.0, 30.0, 15.0)
FADING_ODDS: Final = 4.0
FADING_FROM: Final = 30
"""Half-lives of a firm's past, 0 for none; how much likelier, in natural logarithms, none is before anything was seen;
and from how many decided invoices on one is looked for."""

CLOCK: Final = (-7, -4, -3, -2, -1, 0, 1, 2, 4, 7, 14, 30, 60, 120)
"""Days from the working due day where the bins of the due-date clock begin."""
CLOCK_BIN: Final = 10.0
CLOCK_PART: Final = 4.0
"""How many predicted payments the smooth curve is worth: in one bin, and before or after the due day as a whole."""
CLOCK_OF_CLIENT: Final = 6.0
CLOCK_OF_CLIENT_SPREAD: Final = 1.2
"""How many of a client's own payments the firm's clock is usually worth; and how far from it, in natural logarithms, it
may lie (one standard deviation)."""
ON_DAY: Final = (0.3, 5.0)
"""The share of what is unpaid when the due day begins that is paid for that day's sake, and its worth in invoices."""
PAID_ON_DAY_OFF: Final = 0.05
DAYS_OFF_ODDS: Final = 20.0
"""Where days off are observed, the share still paid on one; and the odds that they are, before anything was seen."""

MOVED: Final = (1.0, 0.3)
CASE_WORTH: Final = 0.5
CASE_HALF_LIFE: Final = 120.0
CLEARLY: Final = 1.0
STRETCH_WORTH: Final = 200.0
WEEKS_WORTH: Final = 12.0
"""How far a firm's own past may move the chance of late from what is forecast (one standard deviation of the shift and
of the slope, in logits); what one past invoice counts for there, for what falls due together is paid alike, and after
how many days half as much; how much likelier what happened must have been with it; how many payments the range is
worth; and how many weeks of cash."""

ON_RUN: Final = 0.9
NO_RUN_ODDS: Final = 1000.0
RUN_WORTH: Final = 2.0
AGREE: Final = (0.5, 0.95)
"""Of a client that pays in runs, the share paid in one; how much likelier it is that a client has a given schedule not
than that it has, before its payments; how many of its own payments the clock's runs are worth; and how often it takes
the first run so many days past the due day: before anything was seen, and at most."""

LOST_AFTER_DAYS: Final = 365
"""Unpaid so many days past due, an invoice counts as never paid."""
ASTRAY: Final = (0.05, 3.0)
"""The share of invoices that are paid, but out of all habit, and how many times as widely those scatter."""
NEVER: Final = 0.03
NEVER_WORTH: Final = 60.0
"""The share of invoices never paid, and how many invoices that prior is worth."""
NEVER_OF_CLIENT: Final = 12.0
"""How many of a client's own invoices the firm's share of losses is worth."""
DISPUTE_ODDS: Final = 3.0
"""How much an open dispute multiplies the odds that an invoice is never paid."""
