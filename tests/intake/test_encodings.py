"""Which encoding a file is in: found where one fits, asked where two differ, and never one that spoils letters."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

import pytest
from tests.intake.test_tables import refusal, rows_of, table_of

from mainstay.intake.profiling import Choices, Columns, profile
from mainstay.intake.twice_encoded import NAME, repaired
from mainstay.kernel.code_pages import CHOSEN, EARLIER_FILE, TURKISH_FIRM, CodePage

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "Number,Client\n"
TURKISH = "Işık İnşaat Özge Çağlar ŞÜĞ"


def twice(text: str, taken_for: str = "cp1252") -> bytes:
    """The text after its UTF-8 was taken for a code page and written as UTF-8 again."""
    return text.encode().decode(taken_for).encode()


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("Number,Client\n1,Işık\n".encode("utf-8-sig"), "utf-8-sig"),
        ("Number,Client\n1,Işık\n".encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + "Number,Client\n1,Işık\n".encode("utf-16-be"), "utf-16"),
        ("Number,Client\n1,Isik\n".encode("utf-16-le"), "utf-16-le"),
        ("Number,Client\n1,Isik\n".encode("utf-16-be"), "utf-16-be"),
        ("Number,Client\n1,Café\n".encode("cp1252"), "cp1252"),
    ],
)
def test_finds_the_encoding(tmp_path: Path, content: bytes, encoding: str) -> None:
    table = table_of(tmp_path, content)
    assert (table.encoding, table.encoding_candidates, table.header) == (encoding, (encoding,), ("Number", "Client"))


def test_windows_1254_is_asked_about_unless_the_firm_is_turkish(tmp_path: Path) -> None:
    content = "Number,Client\n1,Işık İnşaat\n".encode("cp1254")
    table = table_of(tmp_path, content)
    assert table.encoding_candidates == ("cp1252", "cp1254")
    assert table.encoding_samples == ("Işık İnşaat".encode("cp1254"),)
    turkish = table_of(tmp_path, content, code_page=CodePage("cp1254", TURKISH_FIRM))
    assert (turkish.encoding_candidates, rows_of(turkish)) == (("cp1254",), [(2, ["1", "Işık İnşaat"])])
    assert turkish.code_page == ("cp1254", TURKISH_FIRM)
    chosen = table_of(tmp_path, content, encoding="cp1254")
    assert chosen.code_page == ("cp1254", CHOSEN)
    assert (chosen.encoding_candidates, rows_of(chosen)) == (("cp1254",), [(2, ["1", "Işık İnşaat"])])


def test_windows_1254_with_a_byte_order_mark_elsewhere(tmp_path: Path) -> None:
    mark = codecs.BOM_UTF8
    content = mark + "Number,Client\n1,Işık\n".encode("cp1254") + mark + "Number,Client\n2,Bea\n".encode("cp1254")
    table = table_of(tmp_path, content, code_page=CodePage("cp1254", TURKISH_FIRM))
    assert (table.encoding, table.header) == ("cp1254", ("Number", "Client"))
    assert rows_of(table) == [(2, ["1", "Işık"]), (4, ["2", "Bea"])]


def test_looks_at_the_whole_file_for_its_encoding(tmp_path: Path) -> None:
    content = b"Number,Client\n" + b"1,Ada\n" * 400_000 + "2,Işık\n".encode("cp1254")
    assert table_of(tmp_path, content).encoding_candidates == ("cp1252", "cp1254")


def test_refuses_a_wrong_encoding(tmp_path: Path) -> None:
    assert refusal(tmp_path, b"Number,Client\n1,\xfe\n", encoding="utf-8") == ("wrong_encoding", {"line": 2})
    assert refusal(tmp_path, b"Number,Client\n1,a\n", encoding="klingon") == ("unknown_encoding", {})
    assert refusal(tmp_path, b"Number,Client\n1,a\n", encoding="base64") == ("unknown_encoding", {})
    assert refusal(tmp_path, b"Number,Client\n1,a\n", encoding="punycode") == ("unknown_encoding", {})
    assert refusal(tmp_path, "Number,Client\n1,ş\n", encoding="cp1254")[0] == "is_utf8"


def test_utf_8_with_a_few_spoilt_letters_stays_utf_8_and_its_lines_are_named(tmp_path: Path) -> None:
    lines = [f"{n},Işık".encode() for n in range(1, 20)]
    lines[4] = lines[10] = b"9,I\xfe\xfdk"
    for end in (b"\n", b"\r\n", b"\r"):
        table = table_of(tmp_path, HEAD.encode().replace(b"\n", end) + end.join(lines) + end)
        assert (table.encoding, table.encoding_candidates) == ("utf-8", ("utf-8",))
        assert table.source.encoding.damaged_lines == (6, 12)
        assert [row[1] for _, row in rows_of(table)].count("I\ufffd\ufffdk") == 2


def test_a_spoilt_line_is_named_in_a_large_file_too(tmp_path: Path) -> None:
    content = HEAD.encode() + "1,Işık\r\n".encode() * 300_000 + b"2,I\xfe\r\n"
    assert table_of(tmp_path, content).source.encoding.damaged_lines == (300_002,)


def test_where_more_is_spoilt_than_right_utf_8_can_still_be_chosen(tmp_path: Path) -> None:
    content = HEAD.encode() + "1,ş\n".encode() + "2,Işık İnşaat\n".encode("cp1254")
    assert table_of(tmp_path, content).encoding_candidates == ("cp1252", "cp1254", "utf-8")
    chosen = table_of(tmp_path, content, encoding="utf-8")
    assert (chosen.source.encoding.damaged_lines, rows_of(chosen)[0]) == ((3,), (2, ["1", "ş"]))


@pytest.mark.parametrize("taken_for", ["cp1252", "latin-1"])
def test_letters_encoded_twice_are_seen_asked_about_and_repaired(tmp_path: Path, taken_for: str) -> None:
    text = TURKISH if taken_for == "latin-1" else "Işık İnşaat Özge Çağlar"
    content = HEAD.encode() + b"1," + twice(text, taken_for) + b"\n"
    table = table_of(tmp_path, content)
    assert table.encoding_candidates == (NAME, "utf-8")
    (question, *_) = profile(table, Columns()).questions
    assert (question.name, question.chosen) == ("encoding", None)
    (evidence,) = question.evidence
    assert dict(evidence.readings) == {NAME: text, "utf-8": text.encode().decode(taken_for)}
    assert rows_of(table_of(tmp_path, content, encoding=NAME)) == [(2, ["1", text])]
    as_it_stands = table_of(tmp_path, content, encoding="utf-8")
    assert rows_of(as_it_stands) == [(2, ["1", text.encode().decode(taken_for)])]
    assert profile(as_it_stands, Columns(), Choices("utf-8")).chosen("encoding") == "utf-8"


def test_repairing_leaves_right_letters_alone(tmp_path: Path) -> None:
    content = HEAD.encode() + f"1,{TURKISH}\n2,".encode() + twice("5 € “Ö”".replace("”", "")) + b"\n"
    found = rows_of(table_of(tmp_path, content, encoding=NAME))
    assert found == [(2, ["1", TURKISH]), (3, ["2", "5 € “Ö"])]
    assert repaired(TURKISH) == TURKISH


@pytest.mark.parametrize("text", [TURKISH, "Ångström Ärzte Âme Ãlvaro CAFÉ", "pâté “château”", "ÄÖÜ ÅÄÖ", "5 € – “x”"])
def test_right_letters_are_not_taken_for_letters_encoded_twice(tmp_path: Path, text: str) -> None:
    assert table_of(tmp_path, f"{HEAD}1,{text}\n").encoding_candidates == ("utf-8",)


def test_a_letter_encoded_twice_is_repaired_wherever_it_is_cut() -> None:
    content = twice(TURKISH + " ₺ €", "latin-1")
    for size in (1, 2, 3, 5):
        decoder = codecs.getincrementaldecoder(NAME)()
        parts = [decoder.decode(content[at : at + size]) for at in range(0, len(content), size)]
        assert "".join(parts) + decoder.decode(b"", final=True) == TURKISH + " ₺ €"


def test_an_earlier_file_tells_the_code_page_of_one_that_fits_several(tmp_path: Path) -> None:
    earlier = CodePage("cp1252", EARLIER_FILE)
    table = table_of(tmp_path, "Number,Client\n1,Þór ehf\n".encode("cp1252"), code_page=earlier)
    assert (table.encoding_candidates, table.code_page) == (("cp1252",), earlier)
    assert rows_of(table) == [(2, ["1", "Þór ehf"])]


@pytest.mark.parametrize("text", ["Ada", "Müller", "Ž"])
def test_an_earlier_file_says_nothing_where_one_reading_fits(tmp_path: Path, text: str) -> None:
    content = f"Number,Client\n1,{text}\n".encode("cp1252")
    assert table_of(tmp_path, content, code_page=CodePage("cp1254", EARLIER_FILE)).code_page is None
