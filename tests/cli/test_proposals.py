"""Proposals in the terminal: listed, accepted, put off; and a deposit that goes out and comes in again."""

from __future__ import annotations

from datetime import timedelta

from tests import clock

from mainstay.cli import importing

ISIK = "Işık İnşaat"
HEADER = "Invoice Number,Client,Invoice Date,Due Date,Total,Currency,Paid,Date Paid"


def test_proposals_are_listed_and_answered(new_firm, write, monkeypatch):
    monkeypatch.setattr(importing, "update", lambda _book, **_how: None)
    book = new_firm()
    today = clock.today()
    lines = [HEADER]
    for month in range(6):
        issued = today - timedelta(days=300 - 30 * month)
        lines.append(f"I-{month},{ISIK},{issued},{issued + timedelta(days=30)},1234.00,GBP,0,")
    for month in range(12):
        issued = today - timedelta(days=330 - 25 * month)
        lines.append(f"O-{month},O'Brien,{issued},{issued + timedelta(days=14)},100.00,GBP,100.00,{issued}")
    book.bring(write("invoices.csv", *lines))
    assert book("proposals").out == "No forecast yet: it runs overnight, or run “mainstay score” now.\n"
    book("client", "standing", ISIK, "--set", "slow_but_sure", "--reason", "They will")
    book("score")
    terms, deposit, limit = book("proposals", "--json").document["proposals"]
    asked = ("client_name", "kind", "value", "currency", "agreed_now", "proposed_on")
    assert [terms[name] for name in asked] == [ISIK, "terms", 14, None, None, str(today)]
    assert (limit["value"], limit["currency"], limit["agreed_now"]) == ("1300.00", "GBP", None)
    said = book("proposals").words
    assert f"{terms['ref']} {ISIK}: terms of 14 days Has not paid anything yet" in said
    assert book("proposals", "accept", limit["ref"]).out == f"Saved: these terms now apply to {ISIK}.\n"
    told = book("suggestions", "text", limit["ref"], "--json").document
    assert (told["client_ref"], told["language"], told["subject"]) == (limit["client_ref"], "en", "Our payment terms")
    assert told["text"].startswith("Hello,\n\nAs of ")
    assert "we can leave up to £1,300.00 of your account open" in told["text"]
    assert book("suggestions", "text", limit["ref"]).out == told["text"] + "\n"
    nothing = "There is nothing to tell the client: accept a suggestion of other terms first.\n"
    assert book("suggestions", "text", terms["ref"], code=2).err == nothing
    assert book("proposals", "decline", deposit["ref"], "--reason", "we meet in May").out == "Put off for now.\n"
    assert "no longer open" in book("proposals", "accept", deposit["ref"], code=2).words
    page = book("client", ISIK, "--json").document
    assert (page["terms_days"], page["credit_limit"], page["deposit_percent"]) == (None, "1300.00 GBP", None)
    assert "Credit limit: £1,300.00" in book("client", ISIK).out
    assert [one["kind"] for one in page["timeline"][:3]] == [
        "proposal.declined", "proposal.accepted", "client.changed",
    ]  # fmt: skip
    book("client", "change", ISIK, "--speaks", "tr")
    assert book("suggestions", "text", limit["ref"]).out.startswith("Merhaba,\n\n")
    assert [one["ref"] for one in book("proposals", "--json").document["proposals"]] == [terms["ref"]]
    assert book("suggestions", "undo", limit["ref"]).out == "Undone.\n"
    assert book("client", ISIK, "--json").document["credit_limit"] is None
    assert "nothing to undo" in book("suggestions", "undo", limit["ref"], code=2).words
    shown = {one["ref"]: one["changes"] for one in book("proposals", "--json").document["proposals"]}
    assert shown[limit["ref"]].startswith("Credit limit: none set → £1,300.00.")


def test_what_is_to_be_done_is_put_off_and_done(new_firm):
    book = new_firm()
    book("record", "client", ISIK)
    issued = str(clock.today(-100))
    book("record", "invoice", ISIK, "100.00", "--on", issued, "--due", str(clock.today(-90)), "--number", "A-1")
    book("score")
    (stop,) = book("proposals", "--json").document["proposals"]
    assert [stop[name] for name in ("kind", "value", "by_when", "later_because")] == [
        "stop", None, str(clock.today(2)), "",
    ]  # fmt: skip
    assert "stop work until they have paid The oldest invoice is 90 days overdue." in book("proposals").words
    until = ("--until", str(clock.today(9)))
    assert "Say in a few words why not now" in book("proposals", "later", stop["ref"], *until, code=2).words
    later = book("proposals", "later", stop["ref"], *until, "--reason", "They sell", "--who", "Ada")
    assert later.out == "Put off for now.\n"
    (put_off,) = book("proposals", "--json").document["proposals"]
    assert [put_off[name] for name in ("who", "by_when", "later_because")] == ["Ada", until[1], "They sell"]
    assert book("proposals", "accept", stop["ref"]).out == "Done.\n"
    kinds = [one["kind"] for one in book("client", ISIK, "--json").document["timeline"]]
    assert kinds[:2] == ["proposal.accepted", "proposal.postponed"]


def test_a_deposit_goes_out_and_comes_in_again(new_firm, tmp_path):
    book, other = new_firm(), new_firm()
    book("record", "client", ISIK, "--deposit", "30%")
    assert "is not a whole percentage" in book("client", "change", ISIK, "--deposit", "a third", code=2).words
    book("export", "--out", tmp_path / "all.xlsx")
    other.bring(tmp_path / "all.xlsx", kind="clients")
    assert other("client", ISIK, "--json").document["deposit_percent"] == 30
    assert "Deposit: 30% of each job" in other("client", ISIK).out
    book("client", "change", ISIK, "--deposit", "")
    assert book("client", ISIK, "--json").document["deposit_percent"] is None
