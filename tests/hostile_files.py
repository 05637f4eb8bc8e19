"""Files that somebody could bring to harm or to puzzle us, made small: name -> how to make it, and how reading ends.

An ending is "table", or the code of the sentence that refuses the file.
"""

from __future__ import annotations

import gzip
import io
import os
import struct
import zipfile
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Content: TypeAlias = "Callable[[], bytes | Callable[[Path], None]]"

HEAD: Final = b"Invoice No,Client,Invoice Date,Total,Currency\n"
ROW: Final = b"1,Ada,2024-01-31,5.00,GBP\n"
GOOD: Final = HEAD + ROW
MEGABYTE: Final = 1 << 20


def row_with(cell: str, at: int = 1) -> bytes:
    cells = ["1", "Ada", "2024-01-31", "5.00", "GBP"]
    cells[at] = '"' + cell.replace('"', '""') + '"'
    return ",".join(cells).encode() + b"\n"


def sparse(path: Path) -> None:
    path.write_bytes(GOOD)
    os.truncate(path, 1 << 30)


TEXTS: Final[dict[str, tuple[Content, str]]] = {
    "nothing": (lambda: b"", "empty_file"),
    "only a mark": (lambda: b"\xef\xbb\xbf", "empty_file"),
    "white space": (lambda: b" \r\n\t\r\n" * 1000, "empty_file"),
    "column names alone": (lambda: HEAD, "header_only"),
    "a sheet of nothing but delimiters": (lambda: b",,,,\n" * 100_000, "empty_file"),
    "one line without an end": (lambda: b"a" * 8 * MEGABYTE, "long_row"),
    "one line of delimiters": (lambda: HEAD + b"," * 900_000, "too_many_columns"),
    "one line of delimiters without an end": (lambda: HEAD + b"," * 8 * MEGABYTE, "long_row"),
    "a row over a million lines": (lambda: HEAD + b'"a\n",' * 1_000_000, "long_row"),
    "an open quotation mark": (lambda: GOOD + b'2,"Ada\n' + ROW * 50_000, "open_quote"),
    "quotation marks": (lambda: HEAD + b'"' * 100_001, "long_cell"),
    "a long cell": (lambda: HEAD + row_with("x" * 40_000), "long_cell"),
    "a longer cell": (lambda: HEAD + row_with("x" * 500_000), "long_cell"),
    "8,000 equal names": (lambda: b"Client," * 8000 + b"Total\n" + b"1," * 8000 + b"2\n", "too_many_columns"),
    "900 equal names": (lambda: b"Notes," * 900 + GOOD.replace(b"\n1,", b"\n" + b"x," * 900 + b"1,"), "table"),
    "a name of brackets": (lambda: b"(" * 20_000 + b"," + GOOD.replace(b"\n1,", b"\n,1,"), "long_name"),
    "names of brackets": (
        lambda: b"(" * 200 + (b"," + b"(" * 200) * 800 + b"," + GOOD.replace(b"\n1,", b"\n1" + b"," * 801),
        "table",
    ),
    "rows wider than their names": (lambda: GOOD + (b"ab," * 16_000 + b"\n") * 100, "table"),
    "1,500,000 empty rows": (lambda: GOOD + b"\n" * 1_500_000 + ROW, "table"),
    "1,500,000 rows of delimiters": (lambda: GOOD + b",,,,\n" * 1_500_000 + ROW, "table"),
    "a hole of a gigabyte": (lambda: sparse, "not_a_table"),
    "a zero byte": (lambda: GOOD + b"2,A\0da,2024-01-31,5.00,GBP\n", "not_a_table"),
    "a zero letter of UTF-16": (
        lambda: (GOOD + ROW.replace(b"Ada", b"A\0da")).decode().encode("utf-16"),
        "not_a_table",
    ),
    "UTF-16 with half a pair": (lambda: GOOD.decode().encode("utf-16") + b"\x00\xd8\x41\x00", "wrong_encoding"),
    "UTF-16 with half a letter": (lambda: GOOD.decode().encode("utf-16") + b"\x41", "wrong_encoding"),
    "UTF-32": (lambda: GOOD.decode().encode("utf-32"), "not_a_table"),
    "half a pair in UTF-8": (
        lambda: HEAD + "1,Işık,2024-01-31,5.00,GBP\n".encode() + row_with("a").replace(b"a", b"\xed\xa0\x80"),
        "table",
    ),
    "UTF-8 longer than need be": (lambda: GOOD + b"2,\xc0\xaf\xc1\x81,2024-01-31,5.00,GBP\n", "no_encoding_fits"),
    "bytes of no code page": (lambda: GOOD + bytes(range(0x80, 0x100)) * 10, "no_encoding_fits"),
    "line ends of an old Mac": (lambda: GOOD.replace(b"\n", b"\r") * 1 + ROW.replace(b"\n", b"\r") * 50_000, "table"),
    "line ends of all kinds": (
        lambda: HEAD + ROW + ROW.replace(b"\n", b"\r") + ROW.replace(b"\n", b"\r\n") + ROW,
        "table",
    ),
    "marks in the middle": (lambda: b"\xef\xbb\xbf" * 3 + GOOD + b"\xef\xbb\xbf" + GOOD, "table"),
    "control signs": (lambda: HEAD + row_with("A\x0b\x0c\x1c\x1d\x85da"), "table"),
    "our own mark of the end": (
        lambda: HEAD + ROW * 998 + "\ufdd0end\n".encode() + ROW * 5 + "\ufdd0end".encode(),
        "table",
    ),
    "signs of a format": (
        lambda: HEAD + row_with("%(value)s %s {0} {x!r}") + row_with("%d", 4) + row_with("%s%n", 3),
        "table",
    ),
    "formulas": (lambda: HEAD + row_with("=cmd|'/c calc'!A0") + row_with("@SUM(1+1)*cmd", 3), "table"),
    "huge numbers": (
        lambda: HEAD + b"".join(row_with(n, 3) for n in ("1e308", "1E+400", "9" * 6000, "-1e-400", "nan", "inf")),
        "table",
    ),
    "huge numbers of documents": (
        lambda: HEAD + row_with("9" * 6000, 0) + row_with("1E+308", 0) + row_with("\u0661\u0662", 0),
        "table",
    ),
    "days of no calendar": (
        lambda: (
            HEAD
            + b"".join(
                row_with(day, 2)
                for day in ("0000-00-00", "99999-99-99", "-1", "2024-02-30", "1e9", "31/12/0001", "2" * 9000)
            )
        ),
        "table",
    ),
    "110,000 distinct days": (
        lambda: HEAD + b"".join(b"%d,Ada,day %d,5.00,GBP\n" % (n, n) for n in range(110_000)),
        "table",
    ),
    "lines of nothing before a total": (lambda: HEAD + row_with("\n" * 30_000 + "tot") * 3, "table"),
    "spaces before a total": (lambda: HEAD + row_with(" " * 30_000 + "toplam\u0131" + " " * 2000 + "x") * 20, "table"),
    "dashes of a band": (lambda: HEAD + row_with("1-" * 15_000 + "days") * 20, "table"),
    "a letter with a thousand marks": (lambda: HEAD + row_with("a" + "\u0301" * 30_000) * 20, "table"),
    "letters that unfold": (lambda: HEAD + row_with("\ufdfa" * 30_000) * 20, "table"),
    "letters from right to left": (lambda: HEAD + row_with("\u202e\u2066Ada\u200b\u200d\ufeff"), "table"),
    "one column": (lambda: b"Name\n" + b"Ada\n" * 1000, "table"),
    "a hint alone": (lambda: b"sep=;\n", "header_only"),
    "PDF": (lambda: b"%PDF-1.7\n" + GOOD, "not_a_table"),
    "an old workbook": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4096, "not_a_table"),
    "a workbook under a password": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4096 + "EncryptedPackage".encode("utf-16-le"),
        "corrupt_xlsx",
    ),
    "a page": (lambda: b"<html><table><tr><td>Client</td></tr></table></html>", "not_a_table"),
    "a page with a mark": (lambda: b"\xef\xbb\xbf\r\n<!DOCTYPE html>\n<table>", "not_a_table"),
    "XML with entities": (
        lambda: b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">]><a>&a;</a>',
        "not_a_table",
    ),
    "JSON": (lambda: b'[{"Client": "Ada"}]', "not_a_table"),
    "nested JSON": (lambda: b"[" * 1_000_000, "not_a_table"),
    "gzip": (lambda: gzip.compress(b"\0" * MEGABYTE), "not_a_table"),
    "PNG": (lambda: b"\x89PNG\r\n\x1a\n\0\0\0", "not_a_table"),
    "SQLite": (lambda: b"SQLite format 3\0" + b"\0" * 4096, "not_a_table"),
    "RTF": (lambda: b"{\\rtf1 Client}", "not_a_table"),
}

