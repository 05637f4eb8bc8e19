"""The words others build on: the JSON of each command, the days it stands on, what search finds, how it exits."""

from __future__ import annotations

import json

import pytest

HEADER = "Invoice Number,Client,Invoice Date,Due Date,Total,Currency,Paid,Payment Date"
ROWS = (
    "A-1,Işık İnşaat,2026-01-01,2026-01-31,100.00,GBP,100.00,2026-02-05",
    "A-2,Işık İnşaat,2026-02-01,2026-03-03,200.00,GBP,50.00,2026-03-01",
    "A-3,Işık İnşaat,2026-06-01,2026-07-01,300.00,GBP,,",
    "A-4,O'Brien & Sons,2026-03-01,2026-03-31,12.345,TND,,",
    "A-5,O'Brien & Sons,2025-11-01,2025-12-01,1000,JPY,,",
)
DAY = "2026-05-31"


@pytest.fixture
def book(british, write):
    british.bring(write("a.csv", HEADER, *ROWS), "--decimal", "point")
    return british


def shape(document):
    """The keys and types of a document, its lists by their first element."""
    if isinstance(document, dict):
        return {key: shape(value) for key, value in document.items()}
    if isinstance(document, list):
        return [shape(document[0])] if document else []
    return type(document).__name__


AGEING = {"current": "str", "1-30": "str", "31-60": "str", "61-90": "str", "90+": "str"}


def test_import(british, write):
    file = write("a.csv", HEADER, ROWS[0], ROWS[1].replace("200.00", "0"))
    outcome = british.bring(file)
    names = (
        "rows came_in updated unchanged left_out rejected reasons_left_out invoices payments credit_notes refunds "
        "clients sums numberings changes changed_at_source code_page control_total expected_dates import rejects_file"
    )
    assert list(outcome) == names.split()
    sums = {"of": "str", "currency": "str", **dict.fromkeys(("in_file", "in_book", "left_out", "rejected"), "str")}
    others = {
        "reasons_left_out": {}, "sums": [sums], "numberings": {}, "changes": [], "control_total": "NoneType",
        "code_page": "NoneType",
        "import": "str", "rejects_file": "str",
    }  # fmt: skip
    assert shape(outcome) == {**dict.fromkeys(names.split(), "int"), **others}
    assert british.bring(write("b.csv", HEADER, ROWS[0]))["rejects_file"] is None


@pytest.mark.usefixtures("whole_history")
def test_receivables(book):
    page = book("receivables", "--as-of", DAY, "--json").document
    group = {"open": "str", "overdue": "str", "ageing": AGEING}
    week = dict.fromkeys(("starts_on", "expected", "low", "high", "due"), "str")
    sums = ("overdue", "due_later", "within", "within_low", "within_high", "later", "never")
    ahead = {"weeks": [week], **dict.fromkeys(sums, "str")}
    clients = [{"ref": "str", "name": "str", **group}]
    assert shape(page) == {
        "as_of": "str", "currencies": [{"currency": "str", **group, "clients": clients, "ahead": ahead}],
        "total_at_rates": {"currency": "str", "amount": "NoneType", "rates_of": {}, "missing": ["str"]},
    }  # fmt: skip
    zero = dict.fromkeys(AGEING, "0.00")
    [pounds] = [group for group in page["currencies"] if group["currency"] == "GBP"]
    assert (page["as_of"], pounds["open"], pounds["overdue"]) == (DAY, "150.00", "150.00")
    assert pounds["ageing"] == {**zero, "61-90": "150.00"}
    assert [(c["currency"], c["open"], c["ageing"]["90+"]) for c in page["currencies"]] == [
        ("GBP", "150.00", "0.00"), ("JPY", "1000", "1000"), ("TND", "12.345", "0.000"),
    ]  # fmt: skip


def test_client(book):
    page = book.client("isik insaat", DAY)
    assert page["habits"] == {
        "invoices": 2,
        "paid": 1,
        "on_time_share": 0.0,
        "days_beyond_terms": {"median": 5.0, "mean": 5.0, "spread": None},
        "longest": 5,
        "last": 5,
        "open": 1,
        "overdue": 1,
    }
    assert book.client(page["ref"], DAY) == page


def test_nothing_later_leaks(book):
    """As of the last day of January one invoice is out, not yet overdue, and nothing was ever paid."""
    assert book.owed("2025-10-31") == {}
    assert book.owed("2026-01-31") == {"GBP": ("100.00", "0.00"), "JPY": ("1000", "1000")}
    page = book.client("isik", "2026-01-31")
    assert page["habits"] == {
        "invoices": 1, "paid": 0, "on_time_share": None,
        "days_beyond_terms": {"median": None, "mean": None, "spread": None},
        "longest": None, "last": None, "open": 1, "overdue": 0,
    }  # fmt: skip
    assert (page["payments"], page["trend"]) == ([], {"direction": "unknown", "days": None})
    assert [invoice["number"] for invoice in page["open_invoices"]] == ["A-1"]
    morning = book("today", "--today", "2026-01-31", "--json").out
    assert "A-2" not in morning
    assert "2026-02" not in morning


