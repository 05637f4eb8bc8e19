"""Clients, their contacts, when to speak to them next, their standing, and what is proposed to agree with them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from mainstay.clients.rules.proposing import ACTS
from mainstay.clients.rules.ratings import PAYMENTS, RELATIONSHIPS
from mainstay.store.querysets import BookManager, BookModel


class Client(BookModel):
    """Who pays. `search_key`, `match_key` and `sort_key` are made from the name by kernel.text when it is written.

    `terms_days` is the client's own agreement, None where the firm's rule holds; `deposit_percent` of a job is paid
    before it begins, None where nothing is agreed. `client_group` and `channel` are
    free words from the owner's books (a region, paper or electronic). `responsible` is the e-mail address of the
    person of the firm who looks after the client, "" for nobody. `tags` is a line as clients.rules.tags reads
    it. `version` grows by one with each change, so that whoever writes second knows. `archived_on`: in no list
    since. `merged_into` is the client that this one has become, whose record stands in `Merge`.
    """

    ref = models.CharField(max_length=32, unique=True)
    external_id = models.CharField(max_length=120, default="")
    name = models.CharField(max_length=300)
    search_key = models.CharField(max_length=700)
    match_key = models.CharField(max_length=400)
    sort_key = models.CharField(max_length=3000)
    email = models.CharField(max_length=254, default="")
    phone = models.CharField(max_length=60, default="")
    street = models.CharField(max_length=500, default="")
    city = models.CharField(max_length=120, default="")
    region = models.CharField(max_length=120, default="")
    postal_code = models.CharField(max_length=30, default="")
    country = models.CharField(max_length=80, default="")
    tax_number = models.CharField(max_length=60, default="")
    website = models.CharField(max_length=300, default="")
    currency = models.CharField(max_length=3, default="")
    language = models.CharField(max_length=12, default="")
    terms_days = models.IntegerField(null=True)
    credit_limit_minor = models.BigIntegerField(null=True)
    deposit_percent = models.IntegerField(null=True)
    client_group = models.CharField(max_length=120, default="")
    responsible = models.CharField(max_length=254, default="", db_default="")
    tags = models.CharField(max_length=1000, default="", db_default="")
    time_zone = models.CharField(max_length=64, default="", db_default="")
    tax_office = models.CharField(max_length=120, default="", db_default="")
    billing_address = models.CharField(max_length=500, default="", db_default="")
    delivery_address = models.CharField(max_length=500, default="", db_default="")
    archived_on = models.DateField(null=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged", db_index=False)
    notes = models.TextField(default="")
    recorded_at = models.DateTimeField()
    version = models.IntegerField(db_default=1)

    objects = BookManager()

    class Meta(BookModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["external_id"], condition=~Q(external_id=""), name="client_external_id_is_used_once"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="client_has_a_name"),
            models.CheckConstraint(
                condition=Q(terms_days__isnull=True) | Q(terms_days__gte=0), name="client_terms_are_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(credit_limit_minor__isnull=True) | (Q(credit_limit_minor__gte=0) & ~Q(currency="")),
                name="client_credit_limit_has_a_currency",
            ),
            models.CheckConstraint(
                condition=Q(deposit_percent__isnull=True) | Q(deposit_percent__gte=1, deposit_percent__lte=100),
                name="client_deposit_is_a_part_of_the_job",
            ),
        )
        indexes = (
            models.Index(fields=["match_key"], name="client_by_match_key"),
            models.Index(fields=["responsible"], condition=~Q(responsible=""), name="client_by_responsible"),
        )

    def __str__(self) -> str:
        """Name the client."""
        return self.name


class Contact(BookModel):
    """A person at the client's; `receives` is a line as clients.rules.receiving reads it."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(max_length=300)
    email = models.CharField(max_length=254, default="")
    phone = models.CharField(max_length=60, default="")
    role = models.CharField(max_length=120, default="")
    language = models.CharField(max_length=12, default="", db_default="")
    time_zone = models.CharField(max_length=64, default="", db_default="")
    receives = models.CharField(max_length=60, default="", db_default="")

    objects = BookManager()

    class Meta(BookModel.Meta):
        constraints = (
            models.UniqueConstraint(fields=["client", "name", "email"], name="contact_is_listed_once_per_client"),
        )

    def __str__(self) -> str:
        """Name the person."""
        return self.name