# -- workbooks -----------------------------------------------------------------------------------------------------

_TYPES: Final = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
_MAIN: Final = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS: Final = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
_STYLES: Final = (
    b'<styleSheet xmlns="%s"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>' % _MAIN
)


def cells(*values: str, row: int = 1, quote: str = '"') -> bytes:
    """A row of a sheet: numbers as numbers, all else as text, `<…>` as it stands."""
    found = []
    for at, value in enumerate(values):
        place = f"r={quote}{chr(65 + at)}{row}{quote}"
        if value.startswith("<"):
            found.append(value.replace("<c", f"<c {place}", 1))
        elif value.replace(".", "").isdigit():
            found.append(f"<c {place}><v>{value}</v></c>")
        else:
            found.append(f"<c {place} t={quote}inlineStr{quote}><is><t>{value}</t></is></c>")
    return f"<row r={quote}{row}{quote}>{''.join(found)}</row>".encode()


NAMES: Final = cells("Invoice No", "Client", "Invoice Date", "Total", "Currency")
FIRST: Final = cells("1", "Ada", "2024-01-31", "5.5", "GBP", row=2)
ROWS: Final = NAMES + FIRST


def parts(
    rows: bytes,
    *,
    after: bytes = b"",
    sheet: str = "worksheets/sheet1.xml",
    workbook: bytes = b"",
    name: bytes = b"Sheet",
    shared: bytes = b"",
) -> dict[str, bytes]:
    return {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _PACKAGE + b'<Relationship Id="rId1" Type="%s/officeDocument" Target="xl/workbook.xml"/>'
        b"</Relationships>" % _LINKS,
        "xl/workbook.xml": b'<workbook xmlns="%s" xmlns:r="%s">%s<sheets><sheet name="%s" sheetId="1" r:id="rId1"/>'
        b"</sheets></workbook>" % (_MAIN, _LINKS, workbook, name),
        "xl/_rels/workbook.xml.rels": _PACKAGE + b'<Relationship Id="rId1" Type="%s/worksheet" Target="%s"/>'
        b'<Relationship Id="rId2" Type="%s/styles" Target="styles.xml"/>'
        b'<Relationship Id="rId3" Type="%s/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
        % (_LINKS, sheet.encode(), _LINKS, _LINKS),
        "xl/styles.xml": _STYLES,
        "xl/sharedStrings.xml": b'<sst xmlns="%s">%s</sst>' % (_MAIN, shared),
        (sheet[1:] if sheet.startswith("/") else f"xl/{sheet}"): b'<worksheet xmlns="%s"><sheetData>%s</sheetData>%s'
        b"</worksheet>" % (_MAIN, rows, after),
    }


