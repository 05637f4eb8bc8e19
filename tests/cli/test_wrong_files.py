"""Files that are not what they should be: each ends in a clear sentence, and what can come in comes in whole."""

from __future__ import annotations

import pytest

DAY = "2026-06-30"
HEADER = "Invoice Number,Client,Invoice Date,Due Date,Total,Currency"
ROWS = (
    "A-1,Işık İnşaat,2026-03-01,2026-03-31,1000.50,TRY",
    "A-2,O'Brien & Sons,2026-03-02,2026-04-01,20.00,GBP",
)
OWED = {"GBP": ("20.00", "20.00"), "TRY": ("1000.50", "1000.50")}


def test_windows_1254_is_asked_for_where_two_readings_fit(british, write):
    file = write("a.csv", HEADER, *ROWS, encoding="cp1254")
    assert british.refusal(file) == (
        "Nothing was imported: some answers are needed first:\n"
        "- encoding: add --encoding cp1252|cp1254 (“Işık İnşaat” may mean cp1252 Iþýk Ýnþaat, cp1254 Işık İnşaat)"
    )
    assert british.invoices(DAY) == 0
    british.bring(file, "--encoding", "cp1254")
    assert british.names(DAY) == ["Işık İnşaat", "O'Brien & Sons"]
    assert british.owed(DAY) == OWED


def test_windows_1254_is_what_a_turkish_firm_gets(turkish, write):
    turkish.bring(write("a.csv", HEADER, *ROWS, encoding="cp1254"))
    assert turkish.names(DAY) == ["Işık İnşaat", "O'Brien & Sons"]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1254"])
