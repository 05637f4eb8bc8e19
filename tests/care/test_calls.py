"""Calls: what came of them, until when a client is left in peace, what Today says then; put off, exported."""

from __future__ import annotations

from datetime import date

import pytest
from tests.builders import ACT, ISIK, OBRIEN, OWNER, START, a_client, an_issued_invoice, day, money, refused, timeline
from tests.mornings import this_morning

from mainstay.briefing.phrases import change_sentence, change_words
from mainstay.care.actions.calls import CallPutOffToNoDay, CallRefused, log_call, put_call_off, withdraw_call
from mainstay.care.actions.importing import CallRowRefused, NoCallsInFile, import_calls
from mainstay.care.models import Call
from mainstay.care.phrases import message_text
from mainstay.care.queries.calls import calls_of_client
from mainstay.care.queries.messages import overdue_of_client
from mainstay.care.rules.calls import left_until, next_working_day
from mainstay.care.rules.drafts import CallDraft
from mainstay.overview.gathered import proved
from mainstay.overview.phrases import happening_sentence
from mainstay.overview.queries.export import export_to

PROMISE = CallDraft("promised", "Said Jude.", amount=money("40.00"), promised_on=day(103))


def a_debtor(name=ISIK):
    """100.00, due on day 30, unpaid: called about from day 38 on."""
    client = a_client(name)
    an_issued_invoice(client, "100.00", on=day(0), due=day(30))
    return client


def called(client, draft, on=100) -> Call:
    return log_call(client_ref=client.ref, draft=draft, today=day(on), **ACT)


def told(on: int) -> list[tuple[str, str]]:
    """Of everybody on Today where they stand: "call" or "aside", and why."""
    page = this_morning(day(on))
    return [("call", row.sentence) for row in page.call_list] + [("aside", row.sentence) for row in page.set_aside]


def test_a_promise_sets_aside_until_its_day_has_passed_and_then_says_so(book) -> None:
    client = a_debtor()
    call = called(client, PROMISE)
    assert told(100) == [("aside", "They promised £40.00 on 8 Jun 2024. Back here on 12 Jun 2024 if it doesn’t come.")]
    assert told(103)[0][0] == "aside"
    assert told(104) == [("call", "They promised £40.00 on 8 Jun 2024; not all of it has arrived.")]
    assert "never paid" in told(130)[0][1]
    facts = {"on": "2024-06-11", "amount": "40.00 GBP", "note": "Said Jude."}
    assert timeline()[-1] == ("call.promised", "2024-06-08", call.ref, facts)
    said = happening_sentence("call.promised", facts, lambda amount: f"<{amount.minor}>")
    assert said == "Called; promised <4000> by 11 Jun 2024: Said Jude."
    assert happening_sentence("call.logged", {"outcome": "no_answer", "note": ""}) == "Called, no answer"


def test_a_promise_is_new_since_yesterday_until_it_is_withdrawn(book) -> None:
    client = a_debtor()
    call = called(client, PROMISE)
    called(client, CallDraft("spoke"))
    (change,) = (one for one in this_morning(day(101)).changes if one.kind == "promised")
    assert (change.ref, change.number, change.minor, change.about_ref) == (client.ref, "2024-06-11", 4000, call.ref)
    assert change_words(change) == "by 11 Jun 2024"
    assert change_sentence(change, lambda minor, code: f"{minor} {code}") == f"{ISIK} promised to pay by 11 Jun 2024."
    assert "promised" not in {one.kind for one in this_morning(day(102)).changes}
    withdraw_call(ref=call.ref, today=day(101), **ACT)
    assert "promised" not in {one.kind for one in this_morning(day(101)).changes}


@pytest.mark.parametrize(
    ("draft", "until"),
    [
        (CallDraft("spoke"), "2024-03-07"), (CallDraft("no_answer"), "2024-03-01"),
        (CallDraft("call_back", call_back_on=day(4)), "2024-03-04"),
        (CallDraft("promised", promised_on=day(4)), "2024-03-05"),
    ],
)  # fmt: skip
def test_each_outcome_leaves_in_peace_until_its_day(draft, until) -> None:
    assert left_until(draft, START) == date.fromisoformat(until)


def test_the_next_working_day_is_no_weekend() -> None:
    assert [next_working_day(date(2026, 11, on)).day for on in (26, 27, 28, 29)] == [27, 30, 30, 30]


