"""What can be done with the firm, its people and one's own account, and who may."""

from __future__ import annotations

from typing import Final

from mainstay.firm.rules.permissions import OWNER_ALONE, PEOPLE, SCHEDULE, STRANGER, Act

FOUND_FIRM: Final = Act("firm.found_firm", "Create a firm", OWNER_ALONE, is_fixed=True)
REMOVE_FIRM: Final = Act("firm.remove_firm", "Remove the firm", OWNER_ALONE, is_fixed=True)
CHANGE_SETTINGS: Final = Act("firm.change_settings", "Change the firm’s settings", OWNER_ALONE)
BACK_UP: Final = Act("firm.back_up", "Make a backup", OWNER_ALONE | {SCHEDULE})
# What is opened is a firm of its own, with the people of another day.
OPEN_COPY: Final = Act("firm.open_copy", "Open a copy as a firm of its own", OWNER_ALONE, is_fixed=True)

# Managing people stays with the owner: whoever could give roles away could give themselves every act.
ADD_PERSON: Final = Act("firm.add_person", "Add people", OWNER_ALONE, is_fixed=True)
INVITE_PERSON: Final = Act("firm.invite_person", "Invite people", OWNER_ALONE, is_fixed=True)
WITHDRAW_INVITATION: Final = Act("firm.withdraw_invitation", "Withdraw invitations", OWNER_ALONE, is_fixed=True)
CHANGE_ROLE: Final = Act("firm.change_role", "Change people’s roles", OWNER_ALONE, is_fixed=True)
CHANGE_ROLE_ACTS: Final = Act("firm.change_role_acts", "Change what each role may do", OWNER_ALONE, is_fixed=True)
DEACTIVATE_PERSON: Final = Act("firm.deactivate_person", "Deactivate people", OWNER_ALONE, is_fixed=True)
MAKE_RESET_LINK: Final = Act("firm.make_reset_link", "Make a link for a new password", OWNER_ALONE, is_fixed=True)
ADMIT_VISITOR: Final = Act("firm.admit_visitor", "Open the demonstration", OWNER_ALONE, is_fixed=True)
PEOPLE_ACTS: Final = (
    ADD_PERSON, INVITE_PERSON, WITHDRAW_INVITATION, CHANGE_ROLE, CHANGE_ROLE_ACTS, DEACTIVATE_PERSON, MAKE_RESET_LINK,
)  # fmt: skip

USE_OWN_ACCOUNT: Final = Act("firm.use_own_account", "Use their own account", PEOPLE, is_fixed=True)
SAVE_VIEW: Final = Act("firm.save_view", "Save views of a list", PEOPLE, is_fixed=True)
# Part of an import, which has an act of its own.
NOTE_CODE_PAGE: Final = Act("firm.note_code_page", "Remember the code page of a file", PEOPLE, is_fixed=True)
SIGN_IN: Final = Act("firm.sign_in", "Try to sign in", PEOPLE | {STRANGER}, is_fixed=True)
ACCEPT_INVITATION: Final = Act("firm.accept_invitation", "Accept an invitation", PEOPLE | {STRANGER}, is_fixed=True)
# Whoever holds the link acts as its person.
RESET_PASSWORD: Final = Act("firm.reset_password", "Choose a new password by a link", PEOPLE, is_fixed=True)

# Asking changes nothing yet: the work itself asks whether the one who asked for it may.
ASK_FOR_JOB: Final = Act("firm.ask_for_job", "Start background work", PEOPLE | {SCHEDULE}, is_fixed=True)
RUN_JOB: Final = Act("firm.run_job", "Run background work", frozenset({SCHEDULE}), is_fixed=True)

ACTS: Final = (
    FOUND_FIRM, REMOVE_FIRM, CHANGE_SETTINGS, BACK_UP, OPEN_COPY, *PEOPLE_ACTS, ADMIT_VISITOR, USE_OWN_ACCOUNT,
    SAVE_VIEW, NOTE_CODE_PAGE, SIGN_IN,
    ACCEPT_INVITATION, RESET_PASSWORD, ASK_FOR_JOB, RUN_JOB,
)  # fmt: skip