def test_a_byte_order_mark_between_two_exports_glued_together(turkish, write, encoding):
    file = write("a.csv")
    mark = b"\xef\xbb\xbf"
    parts = [f"{HEADER}\r\n{row}\r\n".encode(encoding) for row in ROWS]
    file.write_bytes(mark * (encoding == "utf-8") + parts[0] + mark + parts[1])
    outcome = turkish.bring(file)
    assert (outcome["invoices"], outcome["rejected"]) == (2, 0)
    assert turkish.names(DAY) == ["Işık İnşaat", "O'Brien & Sons"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16(british, write, encoding):
    outcome = british.bring(write("a.csv", HEADER, *ROWS, encoding=encoding))
    assert (outcome["rows"], outcome["invoices"]) == (2, 2)
    assert british.names(DAY) == ["Işık İnşaat", "O'Brien & Sons"]
    assert british.owed(DAY) == OWED


def test_an_encoding_that_does_not_exist_or_does_not_fit(british, write):
    file = write("a.csv", HEADER, *ROWS, encoding="cp1254")
    assert british.refusal(file, "--encoding", "klingon") == (
        "There is no encoding called klingon. Try utf-8, cp1254 (Turkish) or cp1252."
    )
    assert british.refusal(file, "--encoding", "utf-8") == (
        "The file is not in the encoding utf-8: line 2 cannot be read in it."
    )


def test_semicolons(turkish, write):
    rows = [
        "Fatura No;Müşteri Unvanı;Fatura Tarihi;Vade Tarihi;Genel Toplam;Para Birimi",
        "A-1;Işık İnşaat;31.03.2026;30.04.2026;1.234,56;TRY",
        "A-2;Özge Çağlar;1.04.2026;1.05.2026;99,90;TRY",
    ]
    outcome = turkish.bring(write("a.csv", *rows))
    assert (outcome["invoices"], outcome["rejected"]) == (2, 0)
    assert turkish.owed(DAY) == {"TRY": ("1334.46", "1334.46")}


def test_quoted_newlines_keep_the_lines_counted(british, write, rejected):
    rows = [
        'A-1,"Işık\nİnşaat",2026-03-01,2026-03-31,10.00,TRY',
        'A-2,"O\'Brien\r\n& Sons",2026-03-02,2026-02-30,20.00,GBP',
        "A-3,Özge Çağlar,2026-03-02,2026-04-01,30.00,GBP",
    ]
    outcome = british.bring(write("a.csv", HEADER, *rows))
    assert (outcome["rows"], outcome["invoices"], outcome["rejected"]) == (3, 2, 1)
    assert [reject[:3] for reject in rejected(outcome)] == [("4", "Due Date", "2026-02-30")]
    assert british.names(DAY) == ["Işık İnşaat", "Özge Çağlar"]


def test_a_quotation_mark_that_never_ends(british, write):
    file = write("a.csv", HEADER, ROWS[0], "A-2,\"O'Brien,2026-03-02,2026-04-01,20.00,GBP", "A-3,x,2026-03-02,,1,GBP")
    assert british.refusal(file) == (
        "A quotation mark opened in line 3 is never closed, so the rest of the file would be one cell. Fix that "
        "line and import the file again."
    )
    assert british.invoices(DAY) == 0


def test_three_title_rows_above_the_header(british, write):
    header = (
        "Client,Email,Invoice Number,Amount,Paid,PO Number,Status,Invoice Date,Due Date,Discount,Partial/Deposit,"
        "Partial Due Date,Public Notes,Private Notes,Item Product,Item Notes,Item Cost,Item Quantity"
    )
    row = "Işık İnşaat,a@isik.example,0001,£100.00,£40.00,,Partial,2026-03-01,2026-03-31,,,,,,,,,"
    file = write("a.csv", "O'Brien & Sons", "Invoices", "From 2026-01-01 to 2026-06-30", header, row)
    said = british("import", "invoices", file, "--currency", "GBP", "--yes")
    assert "Invoice Ninja 4, invoices, 1 row" in said.words
    # When the forty were paid the file does not say: they count from the day of the import.
    assert british.owed("2126-01-01") == {"GBP": ("60.00", "60.00")}


def test_a_repeated_column_name_in_doubt(british, write):
    header = "Invoice Number,Client,Invoice Date,Total,Currency,Total"
    file = write("a.csv", header, "A-1,Işık İnşaat,2026-03-01,100.00,TRY,118.00")
    assert british.refusal(file) == (
        "Nothing was imported: some answers are needed first:\n"
        "- which column is “total”: add --column total=“Total | Total (2)”"
    )
    british.bring(file, "--column", "total=Total (2)")
    assert british.owed(DAY) == {"TRY": ("118.00", "118.00")}


def test_one_day_order_where_none_is_told_by_the_file(british, write):
    file = write("a.csv", HEADER, "A-1,Işık İnşaat,03/04/2026,,10.00,TRY")
    assert british.refusal(file) == (
        "Nothing was imported: some answers are needed first:\n"
        "- order of day and month: add --date-order dmy|mdy (“03/04/2026” may mean dmy 2026-04-03, mdy 2026-03-04)"
    )
    assert british.invoices(DAY) == 0
    british.bring(file, "--date-order", "dmy")
    [invoice] = british.client("isik", DAY)["open_invoices"]
    assert (invoice["issued_on"], invoice["due_on"]) == ("2026-04-03", "2026-05-03")


def test_two_decimal_signs_in_one_file(british, write, rejected, mended):
    rows = ['A-1,Işık İnşaat,2026-03-01,,"1.234,56",TRY', 'A-2,Işık İnşaat,2026-03-01,,"1,234.56",TRY']
    file = write("a.csv", HEADER, *rows)
    assert british.refusal(file) == (
        "Nothing was imported: some answers are needed first:\n"
        "- decimal sign: add --decimal point|comma (“1.234,56” may mean comma 1234.56)"
    )
    outcome = british.bring(file, "--decimal", "comma")
    assert rejected(outcome) == [
        ("3", "Total", "1,234.56", "1,234.56 is not an amount in the decimal style chosen for this file: correct it.")
    ]
    assert british.owed(DAY) == {"TRY": ("1234.56", "1234.56")}
    british.bring(mended(outcome, {"Total": "1.234,56"}))
    assert british.owed(DAY) == {"TRY": ("2469.12", "2469.12")}


def test_no_currency_anywhere(british, write):
    file = write("a.csv", "Invoice Number,Client,Invoice Date,Total", "A-1,Işık İnşaat,2026-03-01,10.00")
    assert british.refusal(file) == (
        "Nothing was imported: some answers are needed first:\n- currency: add --currency GBP|TRY|USD|…"
    )
    assert british.refusal(file, "--currency", "XYZ") == (
        "“XYZ” is not a currency in use: write its three letters, such as GBP or TRY."
    )
    assert british.invoices(DAY) == 0


@pytest.mark.parametrize("kind", ["invoices", "clients"])
@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        pytest.param("a.csv", b"", "The file a.csv is empty.", id="empty"),
        pytest.param("a.csv", b"\xef\xbb\xbf\r\n \r\n", "The file a.csv is empty.", id="nothing but white space"),
        pytest.param(
            "a.csv",
            f"{HEADER}\r\n".encode(),
            "The file a.csv has column names in line 1 but no rows below them.",
            id="a header alone",
        ),
        pytest.param(
            "a.csv",
            b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(200),
            "The file is no table: it looks like PNG. Save it as CSV or XLSX and import that.",
            id="a PNG called csv",
        ),
        pytest.param(
            "a.csv",
            b"<!DOCTYPE html><html><body>Please log in</body></html>",
            "The file is no table: it looks like HTML. Save it as CSV or XLSX and import that.",
            id="a page called csv",
        ),
        pytest.param(
            "a.xlsx",
            b"PK\x03\x04" + bytes(300),
            "The workbook a.xlsx is damaged or locked by a password. Open it, save it anew and try again.",
            id="a broken workbook",
        ),
    ],
)
def test_a_file_that_holds_nothing(  # noqa: PLR0917 -- a case has its parts
    british, tmp_path, kind, name, content, sentence
):
    file = tmp_path / name
    file.write_bytes(content)
    assert british.refusal(file, kind=kind) == sentence
    assert british.names(DAY) == []
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_file_that_is_not_there_and_a_folder(british, tmp_path):
    assert british.refusal(tmp_path / "no.csv") == f"There is no file {tmp_path / 'no.csv'}."
    assert british.refusal(tmp_path) == f"{tmp_path} is a folder; name a file in it."


