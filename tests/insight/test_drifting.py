"""Drifting away: only after a silence longer than those that ended, while the firm's own alarms are mostly right."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.insight.books import FIRST, book, paid_by
from tests.insight.whole_ledgers import standings

from mainstay.insight.silences import Silences, are_alarms_right, silences, usual_stretch
from mainstay.insight.standing import STANDINGS

DAY = 900
OTHERS = [row for client in range(1, 9) for row in paid_by(client, *[25] * 30)]
"""Eight clients who come every month until the day."""
FOR_YEARS = [row for client in range(1, 9) for row in paid_by(client, *[25] * 100)]


def visits(*days: int, client: int = 0) -> list[dict[str, int]]:
    return [{"client": client, "issued": day, "days": 25} for day in days]


def word(*rows: dict[str, int], day: int = DAY, others=OTHERS) -> str:
    return STANDINGS[int(standings(book(*rows, *others), FIRST + day, clients=[0]).standing[0])]


def test_a_monthly_client_who_stays_away_for_half_a_year_drifts_away():
    assert word(*visits(*range(0, 720, 30))) == "drifting"


def test_who_stayed_away_as_long_once_and_came_back_does_not():
    before = [*range(0, 300, 30), *range(500, 720, 30)]  # 230 days of silence, then 200
    assert word(*visits(*before)) != "drifting"
    # The ten gaps that tell the rhythm have forgotten it; the client's own longest has not.
    long_ago = [0, 30, 60, 290, *range(320, 720, 30)]
    assert word(*visits(*long_ago)) != "drifting"


@settings(max_examples=60)
@given(st.lists(st.integers(10, 120), min_size=6, max_size=12), st.integers(1, 500), st.data())
def test_silence_alone_is_never_drifting_where_a_longer_one_ended(gaps, idle, data):
    place = data.draw(st.integers(0, len(gaps) - 1))
    gaps[place] = idle + data.draw(st.integers(0, 100))
    days = np.append(0, np.cumsum(gaps))
    assert word(*visits(*days.tolist()), day=int(days[-1]) + idle, others=FOR_YEARS) != "drifting"


def test_a_firm_whose_clients_stay_away_and_come_back_has_nobody_drifting():
    # Each of the others stayed away for 300 days between monthly visits, and came back.
    others = [row for client in range(1, 9) for row in visits(*range(0, 300, 30), *range(570, 900, 30), client=client)]
    assert word(*visits(*range(0, 720, 30)), others=others) != "drifting"


def test_alarms_that_were_mostly_wrong_are_not_raised_again():
    def found(*wrong: int) -> Silences:
        return Silences(np.zeros(4, dtype=np.int64), np.zeros(4), np.array(wrong))

    alarm, idle = np.array([True, True, False, False]), np.array([400, 200, 500, 10])
    assert are_alarms_right(found(0, 0, 0, 0), alarm, idle)
    assert are_alarms_right(found(1, 1, 0, 0), alarm, idle)  # one of three right, with the prior four of seven
    assert not are_alarms_right(found(2, 1, 0, 0), alarm, idle)
    nobody = np.zeros(4, dtype=bool)
    assert are_alarms_right(found(1, 0, 0, 0), nobody, idle)
    assert not are_alarms_right(found(1, 1, 0, 0), nobody, idle)


def test_silences_are_measured_beside_what_was_known_when_they_began():
    place = np.array([0] * 9 + [1] * 3 + [3])
    day = np.array([0, 30, 60, 90, 120, 720, 750, 1250, 1280, 0, 500, 510, 7])
    found = silences(place, day, 4, visits=4, chance=0.02)
    assert found.longest.tolist() == [600, 500, 0, 0]
    # 600 days after a mean of 30 is an alarm; 500 days are not: a longer silence ended before.
    assert found.stretch.tolist() == [20.0, 0.0, 0.0, 0.0]
    assert found.wrong_alarms.tolist() == [1, 0, 0, 0]
    assert usual_stretch(found) == 20.0
    assert usual_stretch(silences(np.zeros(0, dtype=int), np.zeros(0, dtype=int), 2, visits=4, chance=0.02)) == 0
