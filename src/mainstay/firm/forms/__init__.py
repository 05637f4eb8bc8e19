"""Decides how a form is declared: fields of the trade, one draft a form, and the firm's own forms."""
