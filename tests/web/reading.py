"""Reading of pages: what a browser would send back of a form."""

from __future__ import annotations

import html
import re


def inputs_of(form: str) -> dict[str, str]:
    """What stands in the inputs, texts and choices of a form, by name."""
    sent = {}
    for tag in re.findall(r"<input[^>]*>", form):
        attributes = dict(re.findall(r'(\S+?)="([^"]*)"', tag))
        if "name" not in attributes:
            continue  # a calendar beside a day: it writes into the day
        sent[attributes["name"]] = html.unescape(attributes.get("value", ""))
    for name, inner in re.findall(r'<textarea[^>]*name="([\w-]+)"[^>]*>\n(.*?)</textarea>', form, re.DOTALL):
        sent[name] = "\r\n".join(html.unescape(inner).splitlines())
    for name, inner in re.findall(r'<select[^>]*name="([\w-]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="(\w*)" selected>', inner)
        sent[name] = chosen[1] if chosen else ""
    return sent