class NextContact(BookModel):
    """When, how (call, visit, write, meet) and about what to speak to a client next; open until it is done or dropped.

    `set_on` is the firm's day on which it was planned, `ended_on` that on which it ended; `outcome` says what came of
    it, or why it was dropped. An ended one stays.
    """

    ref = models.CharField(max_length=32, unique=True)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="next_contacts")
    due_on = models.DateField()
    way = models.CharField(max_length=20)
    about = models.CharField(max_length=300)
    set_on = models.DateField()
    set_by = models.CharField(max_length=120)
    ended_on = models.DateField(null=True)
    is_dropped = models.BooleanField(default=False)
    outcome = models.TextField(default="")

    objects = BookManager()

    class Meta(BookModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["client"], condition=Q(ended_on__isnull=True), name="client_has_one_next_contact"
            ),
            models.CheckConstraint(
                condition=Q(way__in=("call", "visit", "write", "meet")), name="next_contact_is_call_visit_write_or_meet"
            ),
            models.CheckConstraint(
                condition=Q(is_dropped=False) | Q(ended_on__isnull=False), name="dropped_next_contact_has_ended"
            ),
        )
        indexes = (
            models.Index(fields=["due_on"], condition=Q(ended_on__isnull=True), name="open_next_contact_by_day"),
        )

    def __str__(self) -> str:
        """Name the plan for a developer."""
        return f"{self.way} {self.due_on}"


STANDINGS = RELATIONSHIPS + PAYMENTS


class Standing(BookModel):
    """One of the two ratings of a client by the evidence, from `since_on` until `ended_on` (None: now).

    Which of the two its word says: no word stands in both. `as_of` is the day of the last scoring that
    confirmed it; `score`, `reason` and `version` are those of that day, by insight.standing or insight.payment_rating.
    An ended one stays: the history of a relationship.
    """

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="standings", db_index=False)
    standing = models.CharField(max_length=20)
    since_on = models.DateField()
    as_of = models.DateField()
    score = models.IntegerField()
    reason = models.JSONField()
    version = models.SmallIntegerField()
    ended_on = models.DateField(null=True)

    objects = BookManager()

    class Meta(BookModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["client"],
                condition=Q(ended_on__isnull=True, standing__in=RELATIONSHIPS),
                name="client_has_one_relationship_now",
            ),
            models.UniqueConstraint(
                fields=["client"],
                condition=Q(ended_on__isnull=True, standing__in=PAYMENTS),
                name="client_has_one_payment_now",
            ),
            models.CheckConstraint(condition=Q(standing__in=STANDINGS), name="standing_is_one_of_nine"),
            models.CheckConstraint(
                condition=Q(as_of__gte=F("since_on")) & (Q(ended_on__isnull=True) | Q(ended_on__gte=F("since_on"))),
                name="standing_ends_after_it_began",
            ),
        )
        indexes = (
            models.Index(fields=["client", "since_on"], name="standing_by_client_and_day"),
            models.Index(fields=["ended_on"], condition=Q(ended_on__isnull=False), name="standing_ended_by_day"),
        )

    def __str__(self) -> str:
        """Name the standing for a developer."""
        return f"{self.standing} since {self.since_on}"


class StandingOverride(BookModel):
    """The owner knows better: the rating that holds until it is lifted, and why; beside it the evidence speaks on."""

    ref = models.CharField(max_length=32, unique=True)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="standing_overrides", db_index=False)
    standing = models.CharField(max_length=20)
    reason = models.CharField(max_length=300)
    set_on = models.DateField()
    set_by = models.CharField(max_length=120)
    lifted_on = models.DateField(null=True)
    lifted_by = models.CharField(max_length=120, default="")

    objects = BookManager()

    class Meta(BookModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["client"],
                condition=Q(lifted_on__isnull=True, standing__in=RELATIONSHIPS),
                name="client_has_one_relationship_override",
            ),
            models.UniqueConstraint(
                fields=["client"],
                condition=Q(lifted_on__isnull=True, standing__in=PAYMENTS),
                name="client_has_one_payment_override",
            ),
            models.CheckConstraint(condition=Q(standing__in=STANDINGS), name="overriding_standing_is_one_of_nine"),
            models.CheckConstraint(condition=~Q(reason=""), name="standing_override_has_a_reason"),
        )
        indexes = (models.Index(fields=["client", "set_on"], name="standing_override_by_client"),)

    def __str__(self) -> str:
        """Name the override for a developer."""
        return f"{self.standing} by {self.set_by}"


