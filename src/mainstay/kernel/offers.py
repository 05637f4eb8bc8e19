"""What a package can offer to what spans packages: sentences of the timeline, proofs, panels of a page. Pure.

A package declares its own in `offers.py`; `mainstay.overview.gathered` merges those of all installed packages.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Literal, NamedTuple, Protocol, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date, datetime

    from mainstay.kernel.actor import Actor
    from mainstay.kernel.problem import Fault, Reason

Subject = TypeVar("Subject")
Answer = TypeVar("Answer")
PanelOf = TypeVar("PanelOf", bound="Panel")


class HappeningKind(NamedTuple):
    """How a kind of event is told: its sentence (text, or translated when it is read), and how its facts are shown.

    Who does not have the `act` is not shown events of this kind; None shows them to everybody.
    """

    sentence: object
    shown: Callable[[Mapping[str, object]], Mapping[str, object]] = dict
    act: Any = None


class SheetQuery(NamedTuple):
    """A sheet of an export: its place among all, its name, the statement whose rows fill it.

    The statement names each column "heading:kind". Kinds: t text, d day, a amount in the row's currency, c that
    currency, p days with amounts in it ("2026-02-09 30000;2026-03-11 40000", in minor units), f yes or no, m moment,
    q a quantity in millionths, l lines of a document (billing.queries.sheets.LINE_TEXT). A column without a kind is not
    written: `row_of` reads it. `{one_text}` in it stands for the engine's function that makes one text of many.
    Who does not have the `act` gets no such sheet; None gives it to everybody who may export.
    """

    order: int
    name: str
    statement: str
    row_of: Callable[[Mapping[str, Any]], Mapping[str, Any]] | None = None
    """Changes a row of the answer, by the names of its columns."""
    act: Any = None
    """Who exports without this act is not given the sheet; None gives it to everybody who may export."""
    happening: str = ""
    """In a sheet of events the column that holds their kind: rows of a kind that somebody may not see are left out."""


class ChangeKind(NamedTuple):
    """A kind of change that Today lists for a day after it happened.

    `statement` selects its name, the ref and the name of the client, what it is about, currency, minor units (0 with
    no currency), the day, and the ref of what it speaks of ("" for the client), from %(yesterday)s to %(today)s;
    `{open_invoices}` stands for what was open then.
    `words` stand beside client and amount, `sentence` by itself; `about` is the name in them of what it is about, and
    `shown` makes of it what a person reads. Who does not have the `act` is not shown it; None shows it to everybody.
    """

    statement: str
    words: object
    sentence: object
    about: str = "number"
    shown: Callable[[str], object] = str
    act: Any = None
    title: object = ""
    """The heading above several of them; `%(count)s` in it is how many."""


@dataclass(frozen=True, slots=True)
class Found(Generic[Subject]):
    """The best of what fits a search, and how many fit in all."""

    count: int
    rows: tuple[Subject, ...]

    @property
    def has_more(self) -> bool:
        """Whether more fits than is listed."""
        return self.count > len(self.rows)


class FoundKind(NamedTuple):
    """A kind of row that a search finds, in which order among the others, and what asks for it.

    Delivery finds by package and kind what shows it: the template `web/<package>/_found_<kind>.html`, and functions of
    that name in the terminal and in the schemas.
    """

    order: int
    package: str
    title: object
    find: Callable[[Any], Found[Any]]
    """Takes the search of `mainstay.store.text_search`."""


class MovedRows(NamedTuple):
    """Rows that go with a client when it is merged into another: a table with the columns `id` and `client_id`.

    `label` names them in a preview, in the given order. `which` is a condition on a row `r` for those that move, with
    %(to)s for the other client; the others stay. `parted` is a statement that is asked after they moved back, for what
    must not belong to two clients (%(from)s and %(to)s): each row is the name of one thing.
    """

    order: int
    table: str
    label: object
    which: str = "1 = 1"
    parted: str = ""


class ImportKind(NamedTuple):
    """A kind of file that can be imported, in which order among the others.

    `subject` says how its columns are read, and `sentence` what is wrong with a row. `import_file` is its action, with
    a `today` whether it needs the day or not, and `document` keeps what came of it as JSON. `job` is the kind of job
    that does the same for a browser, and `entry` what the worker calls.
    """

    order: int
    subject: Any
    sentence: Callable[[Any], str]
    import_file: Callable[..., Any]
    document: Callable[[Any], dict[str, Any]]
    job: str
    entry: Callable[[Any], dict[str, Any]]


class DebtorFacts(Protocol):
    """What is known of a client who owes: what of it is overdue or disputed in minor units, and how they pay."""

    @property
    def ref(self) -> str:
        """The client's."""

    @property
    def overdue_minor(self) -> int:
        """What is overdue."""

    @property
    def disputed_minor(self) -> int:
        """What of that is disputed."""

    @property
    def overdue_invoices(self) -> int:
        """How many invoices that is."""

    @property
    def days_late(self) -> int:
        """How late the oldest of them is."""

    @property
    def habits(self) -> Any:  # noqa: ANN401 -- the payment habits that scoring knows
        """How they pay."""


