"""Who the firm is, one row in each book; who signs in to it, and who was asked to."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Lower
from django.db.models.lookups import Exact

from mainstay.store.querysets import BookManager, BookModel, BookQuerySet


class Firm(BookModel):
    """The firm this book belongs to. Its slug is not in the book: it is the name the book is opened by.

    `copy_of` is the slug of the firm that this one was opened beside from a copy; "" for a book in use.
    """

    name = models.CharField(max_length=200)
    country = models.CharField(max_length=2)
    region = models.CharField(max_length=6, default="")
    language = models.CharField(max_length=12)
    currency = models.CharField(max_length=3)
    time_zone = models.CharField(max_length=64)
    closed_days = models.TextField(default="")
    code_page = models.CharField(max_length=10, default="")
    legal_name = models.CharField(max_length=200, default="")
    street = models.CharField(max_length=200, default="")
    postal_code = models.CharField(max_length=20, default="")
    city = models.CharField(max_length=100, default="")
    tax_office = models.CharField(max_length=100, default="")
    tax_number = models.CharField(max_length=20, default="")
    vat_number = models.CharField(max_length=20, default="")
    company_number = models.CharField(max_length=30, default="")
    opening_hours = models.CharField(max_length=200, default="")
    public_address = models.CharField(max_length=200, default="")
    bank_accounts = models.TextField(default="")
    is_demonstration = models.BooleanField(default=False)
    copy_of = models.CharField(max_length=50, default="")
    created_at = models.DateTimeField()

    objects = BookManager()

    class Meta(BookModel.Meta):
        constraints = (
            models.CheckConstraint(condition=Q(id=1), name="a_book_belongs_to_one_firm"),
            models.CheckConstraint(condition=~Q(name=""), name="a_firm_has_a_name"),
            models.CheckConstraint(condition=Exact(Length("country"), 2), name="a_country_has_two_letters"),
            models.CheckConstraint(condition=Exact(Length("currency"), 3), name="a_currency_has_three_letters"),
        )

    def __str__(self) -> str:
        """Name the firm."""
        return self.name


class UserManager(BaseUserManager["User"]):
    """People are found by e-mail address, whatever its case."""

    def get_queryset(self) -> BookQuerySet[User]:
        """Stamp every question with the firm active when it is asked."""
        return BookQuerySet(self.model, using=self._db, hints=self._hints)  # type: ignore[attr-defined]  # Django's

    def get_by_natural_key(self, username: str | None) -> User:
        """Find a person by e-mail address."""
        return self.get(email=self.normalize_email(username).casefold())


class User(BookModel, AbstractBaseUser):
    """A person who signs in to this firm's book; `role` is one of firm.rules.permissions.ROLES.

    `list_columns` says by page how the columns they chose differ from the usual ones (firm.rules.list_columns).
    """

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=20)
    language = models.CharField(max_length=12, default="")
    theme = models.CharField(max_length=10, default="")
    density = models.CharField(max_length=20, default="comfortable")
    list_columns = models.JSONField(default=dict)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]  # noqa: RUF012 -- Django asks for a list

    class Meta(BookModel.Meta):
        constraints = (
            models.CheckConstraint(
                condition=Q(role__in=["owner", "colleague", "bookkeeper", "reader"]), name="a_user_has_a_known_role"
            ),
            models.CheckConstraint(condition=Exact(Lower("email"), F("email")), name="an_email_address_is_kept_folded"),
        )

    def __str__(self) -> str:
        """Name the person."""
        return self.name


class RoleAct(BookModel):
    """What the owner decided about one role and one act, otherwise than firm.rules.permissions has it by default."""

    role = models.CharField(max_length=20)
    act = models.CharField(max_length=60)
    is_allowed = models.BooleanField()

    objects = BookManager()

    class Meta(BookModel.Meta):
        constraints = (
            models.CheckConstraint(
                condition=Q(role__in=["owner", "colleague", "bookkeeper", "reader"]), name="a_decision_has_a_known_role"
            ),
            models.UniqueConstraint(fields=["role", "act"], name="an_act_is_decided_once_for_a_role"),
        )

    def __str__(self) -> str:
        """Name the role and the act."""
        return f"{self.role} {self.act}"


class Invitation(BookModel):
    """Somebody was asked to join. The link's token is kept as its SHA-256 alone: a reader of the book cannot use it."""

    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=20)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.CharField(max_length=200)
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, default=None)
    withdrawn_at = models.DateTimeField(null=True, default=None)

    objects = BookManager()

    class Meta(BookModel.Meta):
        constraints = (
            models.CheckConstraint(
                condition=Q(role__in=["owner", "colleague", "bookkeeper", "reader"]),
                name="an_invitation_has_a_known_role",
            ),
            models.CheckConstraint(
                condition=Exact(Lower("email"), F("email")), name="an_invited_address_is_kept_folded"
            ),
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(withdrawn_at=None), name="a_used_invitation_is_not_withdrawn"
            ),
        )

    def __str__(self) -> str:
        """Name the person invited."""
        return self.name


