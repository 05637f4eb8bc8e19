"""What somebody intends to say of the firm and of the people in it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class FirmDraft:
    """What is known of the firm; `closed_days` as firm.rules.closed_days reads them."""

    name: str
    country: str
    language: str
    currency: str
    time_zone: str
    region: str = ""
    closed_days: str = ""


@dataclass(frozen=True, slots=True)
class InvitationDraft:
    """Who is invited, and in which role."""

    name: str
    email: str
    role: str


@dataclass(frozen=True, slots=True)
class FoundingDraft:
    """A firm that is founded and its first owner, who chooses a password."""

    firm: FirmDraft
    name: str
    email: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class JoiningDraft:
    """What a person who was invited is called, and the password they choose."""

    name: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PasswordDraft:
    """A password in the place of one that was forgotten."""

    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RoleDraft:
    """The role that a person of the firm is to have."""

    user_id: int
    role: str


@dataclass(frozen=True, slots=True)
class RoleActsDraft:
    """Which role may do what: each cell names a role and the code of an act, as in “reader clients.write_note”."""

    may: frozenset[str]

    def changes_since(self, seen: RoleActsDraft) -> dict[tuple[str, str], bool]:
        """Role and code of the act -> whether the role may from now on, for the cells that differ."""
        parts = {cell: cell.partition(" ") for cell in sorted(self.may ^ seen.may)}
        return {(role, code): cell in self.may for cell, (role, _space, code) in parts.items()}


@dataclass(frozen=True, slots=True)
class OwnName:
    """What a person is called."""

    name: str


@dataclass(frozen=True, slots=True)
class ViewName:
    """What a view of a list is called."""

    name: str