class CallAdvice(NamedTuple):
    """Whether a client is due for a call, and why (or why not yet)."""

    is_due: bool
    reason: Reason
    is_set_aside: bool = False
    """Whether somebody decided to wait, whatever the client's habit is."""


class CallReason(NamedTuple):
    """Something that decides whether to call a client who owes; asked in order, the first that answers decides.

    `advise` takes the debtor and what `facts` knows of this client: `facts` is asked once a list, for a mapping by the
    client's ref. `codes` are those of the reasons that it may give; `sentence` tells one.
    """

    order: int
    codes: tuple[str, ...]
    advise: Callable[[DebtorFacts, Any], CallAdvice | None]
    sentence: Callable[[Reason], str]
    facts: Callable[[date, Actor], Mapping[str, object]] | None = None


class Dated(Protocol):
    """An event of the demonstration firm: a value that says what happens on a day."""

    @property
    def on(self) -> date:
        """The day."""


@dataclass(slots=True)
class Stage:
    """The book of the demonstration firm while its events are recorded: by whom, and at which moment.

    `refs` holds, by noun, what the keys that events name became: `refs["invoice"]["isik-insaat-03"]`. `moved` is what
    goes with a client that is merged into another.
    """

    by: Actor
    now: datetime
    moved: Sequence[MovedRows] = ()
    refs: defaultdict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))


class ToDo(NamedTuple):
    """One row of Today: something to do, and why.

    `kind` says how it is drawn and done: "call", "contact", "task". `ref` is that of what it is about, and `days` are
    those to go until it is due. `worth` orders the rows: typical invoices at stake. `minor` is what is at stake as a
    fact, `at_risk_minor` as an estimate. `client_ref` and `who` (an address of somebody of the firm) are "" for none.
    """

    kind: str
    ref: str
    title: str
    why: str
    worth: float
    client_ref: str = ""
    client_name: str = ""
    who: str = ""
    days: int = 0
    minor: int = 0
    currency: str = ""
    at_risk_minor: int | None = None
    last_word: Any = None
    """What was said last, as an event of the timeline is told; None for nothing."""


def worth_of_plan(days: int) -> float:
    """What a plan without money in it is worth, in typical invoices: one on its day, more each day it waits."""
    return 1.0 + max(-days, 0) / 20


class PanelPlace(NamedTuple):
    """Where on a page a panel stands: in which column, in which order there, and in which order in the terminal.

    What is at the top goes across both columns, what is in the head above the tabs. On the client's page `tabs` are
    those it stands on ("overview", "money", "activity"); on the first of several it is drawn short.
    """

    column: Literal["head", "top", "main", "side"]
    order: int
    terminal: int = 1000
    tabs: tuple[str, ...] = ("overview",)


class Panel:
    """One part of a page: a frozen dataclass with a name and a place.

    Its `package` is the one that declares it. Delivery finds by package and name what shows it: the template
    `web/<package>/_panel_<name>.html`, and the functions of that name in the terminal and in the schemas.
    """

    __slots__ = ()

    package: ClassVar[str]
    name: ClassVar[str]
    place: ClassVar[PanelPlace]
    is_in_list: ClassVar[bool] = False
    """Whether a browser shows it in the one list of Today alone (`to_do`), and no panel of its own."""

    def __init_subclass__(cls, **named: Any) -> None:  # noqa: ANN401 -- whatever type() is given
        """Note which package declares it."""
        super().__init_subclass__(**named)
        cls.package = cls.__module__.split(".")[1]

    @property
    def is_blank(self) -> bool:
        """Whether people are shown nothing of it; programs are told all the same."""
        return False

    @property
    def to_do(self) -> tuple[ToDo, ...]:
        """What of it is to be done: Today has it in its one list."""
        return ()


@dataclass(frozen=True, slots=True)
class Shown(Generic[Subject]):
    """What a page is of (a client, an invoice), as of which day and for whom; handed to whoever offers panels of it.

    `hidden_kinds` are the kinds of event that `by` may not see. `before` is where a list in it goes on, empty for its
    beginning.
    """

    subject: Subject
    id: int
    ref: str
    as_of: date
    by: Actor
    hidden_kinds: frozenset[str]
    before: str = ""
    _answers: dict[Callable[..., object], object] = field(default_factory=dict, repr=False, compare=False)

    def once(self, read: Callable[[Shown[Any]], Answer]) -> Answer:
        """Ask this of the page, or return what it answered to the panel that asked first."""
        if read not in self._answers:
            self._answers[read] = read(self)
        return cast("Answer", self._answers[read])