def test_today(book):
    said = book("today", "--today", "2026-03-04", "--json")
    names = (
        "today firm upkeep_trouble inactive_since owed on_account scored_on at_risk unscored total_at_rates "
        "unbooked contacts tasks call_list wait_for set_aside changes to_do coming"
    )
    assert list(said.document) == names.split()
    assert said.document["today"] == "2026-03-04"
    assert [(group["currency"], group["open"], group["overdue"]) for group in said.document["owed"]] == [
        ("GBP", "150.00", "150.00"), ("JPY", "1000", "1000"), ("TND", "12.345", "0.000"),
    ]  # fmt: skip
    people = said.document["call_list"] + said.document["wait_for"]
    assert sorted(person["name"] for person in people) == ["Işık İnşaat", "O'Brien & Sons"]
    assert all(person["why"].endswith(".") for person in people)
    assert "Wednesday 4 March 2026" in book("today", "--today", "2026-03-04").out


def test_every_json_parses(book, write, mainstay):
    commands = (
        ("today",), ("clients",), ("clients", "nobody"), ("client", "isik"), ("receivables",), ("check",), ("firms",),
        ("import", "invoices", write("b.csv", HEADER, ROWS[0]), "--yes"),
        ("import", "invoices", write("c.csv", HEADER, ROWS[0]), "--dry-run"),
        ("import", "clients", write("d.csv", "Client Name,Email,Phone,Country", "Ada,,,GB"), "--yes"),
    )  # fmt: skip
    for command in commands:
        assert isinstance(book(*command, "--json").document, dict)


@pytest.mark.parametrize("words", ["isik insaat", "IŞIK", "ışık", "Insaat", "İNŞAAT IŞIK", "ISIK"])
def test_search_finds_a_client_however_it_is_cased(book, words):
    assert book.names(DAY, *words.split()) == ["Işık İnşaat"]
    assert book.client(words, DAY)["name"] == "Işık İnşaat"


def test_a_client_unknown_or_in_doubt(book, write):
    said = book("client", "nobody", code=2)
    assert (said.out, said.err) == (
        "", "No client is called “nobody”: look at `mainstay clients`, or search for a part of the name.\n",
    )  # fmt: skip
    book.bring(write("b.csv", HEADER, "B-1,Işık Elektrik,2026-01-01,,1.00,GBP,,"))
    refs = {row["name"]: row["ref"] for row in book.clients(DAY)}
    said = book("client", "isik", code=2)
    assert said.err == (
        f"“isik” fits several clients: Işık Elektrik ({refs['Işık Elektrik']}), "
        f"Işık İnşaat ({refs['Işık İnşaat']}). Give the reference of one.\n"
    )
    assert book.client(refs["Işık Elektrik"], DAY)["name"] == "Işık Elektrik"
    assert book.client("IŞIK İNŞAAT", DAY)["name"] == "Işık İnşaat"


def test_a_day_that_is_none(book):
    for command in (("today", "--today"), ("receivables", "--as-of"), ("clients", "--as-of")):
        said = book(*command, "2026-02-30", code=2)
        assert "“2026-02-30” is not a day: write it as 2026-03-31." in said.words


@pytest.mark.parametrize(
    "arguments", [("nonsense",), ("import",), ("import", "invoices"), ("today", "--nonsense"), ("client",)]
)
def test_a_command_that_is_none_exits_2(mainstay, arguments):
    said = mainstay(*arguments, code=2)
    assert "Usage:" in said.words


def test_help_and_version(mainstay):
    assert mainstay().out == mainstay("--help").out
    assert "import" in mainstay("--help").out
    assert mainstay("--version").out.startswith("Mainstay, version ")


def test_turkish(book, mainstay):
    english = book("receivables", "--as-of", DAY)
    turkish = book("receivables", "--as-of", DAY, "--language", "tr")
    assert english.out != turkish.out
    assert "150,00" in turkish.out
    assert book("receivables", "--as-of", DAY).out == english.out
    # What machines read is the same in every language.
    assert json.loads(book("receivables", "--as-of", DAY, "--json", "--language", "tr").out) == (
        book("receivables", "--as-of", DAY, "--json").document
    )
    assert mainstay("--language", "xx", "firms", code=2).err == (
        "Mainstay speaks en (English) and tr (Turkish): choose one of them.\n"
    )


def test_receivables_are_filtered_as_on_the_screen(book):
    def listed(*asked: str) -> list[tuple[str, int]]:
        page = book("receivables", "--as-of", DAY, *asked, "--json").document
        return [(group["currency"], len(group["clients"])) for group in page["currencies"]]

    assert [code for code, _ in listed()] == ["GBP", "JPY", "TND"]
    assert [code for code, _ in listed("--currency", "JPY")] == ["JPY"]
    assert [code for code, _ in listed("--age", "61-90")] == ["GBP", "TND"]
    assert listed("--search", "nobody at all") == []
    assert listed("--tag", "none of this name") == []
