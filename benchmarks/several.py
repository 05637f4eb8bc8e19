"""Three files imported by one command: clients, invoices, payments; the whole of it, and the command from its start."""

from __future__ import annotations

import csv
import shutil
import sys
from pathlib import Path

from benchmarks.books import BY, NOW, fresh_book
from benchmarks.figures import CLOCK, Figure, Run, at_least, at_most, peak_mb, plain, run_command, timed
from benchmarks.files import LAST_DAY, RESULTS, ibm_file

from mainstay.billing.actions.importing_several import FileToImport, import_files
from mainstay.billing.formats.recognising import SUBJECTS, subjects_of
from mainstay.intake.import_reading import Wishes, read_import
from mainstay.intake.profiling import Choices
from mainstay.store.context import use_firm

NAME = "several"
SUMMARY = "clients, 100,000 invoices and their payments from three files in one command"
ROWS, CLIENTS = 100_000, 1_000
_FEW = 10_000
_A_SECOND, _COMMAND_S = 12_000, 4.0
_RUNS = 3
_HOME = RESULTS / "several"
_HEADERS = {
    "clients": ("Client ID", "Client Name", "City"),
    "invoices": ("Client ID", "Client Name", "Invoice Number", "Invoice Date", "Due Date", "Total", "Currency"),
    "payments": ("Payment ID", "Client ID", "Client Name", "Invoice Number", "Paid On", "Amount Paid", "Currency"),
}


def measure(size: float) -> list[Figure]:
    """Import in this process, then by the command as a person calls it; the best of three runs each."""
    rows = int(ROWS * size)
    files = _files(rows, max(int(CLIENTS * size), 1))
    best = float("inf")
    for _ in range(_RUNS):
        with use_firm(fresh_book("several")):
            best = min(best, timed(lambda: _bring_in(files)))
    peak = peak_mb()
    few = max(int(_FEW * size), 1)
    small, large = _command(_files(few, max(few // 100, 1))), _command(files)
    return [
        at_least("invoices a second", rows / best, _A_SECOND, "limit", f"1/{CLOCK}"),
        plain("peak memory", peak, "MB"),
        at_most(f"the command, {few:,} invoices", small.wall_s, _COMMAND_S, "limit", "s wall"),
        plain("of it", small.processor_s, "s cpu"),
        plain(f"the command, {rows:,} invoices", large.wall_s, "s wall"),
        plain("of it", large.processor_s, "s cpu"),
        plain("its peak memory", large.peak_mb, "MB"),
    ]


def _bring_in(files: list[Path]) -> None:
    """Import as the command does: look over each file, then take all in, in the right order."""
    to_import = [
        FileToImport(subject, read_import(file, SUBJECTS[subject], Wishes(choices=Choices())), RESULTS / "rejected.csv")
        for file in files
        for subject in subjects_of(file)
    ]
    for one in import_files(files=to_import, today=LAST_DAY, by=BY, now=NOW):
        if one.outcome.rejected:
            msg = f"{one.outcome.rejected} rows were rejected: {one.outcome.rejects[:3]}"
            raise RuntimeError(msg)


def _command(files: list[Path]) -> Run:
    """`mainstay import all` into a new book of a home that has its template, with the scoring at its end."""
    command = str(Path(sys.executable).with_name("mainstay"))
    environment = {"MAINSTAY_HOME": str(_HOME), "MAINSTAY_LANGUAGE": "en"}
    runs = []
    shutil.rmtree(_HOME, ignore_errors=True)
    _HOME.mkdir(parents=True)
    for run in range(_RUNS):
        run_command([command, "firms", "add", f"book-{run}", "--name", "Several", "--country", "GB"], environment)
        runs.append(
            run_command([command, "import", "all", *map(str, files), "--yes", "--firm", f"book-{run}"], environment)
        )
    return Run(min(run.processor_s for run in runs), min(run.wall_s for run in runs), max(run.peak_mb for run in runs))


def _files(rows: int, clients: int) -> list[Path]:
    """The invented file of invoices that are all paid, as three: payments first, so that the order is not given."""
    source = ibm_file(rows, clients)
    paths = [source.with_name(f"{source.stem}-{name}.csv") for name in ("payments", "invoices", "clients")]
    if all(path.exists() for path in paths):
        return paths
    payments, invoices, names = ([_HEADERS[name]] for name in ("payments", "invoices", "clients"))
    seen: dict[str, None] = {}
    with source.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            who, number, total = row["customerID"], row["invoiceNumber"], row["InvoiceAmount"]
            seen[who] = None
            invoices.append((who, f"Client {who}", number, row["InvoiceDate"], row["DueDate"], total, "GBP"))
            payments.append((f"P-{number}", who, f"Client {who}", number, row["SettledDate"], total, "GBP"))
    names += [(who, f"Client {who}", "Leeds") for who in seen]
    for path, found in zip(paths, (payments, invoices, names), strict=True):
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(found)
    return paths