@pytest.mark.parametrize(
    ("draft", "sentence"),
    [
        (CallDraft("fax"), "Choose the outcome of the call."),
        (CallDraft("call_back"), "Enter the day."),
        (CallDraft("call_back", call_back_on=day(99)), "7 Jun 2024 has passed: choose today or a later day."),
        (CallDraft("promised", promised_on=day(9_999)), "16 Jul 2051 is more than ten years ahead: correct the year."),
        (CallDraft("promised", amount=money(0), promised_on=day(103)),
         "Enter an amount above zero, or leave it empty."),
        (CallDraft("spoke", "x" * 1_001), f"“{'x' * 40}…” is longer than 1000 characters: shorten it."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(book, draft, sentence) -> None:
    client = a_debtor()
    with refused(CallRefused, sentence):
        called(client, draft)


def test_put_off_and_withdrawn(book) -> None:
    client = a_debtor()
    with refused(CallPutOffToNoDay):
        put_call_off(client_ref=client.ref, until=day(100), today=day(100), **ACT)
    put_call_off(client_ref=client.ref, until=day(105), reason="Holidays", today=day(100), **ACT)
    assert told(104) == [("aside", "Put off until 13 Jun 2024.")]
    assert told(105) == [("call", "You put this off until 13 Jun 2024.")]
    assert calls_of_client(client_id=client.pk, today=day(104), by=OWNER) == ()
    withdraw_call(ref=Call.objects.get().ref, today=day(101), **ACT)
    assert told(104)[0][0] == "call"


def test_only_the_client_that_was_called_waits(book) -> None:
    called(a_debtor(), CallDraft("spoke"))
    a_debtor(OBRIEN)
    assert [where for where, _ in told(101)] == ["call", "aside"]


def test_a_message_names_what_is_overdue_in_the_clients_language(book) -> None:
    client = a_debtor()
    overdue = overdue_of_client(client_id=client.pk, today=day(100), by=OWNER)
    text = message_text("tr", person="Mehmet Gökçe", invoices=overdue, sender="Özge Çağlar, Harbour IT")
    assert "Merhaba Mehmet Gökçe," in text
    assert "30 Mar 2024" in text
    assert "£100,00" in text
    assert text.endswith("Özge Çağlar, Harbour IT")
    assert "When may we call you?" in message_text("en", person="", invoices=(), sender="Ada")


def test_an_export_comes_back_equal(book, tmp_path) -> None:
    client = a_debtor()
    for draft in (PROMISE, CallDraft("no_answer", "“x”,\ny"), CallDraft("call_back", call_back_on=day(120))):
        called(client, draft)
    put_call_off(client_ref=client.ref, until=day(105), today=day(100), **ACT)
    withdraw_call(ref=Call.objects.order_by("id").first().ref, today=day(101), **ACT)
    assert proved() == []
    before = list(Call.objects.order_by("id").values())
    (file,) = export_to(tmp_path / "all", by=OWNER).glob("*alls.csv")
    text = file.read_text(encoding="utf-8-sig")
    assert import_calls(text=text, today=day(200), **ACT) == (0, 4)
    other = text.replace(",h-", ",g-").replace("\nh-", "\ng-")
    assert import_calls(text=other, today=day(200), **ACT) == (4, 0)
    after = list(Call.objects.filter(ref__startswith="g-").order_by("id").values())
    for row in (*before, *after):
        del row["id"], row["logged_at"]
        row["ref"] = row["ref"][2:]
    assert after == before


@pytest.mark.parametrize(
    ("text", "refusal", "sentence"),
    [
        ("a,b\n", NoCallsInFile, "The file has no column “Mainstay ref”"),
        ("Mainstay ref,Called on,Outcome,Left in peace until\nh-1,2024-03-01,fax,2024-03-08\n", CallRowRefused,
         "Line 2: “fax” isn’t an outcome of a call."),
        ("Mainstay ref,Called on,Outcome,Left in peace until\nh-1,1.3.,spoke,2024-03-08\n", CallRowRefused,
         "Line 2: “1.3.” is not a day"),
        ("Mainstay ref,Client ID,Called on,Outcome,Left in peace until\nh-1,c-0,2024-03-01,spoke,2024-03-08\n",
         CallRowRefused, "Line 2: No client is called “c-0”"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_come_in_is_refused_whole(book, text, refusal, sentence) -> None:
    with pytest.raises(refusal) as caught:
        import_calls(text=text, today=day(9), **ACT)
    assert str(caught.value).startswith(sentence)
    assert not Call.objects.exists()