class SecurityEvent(BookModel):
    """Something happened to a person's account that they may want to know of; `kind` is one of rules.security.KINDS."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="security_events")
    kind = models.CharField(max_length=30)
    happened_at = models.DateTimeField()
    browser = models.CharField(max_length=80, default="")
    times = models.PositiveIntegerField(default=1)
    noticed_at = models.DateTimeField(null=True, default=None)

    objects = BookManager()

    class Meta(BookModel.Meta):
        constraints = (
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "signed_in", "failed", "password_changed", "link_made", "second_step_removed", "app_added",
                        "app_removed", "passkey_added", "passkey_removed", "codes_made", "code_used",
                    ]
                ),
                name="a_security_event_has_a_known_kind",
            ),
            models.CheckConstraint(condition=Q(times__gte=1), name="a_security_event_happened_at_least_once"),
        )  # fmt: skip
        indexes = (models.Index(fields=["user", "happened_at"], name="security_event_by_person"),)

    def __str__(self) -> str:
        """Name the event."""
        return self.kind


class BookVersion(BookModel):
    """A mark of what the book holds: every transaction that writes sets another one as it commits.

    One row on SQLite, which has one writer. Several on PostgreSQL, so that writers do not wait for each other: each
    sets the row of its connection, and all rows together are the mark.
    """

    id = models.BigIntegerField(primary_key=True)
    mark = models.CharField(max_length=32)

    objects = BookManager()

    def __str__(self) -> str:
        """Give the mark."""
        return self.mark


class SavedView(BookModel):
    """What a person asks of a list again and again, under a name; `query` is what firm.rules.saved_views writes."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="saved_views", db_index=False)
    page = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=500)

    objects = BookManager()

    class Meta(BookModel.Meta):
        constraints = (
            models.UniqueConstraint(fields=["user", "page", "name"], name="a_view_is_named_once_per_person_and_page"),
            models.CheckConstraint(condition=~Q(name=""), name="a_view_has_a_name"),
        )

    def __str__(self) -> str:
        """Name the view."""
        return self.name


class IdempotencyKey(BookModel):
    """A key that an action was sent with, what it was asked and what it answered; kept for firm.jobs.KEYS_KEPT.

    `key` and `digest` are SHA-256, so a key may be of any length and no word that was sent is kept here.
    """

    key = models.CharField(max_length=64)
    action = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    answer = models.JSONField(null=True, default=None)
    used_at = models.DateTimeField()

    objects = BookManager()

    class Meta(BookModel.Meta):
        constraints = (models.UniqueConstraint(fields=["key"], name="a_key_is_used_once"),)
        indexes = (models.Index(fields=["used_at"], name="firm_key_by_age"),)

    def __str__(self) -> str:
        """Name the action that used the key."""
        return self.action
