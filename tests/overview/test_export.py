"""What a person decided goes out with the book: standings set by hand, and proposals with their answers."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from openpyxl import load_workbook
from tests.builders import ACT, ISIK, OBRIEN, OWNER, a_client, day

from mainstay.clients.actions.proposals import accept_proposal, decline_proposal
from mainstay.clients.actions.standings import lift_standing, override_standing
from mainstay.clients.models import Proposal, StandingOverride
from mainstay.clients.rules.acts import SEE_RISK
from mainstay.firm.actions.permissions import change_role_acts
from mainstay.overview.queries.export import _sheets, export_to
from mainstay.overview.rules.acts import EXPORT_ALL
from mainstay.store.snapshots import one_moment

if TYPE_CHECKING:
    from datetime import date

FORMULA = '=HYPERLINK("https://example.com","Işık")'


def table(name: str) -> list[dict[str, str | date | Decimal | None]]:
    with one_moment():
        for sheet in _sheets(OWNER):
            if sheet.name == name:
                return [dict(zip(sheet.headings, row, strict=True)) for row in sheet.rows]
    raise KeyError(name)


def decided() -> None:
    """Işık was called steady, then leaving, and that lifted; O'Brien is steady."""
    isik, obrien = a_client(ISIK, external_id="K-7"), a_client(OBRIEN)
    for ref, standing, reason, on in (
        (isik.ref, "steady", "Signed for three years", 10), (isik.ref, "drifting", FORMULA, 20),
        (obrien.ref, "steady", "+44 called", 21),
    ):  # fmt: skip
        override_standing(client_ref=ref, standing=standing, reason=reason, today=day(on), **ACT)
    lift_standing(client_ref=isik.ref, today=day(30), **ACT)


def proposed(client, kind: str, **fields) -> Proposal:
    facts = {"currency": "", "agreed": None, "reason": {"code": kind, "days": 21}, "version": 1, "proposed_on": day(40)}
    return Proposal.objects.create(ref=f"p-{kind}", client=client, kind=kind, **{**facts, **fields})


def test_standings_set_by_hand_go_out_with_their_reasons_and_who_lifted_them(book):
    decided()
    refs = StandingOverride.objects.order_by("id").values_list("ref", flat=True)
    isik, obrien = ("K-7", ISIK), (a_client(OBRIEN).ref, OBRIEN)
    names = ("Mainstay ref", "Client ID", "Client name", "Standing", "Reason", "Set on", "Set by", "Lifted on",
             "Lifted by")  # fmt: skip
    assert table("Standings by hand") == [
        dict(zip(names, (ref, *who, *facts), strict=True))
        for ref, who, facts in zip(
            refs,
            (isik, isik, obrien),
            (
                ("steady", "Signed for three years", day(10), OWNER.name, day(20), OWNER.name),
                ("drifting", FORMULA, day(20), OWNER.name, day(30), OWNER.name),
                ("steady", "+44 called", day(21), OWNER.name, None, ""),
            ),
            strict=True,
        )
    ]


def test_proposals_go_out_with_what_held_before_and_the_answer(book):
    client = a_client(ISIK, currency="TND", terms_days=30, credit_limit_minor=5_000_500)
    proposed(client, "terms", days=14, agreed=30)
    proposed(client, "deposit", percent=40)
    proposed(client, "credit_limit", minor=1_300_000, currency="TND", agreed=5_000_500)
    accept_proposal(ref="p-terms", today=day(41), **ACT)
    decline_proposal(ref="p-credit_limit", reason="@we meet in May", today=day(42), **ACT)
    rows = table("Proposals")
    facts = [json.loads(row.pop("Facts")) for row in rows]
    assert facts == [{"code": kind, "days": 21} for kind in ("terms", "deposit", "credit_limit")]
    nothing = {
        "Client ID": client.ref, "Client name": ISIK, "Proposed on": day(40), "Proposed terms": None,
        "Terms before": None, "Proposed deposit percent": None, "Deposit percent before": None, "Currency": "",
        "Proposed credit limit": None, "Credit limit before": None, "State": "open", "Answered on": None,
        "Answered by": "", "Answer": "", "Who": "", "By when": None, "Later because": "", "Version": "1",
    }  # fmt: skip
    assert rows == [
        {
            **nothing, "Mainstay ref": "p-terms", "Kind": "terms", "Proposed terms": "14", "Terms before": "30",
            "State": "accepted", "Answered on": day(41), "Answered by": OWNER.name,
        },
        {**nothing, "Mainstay ref": "p-deposit", "Kind": "deposit", "Proposed deposit percent": "40"},
        {
            **nothing, "Mainstay ref": "p-credit_limit", "Kind": "credit_limit", "Currency": "TND",
            "Proposed credit limit": Decimal("1300.000"), "Credit limit before": Decimal("5000.500"),
            "State": "declined", "Answered on": day(42), "Answered by": OWNER.name, "Answer": "@we meet in May",
        },
    ]  # fmt: skip


def test_no_reason_or_answer_runs_in_a_spreadsheet(book, tmp_path):
    decided()
    proposed(a_client(ISIK), "deposit", percent=40)
    decline_proposal(ref="p-deposit", reason="-1+1", today=day(42), **ACT)
    export_to(tmp_path / "book.xlsx", by=OWNER)
    workbook = load_workbook(tmp_path / "book.xlsx")
    said = [workbook["Standings by hand"]["E3"], workbook["Standings by hand"]["E4"], workbook["Proposals"]["P2"]]
    assert [(cell.value, cell.data_type) for cell in said] == [
        (FORMULA, "s"), ("+44 called", "s"), ("-1+1", "s"),
    ]  # fmt: skip
    export_to(tmp_path / "folder", by=OWNER)
    texts = [
        (tmp_path / "folder" / name).read_text("utf-8-sig").splitlines()
        for name in ("standings-by-hand.csv", "proposals.csv")
    ]
    standings, proposals = (list(csv.DictReader(lines)) for lines in texts)
    assert [row["Reason"] for row in standings] == ["Signed for three years", f"'{FORMULA}", "'+44 called"]
    assert [row["Answer"] for row in proposals] == ["'-1+1"]


def test_who_may_not_see_risk_is_given_an_export_without_what_was_decided_by_it(book, tmp_path):
    change_role_acts(changes={("colleague", EXPORT_ALL): True}, **ACT)
    colleague = replace(OWNER, role="colleague")
    names = {}
    for may_see in (True, False):
        change_role_acts(changes={("colleague", SEE_RISK): may_see}, **ACT)
        folder = export_to(tmp_path / str(may_see), by=colleague)
        names[may_see] = {path.stem for path in folder.glob("*.csv")}
    assert names[True] - names[False] == {"standings-by-hand", "proposals", "expected-dates"}
    assert names[False] >= {"clients", "invoices", "timeline"}