def test_columns_that_cannot_be_recognised(british, write):
    file = write("a.csv", "Knr,Geld,Wann", "4711,10.00,2026-03-01")
    assert british.refusal(file) == (
        "Nothing was imported: some answers are needed first:\n"
        "- which column is “client”: add --column client_name=“COLUMN”\n"
        "- which column is “invoice date”: add --column issued_on=“COLUMN”\n"
        "- which column is “total”: add --column total=“COLUMN”\n"
        "- currency: add --currency GBP|TRY|USD|…"
    )
    chosen = ("--column", "client_name=Knr", "--column", "total=Geld", "--column", "issued_on=Wann")
    british.bring(file, *chosen, "--currency", "EUR")
    assert british.owed(DAY) == {"EUR": ("10.00", "10.00")}
    assert british.refusal(file, "--column", "client_name=Kundennummer") == ("The file has no column Kundennummer.")
    assert british.refusal(file, "--column", "colour=Knr").startswith("“colour=Knr” names no field: use one of number,")


def test_letters_encoded_twice_are_asked_about_and_repaired(british, write):
    file = write("a.csv")
    file.write_bytes("\n".join((HEADER, *ROWS)).encode().decode("latin-1").encode())
    spoilt = "Işık İnşaat".encode().decode("latin-1")
    assert british.refusal(file) == (
        "Nothing was imported: some answers are needed first:\n"
        f"- encoding: add --encoding utf-8-twice|utf-8 (“{spoilt}” may mean utf-8-twice Işık İnşaat, utf-8 {spoilt})"
    )
    british.bring(file, "--encoding", "utf-8-twice")
    assert british.names(DAY) == ["Işık İnşaat", "O'Brien & Sons"]
    assert british.owed(DAY) == OWED


def test_utf_8_is_never_read_as_a_code_page(british, write):
    file = write("a.csv", HEADER, *ROWS)
    assert british.refusal(file, "--encoding", "cp1254") == (
        "The file is UTF-8. Read as cp1254, letters such as ş would turn into pairs such as ÅŸ: leave the encoding out."
    )


def test_a_file_that_changes_while_it_comes_in_is_told_in_a_sentence(british, write, monkeypatch):
    from mainstay.billing.actions import importing_files

    file = write("a.csv", HEADER, *ROWS)
    real = importing_files.Plan.of

    def changed(*args, **more):
        file.write_bytes(file.read_bytes() + b"A-3,Ada,2026-03-01,2026-03-31,5.00,TRY\n")
        return real(*args, **more)

    monkeypatch.setattr(importing_files.Plan, "of", changed)
    assert british.refusal(file).endswith(
        "The file a.csv changed while it was being read: import it again. Nothing is imported twice."
    )
    monkeypatch.undo()
    assert british.invoices(DAY) == 0
    assert british.bring(file)["invoices"] == 3


def test_a_device_is_no_file(british):
    assert british.refusal("/dev/zero") == ("/dev/zero is not a file: save its content as a file and import that.")
