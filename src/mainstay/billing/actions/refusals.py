"""Why billing refuses: one class per reason, each with a sentence that says what to do."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mainstay.kernel.refusal import Refusal


class DraftRefused(Refusal):
    """The draft has problems; the sentence lists them."""

    code = "draft_refused"
    sentence = "%(problems)s"


class NumberIsTaken(Refusal):
    """A document with this number is in the book already."""

    code = "number_is_taken"
    sentence = _("The number %(number)s is already in use: give another, or leave it empty.")


class PaymentIsKnown(Refusal):
    """A payment with this external id is in the book already."""

    code = "payment_is_known"
    sentence = _("This payment is already recorded (%(ref)s): nothing was recorded twice.")


class MoreThanIsOpen(Refusal):
    """More would be settled than is open."""

    code = "more_than_is_open"
    sentence = _("Invoice %(number)s has %(open)s open: allocate that or less, and leave the rest on account.")


class MoreThanIsLeft(Refusal):
    """More would be taken than is left of a payment or credit note."""

    code = "more_than_is_left"
    sentence = _("Only %(left)s is left of it: take that or less.")


class LeftHasChanged(Refusal):
    """Something else was taken of a payment or credit note since the person looked at it."""

    code = "left_has_changed"
    sentence = _("What is left of this payment has changed: check it, then allocate again.")


class OpenHasChanged(Refusal):
    """Something else settled an invoice since the person looked at it."""

    code = "open_has_changed"
    sentence = _("What is open on invoice %(number)s has changed: check it, then record again.")


class AmountNotPositive(Refusal):
    """The amount is zero or negative."""

    code = "amount_not_positive"
    sentence = _("The amount must be more than zero.")


class OtherClient(Refusal):
    """The money is one client's and the invoice another's."""

    code = "other_client"
    sentence = _("Invoice %(number)s is another client's: allocate to an invoice of the client who paid.")


class OtherCurrency(Refusal):
    """Two currencies met."""

    code = "other_currency"
    sentence = _("Invoice %(number)s is in %(currency)s: amounts in two currencies are never mixed.")


class TooEarly(Refusal):
    """The day lies before what it corrects or settles."""

    code = "too_early"
    sentence = _("%(day)s is too early for what is recorded: choose %(earliest)s or a later day.")


class TakenBackAlready(Refusal):
    """It was taken back before."""

    code = "taken_back_already"
    sentence = _("This was already undone: nothing is left to undo.")


class LossRecovered(Refusal):
    """Part of what was written off on the invoice came in after all, so the loss cannot be undone."""

    code = "loss_recovered"
    sentence = _("Part of what was written off on invoice %(number)s was recovered: it can no longer be voided.")


class NothingOpen(Refusal):
    """Nothing is open on the invoice."""

    code = "nothing_open"
    sentence = _("Nothing is open on invoice %(number)s.")


class ReasonMissing(Refusal):
    """The act needs a reason that is recorded."""

    code = "reason_missing"
    sentence = _("Give a reason: it is kept with the record.")


class TextTooLong(Refusal):
    """A reason or a note is longer than what is kept of it."""

    code = "text_too_long"
    sentence = _("“%(start)s…” is longer than %(limit)s characters: shorten it.")


class InvoiceIsKnown(Refusal):
    """An invoice with this id of another program is in the book already."""

    code = "invoice_is_known"
    sentence = _("Invoice %(number)s with the id %(external_id)s is already recorded: nothing was recorded twice.")


class RefundedAlready(Refusal):
    """Part of the payment went back or recovered a loss, so it cannot be taken back whole."""

    code = "refunded_already"
    sentence = _("Part of this payment was refunded or recovered a loss: it can no longer be reversed.")


class DisputedAlready(Refusal):
    """The invoice is disputed already."""

    code = "disputed_already"
    sentence = _("Invoice %(number)s is disputed already.")


class NotDisputed(Refusal):
    """There is no open dispute."""

    code = "not_disputed"
    sentence = _("Invoice %(number)s has no open dispute.")


class NoExpectedDate(Refusal):
    """No expected date stands."""

    code = "no_expected_date"
    sentence = _("Invoice %(number)s has no expected date of yours.")


class NothingToUndo(Refusal):
    """There is no such record, or none that is undone in one step."""

    code = "nothing_to_undo"
    sentence = _("There is nothing to undo here: look at the page of what was recorded.")


class LaterRecordRests(Refusal):
    """Something that was recorded later rests on it."""

    code = "later_record_rests"
    sentence = _("Something recorded later depends on this: undo that first.")


class WrittenOffLess(Refusal):
    """More would be recovered than was written off."""

    code = "written_off_less"
    sentence = _("Only %(left)s of what was written off is still lost: recover that or less.")
