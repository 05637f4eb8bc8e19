"""Headers recognised, proposed by synonyms, and mapped by a document."""

from __future__ import annotations

from mainstay.intake.headers import header_key
from mainstay.intake.mapping import (
    ColumnMapping,
    Layout,
    dump_mapping,
    load_mapping,
    mapping_problems,
    read_mapping,
    recognise,
)
from mainstay.kernel.problem import Problem

SHORT = Layout("short", "", "x", {"who": "Client", "no": "Invoice No"}, ("Client", "Invoice No"), without=("Due",))
LONG = Layout("long", "", "x", {"who": "Client"}, ("Client", "Invoice No", "Total"))
SYNONYMS = {
    "who": (("Client", "Müşteri"), ("Name", "Ad")),
    "when": (("Fatura Tarihi",),),
    "total": (("Total", "Tutar"),),
}


def test_recognises_a_header_by_its_names_alone() -> None:
    assert recognise(["extra", " *INVOICE no", "cLient"], [SHORT, LONG]) is SHORT
    assert recognise(["Client", "InvoiceNo", "Total"], [SHORT, LONG]) is LONG
    assert recognise(["Client", "InvoiceNo", "Due"], [SHORT, LONG]) is None


def test_finds_the_position_of_each_field() -> None:
    assert SHORT.positions(["mainstay_line", "InvoiceNo", "Client", "Client"]) == {"who": 2, "no": 1}


def test_proposes_by_synonyms_the_better_name_first() -> None:
    found = read_mapping(["Ad", "MÜŞTERİ", "FATURA TARİHİ", "Tutar (TL)"], SYNONYMS, [("who",), ("when",)])
    assert (found.fields, found.open) == ({"who": "MÜŞTERİ", "when": "FATURA TARİHİ", "total": "Tutar (TL)"}, ())
    assert found.candidates["who"] == ("MÜŞTERİ", "Ad")


def test_a_currency_in_a_name_is_left_out_where_no_other_column_has_the_field() -> None:
    for name in ("Total EUR", "Tutar TL", "USD total", "Total in £", "Total_CHF"):
        assert read_mapping(["Client", name], SYNONYMS, [("total",)]).fields["total"] == name
    assert read_mapping(["Total", "Total EUR"], SYNONYMS, []).fields == {"total": "Total"}
    two = read_mapping(["Total EUR", "Total USD"], SYNONYMS, [])
    assert (two.open, two.candidates["total"]) == (("total",), ("Total EUR", "Total USD"))
    assert read_mapping(["Total ALL", "Top total"], SYNONYMS, []).fields == {}


def test_asks_about_what_is_missing_or_in_doubt() -> None:
    found = read_mapping(["Total", "Tutar", "mainstay_line"], SYNONYMS, [("who", "when"), ("total",)])
    assert (found.fields, found.open) == ({}, ("total", "who"))


def test_a_mapping_document_comes_back_as_it_was() -> None:
    mapping = ColumnMapping({"who": "Müşteri"}, "dmy", "comma", "TRY", "cp1254")
    assert load_mapping(dump_mapping(mapping), ["who"]) == (mapping, [])
    assert load_mapping("{}", ["who"]) == (ColumnMapping(), [])


def test_refuses_a_wrong_mapping_document() -> None:
    def codes(text: str) -> list[tuple[str, str]]:
        mapping, problems = load_mapping(text, ["who"])
        assert mapping is None
        return [(problem.field, problem.code) for problem in problems]

    assert codes("nonsense") == [("mapping", "not_json")]
    assert codes("[]") == [("mapping", "not_a_mapping")]
    assert codes('{"fields": {"whom": "A", "who": 3}, "colour": 1}') == [
        ("mapping", "unknown_setting"), ("whom", "unknown_field"), ("who", "not_a_column"),
    ]  # fmt: skip
    assert codes('{"date_order": "ydm", "decimal": 1, "currency": "XYZ"}') == [
        ("decimal", "not_an_option"), ("date_order", "not_an_option"), ("currency", "unknown_currency"),
    ]  # fmt: skip


def test_checks_a_mapping_against_a_header() -> None:
    mapping = ColumnMapping({"who": "Client", "total": "Sum"})
    assert mapping_problems(mapping, ["CLIENT"], [("who",), ("when", "day")]) == [
        Problem("total", "no_such_column", "Sum"), Problem("when", "field_not_mapped", "when"),
    ]  # fmt: skip


def test_header_keys_ignore_case_spaces_and_asterisks() -> None:
    assert {header_key(name) for name in ("*InvoiceNo", "invoice no", " * INVOICE  NO ")} == {"invoiceno"}
    assert header_key("İŞLEM TARİHİ") == header_key("işlem tarihi") == "islemtarihi"
