"""The code page that was said for one file is that of the next, and the result says so."""

from __future__ import annotations

ROWS = ("Invoice No,Client,Invoice Date,Total,Currency", "A-1,Şeker İnşaat,2026-01-10,100.00,TRY")
NEXT = (ROWS[0], "A-2,Güneş Işık,2026-01-11,50.00,TRY")


def test_an_earlier_file_is_evidence(british, write):
    first, second = write("a.csv", *ROWS, encoding="cp1254"), write("b.csv", *NEXT, encoding="cp1254")
    assert "--encoding" in british.refusal(first)
    outcome = british.bring(first, "--encoding", "cp1254")
    assert outcome["code_page"] == {"name": "cp1254", "why": "chosen"}
    outcome = british.bring(second)
    assert outcome["code_page"] == {"name": "cp1254", "why": "earlier_file"}
    assert british.names("2126-01-01") == ["Güneş Işık", "Şeker İnşaat"]


def test_the_result_says_why(british, write):
    british.bring(write("a.csv", *ROWS, encoding="cp1254"), "--encoding", "cp1254")
    said = british("import", "invoices", write("b.csv", *NEXT, encoding="cp1254"), "--yes").out
    assert "The letters are read as cp1254, as you chose for an earlier file." in said


def test_a_file_of_clients_is_evidence_for_one_of_invoices(british, write):
    clients = write("clients.csv", "Client Name,Email", "Şeker İnşaat,a@seker.example", encoding="cp1254")
    british.bring(clients, "--encoding", "cp1254", kind="clients")
    assert british.bring(write("a.csv", *ROWS, encoding="cp1254"))["code_page"]["why"] == "earlier_file"
    assert british.names("2126-01-01") == ["Şeker İnşaat"]


def test_a_dry_run_says_nothing_of_the_next_file(british, write):
    british.bring(write("a.csv", *ROWS, encoding="cp1254"), "--encoding", "cp1254", "--dry-run")
    assert "--encoding" in british.refusal(write("b.csv", *NEXT, encoding="cp1254"))


def test_a_turkish_firm_writes_turkish_until_somebody_says_otherwise(turkish, write):
    assert turkish.bring(write("a.csv", *ROWS, encoding="cp1254"))["code_page"]["why"] == "turkish_firm"
    western = (ROWS[0], "A-3,Þór Ýmir,2026-01-12,10.00,TRY")
    turkish.bring(write("c.csv", *western, encoding="cp1252"), "--encoding", "cp1252")
    again = (ROWS[0], "A-4,Þór Ýmir,2026-01-13,10.00,TRY")
    assert turkish.bring(write("d.csv", *again, encoding="cp1252"))["code_page"]["name"] == "cp1252"
    assert turkish.names("2126-01-01") == ["Şeker İnşaat", "Þór Ýmir"]
