"""How a file would be read and what came of it, as choices, tables and sentences that a page prints."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final
from zlib import crc32

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from mainstay.billing.phrases.sentences import (
    change_sentence,
    control_sentence,
    left_out_sentence,
    numbering_sentence,
    sum_sentence,
)
from mainstay.billing.phrases.sentences import import_sentence as invoice_sentence
from mainstay.billing.rules.control_total import ControlResult
from mainstay.billing.rules.import_tally import FileSum
from mainstay.billing.rules.numbers import Numbering
from mainstay.billing.rules.source_changes import SourceChange
from mainstay.clients.phrases import import_sentence as client_sentence
from mainstay.clients.queries.column_takers import more_columns
from mainstay.intake.mapping import OWN_FIELD
from mainstay.intake.phrases import FIELDS, sentence
from mainstay.intake.reading_phrases import answer_label, question_label, reading_notes
from mainstay.kernel import formatting
from mainstay.kernel.currencies import EXPONENTS, is_currency
from mainstay.kernel.problem import Problem
from mainstay.kernel.text import upper
from mainstay.overview.gathered import import_kinds
from mainstay.web.uploads import LIMIT_BYTES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mainstay.intake.import_reading import ImportReading
    from mainstay.intake.profiling import Evidence, Question
    from mainstay.web.uploads import Upload

COLUMN: Final = "column-"
ANSWER: Final = "answer-"
ASKED: Final = "asked-"
"""The fields of a question that only this file raises: the answer, and beside it the name of the question."""
OTHER: Final = "other-"
"""Before the name of a choice whose likely answers are buttons: one of its further answers."""
_TERMS: Final = ("0", "7", "14", "30", "45", "60", "90", "EOM", "30 EOM")
NO_COLUMN: Final = " "
"""What the form sends where a field is held by no column; a header's names are trimmed, so none is called so."""
_EXAMPLES: Final = 3
_MOST_FITTING: Final = 6
_MOST_SHOWN: Final = 20
_ENCODINGS: Final = ("utf-8", "cp1254", "cp1252", "utf-16")
DELIMITERS: Final = (",", ";", "\t", "|")
_FIRST_CURRENCIES: Final = ("GBP", "TRY", "EUR", "USD")
_WORDS: Final = {
    "ymd": lazy("year, month, day"),
    "dmy": lazy("day, month, year"),
    "mdy": lazy("month, day, year"),
    "point": lazy("a point (1,234.56)"),
    "comma": lazy("a comma (1.234,56)"),
    "": lazy("as each row says"),
    ",": lazy("comma"),
    ";": lazy("semicolon"),
    "\t": lazy("tab"),
    "|": lazy("vertical bar"),
    "utf-8": lazy("UTF-8, unchanged"),
    "utf-8-twice": lazy("UTF-8 encoded twice, repaired"),
}
_ASKED: Final = {
    "date_order": lazy("Order of day and month"),
    "decimal": lazy("Decimal mark"),
    "encoding": lazy("Encoding of the text"),
    "currency": lazy("Currency"),
    "delimiter": lazy("Separator"),
}
_QUESTIONS: Final = {
    "date_order": lazy("Which comes first in the dates, the day or the month?"),
    "decimal": lazy("Which sign is the decimal mark?"),
    "encoding": lazy("Which encoding is the text in?"),
    "currency": lazy("Which currency are the amounts in?"),
    "delimiter": lazy("Which sign separates the columns?"),
}
_MOST_BUTTONS: Final = 4
"""Answers that are buttons; the rest of a longer list is chosen below them."""
_MORE_FIELDS: Final = {
    "contact_name": lazy("contact"),
    "contact_first_name": lazy("contact's first name"),
    "contact_last_name": lazy("contact's last name"),
    "contact_email": lazy("contact's e-mail"),
    "contact_phone": lazy("contact's phone"),
}
_OTHER_KIND: Final = {"is_clients_file": "clients", "is_invoices_file": "invoices"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing a person can say about a file: a labelled choice, with what speaks for each answer."""

    name: str
    label: str
    chosen: str | None
    options: tuple[tuple[str, str], ...]
    hints: tuple[str, ...] = ()
    is_open: bool = False
    against: str = ""
    proposed: str = ""
    example: str = ""
    is_required: bool = False
    asked: str = ""
    question: str = ""

    @property
    def has_to_be_said(self) -> bool:
        """Nothing comes in before a person answers: the file is silent, or speaks against the currency chosen."""
        return self.is_open or (self.name == "currency" and bool(self.against))

    @property
    def buttons(self) -> tuple[tuple[str, str], ...]:
        """The likeliest answers, each a button where this is the one thing to be said."""
        return self._answers if len(self._answers) <= _MOST_BUTTONS + 1 else self._answers[:_MOST_BUTTONS]

    @property
    def further(self) -> tuple[tuple[str, str], ...]:
        """The answers that are no buttons."""
        return self._answers[len(self.buttons) :]

    @property
    def _answers(self) -> tuple[tuple[str, str], ...]:
        return tuple(option for option in self.options if option[0].strip())

    @property
    def taken(self) -> str:
        """What is read so, in a few words."""
        chosen = next((text for value, text in self.options if value == self.chosen), "")
        return _("%(what)s: %(chosen)s") % {"what": self.label, "chosen": chosen} if chosen else ""

    @property
    def is_used(self) -> bool:
        """A column is chosen or needed; the others are folded away."""
        return self.is_open or self.is_required or self.chosen != NO_COLUMN


def unreadable(upload: Upload, problem: Problem) -> dict[str, Any]:
    """Why the file cannot be read, and what a person can say that might help."""
    other = _OTHER_KIND.get(problem.code, "")
    if other == "clients":
        error = _("This is a list of clients, not of invoices.")
    elif other:
        error = _("This is a list of invoices, not of clients.")
    elif problem.code == "field_not_mapped":
        error = _("No column is named for: %(value)s") % {"value": FIELDS.get(problem.value, problem.value)}
    else:
        error = sentence(problem)
    is_choice = problem.code in {"wrong_encoding", "unknown_encoding", "no_encoding_fits", "no_such_column", "is_utf8"}
    encodings = tuple((name, name) for name in _ENCODINGS)
    first = ("", _("detect automatically"))
    return {
        "error": error,
        "most": shown_count(LIMIT_BYTES // 1024**2),
        "other_kind": other,
        "is_other_clients": other == "clients",
        "choices": (
            Choice("encoding", str(_ASKED["encoding"]), upload.choices.get("encoding", ""), (first, *encodings)),
            *delimiter_choice(upload, None),
        )
        if is_choice or upload.choices
        else (),
    }


def question_choice(question: Question, currency: str, said: Mapping[str, Any]) -> Choice:
    """A question of the file as a labelled choice."""
    if question.name not in _ASKED:
        return _answer_choice(question, said)
    options = question.options
    if question.name == "currency":
        named = tuple(name for name in options if is_currency(name))
        rest = (*dict.fromkeys((*named, currency, *_FIRST_CURRENCIES, *sorted(EXPONENTS))),)
        # Only where every row names its own is nothing an answer.
        options = (*(("",) if question.chosen == "" else ()), *rest)
    elif question.name == "encoding":
        options = tuple(dict.fromkeys((*options, *((question.chosen,) if question.chosen else ()), *_ENCODINGS)))
    elif question.name == "date_order":
        options = tuple(dict.fromkeys((*options, "ymd", "dmy", "mdy")))
    else:
        options = tuple(dict.fromkeys((*options, "point", "comma")))
    against = ""
    if question.is_contradicted:
        fitting = _(" or ").join(str(_WORDS.get(option, option)) for option in question.options[:_MOST_FITTING])
        against = _("The file contradicts this: only %(fitting)s fits every row.") % {"fitting": fitting}
    return Choice(
        question.name,
        str(_ASKED[question.name]),
        question.chosen,
        tuple((option, str(_WORDS.get(option, option))) for option in options),
        tuple(hint for evidence in question.evidence if (hint := _hint(question.name, evidence))),
        question.chosen is None,
        against,
        proposed="" if question.name in said else question.chosen or "",
        question=str(_QUESTIONS[question.name]),
    )


def _answer_choice(question: Question, said: Mapping[str, Any]) -> Choice:
    """A question that only this file raises; its name is sent beside the answer: it holds a word of the file."""
    options = question.options or _TERMS
    if question.chosen is not None and question.chosen not in options:
        options = (question.chosen, *options)
    name = f"{ANSWER}{crc32(question.name.encode()):08x}"
    examples = [evidence.value for evidence in question.evidence if evidence.value]
    return Choice(
        name,
        _capital(question_label(question)),
        question.chosen,
        tuple((option, answer_label(option)) for option in options),
        tuple(examples),
        question.chosen is None,
        proposed="" if question.name in said.get("answers", {}) else question.chosen or "",
        asked=question.name,
    )


def _hint(name: str, evidence: Evidence) -> str:
    """What a value of the file means under each answer; "" where there is nothing to choose between."""
    if name == "currency":
        return _("“%(value)s” says in which currency the amounts are.") % {"value": evidence.value}
    readings = [(option, text) for option, text in evidence.readings if text]
    if len({text for _option, text in readings}) == 1:
        meaning = _meaning(name, readings[0][1])
        return "" if name == "decimal" else _("“%(value)s” is %(meaning)s.") % {
            "value": evidence.value, "meaning": meaning
        }  # fmt: skip
    meant = [
        _("%(meaning)s (%(answer)s)") % {"meaning": _meaning(name, text), "answer": _WORDS.get(option, option)}
        for option, text in readings
    ]
    return _("“%(value)s” could be %(meanings)s.") % {"value": evidence.value, "meanings": _(" or ").join(meant)}


def _meaning(name: str, text: str) -> str:
    if name == "date_order":
        with suppress(ValueError):
            return formatting.day(date.fromisoformat(text), language_now())
    if name == "decimal":
        with suppress(ArithmeticError):
            return formatting.decimal(Decimal(text), max(2, len(text.partition(".")[2])), language_now())
    return text


def delimiter_choice(upload: Upload, import_reading: ImportReading | None) -> tuple[Choice, ...]:
    """The sign between the columns as a choice; none for a workbook."""
    if import_reading is not None and import_reading.table.kind != "csv":
        return ()
    said = upload.choices.get("delimiter")
    found = import_reading.table.delimiter if import_reading is not None else ""
    none = () if found in DELIMITERS else (("", _("detect automatically")),)
    options = (*none, *((sign, str(_WORDS[sign])) for sign in DELIMITERS))
    proposed = "" if said else found
    return (Choice("delimiter", str(_ASKED["delimiter"]), said or found, options, proposed=proposed),)


def _label(name: str) -> str:
    known = {**FIELDS, **_MORE_FIELDS}
    if name.startswith(OWN_FIELD):
        return more_columns().get(name, name)
    return str(known[name]) if name in known else name


def field_choices(import_reading: ImportReading, upload: Upload) -> list[Choice]:
    """A choice of column for every field, those in doubt first, with what the chosen column holds."""
    subject = import_kinds()[upload.kind].subject
    header = import_reading.table.header
    said = upload.choices.get("columns", {})
    chosen: dict[str, str] = {}
    if import_reading.layout is not None:
        at = import_reading.layout.positions(header)
        chosen = {name: header[index] for name, index in at.items()}
    else:
        found = subject.guess_mapping(header).fields
        taken = set(said.values())
        chosen = {name: column for name, column in found.items() if column not in taken}
    chosen |= said
    kind = import_reading.layout.kind if import_reading.layout is not None else ""
    groups = subject.required_of.get(kind, subject.required)
    # Of several fields that can serve alike the one in use is needed, as long as it is the only one.
    in_use = ([name for name in group if chosen.get(name)] for group in groups)
    required = {names[0] for names in in_use if len(names) == 1}
    first_of = {group[0] for group in groups}
    names = [name for name in subject.fields if name in FIELDS or name in _MORE_FIELDS]
    names += more_columns() if upload.kind == "clients" else ()
    names.sort(key=lambda name: (name not in import_reading.open_fields, name not in required, name not in first_of))
    examples = _examples(import_reading)
    choices = []
    for name in names:
        first = import_reading.candidates.get(name, ())
        columns = tuple(dict.fromkeys(column for column in (*first, *header) if column.strip()))
        is_open = name in import_reading.open_fields and not said.get(name)
        blank = () if name in required else ((NO_COLUMN, _("no column")),)
        hints = (_("These could be it: %(columns)s") % {"columns": ", ".join(first)},) if is_open and first else ()
        column = chosen.get(name) or NO_COLUMN
        choices.append(
            Choice(
                f"{COLUMN}{name}",
                _capital(_label(name)),
                "" if is_open else column,
                (*blank, *((column, column) for column in columns)),
                hints,
                is_open,
                proposed="" if name in said or is_open else column,
                example="" if is_open else examples.get(column, ""),
                is_required=name in required,
                question=_("Which column holds this: %(field)s?") % {"field": _label(name)},
            )
        )
    return choices


def taken_line(choices: Sequence[Choice], fields: Sequence[Choice]) -> str:
    """What was made of the file by itself, in one line."""
    columns = sum(field.is_used and not field.is_open for field in fields)
    counted = ngettext("%(count)s column is read", "%(count)s columns are read", columns)
    said = [choice.taken for choice in choices if not choice.is_open and choice.taken]
    return " · ".join([*said, counted % {"count": shown_count(columns)}])


def _examples(import_reading: ImportReading) -> dict[str, str]:
    """Column -> the first of its values, as they stand in the file."""
    shown = {}
    for index, column in enumerate(import_reading.table.header):
        values = dict.fromkeys(cells[index].strip() for _line, cells in import_reading.reading.sample)
        shown[column] = " · ".join([value[:40] for value in values if value][:_EXAMPLES])
    return shown


def _capital(label: str) -> str:
    return upper(label[:1], language_now()) + label[1:]


def sample(import_reading: ImportReading) -> dict[str, Any]:
    """The first rows: the columns that are read, or all of them while that is not settled."""
    header = import_reading.table.header
    if import_reading.layout is None:
        shown = [(index, name, "") for index, name in enumerate(header)][:_MOST_SHOWN]
    else:
        by_index: dict[int, list[str]] = {}
        for name, index in import_reading.layout.positions(header).items():
            by_index.setdefault(index, []).append(_label(name))
        shown = [(index, header[index], ", ".join(names)) for index, names in sorted(by_index.items())]
    rest = len(header) - len(shown)
    unread = ngettext("%(count)s more column is not read.", "%(count)s more columns are not read.", rest)
    return {
        "headings": [(column, names) for _index, column, names in shown],
        "sample": [
            (line, [cells[index] for index, _column, _names in shown]) for line, cells in import_reading.reading.sample
        ],
        "unread": unread % {"count": shown_count(rest)} if rest and not import_reading.unread else "",
        "notes": reading_notes(import_reading),
    }


_CAME_IN: Final = {
    "invoices": lazy("invoices added"), "payments": lazy("payments added"), "credit_notes": lazy("credit notes added"),
    "refunds": lazy("refunds added"), "clients": lazy("clients added"), "changed": lazy("clients changed"),
    "contacts": lazy("contacts added"), "decisions": lazy("ratings and suggestions added"),
    "expected_dates": lazy("expected dates added"), "updated": lazy("rows that updated what was there"),
    "unchanged": lazy("unchanged"), "skipped": lazy("left out"), "rejected": lazy("rejected"),
}  # fmt: skip
_TO_COME_IN: Final = {
    "invoices": lazy("invoices to add"), "payments": lazy("payments to add"),
    "credit_notes": lazy("credit notes to add"), "refunds": lazy("refunds to add"), "clients": lazy("clients to add"),
    "changed": lazy("clients to change"), "contacts": lazy("contacts to add"),
    "decisions": lazy("ratings and suggestions to add"), "expected_dates": lazy("expected dates to add"),
    "updated": lazy("rows that update what is there"), "unchanged": lazy("unchanged"), "skipped": lazy("left out"),
    "rejected": lazy("can’t be imported"),
}  # fmt: skip
_ORDERS: Final = {
    "clients": ("clients", "changed", "contacts", "decisions", "unchanged", "skipped", "rejected"),
    "invoices": (
        "invoices", "payments", "credit_notes", "refunds", "clients", "expected_dates", "updated", "unchanged",
        "left out", "rejected",
    ),
}  # fmt: skip
"""Kind of file -> what becomes of its rows, in the order in which a person wants to know it."""


def outcome_in_words(kind: str, document: Mapping[str, Any], *, is_preview: bool = False) -> dict[str, Any]:
    """The outcome in words, or what it would be; nothing is left out of the sum, and no row of zeros is told.

    What is rejected is told even where nothing is.
    """
    said = _TO_COME_IN if is_preview else _CAME_IN
    say = client_sentence if kind == "clients" else invoice_sentence
    reasons = document.get("reasons_left_out", {})
    labels: dict[str, object] = {}
    for name in _ORDERS["clients" if kind == "clients" else "invoices"]:
        if name == "left out":
            labels |= {f"left out {reason}": _("left out: %(reason)s") % {"reason": left_out_sentence(reason)}
                       for reason in reasons}  # fmt: skip
        else:
            labels[name] = said[name]
    document = {**document, **{f"left out {reason}": count for reason, count in reasons.items()}}
    overpaid = int(document.get("overpaid", 0))
    more = ngettext(
        "%(count)s payment was larger than its invoice: the rest stays on the client's account.",
        "%(count)s payments were larger than their invoices: the rest stays on the clients' accounts.",
        overpaid,
    )
    return {
        "rows": shown_rows(document["rows"]),
        "counts": [(label, shown_count(document[name]), name == "rejected" and bool(document[name]))
                   for name, label in labels.items()
                   if document.get(name) or name == "rejected"],
        "rejected": document["rejected"],
        "shown_rejected": shown_count(document["rejected"]),
        "is_nothing_new": not any(document.get(name) for name in ("invoices", "payments", "credit_notes", "refunds",
                                                                   "clients", "changed", "contacts", "expected_dates",
                                                                   "decisions", "rejected")),
        "sums": [sum_sentence(FileSum.from_document(one), is_preview=is_preview) for one in document.get("sums", ())],
        "numberings": [
            numbering_sentence(Numbering(name), number) for name, number in document.get("numberings", {}).items()
        ],
        "changes": [
            change_sentence(SourceChange.from_document(one)) for one in document.get("changes", ())[:_MOST_SHOWN]
        ],
        "control": control_sentence(ControlResult.from_document(document["control_total"]))
                   if document.get("control_total") else "",
        "overpaid": more % {"count": shown_count(overpaid)} if overpaid else "",
        "rejects": [
            (shown_count(reject["line"]), reject["column"], say(Problem(**reject["problem"])))
            for reject in document["rejects"]
        ],
        "has_rejects_file": document["has_rejects_file"],
    }  # fmt: skip


def shown_count(value: int) -> str:
    """1,234."""
    return formatting.number(value, 0, language_now())


def shown_rows(value: int) -> str:
    """1,234 rows."""
    return ngettext("%(count)s row", "%(count)s rows", value) % {"count": shown_count(value)}


def language_now() -> str:
    """The language active here."""
    return translation.get_language() or "en"
