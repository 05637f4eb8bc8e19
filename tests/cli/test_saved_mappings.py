"""A saved mapping read a second time: nothing is asked again."""

from __future__ import annotations

DAY = "2026-06-30"


def test_a_saved_mapping_answers_all_that_was_asked(turkish, write):
    header = "Belge;Kim;Gün;Tutar;Kalacak;Durum"
    first = (header, "1;Işık İnşaat;03.04.2026;1.200,00;200,00;Onayda", "2;Öztürk;13.04.2026;90,50;0,00;Ödendi")
    said = (
        "--column", "client_name=Kim", "--column", "issued_on=Gün", "--column", "number=Belge", "--currency", "TRY",
        "--encoding", "cp1254", "--say", "status:Onayda=owed", "--column", "balance=Kalacak", "--save-mapping", "onay",
    )  # fmt: skip
    turkish.bring(write("mart.csv", *first, encoding="cp1254"), *said)
    second = (header, "3;Yıldız Ş;05.04.2026;1.500;500;Onayda", "4;Öztürk;06.04.2026;1.000;1.000;Onayda")
    outcome = turkish.bring(write("nisan.csv", *second, encoding="cp1254"), "--mapping", "onay")
    assert (outcome["invoices"], outcome["payments"]) == (2, 1)
    assert turkish.owed("2126-01-01") == {"TRY": ("1700.00", "1700.00")}
    assert turkish.names(DAY, "yildiz") == ["Yıldız Ş"]


def test_a_saved_encoding_does_not_spoil_a_file_that_is_utf_8(turkish, write):
    header = "Fatura No;Cari Adı;Fatura Tarihi;Toplam;Para Birimi"
    first = write("a.csv", header, "1;Işık;13.04.2026;1,00;TRY", encoding="cp1254")
    turkish.bring(first, "--encoding", "cp1254", "--save-mapping", "liste")
    turkish.bring(write("b.csv", header, "2;Yıldız Ş;14.04.2026;1,00;TRY"), "--mapping", "liste")
    assert sorted(turkish.names(DAY)) == ["Işık", "Yıldız Ş"]
