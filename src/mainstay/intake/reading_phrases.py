"""Sentences for how a file is read: what is asked, what is made of its words, and what is not read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from mainstay.intake.phrases import FIELDS
from mainstay.kernel.code_pages import EARLIER_FILE, TURKISH_FIRM

if TYPE_CHECKING:
    from mainstay.intake.import_reading import ImportReading
    from mainstay.intake.mapping import Layout
    from mainstay.intake.profiling import Question
    from mainstay.kernel.code_pages import CodePage

ANSWERS: Final = {
    "ymd": _("year-month-day"),
    "dmy": _("day-month-year"),
    "mdy": _("month-day-year"),
    "point": _("decimal point"),
    "comma": _("decimal comma"),
    "": _("as each row says"),
    "owed": _("owed"),
    "paid": _("paid"),
    "partly_paid": _("paid in part"),
    "draft": _("left out: draft"),
    "void": _("left out: void"),
    "quote": _("left out: quote"),
    "credited": _("left out: credited in full"),
    "left_out": _("left out"),
    "written_off": _("written off"),
    "disputed": _("owed, disputed"),
    "invoice": _("invoice"),
    "credit_note": _("credit note"),
    "refund": _("refund"),
    "payment": _("payment"),
    "not_an_invoice": _("left out: no sales invoice"),
    "client": _("a client"),
    "total_row": _("a total row"),
    "with_tax": _("prices include tax"),
    "without_tax": _("tax is added to the prices"),
    "ignore": _("counts for nothing"),
    "right": _("the days are right"),
    "swapped": _("day and month are swapped in date cells"),
}
"""What can be said to a question of a file, and what is made of a word by itself."""

_UNREAD: Final = {
    "": _("Column that is not read: %(column)s (%(sample)s)"),
    "amount": _("Column that is not read, but may say what is paid or open: %(column)s (%(sample)s)"),
    "state": _("Column that is not read, but may say what is paid or open: %(column)s (%(sample)s)"),
    "running_balance": _("Column that is not read, because it is a running balance: %(column)s (%(sample)s)"),
}
_CODE_PAGES: Final = {
    EARLIER_FILE: _("The letters are read as %(name)s, as you chose for an earlier file."),
    TURKISH_FIRM: _("The letters are read as %(name)s, because your firm writes Turkish."),
}
_KINDS: Final = {
    "statement": _("This is a statement of account: debits come in as invoices, credits as payments on account."),
    "payments": _("This is a list of payments."),
}

CONTENTS: Final = {
    "accounting transactions": _("accounting transactions"),
    "clients": pgettext_lazy("content of a file", "clients"),
    "contacts": _("contacts"),
    "customers": _("customers"),
    "documents": _("documents"),
    "expected dates": _("expected dates"),
    "invoice details": _("invoice details"),
    "invoices": pgettext_lazy("content of a file", "invoices"),
    "invoices and payments": _("invoices and payments"),
    "invoices by customer ID": _("invoices by customer ID"),
    "late payments": _("late payments"),
    "open items": _("open items"),
    "payments": _("payments"),
    "ratings set by hand": _("ratings set by hand"),
    "sales invoices": _("sales invoices"),
    "statements of invoices": _("statements of invoices"),
    "suggestions": _("suggestions"),
    "template for sales invoices": _("template for sales invoices"),
}
"""The second half of a layout's title, after the name of its product."""


def layout_title(layout: Layout | None) -> str:
    """Say whose file it is and what is in it, in the language of the account; "" for columns no product writes."""
    if layout is None or not layout.title:
        return ""
    product, what = layout.title.split(", ")
    return f"{product}, {CONTENTS[what]}"


def code_page_sentence(code_page: CodePage | None) -> str:
    """Say which code page was taken where several fit, and why; "" where a person chose it, or one alone fits."""
    if code_page is None or code_page.why not in _CODE_PAGES:
        return ""
    return str(_CODE_PAGES[code_page.why]) % {"name": code_page.name}


def question_label(question: Question) -> str:
    """Name what a question is about: "date_order" by its field, "status:Sent" with the word and where it stands."""
    name = str(FIELDS.get(question.field, question.field))
    if not question.word:
        return name
    if not question.rows:
        return gettext("%(name)s “%(word)s”") % {"name": name, "word": question.word}
    return ngettext("%(name)s “%(word)s” (%(rows)s row)", "%(name)s “%(word)s” (%(rows)s rows)", question.rows) % {
        "name": name, "word": question.word, "rows": question.rows
    }  # fmt: skip


def answer_label(answer: str) -> str:
    """Say what an answer means; what was typed itself where it is no choice."""
    return str(ANSWERS.get(answer, answer))


def reading_notes(import_reading: ImportReading) -> list[str]:
    """What else a person should know of how a file is read: kind, days, damaged lines, columns that are not read."""
    layout, tally = import_reading.layout, import_reading.reading.tally
    notes = []
    if damaged := import_reading.table.source.encoding.damaged_lines:
        notes.append(
            gettext("Some letters in these lines cannot be read, so their rows need a look: %(lines)s")
            % {"lines": ", ".join(map(str, damaged))}
        )
    if said := code_page_sentence(import_reading.table.code_page):
        notes.append(said)
    if layout is not None and layout.kind in _KINDS and not import_reading.is_known:
        notes.append(str(_KINDS[layout.kind]))
    if tally.has_serials:
        notes.append(gettext("Days are counted as spreadsheets do: 46082 is 1 March 2026."))
    if tally.has_offsets and import_reading.time_zone:
        notes.append(
            gettext("Times with an offset are read as the day in %(zone)s.") % {"zone": import_reading.time_zone}
        )
    if tally.rows_of_report:
        notes.append(
            ngettext(
                "%(count)s row is a total, a heading or a page line, and is left out.",
                "%(count)s rows are totals, headings or page lines, and are left out.",
                tally.rows_of_report,
            )
            % {"count": tally.rows_of_report}
        )
    if layout is not None:
        notes += [
            str(_UNREAD[one.why]) % {"column": one.column, "sample": " · ".join(one.sample)}
            for one in import_reading.unread
        ]
    return notes