class Proposal(BookModel):
    """What follows from a client's ratings: terms in days, a deposit in percent, a credit limit, or something to do.

    `agreed` is what was agreed when it was proposed (days, percent or minor units; None for nothing), so that whoever
    accepts later notices a change. It is open until a person accepts or declines it, or the evidence withdraws it;
    then `answered_on`, who and why are kept. `who` should do it by `due_on`; `later` says why it was put off to that
    day. An ended one stays.
    """

    ref = models.CharField(max_length=32, unique=True)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="proposals", db_index=False)
    kind = models.CharField(max_length=20)
    days = models.IntegerField(null=True)
    percent = models.IntegerField(null=True)
    minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, default="")
    agreed = models.BigIntegerField(null=True)
    reason = models.JSONField()
    version = models.SmallIntegerField()
    proposed_on = models.DateField()
    state = models.CharField(max_length=20, default="open")
    answered_on = models.DateField(null=True)
    answered_by = models.CharField(max_length=120, default="")
    answer = models.CharField(max_length=300, default="")
    who = models.CharField(max_length=120, default="")
    due_on = models.DateField(null=True)
    later = models.CharField(max_length=300, default="")

    objects = BookManager()

    class Meta(BookModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["client", "kind"], condition=Q(state="open"), name="client_has_one_open_proposal_of_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(kind="terms", days__gte=0, percent__isnull=True, minor__isnull=True, currency="")
                | Q(kind="deposit", days__isnull=True, percent__range=(1, 100), minor__isnull=True, currency="")
                | (Q(kind="credit_limit", days__isnull=True, percent__isnull=True, minor__gte=0) & ~Q(currency=""))
                | Q(kind__in=ACTS, days__isnull=True, percent__isnull=True, minor__isnull=True, currency=""),
                name="proposal_has_the_value_of_its_kind",
            ),
            models.CheckConstraint(
                condition=Q(state="open", answered_on__isnull=True)
                | Q(state__in=("accepted", "declined", "withdrawn"), answered_on__isnull=False),
                name="proposal_is_open_or_answered_on_a_day",
            ),
            models.CheckConstraint(condition=~Q(state="declined") | ~Q(answer=""), name="declined_proposal_says_why"),
        )
        indexes = (models.Index(fields=["client", "proposed_on"], name="proposal_by_client_and_day"),)

    def __str__(self) -> str:
        """Name the proposal for a developer."""
        return f"{self.kind} {self.state}"


class Merge(BookModel):
    """Two clients that became one: `gone` went into `stays` on a day, until it was undone.

    `before` and `after` are the details of `stays` that the merge changed; `archived_on` is what `gone` had. `move_id`
    is the row of the timeline that says which rows moved.
    """

    ref = models.CharField(max_length=32, unique=True)
    gone = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+", db_index=False)
    stays = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+", db_index=False)
    move_id = models.BigIntegerField()
    before = models.JSONField()
    after = models.JSONField()
    archived_on = models.DateField(null=True)
    merged_on = models.DateField()
    undone_on = models.DateField(null=True)

    objects = BookManager()

    class Meta(BookModel.Meta):
        constraints = (
            models.UniqueConstraint(fields=["gone"], condition=Q(undone_on__isnull=True), name="client_is_merged_once"),
            models.CheckConstraint(condition=~Q(gone=F("stays")), name="client_is_merged_into_another"),
        )

    def __str__(self) -> str:
        """Name the merge for a developer."""
        return f"{self.gone_id} into {self.stays_id}"


class ImportMapping(BookModel):
    """How a file without a known layout is read: which column means what, kept under a name the owner chose."""

    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)
    document = models.JSONField()

    objects = BookManager()

    class Meta(BookModel.Meta):
        constraints = (models.UniqueConstraint(fields=["kind", "name"], name="import_mapping_name_is_used_once"),)

    def __str__(self) -> str:
        """Name the mapping."""
        return self.name
