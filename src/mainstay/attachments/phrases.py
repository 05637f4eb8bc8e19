"""Labels and sentences of attached files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from mainstay.attachments.rules.chosen import MOST_AT_ONCE, MOST_BYTES, MOST_BYTES_IN_ALL
from mainstay.kernel import formatting

if TYPE_CHECKING:
    from mainstay.kernel.problem import Problem

_KIBIBYTE: Final = 1024

KINDS: Final = {
    "pdf": _("PDF"),
    "png": _("PNG picture"),
    "jpeg": _("JPEG picture"),
    "webp": _("WebP picture"),
    "docx": _("Word document"),
    "xlsx": _("Excel workbook"),
    "pptx": _("PowerPoint presentation"),
    "doc": _("Word document (97 to 2003)"),
    "xls": _("Excel workbook (97 to 2003)"),
    "ppt": _("PowerPoint presentation (97 to 2003)"),
    "odt": _("OpenDocument text"),
    "ods": _("OpenDocument spreadsheet"),
    "odp": _("OpenDocument presentation"),
    "text": _("text file"),
    "csv": _("CSV file"),
    "eml": _("e-mail"),
    "zip": _("ZIP archive"),
}
"""Kind of file -> its label."""

PROBLEMS: Final = {
    "no_file": _("Choose a file first."),
    "too_many_files": _("You chose %(count)s files, and %(most)s can be attached at once: attach the others after."),
    "file_is_empty": _("“%(value)s” is empty: check the file, and choose it again."),
    "file_is_too_big": _(
        "“%(value)s” is larger than %(limit)s: make it smaller (lower resolution, fewer pages), or keep it elsewhere "
        "and write in a note where it is."
    ),
    "file_is_a_program": _(
        "“%(value)s” is a program, or holds one, and could do harm on the computer of whoever opens it: leave it out."
    ),
    "file_has_macros": _("“%(value)s” holds macros: save it without them, or as a PDF, and attach that."),
    "file_is_another_kind": _(
        "“%(value)s” doesn’t match its name: it holds something else (%(kind)s). Rename it to end in %(ending)s."
    ),
    "file_is_not_what_it_says": _(
        "“%(value)s” can’t be read (%(kind)s): it may be damaged. Open it, save it again, and attach that."
    ),
    "file_is_unknown": _("“%(value)s” is a kind of file that can’t be attached. %(allowed)s Save it as one of these."),
}
"""Problem code of a file -> what is wrong and what to do."""

HAPPENINGS: Final = {
    "attachment.added": _("File attached: %(name)s"),
    "attachment.removed": _("File removed: %(name)s"),
}
"""Kind of event -> its sentence."""

FILES_MOVED: Final = _("Files")
"""What goes along when two clients become one."""
FILES_FOUND: Final = _("Files")
"""What a search finds."""
FAULTS: Final = {
    "file_is_missing": _("The content of the file “%(name)s” (%(subject)s) isn’t there."),
    "file_was_changed": _("The file “%(name)s” (%(subject)s) isn’t what was attached: its size or its hash differs."),
}
"""Code of a fault -> what is wrong, where, and what it should be."""


def allowed_sentence() -> str:
    """Which kinds of file may be attached."""
    return gettext(
        "You can attach PDF, pictures (PNG, JPEG, WebP), Word, Excel, PowerPoint and OpenDocument files, text, CSV, "
        "e-mails (.eml) and ZIP archives."
    )


def limits_sentence() -> str:
    """How large files may be, how many may be attached at once, and how much the firm has room for."""
    return gettext("Up to %(most)s files at once, %(limit)s each; %(total)s for the whole firm.") % {
        "most": MOST_AT_ONCE, "limit": size_shown(MOST_BYTES), "total": size_shown(MOST_BYTES_IN_ALL),
    }  # fmt: skip


def size_shown(size: int) -> str:
    """A size as a person reads it: 310 bytes, 12 KB, 1.4 MB, 1 GB."""
    language = get_language() or "en"
    if size < _KIBIBYTE:
        return gettext("%(count)s bytes") % {"count": formatting.number(size, 0, language)}
    value, power = size / _KIBIBYTE, 0
    while round(value, 1) >= _KIBIBYTE and power < len(_UNITS) - 1:
        value, power = value / _KIBIBYTE, power + 1
    places = 0 if power == 0 or round(value, 1).is_integer() else 1
    return str(_UNITS[power]) % {"count": formatting.number(value, places, language)}


_UNITS: Final = (_("%(count)s KB"), _("%(count)s MB"), _("%(count)s GB"))


def problem_sentence(problem: Problem) -> str:
    """Tell a person what is wrong with a file, in the language active now."""
    kind = str(problem.params.get("is") or problem.params.get("said") or "")
    said = {"limit": size_shown(MOST_BYTES), "most": MOST_AT_ONCE, "allowed": allowed_sentence()}
    label = str(KINDS[kind]) if kind else ""
    return str(PROBLEMS[problem.code]) % {"value": problem.value, **said, **problem.params, "kind": label}
