"""What somebody intends to say of the firm and of the people in it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FirmDraft:
    """What is known of the firm."""

    name: str
    country: str
    language: str
    currency: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class InvitationDraft:
    """Who is invited, and in which role."""

    name: str
    email: str
    role: str


@dataclass(frozen=True, slots=True)
class OwnName:
    """What a person is called."""

    name: str


@dataclass(frozen=True, slots=True)
class ViewName:
    """What a view of a list is called."""

    name: str