@dataclass(frozen=True, slots=True)
class ShownToday:
    """Of which day Today is and for whom; handed to whoever offers panels of it.

    `facts` holds by name what the expressions of `today_facts` returned, all of them in one statement.
    """

    as_of: date
    by: Actor
    facts: Mapping[str, Any]


class ExportedFile(NamedTuple):
    """A file beside the sheets of an export: its place inside ("files/a-7.pdf"), and what it holds."""

    place: str
    content: bytes


def no_files(by: Actor) -> Iterable[ExportedFile]:
    """No file, for nobody."""
    del by
    return ()


def no_panels(shown: object) -> Iterable[Panel]:
    """No panel, of whatever page."""
    del shown
    return ()


def no_events(events: Sequence[Dated], today: date, language: str) -> Iterable[Dated]:
    """Nothing, whatever happens in the demonstration firm."""
    del events, today, language
    return ()


@dataclass(frozen=True, slots=True)
class Offers:
    """What one package offers; what it leaves out it has none of."""

    acts: tuple[Any, ...] = ()
    """What can be done in it, for whoever decides which role may."""
    happenings: Mapping[str, HappeningKind] = field(default_factory=dict)
    """Its kinds of event."""
    proofs: tuple[Callable[[], Sequence[Fault]], ...] = ()
    """What must hold of its tables."""
    faults: Mapping[str, object] = field(default_factory=dict)
    """Code of a fault that its proofs find -> what is wrong, where, and what it should be."""
    sheets: tuple[SheetQuery, ...] = ()
    """Its tables in an export of the whole book."""
    exported_files: Callable[[Actor], Iterable[ExportedFile]] = no_files
    """Its files in an export as CSV, for whoever exports; each is read as it is written out."""
    changes: Mapping[str, ChangeKind] = field(default_factory=dict)
    """What of it is new since yesterday, by kind."""
    found: Mapping[str, FoundKind] = field(default_factory=dict)
    """What of it a search finds, by kind."""
    moved: tuple[MovedRows, ...] = ()
    """What of it hangs on a client, and goes along when two clients become one."""
    call_reasons: tuple[CallReason, ...] = ()
    """What it has to say about whom to call."""
    demonstrated: Mapping[type[Dated], Callable[[Any, Stage], None]] = field(default_factory=dict)
    """Its kinds of event of the demonstration firm, and what records one."""
    demonstration: Callable[[Sequence[Dated], date, str], Iterable[Dated]] = no_events
    """What else happens in the demonstration firm: takes what happens already, its last day and its language."""
    client_panels: Callable[[Shown[Any]], Iterable[Panel]] = no_panels
    """Of a client's page; the subject of `Shown` is that of clients."""
    invoice_panels: Callable[[Shown[Any]], Iterable[Panel]] = no_panels
    """Of an invoice's page; the subject of `Shown` is the invoice."""
    today_facts: Mapping[str, str] = field(default_factory=dict)
    """What its panels of Today have to know first, by name: an expression in SQL that may ask for %(today)s."""
    today_panels: Callable[[ShownToday], Iterable[Panel]] = no_panels
    """Of Today."""


def in_place(panels: Iterable[Panel]) -> tuple[Panel, ...]:
    """Panels in the order of their places, those of the main column first."""
    return tuple(sorted(panels, key=lambda panel: panel.place))


@cache
def shown_by(where: str, package: str, name: str) -> Callable[..., Any] | None:
    """The function of this name that `where` ("mainstay.cli.panels") has in its module for a package; None without."""
    module = f"{where}.{package}"
    found: Callable[..., Any] | None = getattr(import_module(module), name, None) if find_spec(module) else None
    return found


def panel_of(panels: Iterable[Panel], kind: type[PanelOf]) -> PanelOf | None:
    """The panel of this kind; None where there is none."""
    return next((panel for panel in panels if isinstance(panel, kind)), None)


class OfferedTwice(ValueError):
    """Two packages offer the same: a mistake of whoever wrote the second."""


def merged(offered: Iterable[Mapping[str, Answer]]) -> dict[str, Answer]:
    """What several packages offer under names, in one; refuses a name that two of them use: OfferedTwice."""
    found: dict[str, Answer] = {}
    for mapping in offered:
        if twice := found.keys() & mapping.keys():
            raise OfferedTwice(", ".join(sorted(twice)))
        found |= mapping
    return found