def packed(*entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The parts as an archive; of several a later one repeats names of the first."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method, compresslevel=1) as archive:
        seen: set[str] = set()
        for group in entries:
            for name, content in group.items():
                info = zipfile.ZipInfo(name)
                info.compress_type = method
                if name in seen:  # a second entry of one name is what this is about, and no warning
                    archive.NameToInfo.pop(name)
                archive.writestr(info, content)
                seen.add(name)
    return file.getvalue()


def book(rows: bytes = ROWS, **more: object) -> bytes:
    return packed(parts(rows, **more))  # type: ignore[arg-type]


def bomb(path: Path) -> None:
    """450 MB of spaces behind a sheet that is sound."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts(ROWS).items():
            if name != "xl/sharedStrings.xml":
                archive.writestr(name, content)
        with archive.open("xl/sharedStrings.xml", "w") as entry:
            for _ in range(450):
                entry.write(b" " * MEGABYTE)


def with_lying_size(content: bytes) -> bytes:
    """Say in the directory that each entry unpacks to 10 bytes."""
    found = bytearray(content)
    at = found.find(b"PK\x01\x02")
    while at >= 0:
        struct.pack_into("<I", found, at + 24, 10)
        at = found.find(b"PK\x01\x02", at + 4)
    return bytes(found)


def with_lost_directory(content: bytes) -> bytes:
    found = bytearray(content)
    struct.pack_into("<I", found, found.rfind(b"PK\x05\x06") + 16, 7)
    return bytes(found)


def with_flag(content: bytes, flag: int) -> bytes:
    found = bytearray(content)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = found.find(mark)
        while at >= 0:
            struct.pack_into("<H", found, at + place, flag)
            at = found.find(mark, at + 4)
    return bytes(found)


def corner(cell: bytes) -> bytes:
    return NAMES + b"<row r='1048576'>" + cell + b"</row>"


_LAUGHS: Final = (
    b'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "lol">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(12))
    + b"]>"
)
_DAY: Final = "<c s='1'><v>{}</v></c>"

_MANY_SHEETS: Final = b'<workbook xmlns="%s" xmlns:r="%s"><sheets>%s</sheets></workbook>' % (
    _MAIN,
    _LINKS,
    b'<sheet name="S" sheetId="1" r:id="rId1"/>' * 5000,
)
WORKBOOKS: Final[dict[str, tuple[Content, str]]] = {
    "a sound workbook": (book, "table"),
    "single quotes": (
        lambda: book(cells("Invoice No", "Client", quote="'") + cells("1", "Ada", row=2, quote="'")),
        "table",
    ),
    "a corner": (lambda: book(corner(b'<c r="XFD1048576"><v>1</v></c>')), "too_large_sheet"),
    "a corner in single quotes": (lambda: book(corner(b"<c r='XFD1048576'><v>1</v></c>")), "too_large_sheet"),
    "a corner with spaces": (lambda: book(corner(b"<c  r = 'XFD1048576' ><v>1</v></c>")), "too_large_sheet"),
    "a corner in small letters": (lambda: book(corner(b"<c r='xfd1048576'><v>1</v></c>")), "too_large_sheet"),
    "a corner with a prefix": (
        lambda: book(corner(b"<x:c xmlns:x='%s' r='XFD1048576'><v>1</v></x:c>" % _MAIN)),
        "too_large_sheet",
    ),
    "a corner beyond all sheets": (
        lambda: book(NAMES + b"<row r='9'><c r='ZZZZ99999999'><v>1</v></c></row>"),
        "too_large_sheet",
    ),
    "a corner in a folder of its own": (
        lambda: book(corner(b"<c r='XFD1048576'><v>1</v></c>"), sheet="/data/table.xml"),
        "too_large_sheet",
    ),
    "five million cells without a place": (
        lambda: book(NAMES + b"<row>" + b"<c/>" * 5_000_000 + b"</row>"),
        "too_large_sheet",
    ),
    "wide rows without a place": (
        lambda: book(NAMES + (b"<row>" + b"<c/>" * 16_000 + b"</row>") * 300),
        "too_large_sheet",
    ),
    "1,500,000 empty rows of a workbook": (lambda: book(ROWS + b"<row/>" * 1_500_000), "too_large_sheet"),
    "700,000 empty rows of a workbook": (lambda: book(ROWS + b"<row/>" * 700_000), "table"),
    "a bomb": (lambda: bomb, "too_large_sheet"),
    "a directory that lies": (lambda: with_lying_size(book(ROWS + b" " * MEGABYTE)), "corrupt_xlsx"),
    "entities in entities": (
        lambda: packed(parts(ROWS) | {"xl/sharedStrings.xml": _LAUGHS + b"<sst><si><t>&m;</t></si></sst>"}),
        "corrupt_xlsx",
    ),
    "an entity from outside": (
        lambda: packed(
            parts(ROWS)
            | {"xl/workbook.xml": b'<!DOCTYPE w [<!ENTITY e SYSTEM "file:///etc/passwd">]><workbook>&e;</workbook>'}
        ),
        "corrupt_xlsx",
    ),
    "one long text a million times": (
        lambda: book(
            NAMES
            + b"<row>"
            + b"<c t='s'><v>0</v></c>" * 10
            + b"</row>"
            + b"<row><c t='s'><v>0</v></c></row>" * 200_000,
            shared=b"<si><t>" + b"x" * 30_000 + b"</t></si>",
        ),
        "too_hard",
    ),
    "a text that is not there": (
        lambda: book(NAMES + b"<row r='2'><c r='A2' t='s'><v>77</v></c></row>"),
        "corrupt_xlsx",
    ),
    "a lost directory": (lambda: with_lost_directory(book()), "corrupt_xlsx"),
    "a cut archive": (lambda: book()[:-300], "corrupt_xlsx"),
    "an archive in an archive": (lambda: b"PK\x03\x04" + b"\0" * 100 + book(), "table"),
    "a locked entry": (lambda: with_flag(book(), 1), "corrupt_xlsx"),
    "two entries of one name": (
        lambda: packed(
            parts(ROWS), {"xl/worksheets/sheet1.xml": parts(corner(b"<c r='XFD1048576'/>"))["xl/worksheets/sheet1.xml"]}
        ),
        "too_large_sheet",
    ),
    "paths that climb": (
        lambda: packed(parts(ROWS) | {"../../etc/cron.d/x": b"x", "/etc/passwd": b"x", "xl/../../y": b""}),
        "table",
    ),
    "a sheet that climbs": (lambda: book(sheet="../../../../etc/passwd"), "table"),
    "20,000 entries": (lambda: packed(parts(ROWS) | {f"xl/{n}": b"" for n in range(20_000)}), "too_large_sheet"),
    "no cells": (lambda: book(b""), "empty_file"),
    "no sheets": (lambda: packed(parts(ROWS) | {"xl/workbook.xml": b'<workbook xmlns="%s"/>' % _MAIN}), "empty_file"),
    "cells merged over everything": (
        lambda: book(after=b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
        "table",
    ),
    "a dimension of everything": (
        lambda: packed(
            {
                name: content.replace(b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>')
                for name, content in parts(ROWS).items()
            }
        ),
        "table",
    ),
    "formulas without values": (
        lambda: book(ROWS + cells("2", "Ada", "<c><f>TODAY()</f></c>", "<c><f>A1+1</f></c>", row=3)),
        "table",
    ),
    "days of 1904": (
        lambda: book(
            NAMES + cells("1", "Ada", _DAY.format(44227), "5.5", "GBP", row=2), workbook=b'<workbookPr date1904="1"/>'
        ),
        "table",
    ),
    "days of no calendar in a workbook": (
        lambda: book(
            NAMES
            + b"".join(
                cells("1", "Ada", _DAY.format(day), "5.5", "GBP", row=row)
                for row, day in enumerate(("-5", "0", "60", "2958466", "1e10", "1e308", "0.999999999"), start=2)
            )
        ),
        "table",
    ),
    "a day that no reader bears": (
        lambda: book(NAMES + cells("1", "Ada", _DAY.format("-1e308"), "5.5", row=2)),
        "corrupt_xlsx",
    ),
    "numbers of no use": (
        lambda: book(
            NAMES
            + b"".join(
                cells("1", "Ada", "2024-01-31", f"<c><v>{n}</v></c>", "GBP", row=row)
                for row, n in enumerate(("1e308", "-1e308", "1e-308", "9" * 400, "1e999", "NaN"), start=2)
            )
        ),
        "table",
    ),
    "a number that is none": (
        lambda: book(NAMES + cells("1", "Ada", "2024-01-31", "<c><v>five</v></c>", row=2)),
        "table",
    ),
    "errors and truths": (
        lambda: book(
            ROWS
            + cells(
                "2", "<c t='e'><v>#DIV/0!</v></c>", "<c t='d'><v>2024-01-31</v></c>", "<c t='b'><v>1</v></c>", row=3
            )
        ),
        "table",
    ),
    "zero letters in disguise": (
        lambda: book(NAMES + cells("1", "A_x0000_d_xD800_a", "2024-01-31", "5.5", row=2)),
        "table",
    ),
    "a long cell of a workbook": (lambda: book(NAMES + cells("1", "x" * 40_000, row=2)), "long_cell"),
    "a long name of a sheet": (lambda: book(name=b"S" * 200_000), "table"),
    "5,000 sheets": (lambda: packed(parts(ROWS) | {"xl/workbook.xml": _MANY_SHEETS}), "table"),
    "tags in tags": (lambda: book(ROWS + b"<a>" * 500_000), "table"),
    "an attribute of 20 MB": (lambda: book(ROWS + b"<row a='" + b"x" * 20 * MEGABYTE + b"'/>"), "table"),
    "a row without a number": (lambda: book(NAMES + b"<row r='x'><c r='A0'><v>1</v></c></row>"), "corrupt_xlsx"),
    "rows that go back": (lambda: book(FIRST + NAMES + FIRST), "table"),
    "XLSB": (lambda: packed({"xl/workbook.bin": b"x", "[Content_Types].xml": _TYPES}), "not_a_table"),
    "ODS": (
        lambda: packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"}),
        "not_a_table",
    ),
    "DOCX": (lambda: packed({"word/document.xml": b"<x/>"}), "not_a_table"),
    "an empty archive with a beginning": (lambda: b"PK\x03\x04" + b"\0" * 50, "corrupt_xlsx"),
    "packed by LZMA": (lambda: packed(parts(ROWS), method=zipfile.ZIP_LZMA), "corrupt_xlsx"),
}
